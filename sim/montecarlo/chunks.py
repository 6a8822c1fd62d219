"""Chunks: what one worker does at a stretch. Results never depend on how a run is cut into them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import pyarrow as pa

from sim.montecarlo.failures import Failure, failure_of
from sim.montecarlo.schema import STORED_TABLES, tables_of
from sim.montecarlo.shards import SHARD_REPLICATIONS, Shard
from sim.montecarlo.weekly_rows import TABLE as WEEKLY
from sim.montecarlo.weekly_rows import SampledRecord, weeks_table
from sim.programme.record import Record
from sim.scenario import Scenario

CHUNK_SECONDS = 0.5
FIRST_CHUNK_REPLICATIONS = 4
FASTEST_GROWTH = 4


class Simulate(Protocol):
    """Anything that makes one programme out of a scenario and its luck."""

    def __call__(self, scenario: Scenario, seed: int, replication: int, /) -> Record: ...


class Chunk(NamedTuple):
    """Replications `start` up to, not including, `stop`."""

    start: int
    stop: int

    def singles(self) -> list[Chunk]:
        """One chunk per replication."""
        return [Chunk(each, each + 1) for each in range(self.start, self.stop)]


@dataclass(frozen=True)
class ChunkResult:
    """What came out of a chunk; `seconds` steers the size of later chunks and is stored nowhere."""

    replications: int
    tables: dict[str, pa.Table]
    failures: tuple[Failure, ...]
    seconds: float


def run_chunk(simulate: Simulate, scenario: Scenario, seed: int, start: int, stop: int) -> ChunkResult:
    """Simulate the replications of a chunk; a broken one becomes a Failure and the others go on."""
    began = time.perf_counter()
    parts: dict[str, list[pa.Table]] = {name: [] for name in STORED_TABLES}
    failures = []
    for replication in range(start, stop):
        try:
            record = simulate(scenario, seed, replication)
            tables = tables_of(record, replication)
        except Exception as error:  # the one boundary where any fault of a replication becomes data
            failures.append(failure_of(error, seed=seed, replication=replication))
            continue
        for name, table in tables.items():
            parts[name].append(table)
        if isinstance(record, SampledRecord):
            parts.setdefault(WEEKLY, []).append(weeks_table(record.weeks))
    joined = {name: pa.concat_tables(each).combine_chunks() for name, each in parts.items() if each}
    return ChunkResult(stop - start, joined, tuple(failures), time.perf_counter() - began)


class Pace:
    """How many replications the next chunk gets: about half a second's worth, unless the size is fixed."""

    def __init__(self, fixed: int | None = None) -> None:
        self._fixed = fixed
        self.size = min(fixed or FIRST_CHUNK_REPLICATIONS, SHARD_REPLICATIONS)

    def observe(self, replications: int, seconds: float) -> None:
        """Learn from a chunk that came back."""
        if self._fixed is None:
            wanted = round(CHUNK_SECONDS * replications / max(seconds, 1e-6))
            self.size = max(1, min(wanted, FASTEST_GROWTH * self.size, SHARD_REPLICATIONS))


def chunks_of(shards: Iterable[Shard], pace: Pace) -> Iterator[Chunk]:
    """Chunks in order, none across a shard's end, each as large as the pace says when it is asked for."""
    for shard in shards:
        start = shard.start
        while start < shard.stop:
            chunk = Chunk(start, min(start + pace.size, shard.stop))
            yield chunk
            start = chunk.stop
