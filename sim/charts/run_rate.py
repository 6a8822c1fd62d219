"""Run-rate against budget: a fan of programmes with the budget in ink, a panel for each strategy."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in
from sim.charts.look import INK, LABEL, QUIET, SMALL, Hue, drawn, hues_of, tint
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.run_rate_data import BANDS, FanArm, RunRateChart, run_rate_chart
from sim.charts.spread import spread
from sim.charts.ticks import axis_months, few_of, month_ticks, value_ticks
from sim.charts.words import eur, eur_tick, percent

__all__ = ["FanArm", "RunRateChart", "draw_run_rate", "run_rate_chart"]

_SHADES = {0.95: 0.16, 0.80: 0.32, 0.50: 0.52}
_MOST_TICKS = 6
_NAMES_IN = 0.85
_BUDGET_WIDTH = 1.8


@drawn
def draw_run_rate(chart: RunRateChart, provenance: Provenance) -> Figure:
    """Bands of three shades under the median; the budget over them in ink."""
    grid = grid_of([arm.label for arm in chart.arms], lines_under_name=2, under_axis_in=0.42, right_in=_NAMES_IN)
    page = Page(chart, provenance, grid.height_in, _notes(chart))
    for arm, hue, cell in zip(chart.arms, hues_of(len(chart.arms)), grid.cells(page.body_top_in), strict=True):
        _head(page, cell, arm, hue)
        axes = _panel(page, cell, chart)
        if arm.fan.weeks:
            _fan(axes, arm, hue, axis_months(chart.last_month))
            if cell.last_in_row:
                _names(page, cell, chart, arm, hue)
    return page.figure


def _notes(chart: RunRateChart) -> list[str]:
    notes = [
        "Programmes that have ended stay in the picture as long as their workloads run; "
        "one that ends before it passes its budget counts as within."
    ]
    if any(len(arm.drawn) == len(BANDS) for arm in chart.arms):
        notes.append("The outer band of so few programmes is nearly all of them.")
    return notes


def _head(page: Page, cell: Cell, arm: FanArm, hue: Hue) -> None:
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, hue.text, bold=True))
    if not arm.total:
        page.write(cell.frame.left, below, "no programme was simulated", Pen(SMALL, QUIET))
        return
    within = arm.within
    stays = f"{percent(within.value)} stay within budget ({percent(within.low)} to {percent(within.high)})"
    page.write(cell.frame.left, below, stays, Pen(SMALL, INK))
    last = f"at the end {eur(arm.edge(0.5)[-1])} of {eur(arm.fan.budget_eur[-1])} (medians)"
    page.write(cell.frame.left, below + line_in(SMALL), last, Pen(SMALL, QUIET))


def _panel(page: Page, cell: Cell, chart: RunRateChart) -> Axes:
    frame = cell.frame
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    values, end = value_ticks(chart.highest), axis_months(chart.last_month)
    axes.set_xlim(0, end)
    axes.set_ylim(0, values[-1])
    y_grid(axes, values, [eur_tick(value) if cell.first_in_row else "" for value in values])
    base_line(axes)
    ticks = few_of(month_ticks(end), _MOST_TICKS)
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    page.write(frame.right, frame.bottom + 0.24, "months since the start", Pen(SMALL, QUIET, align="right"))
    return axes


def _fan(axes: Axes, arm: FanArm, hue: Hue, end: float) -> None:
    months = [*arm.months, max(end, arm.months[-1])]

    def held(share: float) -> list[float]:
        """The last value holds to the end of the axis."""
        edge = arm.edge(share)
        return [*edge, edge[-1]]

    for share, low, high in arm.drawn:
        shade = tint(hue.line, _SHADES[share])
        axes.fill_between(months, held(low), held(high), step="post", color=shade, linewidth=0, zorder=2)
    axes.plot(months, held(0.5), drawstyle="steps-post", color=hue.line, linewidth=2.0, zorder=3)
    budget = [*arm.fan.budget_eur, arm.fan.budget_eur[-1]]
    axes.plot(months, budget, drawstyle="steps-post", color="white", linewidth=_BUDGET_WIDTH + 1.6, zorder=3.5)
    axes.plot(months, budget, drawstyle="steps-post", color=INK, linewidth=_BUDGET_WIDTH, zorder=4)


def _names(page: Page, cell: Cell, chart: RunRateChart, arm: FanArm, hue: Hue) -> None:
    """The two lines named where they end."""
    frame, top = cell.frame, value_ticks(chart.highest)[-1]
    ends = [frame.height * value / top for value in (arm.fan.budget_eur[-1], arm.edge(0.5)[-1])]
    centres = spread(ends, [line_in(SMALL) + 0.04] * 2, 0.0, frame.height)
    for text, colour, centre in zip(("budget", "median"), (INK, hue.text), centres, strict=True):
        pen = Pen(SMALL, colour, bold=True)
        page.write(frame.right + 0.1, frame.bottom - centre - line_in(SMALL) / 2, text, pen)
