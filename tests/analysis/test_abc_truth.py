"""Calibration where the truth is known: recorded draws of a few cards, each in turn the history's own programme.

The draws are recorded by `python benchmarks/calibration.py record > tests/analysis/calibration_draws.csv`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibration import RECORDED, Recorded, as_truth, checked, crps, history_of, read_record
from sim.analysis.abc_moved import moved_cards
from sim.scenario import Scenario

EFFORT = RECORDED[0]


@pytest.fixture(scope="module")
def draws() -> Recorded:
    """Four hundred draws of three cards, watched for a history and a year on."""
    return read_record(Path(__file__).parent / "calibration_draws.csv")


def test_a_high_effort_in_the_history_raises_the_card_and_a_low_one_lowers_it(draws: Recorded) -> None:
    """The truths among the draws whose effort is highest and lowest, beyond chance in most of them."""
    values = np.array([point[EFFORT] if draws.nearness.running[number] else np.nan
                       for number, point in enumerate(draws.points)])  # fmt: skip
    order = [int(one) for one in np.argsort(values) if np.isfinite(values[one])]
    clear = 0
    for truths, sign in ((order[-4:], 1.0), (order[:4], -1.0)):
        for truth in truths:
            moved = moved_cards(draws.factors, draws.points, as_truth(draws, truth).weights, seed=1, deals=200)
            effort = next(one for one in moved if one.factor.name == EFFORT)
            assert sign * effort.rank > 0.0
            clear += effort.clear
    assert clear >= 6


def test_the_forecast_after_is_better_than_before_and_holds_the_truth_as_often_as_it_says(draws: Recorded) -> None:
    """Over sixty truths: a lower score, and coverage near the nominal 80%."""
    found = checked(draws, EFFORT, truths=60, seed=1)
    assert found.crps_after < 0.8 * found.crps_before
    assert 0.74 <= found.covered_after <= 0.94
    assert found.effective >= 30.0
    assert found.found_way >= 0.85


def test_the_score_is_that_of_its_definition() -> None:
    """Two even values 0 and 4 against 1: E|X-y| is 2, half of E|X-X'| is 1."""
    assert crps(np.array([4.0, 0.0]), np.array([0.5, 0.5]), 1.0) == pytest.approx(1.0)
    assert crps(np.array([3.0]), np.array([1.0]), 1.0) == pytest.approx(2.0)


def test_a_simulated_history_is_what_that_programme_went_through() -> None:
    """Spend adds up, the question has come or is told not to have, everything lies within the weeks."""
    history = history_of(Scenario(horizon_weeks=40), 21, 1, 26.0)
    assert history.weeks == 26.0
    assert [(one.start, one.end) for one in history.spends] == [(0.0, 13.0), (13.0, 26.0)]
    assert all(one.amount_eur > 0.0 for one in history.spends)
    assert all(
        one.week is None or 0.0 < one.week <= 26.0 for one in (*(history.live or ()), *history.decisions["question"])
    )
