"""Validation errors in the words of the cards: the key, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sim.composition import keys
from sim.errors import InputError, nearest

_MOST_LINES = 10
_NOT_YET = {"executor": ("dask",), "engine": ("compiled",)}
_DIVIDED = {"caching": ("exact_cache", "semantic_cache", "prefix_cache")}


def explain(error: ValidationError, places: Mapping[str, str]) -> list[str]:
    """One line for each error, in the order of the keys, with the place in a user's file that set it."""
    return [_line(one, places) for one in error.errors(include_url=False)]


def refuse(lines: Iterable[str]) -> InputError:
    """All that is wrong, one line each, at most ten."""
    known = list(dict.fromkeys(lines))
    more = [f"… and {len(known) - _MOST_LINES} more"] if len(known) > _MOST_LINES else []
    return InputError("\n".join(known[:_MOST_LINES] + more))


def _line(error: Mapping[str, Any], places: Mapping[str, str]) -> str:
    names = [part for part in error["loc"] if isinstance(part, str)]
    key = ".".join(names)
    kind, found = error["type"], error["input"]
    if kind == "extra_forbidden":
        return keys.unknown(key)
    if kind == "value_error":
        text = str(error["ctx"]["error"])
        return f"{key}: {text}{_place_below(key, places)}" if key else text
    if key not in keys.leaves() and any(isinstance(part, int) for part in error["loc"]):
        return _in_row(error, key, places)
    if key in keys.branches():
        return keys.group_given_value(key)
    if found in _NOT_YET.get(key, ()):
        return f"{key}: {keys.shown(found)} is announced but not there yet; allowed is {keys.allowed(key)}"
    place = f" ({places[key]})" if key in places else ""
    return f"{key}: found {keys.shown(found)}; allowed is {keys.allowed(key)}{_hint(key, found)}{place}"


def _in_row(error: Mapping[str, Any], key: str, places: Mapping[str, str]) -> str:
    """A value of a row, such as a workload's calls: which row, counted from one."""
    listed, _, field = key.rpartition(".")
    row = next(part for part in error["loc"] if isinstance(part, int)) + 1
    reason = str(error["msg"]).replace("Input should be ", "allowed is ").replace("String should", "the text should")
    return f"{listed}, row {row}: {field}: found {keys.shown(error['input'])}; {reason}{_place_below(listed, places)}"


def _place_below(group: str, places: Mapping[str, str]) -> str:
    """Where a file set what is wrong within a group; of two lines the later is named."""
    set_there = [place for key, place in places.items() if key == group or key.startswith(f"{group}.")]
    return f" ({set_there[-1]})" if set_there else ""


def _hint(key: str, found: Any) -> str:
    if isinstance(found, float) and keys.wrong_by_its_point(key, found):
        return f"; write it as {found:.0f}"
    if isinstance(found, str):
        return _divided(found, keys.choices(key)) or nearest(found, keys.choices(key))
    return ""


def _divided(found: str, choices: tuple[str, ...]) -> str:
    """What has become of a word that earlier versions knew."""
    parts = _DIVIDED.get(found, ())
    return f"; '{found}' is now {', '.join(parts)}: name those that are meant" if set(parts) & set(choices) else ""
