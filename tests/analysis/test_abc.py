"""Weighing draws by a history: kernel, distance, effective size and noise worked out by hand."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sim.analysis.abc_distance import (
    DECISIONS,
    LIVE,
    SPEND,
    Mark,
    Nearness,
    effective_size,
    epanechnikov,
    kinds,
    marks_of,
    months_of,
    numbers_of,
    spreads,
    still_there,
    together,
    weeks_to_watch,
)
from sim.analysis.abc_forecast import Futures, continued_points, resampled, weeks_of_forecast
from sim.analysis.abc_moved import Shares, moved_cards, weighted_quantiles
from sim.analysis.abc_watch import EVENTS, SCHEMA, Watch, watch_points, with_origin
from sim.analysis.factors import factor
from sim.calibration.history import Dated, History, Spend
from sim.errors import WorkFailed
from sim.montecarlo.points import points_of
from sim.scenario import Scenario

HISTORY = History(
    Path("history.csv"), date(2026, 1, 5), date(2026, 4, 6), (Dated(5.0, 3, "A"), Dated(9.0, 4, "B")),
    (Dated(11.0, 5, "A"),), (Spend(0.0, 6.5, 1e5, 6), Spend(6.5, 13.0, 3e5, 7)),
    {"question": (Dated(12.0, 8),), "frozen": (Dated(None, 9),)},
)  # fmt: skip


def row(**values: Any) -> dict[str, Any]:
    """A watched programme with nothing in it but these."""
    empty: dict[str, Any] = {what: [] for what in EVENTS}
    ends = {"point": 0, "outcome": "censored", "reached_target_week": None, "payoff_eur": 0.0}
    return {**empty, **ends, **values}


def table(*rows: dict[str, Any]) -> pa.Table:
    """Watched programmes."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def test_the_kernel_is_a_parabola_inside_the_bandwidth_and_nothing_outside() -> None:
    """1 - (d/h)²: of 0, h/2, h and beyond the shares are 4/7, 3/7, 0, 0; an ended programme has none."""
    found = epanechnikov(np.array([0.0, 1.0, 2.0, 3.0, np.inf]), 2.0)
    assert found == pytest.approx([4 / 7, 3 / 7, 0.0, 0.0, 0.0])


def test_a_bandwidth_of_nothing_keeps_what_is_exact() -> None:
    """Where more draws than are kept reproduce the history exactly they share the weight."""
    assert epanechnikov(np.array([0.0, 1.0, 0.0]), 0.0) == pytest.approx([0.5, 0.0, 0.5])


@pytest.mark.parametrize(("weights", "size"), [([1.0] * 8, 8.0), ([1.0, 0.0], 1.0), ([2.0, 1.0, 1.0], 16 / 6)])
def test_the_effective_size_is_that_of_even_weights(weights: list[float], size: float) -> None:
    """(Σw)² / Σw²: all of even weights, one where one has all."""
    assert effective_size(np.array(weights)) == pytest.approx(size)


def test_the_marks_of_a_history_are_months_sums_and_weeks() -> None:
    """Live at each month's end and the last day, spend summed up, what has not come at the end."""
    marks = marks_of(HISTORY)
    live = [(round(mark.week, 2), mark.value) for mark in marks if mark.part == LIVE]
    assert live == [(4.33, 0.0), (8.67, 1.0), (13.0, 1.0)]
    assert [mark.value for mark in marks if mark.part == SPEND] == pytest.approx([math.log(1e5), math.log(4e5)])
    assert [(mark.what, mark.value) for mark in marks if mark.part == DECISIONS] == [
        ("question", 12.0),
        ("frozen", 13.0),
    ]
    assert weeks_to_watch(marks, 13.0) == pytest.approx((13 / 3, 6.5, 26 / 3, 13.0))
    assert months_of(12.0) == pytest.approx((13 / 3, 26 / 3, 12.0))


def test_a_draws_numbers_are_read_at_the_history_s_weeks() -> None:
    """Live and spend in their weeks; the first question is compared, one that comes later counts at the end."""
    marks = marks_of(HISTORY)
    weeks = weeks_to_watch(marks, 13.0)
    spent = [5e4, 8e4, 1e5, 2e5]
    rows = table(
        row(live=[0, 1, 2, 3], spend_eur=spent, question=[7.0, 9.0]),
        row(live=[1, 1, 1, 1], spend_eur=[0.0] * 4, frozen=[20.0], outcome="insolvent"),
    )
    found = numbers_of(rows, marks, weeks)
    assert found[0] == pytest.approx([0.0, 2.0, 3.0, math.log(8e4), math.log(2e5), 7.0, 13.0])
    assert found[1] == pytest.approx([1.0, 1.0, 1.0, math.log(1e3), math.log(1e3), 13.0, 13.0])
    assert still_there(rows).tolist() == [True, False]


def test_a_spend_after_a_gap_counts_what_was_spent_in_its_own_weeks() -> None:
    """Between the spends nobody knows what was spent, and nothing is compared."""
    history = History(Path("h"), date(2026, 1, 5), date(2026, 4, 6), None, (), (Spend(4.0, 8.0, 1e5, 1),))
    marks = marks_of(history)
    weeks = weeks_to_watch(marks, 13.0)
    spent = [1e4 * week for week in weeks]
    found = numbers_of(table(row(live=[0] * len(weeks), spend_eur=spent)), marks, weeks)
    assert found[0] == pytest.approx([math.log(4e4)])


def test_the_distance_is_the_root_of_the_mean_square_of_the_kinds() -> None:
    """By hand: live off by 2 and 0 of 2 each, spend by 1 of 0.5; typically 0.5 and 1 apart."""
    parts = (LIVE, LIVE, SPEND)
    numbers, observed, scale = np.array([[3.0, 5.0, 12.0]]), np.array([1.0, 5.0, 11.0]), np.array([2.0, 2.0, 0.5])
    found = kinds(numbers, observed, scale, parts)
    assert found.tolist() == [[0.5, 2.0]]
    assert together(found, np.array([0.5, 1.0])) == pytest.approx([math.sqrt((1.0 + 4.0) / 2)])


def test_a_unit_is_the_median_deviation_and_never_finer_than_can_be_known() -> None:
    """Draws 0, 2, 4, 6, 8 differ by 2 in the middle; draws that are all alike by one workload or a tenth."""
    numbers = np.array([[0.0, 7.0, 9.0], [2.0, 7.0, 9.0], [4.0, 7.0, 9.0], [6.0, 7.0, 9.0], [8.0, 7.0, 9.0]])
    assert spreads(numbers, (LIVE, LIVE, SPEND)).tolist() == [2.0, 1.0, 0.1]


def near(values: list[float], observed: float, keep: float = 0.5, running: list[bool] | None = None) -> Nearness:
    """Draws that differ in one number."""
    flags = np.array([True] * len(values) if running is None else running)
    return Nearness((Mark(LIVE, 10.0, observed),), np.array(values)[:, None], flags, keep)


def test_the_nearest_share_of_the_draws_gets_weight() -> None:
    """Of ten, keep=0.4 takes in four; the fourth is the bandwidth itself and has none."""
    found = near([float(value) for value in range(10)], 0.0, keep=0.4)
    assert np.flatnonzero(found.weights).tolist() == [0, 1, 2]
    assert found.nearest == 0


def test_programmes_that_have_ended_have_no_weight() -> None:
    """Somebody writes this history: a draw that is over by then is not it, however near its numbers are."""
    found = near([0.0, 1.0, 2.0, 3.0], 0.0, running=[False, True, True, True])
    assert found.weights[0] == 0.0
    assert found.nearest == 1


def test_a_history_outside_of_everything_is_far_and_one_inside_is_not() -> None:
    """Sixty draws from 0 to 59, a history of 20 and one of 120; few draws are few however near they are."""
    values = [float(value) for value in range(60)]
    assert near(values, 20.0, keep=0.9).verdict == "weighed"
    assert near(values, 120.0, keep=0.9).verdict == "far"
    assert near(values, 20.0, keep=0.2).verdict == "few"
    assert near(values, 20.0, running=[False] * 60).verdict == "far"


def test_simulated_histories_are_hardly_ever_called_far() -> None:
    """Each of 200 draws in turn as the history: the rule is made so that at most one in two hundred is."""
    luck = np.random.default_rng(3)
    numbers = luck.normal(size=(200, 4)) * 5.0
    marks = tuple(Mark(LIVE, float(week), 0.0) for week in range(4))
    running = np.ones(200, dtype=np.bool_)
    far = 0
    for truth in range(0, 200, 4):
        there = running.copy()
        there[truth] = False
        told = tuple(Mark(LIVE, mark.week, float(numbers[truth, place])) for place, mark in enumerate(marks))
        far += Nearness(told, numbers, there, 0.3).far
    assert far <= 1


def test_weighted_quantiles_are_those_of_copies() -> None:
    """A weight of three is the value three times."""
    values, weights = np.array([5.0, 1.0, 3.0]), np.array([0.2, 0.2, 0.6])
    assert weighted_quantiles(values, weights) == (1.0, 3.0, 5.0)


def test_draws_of_equal_weight_come_as_often_as_their_weight_says() -> None:
    """To within one; the same seed gives the same draws."""
    weights = np.array([0.0, 0.5, 0.3, 0.2])
    found = np.bincount(resampled(weights, 100, seed=1), minlength=4)
    assert found.tolist() == pytest.approx([0, 50, 30, 20], abs=1)
    assert (resampled(weights, 100, seed=1) == resampled(weights, 100, seed=1)).all()


CARDS = [factor("delivery.build_effort"), factor("cfo.threshold_eur"), factor("shadow.trust")]


def draws(count: int) -> list[dict[str, Any]]:
    """Settings of three cards."""
    shares = np.random.default_rng(5).random((count, 3))
    return [{each.name: each.at(share) for each, share in zip(CARDS, one, strict=True)} for one in shares]


def test_weights_that_follow_a_card_move_it_and_no_other() -> None:
    """Only draws with a high effort have weight: its median rises, its move is beyond chance, the others' are not."""
    points = draws(400)
    weights = np.array([float(point["delivery.build_effort"] > 60.0) for point in points])
    first, *others = moved_cards(CARDS, points, weights / weights.sum(), seed=1)
    assert (first.factor.name, first.clear) == ("delivery.build_effort", True)
    assert first.after[1] > 60.0 > first.before[1]
    assert first.rank > 0.2
    assert not any(other.clear for other in others)


def test_a_card_that_is_narrowed_from_both_sides_has_moved_too() -> None:
    """Only the middle of the effort has weight: its median stays, its gap is beyond chance."""
    points = draws(400)
    weights = np.array([float(40.0 < point["delivery.build_effort"] < 55.0) for point in points])
    first, *_ = moved_cards(CARDS, points, weights / weights.sum(), seed=1)
    assert (first.factor.name, first.clear) == ("delivery.build_effort", True)
    assert abs(first.rank) < 0.05


def test_the_gap_is_the_largest_difference_of_shares() -> None:
    """Of 1, 2, 3, 4 all weight on 3: half lie below, nothing of the weight; of equal values no share differs."""
    shares = Shares.of(np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0]]))
    assert shares.gaps(np.array([2]), np.array([1.0])).tolist() == [0.5, 0.0]
    assert shares.gaps(np.array([3, 0]), np.array([0.75, 0.25])).tolist() == [0.5, 0.0]


def test_weights_at_random_are_called_a_finding_in_one_of_twenty_at_most() -> None:
    """The noise floor holds over all cards together."""
    points, luck = draws(200), np.random.default_rng(8)
    found = 0
    for _ in range(60):
        weights = np.where(luck.random(200) < 0.2, luck.random(200), 0.0)
        found += any(one.clear for one in moved_cards(CARDS, points, weights / weights.sum(), seed=2, deals=200))
    assert found <= 9


def test_the_interval_of_a_forecast_draws_settings_again_and_not_programmes() -> None:
    """A hundred programmes of two settings, of which one always reaches the target and one never: nobody knows."""
    rows = table(*(row(live=[0], spend_eur=[0.0], reached_target_week=5.0 if number < 50 else None)
                   for number in range(100)))  # fmt: skip
    found = Futures((10.0,), rows, np.repeat([3, 8], 50)).expected(0.0, 20, seed=1)
    (reached,) = [one for one in found if one.measure == "reaches 20 live"]
    assert (reached.mean, reached.low, reached.high) == (0.5, 0.0, 1.0)


def test_a_forecast_looks_at_months_from_the_end_of_the_history_on() -> None:
    """And at the horizon."""
    assert weeks_of_forecast(40.0, 52) == pytest.approx((40 + 13 / 3, 40 + 26 / 3, 52.0))


SMALL = Scenario(horizon_weeks=30)


def test_watching_changes_nothing_and_a_kept_draw_goes_on_from_its_own_state() -> None:
    """Under its own luck a continued programme ends as it would have; under other luck it has the same past."""
    points = [{"delivery.build_effort": 15.0}, {"delivery.build_effort": 30.0}]
    whole = points_of(SMALL, points, seed=3, replications=1, own_luck=True)
    watched = watch_points(whole, Watch((8.3, 20.0, 30.0), to_horizon=True)).to_pylist()
    unwatched = watch_points(whole, Watch((30.0,), to_horizon=True)).to_pylist()
    assert [one["payoff_eur"] for one in watched] == [one["payoff_eur"] for one in unwatched]
    on = continued_points(SMALL, points, np.array([1, 1, 0]), seed=3, week=8.3)
    assert [on.replication(number) for number in range(2, 5)] == [2, 3, 4]
    same = Watch((20.0, 30.0), to_horizon=True)(with_origin(on.scenario(2)), 3, 1)
    assert same["payoff_eur"] == watched[1]["payoff_eur"]
    rows = watch_points(on, Watch((20.0, 30.0), to_horizon=True)).to_pylist()
    assert [one["point"] for one in rows] == [2, 3, 4]
    assert len({one["payoff_eur"] for one in (*rows[:2], watched[1])}) == 3


def test_a_programme_that_fails_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message with the luck that meets it again."""
    monkeypatch.setattr("sim.analysis.abc_watch.begun", lambda *_, **__: 1 / 0)
    points = points_of(SMALL, [{}], seed=3, replications=1, own_luck=True)
    with pytest.raises(WorkFailed, match=r"replication 0 \(seed 3\): ZeroDivisionError"):
        watch_points(points, Watch((5.0,)))
