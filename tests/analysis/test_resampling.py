from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import resampling
from sim.analysis.resampling import resampled_means, weight_blocks


def all_weights(futures: int, resamples: int, seed: int = 1) -> np.ndarray:
    blocks = weight_blocks(np.random.Philox(key=seed), futures, resamples)
    return np.concatenate([block.copy() for block in blocks], axis=1)


def test_the_law_of_the_weights_has_mean_one_and_variance_one() -> None:
    """Of 256 bytes 94, 94, 49, 13, 5 and 1 stand for 0 to 5 draws: mean 1, variance 1, third moment 258/256.

    No byte more than three 256ths away from Poisson's.
    """
    drawn = resampling.times_of_bytes(np.arange(256, dtype=np.uint8)).astype(float)
    assert np.bincount(drawn.astype(int)).tolist() == [94, 94, 49, 13, 5, 1]
    assert (drawn.mean(), drawn.var(), ((drawn - 1.0) ** 3).mean()) == (1.0, 1.0, 258 / 256)
    poisson = np.exp(-1.0) / np.array([1, 1, 2, 6, 24, 120])
    assert np.abs(np.bincount(drawn.astype(int)) / 256 - poisson).max() < 3 / 256


def test_drawn_weights_follow_that_law_and_are_independent() -> None:
    """A million weights: the shares of 0 to 5, and no correlation between neighbours, within five standard errors."""
    weights = all_weights(1_000, 1_000)
    law = np.array([94, 94, 49, 13, 5, 1]) / 256
    found = np.bincount(weights.astype(int).ravel(), minlength=6) / 1e6
    assert (np.abs(found - law) < 5.0 * np.sqrt(law * (1.0 - law) / 1e6)).all()
    centred = weights - 1.0
    for neighbours in (centred[:, 1:] * centred[:, :-1], centred[1:] * centred[:-1]):
        assert abs(neighbours.mean()) < 5.0 / np.sqrt(neighbours.size)


@pytest.mark.parametrize("kind", [np.bool_, np.int8, np.float64])
def test_means_are_weighted_sums_over_the_sum_of_weights(monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    """Flags, small whole numbers and money: what the plain products of the same weights give, over several blocks."""
    monkeypatch.setattr(resampling, "_WEIGHTS_AT_A_TIME", 8_000)
    rng = np.random.default_rng(2)
    values: np.ndarray = (
        rng.lognormal(10.0, 2.0, (333, 7)) if kind is np.float64 else rng.random((333, 7)) < 0.3
    ).astype(kind)
    weights = all_weights(333, 100, seed=5)
    expected = weights @ values.astype(float) / weights.sum(axis=1, keepdims=True)
    found = resampled_means(values, resamples=100, seed=5)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_the_order_of_sums_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums are exact: column by column, the product gives the same bits as all columns at once."""
    values = np.random.default_rng(3).lognormal(10.0, 2.0, (997, 12))
    together = resampled_means(values, resamples=50)
    apart = np.hstack([resampled_means(values[:, [at]], resamples=50) for at in range(12)])
    assert together.tobytes() == apart.tobytes()


def test_a_seed_fixes_every_draw_and_another_changes_them() -> None:
    """The same seed, the same bits; another seed, other means."""
    values = np.random.default_rng(4).random((50, 3))
    first = resampled_means(values, resamples=20, seed=7)
    assert first.tobytes() == resampled_means(values, resamples=20, seed=7).tobytes()
    assert not np.array_equal(first, resampled_means(values, resamples=20, seed=8))


def test_single_and_double_precision_agree_to_the_bit() -> None:
    """Flags as flags and as doubles: the same means."""
    flags = np.random.default_rng(5).random((5_000, 9)) < 0.4
    assert (
        resampled_means(flags, resamples=64).tobytes() == resampled_means(flags.astype(float), resamples=64).tobytes()
    )


def test_whole_numbers_too_large_for_single_precision_are_still_exact() -> None:
    """A million and one futures' worth of counts: sums beyond 2^24 come out as with doubles."""
    counts = np.random.default_rng(6).integers(0, 100_000, (500, 2))
    assert resampled_means(counts, resamples=30).tobytes() == resampled_means(counts * 1.0, resamples=30).tobytes()


@settings(max_examples=40)
@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=20))
def test_means_lie_between_the_extremes_and_turn_with_the_sign(values: list[float]) -> None:
    """Any numbers: no mean outside of them, and minus the numbers has minus the means."""
    column = np.array(values)[:, None]
    means = resampled_means(column, resamples=50)
    room = 1e-9 * np.abs(column).max()
    assert (means >= column.min() - room).all()
    assert (means <= column.max() + room).all()
    assert np.array_equal(resampled_means(-column, resamples=50), -means)


def test_the_spread_of_the_means_is_the_standard_error() -> None:
    """20,000 resamples of 400 values: their standard deviation is sd/√n within 3% (error of it 0.5%)."""
    values = np.random.default_rng(8).exponential(size=(400, 1))
    means = resampled_means(values, resamples=20_000)
    assert means.std() == pytest.approx(values.std() / 20.0, rel=0.03)
    assert means.mean() == pytest.approx(values.mean(), rel=0.005)


def test_memory_is_bounded_by_blocks() -> None:
    """1,000 resamples of 20,000 futures would be 160 MB of weights at once; the peak stays below 60 MB."""
    flags = np.random.default_rng(9).random((20_000, 60)) < 0.5
    tracemalloc.start()
    resampled_means(flags, resamples=1_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60e6


def test_a_resample_without_anybody_is_left_out() -> None:
    """One future is drawn in 162 of 256 resamples: those remain, each with its value."""
    means = resampled_means([[3.5]], resamples=2_000)
    assert set(means.ravel().tolist()) == {3.5}
    assert means.size / 2_000 == pytest.approx(162 / 256, abs=5 * np.sqrt(0.25 / 2_000))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1.0], "futures down"),
        (np.empty((0, 3)), "no futures"),
        ([[np.nan]], "not finite"),
        ([[1e300]], "too large"),
    ],
)
def test_what_cannot_be_resampled_is_refused(values: object, words: str) -> None:
    """A row, nothing, NaN, and numbers whose sums would overflow."""
    with pytest.raises(ValueError, match=words):
        resampled_means(values)  # type: ignore[arg-type]
