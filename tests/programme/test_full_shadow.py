"""Units that go around (model §3 Shadow AI), one mechanism at a time, in the plain world.

Builds 0-10, 10-20, 20-30 with three use cases asked for at 0, each worth EUR 500,000 a year with everybody's trust. In
the shadow 1,000 calls a week at EUR 1.50 each are 78,000 a year, 1,500 a week, and give 60% of the value: 300,000.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.luck import Luck
from sim.luck.distributions import lognormal_at
from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.programme import Programme, simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import Timeline, asked_early, cents, column, course, ended, field, plain

WEEK_OF_VALUE_EUR = 300_000 / 52
IMPATIENT: dict[str, Any] = {
    "shadow__patience_weeks": 12.0,
    "shadow__retail_price": 1.5,
    "shadow__trust": 0.6,
    "shadow__surfacing_share": 0.0,
    "market__call_price_eur": 1.0,
    "market__overhead_eur": 0.0,
}
COSTLY = {"market__call_price_eur": 0.0, "market__overhead_eur": 100_000.0}
AUDITED = {**IMPATIENT, "shadow__audits_per_year": 5.2}


def impatient(**changes: Any) -> Scenario:
    """The plain world with units that wait for 12 weeks: of three the third is still queued then, and goes around."""
    return plain(**{**IMPATIENT, **changes})


def audit_week() -> float:
    """When the first audit after week 12 comes, at 0.1 a week: earlier ones find nothing."""
    week, number = 0.0, 0
    while week <= 12.0:
        week += Luck(21, 0).exponential(purposes.AUDITS, 0, number) / 0.1
        number += 1
    return week


def around(scenario: Scenario) -> Timeline:
    """Who went around, and when."""
    return [row for row in course(scenario) if row[1] == "went_around"]


def series(scenario: Scenario, name: str) -> dict[float, Any]:
    """One column of the weekly series, by week."""
    record = simulate_programme(scenario, 21, 0, traced=True)
    return dict(zip(column(record, "weekly", "week"), column(record, "weekly", name), strict=True))


def paid(scenario: Scenario, category: str) -> dict[float, float]:
    """What was booked under a category, week by week."""
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    found: dict[float, float] = {}
    for week, _, name, booked in programme.ledger.entries or []:
        if name == category:
            found[week] = found.get(week, 0.0) + booked / 100
    return found


# --- patience ---------------------------------------------------------------------------------------------------------


def test_a_unit_goes_around_when_its_patience_ends_in_the_queue() -> None:
    """The third use case would start at 20: after 12 weeks it goes around, after 21 it would have left the queue."""
    assert around(impatient()) == [(12, "went_around", 2)]
    assert around(impatient(shadow__patience_weeks=21.0)) == []


def test_whoever_leaves_the_queue_as_patience_ends_stays() -> None:
    """The second starts at 10, the very week in which ten weeks of patience end; the third has still to wait."""
    assert around(impatient(shadow__patience_weeks=10.0)) == [(10, "went_around", 2)]


def test_each_unit_has_a_patience_of_its_own() -> None:
    """Ten use cases of a backlog of thirty wait for their own lognormal times: mean 12 weeks, the same every time."""
    scenario = impatient(opportunities__backlog=30, shadow__patience_log_sd=0.8, horizon_weeks=104)
    due = [lognormal_at(Luck(21, 0).uniform(purposes.PATIENCE, rank), 12.0, 0.8) for rank in range(30)]
    found = {use_case: week for week, _, use_case in around(scenario)}
    assert len(found) > 10
    assert all(week == pytest.approx(due[rank or 0], abs=1e-6) for rank, week in found.items())


def test_what_goes_around_leaves_the_queue_and_is_never_built() -> None:
    """Two builds instead of three; the hours of the third go to the bench, and nobody queues from 12 on."""
    scenario = impatient()
    rows = course(scenario)
    assert [row[2] for row in rows if row[1] == "build_started"] == [0, 1]
    assert cents(ended(scenario), "build") == 2 * 2_000_000
    queued = series(scenario, "queued")
    assert (queued[11], queued[12], queued[30]) == (1, 0, 0)


def test_a_unit_goes_around_only_for_what_is_worth_its_bill() -> None:
    """78,000 a year against a million x 0.5 x trust: more at 0.157, less at 0.155, and then it goes on waiting."""
    assert around(impatient(shadow__trust=0.157)) == [(12, "went_around", 2)]
    poor = impatient(shadow__trust=0.155)
    assert around(poor) == []
    assert (34, "live", 2) in course(poor)


def test_a_unit_loses_patience_with_a_freeze() -> None:
    """200 past the queue against 120 closes the gate at 13, the second build under way: 11 weeks later it goes around.

    Its build is given up at 3 of 10 weeks. The third lost patience in the queue, at 11.
    """
    scenario = asked_early(120_000.0, **{**IMPATIENT, "shadow__patience_weeks": 11.0, **COSTLY})
    assert (13, "gate_closed", None) in course(scenario)
    assert around(scenario) == [(11, "went_around", 2), (24, "went_around", 1)]
    assert sum(row[4] for row in ended(scenario).tables["ledger"] if row[1:3] == (1, "build")) == 3 * 200_000  # type: ignore[misc]
    texts = [str(row[5]) for row in ended(scenario).tables["events"] if row[3] == "went_around"]
    assert "waiting in the queue" in texts[0]
    assert "waiting through the freeze" in texts[1]


def test_a_freeze_that_ends_in_time_costs_nobody_s_patience() -> None:
    """As above with a patience of 14 and no third: 100 live are within 120 at the check at 26."""
    patient = {**IMPATIENT, **COSTLY, "shadow__patience_weeks": 14.0, "opportunities__backlog": 2}
    scenario = asked_early(120_000.0, **patient)
    assert [row for row in course(scenario) if row[1].startswith("gate")] == [
        (13, "gate_closed", None),
        (26, "gate_reopened", None),
    ]
    assert around(scenario) == []
    assert (37, "live", 1) in course(scenario)


# --- what it costs and gives ------------------------------------------------------------------------------------------


def test_a_shadow_workload_never_counts_towards_the_target() -> None:
    """Two live and one in the shadow, which an audit brings to light, are not three, and nobody is the third."""
    record = ended(plain(**AUDITED, ends__target=3))
    assert (field(record, "shadow"), field(record, "surfaced")) == (1, 1)
    assert (field(record, "went_live"), field(record, "live_max")) == (2, 2)
    assert column(record, "workloads", "n") == [1, 2]
    assert field(record, "reached_target_week") is None


def test_what_runs_in_the_shadow_costs_and_nobody_sees_it() -> None:
    """EUR 1,500 a week of cost that is neither in the spend by which finance asks nor in the run-rate."""
    scenario, governed = impatient(), impatient(shadow__trust=0.0, opportunities__backlog=2)
    booked = paid(scenario, "shadow_unseen")
    assert set(booked.values()) == {1_500.0}
    assert field(ended(scenario), "spend_eur") == field(ended(governed), "spend_eur")
    assert field(ended(scenario), "cost_eur") - field(ended(governed), "cost_eur") == sum(booked.values())
    assert series(scenario, "run_rate_eur")[60] == pytest.approx(104_000)


def test_every_week_in_the_shadow_is_booked_to_the_horizon() -> None:
    """From 12 to a horizon of 30: 18 weeks of cost as of value."""
    scenario = impatient(horizon_weeks=30)
    assert cents(ended(scenario), "shadow_unseen") == 18 * 150_000


def test_what_runs_in_the_shadow_is_worth_something_all_the_same() -> None:
    """From 12 to a horizon of 30: 18 weeks at 60% of a governed workload's value, beside 16 and 6 weeks in full."""
    record = ended(impatient(horizon_weeks=30))
    assert field(record, "value_eur") == pytest.approx(18 * WEEK_OF_VALUE_EUR + 22 * 500_000 / 52, abs=0.5)


def test_the_sponsor_does_not_see_the_value_of_the_shadow() -> None:
    """Of the value to date all but the shadow's can be shown."""
    programme = Programme(impatient(horizon_weeks=30), 21, 0)
    programme.run()
    hidden = programme.ledger.value_cents - programme.ledger.value_seen_cents
    assert hidden / 100 == pytest.approx(18 * WEEK_OF_VALUE_EUR, abs=0.5)


# --- coming to light --------------------------------------------------------------------------------------------------


def test_once_surfaced_its_bill_is_spend_and_run_rate() -> None:
    """An audit: from the next week on EUR 1,500 a week are seen; 78,000 a year are in the run-rate of finance."""
    scenario = plain(**AUDITED)
    week = audit_week()
    assert 20 < week < 80
    seen, unseen = paid(scenario, "shadow_surfaced"), paid(scenario, "shadow_unseen")
    assert set(seen.values()) == {1_500.0}
    assert max(unseen) <= week + 2
    assert min(seen) == max(unseen) + 1
    rates = series(scenario, "run_rate_eur")
    assert [rates[int(week) + step] for step in (0, 1)] == pytest.approx([104_000, 182_000])
    unaudited = field(ended(impatient()), "spend_eur")
    assert field(ended(scenario), "spend_eur") - unaudited == sum(seen.values())


def test_finance_counts_what_has_come_to_light() -> None:
    """The first question after the audit: 104,000 of two live workloads and 78,000 that nobody had planned."""
    asked = {"cfo__threshold_eur": 120_000.0, "cfo__budget_eur": 1e6, "economics__track_from_workload": 1}
    scenario = plain(**AUDITED, **asked, ends__target=2)
    record = ended(scenario)
    assert field(record, "first_question_week") > audit_week() + 1
    assert column(record, "reviews", "run_rate_eur")[0] == pytest.approx(182_000)


def test_an_audit_brings_every_shadow_workload_to_light() -> None:
    """Five use cases: the third to the fifth go around at 12, and one audit surfaces all three at once."""
    rows = [row for row in course(plain(**AUDITED, opportunities__backlog=5)) if row[1] == "surfaced"]
    assert rows == [(round(audit_week(), 6), "surfaced", rank) for rank in (2, 3, 4)]


def test_without_audits_and_incidents_nothing_comes_to_light() -> None:
    """No audits a year and no incident: unseen to the horizon."""
    assert field(ended(impatient()), "surfaced") == 0


def test_incidents_in_the_shadow_are_worse_and_cost_the_unit() -> None:
    """Twice a governed workload's 0.1 + 0.2 a week, at EUR 2,000: where 0.6 x age passes its own thresholds."""
    scenario = impatient(
        horizon_weeks=60,
        on_call__shared_per_week=0.1,
        on_call__behaviour_per_week=0.2,
        on_call__handling_hours=0.0,
        shadow__incidents_times=2.0,
        shadow__incident_eur=2_000.0,
    )
    thresholds = Thresholds(Luck(21, 0), purposes.SHADOW_INCIDENTS, 2)
    counts = [thresholds.advance(0.6 * week) for week in range(1, 48)]
    assert sum(counts) > 10
    booked = list(paid(scenario, "shadow_unseen").values())[:47]
    assert booked == pytest.approx([1_500 + 2_000 * incidents for incidents in counts])


def test_an_incident_may_bring_it_to_light() -> None:
    """Where every incident is noticed, the first one is: at the end of the week in which 0.6 x age passes it."""
    noticed: dict[str, Any] = {
        "on_call__behaviour_per_week": 0.3,
        "on_call__handling_hours": 0.0,
        "shadow__incidents_times": 2.0,
    }
    thresholds = Thresholds(Luck(21, 0), purposes.SHADOW_INCIDENTS, 2)
    first = next(week for week in range(1, 90) if thresholds.advance(0.6 * week))
    rows = course(impatient(**noticed, shadow__surfacing_share=1.0))
    assert [row for row in rows if row[1] == "surfaced"] == [(12 + first, "surfaced", 2)]
    assert field(ended(impatient(**noticed, shadow__surfacing_share=0.0)), "surfaced") == 0


def test_nobody_goes_around_after_the_end() -> None:
    """Stopped at 11: the third, whose patience would have ended at 12, does not go around."""
    assert around(impatient(programme__stop_week=11.0)) == []
