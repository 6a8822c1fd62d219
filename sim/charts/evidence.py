"""What the numbers allow to say: which of several estimates clearly differ.

Two strategies differ clearly where the 95% interval of their difference leaves out zero. The interval is Newcombe's
square-and-add (MOVER) of the two single intervals (Stat. Med. 17:873, 1998), which under common luck is wider than it
need be; a paired difference takes its place where one is given. Among several strategies it is widened as
Bonferroni asks, since the best is picked from all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.comparison import PairComparison, turned
from sim.analysis.paired import PairedDifference
from sim.analysis.proportions import LEVEL, normal_quantile


@dataclass(frozen=True)
class Estimate:
    """One strategy's number with its 95% confidence interval."""

    label: str
    value: float
    low: float
    high: float


Pairs = Mapping[tuple[str, str], PairedDifference]
"""Paired differences, first strategy minus second, of the quantity that a chart compares."""


def pairs_of(comparisons: Iterable[PairComparison], quantity: str) -> dict[tuple[str, str], PairedDifference]:
    """The paired differences of one quantity, as the charts take them."""
    return {(one.first, one.second): one.differences[quantity] for one in comparisons}


@dataclass(frozen=True)
class Verdict:
    """Best first; `leaders` are those not clearly behind the best, itself among them."""

    order: tuple[Estimate, ...]
    leaders: tuple[Estimate, ...]
    duel: PairedDifference | None

    @property
    def best(self) -> Estimate:
        return self.order[0]

    @property
    def behind(self) -> tuple[Estimate, ...]:
        """Those clearly behind the best, best first."""
        return tuple(one for one in self.order if one not in self.leaders)

    @property
    def same(self) -> bool:
        """All estimates are one number."""
        return len({one.value for one in self.order}) == 1


def judge(estimates: Sequence[Estimate], pairs: Pairs | None = None) -> Verdict:
    """Rank the estimates, a higher value first, and say which of them clearly fall behind."""
    order = tuple(sorted(estimates, key=lambda one: -one.value))
    best, others = order[0], order[1:]
    looks = max(1, len(order) * (len(order) - 1) // 2)
    behind = [one for one in others if _clearly_behind(one, best, pairs, looks)]
    leaders = tuple(one for one in order if one not in behind)
    return Verdict(order, leaders, duel_between(best.label, order[-1].label, pairs))


def _clearly_behind(one: Estimate, best: Estimate, pairs: Pairs | None, looks: int) -> bool:
    duel = duel_between(best.label, one.label, pairs)
    if duel is None:
        return difference(best, one, widening(looks))[0] > 0
    tested = duel.p_value is None or duel.p_value < (1 - LEVEL) / looks
    return tested and duel.mean - widening(looks) * (duel.mean - duel.low) > 0


def difference(first: Estimate, second: Estimate, widen: float = 1.0) -> tuple[float, float]:
    """The interval of first minus second by square-and-add; NaN where a bound is missing."""
    middle = first.value - second.value
    down = math.hypot(first.value - first.low, second.high - second.value)
    up = math.hypot(first.high - first.value, second.value - second.low)
    return middle - widen * down, middle + widen * up


def widening(looks: int) -> float:
    """How much wider an interval must be when the extremes of so many pairs are compared."""
    return normal_quantile(1 - (1 - LEVEL) / looks) / normal_quantile(LEVEL)


def duel_between(first: str, second: str, pairs: Pairs | None) -> PairedDifference | None:
    """The paired difference as seen by the first, turned round where it was computed the other way."""
    found, other = (pairs or {}).get((first, second)), (pairs or {}).get((second, first))
    return turned(other) if found is None and other is not None else found
