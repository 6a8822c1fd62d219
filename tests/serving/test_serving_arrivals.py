"""Calls come as the rule of arrivals says: with that mean, that dispersion, and in those hours."""

from __future__ import annotations

import math
from itertools import takewhile
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.luck import Luck
from sim.rules.arrivals import dispersion
from sim.serving.draws import Draws
from tests.serving.stacks import stack_of

WEEK_HOURS = 168.0


def times(seed: int = 1, **changes: Any) -> NDArray[np.float64]:
    """When customers call, in seconds since the day's start."""
    draws = Draws(stack_of(**changes), "customers", 0, Luck(seed, 0))
    return np.array([one[0] for one in takewhile(lambda one: one[0] < math.inf, draws)])


def dispersions(when: NDArray[np.float64], seconds: float, blocks: int) -> NDArray[np.float64]:
    """Variance over mean of counts in windows, one for each part of the week; the mean is the whole week's."""
    counts, _ = np.histogram(when, bins=int(WEEK_HOURS * 3_600 / seconds), range=(0.0, WEEK_HOURS * 3_600))
    mean = counts.mean()
    return np.array([((part - mean) ** 2).mean() / mean for part in np.array_split(counts, blocks)])


@pytest.fixture(scope="module")
def wandering() -> NDArray[np.float64]:
    """A week of calls whose rate wanders."""
    return times(customers__per_second=2.0, customers__burst=0.2, customers__burst_seconds=30.0, day__hours=WEEK_HOURS)


@pytest.mark.parametrize("seconds", [1.0, 10.0, 60.0])
def test_counts_are_dispersed_as_the_rule_says(wandering: NDArray[np.float64], seconds: float) -> None:
    """Over windows of 1, 10 and 60 seconds, within four standard errors, which are below 3%."""
    found = dispersions(wandering, seconds, 56)
    expected = dispersion(2.0, seconds, 0.2, 30.0)
    error = found.std(ddof=1) / math.sqrt(len(found))
    assert error < 0.03 * expected
    assert abs(found.mean() - expected) < 4.0 * error


def test_the_mean_rate_is_the_card_s(wandering: NDArray[np.float64]) -> None:
    """Of a week: within four standard errors of what the dispersion over long windows leaves."""
    expected = 2.0 * WEEK_HOURS * 3_600.0
    error = math.sqrt(expected * dispersion(2.0, WEEK_HOURS * 3_600.0, 0.2, 30.0))
    assert abs(len(wandering) - expected) < 4.0 * error


def test_without_burst_calls_are_a_poisson_process() -> None:
    """Gaps are exponential (Kolmogorov-Smirnov) and counts have dispersion one."""
    when = times(customers__per_second=0.2, day__hours=WEEK_HOURS)
    assert stats.kstest(np.diff(when), "expon", args=(0.0, 5.0)).pvalue > 1e-3
    found = dispersions(when, 60.0, 56)
    assert abs(found.mean() - 1.0) < 4.0 * found.std(ddof=1) / math.sqrt(len(found))


def test_hours_and_weekdays_keep_their_proportions() -> None:
    """Calls by hour and by weekday stand in the proportions of the cards, and the week's mean is the card's rate."""
    hours = (*(1.0,) * 8, *(3.0,) * 10, *(0.0,) * 6)
    weekdays = (2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
    when = times(
        customers__per_second=0.5, customers__hours=hours, customers__weekdays=weekdays, day__hours=WEEK_HOURS,
        day__weekday="monday",
    )  # fmt: skip
    counts, _ = np.histogram(when, bins=168, range=(0.0, WEEK_HOURS * 3_600.0))
    expected = np.outer(weekdays, hours).ravel()
    expected *= 0.5 * WEEK_HOURS * 3_600.0 / expected.sum()
    some = expected > 0
    assert counts[~some].sum() == 0
    squares = ((counts - expected)[some] ** 2 / expected[some]).sum()
    assert stats.chi2.sf(squares, some.sum()) > 1e-3


def test_a_surge_multiplies_the_rate_while_it_lasts() -> None:
    """And not before or after."""
    when = times(
        customers__per_second=1.0, customers__surge_times=5.0, customers__surge_at_hour=2.5,
        customers__surge_minutes=90.0, day__hours=6.0,
    )  # fmt: skip
    counts, _ = np.histogram(when, bins=12, range=(0.0, 6 * 3_600.0))
    expected = np.where((np.arange(12) >= 5) & (np.arange(12) < 8), 5.0, 1.0) * 1_800.0
    assert (abs(counts - expected) < 4.0 * np.sqrt(expected)).all()


def test_what_comes_is_the_same_whatever_the_stack_does_with_it() -> None:
    """Caches, router and gateway change no arrival and no size."""
    one = Draws(stack_of(), "customers", 0, Luck(3, 1))
    other = Draws(
        stack_of(cache__exact=True, router__routes=True, gateway__queue_limit=5, customers__rate_limit_per_second=1.0),
        "customers", 0, Luck(3, 1),
    )  # fmt: skip
    for left, right, _ in zip(one, other, range(3_000), strict=False):
        assert left[:4] == right[:4]
