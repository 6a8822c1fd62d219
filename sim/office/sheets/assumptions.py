"""Every card as a table to be sorted and filtered: its value under each strategy, base, range, meaning, source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.montecarlo.manifest import flat
from sim.office.sheets.book import QUIETLY, TITLE, WRAPPED, Book, Sheet
from sim.office.sheets.cells import Cell
from sim.report.subject import of_scenario, told
from sim.scenario import Card

NAME = "Assumptions"
LEAD = (
    "All cards of the model with their value, the base (their default) and what is plausible; the range is what is "
    "plausible, not what is possible. Filter 'differs' for what was changed. Most cards are assumptions and not "
    "measurements of a company; sources that begin with D are numbered facts of the domain."
)
_WIDTHS = {
    "card": 32.0,
    "unit": 12.0,
    "base": 10.0,
    "differs": 8.0,
    "from": 9.0,
    "to": 9.0,
    "choices": 16.0,
    "kind": 11.0,
    "what it means": 48.0,
    "source": 32.0,
}
_VALUE_WIDE = 11.0
_TOP = 3


def scenarios_of(again: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of every card, by label; where two scenarios are called the same, the name makes the difference."""
    base: dict[str, Any] = {}
    named: list[tuple[str, dict[str, Any]]] = []
    for name, one in again.get("scenarios", {}).items():
        base = base or flat(one["scenario"])
        named.append((str(name), base | one.get("differs", {})))
    labels = [str(values.get("label", name)) for name, values in named]
    return {
        f"{label} ({name})" if labels.count(label) > 1 else label: values
        for label, (name, values) in zip(labels, named, strict=True)
    }


def add_assumptions_sheet(book: Book, again: Mapping[str, Any]) -> Sheet:
    """One row for each card."""
    sheet = book.sheet(NAME, "Every card with its value, base, plausible range, meaning and source")
    scenarios = scenarios_of(again)
    values = list(scenarios) if len(scenarios) > 1 else ["value"]
    heads = ["card", *values, *list(_WIDTHS)[1:]]
    for column, head in enumerate(heads):
        sheet.width(column, _VALUE_WIDE if 0 < column <= len(values) else _WIDTHS[head])
    sheet.paragraph(0, "All assumptions", min(len(heads) - 1, 8), TITLE)
    sheet.paragraph(1, LEAD, len(heads) - 3, QUIETLY)
    sheet.heads(_TOP, heads, words=len(heads))
    cards = of_scenario()
    for row, card in enumerate(cards, start=_TOP + 1):
        cells = _row(card, list(scenarios.values()))
        for column, cell in enumerate(cells):
            sheet.put(row, column, cell, {"align": "left", **WRAPPED})
        sheet.fit(row, {column: cell for column, cell in enumerate(cells) if isinstance(cell, str)})
    sheet.page.autofilter(_TOP, 0, _TOP + len(cards), len(heads) - 1)
    sheet.page.freeze_panes(_TOP + 1, 1)
    sheet.page.repeat_rows(_TOP)
    return sheet


def _row(card: Card, scenarios: list[dict[str, Any]]) -> tuple[Cell, ...]:
    values = [one.get(card.name, card.default) for one in scenarios]
    differs = any(told(value) != told(card.default) for value in values)
    choices = " or ".join(told(one) for one in card.choices)
    return (
        card.name,
        *(_cell(value) for value in values),
        card.unit,
        _cell(card.default),
        "yes" if differs else "no",
        _cell(card.low) if card.low is not None else "any",
        _cell(card.high) if card.high is not None else "any",
        choices,
        card.kind,
        card.meaning,
        card.source,
    )


def _cell(value: Any) -> Cell:
    """Numbers stay numbers; what else there is, as people read it."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else told(value)
