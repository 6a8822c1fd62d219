"""What every method of `sim sensitivity` is asked, and the form in which each answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.analysis.factors import Factor
from sim.analysis.measures import Measure, measure_named
from sim.charts.longtable import ChartData
from sim.scenario import Scenario
from sim.scenario.values import card_named
from sim.verbs.own_words import OwnWords
from sim.verbs.study_numbers import setting

MOST_SHOWN = 15
"""Cards in the table of the terminal; all are in the files."""
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


class Picture(NamedTuple):
    """A chart and what draws it; `what` tells it in the list of files."""

    name: str
    what: str
    data: ChartData
    draw: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Found:
    """What a method computed. `records` are the rows of the CSV and of the summary, `details` its further parts."""

    records: list[dict[str, Any]]
    sentences: tuple[str, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    leads_to: tuple[str, ...] = ()
    """The cards that the next method should look at; empty where it should look at all of them."""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What a summary says: a sentence, the rows of a table, what stands beneath it, the pictures."""

    finding: str
    heads: tuple[str, ...]
    shown: list[list[str]]
    footnotes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


Document = Mapping[str, Any]
"""The summary of an analysis, as summary.json holds it: screen, page, slides and workbook all tell from it."""


def measure_of(document: Document) -> Measure:
    """What was measured."""
    return measure_named(str(document["measure"]["name"]))


def as_value(held: Any) -> Any:
    """A card's value as a scenario has it; JSON knows no tuples."""
    return tuple(held) if isinstance(held, list) else held


def the_first(items: Sequence[Any], told: Callable[[int], str]) -> tuple[Sequence[Any], tuple[str, ...]]:
    """As many cards as a terminal holds, and the sentence on how many more there are."""
    left = len(items) - MOST_SHOWN
    return items[:MOST_SHOWN], (told(left),) if left > 0 else ()


def in_unit(card: str, value: Any) -> str:
    """A card's value with its unit, where it has one."""
    told, unit = setting(card, value), card_named(card).unit
    if value is None:
        return told
    return told if told.startswith("€") or unit in UNITLESS else f"{told} {unit}"


def range_told(each: Factor) -> str:
    """Over what a card varies, with its unit."""
    return each.told() if each.levels else f"{setting(each.name, each.low)} to {in_unit(each.name, each.high)}"
