"""A portfolio's calls week by week, and the interval for the next four weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.charts.lettering import line_in
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.spread import spread
from sim.charts.ticks import few_of, value_ticks
from sim.charts.volumes_shares import calls_short, calls_tick
from sim.charts.words import capital, number_word, percent

AHEAD = 4
SHADES = (0.62, 0.34, 0.16)
_LABELS_IN, _RIGHT_IN, _HEIGHT_IN, _UNDER_IN = 0.55, 2.25, 3.1, 0.46
_MOST_TICKS = 8
_ROW_IN = 0.5


@dataclass(frozen=True)
class WeeksChart:
    """Weeks by number with their totals; `intervals` are (level, low, high) of the next four weeks' total.

    `starts` are the first days of the weeks, empty where the records have no dates. Without intervals, `why_not` says
    the reason.
    """

    weeks: tuple[int, ...]
    totals: tuple[float, ...]
    starts: tuple[str, ...]
    median: float
    intervals: tuple[tuple[float, float, float], ...]
    why_not: str = ""

    @property
    def title(self) -> str:
        """What the next month brings."""
        if not self.intervals:
            return f"{capital(number_word(len(self.weeks)))} week{'s' * (len(self.weeks) != 1)} of records say " + (
                f"nothing of the next month: {self.why_not}"
            )
        level, low, high = self.intervals[1]
        recent = sum(self.totals[-AHEAD:]) * AHEAD / len(self.totals[-AHEAD:])
        return (
            f"The next four weeks bring {calls_short(low)} to {calls_short(high)} calls with a chance of "
            f"{percent(level)}; the last four brought {calls_short(recent)}"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        ahead = "; shaded, the mean week of the next four: where 50, 80 and 95% of futures lie" * bool(self.intervals)
        return f"Calls of all workloads in each week of seven days{ahead}."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for week, total in zip(self.weeks, self.totals, strict=True):
            yield LongRow("all workloads", "recorded", week, week + 1, "weeks", total, "calls/week")
        if not self.intervals:
            return
        start = self.weeks[-1] + 1
        yield LongRow("all workloads", "p50", start, start + AHEAD, "weeks", self.median / AHEAD, "calls/week")
        for level, low, high in self.intervals:
            for end, value in (("low", low), ("high", high)):
                name = f"{percent(level)} {end}"
                yield LongRow("all workloads", name, start, start + AHEAD, "weeks", value / AHEAD, "calls/week")


@drawn
def draw_weeks(chart: WeeksChart, provenance: Provenance) -> Figure:
    """Steps of the weeks, nested bars for the month ahead with its numbers at the right."""
    page = Page(chart, provenance, flat(_HEIGHT_IN) + _UNDER_IN)
    left, width = MARGIN_IN + _LABELS_IN, span_in() - _LABELS_IN - _RIGHT_IN
    axes = page.axes(left, page.body_top_in, width, flat(_HEIGHT_IN))
    highest = max([*chart.totals, *(high / AHEAD for _, _, high in chart.intervals)])
    ticks = value_ticks(highest)
    axes.set_ylim(0.0, ticks[-1])
    axes.set_xlim(0.0, chart.weeks[-1] + 1 + AHEAD * bool(chart.intervals))
    base_line(axes)
    y_grid(axes, ticks, [calls_tick(tick) for tick in ticks])
    _week_ticks(axes, chart)
    _ahead(axes, chart)
    _recorded(axes, chart)
    _labels(page, chart, left + width + 0.12, ticks[-1])
    under = "week's first day" if any(chart.starts) else "week of the records"
    page.write(left + width, page.body_top_in + flat(_HEIGHT_IN) + 0.26, under, Pen(SMALL, QUIET, align="right"))
    return page.figure


def _week_ticks(axes: Axes, chart: WeeksChart) -> None:
    dated = any(chart.starts)
    places = few_of(range(len(chart.weeks)), _MOST_TICKS)
    at = [chart.weeks[place] + 0.5 * (not dated) for place in places]
    x_ticks(axes, at, [chart.starts[place] if dated else str(chart.weeks[place] + 1) for place in places])


def _recorded(axes: Axes, chart: WeeksChart) -> None:
    """A flat line a week; steps join weeks that follow each other, so a gap stays open."""
    before: tuple[int, float] | None = None
    for week, total in zip(chart.weeks, chart.totals, strict=True):
        if before is not None and week == before[0] + 1:
            axes.plot((week, week), (before[1], total), color=INK, linewidth=1.4, zorder=3)
        axes.plot((week, week + 1), (total, total), color=INK, linewidth=1.8, zorder=3, solid_capstyle="projecting")
        before = (week, total)


def _ahead(axes: Axes, chart: WeeksChart) -> None:
    start = chart.weeks[-1] + 1
    for (_, low, high), shade in reversed([*zip(chart.intervals, SHADES, strict=False)]):
        corner, tall = (start, low / AHEAD), (high - low) / AHEAD
        axes.add_patch(Rectangle(corner, AHEAD, tall, color=tint(HUES[0].line, shade), linewidth=0, zorder=1.5))
    if chart.intervals:
        middle = chart.median / AHEAD
        axes.plot((start, start + AHEAD), (middle, middle), color="white", linewidth=1.4, zorder=2.5)


def _labels(page: Page, chart: WeeksChart, left: float, top: float) -> None:
    """The month's total in words beside the bars."""
    if not chart.intervals:
        return
    page.write(left, page.body_top_in - 0.04, "Total of the next four weeks", Pen(LABEL, INK, bold=True))
    told = [(chart.median, "median", calls_short(chart.median))]
    told += [
        (high, percent(level), f"{calls_short(low)} to {calls_short(high)}") for level, low, high in chart.intervals
    ]
    wanted = [flat(_HEIGHT_IN) * value / AHEAD / top for value, _, _ in told]
    highest = flat(_HEIGHT_IN) - line_in(LABEL) - 0.08
    centres = spread(wanted, [line_in(SMALL) + 0.06] * len(told), 0.0, highest)
    for (_, name, words), centre in zip(told, centres, strict=True):
        at = page.body_top_in + flat(_HEIGHT_IN) - centre - line_in(SMALL) / 2
        page.write(left, at, f"{name}: {words}", Pen(SMALL, HUES[0].text))
