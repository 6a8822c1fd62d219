"""Zipf questions, LRU caches and provider prefixes agree with the closed forms that the weekly model uses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.luck import Luck
from sim.rules import caching
from sim.serving.caches import Answers
from sim.serving.day import simulate_day
from sim.serving.zipf import Popularity, Questions
from tests.serving.stacks import stack_of

PURPOSE = 7


@pytest.mark.parametrize("exponent", [0.0, 0.8, 1.0, 1.4])
def test_ranks_have_zipf_s_popularity(exponent: float) -> None:
    """The rank at each of many evenly spread uniforms: shares of ranges of ranks as summed one by one."""
    distinct = 20_000
    exact = np.cumsum(np.arange(1, distinct + 1) ** -exponent)
    ranks = Popularity(distinct, exponent).ranks_at((np.arange(200_000) + 0.5) / 200_000)
    assert ranks.min() == 1
    assert ranks.max() <= distinct
    for last in (1, 10, 100, 1_000, 4_096, 5_000, 10_000, 19_000):
        assert abs((ranks <= last).mean() - exact[last - 1] / exact[-1]) < 2e-4


def test_the_middle_of_a_rank_is_half_of_its_own_share_below_its_end() -> None:
    """As summed one by one, in the head and in the tail."""
    exact = np.cumsum(np.arange(1, 20_001) ** -0.8)
    ranks = np.array([1.0, 2.0, 50.0, 4_096.0, 10_000.0])
    below = np.array([0.0, *exact])[ranks.astype(int) - 1]
    expected = 0.5 * (below + exact[ranks.astype(int) - 1]) / exact[-1]
    assert Popularity(20_000, 0.8).middles_of(ranks) == pytest.approx(expected, rel=1e-4)


def test_a_wording_has_one_meaning_and_popular_wordings_have_popular_ones() -> None:
    """Meaning is a function of wording, and does not fall with it; all meanings together are Zipf again."""
    shares = Luck(5, 0).uniforms(PURPOSE, 0, 200_000)
    texts, meanings = Questions(100_000, 2_000, 0.9).at(shares)
    order = np.argsort(texts, kind="stable")
    assert (np.diff(meanings[order]) >= 0).all()
    changes = np.diff(texts[order]) == 0
    assert (np.diff(meanings[order])[changes] == 0).all()
    exact = np.cumsum(np.arange(1, 2_001) ** -0.9)
    for last in (5, 50, 500):
        assert abs((meanings <= last).mean() - exact[last - 1] / exact[-1]) < 0.01


@pytest.mark.parametrize("exponent", [0.6, 0.9, 1.2])
@pytest.mark.parametrize("entries", [100, 1_000, 5_000])
def test_a_least_recently_used_cache_hits_as_che_s_approximation_says(entries: int, exponent: float) -> None:
    """Over a grid of sizes and exponents, within one point of hit share; Che's own error and the luck are in it."""
    distinct, calls, warm_up = 20_000, 90_000, 30_000
    ranks = Popularity(distinct, exponent).ranks_at(Luck(11, entries).uniforms(PURPOSE, 0, calls)).tolist()
    cache = Answers(entries, math.inf)
    hits = 0
    for number, rank in enumerate(ranks):
        if cache.given(rank, float(number)) is None:
            cache.keep(rank, float(number), True)
        else:
            hits += number >= warm_up
    whole = caching.popularity_sum(distinct, exponent)
    characteristic = caching.characteristic_requests(distinct, exponent, entries, whole)
    assert len(cache) == entries
    assert abs(hits / (calls - warm_up) - caching.hit_share(characteristic, distinct, exponent, whole)) < 0.01


def test_an_answer_is_too_old_so_long_after_its_last_use() -> None:
    """A use makes it young again."""
    cache = Answers(10, 60.0)
    cache.keep(1, 0.0, True)
    assert cache.given(1, 60.0) is True
    assert cache.given(1, 120.0) is True
    assert cache.given(1, 180.1) is None


def test_the_least_recently_used_answer_goes_first() -> None:
    """Not the oldest one."""
    cache = Answers(2, math.inf)
    cache.keep(1, 0.0, True)
    cache.keep(2, 1.0, False)
    assert cache.given(1, 2.0) is True
    cache.keep(3, 3.0, True)
    assert (cache.given(2, 4.0), cache.given(1, 4.0), cache.given(3, 4.0)) == (None, True, True)


CACHED = {
    "cache__exact": True, "cache__entries": 2_000, "cache__minutes": 600.0, "cache__days_before": 1.0,
    "customers__per_second": 2.0, "customers__repeat_share": 0.6, "customers__distinct_texts": 20_000,
    "customers__distinct_meanings": 4_000, "customers__popularity_exponent": 0.9, "large__replicas": 50,
    "day__hours": 6.0,
}  # fmt: skip


def che(distinct: int, repeatable_per_second: float, entries: int, seconds_valid: float) -> float:
    """Hit share of repeatable calls by the weekly model's rule."""
    whole = caching.popularity_sum(distinct, 0.9)
    kept = min(caching.characteristic_requests(distinct, 0.9, entries, whole), repeatable_per_second * seconds_valid)
    return caching.hit_share(kept, distinct, 0.9, whole)


@pytest.mark.parametrize("minutes", [600.0, 5.0])
def test_a_simulated_day_hits_as_the_weekly_rule_says(minutes: float) -> None:
    """By wording, full or with answers that age first; by meaning for a cache by meaning: within a point and a half."""
    exact = simulate_day(stack_of(**CACHED | {"cache__minutes": minutes}), 3).of("customers")
    expected = 0.6 * che(20_000, 1.2, 2_000, minutes * 60.0)
    assert exact.exact_hits / exact.asked == pytest.approx(expected, abs=0.015)
    both = simulate_day(stack_of(**CACHED | {"cache__minutes": minutes, "cache__semantic": True}), 3).of("customers")
    expected = 0.6 * che(4_000, 1.2, 2_000, minutes * 60.0)
    assert (both.exact_hits + both.semantic_hits) / both.asked == pytest.approx(expected, abs=0.015)
    assert both.exact_hits == pytest.approx(exact.exact_hits, rel=0.01)


def test_answers_that_nobody_asks_for_again_cost_hits_where_they_take_up_entries() -> None:
    """The weekly rule does not know them: a cache that keeps them holds fewer of the others."""
    without = simulate_day(stack_of(**CACHED), 3).of("customers")
    with_them = simulate_day(stack_of(**CACHED | {"cache__keeps_unique": True}), 3).of("customers")
    assert with_them.exact_hits < 0.97 * without.exact_hits


def test_a_share_of_semantic_hits_is_wrong() -> None:
    """As many as the card says; an exact hit is right."""
    stack = stack_of(**CACHED | {"cache__semantic": True, "cache__wrong_share": 0.3})
    day = simulate_day(stack, 3).of("customers")
    assert day.wrong == pytest.approx(0.3 * day.semantic_hits, abs=4.0 * math.sqrt(0.21 * day.semantic_hits))
    assert day.semantic_hits > 1_000


@pytest.mark.parametrize(("per_second", "minutes"), [(0.02, 1.0), (0.01, 2.0), (0.05, 0.5)])
def test_a_prefix_is_warm_as_often_as_the_weekly_rule_says(per_second: float, minutes: float) -> None:
    """Chance that the last call was at most so many minutes ago; and only then its input is billed as cached."""
    stack = stack_of(
        cache__prefix=True, cache__prefix_minutes=minutes, customers__per_second=per_second, customers__prefixes=1,
        customers__prefix_share=0.5, day__hours=168.0,
    )  # fmt: skip
    day = simulate_day(stack, 4)
    expected = caching.prefix_hit(per_second * 604_800.0, minutes)
    error = math.sqrt(expected * (1.0 - expected) / day.large.started)
    assert day.large.prefix_hit_share == pytest.approx(expected, abs=4.0 * error)
    assert day.large.prefix_hit_share is not None
    cached = day.large.started * day.large.prefix_hit_share * 0.5
    assert day.bill.large_cached_input_eur == pytest.approx(cached * stack.large.input_eur * 0.1 / 1e6, rel=0.01)
    assert day.bill.large_input_eur == pytest.approx(
        (day.large.started - cached) * stack.large.input_eur / 1e6, rel=0.01
    )
