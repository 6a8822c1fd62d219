"""A history beside what was simulated: live workloads and spend, before and after the history had its say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts import cards
from sim.charts.lettering import line_in
from sim.charts.lines import Frame
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.ticks import few_of, month_ticks, value_ticks
from sim.charts.words import count, eur

AFTER, BEFORE = HUES[0].line, AXIS
PALE_AFTER, PALE_BEFORE = 0.32, 0.28
_LABELS_IN, _RIGHT_IN, _GAP_IN, _HEIGHT_IN, _UNDER_AXIS_IN = 0.42, 0.18, 0.86, 3.0, 0.46
_MOST_TICKS = 7


@dataclass(frozen=True)
class FitPanel:
    """One measure over months: bands of 8 in 10 draws, and the history's own numbers."""

    measure: str
    unit: str
    months: tuple[float, ...]
    before: tuple[tuple[float, float], ...]
    after: tuple[tuple[float, float], ...]
    seen: tuple[tuple[float, float], ...]

    @property
    def last(self) -> tuple[float, float] | None:
        """The last number of the history."""
        return self.seen[-1] if self.seen else None

    def told(self, value: float) -> str:
        """A value, short."""
        return eur(value) if self.unit == cards.EUR else f"{value:.0f}"

    def span(self, bands: Sequence[tuple[float, float]], month: float) -> str:
        """'5 to 8' in the month nearest to one."""
        place = min(range(len(self.months)), key=lambda number: abs(self.months[number] - month))
        low, high = (self.told(value) for value in bands[place])
        return low if low == high else f"{low} to {high}"


@dataclass(frozen=True)
class FitChart:
    """`sentence` is the finding where nothing was weighed; `kept` draws have weight, as much as `effective` even ones.

    Without kept draws there is no band after.
    """

    panels: tuple[FitPanel, ...]
    draws: int
    kept: int
    effective: float
    sentence: str = ""

    @property
    def title(self) -> str:
        """How much nearer the kept programmes are."""
        if self.sentence:
            return self.sentence
        panel = next((one for one in self.panels if one.seen), self.panels[0])
        month = panel.last[0] if panel.last else panel.months[-1]
        what = "live" if panel.unit != cards.EUR else "spent"
        yours = f"; this programme has {panel.told(panel.last[1])}" if panel.last else ""
        return (
            f"Programmes that reproduce the history have {panel.span(panel.after, month)} {what} after "
            f"{month:.0f} months, all that were drawn {panel.span(panel.before, month)}{yours}"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        kept = "" if self.sentence else f"; {count(self.kept)} of them kept by their distance from the history"
        return f"Where 8 of 10 programmes lie, {count(self.draws)} drawn from the cards' ranges{kept}."

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for panel in self.panels:
            for name, bands in (("before", panel.before), ("after", panel.after)):
                for month, band in zip(panel.months, bands, strict=bool(bands)):
                    for measure, value in zip(("p10", "p90"), band, strict=True):
                        yield LongRow(f"{panel.measure}: {name}", measure, month, None, "months", value, panel.unit)
            for month, value in panel.seen:
                yield LongRow(panel.measure, "history", month, None, "months", value, panel.unit)


def whole_ticks(high: float) -> tuple[float, ...]:
    """Round whole values: there is no half workload."""
    ticks = value_ticks(max(high, 4.0))
    return ticks if all(tick == int(tick) for tick in ticks) else value_ticks(high, 4)


@drawn
def draw_fit(chart: FitChart, provenance: Provenance) -> Figure:
    """A panel for each measure; what the colours are stands above it in those colours."""
    head_in = line_in(LABEL) + 3 * line_in(SMALL) + 0.12
    width_in = (span_in() - _LABELS_IN - _RIGHT_IN - _GAP_IN) / 2
    page = Page(chart, provenance, head_in + flat(_HEIGHT_IN) + _UNDER_AXIS_IN, ["Dots: the history's own numbers."])
    for number, panel in enumerate(chart.panels):
        left = MARGIN_IN + _LABELS_IN + number * (width_in + _GAP_IN)
        frame = Frame(left, page.body_top_in + head_in, width_in, flat(_HEIGHT_IN))
        _head(page, frame, panel)
        _draw(page.axes(frame.left, frame.top, frame.width, frame.height), panel)
        page.write(frame.right, frame.bottom + 0.26, "months since the start", Pen(SMALL, QUIET, align="right"))
    return page.figure


def _head(page: Page, frame: Frame, panel: FitPanel) -> None:
    month = panel.last[0] if panel.last else panel.months[-1]
    page.write(frame.left, page.body_top_in, panel.measure, Pen(LABEL, INK, bold=True))
    below = page.body_top_in + line_in(LABEL)
    seen = f"the history: {panel.told(panel.last[1])} in month {month:.0f}" if panel.last else "the history: not told"
    lines = [(seen, INK)]
    if panel.after:
        lines.append((f"after: {panel.span(panel.after, month)}", HUES[0].text))
    lines.append((f"before: {panel.span(panel.before, month)}", QUIET))
    for number, (text, colour) in enumerate(lines):
        page.write(frame.left, below + number * line_in(SMALL), text, Pen(SMALL, colour))


def _draw(axes: Axes, panel: FitPanel) -> None:
    top = max([high for _, high in (*panel.before, *panel.after)] + [value for _, value in panel.seen])
    ticks = whole_ticks(top) if panel.unit != cards.EUR else value_ticks(top)
    axes.set_ylim(0.0, ticks[-1])
    axes.set_xlim(0.0, panel.months[-1])
    base_line(axes)
    marks = few_of(month_ticks(panel.months[-1]), _MOST_TICKS)
    x_ticks(axes, marks, [str(mark) for mark in marks])
    y_grid(axes, ticks, [cards.tick(panel.unit, tick) for tick in ticks])
    for bands, colour, share in ((panel.before, BEFORE, PALE_BEFORE), (panel.after, AFTER, PALE_AFTER)):
        if bands:
            low, high = zip(*bands, strict=True)
            axes.fill_between(panel.months, low, high, color=tint(colour, share), linewidth=0, zorder=1.5)
            for line in (low, high):
                axes.plot(panel.months, line, color=colour, linewidth=0.8, zorder=1.8)
    if panel.seen:
        months, values = zip(*panel.seen, strict=True)
        axes.plot(months, values, "o", color=INK, markersize=3.6, zorder=4, clip_on=False)
