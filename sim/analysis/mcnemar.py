"""Two shares of the same futures: who got there under which strategy, the exact test, and the score interval.

McNemar's exact test asks only the futures that differ. Tango's interval (Statistics in Medicine 17:891, 1998) holds the
differences that a score test does not reject. Where no future differs it reaches as far as Wilson's does for none of n:
that none was seen in n futures is not certainty. Only a strategy against itself is certain, and the caller says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr

from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.tables import Flags, Floats

_HALVINGS = 60


@dataclass(frozen=True)
class Fourfold:
    """The futures by who got there: under both strategies, one of them, or neither."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def total(self) -> int:
        """How many futures there are."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def difference(self) -> float:
        """The first share minus the second."""
        return (self.only_first - self.only_second) / self.total

    @property
    def discordance(self) -> float:
        """The share of futures that differ: what the width of the interval hangs on."""
        return (self.only_first + self.only_second) / self.total

    @property
    def correlation(self) -> float | None:
        """What common luck achieved: Pearson's correlation of the flags, None where a side never varies."""
        first, second = self.both + self.only_first, self.both + self.only_second
        varies = first * (self.total - first) * second * (self.total - second)
        return (self.both * self.neither - self.only_first * self.only_second) / math.sqrt(varies) if varies else None

    @property
    def p_value(self) -> float:
        """Could the futures that differ have fallen this way by tossing a coin? Exact and two-sided."""
        return mcnemar_p_value(self.only_first, self.only_second)

    def interval(self, *, level: float = LEVEL, same: bool = False) -> tuple[float, float]:
        """Tango's interval of the difference; zero for the `same` strategy twice, which then may not differ."""
        if same:
            return self._nothing()
        low, high = tango_interval(self.only_first, self.only_second, self.total, z=normal_quantile(level))
        return float(low), float(high)

    def _nothing(self) -> tuple[float, float]:
        if self.only_first or self.only_second:
            differ = self.only_first + self.only_second
            raise ValueError(f"said to be one strategy with itself, and {differ} of {self.total} futures differ")
        return 0.0, 0.0


def fourfold(first: npt.ArrayLike, second: npt.ArrayLike) -> Fourfold:
    """Counted from flags, both in the order of one replication index."""
    ours, theirs = _flags(first, "first"), _flags(second, "second")
    if ours.shape != theirs.shape:
        raise ValueError(f"a paired difference needs two rows of one length, not {ours.shape} and {theirs.shape}")
    if not ours.size:
        raise ValueError("a paired difference of no futures is undefined")
    both, only_first, only_second = (
        int(np.count_nonzero(each)) for each in (ours & theirs, ours > theirs, ours < theirs)
    )
    return Fourfold(both, only_first, only_second, neither=ours.size - both - only_first - only_second)


def mcnemar_p_value(only_first: int, only_second: int) -> float:
    """The two-sided binomial test of one half among the futures that differ; 1 where none does."""
    return min(1.0, 2.0 * float(bdtr(min(only_first, only_second), only_first + only_second, 0.5)))


def tango_interval(
    only_first: npt.ArrayLike, only_second: npt.ArrayLike, total: int, *, z: float
) -> tuple[Floats, Floats]:
    """The differences within z standard errors by the score test, for one pair of counts or many out of one total.

    Counts need not be whole: a plan for runs to come reckons with expected ones.
    """
    if total < 1:
        raise ValueError("a paired difference of no futures is undefined")
    better, worse = np.asarray(only_first, dtype=np.float64), np.asarray(only_second, dtype=np.float64)
    if np.any((better < 0.0) | (worse < 0.0) | (better + worse > total)):
        raise ValueError(f"the futures that differ must be between 0 and {total}")
    low = _last_accepted(better, worse, total, z, end=-1.0)
    return low, _last_accepted(better, worse, total, z, end=1.0)


def _last_accepted(better: Floats, worse: Floats, total: int, z: float, *, end: float) -> Floats:
    """The farthest difference towards the end that the test accepts, by halving."""
    accepted = (better - worse) / total
    rejected = np.full_like(accepted, end)
    reaches_end = ~_is_rejected(rejected, better, worse, total, z)
    for _ in range(_HALVINGS):
        middle = (accepted + rejected) / 2.0
        out = _is_rejected(middle, better, worse, total, z)
        accepted, rejected = np.where(out, accepted, middle), np.where(out, middle, rejected)
    return np.where(reaches_end, end, accepted)


def tango_score(difference: Floats, better: Floats, worse: Floats, total: int) -> Floats:
    """How many standard errors the counts are away from a difference of shares; zero where they could not be."""
    distance, variance = _distance_and_variance(difference, better, worse, total)
    return np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0.0)


def _is_rejected(difference: Floats, better: Floats, worse: Floats, total: int, z: float) -> Flags:
    distance, variance = _distance_and_variance(difference, better, worse, total)
    return np.asarray(distance * distance > z * z * variance, dtype=np.bool_)


def _distance_and_variance(difference: Floats, better: Floats, worse: Floats, total: int) -> tuple[Floats, Floats]:
    """The variance is that of the most likely shares among those with the difference in question."""
    slope = (2 * total - better + worse) * difference - better - worse
    root = np.sqrt(np.maximum(0.0, slope * slope + 8.0 * total * worse * difference * (1.0 - difference)))
    worse_share = (root - slope) / (4.0 * total)
    variance = total * (2.0 * worse_share + difference * (1.0 - difference))
    return np.abs(better - worse - total * difference), np.maximum(variance, 0.0)


def _flags(values: npt.ArrayLike, what: str) -> Flags:
    given = np.asarray(values)
    if given.ndim != 1:
        raise ValueError(f"{what}: one row of flags is expected, not an array of shape {given.shape}")
    if given.dtype != np.bool_ and not np.isin(given, (0, 1)).all():
        raise ValueError(f"{what}: shares are compared by flags; other values than 0 and 1 were given")
    return given.astype(np.bool_)
