"""Latencies of variants: a row for each class on one log axis, with time-outs and the useful share beside."""

from __future__ import annotations

from math import log

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, row_in, shortened, width_in, wrap
from sim.charts.look import AXIS, FOOTER, GRID, INK, LABEL, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.serving_day_words import hue_of, log_ticks, time_tick
from sim.charts.serving_latency_data import LatencyBlock, LatencyChart, LatencyRow
from sim.charts.spread import spread
from sim.charts.words import capital, name

_NAMES_IN, _CLASS_IN, _GAP_IN = 1.85, 0.85, 0.12
_P95_IN, _USEFUL_IN = 1.65, 0.6
_HEAD_IN, _ROW_IN, _BETWEEN_IN, _AXIS_IN = 0.3, 0.21, 0.16, 0.3
_ROOM = 1.35
_LOWEST_SECONDS = 1e-3


@drawn
def draw_latency(chart: LatencyChart, provenance: Provenance) -> Figure:
    """Blocks of variants under each other; numbers stand in columns at the right."""
    heights = [_block_in(block) for block in chart.blocks]
    body = sum(heights)
    page = Page(chart, provenance, _HEAD_IN + body + _AXIS_IN, _notes(chart))
    left = MARGIN_IN + _NAMES_IN + _CLASS_IN + 2 * _GAP_IN
    width = MARGIN_IN + span_in() - _P95_IN - _USEFUL_IN - _GAP_IN - left
    top = page.body_top_in + _HEAD_IN
    axes = page.axes(left, top, width, body)
    axes.set_ylim(body, 0.0)
    _scale(axes, chart)
    _heads(page, left + width)
    _name_marks(page, axes, chart, left, width)
    at = 0.0
    for block, height in zip(chart.blocks, heights, strict=True):
        _name(page, top + at, block)
        for number, row in enumerate(block.rows):
            middle = at + (number + 0.5) * row_in(_ROW_IN)
            _draw(axes, row, middle)
            _write(page, row, top + middle - line_in(SMALL) / 2, left, left + width)
        at += height
        if at < body - 1e-9:
            page.rule(MARGIN_IN, MARGIN_IN + span_in(), top + at - flat(_BETWEEN_IN, 0.08) / 2)
    return page.figure


def _block_in(block: LatencyBlock) -> float:
    names = len(_name_lines(block)) * line_in(LABEL)
    return max(names, max(1, len(block.rows)) * row_in(_ROW_IN)) + flat(_BETWEEN_IN, 0.08)


def _name_lines(block: LatencyBlock) -> tuple[str, ...]:
    return shortened(wrap(capital(name(block.label)), _NAMES_IN, LABEL, True), _NAMES_IN, LABEL)


def _name(page: Page, top: float, block: LatencyBlock) -> None:
    page.paragraph(MARGIN_IN, top, _name_lines(block), Pen(LABEL, INK, bold=True))
    if not block.rows:
        page.write(MARGIN_IN + _NAMES_IN + _GAP_IN, top, "nobody calls", Pen(SMALL, QUIET))


def _notes(chart: LatencyChart) -> list[str]:
    notes = []
    if not _marks(chart):
        notes.append("Small dot: median; large dot: 95th percentile; stroke: 99th; cross: callers give up an attempt.")
    if chart.days > 1:
        notes.append("In brackets: 95% confidence interval of the mean over days.")
    else:
        notes.append("One day: no interval.")
    return notes


def _values(chart: LatencyChart) -> list[float]:
    """Everything that must lie on the axis."""
    rows = [row for block in chart.blocks for row in block.rows]
    marks = [found.mean for row in rows for found in (row.p50, row.p95, row.p99) if found is not None]
    return [max(value, _LOWEST_SECONDS) for value in (*marks, *(row.timeout for row in rows if row.timeout))]


def _scale(axes: Axes, chart: LatencyChart) -> None:
    values = _values(chart) or [1.0, 10.0]
    low, high = min(values) / _ROOM, max(values) * _ROOM
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.minorticks_off()
    base_line(axes)
    ticks = log_ticks(low, high, 8)
    x_ticks(axes, ticks, [time_tick(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def _heads(page: Page, right: float) -> None:
    page.write(right + _GAP_IN, page.body_top_in, "95th percentile", Pen(SMALL, QUIET))
    page.write(MARGIN_IN + span_in(), page.body_top_in, "useful", Pen(SMALL, QUIET, align="right"))


def _marks(chart: LatencyChart) -> list[tuple[str, float]]:
    """The first row's marks by name; none where it has no percentiles."""
    row = next((row for block in chart.blocks for row in block.rows[:1]), None)
    if row is None or not chart.blocks[0].rows or row.p50 is None or row.p95 is None or row.p99 is None:
        return []
    marks = [("median", row.p50.mean), ("95th", row.p95.mean), ("99th", row.p99.mean)]
    return [*marks, *([("gives up an attempt", row.timeout)] if row.timeout else [])]


def _name_marks(page: Page, axes: Axes, chart: LatencyChart, left: float, width: float) -> None:
    """What the marks of the first row are, over them and tied to them."""
    marks = _marks(chart)
    low, high = (log(end) for end in axes.get_xlim())
    at = [width * (log(max(value, _LOWEST_SECONDS)) - low) / (high - low) for _, value in marks]
    wide = [width_in(words, FOOTER) + 0.1 for words, _ in marks]
    first, last = page.body_top_in + line_in(FOOTER), page.body_top_in + _HEAD_IN + row_in(_ROW_IN) / 2 - 0.06
    for (words, _), x, centre in zip(marks, at, spread(at, wide, -_CLASS_IN, width), strict=True):
        page.write(left + centre, page.body_top_in, words, Pen(FOOTER, QUIET, align="center"))
        page.line((left + centre, left + x, left + x), (first + 0.01, last - 0.07, last), AXIS, 0.6)


def _draw(axes: Axes, row: LatencyRow, middle: float) -> None:
    """A range with a small dot, a large dot and a stroke; a cross where callers give up."""
    colour = hue_of(row.caller).line
    if row.timeout:
        axes.plot([row.timeout], [middle], "x", color=colour, markersize=4.5, markeredgewidth=1.0, zorder=2.5)
    if row.p50 is None or row.p95 is None or row.p99 is None:
        return
    p50, p95, p99 = (max(found.mean, _LOWEST_SECONDS) for found in (row.p50, row.p95, row.p99))
    axes.hlines(middle, p50, p99, color=colour, linewidth=1.6, zorder=2)
    axes.plot([p50], [middle], "o", color="white", markeredgecolor=colour, markeredgewidth=1.2, markersize=4, zorder=3)
    axes.plot([p95], [middle], "o", color=colour, markersize=6.5, zorder=3.2)
    axes.plot([p99], [middle], "|", color=colour, markersize=8, markeredgewidth=1.6, zorder=3)


def _write(page: Page, row: LatencyRow, top: float, left: float, right: float) -> None:
    hue = hue_of(row.caller)
    page.write(left - _GAP_IN, top, row.caller, Pen(SMALL, hue.text, bold=True, align="right"))
    page.write(right + _GAP_IN, top, row.told, Pen(SMALL, hue.text))
    page.write(MARGIN_IN + span_in(), top, row.share, Pen(SMALL, INK, align="right"))
