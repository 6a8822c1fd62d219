"""On-call map: hours per engineer by team over time, a number in every cell, the sustainable load as a frame."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.analysis.weekly import Load
from sim.charts.lettering import font, line_in, row_in, shortened, width_in
from sim.charts.lines import Frame, heading
from sim.charts.look import HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.on_call_data import ROLE_WORDS, OnCallArm, OnCallChart, RoleRow, on_call_chart
from sim.charts.page import MARGIN_IN, Page, Pen, page_in, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import flat, here
from sim.charts.ticks import axis_months, few_of, month_ticks
from sim.charts.words import MONTHS_PER_WEEK, percent

__all__ = ["OnCallArm", "OnCallChart", "draw_on_call", "on_call_chart"]

_NAMES_IN, _SHARES_IN, _ROW_IN, _HEAD_GAP_IN, _ARM_GAP_IN, _AXIS_IN = 1.85, 0.95, 0.27, 0.05, 0.14, 0.44
_PALEST, _DARKEST, _DARK_GROUND = 0.06, 0.92, 0.68
_NARROW_SIZE = 6.4
_WIDE_IN, _STRATEGY_IN = 11.0, 1.7
_MOST_TICKS, _MOST_NAME_LINES = 11, 2
_NOTHING = 0.05


@drawn
def draw_on_call(chart: OnCallChart, provenance: Provenance) -> Figure:
    """A block of rows for each strategy on one calendar; at the right, in how many programmes it was too much."""
    beside = here().flat < 1.0 and page_in() >= _WIDE_IN
    room, most = (_STRATEGY_IN - 0.1, 3) if beside else (span_in(), _MOST_NAME_LINES)
    names = [shortened(heading(arm.label, room), room, LABEL, most) for arm in chart.arms]
    heights = [_block_in(lines, arm, beside=beside) for lines, arm in zip(names, chart.arms, strict=True)]
    between = flat(_ARM_GAP_IN, 0.08)
    above = line_in(SMALL) + 0.06
    body = above + sum(heights) + between * (len(heights) - 1) + _AXIS_IN
    page = Page(chart, provenance, body, _notes(chart))
    top = page.body_top_in + above
    heads = Pen(SMALL, QUIET, align="right")
    page.write(MARGIN_IN + span_in(), page.body_top_in, f"above {chart.bearable} over {chart.span}", heads)
    for number, (lines, arm, height) in enumerate(zip(names, chart.arms, heights, strict=True)):
        below = page.paragraph(MARGIN_IN, top, lines, Pen(LABEL, INK, bold=True)) + _HEAD_GAP_IN
        corner = (MARGIN_IN + _STRATEGY_IN, top) if beside else (MARGIN_IN, below)
        _block(page, corner, chart, arm, last=number == len(names) - 1)
        top += height + between
    return page.figure


def _block_in(lines: tuple[str, ...], arm: OnCallArm, *, beside: bool) -> float:
    """Height of a strategy's block: its name stands above its rows, or beside them where panels must be flat."""
    name, rows = len(lines) * line_in(LABEL), max(1, len(arm.rows)) * row_in(_ROW_IN)
    return max(name, rows) if beside else name + _HEAD_GAP_IN + rows


def _notes(chart: OnCallChart) -> list[str]:
    notes = ["White: no programme stands, or nothing to speak of."]
    if any(len(arm.rows) > 1 for arm in chart.arms):
        notes.append("The mean hides bad programmes: the share at the right counts them.")
    return notes


def _block(page: Page, corner_in: tuple[float, float], chart: OnCallChart, arm: OnCallArm, *, last: bool) -> None:
    """The rows of one strategy; the calendar stands under the last block."""
    rows, (left_in, top_in) = max(1, len(arm.rows)), corner_in
    width = MARGIN_IN + span_in() - left_in - _NAMES_IN - _SHARES_IN
    frame = Frame(left_in + _NAMES_IN, top_in, width, rows * row_in(_ROW_IN))
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    end = axis_months(chart.weeks * MONTHS_PER_WEEK)
    axes.set_xlim(0, end)
    axes.set_ylim(rows, 0)
    if not arm.rows:
        page.write(left_in, top_in + 0.05, "nobody on call", Pen(SMALL, QUIET))
    for number, row in enumerate(arm.rows):
        _row(axes, chart, arm, row, number)
        middle = top_in + (number + 0.5) * row_in(_ROW_IN) - line_in(SMALL) / 2
        page.write(frame.left - 0.1, middle, ROLE_WORDS[row.role], Pen(SMALL, QUIET, align="right"))
        _share(page, middle, row)
    if last:
        ticks = few_of(month_ticks(end), _MOST_TICKS)
        x_ticks(axes, ticks, [str(tick) for tick in ticks])
        pen = Pen(SMALL, QUIET, align="right")
        page.write(frame.right, frame.bottom + 0.24, "months since the start", pen)


def _share(page: Page, top_in: float, row: RoleRow) -> None:
    if row.over is None:
        return
    colour = INK if row.over.count else QUIET
    text = f"in {percent(row.over.share)}"
    page.write(MARGIN_IN + span_in(), top_in, text, Pen(SMALL, colour, bold=bool(row.over.count), align="right"))


def _row(axes: Axes, chart: OnCallChart, arm: OnCallArm, row: RoleRow, number: int) -> None:
    inch = axes.get_position().width * page_in() / axes.get_xlim()[1]
    widths = [(load.to_week - load.from_week) * MONTHS_PER_WEEK * inch for load in row.loads]
    texts = [cell_text(load.mean) for load in row.loads]
    fits = all(width_in(text, SMALL, True) < width - 0.04 for text, width in zip(texts, widths, strict=True))
    size = SMALL if fits else _NARROW_SIZE
    for load, text, width in zip(row.loads, texts, widths, strict=True):
        left, right = load.from_week * MONTHS_PER_WEEK, load.to_week * MONTHS_PER_WEEK
        share = load.mean / chart.darkest if chart.darkest else 0.0
        shade = _PALEST + (_DARKEST - _PALEST) * share if load.mean >= _NOTHING else 0.0
        axes.add_patch(
            Rectangle(
                (left, number + 0.04), right - left, 0.92, facecolor=tint(HUES[2].line, shade), edgecolor="white",
                linewidth=1.0, zorder=1,
            )
        )  # fmt: skip
        over = load.mean > arm.bearable_hours
        if width_in(text, size, over) < width:
            ink = "white" if shade > _DARK_GROUND else INK if load.mean >= _NOTHING else QUIET
            axes.text(
                (left + right) / 2, number + 0.5, text, color=ink, ha="center", va="center",
                fontproperties=font(size, over), zorder=3,
            )  # fmt: skip
    _frames(axes, [load for load in row.loads if load.mean > arm.bearable_hours], number)


def _frames(axes: Axes, over: Sequence[Load], number: int) -> None:
    """One frame around cells that follow each other above the threshold."""
    for first, last in _stretches(over):
        corner = (first * MONTHS_PER_WEEK, number + 0.04)
        axes.add_patch(
            Rectangle(
                corner, (last - first) * MONTHS_PER_WEEK, 0.92, fill=False, edgecolor=INK, linewidth=1.5, zorder=4,
                clip_on=False,
            )
        )  # fmt: skip


def _stretches(loads: Sequence[Load]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for load in loads:
        if spans and spans[-1][1] == load.from_week:
            spans[-1] = (spans[-1][0], load.to_week)
        else:
            spans.append((load.from_week, load.to_week))
    return spans


def cell_text(hours: float) -> str:
    """4.7; 12 from ten on; 0 where there is nothing to speak of."""
    if hours < _NOTHING:
        return "0"
    return f"{hours:.0f}" if hours >= 9.95 else f"{hours:.1f}"  # noqa: PLR2004
