"""A scenario with some cards changed: what designs of experiments, sensitivity and searches are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.scenario.values import allowed, card_named, cards_by_name, shown

__all__ = ["card_named", "cards_by_name", "value_of", "vary"]


def vary(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The same scenario with these cards changed; InputError names the card, what was found and what is allowed."""
    values = scenario.model_dump()
    for name, value in changes.items():
        *groups, key = name.split(".")
        card_named(name)
        inner = values
        for group in groups:
            inner = inner[group]
        inner[key] = _plain(value)
    try:
        return Scenario.model_validate(values)
    except ValidationError as error:
        raise InputError("\n".join(_told(one) for one in error.errors(include_url=False))) from error


def value_of(scenario: Scenario, name: str) -> Any:
    """The value of a card in a scenario."""
    value: Any = scenario
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _plain(value: Any) -> Any:
    """A number out of an array is a number; the cards are strict about it."""
    return value.item() if hasattr(value, "item") else value


def _told(error: Any) -> str:
    """The line of one error; within a list it is the list's, across cards it is their group's."""
    name = ".".join(part for part in error["loc"] if isinstance(part, str))
    if name in cards_by_name() and error["type"] != "value_error":
        found = error["input"]
        quoted = f"'{shown(found)}'" if isinstance(found, str) else shown(found)
        return f"{name}: found {quoted}; allowed is {allowed(name)}"
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}" if name else text
