"""The command line's `key=value`: what is allowed, settled before Hydra composes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.composition import hydra_door, keys
from sim.composition.folder import Groups, no_option
from sim.composition.messages import refuse
from sim.composition.options import STRATEGY
from sim.errors import InputError

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

MOST_OVERRIDES = 400
LONGEST_OVERRIDE = 4_000
MOST_CHARACTERS = 40_000
MOST_DEPTH = 6
EXAMPLE = "cfo.threshold_eur=8e5"

_CASTS = ("int", "float", "bool", "str")
_SWEEPS = ("choice", "range", "interval", "glob", "sort", "shuffle", "tag")
_QUOTED_OR_ESCAPED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|\\.")
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_EDITS = {"+": "adds a key", "~": "deletes a key"}


@dataclass(frozen=True)
class Checked:
    """One override that passed: the keys it sets, how Hydra is to read it, and the value or option that it reads."""

    key: str
    sets: tuple[str, ...]
    text: str
    value: Any


def check_overrides(overrides: Sequence[str], groups: Groups, *, complete: bool = False) -> list[Checked]:
    """Check every override and report all that is wrong at once; a complete scenario leaves no group to choose from."""
    check_size(overrides)
    checked: list[Checked] = []
    wrong: list[str] = []
    for text in overrides:
        try:
            checked.append(_check(text, groups, complete=complete))
        except InputError as error:
            wrong.append(str(error))
    if wrong:
        raise refuse(wrong)
    return checked


def hydra_text(text: str) -> str:
    """A strategy lands at the top of the configuration, whatever it is called on the command line."""
    key, equals, value = text.partition("=")
    return f"{hydra_door.STRATEGY_GROUP}={value}" if equals and key == STRATEGY else text


def check_size(overrides: Sequence[str]) -> None:
    """Not more and not longer than anybody types."""
    if isinstance(overrides, str) or not all(isinstance(text, str) for text in overrides):
        raise InputError(f"overrides are a list of texts such as '{EXAMPLE}'")
    if len(overrides) > MOST_OVERRIDES:
        raise InputError(f"{len(overrides)} overrides are too many (at most {MOST_OVERRIDES}); put them into a file")
    longest = max(map(len, overrides), default=0)
    if longest > LONGEST_OVERRIDE or sum(map(len, overrides)) > MOST_CHARACTERS:
        raise InputError(
            f"the overrides are too long (one at most {LONGEST_OVERRIDE} characters); put them into a file"
        )


def checked_text(text: str) -> tuple[str, Any]:
    """Key and value of one word by Hydra's grammar, whatever the key; several values for it are refused."""
    _check_text(text)
    override = _parsed(text)
    if override.package is not None or "/" in override.key_or_group:
        raise InputError(f"{keys.cut(text)}: '@' and '/' are not allowed in a key; write {EXAMPLE}")
    if override.is_sweep_override():
        raise _sweep(text)
    return override.key_or_group, override.value()


def _check(text: str, groups: Groups, *, complete: bool) -> Checked:
    _check_text(text)
    override = _parsed(text)
    key = override.key_or_group
    value = _value(text, override, groups)
    chooses = key in groups and not (isinstance(value, dict) and key in keys.branches())
    if complete and (chooses or key == "strategies"):
        raise InputError(f"{key}: a complete scenario leaves nothing to choose; change single keys, such as {EXAMPLE}")
    if chooses:
        _check_option(key, value, groups)
    sets = () if chooses else tuple(_leaves(key, value))
    force = "++" if complete and key in keys.RUN_KEYS else ""
    return Checked(key, sets, force + hydra_text(text), value)


def check_swept(text: str, groups: Groups) -> bool:
    """Whether a word of a sweep holds several values; what they come to is checked when they are laid out."""
    _check_text(text, sweeps=True)
    override = _parsed(text)
    _check_key(text, override, groups)
    return bool(override.is_sweep_override())


def _check_key(text: str, override: Override, groups: Groups) -> None:
    key = override.key_or_group
    if override.package is not None or "/" in key:
        raise InputError(f"{keys.cut(text)}: '@' and '/' are not allowed in a key; write {EXAMPLE}")
    if key not in groups and key not in keys.branches() and key not in keys.leaves():
        raise InputError(keys.unknown(key))


def _value(text: str, override: Override, groups: Groups) -> Any:
    _check_key(text, override, groups)
    if override.is_sweep_override():
        raise _sweep(text)
    for part in _texts(override.value()):
        if "${" in part or part == "???":
            raise InputError(f"{keys.cut(text)}: '${{…}}' and '???' are not allowed; write the value out")
    return override.value()


def _check_text(text: str, *, sweeps: bool = False) -> None:
    key, equals, _ = text.partition("=")
    shown = keys.cut(text)
    if key[:1] in _EDITS:
        raise InputError(f"{shown}: '{key[0]}' {_EDITS[key[0]]}, which is not allowed; change a value with key=value")
    if not equals or not key.strip():
        raise InputError(f"{shown or repr(text)}: is not key=value, such as {EXAMPLE}")
    if re.match(r"\s*hydra(\W|$)", key):
        raise InputError(f"{shown}: Hydra's own settings cannot be changed; change a scenario or run key")
    if "${" in text:
        raise InputError(f"{shown}: interpolation (${{…}}) is not allowed; write the value out")
    _check_shape(text, shown, sweeps=sweeps)


def _check_shape(text: str, shown: str, *, sweeps: bool) -> None:
    bare = _QUOTED_OR_ESCAPED.sub("", text)
    depth = deepest = 0
    for letter in bare:
        depth += (letter in "[{(") - (letter in ")}]")
        deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        raise InputError(f"{shown}: is nested more than {MOST_DEPTH} levels deep")
    for name in _CALL.findall(bare):
        if name in _SWEEPS and not sweeps:
            raise _sweep(text)
        if name not in (*_CASTS, *_SWEEPS):
            raise _unreadable(shown)


def _parsed(text: str) -> Override:
    try:
        return hydra_door.parse(text)
    except InputError as error:
        raise _unreadable(keys.cut(text)) from error


def _unreadable(shown: str) -> InputError:
    return InputError(
        f"{shown}: cannot be read as key=value; text with special characters is quoted twice: "
        "\"label='Plan B: (hire)'\""
    )


def _sweep(text: str) -> InputError:
    key, _, value = text.partition("=")
    if key == "strategies":
        return InputError(f"{keys.cut(text)}: write a list in brackets, strategies=[a,b]")
    decimal = f"; if a decimal is meant, write {value.replace(',', '.')}" if _DECIMAL_COMMA.fullmatch(value) else ""
    return InputError(
        f"{keys.cut(text)}: several values for one key make a sweep, which only `sim sweep` runs; give one value "
        f"(a list in brackets: [a,b]; text in quotes: \"{keys.cut(key)}='a, b'\"){decimal}"
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from (*_texts(key), *_texts(inside))
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def _leaves(key: str, value: Any) -> Iterator[str]:
    """The keys that a value sets; `cfo={budget_eur: 1e6}` is Hydra's way to set several."""
    if isinstance(value, Mapping) and value and key in keys.branches():
        for inside, found in value.items():
            yield from _leaves(f"{key}.{inside}", found)
    elif key in keys.branches():
        raise InputError(keys.group_given_value(key))
    elif key not in keys.leaves():
        raise InputError(keys.unknown(key))
    else:
        yield key


def _check_option(group: str, value: Any, groups: Groups) -> None:
    names = [option.name for option in groups[group]]
    if value not in names:
        inside = next((key for key in keys.leaves() if key.startswith(f"{group}.")), "")
        raise InputError(
            no_option(group, value, names) + (f", or set one of its keys, such as {inside}" if inside else "")
        )
