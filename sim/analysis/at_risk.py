"""What belongs beneath a survival chart: how many are still watched at each tick, and the medians with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.survival import SurvivalCurve
from sim.analysis.tables import SAME_WEEK, Flags, Floats, Ints

_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class AtRisk:
    """At each tick: watched just before it, and ended or lost from sight before it; the three add up to `total`."""

    ticks_weeks: Floats
    at_risk: Ints
    ended: Ints
    lost: Ints
    total: int


@dataclass(frozen=True)
class Quantile:
    """The first week by which a share has ended. None where the curve, or its band, never gets that far."""

    weeks: float | None
    low: float | None
    high: float | None


def at_risk_table(curves: Mapping[str, SurvivalCurve], ticks_weeks: Sequence[float]) -> dict[str, AtRisk]:
    """One row of numbers for each curve, all at the same ticks."""
    ticks = np.asarray(ticks_weeks, dtype=np.float64)
    if not np.all(ticks >= 0.0):
        raise ValueError("ticks: a week at risk cannot be before week 0")
    return {name: _aligned(curve, ticks) for name, curve in curves.items()}


def quantile(curve: SurvivalCurve, ended_share: float = 0.5) -> Quantile:
    """Where the curve and its log-log band come down to what is left: the median unless another share is asked for."""
    if not 0.0 < ended_share < 1.0:
        raise ValueError(f"ended_share is {ended_share}; it lies between 0 and 1")
    left = 1.0 - ended_share
    started = curve.share < 1.0
    return Quantile(
        weeks=_first_week(curve, curve.share <= left + _ROUNDING),
        low=_first_week(curve, started & (curve.low <= left)),
        high=_first_week(curve, curve.high < left),
    )


def medians(curves: Mapping[str, SurvivalCurve]) -> dict[str, Quantile]:
    """The median of each curve."""
    return {name: quantile(curve) for name, curve in curves.items()}


def _aligned(curve: SurvivalCurve, ticks: Floats) -> AtRisk:
    step = np.searchsorted(curve.weeks, ticks - SAME_WEEK, side="left")
    ended, lost = (np.append(0, np.cumsum(counts))[step] for counts in (curve.ended, curve.censored))
    return AtRisk(ticks, np.append(curve.at_risk, 0)[step], ended, lost, curve.total)


def _first_week(curve: SurvivalCurve, holds: Flags) -> float | None:
    return float(curve.weeks[int(np.argmax(holds))]) if holds.any() else None
