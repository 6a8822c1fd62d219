"""The long table of a chart as wide ones: a row for each place of a series, a column for each measure.

Measures that are told at the same places share a table. Not a number is added, changed or left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.charts.longtable import LongRow


class Place(NamedTuple):
    """Where in a chart a number stands; `again` counts those that stand at the very same place."""

    series: str
    x: float | None = None
    x_end: float | None = None
    text: str = ""
    again: int = 0


@dataclass
class Block:
    """One wide table: `units` by measure, `values` by place and measure."""

    x_unit: str
    units: dict[str, str] = field(default_factory=dict)
    values: dict[Place, dict[str, float | None]] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """Series after series, in the order of the chart."""
        order = {series: at for at, series in enumerate(self.series)}
        return sorted(self.values, key=lambda place: order[place.series])

    @property
    def series(self) -> list[str]:
        return list(dict.fromkeys(place.series for place in self.values))

    @property
    def has_x(self) -> bool:
        return any(place.x is not None for place in self.values)

    @property
    def has_end(self) -> bool:
        return any(place.x_end is not None for place in self.values)

    @property
    def has_text(self) -> bool:
        return any(place.text for place in self.values)

    def column(self, measure: str, series: str) -> list[float | None]:
        """The numbers of one series, place by place."""
        return [self.values[place].get(measure) for place in self.places if place.series == series]

    def xs(self, series: str) -> list[float]:
        """Where they stand."""
        return [place.x for place in self.places if place.series == series and place.x is not None]


@dataclass
class Wide:
    """A chart's numbers: its tables, the largest last, and what happens at a place without being a number."""

    blocks: list[Block]
    events: list[LongRow]

    def last(self, measure: str, series: str) -> float | None:
        """The number of a measure without a place; of several, the one that was told last."""
        found = [block.column(measure, series) for block in self.blocks if measure in block.units]
        values = [value for values in found for value in values if value is not None]
        return values[-1] if values else None

    def with_measure(self, measure: str) -> Block | None:
        """The table in which a measure stands."""
        return next((block for block in self.blocks if measure in block.units), None)


def wide(rows: Iterable[LongRow]) -> Wide:
    """The tables of a chart."""
    numbers: dict[tuple[str, str], dict[str, dict[Place, float | None]]] = {}
    units: dict[tuple[str, str], str] = {}
    events, seen = [], Counter[tuple[str, Place]]()
    for row in rows:
        if row.value is None:
            events.append(row)
            continue
        place = Place(row.series, row.x, row.x_end, row.text)
        nth = seen[row.measure, place]
        seen[row.measure, place] += 1
        key = (row.measure, row.x_unit)
        numbers.setdefault(key, {}).setdefault(row.series, {})[place._replace(again=nth)] = row.value
        units.setdefault(key, row.unit)
    blocks: list[Block] = []
    for (measure, x_unit), by_series in numbers.items():
        _put(blocks, measure, x_unit, units[measure, x_unit], by_series)
    return Wide(sorted(blocks, key=lambda block: len(block.values)), events)


def _put(
    blocks: list[Block], measure: str, x_unit: str, unit: str, by_series: dict[str, dict[Place, float | None]]
) -> None:
    """Into the first table whose places it shares, or into one of its own."""
    block = next((one for one in blocks if one.x_unit == x_unit and _alike(one, measure, by_series)), None)
    if block is None:
        block = Block(x_unit)
        blocks.append(block)
    block.units[measure] = unit
    for found in by_series.values():
        for place, value in found.items():
            block.values.setdefault(place, {})[measure] = value


def _alike(block: Block, measure: str, by_series: dict[str, dict[Place, float | None]]) -> bool:
    """Told at the same places, series by series, of those that both have."""
    if measure in block.units:
        return False
    theirs: dict[str, set[Place]] = {}
    for place in block.values:
        theirs.setdefault(place.series, set()).add(place)
    shared = theirs.keys() & by_series.keys()
    return bool(shared) and all(theirs[series] == by_series[series].keys() for series in shared)
