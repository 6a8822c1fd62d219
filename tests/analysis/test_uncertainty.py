"""What is not known about the cards, and luck: split without bias, each with an interval that covers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.factors import factors_of
from sim.analysis.uncertainty import Split, run_uncertainty, variance_split
from sim.errors import InputError
from sim.scenario import Scenario
from tests.analysis.points_of_function import FunctionOfCards

Floats = npt.NDArray[np.float64]

WORLDS, REPLICATIONS, SIMULATIONS = 200, 8, 1_000


def normal_worlds(rng: np.random.Generator) -> Floats:
    """Variance 1 of the cards, 4 of luck."""
    return np.asarray(rng.normal(size=(WORLDS, 1)) + 2.0 * rng.normal(size=(WORLDS, REPLICATIONS)), dtype=np.float64)


def yes_or_no_worlds(rng: np.random.Generator) -> Floats:
    """Chances from Beta(2, 5): variance 10/392 of the cards, 10/49 - 10/392 of luck."""
    chances = rng.beta(2.0, 5.0, size=(WORLDS, 1))
    return np.asarray(rng.random((WORLDS, REPLICATIONS)) < chances, dtype=np.float64)


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
    assert (found.mean, found.cards.value, found.luck.value) == pytest.approx((5.0, 8.0, 2.0))
    assert found.share.value == pytest.approx(0.8)


def test_common_luck_would_hide_a_part_of_the_cards() -> None:
    """The trap: the same luck in every world cancels between worlds and is taken off once more.

    Cards 1, luck 4, five replications: 0.2 instead of 1 on average, 1 - 4/5.
    """
    rng = np.random.default_rng(5)
    common, own = [], []
    for _ in range(300):
        worlds = rng.normal(size=(50, 1))
        common.append(variance_split(worlds + 2.0 * rng.normal(size=(1, 5)), resamples=2).cards.value)
        own.append(variance_split(worlds + 2.0 * rng.normal(size=(50, 5)), resamples=2).cards.value)
    assert np.mean(common) == pytest.approx(0.2, abs=0.2)
    assert np.mean(own) == pytest.approx(1.0, abs=0.1)


def test_the_spread_of_worlds_is_that_of_the_cards_alone() -> None:
    """Normal worlds of sd 1 with luck of sd 5 in eight programmes: P10 to P90 is 2.56, not the 5.2 of raw means."""
    rng = np.random.default_rng(11)
    values = rng.normal(size=(20_000, 1)) + 5.0 * rng.normal(size=(20_000, 8))
    found = variance_split(values, resamples=2)
    assert found.p90 - found.p10 == pytest.approx(2.563, abs=0.15)
    raw = np.quantile(values.mean(axis=1), (0.1, 0.9))
    assert raw[1] - raw[0] > 5.0


def test_worlds_that_differ_by_luck_alone() -> None:
    """The cards' part is about zero, its interval includes zero, and it may come out below."""
    found = [variance_split(np.random.default_rng(seed).normal(size=(200, 5)), resamples=400) for seed in range(100)]
    values = np.array([each.cards.value for each in found])
    assert values.min() < 0.0 < values.max()
    assert np.mean([each.cards.low <= 0.0 <= each.cards.high for each in found]) > 0.85
    assert all(each.p10 == each.p90 == each.mean for each in found if each.cards.value < 0.0)


def test_where_nothing_varies_there_is_no_share() -> None:
    """Zero over zero is not zero."""
    found = variance_split(np.ones((4, 3)))
    assert (found.cards.value, found.luck.value, found.share) == (0.0, 0.0, None)
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
    assert (shuffled.cards.value, shuffled.luck.value) == pytest.approx((found.cards.value, found.luck.value))
    assert moved.cards.value == pytest.approx(100.0 * found.cards.value, abs=1e-9)
    assert moved.luck.value == pytest.approx(100.0 * found.luck.value)


def payoff(scenario: Scenario, luck: np.random.Generator) -> float:
    """Budget of 0 to 1, evenly: variance 1/12; luck of variance 1/4."""
    return scenario.cfo.budget_eur + 0.5 * float(luck.normal())


def test_a_run_draws_worlds_from_the_ranges_and_gives_each_its_own_luck() -> None:
    """Cards 1/12, luck 1/4, so a share of 1/4; no replication's luck is met twice."""
    run = FunctionOfCards(payoff)
    factors = factors_of(["cfo.budget_eur=[0,1]", "people.notice_weeks"])
    found = run_uncertainty(Scenario(), factors, "payoff_eur", worlds=300, seed=21, replications=4, run=run)
    assert run.asked[0].own_luck
    assert found.values.shape == (300, 4)
    assert found.split.share is not None
    assert found.split.share.low < 0.25 < found.split.share.high
    assert found.split.cards.value == pytest.approx(1.0 / 12.0, abs=0.03)
    assert found.split.low < 0.5 < found.split.high


@pytest.mark.parametrize(("worlds", "replications"), [(1, 5), (5, 1)])
def test_one_world_or_one_replication_cannot_be_split(worlds: int, replications: int) -> None:
    """Cards cannot be told from luck: said before anything runs."""
    with pytest.raises(InputError, match="to tell cards from luck takes at least 2 of each"):
        run_uncertainty(Scenario(), factors_of(["cfo"]), "payoff_eur", worlds=worlds, seed=1, replications=replications)
    with pytest.raises(ValueError, match="needs two worlds and two replications"):
        variance_split(np.ones((worlds, replications)))
