"""Native charts of what adds up: causes of ends, who reached the nth workload, and the fan of run-rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.charts.causes_data import STANDING
from sim.charts.look import HUES, INK, tint
from sim.charts.words import MONTHS_PER_WEEK
from sim.office.sheets.book import Range
from sim.office.sheets.cells import known
from sim.office.sheets.heads import head_of
from sim.office.sheets.native import Line, Native, held_at, months_between_ticks, shares, x_axis, y_axis

LAYERS_END = STANDING
_ABOVE = "#E9EDF2"
_GREYS = ("#8A93A0", "#5B6472", "#B4BBC6", "#3A404D")
_COLOURS = 3
_STATES = {"reached": "", "out_of_time": "#DCE0E6", "ended_before": "#8A93A0"}
_OUTSIDE, _INSIDE = 0.18, 0.55


def draw_causes(native: Native) -> None:
    """Areas on a grid of weeks, each share held until it next changes; those still standing on top."""
    placed = native.of(LAYERS_END)
    block = placed.block
    causes = [measure for measure in block.units if measure != STANDING]
    for at, series in enumerate(block.series):
        weeks, months, x = _weekly(native, block.xs(series))
        layers = []
        for place, measure in enumerate([*causes, STANDING]):
            values = block.column(measure, series)
            if any(known(value) for value in values):
                colour = _ABOVE if measure == STANDING else _colour(place)
                held = native.helpers.numbers(held_at(block.xs(series), values, weeks))
                layers.append(Line(native.helpers.name(head_of(measure)), months, held, colour))
        native.stacked(at, series_title(series), layers, x, shares(), "area")


def _colour(place: int) -> str:
    return HUES[place].line if place < _COLOURS else _GREYS[(place - _COLOURS) % len(_GREYS)]


def _weekly(native: Native, xs: Sequence[float]) -> tuple[list[float], Range, dict[str, object]]:
    """Every week up to the last place, in months; the cells that hold them; the axis for them."""
    last = max(xs, default=1.0)
    weeks = [week * MONTHS_PER_WEEK for week in range(math.ceil(last / MONTHS_PER_WEEK - 1e-6) + 1)]
    every = round(months_between_ticks(last) / MONTHS_PER_WEEK)
    axis = x_axis("months since the start", interval_unit=every, interval_tick=every, position_axis="on_tick")
    return weeks, native.helpers.numbers(weeks), axis


def draw_reached(native: Native) -> None:
    """Columns of three states from the cells themselves; together they are everybody."""
    placed = native.of("reached")
    for at, series in enumerate(placed.block.series):
        layers = [
            Line(
                native.helpers.name(head_of(measure)), placed.xs(series), placed.ys(measure, series),
                colour or HUES[0].line,
            )
            for measure, colour in _STATES.items()
        ]  # fmt: skip
        number = len(placed.block.xs(series))
        x = x_axis("workloads live at once", interval_unit=5 if number > 10 else 1)  # noqa: PLR2004
        native.stacked(at, series_title(series), layers, x, shares())


def draw_run_rate(native: Native) -> None:
    """Areas between neighbouring edges of the fan, from the outside in; the median and the budget as lines."""
    placed = native.of("run_rate_p50")
    block = placed.block
    edges = sorted((measure for measure in block.units if measure.startswith("run_rate_p")), key=_percentage)
    for at, series in enumerate(block.series):
        weeks, months, x = _weekly(native, block.xs(series))
        held = {measure: held_at(block.xs(series), block.column(measure, series), weeks) for measure in edges}
        around = [measure for measure in edges if _percentage(measure) != 50.0]  # noqa: PLR2004
        layers = _bands(native, held, around, months) if around else []
        name = native.helpers.name
        middle = Line(name("median run-rate"), months, native.helpers.numbers(held["run_rate_p50"]), HUES[0].line, 2.0)
        budget = held_at(block.xs(series), block.column("budget_median", series), weeks)
        ink = Line(name("budget, median"), months, native.helpers.numbers(budget), INK, 2.25, "dash")
        native.fan(at, series_title(series), layers, [middle, ink], x, y_axis("EUR a year", '"€"#,##0', min=0))


def _percentage(measure: str) -> float:
    return float(measure.removeprefix("run_rate_p"))


def _bands(native: Native, held: dict[str, list[float | None]], around: Sequence[str], months: Range) -> list[Line]:
    """The lowest edge carries the others and is left clear; each band is as high as the step to the next edge."""
    below: list[float | None] = [0.0] * len(held[around[0]])
    layers = []
    for place, measure in enumerate(around):
        steps = [(upper or 0.0) - (lower or 0.0) for upper, lower in zip(held[measure], below, strict=True)]
        below = held[measure]
        depth = min(place, len(around) - place)
        share = _OUTSIDE + (_INSIDE - _OUTSIDE) * (depth - 1) / max(len(around) // 2 - 1, 1)
        name = native.helpers.name(f"{'up to' if place else 'below'} {_percentage(measure):g}%")
        colour = tint(HUES[0].line, share) if place else "#FFFFFF"
        layers.append(Line(name, months, native.helpers.numbers(steps), colour, 1.0 if place else 0.0, named=False))
    return layers


def series_title(series: str) -> str:
    """A strategy's name as the title of its own chart; long ones are whole in the table."""
    return series if len(series) <= 60 else series[:59].rstrip() + "…"  # noqa: PLR2004
