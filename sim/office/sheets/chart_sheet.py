"""One chart as a sheet: its finding, native charts, its numbers in wide tables, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.charts.picture import Picture
from sim.office.sheets.blocks import Block, Wide, wide
from sim.office.sheets.book import HEAD, QUIETLY, TITLE, Book, Sheet
from sim.office.sheets.cells import form_of, known
from sim.office.sheets.heads import head_of, with_unit
from sim.office.sheets.kinds import Kind, kind_of
from sim.office.sheets.marks import said_of
from sim.office.sheets.native import GRID_OF, Frame, Native
from sim.office.sheets.placed import Helpers, Placed

LAST_COLUMN = 10
_FIRST_LETTERS, _LETTERS = 30.0, 13.0
_ROW_PIXELS = 20
_MOST_ACROSS = 8
"""Single numbers beyond so many stand below each other and not beside each other."""


def add_chart_sheet(book: Book, picture: Picture) -> Sheet:
    """The whole sheet of one chart."""
    told = picture.provenance
    footer = " · ".join(filter(None, (told.run_line(), told.assumption_line())))
    sheet = book.sheet(
        picture.name.replace("_", " ").replace("-", " ").capitalize(), picture.data.title, told.run_line()
    )
    sheet.width(0, _FIRST_LETTERS)
    sheet.width(1, _LETTERS, LAST_COLUMN)
    row = sheet.paragraph(0, picture.data.title, LAST_COLUMN, TITLE)
    numbers = wide(picture.data.rows())
    said = said_of(picture.name.rpartition("-")[2], picture.data.subtitle, numbers)
    if said:
        row = sheet.paragraph(row, said, LAST_COLUMN, QUIETLY)
    return _body(sheet, picture, numbers, row + 1, footer)


def _body(sheet: Sheet, picture: Picture, numbers: Wide, row: int, footer: str) -> Sheet:
    kind = kind_of(picture.name, numbers)
    frames, below = ([], row) if kind is None else _frames(kind, row)
    below = sheet.paragraph(below, footer, LAST_COLUMN, {**QUIETLY, "font_size": 8}) + 1
    last = LAST_COLUMN
    if kind is not None and kind.table is not None:
        below = kind.table(sheet, numbers, below) + 1
    placed = []
    for block in numbers.blocks:
        one, below = _put_block(sheet, block, below)
        placed.append(one)
        last = max(last, one.last_column)
    below = _put_events(sheet, numbers, below)
    if kind is not None and frames:
        helpers = Helpers(sheet, row, last + 2)
        native = Native(sheet, helpers, placed, picture.data.title, frames)
        kind.draw(native)
    sheet.page.print_area(0, 0, max(below - 1, 1), last)
    return sheet


def _frames(kind: Kind, row: int) -> tuple[list[Frame], int]:
    """Where charts go, and the first row below them."""
    if not kind.panels:
        return [], row
    across, (width, usual) = GRID_OF.get(kind.panels, GRID_OF[max(GRID_OF)])
    height = kind.pixels or usual
    rows = math.ceil(height / _ROW_PIXELS)
    frames = [Frame(row + at // across * rows, at % across * width, width, height) for at in range(kind.panels)]
    return frames, row + math.ceil(kind.panels / across) * rows + 1


def _put_block(sheet: Sheet, block: Block, row: int) -> tuple[Placed, int]:
    """A table, and the first free row below it."""
    single = len(block.values) == len(block.series) and not block.has_text and not block.has_end
    if single and len(block.units) > _MOST_ACROSS:
        return _put_standing(sheet, block, row)
    return _put_across(sheet, block, row)


def _put_across(sheet: Sheet, block: Block, row: int) -> tuple[Placed, int]:
    """A row for each place."""
    places = block.places
    words = [("", [place.series for place in places])]
    if block.has_text:
        words.append(("what", [place.text for place in places]))
    ends = [place.x_end for place in places]
    across = [(block.x_unit or "at", [place.x for place in places])] if block.has_x else []
    across += [(f"until ({block.x_unit})" if block.x_unit else "until", ends)] if block.has_end else []
    measures = [with_unit(head_of(measure), unit) for measure, unit in block.units.items()]
    first = len(words) + len(across)
    if first + len(block.units) - 1 > LAST_COLUMN:
        sheet.width(LAST_COLUMN + 1, _LETTERS, first + len(block.units) - 1)
    sheet.heads(row, [*(head for head, _ in words), *(head for head, _ in across), *measures], words=len(words))
    for column, (_, texts) in enumerate(words):
        for at, text in enumerate(texts, start=row + 1):
            sheet.put(at, column, text)
    for column, (_, values) in enumerate(across, start=len(words)):
        sheet.numbers(row + 1, column, values, {"num_format": form_of("", values)})
    for column, (measure, unit) in enumerate(block.units.items(), start=first):
        found = [block.values[place].get(measure) for place in places]
        sheet.numbers(row + 1, column, found, {"num_format": form_of(unit, found, signed="difference" in measure)})
    text_column = 1 if block.has_text else None
    placed = Placed(sheet, block, row + 1, first, len(words) if block.has_x else None, text_column)
    return placed, row + len(places) + 2


def _put_standing(sheet: Sheet, block: Block, row: int) -> tuple[Placed, int]:
    """A row for each measure, a column for each series."""
    sheet.heads(row, ["", "unit", *block.series], words=2)
    xs = [place.x for place in block.places]
    rows = [(f"at ({block.x_unit})", "", xs)] if block.has_x else []
    for measure, unit in block.units.items():
        rows.append((measure, unit, [next(iter(block.column(measure, series)), None) for series in block.series]))
    for at, (measure, unit, values) in enumerate(rows, start=row + 1):
        look = {"num_format": form_of(unit, values, signed="difference" in measure)}
        sheet.put(at, 0, head_of(measure) if measure in block.units else measure)
        sheet.put(at, 1, unit)
        for column, value in enumerate(values, start=2):
            sheet.put(at, column, value if known(value) else None, look)
    return Placed(sheet, block, row + 1, 2, None, None, len(block.series)), row + len(rows) + 2


def _put_events(sheet: Sheet, numbers: Wide, row: int) -> int:
    """What happens at a place without being a number."""
    if not numbers.events:
        return row
    heads = ("", "what", numbers.events[0].x_unit or "at", "until", "in words")
    sheet.heads(row, heads, words=2)
    for at, one in enumerate(numbers.events, start=row + 1):
        for column, value in enumerate((one.series, one.measure, one.x, one.x_end, one.text)):
            sheet.put(at, column, value, {"num_format": "0.0"} if isinstance(value, float) else None)
    return row + len(numbers.events) + 2


def add_numbers_sheet(book: Book, pictures: Sequence[Picture]) -> Sheet:
    """All charts' numbers in the long form of their CSV files: for a pivot table, or to be read by a program."""
    sheet = book.sheet("Chart numbers", "Every number of every chart in one long table, as in the charts' CSV files")
    heads = ("chart", "series", "measure", "x", "x_end", "x_unit", "value", "unit", "text")
    for column, (head, letters) in enumerate(zip(heads, (18, 30, 24, 10, 10, 16, 18, 18, 40), strict=True)):
        sheet.width(column, letters)
        sheet.put(0, column, head, HEAD)
    row = 0
    for picture in pictures:
        for one in picture.data.rows():
            row += 1
            sheet.put(row, 0, picture.name)
            for column, value in enumerate(one, start=1):
                sheet.put(row, column, value)
    sheet.page.freeze_panes(1, 0)
    sheet.page.repeat_rows(0)
    sheet.page.autofilter(0, 0, max(row, 1), len(heads) - 1)
    return sheet
