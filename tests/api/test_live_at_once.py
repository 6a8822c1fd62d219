"""Reached the nth workload means n live at once: tables and event log must tell the same number."""

from __future__ import annotations

import pytest

import sim
from tests.programme.worlds import plain

STEPS = {"live": 1, "live_again": 1, "retired": -1, "rolled_back": -1}


@pytest.fixture(scope="module")
def results() -> sim.Results:
    """A world in which half of the workloads are rolled back and many are retired."""
    scenario = plain(
        horizon_weeks=200,
        **{
            "opportunities.backlog": 12,
            "scale_gate.rollback_share": 0.5,
            "scale_gate.rollback_rework": 0.2,
            "scale_gate.retired_per_year": 0.25,
            "on_call.evaluation_saving": 0.0,
            "topology.embedded.engineers_per_unit": 6,
            "ends.target": 6,
        },
    )
    return sim.simulate(scenario, replications=30, executor="inline")


def most_by_events(results: sim.Results) -> list[int]:
    """Replay the go-lives, returns, retirements and rollbacks up to each programme's end."""
    events = results.table("events", ["replication", "week", "what"]).to_pylist()
    found = []
    for row in results.table("replications").to_pylist():
        live = most = 0
        for event in events:
            if event["replication"] == row["replication"] and event["week"] <= row["outcome_week"]:
                live += STEPS.get(event["what"], 0)
                most = max(most, live)
        found.append(most)
    return found


def test_the_most_live_at_once_is_what_the_event_log_adds_up_to(results: sim.Results) -> None:
    """live_max = the highest running sum of +1 live, +1 live again, -1 retired, -1 rolled back."""
    assert results.table("replications", ["live_max"]).column("live_max").to_pylist() == most_by_events(results)


def test_reached_counts_returns_and_leaves_out_the_retired(results: sim.Results) -> None:
    """Programmes with at least n live at once; neither the ordinal of a go-live nor its own row decides."""
    most = most_by_events(results)
    reached = results.reached(up_to=12)
    assert reached.reached.tolist() == [sum(one >= n for one in most) for n in range(1, 13)]
    rows = results.table("workloads", ["replication", "n", "live"]).to_pylist()
    by_ordinal = [max(row["n"] for row in rows if row["replication"] == number) for number in range(30)]
    by_own_row = [max(row["live"] for row in rows if row["replication"] == number) for number in range(30)]
    assert any(ordinal > one for ordinal, one in zip(by_ordinal, most, strict=True))
    assert any(own < one for own, one in zip(by_own_row, most, strict=True))
    assert all(own <= one for own, one in zip(by_own_row, most, strict=True))


def test_the_target_is_reached_by_both_counts_alike(results: sim.Results) -> None:
    """Reached at the target is the share with a date for it, also where the last step was a return."""
    weeks = results.table("replications", ["reached_target_week"]).column("reached_target_week")
    assert 0 < results.reached().reached[-1] == len(weeks) - weeks.null_count
    assert results.numbers["reached_target"]["count"] == results.reached().reached[-1]
