"""Sobol indices: which share of the measure's variance over the ranges each card brings, alone and with others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts import cards
from sim.charts.lettering import font
from sim.charts.longtable import LongRow
from sim.charts.look import GRID, HUES, INK, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.words import count, percent

_LANE_IN = 0.2
_OPEN = 0.5
"""An interval of a share that is wider than this says nothing."""
_LOWEST, _HIGHEST = -0.25, 1.25
_LABEL_IN = 1.45


@dataclass(frozen=True)
class Share:
    """A share of the variance with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class SobolBar:
    """One card: what it explains alone, and all that it takes part in."""

    card: str
    alone: Share
    whole: Share


@dataclass(frozen=True)
class SobolChart:
    """Cards from the largest share to the smallest."""

    measure: str
    rows_drawn: int
    replications: int
    bars: tuple[SobolBar, ...]

    @property
    def shown(self) -> tuple[SobolBar, ...]:
        """The bars that fit."""
        return self.bars[: cards.most_cards()]

    @property
    def title(self) -> str:
        """Which card brings most, claimed only where the rows tell."""
        first = self.bars[0]
        if first.whole.high - first.whole.low > _OPEN:
            return (
                f"{self.rows_drawn} rows leave open how the variance of {self.measure} is shared out: the interval of "
                f"{first.card} runs from {share(first.whole.low)} to {share(first.whole.high)}; take "
                f"rows={4 * self.rows_drawn}"
            )
        opening = f"{first.card} takes part in {share(first.whole.value)} of the variance of {self.measure}"
        if len(self.bars) == 1:
            return opening
        second = self.bars[1]
        apart = "" if first.whole.low > second.whole.high else "; at so many rows the two are not told apart"
        return f"{opening}, {second.card} in {share(second.whole.value)}{apart}"

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        return (
            f"Share of the variance of {self.measure} over the cards' ranges. "
            f"{count(self.rows_drawn)} rows, every one in {cards.futures(self.replications)}."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for bar in self.shown:
            for name, one in (("alone", bar.alone), ("with others", bar.whole)):
                for measure, number in (("share", one.value), ("low", one.low), ("high", one.high)):
                    yield LongRow(bar.card, f"{name}: {measure}", value=number, unit="share")


def share(value: float) -> str:
    """A share that may come out below zero."""
    return percent(value) if value >= 0 else f"\N{MINUS SIGN}{percent(-value)}"


@drawn
def draw_sobol(chart: SobolChart, provenance: Provenance) -> Figure:
    """Two bars a card, alone and with others, each with its confidence as a thin line."""
    row = 2 * _LANE_IN + cards.BETWEEN_IN
    height = row * len(chart.shown)
    page = Page(chart, provenance, height + cards.AXIS_IN - 0.1, _notes(chart))
    left, room = MARGIN_IN + cards.NAMES_IN + cards.GAP_IN, span_in() - cards.NAMES_IN - cards.GAP_IN
    axes = page.axes(left, page.body_top_in, room, height)
    axes.set_ylim(height, 0.0)
    _scale(axes, chart, room)
    for number, bar in enumerate(chart.shown):
        top = number * row
        cards.write_name(page, page.body_top_in + top, row, bar.card, "", True)
        for lane, (name, one, hue) in enumerate((("alone", bar.alone, HUES[0]), ("with others", bar.whole, HUES[1]))):
            middle = top + cards.BETWEEN_IN / 2 + (lane + 0.5) * _LANE_IN
            _draw(axes, middle, one, hue.line, (f"{share(one.value)} {name}", hue.text))
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=3)
    return page.figure


def _notes(chart: SobolChart) -> list[str]:
    notes = [
        "Alone: what knowing the card would take off the variance. With others: what would remain if all but this card "
        "were known. Thin lines: 95% confidence, from the rows drawn; a card without influence may come out below zero."
    ]
    if any(one.low < _LOWEST or one.high > _HIGHEST for bar in chart.shown for one in (bar.alone, bar.whole)):
        notes.append("A line that reaches the edge goes on beyond it.")
    hidden = chart.bars[cards.most_cards() :]
    return [*notes, cards.hidden_note(len(hidden), share(hidden[0].whole.value))] if hidden else notes


def _draw(axes: Axes, middle: float, one: Share, colour: str, label: tuple[str, str]) -> None:
    low, value, high = (min(max(end, _LOWEST), _HIGHEST) for end in (one.low, one.value, one.high))
    axes.barh(middle, value, height=0.86 * _LANE_IN, color=colour, linewidth=0, zorder=2)
    axes.hlines(middle, low, high, color="white", linewidth=2.6, zorder=3.8)
    axes.hlines(middle, low, high, color=INK, linewidth=0.9, zorder=4)
    axes.annotate(
        label[0],
        (max(0.0, value, high), middle),
        xytext=(4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        color=label[1],
        fontproperties=font(SMALL),
    )


def _scale(axes: Axes, chart: SobolChart, room_in: float) -> None:
    shares = [one for bar in chart.shown for one in (bar.alone, bar.whole)]
    low = max(_LOWEST, min(0.0, *(one.low for one in shares)))
    high = min(_HIGHEST, max(1.0, *(one.high for one in shares)))
    axes.set_xlim(low - 0.01, low + (high - low) * room_in / (room_in - _LABEL_IN))
    base_line(axes)
    marks = [0.0, 0.25, 0.5, 0.75, 1.0]
    x_ticks(axes, marks, [cards.tick(cards.SHARE, mark) for mark in marks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
