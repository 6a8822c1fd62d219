from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.means import Spread, spread
from sim.analysis.outcomes import milestone, outcome_shares


def test_every_outcome_that_occurs_has_its_share(make_run: Any) -> None:
    """Labels of any model are taken, in alphabetical order, and standing at the horizon always has a share."""
    run = make_run([{"replication": n, "outcome": name} for n, name in enumerate(("stalled", "new_cause", "stalled"))])
    found = outcome_shares(run.table("replications"))
    assert list(found) == ["censored", "new_cause", "stalled"]
    assert [share.count for share in found.values()] == [0, 1, 2]
    assert found["stalled"].share == 2 / 3


def test_a_named_outcome_that_never_occurs_is_zero_with_an_interval(make_run: Any) -> None:
    """Absent is 0 of n, which is not certainty."""
    run = make_run([{"replication": number} for number in range(10)])
    found = outcome_shares(run.table("replications"), labels=("insolvent",))
    assert found["insolvent"].share == 0.0
    assert found["insolvent"].high > 0.2


@given(seed=st.integers(0, 300), programmes=st.integers(1, 40))
def test_outcome_shares_add_to_one(random_run: Any, seed: int, programmes: int) -> None:
    """Every programme has one outcome."""
    found = outcome_shares(random_run(seed, programmes).table("replications"))
    assert sum(share.count for share in found.values()) == programmes
    assert sum(share.share for share in found.values()) == pytest.approx(1.0)


def test_the_median_of_a_milestone_counts_those_that_never_get_there() -> None:
    """Three of five: the median over all is the latest of the three, over those that got there the middle one."""
    found = milestone(np.array([30.0, np.nan, 10.0, np.nan, 20.0]))
    assert (found.reached.count, found.reached.total) == (3, 5)
    assert found.median_weeks == 30.0
    assert found.median_of_those_weeks == 20.0


def test_a_milestone_that_fewer_than_half_reach_has_no_median() -> None:
    """Two of five is a median of never; none at all is never without exception."""
    few = milestone(np.array([30.0, np.nan, 10.0, np.nan, np.nan]))
    assert (few.median_weeks, few.median_of_those_weeks) == (None, 10.0)
    none = milestone(np.full(3, np.nan))
    assert (none.median_weeks, none.median_of_those_weeks, none.reached.share) == (None, None, 0.0)


def test_the_two_medians_agree_where_everybody_gets_there() -> None:
    """With an even number too: both are the first week by which half have."""
    found = milestone(np.array([4.0, 1.0, 3.0, 2.0]))
    assert found.median_weeks == found.median_of_those_weeks == 2.0


def test_spread_keeps_confidence_and_futures_apart() -> None:
    """The mean's interval shrinks with more programmes, P10 to P90 does not."""
    rng = np.random.default_rng(8)
    few, many = spread(rng.normal(size=200)), spread(rng.normal(size=20_000))
    assert few.low is not None
    assert few.high is not None
    assert many.low is not None
    assert many.high is not None
    assert many.high - many.low < 0.2 * (few.high - few.low)
    assert [many.p10, many.p50, many.p90] == pytest.approx([-1.28, 0.0, 1.28], abs=0.05)


def test_spread_of_one_and_of_none() -> None:
    """What is undefined is None."""
    assert spread(np.array([4.0])) == Spread(1, 4.0, None, None, 4.0, 4.0, 4.0)
    assert spread(np.array([])) == Spread(0, None, None, None, None, None, None)


def test_spread_of_equal_values_has_no_width() -> None:
    """Programmes that do not differ leave nothing open."""
    assert spread(np.full(7, 0.1)) == Spread(7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)


def test_spread_refuses_what_is_no_number() -> None:
    """A NaN would make every figure one."""
    with pytest.raises(ValueError, match="1 of 2"):
        spread(np.array([1.0, np.nan]))
