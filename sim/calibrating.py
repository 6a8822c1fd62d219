"""The Python face of a calibration: `sim.calibrate_history("NAME", "history.csv").sentence`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sim.analysis.abc_calibration import DRAWS, FUTURES, KEEP, Calibration, calibrate, plan_calibration
from sim.analysis.abc_watch import Watch, watch_points
from sim.analysis.factors import around, factors_of
from sim.api import load_scenario
from sim.calibration.history_reader import read_history
from sim.montecarlo.points import Points
from sim.scenario import Scenario

__all__ = ["Calibration", "calibrate_history"]


def calibrate_history(
    scenario: Scenario | str,
    history: Path | str,
    *,
    factors: Sequence[str] = ("assumptions",),
    draws: int = DRAWS,
    keep: float = KEEP,
    replications: int = FUTURES,
    seed: int = 21,
    executor: str = "processes",
    workers: int | None = None,
) -> Calibration:
    """Draws of the cards weighed by how well they reproduce a history, and what comes of those that do.

    `sentence` says how well it fits, `moved` which cards moved, `before` and `after` hold the forecast; after is None
    where nothing can be concluded.
    """
    base = load_scenario(scenario) if isinstance(scenario, str) else scenario
    ranges = around(factors_of(factors), base)
    plan = plan_calibration(
        base, read_history(history), ranges, draws=draws, keep=keep, futures=replications, seed=seed
    )

    def run(_label: str, points: Points, watch: Watch) -> pa.Table:
        return watch_points(points, watch, executor=executor, workers=workers)

    return calibrate(plan, run)
