"""What the pilot study measures beside the tables, on small tables made by hand."""

from __future__ import annotations

from statistics import fmean
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

import sim
from experiments.pilots.evidence import (
    LIVE,
    SHELVED,
    STUCK,
    UNFINISHED,
    counted,
    first_and_further,
    gaps,
    looked_at,
    means,
    review_growth,
    totals,
    waiting,
    years_to_refactor,
)
from sim.composition import compose_job
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme

Event = tuple[int, float, str, int | None]


class Told:
    """Tables of which only some columns are filled."""

    def __init__(self, **tables: dict[str, list[object]]) -> None:
        self._tables = tables

    def table(self, name: str, columns: list[str]) -> pa.Table:
        """The columns asked for."""
        return pa.table({column: self._tables[name][column] for column in columns})


def told(ends: list[float], log: list[Event], **tables: dict[str, list[object]]) -> sim.Results:
    """Programmes that end in these weeks, with this log."""
    replications: dict[str, list[object]] = {
        "replication": list(range(len(ends))),
        "outcome_week": list(ends),
    }
    names = ("replication", "week", "what", "use_case")
    events: dict[str, list[object]] = {name: [row[at] for row in log] for at, name in enumerate(names)}
    return cast(sim.Results, Told(replications=replications, events=events, **tables))


def test_starts_after_the_first_success_stand_where_the_log_says_eighteen_months_later() -> None:
    """What happens after eighteen months is not seen; what began before the success is not counted."""
    results = told(
        [260.0],
        [
            (0, 1.0, "data_started", 0), (0, 2.0, "build_started", 1), (0, 9.0, "build_started", 0),
            (0, 20.0, "build_finished", 0), (0, 30.0, "live", 0),
            (0, 31.0, "build_started", 2), (0, 40.0, "build_finished", 2), (0, 60.0, "live", 2),
            (0, 32.0, "build_started", 3), (0, 50.0, "build_finished", 3), (0, 111.0, "live", 3),
            (0, 33.0, "data_started", 4), (0, 34.0, "build_started", 4), (0, 60.0, "build_finished", 4),
            (0, 110.0, "shelved", 4),
            (0, 35.0, "build_started", 5),
            (0, 36.0, "build_started", 6), (0, 37.0, "build_started", 7), (0, 38.0, "build_started", 8),
        ],
    )  # fmt: skip
    first, further = first_and_further(results)
    assert [(start.key, start.week, start.state) for start in first] == [((0, 0), 1.0, LIVE)]
    assert [start.key[1] for start in further] == [2, 3, 4, 5, 6, 7]
    assert [start.state for start in further[:4]] == [LIVE, STUCK, SHELVED, UNFINISHED]


def test_starts_that_were_not_watched_for_eighteen_months_are_left_out() -> None:
    """A programme that ends earlier says nothing about where they would stand."""
    results = told([100.0], [(0, 0.0, "build_started", 0), (0, 20.0, "live", 0), (0, 22.5, "build_started", 1)])
    first, further = first_and_further(results)
    assert len(first) == 1
    assert further == []


def test_demand_is_counted_in_programmes_that_still_stand() -> None:
    """The backlog of the first day is no idea of a year, and an ended programme has no fourth year."""
    log: list[Event] = [
        (0, 0.0, "idea", 0), (0, 5.0, "idea", 1), (0, 60.0, "idea", 2), (0, 6.0, "data_started", 0),
        (0, 7.0, "build_started", 0), (0, 55.0, "refused", 1), (1, 5.0, "idea", 0),
    ]  # fmt: skip
    results = told([208.0, 100.0], log)
    assert np.array_equal(counted(results, "idea", 0.0, 52.0, 208.0), [1.0, np.nan], equal_nan=True)
    assert np.array_equal(waiting(results, 52.0), [1.0, 1.0])
    assert np.array_equal(waiting(results, 60.0, 208.0), [1.0, np.nan], equal_nan=True)


def test_gaps_pair_the_same_use_case_and_weigh_programmes_alike() -> None:
    """A programme with many use cases is one programme; a use case in one run only is left out."""
    first = {(0, 1): 5.0, (0, 2): 9.0, (1, 1): 4.0, (1, 7): 99.0}
    second = {(0, 1): 4.0, (0, 2): 6.0, (1, 1): 1.0, (2, 1): 0.0}
    assert gaps(first, second) == [2.0, 3.0]
    assert means(first) == {0: 7.0, 1: 51.5}


def test_review_grows_by_programme_without_those_that_need_none() -> None:
    """A workload without review would make reviews look cheaper; a programme without late ones says nothing."""
    workloads: dict[str, list[object]] = {
        "replication": [0, 0, 0, 0, 1],
        "use_case": [4, 5, 6, 7, 4],
        "n": [1, 2, 10, 11, 1],
        "on_platform": [False] * 5,
        "reviews": [1, 0, 2, 0, 1],
        "reuse_share": [0.0] * 5,
    }
    ledger: dict[str, list[object]] = {
        "replication": [0, 0, 0, 0, 1],
        "use_case": [4, 6, 6, 6, 4],
        "category": ["review", "review", "review", "build", "review"],
        "quarter": [0, 1, 2, 2, 0],
        "cents": [10_000, 20_000, 5_000, 7, 1_00],
    }
    results = told([260.0, 260.0, 260.0], [], workloads=workloads, ledger=ledger)
    assert review_growth(results, 10) == [150.0]
    assert totals(results, "review").tolist() == [350.0, 1.0, 0.0]


def test_a_platform_that_is_never_refactored_has_no_age_at_it() -> None:
    """Only the first refactor of a platform that shipped counts."""
    log: list[Event] = [
        (0, 40.0, "platform_shipped", None), (0, 144.0, "refactor_started", None), (0, 200.0, "refactor_started", None),
        (1, 40.0, "platform_shipped", None),
    ]  # fmt: skip
    assert years_to_refactor(told([260.0, 260.0], log)) == [2.0]


def test_what_is_looked_at_is_the_run_itself() -> None:
    """The mean trust of the live workloads is the one that a traced run notes in the same week."""
    scenario = compose_job(["start=november_review", "strategy=application_first", "horizon_weeks=26"]).scenario

    class Run:
        seed = 5

    run = Run()
    run.scenario = scenario  # type: ignore[attr-defined]
    seen = looked_at(cast(sim.Results, run), {3: [20.0, 7.0]})
    names = [column.name for column in TABLES["weekly"]]
    weekly = {row[names.index("week")]: row for row in simulate_programme(scenario, 5, 3, traced=True).tables["weekly"]}
    for week in (7.0, 20.0):
        live = seen[3, week]
        assert live
        assert len(live) == weekly[week][names.index("live")]
        assert fmean(one.trust for one in live) == pytest.approx(weekly[week][names.index("trust")])
        assert all(0.0 <= one.kept <= 1.0 and one.realised <= one.kept for one in live)
