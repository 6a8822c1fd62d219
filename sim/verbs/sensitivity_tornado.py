"""The tornado of `sim sensitivity`: each card at the ends of its range, as picture, table and records."""

from __future__ import annotations

import math
from typing import Any

from sim.analysis.factors import by_groups
from sim.analysis.study import RunPoints
from sim.analysis.tornado import Bar, LeftOut, Tornado, run_tornado
from sim.charts.spider import SpiderChart, SpiderLine, Stop, draw_spider
from sim.charts.tornado import HIGH, LOW, OTHER, Lane, TornadoBar, TornadoChart, draw_tornado
from sim.errors import InputError
from sim.verbs.sensitivity_form import Found, Picture, Plan, in_unit, the_first
from sim.verbs.study_numbers import measured, says, setting

_FEWEST_REPLICATIONS = 2


def tornado(plan: Plan, run: RunPoints) -> Found:
    """Each card at the ends of its range."""
    if plan.replications < _FEWEST_REPLICATIONS:
        raise InputError("replications: found 1; a tornado compares settings over futures and needs at least 2")
    result = run_tornado(
        plan.base,
        plan.factors,
        plan.measure.name,
        seed=plan.seed,
        replications=plan.replications,
        leave_out_impossible=by_groups(plan.own.factor_words()),
        run=run,
    )
    chart, spider = tornado_chart(result), spider_chart(result)
    bars, more = the_first(result.bars, lambda left: f"{left} more cards are in sensitivity.csv, all with less effect.")
    pictures = [Picture("tornado", "each card at the ends of its range", chart, draw_tornado)]
    if spider.lines:
        pictures.append(Picture("spider", "the clear cards through their ranges", spider, draw_spider))
    return Found(
        finding=chart.title,
        heads=("card", "base", "value", "mean there", "difference", "95% confidence", "clear"),
        shown=[line for bar in bars for line in _lines(result, bar)],
        records=[record for bar in result.bars for record in _records(bar)],
        footnotes=(
            *more,
            f"Base: {measured(plan.measure, result.base_mean)}. Difference: that setting minus the base, future by "
            "future. Clear: the card still counts when all cards are tested at once (Holm, 5%).",
            *_left_out(result.left_out),
        ),
        pictures=tuple(pictures),
        details={
            "base_mean": result.base_mean,
            "left_out": [{"card": one.card, "value": _plain(one.value), "why": one.why} for one in result.left_out],
        },
    )


def _left_out(settings: tuple[LeftOut, ...]) -> tuple[str, ...]:
    """What was not simulated because it is no programme, and why."""
    if not settings:
        return ()
    told = "; ".join(f"{one.card}={setting(one.card, one.value)} ({one.why})" for one in settings)
    return (f"Left out, being no programme beside the other cards' values: {told}.",)


def tornado_chart(result: Tornado) -> TornadoChart:
    """The numbers that the picture is drawn from."""
    bars = [
        TornadoBar(
            card=bar.factor.name,
            base=in_unit(bar.factor, bar.base_value),
            lanes=tuple(
                Lane(
                    value=setting(bar.factor.name, swing.value),
                    side=_side(bar, swing.value),
                    difference=swing.difference.mean,
                    low=swing.difference.low,
                    high=swing.difference.high,
                )
                for swing in bar.swings
            ),
            clear=bar.clear,
        )
        for bar in result.bars
    ]
    return TornadoChart(says(result.measure), result.measure.unit, result.base_mean, result.replications, tuple(bars))


def spider_chart(result: Tornado) -> SpiderChart:
    """Cards that are numbers, make a clear difference and have the base within their range."""
    lines = [line for bar in result.bars if bar.clear and (line := _line(result, bar)) is not None]
    return SpiderChart(says(result.measure), result.measure.unit, result.base_mean, result.replications, tuple(lines))


def _line(result: Tornado, bar: Bar) -> SpiderLine | None:
    factor, base = bar.factor, bar.base_value
    if not factor.ordered or not isinstance(base, int | float) or isinstance(base, bool):
        return None
    ends = [float(end) for end in factor.ends()]
    low, high = min(ends), max(ends)
    if not low <= base <= high:
        return None
    there = {float(swing.value): swing.difference for swing in bar.swings}
    if not {low, high} <= {*there, float(base)}:
        return None
    stops = []
    for value in sorted({*there, float(base)}):
        apart = there.get(value)
        mean, below, above = (0.0, 0.0, 0.0) if apart is None else (apart.mean, apart.low, apart.high)
        told = in_unit(factor, int(value) if factor.whole else value)
        moved = (result.base_mean + each for each in (mean, below, above))
        stops.append(Stop((value - low) / (high - low), told, *moved))
    return SpiderLine(factor.name, tuple(stops))


def _side(bar: Bar, value: Any) -> str:
    if not bar.factor.ordered or bar.base_value is None or isinstance(value, str | bool):
        return OTHER
    return LOW if value < bar.base_value else HIGH


def _lines(result: Tornado, bar: Bar) -> list[list[str]]:
    name, lines = bar.factor.name, []
    for place, swing in enumerate(bar.swings):
        head = [name, setting(name, bar.base_value)] if place == 0 else ["", ""]
        apart = swing.difference
        values = [swing.mean, apart.mean, apart.low, apart.high]
        mean, moved, low, high = (measured(result.measure, value) for value in values)
        clear = ("yes" if bar.clear else "no") if place == 0 else ""
        lines.append([*head, setting(name, swing.value), mean, moved, f"{low} to {high}", clear])
    return lines or [[name, setting(name, bar.base_value), "", "", "", "", "no"]]


def _records(bar: Bar) -> list[dict[str, Any]]:
    return [
        {
            "card": bar.factor.name,
            "base_value": _plain(bar.base_value),
            "value": _plain(swing.value),
            "mean": swing.mean,
            "difference": swing.difference.mean,
            "low": _finite(swing.difference.low),
            "high": _finite(swing.difference.high),
            "better": swing.difference.better,
            "worse": swing.difference.worse,
            "tied": swing.difference.tied,
            "p_value": swing.p_value,
            "width": bar.width,
            "clear": bar.clear,
        }
        for swing in bar.swings
    ]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
