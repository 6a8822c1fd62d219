"""The charts of a calibration: titles that the numbers carry, nothing that lies on something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.charts.history_fit import FitChart, FitPanel, draw_fit, whole_ticks
from sim.charts.history_forecast import ForecastChart, draw_forecast
from sim.charts.history_moved import MovedBar, MovedChart, draw_moved
from sim.charts.longtable import csv_text
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

MONTHS = tuple(float(month) for month in range(13))
LIVE = FitPanel(
    "Live workloads", "workloads", MONTHS, tuple((0.0, month) for month in MONTHS),
    tuple((month / 4, month / 2) for month in MONTHS), ((4.0, 1.0), (8.0, 3.0), (12.0, 5.0)),
)  # fmt: skip
SPENT = FitPanel(
    "Spent so far", "EUR", MONTHS, tuple((1e4 * month, 2e5 * month) for month in MONTHS),
    tuple((5e4 * month, 1e5 * month) for month in MONTHS), ((3.0, 2e5), (12.0, 9e5)),
)  # fmt: skip
FIT = FitChart((LIVE, SPENT), 2000, 99, 70.0)
FAR = replace(
    FIT,
    panels=(replace(LIVE, after=(), seen=((1.0, 25.0), (12.0, 310.0))), replace(SPENT, after=(), seen=())),
    sentence="No drawn programme comes near: the nearest of 2,000 has 9 live by week 52 where the history has 310",
)
BAR = MovedBar(
    "delivery.build_effort", "engineer-weeks", (17.0, 26.0, 69.0), (35.0, 52.0, 75.0), "26 (17 to 69)",
    "52 (35 to 75)", True,
)  # fmt: skip
LONG = replace(
    BAR, card="platform.effort_per_further_stack_of_a_long_name", unit="packages/engineer", clear=False,
    before_told="343,207 (51,943 to 1,343,207)", after_told="343,207 (51,943 to 1,343,207)",
)  # fmt: skip
MOVED = MovedChart((BAR, replace(BAR, card="cfo.threshold_eur", after=(20.0, 26.0, 40.0)), LONG), 196, 99)
AHEAD = tuple(float(month) for month in range(15, 61))
FORECAST = ForecastChart(
    ((0.0, 0.0), (9.0, 1.0), (12.0, 3.0), (15.0, 3.0)), 15.0, AHEAD,
    tuple(tuple(share * month / 4 for month in AHEAD) for share in (0.0, 0.2, 0.5, 0.7, 1.0)),
    tuple(tuple(3 + share * (month - 15) / 5 for month in AHEAD) for share in (0.0, 0.2, 0.5, 0.7, 1.0)),
    20, ((0.3, 0.2, 0.4), (0.06, 0.02, 0.1)), 400,
)  # fmt: skip


def test_the_fit_s_title_compares_after_with_before_at_the_last_number() -> None:
    """Bands of the last month and the history's own number; a history that is far says only that."""
    assert FIT.title == (
        "Programmes that reproduce the history have 3 to 6 live after 12 months, all that were drawn 0 to 12; this "
        "programme has 5"
    )
    assert FAR.title.startswith("No drawn programme comes near")


def test_the_moved_title_names_what_is_beyond_chance_and_nothing_else() -> None:
    """Higher where the median has moved, narrower where it has not; none is an answer."""
    assert MOVED.title == (
        "With this history delivery.build_effort is higher and cfo.threshold_eur is narrower; chance would move no "
        "card as far"
    )
    assert MovedChart((LONG,), 196, 99).title == "The history moves none of 196 cards farther than chance would"
    many = MovedChart(tuple(replace(BAR, card=f"group.card_{number}") for number in range(14)), 196, 99)
    assert "group.card_3 is higher and 10 more" in many.title
    assert len(many.shown) == 10


def test_the_forecast_s_title_is_a_year_on_and_the_target_before_and_after() -> None:
    """Month 27 of the fan; both chances."""
    assert FORECAST.title == (
        "With this history about 4 workloads are live in month 27 (3 to 5 in 8 of 10 programmes), and 6% reach 20; "
        "without it 30%"
    )


@pytest.mark.parametrize("chart", [FIT, FAR, replace(FIT, panels=(replace(LIVE, seen=()), SPENT))])
def test_the_fit_is_tidy_and_its_csv_holds_what_is_drawn(chart: FitChart) -> None:
    """No text on another, whatever is missing."""
    assert untidy(draw_fit(chart, PROVENANCE)) == []
    assert csv_text(chart).count("history") >= sum(len(panel.seen) for panel in chart.panels)


@pytest.mark.parametrize("chart", [MOVED, MovedChart((LONG,) * 12, 196, 99), MovedChart((BAR,), 1, 99)])
def test_the_moved_cards_are_tidy(chart: MovedChart) -> None:
    """Long names and long numbers, one card, more than fit."""
    assert untidy(draw_moved(chart, PROVENANCE)) == []


@pytest.mark.parametrize(
    "chart",
    [
        FORECAST,
        replace(FORECAST, history=()),
        replace(FORECAST, now=55.0, history=((0.0, 0.0), (55.0, 3.0)), months=(55.0, 60.0),
                before=((0.0, 0.0),) * 5, after=((3.0, 3.0),) * 5),
    ],
)  # fmt: skip
def test_the_forecast_is_tidy(chart: ForecastChart) -> None:
    """Without go-lives, and with a history that ends near the horizon."""
    assert untidy(draw_forecast(chart, PROVENANCE)) == []


@pytest.mark.parametrize("high", [0.0, 1.0, 3.0, 7.0, 11.0, 12.0, 26.0, 31.0, 55.0, 120.0])
def test_workloads_have_whole_ticks(high: float) -> None:
    """None at two and a half, the highest at or above the highest value."""
    ticks = whole_ticks(high)
    assert all(tick == int(tick) for tick in ticks)
    assert ticks[-1] >= high
