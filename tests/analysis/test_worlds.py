"""Strategies in the same worlds: what is simulated, what to know, what to choose, and where the choice flips."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from sim.analysis.factors import factor, factors_of, levels
from sim.analysis.uncertainty import Split, expected_values
from sim.analysis.worlds import FAILED, PAYOFF, REACHED, StrategyWorlds, better_worlds, strategy_worlds
from sim.errors import InputError
from sim.montecarlo.points import Points
from sim.scenario import Scenario
from sim.scenario.variation import vary
from tests.analysis.points_of_function import FunctionOfCards

Floats = npt.NDArray[np.float64]

BASE = Scenario()
BUDGET, REUSE, AFTER = "cfo.budget_eur", "platform.reuse_share", "sequencing.platform_after"
FACTORS = (factor(REUSE, 0.1, 0.7), factor(BUDGET, 1e6, 2e6))
STRATEGIES = {"with": vary(BASE, {AFTER: 3}), "without": vary(BASE, {AFTER: None})}


def payoff(scenario: Scenario, luck: np.random.Generator) -> float:
    """A platform costs 3 and saves 10 times the share that is reused; luck of half a euro is the same for both."""
    shared = 0.5 * float(luck.normal())
    return shared if scenario.sequencing.platform_after is None else 10.0 * scenario.platform.reuse_share - 3.0 + shared


def spread_of(split: Split) -> tuple[float, float]:
    assert split.p10 is not None
    assert split.p90 is not None
    return split.p10, split.p90


@pytest.fixture(scope="module")
def worlds() -> StrategyWorlds:
    """Four hundred worlds, two programmes in each."""
    return strategy_worlds(STRATEGIES, FACTORS, worlds=400, seed=21, replications=2, run=FunctionOfCards(payoff))


def test_knowing_the_card_that_decides_is_worth_its_closed_form(worlds: StrategyWorlds) -> None:
    """Reuse uniform from 0.1 to 0.7: the platform pays 10 r - 3, which is 1 on average.

    Knowing r is worth E max(0, 10 r - 3) - 1 = 4 × 2/3 / 2 - 1 = 1/3, as a third of the range loses 1 on average.
    Knowing the budget is worth nothing.
    """
    first, second = worlds.information()
    assert (first.card, second.card) == (REUSE, BUDGET)
    assert first.net_eur == pytest.approx(1.0 / 3.0, abs=0.05)
    assert not second.clear


def test_rules_of_choice_see_expected_values(worlds: StrategyWorlds) -> None:
    """The platform is chosen on average, and by greatest regret: 2 against 4, to which luck adds nothing."""
    choices = {each.name: each for each in worlds.choice().criteria}
    assert choices["expected value"].picks == ("with",)
    assert choices["greatest regret"].values == pytest.approx((2.0, 4.0), abs=0.1)
    assert worlds.best == "with"


def test_better_in_so_many_worlds(worlds: StrategyWorlds) -> None:
    """Two worlds of three have a reuse above 0.3, and the interval says so; payoffs differ by 1 with cards alone."""
    found = {each.measure.name: each for each in worlds.differences()}
    pays = found[PAYOFF]
    assert (pays.first, pays.second, pays.clear) == ("with", "without", True)
    assert pays.split.mean == pytest.approx(1.0, abs=0.01)
    assert pays.split.luck is not None
    assert pays.split.luck.value == pytest.approx(0.0, abs=1e-12)
    assert pays.better is not None
    assert pays.better.better == pytest.approx(2.0 / 3.0, abs=0.01)
    assert pays.better.worse == pytest.approx(1.0 / 3.0, abs=0.01)
    assert pays.better.better_low < 2.0 / 3.0 < pays.better.better_high
    assert found[REACHED].better is None


def test_headlines_are_split_into_cards_and_luck(worlds: StrategyWorlds) -> None:
    """Without the platform luck is all there is; with it cards bring 10² × 0.36 / 12 = 3 of 3.25, P10 to P90 is 4.8."""
    idle, split = worlds.split("without", PAYOFF), worlds.split("with", PAYOFF)
    assert idle.share is not None
    assert split.share is not None
    assert idle.share.low < 0.0 < idle.share.high
    assert split.share.low < 3.0 / 3.25 < split.share.high
    low, high = spread_of(split)
    assert high - low == pytest.approx(4.8, abs=0.15)
    reached = worlds.split("with", REACHED)
    low, high = spread_of(reached)
    assert 0.0 <= low < reached.mean < high <= 1.0


def test_where_the_choice_flips_is_told_in_words(worlds: StrategyWorlds) -> None:
    """Without the platform pays more exactly where reuse is below 0.3."""
    (sentence,) = worlds.beating("without", "with").sentences()
    assert sentence.startswith("Without pays more than with in 100% of programmes in worlds where platform.reuse_share")
    (region,) = worlds.beating("without", "with").regions
    assert region.conditions[0].side.high == pytest.approx(0.3, abs=0.02)
    failing = worlds.failing("with").regions[0]
    assert [each.factor.name for each in failing.conditions] == [REUSE]


def test_worlds_differ_in_luck_and_strategies_do_not() -> None:
    """No two worlds share a future; the same world is the same future for every strategy."""
    seen: list[list[int]] = []
    inner = FunctionOfCards(payoff)

    def watched(points: Points) -> pa.Table:
        rows = inner(points)
        seen.append(rows["replication"].to_pylist())
        return rows

    strategy_worlds(STRATEGIES, (factor(REUSE),), worlds=30, seed=21, replications=2, run=watched)
    assert inner.asked[0].own_luck
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 60


def test_null_and_lists_are_levels_of_a_card() -> None:
    """Never is a time at which the platform comes. One strategy is nowhere worse, so nothing is worth knowing."""
    found = strategy_worlds(
        {"good": vary(BASE, {REUSE: 0.6}), "bad": vary(BASE, {REUSE: 0.2})},
        (levels(AFTER, (None, 3)), levels("levers.order", (("routing",), ("batch",)))),
        worlds=100, seed=21, replications=2, run=FunctionOfCards(payoff),
    )  # fmt: skip
    values = {each.card: each for each in found.information()}
    assert set(values) == {AFTER, "levers.order"}
    assert all(each.net_eur == pytest.approx(0.0, abs=0.05) for each in values.values())


def test_strategies_that_do_the_same_in_a_world_stay_tied_in_it() -> None:
    """Two that differ in every second world only: tied in half of the worlds, whatever the mean difference is."""
    rng = np.random.default_rng(3)
    one = rng.normal(size=(100, 2))
    other = one.copy()
    other[::2] += 1.0 + rng.normal(size=(50, 2))
    better = better_worlds({"a": one, "b": other}, resamples=10)["a", "b"]
    assert better.tied == pytest.approx(0.5)
    assert better.better + better.worse == pytest.approx(0.5)
    expected = expected_values(np.stack([one, other]))
    assert np.array_equal(expected[0, 1::2], expected[1, 1::2])


def test_the_interval_of_better_in_so_many_worlds_covers() -> None:
    """Normal worlds: difference 0.5 with sd 1 of the cards, luck of sd 1.4 in two programmes: better in 69 of 100.

    150 simulations of 200 worlds: coverage within two points of 95% and two standard errors of 1.8 points. Raw means,
    in which luck is left, say 64 of 100 and are caught out.
    """
    rng, truth, raw, covered = np.random.default_rng(17), 0.6915, [], []
    for _ in range(150):
        shared = 3.0 * rng.normal(size=(200, 2))
        first = shared + 0.5 + rng.normal(size=(200, 1)) + 1.4 * rng.normal(size=(200, 2))
        better = better_worlds({"a": first, "b": shared}, resamples=100)["a", "b"]
        covered.append(better.better_low <= truth <= better.better_high)
        raw.append(np.mean((first - shared).mean(axis=1) > 0.0))
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02 + 2 * 0.018)
    assert np.mean(raw) < 0.65


def test_cards_in_which_strategies_differ_do_not_vary() -> None:
    """All strategies would get the same value and would not be themselves any more."""
    with pytest.raises(InputError, match=r"sequencing.platform_after is what makes the strategies different \(with 3"):
        strategy_worlds(STRATEGIES, (factor(AFTER, 1, 5),), worlds=5, seed=1, replications=2)


@pytest.mark.parametrize(("worlds", "replications"), [(1, 5), (5, 1)])
def test_one_world_or_one_replication_cannot_be_split(worlds: int, replications: int) -> None:
    """Cards cannot be told from luck: said before anything runs."""
    with pytest.raises(InputError, match="to tell cards from luck takes at least 2 of each"):
        strategy_worlds({"": BASE}, factors_of(["cfo"]), worlds=worlds, seed=1, replications=replications)


def test_one_strategy_is_split_and_has_no_rivals() -> None:
    """`sim run` has one: no differences, and its fate in each world is known."""
    found = strategy_worlds({"with": STRATEGIES["with"]}, FACTORS, worlds=100, seed=21, replications=2,
                            run=FunctionOfCards(payoff))  # fmt: skip
    assert found.differences() == ()
    assert found.values[FAILED]["with"].shape == (100, 2)
    assert found.split("with", PAYOFF).mean == pytest.approx(1.0, abs=0.1)
