"""Two strategies' curves in the same futures: how far apart they are at each tick, with both bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.analysis.bands import Banded, share_difference_bands, standing_at
from sim.analysis.paired import same_futures
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES
from sim.analysis.tables import Floats, floats, ints, standing

COLUMNS = ("replication", "outcome", "outcome_week", "live_max")


@dataclass(frozen=True, eq=False)
class CurveDifference:
    """First minus second at each tick: weeks, or a number of workloads."""

    ticks: Floats
    bands: Banded


def standing_difference(
    first: pa.Table,
    second: pa.Table,
    ticks_weeks: Sequence[float],
    *,
    same: bool = False,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> CurveDifference:
    """Of the share still standing after each week, from two tables of replications."""
    ours, theirs = _paired(first, second)
    ticks = np.asarray(ticks_weeks, dtype=np.float64)
    held = (standing_at(floats(side, "outcome_week"), ~standing(side), ticks) for side in (ours, theirs))
    return CurveDifference(ticks, share_difference_bands(*held, same=same, level=level, resamples=resamples, seed=seed))


def reached_difference(
    first: pa.Table,
    second: pa.Table,
    up_to: int,
    *,
    same: bool = False,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> CurveDifference:
    """Of the share that had n workloads live at once, for n = 1, 2, … up to the last."""
    ours, theirs = _paired(first, second)
    n = np.arange(1, up_to + 1, dtype=np.float64)
    held = (ints(side, "live_max")[:, None] >= n for side in (ours, theirs))
    return CurveDifference(n, share_difference_bands(*held, same=same, level=level, resamples=resamples, seed=seed))


def _paired(first: pa.Table, second: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The futures of both, in one order."""
    mine, yours = same_futures(ints(first, "replication"), ints(second, "replication"))
    return first.take(mine), second.take(yours)
