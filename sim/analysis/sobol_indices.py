"""Sobol indices: which share of the measure's variance over the ranges each card brings, alone and with others.

Rows of two independent designs A and B; AB(i) is A with card i from B. First order by Saltelli (2010), total by Jansen
(1999). Every row has the same futures. Fresh luck in each row would be one more input that differs between A and AB(i),
and each card in turn would be credited with it. Intervals are the percentile bootstrap over rows: they speak of the
rows drawn, not of the futures. An index of a card without influence may come out slightly below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.designs import MOST_POINTS, sobol_shares
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

_FEWEST_ROWS = 2


@dataclass(frozen=True)
class Index:
    """A share of the variance with its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Indices:
    """`first` is what a card explains alone; `total` counts in all that it does together with others."""

    first: tuple[Index, ...]
    total: tuple[Index, ...]
    variance: float


@dataclass(frozen=True)
class SobolAnalysis:
    """Indices in the order of the factors."""

    measure: Measure
    factors: tuple[Factor, ...]
    rows: int
    replications: int
    indices: Indices


def run_sobol(
    base: Scenario,
    factors: Sequence[Factor],
    measure: str,
    *,
    rows: int,
    seed: int,
    replications: int,
    level: float = LEVEL,
    run: RunPoints = run_points,
) -> SobolAnalysis:
    """Simulate rows × (cards + 2) points, every one in the same futures."""
    chosen = measure_named(measure)
    design = saltelli_shares(len(factors), rows, stream(seed, "design: sobol indices"))
    points = values_at(factors, design.reshape(-1, len(factors)))
    values = outcomes_at(base, points, chosen, seed=seed, replications=replications, run=run)
    outputs = values.mean(axis=1).reshape(len(factors) + 2, rows)
    if np.ptp(outputs) == 0.0:
        raise InputError(
            f"measure={measure}: is {outputs[0, 0]:g} at every point of these ranges: there is no variance to share "
            "out; take wider ranges, other cards or another measure"
        )
    return SobolAnalysis(chosen, tuple(factors), rows, replications, sobol_indices(outputs, level=level))


def saltelli_shares(cards: int, rows: int, luck: np.random.Generator) -> Floats:
    """(cards + 2) × rows × cards: A, B, then A with each card in turn from B."""
    if rows < _FEWEST_ROWS or rows & (rows - 1):
        near = 1 << max(1, rows.bit_length() - 1)
        raise InputError(f"rows: found {rows}; allowed is a power of two, such as {near} or {2 * near}")
    if rows * (cards + 2) > MOST_POINTS:
        raise InputError(
            f"{rows} rows of {cards} cards are {rows * (cards + 2):,} points; allowed are at most {MOST_POINTS:,}: "
            "take fewer rows, or the cards that a Morris screening leaves"
        )
    both = sobol_shares(2 * cards, rows, luck)
    first, second = both[:, :cards], both[:, cards:]
    design = np.stack([first, second, *[first] * cards])
    for card in range(cards):
        design[card + 2, :, card] = second[:, card]
    return design


def sobol_indices(
    outputs: Floats, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> Indices:
    """From the outputs at A, B and each AB(i), one row of `outputs` each."""
    terms = _terms(all_finite(outputs, "outputs"))
    means = np.vstack((terms.mean(axis=0), resampled_means(terms, resamples=resamples, seed=seed)))
    variance = means[:, 0] - means[:, 1] ** 2
    if not variance[0] > 0.0:
        raise ValueError("the outputs never vary: Sobol indices are undefined")
    cards = outputs.shape[0] - 2
    shares = means[:, 2:] / np.where(variance > 0.0, variance, np.nan)[:, None]
    return Indices(
        first=tuple(_index(column, level) for column in shares[:, :cards].T),
        total=tuple(_index(column, level) for column in shares[:, cards:].T),
        variance=float(variance[0]),
    )


def _terms(outputs: Floats) -> Floats:
    """Columns whose means are all that the estimators need: square, value, Saltelli's terms, Jansen's terms."""
    scaled = outputs - np.mean(outputs[:2])
    first, second, mixed = scaled[0], scaled[1], scaled[2:]
    squares, values = (first**2 + second**2) / 2.0, (first + second) / 2.0
    return np.column_stack((squares, values, *(second * (mixed - first)), *((first - mixed) ** 2 / 2.0)))


def _index(column: Floats, level: float) -> Index:
    tail = (1.0 - level) / 2.0
    low, high = np.nanquantile(column[1:], (tail, 1.0 - tail))
    return Index(float(column[0]), float(low), float(high))
