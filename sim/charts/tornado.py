"""Tornado: how far each card moves a measure over its range, all else as it is, in the same futures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts import cards
from sim.charts.lettering import font, width_in
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, GRID, HUES, INK, MARKER, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.words import capital, count, number_word

MOST_BARS = cards.MOST_CARDS
MOST_LANES = 4
LOW, HIGH, OTHER = "low", "high", "other"
LINES = {LOW: HUES[1].line, HIGH: HUES[0].line, OTHER: AXIS}
_TEXTS = {LOW: HUES[1].text, HIGH: HUES[0].text, OTHER: QUIET}
PALE = 0.35
_LANE_IN = 0.2
_ROUNDS = 5e-4


@dataclass(frozen=True)
class Lane:
    """One card at one value; `side` says whether the value lies below the base's, above it, or cannot be ordered."""

    value: str
    side: str
    difference: float
    low: float
    high: float

    @property
    def whisker(self) -> tuple[float, float] | None:
        """The interval where there is one to draw."""
        return (self.low, self.high) if math.isfinite(self.low) and math.isfinite(self.high) else None


@dataclass(frozen=True)
class TornadoBar:
    """One card: its value at the base, and the settings tried."""

    card: str
    base: str
    lanes: tuple[Lane, ...]
    clear: bool

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest difference, the base included."""
        moves = [0.0, *(lane.difference for lane in self.lanes)]
        return min(moves), max(moves)

    @property
    def width(self) -> float:
        """How far the measure moves."""
        low, high = self.ends
        return high - low


@dataclass(frozen=True)
class TornadoChart:
    """Bars from the widest to the narrowest; `measure` as a sentence names it, such as 'mean payoff'."""

    measure: str
    unit: str
    base: float
    replications: int
    bars: tuple[TornadoBar, ...]

    @property
    def shown(self) -> tuple[TornadoBar, ...]:
        """The bars that fit."""
        return self.bars[: cards.most_cards()]

    @property
    def title(self) -> str:
        """What moves the measure most, claimed only where the paired test over all cards allows it."""
        clear = [bar for bar in self.bars if bar.clear]
        if not clear:
            return (
                f"No clear difference in {self.measure}, whichever of {cards.cards(len(self.bars))} varies, at "
                f"{count(self.replications)} replications"
            )
        low, high = clear[0].ends
        first, second = self.told(self.base + low), self.told(self.base + high)
        most = "most" if clear[0] is self.bars[0] else "clearly"
        far = f": from {first} to {second}" if first != second else ", by little"
        moved = f"{capital(self.measure)} moves {most} with {clear[0].card}{far}"
        many = "the only card" if len(self.bars) == 1 else f"{number_word(len(clear))} of {cards.cards(len(self.bars))}"
        return f"{moved}; {many} {'makes' if len(clear) == 1 else 'make'} a clear difference"

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        return (
            f"{capital(self.measure)} with one card at an end of its range and all others as they are; base "
            f"{self.told(self.base)}. The same {count(self.replications)} futures for every bar."
        )

    def told(self, value: float) -> str:
        """A value of the measure, short."""
        return cards.told(self.unit, value)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        yield LongRow("base", "mean", value=self.base, unit=self.unit)
        for bar in self.shown:
            for lane in bar.lanes:
                for measure, number in (("difference", lane.difference), ("low", lane.low), ("high", lane.high)):
                    yield LongRow(f"{bar.card}={lane.value}", measure, value=number, unit=self.unit)


@drawn
def draw_tornado(chart: TornadoChart, provenance: Provenance) -> Figure:
    """A lane for each setting: from the base to the mean there, with its paired confidence as a thin line."""
    heights = [_height(bar) for bar in chart.shown]
    page = Page(chart, provenance, sum(heights) + cards.AXIS_IN, _notes(chart))
    left, top = MARGIN_IN + cards.NAMES_IN + cards.GAP_IN, page.body_top_in
    axes = page.axes(left, top, span_in() - cards.NAMES_IN - cards.GAP_IN, sum(heights))
    axes.set_ylim(sum(heights), 0.0)
    _scale(axes, chart, span_in() - cards.NAMES_IN - cards.GAP_IN)
    below = 0.0
    for bar, height in zip(chart.shown, heights, strict=True):
        cards.write_name(page, top + below, height, bar.card, f"base {bar.base}", bar.clear)
        _draw(axes, below + cards.BETWEEN_IN / 2, bar)
        below += height
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=3)
    page.write(left, top + below + 0.27, capital(chart.measure), Pen(SMALL, QUIET))
    return page.figure


def _notes(chart: TornadoChart) -> list[str]:
    notes = [
        "Thin lines: 95% confidence of the paired difference from the base. Teal: the card's low value; blue: high."
    ]
    if any(lane.side == OTHER for bar in chart.shown for lane in bar.lanes):
        notes.append("Grey: neither above nor below the base.")
    if not all(bar.clear for bar in chart.shown):
        notes.append("Pale: no clear difference (Holm's test over all cards).")
    hidden = chart.bars[cards.most_cards() :]
    return [*notes, cards.hidden_note(len(hidden), chart.told(hidden[0].width))] if hidden else notes


def lanes_of(bar: TornadoBar) -> Sequence[Lane]:
    """All settings that are drawn, or those that move it most where there are many."""
    if len(bar.lanes) <= MOST_LANES:
        return bar.lanes
    widest = sorted(bar.lanes, key=lambda lane: -abs(lane.difference))[:MOST_LANES]
    return [lane for lane in bar.lanes if lane in widest]


def _height(bar: TornadoBar) -> float:
    """Room for the lanes, and for the name with its base beneath."""
    return max(len(lanes_of(bar)) * _LANE_IN, cards.name_in()) + cards.BETWEEN_IN


def _draw(axes: Axes, top: float, bar: TornadoBar) -> None:
    lanes = lanes_of(bar)
    start = top + (_height(bar) - cards.BETWEEN_IN - len(lanes) * _LANE_IN) / 2
    for number, lane in enumerate(lanes):
        middle = start + (number + 0.5) * _LANE_IN
        colour = LINES[lane.side] if bar.clear else tint(LINES[lane.side], PALE)
        axes.barh(middle, lane.difference, height=0.86 * _LANE_IN, color=colour, linewidth=0, zorder=2)
        reach = _reach(lane)
        if lane.whisker:
            axes.hlines(middle, *lane.whisker, color="white", linewidth=2.6, zorder=3.8)
            axes.hlines(middle, *lane.whisker, color=INK if bar.clear else MARKER, linewidth=0.9, zorder=4)
        to_right = lane.difference >= 0
        axes.annotate(
            lane.value,
            (reach[1] if to_right else reach[0], middle),
            xytext=(4 if to_right else -4, 0),
            textcoords="offset points",
            ha="left" if to_right else "right",
            va="center",
            color=_TEXTS[lane.side],
            fontproperties=font(SMALL),
        )


def _reach(lane: Lane) -> tuple[float, float]:
    """How far a lane and its whisker go to either side of the base."""
    ends = [0.0, lane.difference, *(lane.whisker or ())]
    return min(ends), max(ends)


def _scale(axes: Axes, chart: TornadoChart, room_in: float) -> None:
    """The axis is in the measure itself and leaves room for the values at the ends of the lanes."""
    lanes = [lane for bar in chart.shown for lane in lanes_of(bar)]
    low = min([0.0, *(_reach(lane)[0] for lane in lanes)])
    high = max([0.0, *(_reach(lane)[1] for lane in lanes)])
    span = max(high - low, abs(chart.base) * _ROUNDS, 1e-9)
    before, after = (
        max([0.1, *(width_in(lane.value, SMALL) + 0.15 for lane in lanes if (lane.difference >= 0) == to_right)])
        for to_right in (False, True)
    )
    scale = span / (room_in - before - after)
    left, right = low - before * scale, low + span + after * scale
    axes.set_xlim(left, right)
    marks = MaxNLocator(5).tick_values(chart.base + low, chart.base + low + span)
    inside = [float(mark) for mark in marks if left <= mark - chart.base <= right]
    base_line(axes)
    x_ticks(axes, [mark - chart.base for mark in inside], [cards.tick(chart.unit, mark) for mark in inside])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
