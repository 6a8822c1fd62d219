"""A result as a workbook: an About sheet, the charts with their numbers, the report's tables, the stored tables."""

from __future__ import annotations

from pathlib import Path

from sim.folders import save
from sim.office.handout import Handout
from sim.office.sheets.about import NAME as ABOUT
from sim.office.sheets.about import fill_about
from sim.office.sheets.assumptions import add_assumptions_sheet
from sim.office.sheets.book import Book
from sim.office.sheets.chart_sheet import add_chart_sheet, add_numbers_sheet
from sim.office.sheets.pages import add_section_sheet
from sim.office.sheets.stored import add_stored_sheets
from sim.report.page import Section

PICTURES, REPRODUCE, ASSUMPTIONS = "pictures", "reproduce", "assumptions"


def write_workbook(handout: Handout, path: Path) -> None:
    """Whole or not at all; the same results give the same bytes."""
    save(path, workbook_bytes(handout))


def workbook_bytes(handout: Handout) -> bytes:
    """The file as it is written."""
    book = Book(handout.page.headline)
    about = book.sheet(ABOUT)
    for picture in handout.pictures:
        add_chart_sheet(book, picture)
    for section in handout.page.sections:
        _add_section(book, section, handout)
    if handout.pictures:
        add_numbers_sheet(book, handout.pictures)
    add_stored_sheets(book, handout.tables)
    fill_about(about, book, handout)
    return book.content()


def _add_section(book: Book, section: Section, handout: Handout) -> None:
    """Drawings have sheets of their own, how to reproduce stands on the first, assumptions are a table to filter."""
    if section.name == ASSUMPTIONS and handout.page.again.get("scenarios"):
        add_assumptions_sheet(book, handout.page.again)
    elif section.name not in (PICTURES, REPRODUCE):
        add_section_sheet(book, section)
