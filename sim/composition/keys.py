"""Which keys there are, what each may hold, and how a wrong one is answered."""

from __future__ import annotations

import math
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sim.composition.options import STRATEGY
from sim.errors import nearest
from sim.scenario import Card, RunSettings, Scenario, all_cards, default_values
from sim.scenario.cards import Group, card, cards_of

LATER = {
    "uncertainty": "draw the assumptions from their ranges as well",
}
NUMBER = "number"
_LONGEST_FOUND = 60
_LONGEST_KEY = 200


class JobKeys(Group):
    """Keys that a verb reads beside the scenario and the run settings."""

    strategies: list[str] = card(
        [], unit="names", kind="run",
        meaning="Strategies that a comparison sets side by side.", source="user's choice",
    )  # fmt: skip
    options: list[str] = card(
        [], unit="names", kind="run",
        meaning="The same where a programme starts from a position and no strategies are named.",
        source="user's choice",
    )  # fmt: skip
    replication: int = card(
        0, unit=NUMBER, at_least=0, at_most=10_000_000, kind="run",
        meaning="Which programme is traced, counted from 0.", source="user's choice",
    )  # fmt: skip


RUN_KEYS = frozenset(RunSettings.model_fields) | frozenset(JobKeys.model_fields)


def flatten(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested groups as dotted keys."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        flat.update(flatten(value, f"{name}.") if isinstance(value, dict) else {name: value})
    return flat


@cache
def leaves() -> tuple[str, ...]:
    """Every key that takes a value."""
    return (*flatten(default_values()), *JobKeys.model_fields)


@cache
def scenario_leaves() -> tuple[str, ...]:
    """Every key that a complete scenario states."""
    return tuple(key for key in leaves() if key not in RUN_KEYS)


@cache
def branches() -> frozenset[str]:
    """Every key that is a group of keys."""
    parts = [key.split(".") for key in leaves()]
    return frozenset(".".join(part[:depth]) for part in parts for depth in range(1, len(part)))


def unknown(key: str) -> str:
    """The answer to a key that does not exist."""
    first, _, _ = key.partition(".")
    if first in LATER:
        return f"{first}: announced but not there yet ({LATER[first]}); leave it out"
    names = (STRATEGY, *leaves())
    part = [name for name in names if name.endswith(f".{key}") or name.startswith(key)]
    near = f"; did you mean '{part[0]}'?" if part else nearest(key[:_LONGEST_KEY], [*names, *branches()])
    return f"{cut(key)}: no such key{near}"


def group_given_value(key: str) -> str:
    """The answer to a value where a group of keys stands."""
    inside = [leaf for leaf in leaves() if leaf.startswith(f"{key}.")]
    return f"{key}: is a group of keys, not a value; set one of its keys, such as {inside[0]}"


def shown(value: object) -> str:
    """A value as people write it, cut short, safe to print."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple):
        return cut("[" + ", ".join(shown(item) for item in value[:_LONGEST_FOUND]) + "]")
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_FOUND:
        return f"a whole number of more than {_LONGEST_FOUND} digits"
    return cut(repr(value))


def cut(text: str) -> str:
    """One printable line of bearable length."""
    line = "".join(letter if letter.isprintable() else "?" for letter in text)
    return line if len(line) <= _LONGEST_FOUND else line[: _LONGEST_FOUND - 1] + "…"


def allowed(key: str) -> str:
    """What a key may hold, from its card: 'a number from 0 to 1e+12 (EUR)'."""
    annotation = _annotation(key)
    found = _card(key)
    kinds = [part for part in _parts(annotation) if part is not types.NoneType]
    text = range_of(kinds[0], found) if found else _TEXTS.get(key, "text")
    if found and kinds[0] in (int, float) and found.unit != NUMBER:
        text += f" ({found.unit})"
    return text + (", or null" if types.NoneType in _parts(annotation) else "")


def wrong_by_its_point(key: str, found: float) -> bool:
    """Whether 1000.0 is wrong only because of its point."""
    limits = _card(key)
    if limits is None or int not in _parts(_annotation(key)) or not found.is_integer():
        return False
    least, most = (-math.inf if limits.at_least is None else limits.at_least), limits.at_most
    return bool(least <= found and (most is None or found <= most))


def choices(key: str) -> tuple[str, ...]:
    """The words that a key may hold, where it holds words of a list."""
    found = _card(key)
    return tuple(choice for choice in found.choices if isinstance(choice, str)) if found else ()


_TEXTS = {
    "name": "up to 80 letters, digits, '_', '-' and '.', the first a letter or digit",
    "label": "text of 1 to 80 characters",
    "about": "text of at most 1000 characters",
}


def _card(key: str) -> Card | None:
    return next((known for known in (*all_cards(), *cards_of(JobKeys)) if known.name == key), None)


def _annotation(key: str) -> Any:
    first, *rest = key.split(".")
    model: type[BaseModel] = next(m for m in (Scenario, RunSettings, JobKeys) if first in m.model_fields)
    annotation: Any = model.model_fields[first].annotation
    for part in rest:
        annotation = annotation.model_fields[part].annotation
    return annotation


def _parts(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def range_of(kind: Any, found: Card) -> str:
    """The values of one kind that a card allows."""
    if kind is bool:
        return "true or false"
    if found.choices:
        names = ", ".join(map(str, found.choices))
        one = f"one of {names}" if len(found.choices) > 1 else names
        return one if get_origin(kind) is Literal else f"a list [a,b] of {names}"
    if kind not in (int, float):
        return f"a list [a,b] of {found.unit}" if get_origin(kind) is list else f"text ({found.unit})"
    return ("a whole number" if kind is int else "a number") + _limits(found.at_least, found.at_most)


def _limits(at_least: Any, at_most: Any) -> str:
    if at_least is None and at_most is None:
        return ""
    if at_most is None:
        return f" of at least {_number(at_least)}"
    return f" of at most {_number(at_most)}" if at_least is None else f" from {_number(at_least)} to {_number(at_most)}"


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) else f"{value:g}"
