"""`sim params`: show and search the cards of every number that can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

from sim.composition.options import STACKS
from sim.errors import InputError
from sim.scenario import Card, all_cards
from sim.scenario.serving import stack_cards
from sim.verbs.arguments import Arguments
from sim.verbs.screen import DIM, blocks, heading, pairs, paragraph, say, say_json, styled

KINDS = {
    "policy": "policy (what an organisation chooses; strategies differ in these)",
    "assumption": "assumption (what the organisation finds; the same under every strategy)",
    "run": "run setting",
}

MOST_LISTED = 24
"""Longer lists, such as a hundred quantiles, are told by their ends."""


def run(arguments: Arguments) -> int:
    """Show all cards, those that a text matches, or one in full; with start= a portfolio's numbers as they are read."""
    if any(word.startswith("start=") for word in arguments.words):
        from sim.verbs.as_read import show

        return show(arguments)
    text = " ".join(arguments.words)
    found = matching(text)
    if not found:
        raise InputError(f"no parameter has '{text}' in its name or meaning{_near(text)} (sim params lists all)")
    if arguments.as_json:
        say_json({"parameters": [asdict(card) for card in found]})
    elif len(found) == 1:
        _show_one(found[0])
    else:
        _show_many(found, text)
    return 0


def matching(text: str) -> list[Card]:
    """The card of that name, else the cards of that group, else those that have every word somewhere.

    After the word 'stack' the cards of the request level are meant; without it they are looked at where no other fits.
    """
    first, _, rest = text.partition(" ")
    if first == STACKS:
        return _among(list(stack_cards().values()), rest)
    return _among(list(all_cards()), text) or _among(list(stack_cards().values()), text)


def _among(cards: list[Card], text: str) -> list[Card]:
    exact = [card for card in cards if card.name == text]
    group = [card for card in cards if card.name.startswith(f"{text.rstrip('.')}.")]
    wanted = text.lower().split()
    return exact or group or [card for card in cards if all(word in _searched(card) for word in wanted)]


def _searched(card: Card) -> str:
    return f"{card.name} {card.unit} {card.meaning} {card.source} {card.kind}".lower()


def _near(text: str) -> str:
    """The nearest name, whether or not the group was typed."""
    names = {card.name: card.name for card in (*all_cards(), *stack_cards().values())}
    by_last_part = {name.rsplit(".", 1)[-1]: name for name in names}
    for known in (names, by_last_part):
        found = get_close_matches(text, known, n=1)
        if found:
            return f"; did you mean '{known[found[0]]}'?"
    return ""


def number(value: Any) -> str:
    """A value as it can be typed after `key=`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(number(one) for one in value) + "]"
    return f"{value:.17g}".removesuffix(".0") if isinstance(value, float) and value == int(value) else str(value)


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,}".removesuffix(".0")
    if isinstance(value, (list, tuple)):
        if len(value) > MOST_LISTED:
            return f"{len(value)} numbers, {shown(value[0])} to {shown(value[-1])}"
        return ", ".join(shown(one) for one in value)
    return number(value)


def spread(card: Card) -> str:
    """The plausible range, or the choices."""
    if card.choices:
        return " | ".join(number(choice) for choice in card.choices)
    if card.low is None or card.high is None:
        return ""
    return f"{shown(card.low)} to {shown(card.high)}"


def limits(card: Card) -> str:
    """What the model can compute with at all."""
    if card.at_least is None and card.at_most is None:
        return "none"
    if card.at_least is None:
        return f"at most {shown(card.at_most)}"
    if card.at_most is None:
        return f"at least {shown(card.at_least)}"
    return f"{shown(card.at_least)} to {shown(card.at_most)}"


def _show_one(card: Card) -> None:
    say(heading(card.name))
    say(paragraph(card.meaning, "  "))
    say()
    facts = [
        ("default", f"{shown(card.default)} {card.unit}"),
        ("plausible", spread(card) or "any"),
        ("accepted", spread(card) if card.choices else limits(card)),
        ("kind", KINDS.get(card.kind, card.kind)),
        ("source", card.source),
        ("change it", f"{card.name}={number(card.default)}"),
    ]
    say(pairs(facts))


def _show_many(cards: Sequence[Card], text: str) -> None:
    rows = [(card.name, shown(card.default), _range(card)) for card in cards]
    top, *lines = blocks(("name", "default", "range and unit"), rows, (0, 1, 2), (1, 2))
    say(styled(top, DIM))
    for card, line in zip(cards, lines, strict=True):
        say(line)
        say(paragraph(card.meaning + _tag(card), "    "))
    say()
    about = f" about '{text}'" if text else ""
    say(paragraph(f"{len(cards)} parameters{about}. sim params NAME shows one in full, with its source."))
    if not text:
        say(paragraph("sim params stack lists those of the request level, which sim serve takes."))


def _range(card: Card) -> str:
    """The plausible values with their unit; choices speak for themselves. One column, so that 80 are enough for all."""
    return spread(card) if card.choices else f"{spread(card)} {card.unit}".strip()


def _tag(card: Card) -> str:
    return " (assumption)" if card.kind == "assumption" else ""
