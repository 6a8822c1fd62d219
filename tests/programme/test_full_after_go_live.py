"""Out of production and back, or for good, each mechanism alone in the plain world: live at 14, 24 and 34."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.programme import simulate_programme
from tests.programme.worlds import Timeline, cents, column, course, ended, field, how, in_order, life, plain

SEED = 21
WEEK_OF_OVERHEAD_EUR = 1_923.08
# Use cases that are live within two weeks.
FAST: dict[str, Any] = {
    "delivery__build_effort": 0.1,
    "delivery__pilot_weeks": 1.0,
    "horizon_weeks": 10,
    "ends__stalled_after": 20.0,
    "ends__frozen_after": 1.0,
}


# --- rollback ---------------------------------------------------------------------------------------------------------

ROLLED_BACK: dict[str, Any] = {
    "scale_gate__rollback_share": 1.0,
    "scale_gate__rollback_weeks": 6.0,
    "scale_gate__rollback_rework": 0.2,
    "readiness__evaluation": False,
}


def test_a_rolled_back_workload_is_reworked_piloted_again_and_live_again() -> None:
    """Live 14-20, rework of 0.2 x 20 engineer-weeks by two until 22, pilot until 26, and not rolled back twice.

    One live workload is worth EUR 9,615.38 and costs 1,923.08 a week: 6 weeks, and 78 from 26 to 104.
    """
    scenario = plain(**ROLLED_BACK, opportunities__backlog=1, ends__stalled_after=104.0)
    again: Timeline = [(20, "rolled_back", 0), (26, "live_again", 0)]
    assert course(scenario, "end") == in_order(life(0, 0, 10, 14), again)
    record = ended(scenario)
    assert cents(record, "retrofit") == 100 * 4_000
    assert cents(record, "overhead") / 100 == pytest.approx(84 * WEEK_OF_OVERHEAD_EUR)
    assert field(record, "value_eur") == pytest.approx(84 * 9_615.38, abs=0.5)


def test_a_rolled_back_workload_keeps_its_number() -> None:
    """0, 1 and 2 are live at 14, 24 and 34; 0 and 1 are live again at 36 and 38, and 3, live at 48, is the fourth.

    Reworks go before builds that wait: 30-32 for 0, 32-34 for 1, then the fourth build 34-44, 44-46 for 2, 54-56 for 3.
    """
    scenario = plain(**ROLLED_BACK, opportunities__backlog=4, ends__target=3, horizon_weeks=60)
    again: Timeline = [(20, "rolled_back", 0), (36, "live_again", 0), (30, "rolled_back", 1), (38, "live_again", 1)]
    again += [(40, "rolled_back", 2), (50, "live_again", 2), (54, "rolled_back", 3), (60, "live_again", 3)]
    lives = [life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 20, 30, 34), life(3, 34, 44, 48)]
    assert course(scenario, "target_reached") == in_order(again, *lives)
    record = ended(scenario)
    assert column(record, "workloads", "n") == [1, 2, 3, 4]
    assert column(record, "workloads", "use_case") == [0, 1, 2, 3]
    assert column(record, "workloads", "live") == [1, 1, 1, 3]
    assert (field(record, "went_live"), field(record, "live_max"), field(record, "live_end")) == (4, 4, 4)


def test_an_evaluation_harness_catches_it_before_users_do() -> None:
    """Its own, or the one that a platform of one's own brings; a bought platform brings none."""
    platform: dict[str, Any] = {
        "sequencing__platform_after": 0,
        "sequencing__mandate": True,
        "topology__platform__engineers": 4,
        "platform__bought_effort_share": 1.0,
    }
    for scenario, times in (
        (plain(**{**ROLLED_BACK, "readiness__evaluation": True}), 0),
        (plain(**ROLLED_BACK, **platform), 0),
        (plain(**ROLLED_BACK, **platform, sequencing__bought=True), 3),
    ):
        assert [row[1] for row in course(scenario)].count("rolled_back") == times


def test_change_management_is_paid_for_one_year_and_no_more() -> None:
    """EUR 52,000 in all: six weeks before the rollback at 20, the other 46 from 26 on."""
    scenario = plain(
        **ROLLED_BACK,
        readiness__change_management=True,
        value__change_management_eur=52_000.0,
        opportunities__backlog=1,
        ends__target=1,
    )
    assert cents(ended(scenario), "change") == 100 * 52_000


def test_a_stall_is_timed_at_the_last_workload_that_was_new() -> None:
    """One new go-live, at 14; the same workload live again at 26 is nothing new: stalled at 14."""
    assert how(ended(plain(**ROLLED_BACK, opportunities__backlog=1))) == ("stalled", 14.0)


def test_a_sponsor_is_shown_a_workload_once() -> None:
    """Patience of 100 weeks, 9 of them back for the go-live at 14 and none at 26: 100 - 40 + 9 at 40."""
    scenario = plain(
        **ROLLED_BACK,
        opportunities__backlog=1,
        value__automation=0.0,
        value__automation_changed=0.0,
        sponsor__patience_weeks=100.0,
        sponsor__live_weeks=9.0,
    )
    record = simulate_programme(scenario, SEED, 0, traced=True)
    assert column(record, "weekly", "patience_weeks")[39] == 69.0


def test_a_share_of_workloads_is_rolled_back() -> None:
    """Three in ten, of 800 go-lives: within four standard errors, false alarm below 1e-4, seed fixed."""
    scenario = plain(
        **{**ROLLED_BACK, "scale_gate__rollback_share": 0.3, "scale_gate__rollback_weeks": 1.0},
        **FAST,
        opportunities__backlog=40,
        ends__target=1,
    )
    told = [column(simulate_programme(scenario, SEED, number), "events", "what") for number in range(20)]
    assert sum(what.count("live") for what in told) == 800
    assert abs(sum(what.count("rolled_back") for what in told) - 240) < 4.0 * math.sqrt(800 * 0.3 * 0.7)


# --- retirement -------------------------------------------------------------------------------------------------------


def retires_after(rate_per_year: float, rank: int, from_age: int = 0) -> int:
    """Weeks of life until the integrated rate, from some age on, passes the workload's unit exponential."""
    return from_age + math.ceil(Luck(SEED, 0).exponential(purposes.RETIREMENT, rank) * 52.0 / rate_per_year)


def test_live_workloads_are_retired_in_the_ordinary_course() -> None:
    """At twice a year, weeks are counted at their end; a retired workload costs and earns nothing any more."""
    scenario = plain(scale_gate__retired_per_year=2.0, ends__target=1)
    lived = [retires_after(2.0, rank) for rank in range(3)]
    born = (14, 24, 34)
    dates = [(float(born[rank] + lived[rank]), rank) for rank in range(3)]
    gone: Timeline = [(week, "retired", rank) for week, rank in dates if week <= 104]
    assert gone
    assert [row for row in course(scenario) if row[1] == "retired"] == in_order(gone)
    record = ended(scenario)
    weeks = sum(min(lived[rank], 104 - born[rank]) for rank in range(3))
    assert cents(record, "overhead") / 100 == pytest.approx(weeks * WEEK_OF_OVERHEAD_EUR)
    assert (field(record, "retired"), field(record, "went_live")) == (len(gone), 3)
    assert field(record, "live_end") == 3 - len(gone)


def test_workloads_that_their_users_have_left_are_retired_at_a_rate_of_their_own() -> None:
    """All are abandoned, some sooner than others: the rate runs in the weeks after that, and never before."""
    scenario = plain(
        scale_gate__abandoned_retired_per_year=4.0,
        traffic__fade_share=1.0,
        traffic__fade_left=0.0,
        traffic__turn_weeks=10.0,
        ends__target=1,
    )
    luck = Luck(SEED, 0)
    left = [math.floor(10.0 * luck.exponential(purposes.TURN_AGE, rank)) for rank in range(3)]
    born = (14, 24, 34)
    gone: Timeline = [(float(born[rank] + retires_after(4.0, rank, left[rank])), "retired", rank) for rank in range(3)]
    assert min(left) < max(left)
    assert [row for row in course(scenario) if row[1] == "retired"] == in_order([row for row in gone if row[0] <= 104])


@pytest.mark.parametrize(
    "changes", [{"traffic__fade_share": 0.0}, {"traffic__fade_share": 0.0, "traffic__jump_share": 1.0}]
)
def test_nobody_else_is_retired_at_that_rate(changes: dict[str, Any]) -> None:
    """Without a turn, or after a jump instead of an abandonment, nothing is retired."""
    scenario = plain(
        scale_gate__abandoned_retired_per_year=52.0, traffic__turn_weeks=1.0, traffic__jump_times=3.0, **changes
    )
    assert field(ended(scenario), "retired") == 0


def test_ordinary_retirements_are_exponential_with_their_rate() -> None:
    """At 4 a year, gone by week 52 with chance 1 - exp(-4 x age / 52): 400 lives within four standard errors.

    False alarm below 1e-4, seed fixed.
    """
    scenario = plain(
        **{**FAST, "horizon_weeks": 52},
        opportunities__backlog=20,
        ends__target=1,
        scale_gate__retired_per_year=4.0,
    )
    records = [simulate_programme(scenario, SEED, number) for number in range(20)]
    born = [week for record in records for week in column(record, "workloads", "live_week")]
    chances = [-math.expm1(-4.0 * (52.0 - week) / 52.0) for week in born]
    gone = sum(field(record, "retired") for record in records)
    assert len(born) == 400
    assert abs(gone - sum(chances)) < 4.0 * math.sqrt(sum(chance * (1.0 - chance) for chance in chances))
