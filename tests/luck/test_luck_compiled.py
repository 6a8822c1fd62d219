"""A compiled kernel can evaluate the same luck on demand, to the bit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from numba import uint64
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.luck import Luck, distributions
from sim.luck.distributions import (
    bernoulli_at,
    categorical_at,
    exponential_at,
    lognormal_at,
    normal_at,
    triangular_at,
    uniform_at,
)
from sim.luck.philox import KEY_STEP_0, KEY_STEP_1, MULTIPLIER_0, MULTIPLIER_1, ROUNDS
from sim.luck.quantiles import _centre, _far_tail, _near_tail, exponential_quantile, normal_quantile

LOW_HALF = np.uint64(0xFFFF_FFFF)
HALF = np.uint64(32)
ONE = np.uint64(1)
M0, M1, STEP_0, STEP_1 = (np.uint64(value) for value in (MULTIPLIER_0, MULTIPLIER_1, KEY_STEP_0, KEY_STEP_1))
WORD_LIMIT = 2**64

for inner in (_centre, _near_tail, _far_tail, normal_quantile, exponential_quantile):
    register_jitable(inner)  # lets compiled code call the interpreted function's source; the function itself stays


def _high(a: Any, b: Any) -> Any:
    """The upper 64 bits of a 64 x 64 bit product, from four products of 32-bit halves."""
    a_low, a_high, b_low, b_high = a & LOW_HALF, a >> HALF, b & LOW_HALF, b >> HALF
    middle = a_high * b_low + ((a_low * b_low) >> HALF)
    other = a_low * b_high + (middle & LOW_HALF)
    return a_high * b_high + (middle >> HALF) + (other >> HALF)


_compiled_high = numba.njit(uint64(uint64, uint64))(_high)


def _uniform(seed: Any, replication: Any, purpose: Any, entity: Any, index: Any) -> Any:
    """The scheme again, on 64-bit words."""
    word_0, word_1, word_2, word_3 = index >> np.uint64(2), entity, purpose, np.uint64(0)
    for _ in range(ROUNDS):
        high_0, low_0 = _compiled_high(M0, word_0), M0 * word_0
        high_1, low_1 = _compiled_high(M1, word_2), M1 * word_2
        word_0, word_1, word_2, word_3 = high_1 ^ word_1 ^ seed, low_1, high_0 ^ word_3 ^ replication, low_0
        seed, replication = seed + STEP_0, replication + STEP_1
    low = word_1 if index & ONE else word_0
    high = word_3 if index & ONE else word_2
    word = high if index & np.uint64(2) else low
    return (np.float64(word >> np.uint64(12)) + 0.5) / 4503599627370496.0


_compiled_uniform = numba.njit(numba.float64(uint64, uint64, uint64, uint64, uint64))(_uniform)


def _places() -> NDArray[np.uint64]:
    """Small and full-width coordinates, and the corners."""
    generator = np.random.default_rng(21)
    full = generator.integers(0, WORD_LIMIT, (5_000, 5), dtype=np.uint64)
    small = generator.integers(0, 300, (5_000, 5), dtype=np.uint64)
    corners = np.array(list(itertools.product([0, WORD_LIMIT - 1], repeat=5)), dtype=np.uint64)
    return np.concatenate([full, small, corners])


def _bits(values: Any) -> NDArray[np.uint64]:
    return np.asarray(values, dtype=np.float64).view(np.uint64)


def _uniforms() -> NDArray[np.float64]:
    """Many uniforms and every seam: least, greatest, middle, where the normal's rational functions meet."""
    seams = np.array([2.0**-53, 1.0 - 2.0**-53, 0.5, 0.075, 0.925, math.exp(-25.0)])
    tails = 10.0 ** -np.random.default_rng(22).uniform(1.0, 16.0, 2_000)
    beside = [np.nextafter(seams[2:], side) for side in (0.0, 1.0)]
    return np.concatenate([Luck(21, 0).uniforms(5, 0, 20_000), tails, seams, *beside])


def test_compiled_uniforms_have_the_same_bits() -> None:
    """The scheme on 64-bit words gives the interpreted scheme's bits over 10,000 places and every corner."""
    places = _places()
    expected = [Luck(seed, replication).uniform(*place) for seed, replication, *place in places.tolist()]
    found = [_compiled_uniform(*place) for place in places]
    np.testing.assert_array_equal(_bits(found), _bits(expected))


@pytest.mark.parametrize(
    ("formula", "parameters"),
    [
        (normal_quantile, ()),
        (exponential_quantile, ()),
        (uniform_at, (-2.0, 3.3)),
        (exponential_at, (4.1,)),
        (normal_at, (-1.0, 2.7)),
        (lognormal_at, (0.95, 0.63)),
        (bernoulli_at, (0.3,)),
        (triangular_at, (1.0, 2.1, 6.0)),
        (categorical_at, ((0.2, 0.5, 0.3),)),
    ],
)
def test_compiled_formulas_have_the_same_bits(formula: Callable[..., float], parameters: tuple[Any, ...]) -> None:
    """The very functions of sim/luck, compiled and run in a compiled loop, give the interpreted functions' bits."""
    compiled = numba.njit(formula)

    def over(uniforms: Any, values: Any, given: Any) -> None:
        for i in range(uniforms.size):
            values[i] = compiled(uniforms[i], *given)

    uniforms = _uniforms()
    values = np.empty_like(uniforms)
    numba.njit(over)(uniforms, values, parameters)
    np.testing.assert_array_equal(_bits(values), _bits([formula(u, *parameters) for u in uniforms.tolist()]))


def test_every_formula_is_compiled_above() -> None:
    """No formula of the distributions escapes the test above."""
    formulas = {name for name in vars(distributions) if name.endswith("_at")}
    tested = {uniform_at, exponential_at, normal_at, lognormal_at, bernoulli_at, triangular_at, categorical_at}
    assert formulas == {formula.__name__ for formula in tested}
