"""Each end's explanation word for word (issue 3, 3), in the plain world, where every fact in it is known.

Live at 14, 24 and 34 at EUR 100,000 a year each; assumed are 100,000 / 20 = 5,000 each, so the surprise is 20.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.programme import purposes
from sim.scenario import Scenario
from tests.programme.worlds import asked_late, ended, field, how, plain

LATE_PLATFORM: dict[str, Any] = {
    "sequencing__platform_after": 3,
    "topology__platform__engineers": 4,
    "platform__effort_extracted": 56.0,
    "platform__effort_from_scratch": 56.0,
    "platform__overhead_saving": 0.0,
    "cfo__threshold_eur": 199_000.0,
}


def why(scenario: Scenario) -> str:
    """The cause that the summary gives."""
    return str(field(ended(scenario), "cause_text"))


def test_a_termination_far_above_tolerance() -> None:
    """300 against 130 at 41, the tenth month; nobody has pulled a lever."""
    assert why(asked_late(130_000.0)) == (
        "Insolvent in month 10: finance ends the programme at a run-rate of €300k a year against a budget of €130k; "
        "far above tolerance; unit economics first computed at workload 1; surprise 20.0 ×; 3 of 3 live have no cost "
        "lever; no platform shared the cost."
    )


def test_a_termination_at_the_second_review_above_tolerance() -> None:
    """300 against 180 at 41 and at 93, the 22nd month; by then every workload has its levers."""
    assert why(asked_late(180_000.0, ends__frozen_after=300.0)) == (
        "Insolvent in month 22: finance ends the programme at a run-rate of €300k a year against a budget of €180k; "
        "above tolerance at two reviews in a row; unit economics first computed at workload 1; surprise 20.0 ×; "
        "no platform shared the cost."
    )


def test_a_freeze_is_explained_by_what_was_so_when_the_gate_closed() -> None:
    """Closed at 41, established at 93: levers pulled after the closing do not belong to its causes, nor their lack."""
    assert why(asked_late(200_000.0)) == (
        "Frozen in month 10: run-rate €300k a year against €200k; unit economics first computed at workload 1; "
        "surprise 20.0 ×; 3 of 3 live have no cost lever; no platform shared the cost; the gate did not reopen within "
        "52 weeks."
    )


def test_a_promotion_that_ended_after_the_closing_did_not_cause_it() -> None:
    """Contracts of 30 weeks from 14, 24 and 34 on: at 41 not one had been renewed."""
    scenario = asked_late(200_000.0, market__promotion_share=0.5, market__promotion_weeks=30.0)
    assert how(ended(scenario)) == ("frozen", 41.0)
    assert "list price" not in why(scenario)


def test_a_platform_that_shipped_after_the_closing_had_not_shipped() -> None:
    """Begun at 30, the seventh month, closed at 41, shipped at 44: the summary has no platform week either."""
    scenario = asked_late(200_000.0, **LATE_PLATFORM)
    assert (how(ended(scenario)), field(ended(scenario), "platform_week")) == (("frozen", 41.0), None)
    assert "the platform, begun in month 7, had not shipped" in why(scenario)


def test_a_stall_with_nobody_left_to_ask() -> None:
    """Nothing after 34, the eighth month."""
    assert why(plain()) == (
        "Stalled in month 8 at 3 workloads: nothing went live for 52 weeks with the gate open; "
        "no idea that finance accepts is left."
    )


def test_a_stall_with_people_who_have_no_time() -> None:
    """Two engineers whose whole week the upkeep of the first workload takes: the second build rests, the third waits.

    From the week that begins at 15 on, four weeks after the second build began.
    """
    scenario = plain(delivery__upkeep_fte=2.0)
    assert how(ended(scenario)) == ("stalled", 14.0)
    assert why(scenario).startswith(
        "Stalled in month 4 at 1 workload: nothing went live for 52 weeks with the gate open; "
    )
    assert why(scenario).endswith("; upkeep and incidents take 100% of the hours.")


def test_a_stall_counts_what_was_live_when_it_began() -> None:
    """Three were live at 34; abandoned, some are retired before the stall is known at 86."""
    scenario = plain(
        traffic__fade_share=1.0, traffic__turn_weeks=0.0, scale_gate__abandoned_retired_per_year=2.0, ends__target=20
    )
    record = ended(scenario)
    assert (how(record), field(record, "live_end")) == (("stalled", 34.0), 3)
    assert field(record, "retired") > 0
    assert why(scenario).startswith("Stalled in month 8 at 3 workloads:")


def test_one_is_told_in_the_singular() -> None:
    """One build is stuck and one use case waits: 'is' and 'waits'."""
    text = why(plain(delivery__upkeep_fte=2.0))
    assert "; 1 waits for a team; 1 is stuck on its way;" in text


def test_a_collapse() -> None:
    """One of two is gone at 15, the fourth month: a thousand incidents of a hundredth of an hour, for one workload."""
    text = why(
        plain(
            opportunities__backlog=1,
            on_call__shared_per_week=1_000.0,
            on_call__handling_hours=0.02,
            on_call__sustainable_hours=4.0,
            on_call__burnout_weeks=0.1,
        )
    )
    load = text.split("it bore ")[1].split(" hours")[0]
    assert int(load) == pytest.approx(10, abs=2)
    assert text.replace(f"bore {load}", "bore 10") == (
        "Burned out in month 4: unit 1's team is down to 1 engineer; it bore 10 hours of incidents a week each against "
        "a sustainable 4; paged for shared infrastructure of 1 workload; paged for what they say and do of 1 workload."
    )


def test_a_collapse_of_those_who_did_not_know_what_they_were_paged_for() -> None:
    """A platform team of two, paged for what it has not built: the workload is one without the knowledge."""
    text = why(
        plain(
            opportunities__backlog=1,
            topology__platform__engineers=2,
            ownership__behaviour="platform",
            on_call__behaviour_per_week=1_000.0,
            on_call__handling_hours=0.01,
            on_call__burnout_weeks=0.1,
        )
    )
    assert text.startswith("Burned out in month 4: the platform team is down to 1 engineer; ")
    assert text.endswith("paged for what they say and do of 1 workload, 1 of them without the knowledge.")


def test_a_reorganisation() -> None:
    """At 20, the fifth month: the third went around at 12, one is live, one on its way, nobody waits: 1 of 3 unseen."""
    grows = sum(week / 12 for week in range(1, 13)) + 8 / 3 - 1 / 6
    base = 52 * Luck(21, 0).exponential(purposes.REORGANISATION) / grows
    assert why(plain(shadow__patience_weeks=12.0, shadow__reorganisations_per_year=base)) == (
        "Reorganised in month 5: the operating model is torn up; 1 unit has gone around, 33% of all workloads; "
        "1 is live."
    )


def test_a_reorganisation_by_waiting_alone() -> None:
    """At 9, the third month: two wait, nine weeks of a patience of a hundred each, and nothing is live."""
    grows = sum(week / 100 for week in range(1, 10)) - 0.045
    base = 52 * Luck(21, 0).exponential(purposes.REORGANISATION) / grows
    assert why(plain(shadow__patience_weeks=100.0, shadow__reorganisations_per_year=base)) == (
        "Reorganised in month 3: the operating model is torn up; 2 use cases wait, for 9% of a unit's patience; "
        "0 are live; upkeep and incidents take 0% of the hours."
    )


def test_a_lost_sponsor() -> None:
    """At 41, the tenth month: 51 live weeks at 9,615.38 for 82,000 of payroll and 51 x 1,923.08 of bills."""
    lost = {"sponsor__patience_weeks": 41.0, "sponsor__live_weeks": 0.0, "sponsor__quarter_weeks": 0.0}
    assert why(plain(**lost)) == (
        "Sponsor lost in month 10: patience ran out before value showed; 3 workloads are live, the last since month 8; "
        "€490k of value for €180k of cost so far; no platform shared the cost."
    )


def test_a_planned_stop() -> None:
    """At 30, the seventh month."""
    assert why(plain(programme__stop_week=30.0)) == "Stopped in month 7 as planned, with 2 workloads live."
