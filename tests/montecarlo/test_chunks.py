"""Chunks: failures are data, and the cut follows the clock without anybody noticing."""

from __future__ import annotations

import pickle
from functools import partial
from typing import Any

import pytest

from sim.montecarlo.chunks import CHUNK_SECONDS, Chunk, Pace, chunks_of, run_chunk
from sim.montecarlo.executors import Lost
from sim.montecarlo.failures import Failure, lost_with_its_worker
from sim.montecarlo.shards import SHARD_REPLICATIONS, Shard, shards_of
from sim.programme.record import Record, Row
from sim.scenario import Scenario
from tests.montecarlo.fakes import SEED, FakeProgramme, fake_record


def test_a_broken_replication_is_reported_and_the_others_go_on() -> None:
    """The failure names seed, replication, exception, message and place; the other rows are complete."""
    result = run_chunk(FakeProgramme(failing=frozenset({3, 5})), Scenario(), SEED, 2, 7)
    assert result.replications == 5
    assert result.tables["replications"].column("replication").to_pylist() == [2, 4, 6]
    first, second = result.failures
    assert (first.seed, first.replication, first.exception) == (SEED, 3, "ArithmeticError")
    assert first.message.startswith("replication 3 is broken")
    assert "fakes.py" in first.traceback
    assert "in __call__: raise ArithmeticError" in first.traceback
    assert second.replication == 5


def test_a_failure_reads_the_same_on_every_machine_and_in_every_process() -> None:
    """No folders, no memory addresses."""
    work = partial(run_chunk, FakeProgramme(failing=frozenset({0})), Scenario(), SEED, 0, 1)
    first, again = work().failures, work().failures
    assert first == again
    assert "/" not in first[0].traceback
    assert "at 0x…>" in first[0].message


class Unprintable(Exception):
    """An exception that breaks when it is told."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def raises_unprintable(_scenario: Scenario, _seed: int, _replication: int) -> Record:
    raise Unprintable


def holds_nan(_scenario: Scenario, seed: int, replication: int) -> Record:
    record = fake_record(seed, replication)
    review: Row = (replication, 1.0, "review", 1, float("nan"), 1.0, "approved", 1.0)
    return Record(replication, {**record.tables, "reviews": [review]})


@pytest.mark.parametrize(("simulate", "kind"), [(raises_unprintable, "Unprintable"), (holds_nan, "BadRecord")])
def test_whatever_goes_wrong_in_a_replication_is_its_failure(simulate: Any, kind: str) -> None:
    """An exception that cannot be printed and a table that holds NaN are caught at the same place."""
    failures = run_chunk(simulate, Scenario(), SEED, 0, 2).failures
    assert [(each.replication, each.exception) for each in failures] == [(0, kind), (1, kind)]


def test_everything_that_travels_is_picklable_and_unchanged_by_the_journey() -> None:
    """Work goes to workers, results, failures and losses come back."""
    work = partial(run_chunk, FakeProgramme(failing=frozenset({1})), Scenario(), SEED)
    there = pickle.loads(pickle.dumps(work))
    assert there.args == work.args
    result = there(0, 3)
    back = pickle.loads(pickle.dumps(result))
    assert back.failures == result.failures == work(0, 3).failures
    assert all(back.tables[name].equals(table) for name, table in work(0, 3).tables.items())
    for thing in (
        Chunk(3, 5),
        Shard(1, 250, 300),
        Lost(Chunk(3, 4), 2),
        lost_with_its_worker(2, seed=1, replication=3),
    ):
        assert pickle.loads(pickle.dumps(thing)) == thing


def test_chunks_cover_every_replication_once_and_none_crosses_a_shard() -> None:
    """In order, without gaps, whatever the size does in between."""
    pace = Pace()
    found = []
    for number, chunk in enumerate(chunks_of(shards_of(620), pace)):
        found.append(chunk)
        pace.size = 1 + 37 * number % 90
    assert [each for chunk in found for each in range(*chunk)] == list(range(620))
    assert all(chunk.start // SHARD_REPLICATIONS == (chunk.stop - 1) // SHARD_REPLICATIONS for chunk in found)


def test_chunks_grow_towards_half_a_second_and_stay_within_a_shard() -> None:
    """Slow replications travel alone, fast ones by the shard, and growth is gradual."""
    pace = Pace()
    pace.observe(pace.size, pace.size * 0.001)
    assert pace.size == 16
    for _ in range(5):
        pace.observe(pace.size, pace.size * 0.001)
    assert pace.size == SHARD_REPLICATIONS
    pace.observe(pace.size, pace.size * 0.03)
    assert pace.size == round(CHUNK_SECONDS / 0.03)
    pace.observe(pace.size, pace.size * 9.0)
    assert pace.size == 1


def test_a_fixed_chunk_size_stays() -> None:
    """Who sets chunk= gets that size, at most a shard."""
    pace = Pace(7)
    pace.observe(7, 100.0)
    assert pace.size == 7
    assert Pace(10_000).size == SHARD_REPLICATIONS


def test_only_faults_of_the_machine_are_worth_another_try() -> None:
    """A lost worker or exhausted memory may be gone next time, a bug is not."""
    assert lost_with_its_worker(2, seed=1, replication=3).by_the_machine
    assert Failure(1, 3, "MemoryError", "").by_the_machine
    assert not Failure(1, 3, "ZeroDivisionError", "division by zero").by_the_machine
