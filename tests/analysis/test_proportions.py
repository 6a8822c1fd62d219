from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.analysis.proportions import normal_quantile, proportion, wilson_interval

counts = st.integers(1, 5_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts, st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_interval_equals_that_of_scipy(pair: tuple[int, int], level: float) -> None:
    """Wilson's interval, at any count and level."""
    count, total = pair
    found = proportion(count, total, level=level)
    expected = binomtest(count, total).proportion_ci(level, method="wilson")
    assert [found.low, found.high] == pytest.approx([expected.low, expected.high], abs=1e-12)
    assert 0.0 <= found.low <= found.share <= found.high <= 1.0


def test_none_and_all_are_not_certain() -> None:
    """0 of n leaves room above and all of n leaves room below; the other end is exactly 0 or 1."""
    none, every = proportion(0, 100), proportion(100, 100)
    assert none.low == 0.0
    assert none.high == pytest.approx(0.037, abs=1e-3)
    assert every.high == 1.0
    assert every.low == pytest.approx(0.963, abs=1e-3)


def test_one_programme_leaves_nearly_everything_open() -> None:
    """1 of 1 says that the share is above 0.2, no more."""
    assert proportion(1, 1).low == pytest.approx(0.2065, abs=1e-3)


def test_many_counts_at_once_equal_each_alone() -> None:
    """A row of counts has the intervals of its members."""
    low, high = wilson_interval(np.arange(11), 10)
    each = [proportion(count, 10) for count in range(11)]
    assert low.tolist() == [one.low for one in each]
    assert high.tolist() == [one.high for one in each]


@pytest.mark.parametrize(("count", "total"), [(0, 0), (3, 2), (-1, 2)])
def test_a_share_that_makes_no_sense_is_refused(count: int, total: int) -> None:
    """A share of nothing, or of more than there is, is an error and not a number."""
    with pytest.raises(ValueError, match=r"share of 0|between 0 and 2"):
        proportion(count, total)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_share(level: float) -> None:
    """95 is not a confidence level; 0.95 is."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        normal_quantile(level)
