"""The charts of the slides hold the numbers of the charts: read back with python-pptx, to the last digit."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from sim.office.slides.measure import clean
from tests.office.decks import Deck, charts_of


def series_of(chart: Any) -> dict[str, list[float | None]]:
    """Values by name of the series, over all plots of the chart."""
    return {one.name: list(one.values) for plot in chart.plots for one in plot.series}


def test_survival_steps_through_the_points_of_the_curve(deck: Deck) -> None:
    """Every value of the curve is there, in order; between two of them lies a step, never a slope."""
    picture = deck.picture("survival")
    (chart,) = charts_of(deck.slide(picture))
    drawn = {one.name: one for one in chart.plots[0].series}
    for arm in picture.data.arms:
        series = drawn[clean(arm.label)]
        xs = [float(pt.text) for pt in series._element.findall(".//{*}xVal//{*}v")]
        points = list(zip(xs, series.values, strict=True))
        assert set(points) >= set(zip(arm.months, arm.share, strict=True))
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_the_table_under_survival_counts_the_programmes_left(deck: Deck) -> None:
    """At each tick, under each strategy."""
    picture = deck.picture("survival")
    (table,) = [shape.table for shape in deck.slide(picture).shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert [row[1:-1] for row in rows] == [[str(left) for left in arm.left] for arm in picture.data.arms]


def test_reached_shows_the_three_states(deck: Deck) -> None:
    """A chart for each strategy, three series over n."""
    picture = deck.picture("reached")
    charts = list(charts_of(deck.slide(picture)))
    for chart, arm in zip(charts, picture.data.arms, strict=True):
        expected = {"reached": arm.reached, "out of time": arm.out_of_time, "ended before": arm.ended_before}
        assert series_of(chart) == {name: list(values) for name, values in expected.items()}


def test_causes_add_up_to_everybody_and_end_where_the_curves_end(deck: Deck) -> None:
    """In every column; the last is the end of the horizon."""
    picture = deck.picture("causes")
    for chart, arm in zip(charts_of(deck.slide(picture)), picture.data.arms, strict=True):
        found = series_of(chart)
        assert [values[-1] for values in found.values()] == [layer.share[-1] for layer in arm.layers]
        assert all(sum(column) == pytest.approx(1.0) for column in zip(*found.values(), strict=True))


def test_costs_and_run_rates_are_those_of_the_charts(deck: Deck) -> None:
    """Means by n with the average of the first three as a line; the fan's edges, median and budget."""
    costs, rates = deck.picture("marginal_cost"), deck.picture("run_rate")
    for chart, arm in zip(charts_of(deck.slide(costs)), costs.data.arms, strict=True):
        found = series_of(chart)
        means = [value for value in found["mean cost a year, EUR"] if value is not None]
        assert means == [point.mean for point in arm.points]
        assert set(found["average of the first three"]) == {arm.first_three}
        assert [type(plot).__name__ for plot in chart.plots] == ["BarPlot", "LinePlot"]
    for chart, arm in zip(charts_of(deck.slide(rates)), rates.data.arms, strict=True):
        found = series_of(chart)
        assert found["median of the programmes"] == list(arm.edge(0.5))
        assert found["budget, median of programmes"] == list(arm.fan.budget_eur)
        for _, low, high in arm.drawn:
            assert found[f"{100 * low:g}% of programmes are below"] == list(arm.edge(low))
            assert found[f"{100 * high:g}% of programmes are below"] == list(arm.edge(high))


def test_levers_hang_between_the_prices_before_and_after(deck: Deck) -> None:
    """An unseen base and a bar on it: together the higher of both prices."""
    picture = deck.picture("levers")
    for chart, arm in zip(charts_of(deck.slide(picture)), picture.data.arms, strict=True):
        base, bar = series_of(chart).values()
        tops = [low + size for low, size in zip(base, bar, strict=True)]  # type: ignore[operator]
        assert tops == pytest.approx([max(step.start, step.end) for step in arm.steps])
        assert base == [0.0 if step.total else min(step.start, step.end) for step in arm.steps]


def test_differences_are_the_paired_ones(deck: Deck) -> None:
    """Means as bars, for both measures."""
    picture = deck.picture("difference")
    charts = list(charts_of(deck.slide(picture)))
    measures = list(picture.data.others[0].against)
    for chart, measure in zip(charts, measures, strict=True):
        expected = [row.against[measure].difference.mean for row in picture.data.others]
        assert list(chart.plots[0].series[0].values) == expected


def test_no_name_becomes_a_formula_in_the_sheet_behind_a_chart(deck: Deck) -> None:
    """Opened as Excel would open it: text stays text."""
    names, formulas = [], []
    for slide in deck.presentation.slides:
        for chart in charts_of(slide):
            sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
            cells = [cell for row in sheet.iter_rows() for cell in row]
            formulas += [cell.value for cell in cells if cell.data_type == "f"]
            names += [cell.value for cell in cells if isinstance(cell.value, str)]
    assert formulas == []
    assert any(name.startswith("=cmd()") for name in names)
