"""Fans, means in time and load by role, from weekly samples made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.means import mean_interval
from sim.analysis.weekly import (
    FAN,
    MOST_PERIODS,
    course_of,
    fan_of,
    loads_of,
    month_ends,
    overloaded,
    period_weeks,
    roles_of,
    weeks_of,
)
from tests.charts.weekly_rows import busy, sample


def test_a_column_becomes_a_row_for_each_programme() -> None:
    """Week w of programme p is where it belongs; with standing only, nothing comes after the end."""
    table = sample(3, 5, lambda p: 2 + p, queued=lambda p, w: 10 * p + w)
    whole = weeks_of(table, "queued", standing=False).values
    assert whole.tolist() == [[10 * p + w for w in range(1, 6)] for p in range(3)]
    standing = weeks_of(table, "queued", standing=True).values
    assert np.isnan(standing).sum(axis=1).tolist() == [3, 2, 1]


def test_months_are_the_weeks_nearest_to_their_ends() -> None:
    """The first week, twelve months to a year of 52 weeks, and the last week."""
    assert month_ends(52) == [1, 4, 9, 13, 17, 22, 26, 30, 35, 39, 43, 48, 52]
    assert month_ends(1) == [1]
    assert month_ends(6) == [1, 4, 6]
    assert month_ends(0) == []


@given(st.integers(1, 1200))
def test_months_never_leave_the_weeks_that_there_are(last: int) -> None:
    """Rising, from the first week to the last."""
    weeks = month_ends(last)
    assert weeks[0] == 1
    assert weeks[-1] == last
    assert weeks == sorted(set(weeks))


def test_the_fan_is_numpys_quantiles_over_all_programmes() -> None:
    """Ended ones among them: what is live costs money whatever has become of the programme."""
    table = sample(40, 10, lambda _: 3, run_rate_eur=lambda p, w: 1e4 * p * w)
    fan = fan_of(table)
    assert fan.weeks == (1, 4, 9, 10)
    for share, edge in zip(FAN, fan.quantiles, strict=True):
        assert edge[-1] == pytest.approx(np.quantile(1e5 * np.arange(40), share))


def test_the_budget_is_passed_only_while_a_programme_stands() -> None:
    """Ten pass it in week 20, ten would have after their end, twenty never do: three in four stay within."""
    table = sample(
        40,
        30,
        lambda p: 10 if p < 10 else 99,
        run_rate_eur=lambda p, w: 2e6 if p < 20 and w >= 20 else 1e6,
    )
    fan = fan_of(table)
    assert fan.within is not None
    assert (fan.within.count, fan.within.total) == (30, 40)
    assert fan.median_passing_week == 20.0


def test_a_run_rate_that_equals_the_budget_has_not_passed_it() -> None:
    """Passing is costing more."""
    fan = fan_of(sample(2, 5, run_rate_eur=lambda *_: 1.4e6))
    assert fan.within is not None
    assert fan.within.share == 1.0
    assert fan.median_passing_week is None


def test_no_programme_is_no_fan() -> None:
    """An empty sample has no weeks and no share."""
    fan = fan_of(sample(0, 0))
    assert (fan.weeks, fan.within, fan.programmes) == ((), None, 0)


def test_a_course_is_the_mean_of_those_that_stand() -> None:
    """Student's interval of exactly these programmes; it ends with the last of them."""
    table = sample(20, 52, lambda p: 5 + p, queued=lambda p, _: p)
    course = course_of(table, "queued")
    assert course.weeks[-1] == 22
    place = course.weeks.index(13)
    standing = np.arange(8.0, 20.0)
    assert course.programmes[place] == standing.size
    expected = mean_interval(standing)
    assert (course.mean[place], course.low[place], course.high[place]) == pytest.approx(expected)
    assert course.p90[place] == pytest.approx(np.quantile(standing, 0.9))
    assert math.isnan(course_of(sample(1, 4), "queued").low[0])


def test_load_is_the_mean_of_programmes_not_of_weeks() -> None:
    """A programme that stands for one week of a quarter counts as much as one that stands for all of it."""
    table = sample(2, 13, lambda p: 1 if p == 0 else 99, central_hours=lambda p, _: 6.0 if p == 0 else 2.0)
    (first, *_), period = loads_of(table, "central"), period_weeks(13)
    assert period == 1
    assert (first.mean, first.programmes) == (4.0, 2)
    long = sample(2, 260, lambda p: 1 if p == 0 else 999, central_hours=lambda p, _: 6.0 if p == 0 else 2.0)
    (quarter, second, *_) = loads_of(long, "central")
    assert (quarter.from_week, quarter.to_week, quarter.mean, quarter.programmes) == (0, 13, 4.0, 2)
    assert (second.mean, second.programmes) == (2.0, 1)


@given(st.integers(1, 1040))
def test_periods_cover_any_horizon_with_few_cells(last: int) -> None:
    """At most twenty up to twenty years of half-years and longer."""
    assert last <= period_weeks(last) * MOST_PERIODS


def test_a_short_peak_is_not_an_overload() -> None:
    """Above the threshold for one week of a quarter is not above it over the quarter; 13 weeks are."""
    table = sample(
        4, 260, platform_hours=lambda p, w: 20.0 if (p == 0 and w == 5) or (p == 1 and 14 <= w <= 26) else 5.0
    )
    (platform, any_role) = overloaded(table, ["platform"], 7.0)
    assert platform is not None
    assert any_role is not None
    assert (platform.count, any_role.count, any_role.total) == (1, 1, 4)


def test_any_role_counts_each_programme_once() -> None:
    """Two roles above in the same programme are one programme above."""
    table = sample(
        2,
        20,
        platform_hours=lambda p, _: 9.0 if p == 0 else 1.0,
        most_loaded_hours=lambda p, _: 9.0 if p == 0 else 1.0,
    )
    shares = overloaded(table, roles_of(table), 7.0)
    assert roles_of(table) == ("most_loaded", "platform")
    assert [share.count for share in shares if share] == [1, 1, 1]
    assert overloaded(sample(0, 0), ["platform"], 7.0) == (None, None)


def test_a_programme_that_has_ended_carries_no_load() -> None:
    """What the recorder still notes after the end is left out."""
    table = sample(2, 260, lambda _: 100, central_hours=lambda _, w: 1.0 if w <= 100 else 50.0)
    loads = loads_of(table, "central")
    assert loads[-1].to_week == 104
    assert {load.mean for load in loads} == {1.0}


def test_everything_can_be_asked_of_a_busy_sample() -> None:
    """No warning and no number that is not finite where there are programmes enough."""
    table = busy()
    fan, queue = fan_of(table), course_of(table, "queued")
    assert np.isfinite(fan.quantiles).all()
    assert np.isfinite(queue.mean).all()
    assert all(math.isfinite(load.mean) for role in roles_of(table) for load in loads_of(table, role))
