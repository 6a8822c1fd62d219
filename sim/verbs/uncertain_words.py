"""The words of `uncertainty=on`, read before anything heavy is loaded."""

from __future__ import annotations

import functools
from collections.abc import Callable

from sim.errors import InputError
from sim.scenario import OF_PRECISION
from sim.verbs.arguments import Arguments
from sim.verbs.own_words import OwnWords

KEYS = ("uncertainty", "worlds", "factors")
SWITCH = ("off", "on")
Verb = Callable[[Arguments], int]


def or_over_worlds(verb: Verb) -> Verb:
    """The verb as it is, or over worlds alone where `uncertainty=on` asks for it.

    `sim compare` reads these keys itself: from a position it looks at luck and then at worlds, unless they are off.
    """

    @functools.wraps(verb)
    def run(arguments: Arguments) -> int:
        own = own_of(arguments)
        if own.choice("uncertainty", "off", SWITCH) == "off":
            if arguments.verb == "compare":
                return verb(arguments)
            own.refuse({key: "uncertainty=on, which is not given" for key in KEYS[1:]})
            return verb(arguments._replace(words=own.words))
        _refuse(own)
        from sim.verbs.uncertain import run

        return run(arguments)

    return run


def own_of(arguments: Arguments) -> OwnWords:
    """The keys of this page, and all other words."""
    own: dict[str, str] = {}
    rest = []
    for word in arguments.words:
        key, equals, value = word.partition("=")
        if equals and key in KEYS:
            own[key] = value
        else:
            rest.append(word)
    return OwnWords(own, tuple(rest))


def _refuse(own: OwnWords) -> None:
    """Keys that lead elsewhere."""
    given = {word.partition("=")[0] for word in own.words}
    if "runs" in given:
        raise InputError("runs: compares stored results, and uncertainty=on simulates worlds; leave one of them out")
    idle = next((key for key in OF_PRECISION if key in given), None)
    if idle is not None:
        raise InputError(
            f"{idle}: does not go with uncertainty=on; over worlds an interval narrows with the number of worlds "
            "(worlds=), because the cards differ between them however many programmes each has. Leave it out"
        )
