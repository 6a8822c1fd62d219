"""Slides and workbook of a sensitivity analysis: charts that can be edited, with the numbers of the drawn ones."""

from __future__ import annotations

import io
import math
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from sim.charts.morris import draw_morris
from sim.charts.picture import Picture
from sim.charts.sobol import draw_sobol
from sim.charts.spider import draw_spider
from sim.charts.tornado import HIGH, LOW, OTHER, Lane, TornadoBar, TornadoChart, draw_tornado
from sim.office.deck import Look, deck_bytes
from sim.office.handout import Handout
from sim.office.slides.charted import chart_slides
from sim.office.slides.measure import wide
from sim.office.slides.parts import Box, CategoryPlot, Grid, XyPlot
from sim.report.page import Page
from tests.charts import test_sensitivity_charts as charts
from tests.charts import test_tornado_chart as tornado
from tests.charts.builders import PROVENANCE
from tests.office.books import BookRead, book_of, numbers_in, numbers_of, series_in
from tests.office.decks import Deck, charts_of

SOBOL = charts.sobol(*(charts.shares(f"group.card_{n}", 0.6 / n, 0.7 / n) for n in range(1, 8)))
PICTURES = (
    Picture("tornado", TornadoChart("mean payoff", "EUR", -2e6, 200, tornado.MANY), draw_tornado, PROVENANCE),
    Picture("spider", charts.SIX, draw_spider, PROVENANCE),
    Picture("morris", charts.CROWD, draw_morris, PROVENANCE),
    Picture("sobol", SOBOL, draw_sobol, PROVENANCE),
)
BODY = Box(0.5, 1.4, 12.3, 5.6)


@pytest.fixture(scope="module")
def handout() -> Handout:
    """A page without sections: what is tested stands on slides and sheets of charts."""
    return Handout(Page("What it rests on.", ("About it.",), ()), PICTURES)


@pytest.fixture(scope="module")
def deck(handout: Handout) -> Deck:
    content = deck_bytes(handout, Look())
    return Deck(handout, content, Presentation(io.BytesIO(content)))


@pytest.fixture(scope="module")
def book(handout: Handout) -> BookRead:
    return book_of(handout)


def bars_of(deck: Deck, name: str) -> tuple[list[float], list[tuple[float, float]]]:
    """Lengths of the bars on a slide, and between which values their whiskers lie."""
    (chart,) = charts_of(deck.slide(deck.picture(name)))
    (series,) = chart.plots[0].series
    ends = []
    for way, sign in (("minus", -1.0), ("plus", 1.0)):
        found = series._element.find(f".//{qn(f'c:{way}')}").iter(qn("c:pt"))
        lengths = {int(pt.get("idx")): float(pt.find(qn("c:v")).text) for pt in found}
        ends.append([value + sign * lengths.get(at, 0.0) for at, value in enumerate(series.values)])
    return list(series.values), list(zip(*ends, strict=True))


def test_the_tornado_of_a_slide_has_the_differences_of_the_chart(deck: Deck) -> None:
    """Bar by bar in its order, with whiskers to the ends of the interval; what found no room is said in the notes."""
    picture = deck.picture("tornado")
    values, whiskers = bars_of(deck, "tornado")
    lanes = [lane for bar in picture.data.bars for lane in bar.lanes]
    assert values == [lane.difference for lane in lanes[: len(values)]]
    assert [each for pair in whiskers for each in pair] == pytest.approx(
        [end for lane in lanes[: len(values)] for end in (lane.low, lane.high)]
    )
    left = len(picture.data.bars) - len(values) // 2
    assert left > 0
    assert f"{left} more cards" in deck.slide(picture).notes_slide.notes_text_frame.text


def test_morris_and_sobol_of_a_slide_have_the_numbers_of_the_charts(deck: Deck) -> None:
    """mu* of each card; of each card the share alone and with others."""
    values, whiskers = bars_of(deck, "morris")
    found = deck.picture("morris").data.bars[: len(values)]
    assert values == [bar.size for bar in found]
    assert [each for pair in whiskers for each in pair] == pytest.approx(
        [end for bar in found for end in (bar.low, bar.high)]
    )
    values, _ = bars_of(deck, "sobol")
    assert values == [one.value for bar in SOBOL.bars for one in (bar.alone, bar.whole)][: len(values)]


def test_the_spider_of_a_slide_goes_through_the_stops_of_the_chart(deck: Deck) -> None:
    """A course for each line, beside the dashed one of the base."""
    (chart,) = charts_of(deck.slide(deck.picture("spider")))
    drawn = {one.name: list(one.values) for one in chart.plots[0].series}
    data = deck.picture("spider").data
    assert drawn.pop("base") == [data.base, data.base]
    assert drawn == {line.card: [stop.measure for stop in line.stops] for line in data.shown}


@pytest.mark.parametrize("name", [picture.name for picture in PICTURES])
def test_the_sheet_of_a_chart_holds_all_of_its_numbers_and_draws_them(book: BookRead, name: str) -> None:
    """In cells, and a native chart beside them whose points are among them."""
    picture, sheet = book.picture(name), book.sheet(name)
    expected = numbers_in(picture)
    assert expected <= numbers_of(sheet)
    drawn = [
        float(y) for chart in sheet._charts for points in series_in(book.workbook, chart).values() for _, y in points
    ]
    assert len(drawn) > 3
    assert set(drawn) <= set(expected)


def parts(data: Any, draw: Any) -> list[Any]:
    """What stands on the one slide of a chart."""
    (slide,) = chart_slides(Picture("some", data, draw, PROVENANCE), BODY)
    return list(slide.parts)


LONG = "group_with_a_long_name.card_with_a_name_that_goes_on_and_on_for_as_long_as_anybody_would_ever_write_it"
EXTREMES = {
    "nothing moves": (TornadoBar("cfo.hurdle", "1", (Lane("2", HIGH, 0.0, 0.0, 0.0),), clear=False),),
    "no interval": (TornadoBar("cfo.hurdle", "1", (Lane("2", HIGH, 3e5, -math.inf, math.inf),), clear=False),),
    "millions beside cents": (
        tornado.bar("cfo.budget_eur", -9e8, 4e9),
        TornadoBar("shadow.trust", "0.5", (Lane("0.1", LOW, 0.01, 0.0, 0.02),), clear=False),
    ),
    "a long name and many settings": (
        TornadoBar(
            LONG, "base", tuple(Lane(f"choice {n} " * 9, OTHER, n * 1e3, 0.0, n * 2e3) for n in range(9)), clear=True
        ),
    ),
    "every setting of a card left out": (TornadoBar("a.b", "1", (), clear=False), tornado.bar("c.d", 1.0, 2.0)),
}


@pytest.mark.parametrize("extreme", EXTREMES)
@pytest.mark.parametrize("unit", ["EUR", "share", "weeks"])
def test_words_of_the_tornado_fit_their_columns_whatever_the_numbers(extreme: str, unit: str) -> None:
    """No cell is wider than its column, the axis holds every bar, and its ticks are few."""
    scale = 1.0 if unit == "EUR" else 1e-10 if unit == "share" else 1e-3
    bars = tuple(
        TornadoBar(bar.card, bar.base, tuple(
            Lane(one.value, one.side, one.difference * scale, one.low * scale, one.high * scale) for one in bar.lanes
        ), bar.clear)
        for bar in EXTREMES[extreme]
    )  # fmt: skip
    found = parts(TornadoChart("mean payoff", unit, -2e6 * scale, 200, bars), draw_tornado)
    (grid,) = [part for part in found if isinstance(part, Grid)]
    for row in grid.rows[1:]:
        for field, width in zip(row, grid.widths, strict=True):
            assert wide(field.text, field.ink.size, field.ink.bold) <= width
    assert sum(grid.heights) <= BODY.height
    (plot,) = [part for part in found if isinstance(part, CategoryPlot)]
    values = [value for value in plot.rows[0].values if value is not None]
    hair = 1e-9 * plot.axis.step
    assert plot.axis.low <= min([0.0, *values]) + hair
    assert max([0.0, *values]) - hair <= plot.axis.high
    assert 1 <= (plot.axis.high - plot.axis.low) / plot.axis.step <= 7


def test_a_tornado_of_which_every_setting_was_left_out_says_so() -> None:
    """In words, as there is nothing to draw."""
    data = TornadoChart("mean payoff", "EUR", -2e6, 200, (TornadoBar("a.b", "1", (), clear=False),))
    assert "Nothing to show" in [part.name for part in parts(data, draw_tornado)]


def test_a_spider_whose_line_is_flat_has_an_axis() -> None:
    """The measure does not move: ticks lie around the base."""
    data = charts.spider(charts.line("cfo.hurdle", -2e6, -2e6, -2e6, half=0.0))
    (plot,) = [part for part in parts(data, draw_spider) if isinstance(part, XyPlot)]
    assert plot.y.low < -2e6 < plot.y.high
    assert 1 <= (plot.y.high - plot.y.low) / plot.y.step <= 7
