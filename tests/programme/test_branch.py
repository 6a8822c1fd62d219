"""From one present many futures: exactly the old one under the old luck and plan, others under others."""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.programme.worlds import POLICIES, Changes, field, scenario_of

SEED = 21
PRESENT = 80.0


def kept(scenario: Scenario, replication: int, week: float = PRESENT) -> dict[str, Any]:
    """The state of one programme in that week, as a scenario holds it."""
    values = scenario.model_dump(mode="json")
    return {"start.origin": {"scenario": values, "seed": SEED, "replication": replication, "week": week}}


def rows(record: Record, *tables: str) -> dict[str, Any]:
    """Tables without the number of the replication."""
    return {name: [row[1:] for row in record.tables[name]] for name in tables or record.tables}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("week", [1.0, 33.5, 80.0, 200.0])
def test_under_the_same_luck_and_plan_it_goes_on_exactly(policy: str, week: float) -> None:
    """Every table, to the last bit and the last event, is that of the programme which nobody stopped."""
    scenario = scenario_of(POLICIES[policy])
    whole = simulate_programme(scenario, SEED, 2, traced=True)
    resumed = scenario_of(POLICIES[policy], kept(scenario, 2, week))
    assert simulate_programme(resumed, SEED, 2, traced=True).tables == whole.tables


@pytest.mark.parametrize("policy", POLICIES)
def test_under_other_luck_the_past_is_the_same_and_the_future_is_not(policy: str) -> None:
    """Events up to the present agree; of eight futures no two are the same."""
    scenario = scenario_of(POLICIES[policy])
    past = [row[1:] for row in simulate_programme(scenario, SEED, 2).tables["events"] if row[1] <= PRESENT]
    resumed = scenario_of(POLICIES[policy], kept(scenario, 2))
    futures = [simulate_programme(resumed, SEED, replication) for replication in range(3, 11)]
    for future in futures:
        assert [row[1:] for row in future.tables["events"] if row[1] <= PRESENT] == past
        assert {row[0] for row in future.tables["events"]} == {future.tables["replications"][0][0]}
    assert len({field(future, "payoff_eur") for future in futures}) == len(futures)


CHANGES: dict[str, Changes] = {
    "a platform": {"sequencing.platform_after": 1, "sequencing.discipline": 1.0},
    "a pause": {"sequencing.pause_after": 1, "sequencing.pause_weeks": 26.0},
    "levers": {"levers.order": ["prefix_cache", "routing"], "levers.from_workload": 1, "levers.measured_first": False},
    "hires": {"staffing.hires": 2, "staffing.team": "embedded", "staffing.from_week": 90.0},
    "a stop": {"programme.stop_week": 100.0},
}
SEEN_BY = {
    "a platform": "platform_started",
    "a pause": "paused",
    "levers": "lever_applied",
    "hires": "hiring",
    "a stop": "end",
}
BARE: Changes = {
    "sequencing.platform_after": None,
    "levers.order": [],
    "levers.when_reducing": [],
    "economics.track_from_workload": None,
    "cfo.threshold_eur": 1e12,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_new_plan_takes_effect_from_the_present_on(change: str) -> None:
    """What the old plan never did happens under the new one, and not before the present."""
    old = scenario_of(BARE)
    plain = simulate_programme(old, SEED, 2)
    what = SEEN_BY[change]
    assert what == "end" or what not in [row[3] for row in plain.tables["events"]]
    new = scenario_of(BARE, CHANGES[change], kept(old, 2))
    weeks = [row[1] for row in simulate_programme(new, SEED, 2).tables["events"] if row[3] == what]
    assert weeks
    assert min(weeks) >= PRESENT


def test_a_plan_that_is_given_up_is_given_up() -> None:
    """A platform planned after the eighth build, and no longer planned in week 80, is never started."""
    old = scenario_of({"sequencing.platform_after": 8, "sequencing.discipline": 1.0})
    whole = simulate_programme(old, SEED, 2).tables["events"]
    started = [row[1] for row in whole if row[3] == "platform_started"]
    assert started
    week = started[0] - 1.0
    new = scenario_of({"sequencing.platform_after": None}, kept(old, 2, week))
    assert "platform_started" not in [row[3] for row in simulate_programme(new, SEED, 2).tables["events"]]
