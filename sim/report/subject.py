"""Whose programmes a page tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario import Card, RunSettings, Scenario, all_cards
from sim.scenario.variation import value_of


@dataclass(frozen=True)
class Subject:
    """A scenario under the name that tables give it, with its luck and the number of its programmes."""

    label: str
    scenario: Scenario
    seed: int
    replications: int


def of_scenario() -> tuple[Card, ...]:
    """Every card but those of the run."""
    own = set(RunSettings.model_fields)
    return tuple(card for card in all_cards() if card.name not in own)


def values_of(card: Card, subjects: tuple[Subject, ...]) -> list[Any]:
    """The card's value for each subject."""
    return [value_of(one.scenario, card.name) for one in subjects]


def told(value: Any) -> str:
    """A card's value as people read it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}".removesuffix(".0")
    if isinstance(value, list | tuple):
        return ", ".join(told(one) for one in value) or "none"
    return str(value).replace("_", " ")
