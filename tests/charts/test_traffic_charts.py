"""The charts of a request log: titles that the numbers carry, nothing that lies on something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.charts.longtable import csv_text
from sim.charts.traffic_arrivals import ArrivalsChart, DispersionChart
from sim.charts.traffic_panels import draw_panels, short, times
from sim.charts.traffic_repeats import RepeatsChart
from sim.charts.traffic_sizes import SizePanel, SizesChart
from sim.charts.traffic_weeks import WeekPanel, WeeksChart
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

HOURS = tuple((float(hour), 2_400.0 if 8 <= hour < 18 else 300.0) for hour in range(24))
DAY = ArrivalsChart("1.2 requests a second", True, HOURS, HOURS[:20], 1_175.0, 10_000.0, 12_200.0)
SLICES = tuple((minute + 0.5, 20_000.0 + 400.0 * (minute % 7)) for minute in range(48))
HOUR = ArrivalsChart(
    "5.9 requests a second", False, SLICES, tuple((48.5 + minute, 14_000.0) for minute in range(12)), 21_200.0,
    4_124.0, 2_871.0, "minutes since the log's start",
)  # fmt: skip
WINDOWS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
SEEN = (1.3, 1.56, 2.19, 3.14, 7.45, 13.4, 24.7, 54.5)
BURSTY = DispersionChart(
    tuple(zip(WINDOWS, SEEN, strict=True)), tuple(zip(WINDOWS, (one * 1.05 for one in SEEN), strict=True)),
    ((1.0, 1.05), (10.0, 1.9)), True, 356.0, "the part", True,
)  # fmt: skip
POISSON = DispersionChart(tuple((one, 1.0 + one / 10_000) for one in WINDOWS), (), (), False, 0.0, "their clock hour")
QUANTILES = tuple((10.0 ** (1.0 + 3.0 * part / 50), part / 50) for part in range(51))
INPUT = SizePanel("input", QUANTILES, "Weibull", QUANTILES[::5], 0.139, QUANTILES[5:50:5], 0.097, 1_183.0)
OUTPUT = replace(INPUT, kind="output", family="gamma", family_distance=0.169, held_distance=0.252, mean=201.0)
SIZES = SizesChart((INPUT, OUTPUT))
CURVE = tuple((4.0 * 3.0**step, 0.04 * step) for step in range(12))
REPEATS = RepeatsChart(0.49, CURVE, CURVE, CURVE, tuple((x, y + 0.012) for x, y in CURVE))
WEEKS = tuple((float(week), 30_000.0 + 200.0 * week) for week in range(1, 17))
CALLS = WeekPanel("Calls a week", "Calls", WEEKS, WEEKS, ((17.0, 33_000.0),), 0.376, 0.24, 0.53)
GROWING = WeeksChart(
    (CALLS, replace(CALLS, measure="Tokens a call", noun="Tokens a call", per_year=-0.02, low=-0.04, high=0.01))
)

ONE_SIZE = SizePanel("input", ((7.0, 0.0), (7.0, 1.0)), "", (), float("nan"), (), float("nan"), 7.0)

ALL: dict[str, Any] = {
    "a day": DAY,
    "one hour": HOUR,
    "bursts": BURSTY,
    "Poisson": POISSON,
    "both sizes": SIZES,
    "repeats": REPEATS,
    "weeks": GROWING,
    "a silent night": replace(DAY, fitted=tuple((hour, 0.0 if hour < 6 else value) for hour, value in HOURS), held=()),
    "three requests a week": replace(
        DAY, rate="0.43 requests a day", fitted=tuple((h, v / 1e6) for h, v in HOURS), held=()
    ),
    "a million a second": replace(HOUR, fitted=tuple((x, 4e9 + y) for x, y in SLICES), mean_per_hour=4e9),
    "evener than Poisson": replace(POISSON, counted=tuple((one, 1.0 / (1.0 + one)) for one in WINDOWS), rejected=True),
    "two windows": replace(POISSON, counted=((60.0, 1.02), (300.0, 0.98))),
    "hundreds of times": replace(BURSTY, counted=tuple((x, y * 300) for x, y in BURSTY.counted), model=()),
    "sizes of one call": SizesChart((ONE_SIZE,)),
    "sizes up to millions": SizesChart((replace(INPUT, quantiles=tuple((x * 200, y) for x, y in QUANTILES)), OUTPUT)),
    "hardly any repeats": RepeatsChart(0.004, *(tuple((x, y / 100) for x, y in CURVE) for _ in range(4))),
    "falling": WeeksChart((replace(CALLS, per_year=-0.5, low=-0.7, high=-0.2, held=()),)),
    "a hundred weeks": WeeksChart((replace(CALLS, fitted=tuple((w * 7.0, y) for w, y in WEEKS), held=()),)),
}  # fmt: skip


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL.keys())
def test_no_text_lies_on_another(chart: Any) -> None:
    """Neither in usual cases nor in extremes; and the numbers go into the CSV."""
    assert untidy(draw_panels(chart, PROVENANCE)) == []
    assert csv_text(chart).count("\n") > 2


@pytest.mark.parametrize(
    ("chart", "title"),
    [
        (
            DAY,
            "1.2 requests a second on average, 8.0 times as many at 8:00 as at 0:00; the last fifth brought 22% more "
            "than predicted",
        ),
        (HOUR, "5.9 requests a second on average; the last fifth brought 30% fewer than predicted"),
        (replace(HOUR, seen=4_100.0), "5.9 requests a second on average; the last fifth brought as many as predicted"),
        (replace(HOUR, seen=0.0), "5.9 requests a second on average"),
        (
            BURSTY,
            "Requests do not come as Poisson's: counts in 10 s vary 3.1 times as much; a rate that changes every 356 s "
            "gives all that within 1.05 times",
        ),
        (POISSON, "Requests come as Poisson's would: counts vary 1.03 times as much at most, in windows of 300 s"),
        (
            SIZES,
            "No usual family fits token sizes: the nearest is off by 14% of calls for input (Weibull) and 17% of calls "
            "for output (gamma); the held-back fifth is 10% and 25% from the quantiles",
        ),
        (
            SizesChart((replace(INPUT, family_distance=0.004, family="lognormal", held=()),)),
            "A usual family comes close: off by <1% of calls for input (lognormal)",
        ),
        (
            REPEATS,
            "49% of prompts repeat an earlier one; a cache of 709k answers would have hit 44%, and the weekly rule is "
            "within 1 point at every size",
        ),
        (GROWING, "Over 16 weeks calls grow by 38% a year; tokens a call may grow or fall: −4% to +1% a year"),
    ],
)  # fmt: skip
def test_titles_say_what_the_numbers_say(chart: Any, title: str) -> None:
    """The finding in one sentence, no more than the numbers carry."""
    assert chart.title == title


def test_a_silent_night_has_no_ratio() -> None:
    """Nothing is so many times nothing."""
    assert "most at 8:00 and least at 0:00" in ALL["a silent night"].title


def test_numbers_on_axes_are_short() -> None:
    """Thousands and millions by letter; a factor near one keeps the digits that tell it from one."""
    assert [short(one) for one in (0.25, 7.0, 1_200.0, 3e6, 4e9)] == ["0.25", "7", "1.2k", "3M", "4bn"]
    assert [times(one) for one in (1.03, 3.14, 24.7)] == ["1.03", "3.1", "25"]
