"""What a cell may hold, what a sheet may be called, and how long tables become wide ones: in the small."""

from __future__ import annotations

import io
import math
from collections import Counter
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from sim.charts.longtable import LongRow
from sim.office.sheets.blocks import wide
from sim.office.sheets.book import Book
from sim.office.sheets.cells import MOST_LETTERS, clean, number_in
from sim.office.sheets.heads import head_of
from sim.office.sheets.names import SheetNames
from sim.office.sheets.native import corners, held_at
from sim.office.sheets.stored import MOST_ROWS, add_stored_sheet


def read_back(*values: Any) -> list[Any]:
    """The cells of a column after writing and opening again."""
    book = Book("")
    sheet = book.sheet("One")
    for row, value in enumerate(values):
        sheet.put(row, 0, value)
    sheet.put(len(values), 0, "end")
    opened = openpyxl.load_workbook(io.BytesIO(book.content()))["One"]
    return [opened.cell(row + 1, 1) for row in range(len(values))]


@pytest.mark.parametrize(
    "text", ["=cmd()|'/c calc'!A1", "+1+1", "-2", "@SUM(1)", "=1+1", "http://a.example", "007", "12"]
)
def test_text_stays_text(text: str) -> None:
    """Whatever a text looks like: no formula, no number, no link; dangerous ones stay text when they are edited."""
    (cell,) = read_back(text)
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert cell.quotePrefix == (text[0] in "=+-@")


def test_tab_and_carriage_return_do_not_lead_a_formula_in() -> None:
    """They are taken out, and what follows is text with its mark."""
    cells = read_back("\r=1+1", "\t=1+1")
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", " =1+1")]


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 2**53 - 1, -1e-300, 123456789.123456789, math.pi * 1e9])
def test_numbers_are_written_to_the_last_digit(value: float) -> None:
    """Sixteen digits are not enough for every double."""
    (cell,) = read_back(value)
    assert cell.value == value


def test_what_no_number_is_leaves_its_cell_empty() -> None:
    """NaN and infinities are not known; a whole number that no double holds is written out."""
    cells = read_back(math.nan, math.inf, -math.inf, None, 2**63)
    assert [cell.value for cell in cells] == [None, None, None, None, str(2**63)]


def test_signs_that_no_workbook_takes_are_left_out() -> None:
    """Control characters, halves of pairs, signs that turn the text around; everything else is there."""
    (cell,) = read_back("a\x00\x07\ud800\ufffe\u202eb тест 中文 🚀 שלום")
    assert cell.value == "ab тест 中文 🚀 שלום"


@pytest.mark.parametrize("sign", ["x", "🚀"])
def test_a_text_longer_than_a_cell_says_that_it_is_cut(sign: str) -> None:
    """Counted as Excel counts: a rocket is two."""
    found = clean(sign * 40_000)
    assert len(found.encode("utf-16-le")) // 2 in (MOST_LETTERS, MOST_LETTERS - 1)
    assert found.endswith("a cell holds no more]")
    assert clean("x" * MOST_LETTERS) == "x" * MOST_LETTERS


def test_sheets_have_names_that_excel_takes() -> None:
    """At most 31 units of UTF-16, none of the forbidden signs, no apostrophe at an end, none twice."""
    names = SheetNames()
    plain = ["a[b]:c*d?e/f\\g", "'quoted'", "", "History"]
    wanted = [*plain, "x" * 200, "X" * 200, "🚀" * 40, "a b c d e f g", "=cmd()"]
    found = [names.give(one) for one in wanted]
    assert found[:4] == ["a b c d e f g", "quoted", "Sheet", "History 2"]
    assert len({one.casefold() for one in found}) == len(found)
    assert all(1 <= len(one.encode("utf-16-le")) // 2 <= 31 for one in found)
    assert not any(set("[]:*?/\\") & set(one) or one.strip("'") != one for one in found)


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1,400,000", 1.4e6, "#,##0"),
        ("65%", 0.65, "0%"),
        ("0.08", 0.08, "#,##0.00"),
        ("2027", 2027, "0"),
        ("+3", 3, "+#,##0;-#,##0"),
    ],
)
def test_plain_numbers_of_the_report_become_numbers(text: str, value: float, form: str) -> None:
    """With the form in which they read the same."""
    found = number_in(text)
    assert found is not None
    assert found[0] == pytest.approx(value)
    assert found[1] == form


@pytest.mark.parametrize("text", ["007", "€1.4M", "65% (53 to 77%)", "1,40", "", "none", "1e6", "12 of 60", "٣"])
def test_other_words_of_the_report_stay_words(text: str) -> None:
    """Nothing is read into a text."""
    assert number_in(text) is None


def test_a_wide_table_holds_every_number_once() -> None:
    """Other places make another table, a strategy without a cause leaves holes, the same place again another row."""
    rows = [
        *(LongRow("a", name, x, x_unit="months", value=x + at) for at, name in enumerate("pqr") for x in (0.0, 1.0)),
        *(LongRow("b", "p", x, x_unit="months", value=x) for x in (0.0, 2.0)),
        *(LongRow("a", "left", x, x_unit="months", value=9.0) for x in (0.0, 12.0)),
        LongRow("a", "alone", value=5.0),
        LongRow("a", "alone", value=6.0),
        LongRow("a", "moment", 3.0, text="something"),
    ]
    found = wide(rows)
    assert [list(block.units) for block in found.blocks] == [["left"], ["alone"], ["p", "q", "r"]]
    kept = Counter(value for block in found.blocks for cells in block.values.values() for value in cells.values())
    assert kept == Counter(row.value for row in rows if row.value is not None)
    assert found.blocks[-1].column("q", "b") == [None, None]
    assert [one.text for one in found.events] == ["something"]


def test_steps_have_corners_and_hold_their_value() -> None:
    """Between two points a step, never a slope; what is not known is no point."""
    assert corners([0.0, 1.0, 2.0], [1.0, None, 0.5]) == ([0.0, 2.0, 2.0], [1.0, 1.0, 0.5])
    assert held_at([0.0, 1.0], [1.0, 0.5], [0.0, 0.9, 1.0, 7.0]) == [1.0, 1.0, 0.5, 0.5]


def test_heads_are_words() -> None:
    """No underscore, no shorthand."""
    assert head_of("run_rate_p50") == "run-rate, median"
    assert head_of("queued_p90") == "queued, 90% of programmes below"
    assert head_of("reached_target, low") == "reached target, 95% from"


def test_a_table_too_long_for_a_sheet_says_where_it_is() -> None:
    """It is not cut: not one row is there, but how many there are and which files hold them."""
    columns = {"replication": "int64", "week": "float64", "actor": "string", "what": "string", "use_case": "int64",
               "text": "string"}  # fmt: skip
    table = pa.table({name: pa.nulls(MOST_ROWS + 1, kind) for name, kind in columns.items()})
    book = Book("")
    add_stored_sheet(book, "events", table)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content()))["Events"]
    assert sheet.max_row == 2
    assert "20,001 rows" in sheet["A2"].value
    assert "events-*.parquet" in sheet["A2"].value
