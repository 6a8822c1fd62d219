"""A measure over two cards: means with their intervals, and the line of a goal."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from sim.analysis.maps import Axis
from sim.analysis.measure_map import measure_map
from sim.errors import InputError

ACROSS = Axis("cfo.budget_eur", "EUR", (0.0, 1.0, 2.0))
UP = Axis("shadow.trust", "share", (0.0, 10.0))
FUTURES = 40


def test_shares_have_wilsons_interval() -> None:
    """By statsmodels, in every cell; a cell whose interval holds the goal is open."""
    counts = np.array([[0, 10, 30], [20, 40, 22]])
    outcomes = (np.arange(FUTURES) < counts[..., None]).astype(float)
    found = measure_map(ACROSS, UP, outcomes, share=True, goal=0.5)
    low, high = proportion_confint(counts, FUTURES, method="wilson")
    np.testing.assert_allclose(found.means, counts / FUTURES)
    np.testing.assert_allclose((found.low, found.high), (low, high), atol=1e-12)
    assert found.clear.tolist() == [[True, True, True], [False, True, False]]
    assert found.reached.tolist() == [[False, False, True], [True, True, True]]


def test_means_have_students_interval() -> None:
    """By scipy, in every cell; without a goal nothing is open, everything is reached and there is no line."""
    outcomes = np.random.default_rng(1).normal(size=(2, 3, FUTURES))
    found = measure_map(ACROSS, UP, outcomes, share=False)
    low, high = stats.t.interval(0.95, FUTURES - 1, outcomes.mean(axis=-1), stats.sem(outcomes, axis=-1))
    np.testing.assert_allclose((found.low, found.high), (low, high))
    assert found.clear.all()
    assert found.reached.all()
    assert found.lines == ()


def test_the_line_of_a_goal_is_where_the_measure_passes_it() -> None:
    """x + y / 10 passes 1.5 half-way between the cells on either side of it."""
    plane = np.array(ACROSS.values) + np.array(UP.values)[:, None] / 10.0
    (line,) = measure_map(ACROSS, UP, np.repeat(plane[..., None], 5, axis=-1), share=False, goal=1.5).lines
    assert sorted(line)[0] == (0.5, 10.0)
    assert sorted(line)[-1] == (1.5, 0.0)
    assert all(across + up / 10.0 == pytest.approx(1.5) for across, up in line)


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (np.zeros((3, 2, 5)), "2 × 3 cells"),
        (np.zeros((2, 3, 1)), "at least 2 futures"),
        (np.full((2, 3, 5), np.nan), "missing or not finite"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(outcomes: np.ndarray, words: str) -> None:
    """Another grid, one future, unknown outcomes."""
    with pytest.raises(InputError, match=words):
        measure_map(ACROSS, UP, outcomes, share=False)
