"""Every distribution is what its name and its own mean and variance say.

False alarms: each p-value below alarms at 1e-5 for a sound distribution (some 30 of them); the luck is fixed.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.luck import Luck, purpose
from sim.luck.distributions import (
    Bernoulli,
    Categorical,
    Distribution,
    Exponential,
    Lognormal,
    Normal,
    Triangular,
    Uniform,
)

ALARM = 1e-5
DRAWS = 200_000

CONTINUOUS: list[tuple[Distribution, object]] = [
    (Uniform(-2.0, 3.0), stats.uniform(-2.0, 5.0)),
    (Exponential(4.0), stats.expon(scale=4.0)),
    (Normal(-1.0, 2.5), stats.norm(-1.0, 2.5)),
    (Lognormal(5.0, 0.5), stats.lognorm(0.5, scale=5.0 * math.exp(-0.125))),
    (Lognormal(30.0, 0.1), stats.lognorm(0.1, scale=30.0 * math.exp(-0.005))),
    (Triangular(1.0, 2.0, 6.0), stats.triang(0.2, 1.0, 5.0)),
    (Triangular(-1.0, -1.0, 1.0), stats.triang(0.0, -1.0, 2.0)),
    (Triangular(-1.0, 1.0, 1.0), stats.triang(1.0, -1.0, 2.0)),
]
DISCRETE: list[Distribution] = [
    Bernoulli(0.5),
    Bernoulli(0.03),
    Categorical((0.2, 0.5, 0.3)),
    Categorical((0.0, 0.6, 0.0, 0.4, 0.0)),
]
ALL = [distribution for distribution, _ in CONTINUOUS] + DISCRETE
shares = st.floats(2.0**-53, 1.0 - 2.0**-53)


def _draws(distribution: Distribution) -> NDArray[np.float64]:
    uniforms = Luck(21, 0).uniforms(purpose(f"test {distribution}"), 0, DRAWS)
    return np.array([distribution.at(u) for u in uniforms.tolist()])


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_mean_and_dispersion_are_as_stated(distribution: Distribution) -> None:
    """Sample mean and sample variance of 200,000 draws lie within chance of the distribution's own."""
    draws = _draws(distribution)
    squares = (draws - distribution.mean) * (draws - distribution.mean)
    limit = stats.norm.isf(ALARM / 2.0)
    assert abs(draws.mean() - distribution.mean) <= limit * math.sqrt(distribution.variance / DRAWS)
    assert abs(squares.mean() - distribution.variance) <= max(limit * squares.std() / math.sqrt(DRAWS), 1e-12)


@pytest.mark.parametrize(("distribution", "theory"), CONTINUOUS, ids=[str(pair[0]) for pair in CONTINUOUS])
def test_the_whole_distribution_is_the_theorys(distribution: Distribution, theory: object) -> None:
    """Kolmogorov-Smirnov against scipy's distribution of the same name."""
    assert stats.kstest(_draws(distribution), theory.cdf).pvalue > ALARM  # type: ignore[attr-defined]


@pytest.mark.parametrize(("distribution", "theory"), CONTINUOUS, ids=[str(pair[0]) for pair in CONTINUOUS])
def test_moments_and_quantiles_are_the_theorys(distribution: Distribution, theory: object) -> None:
    """Mean, variance and inverse agree with scipy's to rounding, without any luck."""
    uniforms = np.linspace(1e-6, 1.0 - 1e-6, 1_001)
    mean, variance = theory.stats("mv")  # type: ignore[attr-defined]
    assert math.isclose(distribution.mean, mean, rel_tol=1e-12)
    assert math.isclose(distribution.variance, variance, rel_tol=1e-12)
    found = np.array([distribution.at(u) for u in uniforms.tolist()])
    np.testing.assert_allclose(found, theory.ppf(uniforms), rtol=1e-12, atol=1e-12)  # type: ignore[attr-defined]


@pytest.mark.parametrize("distribution", [d for d in DISCRETE if isinstance(d, Categorical)], ids=str)
def test_categories_come_in_their_shares(distribution: Categorical) -> None:
    """Chi-square over the categories; one without a share never comes."""
    counts = np.bincount(_draws(distribution).astype(np.int64), minlength=len(distribution.shares))
    expected = np.array(distribution.shares) * DRAWS
    assert counts[expected == 0.0].sum() == 0
    assert stats.chisquare(counts[expected > 0.0], expected[expected > 0.0]).pvalue > ALARM


@pytest.mark.parametrize("distribution", ALL, ids=str)
@given(one=shares, other=shares)
def test_more_luck_is_never_less(distribution: Distribution, one: float, other: float) -> None:
    """The value never falls as the uniform grows: common luck stays common under every distribution."""
    low, high = sorted([one, other])
    assert distribution.at(low) <= distribution.at(high)


@pytest.mark.parametrize(
    "distribution",
    [
        Uniform(3.0, 3.0),
        Exponential(0.0),
        Normal(3.0, 0.0),
        Lognormal(3.0, 0.0),
        Triangular(3.0, 3.0, 3.0),
        Bernoulli(0.0),
        Bernoulli(1.0),
        Categorical((0.0, 1.0)),
    ],
    ids=str,
)
@given(u=shares)
def test_without_spread_it_is_always_the_mean(distribution: Distribution, u: float) -> None:
    """A variance of zero means the same value at every uniform."""
    assert distribution.variance == 0.0
    assert distribution.at(u) == distribution.mean


@given(weights=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8).filter(lambda w: sum(w) > 1e-3), u=shares)
def test_rounded_shares_never_fall_off_the_end(weights: list[float], u: float) -> None:
    """Shares that add up to almost 1 still always name a category that has a share."""
    portions = tuple(weight / sum(weights) for weight in weights)
    assert portions[int(Categorical(portions).at(u))] > 0.0


@pytest.mark.parametrize("portions", [(0.5, 0.5 - 5e-10, 0.0), (0.1,) * 10 + (0.0,), (0.7, 0.3 + 5e-10, 0.0)])
def test_the_greatest_uniform_names_the_last_category_with_a_share(portions: tuple[float, ...]) -> None:
    """Shares that add up to a little less or more than 1 leave no gap in which a category without a share comes."""
    assert Categorical(portions).at(1.0 - 2.0**-53) == len(portions) - 2


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        (Uniform, (1.0, 0.0)),
        (Uniform, (0.0, math.inf)),
        (Exponential, (-1.0,)),
        (Exponential, (math.nan,)),
        (Normal, (0.0, -1.0)),
        (Normal, (math.nan, 1.0)),
        (Lognormal, (-1.0, 0.5)),
        (Lognormal, (1.0, -0.5)),
        (Bernoulli, (1.2,)),
        (Bernoulli, (math.nan,)),
        (Triangular, (0.0, 2.0, 1.0)),
        (Triangular, (0.0, -1.0, 1.0)),
        (Categorical, ((0.5, 0.4),)),
        (Categorical, ((1.5, -0.5),)),
        (Categorical, ((),)),
        (Categorical, ((math.nan, 1.0),)),
    ],
)
def test_impossible_parameters_are_refused(kind: type[Distribution], parameters: tuple[object, ...]) -> None:
    """A distribution that cannot exist is an error that names it and its parameters."""
    with pytest.raises(ValueError, match=kind.__name__):
        kind(*parameters)


@pytest.mark.parametrize("distribution", ALL, ids=str)
def test_a_distribution_is_frozen(distribution: Distribution) -> None:
    """Parameters cannot change behind a stream's back."""
    field = dataclasses.fields(distribution)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(distribution, field, 0.0)
