"""Words that belong to a verb such as `study` itself; everything else on the line is a scenario's or a run's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.factors import KINDS, Factor, factors_of
from sim.composition.saved import file_words
from sim.errors import InputError, nearest
from sim.scenario.values import cards_by_name
from sim.verbs.arguments import Arguments
from sim.verbs.shelf import saved_studies

_WHOLE = re.compile(r"\d{1,9}")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_QUOTES = "'\""
MEANT = {"measure": "measures=[a,b]", "measures": "measure=NAME", "cards": "factors=[a,b]", "method": "design=NAME"}


@dataclass(frozen=True)
class OwnWords:
    """The verb's own keys as texts, and the words that are left for the scenario."""

    own: Mapping[str, str]
    words: tuple[str, ...]
    name: str = ""

    def has(self, key: str) -> bool:
        """Whether somebody gave it."""
        return key in self.own

    def text(self, key: str, default: str) -> str:
        """A text as it was given."""
        return self.own.get(key, default).strip()

    def choice(self, key: str, default: str, known: Sequence[str]) -> str:
        """One word of several."""
        found = self.text(key, default)
        if found not in known:
            raise InputError(f"{key}={found}: is none of {', '.join(known)}{nearest(found, known)}")
        return found

    def whole(self, key: str, default: int) -> int:
        """A whole number; its limits are the business of who takes it."""
        found = self.text(key, str(default))
        if not _WHOLE.fullmatch(found):
            raise InputError(f"{key}: found {found or 'nothing'}; allowed is a whole number of at most nine digits")
        return int(found)

    def items(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """The items of a list in brackets, or a single one without."""
        return tuple(split_items(self.own[key])) if key in self.own else tuple(default)

    def factors(self) -> tuple[Factor, ...]:
        """The cards that vary."""
        if not self.has("factors"):
            raise InputError(
                "factors: which cards vary? Name cards, groups of cards, assumptions or policies, such as "
                "factors=[cfo.budget_eur,shadow], or a range of your own: factors=[cfo.budget_eur=[1e6,3e6]]"
            )
        return factors_of(self.factor_words())

    def factor_words(self) -> list[str]:
        """What `factors` names, each with all of its values."""
        return with_their_values(self.items("factors"))

    def refuse(self, keys: Mapping[str, str]) -> None:
        """Keys that would be ignored, each with what it belongs to."""
        for key, belongs in keys.items():
            if self.has(key):
                raise InputError(f"{key}: belongs to {belongs}; leave it out")


def own_words(arguments: Arguments, known: Sequence[str], *, saved: bool = False) -> OwnWords:
    """Sort the words; a first word without '=' names a saved study or sweep, whose words the line's own override."""
    given, name = list(arguments.words), ""
    if saved and given and "=" not in given[0]:
        name = given.pop(0)
        keys = {word.partition("=")[0] for word in given}
        stored = saved_words(arguments.verb, name, arguments.config_dir)
        given = [*(word for word in stored if word.partition("=")[0] not in keys), *given]
    own: dict[str, str] = {}
    rest: list[str] = []
    for word in given:
        key, equals, value = word.partition("=")
        if equals and key in known:
            own[key] = value
        elif equals and key in MEANT and key not in cards_by_name():
            raise InputError(f"{key}: no such key of sim {arguments.verb}; did you mean {MEANT[key]}?")
        else:
            rest.append(word)
    return OwnWords(own, tuple(rest), name)


def with_default(words: Sequence[str], key: str, value: object) -> tuple[str, ...]:
    """The words, with a value for a key that none of them sets."""
    return tuple(words) if any(word.partition("=")[0] == key for word in words) else (*words, f"{key}={value}")


def split_items(text: str) -> Iterator[str]:
    """Items between commas that stand outside brackets and quotes; quotes around a whole item are taken off."""
    bare = text.strip()
    inside = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    for item in _parts(inside):
        trimmed = item.strip()
        quoted = len(trimmed) > 1 and trimmed[0] in _QUOTES and trimmed[-1] == trimmed[0]
        found = trimmed[1:-1] if quoted else trimmed
        if not found:
            raise InputError(f"{text}: has an empty item; write a list as [a,b]")
        yield found


def _parts(text: str) -> Iterator[str]:
    depth, quote, start = 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        elif letter in "[]":
            depth += 1 if letter == "[" else -1
        elif letter == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    if depth or quote:
        raise InputError(f"{text}: a bracket or a quote is not closed; write a list as [a,b=[low,high]]")
    yield text[start:]


def with_their_values(items: Sequence[str]) -> list[str]:
    """Join `card=a`, `b`, `c` of a list again: what names no card continues the values before it."""
    found: list[str] = []
    for item in items:
        head, equals, value = found[-1].partition("=") if found else ("", "", "")
        continues = equals and not _names(item) and (item.startswith("[") or not value.startswith("["))
        if continues and head:
            found[-1] += f",{item}"
        else:
            found.append(item)
    return found


def _names(item: str) -> bool:
    """Whether an item names a card, a group, a kind of cards, or gives a card values; a dotted name means a card."""
    cards = cards_by_name()
    return (
        "=" in item
        or _DOTTED.fullmatch(item) is not None
        or item in cards
        or item in KINDS
        or any(card.startswith(f"{item}.") for card in cards)
    )


def saved_words(verb: str, name: str, config_dir: Path | None) -> list[str]:
    """The words of a saved study or sweep: its keys as on the command line."""
    folder = None if config_dir is None else str(config_dir)
    known, other = saved_studies(verb, folder), "study" if verb == "sweep" else "sweep"
    if name not in known and name in saved_studies(other, folder):
        raise InputError(f"{name}: is a saved {other}, not a saved {verb}; sim {other} {name} runs it")
    if name not in known:
        raise InputError(
            f"{name}: there is no saved {verb} of that name{nearest(name, known)} (saved: {', '.join(known) or 'none'})"
        )
    return file_words(known[name])
