"""Policy search: what each change seemed to gain in the futures searched, and what is left of it on fresh luck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.optimise import Estimate, Optimised
from sim.charts.cards import EUR, SHARE, tick, told
from sim.charts.lettering import font, line_in, width_in, wrap
from sim.charts.longtable import LongRow
from sim.charts.look import HUES, INK, LABEL, MARKER, QUIET, SMALL, drawn
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks, y_grid
from sim.charts.provenance import Provenance
from sim.charts.room import flat
from sim.charts.words import capital, count, name

MOST_MOVES = 12
_SEEN, _FRESH = HUES[0], HUES[2]
_LABELS_IN, _FRESH_IN, _GAP_IN, _HEIGHT_IN, _UNDER_IN, _TABLE_GAP_IN = 0.75, 2.9, 0.3, 3.1, 0.5, 0.3
_LINE_GAP_IN, _PLACES = 0.05, (0.3, 0.7)
_NOTE = (
    "The best of many looks better than it is, because it was chosen for its luck as well; fresh luck knows nothing of "
    "the choice. Lines at the dots: 95% confidence of each mean; the difference of the two is surer, because both meet "
    "the same futures."
)


@dataclass(frozen=True)
class OptimiseChart:
    """The search of one scenario; `measure` as a sentence names it."""

    label: str
    measure: str
    unit: str
    found: Optimised
    searched_by: int

    @property
    def title(self) -> str:
        """What the search is worth on fresh luck, and how much of what it saw was luck."""
        found, gain = self.found, self.found.gain
        who = name(self.label)
        if found.winner == found.start:
            return f"No better policy for {who} was found among the {count(found.policies)} tried"
        span = f"95% confidence {self.points(gain.low)} to {self.points(gain.high)}"
        luck = found.optimism_of_gain
        saw = f"{self.points(found.searched_gain)} in the search"
        part = "all" if gain.mean <= 0.0 else self.points(luck)
        seen = f"; {part} of the {saw} was luck" if luck > 0.0 else f"; no less than the {saw}"
        if not gain.clear:
            return f"No clear gain for {who} on fresh luck: {self.points(gain.mean)} in {self.measure} ({span}){seen}"
        better = "better" if gain.mean > 0.0 else "worse"
        amount = self.points(abs(gain.mean))
        return f"{capital(who)} does {amount} {better} in {self.measure} on fresh luck ({span}){seen}"

    def points(self, value: float) -> str:
        """A difference: percentage points where the measure is a share."""
        if self.unit == SHARE:
            return f"{100.0 * value:.0f} points".replace("-", "\N{MINUS SIGN}")
        text = told(self.unit, value) if self.unit == EUR else f"{value:,.3g} {self.unit}"
        return text.replace("-", "\N{MINUS SIGN}")

    @property
    def subtitle(self) -> str:
        """What is plotted, and how many runs."""
        found = self.found
        return (
            f"{capital(self.measure)} of the best policy so far, in the {count(self.searched_by)} futures that it was "
            f"chosen by, and of the first and the last policy in {count(found.gain.total)} fresh futures. "
            f"{count(found.policies)} policies, {count(found.programmes)} programmes; {found.stopped}."
        )

    @property
    def start(self) -> float:
        """The mean of the first policy in the futures searched."""
        return self.found.searched - self.found.searched_gain

    @property
    def levels(self) -> list[float]:
        """The mean after each change, the start first."""
        means = [self.start]
        for move in self.found.moves:
            means.append(means[-1] + move.gain)
        return means

    def rows(self) -> Iterator[LongRow]:
        """Exactly the numbers drawn."""
        found = self.found
        spent = [0, *(move.spent for move in found.moves)]
        changes = ["the start", *(f"{move.step}: {move.change}" for move in found.moves)]
        for programmes, level, change in zip(spent, self.levels, changes, strict=True):
            yield LongRow("searched", "mean", programmes, x_unit="programmes", value=level, unit=self.unit, text=change)
        for series, each in (("start, fresh luck", found.start_fresh), ("winner, fresh luck", found.fresh)):
            for measure, value in (("mean", each.mean), ("low", each.low), ("high", each.high)):
                yield LongRow(series, measure, value=value, unit=self.unit)
        for measure, value in (("gain", found.gain.mean), ("low", found.gain.low), ("high", found.gain.high)):
            yield LongRow("gain, fresh luck", measure, value=value, unit=self.unit)


@drawn
def draw_optimise(chart: OptimiseChart, provenance: Provenance) -> Figure:
    """Left the search in steps, right the two policies on fresh luck at the same scale, below every change in words."""
    lines = _moves(chart)
    table_in = sum(len(parts) * line_in(SMALL) + _LINE_GAP_IN for parts in lines)
    body_in = line_in(LABEL) + 0.1 + flat(_HEIGHT_IN) + _UNDER_IN + _TABLE_GAP_IN + table_in
    page = Page(chart, provenance, body_in, [_NOTE])
    left, top = MARGIN_IN + _LABELS_IN, page.body_top_in + line_in(LABEL) + 0.1
    width = span_in() - _LABELS_IN - _GAP_IN - _FRESH_IN
    limits = _limits(chart)
    _search(page, chart, left, top, width, limits)
    _fresh(page, chart, left + width + _GAP_IN, top, limits)
    below = top + flat(_HEIGHT_IN) + _UNDER_IN + _TABLE_GAP_IN
    for parts in lines:
        below = page.paragraph(MARGIN_IN, below, parts, Pen(SMALL, INK)) + _LINE_GAP_IN
    return page.figure


def _moves(chart: OptimiseChart) -> list[tuple[str, ...]]:
    """Each change with its number; where there are many, the first."""
    moves = chart.found.moves
    texts = [
        f"{number}  {move.change} (+{chart.points(move.gain)} in the futures searched)"
        for number, move in enumerate(moves[:MOST_MOVES], start=1)
    ]
    if len(moves) > MOST_MOVES:
        texts.append(f"and {len(moves) - MOST_MOVES} more, in the table beside this picture")
    return [wrap(text, span_in(), SMALL) for text in texts]


def _limits(chart: OptimiseChart) -> tuple[float, float]:
    """One scale for both panels, over all that is drawn."""
    both = (chart.found.start_fresh, chart.found.fresh)
    values = [*chart.levels, *(end for each in both for end in (each.low, each.high))]
    low, high = min(values), max(values)
    room = 0.12 * (high - low) or max(abs(high), 1.0) * 0.1
    return low - room, high + room


def _search(
    page: Page, chart: OptimiseChart, left: float, top: float, width: float, limits: tuple[float, float]
) -> None:
    found = chart.found
    axes = page.axes(left, top, width, flat(_HEIGHT_IN))
    last = max(found.programmes, 1)
    axes.set_xlim(0, last)
    axes.set_ylim(*limits)
    _grid(axes, chart, limits, named=True)
    marks = [mark for mark in MaxNLocator(5, integer=True).tick_values(0, last) if 0 <= mark <= last]
    x_ticks(axes, marks, [count(int(mark)) for mark in marks])
    spent = [0, *(move.spent for move in found.moves), last]
    levels = chart.levels
    axes.plot(spent, [*levels, levels[-1]], drawstyle="steps-post", color=_SEEN.line, linewidth=2.0, zorder=3)
    axes.plot(spent[1:-1], levels[1:], "o", markersize=4, color=_SEEN.line, zorder=4)
    page.write(left, page.body_top_in, "in the futures searched", Pen(LABEL, _SEEN.text, bold=True))
    page.write(left + width, top + flat(_HEIGHT_IN) + 0.26, "programmes simulated", Pen(SMALL, QUIET, align="right"))
    _numbers(axes, chart, width)


def _numbers(axes: Axes, chart: OptimiseChart, width: float) -> None:
    """The number of each change above its step; those that would touch the one before are left to the list below."""
    last, free = max(chart.found.programmes, 1), 0.0
    for number, (move, level) in enumerate(zip(chart.found.moves, chart.levels[1:], strict=True), start=1):
        x, half = width * move.spent / last, width_in(str(number), SMALL, True) / 2
        if number <= MOST_MOVES and x - half >= free:
            axes.annotate(
                str(number),
                (move.spent, level),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                color=_SEEN.text,
                fontproperties=font(SMALL, True),
            )
            free = x + half + 0.04


def _fresh(page: Page, chart: OptimiseChart, left: float, top: float, limits: tuple[float, float]) -> None:
    found = chart.found
    axes = page.axes(left, top, _FRESH_IN, flat(_HEIGHT_IN))
    axes.set_xlim(0, 1)
    axes.set_ylim(*limits)
    _grid(axes, chart, limits, named=False)
    both = (("start", found.start_fresh, MARKER, QUIET), ("found", found.fresh, _FRESH.line, _FRESH.text))
    for place, (_, each, colour, _) in zip(_PLACES, both, strict=True):
        axes.vlines(place, each.low, each.high, color=colour, linewidth=1.6, zorder=3)
        axes.plot([place], [each.mean], "o", markersize=6, color=colour, markeredgecolor="white", zorder=4)
    page.write(left, page.body_top_in, "on fresh luck", Pen(LABEL, _FRESH.text, bold=True))
    for place, (what, each, _, ink) in zip(_PLACES, both, strict=True):
        _value(page, chart, left + place * _FRESH_IN, top, what, each, ink)


def _value(page: Page, chart: OptimiseChart, x: float, top: float, what: str, each: Estimate, ink: str) -> None:
    below = top + flat(_HEIGHT_IN) + 0.06
    page.write(x, below, what, Pen(SMALL, ink, bold=True, align="center"))
    value = told(chart.unit, each.mean).replace("-", "\N{MINUS SIGN}")
    page.write(x, below + line_in(SMALL), value, Pen(SMALL, ink, align="center"))


def _grid(axes: Axes, chart: OptimiseChart, limits: tuple[float, float], *, named: bool) -> None:
    marks = [float(mark) for mark in MaxNLocator(5).tick_values(*limits) if limits[0] <= mark <= limits[1]]
    y_grid(axes, marks, [tick(chart.unit, mark) for mark in marks] if named else [""] * len(marks))
    base_line(axes)
