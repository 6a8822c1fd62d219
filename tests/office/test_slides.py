"""A deck as a file: everything on its slides, said to those who cannot see it, and the same every time."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from sim.office.deck import Look, deck_bytes
from sim.office.handout import Handout
from sim.report.page import Table
from tests.office.decks import Deck, inches
from tests.tools import LIBREOFFICE, PDF_TO_TEXT

MOST_SECONDS = 240
SMALLEST_CELL = 9.0


def test_every_chart_has_its_slide_with_the_finding_as_its_title(deck: Deck) -> None:
    """As much of it as fits; the notes have it in full."""
    for picture in deck.handout.pictures:
        slide = deck.slide(picture)
        words = picture.data.title.split()
        assert slide.shapes.title.text.split()[:3] == words[:3] or "\u2068" in slide.shapes.title.text
        assert len(slide.notes_slide.notes_text_frame.text) > len(picture.data.title)


def test_nothing_runs_off_a_slide(deck: Deck) -> None:
    """Every part lies within, whatever the names are."""
    wide, high = deck.presentation.slide_width, deck.presentation.slide_height
    for slide in deck.presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.top >= 0, shape.name
            assert inches(shape.left + shape.width) <= inches(wide) + 0.01, shape.name
            assert inches(shape.top + shape.height) <= inches(high), (slide.shapes.title.text, shape.name)


def test_every_slide_says_where_it_comes_from(deck: Deck) -> None:
    """In its footer and in its notes, which also say how to read it."""
    run = deck.handout.pictures[0].provenance.run_line().split(" · ")[0]
    for number, slide in enumerate(deck.presentation.slides):
        text = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        notes = slide.notes_slide.notes_text_frame.text
        assert run in text or "config" in text, number
        assert "config" in notes, number
    chart = deck.slide(deck.handout.pictures[0]).notes_slide.notes_text_frame.text
    for part in ("What is plotted:", "How to read it:", "What it does not say:", "Where it comes from:"):
        assert part in chart


def test_whoever_cannot_see_a_part_is_told_what_it_shows(deck: Deck) -> None:
    """Charts, tables and pictures have a text of their own."""
    told = [
        shape._element.find(".//{*}cNvPr").get("descr", "")
        for slide in deck.presentation.slides
        for shape in slide.shapes
        if shape.has_chart or shape.has_table or shape.shape_type == 13
    ]
    assert len(told) > 30
    assert all(told)


def test_no_letter_of_a_table_is_too_small(deck: Deck) -> None:
    """Also where hundreds of cards stand in it."""
    sizes = {
        run.font.size.pt
        for slide in deck.presentation.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
        for run in cell.text_frame.paragraphs[0].runs
    }
    assert min(sizes) >= SMALLEST_CELL


def test_the_appendix_holds_every_card_with_its_source(deck: Deck) -> None:
    """As many as the page has."""
    section = next(one for one in deck.handout.page.sections if one.name == "assumptions")
    tables = [block for block in section.blocks if isinstance(block, Table)]
    rows = sum(len(part.rows) for table in tables for part in table.parts)
    titled = [one for one in deck.presentation.slides if one.shapes.title.text.startswith("Appendix: All assumptions")]
    shown = sum(
        sum(bool(row.cells[3].text) for row in shape.table.rows) - 1
        for slide in titled
        for shape in slide.shapes
        if shape.has_table
    )
    assert shown == rows > 200


def test_the_same_handout_gives_the_same_bytes(small: Handout) -> None:
    """And no time is in them, nor in the sheets behind the charts."""
    first, second = deck_bytes(small, Look()), deck_bytes(small, Look())
    assert first == second


def test_no_part_holds_a_time_or_is_listed_twice(deck: Deck, tmp_path: Path) -> None:
    """Every part of the file once, dated as all others."""
    path = tmp_path / "deck.pptx"
    path.write_bytes(deck.content)
    with zipfile.ZipFile(path) as file:
        parts = file.infolist()
        core = file.read("docProps/core.xml").decode()
    assert len({part.filename for part in parts}) == len(parts)
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(r">(\d{4})-\d\d-\d\dT", core)) == {"2000"}


@pytest.mark.slow
@LIBREOFFICE.needed()
@PDF_TO_TEXT.needed()
def test_an_office_program_makes_a_page_of_every_slide(deck: Deck, tmp_path: Path) -> None:
    """As many pages as slides, none of them empty, each with its title."""
    (tmp_path / "deck.pptx").write_bytes(deck.content)
    command = [str(LIBREOFFICE.path), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
               "--convert-to", "pdf", "deck.pptx"]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=MOST_SECONDS, check=True)
    told = subprocess.run([str(PDF_TO_TEXT.path), "deck.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    pages = told.stdout.decode(errors="replace").rstrip("\f").split("\f")
    slides = list(deck.presentation.slides)
    assert len(pages) == len(slides)
    for slide, page in zip(slides, pages, strict=True):
        first = slide.shapes.title.text.split()[0].strip("\u2068\u2069")
        assert first[:4] in page
        assert len(page.split()) > 10, slide.shapes.title.text
