"""Queue and shadow: what waits for a team and what has gone around, a panel for each strategy."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.weekly import Course
from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in
from sim.charts.look import HUES, INK, LABEL, MARKER, QUIET, SMALL, Hue, drawn, tint
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.queue_data import ENOUGH, QUEUED, SERIES, SHADOW, QueueArm, QueueChart, amount, queue_chart
from sim.charts.spread import spread
from sim.charts.ticks import axis_months, few_of, month_ticks, value_ticks
from sim.charts.words import MONTHS_PER_WEEK, count_short, month_number, number_word

__all__ = ["QueueArm", "QueueChart", "draw_queue", "queue_chart"]

_HUES = {QUEUED: HUES[0], SHADOW: HUES[2]}
_WORDS = {QUEUED: "waiting", SHADOW: "went around"}
_MOST_TICKS = 6
_RIGHT_IN, _BAR_IN, _BARS_IN = 1.2, 0.07, 0.2
_FEW = 0.10
_PALE = 0.4


@drawn
def draw_queue(chart: QueueChart, provenance: Provenance) -> Figure:
    """Two lines with their confidence, the spread at their ends as bars, programmes still standing beneath."""
    grid = grid_of([arm.label for arm in chart.arms], lines_under_name=2, under_axis_in=0.62, right_in=_RIGHT_IN)
    page = Page(chart, provenance, grid.height_in, _notes(chart))
    for arm, cell in zip(chart.arms, grid.cells(page.body_top_in), strict=True):
        _head(page, cell, arm)
        axes = _panel(page, cell, chart)
        for series in SERIES:
            _line(axes, arm, series)
        _bars(page, cell, chart, arm)
        _standing(page, cell, chart, arm)
        if cell.last_in_row and arm.last_week is not None:
            _names(page, cell, chart, arm)
    return page.figure


def _notes(chart: QueueChart) -> list[str]:
    notes = ["Only programmes that stand are counted: where many have ended, the lines show survivors."]
    few = [behind for arm in chart.arms for behind in arm.queued.programmes if behind < ENOUGH]
    if few:
        notes.append(f"Pale, without confidence: fewer than {number_word(ENOUGH)} programmes stand.")
    return notes


def _head(page: Page, cell: Cell, arm: QueueArm) -> None:
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, INK, bold=True))
    week = arm.last_week
    if week is None:
        why = "all have ended before the first week is over" if arm.total else "no programme was simulated"
        page.write(cell.frame.left, below, why, Pen(SMALL, QUIET))
        return
    for place, series in enumerate(SERIES):
        when = f" in {month_number(week * MONTHS_PER_WEEK)}" if series == QUEUED else ""
        text = f"{amount(arm.mean_in(week, series).value)} {SERIES[series]}{when}"
        page.write(cell.frame.left, below + place * line_in(SMALL), text, Pen(SMALL, _HUES[series].text))


def _panel(page: Page, cell: Cell, chart: QueueChart) -> Axes:
    frame = cell.frame
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    values, end = value_ticks(chart.highest), axis_months(chart.last_month)
    axes.set_xlim(0, end)
    axes.set_ylim(0, values[-1])
    y_grid(axes, values, [f"{value:,.10g}" if cell.first_in_row else "" for value in values])
    base_line(axes)
    ticks = few_of(month_ticks(end), _MOST_TICKS)
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    return axes


def _line(axes: Axes, arm: QueueArm, series: str) -> None:
    """In full as long as enough programmes stand, pale from there."""
    course, hue = arm.course(series), _HUES[series]
    if not course.weeks:
        return
    months = [*(week * MONTHS_PER_WEEK for week in course.weeks)]
    turn = next((at for at, behind in enumerate(course.programmes) if behind < min(ENOUGH, arm.total)), len(months))
    if turn < len(months):
        tail = slice(max(0, turn - 1), None)
        axes.plot(
            months[tail], course.mean[tail], drawstyle="steps-post", color=tint(hue.line, _PALE), linewidth=1.5,
            zorder=2.8, clip_on=False,
        )  # fmt: skip
    _lone_point(axes, months, course, hue)
    _confidence(axes, months[:turn], course, hue)
    ys = course.mean[:turn]
    axes.plot(months[:turn], ys, drawstyle="steps-post", color=hue.line, linewidth=2.0, zorder=3, clip_on=False)


def _lone_point(axes: Axes, months: list[float], course: Course, hue: Hue) -> None:
    """A single month is no line: a dot."""
    if len(months) == 1:
        axes.plot(months, course.mean[:1], "o", markersize=5, color=hue.line, zorder=3, clip_on=False)


def _confidence(axes: Axes, months: list[float], course: Course, hue: Hue) -> None:
    many = [at for at in range(len(months)) if course.programmes[at] >= ENOUGH]
    if many:
        xs = [months[at] for at in many]
        low, high = ([getattr(course, bound)[at] for at in many] for bound in ("low", "high"))
        axes.fill_between(xs, low, high, step="post", color=hue.line, alpha=0.2, linewidth=0, zorder=2)


def _bars(page: Page, cell: Cell, chart: QueueChart, arm: QueueArm) -> None:
    """Middle 80% of the programmes in the last month that many stand in, right of the panel."""
    frame, top = cell.frame, value_ticks(chart.highest)[-1]
    for place, series in enumerate(SERIES):
        course = arm.course(series)
        known = [at for at, behind in enumerate(course.programmes) if behind >= ENOUGH]
        if not known:
            continue
        left = frame.right + 0.05 + place * (_BAR_IN + 0.03)
        ends = [frame.bottom - frame.height * getattr(course, edge)[known[-1]] / top for edge in ("p10", "p90")]
        middle = left + _BAR_IN / 2
        page.line((middle, middle), (ends[0], min(ends[1], ends[0] - 0.015)), tint(_HUES[series].line, 0.55), 5.0)


def _standing(page: Page, cell: Cell, chart: QueueChart, arm: QueueArm) -> None:
    """Programmes that still stand, under the ticks."""
    frame, end = cell.frame, axis_months(chart.last_month)
    top = frame.bottom + 0.24
    page.write(frame.left, top, "still standing", Pen(SMALL, QUIET))
    page.write(frame.right, top, "months since the start", Pen(SMALL, QUIET, align="right"))
    for tick in few_of(month_ticks(end), _MOST_TICKS):
        behind = _behind(arm, tick)
        colour = MARKER if behind < _FEW * arm.total else INK
        x = frame.left + frame.width * tick / end
        page.write(x, top + line_in(SMALL) + 0.03, count_short(behind), Pen(SMALL, colour, align="center"))


def _behind(arm: QueueArm, month: float) -> int:
    """How many stand at a month: the first value noted at or after it; none where all have ended."""
    noted = zip(arm.queued.weeks, arm.queued.programmes, strict=True)
    return next((behind for week, behind in noted if week * MONTHS_PER_WEEK >= month - 0.5 * MONTHS_PER_WEEK), 0)


def _names(page: Page, cell: Cell, chart: QueueChart, arm: QueueArm) -> None:
    """Both lines named where they end."""
    frame, top = cell.frame, value_ticks(chart.highest)[-1]
    ends = [frame.height * arm.course(series).mean[-1] / top for series in SERIES]
    centres = spread(ends, [line_in(SMALL) + 0.04] * len(ends), 0.0, frame.height)
    for series, centre in zip(SERIES, centres, strict=True):
        pen = Pen(SMALL, _HUES[series].text, bold=True)
        page.write(frame.right + 0.1 + _BARS_IN, frame.bottom - centre - line_in(SMALL) / 2, _WORDS[series], pen)
