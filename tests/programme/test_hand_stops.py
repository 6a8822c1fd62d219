"""Programmes that freeze or stall (model §2), worked out by hand in the plain world.

Live at 14, 24 and 34, EUR 100,000 a year each; nothing comes after the third. Deadlines are 52 weeks unless stated.
"""

from __future__ import annotations

import pytest

from sim.programme.programme import simulate_programme
from tests.programme.worlds import asked_late, cents, column, course, ended, field, how, plain

WEEK_OF_OVERHEAD_EUR = 1_923.08


# --- frozen -----------------------------------------------------------------------------------------------------------


def test_a_freeze_is_timed_at_the_closing_and_follows_when_it_is_established() -> None:
    """Closed at 41 and not reopened within 60 weeks: frozen at 41, known at 101; until then everybody is paid."""
    record = ended(asked_late(200_000.0, ends__frozen_after=60.0))
    assert how(record) == ("frozen", 41.0)
    assert [row[1] for row in record.tables["events"] if row[3] == "end"] == [101.0]
    # Levers took nine weeks of two engineers, the rest of 41 to 101 was the bench; 25, 24 and 23 of 26 to the horizon.
    bench = 2_000 * (101 - 30 - 9) + 2_000 * (25 + 24 + 23) / 26
    assert cents(record, "bench") / 100 == pytest.approx(bench, abs=0.5)


def test_the_summary_tells_nothing_that_came_after_the_end() -> None:
    """Stalled at 34: the question at 41 came later. Frozen at 41: the platform that shipped at 44 came later."""
    stalled = ended(asked_late(1e6))
    assert how(stalled) == ("stalled", 34.0)
    assert (41, "question", None) in course(asked_late(1e6))
    assert field(stalled, "first_question_week") is None
    shipped_late = asked_late(
        200_000.0,
        sequencing__platform_after=3,
        topology__platform__engineers=4,
        platform__effort_extracted=56.0,
        platform__effort_from_scratch=56.0,
        platform__overhead_saving=0.0,
        cfo__threshold_eur=199_000.0,
    )
    assert (44, "platform_shipped", None) in course(shipped_late)
    assert how(ended(shipped_late)) == ("frozen", 41.0)
    assert field(ended(shipped_late), "platform_week") is None


def test_what_is_live_in_a_frozen_programme_runs_on() -> None:
    """Nothing is wound down: 90 + 80 + 70 live weeks to the horizon."""
    assert cents(ended(asked_late(200_000.0)), "overhead") / 100 == pytest.approx(240 * WEEK_OF_OVERHEAD_EUR)


def test_nothing_that_goes_live_after_the_end_counts() -> None:
    """Closed at 41 with the fourth in pilot since 40, live at 44: in the log, but neither in the count nor reached."""
    scenario = asked_late(
        200_000.0, opportunities__backlog=4, cfo__threshold_eur=175_000.0, cfo__tolerance_mean=3.0, ends__target=4
    )
    record = ended(scenario)
    assert (44, "live", 3) in course(scenario)
    assert how(record) == ("frozen", 41.0)
    assert column(record, "workloads", "n") == [1, 2, 3]
    assert (field(record, "live_max"), field(record, "live_end")) == (3, 3)
    assert field(record, "reached_target_week") is None


@pytest.mark.parametrize(("horizon_weeks", "frozen_after"), [(60, 52.0), (42, 52.0), (60, 300.0)])
def test_a_gate_that_closed_late_is_classified_by_the_extra_weeks(horizon_weeks: int, frozen_after: float) -> None:
    """Closed at 41, the horizon before the deadline: frozen at 41 all the same."""
    record = ended(asked_late(200_000.0, horizon_weeks=horizon_weeks, ends__frozen_after=frozen_after))
    assert how(record) == ("frozen", 41.0)


def test_a_gate_that_closed_in_the_last_part_of_a_week_is_classified_too() -> None:
    """Asked at 54, closed at 59.75; the deadline of 52.5 weeks is at 112.25, for a horizon of 60."""
    scenario = plain(
        horizon_weeks=60,
        cfo__threshold_eur=230_000.0,
        cfo__budget_eur=200_000.0,
        cfo__answer_weeks__low=5.75,
        cfo__answer_weeks__high=5.75,
        ends__frozen_after=52.5,
    )
    assert how(ended(scenario)) == ("frozen", 59.75)


def test_a_pilot_that_ends_beyond_the_horizon_does_not_undo_a_freeze() -> None:
    """Closed at 13 for good with a pilot until 22, horizon 20: pilots finish in a freeze, and it stays frozen at 13."""
    scenario = plain(
        horizon_weeks=20,
        delivery__pilot_weeks=12.0,
        cfo__threshold_eur=15_000.0,
        cfo__budget_eur=90_000.0,
        cfo__terminate_factor=100.0,
    )
    assert how(ended(scenario)) == ("frozen", 13.0)


def test_a_gate_that_reopens_beyond_the_horizon_was_not_frozen() -> None:
    """Closed at 13 with 300 planned against 150; 100 live are within it at the check at 26. Horizon 20: standing."""
    scenario = plain(horizon_weeks=20, cfo__threshold_eur=15_000.0, cfo__budget_eur=150_000.0)
    assert how(ended(scenario)) == ("censored", 20.0)


def test_another_end_within_the_extra_weeks_is_the_outcome() -> None:
    """Closed at 41 above tolerance, horizon 60: the review at 93 ends it before the freeze is established."""
    record = ended(asked_late(180_000.0, horizon_weeks=60, ends__frozen_after=60.0))
    assert field(record, "outcome") == "insolvent"
    assert field(record, "outcome_week") <= 60.0


@pytest.mark.parametrize("budget_eur", [180_000.0, 200_000.0])
def test_nothing_in_the_extra_weeks_changes_the_money(budget_eur: float) -> None:
    """Horizon 60: spend, value, cost, payoff and run-rate are the same however long the classification takes."""
    money = ("spend_eur", "value_eur", "cost_eur", "payoff_eur", "run_rate_eur", "live_end")
    found = [ended(asked_late(budget_eur, horizon_weeks=60, ends__frozen_after=after)) for after in (52.0, 60.0, 500.0)]
    assert len({tuple(field(record, name) for name in money) for record in found}) == 1
    assert all(record.tables["ledger"] == found[0].tables["ledger"] for record in found)
    assert cents(found[0], "overhead") / 100 == pytest.approx((46 + 36 + 26) * WEEK_OF_OVERHEAD_EUR)


# --- stalled ----------------------------------------------------------------------------------------------------------


def test_a_stall_is_timed_at_the_last_go_live() -> None:
    """Nothing went live after 34: stalled at 34, known at 86."""
    record = ended(plain())
    assert how(record) == ("stalled", 34.0)
    assert [row[1] for row in record.tables["events"] if row[3] == "end"] == [86.0]


def test_a_stall_before_any_go_live_is_timed_at_the_first_build_s_start() -> None:
    """A build that never ends starts at 10, when the platform ships: stalled at 10."""
    scenario = plain(
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        delivery__build_effort=10_000.0,
    )
    assert how(ended(scenario)) == ("stalled", 10.0)


def test_a_programme_that_reached_its_target_does_not_stall() -> None:
    """Three of three live at 34 and nothing more: standing at the horizon."""
    record = ended(plain(ends__target=3))
    assert how(record) == ("censored", 104.0)
    assert field(record, "reached_target_week") == 34.0


def test_a_stall_that_began_late_is_classified_by_the_extra_weeks() -> None:
    """Last go-live at 34, horizon 60, deadline at 86: stalled at 34."""
    assert how(ended(plain(horizon_weeks=60))) == ("stalled", 34.0)


def test_a_go_live_beyond_the_horizon_shows_that_nothing_had_stalled() -> None:
    """25 weeks a build: live at 29, 54 and 79. Horizon 60 with a deadline at 106: standing."""
    scenario = plain(horizon_weeks=60, delivery__build_effort=50.0)
    record = ended(scenario)
    assert how(record) == ("censored", 60.0)
    assert field(record, "live_end") == 2


def test_a_programme_does_not_stall_while_the_gate_is_closed() -> None:
    """Closed from 41 on: the stall's deadline at 86 passes, the freeze's at 141 is what ends the programme, at 41."""
    assert how(ended(asked_late(200_000.0, ends__frozen_after=100.0))) == ("frozen", 41.0)


def test_a_stall_counts_its_weeks_with_the_gate_open() -> None:
    """Last go-live at 34; closed 41-54, until caching has halved 156,000 of calls: stalled at 34, known at 94.

    With the gate open all the time, forty weeks would have been over at 74.
    """
    scenario = asked_late(
        225_000.0,
        market__call_price_eur=1.0,
        market__overhead_eur=48_000.0,
        lever_effects__repeat_share=1.0,
        lever_effects__cached_call_cost=0.5,
        ends__stalled_after=40.0,
    )
    record = ended(scenario)
    assert [row[:2] for row in course(scenario) if row[1].startswith("gate")] == [
        (41, "gate_closed"),
        (54, "gate_reopened"),
    ]
    assert how(record) == ("stalled", 34.0)
    assert [row[1] for row in record.tables["events"] if row[3] == "end"] == [94.0]


def test_after_an_end_only_the_staff_that_is_needed_is_paid() -> None:
    """Each live workload needs a quarter of an engineer for good; of the other engineers what is left is paid."""
    scenario = plain(delivery__upkeep_fte=0.25, ends__stalled_after=40.0)
    record = simulate_programme(scenario, 21, 0)
    end = next(row[1] for row in record.tables["events"] if row[3] == "end")
    assert isinstance(end, float)
    labour = cents(record, "build", "upkeep", "bench") / 100
    after = [750 + 1_250 * max(0.0, 1 - (week - end) / 26) for week in range(1, 105) if week > end]
    assert labour == pytest.approx(2_000 * int(end) + sum(after), abs=1.0)


def test_the_weekly_series_has_the_engineers_who_are_paid() -> None:
    """Two to week 86, when the stall is known; then what is left of them, rounded: two, one and at last nobody."""
    record = simulate_programme(plain(horizon_weeks=120), 21, 0, traced=True)
    paid = dict(zip(column(record, "weekly", "week"), column(record, "weekly", "engineers"), strict=True))
    assert {paid[week] for week in range(1, 87)} == {2}
    assert [paid[86 + k] for k in range(1, 31)] == [round(2 * max(0.0, 1 - k / 26) + 1e-9) for k in range(1, 31)]
