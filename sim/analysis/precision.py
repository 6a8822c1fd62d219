"""How many programmes are enough: go on until the interval of the quantity asked about is as narrow as asked for.

A look is all programmes from the first on. Between looks the number at most doubles, goes no farther than the interval
is expected to need, and grows by whole batches, so that nothing is simulated twice. Half-widths are those of the
intervals that are reported: Wilson's for a share, Student's for a mean, Tango's and the bootstrap for differences.
Wald's would stop at the first look in which nothing happened, and be sure of it: at a share of 0.02, looking from ten
programmes on, it holds the truth in 18 of 100 runs. What decides is scenario, seed and goal; how the programmes came
about, or whether some were stored before, never shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.comparison import COLUMNS, Headlines, headlines
from sim.analysis.mcnemar import Fourfold, fourfold
from sim.analysis.means import mean_interval
from sim.analysis.measures import NAMES, Measure, measure_named, values_of
from sim.analysis.paired import paired_difference, same_futures
from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.tables import Floats, Tables, ints
from sim.analysis.trials import Expected, ExpectedMean, ExpectedPair, ExpectedShare
from sim.errors import InputError, nearest
from sim.montecarlo.shards import SHARD_REPLICATIONS
from sim.programme.columns import REPLICATIONS
from sim.scenario import RunSettings

GROWTH = 2
_WIDEST_SHARE = 0.5
_PERCENT = 100.0
_NOT_OF_ALL = frozenset(column.name for column in REPLICATIONS if column.optional)


@dataclass(frozen=True)
class Goal:
    """`half_width` is in the measure's unit, or a part of its mean where `relative`."""

    measure: Measure
    half_width: float
    relative: bool = False
    first: int = SHARD_REPLICATIONS
    most: int = 20_000
    batch: int = SHARD_REPLICATIONS

    @property
    def first_look(self) -> int:
        """Whole batches, but for the cap."""
        return min(self.most, math.ceil(self.first / self.batch) * self.batch)


@dataclass(frozen=True)
class Known:
    """One quantity after a look. `pair` are the two sides of a difference; None for a run of its own."""

    half_width: float
    wanted: float
    expected: Expected
    pair: tuple[str, str] | None = None

    @property
    def enough(self) -> bool:
        return self.half_width <= self.wanted

    def needed(self) -> int | None:
        """Programmes that it is expected to take; None where nobody would run as many."""
        try:
            return self.expected.runs_for(self.wanted)
        except InputError:
            return None


@dataclass(frozen=True)
class Look:
    """Everything that has to be narrow, after so many programmes."""

    replications: int
    known: tuple[Known, ...]

    @property
    def widest(self) -> Known:
        """What binds."""
        return max(self.known, key=lambda one: one.half_width)

    @property
    def enough(self) -> bool:
        return all(one.enough for one in self.known)

    def needed(self) -> int | None:
        """Programmes until all of it is expected to be narrow enough: more than there are, where it is not yet."""
        each = [one.needed() for one in self.known if not one.enough]
        numbers = [one for one in each if one is not None]
        return max(self.replications + 1, *numbers) if len(numbers) == len(each) and numbers else None


@dataclass(frozen=True)
class Reached:
    """Where the looks ended: at the goal, or `capped`."""

    goal: Goal
    looks: tuple[Look, ...]

    @property
    def last(self) -> Look:
        return self.looks[-1]

    @property
    def capped(self) -> bool:
        return not self.last.enough

    def document(self) -> dict[str, Any]:
        """The block of summary.json; `needed` where the cap came first, null where nobody would run as many."""
        widest = self.last.widest
        return {
            "quantity": self.goal.measure.name,
            "unit": self.goal.measure.unit,
            "level": LEVEL,
            "wanted": _finite(widest.wanted),
            "wanted_of_mean": self.goal.half_width if self.goal.relative else None,
            "reached": _finite(widest.half_width),
            "pair": None if widest.pair is None else list(widest.pair),
            "replications": self.last.replications,
            "most_replications": self.goal.most,
            "looks": [
                {"replications": one.replications, "half_width": _finite(one.widest.half_width)} for one in self.looks
            ],
            "capped": self.capped,
            "needed": self.last.needed() if self.capped else self.last.replications,
        }


def goal_of(settings: RunSettings, *, compared: bool) -> Goal | None:
    """What precision= asks for, or None where it asks for nothing; what makes no sense of the measure is refused."""
    if settings.precision is None:
        return None
    measure = measure_of(settings.precision_of, "precision_of")
    half_width, relative = half_width_of(settings.precision, measure, compared=compared)
    return Goal(measure, half_width, relative, settings.replications, settings.most_replications)


def measure_of(name: str, key: str) -> Measure:
    """A measure that every programme has, by the name that a key gives."""
    if name not in NAMES:
        known = [one for one in NAMES if one not in _NOT_OF_ALL]
        raise InputError(f"{key}={name}: there is no such measure{nearest(name, known)} (known: {', '.join(known)})")
    if name in _NOT_OF_ALL:
        raise InputError(
            f"{key}={name}: is not known of every programme, so that a mean would be that of the lucky ones; "
            "take a measure that every programme has, such as reached_target or payoff_eur"
        )
    return measure_named(name)


def half_width_of(precision: float | str, measure: Measure, *, compared: bool) -> tuple[float, bool]:
    """The number that is meant, and whether it is a part of the mean."""
    if isinstance(precision, str):
        if measure.kind == "share":
            raise InputError(
                f"precision={precision}: a part of a mean, and {measure.name} is a share; "
                "write points of it as a number: precision=0.02 is two points"
            )
        if compared:
            raise InputError(
                f"precision={precision}: a part of a mean, and a difference may be nothing at all; "
                f"write the half-width in its unit ({measure.unit or measure.name}), such as precision=1e5"
            )
        return float(precision.rstrip("% ")) / _PERCENT, True
    if measure.kind == "share" and not 0.0 < precision < _WIDEST_SHARE:
        raise InputError(
            f"precision: found {precision:g}; {measure.name} is a share, whose half-width lies between 0 and "
            f"{_WIDEST_SHARE}: precision=0.02 is two points"
        )
    return precision, False


def until_enough(goal: Goal, look: Callable[[int], Look], watch: Callable[[Look, int | None], None]) -> Reached:
    """Look at more and more until it is enough or the cap is there; `watch` hears of each look and the next size."""
    looks: list[Look] = []
    size: int | None = goal.first_look
    while size is not None:
        looks.append(look(size))
        size = next_size(goal, looks[-1])
        watch(looks[-1], size)
    return Reached(goal, tuple(looks))


def next_size(goal: Goal, look: Look) -> int | None:
    """How many to look at next; None where the look was the last."""
    if look.enough or look.replications >= goal.most:
        return None
    sizes = range(
        (look.replications // goal.batch + 1) * goal.batch, GROWTH * look.replications + goal.batch, goal.batch
    )
    wide = [one for one in look.known if not one.enough]
    few, many = 0, len(sizes) - 1
    while few < many:
        middle = (few + many) // 2
        narrow = all(one.expected.half_width(sizes[middle]) <= one.wanted for one in wide)
        few, many = (few, middle) if narrow else (middle + 1, many)
    return min(sizes[few], goal.most)


def known_share(count: int, total: int, wanted: float) -> Known:
    """A share of a run's programmes, by Wilson's interval."""
    low, high = wilson_interval(count, total)
    return Known(float(high - low) / 2.0, wanted, ExpectedShare(count / total))


def known_mean(values: Floats, wanted: float, *, relative: bool = False) -> Known:
    """A mean over a run's programmes, by Student's interval; one programme says nothing of it."""
    mean, low, high = mean_interval(values)
    half = math.inf if math.isnan(high) else (high - low) / 2.0
    return Known(half, wanted * abs(mean) if relative else wanted, ExpectedMean(_deviation(values)))


def known_pair(table: Fourfold, wanted: float, *, same: bool = False) -> Known:
    """A difference of two shares in the same futures, by Tango's interval."""
    low, high = table.interval(same=same)
    return Known((high - low) / 2.0, wanted, ExpectedPair(table.discordance, table.difference))


def known_difference(first: Floats, second: Floats, wanted: float) -> Known:
    """A difference of two means in the same futures, by the bootstrap that comparisons report."""
    found = paired_difference(first, second)
    return Known((found.high - found.low) / 2.0, wanted, ExpectedMean(_deviation(first - second)))


def _deviation(values: Floats) -> float:
    return float(np.std(values, ddof=1)) if values.size > 1 else 0.0


def look_at_run(tables: Tables, goal: Goal, replications: int) -> Look:
    """One scenario's programmes; those that broke are left out, as everywhere."""
    values = values_of(tables.table("replications", _columns(goal.measure)), goal.measure)
    if goal.measure.kind == "share":
        known = known_share(int(np.count_nonzero(values)), values.size, goal.half_width)
    else:
        known = known_mean(values, goal.half_width, relative=goal.relative)
    return Look(replications, (known,))


def look_at_pairs(named: Mapping[str, Tables], goal: Goal, replications: int) -> Look:
    """Every pair of strategies, over the futures that both have: each difference has to be narrow enough."""
    rows = {name: tables.table("replications", _columns(goal.measure)) for name, tables in named.items()}
    known = (_known_of(first, second, rows, goal) for first, second in combinations(rows, 2))
    return Look(replications, tuple(known))


def _columns(measure: Measure) -> list[str]:
    own = [measure.name] if measure.kind == "number" else []
    return list(dict.fromkeys((*COLUMNS, *own)))


def _known_of(first: str, second: str, rows: Mapping[str, pa.Table], goal: Goal) -> Known:
    places = same_futures(ints(rows[first], "replication"), ints(rows[second], "replication"))
    if not places[0].size:
        raise InputError(f"nothing pairs: '{first}' and '{second}' have no finished programme in common")
    ours, theirs = (rows[name].take(at) for name, at in zip((first, second), places, strict=True))
    sides = [values_of(table, goal.measure) for table in (ours, theirs)]
    if goal.measure.kind == "share":
        known = known_pair(fourfold(*sides), goal.half_width, same=_same(headlines(ours), headlines(theirs)))
    else:
        known = known_difference(sides[0], sides[1], goal.half_width)
    return replace(known, pair=(first, second))


def _same(ours: Headlines, theirs: Headlines) -> bool:
    """One strategy under two names: comparisons call a difference certain by the same test."""
    kinds = ((ours.shares, theirs.shares), (ours.means, theirs.means))
    return all(np.array_equal(mine[name], yours[name]) for mine, yours in kinds for name in mine)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
