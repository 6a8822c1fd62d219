"""The two-way map: a title that counts clear cells only, a number in each cell, a border where the sign turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from sim.analysis.maps import Axis, two_way_map
from sim.analysis.measure_map import measure_map
from sim.charts.longtable import csv_text
from sim.charts.map import MapChart, cell_text, difference_chart, draw_map, measure_chart
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

LONG = "A strategy with a very long name that somebody wrote in a hurry"


def axes(columns: int, rows: int) -> tuple[Axis, Axis]:
    across = Axis("cfo.budget_eur", "EUR/year", tuple(np.linspace(7e5, 3e6, columns).tolist()))
    return across, Axis("cfo.threshold_eur", "EUR", tuple(np.linspace(4e5, 2.2e6, rows).tolist()))


def cells(values: Sequence[Sequence[float]], clear: bool | Sequence[Sequence[bool]] = True) -> MapChart:
    """A map of two with these differences."""
    across, up = axes(len(values[0]), len(values))
    sure = [[clear] * len(values[0])] * len(values) if isinstance(clear, bool) else clear
    return MapChart(
        "mean payoff", "EUR", across, up, tuple(map(tuple, values)), tuple(map(tuple, sure)), ("First", "Second"), "",
        0.0, 50, 0.95,
    )  # fmt: skip


def of_one(chart: MapChart, goal: float | None) -> MapChart:
    return replace(chart, sides=(), label="First", threshold=goal)


def test_the_title_counts_clear_cells_of_either_side() -> None:
    """Two clearly ahead, one behind, one open, of four."""
    title = cells([[1e6, 2e6], [-1e6, 3e6]], [[True, True], [True, False]]).title
    assert title == "First is clearly ahead in mean payoff in 2 of 4 cells, Second in 1, 1 not clear"


@pytest.mark.parametrize(
    ("chart", "title"),
    [
        (cells([[1e6, 2e6]]), "First is clearly ahead of Second in mean payoff in all 2 cells"),
        (
            cells([[-1e6, -2e6]], [[True, False]]),
            "Second is clearly ahead of First in mean payoff in 1 of 2 cells; First is clearly ahead nowhere",
        ),
        (
            cells([[1e6, -2e6]], clear=False),
            "No clear difference in mean payoff between First and Second anywhere on the map",
        ),
        (
            of_one(cells([[1e6, -2e6, 3e6]], [[True, True, False]]), 0.0),
            "Mean payoff is clearly at least €0 in 1 of 3 cells; 1 could lie on either side",
        ),
        (
            of_one(cells([[1e6, -2e6]]), None),
            "Mean payoff goes from −€2.0M to €1.0M over cfo.budget_eur and cfo.threshold_eur",
        ),
    ],
)
def test_the_title_claims_no_more_than_is_clear(chart: MapChart, title: str) -> None:
    """All, one side only, nothing, one strategy with a goal and without."""
    assert chart.title == title


def test_every_cell_holds_its_number_and_open_ones_are_marked() -> None:
    """Of two, an open cell is white with a grey number; of one, it carries the sign of about."""
    chart = cells([[1.5e6, -2e5], [-3e4, 9e5]], [[True, True], [False, True]])
    (panel,) = draw_map(chart, PROVENANCE).axes
    assert [text.get_text() for text in panel.texts] == ["+€1.5M", "−€200k", "−€30k", "+€900k"]
    grounds = [to_rgb(patch.get_facecolor()) for patch in panel.patches if isinstance(patch, Rectangle)]
    assert len(set(grounds)) == 4
    assert min(grounds[2]) > 0.9
    (panel,) = draw_map(of_one(chart, 0.0), PROVENANCE).axes
    assert [text.get_text() for text in panel.texts] == ["€1.5M", "−€200k", "≈−€30k", "€900k"]


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_border_parts_what_reaches_from_what_does_not(values: list[list[int]]) -> None:
    """It has an edge between two neighbours exactly where one reaches nothing and the other does not."""
    chart = cells([[float(value) for value in row] for row in values])
    reached = np.array(values) >= 0
    across = sum(int(np.sum(row[:-1] != row[1:])) for row in reached)
    up = sum(int(np.sum(one != other)) for one, other in pairwise(reached))
    assert len(chart.border) == len(set(chart.border)) == across + up
    for (x, y), (far_x, far_y) in chart.border:
        assert abs(far_x - x) + abs(far_y - y) == 1.0


def test_the_numbers_drawn_are_the_numbers_of_the_table() -> None:
    """Each cell to the last digit, with whether it is clear."""
    text = csv_text(cells([[1.5e6, -2e5]], [[True, False]]))
    assert "cfo.threshold_eur=400000,cell,700000.0,,EUR/year,1500000.0,EUR,clear" in text
    assert "cfo.threshold_eur=400000,cell,3000000.0,,EUR/year,-200000.0,EUR,not clear" in text
    assert ",threshold,,,,0.0,EUR," in text


def test_maps_of_the_analysis_become_charts() -> None:
    """Cells are the differences or the means, and clear where the analysis says so."""
    rng = np.random.default_rng(1)
    grid = axes(3, 2)
    first = np.linspace(-1e6, 1e6, 6).reshape(2, 3, 1) + rng.normal(0, 1e6, (2, 3, 40))
    found = two_way_map(*grid, {"a": first, "b": np.zeros_like(first)}, share=False)
    chart = difference_chart(found, ("First", "Second"), "mean payoff", "EUR")
    assert np.array_equal(chart.cells, found.difference)
    assert np.array_equal(chart.clear, found.clear)
    alone = measure_map(*grid, first, share=False, goal=0.0)
    assert np.array_equal(measure_chart(alone, "First", "mean payoff", "EUR").clear, alone.clear)


@pytest.mark.parametrize(
    ("unit", "value", "signed", "text"),
    [
        ("share", 0.254, True, "+25"),
        ("share", -0.001, True, "0"),
        ("share", -0.2, True, "−20"),
        ("share", 0.254, False, "25%"),
        ("EUR", 1.26e6, True, "+€1.3M"),
        ("workloads", -3.25, True, "−3.25"),
    ],
)
def test_a_difference_shows_its_sign_and_one_of_shares_is_in_points(
    unit: str, value: float, signed: bool, text: str
) -> None:
    """What stands in a cell is short and says whether it is a difference."""
    assert cell_text(unit, value, signed=signed) == text


def large(side: int) -> MapChart:
    rng = np.random.default_rng(2)
    values = np.linspace(-1, 1, side)[None, :] * 1e6 + rng.normal(0, 3e5, (side, side))
    return cells(values.tolist(), (abs(values) > 3e5).tolist())


@pytest.mark.parametrize(
    "data",
    [
        large(7),
        replace(large(15), sides=(LONG, "Second")),
        of_one(large(4), 0.0),
        of_one(large(2), None),
        cells([[0.0, 0.0], [0.0, 0.0]], clear=False),
        replace(cells([[0.2, -0.31], [0.1, 0.0]]), unit="share", measure="the share that reaches the target"),
    ],
    ids=["seven", "fifteen, long name", "one", "two by two", "nothing differs", "shares"],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(data: MapChart) -> None:
    """Whatever is drawn, text stays clear of other text and of the panel."""
    assert untidy(draw_map(data, PROVENANCE)) == []
