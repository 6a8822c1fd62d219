"""Two cards, two strategies: what each gives over the grid of both, where one overtakes the other, how sure that is.

The same futures in every cell and for both strategies. The break-even line is where the difference crosses zero,
interpolated along the edges between neighbouring cells (marching squares); between cells it is a guess at a line, and
the cells that are not clear say how far it may lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.paired import PairedDifference, paired_differences, paired_share_difference
from sim.analysis.proportions import LEVEL
from sim.analysis.stacked import stacked
from sim.analysis.tables import Flags, Floats
from sim.errors import InputError
from sim.programme.words import count, listed

Point = tuple[float, float]
Line = tuple[Point, ...]
_PAIR = 2
_FEWEST_FUTURES = 2


@dataclass(frozen=True)
class Axis:
    """A card and its values on the grid, rising."""

    card: str
    unit: str
    values: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class TwoWayMap:
    """Arrays have a row for each value of `up` and a column for each of `across`.

    `means` holds what each strategy gives; `differences` are the first minus the second. A line runs through points
    (across, up).
    """

    across: Axis
    up: Axis
    strategies: tuple[str, str]
    means: dict[str, Floats]
    differences: tuple[tuple[PairedDifference, ...], ...]
    break_even: tuple[Line, ...]
    futures: int
    level: float

    @property
    def difference(self) -> Floats:
        """The mean differences as an array."""
        return np.array([[each.mean for each in row] for row in self.differences])

    @property
    def clear(self) -> Flags:
        """In which cells the futures tell the two apart."""
        return np.array([[each.clear for each in row] for row in self.differences], dtype=np.bool_)

    @property
    def sentence(self) -> str:
        """Who is ahead where, and in how many cells that is more than luck."""
        first, second = self.strategies
        difference, clear = self.difference, self.clear
        ahead, behind = int(np.sum(clear & (difference > 0.0))), int(np.sum(clear & (difference < 0.0)))
        return (
            f"Of {count(clear.size, 'cell', 'cells')} '{first}' is clearly ahead in {ahead}, '{second}' in {behind}; "
            f"{clear.size - ahead - behind} cannot be told apart with {self.futures:,} futures each. "
            f"{_line_told(self)} Luck alone would make about {(1.0 - self.level) * clear.size:.2g} cells look clear "
            "where there is no difference."
        )


def two_way_map(
    across: Axis,
    up: Axis,
    outcomes: Mapping[str, npt.ArrayLike],
    *,
    share: bool,
    level: float = LEVEL,
) -> TwoWayMap:
    """From both strategies' outcomes: up × across × futures, in the order of one replication index."""
    if len(outcomes) != _PAIR:
        raise InputError(f"a two-way map compares two strategies; {len(outcomes)} given")
    first, second = outcomes
    values = stacked(outcomes, what="two-way map")
    shape = (len(up.values), len(across.values))
    refuse_grid(across, up, values.shape[1:])
    cells = _differences(values.reshape(_PAIR, -1, values.shape[-1]), share, level)
    rows = tuple(tuple(cells[start : start + shape[1]]) for start in range(0, len(cells), shape[1]))
    difference = np.array([each.mean for each in cells]).reshape(shape)
    return TwoWayMap(
        across=across,
        up=up,
        strategies=(first, second),
        means={name: row.mean(axis=-1) for name, row in zip(outcomes, values, strict=True)},
        differences=rows,
        break_even=break_even_lines(across.values, up.values, difference),
        futures=int(values.shape[-1]),
        level=level,
    )


def break_even_lines(across: Sequence[float], up: Sequence[float], difference: Floats) -> tuple[Line, ...]:
    """Where the difference changes its sign; a tie counts to the side of the positive. Lines end at the map's edge.

    Where both diagonals of a square have signs of their own, the mean of its corners decides which are joined.
    """
    return _joined(
        [
            tuple(_crossing(across, up, difference, edge) for edge in pair)
            for row in range(len(up) - 1)
            for column in range(len(across) - 1)
            for pair in _edges_crossed(difference, row, column)
        ]
    )


Corner = tuple[int, int]
Edge = tuple[Corner, Corner]


def _edges_crossed(difference: Floats, row: int, column: int) -> list[tuple[Edge, Edge]]:
    """The pairs of a square's edges that the line joins: none, one, or two pairs in a saddle."""
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    ahead = [bool(difference[corner] >= 0.0) for corner in corners]
    turns = [each for each in range(4) if ahead[each] != ahead[(each + 1) % 4]]
    edges = [_edge(corners[each], corners[(each + 1) % 4]) for each in turns]
    if len(edges) <= _PAIR:
        return [(edges[0], edges[1])] if edges else []
    middle = bool(np.mean([difference[corner] for corner in corners]) >= 0.0)
    first, second, third, fourth = edges
    return [(first, second), (third, fourth)] if middle == ahead[0] else [(fourth, first), (second, third)]


def _edge(one: Corner, other: Corner) -> Edge:
    """The same edge has the same ends in the same order, from whichever square it is seen."""
    return (one, other) if one < other else (other, one)


def _crossing(across: Sequence[float], up: Sequence[float], difference: Floats, edge: Edge) -> Point:
    (row, column), (far_row, far_column) = edge
    start, end = float(difference[row, column]), float(difference[far_row, far_column])
    part = start / (start - end)
    return (
        (1.0 - part) * across[column] + part * across[far_column],
        (1.0 - part) * up[row] + part * up[far_row],
    )


def _joined(pieces: Sequence[tuple[Point, ...]]) -> tuple[Line, ...]:
    """Pieces with an end in common become one line; a piece without length is none."""
    lines: list[list[Point]] = []
    for piece in pieces:
        if piece[0] == piece[1]:
            continue
        line = list(piece)
        for _ in line[:_PAIR]:
            met = next((other for other in lines if {other[0], other[-1]} & {line[0], line[-1]}), None)
            if met is None or line[0] == line[-1]:
                break
            lines.remove(met)
            line = _one_line(met, line)
        lines.append(line)
    return tuple(tuple(line) for line in lines)


def _one_line(first: list[Point], second: list[Point]) -> list[Point]:
    """Put end to end, turned round where necessary."""
    if first[-1] not in (second[0], second[-1]):
        first = first[::-1]
    if first[-1] != second[0]:
        second = second[::-1]
    return first + second[1:]


def _line_told(found: TwoWayMap) -> str:
    first, second = found.strategies
    difference = found.difference
    if found.break_even:
        return f"They break even along {count(len(found.break_even), 'line', 'lines')}."
    if not difference.any():
        return "They do not differ anywhere on the map."
    leader, other = (first, second) if difference.max() > 0.0 else (second, first)
    return f"They break even nowhere on the map: '{leader}' is nowhere behind '{other}'."


def _differences(values: Floats, share: bool, level: float) -> list[PairedDifference]:
    first, second = values
    if share:
        return [paired_share_difference(*sides, level=level) for sides in zip(first, second, strict=True)]
    sides = {str(cell): pair for cell, pair in enumerate(zip(first, second, strict=True))}
    return list(paired_differences(sides, level=level).values())


def refuse_axis(axis: Axis) -> None:
    """Values that do not rise have no between."""
    rising = bool(np.all(np.diff(np.asarray(axis.values, dtype=np.float64)) > 0.0))
    if len(axis.values) < _PAIR or not rising:
        raise InputError(f"{axis.card}: a map needs at least two values, rising; found {listed_values(axis)}")


def refuse_grid(across: Axis, up: Axis, shape: tuple[int, ...]) -> None:
    """A map has at least two rising values on each axis, and outcomes for each cell in at least two futures."""
    refuse_axis(across)
    refuse_axis(up)
    rows, columns = len(up.values), len(across.values)
    if shape[:-1] != (rows, columns) or shape[-1] < _FEWEST_FUTURES:
        raise InputError(
            f"a map of {rows} × {columns} cells needs as many outcomes, in at least {_FEWEST_FUTURES} futures each; "
            f"the outcomes have shape {shape}"
        )


def listed_values(axis: Axis) -> str:
    """The values as a message names them."""
    return listed([f"{value:g}" for value in axis.values])
