from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.mcnemar import fourfold
from sim.analysis.ranking import Rank, ranking, split_share_interval
from sim.errors import InputError

N = 200
payoffs = st.lists(st.tuples(*[st.integers(-2, 2).map(float)] * 3), min_size=1, max_size=30)


def by_name(found: tuple[Rank, ...]) -> dict[str, Rank]:
    return {rank.name: rank for rank in found}


def test_ties_are_split_where_argmax_would_give_them_to_the_first() -> None:
    """Three strategies fail alike in 90 of 100 futures and c is best in 10: 0.3, 0.3, 0.4, whatever their order.

    `argmax` would call the first one named the best in 90 of 100.
    """
    failed = np.zeros(100)
    best_of_ten = np.where(np.arange(100) < 10, 1.0, 0.0)
    for names in ("abc", "cba", "bca"):
        given_ = {name: best_of_ten if name == "c" else failed for name in names}
        found = by_name(ranking(given_, resamples=50))
        assert [found[name].best_share for name in "abc"] == pytest.approx([0.3, 0.3, 0.4])
    trap = np.argmax(np.column_stack((failed, failed, best_of_ten)), axis=1)
    assert np.mean(trap == 0) == 0.9


def test_regret_worked_by_hand() -> None:
    """Payoffs 3, 0 against 1, 4: the best are worth 3.5 on average, the means 1.5 and 2.5: regrets 2 and 1."""
    found = ranking({"a": [3.0, 0.0], "b": [1.0, 4.0]}, resamples=50)
    assert [(rank.name, rank.mean, rank.regret, rank.best_share) for rank in found] == [
        ("b", 2.5, 1.0, 0.5),
        ("a", 1.5, 2.0, 0.5),
    ]


@settings(max_examples=50)
@given(payoffs, st.permutations("abc"))
def test_shares_add_up_and_names_do_not_matter(rows: list[tuple[float, ...]], order: list[str]) -> None:
    """Shares of being best add up to one; renaming and reordering moves everything along with the names."""
    columns = dict(zip("abc", zip(*rows, strict=True), strict=True))
    found = by_name(ranking(columns, resamples=30))
    other = by_name(ranking({name: columns[name] for name in order}, resamples=30))
    assert found == other
    assert sum(rank.best_share for rank in found.values()) == pytest.approx(1.0)
    assert sum(rank.best_on_average for rank in found.values()) == pytest.approx(1.0)
    for rank in found.values():
        assert rank.regret >= 0.0
        assert rank.best_low <= rank.best_share <= rank.best_high
        assert rank.best_low < rank.best_high
    best = max(found.values(), key=lambda rank: rank.mean)
    assert best.regret == pytest.approx(min(rank.regret for rank in found.values()))


@settings(max_examples=50)
@given(payoffs)
def test_a_constant_more_for_all_changes_no_regret(rows: list[tuple[float, ...]]) -> None:
    """A thousand more for every strategy in every future: shares and regrets stay, means rise by a thousand."""
    columns = dict(zip("abc", np.array(rows).T, strict=True))
    found = by_name(ranking(columns, resamples=20))
    richer = by_name(ranking({name: each + 1000.0 for name, each in columns.items()}, resamples=20))
    for name, rank in found.items():
        assert richer[name].mean == pytest.approx(rank.mean + 1000.0)
        assert richer[name].best_share == rank.best_share
        assert richer[name].regret == pytest.approx(rank.regret)


def test_a_strategy_against_itself_is_a_tie_without_regret() -> None:
    """The same payoffs twice: half each in every future and every resample, and regrets of exactly zero."""
    values = np.random.default_rng(1).normal(size=50)
    for rank in ranking({"a": values, "b": values}, resamples=40):
        assert (rank.best_share, rank.best_on_average) == (0.5, 0.5)
        assert (rank.regret, rank.regret_low, rank.regret_high) == (0.0, 0.0, 0.0)


def test_always_best_in_200_futures_is_not_certainty() -> None:
    """Best in all of 200: the interval of the share starts below one, that of the other ends above zero."""
    found = by_name(ranking({"a": np.ones(N), "b": np.zeros(N)}, resamples=40))
    assert found["a"].best_share == 1.0
    assert 0.97 < found["a"].best_low < 0.99
    assert (found["b"].best_low, found["b"].regret, found["b"].regret_high) == (0.0, 1.0, 1.0)


def test_two_strategies_that_never_differ_have_the_interval_of_tango() -> None:
    """Half each in 200 futures: one half plus and minus half of Tango's interval of their difference."""
    _, high = fourfold(np.ones(N), np.ones(N)).interval()
    low_share, high_share = split_share_interval(np.full(N, 0.5))
    assert (low_share, high_share) == pytest.approx((0.5 - high / 2.0, 0.5 + high / 2.0))


def test_one_future_leaves_the_regret_open() -> None:
    """One future: who was best in it, and no bound to the regret."""
    found = by_name(ranking({"a": [2.0], "b": [5.0]}, resamples=20))
    assert (found["a"].regret, found["a"].regret_low, found["a"].regret_high) == (3.0, 0.0, math.inf)
    assert found["b"].best_share == 1.0
    assert found["b"].best_low < 0.3


def test_best_on_average_is_the_chance_that_the_mean_is_higher() -> None:
    """A mean difference of one standard error: the first is best on average in 84% of resamples, as Φ(1)."""
    differences = np.random.default_rng(3).normal(size=400)
    differences += differences.std() / 20.0 - differences.mean()
    found = by_name(ranking({"a": differences, "b": np.zeros(400)}, resamples=4_000))
    assert found["a"].best_on_average == pytest.approx(0.841, abs=0.03)


def test_what_cannot_be_ranked_is_refused() -> None:
    """One strategy, rows of two lengths, no futures, NaN."""
    with pytest.raises(InputError, match="at least two strategies; 1 given"):
        ranking({"a": [1.0]})
    for columns, words in (
        ({"a": [1.0], "b": [1.0, 2.0]}, "rows of one length"),
        ({"a": [], "b": []}, "no futures"),
        ({"a": [1.0], "b": [math.nan]}, "b: 1 of 1 values are missing or not finite"),
    ):
        with pytest.raises(ValueError, match=words):
            ranking(columns)
