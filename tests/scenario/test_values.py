"""Texts become the values of cards, or messages that name the card, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.values import allowed, card_named, cards_by_name, read_value, shown, type_of
from sim.scenario.variation import vary


def as_text(value: Any) -> str:
    """A value as a table of points would hold it."""
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else shown(value)


def refusal(call: Callable[[], object]) -> str:
    """What an InputError says, nothing where there is none."""
    try:
        call()
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", cards_by_name())
def test_every_card_s_default_is_read_back_from_its_text(name: str) -> None:
    """Kind, null and limits of all cards are those of the scenario: the default survives the way through text."""
    default = card_named(name).default
    found = read_value(name, as_text(default))
    assert found == default
    assert type(found) is type(default)
    assert allowed(name)


@pytest.mark.parametrize("name", cards_by_name())
def test_a_value_that_is_read_is_a_value_that_the_scenario_takes(name: str) -> None:
    """Both ends of a range and every word pass the card; only how cards fit together may still be refused."""
    card = card_named(name)
    ends = [card.low, card.high] if card.low is not None else [*card.choices]
    whole = type_of(name).kind == "whole"
    for end in ends if type_of(name).kind != "list" else []:
        value = read_value(name, as_text(int(end) if whole else end))
        assert "allowed is" not in refusal(partial(vary, Scenario(), {name: value}))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("cfo.budget_eur", "lots", "found 'lots'; allowed is a number from 0 to 1e+12 (EUR/year)"),
        ("cfo.budget_eur", "1,5", "if a decimal is meant, write 1.5"),
        ("cfo.budget_eur", "nan", "every value must be a finite number"),
        ("cfo.budget_eur", "-inf", "every value must be a finite number"),
        ("cfo.budget_eur", "1e999", "allowed is a number from 0"),
        ("cfo.budget_eur", "1_000", "allowed is a number from 0"),
        ("cfo.budget_eur", "-1", "allowed is a number from 0"),
        ("cfo.budget_eur", "", "write the value out"),
        ("cfo.budget_eur", "null", "allowed is a number from 0"),
        ("cfo.budget_eur", "9" * 5_000, "allowed is a number from 0"),
        ("ends.target", "12.0", "allowed is a whole number from 1 to 200 (workloads); write it as 12"),
        ("ends.target", "12.5", "allowed is a whole number from 1 to 200 (workloads)"),
        ("ends.target", "9" * 300, "a whole number of more than 60 digits"),
        ("sequencing.mandate", "yes", "allowed is true or false"),
        ("portfolio.order", "values", "did you mean 'value'?"),
        ("levers.order", "routing", "allowed is a list [a, b] of"),
        ("levers.order", "[routing, routing]", "'routing' stands there twice"),
        ("levers.order", "[routin]", "did you mean 'routing'?"),
        ("market.list_decline_per_year", "1.5", "0.99 (share/year)"),
        ("sequencing.pause_after", "0", "allowed is a whole number from 1 to 200 (workloads live), or null"),
    ],
)
def test_a_wrong_text_is_answered(name: str, text: str, told: str) -> None:
    """Card, what was found, what is allowed, and the way out where there is one."""
    with pytest.raises(InputError) as error:
        read_value(name, text)
    assert str(error.value).startswith(f"{name}: found ")
    assert told in str(error.value)
    assert len(str(error.value)) < 400


def test_right_texts_in_the_ways_people_write_them() -> None:
    """Excel writes TRUE; null is null where the card knows it; an empty list is a list."""
    assert read_value("sequencing.mandate", " TRUE ") is True
    assert read_value("sequencing.platform_after", "null") is None
    assert read_value("levers.order", "[]") == ()
    assert read_value("levers.order", "[batch,routing]") == ("batch", "routing")
    assert read_value("cfo.budget_eur", "1.5e6") == 1.5e6
    assert type(read_value("cfo.budget_eur", "1000000")) is float


@pytest.mark.parametrize("name", ["patience_weeks", "shadow.patience_week"])
def test_an_unknown_card_is_answered_with_the_nearest(name: str) -> None:
    """By its end or by its spelling."""
    with pytest.raises(InputError, match=r"there is no such card; did you mean '[a-z_]+\.patience_weeks'\?"):
        card_named(name)


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    """Anything is either a value of the card or an InputError of one line."""
    for name in ("cfo.budget_eur", "ends.target", "sequencing.pause_after", "levers.order", "portfolio.order"):
        told = refusal(partial(read_value, name, text))
        assert not told or told.isprintable()
