"""A scenario as what it changes of the cards: short enough to stand in another one, and read back exactly."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sim.errors import InputError
from sim.scenario.scenario import Scenario
from sim.scenario.values import card_named, cards_by_name, read_value
from sim.scenario.variation import value_of, vary


def changes_of(scenario: Scenario) -> tuple[str, ...]:
    """`card=value` for each card that is not at its default; a start of its own cannot be told so."""
    if scenario.start != Scenario().start:
        raise InputError("start: a programme that started from a position cannot be one; keep the portfolio instead")
    base = Scenario()
    return tuple(
        f"{name}={_written(value_of(scenario, name))}"
        for name in cards_by_name()
        if value_of(scenario, name) != value_of(base, name)
    )


@lru_cache(maxsize=64)
def changed(changes: tuple[str, ...]) -> Scenario:
    """The scenario that these changes describe; the same ones are read once."""
    return vary(Scenario(), dict(_read(changes)))


def _read(changes: Iterable[str]) -> Iterable[tuple[str, Any]]:
    for text in changes:
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"start.origin_changes: '{text}' is not card=value")
        yield card_named(name).name, read_value(name, value)


def _written(value: Any) -> str:
    """As `read_value` reads it, to the last bit."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    return value if isinstance(value, str) else repr(value)
