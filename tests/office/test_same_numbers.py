"""One layer of numbers: what a chart's rows say is what its CSV holds, what is drawn, and what office files carry."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import pytest

from sim.charts.longtable import LongRow, csv_text
from sim.office.sheets.cells import clean
from sim.office.slides.measure import clean as on_slides
from tests.office.books import BookRead, charts_on, numbers_in, numbers_of, series_in
from tests.office.decks import Deck, charts_of

CHARTS = (
    *("survival", "causes", "reached", "marginal_cost", "run_rate", "on_call", "queue", "levers"),
    *("difference", "difference_standing", "difference_reached"),
)
STATES = ("reached", "out_of_time", "ended_before")
LINES = {"survival": "share", "marginal_cost": "mean", "queue": "queued_mean"}
Points = set[tuple[float, float]]


def measured(picture: Any, measure: str) -> dict[str, list[tuple[float, float]]]:
    """The points of one measure by series, out of the rows; what is not known is no point."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in picture.data.rows():
        if row.measure == measure and row.x is not None and row.value is not None and math.isfinite(row.value):
            found.setdefault(row.series, []).append((float(row.x), float(row.value)))
    return found


@pytest.fixture(scope="session")
def drawn(book: BookRead) -> dict[str, Points]:
    """Every point of every line of each figure, and every corner of every area."""
    found = {}
    for picture in book.handout.pictures:
        figure = picture.draw(picture.data, picture.provenance)
        found[picture.name] = set(_points(figure))
    return found


def _points(figure: Any) -> Iterator[tuple[float, float]]:
    for axes in figure.axes:
        for line in axes.lines:
            yield from ((float(x), float(y)) for x, y in zip(*line.get_data(orig=True), strict=True))
        for area in axes.collections:
            for path in area.get_paths():
                yield from ((float(x), float(y)) for x, y in path.vertices)
        for bar in axes.patches:
            box = bar.get_bbox()
            yield from ((float(x), float(y)) for x in (box.x0, box.x1) for y in (box.y0, box.y1))


@pytest.mark.parametrize("name", CHARTS)
def test_the_csv_file_holds_the_rows(book: BookRead, name: str) -> None:
    """Every row in its order, every number to its last digit, what is not known as an empty cell."""
    picture = book.picture(name)
    head, title, *lines = csv.reader(io.StringIO(csv_text(picture.data)))
    rows = list(picture.data.rows())
    assert (tuple(head), title[-1]) == (LongRow._fields, picture.data.title)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert [cell for cell, value in zip(line, row, strict=True) if isinstance(value, str)] == [
            value for value in row if isinstance(value, str)
        ]
        assert [number(cell) for cell in line[2:4] + line[5:6]] == [known(one) for one in (row.x, row.x_end, row.value)]


def number(cell: str) -> float | None:
    """A cell of a CSV file."""
    return float(cell) if cell else None


def known(value: float | None) -> float | None:
    """A number, or that there is none."""
    return None if value is None or not math.isfinite(value) else float(value)


def test_the_workbook_s_long_table_holds_the_rows(book: BookRead) -> None:
    """All charts under each other, in order, to the last digit."""
    found = list(book.workbook["Chart numbers"].iter_rows(min_row=2, values_only=True))
    rows = [(picture.name, *row) for picture in book.handout.pictures for row in picture.data.rows()]
    assert [told(row) for row in found] == [told(row) for row in rows]


def told(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Empty cells and unknown numbers are alike."""
    return tuple(clean(one) or None if isinstance(one, str) else known(one) for one in row)


@pytest.mark.parametrize("name", CHARTS)
def test_the_sheet_of_a_chart_holds_each_of_its_numbers(book: BookRead, name: str) -> None:
    """As often as the rows have it, at least: places and cells that charts need besides come on top."""
    missing = numbers_in(book.picture(name)) - numbers_of(book.sheet(name))
    assert not missing


# --- drawn -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("survival", "share"),
        ("marginal_cost", "mean"),
        ("run_rate", "run_rate_p50"),
        ("run_rate", "budget_median"),
        ("queue", "queued_mean"),
        ("queue", "shadow_mean"),
        ("difference_standing", "difference"),
        ("difference_standing", "simultaneous low"),
        ("difference_standing", "simultaneous high"),
    ],
)
def test_lines_are_drawn_through_the_rows(book: BookRead, drawn: dict[str, Points], name: str, measure: str) -> None:
    """Every point of every series is a point of the drawn figure; a step of the nth workload begins half before it."""
    shift = 0.5 if name == "marginal_cost" else 0.0
    points = {(x - shift, y) for series in measured(book.picture(name), measure).values() for x, y in series}
    assert points
    assert points <= drawn[name]


@pytest.mark.parametrize(("name", "shift"), [("causes", 0.0), ("reached", 0.5)])
def test_areas_are_drawn_as_high_as_the_rows_add_up(
    book: BookRead, drawn: dict[str, Points], name: str, shift: float
) -> None:
    """Layer on layer from the ground up; a column of the nth workload begins half a step before it."""
    picture = book.picture(name)
    layers = STATES if name == "reached" else (*picture.data.causes, "still standing")
    stacks: dict[tuple[str, float], list[float]] = {}
    for layer in layers:
        for series, points in measured(picture, layer).items():
            for x, value in points:
                stacks.setdefault((series, x), []).append(value)
    tops = {(x - shift, top) for (_, x), stack in stacks.items() for top in accumulate(stack)}
    heights: dict[float, list[float]] = {}
    for x, y in drawn[name]:
        heights.setdefault(x, []).append(y)
    assert len(tops) > 5
    assert [top for top in tops if not any(math.isclose(top[1], y, abs_tol=1e-12) for y in heights[top[0]])] == []


def test_bars_of_levers_reach_from_price_to_price(book: BookRead, drawn: dict[str, Points]) -> None:
    """Each step begins where the one before it ended."""
    prices = {value for points in measured(book.picture("levers"), "step").values() for _, value in points}
    lengths = {x for x, _ in drawn["levers"]}
    assert prices <= lengths


def test_differences_are_drawn_where_the_rows_say(book: BookRead, drawn: dict[str, Points]) -> None:
    """Of both quantities, under every other strategy."""
    wanted = {"reached_target, difference", "payoff_eur, difference"}
    values = {row.value for row in book.picture("difference").data.rows() if row.measure in wanted}
    assert len(values) >= 2
    assert values <= {x for x, _ in drawn["difference"]}


# --- native charts ---------------------------------------------------------------------------------------------------


def of_book(book: BookRead, name: str) -> list[dict[str, list[tuple[Any, Any]]]]:
    """The charts of a sheet with the points of their series."""
    return [series_in(book.workbook, chart) for chart in charts_on(book.sheet(name))]


def of_deck(deck: Deck, name: str) -> list[list[list[float | None]]]:
    """The charts of a slide with the values of their series."""
    slide = deck.slide(deck.picture(name))
    return [[list(one.values) for plot in chart.plots for one in plot.series] for chart in charts_of(slide)]


@pytest.mark.parametrize(
    ("name", "measure"), [("survival", "share"), ("marginal_cost", "mean"), ("queue", "queued_mean")]
)
def test_native_lines_go_through_the_rows(book: BookRead, name: str, measure: str) -> None:
    """A series for each strategy, in order, with each of its points."""
    wanted = list(measured(book.picture(name), measure).values())
    found = list(of_book(book, name)[0].values())[: len(wanted)]
    assert [set(series) >= set(points) for series, points in zip(found, wanted, strict=True)] == [True] * len(wanted)


def test_native_columns_of_the_nth_workload_are_the_rows(book: BookRead, deck: Deck) -> None:
    """In the workbook and on the slides: three states for each strategy."""
    states = [measured(book.picture("reached"), state) for state in STATES]
    wanted = [[state[series] for state in states] for series in states[0]]
    assert [list(chart.values()) for chart in of_book(book, "reached")] == wanted
    assert of_deck(deck, "reached") == [[[y for _, y in points] for points in chart] for chart in wanted]


def test_native_areas_of_causes_hold_the_rows(book: BookRead) -> None:
    """Each week the share that then holds: only values of the layer, and the last is its end."""
    picture = book.picture("causes")
    layers = [measured(picture, layer) for layer in (*picture.data.causes, "still standing")]
    for at, series in enumerate(layers[0] | layers[-1]):
        wanted = [layer[series] for layer in layers if series in layer]
        found = list(of_book(book, "causes")[at].values())
        for points, cells in zip(wanted, found, strict=True):
            assert {y for _, y in cells} <= {y for _, y in points}
            assert cells[-1][1] == points[-1][1]


def test_native_differences_are_the_rows(book: BookRead) -> None:
    """Both quantities against each other strategy."""
    rows = list(book.picture("difference").data.rows())
    for quantity, chart in zip(("reached_target", "payoff_eur"), of_book(book, "difference"), strict=True):
        wanted = [row.value for row in rows if row.measure == f"{quantity}, difference"]
        ((_, points),) = chart.items()
        assert [y for _, y in points] == wanted


def test_survival_on_slides_goes_through_the_rows(book: BookRead, deck: Deck) -> None:
    """The same steps there."""
    (chart,) = charts_of(deck.slide(deck.picture("survival")))
    found = {one.name: set(one.values) for one in chart.plots[0].series}
    for series, points in measured(book.picture("survival"), "share").items():
        assert {y for _, y in points} <= found[on_slides(series)]
