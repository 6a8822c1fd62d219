"""The numbers beside published outcomes, worked out by hand on small tables."""

from __future__ import annotations

from typing import Any, cast

import pyarrow as pa
import pytest

import sim
from docs.generator.measured import Band, Tracks, bands_part, measured_now, measures
from sim.scenario import Scenario

Event = tuple[int, float, str, int | None]
HORIZON = 260.0


class Tables:
    """What the measures ask of results: a scenario, a seed, and three tables."""

    def __init__(
        self, ends: list[tuple[str, float, float | None]], lives: list[tuple[int, int, float]], *events: Event
    ):
        self.scenario = Scenario(name="small")
        self.seed = 1
        self.replications = len(ends)
        outcome, week, reached = zip(*ends, strict=True)
        number, use_case, live = zip(*lives, strict=True)
        told = zip(*events, strict=True)
        self._tables: dict[str, dict[str, Any]] = {
            "replications": {
                "replication": range(len(ends)), "outcome": outcome, "outcome_week": week,
                "reached_target_week": reached,
            },
            "workloads": {"replication": number, "use_case": use_case, "live_week": live},
            "events": dict(zip(("replication", "week", "what", "use_case"), told, strict=True)),
        }  # fmt: skip

    def table(self, name: str, columns: list[str]) -> pa.Table:
        return pa.table({column: list(self._tables[name][column]) for column in columns})


def life(number: int, use_case: int, idea: float, start: float, built: float) -> tuple[Event, ...]:
    return (
        (number, idea, "idea", use_case),
        (number, start, "data_started", use_case),
        (number, start + 2.0, "build_started", use_case),
        (number, built, "build_finished", use_case),
    )


@pytest.fixture
def results() -> sim.Results:
    """Two programmes: one stands with one of two live, the other ended in week 100 with none of one."""
    tables = Tables(
        [("censored", HORIZON, 200.0), ("frozen", 100.0, None)],
        [(0, 0, 40.0)],
        *life(0, 0, 0.0, 10.0, 30.0),
        *life(0, 1, 0.0, 20.0, 50.0),
        *life(0, 2, 250.0, 252.0, 258.0),
        *life(1, 0, 10.0, 20.0, 60.0),
        (1, 120.0, "idea", 1),
        (1, 5.0, "platform_started", None),
    )
    return cast(sim.Results, tables)


def test_a_share_counts_what_had_two_years_and_came_before_the_end(results: sim.Results) -> None:
    """First programme: two ideas of weeks 0, one live; that of week 250 is too late. Second: one, not live."""
    assert Tracks(results).shares_live("idea").tolist() == [0.5, 0.0]
    assert Tracks(results).shares_live("data_started", "build_started").tolist() == [0.5, 0.0]
    assert Tracks(results).shares_live("build_finished").tolist() == [0.5, 0.0]


def test_times_are_of_what_went_live(results: sim.Results) -> None:
    """Live at 40, asked for at 0, built at 30."""
    assert Tracks(results).weeks_to_live("idea").tolist() == [40.0]
    assert Tracks(results).weeks_to_live("build_finished").tolist() == [10.0]


def test_measures_are_those_numbers(results: sim.Results) -> None:
    """A quarter of what began; one of two at most 30%; one of two with less than half; one of two at the target."""
    found = {measure.what: measure.found for measure in measures(results)}
    assert list(found.values()) == [0.25, 0.25, 0.25, 0.5, 0.5, 40.0, 10.0, 0.5, 0.5]


def test_a_band_says_where_a_number_lies() -> None:
    """Its ends belong to it."""
    band = Band(0.2, 0.4, "words")
    assert [band.says(found) for found in (0.1, 0.2, 0.4, 0.5)] == ["below", "inside", "inside", "above"]


def test_the_part_says_of_what_it_was_measured(results: sim.Results) -> None:
    """Configuration, number and command stand there, and numbers of another configuration are told apart."""
    part = bands_part([results, results])
    assert results.scenario.fingerprint()[:12] in part
    assert "2 programmes each" in part
    assert "| 25% (" in part
    assert not measured_now(part)
