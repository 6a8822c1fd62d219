"""The tornado of `sim sensitivity`: each card at the ends of its range, as records, table and pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.factors import by_groups
from sim.analysis.measures import Measure
from sim.analysis.study import RunPoints
from sim.analysis.tornado import Bar, Swing, run_tornado
from sim.charts.spider import SpiderChart, SpiderLine, Stop, draw_spider
from sim.charts.tornado import HIGH, LOW, OTHER, Lane, TornadoBar, TornadoChart, draw_tornado
from sim.errors import InputError
from sim.scenario.values import type_of
from sim.verbs.sensitivity_form import Document, Found, Picture, Plan, Told, as_value, in_unit, measure_of, the_first
from sim.verbs.study_numbers import measured, says, setting

_FEWEST_REPLICATIONS = 2

Row = Mapping[str, Any]


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
    return Found(
        records=[_record(bar, swing) for bar in result.bars for swing in bar.swings],
        details={
            "base_mean": result.base_mean,
            "cards": [_card(bar) for bar in result.bars],
            "left_out": [{"card": one.card, "value": _plain(one.value), "why": one.why} for one in result.left_out],
        },
    )


def tell_tornado(document: Document) -> Told:
    """From the widest bar to the narrowest; of clear cards also how they go through their ranges."""
    measure, rows = measure_of(document), _by_card(document)
    chart, spider = tornado_chart(document), spider_chart(document)
    cards, more = the_first(
        document["cards"], lambda left: f"{left} more cards are in sensitivity.csv, all with less effect."
    )
    pictures = [Picture("tornado", "each card at the ends of its range", chart, draw_tornado)]
    if spider.lines:
        pictures.append(Picture("spider", "the clear cards through their ranges", spider, draw_spider))
    return Told(
        finding=chart.title,
        heads=("card", "base", "value", "mean there", "difference", "95% confidence", "clear"),
        shown=[line for card in cards for line in _lines(measure, card, rows[card["card"]])],
        footnotes=(
            *more,
            f"Base: {measured(measure, document['base_mean'])}. Difference: that setting minus the base, future by "
            "future. Clear: the card still counts when all cards are tested at once (Holm, 5%).",
            *_left_out(document["left_out"]),
        ),
        pictures=tuple(pictures),
    )


def _left_out(settings: Sequence[Row]) -> tuple[str, ...]:
    """What was not simulated because it is no programme, and why."""
    if not settings:
        return ()
    told = "; ".join(f"{one['card']}={setting(one['card'], as_value(one['value']))} ({one['why']})" for one in settings)
    return (f"Left out, being no programme beside the other cards' values: {told}.",)


def _by_card(document: Document) -> dict[str, list[Row]]:
    """The settings of each card, in their order; none for a card of which every setting was left out."""
    found: dict[str, list[Row]] = {card["card"]: [] for card in document["cards"]}
    for row in document["rows"]:
        found[row["card"]].append(row)
    return found


def tornado_chart(document: Document) -> TornadoChart:
    """The numbers that the picture is drawn from."""
    measure, rows = measure_of(document), _by_card(document)
    bars = tuple(_bar(card, rows[card["card"]]) for card in document["cards"])
    return TornadoChart(says(measure), measure.unit, document["base_mean"], document["replications"], bars)


def _bar(card: Row, rows: Sequence[Row]) -> TornadoBar:
    name = card["card"]
    lanes = tuple(
        Lane(
            value=setting(name, as_value(row["value"])),
            side=_side(card, row["value"]),
            difference=row["difference"],
            low=_or_endless(row["low"], -math.inf),
            high=_or_endless(row["high"], math.inf),
        )
        for row in rows
    )
    return TornadoBar(name, in_unit(name, as_value(card["base_value"])), lanes, card["clear"])


def spider_chart(document: Document) -> SpiderChart:
    """Cards that are numbers, make a clear difference and have the base within their range."""
    measure, rows = measure_of(document), _by_card(document)
    found = (_line(card, rows[card["card"]], document["base_mean"]) for card in document["cards"] if card["clear"])
    lines = tuple(line for line in found if line is not None)
    return SpiderChart(says(measure), measure.unit, document["base_mean"], document["replications"], lines)


def _line(card: Row, rows: Sequence[Row], base_mean: float) -> SpiderLine | None:
    name, base = card["card"], card["base_value"]
    if not card["ordered"] or not isinstance(base, int | float) or isinstance(base, bool):
        return None
    low, high = min(card["ends"]), max(card["ends"])
    if not low <= base <= high:
        return None
    there = {float(row["value"]): row for row in rows}
    if not {low, high} <= {*there, float(base)}:
        return None
    stops = []
    for value in sorted({*there, float(base)}):
        told = in_unit(name, int(value) if type_of(name).kind == "whole" else value)
        row = there.get(value, {"difference": 0.0, "low": 0.0, "high": 0.0})
        ends = _or_endless(row["low"], -math.inf), _or_endless(row["high"], math.inf)
        moved = (base_mean + each for each in (row["difference"], *ends))
        stops.append(Stop((value - low) / (high - low), told, *moved))
    return SpiderLine(name, tuple(stops))


def _side(card: Row, value: Any) -> str:
    base = card["base_value"]
    if not card["ordered"] or base is None or isinstance(value, str | bool):
        return OTHER
    return LOW if value < base else HIGH


def _lines(measure: Measure, card: Row, rows: Sequence[Row]) -> list[list[str]]:
    name, base = card["card"], setting(card["card"], as_value(card["base_value"]))
    lines = []
    for place, row in enumerate(rows):
        head = [name, base] if place == 0 else ["", ""]
        mean, moved = (measured(measure, row[key]) for key in ("mean", "difference"))
        ends = _or_endless(row["low"], -math.inf), _or_endless(row["high"], math.inf)
        low, high = (measured(measure, end) for end in ends)
        clear = ("yes" if card["clear"] else "no") if place == 0 else ""
        lines.append([*head, setting(name, as_value(row["value"])), mean, moved, f"{low} to {high}", clear])
    return lines or [[name, base, "", "", "", "", "no"]]


def _record(bar: Bar, swing: Swing) -> dict[str, Any]:
    apart = swing.difference
    return {
        "card": bar.factor.name,
        "base_value": _plain(bar.base_value),
        "value": _plain(swing.value),
        "mean": swing.mean,
        "difference": apart.mean,
        "low": _finite(apart.low),
        "high": _finite(apart.high),
        "better": apart.better,
        "worse": apart.worse,
        "tied": apart.tied,
        "p_value": swing.p_value,
        "width": bar.width,
        "clear": bar.clear,
    }


def _card(bar: Bar) -> dict[str, Any]:
    """What all settings of a card have in common; `ends` where they are numbers."""
    ordered = bar.factor.ordered
    return {
        "card": bar.factor.name,
        "base_value": _plain(bar.base_value),
        "ordered": ordered,
        "ends": [float(end) for end in bar.factor.ends()] if ordered else [],
        "clear": bar.clear,
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _or_endless(held: float | None, otherwise: float) -> float:
    """An interval that has no end on that side."""
    return otherwise if held is None else held
