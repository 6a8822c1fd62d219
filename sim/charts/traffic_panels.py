"""Panels of data against model: dots for what a log says, lines for what is fitted, what they mean above them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, wrap
from sim.charts.lines import Frame
from sim.charts.longtable import ChartData, LongRow
from sim.charts.look import AXIS, HUES, INK, LABEL, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.ticks import value_ticks

_LABELS_IN, _GAP_IN, _HEIGHT_IN, _UNDER_AXIS_IN, _RIGHT_IN = 0.62, 0.3, 3.0, 0.5, 0.2
_MOST_TICKS, _FEWEST_TICKS, _FEW_DECADES = 7, 2, 2
_LINE, _OTHER = HUES[0], HUES[2]
_COLOURS = {
    "seen": (INK, INK), "held": (HUES[1].line, HUES[1].text), "model": (_LINE.line, _LINE.text),
    "other": (_OTHER.line, _OTHER.text), "quiet": (AXIS, QUIET),
}  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """Points of one kind: `look` is seen, held, model, other or quiet; `drawn_as` dots, line or steps.

    `told` is what is written above the panel in the curve's colour.
    """

    name: str
    told: str
    look: str
    drawn_as: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Scale:
    """An axis: its unit, whether each step is a factor, and ticks of its own where round values are not the thing."""

    unit: str
    factors: bool = False
    ticks: tuple[tuple[float, str], ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Panel:
    """Curves on one pair of axes."""

    measure: str
    curves: tuple[Curve, ...]
    x: Scale
    y: Scale

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for curve in self.curves:
            for x, y in curve.points:
                yield LongRow(f"{self.measure}: {curve.name}", "value", x, None, self.x.unit, y, self.y.unit)


class PanelChart(ChartData, Protocol):
    """A chart that consists of panels side by side."""

    @property
    def panels(self) -> Sequence[Panel]: ...

    @property
    def notes(self) -> Sequence[str]: ...


@drawn
def draw_panels(chart: PanelChart, provenance: Provenance) -> Figure:
    """Panels side by side; one alone takes the whole width."""
    number = len(chart.panels)
    room = (span_in() - (number - 1) * _GAP_IN) / number
    width = room - _LABELS_IN - _RIGHT_IN
    most = max(sum(len(wrap(curve.told, width, SMALL)) for curve in panel.curves) for panel in chart.panels)
    head = line_in(LABEL) + most * line_in(SMALL) + 0.14
    page = Page(chart, provenance, head + flat(_HEIGHT_IN) + _UNDER_AXIS_IN, list(chart.notes))
    for place, panel in enumerate(chart.panels):
        left = MARGIN_IN + place * (room + _GAP_IN) + _LABELS_IN
        frame = Frame(left, page.body_top_in + head, width, flat(_HEIGHT_IN))
        _head(page, frame, panel)
        _draw(page.axes(frame.left, frame.top, frame.width, frame.height), panel)
        page.write(frame.right, frame.bottom + 0.27, panel.x.unit, Pen(SMALL, QUIET, align="right"))
    return page.figure


def _head(page: Page, frame: Frame, panel: Panel) -> None:
    width = frame.width
    page.write(frame.left, page.body_top_in, panel.measure, Pen(LABEL, INK, bold=True))
    below = page.body_top_in + line_in(LABEL)
    for curve in panel.curves:
        below = page.paragraph(frame.left, below, wrap(curve.told, width, SMALL), Pen(SMALL, _COLOURS[curve.look][1]))


def _draw(axes: Axes, panel: Panel) -> None:
    points = [point for curve in panel.curves for point in curve.points]
    x_low, x_high, x_marks = _axis(panel.x, [x for x, _ in points], _MOST_TICKS)
    y_low, y_high, y_marks = _axis(panel.y, [y for _, y in points], 6)
    axes.set_xlim(x_low, x_high)
    axes.set_ylim(y_low, y_high)
    base_line(axes)
    x_ticks(axes, [_at(panel.x, value) for value, _ in x_marks], [text for _, text in x_marks])
    y_grid(axes, [_at(panel.y, value) for value, _ in y_marks], [text for _, text in y_marks])
    for order, curve in enumerate(panel.curves):
        _plot(axes, panel, curve, 2.0 + 0.1 * order)


def _plot(axes: Axes, panel: Panel, curve: Curve, order: float) -> None:
    colour = _COLOURS[curve.look][0]
    xs = [_at(panel.x, x) for x, _ in curve.points]
    ys = [_at(panel.y, y) for _, y in curve.points]
    if curve.drawn_as == "dots":
        hollow = "white" if curve.look == "held" else colour
        axes.plot(
            xs, ys, "o", color=colour, markerfacecolor=hollow, markeredgewidth=1.2, markersize=4.4, clip_on=False,
            zorder=order + 2.0,
        )  # fmt: skip
        return
    style = "steps-post" if curve.drawn_as == "steps" else "default"
    dash = (0.0, (4.0, 2.0)) if curve.look in ("quiet", "other") else "-"
    width = 1.2 if curve.look in ("quiet", "seen", "held") else 1.9
    axes.plot(xs, ys, drawstyle=style, color=colour, linestyle=dash, linewidth=width, zorder=order)


def _at(scale: Scale, value: float) -> float:
    return math.log10(value) if scale.factors else value


def _axis(scale: Scale, values: Sequence[float], about: int) -> tuple[float, float, list[tuple[float, str]]]:
    """Both ends as drawn, and the ticks with their labels."""
    low = min(values, default=0.0) if scale.least is None else scale.least
    high = max(values, default=1.0) if scale.most is None else scale.most
    if scale.ticks:
        return _at(scale, low), _at(scale, high), list(scale.ticks)
    if scale.factors:
        marks = _factor_marks(low, high)
        return math.log10(min(low, marks[0])), math.log10(max(high, marks[-1])), [(one, short(one)) for one in marks]
    ticks = value_ticks(max(high, 1e-9), about - 1)
    return min(0.0, low), ticks[-1], [(one, short(one)) for one in ticks]


def _factor_marks(low: float, high: float) -> list[float]:
    """Powers of ten; with two and five between where there are few of them, fewer where there are many."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    steps = (1.0, 2.0, 5.0) if last - first <= _FEW_DECADES else (1.0,)
    every = max(1, math.ceil((last - first + 1) / _MOST_TICKS))
    marks = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    inside = [one for one in marks if low * 0.999 <= one <= high * 1.001]
    below = [one for one in marks if one < low * 0.999]
    above = [one for one in marks if one > high * 1.001]
    return [*below[-1:], *inside, *above[:1]] if len(inside) < _FEWEST_TICKS else inside


def short(value: float) -> str:
    """1.2k, 50k, 3M; small numbers as they are."""
    for size, unit in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{float(f'{value / size:.3g}'):g}{unit}"
    return f"{float(f'{value:.3g}'):g}"


def times(factor: float) -> str:
    """'3.1', '12', '1.03': as many digits as tell it from one."""
    if abs(factor - 1.0) < 0.1:  # noqa: PLR2004
        return f"{factor:.2f}"
    return f"{factor:.1f}" if factor < 10.0 else f"{factor:.0f}"  # noqa: PLR2004
