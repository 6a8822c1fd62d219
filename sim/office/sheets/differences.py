"""Paired differences as native charts: bars with whiskers, and curves with both bands."""

from __future__ import annotations

import math

from sim.charts.look import HUES, tint
from sim.office.sheets.blocks import Wide
from sim.office.sheets.cells import known
from sim.office.sheets.native import Line, Native, corners, months_axis, x_axis, y_axis
from sim.office.sheets.shares import series_title

_CURVES = {
    "difference": (HUES[0].line, 2.25, "solid", "difference"),
    "pointwise low": (tint(HUES[0].line, 0.6), 1.0, "solid", "95% at each place"),
    "pointwise high": (tint(HUES[0].line, 0.6), 1.0, "solid", ""),
    "simultaneous low": (tint(HUES[0].line, 0.45), 1.0, "round_dot", "95% for the whole curve"),
    "simultaneous high": (tint(HUES[0].line, 0.45), 1.0, "round_dot", ""),
}
_BARS = {
    "reached_target": ("Difference in the share that reaches the target", "+0%;-0%;0%"),
    "payoff_eur": ("Difference in mean payoff", '+"€"#,##0;-"€"#,##0;0'),
}


_FEW_STEPS = 3.0


def others_of(numbers: Wide) -> list[str]:
    """The strategies that the one is held against."""
    block = numbers.with_measure("difference")
    return block.series if block else []


def draw_difference(native: Native) -> None:
    """Two charts of bars, one bar for each other strategy."""
    numbers = Wide([placed.block for placed in native.placed], [])
    for at, (quantity, (title, form)) in enumerate(_BARS.items()):
        measure = f"{quantity}, difference"
        block = native.of(measure).block
        found = {
            series: [numbers.last(f"{quantity}, {what}", series) for what in ("difference", "low", "high")]
            for series in block.series
            if known(block.column(measure, series)[0])
        }
        minus = [length(low, mean) for mean, low, _ in found.values()]
        plus = [length(mean, high) for mean, _, high in found.values()]
        helpers = native.helpers
        means = helpers.numbers([mean for mean, _, _ in found.values()])
        bars = Line(helpers.name(title, 60), helpers.words(list(found)), means, HUES[0].line)
        lengths = helpers.numbers(minus), helpers.numbers(plus)
        axis = reach([0.0, *(value for ends in found.values() for value in ends if value is not None)])
        native.bars(at, title, bars, lengths, y_axis("", form, **axis))


def reach(values: list[float]) -> dict[str, float]:
    """Where the axis ends: programs look at bars alone and cut their whiskers."""
    ends = [value for value in values if known(value)]
    low, high = min(ends), max(ends)
    if low == high:
        return {}
    step = 10.0 ** math.floor(math.log10(high - low))
    step = step if (high - low) / step > _FEW_STEPS else step / 2.0
    return {
        "min": round(math.floor(low / step) * step, 9),
        "max": round(math.ceil(high / step) * step, 9),
        "major_unit": step,
    }


def length(low: float | None, high: float | None) -> float:
    """Of a whisker; nothing where an end is not known."""
    return high - low if known(low) and known(high) and low is not None and high is not None else 0.0


def draw_curves(native: Native) -> None:
    """A chart for each other strategy: the difference in steps, and the ends of both bands."""
    placed = native.of("difference")
    block = placed.block
    for at, series in enumerate(block.series):
        lines = []
        for measure, (colour, width, dash, name) in _CURVES.items():
            xs, ys = corners(block.xs(series), block.column(measure, series))
            cells = native.helpers.numbers(xs), native.helpers.numbers(ys)
            told = native.helpers.name(name or measure)
            lines.append(Line(told, *cells, colour, width, dash, named=bool(name)))
        last = max(block.xs(series), default=1.0)
        by_month = block.x_unit == "months"
        x = months_axis(last) if by_month else x_axis("workloads live at once", min=0, max=last)
        y = y_axis("difference in share", "+0%;-0%;0%")
        native.lines(at, f"Against {series_title(series)}", lines, x, y)
