"""Means and spreads: how well a mean is known, and how much programmes differ, kept apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from sim.analysis.proportions import LEVEL
from sim.analysis.tables import Floats, all_finite

P10, P50, P90 = 0.10, 0.50, 0.90
_ENOUGH_FOR_AN_INTERVAL = 2


@dataclass(frozen=True)
class Spread:
    """One quantity over programmes: `low`-`high` is confidence in the mean, `p10`-`p90` the spread between futures.

    What is undefined is None: everything of no programmes, the interval of one.
    """

    total: int
    mean: float | None
    low: float | None
    high: float | None
    p10: float | None
    p50: float | None
    p90: float | None


def mean_interval(values: Floats, *, level: float = LEVEL) -> tuple[float, float, float]:
    """The mean with Student's interval; NaN where undefined."""
    if not values.size:
        return math.nan, math.nan, math.nan
    mean = float(np.mean(values))
    if values.size < _ENOUGH_FOR_AN_INTERVAL:
        return mean, math.nan, math.nan
    if np.ptp(values) == 0.0:
        return float(values[0]), float(values[0]), float(values[0])
    error = float(np.std(values, ddof=1)) / math.sqrt(values.size)
    half = float(stdtrit(values.size - 1, 0.5 + level / 2.0)) * error
    return mean, mean - half, mean + half


def spread(values: Floats, *, level: float = LEVEL) -> Spread:
    """Mean with interval and the 10th, 50th and 90th percentile."""
    known = all_finite(values, "values")
    if not known.size:
        return Spread(0, None, None, None, None, None, None)
    mean, low, high = mean_interval(known, level=level)
    p10, p50, p90 = (float(each) for each in np.quantile(known, (P10, P50, P90)))
    return Spread(known.size, mean, _defined(low), _defined(high), p10, p50, p90)


def _defined(value: float) -> float | None:
    return value if math.isfinite(value) else None
