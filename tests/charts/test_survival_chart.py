"""The survival chart's numbers are the curve's numbers."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.survival import survival_curve
from sim.charts import draw_survival, survival_chart
from sim.charts.survival import Moment
from sim.charts.words import MONTHS_PER_WEEK
from tests.charts.builders import HORIZON, PROVENANCE, all_ended, lives, none_ended
from tests.charts.tidy import text_boxes


def test_steps_are_the_curves_steps_in_months() -> None:
    """Months are weeks × 12/52; shares and band are those of the curve."""
    curve = survival_curve([26.0, 52.0, 104.0, 260.0], [True, True, True, False])
    arm = survival_chart({"one": curve}, horizon_weeks=HORIZON).arms[0]
    assert arm.months == pytest.approx((0, 6, 12, 24, 60))
    assert arm.share == pytest.approx((1, 0.75, 0.5, 0.25, 0.25))
    assert arm.at_end.value == 0.25
    assert arm.median_months == pytest.approx(12)
    for month, low, high in zip(arm.months, arm.low, arm.high, strict=True):
        assert (low, high) == curve.band_at(month / MONTHS_PER_WEEK)


def test_the_table_counts_programmes_at_the_ticks() -> None:
    """Each count is of the same moment as the share: what ends in the week of the tick stands no more."""
    curve = lives(3, 150.0)
    chart = survival_chart({"one": curve}, horizon_weeks=HORIZON)
    assert chart.ticks == tuple(range(0, 61, 6))
    assert chart.arms[0].left == tuple(round(400 * curve.at(tick / MONTHS_PER_WEEK)) for tick in chart.ticks)
    assert chart.arms[0].left[0] == 400


def test_a_line_goes_pale_where_fewer_than_one_in_ten_are_left() -> None:
    """Ten of a hundred left is enough, nine are not."""
    weeks = np.arange(1.0, 101.0)
    arm = survival_chart({"one": survival_curve(weeks, np.ones(100, dtype=bool))}, horizon_weeks=HORIZON).arms[0]
    assert arm.pale_from_month == pytest.approx(91 * MONTHS_PER_WEEK)
    assert survival_chart({"one": none_ended()}, horizon_weeks=HORIZON).arms[0].pale_from_month is None


def test_all_gone_in_week_3_is_drawn_to_the_horizon() -> None:
    """The line falls to zero and stays there; nobody is at risk after."""
    arm = survival_chart({"one": all_ended()}, horizon_weeks=HORIZON).arms[0]
    assert arm.share == (1.0, 0.0, 0.0)
    assert arm.months[-1] == pytest.approx(60)
    assert arm.left[1:] == (0,) * 10


def test_thousands_of_steps_become_a_grid_with_the_curves_values() -> None:
    """At each point of the grid the value is the curve's own."""
    curve = lives(5, 200.0, 5000)
    arm = survival_chart({"one": curve}, horizon_weeks=HORIZON).arms[0]
    assert len(arm.months) == 261
    weeks = [month / MONTHS_PER_WEEK for month in arm.months]
    assert list(arm.share) == pytest.approx([curve.at(min(week + 1e-9, HORIZON)) for week in weeks])


def test_censor_marks_are_binned_and_count_everybody_watched_no_longer() -> None:
    """Marks before the end of the line, one per bin of three months at most; ends at the horizon are not marked."""
    weeks = [10.0, 11.0, 12.0, 100.0, 150.0, 260.0, 260.0]
    ended = [False, False, True, False, True, False, False]
    arm = survival_chart({"one": survival_curve(weeks, ended)}, horizon_weeks=HORIZON).arms[0]
    assert [(round(mark.month, 2), mark.programmes) for mark in arm.censored] == [(2.54, 2), (23.08, 1)]
    assert not survival_chart({"one": lives(1, 90.0)}, horizon_weeks=HORIZON).arms[0].censored


def test_a_line_ends_where_nobody_is_watched_any_more() -> None:
    """Beyond the last programme seen nothing is claimed, in the line or in the title."""
    chart = survival_chart({"one": survival_curve([50.0, 104.0], [True, False])}, horizon_weeks=HORIZON)
    assert chart.arms[0].months[-1] == pytest.approx(24)
    assert chart.title == "Half of the programmes are gone after 12 months; 50% are still standing at month 24"


def test_never_three_wide_bands_over_each_other() -> None:
    """Three wide bands become bars at the end of the lines; thin ones, or two, stay bands."""
    few = {str(arm): lives(arm, 120.0, 30) for arm in range(3)}
    assert survival_chart(few, horizon_weeks=HORIZON).bars_for_bands
    assert not survival_chart(dict(list(few.items())[:2]), horizon_weeks=HORIZON).bars_for_bands
    many = {str(arm): lives(arm, 120.0, 2000) for arm in range(6)}
    assert not survival_chart(many, horizon_weeks=HORIZON).bars_for_bands


def test_medians_are_written_in_months_beside_a_drop_line() -> None:
    """The words 'x months' stand in the panel, and a line falls from a half to zero there."""
    figure = draw_survival(survival_chart({"one": lives(1, 100.0)}, horizon_weeks=HORIZON), PROVENANCE)
    chart = survival_chart({"one": lives(1, 100.0)}, horizon_weeks=HORIZON)
    median = chart.arms[0].median_months
    assert median is not None
    assert f"{median:.0f} months" in [text for text, _ in text_boxes(figure)]
    drops = [line for line in figure.axes[0].lines if list(np.asarray(line.get_ydata())) == [0, 0.5]]
    assert [list(np.asarray(line.get_xdata())) for line in drops] == [[median, median]]


def test_counts_stand_under_their_ticks() -> None:
    """Each count's middle is within a pixel or so of its tick's."""
    figure = draw_survival(survival_chart({"one": none_ended(777)}, horizon_weeks=HORIZON), PROVENANCE)
    boxes = text_boxes(figure)
    ticks = [(box.x0 + box.x1) / 2 for text, box in boxes if text in {str(tick) for tick in range(0, 61, 6)}]
    counts = [(box.x0 + box.x1) / 2 for text, box in boxes if text == "777"]
    assert sorted(counts) == pytest.approx(sorted(ticks), abs=1.5)


def test_footer_and_subtitle_say_what_the_picture_rests_on() -> None:
    """Configuration, seed, version, replications, assumptions and start are on the sheet."""
    figure = draw_survival(survival_chart({"one": lives(1, 100.0)}, horizon_weeks=HORIZON), PROVENANCE)
    words = " ".join(text for text, _ in text_boxes(figure))
    for part in ("config 3f2a91c4", "seed 7", "sim 0.1.0", "2,000 replications", "40 engineer-weeks a build"):
        assert part in words
    assert "400 simulated programmes" in words
    assert "Start: nothing live yet." in words


def test_moments_are_part_of_the_numbers() -> None:
    """What is annotated is in the table too."""
    chart = survival_chart({"one": lives(1, 100.0)}, horizon_weeks=HORIZON, moments=[Moment(104, "prices double")])
    told = [row for row in chart.rows() if row.measure == "moment"]
    assert [(round(row.x or 0, 6), row.text) for row in told] == [(24.0, "prices double")]


SIX = {f"plan {arm}": lives(arm, 80.0 * (arm + 1)) for arm in range(6)}


def test_five_or_six_strategies_have_a_panel_each() -> None:
    """Up to four share a panel; beyond, each has its own, with all the others behind it and no bars at the side."""
    for arms in range(1, 7):
        chart = survival_chart(dict(list(SIX.items())[:arms]), horizon_weeks=HORIZON)
        figure = draw_survival(chart, PROVENANCE)
        assert chart.in_panels == (arms > 4)
        assert len([axes for axes in figure.axes if axes.get_ylim() == (0, 1) and axes.get_xticks().size]) == (
            arms if arms > 4 else 1
        )
        assert not (chart.in_panels and chart.bars_for_bands)


def test_each_panel_says_its_numbers_in_words_and_counts_under_its_ticks() -> None:
    """Standing at the end with its interval, when half are gone, and how many stand at month 0."""
    chart = survival_chart(SIX, horizon_weeks=HORIZON)
    texts = [text for text, _ in text_boxes(draw_survival(chart, PROVENANCE))]
    for arm in chart.arms:
        assert any(text.startswith(f"{arm.at_end.value:.0%} stand at month 60") for text in texts)
        half = "fewer than half gone" if arm.median_months is None else "half gone after"
        assert any(text.startswith(half) for text in texts)
    assert {arm.median_months is None for arm in chart.arms} == {True, False}
    assert texts.count("400") >= 6
    assert "Grey: the other strategies" in chart.subtitle


def test_what_bends_the_curves_is_told_below_the_panels() -> None:
    """A hairline in each panel, the words once in the footer."""
    chart = survival_chart(SIX, horizon_weeks=HORIZON, moments=[Moment(104.0, "prices double")])
    figure = draw_survival(chart, PROVENANCE)
    assert "Hairlines: Month 24: prices double." in " ".join(text for text, _ in text_boxes(figure))
    for axes in figure.axes:
        assert any(list(np.asarray(line.get_xdata())) == [24.0, 24.0] for line in axes.lines)
