"""What the first day reads into a row beyond its numbers: upkeep, trust, users on their way, a pilot's end."""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.position import age_of_use
from sim.programme.programme import Programme
from sim.programme.reading import readings_of
from sim.rules import traffic
from tests.programme.test_position import KNOWN, live, run, started
from tests.programme.worlds import column


def taken_over(*workloads: dict[str, Any], **changes: Any) -> Programme:
    """A programme on its first day, before anybody acts."""
    programme = Programme(started(*workloads, **changes), 21, 0)
    programme.position.take_over()
    return programme


PEOPLE = {"delivery__upkeep_fte": 0.5, "market__call_price_eur": 0.02, "market__overhead_eur": 10_000.0}


def test_a_price_and_a_whole_cost_leave_the_upkeep() -> None:
    """EUR 26,000 of calls and 10,000 of vendors: of EUR 100,000 a year 64,000 are people, whatever is drawn."""
    programme = taken_over(live("a", **KNOWN, cost_eur=100_000.0), **PEOPLE)
    (workload,) = programme.live
    assert workload.run_rate_eur == pytest.approx(100_000.0)
    assert programme.position.price_today_eur(workload) == pytest.approx(0.5)


def test_a_cost_below_that_of_its_calls_needs_no_people() -> None:
    """EUR 30,000 in all leave nothing for upkeep: what calls and vendors cost stands."""
    (workload,) = taken_over(live("a", **KNOWN, cost_eur=30_000.0), **PEOPLE).live
    assert workload.use_case.complexity == 0.0
    assert workload.run_rate_eur == pytest.approx(36_000.0)


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.99])
def test_the_adoption_curve_is_read_backwards(share: float) -> None:
    """The age of a share has that share."""
    assert traffic.adoption(age_of_use(share, 20.0), 20.0) == pytest.approx(share)


def test_a_young_workload_goes_on_from_its_calls_of_today() -> None:
    """At four weeks the next week's calls are near today's; steady use is at most four times them, or a large one."""
    rows = live("a", 4.0, calls_per_week=1_000.0, value_eur=50_000.0)
    programme = taken_over(rows, traffic__adoption_midpoint_weeks=20.0)
    (workload,) = programme.live
    reading = readings_of(programme)["a"]
    assert reading.calls == pytest.approx(1_000.0)
    assert reading.value_eur == pytest.approx(50_000.0)
    age = -workload.live_week
    grown = traffic.adoption(age + 1.0, 20.0) / traffic.adoption(age, 20.0)
    assert 1.0 < grown < 1.4
    assert workload.use_case.steady_calls <= max(4_000.0, 3 * programme.scenario.traffic.steady_calls_per_week)


def test_a_workload_s_contract_is_as_old_as_it_is() -> None:
    """However far its users have come, promotion and model count from its first day."""
    (workload,) = taken_over(live("a", 4.0, calls_per_week=9e6), traffic__adoption_midpoint_weeks=20.0).live
    assert workload.live_week < -4.0
    assert (workload.contract_week, workload.model_week) == (-4.0, -4.0)


def test_trust_is_what_usual_incidents_leave_of_it() -> None:
    """Lost 0.02 a week, a tenth of what is missing back: after long it settles at 0.8; what is told stands."""
    lossy = {"value__trust_lost_unevaluated": 0.02, "value__trust_recovery_per_week": 0.1}
    (old,) = taken_over(live("a", 39.0), **lossy).live
    assert old.trust == pytest.approx(0.8, abs=0.01)
    (young,) = taken_over(live("a", 2.0), **lossy).live
    assert 0.9 < young.trust < 1.0
    (told,) = taken_over(live("a", 39.0, trust=0.5), **lossy).live
    assert told.trust == 0.5


def test_a_turn_of_its_life_lies_ahead() -> None:
    """Where every workload is once left by its users, none that runs today has been left already."""
    programme = taken_over(*(live(name, 35.0) for name in "abcdef"), traffic__fade_share=1.0, traffic__turn_weeks=5.0)
    assert all(workload.use_case.turn_age_weeks > 35.0 for workload in programme.live)


@pytest.mark.parametrize(("age", "week"), [(0.0, 4.0), (1.5, 2.5), (30.0, 0.0)])
def test_a_pilot_that_has_lasted_has_less_to_go(age: float, week: float) -> None:
    """Four weeks in all, and at once where they are over."""
    record = run(started(live("a"), {"name": "b", "stage": "pilot", "age_weeks": age}))
    assert [round(each, 6) for each in column(record, "workloads", "live_week")] == [-30.0, week]
