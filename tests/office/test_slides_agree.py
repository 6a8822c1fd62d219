"""Slides of one deck look alike: titles of one size, headings said again where a table goes on, letters that fill."""

from __future__ import annotations

from collections import Counter

from sim.office.slides.parts import Box, Grid, Ink, Run, Words
from sim.office.slides.tables import CELL, Furniture, table_slides
from sim.report.page import Part, Table
from tests.office.decks import Deck

BODY = Box(0.5, 1.3, 12.3, 5.7)
ABOUT = Furniture(Words("Footer", Box(0.5, 6.8, 12.3, 0.2), ((Run("seed 21", Ink(8)),),)), (), ())


def grids(table: Table) -> list[Grid]:
    """The tables that it becomes, slide by slide."""
    slides = table_slides("In numbers", table, "", BODY, ABOUT)
    return [part for slide in slides for part in slide.parts if isinstance(part, Grid)]


def table(rows: int) -> Table:
    """Two parts, the second of so many rows."""
    parts = (Part((("first", "1"),), "One"), Part(tuple((f"row {row}", "2") for row in range(rows)), "Two"))
    return Table("Numbers", ("what", "number"), parts)


def test_titles_have_one_size(deck: Deck) -> None:
    """Only one that is longer than nearly all others is smaller."""
    slides = list(deck.presentation.slides)[1:]
    sizes = Counter(slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt for slide in slides)
    size, most = sizes.most_common(1)[0]
    assert size == max(sizes)
    assert most >= 0.85 * len(slides)


def test_a_table_that_goes_on_says_under_which_heading() -> None:
    """A row on a second slide is not without what it belongs to; no row is lost or said twice."""
    found = grids(table(70))
    assert len(found) > 1
    assert [grid.rows[1][0].text for grid in found] == ["One", *["Two (continued)"] * (len(found) - 1)]
    rows = [row[0].text for grid in found for row in grid.rows if row[0].text.startswith("row")]
    assert rows == [f"row {row}" for row in range(70)]


def test_a_small_table_is_written_larger() -> None:
    """As large as it fits on one slide; a long one is not, and nothing runs over the foot."""
    (small,), (long, *_) = grids(table(5)), grids(table(70))
    assert small.rows[0][0].ink.size > CELL >= long.rows[0][0].ink.size
    assert all(grid.corner[1] + sum(grid.heights) <= 6.8 for grid in (small, long))
