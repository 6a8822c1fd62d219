"""Regions in plain words, measured on worlds that the search did not see."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.designs import latin_hypercube
from sim.analysis.factors import Factor, factors_of, levels
from sim.analysis.measures import measure_named
from sim.analysis.prim import Side, inside
from sim.analysis.regions import Discovery, chance_of, discover, run_regions
from sim.errors import InputError
from sim.scenario import Scenario
from tests.analysis.points_of_function import FunctionOfCards

Floats = npt.NDArray[np.float64]

FACTORS = factors_of(
    [
        "shadow.patience_weeks=[4,60]",
        "sequencing.discipline=[0.1,1]",
        "portfolio.order",
        "cfo.budget_eur",
        "opportunities.backlog",
    ]
)
FAILED = measure_named("failed")


def bad(point: dict[str, Any]) -> bool:
    return bool(point["shadow.patience_weeks"] < 22.0 and point["sequencing.discipline"] < 0.4)


def discovered(worlds: int, seed: int, within: float, outside: float, replications: int = 1) -> Discovery:
    """Worlds of which those with short patience and little discipline fail more often."""
    points = latin_hypercube(FACTORS, points=worlds, seed=seed).points
    chances = np.array([within if bad(point) else outside for point in points])[:, None]
    luck = np.random.default_rng(1_000 + seed).random((worlds, replications))
    return discover(FACTORS, points, (luck < chances).astype(np.float64), FAILED, seed=seed)


def test_the_sentence_names_cards_limits_units_and_how_sure_it_is() -> None:
    """A certain box: 22 weeks and 0.4, everything in it and nothing outside."""
    found = discovered(2_000, 21, within=1.0, outside=0.0)
    (sentence,) = found.sentences()
    assert sentence.startswith(
        "Fails in 100% of worlds where shadow.patience_weeks < 22 weeks and sequencing.discipline < 0.4 (95%: 9"
    )
    assert "Measured on 1000 worlds held out: these are 10% of them and hold 100% of all such cases there" in sentence
    (region,) = found.regions
    assert region.coverage == 1.0
    assert region.mass == pytest.approx(18.0 / 56.0 * 0.3 / 0.9, abs=0.02)
    assert "weeks" in region.conditions[0].factor.card.unit
    assert region.conditions[0].factor.card.meaning


def test_the_density_told_is_that_of_worlds_the_search_never_saw() -> None:
    """80 in 100 inside and 10 outside, 40 searches: what the search found is too good, what is told is fair.

    Both are compared with the true density of the very box, over 2,000 other worlds. The mean error of the held-out
    densities has a standard error of 0.01.
    """
    others = latin_hypercube(FACTORS, points=2_000, seed=1).points
    places = np.array([[each.code(point[each.name]) for each in FACTORS] for point in others])
    truth = np.where([bad(point) for point in others], 0.8, 0.1)
    optimism, error = [], []
    for seed in range(40):
        for region in discovered(600, seed, within=0.8, outside=0.1).regions[:1]:
            sides = {condition.factor: condition.side for condition in region.conditions}
            box = tuple(sides.get(each, Side()) for each in FACTORS)
            expected = float(truth[inside(box, places)].mean())
            optimism.append(region.density_found - expected)
            error.append(region.density - expected)
    assert len(error) > 30
    assert np.mean(optimism) > 0.02
    assert np.mean(error) == pytest.approx(0.0, abs=0.03)


def test_on_noise_it_says_that_there_is_no_region() -> None:
    """A false alarm in one search of a hundred: at most 7 in 200 (more than that has a chance of 0.001)."""
    found = [discovered(200, seed, within=0.3, outside=0.3) for seed in range(200)]
    assert sum(bool(each.regions) for each in found) <= 7
    quiet = next(each for each in found if not each.regions)
    (sentence,) = quiet.sentences()
    assert sentence.startswith("No region: fails in ")
    assert "on the 100 worlds held out no box over these cards stands out from chance" in sentence


def test_several_programmes_in_a_world_are_told_as_programmes() -> None:
    """Worlds count once: their luck is shared by none, their cards by all of their programmes."""
    found = discovered(400, 3, within=0.8, outside=0.1, replications=4)
    assert "of programmes in worlds where shadow.patience_weeks" in found.sentences()[0]
    assert found.regions[0].low < found.regions[0].density < found.regions[0].high


def test_a_second_region_is_looked_for_in_what_the_first_leaves() -> None:
    """Two boxes that no single box holds; the second sentence says of which worlds it speaks."""
    points = latin_hypercube(FACTORS, points=1_500, seed=4).points
    low = np.array([point["shadow.patience_weeks"] < 18.0 for point in points])
    high = np.array([point["shadow.patience_weeks"] >= 46.0 for point in points])
    found = discover(FACTORS, points, (low | high).astype(np.float64)[:, None], FAILED, seed=1)
    first, second = found.sentences()
    assert second.startswith("Among the worlds left: fails in 100% of worlds where shadow.patience_weeks")
    assert sum(region.coverage for region in found.regions) == pytest.approx(1.0)
    assert ("< 18 weeks" in first) != ("< 18 weeks" in second)


def test_words_switches_and_bands_are_told_as_such() -> None:
    """`is a or b`, `low <= card < high`, `>=` and thousands."""
    factors = (
        *factors_of(["portfolio.order", "sequencing.bought", "cfo.budget_eur=[1e6,2e6]"]),
        levels("ends.target", (5, 10, 20)),
    )
    points = latin_hypercube(factors, points=1_500, seed=4).points
    happens = [
        point["portfolio.order"] != "arrival" and point["sequencing.bought"] is True
        and 1.2e6 <= point["cfo.budget_eur"] < 1.8e6 and point["ends.target"] >= 10
        for point in points
    ]  # fmt: skip
    found = discover(factors, points, np.array(happens, dtype=np.float64)[:, None], FAILED, seed=1)
    texts = [condition.text for condition in found.regions[0].conditions]
    assert texts == [
        "portfolio.order is value or value_per_effort",
        "sequencing.bought is true",
        "1,200,000 <= cfo.budget_eur < 1,800,000 EUR/year",
        "ends.target >= 10 workloads",
    ]


def test_never_and_always_are_said_as_such() -> None:
    """No region to tell from the others, and no share of nothing."""
    assert discovered(200, 1, 0.0, 0.0).sentences() == (
        "Fails in none of 200 worlds: there is no region to tell from the others.",
    )
    assert discovered(200, 1, 1.0, 1.0).sentences()[0].startswith("Fails in every one of 200 worlds")


def test_the_permutation_test_by_hand() -> None:
    """Both of two that happen among four picked blindly by two: one pick in six; picking all or none says nothing."""
    luck = np.random.default_rng(1)
    outcomes = np.array([1.0, 1.0, 0.0, 0.0])
    assert chance_of(outcomes, np.array([True, True, False, False]), luck) == pytest.approx(1.0 / 6.0, abs=0.04)
    assert chance_of(outcomes, np.ones(4, dtype=np.bool_), luck) == 1.0
    assert chance_of(outcomes, np.zeros(4, dtype=np.bool_), luck) == 1.0


def test_a_region_that_says_next_to_nothing_is_not_told() -> None:
    """All of one corner fails, and 97% of the other worlds: too little to be told; of 80% it is told."""
    luck = np.random.default_rng(5)
    factors = factors_of(["cfo.budget_eur=[1e6,2e6]"])
    budgets = luck.uniform(1e6, 2e6, 4_000)
    points = [{"cfo.budget_eur": float(budget)} for budget in budgets]
    for elsewhere, regions in ((0.97, 0), (0.80, 1)):
        failed = (budgets < 1.3e6) | (luck.random(budgets.size) < elsewhere)
        found = discover(factors, points, failed[:, None].astype(float), measure_named("failed"), seed=3)
        assert len(found.regions) >= regions
        assert bool(found.regions) == bool(regions)


def payoff(scenario: Scenario, luck: np.random.Generator) -> float:
    """Fails below a budget of 1.5 million, nine times in ten."""
    return scenario.cfo.budget_eur - 1.5e6 if luck.random() < 0.9 else 1.0


def test_a_run_gives_every_world_luck_of_its_own() -> None:
    """A region must not be one of the few futures that all worlds happened to share."""
    factors: tuple[Factor, ...] = factors_of(["cfo.budget_eur=[1e6,2e6]", "people.notice_weeks"])
    run = FunctionOfCards(payoff)
    found = run_regions(Scenario(), factors, "missed_target", worlds=200, seed=21, run=run)
    assert run.asked[0].own_luck
    assert found.sentences()[0].startswith("Misses the target in 8") or found.sentences()[0].startswith(
        "Misses the target in 9"
    )
    assert "where cfo.budget_eur < 1," in found.sentences()[0]


@pytest.mark.parametrize(
    ("measure", "worlds", "told"),
    [("payoff_eur", 200, "regions are about what does or does not happen"), ("failed", 99, "at least 100 are needed")],
)
def test_what_cannot_be_searched_is_refused(measure: str, worlds: int, told: str) -> None:
    """Numbers, and too few worlds to hold half of them out."""
    with pytest.raises(InputError, match=told):
        run_regions(Scenario(), FACTORS, measure, worlds=worlds, seed=1)
