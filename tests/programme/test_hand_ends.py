"""How programmes end (model §2), worked out by hand in the plain world.

Live at 14, 24 and 34, EUR 100,000 a year each; payroll 2,000 a week; nothing comes after the third. The deadlines of a
freeze and of a stall are 52 weeks.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from tests.programme.worlds import column, course, field, plain

WEEK_OF_OVERHEAD_EUR = 1_923.08
# Any incident is unbearable and somebody leaves in the first week with one; a thousand a week are expected.
WEARING: dict[str, Any] = {
    "on_call__shared_per_week": 1_000.0,
    "on_call__handling_hours": 0.001,
    "on_call__sustainable_hours": 0.1,
    "on_call__burnout_weeks": 0.1,
    "delivery__hiring_weeks": 26.0,
}


def decided_at_41(budget_eur: float, **changes: Any) -> Scenario:
    """Finance decides at 41: three live, EUR 300,000 a year. 200 closes growth, 180 freezes, 130 terminates."""
    late = {"cfo__threshold_eur": 155_000.0, "economics__track_from_workload": 1, "cfo__budget_eur": budget_eur}
    return plain(**{**late, **changes})


def ended(scenario: Scenario) -> Record:
    """The first programme of that scenario."""
    return simulate_programme(scenario, 21, 0)


def how(record: Record) -> tuple[str, float]:
    """Outcome and week."""
    return field(record, "outcome"), field(record, "outcome_week")


def cents(record: Record, *categories: str) -> int:
    """What was booked under some categories."""
    return sum(row[4] for row in record.tables["ledger"] if row[2] in categories)  # type: ignore[misc]


# --- insolvent --------------------------------------------------------------------------------------------------------


def test_an_insolvent_programme_is_wound_down_over_26_weeks() -> None:
    """Ended at 41 after 27 + 17 + 7 live weeks; then the kth week keeps the share 1 - k/26, 12.5 weeks' worth."""
    record = ended(decided_at_41(130_000.0))
    assert how(record) == ("insolvent", 41.0)
    assert cents(record, "overhead") / 100 == pytest.approx((51 + 3 * 12.5) * WEEK_OF_OVERHEAD_EUR, abs=0.5)
    assert field(record, "value_eur") == pytest.approx((51 + 3 * 12.5) * 9_615.38, abs=0.5)
    assert cents(record, "bench") / 100 == pytest.approx((41 - 30 + 12.5) * 2_000, abs=0.5)


def test_the_platform_of_an_insolvent_programme_is_wound_down_too() -> None:
    """One engineer keeps it and its vendor charges EUR 1,000 a week: shipped at 10, ended by the answer at 13.

    The vendor is paid 3 + 12.5 weeks. Upkeep is claimed as a week begins: from 11 on, 2 before the end and 13.5 after.
    """
    scenario = plain(
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
        platform__upkeep_fte=1.0,
        platform__run_cost_eur=52_000.0,
        delivery__build_effort=200.0,
        cfo__threshold_eur=30_000.0,
        cfo__budget_eur=10_000.0,
    )
    record = ended(scenario)
    assert how(record) == ("insolvent", 13.0)
    assert cents(record, "platform") / 100 == pytest.approx(40_000 + 1_000 * (3 + 12.5 + 2 + 13.5), abs=0.5)


def test_the_log_says_when_the_last_workload_is_switched_off() -> None:
    """Ended at 41, wound down at 67; where nothing is live there is nothing to switch off."""
    assert course(decided_at_41(130_000.0))[-1] == (67, "wound_down", None)
    nothing_live = plain(cfo__threshold_eur=15_000.0, cfo__budget_eur=100_000.0)
    assert "wound_down" not in [row[1] for row in course(nothing_live)]


def test_people_who_keep_what_is_wound_down_are_paid_as_long_as_they_are_needed() -> None:
    """One live workload needs a quarter of an engineer; asked at 16 by a spend of 24,096, ended there and then.

    Claims are made as a week begins: after the end 1, 25/26, 24/26 ... 1/26 of 250 a week, 13.5 weeks' worth, are paid
    for upkeep; of the engineers that nothing needs in the kth week the share 1 - k/26.
    """
    scenario = plain(
        delivery__upkeep_fte=0.25,
        opportunities__backlog=1,
        economics__track_from_workload=1,
        cfo__threshold_eur=22_000.0,
        cfo__budget_eur=10_000.0,
    )
    record = ended(scenario)
    assert how(record) == ("insolvent", 16.0)
    assert cents(record, "upkeep") / 100 == pytest.approx(250 + 13.5 * 250, abs=0.5)
    idle_before = 2_000 * 16 - 20_000 - 250
    idle_after = sum((2_000 - 250 * (27 - k) / 26) * (1 - k / 26) for k in range(1, 27))
    assert cents(record, "bench") / 100 == pytest.approx(idle_before + idle_after, abs=0.5)


def test_what_is_in_pilot_when_finance_ends_the_programme_does_not_go_live() -> None:
    """Ended at 13 by 300 planned against 100; the first was due from its pilot at 14 and never costs anything."""
    scenario = plain(cfo__threshold_eur=15_000.0, cfo__budget_eur=100_000.0)
    rows = course(scenario)
    assert rows[-1] == (13, "end", None)
    record = ended(scenario)
    assert how(record) == ("insolvent", 13.0)
    assert cents(record, "overhead") == 0


# --- frozen -----------------------------------------------------------------------------------------------------------


def test_a_freeze_is_timed_at_the_closing_and_follows_when_it_is_established() -> None:
    """Closed at 41 and not reopened within 60 weeks: frozen at 41, known at 101; until then everybody is paid."""
    record = ended(decided_at_41(200_000.0, ends__frozen_after=60.0))
    assert how(record) == ("frozen", 41.0)
    assert [row[1] for row in record.tables["events"] if row[3] == "end"] == [101.0]
    # Levers took nine weeks of two engineers, the rest of 41 to 101 was the bench; 25, 24 and 23 of 26 to the horizon.
    bench = 2_000 * (101 - 30 - 9) + 2_000 * (25 + 24 + 23) / 26
    assert cents(record, "bench") / 100 == pytest.approx(bench, abs=0.5)


def test_the_summary_tells_nothing_that_came_after_the_end() -> None:
    """Stalled at 34: the question at 41 came later. Frozen at 41: the platform that shipped at 44 came later."""
    asked_late = ended(decided_at_41(1e6))
    assert how(asked_late) == ("stalled", 34.0)
    assert (41, "question", None) in course(decided_at_41(1e6))
    assert field(asked_late, "first_question_week") is None
    shipped_late = decided_at_41(
        200_000.0,
        sequencing__platform_after=3,
        topology__platform__engineers=4,
        platform__effort_extracted=56.0,
        platform__effort_from_scratch=56.0,
        cfo__threshold_eur=199_000.0,
    )
    assert (44, "platform_shipped", None) in course(shipped_late)
    assert how(ended(shipped_late)) == ("frozen", 41.0)
    assert field(ended(shipped_late), "platform_week") is None


def test_what_is_live_in_a_frozen_programme_runs_on() -> None:
    """Nothing is wound down: 90 + 80 + 70 live weeks to the horizon."""
    assert cents(ended(decided_at_41(200_000.0)), "overhead") / 100 == pytest.approx(240 * WEEK_OF_OVERHEAD_EUR)


def test_nothing_that_goes_live_after_the_end_counts() -> None:
    """Closed at 41 with the fourth in pilot since 40, live at 44: in the log, but neither in the count nor reached."""
    scenario = decided_at_41(
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
    record = ended(decided_at_41(200_000.0, horizon_weeks=horizon_weeks, ends__frozen_after=frozen_after))
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
    record = ended(decided_at_41(180_000.0, horizon_weeks=60, ends__frozen_after=60.0))
    assert field(record, "outcome") == "insolvent"
    assert field(record, "outcome_week") <= 60.0


@pytest.mark.parametrize("budget_eur", [180_000.0, 200_000.0])
def test_nothing_in_the_extra_weeks_changes_the_money(budget_eur: float) -> None:
    """Horizon 60: spend, value, cost, payoff and run-rate are the same however long the classification takes."""
    money = ("spend_eur", "value_eur", "cost_eur", "payoff_eur", "run_rate_eur", "live_end")
    found = [
        ended(decided_at_41(budget_eur, horizon_weeks=60, ends__frozen_after=after)) for after in (52.0, 60.0, 500.0)
    ]
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
    assert how(ended(decided_at_41(200_000.0, ends__frozen_after=100.0))) == ("frozen", 41.0)


def test_a_stall_counts_its_weeks_with_the_gate_open() -> None:
    """Last go-live at 34; closed 41-54, until caching has halved 156,000 of calls: stalled at 34, known at 94.

    With the gate open all the time, forty weeks would have been over at 74.
    """
    scenario = decided_at_41(
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


# --- burned out and censored ------------------------------------------------------------------------------------------


def test_a_team_on_call_below_two_people_is_the_end() -> None:
    """Two on call, live at 14: one leaves at the end of the first week with incidents, at 15."""
    record = ended(plain(**WEARING))
    assert how(record) == ("burned_out", 15.0)


def test_each_loss_leaves_more_for_the_others() -> None:
    """Four on call lose one a week from 15 on, with replacements half a year away: down to one at 17."""
    scenario = plain(**WEARING, topology__embedded__engineers_per_unit=4)
    rows = course(scenario)
    assert [row[0] for row in rows if row[1] == "engineer_left"] == [15, 16, 17]
    assert how(ended(scenario)) == ("burned_out", 17.0)


def test_nobody_joins_after_the_end() -> None:
    """Those who left at 15 and 16 were to be replaced at 41 and 42; the end came at 17."""
    scenario = plain(**WEARING, topology__embedded__engineers_per_unit=4)
    assert "engineer_joined" not in [row[1] for row in course(scenario)]


def test_a_replacement_joins_after_the_hiring_weeks() -> None:
    """Four on call lose one a week from 15 on and gain one a week from 16 on: never below two, and no end by 30."""
    scenario = plain(
        **{**WEARING, "delivery__hiring_weeks": 1.0}, topology__embedded__engineers_per_unit=4, horizon_weeks=30
    )
    rows = course(scenario)
    assert [row[0] for row in rows if row[1] == "engineer_left"] == list(range(15, 31))
    assert [row[0] for row in rows if row[1] == "engineer_joined"] == list(range(16, 31))
    assert field(ended(scenario), "outcome") != "burned_out"


def test_what_a_collapsed_team_looked_after_degrades() -> None:
    """Burned out at 15: from then on the workload loses 5% of its value each week, and its cost runs on."""
    record = ended(plain(**WEARING, on_call__decay_per_week=0.05, opportunities__backlog=1, horizon_weeks=40))
    weeks_worth = 1 + sum(1 - 0.05 * week for week in range(1, 20))
    assert field(record, "value_eur") == pytest.approx(weeks_worth * 9_615.38, abs=0.5)
    assert cents(record, "overhead") / 100 == pytest.approx(26 * WEEK_OF_OVERHEAD_EUR)


def test_what_another_team_looks_after_keeps_its_value() -> None:
    """Two units' workloads go live at 14; the first team collapses at 15, the second team's workload is as it was."""
    scenario = plain(**WEARING, topology__embedded__units=2, opportunities__backlog=8, horizon_weeks=40)
    programme = Programme(scenario, 21, 0)
    programme.run()
    found = {workload.team.identity: workload.degraded_week for workload in programme.live}
    assert found == {0: 15.0, 1: None}


def test_standing_at_the_horizon_is_censored() -> None:
    """Nothing has happened by week 30, and the third goes live at 34."""
    record = ended(plain(horizon_weeks=30))
    assert how(record) == ("censored", 30.0)
    assert not [row for row in record.tables["events"] if row[3] == "end"]


# --- precedence -------------------------------------------------------------------------------------------------------


def test_of_two_ends_in_one_instant_people_come_before_finance() -> None:
    """At 15 the first engineer leaves and finance would terminate (100 and more against 10): burned out, once."""
    scenario = plain(**WEARING, economics__track_from_workload=1, cfo__threshold_eur=30_000.0, cfo__budget_eur=10_000.0)
    record = ended(scenario)
    assert how(record) == ("burned_out", 15.0)
    assert len([row for row in record.tables["events"] if row[3] == "end"]) == 1
    alone = plain(economics__track_from_workload=1, cfo__threshold_eur=30_000.0, cfo__budget_eur=10_000.0)
    assert how(ended(alone)) == ("insolvent", 15.0)


def test_of_two_ends_in_one_instant_a_termination_comes_before_a_classification() -> None:
    """Closed at 41 by 300 against 180; at 93 the deadline of 52 weeks and the second review fall together."""
    record = ended(decided_at_41(180_000.0, ends__frozen_after=52.0))
    assert how(record) == ("insolvent", 93.0)
    assert how(ended(decided_at_41(180_000.0, ends__frozen_after=51.0))) == ("frozen", 41.0)


def test_a_termination_comes_before_a_stall_in_the_same_instant() -> None:
    """The first question falls on the stall's deadline, 86: three live at 300 against 130 are the end, at 86."""
    # Spend is 60,000 of building and 1,923.08 for each live week: 52 + 62 + 72 of them by 86, 183 by 85.
    scenario = plain(
        economics__track_from_workload=1, cfo__threshold_eur=60_000 + 185 * 1_923.08, cfo__budget_eur=130_000.0
    )
    assert how(ended(scenario)) == ("insolvent", 86.0)
