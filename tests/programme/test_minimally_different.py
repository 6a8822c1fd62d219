"""Minimally different worlds (model §1.4): one more use case, one more draw, one mechanism less change nothing else."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from sim.luck import Luck, purpose
from sim.programme import opportunities as opportunities_module
from sim.programme.programme import simulate_programme
from sim.programme.use_case import UseCase, draw_use_case
from sim.scenario import Scenario
from tests.programme.worlds import OFF, POLICIES, Changes, scenario_of

SEED = 21
REPLICATIONS = range(4)

# Nothing but a team's queue and the reviewers' desk connects use cases: no platform, no lever, no finance, no further
# ideas, nobody who knows or has learned, nothing that comes back to a team, and one team that builds one at a time.
APART: Changes = {
    "sequencing.platform_after": None,
    **{
        card: value
        for name in ("applications to be known", "learning", "regulation", "rollback", "price changes", "retirement")
        for card, value in OFF[name].items()
    },
    **OFF["shadow AI"],
    **OFF["reorganisation"],
    **OFF["the sponsor's impatience"],
    "topology.platform.engineers": 0,
    "topology.embedded.units": 1,
    "delivery.packages_per_engineer": 0.5,
    "delivery.upkeep_fte": 0.0,
    "scale_gate.retrofit_effort": 0.0,
    "on_call.shared_per_week": 0.0,
    "on_call.behaviour_per_week": 0.0,
    "levers.order": [],
    "cfo.threshold_eur": 1e12,
    "opportunities.ideas_per_month": 0.0,
    "horizon_weeks": 260,
    "ends.stalled_after": 400.0,
}


def test_one_more_use_case_at_the_end_changes_nothing_before_it() -> None:
    """A fifth use case at the end of the backlog: the first four keep their weeks, builds, reviews and bills.

    Where the fifth comes after them in the only queues there are.
    """

    def told(backlog: int, replication: int) -> list[Any]:
        tables = simulate_programme(scenario_of(APART, {"opportunities.backlog": backlog}), SEED, replication).tables
        events = [row[1:5] for row in tables["events"] if row[4] in range(4)]
        return [*events, *(row for row in tables["ledger"] if row[1] in range(4))]

    for replication in range(3):
        assert told(5, replication) == told(4, replication)
        assert {"data_started", "build_finished"} <= {row[2] for row in told(4, replication) if len(row) == 4}


def test_one_more_use_case_where_teams_learn_changes_what_comes_after_it_alone() -> None:
    """The same where each build teaches the team: more builds after the fourth cannot reach back to the first four."""
    learning = {"delivery.learning_per_doubling": 0.2}

    def weeks(backlog: int) -> list[Any]:
        scenario = scenario_of(APART, learning, {"opportunities.backlog": backlog})
        rows = simulate_programme(scenario, SEED, 1).tables["events"]
        return [row[1:5] for row in rows if row[3] == "build_finished" and row[4] in range(4)]

    assert weeks(7) == weeks(4)
    assert len(weeks(4)) == 4


@pytest.mark.parametrize("policy", POLICIES)
def test_one_more_draw_changes_nothing(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever draws something for a purpose of its own, before every use case, takes nobody else's luck."""
    scenario = scenario_of(POLICIES[policy])
    expected = [simulate_programme(scenario, SEED, replication).tables for replication in range(3)]
    drawn: list[float] = []

    def draw_more(scenario: Scenario, luck: Luck, rank: int) -> UseCase:
        drawn.append(luck.uniform(purpose("test.one_more"), rank))
        drawn.extend(luck.normals(purpose("test.many_more"), rank, 10).tolist())
        return draw_use_case(scenario, luck, rank)

    monkeypatch.setattr(opportunities_module, "draw_use_case", draw_more)
    assert [simulate_programme(scenario, SEED, replication).tables for replication in range(3)] == expected
    assert len(set(drawn)) == len(drawn) > 100


# Mechanisms that change what a use case is like, and those that act before anything is live.
OF_THE_USE_CASE = {"token sizes", "turns of volume"}


@pytest.mark.parametrize("name", sorted(set(OFF) - OF_THE_USE_CASE))
def test_use_cases_are_the_same_whatever_is_switched_off(name: str) -> None:
    """Every attribute of the first thirty use cases, but for what the two mechanisms left out are about."""
    scenario = scenario_of(OFF[name])
    for replication in REPLICATIONS:
        luck = Luck(SEED, replication)
        assert [draw_use_case(scenario, luck, rank) for rank in range(30)] == [
            draw_use_case(Scenario(), luck, rank) for rank in range(30)
        ]


@pytest.mark.parametrize("name", sorted(OF_THE_USE_CASE))
def test_a_use_case_keeps_every_other_attribute(name: str) -> None:
    """Equal token sizes leave all but the tokens, a steady volume all but its turn."""
    attribute = {"token sizes": "tokens", "turns of volume": "turn"}[name]
    luck = Luck(SEED, 0)
    for rank in range(30):
        before, after = draw_use_case(Scenario(), luck, rank), draw_use_case(scenario_of(OFF[name]), luck, rank)
        assert asdict(after) == {**asdict(before), attribute: 1.0}


AFTER_GOING_LIVE = (
    *("rollback", "retirement", "seasons", "turns of volume", "bloat", "lead times", "clusters", "drift", "trust"),
    *("evaluation",),
)


@pytest.mark.parametrize("name", AFTER_GOING_LIVE)
def test_a_mechanism_that_is_switched_off_changes_nothing_before_it_could_act(name: str) -> None:
    """Ideas, builds, reviews, pilots and departures are the same up to the first go-live, before which none of it acts.

    The log up to there is equal row for row, to the last bit.
    """
    for replication in REPLICATIONS:
        logs = []
        for changes in ({}, OFF[name]):
            rows = simulate_programme(scenario_of(changes), SEED, replication).tables["events"]
            first = next((number for number, row in enumerate(rows) if row[3] == "live"), len(rows))
            logs.append(rows[:first])
        assert logs[0] == logs[1]


def test_a_mechanism_that_is_switched_off_takes_nobody_s_luck() -> None:
    """Without incidents the ideas, pilots and attributes are those of the world with incidents.

    Up to the first go-live, before which no incident can happen.
    """
    quiet = {"on_call.shared_per_week": 0.0, "on_call.behaviour_per_week": 0.0}
    for replication in REPLICATIONS:
        logs = []
        for changes in ({}, quiet):
            record = simulate_programme(scenario_of(changes), SEED, replication)
            rows = record.tables["events"]
            first = next(number for number, row in enumerate(rows) if row[3] == "live")
            logs.append(rows[: first + 1])
        assert logs[0] == logs[1]
