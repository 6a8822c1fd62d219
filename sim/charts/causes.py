"""Stacked causes: from the ground up what share has ended by each cause, on top who still stands; together all."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.causes_data import STANDING, CausesArm, CausesChart, Layer
from sim.charts.grid import Y_LABELS_IN, Cell, Grid
from sim.charts.lettering import line_in, shortened, width_in
from sim.charts.lines import Frame, heading
from sim.charts.look import FAINT, HUES, INK, LABEL, MARKER, QUIET, SMALL, drawn
from sim.charts.page import ROOM_IN, Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.spread import spread
from sim.charts.ticks import few_of
from sim.charts.words import count_short, name, percent

_LABELS_IN = 2.3
"""Room for the names of the layers right of each panel."""

_TIE_IN = 0.22
_LAST_IN = 0.05
_GAP_IN = 0.42
_HEIGHT_IN = {1: 3.6, 2: 2.25}
_UNDER_AXIS_IN = 0.62
_MOST_TICKS = {1: 11, 2: 6}
_COUNTS_SIZE = 7.6
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_COLOURS = 3
_GREYS = ("#8A93A0", "#C3C9D2", "#6B7482", "#DADEE4")
"""For the fourth cause and the rarer ones, told apart by their place and label."""

_GREY_TEXT = "#4A5260"


@drawn
def draw_causes(chart: CausesChart, provenance: Provenance) -> Figure:
    """A panel for each strategy, two in a row, with its layers named at its right end and counts at risk beneath."""
    grid = _grid(chart)
    page = Page(chart, provenance, grid.height_in)
    for arm, cell in zip(chart.arms, grid.cells(page.body_top_in), strict=True):
        frame = _panel_in(cell)
        page.paragraph(frame.left, cell.head_top_in, cell.name, Pen(LABEL, INK, bold=True))
        _panel(page, frame, chart, arm, grid.columns)
        _layer_names(page, frame, chart, arm)
        _still_standing(page, frame, chart, arm, grid.columns)
    return page.figure


def _grid(chart: CausesChart) -> Grid:
    columns = min(2, len(chart.arms))
    width = (ROOM_IN - Y_LABELS_IN - _GAP_IN * (columns - 1)) / columns
    names = tuple(shortened(heading(arm.label, width - _LABELS_IN), width - _LABELS_IN, LABEL) for arm in chart.arms)
    return Grid(names, columns, width, _HEIGHT_IN[columns], 0, _UNDER_AXIS_IN)


def _panel_in(cell: Cell) -> Frame:
    """The panel's part of its cell; the rest is for the names of the layers."""
    frame = cell.frame
    return Frame(frame.left, frame.top, frame.width - _LABELS_IN, frame.height)


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
    return HUES[place].line if place < _COLOURS else _GREYS[(place - _COLOURS) % len(_GREYS)]


def _text_colour(chart: CausesChart, layer: Layer) -> str:
    if layer.name == STANDING:
        return QUIET
    place = chart.causes.index(layer.name)
    return HUES[place].text if place < _COLOURS else _GREY_TEXT


def _layer_names(page: Page, frame: Frame, chart: CausesChart, arm: CausesArm) -> None:
    """Each layer's share and name at its right end, as near to its middle as the others allow, tied to it."""
    shown, middles, foot = [], [], 0.0
    for layer in arm.layers:
        if layer.at_end.value > 0.0:
            shown.append(layer)
            middles.append(frame.height * (foot + layer.at_end.value / 2))
        foot += layer.at_end.value
    centres = spread(middles, [line_in(SMALL) + 0.02] * len(shown), 0.0, frame.height)
    left = frame.right + _TIE_IN
    for layer, middle, centre in zip(shown, middles, centres, strict=True):
        end, colour = layer.at_end, _text_colour(chart, layer)
        text = f"{percent(end.value)} {name(layer.name)}"
        top = frame.bottom - centre - line_in(SMALL) / 2
        page.write(left, top, text, Pen(SMALL, colour, bold=True))
        interval = f"({percent(end.low)} to {percent(end.high)})".replace("%", "")
        beside = left + width_in(f"{text}  ", SMALL, True)
        if beside + width_in(interval, SMALL) < frame.right + _LABELS_IN:
            page.write(beside, top, interval, Pen(SMALL, QUIET))
        ends = (frame.bottom - middle, frame.bottom - centre)
        page.line(
            (frame.right + _LAST_IN + 0.02, frame.right + 0.14, left - 0.04), (ends[0], ends[0], ends[1]), MARKER, 0.7
        )


def _still_standing(page: Page, frame: Frame, chart: CausesChart, arm: CausesArm, columns: int) -> None:
    """Programmes still standing under the ticks."""
    top = frame.bottom + 0.24
    page.write(frame.left, top, "still standing", Pen(SMALL, QUIET))
    page.write(
        frame.right, top, "months since the start" if columns == 1 else "months", Pen(SMALL, QUIET, align="right")
    )
    for tick in few_of(chart.ticks, _MOST_TICKS[columns]):
        number = arm.standing[chart.ticks.index(tick)]
        x = frame.left + frame.width * tick / chart.horizon_months
        page.write(x, top + line_in(SMALL) + 0.03, count_short(number), Pen(_COUNTS_SIZE, INK, align="center"))
