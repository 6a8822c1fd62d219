"""The sponsor's patience (model §3 Sponsor), in the plain world: what wears it, what restores it, and its end.

Builds 0-10, 10-20, 20-30, live at 14, 24, 34. Payroll is EUR 2,000 a week; a live workload costs 1,923.08 a week and
brings 9,615.38.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.programme.programme import simulate_programme
from sim.scenario import Scenario
from tests.programme.worlds import cents, column, course, ended, field, how, plain

UNMOVED: dict[str, Any] = {"sponsor__live_weeks": 0.0, "sponsor__platform_weeks": 0.0, "sponsor__quarter_weeks": 0.0}


def impatient(weeks: float, **changes: Any) -> Scenario:
    """A sponsor with so many weeks of patience whom nothing restores but what a test says."""
    return plain(**{**UNMOVED, "sponsor__patience_weeks": weeks, **changes})


def patience(scenario: Scenario) -> dict[float, float]:
    """What is left, week by week."""
    record = simulate_programme(scenario, 21, 0, traced=True)
    return dict(zip(column(record, "weekly", "week"), column(record, "weekly", "patience_weeks"), strict=True))


def wavers(scenario: Scenario) -> list[float]:
    """When the log says that patience runs out."""
    return [row[0] for row in course(scenario) if row[1] == "sponsor_wavers"]


# --- patience ---------------------------------------------------------------------------------------------------------


def test_patience_runs_down_by_a_week_a_week() -> None:
    """From 80: 79 after the first week, 40 after forty."""
    found = patience(impatient(80.0))
    assert [found[week] for week in (1, 40, 79)] == [79, 40, 1]


def test_a_go_live_gives_patience_back() -> None:
    """Ten weeks at 14, 24 and 34: 80 - 14 + 10 = 76, 76 again, 76 again, and from there down to 36 at 74."""
    found = patience(impatient(80.0, sponsor__live_weeks=10.0))
    assert [found[week] for week in (13, 14, 24, 34, 74)] == [67, 76, 76, 76, 36]


def test_the_platform_s_shipping_gives_patience_back() -> None:
    """Shipped at 10: 80 - 10 + 8 = 78."""
    scenario = impatient(
        80.0,
        sponsor__platform_weeks=8.0,
        sequencing__platform_after=0,
        sequencing__mandate=True,
        topology__platform__engineers=4,
    )
    found = patience(scenario)
    assert [found[week] for week in (9, 10, 11)] == [71, 78, 77]


def test_a_quarter_of_positive_net_value_gives_patience_back() -> None:
    """By 13 EUR 26,000 have gone out for nothing; by 26 fourteen live weeks have brought 134,615 for 78,923 in all.

    So five weeks at 26, and again at 39.
    """
    found = patience(impatient(80.0, sponsor__quarter_weeks=5.0))
    assert [found[week] for week in (13, 25, 26, 38, 39)] == [67, 55, 59, 47, 51]


def test_a_quarter_counts_by_itself_whatever_was_spent_before() -> None:
    """At EUR 3,846.15 a week each the second quarter earns 14 x 1,923.08 - 13 x 2,000 = 923; to date 25,077 are out."""
    found = patience(impatient(80.0, sponsor__quarter_weeks=5.0, opportunities__top_value_eur=400_000.0))
    assert [found[week] for week in (13, 25, 26)] == [67, 55, 59]


def test_a_quarter_that_costs_more_than_it_brings_gives_nothing_back() -> None:
    """Worth EUR 50,000 a year each against 100,000: never."""
    found = patience(impatient(80.0, sponsor__quarter_weeks=5.0, opportunities__top_value_eur=100_000.0))
    assert found[52] == 28


def test_patience_never_exceeds_what_the_sponsor_began_with() -> None:
    """A hundred weeks at each go-live: back to 80 at 14, 24 and 34, less the week that ends then."""
    found = patience(impatient(80.0, sponsor__live_weeks=100.0))
    assert [found[week] for week in (14, 24, 34)] == [79, 79, 79]
    assert max(found.values()) == 79


# --- wavering ---------------------------------------------------------------------------------------------------------


def test_the_log_says_once_that_patience_runs_out() -> None:
    """26 weeks are left at week 54 of 80."""
    assert wavers(impatient(80.0)) == [54]
    rows = ended(impatient(80.0)).tables["events"]
    assert [row[5] for row in rows if row[3] == "sponsor_wavers"] == [
        "The sponsor's patience runs out: 26 weeks are left without a milestone."
    ]


def test_it_says_so_again_after_patience_had_come_back() -> None:
    """Of 38 weeks 26 are left at 12. The go-lives at 14, 24 and 34 lift them to 37 at most: 26 are left again at 45."""
    assert wavers(impatient(38.0, sponsor__live_weeks=13.0)) == [12, 45]


# --- the end ----------------------------------------------------------------------------------------------------------


def test_the_sponsor_is_lost_when_patience_is_gone() -> None:
    """At 10, with nothing live."""
    record = ended(impatient(10.0))
    assert how(record) == ("sponsor_lost", 10.0)
    assert "nothing has gone live" in field(record, "cause_text")


def test_a_milestone_in_the_last_week_saves_the_sponsor() -> None:
    """Patience for 14 weeks and the first go-live at 14: one week given back is one more week, 15."""
    assert how(ended(impatient(14.0))) == ("sponsor_lost", 14.0)
    assert how(ended(impatient(14.0, sponsor__live_weeks=1.0))) == ("sponsor_lost", 15.0)


def test_a_programme_without_sponsor_is_wound_down_over_26_weeks() -> None:
    """Lost at 41 after 27 + 17 + 7 live weeks: then the kth week keeps the share 1 - k/26, 12.5 weeks' worth each.

    The third build was done at 30: 11 weeks of bench before the end, and 12.5 weeks' worth after it.
    """
    record = ended(impatient(41.0))
    assert how(record) == ("sponsor_lost", 41.0)
    assert cents(record, "overhead") / 100 == pytest.approx((51 + 3 * 12.5) * 100_000 / 52, abs=0.5)
    assert field(record, "value_eur") == pytest.approx((51 + 3 * 12.5) * 500_000 / 52, abs=0.5)
    assert cents(record, "bench") / 100 == pytest.approx((41 - 30 + 12.5) * 2_000, abs=0.5)
    assert course(impatient(41.0))[-1] == (67, "wound_down", None)


def test_what_is_not_live_when_the_sponsor_is_lost_never_will_be() -> None:
    """Lost at 12 with one in pilot until 14 and one being built: neither goes live."""
    rows = course(impatient(12.0))
    assert rows[-1] == (12, "end", None)
    assert field(ended(impatient(12.0)), "went_live") == 0


def test_a_sponsor_who_is_pleased_in_time_stays_to_the_horizon() -> None:
    """Thirteen weeks of patience for each quarter of positive net value are as many as it takes."""
    record = ended(impatient(30.0, sponsor__quarter_weeks=13.0, ends__target=3))
    assert how(record) == ("censored", 104.0)
