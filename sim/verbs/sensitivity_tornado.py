"""The tornado of `sim sensitivity`: each card at the ends of its range, as picture, table and records."""

from __future__ import annotations

from typing import Any

from sim.analysis.study import RunPoints
from sim.analysis.tornado import Bar, Tornado, run_tornado
from sim.charts.tornado import HIGH, LOW, OTHER, Lane, TornadoBar, TornadoChart
from sim.errors import InputError
from sim.verbs.sensitivity_form import Found, Plan, in_unit
from sim.verbs.study_numbers import measured, says, setting

_FEWEST_REPLICATIONS = 2


def tornado(plan: Plan, run: RunPoints) -> Found:
    """Each card at the ends of its range."""
    if plan.replications < _FEWEST_REPLICATIONS:
        raise InputError("replications: found 1; a tornado compares settings over futures and needs at least 2")
    result = run_tornado(
        plan.base, plan.factors, plan.measure.name, seed=plan.seed, replications=plan.replications, run=run
    )
    chart = tornado_chart(result)
    return Found(
        finding=chart.title,
        heads=("card", "base", "value", "mean there", "difference", "95% confidence", "clear"),
        shown=[line for bar in result.bars for line in _lines(result, bar)],
        records=[record for bar in result.bars for record in _records(bar)],
        footnotes=(
            f"Base: {measured(plan.measure, result.base_mean)}. Difference: that setting minus the base, future by "
            "future. Clear: the card still counts when all cards are tested at once (Holm, 5%).",
        ),
        chart=chart,
        details={"base_mean": result.base_mean},
    )


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
    return value if abs(value) < float("inf") else None
