"""Survival in time of many strategies: a panel each, the others in grey behind it, programmes at risk beneath."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in
from sim.charts.look import INK, LABEL, MARKER, QUIET, SMALL, Hue, hues_of
from sim.charts.page import Page, Pen
from sim.charts.provenance import Provenance
from sim.charts.survival_data import SurvivalArm, SurvivalChart
from sim.charts.survival_marks import draw_arm, drop_line, notes, panel
from sim.charts.ticks import few_of
from sim.charts.words import MONTHS_PER_WEEK, capital, count_short, month_number, months, percent

_MOST_TICKS = 6


def draw_panels(chart: SurvivalChart, provenance: Provenance) -> Figure:
    """In each panel one line with its confidence; what is compared stands above it in words."""
    grid = grid_of([arm.label for arm in chart.arms], lines_under_name=2, under_axis_in=0.62, right_in=0.2)
    page = Page(chart, provenance, grid.height_in, [*notes(chart), *_moment_notes(chart)])
    for arm, hue, cell in zip(chart.arms, hues_of(len(chart.arms)), grid.cells(page.body_top_in), strict=True):
        _head(page, cell, arm, hue)
        axes = panel(page, cell.frame, chart, few_of(chart.ticks, _MOST_TICKS), first_in_row=cell.first_in_row)
        for other in (one for one in chart.arms if one is not arm):
            axes.plot(other.months, other.share, drawstyle="steps-post", color=MARKER, linewidth=1.0, zorder=1.2)
        draw_arm(axes, arm, hue, banded=True)
        if arm.median_months is not None:
            drop_line(axes, arm.median_months, hue)
        _mark_moments(axes, chart)
        _at_risk(page, cell, chart, arm)
    return page.figure


def _head(page: Page, cell: Cell, arm: SurvivalArm, hue: Hue) -> None:
    end = arm.at_end
    last = month_number(arm.months[-1])
    stands = f"{percent(end.value)} stand at {last} ({percent(end.low)} to {percent(end.high)})"
    half = "fewer than half gone" if arm.median_months is None else f"half gone after {months(arm.median_months)}"
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, hue.text, bold=True))
    page.write(cell.frame.left, below, stands, Pen(SMALL, INK))
    page.write(cell.frame.left, below + line_in(SMALL), half, Pen(SMALL, QUIET))


def _mark_moments(axes: Axes, chart: SurvivalChart) -> None:
    """A hairline at what bends the curves; the words stand once, below."""
    for moment in chart.moments:
        axes.axvline(moment.week * MONTHS_PER_WEEK, color=MARKER, linewidth=0.8, zorder=1.1)


def _moment_notes(chart: SurvivalChart) -> list[str]:
    told = [f"{capital(month_number(one.week * MONTHS_PER_WEEK))}: {one.text}." for one in chart.moments]
    return [f"Hairlines: {' '.join(told)}"] if told else []


def _at_risk(page: Page, cell: Cell, chart: SurvivalChart, arm: SurvivalArm) -> None:
    """Programmes still standing, or watched, under the ticks."""
    frame = cell.frame
    top = frame.bottom + 0.24
    page.write(frame.left, top, "still watched" if arm.censored else "still standing", Pen(SMALL, QUIET))
    page.write(frame.right, top, "months since the start", Pen(SMALL, QUIET, align="right"))
    for tick in few_of(chart.ticks, _MOST_TICKS):
        number = arm.left[chart.ticks.index(tick)]
        x = frame.left + frame.width * tick / chart.horizon_months
        page.write(x, top + line_in(SMALL) + 0.03, count_short(number), Pen(SMALL, INK, align="center"))
