"""Which cards a history has moved: where each lies before and after, the ten that moved farthest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts import cards
from sim.charts.lettering import line_in
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, GRID, HUES, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, span_in
from sim.charts.provenance import Provenance
from sim.charts.room import fewer
from sim.charts.words import count, listed

MOST_SHOWN, MOST_NAMED = 10, 4
_WORDS_IN = 2.55
_BAR, _PALE = 0.3, 0.28
_ROOM = 0.06
_MOVED = 0.08


@dataclass(frozen=True)
class MovedBar:
    """One card: P10, median, P90 before and after, and these in words."""

    card: str
    unit: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    before_told: str
    after_told: str
    clear: bool

    @property
    def way(self) -> str:
        """What has become of it: 'higher' or 'lower' where its median has moved, else 'narrower' or 'wider'."""
        move = self.placed(self.after[1]) - self.placed(self.before[1])
        if abs(move) >= _MOVED:
            return "higher" if move > 0.0 else "lower"
        return "narrower" if self.after[2] - self.after[0] < self.before[2] - self.before[0] else "wider"

    def placed(self, value: float) -> float:
        """Where a value lies between P10 (0) and P90 (1) of before."""
        span = self.before[2] - self.before[0]
        return (value - self.before[0]) / span if span > 0.0 else 0.5


@dataclass(frozen=True)
class MovedChart:
    """Cards from the one that moved farthest; `chance` is how far chance moves one of so many."""

    bars: tuple[MovedBar, ...]
    cards: int
    kept: int

    @property
    def shown(self) -> tuple[MovedBar, ...]:
        """Those that fit."""
        return self.bars[: fewer(MOST_SHOWN, 5)]

    @property
    def title(self) -> str:
        """Which cards moved farther than chance would have moved any."""
        clear = [bar for bar in self.bars if bar.clear]
        if not clear:
            return f"The history moves none of {cards.cards(self.cards)} farther than chance would"
        told = [f"{bar.card} is {bar.way}" for bar in clear[:MOST_NAMED]]
        more = [f"{len(clear) - MOST_NAMED} more"] if len(clear) > MOST_NAMED else []
        return f"With this history {listed([*told, *more])}; chance would move no card as far"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        return (
            f"Median and middle 80% of a card, in grey over all draws, in blue by the weight of {count(self.kept)} "
            f"kept ones. The {count(len(self.shown))} of {cards.cards(self.cards)} that moved farthest, each on a "
            "scale of its own."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for bar in self.shown:
            for name, values in (("before", bar.before), ("after", bar.after)):
                for measure, value in zip(("p10", "median", "p90"), values, strict=True):
                    text = "beyond chance" if bar.clear else "within chance"
                    yield LongRow(bar.card, f"{name}: {measure}", value=value, unit=bar.unit, text=text)


@drawn
def draw_moved(chart: MovedChart, provenance: Provenance) -> Figure:
    """Two lines a card, one over the other, and the numbers beside them."""
    row = cards.row_in()
    height = row * len(chart.shown)
    page = Page(chart, provenance, height + 0.06, _notes(chart))
    left = MARGIN_IN + cards.NAMES_IN + cards.GAP_IN
    room = span_in() - cards.NAMES_IN - cards.GAP_IN - _WORDS_IN
    axes = page.axes(left, page.body_top_in, room, height)
    axes.set_ylim(height, 0.0)
    ends = [bar.placed(value) for bar in chart.shown for value in (*bar.before, *bar.after)]
    low, high = min([0.0, *ends]), max([1.0, *ends])
    axes.set_xlim(low - _ROOM * (high - low), high + _ROOM * (high - low))
    for number, bar in enumerate(chart.shown):
        top = page.body_top_in + number * row
        below = f"{bar.unit}, {'beyond' if bar.clear else 'within'} chance"
        cards.write_name(page, top, row, bar.card, below, bar.clear)
        _draw(axes, (number + 0.5) * row, bar)
        words = top + (row - 2 * line_in(SMALL)) / 2
        page.write(left + room + 0.12, words, f"before {bar.before_told}", Pen(SMALL, QUIET))
        page.write(left + room + 0.12, words + line_in(SMALL), f"after {bar.after_told}", Pen(SMALL, HUES[0].text))
    return page.figure


def _notes(chart: MovedChart) -> list[str]:
    notes = [
        "Beyond chance: shares below its values differ by more than those of any card do in 95 of 100 deals of the "
        "same weights to draws at random."
    ]
    if not all(bar.clear for bar in chart.shown):
        notes.append("Pale: within chance.")
    return notes


def _draw(axes: Axes, middle: float, bar: MovedBar) -> None:
    axes.axhline(middle, color=GRID, linewidth=0.6, zorder=0.5)
    gap = _BAR * cards.name_in()
    blue = HUES[0].line if bar.clear else tint(HUES[0].line, _PALE + 0.15)
    for (low, mid, high), at, colour in ((bar.before, middle - gap, AXIS), (bar.after, middle + gap, blue)):
        axes.hlines(at, bar.placed(low), bar.placed(high), color=colour, linewidth=2.4, zorder=2)
        axes.plot([bar.placed(mid)], [at], "o", color=colour, markersize=5.0, zorder=3, clip_on=False)
