"""How two scenarios' assumptions and headline numbers differ: second less first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.comparison import compare_pairs
from sim.charts.evidence import Estimate, difference
from sim.report.again import HEADLINES
from sim.report.subject import of_scenario
from sim.scenario.variation import value_of
from sim.verbs.diff_sides import One

RUN_KIND = "run"
KINDS = {"policy": "Policies", "assumption": "Assumptions", "start": "Position on the first day", RUN_KIND: "Run"}
PAIRED, INDEPENDENT = "future by future", "as independent samples"


@dataclass(frozen=True)
class Changed:
    """One card, or one setting of the run, with both values."""

    kind: str
    name: str
    unit: str
    first: Any
    second: Any


@dataclass(frozen=True)
class Moved:
    """A headline of both, and the second less the first, where that makes sense; `how` says how it was taken."""

    quantity: str
    first: tuple[float, float | None, float | None]
    second: tuple[float, float | None, float | None]
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    how: str = ""
    clear: bool = False


def changed(first: One, second: One) -> list[Changed]:
    """Cards by kind in their order, then what belongs to the run; a portfolio counts as one."""
    found = [
        Changed(card.kind, card.name, card.unit, ours, theirs)
        for card in of_scenario()
        if (ours := value_of(first.scenario, card.name)) != (theirs := value_of(second.scenario, card.name))
    ]
    order = list(KINDS)
    found.sort(key=lambda one: order.index(one.kind) if one.kind in order else len(order))
    return [*_position(first, second), *found, *_luck(first, second)]


def _position(first: One, second: One) -> Iterator[Changed]:
    """What stands on the first day beside the cards."""
    ours, theirs = first.scenario.start, second.scenario.start
    if (ours.workloads, ours.teams, ours.origin_changes) != (theirs.workloads, theirs.teams, theirs.origin_changes):
        yield Changed("start", "start", "portfolio", ours.in_words(), theirs.in_words())


def _luck(first: One, second: One) -> Iterator[Changed]:
    for name, unit, ours, theirs in (
        ("seed", "number", first.seed, second.seed),
        ("replications", "programmes", first.replications, second.replications),
    ):
        if ours != theirs:
            yield Changed(RUN_KIND, name, unit, ours, theirs)


def moved(first: One, second: One) -> tuple[list[Moved], str]:
    """The headlines, and what has to be said of their differences."""
    apart = _not_the_same_thing(first, second)
    if not first.headlines or not second.headlines:
        return [], "At least one of the two carries no headline numbers."
    if apart:
        return [Moved(name, first.headlines[name], second.headlines[name]) for name in HEADLINES], apart
    same_luck = first.seed == second.seed
    if same_luck and first.results is not None and second.results is not None:
        return list(_paired(first, second)), ""
    why = ""
    if same_luck and not _alike(first, second):
        why = (
            "Both met the same futures, but a page keeps no programmes: taken as independent samples, the intervals of "
            "the differences are wider than they need be. Give both folders to have them future by future."
        )
    return list(_independent(first, second)), why


def _not_the_same_thing(first: One, second: One) -> str:
    ours, theirs = first.scenario, second.scenario
    if ours.horizon_weeks != theirs.horizon_weeks:
        return (
            "They are watched for different times: what one had time for the other had not, so nothing is subtracted."
        )
    if ours.ends.target != theirs.ends.target:
        return (
            "They aim at different numbers of workloads: reaching it is not the same thing, so nothing is subtracted."
        )
    return ""


def _alike(first: One, second: One) -> bool:
    return bool(first.digest) and first.digest == second.digest


def _paired(first: One, second: One) -> Iterator[Moved]:
    """In the futures that both have."""
    assert first.results is not None
    assert second.results is not None
    (pair,) = compare_pairs({"second": second.results.tables, "first": first.results.tables}, costs_of=[])
    for name in HEADLINES:
        one = pair.differences[name]
        how = f"{PAIRED}, {one.total:,} of them"
        low, high = _known(one.low), _known(one.high)
        yield Moved(name, first.headlines[name], second.headlines[name], one.mean, low, high, how, one.clear)


def _independent(first: One, second: One) -> Iterator[Moved]:
    for name in HEADLINES:
        sides: Mapping[str, tuple[float, float | None, float | None]] = {
            "first": first.headlines[name],
            "second": second.headlines[name],
        }
        ours, theirs = (
            Estimate(label, value, math.nan if low is None else low, math.nan if high is None else high)
            for label, (value, low, high) in sides.items()
        )
        low, high = difference(theirs, ours)
        value = theirs.value - ours.value
        clear = low > 0.0 or high < 0.0
        yield Moved(name, sides["first"], sides["second"], value, _known(low), _known(high), INDEPENDENT, clear)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
