"""What every method of `sim sensitivity` is asked, and the form in which each answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure
from sim.charts.tornado import TornadoChart
from sim.scenario import Scenario
from sim.verbs.own_words import OwnWords
from sim.verbs.study_numbers import setting

UNITLESS = frozenset({"share", "number", "yes or no", "name"})


@dataclass(frozen=True)
class Plan:
    """What is asked: of which scenario, over which cards, by which luck."""

    base: Scenario
    factors: tuple[Factor, ...]
    measure: Measure
    seed: int
    replications: int
    own: OwnWords


@dataclass(frozen=True)
class Found:
    """What a method says. `records` are the rows of the CSV and of the summary, `shown` those of the terminal."""

    finding: str
    heads: tuple[str, ...]
    shown: list[list[str]]
    records: list[dict[str, Any]]
    sentences: tuple[str, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    footnotes: tuple[str, ...] = ()
    chart: TornadoChart | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def in_unit(factor: Factor, value: Any) -> str:
    """A card's value with its unit, where it has one."""
    told, unit = setting(factor.name, value), factor.card.unit
    if value is None:
        return told
    return told if told.startswith("€") or unit in UNITLESS else f"{told} {unit}"
