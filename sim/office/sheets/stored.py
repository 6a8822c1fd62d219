"""The stored tables as sheets, with what each column means above it; a table too long for a sheet says where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa

from sim.charts.words import count
from sim.office.sheets.book import NUMBER_HEAD, QUIETLY, TITLE, WRAPPED, Book, Sheet
from sim.office.sheets.cells import form_of
from sim.programme.columns import TABLES, Column
from sim.scenario import all_cards

MOST_ROWS = 20_000
_EXPLAIN, _HEAD = 2, 3
_MEANS = {"strategy": "Whose programme it is.", "run": "Whose programme it is.", "job": "Whose programme it is.",
          "point": "Number of the point of the study, from 0."}  # fmt: skip
_EXPLAINED = {"font_size": 8, "valign": "bottom"}
_LETTERS, _TEXT_LETTERS, _LONG_LETTERS = 13.0, 24.0, 70.0
_LONG = 40
_LAST = 9


def add_stored_sheets(book: Book, tables: Mapping[str, Callable[[], pa.Table]]) -> None:
    """One sheet for each table, read one after the other."""
    for name, read in tables.items():
        add_stored_sheet(book, name, read())


def add_stored_sheet(book: Book, name: str, table: pa.Table) -> None:
    """The whole table, or a sentence about it."""
    rows = f"{count(table.num_rows)} row{'' if table.num_rows == 1 else 's'}"
    kind = _kind_of(table)
    title = f"{name[:1].upper()}{name[1:]}: as stored, {rows}"
    sheet = book.sheet(name[:1].upper() + name[1:], title)
    sheet.width(0, _LETTERS, _LAST)
    sheet.paragraph(0, title, _LAST, TITLE)
    if table.num_rows > MOST_ROWS:
        sheet.paragraph(1, _elsewhere(rows, kind), _LAST, WRAPPED)
        return
    sheet.paragraph(1, "Numbers to the last digit. An empty cell: there is none.", _LAST, QUIETLY)
    _put(sheet, table, TABLES.get(kind, ()))


def _elsewhere(rows: str, kind: str) -> str:
    files = f"{kind}-*.parquet, in the folder of each run" if kind else "a Parquet file of the results folder"
    return (
        f"This table has {rows}; a sheet of this workbook takes {count(MOST_ROWS)} at most, and none is left out "
        f"silently. The whole table is in the results folder: {files}. Any program that reads Parquet opens it."
    )


def _kind_of(table: pa.Table) -> str:
    """Which of the documented tables it is: the one with most of its columns."""
    names = set(table.column_names)
    shared = {kind: len(names & {column.name for column in columns}) for kind, columns in TABLES.items()}
    best = max(shared, key=lambda kind: (shared[kind], -len(TABLES[kind])))
    return best if {column.name for column in TABLES[best]} <= names else ""


def _put(sheet: Sheet, table: pa.Table, columns: tuple[Column, ...]) -> None:
    known = {column.name: column for column in columns}
    for place, name in enumerate(table.column_names):
        values = table.column(name).to_pylist()
        words = any(isinstance(value, str) for value in values)
        sheet.width(place, _width(values) if words else _LETTERS)
        sheet.put(_EXPLAIN, place, _meaning(name, known.get(name)), {**QUIETLY, **_EXPLAINED})
        sheet.put(_HEAD, place, name, {**NUMBER_HEAD, "align": "left"})
        look = {} if words else {"num_format": _form(name, known.get(name), values)}
        for row, value in enumerate(values, start=_HEAD + 1):
            sheet.put(row, place, value, look)
    last_row, last = max(_HEAD + table.num_rows, _HEAD + 1), max(table.num_columns - 1, 0)
    sheet.page.set_row(_EXPLAIN, 72)
    sheet.page.autofilter(_HEAD, 0, last_row, last)
    sheet.page.freeze_panes(_HEAD + 1, 0)
    sheet.page.repeat_rows(_HEAD)


def _form(name: str, column: Column | None, values: list[float | None]) -> str:
    """Plain digits for numbers that name something, the form of the unit for amounts."""
    if column is None and not name.endswith("_eur"):
        return "General"
    return form_of("EUR" if column is None else column.unit, [value for value in values if value is not None])


def _width(values: list[str | None]) -> float:
    longest = max((len(value) for value in values if value), default=0)
    return _LONG_LETTERS if longest > _LONG else max(_LETTERS, min(_TEXT_LETTERS, longest + 2.0))


def _meaning(name: str, column: Column | None) -> str:
    if column is not None:
        return f"{column.meaning}{f' In {column.unit}.' if column.unit else ''}"
    if name in _MEANS:
        return _MEANS[name]
    card = next((card for card in all_cards() if card.name == name), None)
    return "" if card is None else f"{card.meaning} In {card.unit}."
