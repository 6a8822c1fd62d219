"""How arrivals burst: the wandering rate of sim.rules.arrivals, fitted to the dispersion of counts.

Where the mean of a block has been taken out, what is left of the dispersion has a closed form, and the fit uses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.traffic_arrivals import LEAST_BLOCKS, Counted, Dispersion, dispersion_of
from sim.rules import arrivals

LEAST_WINDOWS, LEAST_PARTS = 3, 5
_GROUPS = 20
_SEGMENTS = 10
_GRID = 41
_Z95 = 1.96
_LEAST_SEEN = 0.01  # a request every second on the second has no dispersion at all, and no relative error
_MOST_BURST = 20.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Burst:
    """The wandering of the rate that fits the dispersion curve; `low` and `high` are 95% intervals, None unknown."""

    burst: float
    burst_seconds: float
    burst_low: float | None = None
    burst_high: float | None = None
    seconds_low: float | None = None
    seconds_high: float | None = None


def expected_dispersion(seconds: float, per_second: float, burst: float, burst_seconds: float, block: float) -> float:
    """What the rule of sim.rules.arrivals leaves of the dispersion where the mean of a block has been taken out."""
    whole = arrivals.dispersion(per_second, seconds, burst, burst_seconds) - 1.0
    taken_out = per_second * seconds * burst * arrivals.smoothing(block / burst_seconds)
    return 1.0 + (whole - taken_out) / (1.0 - seconds / block)


def burst_of(found: Counted | None) -> Burst | None:
    """The fit with intervals from leaving out parts in turn; no burst where Poisson is not rejected."""
    whole = dispersion_of(found)
    if found is None or len(whole.windows) < LEAST_WINDOWS:
        return None
    if not whole.rejected:
        return Burst(0.0, 0.0)
    burst, seconds = fitted_burst(whole)
    if burst <= 0.0:
        return Burst(0.0, 0.0)
    parts = [fitted_burst(dispersion_of(part)) for part in _left_out(found)]
    good = np.array([(math.log(one), math.log(two)) for one, two in parts if one > 0.0])
    if len(good) < len(parts) or len(good) < LEAST_PARTS:
        return Burst(burst, seconds)
    error = np.sqrt((len(good) - 1.0) / len(good) * ((good - good.mean(axis=0)) ** 2).sum(axis=0))
    low, high = np.exp(np.log([burst, seconds]) - _Z95 * error), np.exp(np.log([burst, seconds]) + _Z95 * error)
    return Burst(burst, seconds, float(low[0]), float(high[0]), float(low[1]), float(high[1]))


def _left_out(found: Counted) -> list[Counted]:
    """The blocks without each of some groups; of a single block without each of its segments."""
    if len(found.counts) >= LEAST_BLOCKS:
        group = np.arange(len(found.counts)) * min(_GROUPS, len(found.counts)) // len(found.counts)
        return [Counted(found.counts[group != one], found.step, found.of_blocks) for one in np.unique(group)]
    segment = np.arange(found.counts.shape[1]) * _SEGMENTS // found.counts.shape[1]
    return [Counted(found.counts[:, segment != one], found.step, found.of_blocks) for one in range(_SEGMENTS)]


def fitted_burst(curve: Dispersion) -> tuple[float, float]:
    """Burst and its seconds by least squares on the dispersion's relative errors; for a given time it is linear."""
    seconds = np.array([one.seconds for one in curve.windows], float)
    seen = np.maximum(_LEAST_SEEN, [one.dispersion for one in curve.windows])
    low, high = 1.0, max(2.0, float(curve.block_seconds))
    found = (math.inf, 0.0, low)
    for _ in range(4):
        grid = np.geomspace(low, high, _GRID)
        found = min((found, *(_at_memory(curve, seconds, seen, one) for one in grid)))
        step = grid[1] / grid[0]
        low, high = max(1.0, found[2] / step), max(1.0, min(float(curve.block_seconds), found[2] * step))
    return min(float(found[1]), _MOST_BURST), float(found[2])


def _at_memory(curve: Dispersion, seconds: Floats, seen: Floats, memory: float) -> tuple[float, float, float]:
    block = float(curve.block_seconds)
    per_burst = np.array([expected_dispersion(one, curve.per_second, 1.0, memory, block) - 1.0 for one in seconds])
    left, right = per_burst / seen, (seen - 1.0) / seen
    size = float(left @ left)
    burst = max(0.0, float(left @ right) / size) if size > 0.0 else 0.0
    return float(((right - burst * left) ** 2).sum()), burst, memory
