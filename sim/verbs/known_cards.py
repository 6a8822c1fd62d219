"""Which cards a client has given: what is known is not drawn from a range."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from sim.analysis.designs import Design
from sim.analysis.factors import Factor, factors_of
from sim.analysis.point_table import read_points
from sim.composition.position import position_of
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.values import cards_by_name
from sim.scenario.variation import value_of
from sim.verbs.screen import note


def stands_somewhere(scenario: Scenario) -> bool:
    """Whether the programme starts from a position, so that the question is what to do now."""
    return bool(scenario.start.workloads) or scenario.start.origin is not None


def given(words: Sequence[str], scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Cards named on the line or in the client's file, and assumptions that a chosen option or a strategy has set."""
    rest, values = position_of(words)
    named = {word.lstrip("+").partition("=")[0].strip() for word in rest} | set(values)
    return tuple(
        name
        for name, card in cards_by_name().items()
        if card.kind != "run" and (name in named or (card.kind == "assumption" and _set(name, card.default, scenarios)))
    )


def ranges_of(words: Sequence[str], known: Collection[str]) -> tuple[Factor, ...]:
    """The cards that vary. A group leaves out what is known; a card that is named varies whether it is known or not."""
    named = {word.partition("=")[0].strip() for word in words}
    kept = tuple(each for each in factors_of(words) if each.name in named or each.name not in known)
    if not kept:
        raise InputError(
            f"factors: every card of {', '.join(words)} is given, by the start or on the line; name other cards"
        )
    return kept


def worlds_of(file: Path, base: Scenario, known: Collection[str]) -> Design:
    """A table of worlds without the columns of what is known, and a line that says so: it is no longer open."""
    table = read_points(file, base)
    cards = tuple(name for name in table.cards if name not in known)
    if not cards:
        raise InputError(f"{file}: every card of it is given, by the start or on the line; nothing is left of it")
    if passed := [name for name in table.cards if name in known]:
        note(f"sim: {file}: {', '.join(passed)}: given, and so not taken from the table")
    points = tuple({name: point[name] for name in cards} for point in table.points)
    return replace(table, cards=cards, points=points)


def _set(name: str, default: object, scenarios: Sequence[Scenario]) -> bool:
    return any(value_of(one, name) != default for one in scenarios)
