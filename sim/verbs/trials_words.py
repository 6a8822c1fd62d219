"""What `sim trials` is asked: a folder or beliefs, and one of precision and replications."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError, nearest
from sim.verbs.arguments import Arguments
from sim.verbs.catalogue import TRIAL_KEYS
from sim.verbs.own_words import split_items

QUESTIONS = ("precision", "replications")
BELIEFS = ("share", "shares", "deviation", "deviations")
PAIRS = ("shares", "deviations")
_A_PAIR = 2
_FEWEST, _MOST = 2, 10_000_000
_RANGES = {"share": (0.0, 1.0), "deviation": (0.0, math.inf), "correlation": (-1.0, 1.0)}


@dataclass(frozen=True)
class Asked:
    """The words of the line, sorted: a folder, and the keys with their values as texts."""

    folder: Path | None
    values: Mapping[str, str]

    @property
    def question(self) -> str:
        """Which of the two is given: the other one is the answer."""
        return next(key for key in QUESTIONS if key in self.values)

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(split_items(self.values[key]))

    def number(self, key: str) -> float:
        (found,) = self._numbers(key, 1, "one number")
        return found

    def two(self, key: str) -> tuple[float, float]:
        first, second = self._numbers(key, _A_PAIR, "two numbers, [a,b]")
        return first, second

    def _numbers(self, key: str, count: int, allowed: str) -> list[float]:
        found = [number(key, text) for text in self.texts(key)]
        if len(found) != count:
            raise InputError(f"{key}: found {len(found)} values; allowed are {allowed}")
        low, high = _RANGES[key.removesuffix("s")]
        wrong = next((one for one in found if not low <= one <= high), None)
        if wrong is not None:
            bounds = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of at least {low:g}"
            raise InputError(f"{key}: found {wrong:g}; allowed is a number {bounds}")
        return found

    def programmes(self) -> Sequence[int]:
        """The numbers of programmes that are asked about."""
        found = [number("replications", text) for text in self.texts("replications")]
        wrong = next((one for one in found if not (one.is_integer() and _FEWEST <= one <= _MOST)), None)
        if wrong is not None:
            raise InputError(f"replications: found {wrong:,g}; allowed is a whole number from {_FEWEST} to {_MOST}")
        return [int(one) for one in found]


def read(arguments: Arguments) -> Asked:
    """One folder at most, and keys that make one question."""
    folders = [word for word in arguments.words if "=" not in word or Path(word).is_dir()]
    values: dict[str, str] = {}
    for word in arguments.words:
        if word in folders:
            continue
        key, _, value = word.partition("=")
        if key not in TRIAL_KEYS:
            raise InputError(
                f"{key}: no such key of sim trials{nearest(key, TRIAL_KEYS)} (keys: {', '.join(TRIAL_KEYS)})"
            )
        if not value.strip():
            raise InputError(f"{key}: is empty; give a value, or leave it out")
        values[key] = value.strip()
    if len(folders) > 1:
        raise InputError(f"sim trials takes one results folder at most; found {', '.join(folders)}")
    asked = Asked(Path(folders[0]) if folders else None, values)
    _check(asked)
    return asked


def _check(asked: Asked) -> None:
    given = [key for key in QUESTIONS if key in asked.values]
    if len(given) != 1:
        raise InputError(
            "give one of precision= (how many programmes does it take?) and replications= (how precise is that?)"
        )
    beliefs = [key for key in (*BELIEFS, "correlation") if key in asked.values]
    if asked.folder is not None and beliefs:
        raise InputError(f"{beliefs[0]}: is measured in {asked.folder}; leave it out, or leave out the folder")
    if asked.folder is None and "of" in asked.values:
        raise InputError("of: belongs to a results folder, whose programmes tell how much a measure varies; give one")
    kinds = [key for key in BELIEFS if key in asked.values]
    if len(kinds) > 1:
        raise InputError(f"{', '.join(kinds)}: are different questions; give one of them")
    if "correlation" in asked.values and not set(kinds) & set(PAIRS):
        raise InputError("correlation: belongs to a pair, shares=[a,b] or deviations=[a,b]")


def number(key: str, text: str) -> float:
    """A finite number, written as numbers are."""
    try:
        found = float(text.replace("_", "x"))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InputError(f"{key}: found {text[:60]}; allowed is a number")
    return found
