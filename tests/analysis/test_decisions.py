"""Questions of a decision end to end: what is simulated for them, and two of them on the real model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from sim.analysis.bench import Effort
from sim.analysis.decisions import best_strategy, block_seed, map_cards, optimise_policy, seek_card, strategy_worlds
from sim.analysis.factors import factor, levels
from sim.analysis.policy_space import Space, choice, policy
from sim.errors import InputError
from sim.montecarlo.points import Points
from sim.scenario import Scenario
from sim.scenario.variation import vary

BASE = Scenario()
BUDGET = "cfo.budget_eur"
REUSE = "platform.reuse_share"


def pretended(points: Points) -> pa.Table:
    """In place of the model: the target is reached where the budget is enough, and reuse pays with the platform."""
    rows = []
    for point, changes in enumerate(points.changes):
        values = dict(changes)
        for number in range(points.replications):
            programme = point * points.replications + number
            replication = points.replication(programme)
            luck = np.random.default_rng((points.seed, replication)).uniform()
            enough = 1e6 * (1.0 + 2.0 * luck) <= values.get(BUDGET, points.base.cfo.budget_eur)
            pays = payoff(points.base, values) + 100.0 * luck
            rows.append((point, replication, 100.0 if enough else None, pays))
    names = ("point", "replication", "reached_target_week", "payoff_eur")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def payoff(base: Scenario, values: Mapping[str, object]) -> float:
    """A platform costs 3 and saves 10 times the share that is reused; without one nothing is spent or saved."""
    platform = values.get("sequencing.platform_after", base.sequencing.platform_after)
    reuse = values.get(REUSE, base.platform.reuse_share)
    assert isinstance(reuse, float)
    return 0.0 if platform is None else 10.0 * reuse - 3.0


STRATEGIES = {
    "with": vary(BASE, {"sequencing.platform_after": 3}),
    "without": vary(BASE, {"sequencing.platform_after": None}),
}


def test_the_budget_for_eighty_percent() -> None:
    """Enough is 1M + 2M × uniform, so 80% is reached near 2.6M; the answer names card, unit and number of futures."""
    found = seek_card(BASE, BUDGET, 0.8, low=1e6, high=4e6, seed=21, replications=200, run=pretended)
    assert found.verdict == "found"
    assert found.value == pytest.approx(2.6e6, abs=2e5)
    assert found.goal.tolerance == 3e4
    assert "In at least 80% of futures the programme reaches the target from cfo.budget_eur = 2," in found.sentence
    assert "EUR" in found.sentence
    assert "200 futures" in found.sentence


def test_a_goal_is_sought_over_numbers() -> None:
    """A card that is yes or no has nothing between its values."""
    with pytest.raises(InputError, match="sought over numbers"):
        seek_card(BASE, "sequencing.mandate", 0.8, seed=21, replications=5, run=pretended)


def test_a_map_finds_where_the_platform_breaks_even() -> None:
    """At a reuse of 0.3, whatever the other card: a straight line across the map, and every cell is clear."""
    reuse, budget = factor(REUSE, 0.1, 0.7), factor(BUDGET, 1e6, 2e6)
    found = map_cards(STRATEGIES, reuse, budget, steps=5, seed=21, replications=10, run=pretended)
    (line,) = found.break_even
    assert [across for across, _ in line] == pytest.approx([0.3] * len(line))
    assert {line[0][1], line[-1][1]} == {1e6, 2e6}
    assert found.clear.all()
    assert found.across.card == REUSE


def test_a_map_needs_two_cards_of_numbers() -> None:
    """Words have no between, and a card on both sides is a line."""
    reuse = factor(REUSE, 0.1, 0.7)
    with pytest.raises(InputError, match="needs numbers"):
        map_cards(STRATEGIES, factor("sequencing.mandate"), reuse, seed=21, replications=5, run=pretended)
    with pytest.raises(InputError, match="two different cards"):
        map_cards(STRATEGIES, reuse, reuse, seed=21, replications=5, run=pretended)


def test_worlds_tell_what_to_know_and_what_to_choose() -> None:
    """Reuse uniform from 0.1 to 0.7: the platform pays 10 r - 3, which is 1 on average.

    Knowing r is worth E max(0, 10 r - 3) - 1 = 4 × 2/3 / 2 - 1 = 1/3, as a third of the range loses 1 on average.
    Knowing the budget is worth nothing. The platform is chosen on average, and by greatest regret (2 against 4).
    """
    factors = (factor(REUSE, 0.1, 0.7), factor(BUDGET, 1e6, 2e6))
    worlds = strategy_worlds(STRATEGIES, factors, worlds=400, seed=21, run=pretended)
    first, second = worlds.information()
    assert (first.card, second.card) == (REUSE, BUDGET)
    assert first.net_eur == pytest.approx(1.0 / 3.0, abs=0.05)
    assert not second.clear
    choices = {each.name: each for each in worlds.choice().criteria}
    assert choices["expected value"].picks == ("with",)
    assert choices["greatest regret"].values == pytest.approx((2.0, 4.0), abs=0.1)
    assert choices["reaches the target"].picks == ("with", "without")


def test_worlds_differ_in_luck_and_strategies_do_not() -> None:
    """No two worlds share a future; the same world is the same future for every strategy."""
    seen: list[list[int]] = []

    def watched(points: Points) -> pa.Table:
        rows = pretended(points)
        seen.append(rows["replication"].to_pylist())
        return rows

    strategy_worlds(STRATEGIES, (factor(REUSE),), worlds=30, seed=21, replications=2, run=watched)
    assert seen[0] == seen[1]
    assert len(set(seen[0])) == 60


def test_null_and_lists_are_levels_of_a_card() -> None:
    """Never is a time at which the platform comes. One strategy is nowhere worse, so nothing is worth knowing."""
    worlds = strategy_worlds(
        {"good": vary(BASE, {REUSE: 0.6}), "bad": vary(BASE, {REUSE: 0.2})},
        (levels("sequencing.platform_after", (None, 3)), levels("levers.order", (("routing",), ("batch",)))),
        worlds=100, seed=21, run=pretended,
    )  # fmt: skip
    found = {each.card: each for each in worlds.information()}
    assert set(found) == {"sequencing.platform_after", "levers.order"}
    assert all(each.net_eur == pytest.approx(0.0, abs=0.05) for each in found.values())


def test_a_policy_is_searched_with_luck_of_its_own_for_every_block() -> None:
    """The platform is found where reuse pays; 2 blocks of search and 3 fresh ones have five seeds."""
    seeds: list[int] = []

    def watched(points: Points) -> pa.Table:
        seeds.append(points.seed)
        return pretended(points)

    space = Space((choice("sequencing.platform_after", (None, 3)),))
    effort = Effort(budget=200, block=10, blocks=2, fresh_blocks=3)
    found = optimise_policy(STRATEGIES["without"], space, effort, seed=21, run=watched)
    assert found.winner == policy({"sequencing.platform_after": 3})
    assert list(dict.fromkeys(seeds)) == [block_seed(21, block) for block in range(5)]
    assert found.gain.mean == pytest.approx(10.0 * BASE.platform.reuse_share - 3.0)


def test_the_best_of_some_strategies_is_selected_under_common_luck() -> None:
    """Three whose luck is all in common, so that the first 20 futures decide; the two losers stop there."""
    strategies = {"bad": vary(BASE, {REUSE: 0.2}), "good": vary(BASE, {REUSE: 0.6}), "fair": vary(BASE, {REUSE: 0.4})}
    name, how = best_strategy(strategies, indifference=0.5, seed=21, run=pretended)
    assert name == "good"
    assert (how.futures, how.dropped_at, how.guaranteed) == (20, (20, None, 20), True)


def test_blocks_have_luck_of_their_own() -> None:
    """Seeds of blocks and studies do not meet, and are seeds that a run accepts."""
    seeds = {block_seed(seed, block) for seed in range(50) for block in range(50)}
    assert len(seeds) == 2_500
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_a_search_on_the_real_model_ends_with_its_fresh_run() -> None:
    """Two policies in a year of the model: simulated, compared and run again, within the budget."""
    base = vary(BASE, {"horizon_weeks": 52})
    space = Space((choice("topology.embedded.units", (base.topology.embedded.units, 1)),))
    effort = Effort(budget=60, block=10, blocks=1, fresh_blocks=2)
    found = optimise_policy(base, space, effort, seed=21, measure="live_max")
    assert found.programmes <= 60
    assert found.gain.total == 20
    assert found.policies == 2


def test_a_goal_on_the_real_model_moves_with_its_card() -> None:
    """How many business units for two live workloads in a year: whole numbers are tried, and the verdict is theirs."""
    base = vary(BASE, {"horizon_weeks": 52})
    found = seek_card(base, "topology.embedded.units", 2.0, measure="live_max", low=1, high=8, seed=21, replications=4)
    reaching = [each.value for each in found.tried if each.estimate >= 2.0]
    assert found.futures == 4
    assert found.verdict == "not monotone" or bool(reaching) == (found.verdict in {"found", "already reached"})
    assert found.value is None or found.value in reaching
    assert all(float(each.value).is_integer() for each in found.tried)
