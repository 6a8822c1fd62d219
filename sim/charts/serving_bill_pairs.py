"""Which of several variants differ for certain: all pairs at once, day by day under the same requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from sim.analysis.serving_days import CONFIDENCE, Interval, mean_of, paired
from sim.charts.words import number_word

Values = Sequence[float | None]


@dataclass(frozen=True)
class Extremes:
    """The variants with the highest and the lowest mean, by place, over the days that both have."""

    high: int
    low: int
    high_mean: float
    low_mean: float
    days: int
    clear: bool
    """Holds at 95% for all pairs together: the two were picked after looking."""

    @property
    def times(self) -> float | None:
        """How many times the lower one the higher one is."""
        return self.high_mean / self.low_mean if self.low_mean > 0.0 else None


def extremes(variants: Sequence[Values]) -> Extremes | None:
    """Highest against lowest; nothing where fewer than two variants have numbers on a common day."""
    means = {place: found.mean for place, values in enumerate(variants) if (found := mean_of(values)) is not None}
    if len(means) < 2:  # noqa: PLR2004  a pair
        return None
    high, low = max(means, key=lambda place: means[place]), min(reversed(means), key=lambda place: means[place])
    difference = paired(variants[high], variants[low])
    if difference is None:
        return None
    both = [(a, b) for a, b in zip(variants[high], variants[low], strict=True) if a is not None and b is not None]
    ends = [sum(values) / len(both) for values in zip(*both, strict=True)]
    if ends[0] < ends[1]:  # over the common days the order may turn
        high, low, ends = low, high, ends[::-1]
    pairs = len(means) * (len(means) - 1) // 2
    return Extremes(high, low, ends[0], ends[1], difference.days, _clear(difference, pairs))


def _clear(difference: Interval, pairs: int) -> bool:
    """Whether the difference's interval, widened for so many comparisons (Bonferroni), leaves out zero."""
    if difference.low is None or difference.high is None:
        return False
    half = (difference.high - difference.low) / 2.0
    alpha, free = (1.0 - CONFIDENCE) / 2.0, difference.days - 1
    wider = float(stats.t.ppf(1.0 - alpha / pairs, free) / stats.t.ppf(1.0 - alpha, free))
    return abs(difference.mean) > half * wider


def times_more(times: float) -> str:
    """'2.3 times as much', '14 times as much', '35% more', '0.4% more'."""
    if times >= 1.95:  # noqa: PLR2004  from about twice on
        return f"{times:.1f} times as much" if times < 9.95 else f"{times:,.0f} times as much"  # noqa: PLR2004
    return f"{100.0 * (times - 1.0):.2g}% more"


def against(times: float, high: str, low: str, *, long: bool = False) -> str:
    """'2.3 times as much with one as with another', '35% longer with one than with another'."""
    words = times_more(times)
    if long:
        words = words.replace("as much", "as long").replace("more", "longer")
    return f"{words} with {high} {'as' if 'times' in words else 'than'} with {low}"


def without(variants: int, one: str, many: str, what: str) -> str:
    """'; one variant gives no useful answer': what a comparison leaves out; nothing where it leaves out none."""
    if not variants:
        return ""
    return f"; {number_word(variants)} variant{'' if variants == 1 else 's'} {one if variants == 1 else many} {what}"


def over_days(days: int) -> str:
    """'over the same 5 days'; one day is said to be one."""
    return "on one day, which says nothing about chance" if days == 1 else f"over the same {days} days"
