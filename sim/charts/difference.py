"""Paired differences: one strategy against each of the others, future by future, in reaching the target and in payoff.

A row a strategy in league order. The dot is the mean difference and the thin line its confidence; how often the one
was better is written beside it, since a small mean may stand for a difference in every future or in a few.
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.charts.difference_data import MEASURES, Against, DifferenceChart, DifferenceRow
from sim.charts.difference_title import REACHED
from sim.charts.lettering import line_in, shortened, width_in
from sim.charts.lines import heading
from sim.charts.look import GRID, HUES, INK, LABEL, QUIET, SMALL, drawn, tint
from sim.charts.page import MARGIN_IN, Page, Pen, base_line, span_in, x_ticks
from sim.charts.provenance import Provenance
from sim.charts.room import flat, here
from sim.charts.signed import signed_eur, signed_points
from sim.charts.words import eur, name, number_word, of_hundred, percent

_NAMES_IN, _GAP_IN, _TEXT_IN = 2.3, 0.2, 1.6
_RIGHT_IN = 0.04
_BETWEEN_IN, _HEAD_IN, _AXIS_IN = 0.16, 0.3, 0.5
_PALE = 0.42


@drawn
def draw_difference(chart: DifferenceChart, provenance: Provenance) -> Figure:
    """Names and places at the left, then for each quantity a panel of dots and what the futures say."""
    names = [shortened(heading(row.label, _NAMES_IN), _NAMES_IN, LABEL) for row in chart.rows_shown]
    heights = [_row_in(name) for name in names]
    page = Page(chart, provenance, _HEAD_IN + sum(heights) + _AXIS_IN, _notes(chart))
    top = page.body_top_in + _HEAD_IN
    for place, measure in enumerate(MEASURES):
        _column(page, _left(place), top, heights, chart, measure)
    for row, lines, height in zip(chart.rows_shown, names, heights, strict=True):
        page.rule(MARGIN_IN, _left(1) + _panel_in() + _GAP_IN + _TEXT_IN, top)
        below = page.paragraph(MARGIN_IN, top + _between() / 2, lines, Pen(LABEL, INK, bold=True))
        for line in _place(row):
            page.write(MARGIN_IN, below, line, Pen(SMALL, QUIET))
            below += line_in(SMALL)
        for place, measure in enumerate(MEASURES):
            _beside(page, _left(place) + _panel_in() + _GAP_IN / 2, top + _between() / 2, row, measure)
        top += height
    return page.figure


def _panel_in() -> float:
    """Width of the panel of a quantity."""
    return (span_in() - _NAMES_IN - 2 * _GAP_IN - 2 * _TEXT_IN - _RIGHT_IN) / 2


def _left(place: int) -> float:
    """Where the panel of a quantity begins."""
    return MARGIN_IN + _NAMES_IN + _GAP_IN + place * (_panel_in() + _TEXT_IN + _GAP_IN)


def _row_in(lines: tuple[str, ...]) -> float:
    """Room for the name with the lines beneath it, and for the lines beside a mark."""
    under, beside = (2, 3) if _dense() else (3, 4)
    return max(len(lines) * line_in(LABEL) + under * line_in(SMALL), beside * line_in(SMALL)) + _between()


def _dense() -> bool:
    """Whether a row must do with a line less."""
    return here().flat < 1.0


def _between() -> float:
    return flat(_BETWEEN_IN, 0.08)


def _place(row: DifferenceRow) -> tuple[str, ...]:
    """Its place in the league: mean payoff, how probably it is best, what choosing it costs."""
    rank = row.league.payoff
    if _dense():
        return (
            f"place {row.league.place}: payoff {eur(rank.mean)}",
            f"pays most in {percent(rank.best_share)}, regret {eur(rank.regret)}",
        )
    return (
        f"place {row.league.place}: payoff {eur(rank.mean)}",
        f"pays most in {percent(rank.best_share)} of futures",
        f"expected regret {eur(rank.regret)}",
    )


def _column(page: Page, left: float, top: float, heights: list[float], chart: DifferenceChart, measure: str) -> None:
    title = f"Reaches {number_word(chart.target)}" if measure == REACHED else "Payoff"
    page.write(left, top - _HEAD_IN, title, Pen(LABEL, INK, bold=True))
    axes = page.axes(left, top, _panel_in(), sum(heights))
    axes.set_ylim(sum(heights), 0.0)
    below = 0.0
    for row, height in zip(chart.rows_shown, heights, strict=True):
        if row.against is not None:
            _mark(axes, below + height / 2, row.against[measure])
        below += height
    _scale(axes, [row.against[measure] for row in chart.others if row.against], measure)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)


def _mark(axes: Axes, middle: float, one: Against) -> None:
    colour = HUES[0].line if one.clear else tint(HUES[0].line, _PALE)
    if one.interval:
        axes.hlines(middle, *one.interval, color=colour, linewidth=1.6, zorder=3)
    axes.plot([one.difference.mean], [middle], "o", markersize=6.5, color=colour, markeredgecolor="white", zorder=4)


def _scale(axes: Axes, shown: list[Against], measure: str) -> None:
    """Zero always lies inside, with room around the marks."""
    ends = [0.0, *(one.difference.mean for one in shown)]
    ends += [end for one in shown for end in one.interval or ()]
    low, high = min(ends), max(ends)
    span = max(high - low, 0.01 if measure == REACHED else 1.0)
    axes.set_xlim(low - 0.08 * span, high + 0.08 * span)
    marks = MaxNLocator(3).tick_values(low, low + span)
    ticks = [float(mark) for mark in marks if low - 0.05 * span <= mark <= high + 0.05 * span]
    base_line(axes)
    x_ticks(axes, ticks, [_tick(tick, measure) for tick in ticks])
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def _tick(value: float, measure: str) -> str:
    if not value:
        return "0"
    return f"{100 * value:+.3g}".replace("-", "\N{MINUS SIGN}") if measure == REACHED else signed_eur(value)


def _beside(page: Page, left: float, top: float, row: DifferenceRow, measure: str) -> None:
    """The mean with its interval, and in how many futures the one was better."""
    if row.against is None:
        return
    one = row.against[measure]
    duel, told = one.difference, _told(measure)
    interval = (
        "no interval from one future"
        if one.interval is None
        else f"({_short(duel.low, measure)} to {_short(duel.high, measure)})"
    )
    page.write(left, top, told(duel.mean), Pen(SMALL, INK if one.clear else QUIET, bold=True))
    below = top + line_in(SMALL)
    if _dense():
        page.write(left + width_in(f"{told(duel.mean)}  ", SMALL, True), top, interval, Pen(SMALL, QUIET))
    else:
        page.write(left, below, interval, Pen(SMALL, QUIET))
        below += line_in(SMALL)
    page.write(left, below, f"better in {of_hundred(duel.better, duel.total)}", Pen(SMALL, QUIET))
    if duel.tied:
        page.write(left, below + line_in(SMALL), f"worse in {of_hundred(duel.worse, duel.total)}", Pen(SMALL, QUIET))


def _short(value: float, measure: str) -> str:
    """Without the word 'points', which stands above."""
    return _told(measure)(value).split(" ")[0]


def _told(measure: str) -> Callable[[float], str]:
    return signed_points if measure == REACHED else signed_eur


def _notes(chart: DifferenceChart) -> list[str]:
    every = [one for row in chart.others for one in (row.against or {}).values()]
    notes = [f"Right of zero: {name(chart.one)} is higher. Its row has no difference: it is set against all others."]
    if not all(one.clear for one in every):
        notes.append("Pale: no clear difference with every two strategies looked at (Bonferroni).")
    return notes
