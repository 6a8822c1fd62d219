from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.analysis.mcnemar import mcnemar_p_value
from sim.analysis.paired import (
    PairedDifference,
    correlation,
    paired_difference,
    paired_share_difference,
    same_futures,
)

Floats = npt.NDArray[np.float64]

payoffs = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30)
outcomes = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def sides(better: int, worse: int, tied: int) -> tuple[list[int], list[int]]:
    return [1] * better + [0] * worse + [1] * tied, [0] * better + [1] * worse + [1] * tied


def payoffs_with_common_luck(seed: int = 7, size: int = 300) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=size)
    return 1e6 * (common + 0.3 * rng.normal(size=size)) + 2e5, 1e6 * (common + 0.3 * rng.normal(size=size))


@given(payoffs)
def test_a_strategy_against_itself_differs_by_exactly_zero(values: list[float]) -> None:
    """Mean and interval are exactly zero and every future is tied."""
    found = paired_difference(values, values, resamples=20)
    assert (found.mean, found.low, found.high) == (0.0, 0.0, 0.0)
    assert (found.better, found.worse, found.tied) == (0, 0, len(values))
    assert not found.clear


@given(st.lists(st.booleans(), min_size=1, max_size=50))
def test_shares_of_a_strategy_against_itself_differ_by_exactly_zero(flags: list[bool]) -> None:
    """The same for 0/1 outcomes, and nothing speaks against chance."""
    found = paired_share_difference(flags, flags, same=True)
    assert (found.mean, found.low, found.high, found.p_value) == (0.0, 0.0, 0.0, 1.0)
    assert found.tied == found.total == len(flags)


@given(payoffs, st.integers(-(10**6), 10**6))
def test_one_amount_in_every_future_is_known_exactly(values: list[float], amount: int) -> None:
    """Two and more futures that all differ by one amount have a zero-width interval at it."""
    whole = np.rint(np.array([*values, 0.0]))
    found = paired_difference(whole + amount, whole, resamples=20)
    assert (found.mean, found.low, found.high) == (amount, amount, amount)


def test_one_future_that_differs_bounds_nothing() -> None:
    """A single pair has a difference and no interval."""
    found = paired_difference([3.0], [1.0])
    assert (found.mean, found.low, found.high) == (2.0, -math.inf, math.inf)
    assert found.correlation is None
    assert not found.clear


@given(outcomes)
def test_turning_the_comparison_round_turns_the_sign(pairs: list[tuple[bool, bool]]) -> None:
    """Second minus first is the mirror image of first minus second."""
    first, second = ([bool(pair[side]) for pair in pairs] for side in (0, 1))
    there, back = paired_share_difference(first, second), paired_share_difference(second, first)
    assert (there.mean, there.better, there.worse) == (-back.mean, back.worse, back.better)
    assert [there.low, there.high] == pytest.approx([-back.high, -back.low], abs=1e-12)
    assert there.p_value == back.p_value
    assert there.low <= there.mean <= there.high


@given(outcomes)
def test_shares_differ_by_the_difference_of_the_shares(pairs: list[tuple[bool, bool]]) -> None:
    """The mean is one share minus the other, within [-1, 1] as the interval is; counts add up."""
    first, second = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    found = paired_share_difference(first, second)
    assert found.mean == pytest.approx(first.mean() - second.mean(), abs=1e-12)
    assert -1.0 <= found.low <= found.high <= 1.0
    assert found.better + found.worse + found.tied == found.total == len(pairs)


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_is_the_exact_binomial_test(better: int, worse: int) -> None:
    """The two-sided p-value equals scipy's exact test of a fair coin over the futures that differ."""
    assume(better + worse > 0)
    expected = binomtest(better, better + worse, 0.5).pvalue
    assert mcnemar_p_value(better, worse) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("better", "worse", "total"), [(10, 3, 100), (1, 0, 50), (30, 30, 200), (7, 0, 7), (0, 3, 40)])
def test_share_interval_is_where_the_score_test_turns(better: int, worse: int, total: int) -> None:
    """Just inside its ends the score statistic is below 1.96, just outside above; a bound at 1 or -1 is the end."""
    found = paired_share_difference(*sides(better, worse, total - better - worse))
    for end, outwards in ((found.low, -1), (found.high, 1)):
        if abs(end) < 1.0:
            assert constrained_score(better, worse, total, end - outwards * 1e-4) < 1.959964
            assert constrained_score(better, worse, total, end + outwards * 1e-4) > 1.959964


def constrained_score(better: int, worse: int, total: int, difference: float) -> float:
    """The score statistic with the likelihood maximised numerically under the given difference."""
    worse_shares = np.linspace(max(0.0, -difference), (1.0 - difference) / 2.0, 200_001)[1:-1]
    better_shares = worse_shares + difference
    tied = total - better - worse
    likelihood = (
        better * np.log(better_shares) + worse * np.log(worse_shares) + tied * np.log1p(-better_shares - worse_shares)
    )
    differing = float((better_shares + worse_shares)[np.argmax(likelihood)])
    return abs(better - worse - total * difference) / math.sqrt(total * (differing - difference**2))


def test_all_better_is_not_certainty() -> None:
    """Better in 20 of 20 futures leaves room for futures in which it is not, where resampling would leave none."""
    found = paired_share_difference(*sides(20, 0, 0))
    assert (found.mean, found.high) == (1.0, 1.0)
    assert found.low < 0.9


def test_better_counts_futures_and_knows_which_way_is_better() -> None:
    """Where less is better, as with cost, the counts turn and the difference stays first minus second."""
    first, second = [5.0, 1.0, 2.0, 2.0], [1.0, 2.0, 2.0, 1.0]
    more = paired_difference(first, second)
    less = paired_difference(first, second, higher_is_better=False)
    assert (more.better, more.worse, more.tied, more.total) == (2, 1, 1, 4)
    assert (less.better, less.worse, less.tied) == (1, 2, 1)
    assert more.mean == less.mean == 1.0


def test_common_luck_narrows_the_interval() -> None:
    """The paired interval is narrower than that of shuffled futures, and the achieved correlation says why."""
    first, second = payoffs_with_common_luck()
    paired = paired_difference(first, second)
    shuffled = paired_difference(first, np.random.default_rng(1).permutation(second))
    assert paired.correlation == pytest.approx(np.corrcoef(first, second)[0, 1], abs=1e-9)
    assert paired.correlation is not None
    assert paired.correlation > 0.8
    assert paired.high - paired.low < 0.5 * (shuffled.high - shuffled.low)
    assert paired.clear


def test_the_bootstrap_interval_is_near_the_normal_one() -> None:
    """At 300 futures both intervals agree within a tenth of their width (Monte Carlo error of 2,000 resamples: 3%)."""
    first, second = payoffs_with_common_luck()
    found, differences = paired_difference(first, second), first - second
    half = 1.96 * differences.std(ddof=1) / math.sqrt(differences.size)
    assert found.mean == pytest.approx(differences.mean())
    assert found.low == pytest.approx(differences.mean() - half, abs=0.2 * half)
    assert found.high == pytest.approx(differences.mean() + half, abs=0.2 * half)


def test_resampling_repeats_itself_and_follows_its_seed() -> None:
    """The same seed gives the same interval to the last bit, another seed another one."""
    first, second = payoffs_with_common_luck()
    once, again, other = (paired_difference(first, second, seed=seed) for seed in (21, 21, 22))
    assert once == again
    assert (once.low, once.high) != (other.low, other.high)


def test_correlation_is_undefined_where_a_side_never_varies() -> None:
    """A constant side has no correlation, on either side; a scaled copy has one of 1."""
    varying, constant = np.array([1.0, 2.0, 4.0]), np.full(3, 5.0)
    assert correlation(varying, constant) is None
    assert correlation(constant, varying) is None
    assert correlation(varying, 1e300 * varying) == pytest.approx(1.0)
    assert correlation(varying, -varying) == pytest.approx(-1.0)


def test_few_futures_that_differ_are_not_clear() -> None:
    """Four to none leaves out zero by the interval but not by the exact test: no claim."""
    found = paired_share_difference(*sides(4, 0, 996))
    assert found.low > 0.0
    assert found.p_value == pytest.approx(0.125)
    assert not found.clear
    assert paired_share_difference(*sides(30, 5, 965)).clear


def test_a_mean_of_few_futures_that_differ_is_not_clear() -> None:
    """Resampled, all on one side leave out zero; by chance five are in 6 of 100 runs, six in 3."""
    few, more = (paired_difference(np.arange(1.0, size + 1.0), np.zeros(size)) for size in (5, 6))
    tied = paired_difference([3.0, 1.0, 2.0, 4.0, 5.0, *[0.0] * 95], np.zeros(100))
    assert min(few.low, more.low, tied.low) > 0.0
    assert (few.chance, more.chance) == (0.0625, 0.03125)
    assert [few.clear, more.clear, tied.clear] == [False, True, False]


def test_futures_pair_by_number_not_by_position() -> None:
    """Each side in its own order: the same replications meet, those of one side only are left out."""
    first, second = same_futures(np.array([5, 1, 3]), np.array([3, 4, 5, 0]))
    assert first.tolist() == [2, 0]
    assert second.tolist() == [0, 2]


def test_a_replication_that_occurs_twice_is_refused() -> None:
    """One future is one row."""
    with pytest.raises(ValueError, match="occurs twice"):
        same_futures(np.array([1, 1]), np.array([1, 2]))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [([], [], "no futures"), ([1.0], [1.0, 2.0], "one length"), ([1.0, math.nan], [1.0, 2.0], "not finite")],
)
def test_bad_input_is_refused(first: list[float], second: list[float], words: str) -> None:
    """No pair, no match, no number: an error."""
    with pytest.raises(ValueError, match=words):
        paired_difference(first, second)


def test_shares_take_flags_only() -> None:
    """Amounts are not outcomes."""
    with pytest.raises(ValueError, match="flags"):
        paired_share_difference([0.5, 1.0], [1.0, 0.0])


def test_a_difference_is_a_value() -> None:
    """Two differences with the same numbers are equal, so that results can be compared."""
    assert isinstance(paired_difference([1.0, 2.0], [0.0, 1.0]), PairedDifference)
    assert paired_difference([1.0, 2.0], [0.0, 1.0]) == paired_difference([1.0, 2.0], [0.0, 1.0])
