"""Reached the nth workload: for each n the share of programmes with n live at once, out of time, or ended before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.analysis.reached import Reached
from sim.charts.arms import checked, programmes
from sim.charts.evidence import Estimate, Pairs
from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in
from sim.charts.longtable import LongRow
from sim.charts.look import INK, LABEL, QUIET, SMALL, Hue, drawn, hues_of
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.spread import spread
from sim.charts.ticks import count_ticks
from sim.charts.titles import Reaching, reached_title
from sim.charts.words import number_word, percent

STATES = ("reached", "out of time", "ended before")
"""From the ground up; together they are everybody."""

STATE_GREYS = {"out of time": "#DCE0E6", "ended before": "#8A93A0"}
_STATE_TEXT = {"out of time": QUIET, "ended before": "#4A5260"}
_TARGET = 20


@dataclass(frozen=True)
class ReachedArm:
    """One strategy: the three shares by n, and the interval of those that got there."""

    label: str
    total: int
    reached: tuple[float, ...]
    out_of_time: tuple[float, ...]
    ended_before: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def shares(self, state: str) -> tuple[float, ...]:
        """The shares of one state by n."""
        return {"reached": self.reached, "out of time": self.out_of_time, "ended before": self.ended_before}[state]


@dataclass(frozen=True)
class ReachedChart:
    """Everything that the chart of the nth workload shows; `target` is one of `n`."""

    title: str
    n: tuple[int, ...]
    target: int
    arms: tuple[ReachedArm, ...]

    @property
    def subtitle(self) -> str:
        """What is plotted, over how many programmes."""
        return (
            "Share of programmes that had n workloads live at once within the horizon, ran out of time, or ended "
            f"before. {programmes([arm.total for arm in self.arms])}. "
            f"Whisker at {number_word(self.target)}: 95% confidence of the estimate."
        )

    def at_target(self, arm: ReachedArm) -> Estimate:
        """The share that reaches the target."""
        place = self.n.index(self.target)
        return Estimate(arm.label, arm.reached[place], arm.low[place], arm.high[place])

    def rows(self) -> Iterator[LongRow]:
        """Three shares by n and the interval of the first."""
        for arm in self.arms:
            measured = [(state.replace(" ", "_"), arm.shares(state)) for state in STATES]
            for measure, values in (*measured, ("low", arm.low), ("high", arm.high)):
                for n, value in zip(self.n, values, strict=True):
                    yield LongRow(arm.label, measure, n, x_unit="workloads live at once", value=value, unit="share")
        yield LongRow("", "target", value=self.target, unit="workloads")


def reached_chart(counts: Mapping[str, Reached], *, target: int = _TARGET, pairs: Pairs | None = None) -> ReachedChart:
    """The chart's numbers. `pairs` are paired differences of who reaches the target."""
    arms = tuple(_arm(label, reached) for label, reached in checked(counts).items())
    n = tuple(int(number) for number in next(iter(counts.values())).n)
    shown = ReachedChart("", n, target if target in n else n[-1], arms)
    reaching = [Reaching(arm.total, shown.at_target(arm)) for arm in arms]
    return ReachedChart(reached_title(reaching, shown.target, pairs), n, shown.target, arms)


def _arm(label: str, counts: Reached) -> ReachedArm:
    low, high = counts.interval()
    return ReachedArm(
        label=label,
        total=counts.total,
        reached=tuple(counts.share("reached").tolist()),
        out_of_time=tuple(counts.share("out_of_time").tolist()),
        ended_before=tuple(counts.share("failed_before").tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
    )


@drawn
def draw_reached(chart: ReachedChart, provenance: Provenance) -> Figure:
    """One panel per strategy; in each, bars that add up to everybody."""
    grid = grid_of([arm.label for arm in chart.arms], lines_under_name=2, under_axis_in=0.42, right_in=1.3)
    page = Page(chart, provenance, grid.height_in)
    for arm, hue, cell in zip(chart.arms, hues_of(len(chart.arms)), grid.cells(page.body_top_in), strict=True):
        _head(page, cell, chart, arm, hue)
        _panel(page, cell, chart, arm, hue)
        if cell.last_in_row:
            _state_names(page, cell, arm, hue)
    return page.figure


def _head(page: Page, cell: Cell, chart: ReachedChart, arm: ReachedArm, hue: Hue) -> None:
    below = page.paragraph(cell.frame.left, cell.head_top_in, cell.name, Pen(LABEL, hue.text, bold=True))
    end = chart.at_target(arm)
    text = f"{percent(end.value)} reach {number_word(chart.target)} ({percent(end.low)} to {percent(end.high)})"
    page.write(cell.frame.left, below, text, Pen(SMALL, INK))
    place = chart.n.index(chart.target)
    others = f"{percent(arm.out_of_time[place])} out of time, {percent(arm.ended_before[place])} ended before"
    page.write(cell.frame.left, below + line_in(SMALL), others, Pen(SMALL, QUIET))


def _panel(page: Page, cell: Cell, chart: ReachedChart, arm: ReachedArm, hue: Hue) -> None:
    frame = cell.frame
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    axes.set_xlim(chart.n[0] - 0.5, chart.n[-1] + 0.5)
    axes.set_ylim(0, 1)
    quarters = (0, 0.25, 0.5, 0.75, 1)
    y_grid(axes, quarters, [f"{share:.0%}" for share in quarters] if cell.first_in_row else [""] * len(quarters))
    base_line(axes)
    ticks = count_ticks(chart.n[-1])
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    _areas(axes, chart.n, arm, hue)
    _mark_target(axes, chart, arm)
    page.write(frame.right, frame.bottom + 0.24, "workloads live at once", Pen(SMALL, QUIET, align="right"))


def _areas(axes: Axes, n: Sequence[int], arm: ReachedArm, hue: Hue) -> None:
    """Three states on top of each other in steps, one step for each n, adding up to 100%."""
    edges = [*(number - 0.5 for number in n), n[-1] + 0.5]
    foot = [0.0] * len(edges)
    for state in STATES:
        shares = arm.shares(state)
        top = [below + share for below, share in zip(foot, (*shares, shares[-1]), strict=True)]
        colour = STATE_GREYS.get(state, hue.line)
        axes.fill_between(edges, foot, top, step="post", color=colour, linewidth=0, zorder=2)
        axes.plot(edges, top, drawstyle="steps-post", color="white", linewidth=1.1, zorder=2.5)
        foot = top


def _mark_target(axes: Axes, chart: ReachedChart, arm: ReachedArm) -> None:
    """The target: a dotted line up, and the confidence of its share as a whisker; edged in white for dark panels."""
    end = chart.at_target(arm)
    dotted = axes.plot([chart.target] * 2, [0, 1.0], color=INK, linewidth=0.9, linestyle=(0, (1, 1.6)), zorder=3)
    dotted[0].set_path_effects([withStroke(linewidth=2.0, foreground="white", alpha=0.75)])
    whisker = axes.vlines(chart.target, end.low, end.high, color=INK, linewidth=2.2, zorder=4)
    whisker.set_path_effects([withStroke(linewidth=4.6, foreground="white")])
    axes.plot(
        [chart.target], [end.value], "o", markersize=5, color=INK, markeredgecolor="white", zorder=5, clip_on=False
    )


def _state_names(page: Page, cell: Cell, arm: ReachedArm, hue: Hue) -> None:
    """The three states written beside the last bar that each of them has, in its colour."""
    frame, middles, foot = cell.frame, [], 0.0
    for state in STATES:
        share = arm.shares(state)[-1]
        middles.append(frame.height * (foot + share / 2))
        foot += share
    centres = spread(middles, [line_in(SMALL) + 0.04] * len(STATES), 0.0, frame.height)
    for state, centre in zip(STATES, centres, strict=True):
        pen = Pen(SMALL, _STATE_TEXT.get(state, hue.text), bold=True)
        page.write(frame.right + 0.1, frame.bottom - centre - line_in(SMALL) / 2, state, pen)
