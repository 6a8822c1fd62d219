"""Slides as a file: text, tables, pictures and charts put where they were measured to fit; the same every time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from sim.charts.look import AXIS, GRID
from sim.folders import save
from sim.office.handout import Handout
from sim.office.slides.behind import CREATED, without_time
from sim.office.slides.board import Opening, board_of
from sim.office.slides.editable import add_categories, add_xy, rgb
from sim.office.slides.ground import LIGHT
from sim.office.slides.measure import clean, fitting
from sim.office.slides.parts import Box, CategoryPlot, Field, Grid, Image, Line, Part, Run, Slide, Words, XyPlot
from sim.office.slides.template import Look, content_layout, room_of, subtitle_of, title_layout, title_of

__all__ = ["Look", "write_deck"]

_ALIGN = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_SIZES = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_OPENING_SIZES = (36.0, 32.0, 28.0, 24.0, 20.0, 18.0, 16.0, 14.0, 12.0)
_LONGER = 0.1
"""Share of slides whose titles may be smaller than the others'."""

_INSETS = (0.25, 0.12)
_FOOT_POINTS = 8.0
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style without grid and ground."""


def write_deck(handout: Handout, path: Path, look: Look) -> Path:
    """The slides of a handout in that look, whole or not there."""
    return save(path, deck_bytes(handout, look))


def deck_bytes(handout: Handout, look: Look) -> bytes:
    """The file; the same handout and look give the same bytes."""
    deck = _Deck(look)
    opening, slides = board_of(handout, deck.room.body)
    deck.open(opening)
    deck.agree(slides)
    for slide in slides:
        deck.add(slide)
    return deck.content(handout.page.headline)


class _Deck:
    """A presentation being filled."""

    def __init__(self, look: Look) -> None:
        self.presentation: Any = look.open()
        self.room = room_of(self.presentation, look.name)
        self.layouts = (title_layout(self.presentation, look.name), content_layout(self.presentation, look.name))
        self.sizes = [size for size in _SIZES if size <= self.room.title_points] or [_SIZES[-1]]

    def open(self, opening: Opening) -> None:
        """The title slide."""
        slide = self.presentation.slides.add_slide(self.layouts[0])
        title = title_of(slide)
        _title(title, opening.title, (Emu(title.width).inches, Emu(title.height).inches), _OPENING_SIZES)
        below = subtitle_of(slide)
        if below is not None:
            _subtitle(below, opening.lines)
        _clear(slide)
        _number(slide, self.layouts[0])
        _notes(slide, opening.notes)

    def agree(self, slides: Sequence[Slide]) -> None:
        """One size for the titles: the largest at which nearly all fit; only a longer one is smaller."""
        room = (self.room.title.width - _INSETS[0], self.room.title.height - _INSETS[1])
        found = sorted(fitting(slide.title, room, self.sizes, bold=True)[0] for slide in slides)
        agreed = found[int(len(found) * _LONGER)] if found else self.sizes[0]
        self.sizes = [size for size in self.sizes if size <= agreed]

    def add(self, asked: Slide) -> None:
        """One slide with its parts."""
        slide = self.presentation.slides.add_slide(self.layouts[1])
        _title(title_of(slide), asked.title, (self.room.title.width, self.room.title.height), self.sizes)
        if self.room.sheet is not None:
            _light(slide.shapes, self.room.sheet)
        for part in asked.parts:
            _put(slide.shapes, part)
        _number(slide, self.layouts[1])
        _notes(slide, asked.notes)

    def content(self, title: str) -> bytes:
        """Without time, host or user inside."""
        about = self.presentation.core_properties
        about.title, about.author, about.last_modified_by = clean(title)[:250], "sim", "sim"
        about.subject = about.keywords = about.comments = about.category = ""
        about.created = about.modified = about.last_printed = CREATED
        about.revision = 1
        held = io.BytesIO()
        self.presentation.save(held)
        return without_time(held.getvalue())


# --- titles, notes, furniture ----------------------------------------------------------------------------------------


def _title(shape: Any, text: str, room: tuple[float, float], sizes: Any) -> None:
    """As large as it fits; the rest of a title without end stands in the notes."""
    size, told = fitting(text, (room[0] - _INSETS[0], room[1] - _INSETS[1]), list(sizes), bold=True)
    shape.text_frame.text = told
    shape.text_frame.word_wrap = True
    _no_growing(shape.text_frame)
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def _subtitle(shape: Any, lines: tuple[str, ...]) -> None:
    """A paragraph a line, as large as all fit."""
    width, height = Emu(shape.width).inches - _INSETS[0], Emu(shape.height).inches - _INSETS[1]
    each = height / max(1, len(lines))
    found = [fitting(line, (width, each), (18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0)) for line in lines]
    size = min((one for one, _ in found), default=18.0)
    frame = shape.text_frame
    _no_growing(frame)
    frame.word_wrap = True
    for number, (_, told) in enumerate(found):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = told, Pt(size)


def _no_growing(frame: Any) -> None:
    """Text keeps the size that it was measured at."""
    properties = frame._txBody.bodyPr
    for child in list(properties):
        properties.remove(child)
    properties.append(properties.makeelement(qn("a:noAutofit"), {}))


def _clear(slide: Any) -> None:
    """What a layout asks for and nobody filled in."""
    for one in list(slide.placeholders):
        if one.has_text_frame and not one.text_frame.text:
            one._element.getparent().remove(one._element)


def _number(slide: Any, layout: Any) -> None:
    """The slide's number where the layout has a place for it."""
    for one in layout.placeholders:
        if one._element.find(".//" + qn("p:ph")).get("type") == "sldNum":
            copy = deepcopy(one._element)
            copy.find(".//" + qn("p:cNvPr")).set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
            slide.shapes._spTree.append(copy)


def _notes(slide: Any, notes: tuple[str, ...]) -> None:
    frame = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(clean(note) for note in notes)


# --- parts -----------------------------------------------------------------------------------------------------------


def _put(shapes: Any, part: Part) -> None:
    match part:
        case Words():
            _words(shapes, part)
        case Grid():
            _grid(shapes, part)
        case Image():
            _image(shapes, part)
        case XyPlot():
            _described(add_xy(shapes, part), part.name, part.alt)
        case CategoryPlot():
            _described(add_categories(shapes, part), part.name, part.alt)


def _light(shapes: Any, box: Box) -> None:
    """A plain sheet without edge or shadow."""
    place = (Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(LIGHT)
    shape.line.fill.background()
    shape.shadow.inherit = False
    _described(shape, "Light ground", "A light ground, so that what stands on it can be read")


def _described(shape: Any, name: str, alt: str = "") -> None:
    """What a reader who cannot see it is told."""
    properties = shape._element.find(".//" + qn("p:cNvPr"))
    properties.set("name", clean(name))
    if alt:
        properties.set("descr", clean(alt))


def _words(shapes: Any, part: Words) -> None:
    box = part.box
    shape = shapes.add_textbox(Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height))
    _described(shape, part.name)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if part.middle else MSO_ANCHOR.TOP
    for number, line in enumerate(part.lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = _ALIGN[part.align]
        if part.gap and number:
            paragraph.space_before = Pt(part.gap)
        _runs(paragraph, line)


def _runs(paragraph: Any, line: Line) -> None:
    for run in line:
        written = paragraph.add_run()
        written.text = str(run.text)
        written.font.size, written.font.bold = Pt(run.ink.size), run.ink.bold
        written.font.color.rgb = rgb(run.ink.colour)


def _image(shapes: Any, part: Image) -> None:
    box = part.box
    shape = shapes.add_picture(io.BytesIO(part.png), Inches(box.left), Inches(box.top))
    shape.crop_top, shape.crop_bottom = part.cut
    seen = shape.height * (1.0 - sum(part.cut))
    scale = min(Inches(box.width) / shape.width, Inches(box.height) / seen)
    shape.width, shape.height = int(shape.width * scale), int(seen * scale)
    shape.left = Inches(box.left) + (Inches(box.width) - shape.width) // 2
    _described(shape, part.name, part.alt)


def _grid(shapes: Any, part: Grid) -> None:
    place = (Inches(part.corner[0]), Inches(part.corner[1]), Inches(sum(part.widths)), Inches(sum(part.heights)))
    frame = shapes.add_table(len(part.rows), len(part.widths), *place)
    _described(frame, part.name, part.alt)
    table = frame.table
    table.horz_banding = False
    table.first_row = part.headed
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for column, width in zip(table.columns, part.widths, strict=True):
        column.width = Inches(width)
    for row, height in zip(table.rows, part.heights, strict=True):
        row.height = Inches(height)
    for at, fields in enumerate(part.rows):
        column = 0
        for field in fields:
            cell = table.cell(at, column)
            if field.across > 1:
                cell.merge(table.cell(at, column + field.across - 1))
                for covered in range(column + 1, column + field.across):
                    _end(table.cell(at, covered).text_frame.paragraphs[0], field.ink.size)
            _cell(cell, field, part)
            if part.ruled:
                _rule(cell, AXIS if part.headed and at == 0 else GRID)
            column += field.across


def _cell(cell: Any, field: Field, part: Grid) -> None:
    cell.margin_left = cell.margin_right = Inches(part.margin)
    cell.margin_top = cell.margin_bottom = Inches(0.015)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if field.ground:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(field.ground)
    else:
        cell.fill.background()
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN[field.align]
    if field.text:
        _runs(paragraph, (Run(field.text, field.ink),))
    else:
        _end(paragraph, field.ink.size)


def _end(paragraph: Any, points: float) -> None:
    """An empty paragraph is as high as letters of that size, not of the usual one."""
    properties = paragraph._p.makeelement(qn("a:endParaRPr"), {"sz": str(Pt(points).centipoints)})
    paragraph._p.append(properties)


def _rule(cell: Any, colour: str) -> None:
    """A thin line under the cell."""
    properties = cell._tc.get_or_add_tcPr()
    line = parse_xml(
        '<a:lnB xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" w="6350">'
        f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:lnB>'
    )
    properties.insert(0, line)
