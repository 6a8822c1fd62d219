"""Questions of a decision, answered by simulation: the arithmetic lies in the modules named like the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.bench import Effort
from sim.analysis.designs import Design, latin_hypercube
from sim.analysis.factors import Factor, factor
from sim.analysis.goal_seek import Sought, seek
from sim.analysis.goal_words import Goal
from sim.analysis.maps import Axis, TwoWayMap, two_way_map
from sim.analysis.measures import known_values, measure_named
from sim.analysis.optimise import Optimised, optimise
from sim.analysis.policy_space import Policy, Space, possible
from sim.analysis.proportions import LEVEL
from sim.analysis.robust import RobustChoice, robust_choice
from sim.analysis.selection import Selected, kim_nelson
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Floats
from sim.analysis.voi import InformationValue, information_values
from sim.errors import InputError
from sim.luck.purposes import stable_id
from sim.montecarlo.points import points_of, run_points
from sim.scenario import Scenario

GOAL_PARTS = 100
MAP_STEPS = 7


@dataclass(frozen=True, eq=False)
class StrategyWorlds:
    """Strategies in the same worlds: means over the replications of each, in the order of the design's points."""

    design: Design
    payoffs: dict[str, Floats]
    reached: dict[str, Floats]

    def information(self, *, level: float = LEVEL) -> tuple[InformationValue, ...]:
        """What knowing each card of the design would be worth."""
        cards = {name: _column([point[name] for point in self.design.points]) for name in self.design.cards}
        return information_values(cards, self.payoffs, level=level)

    def choice(self) -> RobustChoice:
        """Which strategy each rule of choice picks."""
        return robust_choice(self.payoffs, self.reached)


def strategy_worlds(
    strategies: Mapping[str, Scenario],
    factors: Sequence[Factor],
    *,
    worlds: int,
    seed: int,
    replications: int = 1,
    run: RunPoints = run_points,
) -> StrategyWorlds:
    """Simulate every strategy in worlds drawn from the ranges.

    A world has luck of its own, the same for all strategies: differences between strategies are under common luck, and
    no few futures stand behind all worlds, whose error would then be the same everywhere and be seen nowhere.
    """
    design = latin_hypercube(factors, points=worlds, seed=seed)
    payoffs: dict[str, Floats] = {}
    reached: dict[str, Floats] = {}
    for name, base in strategies.items():
        rows = run(points_of(base, design.points, seed=seed, replications=replications, own_luck=True))
        for found, measure in ((payoffs, "payoff_eur"), (reached, "reached_target")):
            values = known_values(rows, measure_named(measure))
            found[name] = np.asarray(values.reshape(worlds, replications).mean(axis=1), dtype=np.float64)
    return StrategyWorlds(design, payoffs, reached)


def seek_card(
    base: Scenario,
    card: str,
    target: float,
    *,
    measure: str = "reached_target",
    low: float | None = None,
    high: float | None = None,
    tolerance: float | None = None,
    at_most: bool = False,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> Sought:
    """The goal sought by simulation, over the card's own range and to a hundredth of it unless told otherwise."""
    over, chosen = factor(card, low, high), measure_named(measure)
    if over.levels:
        raise InputError(f"{card}: holds one of {over.told()}; a goal is sought over numbers")
    goal = Goal(
        card=over.name,
        low=over.low,
        high=over.high,
        tolerance=(over.high - over.low) / GOAL_PARTS if tolerance is None else tolerance,
        target=target,
        unit=over.card.unit,
        what=f"the programme {chosen.says}" if chosen.kind == "share" else chosen.name,
        share=chosen.kind == "share",
        at_most=at_most,
        whole=over.whole,
    )

    def outcomes(values: Sequence[float]) -> Floats:
        changes = [{card: value} for value in values]
        return outcomes_at(base, changes, chosen, seed=seed, replications=replications, run=run)

    return seek(outcomes, goal, level=level)


def map_cards(
    strategies: Mapping[str, Scenario],
    across: Factor,
    up: Factor,
    *,
    measure: str = "payoff_eur",
    steps: int = MAP_STEPS,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> TwoWayMap:
    """Simulate both strategies over the grid of two cards."""
    axes = _axis(across, steps), _axis(up, steps)
    if across.name == up.name:
        raise InputError(f"{up.name}: stands on both sides of the map; take two different cards")
    chosen = measure_named(measure)
    changes = [{across.name: x, up.name: y} for y in axes[1].values for x in axes[0].values]
    shape = (len(axes[1].values), len(axes[0].values), replications)
    outcomes = {
        name: outcomes_at(base, changes, chosen, seed=seed, replications=replications, run=run).reshape(shape)
        for name, base in strategies.items()
    }
    return two_way_map(*axes, outcomes, share=chosen.kind == "share", level=level)


def optimise_policy(
    scenario: Scenario,
    space: Space,
    effort: Effort,
    *,
    starts: Sequence[Policy] = (),
    measure: str = "payoff_eur",
    seed: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> Optimised:
    """The search by simulation, from the scenario's own policy and any further starts; more of a measure is better."""
    chosen = measure_named(measure)

    def outcomes(policies: Sequence[Policy], block: int) -> Floats:
        changes = [dict(each) for each in policies]
        luck = block_seed(seed, block)
        return outcomes_at(scenario, changes, chosen, seed=luck, replications=effort.block, run=run)

    return optimise(
        outcomes,
        space,
        [space.policy_of(scenario), *starts],
        effort,
        share=chosen.kind == "share",
        allowed=lambda each: possible(scenario, each),
        level=level,
    )


def best_strategy(
    strategies: Mapping[str, Scenario],
    *,
    indifference: float,
    confidence: float = LEVEL,
    measure: str = "payoff_eur",
    at_most: int = 10_000,
    seed: int,
    run: RunPoints = run_points,
) -> tuple[str, Selected]:
    """The strategy with the highest mean, with that confidence, and how it was selected; losers stop being run."""
    bases, chosen = list(strategies.values()), measure_named(measure)

    def outcomes(candidates: Sequence[int], futures: range) -> Floats:
        luck = block_seed(seed, futures.start)
        rows = [
            outcomes_at(bases[each], [{}], chosen, seed=luck, replications=len(futures), run=run) for each in candidates
        ]
        return np.concatenate(rows)

    found = kim_nelson(outcomes, len(bases), indifference=indifference, confidence=confidence, at_most=at_most)
    return list(strategies)[found.best], found


def block_seed(seed: int, block: int) -> int:
    """The seed of a block's luck: blocks share none, neither with each other nor with runs of the seed itself."""
    return stable_id(f"decision: seed {seed}, block {block}") >> 1


def _axis(over: Factor, steps: int) -> Axis:
    if not over.ordered or None in over.levels:
        raise InputError(f"{over.name}: holds {over.told()}; a map needs numbers, so that there is a between")
    return Axis(over.name, over.card.unit, tuple(over.steps(steps)))


def _column(values: Sequence[Any]) -> Any:
    """Numbers as they are; where a word, a list or null is among them each value is a level of its own."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return np.array(values if numbers else [str(value) for value in values])
