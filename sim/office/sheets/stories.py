"""One programme's story as a sheet: how it began, what happened, how it ended and why."""

from __future__ import annotations

from sim.office.sheets.book import CAPTION, QUIETLY, TITLE, WRAPPED, Book
from sim.office.sheets.cells import number_in
from sim.story import Story

_WIDTHS = (9.0, 13.0, 13.0, 100.0)
_LAST = len(_WIDTHS) - 1


def add_story_sheet(book: Book, story: Story, name: str) -> None:
    """The dated lines are a table; what stands around them are paragraphs."""
    sheet = book.sheet(name, story.title)
    for column, letters in enumerate(_WIDTHS):
        sheet.width(column, letters)
    row = sheet.paragraph(0, story.title, _LAST, TITLE)
    for line in story.in_short:
        row = sheet.paragraph(row, f"•  {line}", _LAST, WRAPPED)
    row = sheet.paragraph(row + 1, "How it began", _LAST, CAPTION)
    for line in story.beginning:
        row = sheet.paragraph(row, line, _LAST, WRAPPED)
    row += 1
    sheet.heads(row, ("month", "date", "matter", "what happened"), words=4)
    sheet.page.repeat_rows(row)
    for entry in story.entries:
        row += 1
        month = number_in(entry.months)
        sheet.put(row, 0, entry.months if month is None else month[0], {"align": "left"})
        for column, text in enumerate((entry.date, entry.topic, entry.text), start=1):
            sheet.put(row, column, text, WRAPPED)
        sheet.fit(row, {2: entry.topic, 3: entry.text})
    row = sheet.paragraph(row + 2, "The end, and why", _LAST, CAPTION)
    for line in (story.end, *(f"•  {cause}" for cause in story.causes), *story.account):
        row = sheet.paragraph(row, line, _LAST, WRAPPED)
    sheet.paragraph(row + 1, story.about_dates, _LAST, QUIETLY)
