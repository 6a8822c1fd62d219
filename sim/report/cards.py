"""What a result rests on: the cards that differ from their defaults, and all of them with their sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.report.page import Block, Part, Section, Table, Text
from sim.report.subject import Subject, of_scenario, told, values_of
from sim.scenario import Card

AS_BASE = "as base"
KINDS = {
    "run": "The run",
    "policy": "Policies: what the organisation chooses",
    "assumption": "Assumptions: what the organisation finds",
    "start": "The position on the first day",
}


def differences(subjects: Sequence[Subject]) -> Section:
    """The cards that are not at their default for at least one of the scenarios, by kind."""
    everyone = tuple(subjects)
    rows = [(card, row) for card in of_scenario() if (row := _differing(card, everyone))]
    parts = [
        Part(tuple(row for card, row in rows if card.kind == kind), title)
        for kind, title in KINDS.items()
        if any(card.kind == kind for card, _ in rows)
    ]
    return Section("differs", "What differs from the base", tuple(_differences(everyone, parts, len(rows))))


def _differences(subjects: tuple[Subject, ...], parts: list[Part], number: int) -> Iterator[Block]:
    total = len(of_scenario())
    if not number:
        yield Text(f"Nothing: all {total} cards are at their defaults.")
    else:
        yield Text(
            f"The base is the default of every card. {number} of {total} cards differ from it in at least one column; "
            f"'{AS_BASE}' means that this one does not. Everything else is alike."
        )
        heads = ("card", "unit", "base", *(one.label for one in subjects))
        yield Table("Cards that are not at their default", heads, tuple(parts), words=len(heads))
    start = subjects[0].scenario.start
    if start.workloads or start.teams:
        yield Text(
            f"The position on the first day is no set of cards: {start.in_words()}. How each workload was read stands "
            "in start_as_read.csv."
        )


def _differing(card: Card, subjects: tuple[Subject, ...]) -> tuple[str, ...]:
    base = told(card.default)
    found = [told(value) for value in values_of(card, subjects)]
    if all(value == base for value in found):
        return ()
    return (card.name, card.unit, base, *(AS_BASE if value == base else value for value in found))


def assumptions(subjects: Sequence[Subject]) -> Section:
    """Every card: value, unit, plausible range, meaning, source."""
    everyone = tuple(subjects)
    cards = of_scenario()
    parts = tuple(
        Part(tuple(_row(card, everyone) for card in group), _group_title(name))
        for name, group in groupby(cards, key=lambda card: card.name.rpartition(".")[0])
    )
    kinds = {kind: sum(card.kind == kind for card in cards) for kind in ("assumption", "policy")}
    text = (
        f"All {len(cards)} cards: {kinds['assumption']} assumptions and {kinds['policy']} policies; the rest are the "
        "position on the first day and the horizon. The range is what is plausible, not what is possible. Sources "
        "that begin with D are numbered facts of the domain; an assumption without any is called one."
    )
    heads = ("card", "value", "unit", "plausible", "kind", "what it means", "source")
    table = Table(
        "Every card with its value, unit, plausible range and source", heads, parts, words=len(heads), look="cards"
    )
    return Section("assumptions", "All assumptions", (Text(text), table))


def _group_title(name: str) -> str:
    return name or "horizon"


def _row(card: Card, subjects: tuple[Subject, ...]) -> tuple[str, ...]:
    found = list(dict.fromkeys(told(value) for value in values_of(card, subjects)))
    value = found[0] if len(found) == 1 else "differs between them"
    name = card.name.rpartition(".")[2] or card.name
    return (name, value, card.unit, plausible(card), card.kind, card.meaning, card.source)


def plausible(card: Card) -> str:
    """The plausible range, or the choices."""
    if card.choices:
        return " or ".join(told(one) for one in card.choices)
    if card.low is None or card.high is None:
        return "any"
    return f"{told(card.low)} to {told(card.high)}"
