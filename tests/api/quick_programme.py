"""Programmes that cost next to nothing: a third reaches the target, and in some futures it depends on the strategy."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from sim.montecarlo.schema import STORED_TABLES
from sim.programme.columns import TABLES, Column
from sim.programme.record import Record, Row
from sim.scenario import Scenario

CHANCE = 0.3


@dataclass
class QuickProgramme:
    """Stands in for the real one, in this process; counts what was simulated, and stops where it is told to."""

    stop_at: int | None = None
    simulated: list[int] = field(default_factory=list)

    def __call__(self, scenario: Scenario, seed: int, replication: int) -> Record:
        if replication == self.stop_at:
            raise KeyboardInterrupt
        self.simulated.append(replication)
        luck, own = random.Random(f"{seed}/{replication}"), random.Random(f"{seed}/{replication}/{scenario.name}")
        reached = luck.random() < CHANCE + scenario.cfo.hurdle / 50.0 + 0.2 * (own.random() - 0.5)
        known = {
            "replication": replication,
            "outcome": "censored" if reached else "stalled",
            "outcome_week": float(scenario.horizon_weeks) if reached else 20.0,
            "reached_target_week": 25.0 if reached else None,
            "payoff_eur": luck.gauss(1e6, 1e6) + scenario.cfo.hurdle * luck.gauss(1e5, 1e5),
        }
        tables: dict[str, list[Row]] = {name: [] for name in STORED_TABLES}
        tables["replications"] = [tuple(known.get(column.name, _nothing(column)) for column in TABLES["replications"])]
        return Record(replication, tables)


def _nothing(column: Column) -> object:
    empty: dict[str, object] = {"int": 0, "float": 0.0, "text": "", "flag": False}
    return None if column.optional else empty[column.type]
