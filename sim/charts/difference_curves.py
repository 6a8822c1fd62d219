"""Paired differences of whole curves: one strategy minus each other, over time or by count, with both bands.

The band at each time answers "how sure is the difference in month 24?", the wider one for the whole curve "where do
the two differ at all?": a curve leaves pointwise bands somewhere far more often than in 5 of 100 runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.curve_differences import CurveDifference
from sim.charts.comparison import Runs
from sim.charts.curves_title import Course, Kind, curves_title
from sim.charts.evidence import widening
from sim.charts.grid import Cell, grid_of
from sim.charts.lettering import line_in, wrap
from sim.charts.lines import steps
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, QUIET, SMALL, drawn
from sim.charts.page import Page, Pen, base_line, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.spread import spread
from sim.charts.ticks import count_ticks, few_of, month_ticks
from sim.charts.words import MONTHS_PER_WEEK, capital, name

STANDING: Kind = "standing"
REACHED: Kind = "reached"
POINTWISE, SIMULTANEOUS = "95% at each time", "95% for the whole curve"
_AT_EACH = {STANDING: POINTWISE, REACHED: "95% at each count"}
_BESIDE_IN = 1.35
_MOST_TICKS = 6
_LEAST_REACH = 0.02
_ROOM = 1.08
_UNDER_AXIS_IN = 0.42


@dataclass(frozen=True)
class CurveArm:
    """One other strategy: the one minus it at each tick, months or counts, and both bands."""

    label: str
    at: tuple[float, ...]
    difference: tuple[float, ...]
    pointwise: tuple[tuple[float, ...], tuple[float, ...]]
    simultaneous: tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class CurvesChart:
    """Everything that the chart shows."""

    title: str
    kind: Kind
    one: str
    arms: tuple[CurveArm, ...]
    runs: Runs

    @property
    def subtitle(self) -> str:
        """What is plotted, over how many futures, and what the two bands are."""
        what = (
            "still standing, by months since the start"
            if self.kind == STANDING
            else "that had n workloads live at once"
        )
        return (
            f"{capital(name(self.one))} minus each other strategy, in the same futures ({self.runs}): difference in "
            f"the share {what}, in points. Shading: {_AT_EACH[self.kind]}; thin lines: {SIMULTANEOUS} (sup-t)."
        )

    @property
    def title_asks(self) -> str:
        """Of several strategies the title claims less than the lines of any one panel would allow."""
        asks = " The title calls clear what is so with every two strategies looked at (Bonferroni)."
        return asks if len(self.arms) > 1 else ""

    def rows(self) -> Iterator[LongRow]:
        """The difference and both bands at every tick."""
        unit = "months" if self.kind == STANDING else "workloads live at once"
        for arm in self.arms:
            measures = {
                "difference": arm.difference,
                "pointwise low": arm.pointwise[0],
                "pointwise high": arm.pointwise[1],
                "simultaneous low": arm.simultaneous[0],
                "simultaneous high": arm.simultaneous[1],
            }
            for measure, values in measures.items():
                for at, value in zip(arm.at, values, strict=True):
                    yield LongRow(arm.label, measure, at, x_unit=unit, value=value, unit="share")


def curves_chart(kind: Kind, one: str, found: Mapping[str, CurveDifference], *, strategies: int) -> CurvesChart:
    """The chart's numbers from the difference of `one` minus each other strategy."""
    arms = tuple(_arm(kind, label, curve) for label, curve in found.items())
    totals = [curve.bands.total for curve in found.values()]
    runs = Runs(min(totals), max(totals))
    wide = widening(max(1, strategies * (strategies - 1) // 2))
    courses = [_course(arm, wide) for arm in arms]
    return CurvesChart(curves_title(kind, one, courses, runs), kind, one, arms, runs)


def _arm(kind: Kind, label: str, curve: CurveDifference) -> CurveArm:
    scale = MONTHS_PER_WEEK if kind == STANDING else 1.0
    bands = curve.bands
    each, whole = (
        (tuple(band.low.tolist()), tuple(band.high.tolist())) for band in (bands.pointwise, bands.simultaneous)
    )
    return CurveArm(label, tuple((scale * curve.ticks).tolist()), tuple(bands.estimate.tolist()), each, whole)


def _course(arm: CurveArm, wide: float) -> Course:
    """Where the band for the whole curve, as wide as all pairs looked at ask for, leaves out zero."""
    steps_of = list(zip(arm.at, arm.difference, *arm.simultaneous, strict=True))
    above = tuple(at for at, middle, low, _ in steps_of if middle - wide * (middle - low) > 0.0)
    below = tuple(at for at, middle, _, high in steps_of if middle + wide * (high - middle) < 0.0)
    return Course(arm.label, above, below)


@drawn
def draw_curves(chart: CurvesChart, provenance: Provenance) -> Figure:
    """A panel for each other strategy: steps, shading for one time, thin lines for the whole curve."""
    grid = grid_of(
        [arm.label for arm in chart.arms], lines_under_name=0, under_axis_in=_UNDER_AXIS_IN, right_in=_BESIDE_IN
    )
    page = Page(chart, provenance, grid.height_in, [f"Above zero: {name(chart.one)} is higher.{chart.title_asks}"])
    reach = _reach(chart.arms)
    for arm, cell in zip(chart.arms, grid.cells(page.body_top_in), strict=True):
        frame = cell.frame
        page.paragraph(frame.left, cell.head_top_in, cell.name, Pen(LABEL, INK, bold=True))
        axes = page.axes(frame.left, frame.top, frame.width, frame.height)
        _panel(axes, chart, arm, reach, cell)
        unit = "months since the start" if chart.kind == STANDING else "workloads live at once"
        page.write(frame.right, frame.bottom + 0.24, unit, Pen(SMALL, QUIET, align="right"))
        if cell.last_in_row:
            _band_names(page, cell, chart, arm, reach)
    return page.figure


def _reach(arms: Sequence[CurveArm]) -> tuple[float, float]:
    """One scale for all panels, with zero and some height in it even where nothing differs."""
    low = min(0.0, *(value for arm in arms for value in arm.simultaneous[0]))
    high = max(0.0, *(value for arm in arms for value in arm.simultaneous[1]))
    middle, half = (low + high) / 2, max((high - low) / 2, _LEAST_REACH) * _ROOM
    return middle - half, middle + half


def _panel(axes: Axes, chart: CurvesChart, arm: CurveArm, reach: tuple[float, float], cell: Cell) -> None:
    xs = _edges(chart, arm)
    axes.set_xlim(xs[0], max(xs[-1], xs[0] + 1.0))
    axes.set_ylim(*reach)
    marks = _point_ticks(reach)
    y_grid(axes, marks, [_points(mark) if cell.first_in_row else "" for mark in marks])
    base_line(axes)
    ticks = few_of(month_ticks(arm.at[-1]) if chart.kind == STANDING else count_ticks(round(arm.at[-1])), _MOST_TICKS)
    x_ticks(axes, ticks, [str(tick) for tick in ticks])
    axes.axhline(0.0, color=INK, linewidth=1.0, zorder=2)
    hue = HUES[0]
    low, high = (_held(xs, edge) for edge in arm.pointwise)
    axes.fill_between(xs, low, high, step="post", color=hue.line, alpha=0.22, linewidth=0, zorder=1.5)
    for edge in arm.simultaneous:
        axes.plot(xs, _held(xs, edge), drawstyle="steps-post", color=hue.line, linewidth=0.8, zorder=2.5)
    steps(axes, xs, _held(xs, arm.difference), hue)


def _edges(chart: CurvesChart, arm: CurveArm) -> list[float]:
    """Where steps begin: at each month, or around each count, which needs an end for the last."""
    if chart.kind == STANDING:
        return list(arm.at)
    return [*(at - 0.5 for at in arm.at), arm.at[-1] + 0.5]


def _held(xs: Sequence[float], values: Sequence[float]) -> list[float]:
    """The last value is held to the last edge."""
    return [*values, values[-1]][: len(xs)]


def _points(share: float) -> str:
    return f"{100 * share:+.3g}".replace("-", "\N{MINUS SIGN}") if share else "0"


def _point_ticks(reach: tuple[float, float]) -> list[float]:
    """About four round numbers of points, zero among them."""
    span = reach[1] - reach[0]
    step = next((each for each in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if span / each <= 5), 0.5)  # noqa: PLR2004
    first = round(reach[0] / step)
    marks = [step * place for place in range(first - 1, first + 12)]
    return [mark for mark in marks if reach[0] <= mark <= reach[1]]


def _band_names(page: Page, cell: Cell, chart: CurvesChart, arm: CurveArm, reach: tuple[float, float]) -> None:
    """What shading and lines are, written beside the last of them, each tied to its mark by its height."""
    frame = cell.frame
    scale = frame.height / (reach[1] - reach[0])
    names = {
        SIMULTANEOUS: arm.simultaneous[1][-1],
        "difference": arm.difference[-1],
        _AT_EACH[chart.kind]: (arm.difference[-1] + arm.pointwise[0][-1]) / 2,
    }
    lines = {text: wrap(text, _BESIDE_IN - 0.2, SMALL) for text in names}
    heights = [len(each) * line_in(SMALL) + 0.05 for each in lines.values()]
    centres = spread([(value - reach[0]) * scale for value in names.values()], heights, 0.0, frame.height)
    for (text, value), centre, height in zip(names.items(), centres, heights, strict=True):
        at = frame.bottom - (value - reach[0]) * scale
        top = frame.bottom - centre - (height - 0.05) / 2
        page.paragraph(frame.right + 0.2, top, lines[text], Pen(SMALL, HUES[0].text, bold=text == "difference"))
        page.line((frame.right + 0.02, frame.right + 0.17), (at, frame.bottom - centre), HUES[0].line, 0.5)
