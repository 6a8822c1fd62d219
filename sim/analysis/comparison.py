"""Every pair of runs, future by future: the headline quantities and how they differ under common luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pyarrow as pa

from sim.analysis.paired import (
    PairedDifference,
    paired_difference,
    paired_differences,
    paired_share_difference,
    same_futures,
)
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.tables import Flags, Floats, Ints, Tables, floats, given, ints, standing
from sim.errors import InputError

SHARES = ("reached_target", "standing_at_horizon")
MEANS = {
    "payoff_eur": "payoff_eur",
    "value_eur": "value_eur",
    "cost_eur": "cost_eur",
    "spend_eur": "spend_eur",
    "run_rate_eur": "run_rate_eur",
    "live_max": "live_max",
    "standing_weeks": "outcome_week",
}
"""Headline means and their columns. Programmes are watched to the horizon, so that the mean of `standing_weeks` is the
restricted mean survival."""
MARGINAL_COST = "marginal_cost_eur"
LESS_IS_BETTER = frozenset({"cost_eur", "spend_eur", "run_rate_eur", MARGINAL_COST})
COST_COUNTS = (1, 5, 10, 20)
"""For which n the marginal cost of the nth workload is compared."""

COLUMNS = ("replication", "outcome", "reached_target_week", *MEANS.values())
_COST_COLUMNS = ("replication", "n", MARGINAL_COST)
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class Headlines:
    """What strategies are compared by, a value for each programme."""

    replication: Ints
    shares: dict[str, Flags]
    means: dict[str, Floats]


@dataclass(frozen=True)
class PairComparison:
    """First minus second in the futures that both have; the others of each are counted and left out.

    `better` of a difference counts the futures in which the first did better: more of what is good, less of what costs.
    `marginal_cost_eur` is by n, over the futures in which the nth workload went live under both; None where there is
    no such future. `same` says that no headline differs in any future: as far as anybody can see, one strategy twice.
    """

    first: str
    second: str
    paired: int
    unpaired_first: int
    unpaired_second: int
    differences: dict[str, PairedDifference]
    marginal_cost_eur: dict[int, PairedDifference | None] = field(default_factory=dict)
    same: bool = False


@dataclass(frozen=True, eq=False)
class _Side:
    """One run as pairs need it: headlines, and of each n which replications paid how much for their nth workload."""

    heads: Headlines
    costs: dict[int, tuple[Ints, Floats]]


def headlines(replications: pa.Table) -> Headlines:
    """The quantities by which runs are compared, from the replications table."""
    return Headlines(
        replication=ints(replications, "replication"),
        shares={
            "reached_target": given(replications, "reached_target_week"),
            "standing_at_horizon": standing(replications),
        },
        means={name: floats(replications, column) for name, column in MEANS.items()},
    )


def compare_pairs(
    named: Mapping[str, Tables],
    *,
    costs_of: Sequence[int] = COST_COUNTS,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[PairComparison, ...]:
    """Each pair of runs in the order given. The runs must share their seed: replications are paired by number."""
    if len(named) < _FEWEST:
        raise InputError(f"a comparison needs at least two runs; {len(named)} given")
    sides = {name: _side(run, costs_of) for name, run in named.items()}
    return tuple(_pair(first, second, sides, level, resamples, seed) for first, second in combinations(sides, 2))


def turned(difference: PairedDifference) -> PairedDifference:
    """The same difference, second minus first."""
    return replace(
        difference,
        mean=-difference.mean,
        low=-difference.high,
        high=-difference.low,
        better=difference.worse,
        worse=difference.better,
    )


def _side(run: Tables, costs_of: Sequence[int]) -> _Side:
    workloads = run.table("workloads", list(_COST_COLUMNS))
    n, replication, cost = ints(workloads, "n"), ints(workloads, "replication"), floats(workloads, MARGINAL_COST)
    costs = {each: (replication[n == each], cost[n == each]) for each in costs_of}
    return _Side(headlines(run.table("replications", list(COLUMNS))), costs)


def _pair(
    first: str, second: str, sides: Mapping[str, _Side], level: float, resamples: int, seed: int
) -> PairComparison:
    ours, theirs = sides[first].heads, sides[second].heads
    mine, yours = same_futures(ours.replication, theirs.replication)
    if not mine.size:
        raise InputError(_nothing_pairs(first, ours, second, theirs))
    flags = {name: (held[mine], theirs.shares[name][yours]) for name, held in ours.shares.items()}
    values = {name: (each[mine], theirs.means[name][yours]) for name, each in ours.means.items()}
    same = all(np.array_equal(*pair) for pair in (*flags.values(), *values.values()))
    shares = {name: paired_share_difference(*pair, same=same, level=level) for name, pair in flags.items()}
    means = paired_differences(values, level=level, resamples=resamples, seed=seed)
    return PairComparison(
        first=first,
        second=second,
        paired=int(mine.size),
        unpaired_first=int(ours.replication.size - mine.size),
        unpaired_second=int(theirs.replication.size - yours.size),
        differences=shares | {name: _judged(name, one) for name, one in means.items()},
        marginal_cost_eur={
            n: _cost_difference(costs, sides[second].costs[n], level, resamples, seed)
            for n, costs in sides[first].costs.items()
        },
        same=same,
    )


def _judged(name: str, difference: PairedDifference) -> PairedDifference:
    """Better is less where less is better; the difference itself stays first minus second."""
    if name not in LESS_IS_BETTER:
        return difference
    return replace(difference, better=difference.worse, worse=difference.better)


def _cost_difference(
    first: tuple[Ints, Floats], second: tuple[Ints, Floats], level: float, resamples: int, seed: int
) -> PairedDifference | None:
    """Over the futures in which both had such a workload; its cost elsewhere is nobody's."""
    mine, yours = same_futures(first[0], second[0])
    if not mine.size:
        return None
    return paired_difference(
        first[1][mine], second[1][yours], higher_is_better=False, level=level, resamples=resamples, seed=seed
    )


def _nothing_pairs(first: str, ours: Headlines, second: str, theirs: Headlines) -> str:
    return (
        f"nothing pairs: '{first}' ({_extent(ours.replication)}) and '{second}' ({_extent(theirs.replication)}) "
        "have no replication in common; run both with the same seed and overlapping replications"
    )


def _extent(replications: Ints) -> str:
    if not replications.size:
        return "no finished replication"
    return f"replications {int(np.min(replications))} to {int(np.max(replications))}"
