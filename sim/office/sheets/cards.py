"""Sensitivity as native charts: bars with their confidence for each card, and lines through the cards' ranges."""

from __future__ import annotations

from sim.charts.look import HUES
from sim.office.sheets.cells import known
from sim.office.sheets.differences import length, reach
from sim.office.sheets.native import Line, Native, looks, x_axis, y_axis
from sim.office.sheets.shares import series_title

_ROW_PIXELS, _AROUND_PIXELS, _LEAST_PIXELS = 22, 90, 240
_FORMS = {"EUR": '"€"#,##0;-"€"#,##0;0', "share": "0%;-0%;0%"}
_SIGNED = {"EUR": '+"€"#,##0;-"€"#,##0;0', "share": "+0.0%;-0.0%;0%"}
_OTHER = "#,##0.###"


def pixels_for(bars: int) -> int:
    """As high as every bar's name needs."""
    return max(_LEAST_PIXELS, bars * _ROW_PIXELS + _AROUND_PIXELS)


def draw_tornado(native: Native) -> None:
    """A bar for each setting, from the base to the mean there."""
    unit = native.of("difference").block.units["difference"]
    _bars(native, 0, ("difference", "low", "high"), "Difference from the base", _SIGNED.get(unit, _OTHER))


def draw_morris(native: Native) -> None:
    """A bar for each card."""
    unit = native.of("mu_star").block.units["mu_star"]
    _bars(native, 0, ("mu_star", "low", "high"), "Move over the card's range (mu*)", _FORMS.get(unit, _OTHER))


def draw_sobol(native: Native) -> None:
    """What each card explains alone; beside it all that it takes part in."""
    for at, name in enumerate(("alone", "with others")):
        measures = (f"{name}: share", f"{name}: low", f"{name}: high")
        _bars(native, at, measures, f"Share of the variance, {name}", _FORMS["share"])


def _bars(native: Native, at: int, measures: tuple[str, str, str], title: str, form: str) -> None:
    """The first measure as bars, the others as the ends of their whiskers."""
    block = native.of(measures[0]).block
    found = {series: [block.column(measure, series)[0] for measure in measures] for series in block.series}
    helpers = native.helpers
    values = helpers.numbers([value for value, _, _ in found.values()])
    bars = Line(helpers.name(title, 60), helpers.words(list(found)), values, HUES[at].line)
    lengths = (
        helpers.numbers([max(0.0, length(low, value)) for value, low, _ in found.values()]),
        helpers.numbers([max(0.0, length(value, high)) for value, _, high in found.values()]),
    )
    ends = [0.0, *(end for row in found.values() for end in row if end is not None)]
    native.bars(at, title, bars, lengths, y_axis("", form, **reach(ends)))


def draw_spider(native: Native) -> None:
    """A line for each card from the low end of its range to the high end."""
    block = native.of("measure").block
    lines, ends = [], []
    for series, (hue, dash) in zip(block.series, looks(len(block.series)), strict=True):
        values = block.column("measure", series)
        ends += [value for value in values if known(value) and value is not None]
        cells = native.helpers.numbers(block.xs(series)), native.helpers.numbers(values)
        marks = {"marker": {"type": "circle", "size": 6, "fill": {"color": hue.line}, "border": {"none": True}}}
        lines.append(Line(native.helpers.name(series_title(series)), *cells, hue.line, 2.0, dash, more=marks))
    x = x_axis("how far through the card's range", min=0, max=1, major_unit=0.25, num_format="0%")
    form = _FORMS.get(block.units["measure"], _OTHER)
    native.lines(0, "Through the cards' ranges, all others as they are", lines, x, y_axis("", form, **reach(ends)))
