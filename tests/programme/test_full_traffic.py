"""Weekly traffic (model §3 Traffic), one mechanism at a time, in the plain world with a single workload.

Live at 14, 1,000 calls a week at EUR 1 each, worth EUR 500,000 a year, i.e. 9,615.38 a week; no overhead.
"""

from __future__ import annotations

import pytest

from sim.luck import Luck
from sim.programme.programme import simulate_programme
from sim.programme.use_case import draw_use_case
from sim.scenario import Scenario
from tests.programme.worlds import cents, column, ended, field, lone, paid, plain, traced

WEEK_OF_VALUE_EUR = 500_000 / 52


def calls(scenario: Scenario) -> dict[float, float]:
    """Calls, week by week."""
    record = simulate_programme(scenario, 21, 0, traced=True)
    return dict(zip(column(record, "weekly", "week"), column(record, "weekly", "calls"), strict=True))


# --- season -----------------------------------------------------------------------------------------------------------


def test_the_season_swings_around_the_mean_with_its_trough_in_january() -> None:
    """A swing of a half: 1,500 calls in midsummer (week 26), 1,000 in autumn (39), 500 at the turn of the year (52)."""
    found = calls(lone(traffic__season=0.5))
    assert [found[week] for week in (26, 39, 52, 65, 78)] == pytest.approx([1_500, 1_000, 500, 1_000, 1_500])


def test_a_season_takes_nothing_from_a_year_s_calls_and_nothing_from_value() -> None:
    """Any 52 weeks in a row have 52,000 calls, and every week is worth what it is without seasons."""
    scenario = lone(traffic__season=0.5)
    assert sum(bill for week, bill in paid(traced(scenario)).items() if 20 < week <= 72) == pytest.approx(52_000, abs=1)
    assert field(ended(scenario), "value_eur") == pytest.approx(90 * WEEK_OF_VALUE_EUR, abs=1)


# --- turns of a workload's life ---------------------------------------------------------------------------------------


def test_a_launch_beyond_the_plan_multiplies_calls_and_adds_no_potential() -> None:
    """Three times 1,000 calls from the first week on: 90 weeks at EUR 3,000, and the value of 90 ordinary weeks."""
    record = ended(lone(traffic__jump_share=1.0, traffic__jump_times=3.0, traffic__turn_weeks=0.0))
    assert cents(record, "inference") == 90 * 300_000
    assert field(record, "value_eur") == pytest.approx(90 * WEEK_OF_VALUE_EUR, abs=1)


def test_an_abandoned_workload_keeps_a_share_of_its_volume_and_of_its_value() -> None:
    """5% are left from the first week on: 50 calls and 480.77 a week."""
    record = ended(lone(traffic__fade_share=1.0, traffic__fade_left=0.05, traffic__turn_weeks=0.0))
    assert cents(record, "inference") == 90 * 5_000
    assert field(record, "value_eur") == pytest.approx(90 * 0.05 * WEEK_OF_VALUE_EUR, abs=1)


@pytest.mark.parametrize("turn", ["jump", "fade"])
def test_the_turn_comes_once_at_an_age_of_its_own(turn: str) -> None:
    """Before that age 1,000 calls, after it 3,000 or 50, for good; the age is the workload's own luck."""
    scenario = lone(**{f"traffic__{turn}_share": 1.0, "traffic__turn_weeks": 40.0, "traffic__fade_left": 0.05})
    age = draw_use_case(scenario, Luck(21, 0), 0).turn_age_weeks
    assert 2.0 < age < 80.0
    after = scenario.traffic.jump_times * 1_000 if turn == "jump" else 50.0
    found = paid(traced(scenario))
    assert len(found) == 90
    assert all(paid == pytest.approx(after if week - 14 > age else 1_000) for week, paid in found.items())


def test_a_workload_without_a_turn_stays_as_it_is() -> None:
    """Both shares 0: 1,000 calls in each of 90 weeks, though the luck of a turn is drawn."""
    assert set(paid(traced(lone(traffic__turn_weeks=0.0))).values()) == {1_000.0}


# --- context bloat ----------------------------------------------------------------------------------------------------


def test_context_bloats_until_hygiene_is_applied() -> None:
    """20% a year: 1,000 x 1.2^(age/52). Hygiene, worked on 14-15, acts 36 weeks later, at 51: from 52 on EUR 1,000."""
    scenario = lone(
        traffic__bloat_per_year=0.2,
        levers__order=["hygiene"],
        levers__from_workload=1,
        levers__measured_first=False,
        lever_effects__hygiene_saving=0.0,
        lever_effects__lead_weeks=36.0,
    )
    found = paid(traced(scenario))
    assert [found[week] for week in (15, 40, 51)] == pytest.approx(
        [1_000 * 1.2 ** (age / 52) for age in (1, 26, 37)], abs=0.01
    )
    assert {paid for week, paid in found.items() if week >= 52} == {1_000.0}


def test_without_hygiene_a_year_of_bloat_is_a_year_s_growth() -> None:
    """At the age of a year, week 66, a call has 1.2 times the tokens of a tidy one; calls and value are as before."""
    scenario = lone(traffic__bloat_per_year=0.2)
    assert paid(traced(scenario))[66] == pytest.approx(1_200)
    assert calls(scenario)[66] == pytest.approx(1_000)
    assert field(ended(scenario), "value_eur") == pytest.approx(90 * WEEK_OF_VALUE_EUR, abs=1)


def test_a_context_window_is_finite() -> None:
    """Elevenfold a year would be 4 at the age of 30.06 weeks: EUR 4,000 a week from week 45 on, and never more."""
    found = paid(traced(lone(traffic__bloat_per_year=10.0)))
    assert found[44] == pytest.approx(1_000 * 11 ** (30 / 52), abs=0.01)
    assert {paid for week, paid in found.items() if week >= 45} == {4_000.0}


# --- failed calls -----------------------------------------------------------------------------------------------------


def test_failed_calls_are_billed_and_of_no_use() -> None:
    """One billed call in five fails: 1,250 are billed for 1,000 useful ones, EUR 1.25 each."""
    scenario = lone(traffic__failed_share=0.2)
    record = ended(scenario)
    assert cents(record, "inference") == 90 * 125_000
    assert max(calls(scenario).values()) == pytest.approx(1_000)
    assert field(record, "cost_per_call_eur") == pytest.approx(1.25)
    assert column(record, "workloads", "cost_per_call_eur") == [pytest.approx(1.25)]


def test_the_cost_of_a_useful_call_is_all_vendors_bills_over_useful_calls() -> None:
    """EUR 1.25 of calls and 104,000 of overhead for 52,000 calls a year, EUR 2 each: 3.25."""
    record = ended(lone(traffic__failed_share=0.2, market__overhead_eur=104_000.0))
    assert field(record, "cost_per_call_eur") == pytest.approx(3.25)


# --- hard cap ---------------------------------------------------------------------------------------------------------


def test_a_hard_cap_cuts_bill_calls_and_value_in_proportion() -> None:
    """EUR 26,000 a year against 52,000: half of everything, 500 a week."""
    scenario = lone(cfo__workload_cap_eur=26_000.0)
    record = ended(scenario)
    assert cents(record, "inference") == 90 * 50_000
    assert max(calls(scenario).values()) == pytest.approx(500)
    assert field(record, "value_eur") == pytest.approx(45 * WEEK_OF_VALUE_EUR, abs=1)
    assert field(record, "cost_per_call_eur") == pytest.approx(1.0)
    assert field(record, "run_rate_eur") == pytest.approx(26_000)


def test_a_hard_cap_holds_for_each_workload_on_its_own() -> None:
    """Three workloads at a cap of 26,000 may spend 78,000 together."""
    record = ended(lone(cfo__workload_cap_eur=26_000.0, opportunities__backlog=3, ends__target=3))
    assert field(record, "run_rate_eur") == pytest.approx(78_000)


def test_a_hard_cap_above_the_bill_changes_nothing() -> None:
    """EUR 52,001 a year against 52,000."""
    assert cents(ended(lone(cfo__workload_cap_eur=52_001.0)), "inference") == 90 * 100_000


def test_a_hard_cap_bites_only_as_far_as_calls_have_become_dear() -> None:
    """Twice the tokens after a year of bloat, a cap of 78,000: 1,500 of 2,000 a week, three quarters of the calls."""
    scenario = lone(traffic__bloat_per_year=1.0, cfo__workload_cap_eur=78_000.0)
    assert paid(traced(scenario))[66] == pytest.approx(1_500)
    assert calls(scenario)[66] == pytest.approx(750)
    assert paid(traced(scenario))[40] == pytest.approx(1_000 * 2**0.5, abs=0.01)


def test_a_cap_of_nothing_lets_nothing_through() -> None:
    """No calls, no bill, no value, and no cost of a call to speak of."""
    record = ended(lone(cfo__workload_cap_eur=0.0))
    assert cents(record, "inference") == 0
    assert (field(record, "value_eur"), field(record, "cost_per_call_eur")) == (0.0, None)


def test_a_plan_counts_no_more_than_the_cap_lets_a_workload_spend() -> None:
    """At 13 three are past the queue or due: 26,000 of inference each, as it will be once they are live."""
    record = ended(
        plain(
            market__call_price_eur=1.0,
            market__overhead_eur=0.0,
            cfo__workload_cap_eur=26_000.0,
            cfo__threshold_eur=15_000.0,
            cfo__budget_eur=1e6,
        )
    )
    assert column(record, "reviews", "run_rate_eur")[0] == pytest.approx(3 * 26_000)
