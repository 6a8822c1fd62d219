from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from sim.analysis.bands import (
    ended_by,
    mean_bands,
    share_bands,
    share_difference_bands,
    standing_at,
)
from sim.analysis.mcnemar import fourfold
from sim.analysis.proportions import normal_quantile, wilson_interval

N = 200
TICKS = np.linspace(0.0, 2.0, 20)
Z = normal_quantile(0.95)


def test_the_pointwise_band_misses_whole_curves() -> None:
    """Why both are drawn and labelled: for a whole curve the pointwise band fails in more than one of five."""
    rng = np.random.default_rng(2111)
    truth = np.exp(-TICKS)
    missed = 0
    for _ in range(400):
        one = share_bands(rng.exponential(size=N)[:, None] > TICKS, resamples=50).pointwise
        missed += not ((one.low <= truth) & (truth <= one.high)).all()
    assert missed / 400 > 0.2


def test_pointwise_limits_are_those_of_wilson_and_of_tango() -> None:
    """At each tick what the single share and the single paired difference have."""
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 80, 6)) < 0.4
    one = share_bands(first, resamples=100)
    low, high = wilson_interval(np.count_nonzero(first, axis=0), 80)
    assert (one.pointwise.low.tolist(), one.pointwise.high.tolist()) == (low.tolist(), high.tolist())
    both = share_difference_bands(first, second, resamples=100)
    for tick in range(6):
        expected = fourfold(first[:, tick], second[:, tick]).interval()
        assert (both.pointwise.low[tick], both.pointwise.high[tick]) == pytest.approx(expected, abs=1e-12)


def test_simultaneous_shares_have_the_exact_interval_at_their_width() -> None:
    """At every count Clopper and Pearson's interval of scipy, at the level of so many standard errors."""
    flags = np.arange(60)[:, None] < np.array([0, 1, 30, 59, 60])
    banded = share_bands(flags, resamples=200)
    level = 1.0 - 2.0 * norm.sf(banded.simultaneous.standard_errors)
    for at, count in enumerate((0, 1, 30, 59, 60)):
        expected = binomtest(count, 60).proportion_ci(level, method="exact")
        found = (banded.simultaneous.low[at], banded.simultaneous.high[at])
        assert found == pytest.approx((expected.low, expected.high), abs=1e-9)


curve_flags = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=25)


@settings(max_examples=50)
@given(curve_flags)
def test_the_simultaneous_band_holds_the_pointwise_one(rows: list[list[bool]]) -> None:
    """Any flags, one future and all alike too: defined, within 0 and 1, wide, and outside the pointwise band."""
    banded = share_bands(rows, resamples=50)
    one, whole = banded.pointwise, banded.simultaneous
    assert (one.kind, whole.kind) == ("pointwise", "simultaneous")
    assert whole.standard_errors >= one.standard_errors == Z
    assert ((whole.low >= 0.0) & (whole.high <= 1.0) & (whole.high > whole.low)).all()
    assert (one.low <= banded.estimate).all()
    assert (banded.estimate <= one.high).all()
    assert (whole.high - whole.low >= (one.high - one.low) * 0.95).all()


def test_nothing_that_happened_is_not_certainty() -> None:
    """Nobody ended, and no future differs: the bands have width. A strategy against itself has none."""
    stands = np.ones((N, 3), dtype=bool)
    assert (share_bands(stands, resamples=100).simultaneous.low < 1.0).all()
    unlike = share_difference_bands(stands, stands, resamples=100)
    assert unlike.pointwise.high == pytest.approx(np.full(3, Z * Z / (N + Z * Z)))
    same = share_difference_bands(stands, stands, same=True)
    assert [*same.estimate, *same.simultaneous.low, *same.simultaneous.high, *same.pointwise.high] == [0.0] * 12
    with pytest.raises(ValueError, match="up to 200 of 200 futures differ"):
        share_difference_bands(stands, ~stands, same=True)


def test_means_that_never_vary_are_known_and_of_one_future_undefined() -> None:
    """All futures 0.1 at the first tick: exactly that. One future: NaN, which is not zero."""
    values = np.column_stack((np.full(30, 0.1), np.arange(30.0)))
    banded = mean_bands(values, resamples=100)
    assert (banded.estimate[0], banded.simultaneous.low[0], banded.simultaneous.high[0]) == (0.1, 0.1, 0.1)
    assert banded.simultaneous.low[1] < banded.pointwise.low[1] < 14.5
    alone = mean_bands([[5.0, 6.0]])
    assert alone.estimate.tolist() == [5.0, 6.0]
    assert np.isnan([alone.pointwise.low, alone.pointwise.high, alone.simultaneous.low]).all()


def test_the_seed_fixes_the_band() -> None:
    """The same seed, the same width; another seed, another."""
    flags = np.random.default_rng(2).exponential(size=N)[:, None] > TICKS
    widths = [share_bands(flags, resamples=100, seed=seed).simultaneous.standard_errors for seed in (1, 1, 2)]
    assert widths[0] == widths[1] != widths[2]


def test_flags_at_the_ticks() -> None:
    """Ended at week 2 by cause 2, at 5 by cause 1, standing at 9: who has ended by weeks 0, 2, 5 and 9."""
    weeks, causes, ticks = [2.0, 5.0, 9.0], [2, 1, 0], [0.0, 2.0, 5.0, 9.0]
    assert standing_at(weeks, np.array(causes) > 0, ticks).sum(axis=0).tolist() == [3, 2, 1, 1]
    assert ended_by(weeks, causes, ticks, cause=1).sum(axis=0).tolist() == [0, 0, 1, 1]
    assert ended_by(weeks, causes, ticks, cause=2).sum(axis=0).tolist() == [0, 1, 1, 1]
    with pytest.raises(ValueError, match="1 programmes were lost from sight before week 10"):
        standing_at(weeks, np.array(causes) > 0, [0.0, 10.0])


def test_what_is_no_curve_is_refused() -> None:
    """A row, nothing, numbers that are no flags, NaN, and two shapes."""
    for values, words in (([1, 0], "futures down"), (np.empty((0, 2)), "no futures"), ([[2]], "other values")):
        with pytest.raises(ValueError, match=words):
            share_bands(values)
    with pytest.raises(ValueError, match="not finite"):
        mean_bands([[np.nan]])
    with pytest.raises(ValueError, match="one shape"):
        share_difference_bands([[1]], [[1, 0]])
