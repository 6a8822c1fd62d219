"""The strategy that is expected to pay most against each other one: by how much, and in how many worlds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts import cards
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, HUES, INK, QUIET, drawn, tint
from sim.charts.page import Page
from sim.charts.provenance import Provenance
from sim.charts.strategy_rows import Panel, body_in, panels, write_strategy
from sim.charts.words import capital, count, eur, name, of_hundred

_BAR_ROW, _BAR_HIGH, _TEXT_ROW = 0.64, 0.26, 0.27
_PALE = 0.3
_EVEN = 0.5
"""Who pays more in half of the worlds leads nobody."""
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Rival:
    """One other strategy: what the best pays more (`low`-`high` the confidence of the mean, `p10`-`p90` the spread
    between worlds), and the shares of worlds in which it pays more, less or the same.
    """

    label: str
    mean: float
    low: float
    high: float
    p10: float
    p90: float
    better: float
    better_low: float
    better_high: float
    worse: float


@dataclass(frozen=True)
class DifferenceChart:
    """Rivals from the nearest down."""

    best: str
    rivals: tuple[Rival, ...]
    worlds: int
    replications: int

    @property
    def title(self) -> str:
        """In how many worlds the best is the better one, against the rival that beats it most often."""
        hardest = min(self.rivals, key=lambda rival: rival.better)
        share = of_hundred(round(hardest.better * self.worlds), self.worlds)
        of = min(self.worlds, 100)
        sure = f"95%: {of * hardest.better_low:.0f} to {of * hardest.better_high:.0f} of {of}"
        if hardest.better_low <= _EVEN:
            verdict = "difference" if len(self.rivals) == 1 else "leader"
            often = f"{name(self.best)} pays more than {name(hardest.label)} in {share} worlds ({sure})"
            return f"No clear {verdict} at {count(self.worlds)} worlds: {often}"
        if len(self.rivals) == 1:
            return f"{capital(name(self.best))} pays more than {name(hardest.label)} in {share} worlds ({sure})"
        return (
            f"{capital(name(self.best))} pays more than any one other strategy in {share} worlds or more; the hardest "
            f"rival is {name(hardest.label)} ({sure})"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            f"Expected payoff of {name(self.best)} less that of each other strategy, world by world, luck taken out. "
            f"{count(self.worlds)} worlds, {count(self.replications)} programmes in each, the same luck for both."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for rival in self.rivals:
            for measure in ("mean", "low", "high", "p10", "p90"):
                yield LongRow(rival.label, f"difference: {measure}", value=getattr(rival, measure), unit="EUR")
            for measure in ("better", "better_low", "better_high", "worse"):
                yield LongRow(rival.label, measure, value=getattr(rival, measure), unit="share of worlds")


@drawn
def draw_difference(chart: DifferenceChart, provenance: Provenance) -> Figure:
    """A row for each rival: the bar of worlds with the line of confidence; beside it, who pays more in which share."""
    page = Page(chart, provenance, body_in(len(chart.rivals)), _notes(chart))
    difference, share = panels(page, ("Pays more by", "In so many worlds"), len(chart.rivals))
    _scale(difference, chart.rivals)
    share.scaled(0.0, 1.0, _TICKS, [f"{100 * tick:.0f}%" for tick in _TICKS])
    for row, rival in enumerate(chart.rivals):
        write_strategy(page, row, f"than {name(rival.label)}")
        _draw_difference(difference, row, rival)
        _draw_share(share, row, rival, chart.worlds)
    return page.figure


def _notes(chart: DifferenceChart) -> list[str]:
    notes = [
        "Left: the pale bar holds 8 of 10 worlds, luck taken out; dot and line are the mean with its 95% confidence.",
        "Right: dark, pays more; pale, pays less; the line is 95% confidence.",
    ]
    if any(rival.better + rival.worse < 1.0 for rival in chart.rivals):
        notes.append("White: both do the same in all programmes of the world.")
    return notes


def _scale(panel: Panel, rivals: tuple[Rival, ...]) -> None:
    """All marks and zero, with a little room."""
    low = min(0.0, *(min(rival.low, rival.p10) for rival in rivals))
    high = max(0.0, *(max(rival.high, rival.p90) for rival in rivals))
    room = 0.04 * max(high - low, 1.0)
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(low, high) if low - room <= tick <= high + room]
    panel.scaled(low - room, high + room, ticks, [cards.tick(cards.EUR, tick) for tick in ticks])
    panel.axes.axvline(0.0, color=INK, linewidth=0.9, zorder=1.5)


def _draw_difference(panel: Panel, row: int, rival: Rival) -> None:
    middle, hue = row + _BAR_ROW, HUES[0]
    width = rival.p90 - rival.p10
    panel.axes.barh(middle, width, left=rival.p10, height=_BAR_HIGH, color=tint(hue.line, _PALE), linewidth=0, zorder=2)
    panel.axes.hlines(middle, rival.low, rival.high, color=INK, linewidth=1.6, zorder=3)
    panel.axes.plot([rival.mean], [middle], "o", color=INK, markersize=4.2, zorder=4, clip_on=False)
    panel.text(rival.mean, row + _TEXT_ROW, eur(rival.mean))


def _draw_share(panel: Panel, row: int, rival: Rival, worlds: int) -> None:
    middle, hue = row + _BAR_ROW, HUES[0]
    bars = ((0.0, rival.better, hue.line), (1.0 - rival.worse, rival.worse, tint(AXIS, _PALE)))
    for left, width, colour in bars:
        panel.axes.barh(middle, width, left=left, height=_BAR_HIGH, color=colour, linewidth=0, zorder=2)
    panel.axes.hlines(middle, rival.better_low, rival.better_high, color="white", linewidth=3.2, zorder=3)
    panel.axes.hlines(middle, rival.better_low, rival.better_high, color=INK, linewidth=1.4, zorder=4)
    panel.text(0.0, row + _TEXT_ROW, f"more: {of_hundred(round(rival.better * worlds), worlds)}", hue.text)
    panel.text(1.0, row + _TEXT_ROW, f"less: {of_hundred(round(rival.worse * worlds), worlds)}", QUIET)
