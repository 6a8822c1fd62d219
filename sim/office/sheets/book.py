"""The one module that knows XlsxWriter: cells that cannot become formulas, forms, pages for printing, fixed bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.charts.look import FAINT, GRID, INK, QUIET
from sim.office.sheets.cells import EXACT_BELOW, Cell, Exact, clean, is_dangerous, known
from sim.office.sheets.names import SheetNames

CREATED = datetime(2000, 1, 1)
"""The same for every workbook: the same input gives the same bytes."""

FONT = "Arial"
A4 = 9
_DEFAULT_LETTERS = 8.43
LINE_POINTS = 15.0
MOST_POINTS = 400.0
_WIDE_FROM = "\u1100"
_OPTIONS = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}

PLAIN: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
TITLE = {"font_size": 15, "bold": True, "text_wrap": True}
QUIETLY = {"font_color": QUIET, "text_wrap": True}
WRAPPED = {"text_wrap": True}
STRONG = {"bold": True}
CAPTION = {"bold": True, "font_size": 11, "text_wrap": True}
HEAD = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": FAINT, "valign": "bottom"}
NUMBER_HEAD = {**HEAD, "align": "right"}
PART = {"bold": True, "font_color": QUIET, "bottom": 4, "bottom_color": GRID}
HELPER = {"font_color": "#8A93A0", "font_size": 8}
LINK = {"font_color": "#0B3C6F", "underline": 1}

Range = list[Any]
"""A sheet's name with the first row, first column, last row, last column, as charts take it."""


class Book:
    """A workbook in memory; `sheet` adds one, `content` ends it."""

    def __init__(self, title: str) -> None:
        self._file = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(self._file, _OPTIONS)
        self.workbook.set_properties({"title": clean(title)[:255], "created": CREATED, "author": "twentyfirst"})
        self.workbook.set_size(2400, 1500)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.bold = self.workbook.add_format({"bold": True})
        self._names = SheetNames()
        self.sheets: list[Sheet] = []

    def format(self, look: dict[str, Any]) -> Format:
        """One format for each look, whoever asks for it."""
        whole = {**PLAIN, **look}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(whole)
        return self._formats[key]

    def sheet(self, wanted: str, what: str = "", footer: str = "") -> Sheet:
        """A new sheet under the wanted name or the next that is free; `what` is how the list of sheets tells it."""
        made = Sheet(self, self._names.give(wanted), what, footer)
        self.sheets.append(made)
        return made

    def content(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._file.getvalue()


class Sheet:
    """One sheet; every cell goes through `put`."""

    def __init__(self, book: Book, name: str, what: str, footer: str) -> None:
        self.book, self.name, self.what = book, name, what
        self.page: Worksheet = book.workbook.add_worksheet(name)
        self.widths: dict[int, float] = {}
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        told = footer[:150].replace("&", "&&")
        self.page.set_footer(f"&L&7{' ' if told[:1].isdigit() else ''}{told}&R&7&P of &N")

    def put(self, row: int, column: int, value: Cell, look: dict[str, Any] | None = None) -> None:
        """One cell: text as text, a number as a number, nothing for what is not known."""
        style = look or {}
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            if style:
                self.page.write_blank(row, column, None, self.book.format(style))
        elif isinstance(value, bool):
            self.page.write_boolean(row, column, value, self.book.format(style))
        elif isinstance(value, int) and abs(value) > EXACT_BELOW:
            self._text(row, column, str(value), {**style, "align": "right"})
        elif isinstance(value, int | float):
            self.page.write_number(row, column, Exact(value), self.book.format(style))
        else:
            self._text(row, column, value, style)

    def _text(self, row: int, column: int, text: str, style: dict[str, Any]) -> None:
        plain = clean(text)
        marked = {**style, "quote_prefix": True} if is_dangerous(plain) else style
        if plain:
            self.page.write_string(row, column, plain, self.book.format(marked))
        elif style:
            self.page.write_blank(row, column, None, self.book.format(style))

    def numbers(self, row: int, column: int, values: Sequence[float | None], look: dict[str, Any]) -> Range:
        """Numbers under each other, and where they stand."""
        for place, value in enumerate(values):
            self.put(row + place, column, value if known(value) else None, look)
        return self.range(row, column, row + len(values) - 1)

    def range(self, row: int, column: int, last_row: int | None = None) -> Range:
        """A part of a column as charts want to be told of it."""
        return [self.name, row, column, row if last_row is None else last_row, column]

    def cell(self, row: int, column: int) -> Range:
        """One cell as the name of something in a chart."""
        return [self.name, row, column]

    def width(self, column: int, letters: float, last: int | None = None) -> None:
        """So many letters wide."""
        for one in range(column, (column if last is None else last) + 1):
            self.widths[one] = letters
        self.page.set_column(column, column if last is None else last, letters, self.book.format({}))

    def fit(self, row: int, texts: Mapping[int, str], size: float = 10.0) -> None:
        """Make a row as high as its wrapped texts need, by column: no program does that for every file it opens."""
        heights = [height_points(clean(text), self._letters(column), size) for column, text in texts.items()]
        if heights and max(heights) > height_points("", 1.0, size):
            self.page.set_row(row, max(heights))

    def _letters(self, column: int) -> float:
        return self.widths.get(column, _DEFAULT_LETTERS)

    def heads(self, row: int, heads: Sequence[str], words: int = 0, first: int = 0) -> None:
        """The heads of a table; those of numbers stand at the right, above them."""
        for column, head in enumerate(heads, start=first):
            self.put(row, column, head, HEAD if column - first < words else NUMBER_HEAD)
        self.fit(row, dict(enumerate(heads, start=first)))

    def paragraph(self, row: int, text: str, last_column: int, look: dict[str, Any], first_column: int = 0) -> int:
        """Text over several columns, as high as it needs; the next row."""
        if last_column > first_column:
            self.page.merge_range(row, first_column, row, last_column, "", self.book.format(look))
        self.put(row, first_column, text, look)
        room = sum(self._letters(one) for one in range(first_column, last_column + 1))
        size = float(look.get("font_size", PLAIN["font_size"]))
        self.page.set_row(row, height_points(text, room * 10.0 / size, size))
        return row + 1


def height_points(text: str, letters_wide: float, size: float = 10.0) -> float:
    """How high a cell must be for its text to be seen; signs of Chinese and the like are twice as wide."""
    lines = 0
    for line in text.split("\n"):
        letters = len(line) + sum(one >= _WIDE_FROM for one in line)
        lines += max(1, math.ceil(0.95 * letters / max(letters_wide, 1.0)))
    return min(lines * LINE_POINTS * size / 11.0 + 2.0, MOST_POINTS)
