"""In place of the model, for tests of what is around it: programmes whose outcomes are known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from sim.montecarlo.points import Points

BUDGET, REUSE, PLATFORM = "cfo.budget_eur", "platform.reuse_share", "sequencing.platform_after"
SCHEMA = pa.schema(
    {
        "point": pa.int32(), "replication": pa.int32(), "outcome": pa.string(), "reached_target_week": pa.float64(),
        "payoff_eur": pa.float64(),
    }
)  # fmt: skip


def pretended(points: Points, **_: object) -> pa.Table:
    """The target is reached where the budget is 1M to 3M or more, evenly over futures; a platform that reuses pays.

    With one it costs 3M and saves 10M times the share that is reused; without one nothing is spent or saved.
    """
    luck = np.random.default_rng(points.seed).uniform(size=points.replications).tolist()
    rows = []
    for number, changes in enumerate(points.changes):
        values = dict(changes)
        budget = float(values.get(BUDGET, points.base.cfo.budget_eur))
        for replication, each in enumerate(luck):
            reached = 100.0 if 1e6 * (1.0 + 2.0 * each) <= budget else None
            pays = payoff(points, values) + 1e5 * each
            rows.append((points.first + number, replication, "censored" if reached else "frozen", reached, pays))
    columns = zip(SCHEMA, zip(*rows, strict=True), strict=True)
    return pa.table([pa.array(values, field.type) for field, values in columns], schema=SCHEMA)


def payoff(points: Points, values: Mapping[str, Any]) -> float:
    """What the platform brings, without luck."""
    platform = values.get(PLATFORM, points.base.sequencing.platform_after)
    reuse = float(values.get(REUSE, points.base.platform.reuse_share))
    return 0.0 if platform is None else 1e7 * reuse - 3e6
