"""A pause between builds, and a programme that somebody stops, in the plain world: live at 14, 24 and 34."""

from __future__ import annotations

from typing import Any

import pytest

from tests.programme.worlds import Timeline, cents, column, course, ended, field, how, in_order, life, plain

WEEK_OF_OVERHEAD_EUR = 1_923.08
WEEK_OF_VALUE_EUR = 9_615.38

# --- the pause --------------------------------------------------------------------------------------------------------


def paused(after: int, weeks: float, **changes: Any) -> Timeline:
    """What happens where builds pause."""
    return course(plain(sequencing__pause_after=after, sequencing__pause_weeks=weeks, **changes), "end")


def test_a_pause_holds_new_builds_back_and_not_those_in_progress() -> None:
    """One live at 14: the second build goes on until 20, the third waits from 20 until 27."""
    rows: Timeline = [(14, "paused", None), (27, "pause_ended", None)]
    assert paused(1, 13.0) == in_order(rows, life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 27, 37, 41))


def test_a_pause_comes_once() -> None:
    """Two live at 24: pause until 29, by when the third, started at 20, is nearly built; live at 34 changes nothing."""
    rows: Timeline = [(24, "paused", None), (29, "pause_ended", None)]
    lives = [life(0, 0, 10, 14), life(1, 10, 20, 24), life(2, 20, 30, 34), life(3, 30, 40, 44), life(4, 40, 50, 54)]
    assert paused(2, 5.0, opportunities__backlog=5) == in_order(rows, *lives)


def test_what_is_past_the_queue_goes_on_from_its_data_to_its_build_during_a_pause() -> None:
    """Data 2, build 8 weeks each, a week of pilot: the pause is 11-24, while the second's data are being prepared.

    They are done at 12 and its build follows at once; the third's data begin at 24.
    """
    messy: dict[str, Any] = {
        "delivery__data_effort": 4.0,
        "delivery__engineers_per_data_project": 2.0,
        "delivery__build_effort": 16.0,
        "opportunities__first_messiness": 1.0,
        "opportunities__messiness_per_rank": 0.0,
        "opportunities__messiness_log_sd": 0.0,
    }
    found = paused(1, 13.0, **messy, delivery__pilot_weeks=1.0)
    rows: Timeline = [(11, "paused", None), (24, "pause_ended", None)]
    rows += [(0, "data_started", 0), (10, "data_started", 1), (24, "data_started", 2)]
    assert found == in_order(rows, life(0, 2, 10, 11), life(1, 12, 20, 21), life(2, 26, 34, 35))


def test_levers_are_pulled_while_builds_pause() -> None:
    """Free from 20 on: hygiene on the first and then on the second, 20-21 and 24-25, and the third build at 27."""
    found = paused(
        1, 13.0, economics__track_from_workload=1, levers__order=["hygiene"], levers__from_workload=1, horizon_weeks=28
    )
    assert [row for row in found if row[1] == "lever_applied"] == [(21, "lever_applied", 0), (25, "lever_applied", 1)]
    assert [row for row in found if row[1] == "build_started"][-1] == (27, "build_started", 2)


def test_the_platform_is_built_while_builds_pause() -> None:
    """Planned after the second build, which is done at 20: the pair builds it 20-40 and nothing else starts before.

    Without a platform team it is the first team's work, and it goes before the third build anyway; with the pause to
    44 the team rests for four weeks and then builds on the platform, in five weeks. The two live ones move first.
    """
    found = paused(1, 30.0, sequencing__platform_after=2)
    assert [row for row in found if row[1].startswith("platform")] == [
        (20, "platform_started", None),
        (40, "platform_shipped", None),
    ]
    assert [row for row in found if row[1] == "migrated"] == [(42, "migrated", 0), (44, "migrated", 1)]
    assert in_order(life(2, 44, 49, 53)) == [row for row in found if row[2] == 2]


@pytest.mark.parametrize(("after", "weeks"), [(None, 13.0), (9, 13.0), (1, 0.0)])
def test_without_a_pause_nothing_waits(after: int | None, weeks: float) -> None:
    """No policy, a count that is never reached, or no length: the plain course."""
    assert course(plain(sequencing__pause_after=after, sequencing__pause_weeks=weeks)) == course(plain())


# --- stopping on purpose ----------------------------------------------------------------------------------------------


def test_a_stopped_programme_ends_in_the_week_of_the_plan_and_is_wound_down() -> None:
    """Stopped at 20 with one live since 14 and one just built, which never goes live; the last is off at 46.

    Six full weeks, then the share 1 - k/26 of the kth, 12.5 weeks' worth, of overhead, value and payroll.
    """
    scenario = plain(programme__stop_week=20.0)
    assert course(scenario) == in_order(
        life(0, 0, 10, 14), life(1, 10, 20), [(20, "build_started", 2), (20, "end", None), (46, "wound_down", None)]
    )
    record = ended(scenario)
    assert how(record) == ("stopped", 20.0)
    assert "as planned, with 1 workload live" in field(record, "cause_text")
    assert cents(record, "overhead") / 100 == pytest.approx(18.5 * WEEK_OF_OVERHEAD_EUR, abs=0.5)
    assert field(record, "value_eur") == pytest.approx(18.5 * WEEK_OF_VALUE_EUR, abs=0.5)
    assert cents(record, "build", "bench") / 100 == pytest.approx(2_000 * (20 + 12.5), abs=0.5)
    assert column(record, "workloads", "n") == [1]


def test_what_was_in_progress_is_not_worked_on_any_more() -> None:
    """The second build stops at 15, half done: EUR 20,000 and 10,000 of building in all."""
    record = ended(plain(programme__stop_week=15.0))
    assert cents(record, "build") == 100 * 30_000
    assert field(record, "went_live") == 1


@pytest.mark.parametrize(
    ("week", "outcome"), [(0.0, "stopped"), (33.5, "stopped"), (86.0, "stopped"), (87.0, "stalled")]
)
def test_the_first_end_stands_and_a_plan_comes_before_what_is_known_only_afterwards(week: float, outcome: str) -> None:
    """The stall since 34 is established at 86: a stop in that instant comes before it, a later one too late."""
    record = ended(plain(programme__stop_week=week))
    assert how(record) == (outcome, week if outcome == "stopped" else 34.0)
    assert [row[3] for row in record.tables["events"]].count("end") == 1


def test_without_a_date_nobody_stops_it() -> None:
    """The target is reached at 34, so nothing stalls: standing at the horizon."""
    assert how(ended(plain(programme__stop_week=None, ends__target=3))) == ("censored", 104.0)


def test_a_stop_ends_the_payroll_of_every_team_and_nobody_is_hired_any_more() -> None:
    """Two and four engineers: 6,000 a week to 10, then 12.5 weeks' worth of it; whoever was to join at 12 does not."""
    scenario = plain(
        topology__platform__engineers=4,
        programme__stop_week=10.0,
        staffing__hires=1,
        people__hiring_weeks=12.0,
        horizon_weeks=52,
    )
    record = ended(scenario)
    assert cents(record, "build", "bench") / 100 == pytest.approx(6_000 * (10 + 12.5), abs=0.5)
    assert "engineer_joined" not in column(record, "events", "what")
