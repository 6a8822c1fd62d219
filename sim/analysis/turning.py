"""Beyond which value of a card another option is expected to pay more than the one that is recommended.

Payoffs are fitted on the card as for what knowing it is worth (`voi`), so that both speak of the same curves. Where a
curve crosses is uncertain: worlds are resampled and fitted again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from sim.analysis.factors import Factor
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.splines import basis_of
from sim.analysis.tables import Floats
from sim.analysis.worlds import PAYOFF, StrategyWorlds, column

RESAMPLES = 400


@dataclass(frozen=True)
class Turn:
    """Where on a card's range `challenger` is expected to pay most: above, below or between values, or at levels.

    `above` and `below` are None where the range ends. The border of a stretch that goes on to an end of the range has
    an interval. `steady` is the share of resamples in which another option pays more there too: in the middle of the
    stretch, or at the end that it goes on to. In the tails of a range curves bend by chance.
    """

    challenger: str
    above: float | None = None
    below: float | None = None
    low: float | None = None
    high: float | None = None
    levels: tuple[Any, ...] = ()
    steady: float = 1.0

    def holds(self, value: Any) -> bool:
        """Whether a value lies there."""
        if self.levels:
            return value in self.levels
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


def turns(
    worlds: StrategyWorlds, card: str, option: str, *, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> tuple[Turn, ...]:
    """Every stretch of the card's range in which another option is expected to pay most, from low to high."""
    factor = next(each for each in worlds.factors if each.name == card)
    sampled = [point[card] for point in worlds.design.points]
    payoffs = np.stack([worlds.values[PAYOFF][name].mean(axis=1) for name in worlds.strategies])
    basis = basis_of(card, column(sampled), len(sampled))
    winners = np.argmax(_fitted(basis, payoffs), axis=0)
    place = worlds.strategies.index(option)
    if not factor.ordered:
        return _at_levels(factor, sampled, winners.tolist(), worlds.strategies, place)
    values = np.array(sampled, dtype=np.float64)
    found = _stretches(values, winners, worlds.strategies, place)
    draws = np.random.Generator(np.random.Philox(key=seed))
    rows = [draws.integers(0, values.size, values.size) for _ in range(resamples)] if found else []
    ahead = np.array([_ahead(basis, payoffs, each, place) for each in rows])
    return tuple(_with_interval(each, values, ahead) for each in found)


def _fitted(basis: Floats, payoffs: Floats) -> Floats:
    return np.asarray(payoffs @ basis @ basis.T, dtype=np.float64)


def _at_levels(
    factor: Factor, sampled: Sequence[Any], winners: Sequence[int], names: Sequence[str], place: int
) -> tuple[Turn, ...]:
    at = dict(zip(map(repr, sampled), winners, strict=True))
    by_winner: dict[int, list[Any]] = {}
    for level in factor.levels:
        if (winner := at.get(repr(level), place)) != place:
            by_winner.setdefault(winner, []).append(level)
    return tuple(Turn(names[winner], levels=tuple(levels)) for winner, levels in by_winner.items())


def _stretches(values: Floats, winners: Any, names: Sequence[str], place: int) -> list[Turn]:
    return [
        Turn(names[winner], above=above, below=below)
        for winner, above, below in _runs(values, winners)
        if winner != place
    ]


def _runs(values: Floats, winners: Any) -> Iterator[tuple[int, float | None, float | None]]:
    """Neighbours on the range with the same winner; a border lies half-way between two worlds."""
    order = np.argsort(values, kind="stable")
    ends: float | None = None
    runs = [
        (winner, [values[each] for each in members])
        for winner, members in groupby(order.tolist(), key=lambda each: int(winners[each]))
    ]
    for number, (winner, members) in enumerate(runs):
        following = runs[number + 1][1][0] if number + 1 < len(runs) else None
        border = None if following is None else float(members[-1] + following) / 2.0
        yield winner, ends, border
        ends = border


def _ahead(basis: Floats, payoffs: Floats, rows: Any, place: int) -> Floats:
    """By how much the best of the others is fitted above the option, at every world, from resampled worlds."""
    coefficients = np.linalg.lstsq(basis[rows], payoffs[:, rows].T, rcond=None)[0]
    fitted = (basis @ coefficients).T
    return np.asarray(np.delete(fitted, place, axis=0).max(axis=0) - fitted[place], dtype=np.float64)


def _with_interval(turn: Turn, values: Floats, ahead: Floats) -> Turn:
    """The interval of the border of a stretch that goes on to one end of the range, walking in from that end."""
    if (turn.above is None) == (turn.below is None):
        first = float(values.min()) if turn.above is None else turn.above
        last = float(values.max()) if turn.below is None else turn.below
        middle = int(np.argmin(np.abs(values - (first + last) / 2.0)))
        return replace(turn, steady=float(np.mean(ahead[:, middle] > 0.0)))
    upwards = turn.above is not None
    order = np.argsort(values, kind="stable")
    order = order[::-1] if upwards else order
    places, over = values[order], ahead[:, order] > 0.0
    stays = np.logical_and.accumulate(over, axis=1).sum(axis=1)
    borders = places[np.clip(stays - 1, 0, None)]
    low, high = np.quantile(borders, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0))
    return replace(turn, low=float(low), high=float(high), steady=float(np.mean(stays > 0)))


def turning_cards(worlds: StrategyWorlds, cards: Sequence[str], option: str) -> Mapping[str, tuple[Turn, ...]]:
    """The cards among those named on which the choice turns, and turns in nearly all resamples of the worlds."""
    found = {card: tuple(each for each in turns(worlds, card, option) if each.steady >= LEVEL) for card in cards}
    return {card: each for card, each in found.items() if each}
