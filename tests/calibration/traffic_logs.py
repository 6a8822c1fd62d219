"""Request logs with a known truth, made for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

START = 1_704_067_200  # Monday, 1 January 2024, UTC
DAY, WEEK = 86_400, 604_800
OFFICE = tuple(2.5 if 8 <= hour < 18 else 0.15 for hour in range(24))
WORKING = (1.3, 1.3, 1.3, 1.3, 1.2, 0.3, 0.3)


def luck(number: int) -> np.random.Generator:
    """Random numbers of a test, the same everywhere."""
    return np.random.Generator(np.random.Philox(key=number))


def factors(seconds: int, burst: float, burst_seconds: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """The rate's factor in each second: kept for an exponential time, then drawn anew from a gamma distribution."""
    if burst <= 0.0:
        return np.ones(seconds)
    spells = rng.exponential(burst_seconds, int(3 * seconds / burst_seconds) + 50)
    ends = np.cumsum(spells)
    drawn = rng.gamma(1.0 / burst, burst, len(spells))
    return np.asarray(drawn[np.searchsorted(ends, np.arange(seconds))])


def arrivals(
    per_second: float,
    seconds: int,
    seed: int,
    *,
    burst: float = 0.0,
    burst_seconds: float = 60.0,
    hours: Sequence[float] | None = None,
    weekdays: Sequence[float] | None = None,
    growth_per_year: float = 0.0,
    start: int = START,
) -> NDArray[np.float64]:
    """Times in seconds since 1970, in order; hours and weekdays are proportions with mean one."""
    rng = luck(seed)
    at = np.arange(seconds)
    rate = per_second * factors(seconds, burst, burst_seconds, rng)
    if hours is not None:
        rate *= (np.array(hours) / np.mean(hours))[(start + at) // 3_600 % 24]
    if weekdays is not None:
        rate *= (np.array(weekdays) / np.mean(weekdays))[((start + at) // DAY + 3) % 7]
    if growth_per_year:
        rate *= np.exp(np.log1p(growth_per_year) * at / (52.0 * WEEK))
    counts = rng.poisson(rate)
    return np.asarray(start + np.sort(np.repeat(at, counts) + rng.random(int(counts.sum()))))


def prompts(number: int, seed: int, *, repeat_share: float, texts: int, exponent: float) -> NDArray[np.uint64]:
    """Prompt hashes: a share of them from a catalogue with Zipf's popularity, the others only once."""
    rng = luck(seed)
    weights = np.arange(1, texts + 1) ** -exponent
    found = rng.choice(texts, number, p=weights / weights.sum()).astype(np.uint64)
    once = rng.random(number) >= repeat_share
    found[once] = texts + np.arange(int(once.sum()), dtype=np.uint64)
    return found


def written(path: Path, columns: Mapping[str, Sequence[Any] | NDArray[Any]], separator: str = ",") -> Path:
    """A log of these columns; times that are floats are written as ISO with microseconds."""
    cells = [
        [_stamp(value) for value in values] if name in ("timestamp", "TIMESTAMP") else [str(value) for value in values]
        for name, values in columns.items()
    ]
    lines = [separator.join(columns), *(separator.join(row) for row in zip(*cells, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _stamp(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(np.datetime64(round(float(value) * 1e6), "us")).replace("T", " ")


def tokens(number: int, seed: int, *, lumpy: bool = False) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Input and output tokens: lognormal, or in lumps as a system prompt and an output limit make them."""
    rng = luck(seed)
    inside = rng.lognormal(6.0, 0.9, number).astype(np.int64) + 1
    outside = rng.lognormal(5.0, 0.7, number).astype(np.int64) + 1
    if lumpy:
        inside = np.where(rng.random(number) < 0.4, 1_024 + inside // 40, inside)
        outside = np.minimum(outside, 256)
    return inside, outside
