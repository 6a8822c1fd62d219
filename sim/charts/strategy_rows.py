"""A row for each strategy, a panel for each headline: the frame of the charts over worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.charts.lettering import font, line_in, shortened, width_in, wrap
from sim.charts.look import GRID, INK, LABEL, SMALL
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, page_in, span_in, x_ticks
from sim.charts.room import flat
from sim.charts.words import name

GAP_IN, BETWEEN_IN = 0.15, 0.4
_NAMES_IN, _LEAST_NAMES_IN, _WIDE_IN = 2.05, 1.5, 10.0
_LEFT_SHARE, _EVEN_SHARE = 0.6, 0.52
HEAD_IN, AXIS_IN = 0.3, 0.34
_ROW_IN, _LEAST_ROW_IN = 0.62, 0.5
_MOST_LINES = 3


@dataclass(frozen=True)
class Panel:
    """One headline's part of every row."""

    axes: Axes
    width_in: float

    @property
    def scale(self) -> float:
        """Units of the axis in an inch."""
        low, high = self.axes.get_xlim()
        return (high - low) / self.width_in

    def scaled(self, low: float, high: float, at: Sequence[float], labels: Sequence[str]) -> None:
        """The axis with ticks where numbers are easy, and a faint grid; no label reaches over to the other panel."""
        self.axes.set_xlim(low, high)
        base_line(self.axes)
        shown = [(tick, label) for tick, label in zip(at, labels, strict=True) if self._inside(tick, label)]
        x_ticks(self.axes, [tick for tick, _ in shown], [label for _, label in shown])
        self.axes.grid(axis="x", color=GRID, linewidth=0.8)
        self.axes.set_axisbelow(True)

    def _inside(self, tick: float, label: str) -> bool:
        low, high = self.axes.get_xlim()
        over = (width_in(label, SMALL) / 2 - BETWEEN_IN / 2) * self.scale
        return low + over <= tick <= high - over

    def text(self, x: float, row: float, words: str, colour: str = INK, *, bold: bool = True) -> None:
        """Words centred over a place as far as the panel's edges allow."""
        low, high = self.axes.get_xlim()
        half = width_in(words, SMALL, bold) / 2 * self.scale
        centre = min(max(x, low + half), high - half)
        self.axes.text(
            centre,
            row,
            words,
            ha="center",
            va="center",
            color=colour,
            fontproperties=font(SMALL, bold),
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )


def names_in() -> float:
    """Room for the names."""
    return _NAMES_IN if page_in() >= _WIDE_IN else _LEAST_NAMES_IN


def row_in() -> float:
    """Height of a row: its words need half an inch."""
    return flat(_ROW_IN, _LEAST_ROW_IN)


def body_in(rows: int) -> float:
    """Height of so many rows with what stands over and under them."""
    return HEAD_IN + rows * row_in() + AXIS_IN


def panels(page: Page, heads: tuple[str, str], rows: int) -> tuple[Panel, Panel]:
    """Two panels beside the names; rows are counted from the top, their middles at 0.5, 1.5 and so on."""
    room = span_in() - names_in() - GAP_IN - BETWEEN_IN
    share = _LEFT_SHARE if page_in() >= _WIDE_IN else _EVEN_SHARE
    widths = room * share, room * (1 - share)
    lefts = MARGIN_IN + names_in() + GAP_IN, MARGIN_IN + names_in() + GAP_IN + widths[0] + BETWEEN_IN
    found = []
    for left, width, head in zip(lefts, widths, heads, strict=True):
        page.write(left, page.body_top_in, head, Pen(LABEL, INK, bold=True))
        axes = page.axes(left, page.body_top_in + HEAD_IN, width, rows * row_in())
        axes.set_ylim(rows, 0.0)
        found.append(Panel(axes, width))
    return found[0], found[1]


def write_strategy(page: Page, row: int, label: str) -> None:
    """A strategy's name to the left of its row."""
    lines = shortened(wrap(name(label), names_in(), LABEL, True), names_in(), LABEL, _MOST_LINES)
    top = page.body_top_in + HEAD_IN + (row + 0.5) * row_in() - len(lines) * line_in(LABEL) / 2
    for number, line in enumerate(lines):
        pen = Pen(LABEL, INK, bold=True, align="right")
        page.write(MARGIN_IN + names_in(), top + number * line_in(LABEL), line, pen)
