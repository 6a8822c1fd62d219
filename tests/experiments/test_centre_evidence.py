"""What the study of centres measures beside the tables, on small tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

import sim
from experiments.centre.evidence import apart, value_of_a_year, waiting
from experiments.kit.arms import Study


def told(**tables: dict[str, list[object]]) -> sim.Results:
    """Results of which only these columns are filled."""
    filled = {name: {**columns, "replication": columns.get("replication", [0, 1])} for name, columns in tables.items()}
    return cast(
        sim.Results,
        SimpleNamespace(
            table=lambda name, columns: pa.table({column: filled[name][column] for column in columns}),
        ),
    )


def test_who_waits_has_been_asked_for_and_has_not_left_the_queue() -> None:
    """Whatever takes a use case out of the queue ends its wait, once; a programme that has ended has no queue."""
    results = told(
        replications={"outcome_week": [260.0, 70.0]},
        events={
            "replication": [0, 0, 0, 0, 0, 0, 0, 1],
            "week": [0.0, 0.0, 10.0, 20.0, 30.0, 75.0, 80.0, 5.0],
            "what": ["idea", "idea", "idea", "data_started", "went_around", "build_started", "idea", "idea"],
            "use_case": [0, 1, 2, 0, 1, 0, 3, 0],
        },
    )
    assert waiting(results, 15.0).tolist() == [3.0, 1.0]
    np.testing.assert_equal(waiting(results, 78.0), [1.0, np.nan])


def test_a_year_of_a_workload_counts_from_its_go_live() -> None:
    """Value over years of being live; of programmes that ended, and where nothing went live, nothing is said."""
    results = told(
        replications={
            "replication": [0, 1, 2],
            "outcome": ["censored", "insolvent", "censored"],
            "outcome_week": [104.0, 90.0, 104.0],
            "value_eur": [300.0, 50.0, 0.0],
        },
        workloads={"replication": [0, 0, 1], "live_week": [0.0, 52.0, 10.0]},
    )
    np.testing.assert_equal(value_of_a_year(results), [100.0, np.nan, np.nan])


def test_apart_is_a_distance_whichever_pays_more() -> None:
    """Two pairs that differ in opposite directions do not cancel."""
    payoffs = {"a": [1.0, 5.0], "b": [3.0, 4.0], "c": [0.0, 0.0], "d": [-4.0, 3.0]}
    runs = {name: told(replications={"payoff_eur": list(values)}) for name, values in payoffs.items()}
    assert apart(Study(1, 2, runs), (("a", "b"), ("c", "d"))) == pytest.approx([3.0, 2.0])
