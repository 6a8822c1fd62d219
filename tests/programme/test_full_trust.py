"""Trust, drift and automation (model §3 Value), one mechanism at a time, in the plain world with a single workload.

Live at 14, worth EUR 500,000 a year at full trust, 9,615.38 a week; at the floor of 0.25 it is worth nothing.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.programme import Programme, simulate_programme
from sim.programme.use_case import Workload
from sim.scenario import Scenario
from tests.programme import worlds
from tests.programme.worlds import cents, column, ended, field

WEEK_OF_VALUE_EUR = 500_000 / 52
TRUSTING = {"value__trust_floor": 0.25, "value__trust_recovery_per_week": 0.0}


def lone(*levers: str, **changes: Any) -> Scenario:
    """One workload whose calls cost nothing, and whose trust does not come back by itself."""
    return worlds.lone(*levers, **{"market__call_price_eur": 0.0, **TRUSTING, **changes})


def series(scenario: Scenario, name: str) -> dict[float, Any]:
    """One column of the weekly series, by week."""
    record = simulate_programme(scenario, 21, 0, traced=True)
    return dict(zip(column(record, "weekly", "week"), column(record, "weekly", name), strict=True))


def earned(scenario: Scenario) -> dict[float, float]:
    """Value, week by week."""
    to_date = series(scenario, "value_eur")
    return {week: to_date[week] - to_date.get(week - 1, 0.0) for week in to_date}


def workload(scenario: Scenario) -> Workload:
    """The only one, as it is at the horizon."""
    programme = Programme(scenario, 21, 0)
    programme.run()
    return programme.live[0]


# --- trust ------------------------------------------------------------------------------------------------------------


def test_without_evaluation_trust_falls_every_week_and_at_the_floor_nothing_is_worth_anything() -> None:
    """A quarter a week: 0.75, 0.50, 0.25, 0: two thirds of the value, one third, nothing, nothing."""
    scenario = lone(value__trust_lost_unevaluated=0.25)
    trust, value = series(scenario, "trust"), earned(scenario)
    assert [trust[week] for week in (15, 16, 17, 18, 19)] == pytest.approx([0.75, 0.5, 0.25, 0.0, 0.0])
    assert [value[week] / WEEK_OF_VALUE_EUR for week in (15, 16, 17, 18)] == pytest.approx(
        [2 / 3, 1 / 3, 0.0, 0.0], abs=1e-5
    )
    assert field(ended(scenario), "value_eur") == pytest.approx(WEEK_OF_VALUE_EUR, abs=0.5)


def test_an_evaluation_harness_keeps_trust() -> None:
    """The same world with a harness of the workload's own: 90 full weeks."""
    record = ended(lone(value__trust_lost_unevaluated=0.25, readiness__evaluation=True))
    assert field(record, "value_eur") == pytest.approx(90 * WEEK_OF_VALUE_EUR, abs=1)


def test_lost_trust_comes_back_by_its_share_of_what_is_missing() -> None:
    """Without harness 0.1 a week until the move onto a platform that brings one ends at 18: 1, 0.9, 0.81 ... then up.

    Half of what is missing comes back: 0.9 at 15, then 0.9 + 0.05 - 0.1 = 0.85, 0.825, 0.8125; 0.90625, 0.953125.
    """
    scenario = lone(
        sequencing__platform_after=1,
        topology__platform__engineers=4,
        platform__effort_from_scratch=12.0,
        platform__effort_extracted=12.0,
        platform__migration_effort=8.0,
        value__trust_lost_unevaluated=0.1,
        value__trust_recovery_per_week=0.5,
    )
    trust = series(scenario, "trust")
    assert [trust[week] for week in range(15, 21)] == pytest.approx([0.9, 0.85, 0.825, 0.8125, 0.90625, 0.953125])


def test_each_incident_costs_trust() -> None:
    """1% each: the incidents are where the integrated rate of 0.5 a week passes the workload's own thresholds."""
    scenario = lone(on_call__behaviour_per_week=0.5, on_call__handling_hours=0.0, value__trust_lost_per_incident=0.01)
    thresholds = Thresholds(Luck(21, 0), purposes.BEHAVIOUR_INCIDENTS, 0)
    trust = series(scenario, "trust")
    missing = 0.0
    for week in range(1, 91):
        missing += 0.01 * thresholds.advance(0.5 * week)
        assert trust[14 + week] == pytest.approx(1.0 - missing)
    assert missing > 0.2


def test_incidents_of_the_shared_infrastructure_cost_trust_as_well() -> None:
    """Half of each kind: both count."""
    rates = {"on_call__behaviour_per_week": 0.5, "on_call__shared_per_week": 0.5, "on_call__handling_hours": 0.0}
    scenario = lone(**rates, value__trust_lost_per_incident=0.005)
    both = [
        Thresholds(Luck(21, 0), purpose, 0).advance(0.5 * 90)
        for purpose in (purposes.SHARED_INCIDENTS, purposes.BEHAVIOUR_INCIDENTS)
    ]
    assert min(both) > 0
    assert workload(scenario).trust == pytest.approx(1.0 - 0.005 * sum(both))


def test_a_semantic_cache_that_answers_wrongly_costs_trust() -> None:
    """Every call hits and one answer in ten does not fit: trust cannot stay where it was without the cache."""
    cached: dict[str, Any] = {
        "levers__order": ["semantic_cache"],
        "levers__from_workload": 1,
        "levers__measured_first": False,
        "lever_effects__repeat_share": 1.0,
        "lever_effects__distinct_meanings": 1.0,
    }
    assert workload(lone(**cached, lever_effects__wrong_answer_share=0.0)).trust == 1.0
    assert workload(lone(**cached, lever_effects__wrong_answer_share=0.1)).trust < 1.0


# --- drift ------------------------------------------------------------------------------------------------------------


def test_drift_grows_only_with_upkeep_that_is_not_done() -> None:
    """Four engineers' upkeep for a team of two: half of it is done, 2% x 0.5 a week from the week that begins at 15.

    Where one engineer is enough nothing drifts.
    """
    drifting: dict[str, Any] = {"on_call__drift_per_week": 0.02, "on_call__repair_per_week": 0.0, "horizon_weeks": 34}
    assert workload(lone(**drifting, delivery__upkeep_fte=4.0)).drift == pytest.approx(19 * 0.01)
    assert workload(lone(**drifting, delivery__upkeep_fte=1.0)).drift == 0.0
    assert workload(lone(**drifting, delivery__upkeep_fte=2.0)).drift == 0.0


def test_what_upkeep_is_done_repairs_drift() -> None:
    """1% comes and 10% x 0.5 of what there is goes: 0.2 x (1 - 0.95^19) after 19 weeks, never more than 0.2."""
    drifting: dict[str, Any] = {"on_call__drift_per_week": 0.02, "on_call__repair_per_week": 0.1}
    short = lone(**drifting, delivery__upkeep_fte=4.0, horizon_weeks=34)
    assert workload(short).drift == pytest.approx(0.2 * (1 - 0.95**19))
    long = lone(**drifting, delivery__upkeep_fte=4.0, horizon_weeks=500)
    assert workload(long).drift == pytest.approx(0.2)


def test_drift_raises_behaviour_incidents_and_no_others() -> None:
    """Drift of 0, 0.01 ... 0.19 in twenty weeks, 1.9 in all; full drift trebles 0.1 a week: 2 + 0.1 x 2 x 1.9."""
    scenario = lone(
        horizon_weeks=34,
        delivery__upkeep_fte=4.0,
        on_call__drift_per_week=0.02,
        on_call__repair_per_week=0.0,
        on_call__drift_incidents=2.0,
        on_call__behaviour_per_week=0.1,
        on_call__shared_per_week=0.1,
        on_call__handling_hours=0.0,
    )
    assert workload(scenario).exposed == pytest.approx([2.0, 2.38])


def test_drift_costs_trust() -> None:
    """10% a week of full drift, in the same world: 0.1 x 1.9."""
    scenario = lone(
        horizon_weeks=34,
        delivery__upkeep_fte=4.0,
        on_call__drift_per_week=0.02,
        on_call__repair_per_week=0.0,
        value__trust_lost_by_drift=0.1,
    )
    assert workload(scenario).trust == pytest.approx(0.81)


# --- automation and change management ---------------------------------------------------------------------------------

CHANGED = {"value__automation": 0.3, "value__automation_changed": 0.6, "value__change_weeks": 30.0}
WEEK_OF_POTENTIAL_EUR = 1_000_000 / 52


def test_automation_ramps_up_where_the_work_around_it_is_redesigned() -> None:
    """From 30% to 60% of a million in thirty weeks: a share of 0.3 + 0.01 x age, then 0.6."""
    value = earned(lone(**CHANGED, readiness__change_management=True))
    shares = [value[14 + age] / WEEK_OF_POTENTIAL_EUR for age in (1, 10, 29, 30, 60)]
    assert shares == pytest.approx([0.31, 0.40, 0.59, 0.60, 0.60], abs=1e-5)


def test_without_change_management_automation_stays_where_it_is() -> None:
    """30% in each of 90 weeks."""
    record = ended(lone(**CHANGED, readiness__change_management=False))
    assert field(record, "value_eur") == pytest.approx(90 * 0.3 * WEEK_OF_POTENTIAL_EUR, abs=1)


def test_change_management_is_paid_over_the_first_year_and_then_no_more() -> None:
    """EUR 52,000: 1,000 a week in 52 weeks, by quarters 12,000 (15 to 26), three times 13,000 and 1,000; or nothing."""
    scenario = lone(**CHANGED, value__change_management_eur=52_000.0, horizon_weeks=130)
    rows = [row[3:] for row in ended(scenario).tables["ledger"] if row[2] == "change"]
    assert rows == [(1, 1_200_000), (2, 1_300_000), (3, 1_300_000), (4, 1_300_000), (5, 100_000)]
    without = lone(**CHANGED, value__change_management_eur=52_000.0, readiness__change_management=False)
    assert cents(ended(without), "change") == 0


def test_the_change_management_of_a_workload_that_is_rolled_back_is_not_paid_twice() -> None:
    """Live 14-20, reworked, live again from 26: EUR 52,000 in all."""
    scenario = lone(
        **CHANGED,
        horizon_weeks=130,
        value__change_management_eur=52_000.0,
        scale_gate__rollback_share=1.0,
        scale_gate__rollback_weeks=6.0,
        scale_gate__rollback_rework=0.2,
    )
    assert cents(ended(scenario), "change") == 5_200_000
