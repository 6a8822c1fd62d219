"""Teams against queues whose answers are known (model §9).

A mean is judged by batch means: 40 batches of consecutive packages, Student's t. The quantile is chosen so that a right
team fails one of these tests with a chance of about 1 in 10,000 for a fresh seed; the seeds are fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.luck import Luck
from tests.programme.team_yard import SIZES, Visit, Yard, poisson

BATCHES = 40
WARM_UP = 1_000
PACKAGES = 26_000
FALSE_ALARM = 1e-4
HUGE = 1e6

Floats = NDArray[np.float64]


def batch_interval(values: Floats) -> tuple[float, float]:
    """Mean of correlated values, and the half-width of its interval."""
    batches = values[: values.size // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1)
    quantile = stats.t.ppf(1.0 - FALSE_ALARM / 2.0, BATCHES - 1)
    return float(batches.mean()), float(quantile * batches.std(ddof=1) / math.sqrt(BATCHES))


def exponential_sizes(luck: Luck, count: int) -> list[float]:
    """Mean 1, squared coefficient of variation 1."""
    return [luck.exponential(SIZES, 0, index) for index in range(count)]


def two_sizes(luck: Luck, count: int) -> list[float]:
    """Mean 1: nine of ten are 1/3, one of ten is 7 (squared coefficient of variation 4)."""
    return [7.0 if luck.uniform(SIZES, 0, index) < 0.1 else 1.0 / 3.0 for index in range(count)]


def equal_sizes(_luck: Luck, count: int) -> list[float]:
    """Always 1."""
    return [1.0] * count


def visits_of(yard: Yard, rate_per_week: float, sizes: list[float], luck: Luck) -> list[Visit]:
    """Everything after the warm-up."""
    return yard.send(poisson(luck, rate_per_week, sizes))[WARM_UP:]


@pytest.mark.parametrize(
    ("sizes", "seed"), [(exponential_sizes, 1), (two_sizes, 2), (equal_sizes, 3)], ids=["exponential", "two", "equal"]
)
def test_a_processor_sharing_team_has_the_mean_sojourn_of_m_g_1_ps(
    sizes: Callable[[Luck, int], list[float]], seed: int
) -> None:
    """No limit, cap = head-count: E[S] / (1 - load), whatever the distribution. False alarm 1 in 10,000 each."""
    engineers, load = 4, 0.6
    luck = Luck(seed, 0)
    yard = Yard(engineers, HUGE, cap=float(engineers))
    visits = visits_of(yard, load * engineers, sizes(luck, PACKAGES), luck)
    mean, half_width = batch_interval(np.array([visit.sojourn for visit in visits]))
    expected = 1.0 / engineers / (1.0 - load)
    assert half_width < 0.15 * expected
    assert abs(mean - expected) < half_width


def test_under_processor_sharing_a_package_s_time_is_proportional_to_its_size() -> None:
    """E[sojourn | size] = size / speed / (1 - load), for small and for large packages. False alarm 1 in 5,000."""
    engineers, load = 2, 0.5
    luck = Luck(4, 0)
    yard = Yard(engineers, HUGE, cap=float(engineers))
    visits = visits_of(yard, load * engineers, two_sizes(luck, PACKAGES), luck)
    for size in (1.0 / 3.0, 7.0):
        mean, half_width = batch_interval(np.array([visit.sojourn for visit in visits if visit.size == size]))
        assert abs(mean - size / engineers / (1.0 - load)) < half_width


def erlang_c(servers: int, offered: float) -> float:
    """Chance of having to wait in M/M/c."""
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    waiting = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return waiting / (sum(terms) + waiting)


@pytest.mark.parametrize(("engineers", "load", "seed"), [(1, 0.5, 5), (3, 0.7, 6), (8, 0.75, 7)])
def test_a_limited_team_waits_as_erlang_c_says(engineers: int, load: float, seed: int) -> None:
    """Limit = head-count, cap 1, exponential work: chance and mean of the wait in M/M/c. False alarm 1 in 5,000."""
    luck = Luck(seed, 0)
    yard = Yard(engineers, packages_per_engineer=1.0, cap=1.0)
    visits = visits_of(yard, load * engineers, exponential_sizes(luck, PACKAGES), luck)
    chance = erlang_c(engineers, load * engineers)
    waited, half_width = batch_interval(np.array([float(visit.wait > 1e-9) for visit in visits]))
    assert half_width < 0.2 * chance
    assert abs(waited - chance) < half_width
    wait, half_width = batch_interval(np.array([visit.wait for visit in visits]))
    assert abs(wait - chance / (engineers * (1.0 - load))) < half_width


def test_a_limited_team_serves_in_the_order_of_arrival() -> None:
    """Nobody who came later begins earlier."""
    luck = Luck(8, 0)
    visits = Yard(3, 1.0, cap=1.0).send(poisson(luck, 2.4, two_sizes(luck, 2_000)))
    began = [visit.began for visit in visits]
    assert began == sorted(began)


@pytest.mark.parametrize(("limit", "cap"), [(1.0, 1.0), (HUGE, 3.0)])
def test_littles_law_holds_in_a_team(limit: float, cap: float) -> None:
    """Rate times mean sojourn is the mean number held, which an arrival sees (PASTA). False alarm 1 in 10,000 each."""
    luck = Luck(9, 0)
    rate = 1.8
    yard = Yard(3, limit, cap)
    visits = visits_of(yard, rate, exponential_sizes(luck, PACKAGES), luck)
    difference, half_width = batch_interval(np.array([visit.met - rate * visit.sojourn for visit in visits]))
    assert half_width < 0.2
    assert abs(difference) < half_width


def test_no_work_is_lost_or_done_twice() -> None:
    """Two hundred packages at once: the team is done when the sum of their sizes has been worked, to rounding."""
    sizes = two_sizes(Luck(10, 0), 200)
    for engineers, limit in ((1, 1.0), (4, HUGE)):
        visits = Yard(engineers, limit, cap=float(engineers)).send((0.0, size) for size in sizes)
        assert max(visit.left for visit in visits) == pytest.approx(sum(sizes) / engineers, rel=1e-9)
