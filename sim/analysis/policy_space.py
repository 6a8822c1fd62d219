"""The policies that a search may try: choices between settings of cards, and lists whose order is to be found.

A declaration of cards and values, no strategy: platform timing, lever order and window, tax, pause, team split. Whoever
searches elsewhere declares another space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.factors import parse_factor
from sim.errors import InputError, nearest
from sim.scenario import Scenario
from sim.scenario.values import card_named, cards_by_name, shown, type_of
from sim.scenario.variation import vary

Policy = tuple[tuple[str, Any], ...]
"""Cards and their values, in alphabetical order: equal policies are equal and can be looked up."""

_FEWEST_OPTIONS = 2
LATEST_PLATFORM = 12
WINDOWS = (1, 2, 3, 5, 8, 12)
TAXES = (0.0, 0.15, 0.20, 0.25)
PAUSES_AFTER = (None, 3, 5, 8, 12)
LARGEST_PLATFORM_TEAM = 8
LARGEST_UNIT = 4
MOST_UNITS = 10
MOST_OPTIONS = 5
POLICY = "policy"
HEAD_COUNT = (
    "topology.central.engineers",
    "topology.platform.engineers",
    "topology.embedded.units",
    "topology.embedded.engineers_per_unit",
    "staffing.hires",
)


@dataclass(frozen=True)
class Step:
    """One coordinate of a search: what it is called, and the policies that differ from the present one in it alone."""

    name: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class Choice:
    """One of several settings, each of them of the same cards: cards that only make sense together move together."""

    name: str
    options: tuple[Policy, ...]

    def __post_init__(self) -> None:
        if len(self.options) < _FEWEST_OPTIONS:
            raise InputError(f"{self.name}: a choice needs at least two options; {len(self.options)} given")
        if len({tuple(card for card, _ in option) for option in self.options}) > 1:
            raise InputError(
                f"{self.name}: every option must set the same cards; each starts from what the last one left"
            )

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards that it sets."""
        return tuple(card for card, _ in self.options[0])

    def steps(self, policy: Policy) -> tuple[Step, ...]:
        """Every other option."""
        others = (changed(policy, dict(option)) for option in self.options)
        return (Step(self.name, tuple(each for each in others if each != policy)),)


@dataclass(frozen=True)
class Order:
    """A card that holds a list: which items stand in it, and in which order."""

    card: str
    items: tuple[str, ...]

    @property
    def cards(self) -> tuple[str, ...]:
        """The card itself."""
        return (self.card,)

    def steps(self, policy: Policy) -> tuple[Step, ...]:
        """For each item: left out, or put in at any place among the others."""
        return tuple(Step(f"{self.card}: {item}", self._places(policy, item)) for item in self.items)

    def _places(self, policy: Policy, item: str) -> tuple[Policy, ...]:
        rest = tuple(each for each in dict(policy)[self.card] if each != item)
        placed = [(*rest[:place], item, *rest[place:]) for place in range(len(rest) + 1)]
        policies = (changed(policy, {self.card: order}) for order in [rest, *placed])
        return tuple(each for each in policies if each != policy)


Part = Choice | Order


@dataclass(frozen=True)
class Space:
    """The parts of a policy that may change; no card stands in two of them."""

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        cards = [card for part in self.parts for card in part.cards]
        if not cards:
            raise InputError("a search needs at least one card that may change")
        twice = next((card for card in cards if cards.count(card) > 1), None)
        if twice is not None:
            raise InputError(f"{twice}: stands in two parts of the space; a card can be decided in one place only")

    @property
    def cards(self) -> tuple[str, ...]:
        """All cards that may change."""
        return tuple(sorted(card for part in self.parts for card in part.cards))

    def policy_of(self, scenario: Scenario) -> Policy:
        """What a scenario has set them to."""
        values = scenario.model_dump()
        return policy({card: _value(values, card) for card in self.cards})


def policy(values: Mapping[str, Any]) -> Policy:
    """Values of cards as a policy."""
    return tuple(sorted(values.items(), key=lambda item: item[0]))


def changed(present: Policy, changes: Mapping[str, Any]) -> Policy:
    """The present policy with some cards set otherwise."""
    return policy({**dict(present), **changes})


def difference_told(present: Policy, other: Policy) -> str:
    """What a change of policy changes, as a message says it."""
    before = dict(present)
    return ", ".join(
        f"{card} from {shown(before[card])} to {shown(value)}" for card, value in other if before[card] != value
    )


def choice(card: str, values: Sequence[Any]) -> Choice:
    """One card and the values it may take."""
    card_named(card)
    return Choice(card, tuple(policy({card: value}) for value in values))


def order(card: str, items: Sequence[str] | None = None) -> Order:
    """A card that holds a list, and the items it may hold: all that there are, unless told otherwise."""
    found = card_named(card)
    if type_of(card).kind != "list":
        raise InputError(f"{card}: holds no list, so there is no order to find")
    allowed = tuple(map(str, found.choices))
    wrong = next((item for item in items or () if item not in allowed), None)
    if wrong is not None:
        raise InputError(f"{card}: found {shown(wrong)}; allowed are {', '.join(allowed)}")
    return Order(card, allowed if items is None else tuple(items))


def platform_timing() -> Choice:
    """Never, before anything else is allowed to start, or once so many workloads are built."""
    settings = [(None, False), (0, True), *((built, False) for built in range(LATEST_PLATFORM + 1))]
    return Choice(
        "platform timing",
        tuple(policy({"sequencing.platform_after": after, "sequencing.mandate": first}) for after, first in settings),
    )


def team_split(scenario: Scenario) -> Choice:
    """The same head-count, dealt out between a platform team and those who build applications."""
    topology = scenario.topology
    if topology.central.engineers:
        total = topology.platform.engineers + topology.central.engineers
        splits = [
            {"topology.platform.engineers": platform, "topology.central.engineers": total - platform}
            for platform in range(min(LARGEST_PLATFORM_TEAM, total - 1) + 1)
        ]
    else:
        total = topology.engineers
        splits = [
            {
                "topology.platform.engineers": platform,
                "topology.embedded.units": units,
                "topology.embedded.engineers_per_unit": (total - platform) // units,
            }
            for platform in range(min(LARGEST_PLATFORM_TEAM, total - 1) + 1)
            for units in _ways_to_divide(total - platform)
        ]
    return Choice("team split", tuple(map(policy, splits)))


PARTS: Mapping[str, Callable[[Scenario], Part]] = {
    "timing": lambda _: platform_timing(),
    "team": team_split,
    "tax": lambda _: choice("funding.tax_share", TAXES),
    "pause": lambda _: choice("sequencing.pause_after", PAUSES_AFTER),
    "window": lambda _: choice("levers.from_workload", WINDOWS),
    "levers": lambda _: order("levers.order"),
}
"""What a search may change, by the name that it has on the command line."""


def policy_space(scenario: Scenario, over: Sequence[str] = tuple(PARTS)) -> Space:
    """The parts named; beside them any card that is a policy, over its range, or over values as in `parse_factor`."""
    return Space(tuple(_part(scenario, word) for word in over))


def _part(scenario: Scenario, word: str) -> Part:
    if word in PARTS:
        return PARTS[word](scenario)
    name = word.partition("=")[0].strip()
    if name not in cards_by_name():
        known = [*PARTS, *(card.name for card in cards_by_name().values() if card.kind == POLICY)]
        raise InputError(
            f"over: {shown(name)} is nothing that a search can change{nearest(name, known)} "
            f"(parts: {', '.join(PARTS)}; or cards that are policies)"
        )
    if card_named(name).kind != POLICY:
        raise InputError(f"over: {name} is an assumption about the world; a search changes policies only")
    if name in HEAD_COUNT:
        raise InputError(f"over: {name} changes the head-count; 'team' moves people between teams and hires nobody")
    if type_of(name).kind == "list" and "=" not in word:
        return order(name)
    found = parse_factor(word)
    return choice(name, found.steps(MOST_OPTIONS))


def possible(scenario: Scenario, values: Policy) -> bool:
    """Whether the scenario can be set so: some cards exclude each other."""
    try:
        vary(scenario, dict(values))
    except InputError:
        return False
    return True


def _ways_to_divide(engineers: int) -> list[int]:
    """Numbers of business units among which so many engineers can be dealt out evenly."""
    return [
        units for units in range(1, MOST_UNITS + 1) if engineers % units == 0 and engineers // units <= LARGEST_UNIT
    ]


def _value(values: Mapping[str, Any], card: str) -> Any:
    card_named(card)
    inner: Any = values
    for key in card.split("."):
        inner = inner[key]
    return inner
