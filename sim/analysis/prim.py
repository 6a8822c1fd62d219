"""PRIM: the box in the space of cards where an outcome is most common (Friedman and Fisher, 1999).

Peeling takes a thin slice off one side again and again, always the slice whose loss raises the density most for what
it costs. Of the boxes on the way the one with the largest gain is kept: its share of the worlds times how much denser
it is than all of them. Pasting then moves each of its sides, one at a time, to where the gain is largest. A side
without which the box would be as dense, give or take chance, is dropped.

Where two parts at opposite ends are dense, no slice helps and peeling would not even begin. It therefore starts
a second time from the best stretch of a single column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.tables import Flags, Floats

SLICE = 0.05
LEAST_SHARE = 0.02
CLEARLY_DENSER = 3.0
FEWEST_KEPT_OUT = 5
_MOST_ROUNDS = 50
_MOST_DIGITS = 17
_TOO_LITTLE = 1e-12


@dataclass(frozen=True)
class Side:
    """What a box asks of one column: low <= value < high, and none of `without` (for words, by their codes)."""

    low: float = -math.inf
    high: float = math.inf
    without: frozenset[float] = frozenset()

    def holds(self, values: Floats) -> Flags:
        """Where the values are inside."""
        found: Flags = (values >= self.low) & (values < self.high)
        return found & ~np.isin(values, list(self.without)) if self.without else found

    @property
    def asks(self) -> tuple[str, ...]:
        """Which of its three fields ask for anything."""
        free = Side()
        return tuple(name for name in ("low", "high", "without") if getattr(self, name) != getattr(free, name))


Box = tuple[Side, ...]


def inside(box: Box, places: Floats) -> Flags:
    """Which rows the box holds."""
    found: Flags = np.ones(places.shape[0], dtype=np.bool_)
    for side, column in zip(box, places.T, strict=True):
        if side.asks:
            found &= side.holds(column)
    return found


def find_box(
    places: Floats, outcomes: Floats, ordered: Sequence[bool], *, slice_share: float = SLICE, least: float = LEAST_SHARE
) -> Box:
    """The best box, rows down and columns across; the box without sides where no part is denser than the whole."""
    search = _Search(
        places, outcomes - outcomes.mean(), tuple(ordered), slice_share, max(1, round(least * len(places)))
    )
    everything: Box = (Side(),) * places.shape[1]
    return max(map(search.found_from, (everything, search.best_stretch(everything))), key=search.gain)


@dataclass(frozen=True, eq=False)
class _Search:
    """`excess` is the outcome less its mean: a box gains by its sum."""

    places: Floats
    excess: Floats
    ordered: tuple[bool, ...]
    slice_share: float
    least: int

    def gain(self, box: Box) -> float:
        return float(self.excess[inside(box, self.places)].sum())

    def found_from(self, start: Box) -> Box:
        """What peeling, pasting and pruning make of a first box."""
        box = self.pasted(max(self.peeled(start), key=self.gain))
        return self.pasted(self.pruned(box))

    def best_stretch(self, everything: Box) -> Box:
        """The box that asks for one stretch of one column and gains most."""
        stretches = [
            _with(everything, column, _stretch(values, self.excess))
            for column, (values, ordered) in enumerate(zip(self.places.T, self.ordered, strict=True))
            if ordered
        ]
        large = [box for box in stretches if np.count_nonzero(inside(box, self.places)) >= self.least]
        return max(large, key=self.gain, default=everything)

    def peeled(self, box: Box) -> Iterator[Box]:
        """The boxes on the way from this one to the smallest that is still denser than the one before."""
        while True:
            yield box
            here = inside(box, self.places)
            smaller = max(self._slices(box, here), key=lambda each: each[0], default=(-math.inf, box))
            if smaller[0] <= _TOO_LITTLE:
                return
            box = smaller[1]

    def _slices(self, box: Box, here: Flags) -> Iterator[tuple[float, Box]]:
        """Smaller boxes, each with how much density it wins for a row that it loses."""
        rows, density = np.count_nonzero(here), self.excess[here].mean()
        for column in range(len(box)):
            values, excess = self.places[here, column], self.excess[here]
            for side in self._smaller(box[column], values, self.ordered[column]):
                kept = side.holds(values)
                left = np.count_nonzero(kept)
                if self.least <= left < rows:
                    yield (excess[kept].mean() - density) / (rows - left), _with(box, column, side)

    def _smaller(self, side: Side, values: Floats, ordered: bool) -> Iterator[Side]:
        if not ordered:
            yield from (replace(side, without=side.without | {code}) for code in np.unique(values).tolist())
            return
        count = max(1, int(self.slice_share * values.size))
        if values.min() == values.max():
            return
        sorted_values = np.partition(values, (count, values.size - count - 1))
        first_kept = max(sorted_values[count], values[values > values.min()].min())
        yield replace(side, low=_between(values[values < first_kept].max(), first_kept))
        last_kept = min(sorted_values[values.size - count - 1], values[values < values.max()].max())
        yield replace(side, high=_between(last_kept, values[values > last_kept].min()))

    def pasted(self, box: Box) -> Box:
        """Each side where it gains most, until none moves."""
        for _ in range(_MOST_ROUNDS):
            before = box
            for column, name in _asked(box):
                box = self._best(box, column, name)
            if box == before:
                break
        return box

    def _best(self, box: Box, column: int, name: str) -> Box:
        free = _with(box, column, _freed(box[column], name))
        here = inside(free, self.places)
        values, excess = self.places[here, column], self.excess[here]
        if name == "without":
            poor = [code for code in np.unique(values).tolist() if excess[values == code].sum() < 0.0]
            found = replace(box[column], without=frozenset(poor))
        else:
            found = _moved(box[column], name, self._end(values, excess, name))
        moved = _with(box, column, found)
        better = self.gain(moved) > self.gain(box) + _TOO_LITTLE
        return moved if better and np.count_nonzero(inside(moved, self.places)) >= self.least else box

    def _end(self, values: Floats, excess: Floats, name: str) -> float:
        """Where one end gains most, the other fixed."""
        order = np.argsort(values if name == "high" else -values, kind="stable")
        line, gains = values[order], np.cumsum(excess[order])
        ends = np.flatnonzero(np.append(line[1:] != line[:-1], True))
        ends = ends[ends + 1 >= self.least] if (ends + 1 >= self.least).any() else ends[-1:]
        last = int(ends[np.argmax(gains[ends])])
        if last == line.size - 1:
            return float(getattr(Side(), name))
        return _between(line[last], line[last + 1]) if name == "high" else _between(line[last + 1], line[last])

    def pruned(self, box: Box) -> Box:
        """Without the weakest side, as long as that is no clear loss."""
        while asked := _asked(box):
            doubts = [(self._doubt(box, column, name), column, name) for column, name in asked]
            least, column, name = min(doubts)
            if least >= CLEARLY_DENSER:
                break
            box = _with(box, column, _freed(box[column], name))
        return box

    def _doubt(self, box: Box, column: int, name: str) -> float:
        """How many standard errors denser the box is than what this side keeps out; too few rows say nothing."""
        here = inside(box, self.places)
        freed = inside(_with(box, column, _freed(box[column], name)), self.places)
        out = freed & ~here
        if not here.any() or np.count_nonzero(out) < FEWEST_KEPT_OUT:
            return 0.0
        rows, kept = np.count_nonzero(freed), np.count_nonzero(here)
        variance = float(self.excess[freed].var()) * rows / (rows - 1) * rows / (kept * (rows - kept))
        difference = float(self.excess[here].mean() - self.excess[out].mean())
        return difference / math.sqrt(variance) if variance > 0.0 else 0.0


def _stretch(values: Floats, excess: Floats) -> Side:
    """The low and high end between which the excess sums to most (Kadane's way through the running sums)."""
    levels, place = np.unique(values, return_inverse=True)
    sums = np.concatenate(([0.0], np.cumsum(np.bincount(place, weights=excess))))
    lowest = np.minimum.accumulate(sums[:-1])
    stop = int(np.argmax(sums[1:] - lowest))
    start = int(np.argmin(sums[: stop + 1]))
    low = -math.inf if start == 0 else _between(levels[start - 1], levels[start])
    high = math.inf if stop == levels.size - 1 else _between(levels[stop], levels[stop + 1])
    return Side(low, high)


def _asked(box: Box) -> list[tuple[int, str]]:
    return [(column, name) for column, side in enumerate(box) for name in side.asks]


def _moved(side: Side, name: str, end: float) -> Side:
    return replace(side, low=end) if name == "low" else replace(side, high=end)


def _freed(side: Side, name: str) -> Side:
    changes: dict[str, Any] = {name: getattr(Side(), name)}
    return replace(side, **changes)


def _with(box: Box, column: int, side: Side) -> Box:
    return (*box[:column], side, *box[column + 1 :])


def _between(below: float, above: float) -> float:
    """The number that takes the fewest digits to write among those above `below` and up to `above`."""
    size = max(abs(below), abs(above))
    start = -math.floor(math.log10(size)) if size > 0.0 else 0
    for digits in range(start, start + _MOST_DIGITS):
        step = 10.0**-digits
        found = round(math.floor(above / step) * step, max(digits, 0))
        if below < found <= above:
            return float(found)
    return float(above)
