"""Marginal cost of the nth workload: does the programme scale? One panel per strategy."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in
from sim.charts.look import INK, LABEL, MARKER, QUIET, SMALL, Hue, drawn, hues_of, tint
from sim.charts.marginal_cost_data import (
    ENOUGH_FOR_AN_INTERVAL,
    CostArm,
    CostPoint,
    MarginalCostChart,
    marginal_cost_chart,
)
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.ticks import count_ticks, value_ticks
from sim.charts.words import count_short, eur, eur_tick, number_word, ordinal

__all__ = ["CostArm", "CostPoint", "MarginalCostChart", "draw_marginal_cost", "marginal_cost_chart"]

_PALE = 0.4
_SPREAD = 0.22


@drawn
def draw_marginal_cost(chart: MarginalCostChart, provenance: Provenance) -> Figure:
    """Mean with its confidence, spread between futures as bars, the first three as a yardstick, programmes beneath."""
    grid = grid_of([arm.label for arm in chart.arms], lines_under_name=2, under_axis_in=0.62, right_in=0.2)
    page = Page(chart, provenance, grid.height_in, _notes(chart))
    for arm, hue, cell in zip(chart.arms, hues_of(len(chart.arms)), grid.cells(page.body_top_in), strict=True):
        _head(page, cell, arm, hue)
        axes = _panel(page, cell, chart)
        for other in (one for one in chart.arms if chart.ghosts and one is not arm):
            _mean_line(axes, other.points, MARKER, 1.0)
        _draw_arm(axes, arm, hue, chart.last_n)
        _programmes(page, cell, chart, arm)
    return page.figure


def _notes(chart: MarginalCostChart) -> list[str]:
    notes = ["Only programmes that got so far have an nth workload: the line shows survivors."]
    if any(not arm.enough(point) for arm in chart.arms for point in arm.points):
        notes.append("Pale: fewer than one programme in ten got so far.")
    if any(not point.interval_drawn for arm in chart.arms for point in (*arm.points, *arm.following)):
        notes.append(
            f"No confidence is drawn for a mean of fewer than {number_word(ENOUGH_FOR_AN_INTERVAL)} programmes."
        )
    return notes


def _head(page: Page, cell: Cell, arm: CostArm, hue: Hue) -> None:
    latest = arm.latest
    now = f"{ordinal(latest.n)} workload {eur(latest.mean)} a year" if latest else "too few programmes go live"
    first = "first three unknown" if arm.first_three is None else f"first three {eur(arm.first_three)} on average"
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, hue.text, bold=True))
    page.write(cell.frame.left, below, now, Pen(SMALL, INK))
    page.write(cell.frame.left, below + line_in(SMALL), first, Pen(SMALL, QUIET))


def _panel(page: Page, cell: Cell, chart: MarginalCostChart) -> Axes:
    frame = cell.frame
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    values = value_ticks(chart.highest)
    axes.set_xlim(0.5, chart.last_n + 0.5)
    axes.set_ylim(0, values[-1])
    y_grid(axes, values, [eur_tick(value) if cell.first_in_row else "" for value in values])
    base_line(axes)
    ticks = count_ticks(chart.last_n)
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    return axes


def _draw_arm(axes: Axes, arm: CostArm, hue: Hue, last_n: int) -> None:
    many = [point for point in arm.points if arm.enough(point)]
    for point in arm.points:
        strength = _SPREAD if arm.enough(point) else _SPREAD * _PALE
        axes.bar(
            point.n, point.p90 - point.p10, bottom=point.p10, width=0.5, color=tint(hue.line, strength), zorder=1.6
        )
    _confidence(axes, arm.points, hue, 0.1)
    _confidence(axes, many, hue, 0.22)
    _mean_line(axes, arm.points, tint(hue.line, _PALE), 1.5)
    _mean_line(axes, many, hue.line, 2.0)
    if arm.first_three is not None:
        axes.plot(
            [0.5, last_n + 0.5], [arm.first_three] * 2, color=INK, linewidth=0.9, linestyle=(0, (4, 2.5)), zorder=2.8
        )
    for point in arm.following:
        _hollow(axes, point, hue)


def _runs(points: Sequence[CostPoint]) -> list[list[CostPoint]]:
    """Points whose n follow each other: a line is not drawn across a gap."""
    runs: list[list[CostPoint]] = []
    for point in points:
        if runs and runs[-1][-1].n + 1 == point.n:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _stepped(run: Sequence[CostPoint], values: Sequence[float]) -> tuple[list[float], list[float]]:
    """One step for each n, as wide as the n."""
    return [*(point.n - 0.5 for point in run), run[-1].n + 0.5], [*values, values[-1]]


def _mean_line(axes: Axes, points: Sequence[CostPoint], colour: str, width: float) -> None:
    for run in _runs(points):
        xs, ys = _stepped(run, [point.mean for point in run])
        axes.plot(xs, ys, drawstyle="steps-post", color=colour, linewidth=width, zorder=3)


def _confidence(axes: Axes, points: Sequence[CostPoint], hue: Hue, strength: float) -> None:
    for run in _runs([point for point in points if point.interval_drawn]):
        xs, low = _stepped(run, [point.low for point in run])
        _, high = _stepped(run, [point.high for point in run])
        axes.fill_between(xs, low, high, step="post", color=hue.line, alpha=strength, linewidth=0, zorder=2)


def _hollow(axes: Axes, point: CostPoint, hue: Hue) -> None:
    if point.interval_drawn:
        axes.vlines(point.n, point.low, point.high, color=hue.line, linewidth=0.9, zorder=4.5)
    axes.plot([point.n], [point.mean], "o", markersize=4.6, markerfacecolor="white", markeredgecolor=hue.line, zorder=5)


def _programmes(page: Page, cell: Cell, chart: MarginalCostChart, arm: CostArm) -> None:
    """How many programmes stand behind the points at the ticks."""
    frame = cell.frame
    top = frame.bottom + 0.24
    page.write(frame.left, top, "programmes", Pen(SMALL, QUIET))
    page.write(frame.right, top, "nth workload", Pen(SMALL, QUIET, align="right"))
    for tick in count_ticks(chart.last_n):
        behind = arm.programmes_at(tick)
        few = behind < 0.1 * arm.total
        x = frame.left + frame.width * (tick - 0.5) / chart.last_n
        page.write(
            x,
            top + line_in(SMALL) + 0.03,
            count_short(behind),
            Pen(SMALL, MARKER if few else INK, align="center"),
        )
