"""What only this study measures: what is built on the platform, and which teams collapse by when."""

from __future__ import annotations

import numpy as np

import sim
from experiments.kit.evidence import column, ended, replications
from sim.analysis.tables import Floats, ints


def on_platform(results: sim.Results) -> Floats:
    """Share of the workloads that went live which had been built on the platform, by programme; NaN without any."""
    table = results.table("workloads", ["replication", "on_platform"])
    built = dict.fromkeys(replications(results), (0, 0))
    for replication, shared in zip(ints(table, "replication"), table.column("on_platform").to_pylist(), strict=True):
        on, live = built[int(replication)]
        built[int(replication)] = on + bool(shared), live + 1
    return np.array([on / live if live else np.nan for on, live in built.values()], dtype=np.float64)


def collapsed_by(results: sim.Results, week: float) -> list[bool]:
    """In which programmes a team on call has collapsed by then."""
    weeks = column(results, "outcome_week")
    return [gone and when <= week for gone, when in zip(ended(results, "burned_out"), weeks, strict=True)]
