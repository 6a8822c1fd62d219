"""Many jobs of a sweep side by side: who reaches the target and what it pays, one row a job, the best payoff on top."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.charts.lettering import font, line_in, shortened, width_in, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, GRID, HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import fewer
from sim.charts.words import count, eur, eur_tick, percent

MOST_ROWS = 40
_NAMES_IN, _GAP_IN, _AXIS_IN, _HEAD_IN, _LEAST_IN = 3.1, 0.2, 0.32, 0.26, 0.23
_SPAN_LEAST = 1e-9
_PALE = 0.5
_TICKS = 4
_VALUE_GAP_IN = 0.12

Estimate = tuple[float, float | None, float | None]
"""A value and the ends of its interval, None where there is none."""


@dataclass(frozen=True)
class JobRow:
    """One job: its label, its share and its mean, and whether its payoff lies clearly below the highest."""

    label: str
    reached: Estimate
    payoff: Estimate
    clearly_behind: bool


@dataclass(frozen=True)
class JobsChart:
    """The jobs from the highest mean payoff down."""

    jobs: tuple[JobRow, ...]
    target: int
    replications: int

    @property
    def shown(self) -> tuple[JobRow, ...]:
        """The rows that fit."""
        return self.jobs[: fewer(MOST_ROWS, 10)]

    @property
    def title(self) -> str:
        """Which job pays best, and how many lie clearly below."""
        return jobs_title(self.jobs)

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        many = f"{len(self.jobs)} jobs in the same {count(self.replications)} futures"
        return f"Share that has {self.target} live at once, and mean payoff; {many}, the highest mean payoff on top."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for job in self.shown:
            for measure, unit, estimate in (("reached", "share", job.reached), ("payoff", "EUR", job.payoff)):
                for name, value in zip(("", " low", " high"), estimate, strict=True):
                    yield LongRow(job.label, f"{measure}{name}", value=value, unit=unit)


def jobs_title(jobs: Sequence[JobRow]) -> str:
    """The finding: claimed are only the differences that hold with every pair of jobs looked at."""
    first, behind = jobs[0], sum(job.clearly_behind for job in jobs)
    others = len(jobs) - 1
    highest = f"with {first.label}: {eur(first.payoff[0])}"
    if len({job.payoff[0] for job in jobs}) == 1:
        return (
            f"Mean payoff is the same with {'both' if others == 1 else f'all {len(jobs)}'} jobs: {eur(first.payoff[0])}"
        )
    if not behind:
        return f"No clear difference in mean payoff: it is highest {highest}, and no other job lies clearly below"
    which = f"all {others} others" if behind == others else f"{behind} of the {others} others"
    return f"Mean payoff is highest {highest}, clearly above {which}"


@drawn
def draw_jobs(chart: JobsChart, provenance: Provenance) -> Figure:
    """Two panels with a dot for each job, its confidence as a thin line, its value beside it."""
    names = [shortened(wrap(job.label, _NAMES_IN, SMALL), _NAMES_IN, SMALL, most=2, bold=False) for job in chart.shown]
    names_in = max(width_in(line, SMALL) for lines in names for line in lines)
    heights = [max(_LEAST_IN, len(lines) * line_in(SMALL) + 0.07) for lines in names]
    page = Page(chart, provenance, _HEAD_IN + sum(heights) + _AXIS_IN, _notes(chart))
    top, middles = page.body_top_in + _HEAD_IN, _middles(heights)
    left = MARGIN_IN + names_in + _GAP_IN
    room = (span_in() - names_in - 2 * _GAP_IN) / 2
    for job, lines, middle in zip(chart.shown, names, middles, strict=True):
        begin = top + middle - len(lines) * line_in(SMALL) / 2
        pen = Pen(SMALL, QUIET if job.clearly_behind else INK, align="right")
        page.paragraph(MARGIN_IN + names_in, begin, lines, pen)
    panels: list[tuple[str, list[Estimate], Callable[[float], str]]] = [
        (f"has {chart.target} live at once", [job.reached for job in chart.shown], percent),
        ("mean payoff", [job.payoff for job in chart.shown], eur),
    ]
    for number, (head, estimates, told) in enumerate(panels):
        begin = left + number * (room + _GAP_IN)
        page.write(begin, page.body_top_in, head, Pen(LABEL, INK, bold=True))
        axes = page.axes(begin, top, room, sum(heights))
        axes.set_ylim(sum(heights), 0.0)
        _draw(axes, chart, estimates, middles, told, room)
    return page.figure


def _notes(chart: JobsChart) -> list[str]:
    notes = ["Thin lines: 95% confidence of each estimate alone."]
    if any(job.clearly_behind for job in chart.jobs):
        notes.append(
            "Pale: payoff clearly below the highest, future by future, with every pair of jobs tested at once."
        )
    if hidden := len(chart.jobs) - len(chart.shown):
        notes.append(f"Not shown: {hidden} jobs with lower payoffs; sweep.csv has all.")
    notes.append("The highest of many owes some of it to luck; another seed tells how much.")
    return notes


def _middles(heights: Sequence[float]) -> list[float]:
    return [sum(heights[:number]) + height / 2 for number, height in enumerate(heights)]


def _draw(
    axes: Axes,
    chart: JobsChart,
    estimates: Sequence[Estimate],
    middles: Sequence[float],
    told: Callable[[float], str],
    room_in: float,
) -> None:
    _scale(axes, estimates, told, room_in)
    for job, (value, low, high), middle in zip(chart.shown, estimates, middles, strict=True):
        colour = tint(HUES[0].line, _PALE) if job.clearly_behind else HUES[0].line
        right = value
        if low is not None and high is not None:
            axes.hlines(middle, low, high, color=colour, linewidth=1.1, zorder=2)
            right = high
        axes.plot([value], [middle], marker="o", markersize=5.0, color=colour, linestyle="none", zorder=3)
        axes.annotate(
            told(value), (right, middle), xytext=(6, 0), textcoords="offset points", ha="left", va="center",
            color=QUIET if job.clearly_behind else INK, fontproperties=font(SMALL), zorder=4,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip


def _scale(axes: Axes, estimates: Sequence[Estimate], told: Callable[[float], str], room_in: float) -> None:
    """Zero is on the axis: a dot is read as an amount. Right of the rightmost interval there is room for its value."""
    ends = [0.0, *(end for estimate in estimates for end in estimate if end is not None and math.isfinite(end))]
    low, high = min(ends), max(ends)
    if told is percent:
        low, high = 0.0, 1.0
    span = max(high - low, _SPAN_LEAST)
    after = max(width_in(told(value), SMALL) for value, _, _ in estimates) + _VALUE_GAP_IN
    scale = span / (room_in - after - _VALUE_GAP_IN)
    axes.set_xlim(low - _VALUE_GAP_IN * scale, high + after * scale)
    base_line(axes)
    marks = (0.0, 0.25, 0.5, 0.75, 1.0) if told is percent else _inside(low, high)
    x_ticks(axes, marks, [_tick(mark, told) for mark in marks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.axvline(0.0, color=AXIS, linewidth=0.9, zorder=1)


def _inside(low: float, high: float) -> list[float]:
    ticks = MaxNLocator(_TICKS).tick_values(low, high)
    return [float(tick) for tick in ticks if low <= tick <= high]


def _tick(value: float, told: Callable[[float], str]) -> str:
    if told is percent:
        return percent(value)
    return f"\N{MINUS SIGN}{eur_tick(-value)}" if value < 0 else eur_tick(value)
