"""In which worlds does it fail: regions of the cards' ranges in plain words, checked on worlds the search never saw.

A box that was looked for looks better than it is. Half of the worlds are therefore held out: every number that is told
comes from them, and a region that does no better there than chance is not told at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.designs import latin_hypercube
from sim.analysis.factors import Factor
from sim.analysis.means import mean_interval
from sim.analysis.measures import UNIT_SHARE, Measure, measure_named
from sim.analysis.prim import Box, Side, find_box, inside
from sim.analysis.proportions import LEVEL, proportion
from sim.analysis.streams import stream
from sim.analysis.study import RunPoints, outcomes_at
from sim.analysis.tables import Flags, Floats
from sim.errors import InputError
from sim.montecarlo.points import run_points
from sim.scenario import Scenario
from sim.scenario.values import shown

FEWEST_WORLDS = 100
MOST_REGIONS = 3
FALSE_ALARM = 0.01
LEAST_LIFT = 0.05
"""A region that is told does worse than the worlds it is taken from by at least so much: 100% of 99% says nothing."""
_PERMUTATIONS = 999
_UNITLESS = frozenset({UNIT_SHARE, "number", "yes or no"})


@dataclass(frozen=True)
class Condition:
    """What a region asks of one card, and what the card means."""

    factor: Factor
    side: Side

    @property
    def text(self) -> str:
        """`shadow.patience_weeks < 22 weeks`."""
        name, side = self.factor.name, self.side
        if not self.factor.ordered:
            kept = [level for code, level in enumerate(self.factor.levels) if float(code) not in side.without]
            return f"{name} is {' or '.join(map(shown, kept))}"
        low = f"{_number(side.low)} <= " if "low" in side.asks else ""
        high = f" < {_number(side.high)}" if "high" in side.asks else ""
        unit = "" if self.factor.card.unit in _UNITLESS else f" {self.factor.card.unit}"
        return f"{low}{name}{high}{unit}" if high else f"{name} >= {_number(side.low)}{unit}"


@dataclass(frozen=True)
class Region:
    """A box and what the held-out worlds say of it. `density` is how often it happens there, `coverage` which share of
    all that happens happens there, `mass` its share of the worlds; `density_found` is the optimistic one of the search.
    """

    conditions: tuple[Condition, ...]
    density: float
    low: float
    high: float
    coverage: float
    mass: float
    density_found: float
    chance: float


@dataclass(frozen=True)
class Discovery:
    """Regions in the order in which they were found, each among the worlds that the earlier ones leave."""

    measure: Measure
    worlds: int
    held_out: int
    replications: int
    overall: float
    regions: tuple[Region, ...]

    def sentences(self) -> tuple[str, ...]:
        """The finding in plain words."""
        happens = f"{_capital(self.measure.says)} in"
        if self.overall in (0.0, 1.0):
            every = "every one" if self.overall else "none"
            return (f"{happens} {every} of {self.worlds} worlds: there is no region to tell from the others.",)
        if not self.regions:
            return (
                f"No region: {self.measure.says} in {_percent(self.overall)} of {self._worlds}, and on the "
                f"{self.held_out} worlds held out no box over these cards stands out from chance.",
            )
        first, *others = (self._sentence(happens, region) for region in self.regions)
        return (first, *(f"Among the worlds left: {_uncapital(other)}" for other in others))

    @property
    def _worlds(self) -> str:
        return "worlds" if self.replications == 1 else "programmes in worlds"

    def _sentence(self, happens: str, region: Region) -> str:
        where = " and ".join(condition.text for condition in region.conditions)
        return (
            f"{happens} {_percent(region.density)} of {self._worlds} where {where} "
            f"(95%: {_percent(region.low)} to {_percent(region.high)}; {_percent(self.overall)} in all {self.worlds} "
            f"worlds). Measured on {self.held_out} worlds held out: these are {_percent(region.mass)} of them and hold "
            f"{_percent(region.coverage)} of all such cases there; where it was searched it was "
            f"{_percent(region.density_found)}."
        )


def run_regions(
    base: Scenario,
    factors: Sequence[Factor],
    measure: str,
    *,
    worlds: int,
    seed: int,
    replications: int = 1,
    run: RunPoints = run_points,
) -> Discovery:
    """Simulate worlds from a Latin hypercube over the ranges, each with luck of its own, and look for regions."""
    chosen = measure_named(measure)
    if chosen.kind != "share":
        raise InputError(f"measure={measure}: regions are about what does or does not happen; take failed or another")
    _check_worlds(worlds)
    design = latin_hypercube(factors, points=worlds, seed=seed)
    values = outcomes_at(base, design.points, chosen, seed=seed, replications=replications, own_luck=True, run=run)
    return discover(factors, design.points, values, chosen, seed=seed)


def discover(
    factors: Sequence[Factor],
    points: Sequence[Mapping[str, Any]],
    values: Floats,
    measure: Measure,
    *,
    seed: int,
    most: int = MOST_REGIONS,
) -> Discovery:
    """From a share's values, worlds down and replications across, no two worlds with luck in common."""
    _check_worlds(len(points))
    places = np.array([[each.code(point[each.name]) for each in factors] for point in points])
    outcomes = values.mean(axis=1)
    luck = stream(seed, "regions: held out")
    shuffled = luck.permutation(len(points))
    seen, held = np.sort(shuffled[::2]), np.sort(shuffled[1::2])
    regions: list[Region] = []
    everything = float(outcomes[held].sum())
    worlds_held = held.size
    while len(regions) < most and seen.size:
        box = find_box(places[seen], outcomes[seen], [each.ordered for each in factors])
        in_seen, in_held = inside(box, places[seen]), inside(box, places[held])
        chance = chance_of(outcomes[held], in_held, luck)
        if chance > FALSE_ALARM or _says_little(outcomes[held], in_held):
            break
        found = float(outcomes[seen][in_seen].mean())
        regions.append(_region(factors, box, outcomes[held][in_held], found, chance, everything, worlds_held))
        seen, held = seen[~in_seen], held[~in_held]
    return Discovery(
        measure=measure,
        worlds=len(points),
        held_out=worlds_held,
        replications=values.shape[1],
        overall=float(outcomes.mean()),
        regions=tuple(regions),
    )


def _says_little(outcomes: Floats, picked: Flags) -> bool:
    return float(outcomes[picked].mean()) - float(outcomes.mean()) < LEAST_LIFT


def chance_of(outcomes: Floats, picked: Flags, luck: np.random.Generator) -> float:
    """How often as many worlds picked blindly do as badly: a permutation test, 1 where nothing or all is picked."""
    count = int(np.count_nonzero(picked))
    if count in (0, outcomes.size):
        return 1.0
    found = float(outcomes[picked].sum()) - 1e-9
    blind = [outcomes[luck.permutation(outcomes.size)[:count]].sum() for _ in range(_PERMUTATIONS)]
    return float(1 + np.count_nonzero(np.array(blind) >= found)) / (1 + _PERMUTATIONS)


def _region(
    factors: Sequence[Factor], box: Box, outcomes: Floats, found: float, chance: float, everything: float, worlds: int
) -> Region:
    density, low, high = _density(outcomes)
    return Region(
        conditions=tuple(Condition(each, side) for each, side in zip(factors, box, strict=True) if side.asks),
        density=density,
        low=low,
        high=high,
        coverage=float(outcomes.sum()) / everything,
        mass=outcomes.size / worlds,
        density_found=found,
        chance=chance,
    )


def _density(outcomes: Floats) -> tuple[float, float, float]:
    """Wilson's interval where a world has one programme, Student's over worlds where it has several."""
    if np.isin(outcomes, (0.0, 1.0)).all():
        share = proportion(int(outcomes.sum()), outcomes.size, level=LEVEL)
        return share.share, share.low, share.high
    mean, low, high = mean_interval(outcomes, level=LEVEL)
    return mean, max(0.0, low), min(1.0, high)


def _check_worlds(worlds: int) -> None:
    if worlds < FEWEST_WORLDS:
        raise InputError(
            f"worlds: found {worlds}; half of them are held out to check what the others suggest, so that at least "
            f"{FEWEST_WORLDS} are needed"
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:]


def _percent(share: float) -> str:
    if 0.0 < share < 0.01:  # noqa: PLR2004
        return "under 1%"
    return "over 99%" if 0.99 < share < 1.0 else f"{100.0 * share:.0f}%"  # noqa: PLR2004


def _number(value: float) -> str:
    return f"{value:,.12g}"
