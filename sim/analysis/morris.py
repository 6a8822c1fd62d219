"""Morris screening: which of many cards matter at all, at about ten simulations a card.

A trajectory changes one card at a time, each once, by two thirds of its range; the change in the measure over the
share of the range that the card moved is an elementary effect. Their mean size is mu*, their standard deviation sigma,
which is large where a card bends the measure or works through others (Morris 1991; Campolongo, Cariboni and Saltelli
2007). Every point has the same futures: effects are then of cards alone. The interval speaks of the trajectories drawn,
not of the futures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.factors import Factor, values_at
from sim.analysis.measures import Measure, measure_named
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.streams import stream
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Floats, all_finite
from sim.errors import InputError
from sim.montecarlo.points import run_points
from sim.scenario import Scenario

GRID = 4
STEP = GRID / (2 * (GRID - 1))
NEGLIGIBLE = 0.05
_FEWEST_TRAJECTORIES = 2


@dataclass(frozen=True)
class Effect:
    """How the measure answers to one card, per full range of it: `mu` with its sign, `mu_star` without."""

    factor: Factor
    mu: float
    mu_star: float
    low: float
    high: float
    sigma: float


@dataclass(frozen=True)
class Screening:
    """Effects from the largest mu* to the smallest."""

    measure: Measure
    trajectories: int
    replications: int
    effects: tuple[Effect, ...]

    def survivors(self, negligible: float = NEGLIGIBLE) -> tuple[Factor, ...]:
        """Cards that cannot be left out: mu* may reach that share of the largest, by the interval's upper end."""
        largest = self.effects[0].mu_star
        return tuple(each.factor for each in self.effects if each.high > negligible * largest)


def run_morris(
    base: Scenario,
    factors: Sequence[Factor],
    measure: str,
    *,
    trajectories: int,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> Screening:
    """Simulate `trajectories` × (cards + 1) points under common luck."""
    chosen = measure_named(measure)
    walks = morris_walks(len(factors), trajectories, stream(seed, "design: morris"))
    points = values_at(factors, walks.reshape(-1, len(factors)))
    values = outcomes_at(base, points, chosen, seed=seed, replications=replications, run=run)
    effects = elementary_effects(moved(factors, walks), values.mean(axis=1).reshape(trajectories, -1))
    return Screening(chosen, trajectories, replications, screen(factors, effects, level=level))


def morris_walks(cards: int, trajectories: int, luck: np.random.Generator) -> Floats:
    """Trajectories × (cards + 1) × cards: each step moves one card, in random order, from a random start."""
    if trajectories < _FEWEST_TRAJECTORIES:
        raise InputError(
            f"trajectories: found {trajectories}; allowed is a whole number from {_FEWEST_TRAJECTORIES} on"
        )
    walks = np.empty((trajectories, cards + 1, cards))
    for walk in walks:
        walk[:] = luck.integers(GRID, size=cards) / (GRID - 1)
        for step, card in enumerate(luck.permutation(cards), start=1):
            walk[step:, card] += STEP if walk[0, card] < 0.5 else -STEP  # noqa: PLR2004
    return np.clip(walks, 0.0, 1.0)


def moved(factors: Sequence[Factor], walks: Floats) -> Floats:
    """By which share of its range each card moves at each step: whole numbers and levels move by other shares.

    Words have no distances: another word is a move by the whole range.
    """
    points = values_at(factors, walks.reshape(-1, len(factors)))
    places = np.array([[each.code(point[each.name]) for each in factors] for point in points])
    steps = np.diff(places.reshape(walks.shape), axis=1)
    codes = [[each.code(end) for end in each.ends()] for each in factors]
    ranges = np.array([max(code) - min(code) for code in codes])
    ordered = np.array([each.ordered for each in factors])
    return np.asarray(np.where(ordered, steps / ranges, np.sign(steps)), dtype=np.float64)


def elementary_effects(moves: Floats, outputs: Floats) -> Floats:
    """Trajectories × cards: the change of the output over the move of the one card that moved."""
    changes = np.diff(all_finite(outputs, "outputs"), axis=1)[:, :, None]
    effects = np.divide(changes, moves, out=np.zeros_like(moves), where=moves != 0.0)
    return np.asarray(effects.sum(axis=1), dtype=np.float64)


def screen(
    factors: Sequence[Factor],
    effects: Floats,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[Effect, ...]:
    """mu, mu* with the percentile bootstrap over trajectories, and sigma, from a column of effects for each card."""
    sizes = np.abs(effects)
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(resampled_means(sizes, resamples=resamples, seed=seed), (tail, 1.0 - tail), axis=0)
    found = [
        Effect(
            factor=each,
            mu=float(effects[:, card].mean()),
            mu_star=float(sizes[:, card].mean()),
            low=float(low[card]),
            high=float(high[card]),
            sigma=float(effects[:, card].std(ddof=1)),
        )
        for card, each in enumerate(factors)
    ]
    return tuple(sorted(found, key=lambda effect: (-effect.mu_star, effect.factor.name)))
