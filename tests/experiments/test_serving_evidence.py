"""What the serving study measures beside the tables, on small tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

import sim
from experiments.serving.evidence import bloat_of_the_oldest, shares, spread, tokens_at_launch, trust_lost
from sim.composition import compose_job
from sim.luck import Luck
from sim.programme.use_case import draw_use_case


def told(*words: str) -> sim.Results:
    """Two programmes: the first with three workloads of which the oldest is retired, the second with none."""
    tables: dict[str, dict[str, list[object]]] = {
        "replications": {"replication": [0, 1], "outcome_week": [260.0, 208.0], "went_live": [3, 0]},
        "workloads": {"replication": [0, 0, 0], "use_case": [0, 1, 2], "live_week": [52.0, 156.0, 208.0]},
        "events": {
            "replication": [0, 0, 0],
            "week": [60.0, 250.0, 251.0],
            "what": ["rolled_back", "retired", "live_again"],
            "use_case": [1, 0, 1],
        },
    }
    return cast(
        sim.Results,
        SimpleNamespace(
            scenario=compose_job(list(words)).scenario,
            seed=5,
            table=lambda name, columns: pa.table({column: tables[name][column] for column in columns}),
        ),
    )


def test_tokens_grow_with_the_week_of_launch() -> None:
    """A later workload launches with more tokens a call than its use case's draw alone says."""
    results = told("market.token_growth_per_year=0.5")
    draws = [draw_use_case(results.scenario, Luck(5, 0), rank).tokens for rank in range(3)]
    found = tokens_at_launch(results)
    assert found[0, 0] == pytest.approx(draws[0] * 1.5)
    assert found[0, 2] == pytest.approx(draws[2] * 1.5**4)


def test_spread_is_that_of_programmes_with_enough_workloads() -> None:
    """Two workloads lie less far apart than five, whatever requests are like."""
    assert spread({(0, 1): 1.0, (0, 2): 8.0, (0, 3): 2.0, (1, 1): 1.0}, 3) == [8.0]


def test_the_oldest_workload_is_the_oldest_that_is_left() -> None:
    """What is retired bloats no more."""
    assert bloat_of_the_oldest(told("traffic.bloat_per_year=0.5")) == pytest.approx([1.5**2])


def test_shares_are_by_workload_that_went_live() -> None:
    """A programme in which nothing went live has no share."""
    assert np.array_equal(shares(told(), "rolled_back"), [1 / 3, np.nan], equal_nan=True)


def test_trust_falls_by_what_is_not_kept_up_and_by_nothing_else() -> None:
    """Without incidents, wrong answers or missing harnesses only drift takes trust, and drift is upkeep not done."""
    words = [
        "start=november_review", "strategy=application_first", "horizon_weeks=110", "readiness.evaluation=true",
        "levers=none", "levers.when_reducing=[]", "on_call.shared_per_week=0", "on_call.behaviour_per_week=0",
        "cfo=lenient",
    ]  # fmt: skip

    def lost(upkeep_fte: float) -> list[float]:
        scenario = compose_job([*words, f"delivery.upkeep_fte={upkeep_fte}"]).scenario
        run = SimpleNamespace(
            scenario=scenario, seed=5, horizon_weeks=110.0, table=lambda *_: pa.table({"replication": [0]})
        )
        return trust_lost(cast(sim.Results, run), 1, 3)

    assert lost(0.1) == [pytest.approx(0.0, abs=1e-9)]
    assert lost(1.6)[0] > lost(0.8)[0] > 0.01
