"""How unequal a portfolio is: its largest workloads by calls a week, and all the others together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, row_in, shortened, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, span_in
from sim.charts.provenance import Provenance
from sim.charts.words import count, percent

_ROW_IN, _NAMES_IN, _VALUES_IN, _GAP_IN = 0.27, 2.2, 2.3, 0.12
_BAR = 0.62
_MILLION, _THOUSAND, _BILLION = 1e6, 1e3, 1e9


def calls_short(number: float) -> str:
    """1.2M, 45k, 950, 0.4: calls in three figures at most."""
    for unit, suffix in ((_BILLION, "bn"), (_MILLION, "M"), (_THOUSAND, "k")):
        if number >= 0.9995 * unit:
            scaled = number / unit
            return f"{scaled:.1f}{suffix}" if scaled < 9.95 else f"{scaled:,.0f}{suffix}"  # noqa: PLR2004
    return f"{number:.1f}" if 0 < number < 9.95 else f"{number:.0f}"  # noqa: PLR2004


def calls_tick(number: float) -> str:
    """The same on an axis: no decimal that is zero."""
    return calls_short(number).replace(".0", "")


@dataclass(frozen=True)
class SharesChart:
    """`largest` are names and calls a week, the largest first; `others` is how many more there are, with their calls.

    `half_held_by` workloads make half of the calls.
    """

    largest: tuple[tuple[str, float], ...]
    others: int
    others_calls: float
    workloads: int
    half_held_by: int
    gini: tuple[float, float, float] | None

    @property
    def total(self) -> float:
        """Calls a week of all."""
        return sum(calls for _, calls in self.largest) + self.others_calls

    @property
    def title(self) -> str:
        """Who makes half of the calls."""
        if self.workloads == 1:
            return f"One workload makes all calls, {calls_short(self.total)} a week"
        unequal = ""
        if self.gini is not None:
            unequal = f"; their Gini coefficient is {self.gini[0]:.2f}"
        if self.half_held_by == 1:
            share = self.largest[0][1] / self.total
            return f"One of {count(self.workloads)} workloads makes {percent(share)} of the calls{unequal}"
        return f"{count(self.half_held_by)} of {count(self.workloads)} workloads make half of the calls{unequal}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return f"Calls a week over all that is recorded, and their share of {calls_short(self.total)}."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for name, calls in self.bars:
            yield LongRow(name, "calls a week", value=calls, unit="calls/week")
            yield LongRow(name, "share", value=calls / self.total, unit="share")

    @property
    def bars(self) -> tuple[tuple[str, float], ...]:
        """The largest, then all others as one."""
        rest = ((f"{count(self.others)} others" if self.others > 1 else "1 other", self.others_calls),)
        return self.largest + (rest if self.others else ())


@drawn
def draw_shares(chart: SharesChart, provenance: Provenance) -> Figure:
    """Bars in order, names at the left, values at their ends."""
    bars = chart.bars
    height = len(bars) * row_in(_ROW_IN)
    page = Page(chart, provenance, height)
    left, width = MARGIN_IN + _NAMES_IN + _GAP_IN, span_in() - _NAMES_IN - _VALUES_IN - _GAP_IN
    axes = page.axes(left, page.body_top_in, width, height)
    axes.set_zorder(-1)
    most = chart.largest[0][1]
    _bars(axes, chart.largest, len(bars))
    for number, (name, calls) in enumerate(bars):
        top = page.body_top_in + (number + 0.5) * row_in(_ROW_IN) - line_in(SMALL) / 2
        (label,) = shortened(wrap(name, _NAMES_IN, SMALL) or ("",), _NAMES_IN, SMALL, most=1, bold=False)
        page.write(left - _GAP_IN, top, label, Pen(SMALL, INK, align="right"))
        told = f"{calls_short(calls)} · {percent(calls / chart.total)}"
        own = number < len(chart.largest)
        end = left + (width * calls / most if own else 0.0)
        page.write(end + _GAP_IN, top, told, Pen(SMALL, INK if own else QUIET))
    return page.figure


def _bars(axes: Axes, largest: tuple[tuple[str, float], ...], rows: int) -> None:
    """A bar a workload; the others are many and have none, as theirs would dwarf all."""
    axes.set_xlim(0.0, largest[0][1])
    axes.set_ylim(rows - 0.5, -0.5)
    axes.barh(range(len(largest)), [calls for _, calls in largest], height=_BAR, color=HUES[0].line, linewidth=0)
    axes.axvline(0.0, color=AXIS, linewidth=0.9)
