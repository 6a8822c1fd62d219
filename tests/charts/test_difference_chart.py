"""Paired differences: titles that claim what holds with all pairs looked at, the numbers drawn, a tidy sheet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from sim.charts.comparison import Runs
from sim.charts.difference import draw_difference
from sim.charts.difference_data import MEASURES, DifferenceChart, difference_chart
from sim.charts.difference_title import PAYOFF, REACHED, difference_title
from sim.charts.evidence import pairs_of
from sim.charts.longtable import csv_text
from sim.charts.signed import signed_eur, signed_points
from tests.analysis.conftest import HandMadeRun
from tests.charts.builders import NAMES, PLAIN, PROVENANCE
from tests.charts.compared import compared, made_up, run
from tests.charts.tidy import untidy

RUNS = Runs(2000, 2000)


def chart(runs: Mapping[str, HandMadeRun], one: str | None = None) -> DifferenceChart:
    pairs, rows = compared(runs)
    duels = {measure: pairs_of(pairs, measure) for measure in MEASURES}
    return difference_chart(one or next(iter(runs)), rows, duels, target=20)


def title(
    reached: list[int], payoff: list[int], means: tuple[float, float] = (0.12, 1.2e6), labels: str = "bcdef"
) -> str:
    signs = {REACHED: reached, PAYOFF: payoff}
    return difference_title("way_a", labels[: len(reached)], signs, dict(zip(MEASURES, means, strict=True)), 20, RUNS)


@pytest.mark.parametrize(
    ("reached", "payoff", "means", "expected"),
    [
        ([1], [1], (0.12, 1.2e6), "Way a reaches twenty 12 points more often than b and pays €1.2M more"),
        ([1], [-1], (0.12, -4e5), "Way a reaches twenty 12 points more often than b but pays €400k less"),
        ([-1], [-1], (-0.01, -4e5), "Way a reaches twenty 1 point less often than b and pays €400k less"),
        ([1], [0], (0.002, 1.0), "Way a reaches twenty 0.2 points more often than b; no clear difference in payoff"),
        ([0], [1], (0.0, 2e5), "Way a pays €200k more than b; no clear difference in reaching twenty"),
        (
            [0],
            [0],
            (0.1, 2e5),
            "No clear difference at 2,000 replications between way a and b, in reaching twenty or in payoff",
        ),
    ],
)
def test_two_strategies_are_told_with_their_figures(
    reached: list[int], payoff: list[int], means: tuple[float, float], expected: str
) -> None:
    """Only what is clear is claimed, with its direction; what points the other way is joined by 'but'."""
    assert title(reached, payoff, means) == expected


@pytest.mark.parametrize(
    ("reached", "payoff", "expected"),
    [
        (
            [1, 1],
            [1, 1],
            "Way a reaches twenty clearly more often than both others and pays clearly more than both others",
        ),
        (
            [1, 1, 0, 0, 1],
            [1, 1, 1, 1, 1],
            "Way a reaches twenty clearly more often than three of five others "
            "and pays clearly more than all five others",
        ),
        (
            [0, 0, 0],
            [1, -1, -1],
            "Way a pays clearly more than one of three others and less than two of three others; "
            "no clear difference in reaching twenty",
        ),
        (
            [1, 0],
            [0, 0],
            "Way a reaches twenty clearly more often than one of two others; no clear difference in payoff",
        ),
        (
            [0, 0],
            [0, 0],
            "No clear difference at 2,000 replications between way a and the two others, "
            "in reaching twenty or in payoff",
        ),
    ],
)
def test_several_strategies_are_counted(reached: list[int], payoff: list[int], expected: str) -> None:
    """How many of the others are clearly behind, and ahead, in which quantity."""
    assert title(reached, payoff) == expected


def test_what_is_clear_holds_with_every_pair_looked_at() -> None:
    """A difference that one comparison would call clear is not with fifteen pairs to pick from."""
    runs = made_up(PLAIN, 0.05)
    (against,) = [row.against for row in chart({name: runs[name] for name in PLAIN[:2]}).others]
    among_six = next(row.against for row in chart(runs).others if row.label == PLAIN[1])
    assert against is not None
    assert among_six is not None
    assert against[REACHED].difference == among_six[REACHED].difference
    assert (against[REACHED].clear, among_six[REACHED].clear) == (True, False)


def test_the_marks_drawn_are_the_numbers_of_the_table() -> None:
    """A dot at each mean, a line over each interval, and league and differences in the CSV."""
    data = chart(made_up(PLAIN[:3], 0.3))
    left, right = draw_difference(data, PROVENANCE).axes
    for axes, measure in ((left, REACHED), (right, PAYOFF)):
        duels = [row.against[measure].difference for row in data.others if row.against]
        marked = [line for line in axes.get_lines() if line.get_marker() == "o"]
        dots = [np.asarray(line.get_xdata(), dtype=float).item() for line in marked]
        spans = [
            tuple(float(x) for x, _ in lines.get_segments()[0])
            for lines in axes.collections if isinstance(lines, LineCollection)
        ]  # fmt: skip
        assert dots == [duel.mean for duel in duels]
        assert spans == [(duel.low, duel.high) for duel in duels]
        for duel in duels:
            assert all(repr(number) in csv_text(data) for number in (duel.mean, duel.low, duel.high, duel.better))
    rank = data.rows_shown[0].league.payoff
    assert f"{PLAIN[0]},best,,,,{rank.best_share!r},share," in csv_text(data)
    assert f"{PLAIN[0]},regret_eur,,,,{rank.regret!r},EUR," in csv_text(data)


def test_beside_a_mark_stands_in_how_many_futures_it_was_better() -> None:
    """In the words of the titles: of a hundred, or of so few as there were."""
    data = chart({"a": run([3.0, 3.0, 3.0], [True] * 3), "b": run([1.0, 4.0, 1.0], [False, True, True])})
    texts = [text.get_text() for text in draw_difference(data, PROVENANCE).texts]
    assert "better in 2 of 3" in texts
    assert "better in 1 of 3" in texts
    assert "worse in 0 of 3" in texts


def test_one_future_has_no_interval_to_draw() -> None:
    """The payoff's interval is unbounded: a dot without a line, and words instead of a number."""
    data = chart(made_up(PLAIN[:3], 0.3, 1))
    _, right = draw_difference(data, PROVENANCE).axes
    assert not [lines for lines in right.collections if isinstance(lines, LineCollection)]
    assert "no interval from one future" in [text.get_text() for text in draw_difference(data, PROVENANCE).texts]
    assert ",inf" not in csv_text(data)


ALIKE = run([1e5] * 50, [True] * 50)


@pytest.mark.parametrize(
    "data",
    [chart(made_up(PLAIN[:arms], 0.1)) for arms in range(2, 7)]
    + [chart(made_up(NAMES[kind][:3], 0.3)) for kind in NAMES if kind != "plain"]
    + [
        chart(made_up(PLAIN[:2], 0.0, 1)),
        chart({"a": ALIKE, "b": ALIKE, "c": ALIKE}),
        chart(made_up(PLAIN, 3.0), PLAIN[5]),
    ],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(data: DifferenceChart) -> None:
    """Two to six strategies, long names, one future, all tied, and the worst against the others."""
    assert untidy(draw_difference(data, PROVENANCE)) == []


def test_differences_carry_their_sign() -> None:
    """Plus, a true minus, one point without an s, a decimal where less than half a point."""
    assert [signed_points(share) for share in (0.12, -0.03, 0.01, 0.002, 0.0)] == [
        "+12 points", "−3 points", "+1 point", "+0.2 points", "0 points",
    ]  # fmt: skip
    assert [signed_eur(amount) for amount in (1.2e6, -3e5, 0.0)] == ["+€1.2M", "−€300k", "€0"]
