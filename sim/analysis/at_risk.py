"""What belongs beneath a survival chart: how many are still watched at each tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.survival import SurvivalCurve
from sim.analysis.tables import SAME_WEEK, Floats, Ints


@dataclass(frozen=True, eq=False)
class AtRisk:
    """At each tick: watched just before it, and ended or lost from sight before it; the three add up to `total`."""

    ticks_weeks: Floats
    at_risk: Ints
    ended: Ints
    lost: Ints
    total: int


def at_risk(curve: SurvivalCurve, ticks_weeks: Sequence[float]) -> AtRisk:
    """The numbers of one curve at the ticks."""
    ticks = np.asarray(ticks_weeks, dtype=np.float64)
    if not np.all(ticks >= 0.0):
        raise ValueError("ticks: a week at risk cannot be before week 0")
    step = np.searchsorted(curve.weeks, ticks - SAME_WEEK, side="left")
    ended, lost = (np.append(0, np.cumsum(counts))[step] for counts in (curve.ended, curve.censored))
    return AtRisk(ticks, np.append(curve.at_risk, 0)[step], ended, lost, curve.total)
