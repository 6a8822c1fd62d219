"""How programmes end (model §2), worked out by hand in the plain world.

Live at 14, 24 and 34, EUR 100,000 a year each; payroll 2,000 a week; nothing comes after the third. The deadlines of a
freeze and of a stall are 52 weeks.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.programme import Programme
from tests.programme.worlds import (
    asked_late,
    cents,
    course,
    ended,
    field,
    how,
    plain,
)

WEEK_OF_OVERHEAD_EUR = 1_923.08
# Any incident is unbearable and somebody leaves in the first week with one; a thousand a week are expected.
WEARING: dict[str, Any] = {
    "on_call__shared_per_week": 1_000.0,
    "on_call__handling_hours": 0.001,
    "on_call__sustainable_hours": 0.1,
    "on_call__burnout_weeks": 0.1,
    "people__hiring_weeks": 26.0,
}


# --- insolvent --------------------------------------------------------------------------------------------------------


def test_an_insolvent_programme_is_wound_down_over_26_weeks() -> None:
    """Ended at 41 after 27 + 17 + 7 live weeks; then the kth week keeps the share 1 - k/26, 12.5 weeks' worth."""
    record = ended(asked_late(130_000.0))
    assert how(record) == ("insolvent", 41.0)
    assert cents(record, "overhead") / 100 == pytest.approx((51 + 3 * 12.5) * WEEK_OF_OVERHEAD_EUR, abs=0.5)
    assert field(record, "value_eur") == pytest.approx((51 + 3 * 12.5) * 9_615.38, abs=0.5)
    assert cents(record, "bench") / 100 == pytest.approx((41 - 30 + 12.5) * 2_000, abs=0.5)


def test_the_platform_of_an_insolvent_programme_is_wound_down_too() -> None:
    """One engineer keeps it and its vendor charges EUR 1,000 a week: shipped at 10, ended by the answer at 13.

    The vendor is paid 3 + 12.5 weeks. Upkeep is claimed as a week begins: from 10 on, 3 before the end and 13.5 after.
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
    assert cents(record, "platform") / 100 == pytest.approx(40_000 + 1_000 * (3 + 12.5 + 3 + 13.5), abs=0.5)


def test_the_log_says_when_the_last_workload_is_switched_off() -> None:
    """Ended at 41, wound down at 67; where nothing is live there is nothing to switch off."""
    assert course(asked_late(130_000.0))[-1] == (67, "wound_down", None)
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
        **{**WEARING, "people__hiring_weeks": 1.0}, topology__embedded__engineers_per_unit=4, horizon_weeks=30
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
    record = ended(asked_late(180_000.0, ends__frozen_after=52.0))
    assert how(record) == ("insolvent", 93.0)
    assert how(ended(asked_late(180_000.0, ends__frozen_after=51.0))) == ("frozen", 41.0)


def test_a_termination_comes_before_a_stall_in_the_same_instant() -> None:
    """The first question falls on the stall's deadline, 86: three live at 300 against 130 are the end, at 86."""
    # Spend is 60,000 of building and 1,923.08 for each live week: 52 + 62 + 72 of them by 86, 183 by 85.
    scenario = plain(
        economics__track_from_workload=1, cfo__threshold_eur=60_000 + 185 * 1_923.08, cfo__budget_eur=130_000.0
    )
    assert how(ended(scenario)) == ("insolvent", 86.0)
