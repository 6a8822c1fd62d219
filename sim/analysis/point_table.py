"""A table of points from a CSV file: the header names cards, each row is a point; errors are told by their place."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sim.analysis.designs import MOST_POINTS, Design
from sim.errors import InputError
from sim.scenario import Scenario
from sim.scenario.values import card_named, read_value
from sim.scenario.variation import vary

MOST_TOLD = 10
_EXAMPLE = "cfo.budget_eur,shadow.patience_weeks"

Row = tuple[int, list[str]]


def read_points(path: Path | str, base: Scenario) -> Design:
    """The points of a file, each checked against the cards and, as a whole, against the scenario that it changes."""
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            return _design(file, text, base)
    except UnicodeError as error:
        raise InputError(f"{file}: is not UTF-8 text; save it as CSV in UTF-8") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error


def _design(file: Path, text: TextIO, base: Scenario) -> Design:
    rows = _rows(file, text)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{file}: is empty; its first line names cards, such as {_EXAMPLE}, and each further a point")
    cards = _header(file, first)
    points: list[dict[str, Any]] = []
    wrong: list[str] = []
    for line, cells in _few_enough(file, rows):
        told = _read_row(cells, cards, base, points)
        wrong.extend(f"{file}, line {line}{each}" for each in told)
        if len(wrong) >= MOST_TOLD:
            break
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    if not points:
        raise InputError(f"{file}: names cards and has no points; each further line is one")
    return Design("table", tuple(cards), tuple(points))


def _few_enough(file: Path, rows: Iterator[Row]) -> list[Row]:
    """Counted before any is checked, so that nobody waits to be told."""
    found = list(itertools.islice(rows, MOST_POINTS + 1))
    if len(found) > MOST_POINTS:
        raise InputError(f"{file}, line {found[-1][0]}: has more than {MOST_POINTS:,} points; allowed are at most that")
    return found


def _rows(file: Path, text: TextIO) -> Iterator[Row]:
    """Rows with the lines they end on; lines without anything in them are passed over."""
    reader = csv.reader(text, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{file}, line {reader.line_num}: cannot be read as CSV ({error})") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _header(file: Path, first: Row) -> list[str]:
    line, cells = first
    names = [cell.strip() for cell in cells]
    _refuse_other_separators(file, line, cells)
    wrong = [
        f"{file}, line {line}, column {column}: {told}"
        for column, name in enumerate(names, start=1)
        if (told := _wrong_name(name, names[: column - 1]))
    ]
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    return names


def _refuse_other_separators(file: Path, line: int, cells: list[str]) -> None:
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if any(separator in cell for cell in cells):
            raise InputError(
                f"{file}, line {line}: columns are separated by {called}; save it with commas between columns and "
                "points in decimals"
            )


def _wrong_name(name: str, before: list[str]) -> str:
    if not name:
        return f"the header is empty; it must name a card, such as {_EXAMPLE.partition(',')[0]}"
    if name in before:
        return f"{name} is already column {before.index(name) + 1}; give each card one column"
    try:
        card_named(name)
    except InputError as error:
        return str(error)
    return ""


def _read_row(cells: list[str], cards: list[str], base: Scenario, points: list[dict[str, Any]]) -> list[str]:
    """Appends the row's point, or says what is wrong with it."""
    if len(cells) < len(cards):
        return [f": has {len(cells)} of {len(cards)} cells; column {len(cells) + 1} ({cards[len(cells)]}) is missing"]
    if len(cells) > len(cards):
        found = f"{len(cells)} cells where the header has {len(cards)}"
        return [f", column {len(cards) + 1}: {found}; decimals are written with a point, lists in double quotes"]
    point: dict[str, Any] = {}
    wrong = []
    for column, (name, cell) in enumerate(zip(cards, cells, strict=True), start=1):
        try:
            point[name] = read_value(name, cell)
        except InputError as error:
            wrong.append(f", column {column}: {error}")
    return wrong or _whole_point(base, point, points)


def _whole_point(base: Scenario, point: dict[str, Any], points: list[dict[str, Any]]) -> list[str]:
    try:
        vary(base, point)
    except InputError as error:
        return [f": {error}"]
    points.append(point)
    return []
