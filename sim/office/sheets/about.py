"""The first sheet: what was found, what was run, how to read the workbook, how to get it again, what it cannot tell."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sim.charts.words import count
from sim.office.handout import Handout
from sim.office.sheets.book import CAPTION, LINK, QUIETLY, STRONG, TITLE, WRAPPED, Book, Sheet
from sim.office.sheets.pages import TYPED
from sim.report.page import Command, Text
from sim.scenario import Scenario

NAME = "About"
HOW_TO_READ = (
    "Each chart has a sheet: its finding, the chart, and its numbers. Small grey cells at the right hold what a chart "
    "is drawn from where that is not the table itself (corners of steps, a value for each week, lengths of whiskers): "
    "the same numbers; they are not printed.",
    "95% from, 95% to: the confidence of an estimate. It narrows with more programmes. How far single futures lie "
    "apart (10% below, 90% below) is another matter, which no number of programmes changes.",
    "Nothing here is a formula: all cells are numbers and words, as they are stored. An empty cell means that there "
    "is none, or that it is not known.",
)
CANNOT_TELL = (
    "It forecasts no particular company. Most cards are assumptions: plausible values, not measurements.",
    "Intervals cover the luck of the simulation. Whether the cards are right is another question, which no interval "
    "here answers.",
    "Take from it which strategy is ahead, where and why; take levels only from cards that were calibrated to your "
    "own records.",
    "What the model leaves out: the politics beyond a sponsor's patience, mergers, new officers with other plans.",
)
UNITS = (
    ("programme", "one simulated future of one enterprise under one strategy"),
    ("€, EUR", "euros; run cost and run-rate are euros a year"),
    ("month, week", "12 months are 52 weeks; times count from the first day of the programme"),
    ("share", "of programmes, from 0% to 100%; differences of shares are in points of a hundred"),
    ("workload", "a use case that is live and is paid for"),
    ("payoff", "realised value less all cost up to the horizon, discounted"),
)
_WIDTHS = (30.0, 100.0)


def fill_about(sheet: Sheet, book: Book, handout: Handout) -> None:
    """Written last, when all other sheets are known."""
    for column, letters in enumerate(_WIDTHS):
        sheet.width(column, letters)
    row = sheet.paragraph(0, handout.page.headline, 1, TITLE)
    for text in handout.page.about:
        row = sheet.paragraph(row, text, 1, QUIETLY)
    row = _pairs(sheet, row + 1, "What was run", list(_run(handout)))
    row = _texts(sheet, row + 1, "How to read it", HOW_TO_READ)
    row = sheet.paragraph(row + 1, "Sheets", 1, CAPTION)
    for other in book.sheets[1:]:
        quoted = other.name.replace("'", "''")
        sheet.page.write_url(row, 0, f"internal:'{quoted}'!A1", book.format(LINK), other.name)
        sheet.put(row, 1, other.what, WRAPPED)
        sheet.fit(row, {1: other.what})
        row += 1
    row = _again(sheet, row + 1, handout)
    row = _texts(sheet, row + 1, "What it cannot tell", CANNOT_TELL)
    _pairs(sheet, row + 1, "Units", UNITS)


def _pairs(sheet: Sheet, row: int, title: str, pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> int:
    row = sheet.paragraph(row, title, 1, CAPTION)
    for name, text in pairs:
        sheet.put(row, 0, name, STRONG)
        sheet.put(row, 1, text, WRAPPED)
        sheet.fit(row, {1: text})
        row += 1
    return row


def _texts(sheet: Sheet, row: int, title: str, texts: tuple[str, ...]) -> int:
    row = sheet.paragraph(row, title, 1, CAPTION)
    for text in texts:
        row = sheet.paragraph(row, text, 1, WRAPPED)
    return row


def _run(handout: Handout) -> Iterator[tuple[str, str]]:
    """What a reader needs to find the same again: luck, version, configuration."""
    again = handout.page.again
    scenarios = again.get("scenarios", {})
    seeds = dict.fromkeys(str(one["seed"]) for one in scenarios.values())
    yield "seed", ", ".join(seeds)
    yield "sim", str(again.get("version", ""))
    told = max((picture.provenance for picture in handout.pictures), key=lambda one: one.replications, default=None)
    if told is not None:
        yield "configuration", told.fingerprint
        yield "start", told.start
        yield "rests most on", "; ".join(told.assumptions)
    elif scenarios:
        first = Scenario.model_validate_json(json.dumps(next(iter(scenarios.values()))["scenario"]))
        yield "configuration", first.fingerprint()
    sizes = dict.fromkeys(count(int(one["replications"])) for one in scenarios.values())
    yield "programmes of each", ", ".join(sizes)


def _again(sheet: Sheet, row: int, handout: Handout) -> int:
    """The report's own words, where it has any."""
    section = next((one for one in handout.page.sections if one.name == "reproduce"), None)
    if section is None:
        return row
    row = sheet.paragraph(row, section.title, 1, CAPTION)
    for block in section.blocks:
        if isinstance(block, Text | Command):
            row = sheet.paragraph(row, block.text, 1, TYPED if isinstance(block, Command) else WRAPPED)
    return row
