"""Pairs of runs: which futures pair, every headline first minus second, and which direction is the better one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.comparison import COST_COUNTS, LESS_IS_BETTER, MEANS, SHARES, compare_pairs, turned
from sim.errors import InputError
from tests.analysis.conftest import HandMadeRun

MONEY = ("payoff_eur", "value_eur", "cost_eur", "spend_eur", "run_rate_eur")
amounts = st.lists(st.integers(-3, 3), min_size=2, max_size=12)


def of(column: str, values: list[int]) -> HandMadeRun:
    return HandMadeRun([{"replication": n, column: float(value)} for n, value in enumerate(values)])


def test_a_run_against_itself_differs_by_exactly_zero(random_run: Any) -> None:
    """Every headline, mean and interval, and every marginal cost; the pair says that nothing differs."""
    (pair,) = compare_pairs({"a": random_run(3), "b": random_run(3)}, resamples=50)
    assert pair.same
    assert set(pair.differences) == {*SHARES, *MEANS}
    known = [cost for cost in pair.marginal_cost_eur.values() if cost is not None]
    assert known
    for difference in (*pair.differences.values(), *known):
        assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)
        assert difference.tied == difference.total


@pytest.mark.parametrize("column", MONEY)
@settings(max_examples=20)
@given(amounts, amounts)
def test_better_is_more_of_what_is_good_and_less_of_what_costs(
    column: str, first: list[int], second: list[int]
) -> None:
    """Counted by hand for each amount of money; the difference itself stays first minus second."""
    futures = min(len(first), len(second))
    (pair,) = compare_pairs({"a": of(column, first[:futures]), "b": of(column, second[:futures])}, resamples=20)
    found, sides = pair.differences[column], list(zip(first, second, strict=False))
    higher, lower = sum(one > other for one, other in sides), sum(one < other for one, other in sides)
    assert (found.better, found.worse) == ((lower, higher) if column in LESS_IS_BETTER else (higher, lower))
    assert found.mean == pytest.approx(sum(one - other for one, other in sides) / futures)


def test_less_is_better_for_what_costs_and_for_nothing_else() -> None:
    """Costs, spend and run-rate, and the marginal cost; a longer life, more workloads and more payoff are better."""
    assert {"cost_eur", "spend_eur", "run_rate_eur", "marginal_cost_eur"} == LESS_IS_BETTER


def test_standing_weeks_are_the_restricted_means(random_run: Any) -> None:
    """Their paired difference is the difference of the areas under the two survival curves."""
    from sim.analysis.rmst import restricted_mean
    from sim.analysis.survival import programme_survival

    runs = {"a": random_run(1), "b": random_run(2)}
    means = [restricted_mean(programme_survival(run.table("replications")), 260.0).weeks for run in runs.values()]
    (pair,) = compare_pairs(runs, resamples=50)
    assert pair.differences["standing_weeks"].mean == pytest.approx(means[0] - means[1])


def test_a_marginal_cost_is_compared_where_both_have_one(make_run: Any) -> None:
    """Futures 0 and 1 have a first workload under both; cheaper is better; nobody has a fifth."""

    def run(costs: dict[int, float]) -> Any:
        lives = [{"replication": n, "n": 1, "live_week": 9.0, "marginal_cost_eur": cost} for n, cost in costs.items()]
        return make_run([{"replication": n} for n in range(3)], lives)

    runs = {"a": run({0: 10.0, 1: 30.0, 2: 99.0}), "b": run({1: 10.0, 0: 15.0})}
    (pair,) = compare_pairs(runs, resamples=50)
    found = pair.marginal_cost_eur[1]
    assert found is not None
    assert (found.mean, found.better, found.worse, found.total) == (7.5, 1, 1, 2)
    assert pair.marginal_cost_eur[5] is None
    assert tuple(pair.marginal_cost_eur) == COST_COUNTS
    (other,) = compare_pairs(runs, costs_of=(1, 7), resamples=50)
    assert tuple(other.marginal_cost_eur) == (1, 7)


def test_turned_is_the_other_order(random_run: Any) -> None:
    """Second minus first, computed, is first minus second, turned."""
    one, two = random_run(1), random_run(2)
    (pair,), (back,) = (
        compare_pairs({"a": one, "b": two}, resamples=50),
        compare_pairs({"b": two, "a": one}, resamples=50),
    )
    for name, difference in pair.differences.items():
        expected, found = back.differences[name], turned(difference)
        assert (found.better, found.worse, found.tied) == (expected.better, expected.worse, expected.tied)
        np.testing.assert_allclose((found.mean, found.low, found.high), (expected.mean, expected.low, expected.high))


def test_each_pair_is_compared_in_the_order_given(random_run: Any) -> None:
    """Three runs are three pairs, first minus second."""
    runs = {"x": random_run(1), "y": random_run(2), "z": random_run(3)}
    pairs = compare_pairs(runs, resamples=50)
    assert [(pair.first, pair.second) for pair in pairs] == [("x", "y"), ("x", "z"), ("y", "z")]
    means = {name: np.mean([row["payoff_eur"] for row in run.replications]) for name, run in runs.items()}
    for pair in pairs:
        assert pair.differences["payoff_eur"].mean == pytest.approx(means[pair.first] - means[pair.second])


def test_runs_pair_by_replication_and_the_rest_is_counted(random_run: Any) -> None:
    """Only futures that both have are compared, whatever their rows' positions."""
    whole, part = random_run(4, programmes=60), random_run(4, programmes=60)
    late = type(part)(part.replications[40:10:-1], part.workloads, part.reviews)
    extra = random_run(5, programmes=5, first=100)
    late = type(part)([*late.replications, *extra.replications], part.workloads, part.reviews)
    (pair,) = compare_pairs({"whole": whole, "part": late}, resamples=20)
    assert (pair.paired, pair.unpaired_first, pair.unpaired_second) == (30, 30, 5)
    assert pair.differences["payoff_eur"].tied == 30


def test_nothing_that_pairs_is_refused(random_run: Any) -> None:
    """Runs without a common replication cannot be compared, and the message says which they have."""
    with pytest.raises(InputError, match=r"'a' \(replications 0 to 4\) and 'b' \(replications 10 to 14\)"):
        compare_pairs({"a": random_run(1, 5), "b": random_run(1, 5, first=10)})


def test_a_run_in_which_nothing_finished_pairs_with_nothing(random_run: Any, make_run: Any) -> None:
    """An empty side is named."""
    with pytest.raises(InputError, match=r"'b' \(no finished replication\)"):
        compare_pairs({"a": random_run(1, 5), "b": make_run([])})


def test_one_run_is_no_comparison(random_run: Any) -> None:
    """A comparison needs two."""
    with pytest.raises(InputError, match="at least two runs; 1 given"):
        compare_pairs({"a": random_run(1, 5)})
