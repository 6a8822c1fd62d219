"""What it would be worth to know a card for certain before choosing a strategy, and how much noise alone would show."""

from __future__ import annotations

from collections.abc import Iterable
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
from sim.charts.words import count, eur, number_word

_BAR_HIGH, _FLOOR_HIGH = 0.34, 0.3
_PALE = 0.4
_LEAST_SPAN_EUR = 1.0
_GAP_IN = 0.07


@dataclass(frozen=True)
class KnownCard:
    """A card; `net` is what knowing it is worth, `floor` what noise alone would show of some card."""

    card: str
    varied: str
    net: float
    low: float
    high: float
    floor: float
    clear: bool


@dataclass(frozen=True)
class InformationChart:
    """Cards from the dearest to know down."""

    bars: tuple[KnownCard, ...]
    strategies: int
    worlds: int
    replications: int

    @property
    def shown(self) -> tuple[KnownCard, ...]:
        """The cards that fit, the clear ones first."""
        return tuple(sorted(self.bars, key=lambda bar: not bar.clear))[: cards.most_cards()]

    @property
    def title(self) -> str:
        """What is worth knowing, or that nothing is."""
        clear = [bar for bar in self.bars if bar.clear]
        if not clear:
            most = eur(max(bar.high for bar in self.bars))
            at = f"Nothing stands out as worth knowing at {count(self.worlds)} worlds"
            if len(self.bars) == 1:
                return f"{at}: the one card may be worth {most} at most (95%)"
            return f"{at}: of {cards.cards(len(self.bars))} none is above noise, and no interval goes beyond {most}"
        first = clear[0]
        many = f"{number_word(len(clear))} of {cards.cards(len(self.bars))}"
        rest = "" if len(self.bars) == 1 else f"; {many} {'stands' if len(clear) == 1 else 'stand'} out from noise"
        worth = f"{eur(first.net)} a programme ({eur(first.low)} to {eur(first.high)})"
        return f"To know {first.card} for certain before choosing would be worth {worth}{rest}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        runs = f"{count(self.worlds)} worlds, {count(self.replications)} programmes in each"
        return (
            f"Expected payoff of the best of {number_word(self.strategies)} strategies with the card known, less that "
            f"of the best one without (EVPPI). {runs}; noise of the simulation taken off."
        )

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for bar in self.shown:
            for measure in ("net", "low", "high", "floor"):
                yield LongRow(bar.card, measure, value=getattr(bar, measure), unit="EUR")


@drawn
def draw_information(chart: InformationChart, provenance: Provenance) -> Figure:
    """A bar for each card with its confidence as a thin line, and a mark where noise alone would reach."""
    body = len(chart.shown) * cards.row_in()
    page = Page(chart, provenance, body + cards.AXIS_IN, _notes(chart))
    left, width = MARGIN_IN + cards.NAMES_IN + cards.GAP_IN, span_in() - cards.NAMES_IN - cards.GAP_IN
    axes = page.axes(left, page.body_top_in, width, body)
    axes.set_ylim(len(chart.shown), 0.0)
    _scale(axes, chart, width)
    for row, bar in enumerate(chart.shown):
        cards.write_name(page, page.body_top_in + row * cards.row_in(), cards.row_in(), bar.card, bar.varied, bar.clear)
        _draw(axes, row, bar)
    page.write(left, page.body_top_in + body + 0.27, "Worth of knowing the card, a programme", Pen(SMALL, QUIET))
    return page.figure


def _notes(chart: InformationChart) -> list[str]:
    notes = [
        "Thin line: 95% confidence. Upright mark: the noise floor, which cards that have nothing to do with the payoff "
        "pass in 5 of 100 studies, all cards together."
    ]
    if not all(bar.clear for bar in chart.shown):
        notes.append("Pale: does not stand out from noise.")
    hidden = len(chart.bars) - len(chart.shown)
    if hidden:
        more = f"{number_word(hidden)} more card{'' if hidden == 1 else 's'}"
        clear = sum(bar.clear for bar in chart.bars) - sum(bar.clear for bar in chart.shown)
        notes.append(f"Not shown: {more}, {'none' if not clear else number_word(clear)} of which stands out.")
    return notes


def _scale(axes: Axes, chart: InformationChart, width: float) -> None:
    """From nothing on, with room for the amounts beside the longest line."""
    most = max(_LEAST_SPAN_EUR, *(max(bar.high, bar.floor, bar.net) for bar in chart.shown))
    room = max(width_in(_worth(bar), SMALL, bar.clear) for bar in chart.shown) + 2 * _GAP_IN
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(0.0, most) if 0.0 <= tick <= most]
    axes.set_xlim(0.0, most * width / (width - room))
    base_line(axes)
    x_ticks(axes, ticks, [cards.tick(cards.EUR, tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.axvline(0.0, color=AXIS, linewidth=0.9, zorder=3)


def _draw(axes: Axes, row: int, bar: KnownCard) -> None:
    middle, hue = row + 0.5, HUES[0]
    axes.barh(
        middle, bar.net, height=_BAR_HIGH, color=hue.line if bar.clear else tint(hue.line, _PALE), linewidth=0, zorder=2
    )
    axes.hlines(middle, bar.low, bar.high, color="white", linewidth=2.6, zorder=3.5)
    axes.hlines(middle, bar.low, bar.high, color=INK if bar.clear else MARKER, linewidth=0.9, zorder=4)
    axes.vlines(bar.floor, middle - _FLOOR_HIGH, middle + _FLOOR_HIGH, color=HUES[2].line, linewidth=1.3, zorder=5)
    words, colour = _worth(bar), hue.text if bar.clear else QUIET
    right = axes.get_xlim()[1]
    axes.text(right, middle, words, ha="right", va="center", color=colour, fontproperties=font(SMALL, bar.clear))


def _worth(bar: KnownCard) -> str:
    return f"{eur(bar.net)} ({eur(bar.low)} to {eur(bar.high)})"
