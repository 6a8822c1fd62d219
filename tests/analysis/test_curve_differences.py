"""Differences of whole curves in the same futures: what pairs with what, and what both bands hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.curve_differences import CurveDifference, reached_difference, standing_difference
from tests.analysis.conftest import HandMadeRun

TICKS = (52.0, 104.0, 260.0)
lives = st.lists(st.integers(1, 6).map(lambda year: 52.0 * year), min_size=2, max_size=20)


def table(weeks: list[float], most: list[int] | None = None, first: int = 0) -> Any:
    rows = [
        {
            "replication": first + n,
            "outcome": "frozen" if week < 260.0 else "censored",
            "outcome_week": min(week, 260.0),
            "live_max": 0 if most is None else most[n],
        }
        for n, week in enumerate(weeks)
    ]
    return HandMadeRun(rows).table("replications")


@settings(max_examples=25)
@given(lives, lives)
def test_the_difference_is_that_of_the_shares_and_both_bands_hold_it(first: list[float], second: list[float]) -> None:
    """At each year: counted by hand; the band for the whole curve holds that for one time, which holds the curve."""
    futures = min(len(first), len(second))
    found = standing_difference(table(first[:futures]), table(second[:futures]), TICKS, resamples=100)
    for at, tick in enumerate(TICKS):
        stand = [sum(week > tick for week in side[:futures]) for side in (first, second)]
        if tick == TICKS[-1]:
            stand = [sum(week >= tick for week in side[:futures]) for side in (first, second)]
        assert found.bands.estimate[at] == pytest.approx((stand[0] - stand[1]) / futures)
    assert_nested(found)


def assert_nested(found: CurveDifference) -> None:
    one, whole, middle = found.bands.pointwise, found.bands.simultaneous, found.bands.estimate
    assert ((whole.low <= one.low + 1e-9) & (one.low <= middle + 1e-9)).all()
    assert ((middle <= one.high + 1e-9) & (one.high <= whole.high + 1e-9)).all()
    assert (one.kind, whole.kind) == ("pointwise", "simultaneous")


def test_counts_are_compared_from_one_to_the_last() -> None:
    """Most live 3, 1 and 2, 2: half of the futures reach 3 under the first only, all reach one under both."""
    found = reached_difference(table([260.0] * 2, [3, 1]), table([260.0] * 2, [2, 2]), 4, resamples=100)
    assert found.ticks.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert found.bands.estimate.tolist() == [0.0, -0.5, 0.5, 0.0]
    assert_nested(found)


def test_futures_are_paired_by_number() -> None:
    """Only what both have counts, in whatever order it stands."""
    first, second = table([52.0, 104.0, 260.0], first=0), table([260.0, 260.0, 52.0], first=1).take([2, 0, 1])
    found = standing_difference(first, second, [60.0], resamples=50)
    assert found.bands.total == 2
    assert found.bands.estimate.tolist() == [0.0]


def test_a_strategy_against_itself_has_no_band() -> None:
    """Zero to the last bit, and no width; two that merely never differed in so few futures have one."""
    side = table([52.0, 260.0, 104.0])
    same = standing_difference(side, side, TICKS, same=True).bands
    assert not np.any([same.estimate, same.simultaneous.low, same.simultaneous.high])
    alike = standing_difference(side, side, TICKS, resamples=50).bands
    assert (alike.simultaneous.high > alike.simultaneous.low).all()


def test_one_future_says_next_to_nothing() -> None:
    """Bands are defined and nearly as wide as they can be: no NaN that a chart would draw as zero."""
    found = standing_difference(table([52.0]), table([260.0]), TICKS, resamples=50)
    for band in (found.bands.pointwise, found.bands.simultaneous):
        assert np.isfinite([band.low, band.high]).all()
        assert (band.high - band.low > 1.0).all()


def test_programmes_lost_from_sight_are_refused() -> None:
    """What became of them by the horizon is unknown, and no share of it is made up."""
    lost = table([52.0, 260.0]).set_column(1, "outcome", [["censored", "censored"]])
    with pytest.raises(ValueError, match="lost from sight"):
        standing_difference(lost, lost, TICKS)
