"""A comparison under names of every bad kind, as what people take away of it; built once for all tests."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation

from sim.office.deck import Look, deck_bytes
from sim.office.handout import Handout
from sim.pictures import pictures_of_comparison
from sim.verbs.report_run import comparison_page
from sim.verbs.report_tables import tables_of
from tests.office.books import BookRead, book_of
from tests.office.decks import Deck
from tests.report.conftest import Paged, hostile

__all__ = ["hostile"]


@pytest.fixture(scope="session")
def handout(hostile: Paged) -> Handout:
    """Page and charts of the comparison."""
    comparison = hostile.comparison
    return Handout(comparison_page(comparison, hostile.folder, {}), tuple(pictures_of_comparison(comparison)))


@pytest.fixture(scope="session")
def small(handout: Handout) -> Handout:
    """Two charts and no tables: enough for what concerns the file as a whole."""
    page = handout.page
    kept = tuple(section for section in page.sections if section.name == "reproduce")
    short = type(page)(page.headline, page.about, kept)
    return Handout(short, tuple(one for one in handout.pictures if one.name in ("survival", "reached")))


@pytest.fixture(scope="session")
def deck(handout: Handout) -> Deck:
    """In our own look."""
    content = deck_bytes(handout, Look())
    return Deck(handout, content, Presentation(io.BytesIO(content)))


@pytest.fixture(scope="session")
def book(handout: Handout, hostile: Paged) -> BookRead:
    """The workbook, with the stored tables."""
    tables = tables_of(hostile.comparison.by_label(), "strategy")
    return book_of(Handout(handout.page, handout.pictures, tables))
