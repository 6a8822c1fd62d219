"""Marks that several charts share: steps, bands, labels at the ends of lines, a table aligned to the ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.charts.lettering import line_in, wrap
from sim.charts.look import INK, LABEL, QUIET, SMALL, Hue, tint
from sim.charts.page import MARGIN_IN, Page, Pen
from sim.charts.spread import spread
from sim.charts.words import capital, name

_BLOCK_GAP_IN = 0.08


@dataclass(frozen=True)
class EndLabel:
    """What is written beside the end of a line: the strategy and its value."""

    height: float
    lines: tuple[str, ...]
    value: str
    hue: Hue

    @property
    def height_in(self) -> float:
        return len(self.lines) * line_in(LABEL) + line_in(SMALL) + _BLOCK_GAP_IN


@dataclass(frozen=True)
class Frame:
    """Where a panel lies on the page, in inches from the top left."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


def heading(label: str, room_in: float, size: float = LABEL) -> tuple[str, ...]:
    """A strategy's name in bold lines that fit the room."""
    return wrap(capital(name(label)), room_in, size, True)


def end_labels(page: Page, frame: Frame, labels: Sequence[EndLabel], text_left_in: float, line_end_in: float) -> None:
    """Labels in their line's colour, spread so that none touches another, each tied to its line's end."""
    wanted = [frame.height * label.height for label in labels]
    centres = spread(wanted, [label.height_in for label in labels], 0.0, frame.height)
    for label, at, centre in zip(labels, wanted, centres, strict=True):
        top = frame.bottom - centre - (label.height_in - _BLOCK_GAP_IN) / 2
        below = page.paragraph(text_left_in, top, label.lines, Pen(LABEL, label.hue.text, bold=True))
        page.write(text_left_in, below, label.value, Pen(SMALL, label.hue.text))
        _tie(page, (line_end_in, frame.bottom - at), (text_left_in - 0.06, frame.bottom - centre), label.hue)


def _tie(page: Page, start: tuple[float, float], end: tuple[float, float], hue: Hue) -> None:
    """A hairline from the end of a line to its label."""
    bend = start[0] + (end[0] - start[0]) * 0.35
    page.line((start[0], bend, end[0]), (start[1], start[1], end[1]), tint(hue.line, 0.6), 0.7)


def steps(axes: Axes, xs: Sequence[float], ys: Sequence[float], hue: Hue, width: float = 2.0) -> None:
    """A step line: the value holds until the next x."""
    axes.plot(
        xs, ys, drawstyle="steps-post", color=hue.line, linestyle=hue.dash, linewidth=width, clip_on=False, zorder=3
    )


def band(axes: Axes, xs: Sequence[float], low: Sequence[float], high: Sequence[float], hue: Hue) -> None:
    """The confidence of an estimate in steps."""
    axes.fill_between(xs, low, high, step="post", color=hue.line, alpha=0.16, linewidth=0, zorder=1.5)


@dataclass(frozen=True)
class TableRow:
    """One strategy's row under a chart."""

    lines: tuple[str, ...]
    cells: tuple[str, ...]
    hue: Hue

    @property
    def height_in(self) -> float:
        return max(1, len(self.lines)) * line_in(SMALL) + 0.07


def table_in(rows: Sequence[TableRow]) -> float:
    """Height of a table with its header."""
    return line_in(SMALL) + 0.06 + sum(row.height_in for row in rows)


def aligned_table(
    page: Page, frame: Frame, top_in: float, header: str, at_in: Sequence[float], rows: Sequence[TableRow]
) -> None:
    """Rows of numbers centred under the ticks, names at the left margin."""
    page.write(MARGIN_IN, top_in, header, Pen(SMALL, QUIET))
    top = top_in + line_in(SMALL) + 0.06
    for row in rows:
        page.rule(frame.left, frame.right, top)
        page.paragraph(MARGIN_IN, top + 0.035, row.lines, Pen(SMALL, row.hue.text, bold=True))
        for x, cell in zip(at_in, row.cells, strict=True):
            page.write(x, top + 0.035, cell, Pen(SMALL, INK, align="center"))
        top += row.height_in
