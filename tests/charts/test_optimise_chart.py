"""The chart of a search: a title that says what is left on fresh luck, the steps, a tidy sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.optimise import Estimate, Move, Optimised
from sim.analysis.paired import PairedDifference
from sim.analysis.policy_space import Policy, policy
from sim.charts.longtable import csv_text
from sim.charts.optimise import MOST_MOVES, OptimiseChart, draw_optimise
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

START, BETTER = policy({"funding.tax_share": 0.2}), policy({"funding.tax_share": 0.0})
LONG = "A strategy with a very long name that somebody wrote in a hurry"


def move(number: int, gain: float, to: Policy = BETTER) -> Move:
    return Move("levers.order: routing", f"change {number} from [a, b, c] to [c, b, a]", to, gain, 9, 400 * number)


def searched(gain: float, low: float, high: float, seen: float = 9e5, moves: int = 2) -> Optimised:
    """A search whose winner seemed to gain so much, and does gain so much on fresh luck."""
    steps = tuple(move(number, seen / moves) for number in range(1, moves + 1))
    fresh = Estimate(-1e6 + gain, -1.3e6 + gain, -0.7e6 + gain)
    return Optimised(
        start=START, winner=BETTER, moves=steps, searched=-1.1e6 + seen, searched_gain=seen, fresh=fresh,
        start_fresh=Estimate(-1e6, -1.3e6, -0.7e6), optimism=Estimate(2e5, -1e5, 5e5),
        gain=PairedDifference(gain, low, high, None, 300, 90, 10, 400), rivals=(), policies=77,
        programmes=400 * moves + 900, stopped="no part offers a better policy",
    )  # fmt: skip


NOTHING = replace(
    searched(0.0, 0.0, 0.0, 0.0, 1), winner=START, moves=(), start_fresh=Estimate(-1e6, -1.3e6, -7e5),
    fresh=Estimate(-1e6, -1.3e6, -7e5),
)  # fmt: skip


def chart(found: Optimised, label: str = "Factory", unit: str = "EUR") -> OptimiseChart:
    measure = "mean payoff" if unit == "EUR" else "the share that reaches the target"
    return OptimiseChart(label, measure, unit, found, 200)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (
            searched(6e5, 4e5, 8e5),
            "Factory does €600k better in mean payoff on fresh luck (95% confidence €400k to €800k); €300k of the "
            "€900k in the search was luck",
        ),
        (
            searched(1e6, 8e5, 1.2e6),
            "Factory does €1.0M better in mean payoff on fresh luck (95% confidence €800k to €1.2M); no less than the "
            "€900k in the search",
        ),
        (
            searched(-1e5, -3e5, 1e5),
            "No clear gain for Factory on fresh luck: −€100k in mean payoff (95% confidence −€300k to €100k); all of "
            "the €900k in the search was luck",
        ),
        (
            searched(-3e5, -5e5, -1e5),
            "Factory does €300k worse in mean payoff on fresh luck (95% confidence −€500k to −€100k); all of the €900k "
            "in the search was luck",
        ),
        (NOTHING, "No better policy for Factory was found among the 77 tried"),
    ],
    ids=["gains", "no optimism", "not clear", "worse", "nothing"],
)
def test_the_title_says_what_is_left_on_fresh_luck(found: Optimised, title: str) -> None:
    """A clear gain, one that holds, one that is luck, a loss, and nothing found."""
    assert chart(found).title == title


def test_a_gain_in_a_share_is_told_in_points() -> None:
    """From 40% to 52% is 12 points, not 30%."""
    found = searched(0.12, 0.05, 0.19, seen=0.15)
    assert "does 12 points better in the share that reaches the target" in chart(found, unit="share").title


def test_the_steps_drawn_are_the_moves_and_the_table_holds_them() -> None:
    """The start, then the mean after each move at the programmes spent by then; start and winner on fresh luck."""
    found = searched(6e5, 4e5, 8e5)
    left, right = draw_optimise(chart(found), PROVENANCE).axes
    steps = left.lines[0]
    assert np.asarray(steps.get_xdata()).tolist() == [0, 400, 800, found.programmes]
    assert np.asarray(steps.get_ydata()).tolist() == pytest.approx([-1.1e6, -6.5e5, -2e5, -2e5])
    means = [np.asarray(line.get_ydata()).item() for line in right.lines]
    assert means == [found.start_fresh.mean, found.fresh.mean]
    text = csv_text(chart(found))
    assert "searched,mean,800,,programmes,-200000.0,EUR," in text
    assert all(repr(number) in text for number in (found.fresh.low, found.fresh.high, found.gain.mean))


def test_many_moves_are_counted_below() -> None:
    """Twelve are told in words, the rest are in the table."""
    found = searched(6e5, 4e5, 8e5, moves=MOST_MOVES + 3)
    texts = [text.get_text() for text in draw_optimise(chart(found), PROVENANCE).texts]
    assert sum("change" in text for text in texts) == MOST_MOVES
    assert any("and 3 more" in text for text in texts)


@pytest.mark.parametrize(
    "data",
    [
        chart(searched(6e5, 4e5, 8e5)),
        chart(NOTHING),
        chart(searched(6e5, 4e5, 8e5, moves=40), LONG),
        chart(searched(0.1, 0.05, 0.15, seen=0.12, moves=1), unit="share"),
    ],
    ids=["two moves", "nothing", "many, long name", "share"],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(data: OptimiseChart) -> None:
    """Whatever is drawn, text stays clear of other text and of the panels."""
    assert untidy(draw_optimise(data, PROVENANCE)) == []
