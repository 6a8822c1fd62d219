"""Reading a command line: the verb, our few flags anywhere, and words that belong to the verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InputError, nearest
from sim.verbs.catalogue import LATER, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SWITCHES = {
    "--help": "help", "-h": "help",
    "--json": "json",
    "--quiet": "quiet", "-q": "quiet",
    "--version": "version",
    "--multirun": "multirun", "-m": "multirun",
    "--fit": "fit",
    "--slides": "slides",
    "--workbook": "workbook",
}  # fmt: skip
VALUED = {
    "--cfg": "cfg", "-c": "cfg",
    "--config-dir": "config-dir", "-cd": "config-dir",
    "--config-name": "config-name", "-cn": "config-name",
    "--template": "template",
}  # fmt: skip


class Arguments(NamedTuple):
    """One command line, read but not yet understood: the words are Hydra's grammar after a Hydra verb."""

    verb: str
    words: tuple[str, ...]
    flags: dict[str, str]
    given: tuple[str, ...]

    @property
    def as_json(self) -> bool:
        return "json" in self.flags

    @property
    def quiet(self) -> bool:
        return "quiet" in self.flags

    @property
    def shows_config(self) -> bool:
        return "cfg" in self.flags

    @property
    def config_dir(self) -> Path | None:
        from pathlib import Path

        folder = self.flags.get("config-dir")
        return None if folder is None else Path(folder)

    @property
    def config_name(self) -> str:
        return self.flags.get("config-name", "config")

    @property
    def command(self) -> str:
        """The command as it can be typed again."""
        import shlex

        return shlex.join(["sim", *self.given])


def read_arguments(given: list[str]) -> Arguments:
    """Separate flags from words; the first word is the verb. Unknown flags and verbs are wrong input."""
    flags: dict[str, str] = {}
    words: list[str] = []
    waiting = iter(given)
    for word in waiting:
        if word == "--":
            words.extend(waiting)
        elif word.startswith("-") and len(word) > 1:
            _read_flag(word, waiting, flags)
        else:
            words.append(word)
    verb = words[0] if words else ""
    arguments = Arguments(verb, tuple(words[1:]), flags, tuple(given))
    _check(arguments)
    return arguments


def _read_flag(word: str, waiting: Iterator[str], flags: dict[str, str]) -> None:
    name, equals, value = word.partition("=")
    if word in SWITCHES:
        flags[SWITCHES[word]] = ""
    elif name in VALUED:
        flags[VALUED[name]] = value if equals else _value_of(name, waiting)
    else:
        known = [*SWITCHES, *VALUED]
        raise InputError(f"there is no flag {name}{nearest(name, known)} (sim --help lists the flags)")


def _value_of(flag: str, waiting: Iterator[str]) -> str:
    value = next(waiting, None)
    if value is None or value.startswith("-"):
        raise InputError(f"{flag} needs a value, such as {flag} {'job' if VALUED[flag] == 'cfg' else 'NAME'}")
    return value


def _check(arguments: Arguments) -> None:
    if arguments.verb in LATER:
        raise InputError(f"sim {arguments.verb} is not available in this version")
    if arguments.verb not in VERBS:
        if not arguments.verb or arguments.verb == "help":
            return
        raise InputError(f"there is no verb '{arguments.verb}'{nearest(arguments.verb, VERBS)} (sim --help lists them)")
    taken = VERBS[arguments.verb].flags
    for flag, value in arguments.flags.items():
        if flag not in taken and flag != "version":
            instead = "; several values for a key are sim sweep's" if flag == "multirun" else ""
            raise InputError(f"sim {arguments.verb} does not take --{flag}{instead}")
        if flag == "cfg" and value != "job":
            raise InputError(f"--cfg shows 'job', the composed configuration; '{value}' is not available")
        if flag in VALUED.values() and not value:
            raise InputError(f"--{flag} needs a value")
