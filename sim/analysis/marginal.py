"""What one more workload costs a year, by n: of those that went live, and of the next one at each review.

Only programmes that got that far have an nth workload, so the first series shows survivors. The second asks every
programme that finance looks at for its next workload, whether or not it ever comes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.means import P10, P90, mean_interval
from sim.analysis.proportions import LEVEL
from sim.analysis.tables import Floats, Ints, all_finite, floats, ints

FIRST_THREE = 3


@dataclass(frozen=True, eq=False)
class MarginalCost:
    """By n: `low`-`high` is confidence in the mean, `p10`-`p90` the spread between programmes; NaN is undefined."""

    n: Ints
    programmes: Ints
    mean_eur: Floats
    low_eur: Floats
    high_eur: Floats
    p10_eur: Floats
    p90_eur: Floats

    @property
    def first_three_mean_eur(self) -> float | None:
        """The yardstick of D-ECON-5: the mean of the first three workloads, each counted once."""
        first = self.mean_eur[self.n <= FIRST_THREE]
        known = first.size == FIRST_THREE and bool(np.isfinite(first).all())
        return float(np.mean(first)) if known else None


def marginal_cost(
    workloads: pa.Table, *, up_to: int, column: str = "marginal_cost_eur", level: float = LEVEL
) -> MarginalCost:
    """Marginal cost of the nth workload to go live, retired ones counted, over the programmes in which it did.

    What building a workload took is not known of one that was live on the first day: its row has no value there.
    """
    known = workloads.filter(pc.is_valid(workloads[column]))
    return _by_n(ints(known, "replication"), ints(known, "n"), floats(known, column), up_to, level)


def next_marginal_cost(reviews: pa.Table, *, up_to: int, level: float = LEVEL) -> MarginalCost:
    """Marginal cost of the next workload at finance's questions and reviews, by how many would then be live."""
    following = ints(reviews, "live") + 1
    return _by_n(ints(reviews, "replication"), following, floats(reviews, "next_marginal_cost_eur"), up_to, level)


def _by_n(replication: Ints, n: Ints, cost_eur: Floats, up_to: int, level: float) -> MarginalCost:
    all_finite(cost_eur, "marginal cost")
    numbers, costs = _one_per_programme(replication, n, cost_eur)
    counts = np.arange(1, up_to + 1, dtype=np.int64)
    starts, stops = np.searchsorted(numbers, counts, side="left"), np.searchsorted(numbers, counts, side="right")
    rows = [_statistics(costs[start:stop], level) for start, stop in zip(starts, stops, strict=True)]
    mean, low, high, p10, p90 = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return MarginalCost(counts, (stops - starts).astype(np.int64), mean, low, high, p10, p90)


def _one_per_programme(replication: Ints, n: Ints, cost_eur: Floats) -> tuple[Ints, Floats]:
    """One mean for each programme at each n, ordered by n: a programme reviewed twice at n is still one programme."""
    order = np.lexsort((cost_eur, replication, n))
    keys = np.column_stack((n, replication))[order]
    begins = np.flatnonzero(np.r_[True, np.any(keys[1:] != keys[:-1], axis=1)][: len(keys)])
    if not begins.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    sizes = np.diff(np.r_[begins, len(keys)])
    return keys[begins, 0], np.add.reduceat(cost_eur[order], begins) / sizes


def _statistics(costs: Floats, level: float) -> tuple[float, float, float, float, float]:
    mean, low, high = mean_interval(costs, level=level)
    p10, p90 = np.quantile(costs, (P10, P90)) if costs.size else (np.nan, np.nan)
    return mean, low, high, float(p10), float(p90)
