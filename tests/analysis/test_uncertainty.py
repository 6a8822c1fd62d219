"""What is not known about the cards, and luck: split without bias, each with an interval that covers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.uncertainty import (
    SHARE_DIFFERENCES,
    SHARES,
    Part,
    Split,
    expected_values,
    mean_of_worlds,
    variance_split,
)

Floats = npt.NDArray[np.float64]

WORLDS, REPLICATIONS, SIMULATIONS = 200, 8, 1_000


def normal_worlds(rng: np.random.Generator) -> Floats:
    """Variance 1 of the cards, 4 of luck."""
    return np.asarray(rng.normal(size=(WORLDS, 1)) + 2.0 * rng.normal(size=(WORLDS, REPLICATIONS)), dtype=np.float64)


def yes_or_no_worlds(rng: np.random.Generator) -> Floats:
    """Chances from Beta(2, 5): variance 10/392 of the cards, 10/49 - 10/392 of luck."""
    chances = rng.beta(2.0, 5.0, size=(WORLDS, 1))
    return np.asarray(rng.random((WORLDS, REPLICATIONS)) < chances, dtype=np.float64)


def cards_of(split: Split) -> Part:
    assert split.cards is not None
    return split.cards


def luck_of(split: Split) -> Part:
    assert split.luck is not None
    return split.luck


@pytest.mark.parametrize(
    ("worlds", "cards", "luck", "mean"),
    [(normal_worlds, 1.0, 4.0, 0.0), (yes_or_no_worlds, 10.0 / 392.0, 10.0 / 49.0 - 10.0 / 392.0, 2.0 / 7.0)],
)
def test_the_split_is_unbiased_and_its_intervals_cover(worlds: object, cards: float, luck: float, mean: float) -> None:
    """1,000 simulations of 200 worlds: means within three standard errors, coverages within two points of 95%.

    The standard error of a coverage is 0.7 points: an exact interval fails one of four with probability 0.015.
    """
    assert callable(worlds)
    found: list[Split] = [
        variance_split(worlds(np.random.default_rng((7, seed))), resamples=400, seed=seed)
        for seed in range(SIMULATIONS)
    ]
    for name, truth in (("cards", cards), ("luck", luck)):
        values = np.array([getattr(each, name).value for each in found])
        assert values.mean() == pytest.approx(truth, abs=3.0 * values.std() / np.sqrt(SIMULATIONS))
        covered = np.mean([getattr(each, name).low <= truth <= getattr(each, name).high for each in found])
        assert covered == pytest.approx(0.95, abs=0.02), name
    shares = [each.share for each in found if each.share is not None]
    assert np.mean([each.low <= cards / (cards + luck) <= each.high for each in shares]) == pytest.approx(
        0.95, abs=0.02
    )
    assert np.mean([each.low <= mean <= each.high for each in found]) == pytest.approx(0.95, abs=0.02)


def test_the_textbook_s_analysis_of_variance() -> None:
    """Worlds (1, 3), (4, 6), (9, 7): means 2, 5, 8; within 2; between 9, so cards 9 - 2/2 = 8, share 8/10."""
    found = variance_split(np.array([[1.0, 3.0], [4.0, 6.0], [9.0, 7.0]]))
    assert found.share is not None
    assert (found.mean, cards_of(found).value, luck_of(found).value) == pytest.approx((5.0, 8.0, 2.0))
    assert found.share.value == pytest.approx(0.8)


def test_common_luck_would_hide_a_part_of_the_cards() -> None:
    """The trap: the same luck in every world cancels between worlds and is taken off once more.

    Cards 1, luck 4, five replications: 0.2 instead of 1 on average, 1 - 4/5.
    """
    rng = np.random.default_rng(5)
    common, own = [], []
    for _ in range(300):
        worlds = rng.normal(size=(50, 1))
        common.append(cards_of(variance_split(worlds + 2.0 * rng.normal(size=(1, 5)), resamples=2)).value)
        own.append(cards_of(variance_split(worlds + 2.0 * rng.normal(size=(50, 5)), resamples=2)).value)
    assert np.mean(common) == pytest.approx(0.2, abs=0.2)
    assert np.mean(own) == pytest.approx(1.0, abs=0.1)


def test_the_spread_of_worlds_is_that_of_the_cards_alone() -> None:
    """Normal worlds of sd 1 with luck of sd 5 in eight programmes: P10 to P90 is 2.56, not the 5.2 of raw means."""
    rng = np.random.default_rng(11)
    values = rng.normal(size=(20_000, 1)) + 5.0 * rng.normal(size=(20_000, 8))
    found = variance_split(values, resamples=2)
    assert found.p10 is not None
    assert found.p90 is not None
    assert found.p90 - found.p10 == pytest.approx(2.563, abs=0.15)
    raw = np.quantile(values.mean(axis=1), (0.1, 0.9))
    assert raw[1] - raw[0] > 5.0


def test_worlds_that_differ_by_luck_alone() -> None:
    """The cards' part is about zero, its interval includes zero, and it may come out below."""
    found = [variance_split(np.random.default_rng(seed).normal(size=(200, 5)), resamples=400) for seed in range(100)]
    values = np.array([cards_of(each).value for each in found])
    assert values.min() < 0.0 < values.max()
    assert np.mean([cards_of(each).low <= 0.0 <= cards_of(each).high for each in found]) > 0.85
    assert all(each.p10 == each.p90 == each.mean for each in found if cards_of(each).value < 0.0)


def test_where_nothing_varies_there_is_no_share() -> None:
    """Zero over zero is not zero."""
    found = variance_split(np.ones((4, 3)))
    assert (cards_of(found).value, luck_of(found).value, found.share) == (0.0, 0.0, None)
    assert (found.mean, found.p10, found.p90) == (1.0, 1.0, 1.0)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(2, 6))
def test_both_parts_add_up_and_order_does_not_matter(seed: int, worlds: int, replications: int) -> None:
    """Shuffling worlds, or programmes within a world, changes neither part; a shift changes none, a scale squares."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(worlds, replications))
    found = variance_split(values, resamples=3)
    shuffled = variance_split(rng.permuted(rng.permutation(values), axis=1), resamples=3)
    moved = variance_split(10.0 * values + 7.0, resamples=3)
    assert (cards_of(shuffled).value, luck_of(shuffled).value) == pytest.approx(
        (cards_of(found).value, luck_of(found).value)
    )
    assert cards_of(moved).value == pytest.approx(100.0 * cards_of(found).value, abs=1e-9)
    assert luck_of(moved).value == pytest.approx(100.0 * luck_of(found).value)


@pytest.mark.parametrize(("worlds", "replications"), [(1, 5), (5, 1)])
def test_one_world_or_one_replication_cannot_be_split(worlds: int, replications: int) -> None:
    """Cards cannot be told from luck."""
    with pytest.raises(ValueError, match="needs two worlds and two replications"):
        variance_split(np.ones((worlds, replications)))


@pytest.mark.parametrize(("rate", "spread"), [(0.02, 0.5), (0.2, 0.5), (0.004, 0.0)])
def test_the_interval_of_a_rare_share_covers(rate: float, spread: float) -> None:
    """Chances that differ between worlds, or not: at least two points below 95%, where Student's covers 55 to 90.

    2,000 simulations of 200 worlds with two programmes; the standard error of a coverage is half a point.
    """
    rng, covered, naive = np.random.default_rng(23), [], []
    for _ in range(2_000):
        chances = rate * (1.0 + spread * rng.choice([-1.0, 1.0], size=(200, 1)))
        means = (rng.random((200, 2)) < chances).mean(axis=1)
        _, low, high = mean_of_worlds(means, SHARES, 0.95)
        covered.append(low <= rate <= high)
        naive.append(abs(means.mean() - rate) <= 1.97 * means.std(ddof=1) / np.sqrt(200))
    assert np.mean(covered) > 0.95 - 0.02
    assert rate > 0.1 or np.mean(naive) < 0.93


def test_none_of_many_programmes_is_not_a_chance_of_zero() -> None:
    """No programme of 200 × 2 reached the target: at most 2 in 100 may; two strategies may differ by as much."""
    found = variance_split(np.zeros((200, 2)), bounds=SHARES)
    assert (found.mean, found.low, found.share) == (0.0, 0.0, None)
    assert found.high == pytest.approx(0.023, abs=0.002)
    differ = variance_split(np.zeros((200, 2)), bounds=SHARE_DIFFERENCES)
    assert differ.low == pytest.approx(-differ.high)
    assert 0.015 < differ.high < 0.025


def test_expected_values_vary_within_and_between_strategies_as_much_as_cards_make_them() -> None:
    """Cards of covariance (4, 1.5; 1.5, 1) under correlated luck of (9, 6; 6, 5): the luck is gone, the means stay."""
    rng = np.random.default_rng(29)
    of_cards, of_luck = np.array([[4.0, 1.5], [1.5, 1.0]]), np.array([[9.0, 6.0], [6.0, 5.0]])
    cards = rng.multivariate_normal([1.0, -2.0], of_cards, size=20_000).T[..., None]
    luck = np.moveaxis(rng.multivariate_normal([0.0, 0.0], of_luck, size=(20_000, 3)), 2, 0)
    values = cards + luck
    found = expected_values(values)
    np.testing.assert_allclose(np.cov(found), of_cards, atol=0.15)
    np.testing.assert_allclose(found.mean(axis=1), values.mean(axis=(1, 2)), atol=1e-9)
    assert np.cov(values.mean(axis=2))[0, 0] > 6.5
    differences = found[0] - found[1]
    assert differences.var() == pytest.approx(4.0 + 1.0 - 3.0, abs=0.1)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(2, 12))
def test_expected_values_follow_shift_scale_and_order(seed: int, strategies: int, worlds: int) -> None:
    """Another currency or another order of strategies and worlds changes nothing else; the means stay."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(strategies, worlds, 3))
    found = expected_values(values)
    np.testing.assert_allclose(found.mean(axis=1), values.mean(axis=(1, 2)), atol=1e-9)
    np.testing.assert_allclose(expected_values(7.0 - 1e6 * values), 7.0 - 1e6 * found, atol=1.0)
    order, places = rng.permutation(strategies), rng.permutation(worlds)
    np.testing.assert_allclose(expected_values(values[order][:, places]), found[order][:, places], atol=1e-6)


def test_without_luck_expected_values_are_the_means() -> None:
    """Programmes of a world that are all alike leave nothing to take out; one replication says nothing of luck."""
    cards = np.random.default_rng(31).normal(size=(3, 50, 1))
    np.testing.assert_allclose(expected_values(np.repeat(cards, 4, axis=2)), cards[..., 0], atol=1e-9)
    assert np.array_equal(expected_values(cards), cards[..., 0])
    assert np.array_equal(expected_values(np.ones((2, 5, 3))), np.ones((2, 5)))


def test_a_share_that_is_too_rare_is_not_split() -> None:
    """Chances from Beta(0.3, 14.7), 2% on average, cards' share 1/16: about 8 programmes of 200 × 2 reach the target.

    The trap: split anyway, the interval of the share covers in fewer than 60 of 100 simulations instead of 95.
    """
    rng, covered = np.random.default_rng(37), []
    for seed in range(150):
        values = (rng.random((200, 2)) < rng.beta(0.3, 14.7, size=(200, 1))).astype(np.float64)
        anyway = variance_split(values, resamples=200, seed=seed).share
        covered.append(anyway is not None and anyway.low <= 1.0 / 16.0 <= anyway.high)
        found = variance_split(values, bounds=SHARES, resamples=2)
        assert (found.told, found.share, found.p10) == (False, None, None)
    assert np.mean(covered) < 0.6
    assert variance_split(1.0 - values, bounds=SHARES, resamples=2).told is False
    assert variance_split(yes_or_no_worlds(rng), bounds=SHARES, resamples=2).told
