"""Stacked causes: from the ground up what share has ended by each cause, on top who still stands; together all."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.causes_data import STANDING, CausesArm, CausesChart, Layer
from sim.charts.grid import Y_LABELS_IN, Cell, Grid, columns_for
from sim.charts.lettering import line_in, shortened, width_in
from sim.charts.lines import Frame, heading
from sim.charts.look import FAINT, FOOTER, HUES, INK, LABEL, MARKER, QUIET, SMALL, drawn
from sim.charts.page import Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat, here
from sim.charts.spread import spread
from sim.charts.ticks import few_of
from sim.charts.words import count_short, name, percent

_LABELS_IN = 2.3
"""Room for the names of the layers right of each panel, with their intervals; three in a row have room for names."""

_NARROWEST_IN, _NARROWEST_FLAT_IN = 4.0, 3.2

_TIE_IN = 0.22
_LAST_IN = 0.05
_BETWEEN_IN = 0.02
_LEAST_PANEL_IN = 1.5
_GAP_IN = 0.42
_HEIGHT_IN = {1: 3.6, 2: 2.25, 3: 2.25}
_UNDER_AXIS_IN, _UNDER_FLAT_IN = 0.62, 0.4
_MOST_TICKS = {1: 11, 2: 6, 3: 4}
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_COLOURS = 3
GREYS = ("#8A93A0", "#C3C9D2", "#6B7482", "#CDD3DB")
"""For the fourth cause and the rarer ones, told apart by their place and label."""

_GREY_TEXT = "#4A5260"


@drawn
def draw_causes(chart: CausesChart, provenance: Provenance) -> Figure:
    """A panel for each strategy, its layers named at its right end, and counts at risk beneath."""
    grid = _grid(chart)
    beside = _labels_in(chart, grid.panel_width_in)
    page = Page(chart, provenance, grid.height_in)
    for arm, cell in zip(chart.arms, grid.cells(page.body_top_in), strict=True):
        frame = _panel_in(cell, beside)
        page.paragraph(frame.left, cell.head_top_in, cell.name, Pen(LABEL, INK, bold=True))
        _panel(page, frame, chart, arm, grid.columns)
        _layer_names(page, frame, chart, arm, frame.right + beside)
        _still_standing(page, frame, chart, arm, grid.columns)
    return page.figure


def _grid(chart: CausesChart) -> Grid:
    room = span_in() - Y_LABELS_IN
    narrowest = _NARROWEST_IN if here().flat == 1.0 else _NARROWEST_FLAT_IN
    columns = columns_for(len(chart.arms), room, narrowest)
    width = (room - _GAP_IN * (columns - 1)) / columns
    beside = _labels_in(chart, width)
    names = tuple(shortened(heading(arm.label, width - beside), width - beside, LABEL) for arm in chart.arms)
    height = flat(_HEIGHT_IN[columns], max(_lettered_in(arm) for arm in chart.arms))
    under = _UNDER_AXIS_IN if here().flat == 1.0 else _UNDER_FLAT_IN
    return Grid(names, columns, width, height, 0, under)


def _labels_in(chart: CausesChart, room_in: float) -> float:
    """Room beside a panel: for names alone where little would be left of the panel."""
    if room_in - _LABELS_IN >= _LEAST_PANEL_IN:
        return _LABELS_IN
    texts = [_told(layer) for arm in chart.arms for layer in arm.layers]
    return _TIE_IN + max(width_in(text, _letters(), True) for text in texts) + 0.04


def _letters() -> float:
    """Size of the layers' names: that of the footer where panels are flat."""
    return SMALL if here().flat == 1.0 else FOOTER


def _between() -> float:
    """What lies between two names."""
    return _BETWEEN_IN if here().flat == 1.0 else 0.0


def _lettered_in(arm: CausesArm) -> float:
    """Height that the names of the layers take."""
    return sum(layer.at_end.value > 0.0 for layer in arm.layers) * (line_in(_letters()) + _between())


def _told(layer: Layer) -> str:
    return f"{percent(layer.at_end.value)} {name(layer.name)}"


def _panel_in(cell: Cell, beside_in: float) -> Frame:
    """The panel's part of its cell; the rest is for the names of the layers."""
    frame = cell.frame
    return Frame(frame.left, frame.top, frame.width - beside_in, frame.height)


def _panel(page: Page, frame: Frame, chart: CausesChart, arm: CausesArm, columns: int) -> None:
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    axes.set_xlim(0, chart.horizon_months)
    axes.set_ylim(0, 1)
    y_grid(axes, _QUARTERS, [f"{share:.0%}" for share in _QUARTERS])
    base_line(axes)
    ticks = few_of(chart.ticks, _MOST_TICKS[columns])
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    _areas(axes, chart, arm)
    if arm.ends_at_the_end:
        _last_step(axes, chart, arm, arm.months[-1] + _LAST_IN * chart.horizon_months / frame.width)


def _areas(axes: Axes, chart: CausesChart, arm: CausesArm) -> None:
    """Steps on top of each other, parted by white lines; what is nowhere to be seen has no line either."""
    foot = (0.0,) * len(arm.months)
    for layer, top in zip(arm.layers, arm.edges(), strict=True):
        if layer.name == STANDING or any(layer.share):
            colour = _colour(chart, layer)
            axes.fill_between(arm.months, foot, top, step="post", color=colour, linewidth=0, zorder=2)
            axes.plot(arm.months, top, drawstyle="steps-post", color="white", linewidth=0.9, zorder=2.5)
        foot = top


def _last_step(axes: Axes, chart: CausesChart, arm: CausesArm, until: float) -> None:
    """What ends at the very end has no width; a narrow column beside the panel shows what the labels point at."""
    foot = 0.0
    for layer, top in zip(arm.layers, arm.edges(), strict=True):
        colour = _colour(chart, layer)
        axes.fill_between((arm.months[-1], until), foot, top[-1], color=colour, linewidth=0, zorder=2, clip_on=False)
        foot = top[-1]


def _colour(chart: CausesChart, layer: Layer) -> str:
    if layer.name == STANDING:
        return FAINT
    place = chart.causes.index(layer.name)
    return HUES[place].line if place < _COLOURS else GREYS[(place - _COLOURS) % len(GREYS)]


def _text_colour(chart: CausesChart, layer: Layer) -> str:
    if layer.name == STANDING:
        return QUIET
    place = chart.causes.index(layer.name)
    return HUES[place].text if place < _COLOURS else _GREY_TEXT


def _layer_names(page: Page, frame: Frame, chart: CausesChart, arm: CausesArm, right_in: float) -> None:
    """Each layer's share and name at its right end, as near to its middle as the others allow, tied to it."""
    shown, middles, foot = [], [], 0.0
    for layer in arm.layers:
        if layer.at_end.value > 0.0:
            shown.append(layer)
            middles.append(frame.height * (foot + layer.at_end.value / 2))
        foot += layer.at_end.value
    centres = spread(middles, [line_in(_letters()) + _between()] * len(shown), 0.0, frame.height)
    left = frame.right + _TIE_IN
    for layer, middle, centre in zip(shown, middles, centres, strict=True):
        end, colour = layer.at_end, _text_colour(chart, layer)
        text = _told(layer)
        top = frame.bottom - centre - line_in(_letters()) / 2
        page.write(left, top, text, Pen(_letters(), colour, bold=True))
        interval = f"({percent(end.low)} to {percent(end.high)})".replace("%", "")
        beside = left + width_in(f"{text}  ", _letters(), True)
        if beside + width_in(interval, _letters()) < right_in:
            page.write(beside, top, interval, Pen(_letters(), QUIET))
        ends = (frame.bottom - middle, frame.bottom - centre)
        page.line(
            (frame.right + _LAST_IN + 0.02, frame.right + 0.14, left - 0.04), (ends[0], ends[0], ends[1]), MARKER, 0.7
        )


def _still_standing(page: Page, frame: Frame, chart: CausesChart, arm: CausesArm, columns: int) -> None:
    """Programmes still standing under the ticks; flat panels have no room for them, and say their share above."""
    top = frame.bottom + 0.24
    page.write(
        frame.right, top, "months since the start" if columns == 1 else "months", Pen(SMALL, QUIET, align="right")
    )
    if here().flat < 1.0:
        return
    page.write(frame.left, top, "still standing", Pen(SMALL, QUIET))
    for tick in few_of(chart.ticks, _MOST_TICKS[columns]):
        number = arm.standing[chart.ticks.index(tick)]
        x = frame.left + frame.width * tick / chart.horizon_months
        page.write(x, top + line_in(SMALL) + 0.03, count_short(number), Pen(SMALL, INK, align="center"))
