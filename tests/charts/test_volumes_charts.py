"""The charts of a portfolio's volumes: titles that the numbers carry, nothing that lies on something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.charts.longtable import csv_text
from sim.charts.volumes_shares import SharesChart, calls_short, calls_tick, draw_shares
from sim.charts.volumes_volatility import Volatile, VolatilityChart, draw_volatility
from sim.charts.volumes_weeks import WeeksChart, draw_weeks
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

LONG = "claims assistant for the northern region | =cmd() with a very long name"
SHARES = SharesChart(
    (("chat", 50_000.0), (LONG, 30_000.0), *((f"app {n}", 1_000.0) for n in range(10))), 9_988, 10_000.0, 10_000, 2,
    (0.87, 0.72, 0.93),
)  # fmt: skip
MANY = replace(SHARES, others_calls=3e7)
ONE = SharesChart((("chat", 112_000.0),), 0, 0.0, 1, 1, None)
WEEKS = WeeksChart(
    tuple(range(20)), tuple(1e6 + 1e4 * n for n in range(20)), tuple(f"2026-01-{n + 1:02d}" for n in range(20)), 4.8e6,
    ((0.5, 4.6e6, 5.0e6), (0.8, 4.4e6, 5.2e6), (0.95, 4.1e6, 5.6e6)),
)  # fmt: skip
SHORT = WeeksChart((0, 1), (970.0, 1190.0), ("", ""), 0.0, (), "three are needed")
GAP = replace(
    WEEKS, weeks=(0, 1, 8), totals=(0.4, 1.0, 2.0), starts=("", "", ""), median=5.0,
    intervals=((0.5, 4.99, 5.01), (0.8, 4.98, 5.02), (0.95, 4.97, 5.03)),
)  # fmt: skip
DOTS = VolatilityChart(
    tuple(Volatile(f"app {n}", 10.0 ** (n / 4), 0.1 + 0.01 * (n % 9)) for n in range(30)), 0.2, (0.15, 0.26), 0.82,
    tuple(f"app {n}" for n in range(24, 30)),
)  # fmt: skip
ALIKE = VolatilityChart((Volatile(LONG, 100.0, 0.2), Volatile("b", 100.0, 0.2)), 0.2, None, -0.1, (LONG, "b"))


def test_the_volumes_title_says_who_makes_half() -> None:
    """Some of many, one of many, a single one."""
    assert SHARES.title == "2 of 10,000 workloads make half of the calls; their Gini coefficient is 0.87"
    assert replace(SHARES, half_held_by=1).title.startswith("One of 10,000 workloads makes 50% of the calls")
    assert ONE.title == "One workload makes all calls, 112k a week"


def test_the_weeks_title_is_the_80_percent_interval_or_why_there_is_none() -> None:
    """With what the last four weeks brought."""
    assert (
        WEEKS.title == "The next four weeks bring 4.4M to 5.2M calls with a chance of 80%; the last four brought 4.7M"
    )
    assert SHORT.title == "Two weeks of records say nothing of the next month: three are needed"


def test_the_volatility_title_is_the_pooled_spread_and_its_memory() -> None:
    """A memory below zero leaves nothing of a deviation."""
    assert DOTS.title == (
        "Weekly volumes spread by 0.20 log units (0.15 to 0.26) around each workload's own line, and 82% of a "
        "deviation is left a week later"
    )
    assert "and 0% of a deviation" in ALIKE.title


@pytest.mark.parametrize("chart", [SHARES, replace(SHARES, largest=SHARES.largest[:2], others=1), MANY, ONE])
def test_volumes_are_tidy_and_their_csv_adds_up(chart: SharesChart) -> None:
    """Nothing on anything; the shares of all rows are the whole."""
    assert untidy(draw_shares(chart, PROVENANCE)) == []
    assert sum(row.value or 0.0 for row in chart.rows() if row.measure == "share") == pytest.approx(1.0)


@pytest.mark.parametrize("chart", [WEEKS, SHORT, GAP])
def test_weeks_are_tidy_with_and_without_an_interval(chart: WeeksChart) -> None:
    """Many weeks, two, and a narrow interval after a gap."""
    assert untidy(draw_weeks(chart, PROVENANCE)) == []
    assert csv_text(chart).count("recorded") == len(chart.weeks)


@pytest.mark.parametrize("chart", [DOTS, ALIKE])
def test_volatility_is_tidy_for_many_and_for_equal_workloads(chart: VolatilityChart) -> None:
    """Long names are shortened; equal ones are spread."""
    assert untidy(draw_volatility(chart, PROVENANCE)) == []
    assert csv_text(chart).count("log sd") >= len(chart.workloads)


def test_calls_are_short_in_three_figures() -> None:
    """And without a decimal that is zero on an axis."""
    assert [calls_short(number) for number in (0.0, 0.4, 950.0, 1_200.0, 45_000.0, 999_990.0, 2.5e9)] == [
        "0", "0.4", "950", "1.2k", "45k", "1.0M", "2.5bn",
    ]  # fmt: skip
    assert calls_tick(1e6) == "1M"
