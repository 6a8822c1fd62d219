"""Questions of a decision end to end: what is simulated for them, and two of them on the real model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from sim.analysis.bench import Effort
from sim.analysis.decisions import (
    best_strategy,
    block_seed,
    map_cards,
    map_measure,
    optimise_policy,
    own_bests,
    seek_card,
)
from sim.analysis.factors import factor
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


def test_a_policy_is_searched_with_luck_of_its_own_for_every_block() -> None:
    """The platform is found where reuse pays; two blocks of search and the fresh one have three seeds."""
    seeds: list[int] = []

    def watched(points: Points) -> pa.Table:
        seeds.append(points.seed)
        return pretended(points)

    space = Space((choice("sequencing.platform_after", (None, 3)),))
    effort = Effort(budget=200, block=10, blocks=2, fresh=30)
    found = optimise_policy(STRATEGIES["without"], space, effort, seed=21, run=watched)
    assert found.winner == policy({"sequencing.platform_after": 3})
    assert list(dict.fromkeys(seeds)) == [block_seed(21, block) for block in range(3)]
    assert found.gain.mean == pytest.approx(10.0 * BASE.platform.reuse_share - 3.0)


def test_a_measure_of_which_less_is_better_is_not_maximised() -> None:
    """Nobody wants the most failures; the message lists what can be wanted."""
    space = Space((choice("sequencing.platform_after", (None, 3)),))
    with pytest.raises(InputError, match="more of it is not better; a search maximises one of payoff_eur"):
        optimise_policy(BASE, space, Effort(200, 10, 2, 30), measure="failed", seed=21, run=pretended)


def test_each_strategy_at_its_own_best_meets_the_same_futures() -> None:
    """Both end with the platform that pays, from different starts, and have the same mean on the same fresh luck."""
    base = vary(BASE, {REUSE: 0.6})
    strategies = {name: vary(base, {"sequencing.platform_after": at}) for name, at in (("late", 12), ("never", None))}
    bests = own_bests(strategies, Effort(600, 10, 2, 30), over=["timing"], seed=21, run=pretended)
    assert list(bests) == ["late", "never"]
    for name, best in bests.items():
        assert best.scenario == vary(strategies[name], dict(best.found.winner))
        assert best.scenario.sequencing.platform_after is not None
    assert bests["late"].found.fresh == bests["never"].found.fresh
    assert bests["late"].found.gain.mean == 0.0
    assert bests["never"].found.gain.mean == pytest.approx(3.0)


def test_a_map_of_one_strategy_has_its_goal_and_the_cells_that_leave_it_open() -> None:
    """The budget needed is 1M to 3M, evenly: at 1M nobody, at 2M half, at 3M all; only there is a goal of half open."""
    budget, reuse = factor(BUDGET, 1e6, 3e6), factor(REUSE, 0.1, 0.7)
    found = map_measure(
        BASE, budget, reuse, measure="reached_target", goal=0.5, steps=3, seed=21, replications=60, run=pretended
    )
    assert found.means[0].tolist() == found.means[-1].tolist()
    assert found.means[0, 0] == 0.0
    assert found.means[0, 2] == 1.0
    assert found.clear.tolist() == [[True, False, True]] * 3
    assert found.reached.tolist() == [[False, bool(found.means[0, 1] >= 0.5), True]] * 3
    (line,) = found.lines
    assert all(1e6 < across < 3e6 for across, _ in line)


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
    effort = Effort(budget=60, block=10, blocks=1, fresh=20)
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
    assert bool(reaching) == (found.verdict in {"found", "already reached"}) or found.value is None
    assert found.value is None or found.value in reaching
    assert all(float(each.value).is_integer() for each in found.tried)
