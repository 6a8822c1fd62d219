"""Small multiples: panels of one size in rows of as many as are wide enough, each under its strategy's name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.charts.lettering import line_in
from sim.charts.lines import Frame, heading
from sim.charts.look import LABEL, SMALL
from sim.charts.page import MARGIN_IN, span_in
from sim.charts.room import flat

Y_LABELS_IN = 0.5
"""Room for y labels left of the first panel."""

_GAP_IN = 0.42
_ROW_GAP_IN = 0.3
_HEAD_GAP_IN = 0.1
_PANEL_HEIGHT_IN = {1: 3.4, 2: 3.0, 3: 2.6}
_FLATTEST_IN = 0.65
_NARROWEST_IN = 2.25
"""A panel's words need so much."""


@dataclass(frozen=True)
class Cell:
    """One panel with the lines of its heading and where they begin."""

    frame: Frame
    head_top_in: float
    name: tuple[str, ...]
    first_in_row: bool
    last_in_row: bool


@dataclass(frozen=True)
class Grid:
    """Where the panels go."""

    names: tuple[tuple[str, ...], ...]
    columns: int
    panel_width_in: float
    panel_height_in: float
    lines_under_name: int
    under_axis_in: float

    @property
    def height_in(self) -> float:
        """Height of all rows."""
        rows = [self.row_in(row) for row in range(self._rows)]
        return sum(rows) + _ROW_GAP_IN * (len(rows) - 1)

    @property
    def _rows(self) -> int:
        return math.ceil(len(self.names) / self.columns)

    def head_in(self, row: int) -> float:
        """Height of the headings in one row: the longest name decides."""
        names = self.names[row * self.columns : (row + 1) * self.columns]
        lines = max(len(name) for name in names)
        return lines * line_in(LABEL) + self.lines_under_name * line_in(SMALL) + _HEAD_GAP_IN

    def row_in(self, row: int) -> float:
        """Height of one row with heading and axis."""
        return self.head_in(row) + self.panel_height_in + self.under_axis_in

    def cells(self, top_in: float) -> list[Cell]:
        """The panels, row by row, beginning at `top_in`."""
        cells = []
        for index, name in enumerate(self.names):
            row, column = divmod(index, self.columns)
            above = top_in + sum(self.row_in(before) + _ROW_GAP_IN for before in range(row))
            left = MARGIN_IN + Y_LABELS_IN + column * (self.panel_width_in + _GAP_IN)
            frame = Frame(left, above + self.head_in(row), self.panel_width_in, self.panel_height_in)
            last = column == self.columns - 1 or index == len(self.names) - 1
            cells.append(Cell(frame, above, name, column == 0, last))
        return cells


def grid_of(labels: Sequence[str], *, lines_under_name: int, under_axis_in: float, right_in: float) -> Grid:
    """As many panels in a row as are wide enough, the rows evenly filled; `right_in` stays free beside them."""
    room = span_in() - Y_LABELS_IN - right_in
    columns = columns_for(len(labels), room, _NARROWEST_IN)
    width = (room - _GAP_IN * (columns - 1)) / columns
    names = tuple(heading(label, width) for label in labels)
    height = flat(_PANEL_HEIGHT_IN[min(columns, max(_PANEL_HEIGHT_IN))], _FLATTEST_IN)
    return Grid(names, columns, width, height, lines_under_name, under_axis_in)


def columns_for(panels: int, room_in: float, narrowest_in: float, gap_in: float = _GAP_IN) -> int:
    """Panels in a row: four make a square where three are the most, five and six two rows."""
    most = max(1, int((room_in + gap_in) / (narrowest_in + gap_in)))
    return math.ceil(panels / math.ceil(panels / most))
