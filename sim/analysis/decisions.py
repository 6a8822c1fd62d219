"""Questions of a decision, answered by simulation: the arithmetic lies in the modules named like the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.bench import Effort
from sim.analysis.factors import Factor, factor
from sim.analysis.goal_seek import Sought, seek
from sim.analysis.goal_words import Goal
from sim.analysis.maps import Axis, TwoWayMap, refuse_axis, two_way_map
from sim.analysis.measure_map import MeasureMap, measure_map
from sim.analysis.measures import Measure, measure_named
from sim.analysis.optimise import Optimised, optimise
from sim.analysis.policy_space import PARTS, Policy, Space, policy_space, possible
from sim.analysis.proportions import LEVEL
from sim.analysis.selection import Selected, kim_nelson
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Floats
from sim.errors import InputError
from sim.luck.purposes import stable_id
from sim.montecarlo.points import run_points
from sim.scenario import Scenario
from sim.scenario.values import allowed, card_named, type_of
from sim.scenario.variation import vary

GOAL_PARTS = 100
MAP_STEPS = 7
MORE_IS_BETTER = (
    "payoff_eur", "reached_target", "standing_at_horizon", "value_eur", "live_max", "live_end", "went_live",
)  # fmt: skip
"""Measures that a search may maximise: of these, more is what somebody wants."""


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
    over, chosen = sought_over(card, low, high), measure_named(measure)
    goal = Goal(
        card=over.name,
        low=over.low,
        high=over.high,
        tolerance=(over.high - over.low) / GOAL_PARTS if tolerance is None else tolerance,
        target=target,
        unit=over.card.unit,
        what=f"the programme {chosen.says}" if chosen.kind == "share" else in_words(chosen),
        of="" if chosen.kind == "share" else chosen.unit,
        share=chosen.kind == "share",
        at_most=at_most,
        whole=over.whole,
    )

    def outcomes(values: Sequence[float]) -> Floats:
        changes = [{card: value} for value in values]
        return outcomes_at(base, changes, chosen, seed=seed, replications=replications, run=run)

    return seek(outcomes, goal, level=level)


def sought_over(card: str, low: float | None, high: float | None) -> Factor:
    """The card with its range; a card without numbers is refused."""
    kind = type_of(card_named(card).name).kind
    if kind not in {"number", "whole"}:
        raise InputError(f"{card}: holds {allowed(card)}; a goal is sought over numbers")
    return factor(card, low, high)


def in_words(measure: Measure) -> str:
    """A number's name inside a sentence."""
    return measure.name.removesuffix("_eur").replace("_", " ")


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
    axes, chosen = axes_of(across, up, steps), measure_named(measure)
    outcomes = {name: _over_grid(base, axes, chosen, seed, replications, run) for name, base in strategies.items()}
    return two_way_map(*axes, outcomes, share=chosen.kind == "share", level=level)


def map_measure(
    base: Scenario,
    across: Factor,
    up: Factor,
    *,
    measure: str = "payoff_eur",
    goal: float | None = None,
    steps: int = MAP_STEPS,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> MeasureMap:
    """Simulate one scenario over the grid of two cards."""
    axes, chosen = axes_of(across, up, steps), measure_named(measure)
    outcomes = _over_grid(base, axes, chosen, seed, replications, run)
    return measure_map(*axes, outcomes, share=chosen.kind == "share", goal=goal, level=level)


def axes_of(across: Factor, up: Factor, steps: int) -> tuple[Axis, Axis]:
    """The grid's values; two cards of numbers, not one twice."""
    if across.name == up.name:
        raise InputError(f"{up.name}: stands on both sides of the map; take two different cards")
    return _axis(across, steps), _axis(up, steps)


def _over_grid(
    base: Scenario, axes: tuple[Axis, Axis], measure: Measure, seed: int, replications: int, run: RunPoints
) -> Floats:
    """Outcomes of every cell: up × across × replications."""
    across, up = axes
    changes = [{across.card: x, up.card: y} for y in up.values for x in across.values]
    found = outcomes_at(base, changes, measure, seed=seed, replications=replications, run=run)
    return found.reshape(len(up.values), len(across.values), replications)


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
    """The search by simulation, from the scenario's own policy and any further starts; more of a measure is better.

    The fresh luck is that of a run with the seed `block_seed(seed, effort.blocks)`, which gives the same numbers.
    """
    chosen = measure_named(measure)
    refuse_measure(measure)

    def outcomes(policies: Sequence[Policy], block: int) -> Floats:
        changes = [dict(each) for each in policies]
        luck = block_seed(seed, block)
        return outcomes_at(scenario, changes, chosen, seed=luck, replications=effort.size(block), run=run)

    return optimise(
        outcomes,
        space,
        [space.policy_of(scenario), *starts],
        effort,
        share=chosen.kind == "share",
        allowed=lambda each: possible(scenario, each),
        level=level,
    )


def refuse_measure(measure: str) -> None:
    """A search for the most of something needs something of which more is better."""
    if measure not in MORE_IS_BETTER:
        known = ", ".join(MORE_IS_BETTER)
        raise InputError(f"measure={measure}: more of it is not better; a search maximises one of {known}")


@dataclass(frozen=True)
class OwnBest:
    """A strategy as well as it can be run: the scenario with the best policy found, and how it was found."""

    scenario: Scenario
    found: Optimised


def own_bests(
    strategies: Mapping[str, Scenario],
    effort: Effort,
    *,
    over: Sequence[str] = tuple(PARTS),
    measure: str = "payoff_eur",
    seed: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> dict[str, OwnBest]:
    """Each strategy at its own best, with the same effort and in the same futures, so that they can be compared."""
    bests: dict[str, OwnBest] = {}
    for name, base in strategies.items():
        space = policy_space(base, over)
        found = optimise_policy(base, space, effort, measure=measure, seed=seed, level=level, run=run)
        bests[name] = OwnBest(vary(base, dict(found.winner)), found)
    return bests


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
    axis = Axis(over.name, over.card.unit, tuple(over.steps(steps)))
    refuse_axis(axis)
    return axis
