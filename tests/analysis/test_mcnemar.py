from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, multinomial

from sim.analysis.mcnemar import Fourfold, fourfold, mcnemar_p_value, tango_interval
from sim.analysis.paired import paired_share_difference
from sim.analysis.proportions import normal_quantile, wilson_interval

Z = normal_quantile(0.95)
N = 200

flags = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


def test_limits_are_where_the_score_test_turns() -> None:
    """At either limit the score, maximised over the nuisance share by search, is z: 12 against 5 of 50."""
    total, better, worse = 50, 12, 5
    for limit in Fourfold(both=20, only_first=better, only_second=worse, neither=13).interval():
        shares = np.linspace(max(-limit, 0.0), (1.0 - limit) / 2.0, 2_000_001)[1:-1]
        chances = np.array([better, worse, total - better - worse])
        likelihood = chances @ np.log([shares + limit, shares, 1.0 - 2.0 * shares - limit])
        share = shares[np.argmax(likelihood)]
        score = (better - worse - total * limit) / np.sqrt(total * (2.0 * share + limit * (1.0 - limit)))
        assert abs(score) == pytest.approx(Z, abs=1e-4)


def test_no_future_that_differs_is_not_certainty() -> None:
    """None of 200 differs: the interval is plus and minus z²/(200 + z²), as far as Wilson's for none of 200."""
    _, upper = wilson_interval(0, N)
    assert Fourfold(50, 0, 0, 150).interval() == pytest.approx((-upper, upper), abs=1e-12)
    assert upper == pytest.approx(Z * Z / (N + Z * Z))


def test_a_strategy_against_itself_is_exactly_zero() -> None:
    """Said to be the same: no width. The same strategy cannot differ from itself, so a difference is an error."""
    assert Fourfold(50, 0, 0, 150).interval(same=True) == (0.0, 0.0)
    with pytest.raises(ValueError, match="3 of 200 futures differ"):
        Fourfold(50, 2, 1, 147).interval(same=True)


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (1, 0), (3, 9), (8, 8), (40, 11), (0, 30)])
def test_the_exact_test_is_the_binomial_one(better: int, worse: int) -> None:
    """Two-sided binomial test of a half among the futures that differ, 1 where none does."""
    expected = binomtest(better, better + worse, 0.5).pvalue if better + worse else 1.0
    assert mcnemar_p_value(better, worse) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=80)
@given(flags)
def test_it_agrees_with_the_paired_difference_of_flags(rows: list[tuple[bool, bool]]) -> None:
    """Difference, test and correlation as `paired` has them; the interval too, wherever a future differs."""
    first, second = zip(*rows, strict=True)
    found, other = fourfold(first, second), paired_share_difference(first, second)
    assert found.total == len(rows)
    assert found.difference == other.mean
    assert found.p_value == other.p_value
    assert found.correlation == (None if other.correlation is None else pytest.approx(other.correlation, abs=1e-12))
    if found.discordance > 0.0:
        assert found.interval() == pytest.approx((other.low, other.high), abs=1e-12)


@settings(max_examples=80)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 200))
def test_turning_the_sides_turns_the_interval(better: int, worse: int, alike: int) -> None:
    """Second minus first has the limits of first minus second with the signs changed, around the difference."""
    if better + worse + alike == 0:
        return
    low, high = Fourfold(alike, better, worse, 0).interval()
    turned = Fourfold(alike, worse, better, 0).interval()
    assert turned == pytest.approx((-high, -low), abs=1e-9)
    assert -1.0 <= low <= (better - worse) / (better + worse + alike) <= high <= 1.0
    assert low < high


def test_many_counts_at_once_are_those_one_by_one() -> None:
    """Rows of counts out of one total have the limits of each pair of counts."""
    better, worse = [0, 3, 10, 60], [0, 1, 40, 0]
    low, high = tango_interval(better, worse, 60, z=Z)
    for at, pair in enumerate(zip(better, worse, strict=True)):
        alone = Fourfold(60 - sum(pair), *pair, neither=0)
        if sum(pair) <= 60:
            assert (low[at], high[at]) == alone.interval()


@pytest.mark.parametrize(("only_first", "only_second"), [(0.10, 0.05), (0.04, 0.01), (0.01, 0.01), (0.005, 0.0)])
def test_the_interval_covers(only_first: float, only_second: float) -> None:
    """Exact, no false alarms, n = 200: never more than two points short of 95%, and with common shares within them."""
    chances = [only_first, only_second, 1.0 - only_first - only_second]
    better, worse = (each.ravel() for each in np.mgrid[0:60, 0:60])
    low, high = tango_interval(better, worse, N, z=Z)
    likely = multinomial.pmf(np.column_stack((better, worse, N - better - worse)), N, chances)
    truth = only_first - only_second
    coverage = likely[(low <= truth) & (truth <= high)].sum()
    assert likely.sum() == pytest.approx(1.0, abs=1e-6)
    assert coverage > 0.93
    if min(only_first, only_second) >= 0.01:
        assert coverage == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([], [], "no futures"),
        ([1], [1, 0], "one length"),
        ([2], [1], "other values than 0 and 1"),
        ([np.nan], [1], "other values than 0 and 1"),
        ([[1]], [[1]], "one row of flags"),
    ],
)
def test_what_is_no_pair_of_flags_is_refused(first: list[float], second: list[float], words: str) -> None:
    """Nothing, two lengths, numbers, NaN and tables are errors."""
    with pytest.raises(ValueError, match=words):
        fourfold(first, second)


def test_impossible_counts_are_refused() -> None:
    """More futures that differ than there are, fewer than none, and none at all."""
    for counts, words in (((5, 6, 10), "between 0 and 10"), ((-1, 0, 10), "between 0"), ((0, 0, 0), "no futures")):
        with pytest.raises(ValueError, match=words):
            tango_interval(*counts, z=Z)
