"""The workbook of a comparison under hostile names: read back with openpyxl, it is the store, and nothing computes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sim.errors import WorkFailed
from sim.office.handout import Handout
from sim.office.sheets.cells import clean, number_in
from sim.office.workbook import workbook_bytes, write_workbook
from sim.report.page import Table
from sim.report.subject import of_scenario
from tests.office.books import BookRead, book_of, cells_of, charts_on
from tests.report.conftest import LONG, RIGHT, SCRIPT

NATIVE = {"Survival": 1, "Causes": 3, "Reached": 3, "Marginal cost": 1, "Run rate": 3, "Queue": 2, "On call": 0,
          "Levers": 1, "Difference": 2, "Difference standing": 2, "Difference reached": 2}  # fmt: skip


def test_no_cell_is_a_formula_or_an_error(book: BookRead) -> None:
    """In any sheet, whatever strategies are called."""
    wrong = [(sheet.title, cell.coordinate) for sheet in book.workbook for cell in cells_of(sheet)
             if cell.data_type not in "snb"]  # fmt: skip
    assert wrong == []


def test_nothing_leads_out_of_the_file(book: BookRead) -> None:
    """No link to elsewhere, no macro, no outside data; the links of the first sheet lead to sheets that are there."""
    names = zipfile.ZipFile(io.BytesIO(book.content)).namelist()
    assert not any("external" in name or "vba" in name.lower() for name in names)
    links = [cell.hyperlink for sheet in book.workbook for cell in cells_of(sheet) if cell.hyperlink]
    assert all(link.target is None for link in links)
    assert [link.location.split("!")[0].strip("'") for link in links] == book.workbook.sheetnames[1:]


def test_every_chart_is_native_but_the_map(book: BookRead) -> None:
    """As many charts on a sheet as there are strategies, others or quantities to be shown."""
    found = {name: len(charts_on(book.workbook[name])) for name in NATIVE}
    assert found == NATIVE
    assert book.workbook["On call"].conditional_formatting


def test_names_are_there_whole(book: BookRead) -> None:
    """A formula, one from the right, one of 200 letters: in the tables as they are, shortened only beside lines."""
    cells = {cell.value for cell in cells_of(book.workbook["Survival"])}
    assert {SCRIPT, RIGHT, LONG[:200]} <= cells


def test_findings_stand_above_their_charts(book: BookRead) -> None:
    """The computed title and what is plotted, but no mark that only the drawn chart has."""
    for picture in book.handout.pictures:
        sheet = book.sheet(picture.name)
        assert sheet["A1"].value == picture.data.title
        said = sheet["A2"].value
        if not charts_on(sheet):
            assert said == picture.data.subtitle
            continue
        assert said.startswith(picture.data.subtitle.split(". ")[0])
        assert not [mark for mark in ("Shading", "shading", "Dotted", "Hollow", "brackets", "Grey") if mark in said]


def test_stored_tables_are_the_store_to_the_last_digit(book: BookRead) -> None:
    """Every row and column of every table that fits."""
    shown = 0
    for name, read in book.handout.tables.items():
        table, sheet = read(), book.workbook[name.capitalize()]
        if table.num_rows > 20_000:
            continue
        head, *rows = sheet.iter_rows(
            min_row=4, max_row=4 + table.num_rows, max_col=table.num_columns, values_only=True
        )
        stored = [tuple(row.values()) for row in table.to_pylist()]
        assert list(head) == table.column_names
        assert [tuple(row) for row in rows] == stored
        assert sheet.freeze_panes == "A5"
        assert sheet.auto_filter.ref.startswith("A4:")
        shown += 1
    assert shown >= 3


def test_columns_are_explained(book: BookRead) -> None:
    """Above each documented column its meaning and unit."""
    sheet = book.workbook["Programmes"]
    meanings = {sheet.cell(4, column).value: sheet.cell(3, column).value for column in range(1, sheet.max_column + 1)}
    assert meanings["payoff_eur"] == "Realised value minus all ledger cost to the horizon, discounted. In EUR."
    assert all(meanings.values())


def test_assumptions_are_a_table_to_filter(book: BookRead) -> None:
    """Every card with real numbers, and what differs is marked."""
    sheet = book.workbook["Assumptions"]
    head, *rows = sheet.iter_rows(min_row=4, max_row=4 + len(of_scenario()), values_only=True)
    cards = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(cards) == [card.name for card in of_scenario()]
    budget = cards["cfo.budget_eur"]
    assert [budget[name] for name in (SCRIPT, RIGHT, LONG[:200], "base", "differs")] == [1e6, 1.4e6, 3e6, 1.4e6, "yes"]
    assert cards["ends.target"]["differs"] == "no"
    assert sheet.auto_filter.ref.startswith("A4:")


def test_tables_of_the_report_keep_their_words(book: BookRead) -> None:
    """Every cell of every table that is no plain number stands there word for word."""
    texts = {cell.value for sheet in book.workbook for cell in cells_of(sheet)}
    kept = [section for section in book.handout.page.sections if section.name not in ("assumptions", "pictures")]
    tables = [block for section in kept for block in section.blocks if isinstance(block, Table)]
    rows = [row for table in tables for part in table.parts for row in part.rows]
    words = {clean(cell) for row in rows for cell in row if number_in(cell) is None and cell}
    assert len(words) > 50
    assert words <= texts


def test_every_sheet_prints_on_the_width_of_a_sheet(book: BookRead) -> None:
    """A4 landscape, one page wide; long tables repeat their heads."""
    for sheet in book.workbook:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for name in ("Programmes", "Chart numbers", "Assumptions"):
        assert book.workbook[name].print_title_rows


def test_the_first_sheet_says_what_was_run(book: BookRead) -> None:
    """Finding, seed, version, configuration; how to read, to reproduce, and what it cannot tell."""
    sheet = book.workbook[book.workbook.sheetnames[0]]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert next(iter(told)) == book.handout.page.headline
    provenance = book.handout.pictures[0].provenance
    assert (told["seed"], told["configuration"]) == (str(provenance.seed), provenance.fingerprint)
    assert {"How to read it", "How to reproduce it", "What it cannot tell", "Units", "sim rerun report.html"} <= set(
        told
    )


def test_the_same_results_give_the_same_bytes(small: Handout) -> None:
    """Made twice; and no time of today is inside."""
    first = workbook_bytes(small)
    assert workbook_bytes(small) == first
    assert {one.date_time[0] for one in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_a_file_is_whole_or_not_there(small: Handout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that says no leaves nothing behind and gets one sentence."""
    write_workbook(small, tmp_path / "report.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.folders.write_atomically", full)
    with pytest.raises(WorkFailed, match="cannot be written"):
        write_workbook(small, tmp_path / "other.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_result_without_charts_has_a_workbook_too(book: BookRead) -> None:
    """A study's: the report's tables, and no sheet that stands empty."""
    read = book_of(Handout(book.handout.page, ()))
    assert "Survival" not in read.workbook.sheetnames
    assert all(any(cells_of(sheet)) for sheet in read.workbook)
    assert "configuration" in {cell.value for cell in cells_of(read.workbook["About"])}
