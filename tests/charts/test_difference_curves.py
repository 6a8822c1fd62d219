"""Differences of whole curves: two bands that are told apart, and titles that rest on the band for the whole curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.analysis.bands import Band, Banded
from sim.analysis.curve_differences import CurveDifference, reached_difference, standing_difference
from sim.charts.comparison import Runs
from sim.charts.curves_title import Course, Kind, curves_title
from sim.charts.difference_curves import REACHED, STANDING, CurvesChart, curves_chart, draw_curves
from sim.charts.longtable import csv_text
from sim.charts.words import MONTHS_PER_WEEK
from tests.analysis.conftest import HandMadeRun
from tests.charts.builders import NAMES, PLAIN, PROVENANCE
from tests.charts.compared import made_up, run
from tests.charts.tidy import untidy

RUNS = Runs(400, 400)
WEEKS = [month / MONTHS_PER_WEEK for month in range(0, 61, 3)]


def chart(kind: Kind, runs: Mapping[str, HandMadeRun], strategies: int | None = None) -> CurvesChart:
    one, *others = runs
    tables = {label: each.table("replications") for label, each in runs.items()}
    found = {
        label: standing_difference(tables[one], tables[label], WEEKS, resamples=100)
        if kind == STANDING
        else reached_difference(tables[one], tables[label], 20, resamples=100)
        for label in others
    }
    return curves_chart(kind, one, found, strategies=strategies or len(runs))


@pytest.mark.parametrize(
    ("kind", "courses", "title"),
    [
        (
            STANDING,
            [Course("way_b", (12.0, 24.0, 36.0), ())],
            "A keeps clearly more programmes standing than way b between month 12 and month 36",
        ),
        (STANDING, [Course("b", (), (24.0,))], "A keeps clearly fewer programmes standing than b in month 24"),
        (
            STANDING,
            [Course("b", (6.0,), (24.0, 30.0))],
            "A keeps clearly more programmes standing than b in month 6 and "
            "keeps clearly fewer programmes standing than b between month 24 and month 30",
        ),
        (
            STANDING,
            [Course("b", (), ())],
            "No clear difference at 400 replications between a and b in who still stands, at any time",
        ),
        (
            REACHED,
            [Course("b", (8.0, 9.0, 20.0), ())],
            "A brings clearly more programmes to n live workloads than b for n between 8 and 20",
        ),
        (
            REACHED,
            [Course("b", (8.0,), ()), Course("c", (), ()), Course("d", (3.0,), (9.0,))],
            "A brings clearly more programmes to n live workloads than two of three others and "
            "brings clearly fewer programmes to n live workloads than one of three others, for some n",
        ),
        (
            REACHED,
            [Course("b", (), ()), Course("c", (), ())],
            "No clear difference at 400 replications between a and the two others in who reaches n, for any n",
        ),
    ],
)
def test_the_title_says_where_curves_differ(kind: Kind, courses: list[Course], title: str) -> None:
    """When, or for which n, and in which direction; or that nothing is clear."""
    assert curves_title(kind, "a", courses, RUNS) == title


def banded(pointwise: float, simultaneous: float) -> CurveDifference:
    """Ten points more at each of two months, with so much confidence to either side."""
    middle = np.array([0.1, 0.1])
    each = Band("pointwise", middle - pointwise, middle + pointwise, 2.0)
    whole = Band("simultaneous", middle - simultaneous, middle + simultaneous, 3.0)
    return CurveDifference(np.array([52.0, 104.0]), Banded(middle, each, whole, 400, 0.95))


def test_the_title_rests_on_the_band_for_the_whole_curve() -> None:
    """The pointwise band leaves out zero and the simultaneous one does not: nothing is claimed."""
    assert curves_chart(STANDING, "a", {"b": banded(0.05, 0.11)}, strategies=2).title.startswith("No clear difference")
    clear = curves_chart(STANDING, "a", {"b": banded(0.05, 0.09)}, strategies=2).title
    assert clear == "A keeps clearly more programmes standing than b between month 12 and month 24"


def test_more_strategies_ask_for_more() -> None:
    """What two strategies alone allow to claim is not claimed of a pair picked from fifteen."""
    assert curves_chart(STANDING, "a", {"b": banded(0.05, 0.09)}, strategies=6).title.startswith("No clear difference")


@pytest.mark.parametrize("kind", [STANDING, REACHED])
def test_both_bands_are_labelled_and_their_numbers_stored(kind: Kind) -> None:
    """Words beside the marks say which band is which; the CSV has the difference and four edges at each tick."""
    data = chart(kind, made_up(PLAIN[:2], 0.3))
    texts = " ".join(text.get_text() for text in draw_curves(data, PROVENANCE).texts)
    assert "95% for the whole" in texts
    assert ("95% at each time" if kind == STANDING else "95% at each count") in texts
    (arm,) = data.arms
    unit = "months" if kind == STANDING else "workloads live at once"
    for measure, values in (
        ("difference", arm.difference),
        ("pointwise low", arm.pointwise[0]),
        ("simultaneous high", arm.simultaneous[1]),
    ):
        for at, value in zip(arm.at, values, strict=True):
            assert f"{arm.label},{measure},{at!r},,{unit},{value!r},share," in csv_text(data)


@pytest.mark.parametrize("kind", [STANDING, REACHED])
def test_steps_drawn_are_the_numbers_of_the_table(kind: Kind) -> None:
    """The strongest line holds each difference from its month on, or around its count."""
    data = chart(kind, made_up(PLAIN[:2], 0.3))
    (axes,) = draw_curves(data, PROVENANCE).axes
    line = max(axes.get_lines(), key=lambda one: one.get_linewidth())
    drawn = np.asarray(line.get_ydata(), dtype=float).tolist()
    assert drawn[: len(data.arms[0].difference)] == list(data.arms[0].difference)
    assert line.get_drawstyle() == "steps-post"


ALIKE = run([1e5] * 50, [True] * 50)


@pytest.mark.parametrize("kind", [STANDING, REACHED])
@pytest.mark.parametrize(
    "runs",
    [made_up(PLAIN[:arms], 0.1) for arms in (2, 4, 6)]
    + [made_up(names[:3], 0.3) for label, names in NAMES.items() if label != "plain"]
    + [made_up(PLAIN[:3], 0.3, 1), {"a": ALIKE, "b": ALIKE, "c": ALIKE}],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(kind: Kind, runs: Mapping[str, HandMadeRun]) -> None:
    """Two to six strategies, long names, one future, and strategies that never differ."""
    assert untidy(draw_curves(chart(kind, runs), PROVENANCE)) == []
