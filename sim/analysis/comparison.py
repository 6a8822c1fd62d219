"""Every pair of runs, future by future: the headline quantities and how they differ under common luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa

from sim.analysis.paired import PairedDifference, paired_differences, paired_share_difference, same_futures
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.tables import Flags, Floats, Ints, Tables, floats, given, ints, standing
from sim.errors import InputError

COLUMNS = ("replication", "outcome", "reached_target_week", "payoff_eur", "live_max")
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class Headlines:
    """What strategies are compared by, a value for each programme."""

    replication: Ints
    shares: dict[str, Flags]
    means: dict[str, Floats]


@dataclass(frozen=True)
class PairComparison:
    """First minus second in the futures that both have; the others of each are counted and left out."""

    first: str
    second: str
    paired: int
    unpaired_first: int
    unpaired_second: int
    differences: dict[str, PairedDifference]


def headlines(replications: pa.Table) -> Headlines:
    """The quantities by which runs are compared, from the replications table."""
    return Headlines(
        replication=ints(replications, "replication"),
        shares={
            "reached_target": given(replications, "reached_target_week"),
            "standing_at_horizon": standing(replications),
        },
        means={
            "payoff_eur": floats(replications, "payoff_eur"),
            "live_max": floats(replications, "live_max"),
        },
    )


def compare_pairs(
    named: Mapping[str, Tables],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[PairComparison, ...]:
    """Each pair of runs in the order given. The runs must share their seed: replications are paired by number."""
    if len(named) < _FEWEST:
        raise InputError(f"a comparison needs at least two runs; {len(named)} given")
    heads = {name: headlines(run.table("replications", list(COLUMNS))) for name, run in named.items()}
    return tuple(_pair(first, second, heads, level, resamples, seed) for first, second in combinations(heads, 2))


def _pair(
    first: str, second: str, heads: Mapping[str, Headlines], level: float, resamples: int, seed: int
) -> PairComparison:
    ours, theirs = heads[first], heads[second]
    mine, yours = same_futures(ours.replication, theirs.replication)
    if not mine.size:
        raise InputError(_nothing_pairs(first, ours, second, theirs))
    flags = {name: (held[mine], theirs.shares[name][yours]) for name, held in ours.shares.items()}
    sides = {name: (values[mine], theirs.means[name][yours]) for name, values in ours.means.items()}
    same = all(np.array_equal(*pair) for pair in (*flags.values(), *sides.values()))
    shares = {name: paired_share_difference(*pair, same=same, level=level) for name, pair in flags.items()}
    return PairComparison(
        first=first,
        second=second,
        paired=int(mine.size),
        unpaired_first=int(ours.replication.size - mine.size),
        unpaired_second=int(theirs.replication.size - yours.size),
        differences=shares | paired_differences(sides, level=level, resamples=resamples, seed=seed),
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
