"""Cards that vary in a study, and over what: a stretch of numbers, or a list of values.

Ranges come from the cards. A user's own override them: `card=[low,high]` is a stretch, `card=a,b,c` a list of values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.tables import Floats
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.scenario.cards import Card
from sim.scenario.values import allowed, card_named, cards_by_name, read_value, shown, type_of
from sim.scenario.variation import value_of

KINDS = {"assumptions": "assumption", "policies": "policy"}
HALF = 0.5
_FEWEST_LEVELS = 2
_OUTSIDE_BRACKETS = re.compile(r",(?![^\[]*\])")


@dataclass(frozen=True)
class Factor:
    """One card that varies from `low` to `high`, or over `levels` where there are any.

    Every value is as likely as any other, unless there is a `middle`: half of the chance lies to either side of it.
    """

    card: Card
    low: float = math.nan
    high: float = math.nan
    levels: tuple[Any, ...] = ()
    middle: float = math.nan

    @property
    def name(self) -> str:
        """The card's name."""
        return self.card.name

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return type_of(self.name).kind == "whole"

    @property
    def ordered(self) -> bool:
        """Whether values are numbers, so that below and above mean something."""
        return not self.levels or all(_is_number(level) for level in self.levels)

    def at(self, share: float) -> Any:
        """The value at a share of the range from 0 to 1; each whole number and each level has an equal part of it."""
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        if self.whole:
            low, high = int(self.low), int(self.high)
            return min(int(self._between(share, low, high + 1, self.middle + 0.5)), high)
        return min(self._between(share, self.low, self.high, self.middle), self.high)

    def _between(self, share: float, low: float, high: float, middle: float) -> float:
        if math.isnan(middle):
            return low + share * (high - low)
        return low + 2.0 * share * (middle - low) if share < HALF else middle + (2.0 * share - 1.0) * (high - middle)

    def steps(self, count: int) -> tuple[Any, ...]:
        """So many values evenly over the range, ends included; fewer where there are fewer."""
        if self.levels:
            return self.levels
        values = np.linspace(self.low, self.high, count)
        if self.whole:
            return tuple(dict.fromkeys(int(value) for value in np.rint(values)))
        return tuple(float(value) for value in values)

    def ends(self) -> tuple[Any, ...]:
        """Low and high, or every level."""
        if self.levels:
            return self.levels
        return (int(self.low), int(self.high)) if self.whole else (self.low, self.high)

    def code(self, value: Any) -> float:
        """The value as a number: itself, or its place among the levels."""
        return float(value) if self.ordered else float(self.levels.index(value))

    def told(self) -> str:
        """The range as a message says it."""
        if self.levels:
            return ", ".join(map(shown, self.levels))
        return f"{self.low:g} to {self.high:g} {self.card.unit}"


def around(factors: Sequence[Factor], scenario: Scenario) -> tuple[Factor, ...]:
    """The same, each card as likely above the scenario's value as below it; a user's own range stays even.

    Ranges reach further on one side than on the other: drawn evenly, two hundred cards would together be a world that
    nobody holds likely.
    """
    return tuple(_around(each, scenario) for each in factors)


def _around(each: Factor, scenario: Scenario) -> Factor:
    value = value_of(scenario, each.name)
    own = not each.levels and (each.low, each.high) == (each.card.low, each.card.high)
    if not own or value is None or not each.low <= value <= each.high:
        return each
    return replace(each, middle=float(value))


def factor(name: str, low: float | None = None, high: float | None = None) -> Factor:
    """A card over its own range, or over the one given; a card without a range is refused."""
    found, kind = card_named(name), type_of(name).kind
    if kind in {"yes_no", "word"}:
        return Factor(found, levels=tuple(sorted(found.choices)) if kind == "yes_no" else found.choices)
    if kind == "list":
        raise InputError(f"{name}: has no range, it holds a list; name the lists to try, such as {name}=[a],[a,b]")
    ends = (found.low if low is None else low), (found.high if high is None else high)
    if None in ends:
        raise InputError(f"{name}: its card has no range; give one: {name}=[low,high]")
    return _stretch(found, float(ends[0]), float(ends[1]))


def levels(name: str, values: Iterable[Any]) -> Factor:
    """A card over the values named, in that order."""
    found, each = card_named(name), tuple(values)
    if len(each) < _FEWEST_LEVELS:
        raise InputError(f"{name}: one value does not vary; name at least {_FEWEST_LEVELS}, or leave {name} out")
    twice = next((value for value in each if each.count(value) > 1), None)
    if twice is not None:
        raise InputError(f"{name}: {shown(twice)} stands there twice; name each value once")
    return Factor(found, levels=each)


def over_values(name: str, values: Sequence[Any]) -> Factor:
    """A card over what it is in a table: from the least to the greatest of its numbers, or over its words."""
    found = card_named(name)
    if all(_is_number(value) for value in values):
        return Factor(found, float(min(values)), float(max(values)))
    return Factor(found, levels=tuple(sorted({repr(value): value for value in values}.values(), key=str)))


def parse_factor(text: str) -> Factor:
    """`card` over its own range, `card=[low,high]` over another, `card=a,b,c` over these values."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        return factor(name)
    kind = type_of(card_named(name).name).kind
    bare = value[1:-1] if value.startswith("[") and value.endswith("]") else None
    if bare is None or kind == "list":
        return levels(name, [read_value(name, part) for part in _OUTSIDE_BRACKETS.split(value)])
    parts = [read_value(name, part) for part in bare.split(",")]
    if kind in {"yes_no", "word"}:
        return levels(name, parts)
    if len(parts) != _FEWEST_LEVELS or None in parts:
        raise InputError(f"{text}: a range is [low,high]; single values are written {name}={bare}")
    return factor(name, *parts)


def factors_of(words: Sequence[str]) -> tuple[Factor, ...]:
    """Cards, groups of cards (`shadow`), `assumptions`, `policies`, or ranges as in `parse_factor`.

    A group brings those of its cards that have a range. What comes later overrides what came before.
    """
    found: dict[str, Factor] = {}
    for word in words:
        found |= {each.name: each for each in _chosen(word)}
    if not found:
        raise InputError("no card varies; name cards, groups of cards, assumptions or policies")
    return tuple(found.values())


def by_groups(words: Sequence[str]) -> bool:
    """Whether some word stands for a group or a kind of cards, so that nobody asked for each single combination."""
    return any("=" not in word and word not in cards_by_name() for word in words)


def values_at(factors: Sequence[Factor], shares: Floats) -> list[dict[str, Any]]:
    """The cards' values at each row of shares, one column for each factor."""
    return [{each.name: each.at(share) for each, share in zip(factors, row, strict=True)} for row in shares.tolist()]


def _chosen(word: str) -> list[Factor]:
    if "=" in word or word in cards_by_name():
        return [parse_factor(word)]
    known = cards_by_name().values()
    if word in KINDS:
        return [factor(card.name) for card in known if card.kind == KINDS[word] and _has_range(card)]
    inside = [card for card in known if card.name.startswith(f"{word}.")]
    if not inside:
        raise InputError(f"{shown(word)}: there is no such card or group of cards{_near(word)} (sim params lists all)")
    return [factor(card.name) for card in inside if _has_range(card)]


def _near(word: str) -> str:
    groups = {name.rpartition(".")[0] for name in cards_by_name()} - {""}
    return nearest(word, [*cards_by_name(), *groups, *KINDS])


def _has_range(card: Card) -> bool:
    return card.low is not None or type_of(card.name).kind in {"yes_no", "word"}


def _stretch(card: Card, low: float, high: float) -> Factor:
    if not low < high:
        raise InputError(
            f"{card.name}: the range goes from {low:g} to {high:g}; its low end must be below its high end"
        )
    least = -math.inf if card.at_least is None else card.at_least
    most = math.inf if card.at_most is None else card.at_most
    if low < least or high > most or not math.isfinite(high - low):
        raise InputError(f"{card.name}: the range goes from {low:g} to {high:g}; allowed is {allowed(card.name)}")
    if type_of(card.name).kind == "whole" and not (low.is_integer() and high.is_integer()):
        raise InputError(f"{card.name}: the range goes from {low:g} to {high:g}; allowed is {allowed(card.name)}")
    return Factor(card, low, high)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
