"""PRIM finds boxes that were put there, asks nothing of columns that do not matter, and finds nothing in noise."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.prim import Side, _between, find_box, inside

Floats = npt.NDArray[np.float64]

COLUMNS = 5
NUMBERS = (True,) * COLUMNS


def cloud(seed: int, rows: int = 1_000) -> Floats:
    return np.random.default_rng(seed).random((rows, COLUMNS))


@pytest.mark.parametrize("seed", range(5))
def test_a_box_without_noise_is_found_exactly(seed: int) -> None:
    """x0 < 0.35 and 0.5 <= x2: the same rows, and nothing is asked of the other three columns."""
    places = cloud(seed)
    truth = (places[:, 0] < 0.35) & (places[:, 2] >= 0.5)
    box = find_box(places, truth.astype(np.float64), NUMBERS)
    assert np.array_equal(inside(box, places), truth)
    assert [side.asks for side in box] == [("high",), (), ("low",), (), ()]
    assert box[0].high == pytest.approx(0.35, abs=0.02)
    assert box[2].low == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_a_box_in_noise_is_found_nearly(seed: int) -> None:
    """9 in 10 inside, 1 in 10 outside: the two sides within 0.1, and at least 80 of 100 rows are the right ones."""
    places = cloud(seed, 2_000)
    truth = (places[:, 0] < 0.35) & (places[:, 2] >= 0.5)
    happens = np.random.default_rng(100 + seed).random(2_000) < np.where(truth, 0.9, 0.1)
    box = find_box(places, happens.astype(np.float64), NUMBERS)
    found = inside(box, places)
    assert box[0].high == pytest.approx(0.35, abs=0.1)
    assert box[2].low == pytest.approx(0.5, abs=0.1)
    assert np.count_nonzero(found & truth) / np.count_nonzero(found | truth) > 0.8


def test_a_band_in_the_middle_has_two_ends() -> None:
    """0.4 <= x1 < 0.6."""
    places = cloud(7)
    truth = (places[:, 1] >= 0.4) & (places[:, 1] < 0.6)
    box = find_box(places, truth.astype(np.float64), NUMBERS)
    assert box[1].asks == ("low", "high")
    assert np.array_equal(inside(box, places), truth)


def test_words_and_whole_numbers() -> None:
    """Two of three words, and whole numbers from 4 on, where ties leave no room for a thin slice."""
    rng = np.random.default_rng(3)
    places = np.column_stack((rng.integers(0, 3, 600), rng.integers(1, 9, 600), rng.random(600))).astype(np.float64)
    truth = (places[:, 0] != 1.0) & (places[:, 1] >= 4.0)
    box = find_box(places, truth.astype(np.float64), (False, True, True))
    assert box == (Side(without=frozenset({1.0})), Side(low=4.0), Side())


def test_shares_of_programmes_serve_as_well_as_yes_or_no() -> None:
    """0.8 inside, 0.2 outside, without noise."""
    places = cloud(9)
    truth = places[:, 3] >= 0.75
    assert np.array_equal(inside(find_box(places, np.where(truth, 0.8, 0.2), NUMBERS), places), truth)


@pytest.mark.parametrize("outcomes", [np.zeros(50), np.ones(50)])
def test_where_nothing_differs_no_side_is_asked(outcomes: Floats) -> None:
    """Never and always."""
    assert all(not side.asks for side in find_box(cloud(1, 50), outcomes, NUMBERS))


def test_noise_is_seldom_given_a_side() -> None:
    """500 rows of noise over five columns: the search itself drops what three standard errors do not carry.

    A box remains in some, for it was looked for in many places: that is why regions are checked on held-out worlds.
    """
    places = cloud(11, 500)
    asked = 0
    for seed in range(40):
        happens = np.random.default_rng(seed).random(500) < 0.3
        asked += any(side.asks for side in find_box(places, happens.astype(np.float64), NUMBERS))
    assert asked < 40


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_any_box_is_at_least_as_dense_as_the_whole(seed: int, rows: int) -> None:
    """Whatever the data, ties included; and it is never empty."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 4, (rows, COLUMNS)).astype(np.float64)
    outcomes = rng.integers(0, 2, rows).astype(np.float64)
    here = inside(find_box(places, outcomes, (True, True, True, False, False)), places)
    assert here.any()
    assert outcomes[here].mean() >= outcomes.mean() - 1e-12


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_limit_lies_above_what_it_keeps_and_not_above_what_it_drops(one: float, other: float) -> None:
    """For any two numbers, however near or far."""
    below, above = sorted((one, other))
    if below < above:
        assert below < _between(below, above) <= above


@pytest.mark.parametrize(
    ("below", "above", "limit"),
    [
        (21.37, 22.41, 22.0),
        (0.3961, 0.4032, 0.4),
        (4.0, 5.0, 5.0),
        (1_234_567.0, 1_298_765.0, 1_290_000.0),
        (-0.2, 0.1, 0.1),
    ],
)
def test_limits_take_few_digits(below: float, above: float, limit: float) -> None:
    """As a person would write them."""
    assert _between(below, above) == limit


def test_a_side_without_limits_holds_everything() -> None:
    """Infinite ends and no words left out."""
    assert Side().holds(np.array([-math.inf, 0.0, 1e300])).all()
    assert Side(low=1.0, high=2.0).holds(np.array([0.9, 1.0, 1.9, 2.0])).tolist() == [False, True, True, False]
