"""Morris screening: how far the measure moves over each card's whole range, on average over where the others stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts import cards
from sim.charts.lettering import font, width_in
from sim.charts.longtable import LongRow
from sim.charts.look import GRID, HUES, INK, MARKER, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.words import capital, count, listed

_BAR_IN, _PALE = 0.24, 0.35
_ONE_WAY = 0.9
_STEADY, _PATCHY = 0.3, 1.0
_MOST_NAMED = 4
_LEAST_SPAN = 1e-9


@dataclass(frozen=True)
class MorrisBar:
    """One card: the mean size of its effects with the interval, their mean with its sign, and their spread."""

    card: str
    size: float
    low: float
    high: float
    mean: float
    sigma: float
    stays: bool
    ordered: bool = True

    @property
    def way(self) -> str:
        """What more of the card does."""
        if self.size == 0.0:
            return "moves nothing"
        if not self.ordered:
            return "by choice"
        if abs(self.mean) < _ONE_WAY * self.size:
            return "now up, now down"
        return "more of it: up" if self.mean > 0 else "more of it: down"

    @property
    def evenness(self) -> str:
        """Whether it does so everywhere; what it does only somewhere it does with others or at an end of its range."""
        if self.size == 0.0 or self.sigma <= _STEADY * self.size:
            return "everywhere alike"
        return "more in places" if self.sigma <= _PATCHY * self.size else "in places only"


@dataclass(frozen=True)
class MorrisChart:
    """Bars from the largest mu* to the smallest; `least` is the size below which a card can be left out."""

    measure: str
    unit: str
    trajectories: int
    replications: int
    least: float
    bars: tuple[MorrisBar, ...]

    @property
    def shown(self) -> tuple[MorrisBar, ...]:
        """The bars that fit."""
        return self.bars[: cards.most_cards()]

    @property
    def title(self) -> str:
        """Which cards cannot be left out."""
        left = [bar.card for bar in self.bars if bar.stays]
        if not left:
            alone = len(self.bars) == 1
            who = f"{self.bars[0].card} does not move" if alone else f"None of {len(self.bars)} cards moves"
            return f"{who} {self.measure} in these futures"
        more = [f"{len(left) - _MOST_NAMED} more"] if len(left) > _MOST_NAMED else []
        return (
            f"{len(left)} of {len(self.bars)} cards cannot be left out for {self.measure}: "
            f"{listed([*left[:_MOST_NAMED], *more])}"
        )

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        return (
            f"How far {self.measure} moves when one card goes through its whole range, on average over where the "
            f"others stand (mu*). {count(self.trajectories)} trajectories in {cards.futures(self.replications)}."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        yield LongRow("", "least", value=self.least, unit=self.unit)
        for bar in self.shown:
            numbers = {"mu_star": bar.size, "low": bar.low, "high": bar.high, "mu": bar.mean, "sigma": bar.sigma}
            for measure, number in numbers.items():
                yield LongRow(bar.card, measure, value=number, unit=self.unit, text=self._said(bar, measure))

    def _said(self, bar: MorrisBar, measure: str) -> str:
        return {"mu": bar.way, "sigma": bar.evenness}.get(measure, "")


@drawn
def draw_morris(chart: MorrisChart, provenance: Provenance) -> Figure:
    """A bar for each card with the confidence of its length; beside it in words which way, and whether everywhere."""
    row = cards.row_in()
    height = row * len(chart.shown)
    page = Page(chart, provenance, height + cards.AXIS_IN, _notes(chart))
    left, room = MARGIN_IN + cards.NAMES_IN + cards.GAP_IN, span_in() - cards.NAMES_IN - cards.GAP_IN
    axes = page.axes(left, page.body_top_in, room, height)
    axes.set_ylim(height, 0.0)
    _scale(axes, chart, room)
    axes.axvline(chart.least, color=MARKER, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    for number, bar in enumerate(chart.shown):
        cards.write_name(page, page.body_top_in + number * row, row, bar.card, bar.way, bar.stays)
        _draw(axes, (number + 0.5) * row, bar, cards.told(chart.unit, bar.size))
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=3)
    page.write(left, page.body_top_in + height + 0.27, f"Move of {chart.measure}", Pen(SMALL, QUIET))
    return page.figure


def _notes(chart: MorrisChart) -> list[str]:
    if not chart.least:
        return []
    notes = [
        "Thin lines: 95% confidence, from the trajectories drawn. Everywhere alike, more in places, in places only: "
        "how much the move differs with where the other cards stand. Dashed: "
        f"{cards.told(chart.unit, chart.least)}, a twentieth of the largest; a card whose line ends below it can be "
        "left out."
    ]
    if not all(bar.stays for bar in chart.shown):
        notes.append("Pale: can be left out.")
    hidden = chart.bars[cards.most_cards() :]
    return [*notes, cards.hidden_note(len(hidden), cards.told(chart.unit, hidden[0].size))] if hidden else notes


def _draw(axes: Axes, middle: float, bar: MorrisBar, value: str) -> None:
    colour = HUES[0].line if bar.stays else tint(HUES[0].line, _PALE)
    axes.barh(middle, bar.size, height=_BAR_IN, color=colour, linewidth=0, zorder=2)
    axes.hlines(middle, bar.low, bar.high, color="white", linewidth=2.6, zorder=3.8)
    axes.hlines(middle, bar.low, bar.high, color=INK if bar.stays else MARKER, linewidth=0.9, zorder=4)
    axes.annotate(
        _label(bar, value),
        (max(bar.size, bar.high), middle),
        xytext=(4, 0),
        textcoords="offset points",
        ha="left",
        va="center",
        color=HUES[0].text if bar.stays else QUIET,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        fontproperties=font(SMALL),
    )


def _label(bar: MorrisBar, value: str) -> str:
    return f"{value}, {bar.evenness}" if bar.size else value


def _scale(axes: Axes, chart: MorrisChart, room_in: float) -> None:
    """From zero to the longest interval, with room for what is said at its end."""
    widths = [width_in(_label(bar, cards.told(chart.unit, bar.size)), SMALL) + 0.15 for bar in chart.shown]
    ends = [max(bar.size, bar.high, chart.least, _LEAST_SPAN) for bar in chart.shown]
    span = max(end * room_in / max(room_in - width, 1.0) for end, width in zip(ends, widths, strict=True))
    axes.set_xlim(0.0, span)
    found = MaxNLocator(5).tick_values(0.0, max(ends)) if chart.least else [0.0]
    marks = [float(mark) for mark in found if 0.0 <= mark <= span]
    base_line(axes)
    x_ticks(axes, marks, [capital(cards.tick(chart.unit, mark)) for mark in marks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
