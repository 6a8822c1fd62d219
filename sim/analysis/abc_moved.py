"""Which cards a history has moved: where they lie before and after, and how far chance alone would have moved one.

A card has moved as far as the shares below any of its values differ between before and after: to one side, or from
both sides to the middle. Noise is what the same weights do when they are dealt to draws at random: in 95 of 100 deals
no card moves farther.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from sim.analysis.factors import Factor
from sim.analysis.streams import stream
from sim.analysis.tables import Floats, Ints

DEALS = 1_000
SHARES = (0.1, 0.5, 0.9)
_LEVEL = 0.95


@dataclass(frozen=True)
class Moved:
    """One card: P10, median and P90 before and after.

    `gap` is the largest difference of shares, 0 to 1; `rank` how far the average rank has gone up or down; `chance`
    that any card moves so far.
    """

    factor: Factor
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    gap: float
    rank: float
    noise: float
    chance: float

    @property
    def clear(self) -> bool:
        """Farther than chance would have moved any card."""
        return self.gap > self.noise

    @property
    def value(self) -> Any:
        """The median after, as the card takes it."""
        if self.factor.levels:
            return self.factor.levels[round(self.after[1])] if not self.factor.ordered else self.after[1]
        return round(self.after[1]) if self.factor.whole else self.after[1]


def moved_cards(
    factors: Sequence[Factor], points: Sequence[dict[str, Any]], weights: Floats, *, seed: int, deals: int = DEALS
) -> tuple[Moved, ...]:
    """Every card, the one that moved farthest first."""
    values = np.array([[each.code(point[each.name]) for each in factors] for point in points], dtype=np.float64)
    shares = Shares.of(values)
    found = np.flatnonzero(weights)
    gaps = shares.gaps(found, weights[found])
    ranks = weights @ (rankdata(values, axis=0) - 0.5) / len(values) - 0.5
    most = largest_by_chance(shares, weights, seed=seed, deals=deals)
    noise = float(np.quantile(most, _LEVEL))
    even = np.full(len(values), 1.0 / len(values))
    moved = [
        Moved(
            each,
            weighted_quantiles(values[:, number], even),
            weighted_quantiles(values[:, number], weights),
            float(gaps[number]),
            float(ranks[number]),
            noise,
            float((1 + (most >= gaps[number]).sum()) / (1 + deals)),
        )
        for number, each in enumerate(factors)
    ]
    return tuple(sorted(moved, key=lambda one: (-one.gap, one.factor.name)))


@dataclass(frozen=True, eq=False)
class Shares:
    """For each draw and card the share of draws below its value, and up to it: alike draws have the same."""

    below: Floats
    up_to: Floats

    @classmethod
    def of(cls, values: Floats) -> Shares:
        """Of draws down and cards across."""
        count = len(values)
        return cls((rankdata(values, "min", axis=0) - 1.0) / count, rankdata(values, "max", axis=0) / count)

    def gaps(self, draws: Ints, weights: Floats) -> Floats:
        """The largest difference of each card between the draws' shares by weight and those of all draws."""
        order = np.argsort(self.up_to[draws], axis=0)
        below, up_to = (np.take_along_axis(one[draws], order, axis=0) for one in (self.below, self.up_to))
        reached = np.cumsum(weights[order], axis=0)
        before = np.vstack([np.zeros(reached.shape[1]), reached[:-1]])
        first = np.vstack([np.ones((1, below.shape[1]), dtype=np.bool_), below[1:] != below[:-1]])
        last = np.vstack([first[1:], np.ones((1, below.shape[1]), dtype=np.bool_)])
        ends = np.maximum(np.abs(reached - up_to) * last, np.abs(before - below) * first)
        return np.asarray(ends.max(axis=0), dtype=np.float64)


def largest_by_chance(shares: Shares, weights: Floats, *, seed: int, deals: int) -> Floats:
    """The largest move of any card in each deal of the weights to draws."""
    luck = stream(seed, "calibration: deals of the weights")
    kept = weights[weights > 0.0]
    count = len(shares.below)
    return np.array([shares.gaps(luck.permutation(count)[: len(kept)], kept).max() for _ in range(deals)])


def weighted_quantiles(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """P10, median and P90: the least value up to which that share of the weight lies."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.searchsorted(reached, np.array(SHARES) * reached[-1] * (1.0 - 1e-12))
    low, middle, high = values[order][np.minimum(places, len(values) - 1)].tolist()
    return low, middle, high
