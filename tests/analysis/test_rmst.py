from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.analysis.arms import Arm
from sim.analysis.rmst import _Side, independent_difference, paired_difference_of_means, restricted_mean
from sim.analysis.survival import survival_curve
from sim.errors import InputError

N = 200
subjects = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), min_size=2, max_size=40)


def arm(weeks: list[float], ended: list[bool], **luck: object) -> Arm:
    return Arm(np.array(weeks), np.array(ended), **luck)  # type: ignore[arg-type]


def test_without_losses_it_is_the_plain_mean() -> None:
    """Nobody lost before week 30: the mean of min(week, 30), with error standard deviation over root n."""
    weeks = np.random.default_rng(1).integers(1, 60, 500).astype(float)
    found = restricted_mean(survival_curve(weeks, np.ones(500)), 30.0)
    cut = np.minimum(weeks, 30.0)
    assert found.weeks == pytest.approx(cut.mean(), rel=1e-12)
    assert found.standard_error_weeks == pytest.approx(cut.std() / np.sqrt(500), rel=1e-9)


def test_worked_by_hand_with_a_loss() -> None:
    """Ends at 2 and 6 of four, one lost at 4, one stands: 2·1 + 4·3/4 + 4·3/8 = 6.5 weeks of 10.

    Variance: (3 + 1.5)² · 1/(4·3) + 1.5² · 1/(2·1) = 2.8125.
    """
    found = restricted_mean(survival_curve([2.0, 4.0, 6.0, 12.0], [True, False, True, False]), 10.0)
    assert found.weeks == pytest.approx(6.5)
    assert found.standard_error_weeks == pytest.approx(np.sqrt(2.8125))


@settings(max_examples=60)
@given(subjects, st.integers(1, 40))
def test_duplicating_halves_the_variance_and_shifting_adds_the_weeks(rows: list[tuple[float, bool]], by: int) -> None:
    """Every row twice: the same mean, half the variance. All so many weeks later: so many weeks more of so many."""
    weeks, ended = (list(each) for each in zip(*rows, strict=True))
    until = max(weeks)
    assume(until > 0.0)
    found = restricted_mean(survival_curve(weeks, ended), until)
    assume(found.standard_error_weeks is not None)
    twice = restricted_mean(survival_curve(weeks * 2, ended * 2), until)
    later = restricted_mean(survival_curve([week + by for week in weeks], ended), until + by)
    assert twice.weeks == pytest.approx(found.weeks)
    assert twice.standard_error_weeks == pytest.approx(found.standard_error_weeks / np.sqrt(2.0))
    assert later.weeks == pytest.approx(found.weeks + by)
    assert later.standard_error_weeks == pytest.approx(found.standard_error_weeks)
    assert found.low is not None
    assert found.high is not None
    assert 0.0 <= found.low <= found.weeks + 1e-9
    assert found.weeks - 1e-9 <= found.high <= until + 1e-9


def test_no_end_is_not_certainty() -> None:
    """None of 200 ended by week 50: 50 weeks, and no fewer than 50 times the exact bound for none of 200."""
    found = restricted_mean(survival_curve([260.0] * 200, [False] * 200), 50.0)
    assert (found.weeks, found.high, found.standard_error_weeks) == (50.0, 50.0, 0.0)
    assert found.low == pytest.approx(50.0 * 0.025 ** (1 / 200))


def test_all_in_one_week_leaves_the_interval_undefined() -> None:
    """All ended in week 8, or the only one did: 8 weeks, and None where there is no spread to judge by."""
    for count in (1, 40):
        found = restricted_mean(survival_curve([8.0] * count, [True] * count), 50.0)
        assert (found.weeks, found.low, found.high, found.standard_error_weeks) == (8.0, None, None, None)


def test_weeks_nobody_was_watched_are_refused() -> None:
    """A mean beyond the last week seen, or of no weeks at all; beyond the end of everybody it is fine."""
    curve = survival_curve([10.0, 20.0], [True, False])
    with pytest.raises(ValueError, match="nobody was watched beyond week 20"):
        restricted_mean(curve, 21.0)
    for until in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="needs weeks to look at"):
            restricted_mean(curve, until)
    assert restricted_mean(survival_curve([10.0, 20.0], [True, True]), 99.0).weeks == 15.0


def test_arms_with_common_luck_have_no_independent_difference() -> None:
    """The same seed and replications: refused, with what to use instead."""
    one = arm([1.0, 3.0], [True, True], seed=1, replications=np.array([0, 1]))
    with pytest.raises(InputError, match=r"share seed 1 and 2 replications.*paired difference of restricted means"):
        independent_difference(one, arm([2.0, 2.5], [True, True], seed=1, replications=np.array([0, 1])), 5.0)


def test_a_strategy_against_itself_differs_by_exactly_zero() -> None:
    """Paired with itself: zero, with no width."""
    one = arm([1.0, 3.0, 9.0], [True, False, True], seed=1, replications=np.array([0, 1, 2]))
    found = paired_difference_of_means(one, one, 5.0)
    assert (found.weeks, found.low, found.high, found.standard_error_weeks) == (0.0, 0.0, 0.0, 0.0)


def test_without_losses_a_resampled_curve_has_the_resampled_mean() -> None:
    """Nobody lost: the area under each resample's curve is its plain mean of min(week, 30), used instead."""
    weeks = np.random.default_rng(4).exponential(20.0, 300)
    side = _Side(Arm(np.minimum(weeks, 40.0), weeks < 40.0), 30.0)
    weights = np.random.default_rng(5).poisson(1.0, (50, 300)).astype(float)
    expected = weights @ np.minimum(weeks, 30.0) / weights.sum(axis=1)
    assert side.is_whole
    assert side.means(weights) == pytest.approx(expected, rel=1e-12)
    assert not _Side(Arm(weeks, weeks > 10.0), 30.0).is_whole


def test_what_happens_after_the_week_does_not_count() -> None:
    """Programmes that differ only after week 5: a difference up to week 5 of exactly zero."""
    first, second = arm([1.0, 7.0, 9.0], [True, True, False]), arm([1.0, 9.0, 6.0], [True, False, True])
    found = paired_difference_of_means(first, second, 5.0)
    assert (found.weeks, found.low, found.high) == (0.0, 0.0, 0.0)


def test_futures_are_paired_by_number() -> None:
    """Only those that both have, in whatever order: 4 - 1 and 2 - 3 weeks, on average 1."""
    first = arm([2.0, 4.0, 9.0], [True] * 3, seed=1, replications=np.array([7, 5, 1]))
    second = arm([1.0, 3.0, 8.0], [True] * 3, seed=1, replications=np.array([5, 7, 2]))
    found = paired_difference_of_means(first, second, 20.0)
    assert found.weeks == 1.0
    assert found.paired
    for other, words in (
        (arm([1.0], [True], seed=2, replications=np.array([5])), "seeds 1 and 2 are different luck"),
        (arm([1.0], [True], seed=1, replications=np.array([6])), "no replication in common"),
    ):
        with pytest.raises(InputError, match=words):
            paired_difference_of_means(first, other, 5.0)
    with pytest.raises(ValueError, match="one length"):
        paired_difference_of_means(arm([1.0], [True]), arm([1.0, 2.0], [True, True]), 1.0)


def test_without_spread_a_difference_is_undefined() -> None:
    """One future, or an arm in which nobody ended: the difference, and None for what nothing tells."""
    one = paired_difference_of_means(arm([2.0], [True]), arm([3.0], [True]), 5.0)
    assert (one.weeks, one.low, one.high) == (-1.0, None, None)
    standing = independent_difference(arm([9.0, 9.0], [False, False]), arm([2.0, 4.0], [True, True]), 5.0)
    assert (standing.weeks, standing.low, standing.high) == (2.0, None, None)


def simulated(rng: np.random.Generator, common: float) -> tuple[Arm, Arm]:
    """Two arms of lognormal weeks, 30% longer in the first, with luck in common and losses throughout."""
    shared, own = rng.normal(size=N), rng.normal(size=(2, N))
    first, second = np.exp(0.7 * (np.sqrt(common) * shared + np.sqrt(1.0 - common) * own))
    seen = rng.uniform(1.0, 6.0, (2, N))
    return tuple(  # type: ignore[return-value]
        Arm(np.minimum(weeks, limit), weeks <= limit) for weeks, limit in zip((1.3 * first, second), seen, strict=True)
    )


def test_common_luck_narrows_the_interval() -> None:
    """80% of the luck in common, 200 futures: two thirds as wide as for independent arms at most."""
    rng, widths = np.random.default_rng(2107), []
    for _ in range(60):
        first, second = simulated(rng, 0.8)
        found = paired_difference_of_means(first, second, 2.0, resamples=300)
        apart = independent_difference(first, second, 2.0)
        widths.append((found.standard_error_weeks or 0.0) / (apart.standard_error_weeks or 1.0))
    assert np.mean(widths) < 2 / 3
