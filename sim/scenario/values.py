"""What one card may hold, in words, and how a text is read as such a value."""

from __future__ import annotations

import math
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from sim.errors import InputError, nearest
from sim.scenario.cards import Card, cards_of
from sim.scenario.scenario import Scenario

Kind = Literal["number", "whole", "yes_no", "word", "list"]

YES_NO = {"true": True, "false": False}
NULL = "null"
_LONGEST_SHOWN = 60
_LONGEST_READ = 400
_WHOLE = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "#n/a", "na"})


@dataclass(frozen=True)
class ValueType:
    """The kind of a card's values, and whether null is one of them."""

    kind: Kind
    nullable: bool


@cache
def cards_by_name() -> dict[str, Card]:
    """The cards of a scenario; run settings are no part of it."""
    return {card.name: card for card in cards_of(Scenario)}


def card_named(name: str) -> Card:
    """The card of that name, or a message with the nearest one."""
    found = cards_by_name().get(name)
    if found is None:
        raise InputError(f"{shown(name)}: there is no such card{_nearest_card(name)} (sim params lists all)")
    return found


def _nearest_card(name: str) -> str:
    """A card whose name ends the same way comes before one that merely looks alike."""
    ends = [known for known in cards_by_name() if name and known.endswith(f".{name}")]
    return f"; did you mean '{ends[0]}'?" if ends else nearest(name[:_LONGEST_READ], cards_by_name())


@cache
def type_of(name: str) -> ValueType:
    """What kind of value the card of that name holds."""
    annotation = _annotation(name)
    parts = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    return ValueType(_kind(next(part for part in parts if part is not types.NoneType)), types.NoneType in parts)


def allowed(name: str) -> str:
    """What the card of that name may hold, as a message says it: 'a number from 0 to 1e+12 (EUR)'."""
    found, kind = card_named(name), type_of(name)
    text = {
        "number": f"a number{_limits(found)} ({found.unit})",
        "whole": f"a whole number{_limits(found)} ({found.unit})",
        "yes_no": "true or false",
        "word": f"one of {', '.join(map(str, found.choices))}",
        "list": f"a list [a, b] of {', '.join(map(str, found.choices))}",
    }[kind.kind]
    return text + (f", or {NULL}" if kind.nullable else "")


def read_value(name: str, text: str) -> Any:
    """The value that a text states for the card of that name; InputError says what was found and what is allowed."""
    bare = text.strip()
    kind = type_of(name)
    if kind.nullable and bare == NULL:
        return None
    if not bare or len(bare) > _LONGEST_READ:
        raise _wrong(name, text, "" if bare else "; write the value out, also where it does not change")
    return check_value(name, _READERS[kind.kind](name, bare))


def check_value(name: str, value: float | bool | str | tuple[str, ...]) -> float | bool | str | tuple[str, ...]:
    """The value itself where the card's limits allow it; how cards fit together is the scenario's affair."""
    found = card_named(name)
    if isinstance(value, bool | str | tuple):
        return value
    low = -math.inf if found.at_least is None else found.at_least
    high = math.inf if found.at_most is None else found.at_most
    if not (math.isfinite(value) and low <= value <= high):
        raise _wrong(name, value)
    return value


def shown(value: object) -> str:
    """A value as people write it: one printable line of bearable length."""
    if value is None or isinstance(value, bool):
        return {None: NULL, True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_SHOWN:
        return f"a whole number of more than {_LONGEST_SHOWN} digits"
    if isinstance(value, tuple | list):
        text = "[" + ", ".join(shown(each) for each in value[:_LONGEST_SHOWN]) + "]"
    else:
        text = value if isinstance(value, str) else repr(value)
    line = "".join(letter if letter.isprintable() else "?" for letter in text[: 2 * _LONGEST_SHOWN])
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _annotation(name: str) -> Any:
    annotation: Any = Scenario
    for part in name.split("."):
        annotation = annotation.model_fields[part].annotation
    return annotation


def _kind(annotation: Any) -> Kind:
    if annotation is bool:
        return "yes_no"
    if get_origin(annotation) is Literal:
        return "word"
    if get_origin(annotation) in (tuple, list):
        return "list"
    return "whole" if annotation is int else "number"


def _limits(found: Card) -> str:
    if found.at_least is None:
        return "" if found.at_most is None else f" of at most {found.at_most:g}"
    if found.at_most is None:
        return f" of at least {found.at_least:g}"
    return f" from {found.at_least:g} to {found.at_most:g}"


def _wrong(name: str, found: object, hint: str = "") -> InputError:
    text = f"'{shown(found)}'" if isinstance(found, str) else shown(found)
    return InputError(f"{name}: found {text}; allowed is {allowed(name)}{hint}")


def _read_number(name: str, text: str) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    raise _wrong(name, text, _number_hint(text))


def _number_hint(text: str) -> str:
    if _DECIMAL_COMMA.fullmatch(text):
        return f"; if a decimal is meant, write {text.replace(',', '.')}"
    if text.lower().lstrip("+-") in _NOT_FINITE:
        return "; every value must be a finite number"
    return ""


def _read_whole(name: str, text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    raise _wrong(name, text, f"; write it as {number:.0f}" if number.is_integer() else _number_hint(text))


def _read_yes_no(name: str, text: str) -> bool:
    if text.lower() in YES_NO:
        return YES_NO[text.lower()]
    raise _wrong(name, text)


def _read_word(name: str, text: str) -> str:
    choices = card_named(name).choices
    if text in choices:
        return text
    raise _wrong(name, text, nearest(text, choices))


def _read_list(name: str, text: str) -> tuple[str, ...]:
    if not (text.startswith("[") and text.endswith("]")):
        raise _wrong(name, text)
    words = [word.strip() for word in text[1:-1].split(",")] if text[1:-1].strip() else []
    known = tuple(_read_word(name, word) for word in words)
    twice = next((word for word in known if known.count(word) > 1), None)
    if twice is not None:
        raise _wrong(name, text, f"; '{twice}' stands there twice")
    return known


_READERS: Mapping[Kind, Callable[[str, str], Any]] = {
    "number": _read_number,
    "whole": _read_whole,
    "yes_no": _read_yes_no,
    "word": _read_word,
    "list": _read_list,
}
