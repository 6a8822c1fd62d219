"""Two uncertainties apart: what is not known about the cards, and luck.

Outer worlds draw the cards from their ranges, inner replications draw luck within each world. Every world has luck of
its own: with common luck the part that all worlds share would cancel between them, and the cards' part would come out
too small by a share of luck's. The split is the one-way analysis of variance with random effects, which is unbiased; a
part that is really zero may come out slightly below it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.accelerated import accelerated_interval
from sim.analysis.designs import Design, latin_hypercube
from sim.analysis.factors import Factor
from sim.analysis.means import P10, P90, mean_interval
from sim.analysis.measures import Measure, measure_named
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Floats, all_finite
from sim.errors import InputError
from sim.montecarlo.points import run_points
from sim.scenario import Scenario

_FEWEST = 2


@dataclass(frozen=True)
class Part:
    """A part of the variance with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Split:
    """`mean` with the confidence of the estimate; `cards` and `luck` are variances, `share` is cards over both,
    None where nothing varies.

    `p10`-`p90` is where the expected value lies in 80 of 100 worlds: what luck alone would have spread is taken out.
    """

    worlds: int
    replications: int
    mean: float
    low: float
    high: float
    cards: Part
    luck: Part
    share: Part | None
    p10: float
    p90: float


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The split of one measure; `design` and `values` (worlds down, replications across) serve regional discovery."""

    measure: Measure
    design: Design
    values: Floats
    split: Split


def run_uncertainty(
    base: Scenario,
    factors: Sequence[Factor],
    measure: str,
    *,
    worlds: int,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> Uncertainty:
    """Simulate worlds from a Latin hypercube over the ranges, replications with luck of their own in each."""
    chosen = measure_named(measure)
    if worlds < _FEWEST or replications < _FEWEST:
        raise InputError(
            f"worlds={worlds}, replications={replications}: to tell cards from luck takes at least {_FEWEST} of each"
        )
    design = latin_hypercube(factors, points=worlds, seed=seed)
    values = outcomes_at(base, design.points, chosen, seed=seed, replications=replications, own_luck=True, run=run)
    return Uncertainty(chosen, design, values, variance_split(values, level=level))


def variance_split(
    values: Floats, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> Split:
    """Worlds down, replications across, no two worlds with luck in common; intervals by resampling worlds."""
    worlds, replications = values.shape
    if worlds < _FEWEST or replications < _FEWEST:
        raise ValueError(f"a variance split needs two worlds and two replications in each, not {values.shape}")
    means = all_finite(values, "values").mean(axis=1)
    mean, low, high = mean_interval(means, level=level)
    moments = np.column_stack((means - mean, (means - mean) ** 2, values.var(axis=1, ddof=1)))
    here = _parts(moments.mean(axis=0)[None], worlds, replications)
    resampled = _parts(resampled_means(moments, resamples=resamples, seed=seed), worlds, replications)
    left_out = _parts((moments.sum(axis=0) - moments) / (worlds - 1), worlds, replications)
    cards, luck, share = (_part(*three, level) for three in zip(here.T, resampled.T, left_out.T, strict=True))
    assert cards is not None
    assert luck is not None
    p10, p90 = np.quantile(_without_luck(means, mean, cards.value), (P10, P90))
    return Split(
        worlds=worlds,
        replications=replications,
        mean=mean,
        low=low,
        high=high,
        cards=cards,
        luck=luck,
        share=share,
        p10=float(p10),
        p90=float(p90),
    )


def _parts(moments: Floats, worlds: int, replications: int) -> Floats:
    """Columns: the variance that cards make, the one that luck makes, and the share of the first in both.

    Worlds' means differ by cards and by what luck leaves in a mean of so many replications, which is taken off.
    """
    between = (moments[:, 1] - moments[:, 0] ** 2) * worlds / (worlds - 1)
    luck = moments[:, 2]
    cards = between - luck / replications
    both = cards + luck
    share = np.divide(cards, both, out=np.full_like(both, np.nan), where=both > 0.0)
    return np.column_stack((cards, luck, share))


def _without_luck(means: Floats, mean: float, cards: float) -> Floats:
    """Worlds' means drawn in until they vary as much as the cards make them."""
    between = float(means.var(ddof=1))
    kept = math.sqrt(max(0.0, cards) / between) if between > 0.0 else 0.0
    return mean + kept * (means - mean)


def _part(here: Floats, resampled: Floats, left_out: Floats, level: float) -> Part | None:
    """The estimate and its interval, None where nothing varies that could be shared out."""
    if np.isnan(here[0]):
        return None
    known = resampled[~np.isnan(resampled)]
    interval = accelerated_interval(float(here[0]), known, left_out[~np.isnan(left_out)], level=level)
    return Part(float(here[0]), *interval)
