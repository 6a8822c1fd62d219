"""Parameter cards: each says what it means, and each refuses what is no sensible value for it."""

from __future__ import annotations

import math
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from sim.scenario import Card, RunSettings, Scenario, all_cards, default_values

CARDS = all_cards()
RUN_ONLY = set(RunSettings.model_fields)


def is_number(card: Card) -> bool:
    """Whether the card takes numbers."""
    return card.at_least is not None or card.at_most is not None


def model_of(card: Card) -> type[BaseModel]:
    """Where the card is declared."""
    return RunSettings if card.name in RUN_ONLY else Scenario


def declared_as(card: Card) -> Any:
    """The type with which the card is declared."""
    *groups, key = card.name.split(".")
    model: Any = model_of(card)
    for group in groups:
        model = model.model_fields[group].annotation
    return model.model_fields[key].annotation


def is_whole(card: Card) -> bool:
    """Whether the card takes whole numbers only; an optional one says so by its type."""
    declared = declared_as(card)
    return declared is int or int in get_args(declared)


ON_TOP = {
    "platform.effort_per_further_stack",
    "platform.friction",
    "platform.flexibility_effort",
    "platform.lock_in",
    "oversight.coordination_per_live",
    "scale_gate.cooling_per_rank",
    "scale_gate.rollback_rework",
    "lever_effects.tuned_incidents",
}
NUMBERS = [card for card in CARDS if is_number(card)]


def name_of(card: Card) -> str:
    """How a test names a card."""
    return card.name


def nested(name: str, value: Any) -> dict[str, Any]:
    """{"a": {"b": value}} from "a.b"."""
    for key in reversed(name.split(".")):
        value = {key: value}
    return value  # type: ignore[no-any-return]


def complaints(card: Card, value: Any) -> list[str]:
    """What is wrong with this value of this card itself; contradictions with other cards are not its fault."""
    try:
        model_of(card).model_validate(nested(card.name, value))
    except ValidationError as error:
        wanted = tuple(card.name.split("."))
        return [fault["type"] for fault in error.errors() if fault["loc"][: len(wanted)] == wanted]
    return []


def test_there_are_cards() -> None:
    """Every number of the model is on one; names are unique."""
    assert len(NUMBERS) > 190
    assert len({card.name for card in CARDS}) == len(CARDS)


@pytest.mark.parametrize("card", CARDS, ids=name_of)
def test_a_card_has_unit_meaning_and_source(card: Card) -> None:
    """And the meaning is a sentence."""
    assert card.unit
    assert card.source
    assert card.meaning.endswith(".")
    assert len(card.meaning) > 10
    assert card.kind in {"policy", "assumption", "start", "run"}


@pytest.mark.parametrize("card", [card for card in NUMBERS if card.low is not None], ids=name_of)
def test_a_card_s_numbers_are_in_order(card: Card) -> None:
    """Allowed from at_least to at_most; plausible from low to high inside it; the default inside that."""
    assert card.at_least <= card.low < card.high <= card.at_most
    if card.default is not None:
        assert card.low <= card.default <= card.high
    assert all(math.isfinite(value) for value in (card.at_least, card.low, card.high, card.at_most))


@pytest.mark.parametrize("card", [card for card in NUMBERS if card.kind != "run"], ids=name_of)
def test_every_number_of_the_model_has_a_plausible_range(card: Card) -> None:
    """Sensitivity studies draw from low to high."""
    assert card.low is not None
    assert card.high is not None


@pytest.mark.parametrize("card", NUMBERS, ids=name_of)
@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, 1e300, -1e300, True, False, "4", "many", "", [1], {"low": 1}, 10**400],
    ids=lambda value: str(value)[:8],
)
def test_a_number_refuses_what_is_none(card: Card, value: Any) -> None:
    """NaN, infinity, absurd size, yes or no, text, lists: refused, and nothing is converted."""
    assert complaints(card, value)


@pytest.mark.parametrize("card", NUMBERS, ids=name_of)
def test_a_number_accepts_its_limits_and_refuses_what_is_beyond(card: Card) -> None:
    """at_least and at_most belong to the range; the next number on the other side does not."""
    if is_whole(card):
        limits: list[float] = [int(card.at_least), int(card.at_most)]
        beyond: list[float] = [int(card.at_least) - 1, int(card.at_most) + 1]
    else:
        limits = [float(card.at_least), float(card.at_most)]
        beyond = [math.nextafter(card.at_least, -math.inf), math.nextafter(card.at_most, math.inf)]
    assert not [fault for limit in limits for fault in complaints(card, limit) if fault != "value_error"]
    assert all(complaints(card, value) for value in beyond)


@pytest.mark.parametrize("card", [card for card in NUMBERS if is_whole(card)], ids=name_of)
def test_a_whole_number_refuses_a_fraction(card: Card) -> None:
    """Half a team is no team."""
    assert complaints(card, float(card.at_least) + 0.5)


@pytest.mark.parametrize("card", [card for card in NUMBERS if not is_whole(card)], ids=name_of)
def test_a_fraction_may_be_written_as_a_whole_number(card: Card) -> None:
    """26 is as good as 26.0."""
    whole = math.ceil(card.at_least)
    if whole <= card.at_most:
        assert not complaints(card, whole)


@pytest.mark.parametrize("card", [card for card in CARDS if card.unit == "share"], ids=name_of)
def test_a_share_is_none_below_zero(card: Card) -> None:
    """And, but for what comes on top and may exceed the whole, none above one."""
    assert card.at_least == 0.0
    assert complaints(card, -0.01)
    if card.at_most > 1.0:
        assert card.name in ON_TOP
    else:
        assert complaints(card, 1.2)


@pytest.mark.parametrize("card", [card for card in CARDS if True in card.choices], ids=name_of)
@pytest.mark.parametrize("value", [1, 0, "yes", "true", None, 1.0])
def test_yes_or_no_is_yes_or_no(card: Card, value: Any) -> None:
    """Neither 1 nor 'yes' is yes."""
    assert complaints(card, value)


@pytest.mark.parametrize("card", [card for card in CARDS if card.choices and True not in card.choices], ids=name_of)
def test_a_choice_is_one_of_its_names(card: Card) -> None:
    """Each named choice is accepted, alone or in a list where the card takes one; others are not."""
    listed = isinstance(card.default, tuple)
    for choice in card.choices:
        assert not complaints(card, [choice] if listed else choice) or choice == "platform"
    for wrong in ("nobody", "", 1, True):
        assert complaints(card, [wrong] if listed else wrong)


def test_defaults_are_complete_and_are_those_of_the_cards() -> None:
    """`default_values` has every card's default at its place, and the models accept them as they are."""
    values = default_values()
    for card in CARDS:
        inner: Any = values
        for key in card.name.split("."):
            inner = inner[key]
        assert inner == (list(card.default) if isinstance(card.default, tuple) else card.default)
    own = {key: value for key, value in values.items() if key not in RUN_ONLY}
    assert Scenario.model_validate(own) == Scenario()
    assert RunSettings.model_validate({key: values[key] for key in RUN_ONLY}) == RunSettings()
