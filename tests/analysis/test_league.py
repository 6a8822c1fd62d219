from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.analysis.league import league
from sim.errors import InputError

MakeRun = Callable[..., Any]


def run_of(make_run: MakeRun, payoffs: dict[int, float], reached: tuple[int, ...] = ()) -> Any:
    return make_run(
        [
            {"replication": n, "payoff_eur": payoff, "reached_target_week": 99.0 if n in reached else None}
            for n, payoff in payoffs.items()
        ]
    )


def test_rows_by_mean_payoff_over_the_futures_of_all(make_run: MakeRun) -> None:
    """Futures 2 and 3 are common to all: means 15, 10 and 5; the others are counted and left out."""
    runs = {
        "a": run_of(make_run, {1: 900.0, 2: 5.0, 3: 5.0}, reached=(1, 2)),
        "b": run_of(make_run, {3: 20.0, 2: 10.0}, reached=(3, 2)),
        "c": run_of(make_run, {2: 20.0, 3: 0.0, 4: 7.0}),
    }
    rows = league(runs, resamples=30)
    assert [(row.place, row.name, row.payoff.mean, row.left_out) for row in rows] == [
        (1, "b", 15.0, 0),
        (2, "c", 10.0, 1),
        (3, "a", 5.0, 1),
    ]
    assert {row.name: row.payoff.best_share for row in rows} == {"a": 0.0, "b": 0.5, "c": 0.5}
    assert {row.name: row.payoff.regret for row in rows} == {"a": 15.0, "b": 5.0, "c": 10.0}
    assert {row.name: row.shares["reached_target"].count for row in rows} == {"a": 1, "b": 2, "c": 0}
    assert all(row.shares["reached_target"].total == 2 for row in rows)
    assert {row.name: row.means["payoff_eur"].mean for row in rows} == {"a": 5.0, "b": 15.0, "c": 10.0}


def test_equal_means_share_a_place(make_run: MakeRun) -> None:
    """10 and 10 and 4: first, first, third."""
    runs = {name: run_of(make_run, {0: payoff}) for name, payoff in (("a", 10.0), ("b", 4.0), ("c", 10.0))}
    assert [(row.name, row.place) for row in league(runs, resamples=30)] == [("a", 1), ("c", 1), ("b", 3)]


def test_random_runs_agree_with_the_paired_futures(random_run: MakeRun) -> None:
    """Every row is over the same futures, the shares of being best add up to one, places never fall."""
    runs = {"a": random_run(1), "b": random_run(2, first=10), "c": random_run(3, programmes=80)}
    rows = league(runs, resamples=50)
    assert [row.payoff.total for row in rows] == [50, 50, 50]
    assert sum(row.payoff.best_share for row in rows) == pytest.approx(1.0)
    assert [row.place for row in rows] == [1, 2, 3]


def test_what_makes_no_league_is_refused(make_run: MakeRun) -> None:
    """One run, none, runs without a future in common, and a number that occurs twice."""
    one = run_of(make_run, {0: 1.0})
    for runs in ({}, {"a": one}):
        with pytest.raises(InputError, match="at least two strategies"):
            league(runs)
    with pytest.raises(InputError, match="nothing pairs: a, b have no replication that all of them share"):
        league({"a": one, "b": run_of(make_run, {1: 1.0})})
    with pytest.raises(ValueError, match="'b' has a replication number twice"):
        league({"a": one, "b": make_run([{"replication": 0}, {"replication": 0}])})
