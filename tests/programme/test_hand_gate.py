"""The decision table of model §5, row by row, in the plain world: a live or planned workload costs EUR 100,000 a year.

Builds 0-10, 10-20, 20-30, live at 14, 24, 34. Spend by the threshold measure is 2,000 a week of building and 1,923.08 a
week for each live workload: 16,000 by week 8 (one build under way, nothing live), 152,308 by 40 and 158,077 by 41.
Nobody has planned levers, so a cost reduction pulls all that apply, one a week: caching, routing and hygiene.
"""

from __future__ import annotations

import pytest

from sim.programme.programme import simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import (
    Timeline,
    asked_early,
    asked_late,
    column,
    course,
    field,
    in_order,
    life,
    plain,
)

BUILDS = ("build_started", "build_finished", "live")


def finance(scenario: Scenario) -> Timeline:
    """The timeline without builds and levers."""
    return course(scenario, *BUILDS, "lever_applied")


def pulled(use_case: int, *weeks: float) -> Timeline:
    """Levers of one workload."""
    return [(week, "lever_applied", use_case) for week in weeks]


def test_the_first_question_comes_at_the_weekly_count_that_reaches_the_threshold() -> None:
    """EUR 16,000 are spent by week 8: a threshold of 16,000 is reached then, one of 16,001 a week later."""
    for threshold_eur, week in ((16_000.0, 8.0), (16_001.0, 9.0)):
        record = simulate_programme(plain(cfo__threshold_eur=threshold_eur), 21, 0)
        assert field(record, "first_question_week") == week


def test_untracked_the_decision_waits_until_the_number_exists() -> None:
    """Asked at 8, the number takes five weeks: approved at 13, and no answer about costs as nothing was live at 8."""
    assert finance(asked_early(300_000.0))[:2] == [(8, "question", None), (13, "approved", None)]


def test_tracked_the_decision_follows_at_once() -> None:
    """Costs are tracked from the first workload on: asked, answered and approved at 41."""
    assert finance(asked_late(300_000.0))[:3] == [(41, "answer", None), (41, "approved", None), (41, "question", None)]


def test_within_the_budget_the_plan_is_approved_and_goes_on() -> None:
    """One in pilot, one building and one queued are EUR 300,000 against 300,000: nothing changes, reviews at 65."""
    expected = in_order(
        [(8, "question", None), (13, "approved", None), (65, "approved", None)],
        life(0, 0, 10, 14),
        life(1, 10, 20, 24),
        life(2, 20, 30, 34),
    )
    assert course(asked_early(300_000.0), "end") == expected


def test_above_the_budget_the_plan_is_cut_to_what_is_affordable() -> None:
    """300 against 250, tolerance 400: two more are affordable and both are under way, so the third stays in the queue.

    The first workload's levers take all hours 14-17, the second build ends at 23 instead of 20. At the check at 26 the
    run-rate is 100 live and 100 in pilot, within 250: the plan is whole again and the third build starts. At 65 three
    live cost 300: nothing is affordable, which closes growth; levers of the two others follow, one a week.
    """
    expected = in_order(
        [(8, "question", None), (13, "plan_cut", None), (26, "approved", None), (65, "gate_closed", None)],
        [*life(0, 0, 10, 14), *pulled(0, 15, 16, 17)],
        [*life(1, 10, 23, 27), *pulled(1, 66, 68, 70)],
        [*life(2, 26, 36, 40), *pulled(2, 67, 69, 71)],
    )
    assert course(asked_early(250_000.0), "end") == expected


def test_a_cost_reduction_ends_after_its_weeks() -> None:
    """Cut at 13 for two weeks: at 14 a lever comes before the build, from 15 on the build before the next lever.

    The second build has 12 of 20 left at 14, rests to 15 and ends at 21; the levers of the first workload follow it.
    """
    rows = course(asked_early(250_000.0, cfo__cost_reduction_weeks=2.0))
    assert (21, "build_finished", 1) in rows
    assert [row[0] for row in rows if row[1:] == ("lever_applied", 0)] == [15, 22, 23]


def test_a_cut_plan_lets_as_many_builds_start_as_it_has_room_for() -> None:
    """100 in pilot, 100 building, 300 queued against 320: three more affordable, two under way, one left.

    The third starts at 23, after 14-17 went to levers, and is past the queue at the check at 26, where 300 are within
    the budget of 320: the cut is over and the fourth starts in its turn at 33.
    """
    rows = course(asked_early(320_000.0, opportunities__backlog=5))
    assert [row[0] for row in rows if row[1] == "build_started"] == [0, 10, 23, 33, 43]
    assert [row[0] for row in rows if row[1] in ("plan_cut", "approved")] == [13, 26]


def test_a_cut_plan_commits_no_more_than_it_admits_over_all_teams() -> None:
    """Two teams build one each (30 weeks), two more queue: 400 against 300 cuts the plan to three, i.e. one more start.

    From then on 100 + 100 + 100 are committed, whichever team starts it: within the budget at the check at 18.
    """
    scenario = plain(
        topology__embedded__units=2,
        opportunities__backlog=8,
        delivery__build_effort=60.0,
        cfo__threshold_eur=0.0,
        cfo__budget_eur=300_000.0,
    )
    record = simulate_programme(scenario, 21, 0)
    assert column(record, "reviews", "run_rate_eur")[0] == pytest.approx(400_000.0)
    assert finance(scenario)[:3] == [(0, "question", None), (5, "plan_cut", None), (18, "approved", None)]


def test_a_cut_that_leaves_room_for_one_workload_is_not_closed_growth() -> None:
    """At 19 one is live, one building, two queued: EUR 400,000. A budget of 200 has room for one more, 199 not."""
    for budget_eur, decision in ((200_000.0, "plan_cut"), (199_000.0, "gate_closed")):
        scenario = plain(
            economics__track_from_workload=1,
            opportunities__backlog=4,
            cfo__threshold_eur=45_000.0,
            cfo__budget_eur=budget_eur,
            cfo__tolerance_mean=2.5,
        )
        assert (19, decision, None) in course(scenario)


def test_above_tolerance_growth_is_frozen_and_engineers_turn_to_cost() -> None:
    """300 against 180 is above 288 and below 388.8: closed at 41; nine levers on three workloads, one a week."""
    rows = course(asked_late(180_000.0))
    assert (41, "gate_closed", None) in rows
    assert [row[0] for row in rows if row[1] == "lever_applied"] == [42, 43, 44, 45, 46, 47, 48, 49, 50]


def test_on_a_platform_a_lever_takes_less() -> None:
    """Three live on the platform at 50 each are 150 against 100: closed at 30; nine levers, a quarter of a week each.

    Spend is 40,000 of platform, 30,000 of building and 961.54 a live week: 84,423 by 29 and 87,308 by 30.
    """
    scenario = plain(
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__overhead_saving=0.5,
        lever_effects__effort_on_platform=0.5,
        cfo__threshold_eur=87_000.0,
        cfo__budget_eur=100_000.0,
    )
    rows = course(scenario)
    assert (30, "gate_closed", None) in rows
    assert [row[0] for row in rows if row[1] == "lever_applied"] == [30 + number / 4 for number in range(1, 10)]


def test_far_above_tolerance_the_programme_is_ended_at_once() -> None:
    """300 against 130: tolerance 208, and 1.35 times that is 280.8."""
    record = simulate_programme(asked_late(130_000.0), 21, 0)
    assert (field(record, "outcome"), field(record, "outcome_week")) == ("insolvent", 41.0)
    assert column(record, "reviews", "decision") == ["terminated"]


def test_above_tolerance_at_the_next_review_too_the_programme_is_ended() -> None:
    """Frozen at 41 by 300 against 180 and no cheaper at the review at 93: insolvent."""
    scenario = asked_late(180_000.0, ends__frozen_after=300.0)
    assert finance(scenario)[-2:] == [(41, "question", None), (93, "end", None)]
    record = simulate_programme(scenario, 21, 0)
    assert (field(record, "outcome"), field(record, "outcome_week")) == ("insolvent", 93.0)
    assert column(record, "reviews", "decision") == ["gate_closed", "terminated"]


def test_growth_reopens_at_the_quarterly_check_that_finds_the_run_rate_within_the_budget() -> None:
    """Caching halves the calls' 52,000 of each of three workloads by 44: 222 within 225 at the check at 54, not before.

    At 41 the 300 left room for nothing. One question is asked all the time. Routing and hygiene change nothing here.
    """
    scenario = asked_late(
        225_000.0,
        market__call_price_eur=1.0,
        market__overhead_eur=48_000.0,
        lever_effects__repeat_share=1.0,
        lever_effects__distinct_texts=1.0,
        lever_effects__cached_call_cost=0.5,
        lever_effects__simple_share=0.0,
        lever_effects__hygiene_saving=0.0,
        cfo__threshold_eur=155_000.0,
    )
    rows = [row for row in finance(scenario) if row[1] in ("gate_closed", "gate_reopened")]
    assert rows == [(41, "gate_closed", None), (54, "gate_reopened", None)]


def test_the_gate_is_checked_every_quarter_until_it_reopens() -> None:
    """As above, but caching takes 7.5 weeks each: 48.5, 56, 63.5. The check at 54 comes too early, 67 reopens."""
    scenario = asked_late(
        225_000.0,
        market__call_price_eur=1.0,
        market__overhead_eur=48_000.0,
        lever_effects__repeat_share=1.0,
        lever_effects__distinct_texts=1.0,
        lever_effects__cached_call_cost=0.5,
        lever_effects__effort=15.0,
    )
    rows = [row for row in finance(scenario) if row[1] in ("gate_closed", "gate_reopened")]
    assert rows == [(41, "gate_closed", None), (67, "gate_reopened", None)]


def test_frozen_nothing_leaves_the_queue_builds_pause_and_pilots_finish() -> None:
    """Closed at 13 by 300 against 150. The first goes live from its pilot at 14; the second build rests at 6 of 20.

    Frozen, nothing planned counts: 100 live are within 150 at the check at 26, so the build goes on, 26-33, and the
    third follows. Above tolerance at 13 and, with 300 against 240, at the next review at 65, too: ended, and wound down
    over 26 weeks.
    """
    expected = in_order(
        [(8, "question", None), (13, "gate_closed", None), (26, "gate_reopened", None), (65, "end", None)],
        [(91, "wound_down", None)],
        [*life(0, 0, 10, 14), *pulled(0, 15, 16, 17)],
        life(1, 10, 33, 37),
        life(2, 33, 43, 47),
    )
    assert course(asked_early(150_000.0)) == expected
