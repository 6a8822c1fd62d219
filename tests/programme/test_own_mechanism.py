"""A mechanism of one's own acts on the programme, and on nobody else's luck."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sim.mechanisms import WHOLE_PROGRAMME, Category, Programme, Rank, Steps, own_purpose, wait
from sim.programme import purposes
from sim.programme.columns import TABLES
from sim.programme.programme import Mechanism, simulate_programme
from sim.programme.record import Record
from tests.programme.worlds import POLICIES, field, scenario_of

POLICY = next(iter(POLICIES))
LUCK = own_purpose("test")
FEE_EUR = 1000.0


def simulated(mechanism: Mechanism | None = None, replication: int = 0) -> Record:
    return simulate_programme(scenario_of(POLICIES[POLICY]), 21, replication, mechanism=mechanism)


@cache
def unchanged(replication: int = 0) -> Record:
    return simulated(None, replication)


def first_live_week(record: Record) -> float:
    week = record.tables["workloads"][0][3]
    assert isinstance(week, float)
    return week


def started(steps: Any) -> Mechanism:
    """A mechanism that is one process."""

    def mechanism(programme: Programme) -> None:
        programme.clock.process(steps(programme))

    return mechanism


def watcher(programme: Programme) -> Steps:
    """Draws luck every week and does nothing with it."""
    week = 0
    while True:
        programme.luck.uniform(LUCK, index=week)
        programme.luck.normals(LUCK, 3, 10)
        yield wait(programme, 1.0)
        week += 1


def fee(programme: Programme) -> Steps:
    """A thousand euros a week for the programme as a whole."""
    while True:
        programme.ledger.owe(WHOLE_PROGRAMME, Category.PLATFORM, FEE_EUR)
        yield wait(programme, 1.0)


@pytest.mark.parametrize("replication", [0, 5])
def test_luck_that_is_drawn_for_a_mechanism_shifts_nobody_else_s(replication: int) -> None:
    """A process that only draws leaves every row as it was but for the count of events (model §1.6)."""
    watched, plain = simulated(started(watcher), replication), unchanged(replication)
    events = [column.name for column in TABLES["replications"]].index("events")
    assert field(watched, "events") > field(plain, "events")
    for name, rows in plain.tables.items():
        if name == "replications":
            (ours,), (theirs,) = watched.tables[name], rows
            assert [*ours[:events], *ours[events + 1 :]] == [*theirs[:events], *theirs[events + 1 :]]
        else:
            assert watched.tables[name] == rows


def test_a_purpose_of_one_s_own_is_none_of_the_model_s() -> None:
    """Even under a name that the model uses: its draws are its own."""
    assert own_purpose("cfo.tolerance") != purposes.TOLERANCE
    assert own_purpose("cfo.tolerance") == own_purpose("cfo.tolerance")


def test_what_a_mechanism_books_is_in_the_ledger_and_in_the_payoff() -> None:
    """A fee of a thousand a week to the horizon, in its category, and nothing else of the money differs."""
    charged, plain = simulated(started(fee)), unchanged()
    horizon = scenario_of(POLICIES[POLICY]).horizon_weeks
    assert field(charged, "cost_eur") - field(plain, "cost_eur") == pytest.approx(FEE_EUR * horizon)
    assert field(charged, "payoff_eur") < field(plain, "payoff_eur")

    def apart(record: Record) -> list[tuple[object, ...]]:
        return [row for row in record.tables["ledger"] if row[1:3] != (WHOLE_PROGRAMME, "platform")]

    assert apart(charged) == apart(plain)


def test_a_mechanism_changes_what_the_model_exposes() -> None:
    """Trust that is lost every week costs value; hours that a team works on something else are not there for builds."""

    def distrust(programme: Programme) -> Steps:
        while True:
            yield wait(programme, 1.0)
            for workload in programme.live:
                workload.trust *= 0.5

    def other_work(programme: Programme) -> None:
        for team in programme.teams:
            team.package(WHOLE_PROGRAMME, Category.PLATFORM, float(team.engineers), lambda: 20.0)

    assert field(simulated(started(distrust)), "value_eur") < 0.8 * field(unchanged(), "value_eur")
    assert first_live_week(simulated(other_work)) > first_live_week(unchanged()) + 5.0


def test_what_a_mechanism_tells_stands_among_the_events() -> None:
    """At its week, with its actor and words."""

    def told(programme: Programme) -> Steps:
        yield wait(programme, 10.0)
        programme.log.add("own", "press", "It is in the press.")

    rows = [row[1:] for row in simulated(started(told)).tables["events"] if row[2] == "own"]
    assert rows == [(10.0, "own", "press", None, "It is in the press.")]


def test_a_mechanism_begins_when_everybody_has_taken_up_work() -> None:
    """It finds the position of the first day, and nothing has happened yet."""
    found: list[tuple[float, int, int]] = []
    scenario = scenario_of(
        {**POLICIES[POLICY], "start.weeks": 40.0, "start.workloads": [{"name": "Post", "age_weeks": 30.0}]}
    )

    def look(programme: Programme) -> None:
        found.append((programme.clock.now, len(programme.live), len(programme.log.rows)))

    simulate_programme(scenario, 21, 0, mechanism=look)
    assert [(week, live) for week, live, _ in found] == [(0.0, 1)]


def test_a_process_comes_after_everybody_and_before_the_week_is_noted() -> None:
    """At one instant; and a wait that goes backwards is refused."""
    assert Rank.OUTCOME < Rank.MECHANISM < Rank.OBSERVER
    programme = Programme(scenario_of(POLICIES[POLICY]), 21, 0)
    first, second = wait(programme, 1.0, 1), wait(programme, 1.0)
    seen: list[object] = []
    for each in (first, second):
        assert each.callbacks is not None
        each.callbacks.append(seen.append)
    programme.clock.run(until=2.0)
    assert seen == [second, first]
    for weeks in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="0 weeks or more"):
            wait(programme, weeks)
