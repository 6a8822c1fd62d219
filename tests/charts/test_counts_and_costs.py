"""Reached the nth workload, and its marginal cost: the numbers drawn are the estimates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from sim.analysis.marginal import MarginalCost
from sim.charts import draw_marginal_cost, draw_reached, marginal_cost_chart, reached_chart
from sim.charts.reached import STATES
from tests.charts.builders import PROVENANCE, costs, no_costs, reached
from tests.charts.tidy import text_boxes


def test_three_states_add_up_to_everybody() -> None:
    """At each n the shares sum to one, and 'reached' falls with n."""
    chart = reached_chart({"one": reached(0.4, 0.5), "other": reached(0.1, 0.9)})
    for arm in chart.arms:
        total = np.sum([arm.shares(state) for state in STATES], axis=0)
        assert total == pytest.approx(np.ones(20))
        assert all(np.diff(arm.reached) <= 0)


def test_the_interval_is_wilsons() -> None:
    """The whisker at the target is the interval that the analysis gives."""
    counts = reached(0.4, 0.5)
    low, high = counts.interval()
    end = (chart := reached_chart({"one": counts})).at_target(chart.arms[0])
    assert (end.value, end.low, end.high) == pytest.approx((0.4, low[19], high[19]))


def test_a_target_beyond_what_was_counted_is_the_last_n() -> None:
    """Fifteen counted and twenty asked for: the chart and its title speak of fifteen."""
    chart = reached_chart({"one": reached(0.4, 0.5, last=15)}, target=20)
    assert chart.target == 15
    assert chart.title.startswith("Fifteen live workloads")


def test_each_panel_says_its_three_shares_in_words() -> None:
    """What the areas show at the target stands above them."""
    figure = draw_reached(reached_chart({"one": reached(0.4, 0.25)}), PROVENANCE)
    words = [text for text, _ in text_boxes(figure)]
    assert "40% reach twenty (35% to 45%)" in words
    assert "45% out of time, 15% ended before" in words


def test_the_whisker_shows_on_a_dark_area() -> None:
    """Ink on navy cannot be seen: the whisker has a white edge, as the area that it crosses is as dark as itself."""
    counts = reached(0.4, 0.5)
    panel = draw_reached(reached_chart({"one": counts}), PROVENANCE).axes[0]
    low, high = counts.interval()
    (whisker,) = (one for one in panel.collections if isinstance(one, LineCollection))
    assert whisker.get_segments()[0][:, 1].tolist() == pytest.approx([low[19], high[19]])
    assert [vars(effect)["_gc"]["foreground"] for effect in whisker.get_path_effects()] == ["white"]


def test_reached_speaks_of_workloads_live_at_once() -> None:
    """Retired workloads do not count: neither the subtitle nor the axis may say 'nth to go live'."""
    chart = reached_chart({"one": reached(0.4, 0.5)})
    assert "n workloads live at once" in chart.subtitle
    assert "workloads live at once" in [text for text, _ in text_boxes(draw_reached(chart, PROVENANCE))]
    assert {row.x_unit for row in chart.rows() if row.measure == "reached"} == {"workloads live at once"}


def test_reached_rows_hold_three_states_and_the_interval() -> None:
    """Twenty n, five measures, and the target."""
    assert len(list(reached_chart({"one": reached(0.4, 0.5)}).rows())) == 20 * 5 + 1


def test_the_latest_workload_is_the_last_that_one_in_ten_reached() -> None:
    """A point with fewer programmes behind it is drawn pale and not spoken of."""
    chart = marginal_cost_chart({"one": costs(2e5, 1e5, programmes=2000, keep=0.8)}, totals={"one": 2000})
    arm = chart.arms[0]
    assert arm.latest is not None
    assert arm.latest.n == 10
    assert arm.latest.programmes >= 200
    assert chart.title.startswith("The 10th workload costs")
    figure = draw_marginal_cost(chart, PROVENANCE)
    assert any("Pale: fewer than one programme in ten" in text for text, _ in text_boxes(figure))


def test_only_known_numbers_are_points() -> None:
    """An n without programmes is no point; one programme has a mean but no confidence, and counts are kept."""
    nan = math.nan
    cost = MarginalCost(
        np.array([1, 2, 3]),
        np.array([2, 1, 0]),
        np.array([10.0, 20.0, nan]),
        np.array([5.0, nan, nan]),
        np.array([15.0, nan, nan]),
        np.array([8.0, 20.0, nan]),
        np.array([12.0, 20.0, nan]),
    )
    arm = marginal_cost_chart({"one": cost}, totals={"one": 2}).arms[0]
    assert [(point.n, point.mean) for point in arm.points] == [(1, 10.0), (2, 20.0)]
    assert math.isnan(arm.points[1].low)
    assert [arm.programmes_at(n) for n in (1, 2, 3)] == [2, 1, 0]


def test_the_yardstick_is_the_average_of_the_first_three() -> None:
    """D-ECON-5: the dashed line and the title use the mean of the first three workloads."""
    cost = costs(300e3, 100e3, last=21)
    chart = marginal_cost_chart({"one": cost}, totals={"one": 2000})
    assert chart.arms[0].first_three == pytest.approx(290e3)
    assert chart.title == "The 21st workload costs €100k a year to run, 66% below the first three's average of €290k"
    dashed = [line for line in draw_marginal_cost(chart, PROVENANCE).axes[0].lines if line.get_linestyle() == "--"]
    assert [set(np.asarray(line.get_ydata()).tolist()) for line in dashed] == [{cost.first_three_mean_eur}]


def test_the_next_workload_is_its_own_series() -> None:
    """Hollow points at reviews, beside those that went live: in the picture, the table and the subtitle."""
    chart = marginal_cost_chart({"one": costs(2e5, 1e5)}, totals={"one": 2000}, following={"one": costs(3e5, 2e5)})
    measures = {row.measure for row in chart.rows()}
    assert {"mean", "p10", "next_mean", "next_low", "next_programmes", "first_three_mean"} <= measures
    assert "next_p10" not in measures
    assert "Hollow" in chart.subtitle
    assert "Hollow" not in marginal_cost_chart({"one": costs(2e5, 1e5)}, totals={"one": 2000}).subtitle


def test_panels_share_one_scale_that_holds_every_number() -> None:
    """No bar, band or point leaves its panel."""
    chart = marginal_cost_chart({"one": costs(2e5, 1e5), "other": costs(2e5, 9e5)}, totals={"one": 2000, "other": 2000})
    tops = {axes.get_ylim()[1] for axes in draw_marginal_cost(chart, PROVENANCE).axes}
    assert tops == {1.5e6}
    assert chart.highest == pytest.approx(9e5 * 1.6)


def test_no_workload_at_all_is_said_plainly() -> None:
    """An empty series gives a chart and an honest title."""
    chart = marginal_cost_chart({"one": no_costs()}, totals={"one": 50})
    assert chart.title == "No workload goes live often enough to show its cost"
    assert list(chart.rows()) == []


def test_an_interval_of_a_handful_of_programmes_does_not_set_the_scale() -> None:
    """Student's interval of two programmes can be thirty times the mean: it is left to the table."""
    nan = math.nan
    next_one = MarginalCost(
        np.array([1, 2]), np.array([40, 2]), np.array([1e5, 5e5]), np.array([9e4, -5e6]), np.array([1.1e5, 6e6]),
        np.array([nan, nan]), np.array([nan, nan]),
    )  # fmt: skip
    chart = marginal_cost_chart({"one": costs(2e5, 1e5, keep=1.0)}, totals={"one": 2000}, following={"one": next_one})
    assert chart.highest == pytest.approx(5e5)
    assert any(row.measure == "next_high" and row.value == 6e6 for row in chart.rows())
    words = " ".join(text for text, _ in text_boxes(draw_marginal_cost(chart, PROVENANCE)))
    assert "No confidence is drawn for a mean of fewer than ten programmes" in " ".join(words.split())


def test_the_title_claims_nothing_from_a_handful_of_programmes() -> None:
    """The 12th costs two of twenty programmes little, with an interval that is not drawn: no clear difference."""
    nan = np.full(12, math.nan)
    behind = np.array([20] * 11 + [2])
    mean = np.array([2e5] * 11 + [5e4])
    few = MarginalCost(np.arange(1, 13), behind, mean, mean - 1e4, mean + 1e4, nan, nan)
    title = marginal_cost_chart({"one": few}, totals={"one": 20}).title
    assert title.startswith("No clear difference at 20 replications: the 12th workload costs €50k")
