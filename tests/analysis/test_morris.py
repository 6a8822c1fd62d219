"""Morris screening against functions whose elementary effects are known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.factors import factors_of
from sim.analysis.morris import GRID, STEP, elementary_effects, morris_walks, moved, run_morris, screen
from sim.errors import InputError
from sim.scenario import Scenario
from tests.analysis.points_of_function import FunctionOfCards

Floats = npt.NDArray[np.float64]

THREE = factors_of(["cfo.budget_eur=[0,1]", "cfo.threshold_eur=[0,1]", "shadow.patience_weeks=[1,2]"])


def test_each_step_moves_one_card_and_each_card_moves_once() -> None:
    """By two thirds of its range, on the grid 0, 1/3, 2/3, 1, every place of it equally often."""
    walks = morris_walks(5, 400, np.random.default_rng(1))
    steps = np.diff(walks, axis=1)
    assert np.array_equal(np.count_nonzero(steps, axis=1), np.ones((400, 5)))
    assert np.array_equal(np.count_nonzero(steps, axis=2), np.ones((400, 5)))
    assert np.abs(steps).max(axis=1) == pytest.approx(STEP)
    places = np.rint(walks * (GRID - 1))
    assert walks * (GRID - 1) == pytest.approx(places, abs=1e-12)
    shares = [np.mean(places[:, 0] == place) for place in range(GRID)]
    assert shares == pytest.approx([0.25] * GRID, abs=0.05)


def test_a_straight_line_has_its_slopes_as_effects() -> None:
    """3a - 2b + 0c: mu is the slope per range, mu* its size, sigma zero, and the interval has no width."""
    walks = morris_walks(3, 10, np.random.default_rng(2))
    effects = elementary_effects(np.diff(walks, axis=1), walks @ np.array([3.0, -2.0, 0.0]))
    found = {each.factor.name: each for each in screen(THREE, effects)}
    assert [found[each.name].mu for each in THREE] == pytest.approx([3.0, -2.0, 0.0])
    assert [found[each.name].mu_star for each in THREE] == pytest.approx([3.0, 2.0, 0.0])
    assert [found[each.name].sigma for each in THREE] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert found["cfo.budget_eur"].low == pytest.approx(3.0)


def interacting(walks: Floats) -> Floats:
    """ab + b²: the effect of a is b, of mean 1/2; that of b is a + (b + b'), of mean 1/2 + 1; c does nothing."""
    return np.asarray(walks[..., 0] * walks[..., 1] + walks[..., 1] ** 2, dtype=np.float64)


def test_effects_of_an_interaction_and_a_bend() -> None:
    """mu* 1/2 and 3/2 by hand; sigma of a is that of b over the grid, sqrt(5)/6 = 0.373."""
    walks = morris_walks(3, 20_000, np.random.default_rng(3))
    first, second, none = sorted(
        screen(THREE, elementary_effects(np.diff(walks, axis=1), interacting(walks)), resamples=2),
        key=lambda each: each.factor.name,
    )
    assert (first.mu_star, second.mu_star, none.mu_star) == pytest.approx((0.5, 1.5, 0.0), abs=0.01)
    assert first.sigma == pytest.approx(np.sqrt(5.0) / 6.0, abs=0.01)
    assert second.sigma > 0.3


def test_switches_whole_numbers_and_words_count_by_what_they_really_move() -> None:
    """A switch moves its whole range: its effect is the difference of its two sides, not that over two thirds."""
    factors = factors_of(["sequencing.bought", "ends.target=[1,4]", "portfolio.order"])
    walks = morris_walks(3, 50, np.random.default_rng(4))
    moves = moved(factors, walks)
    assert set(np.abs(moves[..., 0]).ravel()) == {0.0, 1.0}
    assert np.abs(moves[..., 1]).max() == pytest.approx(2.0 / 3.0)
    assert set(np.abs(moves[..., 2]).ravel()) == {0.0, 1.0}


def payoff(scenario: Scenario, luck: np.random.Generator) -> float:
    """Budget 5 per range, buying 2, notice nothing; luck of sd 100 is common."""
    return 5.0 * scenario.cfo.budget_eur + (2.0 if scenario.sequencing.bought else 0.0) + 100.0 * float(luck.normal())


def test_survivors_are_the_cards_that_may_matter() -> None:
    """Under common luck a card without influence has no effect at all, and is the one that goes."""
    factors = factors_of(["people.notice_weeks", "cfo.budget_eur=[0,1]", "sequencing.bought"])
    run = FunctionOfCards(payoff)
    found = run_morris(Scenario(), factors, "payoff_eur", trajectories=4, seed=21, replications=3, run=run)
    assert [each.mu_star for each in found.effects] == pytest.approx([5.0, 2.0, 0.0], abs=1e-9)
    assert [each.name for each in found.survivors()] == ["cfo.budget_eur", "sequencing.bought"]
    assert [each.name for each in found.survivors(0.5)] == ["cfo.budget_eur"]
    assert len(run.asked[0].changes) == 4 * (3 + 1)


def test_one_trajectory_is_refused() -> None:
    """It has no spread."""
    with pytest.raises(InputError, match="trajectories: found 1; allowed is a whole number from 2 on"):
        run_morris(Scenario(), THREE, "payoff_eur", trajectories=1, seed=1, replications=1)
