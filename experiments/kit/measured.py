"""A number of a study with its interval: what a claim is held against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr

from sim.analysis.means import mean_interval
from sim.analysis.paired import PairedDifference, paired_difference, paired_share_difference
from sim.analysis.proportions import LEVEL, Proportion, proportion
from sim.analysis.tables import Flags, Floats

SHARE, EUR, MONTHS, WEEKS, WORKLOADS, RATIO = "share", "EUR", "months", "weeks", "workloads", "ratio"
POINTS = "points"
"""A difference of shares."""

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Measured:
    """An estimate with its 95% interval, which covers luck only; `of` says of what. NaN where nothing was there."""

    value: float
    low: float
    high: float
    unit: str
    of: str = ""

    @property
    def known(self) -> bool:
        """There was something to measure."""
        return not math.isnan(self.value)

    @property
    def words(self) -> str:
        """The estimate with its interval, and of what it is."""
        of = f", {self.of}" if self.of else ""
        if not self.known:
            return f"nothing to measure{of}"
        return f"{told(self.value, self.unit)}{self._interval()}{of}"

    def _interval(self) -> str:
        if math.isnan(self.low) or math.isnan(self.high):
            return " (no interval)"
        return f" ({told(self.low, self.unit)} to {told(self.high, self.unit)})"


def told(value: float, unit: str) -> str:
    """A value as a page writes it."""
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}\N{INFINITY}"
    if unit == POINTS:
        return _signed(f"{100 * value:+.1f}") + " points"
    if unit == SHARE:
        size = abs(value)
        return _signed(f"{100 * value:.1f}" if 0.0 < size < 0.02 or 0.98 < size < 1.0 else f"{100 * value:.0f}") + "%"
    if unit == EUR:
        text = f"{value / 1e6:.2f}M" if abs(value) >= 1e6 else f"{value / 1e3:.0f}k"
        return _signed(text, "€")
    return _signed(f"{value:.2f}" if unit == RATIO else f"{value:.1f}")


def _signed(text: str, before: str = "") -> str:
    """A true minus, before the currency; nothing is not less than nothing."""
    number = text.lstrip("+-")
    if not number.strip("0.kM"):
        return f"{before}0"
    return f"{MINUS if text.startswith('-') else '+' if text.startswith('+') else ''}{before}{number}"


def of_proportion(found: Proportion, of: str = "") -> Measured:
    """A share with its interval."""
    return Measured(found.share, found.low, found.high, SHARE, of)


def share(flags: Iterable[bool], of: str = "") -> Measured:
    """How many of them are so, with Wilson's interval."""
    given = list(flags)
    if not given:
        return Measured(math.nan, 0.0, 1.0, SHARE, of)
    return of_proportion(proportion(sum(given), len(given)), of)


def mean(values: npt.ArrayLike, unit: str, of: str = "") -> Measured:
    """The mean of what is known, with Student's interval."""
    known = _known(values)
    return Measured(*mean_interval(known), unit, of)


def median(values: npt.ArrayLike, unit: str, of: str = "") -> Measured:
    """The median of what is known, with the exact interval between two order statistics."""
    known = np.sort(_known(values))
    if not known.size:
        return Measured(math.nan, math.nan, math.nan, unit, of)
    below = _rank_below(known.size)
    low, high = (math.nan, math.nan) if below is None else (float(known[below]), float(known[-1 - below]))
    return Measured(float(np.median(known)), low, high, unit, of)


def _rank_below(count: int) -> int | None:
    """The largest rank from each end between which the median lies in 95 of 100; None where there are too few."""
    tail = (1.0 - LEVEL) / 2.0
    ranks = [rank for rank in range((count + 1) // 2) if bdtr(rank, count, 0.5) <= tail]
    return ranks[-1] if ranks else None


def difference(first: npt.ArrayLike, second: npt.ArrayLike, unit: str, of: str = "") -> Measured:
    """The mean of first minus second in the same futures; futures in which either is unknown are left out."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~(np.isnan(one) | np.isnan(other))
    if not both.any():
        return Measured(math.nan, math.nan, math.nan, unit, of)
    return _of_pair(paired_difference(one[both], other[both]), unit, of)


def share_difference(first: Sequence[bool] | Flags, second: Sequence[bool] | Flags, of: str = "") -> Measured:
    """How much more often the first is so than the second, in the same futures, in points; of no future unknown."""
    if not len(first):
        return Measured(math.nan, math.nan, math.nan, POINTS, of)
    return _of_pair(paired_share_difference(first, second), POINTS, of)


def ratio(first: npt.ArrayLike, second: npt.ArrayLike, of: str = "") -> Measured:
    """Mean of the first over mean of the second in the same futures, with the interval of the delta method."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    if not one.size or other.mean() == 0.0:
        return Measured(math.nan, math.nan, math.nan, RATIO, of)
    found = float(one.mean() / other.mean())
    _, low, high = mean_interval(one - found * other)
    scale = abs(float(other.mean()))
    return Measured(found, found + low / scale, found + high / scale, RATIO, of)


def _of_pair(found: PairedDifference, unit: str, of: str) -> Measured:
    return Measured(found.mean, found.low, found.high, unit, of)


def _known(values: npt.ArrayLike) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    return given[~np.isnan(given)]
