"""The league with paired differences: bars with their confidence, and in how many futures the one is better."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.charts.difference_data import MEASURES, Against, DifferenceChart, DifferenceRow
from sim.charts.difference_title import REACHED
from sim.charts.look import HUES, INK, QUIET, tint
from sim.charts.signed import signed_eur, signed_points
from sim.charts.ticks import value_ticks
from sim.charts.words import capital, eur, name, number_word, of_hundred, percent
from sim.office.slides.measure import shortened
from sim.office.slides.panels import SMALL, Drawn, money_form
from sim.office.slides.parts import Axis, Box, CategoryPlot, Field, Grid, Ink, Part, Row

_PALE = 0.42
_HEAD, _SCALE, _ITSELF = 0.3, 0.3, 0.25
_LEAST_POINTS = 0.02


def difference_parts(chart: DifferenceChart, area: Box) -> Drawn:
    """A row for each strategy: its place, the difference in reaching the target, the difference in payoff."""
    return Drawn(
        f"{capital(name(chart.one))} minus each other strategy, in the same futures ({chart.runs}): the share that "
        f"reaches {number_word(chart.target)}, and the mean payoff. Whiskers: 95% confidence of the difference.",
        tuple(_parts(chart, area)),
        (
            f"A bar to the right: {name(chart.one)} is higher. A whisker that crosses zero, and a pale bar: no clear "
            "difference. Beside the bars stands in how many of the same futures it is better and worse.",
        ),
        ("The mean of a difference hides that it may be large in some futures and turned round in others.",),
    )


def _parts(chart: DifferenceChart, area: Box) -> Iterator[Part]:
    others = chart.others
    names, told = 0.24 * area.width, 0.2 * area.width
    plot = (area.width - names - 2 * told) / 2
    height = min((area.height - _HEAD - _SCALE - _ITSELF) / len(others), 1.1)
    body = Box(area.left, area.top + _HEAD + _ITSELF, area.width, height * len(others))
    yield _words(chart, area, (names, plot, told, plot, told), height)
    for number, measure in enumerate(MEASURES):
        left = area.left + names + number * (plot + told)
        box = Box(left, body.top, plot, body.height + _SCALE)
        inner = Box(left + 0.12, body.top, plot - 0.24, body.height)
        yield _bars(others, measure, box, inner)


def _bars(others: tuple[DifferenceRow, ...], measure: str, box: Box, inner: Box) -> CategoryPlot:
    found = [row.against[measure] for row in others if row.against is not None]
    means = tuple(one.difference.mean for one in found)
    colours = tuple(HUES[0].line if one.clear else tint(HUES[0].line, _PALE) for one in found)
    spans = tuple(_span(one) for one in found)
    label = "difference in the share" if measure == REACHED else "difference in mean payoff, EUR"
    rows = (Row(label, means, HUES[0].line, spans=spans, points=colours),)
    alt = "; ".join(f"{row.label}: {_mean(one, measure)}" for row, one in zip(others, found, strict=True))
    names = tuple(row.label for row in others)
    return CategoryPlot(
        label.capitalize(), alt, box, inner, "bars", names, rows, _axis(found, measure), gap=110, named=False
    )


def _span(one: Against) -> tuple[float, float]:
    if one.interval is None:
        return (0.0, 0.0)
    low, high = one.interval
    return (one.difference.mean - low, high - one.difference.mean)


def _axis(found: list[Against], measure: str) -> Axis:
    """Both ways from zero as far as any interval goes."""
    ends = [abs(end) for one in found for end in (one.difference.mean, *(one.interval or ())) if math.isfinite(end)]
    ticks = value_ticks(max([*ends, _LEAST_POINTS if measure == REACHED else 1.0]), 2)
    last = step = ticks[-1]
    low = -last if any(end < 0 for one in found for end in (one.difference.mean, *(one.interval or ()))) else -step
    high = last if any(end > 0 for one in found for end in (one.difference.mean, *(one.interval or ()))) else step
    form = "0%" if measure == REACHED else money_form(last)
    return Axis(low, high, step, f"+{form};\N{MINUS SIGN}{form};0", grid=True)


def _words(chart: DifferenceChart, area: Box, widths: tuple[float, ...], height: float) -> Grid:
    """Under the bars lies a table whose empty cells hold them."""
    quiet, bold = Ink(SMALL + 1, INK, True), Ink(SMALL + 1, INK, True)
    heads = (
        Field("strategy", quiet), Field(f"Reaches {number_word(chart.target)}", bold), Field("", quiet),
        Field("Payoff", bold), Field("", quiet),
    )  # fmt: skip
    itself = next((row for row in chart.rows_shown if row.against is None), None)
    rows: list[tuple[Field, ...]] = [heads]
    if itself is not None:
        told = f"{_place(itself, area.width)}; against it:"
        rows.append((Field(told, Ink(SMALL, QUIET), across=len(widths)),))
    for row in chart.others:
        against = row.against or {}
        place = _place(row, widths[0])
        figures = [Field(_told(against[measure], measure), Ink(SMALL, INK)) for measure in MEASURES]
        empty = Field("", quiet)
        rows.append((Field(place, Ink(SMALL, INK)), empty, figures[0], empty, figures[1]))
    heights = (_HEAD, *((_ITSELF,) if itself else ()), *(height for _ in chart.others))
    alt = f"{chart.one} against each other strategy: differences in figures"
    return Grid("Differences in figures", alt, (area.left, area.top), widths, heights, tuple(rows))


def _place(row: DifferenceRow, room: float) -> str:
    """Its name and its place in the league."""
    rank = row.league.payoff
    label = shortened(row.label, room - 0.15, SMALL + 1, 2, True)
    return f"{label}: place {row.league.place}, payoff {eur(rank.mean)}, pays most in {percent(rank.best_share)}"


def _mean(one: Against, measure: str) -> str:
    told = signed_points if measure == REACHED else signed_eur
    mean = told(one.difference.mean)
    if one.interval is None:
        return mean
    return f"{mean} ({told(one.interval[0])} to {told(one.interval[1])})"


def _told(one: Against, measure: str) -> str:
    duel = one.difference
    better, worse = of_hundred(duel.better, duel.total), of_hundred(duel.worse, duel.total).split(" of ")[0]
    return f"{_mean(one, measure)}; better in {better} futures, worse in {worse}{'' if one.clear else ' (not clear)'}"
