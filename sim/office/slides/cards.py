"""Charts of sensitivity: what each card does, as bars beside a table, and how it goes through its range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sim.charts import cards
from sim.charts.look import HUES, INK, QUIET, tint
from sim.charts.morris import MorrisBar, MorrisChart
from sim.charts.signed import signed_eur, signed_points
from sim.charts.sobol import Share, SobolChart, share
from sim.charts.spider import SpiderChart
from sim.charts.spread import spread
from sim.charts.ticks import value_ticks
from sim.charts.tornado import HIGH, LINES, LOW, PALE, Lane, TornadoBar, TornadoChart, lanes_of
from sim.charts.words import capital
from sim.office.slides.measure import high as tall
from sim.office.slides.measure import short, shortened
from sim.office.slides.panels import SMALL, Drawn, key, money_form, under
from sim.office.slides.parts import Axis, Box, CategoryPlot, Course, Field, Grid, Ink, Part, Row, Run, Words, XyPlot

_KEY, _HEAD, _SCALE = 0.3, 0.26, 0.3
_LEAST_ROW, _MOST_ROW = 0.2, 0.45
_NAME, _WHAT, _TOLD = 0.27, 0.14, 0.26
_LABELS_IN, _LEFT_IN = 2.9, 0.75
_LOWEST, _HIGHEST = -0.25, 1.25
_OPEN_SHARE = 0.01


@dataclass(frozen=True)
class _Bar:
    """One row: the card, what is tried, its number with an interval, and the same in words."""

    name: str
    what: str
    value: float
    low: float
    high: float
    colour: str
    told: str
    strong: bool = True


def tornado_parts(chart: TornadoChart, area: Box) -> Drawn:
    """A row for each setting, the cards that move it most at the top."""
    groups = [list(_settings(chart, bar)) for bar in chart.bars if bar.lanes]
    if not groups:
        return _nothing(chart, area)
    fit, left = _fitting(groups, area.below(_KEY))
    names = [("the card's low value", LINES[LOW], INK), ("its high value", LINES[HIGH], INK)]
    if any(bar.colour == LINES["other"] for group in fit for bar in group):
        names.append(("neither", LINES["other"], INK))
    heads = ("card", "value", f"{capital(chart.measure)}: difference from the base, {chart.told(chart.base)}")
    ends = [end for group in fit for bar in group for end in (bar.value, bar.low, bar.high)]
    parts = (key(area, names), *_table_with_bars(area.below(_KEY), heads, fit, _signed_axis(ends, chart.unit)))
    return Drawn(
        chart.subtitle,
        parts,
        (
            "Each card is tried at the ends of its range, all others as they are, in the same futures. The longer its "
            "bars, the more rests on it. A pale bar: no clear difference once all cards are tested at once.",
            *_not_shown(left),
        ),
        (
            "Cards are moved one at a time: what two of them do together it does not say. A wide range makes a long "
            "bar: how sure the card is counts as much as how strong.",
        ),
    )


def _nothing(chart: TornadoChart, area: Box) -> Drawn:
    told = "No setting was simulated: none of them is a programme beside the other cards' values."
    words = Words("Nothing to show", area.upper(_KEY), ((Run(told, Ink(SMALL + 1, QUIET)),),))
    return Drawn(chart.subtitle, (words,), ("There is nothing to read.",), ("Other ranges may be programmes.",))


def _settings(chart: TornadoChart, bar: TornadoBar) -> Iterator[_Bar]:
    for place, lane in enumerate(lanes_of(bar)):
        name = bar.card if place == 0 else f"base {bar.base}" if place == 1 else ""
        colour = LINES[lane.side] if bar.clear else tint(LINES[lane.side], PALE)
        told = _difference(chart.unit, lane)
        yield _Bar(name, lane.value, lane.difference, lane.low, lane.high, colour, told, bar.clear)


def _difference(unit: str, lane: Lane) -> str:
    told = _signed(unit)
    if lane.whisker is None:
        return told(lane.difference)
    return f"{told(lane.difference)} ({told(lane.low)} to {told(lane.high)})"


def _signed(unit: str) -> Callable[[float], str]:
    if unit == cards.EUR:
        return signed_eur
    if unit == cards.SHARE:
        return signed_points
    return lambda value: f"{value:+,.3g}".replace("-", "\N{MINUS SIGN}")


def morris_parts(chart: MorrisChart, area: Box) -> Drawn:
    """A row for each card, from the one that moves the measure most."""
    groups = [[_effect(chart, bar)] for bar in chart.bars]
    fit, left = _fitting(groups, area)
    heads = ("card", "which way", f"How far {chart.measure} moves over the card's range, on average")
    ends = [0.0, *(end for (bar,) in fit for end in (bar.value, bar.high))]
    return Drawn(
        chart.subtitle,
        tuple(_table_with_bars(area, heads, fit, _signed_axis(ends, chart.unit, signed=False))),
        (
            "The longer the bar, the more rests on the card, wherever others stand. Pale: the card can be left out. "
            "Everywhere alike, more in places, in places only: how much that differs with where the other cards stand.",
            *_not_shown(left),
        ),
        ("It ranks cards roughly and finds those that can be left out; shares of the variance it does not tell.",),
    )


def _effect(chart: MorrisChart, bar: MorrisBar) -> _Bar:
    colour = HUES[0].line if bar.stays else tint(HUES[0].line, PALE)
    low, high = cards.told(chart.unit, bar.low), cards.told(chart.unit, bar.high)
    told = f"{cards.told(chart.unit, bar.size)} ({low} to {high}), {bar.evenness}" if bar.size else "nothing"
    return _Bar(bar.card, bar.way, bar.size, bar.low, bar.high, colour, told, bar.stays)


def sobol_parts(chart: SobolChart, area: Box) -> Drawn:
    """Two rows a card: what it explains alone, and all that it takes part in."""
    groups = [
        [
            _portion(bar.card, "alone", bar.alone, HUES[0].line),
            _portion("", "with others", bar.whole, HUES[1].line),
        ]
        for bar in chart.bars
    ]
    fit, left = _fitting(groups, area)
    shares = [end for group in fit for bar in group for end in (bar.value, bar.low, bar.high)]
    low = _LOWEST if min(shares) < -_OPEN_SHARE else 0.0
    high = _HIGHEST if max(shares) > 1.0 + _OPEN_SHARE else 1.0
    axis = Axis(low, high, 0.25, "0%;\N{MINUS SIGN}0%", grid=True)
    beyond = any(end < _LOWEST or end > _HIGHEST for end in shares)
    heads = ("card", "", f"Share of the variance of {chart.measure}")
    return Drawn(
        chart.subtitle,
        tuple(_table_with_bars(area, heads, fit, axis)),
        (
            "Alone: what knowing the card would take off the variance. With others: what would remain if all but this "
            "card were known. A card without influence may come out below zero.",
            *(["A line that reaches the edge goes on beyond it."] if beyond else []),
            *_not_shown(left),
        ),
        ("It tells how much of the spread a card brings over its range, not which way it moves the result.",),
    )


def _portion(card: str, what: str, one: Share, colour: str) -> _Bar:
    told = f"{share(one.value)} ({share(one.low)} to {share(one.high)})"
    return _Bar(card, what, one.value, one.low, one.high, colour, told)


def _fitting(groups: Sequence[list[_Bar]], area: Box) -> tuple[list[list[_Bar]], int]:
    """As many cards as there is room for, and how many are left."""
    room = math.floor((area.height - _HEAD - _SCALE) / _LEAST_ROW + 1e-9)
    used, fit = 0, 0
    while fit < len(groups) and (fit == 0 or used + len(groups[fit]) <= room):
        used += len(groups[fit])
        fit += 1
    return list(groups[:fit]), len(groups) - fit


def _not_shown(left: int) -> tuple[str, ...]:
    if not left:
        return ()
    return (f"{left} more card{'' if left == 1 else 's'}, each moving it less, found no room: see sensitivity.csv.",)


def _table_with_bars(
    area: Box, heads: tuple[str, str, str], groups: Iterable[Sequence[_Bar]], axis: Axis
) -> Iterator[Part]:
    """Under the bars lies a table whose empty cells hold them."""
    bars = [bar for group in groups for bar in group]
    height = min((area.height - _HEAD - _SCALE) / len(bars), _MOST_ROW)
    name, what, told = (part * area.width for part in (_NAME, _WHAT, _TOLD))
    plot = area.width - name - what - told
    bold = Ink(SMALL + 1, INK, True)
    rows = [
        (
            Field(heads[0], bold),
            Field(heads[1], bold),
            Field(shortened(heads[2], plot + told - 0.1, SMALL + 1, 1, True), bold, across=2),
        ),
        *(_row(bar, (name, what, told)) for bar in bars),
    ]
    alt = f"{heads[2]}, in figures"
    heights = (_HEAD, *(height for _ in bars))
    yield Grid("In figures", alt, (area.left, area.top), (name, what, plot, told), heights, tuple(rows))
    box = Box(area.left + name + what, area.top + _HEAD, plot, height * len(bars) + _SCALE)
    inner = Box(box.left + 0.1, box.top, box.width - 0.25, box.height - _SCALE)
    spans = tuple(_span(bar) for bar in bars)
    row = Row(
        heads[2],
        tuple(bar.value for bar in bars),
        bars[0].colour,
        spans=spans,
        points=tuple(bar.colour for bar in bars),
    )
    names = tuple(_full_names(groups))
    said = "; ".join(f"{each}: {bar.told}" for each, bar in zip(names, bars, strict=True))
    yield CategoryPlot(heads[2], said, box, inner, "bars", names, (row,), axis, gap=45, named=False)


def _full_names(groups: Iterable[Sequence[_Bar]]) -> Iterator[str]:
    """In the chart's own data every row has the name of its card."""
    for group in groups:
        yield from (f"{group[0].name}: {bar.what}" if bar.what else group[0].name for bar in group)


def _row(bar: _Bar, widths: tuple[float, float, float]) -> tuple[Field, ...]:
    first = bar.strong and not bar.name.startswith("base ")
    ink = Ink(SMALL, INK if first else QUIET, first)
    name, what, told = (
        short(text, width - 0.1, SMALL, bold)
        for text, width, bold in zip((bar.name, bar.what, bar.told), widths, (first, False, False), strict=True)
    )
    quiet = Ink(SMALL, INK if bar.strong else QUIET)
    return (Field(name, ink), Field(what, quiet), Field("", quiet), Field(told, quiet))


def _span(bar: _Bar) -> tuple[float, float]:
    """Distances to the ends of the interval, which a resampled one may not hold its number in."""
    if not (math.isfinite(bar.low) and math.isfinite(bar.high)):
        return (0.0, 0.0)
    return (max(0.0, bar.value - bar.low), max(0.0, bar.high - bar.value))


def _signed_axis(ends: Sequence[float], unit: str, *, signed: bool = True) -> Axis:
    """From the lowest to the highest end, zero included, on round ticks."""
    known = [0.0, *(end for end in ends if math.isfinite(end))]
    least, most = min(known), max(known)
    ticks = value_ticks(max(most - least, 1e-9), 4)
    step = ticks[1] - ticks[0]
    low, high = step * math.floor(least / step + 1e-9), step * math.ceil(most / step - 1e-9)
    form = _form(unit, step, max(-low, high))
    return Axis(low, max(high, low + step), step, f"+{form};\N{MINUS SIGN}{form};0" if signed else form, grid=True)


def _form(unit: str, step: float, most: float) -> str:
    """How ticks are written, with as many digits as tell them apart."""
    if unit == cards.SHARE:
        return "0%" if step >= _OPEN_SHARE else "0.0%" if step >= _OPEN_SHARE / 10 else "0.00%"
    if unit != cards.EUR:
        return "#,##0.####"
    thousands = most < 1e6 or step < 1e5  # noqa: PLR2004  a million in tenths
    return money_form(1e5 if thousands and step >= 1e3 else most if step >= 1e3 else step)  # noqa: PLR2004


# --- spider ----------------------------------------------------------------------------------------------------------


def spider_parts(chart: SpiderChart, area: Box) -> Drawn:
    """A line for each card from the low end of its range to the high end."""
    return Drawn(
        chart.subtitle,
        tuple(_spider(chart, area)),
        (
            "Each line is one card moved from the low end of its range to the high end, all others as they are. "
            "Upright lines: 95% confidence of the paired difference from the base; dashed: the base.",
        ),
        ("Between the dots nothing was simulated; the straight lines only join them.",),
    )


def _spider(chart: SpiderChart, area: Box) -> Iterator[Part]:
    stops = [stop for line in chart.shown for stop in line.stops]
    ends = [end - chart.base for stop in stops for end in (stop.measure, stop.low, stop.high) if math.isfinite(end)]
    y = _measure_axis(chart.base, ends, chart.unit)
    box = area.upper(area.height - 0.2)
    labels = min(_LABELS_IN, 0.34 * area.width)
    inner = Box(box.left + _LEFT_IN, box.top + 0.1, box.width - _LEFT_IN - labels, box.height - 0.4)
    wanted = [inner.height * (line.stops[-1].measure - y.low) / (y.high - y.low) for line in chart.shown]
    centres = spread(wanted, [tall(2, SMALL) + 0.04] * len(wanted), 0.0, inner.height)
    base = Course("base", ((0.0, chart.base), (1.0, chart.base)), INK, 1.0, "dash")
    courses = [base]
    for line, hue, at, centre in zip(chart.shown, HUES, wanted, centres, strict=False):
        last = line.stops[-1]
        told = f"{cards.told(chart.unit, last.measure)} at {last.value}"
        label = (
            (Run(short(line.card, labels - 0.2, SMALL, True), Ink(SMALL, hue.text, True)),),
            (Run(short(told, labels - 0.2, SMALL), Ink(SMALL, hue.text)),),
        )
        points = tuple((stop.place, stop.measure) for stop in line.stops)
        spans = tuple(
            (stop.measure - stop.low, stop.high - stop.measure)
            if math.isfinite(stop.low) and math.isfinite(stop.high)
            else (0.0, 0.0)
            for stop in line.stops
        )
        courses.append(Course(line.card, points, hue.line, label=label, lift=centre - at, dots=True, spans=spans))
    alt = "; ".join(
        f"{line.card}: {', '.join(f'{cards.told(chart.unit, stop.measure)} at {stop.value}' for stop in line.stops)}"
        for line in chart.shown
    )
    yield XyPlot(capital(chart.measure), alt, box, inner, tuple(courses), Axis(0.0, 1.0, 0.25, "0%", grid=True), y)
    yield under(Box(area.left, area.top, area.width - labels, area.height), "how far through the card's range")


def _measure_axis(base: float, ends: Sequence[float], unit: str) -> Axis:
    """Around everything drawn, on round ticks of the measure itself."""
    least, most = base + min([0.0, *ends]), base + max([0.0, *ends])
    ticks = value_ticks(max(most - least, abs(base) * 1e-3, 1e-9), 4)
    step = ticks[1] - ticks[0]
    low, high = step * math.floor(least / step - 0.05), step * math.ceil(most / step + 0.05)
    form = _form(unit, step, max(abs(low), abs(high)))
    return Axis(low, high, step, f"{form};\N{MINUS SIGN}{form};0" if unit == cards.EUR else form, grid=True)
