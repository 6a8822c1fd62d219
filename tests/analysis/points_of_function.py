"""Stands in for the simulator: programmes whose payoff and fate are a function of their cards and their luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sim.montecarlo.points import Points
from sim.scenario import Scenario

Payoff = Callable[[Scenario, np.random.Generator], float]


@dataclass
class FunctionOfCards:
    """Use as `run`: the payoff is the function's, a programme with a negative payoff fails and misses the target."""

    payoff: Payoff
    asked: list[Points] = field(default_factory=list)

    def __call__(self, points: Points) -> pa.Table:
        self.asked.append(points)
        programmes = range(points.programmes)
        payoffs = [self._payoff(points, programme) for programme in programmes]
        return pa.table(
            {
                "point": pa.array([programme // points.replications for programme in programmes], pa.int32()),
                "replication": pa.array(map(points.replication, programmes), pa.int32()),
                "outcome": ["censored" if payoff >= 0.0 else "insolvent" for payoff in payoffs],
                "reached_target_week": pa.array([100.0 if payoff >= 0.0 else None for payoff in payoffs], pa.float64()),
                "payoff_eur": payoffs,
            }
        )

    def _payoff(self, points: Points, programme: int) -> float:
        luck = np.random.default_rng((points.seed, points.replication(programme)))
        return self.payoff(points.scenario(programme // points.replications), luck)
