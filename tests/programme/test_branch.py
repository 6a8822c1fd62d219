"""From one present many futures: exactly the old one under the old luck and plan, others under others."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from sim.scenario.changes import changes_of
from tests.programme.worlds import POLICIES, Changes, field, scenario_of

SEED = 21
PRESENT = 80.0


def kept(scenario: Scenario, replication: int, week: float = PRESENT) -> dict[str, Any]:
    """The state of one programme in that week, as a scenario holds it."""
    return {
        "start.origin_changes": list(changes_of(scenario)),
        "start.origin_seed": SEED,
        "start.origin_replication": replication,
        "start.origin_week": week,
    }


def weeks_of(record: Record, what: str) -> list[float]:
    """When something happened."""
    return [float(str(row[1])) for row in record.tables["events"] if row[3] == what]


def past_of(record: Record) -> list[tuple[object, ...]]:
    """Everything that had happened by the present, whichever replication it belongs to."""
    return [row[1:] for row in record.tables["events"] if float(str(row[1])) <= PRESENT]


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
    past = past_of(simulate_programme(scenario, SEED, 2))
    resumed = scenario_of(POLICIES[policy], kept(scenario, 2))
    futures = [simulate_programme(resumed, SEED, replication) for replication in range(3, 11)]
    for future in futures:
        assert past_of(future) == past
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
    assert what == "end" or not weeks_of(plain, what)
    new = scenario_of(BARE, CHANGES[change], kept(old, 2))
    weeks = weeks_of(simulate_programme(new, SEED, 2), what)
    assert weeks
    assert min(weeks) >= PRESENT


def test_a_plan_that_is_given_up_is_given_up() -> None:
    """A platform planned after the eighth build, and no longer planned in week 80, is never started."""
    old = scenario_of({"sequencing.platform_after": 8, "sequencing.discipline": 1.0})
    started = weeks_of(simulate_programme(old, SEED, 2), "platform_started")
    assert started
    week = started[0] - 1.0
    new = scenario_of({"sequencing.platform_after": None}, kept(old, 2, week))
    assert not weeks_of(simulate_programme(new, SEED, 2), "platform_started")


def test_a_longer_watch_than_the_old_one_is_booked_to_its_end() -> None:
    """Kept of a programme watched for 90 weeks and watched for 160: as one that was watched for 160 at once."""
    short, long = scenario_of({"horizon_weeks": 90}), scenario_of({"horizon_weeks": 160})
    resumed = scenario_of({"horizon_weeks": 160}, kept(short, 2))
    assert simulate_programme(resumed, SEED, 2).tables == simulate_programme(long, SEED, 2).tables


def test_a_state_after_the_horizon_is_refused() -> None:
    """Nothing would be left to simulate, and the message names both."""
    with pytest.raises(ValidationError, match=r"start\.origin_week is 80 and horizon_weeks is 80"):
        scenario_of({"horizon_weeks": 80}, kept(scenario_of(BARE), 2))
