"""The sheet a chart is drawn on: finding on top, body, provenance below, all in inches from the top left corner.

The height follows from the text: wrapped before the figure exists, so that nothing is clipped and nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from sim.charts.lettering import ASCENT, POINTS_PER_INCH, font, line_in, printable, width_in, wrap
from sim.charts.longtable import ChartData
from sim.charts.look import AXIS, FOOTER, GRID, INK, QUIET, SMALL, SUBTITLE, TITLE
from sim.charts.provenance import Provenance
from sim.charts.room import OWN, here, points

DPI = 100
MARGIN_IN = 0.42
WIDTH_IN = OWN.width_in
ROOM_IN = WIDTH_IN - 2 * MARGIN_IN
"""A chart's own width, and what lies between its margins; in another room `page_in` and `span_in`."""

_TICK_GAP_IN = 0.02
_TOP_IN, _HEAD_GAP_IN, _BODY_GAP_IN, _FOOT_GAP_IN, _BOTTOM_IN = 0.3, 0.07, 0.2, 0.24, 0.22


def page_in() -> float:
    """Width of the picture."""
    return here().width_in


def span_in() -> float:
    """Width between the margins."""
    return here().width_in - 2 * MARGIN_IN


@dataclass(frozen=True)
class Pen:
    """How a line of text is written."""

    size: float = SMALL
    colour: str = QUIET
    bold: bool = False
    align: str = "left"


class Page:
    """A figure whose parts are placed in inches; `body_top_in` is where a chart begins."""

    def __init__(self, data: ChartData, provenance: Provenance, body_in: float, notes: Sequence[str] = ()) -> None:
        self.width_in = page_in()
        title = wrap(data.title, span_in(), TITLE, True)
        start = f" Start: {provenance.start}." if provenance.start else ""
        subtitle = wrap(f"{data.subtitle}{start}", span_in(), SUBTITLE)
        footer = _footer(provenance, notes)
        head_in = len(title) * line_in(TITLE) + _HEAD_GAP_IN + len(subtitle) * line_in(SUBTITLE)
        self.body_top_in = _TOP_IN + head_in + _BODY_GAP_IN
        footer_top_in = self.body_top_in + body_in + _FOOT_GAP_IN
        self.height_in = footer_top_in + len(footer) * line_in(FOOTER) + _BOTTOM_IN
        self.figure = Figure(figsize=(self.width_in, self.height_in), dpi=DPI)
        FigureCanvasAgg(self.figure)
        below = self.paragraph(MARGIN_IN, _TOP_IN, title, Pen(TITLE, INK, bold=True))
        self.paragraph(MARGIN_IN, below + _HEAD_GAP_IN, subtitle, Pen(SUBTITLE, QUIET))
        self.paragraph(MARGIN_IN, footer_top_in, footer, Pen(FOOTER, QUIET))

    def write(self, x_in: float, top_in: float, text: str, pen: Pen) -> Text:
        """One line of text, its top at `top_in`."""
        line = printable(text)
        baseline_in = top_in + ASCENT * points(pen.size) / POINTS_PER_INCH
        return self.figure.text(
            x_in / self.width_in,
            1 - baseline_in / self.height_in,
            line,
            fontproperties=font(pen.size, pen.bold, line),
            color=pen.colour,
            ha=pen.align,
            va="baseline",
        )

    def paragraph(self, x_in: float, top_in: float, lines: Sequence[str], pen: Pen) -> float:
        """Lines under each other; returns where the next one would begin."""
        for number, line in enumerate(lines):
            self.write(x_in, top_in + number * line_in(pen.size), line, pen)
        return top_in + len(lines) * line_in(pen.size)

    def axes(self, left_in: float, top_in: float, width_in: float, height_in: float) -> Axes:
        """Bare axes: no box, no ticks."""
        bottom = 1 - (top_in + height_in) / self.height_in
        box = (left_in / self.width_in, bottom, width_in / self.width_in, height_in / self.height_in)
        axes = self.figure.add_axes(box)
        axes.patch.set_visible(False)
        for side in ("top", "right", "left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def swatch(self, left_in: float, top_in: float, size_in: float, colour: str) -> None:
        """A small square in a state's colour, before the state's name."""
        corner = (left_in / self.width_in, 1 - (top_in + size_in) / self.height_in)
        square = Rectangle(corner, size_in / self.width_in, size_in / self.height_in, color=colour, linewidth=0)
        self.figure.add_artist(square)

    def rule(self, left_in: float, right_in: float, top_in: float) -> None:
        """A hairline across."""
        self.line((left_in, right_in), (top_in, top_in), GRID, 0.8)

    def line(
        self, xs_in: Sequence[float], tops_in: Sequence[float], colour: str, width: float, over: bool = False
    ) -> None:
        """A thin line over the page, behind everything or over the panels."""
        xs = [x / self.width_in for x in xs_in]
        ys = [1 - top / self.height_in for top in tops_in]
        self.figure.add_artist(Line2D(xs, ys, color=colour, linewidth=width, zorder=0.5 if over else -0.5))


def _footer(provenance: Provenance, notes: Sequence[str]) -> tuple[str, ...]:
    """Notes on reading, then the assumptions, then the run; each begins its own line."""
    parts = (" ".join(notes), provenance.assumption_line(), provenance.run_line())
    return tuple(line for part in parts if part for line in wrap(part, span_in(), FOOTER))


def base_line(axes: Axes) -> None:
    """The x-axis as one grey line."""
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(AXIS)
    axes.spines["bottom"].set_linewidth(0.9)


def x_ticks(axes: Axes, at: Sequence[float], labels: Sequence[str], size: float = SMALL) -> None:
    """Ticks with their labels below the base line: as many, evenly, as have room beside each other."""
    shown = _beside_each_other(axes, at, labels, size)
    axes.set_xticks([at[number] for number in shown])
    axes.set_xticklabels([labels[number] for number in shown], fontproperties=font(size), color=QUIET)
    axes.tick_params(axis="x", length=3, width=0.9, color=AXIS, pad=3)


def _beside_each_other(axes: Axes, at: Sequence[float], labels: Sequence[str], size: float) -> range:
    """All of them, or every second, third and so on; zero stays among them."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    to_pixels = axes.get_xaxis_transform()
    xs = [float(to_pixels.transform((place, 0.0))[0]) / figure.dpi for place in at]
    halves = [width_in(label, size) / 2 for label in labels]
    zero = next((number for number, place in enumerate(at) if place == 0), 0)
    for every in range(1, max(len(at), 1) + 1):
        shown = range(zero % every, len(at), every)
        if all(xs[b] - xs[a] - halves[a] - halves[b] > _TICK_GAP_IN for a, b in pairwise(shown)):
            return shown
    return range(len(at))


def y_grid(axes: Axes, at: Sequence[float], labels: Sequence[str], size: float = SMALL) -> None:
    """A faint horizontal grid with its labels at the left."""
    axes.set_yticks(list(at))
    axes.set_yticklabels(list(labels), fontproperties=font(size), color=QUIET)
    axes.tick_params(axis="y", length=0, pad=5)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
