"""What a call costs by model: the chosen two in colour, flagged models apart, all on one scale of powers of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.charts.lettering import line_in, row_in, shortened, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import AXIS, GRID, HUES, INK, LABEL, MARKER, QUIET, SMALL, Hue, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import fewer
from sim.charts.words import count

MOST_ROWS, MOST_FLAGGED = 18, 6
_ROW_IN, _GROUP_IN = 0.235, 0.36
_NAMES_IN, _GAP_IN, _WORDS_IN = 3.1, 0.14, 2.2
_LARGE, _SMALL, _FLAGGED = HUES[0], HUES[1], HUES[2]
_SIGNS = {"EUR": "€", "USD": "$"}
_MOST_TICKS = 7
_MOST_SPAN = 12.0


@dataclass(frozen=True)
class PricedModel:
    """One model and what a thousand calls of it cost; `why` says what is odd where it is flagged."""

    name: str
    per_thousand: float
    role: str = ""
    why: str = ""
    other_kind: bool = False
    """Flagged as a model of another kind, such as one that writes no text, and not as an error."""


@dataclass(frozen=True)
class CallChart:
    """Every model with a price; which of many are shown follows from their prices."""

    models: tuple[PricedModel, ...]
    currency: str
    input_tokens: float
    output_tokens: float
    as_of: str = ""

    @property
    def shown(self) -> tuple[PricedModel, ...]:
        """Unflagged and chosen ones, dearest first: all, or an even choice by rank with the chosen ones among them."""
        fine = sorted((one for one in self.models if one.role or not one.why), key=_dearest)
        most = fewer(MOST_ROWS, 8)
        if len(fine) <= most:
            return tuple(fine)
        chosen = [one for one in fine if one.role]
        others = [one for one in fine if not one.role]
        room = most - len(chosen)
        picked = {round(place * (len(others) - 1) / (room - 1)) for place in range(room)}
        return tuple(sorted([*chosen, *(others[place] for place in picked)], key=_dearest))

    @property
    def flagged(self) -> tuple[PricedModel, ...]:
        """The first flagged ones that are not chosen and have a price to draw, likely errors before the rest."""
        odd = [one for one in self.models if one.why and not one.role and one.per_thousand > 0.0]
        return tuple(sorted(odd, key=lambda one: one.other_kind)[:MOST_FLAGGED])

    @property
    def title(self) -> str:
        """The chosen two, or the spread from the cheapest to the dearest."""
        large, small = self._of("large"), self._of("small")
        if large is not None and small is not None and large.per_thousand > 0.0:
            share = small.per_thousand / large.per_thousand
            told = "as much as" if abs(share - 1.0) < 0.005 else f"{_times(share)} what"  # noqa: PLR2004
            return f"A call of {small.name} costs {told} one of {large.name} does"
        if large is not None:
            cheaper = sum(one.per_thousand < large.per_thousand for one in self._fine)
            return (
                f"A thousand calls of {large.name} cost {self.money(large.per_thousand)}; {count(cheaper)} of "
                f"{count(len(self._fine))} models cost less"
            )
        prices = [one.per_thousand for one in self._fine if one.per_thousand > 0.0]
        if not prices:
            return "No unflagged model has a price above zero"
        if len(prices) == 1:
            return f"A thousand calls of the only unflagged model cost {self.money(prices[0])}"
        low, high = min(prices), max(prices)
        spread = f"the dearest model costs {_times(high / low)} what the cheapest does"
        return f"A thousand calls cost {self.money(low)} to {self.money(high)}: {spread}"

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        drawn_of = len(self.shown)
        some = (
            ""
            if drawn_of == len(self._fine)
            else f" {count(drawn_of)} of {count(len(self._fine))} models, evenly by rank."
        )
        size = f"{self.input_tokens:,.0f} tokens in, {self.output_tokens:,.0f} out"
        day = f", list prices as of {self.as_of}" if self.as_of else ", list prices"
        return f"Price of a thousand calls of {size}{day}; each step of the scale is ten times.{some}"

    def money(self, amount: float) -> str:
        """An amount with two to three digits: prices of calls span five powers of ten."""
        sign = _SIGNS.get(self.currency, f"{self.currency} ")
        if amount >= 100.0:  # noqa: PLR2004
            return f"{sign}{amount:,.0f}"
        return f"{sign}{float(f'{amount:.3g}'):.12g}"

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        for one in (*self.shown, *self.flagged):
            text = "; ".join(part for part in (one.role, f"flagged: {one.why}" if one.why else "") if part)
            yield LongRow(one.name, "1,000 calls", value=one.per_thousand, unit=self.currency, text=text)

    @property
    def _fine(self) -> list[PricedModel]:
        return [one for one in self.models if one.role or not one.why]

    def _of(self, role: str) -> PricedModel | None:
        return next((one for one in self.models if one.role == role), None)


def _dearest(one: PricedModel) -> tuple[float, str]:
    return -one.per_thousand, one.name


def _times(share: float) -> str:
    """'5% of' or '3.2 times'."""
    return f"{100 * share:.2g}% of" if share < 1.0 else f"{float(f'{share:.3g}'):,.12g} times"


@drawn
def draw_call(chart: CallChart, provenance: Provenance) -> Figure:
    """A dot a model; flagged ones hollow, in a group of their own below."""
    shown, flagged = chart.shown, chart.flagged
    fine_in, odd_in = row_in(_ROW_IN) * max(1, len(shown)), row_in(_ROW_IN) * len(flagged)
    page = Page(chart, provenance, fine_in + (odd_in + _GROUP_IN if flagged else 0.0) + 0.34, _notes(chart))
    left = MARGIN_IN + _NAMES_IN + _GAP_IN
    room = span_in() - _NAMES_IN - _GAP_IN - _WORDS_IN
    scale = _scale([one.per_thousand for one in (*shown, *flagged) if one.per_thousand > 0.0])
    _group(page, chart, shown, (left, page.body_top_in, room, fine_in), scale)
    bottom = page.body_top_in + fine_in
    if flagged:
        top = bottom + _GROUP_IN
        head = "Flagged, no basis of a card unless accepted"
        page.write(MARGIN_IN, top - line_in(LABEL) - 0.02, head, Pen(LABEL, _FLAGGED.text, bold=True))
        _group(page, chart, flagged, (left, top, room, odd_in), scale)
        bottom = top + odd_in
    axis = page.axes(left, bottom, room, 0.01)
    axis.set_xlim(*scale)
    base_line(axis)
    ticks = list(range(math.ceil(scale[0]), math.floor(scale[1]) + 1))
    ticks = ticks[:: math.ceil(len(ticks) / _MOST_TICKS)]
    x_ticks(axis, ticks, [chart.money(10.0**tick) for tick in ticks])
    return page.figure


def _notes(chart: CallChart) -> list[str]:
    odd = sum(bool(one.why) and not one.role for one in chart.models)
    drawn_odd = len(chart.flagged)
    if odd > drawn_odd:
        return [f"{count(odd)} models are flagged; {count(drawn_odd)} of them with a price are shown."]
    return []


def _scale(prices: Sequence[float]) -> tuple[float, float]:
    """Whole powers of ten around all prices."""
    low, high = (min(prices), max(prices)) if prices else (1.0, 1.0)
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    return float(max(first, last - _MOST_SPAN)), float(max(last, first + 1))


def _group(
    page: Page, chart: CallChart, models: Sequence[PricedModel], box: tuple[float, float, float, float],
    scale: tuple[float, float],
) -> None:  # fmt: skip
    left, top, room, height = box
    axes = page.axes(left, top, room, height)
    axes.set_xlim(*scale)
    axes.set_ylim(height, 0.0)
    for tick in range(math.ceil(scale[0]), math.floor(scale[1]) + 1):
        axes.axvline(tick, color=GRID, linewidth=0.6, zorder=0.5)
    for number, one in enumerate(models):
        hue = _hue(one)
        row = top + number * row_in(_ROW_IN) + (row_in(_ROW_IN) - line_in(SMALL)) / 2
        name = f"{one.name} ({one.role})" if one.role else one.name
        lines = shortened(wrap(name, _NAMES_IN, SMALL, bool(one.role)), _NAMES_IN, SMALL, 1, bool(one.role))
        colour = hue.text if hue else INK
        page.write(MARGIN_IN + _NAMES_IN, row, lines[0], Pen(SMALL, colour, bold=bool(one.role), align="right"))
        told = chart.money(one.per_thousand) + (f", {one.why}" if one.why else "")
        words = shortened(wrap(told, _WORDS_IN - 0.14, SMALL), _WORDS_IN - 0.14, SMALL, 1, False)
        page.write(left + room + 0.14, row, words[0], Pen(SMALL, colour if one.role or one.why else QUIET))
        _dot(axes, one, (number + 0.5) * row_in(_ROW_IN), scale, hue)


def _hue(one: PricedModel) -> Hue | None:
    if one.role:
        return _LARGE if one.role == "large" else _SMALL
    return _FLAGGED if one.why else None


def _dot(axes: Axes, one: PricedModel, at: float, scale: tuple[float, float], hue: Hue | None) -> None:
    """Solid where it is used, hollow where it is flagged; none where there is no price to place."""
    axes.axhline(at, color=GRID, linewidth=0.5, zorder=0.4)
    if one.per_thousand <= 0.0:
        return
    place = max(math.log10(one.per_thousand), scale[0])
    colour = hue.line if hue else AXIS
    hollow = bool(one.why)
    axes.plot(
        [place], [at], "o", color=colour, markerfacecolor="white" if hollow else colour if hue else MARKER,
        markersize=6.4 if one.role else 4.6, markeredgewidth=1.2, zorder=3, clip_on=False,
    )  # fmt: skip
