"""The inverse normal is right, odd and monotone."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.luck.luck import uniform_of
from sim.luck.philox import WORD_MASK
from sim.luck.quantiles import normal_quantile, normal_quantiles

words = st.integers(0, WORD_MASK)
EDGES = np.array([0.075, 0.925, 0.5, np.exp(-25.0), 2.0**-53, 1.0 - 2.0**-53])


def _uniforms() -> NDArray[np.float64]:
    generator = np.random.default_rng(21)
    tails = 10.0 ** -generator.uniform(1.0, 300.0, 20_000)
    beside = [np.nextafter(EDGES, side) for side in (0.0, 1.0)]
    inside = (generator.integers(0, 2**52, 100_000) + 0.5) / 2.0**52
    uniforms = np.concatenate([inside, tails, EDGES, *beside])
    return np.asarray(np.clip(uniforms, 1e-300, 1.0 - 2.0**-53), dtype=np.float64)


def test_it_agrees_with_scipy() -> None:
    """Within 1e-14, relative beyond one standard deviation and absolute inside, over 120,000 points and every seam."""
    uniforms = _uniforms()
    expected = ndtri(uniforms)
    found = np.array([normal_quantile(u) for u in uniforms.tolist()])
    assert np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1.0)) < 1e-14


def test_it_agrees_with_the_standard_library() -> None:
    """Within 1e-15 of Python's own, which is the same algorithm: a wrong digit in any coefficient shows."""
    uniforms = _uniforms().tolist()
    expected = [statistics.NormalDist().inv_cdf(u) for u in uniforms]
    np.testing.assert_allclose([normal_quantile(u) for u in uniforms], expected, rtol=1e-15, atol=0.0)


def test_it_has_the_same_bits_in_bulk() -> None:
    """The array form gives the scalar form's bits at every point."""
    uniforms = _uniforms()
    assert normal_quantiles(uniforms).tolist() == [normal_quantile(u) for u in uniforms.tolist()]


@given(word=words)
def test_it_is_odd_about_one_half(word: int) -> None:
    """Exchanging u and 1 - u changes the sign and no bit."""
    assert normal_quantile(uniform_of(WORD_MASK - word)) == -normal_quantile(uniform_of(word))


@given(one=words, other=words)
def test_it_never_falls(one: int, other: int) -> None:
    """A greater uniform gives no smaller normal."""
    low, high = sorted([uniform_of(one), uniform_of(other)])
    assert normal_quantile(low) <= normal_quantile(high)


def test_it_is_monotone_across_the_seams() -> None:
    """Where one rational function hands over to the next, 2,000 neighbours each stay in order within rounding."""
    for seam in (0.075, 0.925, float(np.exp(-25.0))):
        steps = np.arange(-1_000, 1_000) * np.spacing(seam) * 64.0
        assert np.min(np.diff(normal_quantiles(seam + steps))) > -1e-15 * abs(normal_quantile(seam))


@pytest.mark.parametrize("u", [0.0, 1.0])
def test_the_ends_are_no_uniforms(u: float) -> None:
    """0 and 1 have no finite normal: an error, not an infinity."""
    with pytest.raises(ValueError, match=r"math domain error|expected a positive input"):
        normal_quantile(u)
