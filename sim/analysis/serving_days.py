"""Numbers of simulated days: means over days with what chance leaves open, and differences under the same luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean over days; `low` and `high` are its 95% confidence interval, unknown with a single day."""

    mean: float
    low: float | None
    high: float | None
    days: int
    """Days that have the number: one on which nobody was answered has no latency."""

    @property
    def clear(self) -> bool:
        """Of a difference: the interval does not reach zero."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)


def mean_of(values: Sequence[float | None]) -> Interval | None:
    """Mean and t-interval of the days that have a number; nothing where none has."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return None
    mean = math.fsum(known) / len(known)
    if len(known) == 1:
        return Interval(mean, None, None, 1)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1))
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2.0, len(known) - 1)) * spread / math.sqrt(len(known))
    return Interval(mean, mean - half, mean + half, len(known))


def paired(first: Sequence[float | None], second: Sequence[float | None]) -> Interval | None:
    """First minus second, day by day: both met the same requests."""
    pairs = zip(first, second, strict=True)
    return mean_of([None if a is None or b is None else a - b for a, b in pairs])
