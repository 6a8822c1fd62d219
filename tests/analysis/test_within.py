"""Runs of two horizons seen up to one week: what the longer one shows by then is what the shorter one shows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sim.analysis.within import COLUMNS, seen_whole, seen_within
from sim.api import load_scenario, simulate


def table(rows: list[tuple[int, str, float, float | None]]) -> pa.Table:
    return pa.table(dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))


def test_a_longer_run_seen_to_the_shorter_horizon_is_the_shorter_run() -> None:
    """The same luck and the same weeks: standing, reached and the weeks of ends agree, programme by programme.

    Some fates are pending at the shorter horizon: it dates them there, and the longer run weeks later.
    """
    short, long = (
        simulate(load_scenario("project_by_project", [f"horizon_weeks={weeks}"]), replications=20, executor="inline")
        for weeks in (70, 80)
    )
    ends = short.table("replications", ["outcome_week", "outcome"]).to_pylist()
    assert any(one["outcome_week"] == 70.0 and one["outcome"] != "censored" for one in ends), "none is pending"
    one, other = (seen_within(each.table("replications", list(COLUMNS)), 70.0, 21) for each in (short, long))
    np.testing.assert_array_equal(one.replication, other.replication)
    np.testing.assert_array_equal(one.standing, other.standing)
    np.testing.assert_array_equal(one.reached, other.reached)
    np.testing.assert_array_equal(one.arm.weeks, other.arm.weeks)


def test_an_end_at_the_horizon_itself_does_not_count_and_one_before_does() -> None:
    """A run to week 52 dates there what it could not classify before; a week earlier it knew."""
    seen = seen_within(
        table([(0, "stalled", 52.0, None), (1, "stalled", 51.0, 52.0), (2, "frozen", 80.0, 53.0)]), 52.0, 1
    )
    assert seen.standing.tolist() == [True, False, True]
    assert seen.reached.tolist() == [False, True, False]
    assert seen.arm.weeks.tolist() == [52.0, 51.0, 52.0]
    assert seen.arm.ended.tolist() == [False, True, False]


def test_a_whole_run_is_as_it_was_stored() -> None:
    """Up to its own horizon every end counts."""
    seen = seen_whole(table([(0, "stalled", 52.0, None), (1, "censored", 52.0, 40.0)]), 3)
    assert (seen.standing.tolist(), seen.reached.tolist(), seen.arm.seed) == ([False, True], [False, True], 3)
