"""How programmes ended, and when their milestones came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.proportions import LEVEL, Proportion, proportion
from sim.analysis.tables import STANDING, Floats, texts


@dataclass(frozen=True)
class Milestone:
    """`median_weeks` counts those that never get there as never, so it is None where fewer than half do.

    Both medians are the first week by which half of those counted have got there, as in survival.
    """

    reached: Proportion
    median_weeks: float | None
    median_of_those_weeks: float | None


def outcome_shares(
    replications: pa.Table, *, labels: Iterable[str] = (STANDING,), level: float = LEVEL
) -> dict[str, Proportion]:
    """The share of each outcome that occurs and of each label named, in alphabetical order."""
    column = texts(replications, "outcome")
    found = {str(each["values"]): int(each["counts"]) for each in pc.value_counts(column).to_pylist()}
    names = sorted({*found, *labels})
    return {name: proportion(found.get(name, 0), len(column), level=level) for name in names}


def milestone(weeks: Floats, *, level: float = LEVEL) -> Milestone:
    """When a milestone came; NaN where it never did."""
    came = np.sort(weeks[~np.isnan(weeks)])
    return Milestone(
        reached=proportion(came.size, weeks.size, level=level),
        median_weeks=_half_by(came, weeks.size),
        median_of_those_weeks=_half_by(came, came.size),
    )


def _half_by(came: Floats, total: int) -> float | None:
    """The week by which half of the total have got there, if so many ever do."""
    half = (total + 1) // 2
    return float(came[half - 1]) if 0 < half <= came.size else None
