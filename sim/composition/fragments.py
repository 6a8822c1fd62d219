"""`fragment=FILE`: cards as somebody's own records have them, instead of the cards' defaults.

What options, strategies and words on the line say stands above them: a fragment tells what is the case, not what is
tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.composition import hydra_door, keys
from sim.composition.scan import scan_file
from sim.errors import InputError

KEY = "fragment"
MOST_FILES = 20
_LIST = re.compile(r"\[(.*)\]")


@dataclass(frozen=True)
class Fragments:
    """Values by dotted key, and where each stands; `words` are those of the line that name no fragment."""

    words: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def is_fragment(word: str) -> bool:
    """Whether a word names fragments."""
    key, equals, _ = word.partition("=")
    return bool(equals) and key.strip() == KEY


def fragments_of(words: Sequence[str], check: Callable[[str], str | None] | None = None) -> Fragments:
    """Read what the line names; of two files that set the same card neither wins."""
    named = [word for word in words if is_fragment(word)]
    if len(named) > 1:
        raise InputError(f"{KEY}: stands twice; name several files as {KEY}=[a.yaml,b.yaml]")
    rest = tuple(word for word in words if not is_fragment(word))
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    for path in _paths(named[0]) if named else ():
        found, lines = _read(path, check or _unknown)
        twice = next((name for name in found if name in values), None)
        if twice is not None:
            raise InputError(
                f"{twice}: is set by two fragments ({places[twice]}; {path}, line {lines[twice]}); keep one"
            )
        values |= found
        places |= {name: f"{path}, line {lines[name]}" for name in found}
    return Fragments(rest, values, places)


def _paths(word: str) -> list[Path]:
    text = word.partition("=")[2].strip()
    inside = _LIST.fullmatch(text)
    names = [part.strip().strip("'\"") for part in (inside[1].split(",") if inside else [text])]
    if not all(names):
        raise InputError(f"{KEY}: name a file, such as {KEY}=outputs/calibrate-prices-1a2b3c4d/fragment.yaml")
    if len(names) > MOST_FILES:
        raise InputError(f"{KEY}: {len(names)} files are too many (at most {MOST_FILES})")
    return [Path(name).expanduser() for name in names]


def _read(path: Path, check: Callable[[str], str | None]) -> tuple[dict[str, Any], Mapping[str, int]]:
    scanned = scan_file(path)
    if scanned.defaults:
        raise scanned.wrong(scanned.defaults[0].line, "a fragment has no 'defaults' list; it holds cards and values")
    found = keys.flatten(hydra_door.read(path))
    for name in found:
        wrong = check(name)
        if wrong:
            raise scanned.wrong(scanned.lines.get(name, 1), wrong)
    return found, scanned.lines


def _unknown(name: str) -> str | None:
    """Why a key has no place in a fragment of the weekly model."""
    if name in keys.RUN_KEYS:
        return f"{name}: belongs to the run, not to a fragment; give it on the command line"
    if name in keys.branches():
        return keys.group_given_value(name)
    return None if name in keys.leaves() else keys.unknown(name)
