"""The parameter cards on the command line."""

from __future__ import annotations

import json

import pytest

from sim.scenario import Scenario, all_cards
from tests.cli.conftest import Call


def test_all_cards_are_listed_with_default_unit_range_and_meaning(call: Call) -> None:
    """`sim params` leaves nothing out, and calls assumptions assumptions."""
    page = call("params").out
    flat = " ".join(page.split())
    for card in all_cards():
        assert f"\n{card.name} " in page
        assert card.meaning in flat
    assert "(assumption)" in page
    assert "name" in page.splitlines()[0]
    assert "default" in page.splitlines()[0]


def test_one_card_in_full(call: Call) -> None:
    """Its source, its kind, its plausible and accepted values, and how to change it."""
    page = call("params", "cfo.threshold_eur").out
    card = next(card for card in all_cards() if card.name == "cfo.threshold_eur")
    plausible = f"{card.low:,.0f} to {card.high:,.0f}"
    for part in (f"{card.default:,.0f} EUR", plausible, "accepted", "assumption", card.source.split(",")[0]):
        assert part in page
    assert f"cfo.threshold_eur={card.default:.0f}" in page


def test_the_change_shown_for_every_card_composes(call: Call) -> None:
    """`change it` of each card is an override that is accepted: the default as it can be typed."""
    from sim.verbs.params import number

    typed = [f"{card.name}={number(card.default)}" for card in all_cards()]
    for some in (typed[:150], typed[150:]):  # a command line takes a limited number of overrides
        called = call("run", *some, "--cfg", "job", "--json")
        assert called.status == 0, called.err
        assert json.loads(called.out)["cfo"]["budget_eur"] == Scenario().cfo.budget_eur


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("budget",), {"cfo.budget_eur", "cfo.review_every_weeks"}),
        (("BUDGET", "annual"), {"cfo.budget_eur"}),
        (("topology",), {"topology.central.engineers", "topology.embedded.units"}),
        (("D-OPS-2",), {"ownership.behaviour", "on_call.mismatch"}),
    ],
    ids=["word", "two words", "group", "source"],
)
def test_search_finds_by_name_meaning_source_and_group(call: Call, words: tuple[str, ...], expected: set[str]) -> None:
    """Every word must be somewhere on the card, in any case."""
    found = {card["name"] for card in json.loads(call("params", *words, "--json").out)["parameters"]}
    assert expected <= found
    assert len(found) < len(all_cards()) / 2


@pytest.mark.parametrize("name", ["cfo.treshold_eur", "treshold_eur", "threshold_euro"])
def test_a_mistyped_name_gets_the_nearest(call: Call, name: str) -> None:
    """Exit 2 with the nearest name, with or without its group."""
    called = call("params", name)
    assert called.status == 2
    assert "did you mean 'cfo.threshold_eur'?" in called.err
    assert called.out == ""


def test_json_holds_every_field_of_every_card(call: Call) -> None:
    """One document that a script can read."""
    cards = json.loads(call("params", "--json").out)["parameters"]
    assert [card["name"] for card in cards] == [card.name for card in all_cards()]
    assert set(cards[0]) >= {"name", "unit", "default", "low", "high", "meaning", "source", "kind"}
