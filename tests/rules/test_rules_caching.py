"""How often a cache answers: the rules against caches that are really simulated, exact sums and a table of ours."""

from __future__ import annotations

import csv
import math
from collections import OrderedDict
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.programme.hit_curve import FIRST_LOG2, POINTS, STEP_LOG2, hit_curve
from sim.rules import caching
from tests.conftest import ROOT

POINT = 0.01
WARM_UP = 20_000
REQUESTS = 150_000

with (ROOT / "data" / "caching" / "zipf_ideal_hit_rate.csv").open(encoding="utf-8") as file:
    TABLE = list(csv.DictReader(file))
EXPONENTS = st.floats(0.0, 2.0)
DISTINCT = st.integers(1, 3_000).map(float)
REQUESTED = st.floats(0.0, 1e6)


@cache
def zipf(distinct: int, exponent: float) -> np.ndarray:
    """The popularity of each rank, without groups."""
    weights = np.arange(1, distinct + 1, dtype=np.float64) ** -exponent
    return np.asarray(weights / weights.sum())


@cache
def asked(distinct: int, exponent: float) -> tuple[int, ...]:
    """What is asked for, one question after the other, independently."""
    luck = np.random.default_rng(21)
    return tuple(luck.choice(distinct, size=WARM_UP + REQUESTS, p=zipf(distinct, exponent)).tolist())


def lru_hit_share(questions: tuple[int, ...], entries: int) -> float:
    """A cache that forgets what was asked longest ago, question by question."""
    held: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for number, question in enumerate(questions):
        if question in held:
            hits += number >= WARM_UP
            held.move_to_end(question)
        else:
            held[question] = None
            if len(held) > entries:
                held.popitem(last=False)
    return hits / REQUESTS


def expiring_hit_share(questions: tuple[int, ...], kept_requests: int) -> float:
    """A cache of any size that forgets what was not asked for within so many requests."""
    last: dict[int, int] = {}
    hits = 0
    for number, question in enumerate(questions):
        hits += number >= WARM_UP and number - last.get(question, -math.inf) <= kept_requests
        last[question] = number
    return hits / REQUESTS


@lru_cache(maxsize=16)
def sum_and_characteristic(distinct: float, exponent: float, entries: float) -> tuple[float, float]:
    """What does not depend on volume."""
    whole = caching.popularity_sum(distinct, exponent)
    return whole, caching.characteristic_requests(distinct, exponent, entries, whole)


def ruled_hit_share(distinct: float, exponent: float, entries: float, calls_per_week: float, weeks: float) -> float:
    """What the rules say of a cache of this size whose answers stay valid for so long."""
    whole, characteristic = sum_and_characteristic(distinct, exponent, entries)
    kept = caching.kept_requests(calls_per_week, weeks, characteristic)
    return caching.hit_share(kept, distinct, exponent, whole)


# --- against simulated caches -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("entries", [20, 200, 1_000])
@pytest.mark.parametrize("exponent", [0.6, 0.8, 1.2])
def test_che_s_approximation_agrees_with_an_lru_cache(exponent: float, entries: int) -> None:
    """2,000 questions: within two points of a cache simulated over 150,000 requests."""
    found = ruled_hit_share(2_000.0, exponent, float(entries), 1e12, 1.0)
    assert found == pytest.approx(lru_hit_share(asked(2_000, exponent), entries), abs=2 * POINT)


@pytest.mark.parametrize("kept_requests", [10, 1_000, 15_000])
@pytest.mark.parametrize("exponent", [0.6, 0.8, 1.2])
def test_a_time_to_live_that_use_renews_agrees_with_a_simulated_one(exponent: float, kept_requests: int) -> None:
    """2,000 questions, room for all of them, answers kept for so many requests: within two points."""
    found = ruled_hit_share(2_000.0, exponent, 2_000.0, kept_requests / 4.0, 4.0)
    assert found == pytest.approx(expiring_hit_share(asked(2_000, exponent), kept_requests), abs=2 * POINT)


# --- against exact sums -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exponent", [0.0, 0.6, 0.8, 1.2, 2.0])
@pytest.mark.parametrize("requests", [100.0, 10_000.0, 1e6])
def test_grouping_costs_less_than_one_point(exponent: float, requests: float) -> None:
    """100,000 questions rank by rank against groups of neighbouring ranks: less than a point of hit rate."""
    shares = zipf(100_000, exponent)
    exact = float(np.sum(shares * -np.expm1(-shares * requests)))
    whole = caching.popularity_sum(100_000.0, exponent)
    assert caching.hit_share(requests, 100_000.0, exponent, whole) == pytest.approx(exact, abs=POINT)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(row.values()))
def test_what_an_endless_cache_saves_agrees_with_the_table(row: dict[str, str]) -> None:
    """data/caching: of N requests each question's first one misses, so (N - different ones) / N hit; to a point."""
    distinct, exponent, requests = (float(row[name]) for name in ("distinct_queries", "zipf_s", "requests"))
    held = caching.items_held(requests, distinct, exponent, caching.popularity_sum(distinct, exponent))
    assert 1.0 - held / requests == pytest.approx(float(row["ideal_hit"]), abs=POINT)


@given(distinct=st.integers(2, 2_000), entries=st.integers(1, 1_999))
def test_where_all_questions_are_equal_a_cache_hits_as_far_as_it_holds_them(distinct: int, entries: int) -> None:
    """Exponent 0: every item is held with chance entries / distinct, whatever was asked before."""
    held = min(entries, distinct) / distinct
    assert ruled_hit_share(float(distinct), 0.0, float(entries), 1e20, 1.0) == pytest.approx(held, abs=1e-6)


@given(distinct=DISTINCT, exponent=EXPONENTS)
def test_popularities_are_shares_and_groups_cover_every_rank_once(distinct: float, exponent: float) -> None:
    """Groups follow each other without a gap to the last rank; asked for endlessly, every question is held."""
    first, ranks = 1.0, 0.0
    while first <= distinct:
        last = caching.group_end(first, distinct)
        assert first <= last <= distinct
        ranks += last - first + 1.0
        first = last + 1.0
    assert ranks == distinct
    whole = caching.popularity_sum(distinct, exponent)
    assert caching.items_held(1e15, distinct, exponent, whole) == pytest.approx(distinct)
    assert caching.hit_share(1e15, distinct, exponent, whole) == pytest.approx(1.0)


@given(distinct=st.integers(2, 2_000), exponent=EXPONENTS, share=st.floats(0.01, 0.99))
def test_the_characteristic_time_fills_the_cache(distinct: int, exponent: float, share: float) -> None:
    """Che's equation: within that many requests as many different questions come as the cache holds."""
    whole = caching.popularity_sum(float(distinct), exponent)
    entries = share * distinct
    requests = caching.characteristic_requests(float(distinct), exponent, entries, whole)
    assert caching.items_held(requests, float(distinct), exponent, whole) == pytest.approx(entries, rel=1e-9)


# --- monotone ---------------------------------------------------------------------------------------------------------


@given(distinct=DISTINCT, exponent=EXPONENTS, one=REQUESTED, other=REQUESTED)
def test_hits_grow_with_volume_and_are_never_more_than_all(
    distinct: float, exponent: float, one: float, other: float
) -> None:
    """Nothing at no volume; more calls within the same time find more; a share throughout."""
    small, large = sorted((one, other))
    few, many = (ruled_hit_share(distinct, exponent, distinct, calls, 1.0) for calls in (small, large))
    assert 0.0 <= few <= many + 1e-12
    assert many <= 1.0 + 1e-12
    assert ruled_hit_share(distinct, exponent, distinct, 0.0, 1.0) == 0.0


@given(distinct=DISTINCT, exponent=EXPONENTS, one=st.floats(1.0, 4_000.0), other=st.floats(1.0, 4_000.0))
def test_a_larger_cache_hits_no_less(distinct: float, exponent: float, one: float, other: float) -> None:
    """More room pushes answers out later; with room for all only validity counts."""
    small, large = sorted((one, other))
    few, many = (ruled_hit_share(distinct, exponent, entries, 1e5, 1.0) for entries in (small, large))
    assert few <= many + 1e-9
    whole = caching.popularity_sum(distinct, exponent)
    assert many <= caching.hit_share(1e5, distinct, exponent, whole) + 1e-12


@given(calls=REQUESTED, weeks=st.floats(1e-4, 5_200.0), characteristic=REQUESTED)
def test_answers_stay_until_they_are_pushed_out_or_no_longer_valid(
    calls: float, weeks: float, characteristic: float
) -> None:
    """Whichever comes first."""
    assert caching.kept_requests(calls, weeks, characteristic) in {calls * weeks, characteristic}
    assert caching.kept_requests(calls, weeks, characteristic) <= characteristic


# --- the provider's prefix --------------------------------------------------------------------------------------------


def test_a_prefix_hits_as_often_as_the_last_call_is_recent() -> None:
    """10,080 calls a week are one a minute: within five minutes one came with chance 1 - e^-5."""
    assert caching.prefix_hit(10_080.0, 5.0) == pytest.approx(1.0 - math.exp(-5.0))
    assert caching.prefix_hit(0.0, 5.0) == caching.prefix_hit(10_080.0, 0.0) == 0.0


@given(one=REQUESTED, other=REQUESTED, minutes=st.floats(0.0, 10_080.0))
def test_a_prefix_hits_no_less_at_a_higher_volume(one: float, other: float, minutes: float) -> None:
    """A share that never falls with volume."""
    few, many = (caching.prefix_hit(calls, minutes) for calls in sorted((one, other)))
    assert 0.0 <= few <= many <= 1.0


@given(*[st.floats(0.0, 1.0)] * 4, st.floats(0.0, 1.0))
def test_a_cached_prefix_takes_off_its_own_part_of_the_price(
    input_share: float, prefix: float, price: float, hit: float, other: float
) -> None:
    """60% input, 40% of it prefix at a tenth: a sure hit saves 0.6 x 0.4 x 0.9 = 21.6%; more hits, no dearer."""
    assert caching.prefix_factor(0.6, 0.4, 0.1, 1.0) == pytest.approx(1.0 - 0.216)
    assert caching.prefix_factor(input_share, prefix, price, 0.0) == 1.0
    dear, cheap = (caching.prefix_factor(input_share, prefix, price, share) for share in sorted((hit, other)))
    assert -1e-12 <= cheap <= dear <= 1.0


# --- the curve that the programme uses --------------------------------------------------------------------------------

SHAPES = [
    (50_000.0, 0.8, 50_000.0, 1.0),
    (5_000_000.0, 0.8, 50_000.0, 1.0),
    (5_000.0, 1.2, 500.0, 4.0),
    (100_000.0, 0.6, 1_000_000.0, 0.14),
    (1_000.0, 3.0, 10.0, 5_200.0),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_curve_agrees_with_the_rule_between_its_points(shape: tuple[float, float, float, float]) -> None:
    """Within half a point of hit rate at any volume from 16 calls a week on."""
    distinct, exponent, entries, weeks = shape
    for step in range(4 * (POINTS - 1)):
        calls = 2.0 ** (FIRST_LOG2 + STEP_LOG2 * (step + 0.5) / 4.0)
        ruled = ruled_hit_share(distinct, exponent, entries, calls, weeks)
        assert hit_curve(*shape).at(calls) == pytest.approx(ruled, abs=0.5 * POINT), calls


@pytest.mark.parametrize("shape", SHAPES)
def test_the_curve_never_falls_and_stays_a_share(shape: tuple[float, float, float, float]) -> None:
    """Nothing without calls; beyond its last point, as at it."""
    volumes = [0.0, *(2.0 ** (step / 3.0) for step in range(-9, 120))]
    shares = [hit_curve(*shape).at(calls) for calls in volumes]
    assert shares[0] == 0.0
    assert all(0.0 <= few <= many + 1e-12 <= 1.0 + 2e-12 for few, many in pairwise(shares))
    assert hit_curve(*shape).at(1e30) == hit_curve(*shape).shares[-1]
