"""Where a claim holds: one of its numbers over a grid of two cards, and the simplest rule that says where."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from experiments.kit.measured import Measured
from sim.analysis.maps import Axis

LARGE = 10_000.0


@dataclass(frozen=True)
class Region:
    """A map of the check with this number (from 0) over two cards; `why` says why these two are asked."""

    across: Axis
    up: Axis
    why: str
    check: int = 0

    @property
    def points(self) -> list[dict[str, float]]:
        """Both cards' values, row by row from the bottom."""
        return [{self.up.card: y, self.across.card: x} for y, x in product(self.up.values, self.across.values)]

    def corners(self) -> Region:
        """The same with the first and last value of each card only: a short version."""
        return Region(_ends(self.across), _ends(self.up), self.why, self.check)


def _ends(axis: Axis) -> Axis:
    return Axis(axis.card, axis.unit, (axis.values[0], axis.values[-1]))


@dataclass(frozen=True)
class Cell:
    """What was measured there, whether it holds, and whether other luck would hardly say otherwise."""

    found: Measured
    holds: bool
    sure: bool


@dataclass(frozen=True)
class Cells:
    """Rows from the bottom, one for each value of `up`."""

    region: Region
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def flat(self) -> list[Cell]:
        """All of them, row by row."""
        return [cell for row in self.rows for cell in row]

    @property
    def holding(self) -> int:
        """In how many it holds."""
        return sum(cell.holds for cell in self.flat)

    @property
    def failing(self) -> int:
        """In how many it does not."""
        return len(self.flat) - self.holding

    @property
    def unsure(self) -> int:
        """In how many other luck might say otherwise."""
        return sum(not cell.sure for cell in self.flat)

    @property
    def rule(self) -> str:
        """The stretch of each card that leaves fewest cells on the wrong side; of those the one with fewest bounds.

        Empty where all cells or none hold, and where no rule says more than that.
        """
        if not self.holding or not self.failing:
            return ""
        wrong, _, parts = min(self._rules(), key=lambda each: (each[0], each[1]))
        words = " and ".join(parts)
        return f"{words} (but for {wrong} of {len(self.flat)} cells)" if parts and wrong else words

    @property
    def where(self) -> str:
        """Where it holds, in words."""
        if not self.holding:
            return "nowhere on the map"
        if not self.failing:
            return "everywhere on the map"
        if not self.rule:
            return (
                f"in {self.holding} of {len(self.flat)} cells of the map, which no bounds of the two cards tell apart"
            )
        return f"if {self.rule}"

    def _rules(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Cells on the wrong side, bounds, and the bounds in words, of every rule."""
        return [
            (self._wrong(across, up), across.bounds + up.bounds, _words(self.region, across, up))
            for across, up in product(_stretches(self.region.across), _stretches(self.region.up))
        ]

    def _wrong(self, across: Stretch, up: Stretch) -> int:
        places = product(enumerate(self.region.up.values), enumerate(self.region.across.values))
        return sum((x in across and y in up) != self.rows[row][column].holds for (row, y), (column, x) in places)


@dataclass(frozen=True)
class Stretch:
    """Part of a card's values; an end that is open has no bound."""

    low: float | None
    high: float | None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def bounds(self) -> int:
        """How many it takes to say it."""
        return (self.low is not None) + (self.high is not None)

    def words(self, card: str) -> str:
        """As a page says it."""
        if self.low is not None and self.high is not None:
            one = self.low == self.high
            return f"`{card}` {_number(self.low)}" if one else f"`{card}` {_number(self.low)} to {_number(self.high)}"
        return f"`{card}` ≥ {_number(self.low)}" if self.low is not None else f"`{card}` ≤ {_number(self.high or 0.0)}"


def _stretches(axis: Axis) -> list[Stretch]:
    """Everything, from a value on, up to a value, and what lies between without the first and the last value."""
    inner = axis.values[1:-1]
    between = [(low, high) for place, low in enumerate(inner) for high in inner[place:]]
    ends = [*((value, None) for value in axis.values[1:]), *((None, value) for value in axis.values[:-1])]
    return [Stretch(None, None), *(Stretch(low, high) for low, high in [*ends, *between])]


def _words(region: Region, across: Stretch, up: Stretch) -> tuple[str, ...]:
    pairs = ((region.across, across), (region.up, up))
    return tuple(stretch.words(axis.card) for axis, stretch in pairs if stretch.bounds)


def _number(value: float) -> str:
    """Whole thousands as a reader writes them."""
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:g}"
