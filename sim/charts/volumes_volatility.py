"""How much each workload's weekly calls vary, beside the one number that stands for all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, shortened, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.spread import spread
from sim.charts.ticks import value_ticks
from sim.charts.volumes_shares import calls_tick
from sim.charts.words import count, percent

_LABELS_IN, _RIGHT_IN, _HEIGHT_IN, _UNDER_IN = 0.55, 2.2, 3.3, 0.46
_MOST_TICKS = 8
_MANY = 300


@dataclass(frozen=True)
class Volatile:
    """One workload: calls a week and the spread of its weekly logs."""

    name: str
    calls: float
    log_sd: float


@dataclass(frozen=True)
class VolatilityChart:
    """`pooled` is what all together say, with its interval; `named` are the workloads that are written out."""

    workloads: tuple[Volatile, ...]
    pooled: float
    room: tuple[float, float] | None
    memory: float
    named: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The pooled spread and its memory."""
        room = f" ({self.room[0]:.2f} to {self.room[1]:.2f})" if self.room is not None else ""
        return (
            f"Weekly volumes spread by {self.pooled:.2f} log units{room} around each workload's own line, and "
            f"{percent(max(self.memory, 0.0))} of a deviation is left a week later"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        number = len(self.workloads)
        return (
            f"A dot a workload ({count(number)} with calls in every week): spread of its weekly log volumes, as they "
            "stand, by its calls a week. The line is set right for the records being short; dots are not."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        yield LongRow("all workloads", "pooled log sd", value=self.pooled, unit="log units")
        for one in self.workloads:
            yield LongRow(one.name, "log sd", one.calls, None, "calls/week", one.log_sd, "log units")


@drawn
def draw_volatility(chart: VolatilityChart, provenance: Provenance) -> Figure:
    """Dots over a logarithmic axis of calls; names of the largest at the right, tied to their dots."""
    page = Page(chart, provenance, flat(_HEIGHT_IN) + _UNDER_IN)
    left, width = MARGIN_IN + _LABELS_IN, span_in() - _LABELS_IN - _RIGHT_IN
    axes = page.axes(left, page.body_top_in, width, flat(_HEIGHT_IN))
    ticks = value_ticks(max([chart.pooled, *(one.log_sd for one in chart.workloads)]))
    powers = _powers([one.calls for one in chart.workloads])
    axes.set_ylim(0.0, ticks[-1])
    axes.set_xlim(powers[0], powers[-1])
    base_line(axes)
    y_grid(axes, ticks, [f"{tick:g}" for tick in ticks])
    step = math.ceil(len(powers) / _MOST_TICKS)
    x_ticks(axes, powers[::step], [calls_tick(10.0**power) for power in powers[::step]])
    _dots(axes, chart)
    _names(page, chart, left + width, (powers[0], powers[-1], ticks[-1]), width)
    page.write(
        left + width, page.body_top_in + flat(_HEIGHT_IN) + 0.26, "calls a week",
        Pen(SMALL, QUIET, align="right"),
    )  # fmt: skip
    return page.figure


def _powers(calls: Iterable[float]) -> list[int]:
    logs = [math.log10(max(each, 1e-3)) for each in calls]
    low, high = math.floor(min(logs)), math.ceil(max(logs) + 1e-9)
    return list(range(low, max(high, low + 1) + 1))


def _dots(axes: Axes, chart: VolatilityChart) -> None:
    colour = tint(HUES[0].line, 0.45 if len(chart.workloads) > _MANY else 0.75)
    xs = [math.log10(max(one.calls, 1e-3)) for one in chart.workloads]
    size = 2.0 if len(chart.workloads) > _MANY else 4.2
    axes.plot(xs, [one.log_sd for one in chart.workloads], "o", color=colour, markersize=size, markeredgewidth=0,
              zorder=2.5, clip_on=False)  # fmt: skip
    axes.axhline(chart.pooled, color=HUES[2].line, linewidth=1.6, zorder=3)


def _names(page: Page, chart: VolatilityChart, right: float, axis: tuple[float, float, float], width: float) -> None:
    low, high, top = axis
    named = [one for one in chart.workloads if one.name in chart.named]
    wanted = [flat(_HEIGHT_IN) * min(1.0, chart.pooled / top), *(flat(_HEIGHT_IN) * one.log_sd / top for one in named)]
    centres = spread(wanted, [line_in(SMALL) + 0.05] * len(wanted), 0.0, flat(_HEIGHT_IN))
    text_left = right + 0.22
    bottom = page.body_top_in + flat(_HEIGHT_IN)
    for number, (at, centre) in enumerate(zip(wanted, centres, strict=True)):
        top_in = bottom - centre - line_in(SMALL) / 2
        if number == 0:
            page.write(text_left, top_in, f"all: {chart.pooled:.2f}", Pen(LABEL, HUES[2].text, bold=True))
            page.line((right, text_left - 0.05), (bottom - at, bottom - centre), HUES[2].line, 0.8, over=True)
            continue
        one = named[number - 1]
        start = right - width + width * (math.log10(max(one.calls, 1e-3)) - low) / (high - low)
        (name,) = shortened(wrap(one.name, _RIGHT_IN - 0.75, SMALL), _RIGHT_IN - 0.75, SMALL, most=1, bold=False)
        page.write(text_left, top_in, f"{name} {one.log_sd:.2f}", Pen(SMALL, INK))
        page.line((start + 0.04, text_left - 0.05), (bottom - at, bottom - centre), tint(INK, 0.3), 0.6, over=True)
