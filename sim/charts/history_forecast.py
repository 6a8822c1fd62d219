"""From the history into the forecast: how many workloads will be live, with what is not known as a fan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.charts.history_fit import whole_ticks
from sim.charts.lines import EndLabel, Frame, end_labels, steps
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, MARKER, QUIET, SMALL, Hue, drawn, tint
from sim.charts.page import Page, Pen, base_line, page_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.ticks import month_ticks
from sim.charts.words import count, percent

_LEFT_IN, _RIGHT_IN, _HEIGHT_IN, _AXIS_IN, _STRIP_IN = 0.95, 2.55, 3.5, 0.46, 0.24
_GREY = Hue(AXIS, QUIET, "-")
_NOTE = (
    "Fan: median, half and 8 of 10 programmes; grey: median and 8 of 10. Both carry what is not known of the cards and "
    "luck. The last numbers stand beside."
)
SHARES = ("p10", "p25", "median", "p75", "p90")


@dataclass(frozen=True)
class ForecastChart:
    """Live workloads by month: the history's steps, then five shares of programmes before and after.

    `reaches` are the chances of the target before and after, each with its 95% interval.
    """

    history: tuple[tuple[float, float], ...]
    now: float
    months: tuple[float, ...]
    before: tuple[tuple[float, ...], ...]
    after: tuple[tuple[float, ...], ...]
    target: int
    reaches: tuple[tuple[float, float, float], tuple[float, float, float]]
    futures: int

    @property
    def title(self) -> str:
        """What the forecast says of a year on, and of the target."""
        at = min(self.now + 12.0, self.months[-1])
        place = min(range(len(self.months)), key=lambda number: abs(self.months[number] - at))
        low, middle, high = (self.after[share][place] for share in (0, 2, 4))
        before, after = self.reaches
        return (
            f"With this history about {middle:.0f} workloads are live in month {self.months[place]:.0f} "
            f"({low:.0f} to {high:.0f} in 8 of 10 programmes), and {percent(after[0])} reach {self.target}; "
            f"without it {percent(before[0])}"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            f"Live workloads. {count(self.futures)} programmes that reproduce the history go on from where it ends, "
            "each under other luck; grey: as many as were drawn, without the history."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for month, value in self.history:
            yield LongRow("history", "live", month, None, "months", value, "workloads")
        for name, bands in (("before", self.before), ("after", self.after)):
            for measure, band in zip(SHARES, bands, strict=True):
                for month, value in zip(self.months, band, strict=True):
                    if name == "after" or measure in ("p10", "median", "p90"):
                        yield LongRow(name, measure, month, None, "months", value, "workloads")
        for name, found in zip(("before", "after"), self.reaches, strict=True):
            for measure, value in zip(("reaches", "low", "high"), found, strict=True):
                yield LongRow(name, measure, value=value, unit="share")


@drawn
def draw_forecast(chart: ForecastChart, provenance: Provenance) -> Figure:
    """One panel: dark steps to the day on which the history ends, and from there a fan."""
    page = Page(chart, provenance, _STRIP_IN + flat(_HEIGHT_IN) + _AXIS_IN, _notes(chart))
    frame = Frame(_LEFT_IN, page.body_top_in + _STRIP_IN, page_in() - _LEFT_IN - _RIGHT_IN, flat(_HEIGHT_IN))
    axes = page.axes(frame.left, frame.top, frame.width, frame.height)
    top = max([*chart.before[4], *chart.after[4], *(value for _, value in chart.history), 1.0])
    ticks = whole_ticks(top)
    axes.set_xlim(0.0, chart.months[-1])
    axes.set_ylim(0.0, ticks[-1])
    base_line(axes)
    marks = month_ticks(chart.months[-1])
    x_ticks(axes, marks, [str(mark) for mark in marks])
    y_grid(axes, ticks, [f"{tick:g}" for tick in ticks])
    blue = HUES[0].line
    for low, high, share in ((0, 4, 0.2), (1, 3, 0.42)):
        axes.fill_between(
            chart.months, chart.after[low], chart.after[high], color=tint(blue, share), linewidth=0, zorder=1.2
        )
    axes.plot(chart.months, chart.after[2], color=blue, linewidth=2.0, zorder=3)
    for share, dash in ((0, (0.0, (4.0, 2.0))), (2, "-"), (4, (0.0, (4.0, 2.0)))):
        axes.plot(chart.months, chart.before[share], color=AXIS, linewidth=1.1, linestyle=dash, zorder=2)
    if chart.history:
        months, live = zip(*chart.history, strict=True)
        steps(axes, months, live, Hue(INK, INK, "-"))
    axes.axvline(chart.now, color=MARKER, linewidth=0.8, zorder=1)
    _words(page, frame, chart, ticks[-1])
    return page.figure


def _words(page: Page, frame: Frame, chart: ForecastChart, top: float) -> None:
    at = frame.left + frame.width * chart.now / chart.months[-1]
    beyond = at > frame.left + frame.width / 2
    page.write(
        at, page.body_top_in, f"the history ends, month {chart.now:.0f}",
        Pen(SMALL, QUIET, align="right" if beyond else "left"),
    )  # fmt: skip
    page.write(frame.right, frame.bottom + 0.26, "months since the start", Pen(SMALL, QUIET, align="right"))
    labels = [
        EndLabel(bands[2][-1] / top, (name,), _span(bands), hue)
        for name, bands, hue in (("After", chart.after, HUES[0]), ("Before", chart.before, _GREY))
    ]
    end_labels(page, frame, labels, frame.right + 0.34, frame.right + 0.04)


def _span(bands: tuple[tuple[float, ...], ...]) -> str:
    return f"{bands[2][-1]:.0f} ({bands[0][-1]:.0f} to {bands[4][-1]:.0f})"


def _notes(chart: ForecastChart) -> list[str]:
    """How to read the fan, and how near kept programmes are on the day on which it begins."""
    low, high = chart.after[0][0], chart.after[4][0]
    return [_NOTE, f"On the day on which the history ends 8 of 10 of them have {low:.0f} to {high:.0f} live."]
