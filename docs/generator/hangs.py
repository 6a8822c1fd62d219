"""What the answers hang on: worlds drawn from all assumptions at once beside the default cards (`--measure`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

import sim
from docs.generator.tables import table
from sim.analysis.factors import around, factors_of
from sim.analysis.worlds import PAYOFF, REACHED, StrategyWorlds, strategy_worlds

Floats = npt.NDArray[np.float64]

WORLDS, REPLICATIONS, SEED = 300, 2, 21
STRATEGIES = ("application_first", "platform_first", "coe")
SHUFFLES, LEVEL, MOST_CARDS = 1000, 0.95, 6


@dataclass(frozen=True)
class Hold:
    """How strongly a result goes up with a card over the worlds (Spearman's rank correlation)."""

    card: str
    strength: float


@dataclass(frozen=True)
class Holds:
    """The strongest of all cards, and what the strongest of as many reaches by chance in one study of twenty."""

    strongest: tuple[Hold, ...]
    by_chance: float

    @property
    def beyond_chance(self) -> tuple[Hold, ...]:
        """Those that stand out."""
        return tuple(one for one in self.strongest if abs(one.strength) > self.by_chance)


def holds(cards: Mapping[str, Sequence[object]], result: Floats, seed: int = SEED) -> Holds:
    """Rank correlation of a result with each card whose values have an order."""
    columns = {name: np.array(values, dtype=np.float64) for name, values in cards.items() if _ordered(values)}
    ranks = np.array([_standard(values) for values in columns.values()])
    found = ranks @ _standard(result) / result.size
    generator = np.random.Generator(np.random.Philox(key=seed))
    shuffled = np.array([generator.permutation(_standard(result)) for _ in range(SHUFFLES)])
    most = np.abs(ranks @ shuffled.T / result.size).max(axis=0)
    order = np.argsort(-np.abs(found), kind="stable")[:MOST_CARDS]
    names = list(columns)
    return Holds(tuple(Hold(names[each], float(found[each])) for each in order), float(np.quantile(most, LEVEL)))


def _ordered(values: Sequence[object]) -> bool:
    numbers = all(isinstance(value, int | float) for value in values)
    return numbers and len(set(values)) > 1


def _standard(values: Floats) -> Floats:
    ranks = rankdata(values)
    spread = ranks.std()
    return np.asarray((ranks - ranks.mean()) / spread if spread else np.zeros(ranks.size))


# --- the part of the page ----------------------------------------------------------------------------------------


def hangs_part(worlds: StrategyWorlds, default: Mapping[str, sim.Results]) -> str:
    """Both tables and what they are of."""
    count = len(worlds.design.points)
    cards = {name: [point[name] for point in worlds.design.points] for name in worlds.design.cards}
    first, second = STRATEGIES[:2]
    twenty = worlds.values[REACHED][first].mean(axis=1)
    ahead = (worlds.values[PAYOFF][first] - worlds.values[PAYOFF][second]).mean(axis=1)
    return "\n\n".join(
        [
            f"{count} worlds drawn from the ranges of {len(worlds.factors)} assumptions at once, {REPLICATIONS} "
            f"programmes a world and strategy, seed {worlds.seed}; the default cards with as many programmes. "
            "Intervals: 95%; over worlds they cover cards and luck. Written by `python docs/generate.py --measure`.",
            _levels(worlds, default),
            f"Rank correlation over the worlds, of numbers that have an order, with `{first}` having twenty live:",
            _table(holds(cards, twenty)),
            f"and with the payoff of `{first}` less that of `{second}`:",
            _table(holds(cards, ahead)),
        ]
    )


def _levels(worlds: StrategyWorlds, default: Mapping[str, sim.Results]) -> str:
    rows = []
    for name in worlds.strategies:
        numbers = default[name].numbers
        twenty, payoff = worlds.split(name, REACHED), worlds.split(name, PAYOFF)
        rows.append(
            (
                f"`{name}`",
                _percent(numbers["reached_target"]["share"]),
                f"{_percent(twenty.mean)} ({_percent(twenty.low)} to {_percent(twenty.high)})",
                _millions(numbers["payoff_eur"]["mean"]),
                f"{_millions(payoff.mean)} ({_millions(payoff.low)} to {_millions(payoff.high)})",
            )
        )
    head = ("strategy", "twenty live, default cards", "over worlds", "payoff, default cards", "over worlds")
    return table(head, rows)


def _table(found: Holds) -> str:
    rows = [
        (
            f"`{one.card}`",
            f"{one.strength:+.2f}",
            "yes" if abs(one.strength) > found.by_chance else f"no: below {found.by_chance:.2f}",
        )
        for one in found.strongest
    ]
    return table(("card", "correlation", "beyond what the strongest of all reaches by chance"), rows)


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f}%"


def _millions(eur: float) -> str:
    return f"{'−' if eur < 0 else ''}€{abs(eur) / 1e6:.1f}M"


def measure_worlds(worlds: int = WORLDS) -> tuple[StrategyWorlds, dict[str, sim.Results]]:
    """The worlds and the default beside them, simulated anew."""
    scenarios = {name: sim.load_scenario(name) for name in STRATEGIES}
    factors = around(factors_of(["assumptions"]), scenarios[STRATEGIES[0]])
    found = strategy_worlds(scenarios, factors, worlds=worlds, seed=SEED, replications=REPLICATIONS)
    many = worlds * REPLICATIONS
    default = {name: sim.simulate(one, replications=many, seed=SEED) for name, one in scenarios.items()}
    return found, default
