"""Designs of experiments over cards: which points of the space of cards are simulated."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.factors import Factor, values_at
from sim.analysis.streams import stream
from sim.analysis.tables import Floats
from sim.errors import InputError
from sim.montecarlo.points import impossible
from sim.scenario import Scenario

MOST_POINTS = 99_999
MOST_SOBOL_FACTORS = 21_201
DEFAULT_LEVELS = 3
_FEWEST_LEVELS = 2


@dataclass(frozen=True)
class Design:
    """Points to simulate; every point gives a value to every card in `cards`. `notes` is advice to whoever reads.

    `left_out` counts combinations that are no programme and were therefore taken out.
    """

    kind: str
    cards: tuple[str, ...]
    points: tuple[dict[str, Any], ...]
    notes: tuple[str, ...] = ()
    left_out: int = 0


def full_factorial(factors: Sequence[Factor], *, steps: int = DEFAULT_LEVELS) -> Design:
    """Every combination; a stretch of numbers gives `steps` values, ends included. The last card varies fastest."""
    if steps < _FEWEST_LEVELS:
        raise InputError(f"steps: found {steps}; allowed is a whole number from {_FEWEST_LEVELS} on")
    values = [each.steps(steps) for each in factors]
    count = math.prod(map(len, values))
    if count > MOST_POINTS:
        sizes = " × ".join(str(len(each)) for each in values)
        raise InputError(
            f"a full factorial of {sizes} values has {count:,} points; allowed are at most {MOST_POINTS:,}: "
            "take fewer cards, fewer steps, or a Latin hypercube"
        )
    names = tuple(each.name for each in factors)
    points = tuple(dict(zip(names, row, strict=True)) for row in itertools.product(*values))
    return Design("full factorial", names, points)


def without_impossible(design: Design, base: Scenario) -> Design:
    """The points that are programmes; a note says how many are none, and why the first of them is none."""
    wrong = impossible(base, design.points)
    if not wrong:
        return design
    why = next(iter(wrong.values()))
    if len(wrong) == len(design.points):
        raise InputError(f"none of {len(wrong):,} points is a programme; the first is none because {why}")
    kept = tuple(point for number, point in enumerate(design.points) if number not in wrong)
    note = f"{len(wrong):,} of {len(design.points):,} points are left out: they are no programmes; the first because "
    return replace(design, points=kept, notes=(*design.notes, note + why), left_out=len(wrong))


def latin_hypercube(factors: Sequence[Factor], *, points: int, seed: int) -> Design:
    """One point in each of so many equal slices of every card's range."""
    from scipy.stats import qmc  # half a second to load, which most commands do not need

    _check(points)
    shares = qmc.LatinHypercube(len(factors), seed=stream(seed, "design: latin hypercube")).random(points)
    return _design("Latin hypercube", factors, shares)


def sobol_sequence(factors: Sequence[Factor], *, points: int, seed: int) -> Design:
    """The first points of a scrambled Sobol sequence: even over all cards together, best at powers of two."""
    _check(points)
    shares = sobol_shares(len(factors), points, stream(seed, "design: sobol sequence"))
    return _design("Sobol sequence", factors, shares, _power_of_two_advice(points))


def sobol_shares(columns: int, points: int, luck: np.random.Generator) -> Floats:
    """Points of the unit cube. The next power of two is generated and cut, which is the same sequence."""
    from scipy.stats import qmc

    if columns > MOST_SOBOL_FACTORS:
        raise InputError(f"{columns} cards are too many for a Sobol sequence; allowed are {MOST_SOBOL_FACTORS}")
    sequence = qmc.Sobol(columns, scramble=True, seed=luck)
    whole = sequence.random_base2(max(0, math.ceil(math.log2(points))))
    return np.asarray(whole[:points], dtype=np.float64)


def _design(kind: str, factors: Sequence[Factor], shares: Floats, notes: tuple[str, ...] = ()) -> Design:
    return Design(kind, tuple(each.name for each in factors), tuple(values_at(factors, shares)), notes)


def _check(points: int) -> None:
    if not 1 <= points <= MOST_POINTS:
        raise InputError(f"points: found {points:,}; allowed is a whole number from 1 to {MOST_POINTS:,}")


def _power_of_two_advice(points: int) -> tuple[str, ...]:
    if points & (points - 1) == 0:
        return ()
    below = 1 << (points.bit_length() - 1)
    near = f"{below} or {2 * below}" if 2 * below <= MOST_POINTS else str(below)
    return (f"a Sobol sequence is evenly spread at powers of two: {points} points leave gaps, take {near}",)
