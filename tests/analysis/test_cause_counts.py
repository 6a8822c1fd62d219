from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis.cause_counts import CauseCounts, CauseTally, count_causes, counts_of_programmes, tallied
from sim.analysis.incidence import incidence

CAUSES = ("frozen", "insolvent", "stopped")
WORDS = np.array(["censored", *CAUSES])
HORIZON = 260.0

subjects = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 3)), max_size=40)


def shard(weeks: np.ndarray, codes: np.ndarray) -> pa.Table:
    return pa.table({"outcome": pa.array(WORDS[codes]).dictionary_encode(), "outcome_week": weeks})


def shards(number: int, seed: int = 6) -> Iterator[pa.Table]:
    """Shards of 250, all weeks different; who stands is last seen at the horizon."""
    rng = np.random.default_rng(seed)
    for _ in range(number):
        weeks = rng.exponential(150.0, 250)
        codes = np.where(weeks < HORIZON, rng.integers(1, 4, 250), 0)
        yield shard(np.minimum(weeks, HORIZON), codes)


def same(found: CauseCounts, other: CauseCounts) -> bool:
    return all(np.array_equal(getattr(found, name), getattr(other, name)) for name in ("weeks", "ended", "censored"))


def test_shard_by_shard_counts_are_those_of_the_whole() -> None:
    """Forty shards with dictionaries of their own, one after the other, count as the whole table does."""
    whole = pa.concat_tables(table.cast(table.schema) for table in shards(40)).unify_dictionaries()
    assert same(tallied(shards(40), CAUSES), counts_of_programmes(whole, CAUSES))


@settings(max_examples=60)
@given(subjects, subjects)
def test_counts_add_up(first: list[tuple[float, int]], second: list[tuple[float, int]]) -> None:
    """Counting two parts and adding is counting both at once, empty parts included."""

    def of(rows: list[tuple[float, int]]) -> CauseCounts:
        return count_causes([week for week, _ in rows], [cause for _, cause in rows], CAUSES)

    assert same(of(first).plus(of(second)), of(first + second))
    assert of(first).total == len(first)


def test_at_the_weeks_of_a_calendar_curves_are_what_they_would_be_without() -> None:
    """Everybody is watched to the horizon: on a calendar of weeks share and survival at its weeks are the same."""
    exact = incidence(tallied(shards(20), CAUSES))
    dated = incidence(tallied(shards(20), CAUSES, np.arange(0.0, HORIZON + 1.0)))
    for cause in CAUSES:
        assert [dated.at(cause, week) for week in dated.weeks] == [exact.at(cause, week) for week in dated.weeks]
    at = np.searchsorted(exact.weeks, dated.weeks, side="right") - 1
    assert dated.variance == pytest.approx(exact.variance[:, at], rel=1e-9)


def test_memory_stays_flat_however_many_shards_come() -> None:
    """Ten times as many shards on a calendar of weeks: the peak grows by less than a tenth of the rows added."""

    def peak(number: int) -> int:
        tracemalloc.start()
        tally = CauseTally(CAUSES, np.arange(0.0, HORIZON + 1.0))
        for table in shards(number):
            tally.add(table)
        assert tally.counts.total == 250 * number
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)
    added = sum(table.column("outcome_week").nbytes for table in shards(400 - 40))
    assert peak(400) - peak(40) < added / 10


def test_parts_of_like_size_are_joined_at_once() -> None:
    """A thousand shards of different weeks leave a handful of parts, so that joining stays cheap."""
    tally = CauseTally(CAUSES)
    for table in shards(1_000):
        tally.add(table)
    assert len(tally._parts) <= 10
    assert tally.counts.total == 250_000


def test_an_outcome_without_a_name_is_refused() -> None:
    """Leaving it out would make every share wrong."""
    with pytest.raises(ValueError, match="no cause: stopped"):
        counts_of_programmes(next(shards(1)), ("frozen", "insolvent"))
    with pytest.raises(ValueError, match="causes must differ"):
        counts_of_programmes(next(shards(1)), (*CAUSES, "censored"))


def test_weeks_outside_the_calendar_and_missing_weeks_are_refused() -> None:
    """A calendar that ends too early, a missing week, and counts of other causes."""
    with pytest.raises(ValueError, match="after the last week of the calendar, 52"):
        tallied(shards(1), CAUSES, [0.0, 52.0])
    for calendar in (None, [0.0, 52.0]):
        with pytest.raises(ValueError, match="not finite"):
            tallied([shard(np.array([1.0, np.nan]), np.array([1, 1]))], CAUSES, calendar)
    with pytest.raises(ValueError, match="other causes"):
        count_causes([], [], CAUSES).plus(count_causes([], [], CAUSES[:2]))
