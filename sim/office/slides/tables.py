"""Tables and text over as many slides as they need: measured, so that nothing runs off a slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sim.charts.lettering import POINTS_PER_INCH
from sim.charts.look import FAINT, INK, QUIET
from sim.office.slides.measure import clean, folded, high, shortened, wide
from sim.office.slides.parts import Align, Box, Field, Grid, Ink, Line, Part, Run, Slide, Words
from sim.report.page import Table

CELL, TEXT = 10.0, 14.0
SMALLEST = 9.0
_MARGIN = 0.05
_NARROWEST, _LONGEST_WORD, _LOOSER = 0.55, 1.85, 1.5
_PADDING = 2 * _MARGIN + 0.05
_MOST_LINES_OF_A_HEAD = 3
_MOST_LINES = 12
_LARGER = (14.0, 12.0)
_CONTINUED = " (continued)"
_SHRINKING = (1.0, 0.93, 0.86, 0.8)
_LEAST_TEXT = 10.0
_BETWEEN_POINTS = 6.0
_GAP = 0.1


@dataclass(frozen=True)
class Furniture:
    """What every slide of a table has beside it: the text above, at the foot and in the notes."""

    foot: Words
    notes: tuple[str, ...]
    footer: tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    """One row with the lines of its cells; a heading goes across."""

    cells: tuple[str, ...]
    height: float
    across: bool = False


def table_slides(title: str, table: Table, lead: str, body: Box, about: Furniture, size: float = CELL) -> list[Slide]:
    """The head on every slide; a heading never stands last. Larger letters where all still fit on one slide without
    folding, smaller ones where they save a slide."""
    for larger in _LARGER:
        if _unfolded(table, larger) <= body.width:
            slides = _table_slides(title, table, lead, body, about, larger)
            if len(slides) == 1:
                return slides
    slides = _table_slides(title, table, lead, body, about, size)
    if len(slides) == 1 or size <= SMALLEST:
        return slides
    smaller = _table_slides(title, table, lead, body, about, SMALLEST)
    return smaller if len(smaller) < len(slides) else slides


def _table_slides(title: str, table: Table, lead: str, body: Box, about: Furniture, size: float) -> list[Slide]:
    room = Box(body.left, body.top, body.width, about.foot.box.top - _GAP - body.top)
    widths = _widths(table, room.width, size)
    head = _line([shortened(one, width - 2 * _MARGIN, size, _MOST_LINES_OF_A_HEAD, True) for one, width in
                  zip(table.heads, widths, strict=True)], widths, size, bold=True)  # fmt: skip
    lines = list(_lines(table, widths, size))
    beside = max(SMALLEST + 1, min(size, _LARGER[-1]))
    leads = _paragraph("Before the table", lead, room, beside)
    notes = _paragraph("Notes to the table", " ".join(table.notes), room, beside)
    first = room.height - (leads.box.height + _GAP if leads else 0.0)
    pages = _pages(lines, head.height, first, room.height, notes.box.height + _GAP if notes else 0.0)
    slides = []
    for number, page in enumerate(pages):
        top = room.top
        parts: list[Part] = []
        if leads and number == 0:
            parts.append(leads)
            top = leads.box.bottom + _GAP
        grid = _grid(table, head, page, widths, (room.left, top), size)
        parts.append(grid)
        if notes and number == len(pages) - 1:
            parts.append(_moved(notes, top + sum(grid.heights) + _GAP))
        parts.append(about.foot)
        place = f" ({number + 1} of {len(pages)})" if len(pages) > 1 else ""
        said = (title + ".", f"The table: {table.caption}.", *table.notes, *_whole(table, widths, size), *about.notes)
        slides.append(Slide(title + place, tuple(parts), said, about.footer))
    return slides


def _whole(table: Table, widths: Sequence[float], size: float) -> Iterator[str]:
    """Heads that had to be shortened stand in full in the notes."""
    for head, width in zip(table.heads, widths, strict=True):
        if len(folded(head, width - 2 * _MARGIN, size, True)) > _MOST_LINES_OF_A_HEAD:
            yield f"Column: {head}."


def _moved(words: Words, top: float) -> Words:
    box = words.box
    return Words(words.name, Box(box.left, top, box.width, box.height), words.lines)


def _paragraph(name: str, text: str, room: Box, size: float) -> Words | None:
    if not text:
        return None
    lines = folded(text, room.width, size)
    box = room.upper(high(len(lines), size) + 0.02)
    return Words(name, box, ((Run(clean(text), Ink(size, QUIET)),),))


def _unfolded(table: Table, size: float) -> float:
    """How wide the table is with every cell in one line; the words of a head may stand in several."""
    rows = [row for part in table.parts for row in part.rows]
    width = 0.0
    for column, head in enumerate(table.heads):
        words = [wide(word, size, True) for word in clean(head).split()]
        cells = [wide(clean(row[column]), size, column == 0) for row in rows]
        width += max(_NARROWEST, *words, *cells) + _PADDING
    return width


def _widths(table: Table, room: float, size: float) -> tuple[float, ...]:
    """Each column as wide as its longest cell; where that is too wide, those that hold most text share the room."""
    rows = [table.heads, *(row for part in table.parts for row in part.rows)]
    natural, least, held = [], [], []
    for column in range(len(table.heads)):
        cells = [(clean(row[column]), row is table.heads or column == 0) for row in rows]
        lengths = [wide(text, size, bold) for text, bold in cells]
        words = [wide(word, size, bold) for text, bold in cells for word in text.split()]
        natural.append(max(_NARROWEST, max(lengths) + _PADDING))
        least.append(min(natural[-1], max(_NARROWEST, min(_LONGEST_WORD, max(words, default=0.0)) + _PADDING)))
        held.append(sum(lengths) + 1e-6)
    if sum(natural) <= room:
        spare = min(_LOOSER, room / sum(natural))
        return tuple(width * spare for width in natural)
    if sum(least) > room:
        return tuple(width * room / sum(least) for width in least)
    return _shared(natural, least, held, room)


def _shared(natural: list[float], least: list[float], held: list[float], room: float) -> tuple[float, ...]:
    """Every column between its limits, and within them by how much text it holds."""
    fixed: dict[int, float] = {}
    while True:
        free = [at for at in range(len(natural)) if at not in fixed]
        left = room - sum(fixed.values())
        total = sum(held[at] for at in free)
        wanted = {at: left * held[at] / total for at in free}
        low = {at: least[at] for at in free if wanted[at] < least[at]}
        high = {at: natural[at] for at in free if wanted[at] > natural[at]}
        if not low and not high:
            return tuple({**fixed, **wanted}[at] for at in range(len(natural)))
        fixed |= low or high


def _lines(table: Table, widths: Sequence[float], size: float) -> Iterator[_Entry]:
    for part in table.parts:
        if part.title:
            room = sum(widths) - 2 * _MARGIN
            told = shortened(part.title, room - wide(_CONTINUED, size, True), size, 1, True)
            yield _Entry((told,), high(1, size) + 0.06, across=True)
        for row in part.rows:
            yield _line(row, widths, size)


def _line(cells: Sequence[str], widths: Sequence[float], size: float, *, bold: bool = False) -> _Entry:
    """As high as its highest cell; a cell without end is shortened."""
    shown, most = [], 1
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        strong = bold or column == 0
        told = shortened(cell, width - 2 * _MARGIN - 0.02, size, _MOST_LINES, strong)
        shown.append(told)
        most = max(most, len(folded(told, width - 2 * _MARGIN - 0.02, size, strong)))
    return _Entry(tuple(shown), high(most, size) + 0.06)


def _pages(lines: Sequence[_Entry], head: float, first: float, further: float, end: float) -> list[list[_Entry]]:
    """As many rows on a slide as there is room for, under the heading they belong to; notes need room on the last."""
    pages: list[list[_Entry]] = [[]]
    used = head
    over: _Entry | None = None
    for number, line in enumerate(lines):
        room = first if len(pages) == 1 else further
        room -= end if number == len(lines) - 1 else 0.0
        following = lines[number + 1].height if line.across and number + 1 < len(lines) else 0.0
        if pages[-1] and used + line.height + following > room:
            again = [] if over is None or line.across else [_Entry((over.cells[0] + _CONTINUED,), over.height, True)]
            pages.append(again)
            used = head + sum(one.height for one in again)
        pages[-1].append(line)
        used += line.height
        over = line if line.across else over
    return pages


def _grid(
    table: Table,
    head: _Entry,
    page: Sequence[_Entry],
    widths: tuple[float, ...],
    corner: tuple[float, float],
    size: float,
) -> Grid:
    aligns: list[Align] = ["left" if column < table.words else "right" for column in range(len(widths))]
    rows = [tuple(Field(cell, Ink(size, QUIET, True), align=how) for cell, how in zip(head.cells, aligns, strict=True))]
    for line in page:
        if line.across:
            rows.append((Field(line.cells[0], Ink(size, INK, True), FAINT, across=len(widths)),))
            continue
        rows.append(
            tuple(
                Field(cell, Ink(size, INK, column == 0), align=how)
                for column, (cell, how) in enumerate(zip(line.cells, aligns, strict=True))
            )
        )
    heights = (head.height, *(line.height for line in page))
    return Grid(table.caption, table.caption, corner, widths, heights, tuple(rows), margin=_MARGIN)


def text_slides(title: str, paragraphs: Sequence[Line], body: Box, about: Furniture) -> list[Slide]:
    """Paragraphs one under the other: on one slide where smaller letters make that possible, else on several."""
    room = Box(body.left, body.top, body.width, about.foot.box.top - _GAP - body.top)
    shrunk = next((one for one in _SHRINKING if _tall(paragraphs, one, room.width) <= room.height), _SHRINKING[1])
    pages: list[list[Line]] = [[]]
    used = 0.0
    for paragraph in _shrunk(paragraphs, shrunk):
        tall = _tall((paragraph,), 1.0, room.width)
        if pages[-1] and used + tall > room.height:
            pages.append([])
            used = 0.0
        pages[-1].append(paragraph)
        used += tall
    slides = []
    for number, page in enumerate(pages):
        place = f" ({number + 1} of {len(pages)})" if len(pages) > 1 else ""
        words = Words("Text", room, tuple(page), gap=_BETWEEN_POINTS)
        said = (title + ".", *("".join(run.text for run in one) for one in page), *about.notes)
        slides.append(Slide(title + place, (words, about.foot), said, about.footer))
    return slides


def _shrunk(paragraphs: Sequence[Line], share: float) -> list[Line]:
    """Smaller letters, but never ones that cannot be read from afar."""
    return [
        tuple(Run(run.text, replace(run.ink, size=max(_LEAST_TEXT, round(run.ink.size * share)))) for run in paragraph)
        for paragraph in paragraphs
    ]


def _tall(paragraphs: Sequence[Line], share: float, width: float) -> float:
    return sum(
        high(len(folded("".join(run.text for run in one), width, one[0].ink.size, one[0].ink.bold)), one[0].ink.size)
        + _BETWEEN_POINTS / POINTS_PER_INCH
        for one in _shrunk(paragraphs, share)
    )
