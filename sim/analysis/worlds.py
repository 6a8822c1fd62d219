"""Strategies in the same worlds: settings of what is not known, drawn from the cards' ranges, and what they say.

Every world has luck of its own, the same for all strategies: differences between strategies are under common luck, and
no few futures stand behind all worlds, whose error would then be the same everywhere and be seen nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from sim.analysis.designs import MOST_POINTS, Design, latin_hypercube
from sim.analysis.factors import Factor, over_values
from sim.analysis.measures import Measure, known_values, measure_named
from sim.analysis.proportions import LEVEL
from sim.analysis.regions import Discovery, discover
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.robust import RobustChoice, robust_choice
from sim.analysis.study import RunPoints
from sim.analysis.tables import Floats
from sim.analysis.uncertainty import SHARE_DIFFERENCES, SHARES, Bounds, Split, expected_values, variance_split
from sim.analysis.voi import InformationValue, information_values
from sim.errors import InputError
from sim.montecarlo.points import Points, points_of, run_points
from sim.scenario import Scenario
from sim.scenario.values import shown
from sim.scenario.variation import value_of

PAYOFF, REACHED, FAILED = "payoff_eur", "reached_target", "failed"
HEADLINES = (REACHED, PAYOFF)
_KEPT = (*HEADLINES, FAILED)
_FEWEST = 2
RESAMPLES = 400


@dataclass(frozen=True)
class Better:
    """In which share of worlds the first's expected value is higher, lower or the same, with luck taken out.

    The intervals are by resampling worlds.
    """

    better: float
    better_low: float
    better_high: float
    worse: float
    worse_low: float
    worse_high: float
    tied: float


@dataclass(frozen=True)
class WorldsDifference:
    """First minus second, world by world; `better` by expected payoff, None for a measure that most worlds tie in."""

    first: str
    second: str
    measure: Measure
    split: Split
    better: Better | None

    @property
    def clear(self) -> bool:
        """The interval of the mean difference leaves out zero."""
        return self.split.low > 0.0 or self.split.high < 0.0


@dataclass(frozen=True, eq=False)
class StrategyWorlds:
    """`values` by measure and strategy: worlds down, in the order of the design's points, replications across."""

    factors: tuple[Factor, ...]
    design: Design
    seed: int
    values: Mapping[str, Mapping[str, Floats]]

    @property
    def strategies(self) -> tuple[str, ...]:
        """Their names, in the order in which they were given."""
        return tuple(self.values[PAYOFF])

    @property
    def best(self) -> str:
        """The strategy with the highest expected payoff."""
        return max(self.strategies, key=lambda name: float(self.values[PAYOFF][name].mean()))

    @cached_property
    def _expected(self) -> dict[str, Floats]:
        """Strategies × worlds of each headline, luck taken out."""
        return {name: expected_values(np.stack(list(self.values[name].values())), _bounds(name)) for name in HEADLINES}

    def split(self, strategy: str, measure: str, *, level: float = LEVEL) -> Split:
        """A strategy's headline: what is expected over worlds, how far worlds differ, what cards and luck bring."""
        expected = self._expected[measure][self.strategies.index(strategy)]
        return variance_split(self.values[measure][strategy], bounds=_bounds(measure), expected=expected, level=level)

    def differences(self, *, level: float = LEVEL) -> tuple[WorldsDifference, ...]:
        """Every pair and headline, first minus second."""
        better = better_worlds(self.values[PAYOFF], level=level)
        return tuple(
            self._difference(measure, *pair, better[pair] if measure == PAYOFF else None, level)
            for pair in combinations(self.strategies, 2)
            for measure in HEADLINES
        )

    def _difference(
        self, measure: str, first: str, second: str, better: Better | None, level: float
    ) -> WorldsDifference:
        rows, places = self.values[measure], [self.strategies.index(name) for name in (first, second)]
        expected = self._expected[measure][places[0]] - self._expected[measure][places[1]]
        bounds = None if _bounds(measure) is None else SHARE_DIFFERENCES
        split = variance_split(rows[first] - rows[second], bounds=bounds, expected=expected, level=level)
        return WorldsDifference(first, second, measure_named(measure), split, better)

    def choice(self) -> RobustChoice:
        """Which strategy each rule of choice picks."""
        return robust_choice(self.values[PAYOFF], self.values[REACHED])

    def information(self, *, level: float = LEVEL) -> tuple[InformationValue, ...]:
        """What knowing each card of the design would be worth before choosing a strategy."""
        cards = {name: column([point[name] for point in self.design.points]) for name in self.design.cards}
        return information_values(cards, self.values[PAYOFF], level=level)

    def failing(self, strategy: str) -> Discovery:
        """In which worlds the strategy fails."""
        return self._regions(self.values[FAILED][strategy], measure_named(FAILED))

    def beating(self, challenger: str, other: str) -> Discovery:
        """In which worlds the challenger's programmes pay more than the other's in the same futures."""
        payoffs = self.values[PAYOFF]
        says = f"{challenger} pays more than {other}"
        measure = Measure("pays_more", "share", "share", says, f"Share of programmes in which {says}.")
        return self._regions((payoffs[challenger] > payoffs[other]).astype(np.float64), measure)

    def _regions(self, values: Floats, measure: Measure) -> Discovery:
        return discover(self.factors, self.design.points, values, measure, seed=self.seed)


def better_worlds(
    payoffs: Mapping[str, Floats], *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> dict[tuple[str, str], Better]:
    """For each pair, by expected payoff; in worlds that are resampled luck is taken out anew."""
    values = np.stack(list(payoffs.values()))
    worlds = values.shape[1]
    draws = np.random.Generator(np.random.Philox(key=seed))
    again = np.array([_higher(values[:, draws.integers(0, worlds, worlds)]) for _ in range(resamples)])
    low, high = np.quantile(again, (0.5 - level / 2.0, 0.5 + level / 2.0), axis=0)
    here = _higher(values)
    return {
        (first, second): Better(
            better=float(here[i, j]),
            better_low=float(low[i, j]),
            better_high=float(high[i, j]),
            worse=float(here[j, i]),
            worse_low=float(low[j, i]),
            worse_high=float(high[j, i]),
            tied=max(0.0, 1.0 - float(here[i, j] + here[j, i])),
        )
        for (i, first), (j, second) in combinations(enumerate(payoffs), 2)
    }


@dataclass(frozen=True)
class WorldsPlan:
    """What is simulated: for each strategy the same worlds, everything checked before any of it runs."""

    factors: tuple[Factor, ...]
    design: Design
    points: Mapping[str, Points]

    @property
    def programmes(self) -> int:
        """How many programmes that makes."""
        return sum(one.programmes for one in self.points.values())

    def run(self, run: Mapping[str, RunPoints] | RunPoints = run_points) -> StrategyWorlds:
        """Simulate, one strategy after the other; `run` may be one for each."""
        values: dict[str, dict[str, Floats]] = {measure: {} for measure in _KEPT}
        for name, points in self.points.items():
            rows = (run if callable(run) else run[name])(points)
            shape = len(points.changes), points.replications
            for measure in _KEPT:
                values[measure][name] = known_values(rows, measure_named(measure)).reshape(shape)
        seed = next(iter(self.points.values())).seed
        return StrategyWorlds(self.factors, self.design, seed, values)


def plan_worlds(
    strategies: Mapping[str, Scenario], factors: Sequence[Factor], *, worlds: int, seed: int, replications: int
) -> WorldsPlan:
    """Worlds from a Latin hypercube over the ranges, each with luck of its own."""
    if worlds < _FEWEST or replications < _FEWEST:
        raise InputError(
            f"worlds={worlds}, replications={replications}: to tell cards from luck takes at least {_FEWEST} of each"
        )
    if worlds > MOST_POINTS:
        raise InputError(f"worlds: found {worlds:,}; allowed is a whole number from {_FEWEST} to {MOST_POINTS:,}")
    return _planned(strategies, factors, latin_hypercube(factors, points=worlds, seed=seed), seed, replications)


def plan_table(strategies: Mapping[str, Scenario], table: Design, *, seed: int, replications: int) -> WorldsPlan:
    """Worlds as a table has them, such as those that fit a history; cards that are the same in all of them do not vary.

    The design's cards are those that vary; its points set the others as well.
    """
    if len(table.points) < _FEWEST or replications < _FEWEST:
        raise InputError(
            f"worlds: the table has {len(table.points)}, replications={replications}: to tell cards from luck takes "
            f"at least {_FEWEST} of each"
        )
    factors = varied_in(table)
    if not factors:
        raise InputError("worlds: all worlds of the table are the same; nothing varies")
    check_factors(strategies, [over_values(name, [point[name] for point in table.points]) for name in table.cards])
    design = replace(table, cards=tuple(each.name for each in factors))
    return _planned(strategies, factors, design, seed, replications)


def varied_in(table: Design) -> tuple[Factor, ...]:
    """The cards of a table that vary, over the values that they have in it."""
    columns = {name: [point[name] for point in table.points] for name in table.cards}
    return tuple(over_values(name, values) for name, values in columns.items() if len(set(map(repr, values))) > 1)


def _planned(
    strategies: Mapping[str, Scenario], factors: Sequence[Factor], design: Design, seed: int, replications: int
) -> WorldsPlan:
    check_factors(strategies, factors)
    points = {
        name: points_of(base, design.points, seed=seed, replications=replications, own_luck=True)
        for name, base in strategies.items()
    }
    return WorldsPlan(tuple(factors), design, points)


def strategy_worlds(
    strategies: Mapping[str, Scenario],
    factors: Sequence[Factor],
    *,
    worlds: int,
    seed: int,
    replications: int,
    run: Mapping[str, RunPoints] | RunPoints = run_points,
) -> StrategyWorlds:
    """Simulate every strategy in worlds drawn from the ranges."""
    return plan_worlds(strategies, factors, worlds=worlds, seed=seed, replications=replications).run(run)


def check_factors(strategies: Mapping[str, Scenario], factors: Sequence[Factor]) -> None:
    """A card in which strategies differ cannot vary: all of them would get the same value, and not be themselves."""
    for each in factors:
        held = {name: value_of(scenario, each.name) for name, scenario in strategies.items()}
        if len({repr(value) for value in held.values()}) > 1:
            told = ", ".join(f"{name} {shown(value)}" for name, value in held.items())
            raise InputError(
                f"factors: {each.name} is what makes the strategies different ({told}); "
                "varied, it would be the same for all of them. Leave it out"
            )


def column(values: Sequence[Any]) -> Any:
    """Numbers as they are; where a word, a list or null is among them each value is a level of its own."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return np.array(values if numbers else [str(value) for value in values])


def _bounds(measure: str) -> Bounds | None:
    return SHARES if measure_named(measure).kind == "share" else None


def _higher(payoffs: Floats) -> Floats:
    """In which share of worlds each strategy (down) is worth more than each other one (across)."""
    expected = expected_values(payoffs)
    return np.asarray((expected[:, None] > expected[None]).mean(axis=2), dtype=np.float64)
