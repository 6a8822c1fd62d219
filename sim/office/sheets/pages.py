"""The report's sections as sheets: its paragraphs and tables in the same words, plain numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sim.office.sheets.book import CAPTION, PART, QUIETLY, TITLE, WRAPPED, Book, Sheet
from sim.office.sheets.cells import number_in
from sim.office.sheets.stories import add_story_sheet
from sim.report.page import Block, Command, Folded, Items, Section, Table, Tale, Text, Under

SHORT_NAMES = {
    "differs": "What differs",
    "bad-one": "Bad, typical, good",
    "precision": "How sure",
    "stress-des": "STRESS-DES",
    "assumptions": "Assumptions",
    "reproduce": "How to reproduce",
}
TYPED = {"font_name": "Courier New"}
_LEAST_COLUMNS = 7
_NARROW, _WIDE, _FIRST = 11.0, 30.0, 34.0
_WORDS_WIDE = 24.0


def add_section_sheet(book: Book, section: Section) -> None:
    """A sheet for what is read as text and tables, and one for each story; drawings have their own sheets."""
    blocks = list(_flat(section.blocks))
    tales = [block.story for block, _ in blocks if isinstance(block, Tale)]
    for tale, word in zip(tales, ("Bad", "Typical", "Good"), strict=False):
        add_story_sheet(book, tale, f"{word} one told")
    kept = [(block, title) for block, title in blocks if isinstance(block, Table | Text | Items | Command)]
    if not any(isinstance(block, Table) for block, _ in kept) and tales:
        return
    if kept:
        _write(book.sheet(SHORT_NAMES.get(section.name, section.title), section.title), section.title, kept)


def _flat(blocks: Iterable[Block], title: str = "") -> Iterator[tuple[Block, str]]:
    """Every block with the heading that it stands under."""
    for block in blocks:
        if isinstance(block, Under | Folded):
            yield from _flat(block.blocks, block.title)
        else:
            yield block, title


def _write(sheet: Sheet, title: str, blocks: Sequence[tuple[Block, str]]) -> None:
    tables = [block for block, _ in blocks if isinstance(block, Table)]
    last = max([_LEAST_COLUMNS, *(len(table.heads) for table in tables)]) - 1
    sheet.width(0, _FIRST)
    for column in range(1, last + 1):
        sheet.width(column, _width(tables, column))
    row, under = sheet.paragraph(0, title, last, TITLE) + 1, ""
    for block, heading in blocks:
        if heading and heading != under:
            row = sheet.paragraph(row, heading, last, CAPTION)
        under = heading
        row = _put(sheet, block, row, last)


def _width(tables: list[Table], column: int) -> float:
    """Wide enough for most of what the column holds, over all tables of the sheet."""
    letters = [
        len(cells[column]) for table in tables for part in table.parts for cells in part.rows if column < len(cells)
    ]
    return min(_WIDE, max([_NARROW, *(length + 2.0 for length in letters)]))


def _put(sheet: Sheet, block: Block, row: int, last: int) -> int:
    match block:
        case Table():
            return put_table(sheet, block, row, last) + 1
        case Text():
            return sheet.paragraph(row, block.text, last, WRAPPED)
        case Command():
            return sheet.paragraph(row, block.text, last, TYPED)
        case Items():
            for item in block.items:
                row = sheet.paragraph(row, f"•  {item}", last, WRAPPED)
    return row


def put_table(sheet: Sheet, table: Table, row: int, last: int) -> int:
    """Caption, heads, parts with their titles, notes; the first free row."""
    row = sheet.paragraph(row, table.caption, last, CAPTION)
    sheet.heads(row, table.heads, table.words)
    row += 1
    for part in table.parts:
        if part.title:
            for column, text in enumerate((part.title, *[""] * (len(table.heads) - 1))):
                sheet.put(row, column, text, PART)
            row += 1
        for cells in part.rows:
            for column, text in enumerate(cells):
                _put_cell(sheet, row, column, text, column < table.words)
            sheet.fit(row, dict(enumerate(cells)))
            row += 1
    for note in table.notes:
        row = sheet.paragraph(row, note, last, QUIETLY)
    return row


def _put_cell(sheet: Sheet, row: int, column: int, text: str, words: bool) -> None:
    """Numbers as numbers that read the same; everything else in the report's words."""
    found = number_in(text) if column else None
    if found is not None:
        sheet.put(row, column, found[0], {"num_format": found[1], "align": "left" if words else "right"})
    else:
        sheet.put(row, column, text, WRAPPED if words else {"align": "right", "text_wrap": True})
