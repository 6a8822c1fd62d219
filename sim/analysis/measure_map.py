"""Two cards, one strategy: what a measure comes to over the grid of both, and where it passes a goal.

The same futures in every cell. The line of the goal is interpolated as the break-even line of two strategies is; cells
whose interval holds the goal say how far it may lie elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.maps import Axis, Line, break_even_lines, refuse_grid
from sim.analysis.means import mean_interval
from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.tables import Flags, Floats
from sim.errors import InputError


@dataclass(frozen=True, eq=False)
class MeasureMap:
    """Arrays have a row for each value of `up` and a column for each of `across`.

    `low` and `high` are the interval of each cell's mean; `lines` is where the goal is crossed.
    """

    across: Axis
    up: Axis
    means: Floats
    low: Floats
    high: Floats
    goal: float | None
    lines: tuple[Line, ...]
    futures: int
    level: float

    @property
    def clear(self) -> Flags:
        """In which cells the goal lies outside the interval; all of them where there is none."""
        if self.goal is None:
            return np.ones(self.means.shape, dtype=np.bool_)
        return np.asarray((self.low > self.goal) | (self.high < self.goal), dtype=np.bool_)

    @property
    def reached(self) -> Flags:
        """In which cells the estimate reaches the goal."""
        return np.asarray(self.means >= (-np.inf if self.goal is None else self.goal), dtype=np.bool_)


def measure_map(
    across: Axis, up: Axis, outcomes: npt.ArrayLike, *, share: bool, goal: float | None = None, level: float = LEVEL
) -> MeasureMap:
    """From the outcomes of every cell: up × across × futures, in the order of one replication index."""
    values = np.asarray(outcomes, dtype=np.float64)
    refuse_grid(across, up, values.shape)
    if not np.isfinite(values).all():
        raise InputError("an outcome is missing or not finite: no map can be made of it")
    means, low, high = _intervals(values, share, level)
    lines = () if goal is None else break_even_lines(across.values, up.values, means - goal)
    return MeasureMap(across, up, means, low, high, goal, lines, int(values.shape[-1]), level)


def _intervals(values: Floats, share: bool, level: float) -> tuple[Floats, Floats, Floats]:
    if share:
        low, high = wilson_interval(values.sum(axis=-1), values.shape[-1], level=level)
        return values.mean(axis=-1), np.asarray(low), np.asarray(high)
    cells = [mean_interval(row, level=level) for row in values.reshape(-1, values.shape[-1])]
    mean, low, high = np.array(cells).T.reshape(3, *values.shape[:-1])
    return mean, low, high
