"""Run the replications of a scenario: what is missing is computed, in any cut and anywhere, with the same results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa

from sim.errors import InputError, WorkFailed
from sim.montecarlo.chunks import ChunkResult, Pace, Simulate, chunks_of, run_chunk
from sim.montecarlo.executors import Lost, default_workers, map_chunks
from sim.montecarlo.failures import Failure, lost_with_its_worker
from sim.montecarlo.manifest import FAILURES_SHOWN, Account
from sim.montecarlo.schema import STORED_TABLES, finished_table
from sim.montecarlo.shards import Shard
from sim.montecarlo.store import MemoryStore, RunStore, Shards
from sim.montecarlo.tables import RunTables
from sim.montecarlo.weekly_rows import TABLE as WEEKLY
from sim.montecarlo.weekly_rows import simulate_sampled
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario

Progress = Callable[[int, int], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run: `done` of `total` replications are kept, in whole shards; none where there is no store."""

    def __init__(self, done: int, total: int, message: str) -> None:
        super().__init__(message)
        self.done = done
        self.total = total


def run_replications(
    scenario: Scenario,
    *,
    seed: int,
    replications: int,
    executor: str = "inline",
    workers: int | None = None,
    store: RunStore | None = None,
    memory: MemoryStore | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    sampled: bool = False,
    simulate: Simulate = simulate_programme,
) -> RunTables:
    """The tables of `replications` programmes under one seed; bytes do not depend on executor, workers or chunk.

    With a claimed store, finished shards are kept there and only missing ones are computed; without one, in memory,
    which may be one that an earlier call filled. With `sampled` the weeks of the first programmes are kept, too.
    Raises WorkFailed when no replication succeeded, Interrupted on Ctrl-C.
    """
    _refuse_less_than_one(replications=replications, workers=workers, chunk=chunk)
    workers = 1 if executor == "inline" else workers or default_workers()
    if sampled and simulate is simulate_programme:
        simulate = simulate_sampled
    run = _Run(scenario, seed, replications, executor, workers, store, memory, progress or _nobody_watches)
    with store.held() if store else nullcontext():
        try:
            run.complete(simulate, Pace(chunk))
        except KeyboardInterrupt:
            run.close_account()
            raise Interrupted(run.kept if store else 0, replications, run.told_when_interrupted()) from None
        run.close_account()
    run.refuse_nothing_but_failures()
    return run.tables


def _refuse_less_than_one(**counts: int | None) -> None:
    for name, value in counts.items():
        if value is not None and value < 1:
            raise InputError(f"{name}: found {value}; allowed is a whole number from 1 on")


def _nobody_watches(_done: int, _total: int) -> None:
    pass


@dataclass
class _Run:
    """One call of `run_replications`: how far it is, and what becomes of each result."""

    scenario: Scenario
    seed: int
    replications: int
    executor: str
    workers: int
    store: RunStore | None
    memory: MemoryStore | None
    progress: Progress
    kept: int = 0
    found: int = 0

    def __post_init__(self) -> None:
        self._started = datetime.now(UTC)
        self._shards: Shards = self.store or self.memory or MemoryStore()
        self.tables = RunTables(self._shards, self.replications)

    def complete(self, simulate: Simulate, pace: Pace) -> None:
        """Compute and keep what is missing."""
        missing = self._shards.missing(self.replications)
        absent = sum(shard.replications for shard in missing)
        self.kept = self.found = self.replications - absent
        self.progress(self.kept, self.replications)
        work = partial(run_chunk, simulate, self.scenario, self.seed)
        workers = max(1, min(self.workers, absent))
        with closing(map_chunks(work, chunks_of(missing, pace), self.executor, workers)) as results:
            for shard in missing:
                self._complete_shard(shard, results, pace)

    def _complete_shard(self, shard: Shard, results: Iterator[ChunkResult | Lost], pace: Pace) -> None:
        parts: dict[str, list[pa.Table]] = defaultdict(list)
        failures: list[Failure] = []
        done = 0
        while done < shard.replications:
            result = self._accepted(next(results), pace)
            for name, table in result.tables.items():
                parts[name].append(table)
            failures.extend(result.failures)
            done += result.replications
            self.progress(self.kept + done, self.replications)
        if weeks := parts.pop(WEEKLY, []):
            self._shards.keep_sample(pa.concat_tables(weeks).combine_chunks(), shard.stop)
        self._shards.write(shard, {name: finished_table(name, parts[name]) for name in STORED_TABLES}, failures)
        self.kept += shard.replications

    def _accepted(self, result: ChunkResult | Lost, pace: Pace) -> ChunkResult:
        if isinstance(result, Lost):
            failure = lost_with_its_worker(result.attempts, seed=self.seed, replication=result.chunk.start)
            return ChunkResult(1, {}, (failure,), 0.0)
        pace.observe(result.replications, result.seconds)
        return result

    def close_account(self) -> None:
        """Write the manifest, where there is a folder for it."""
        if self.store is None:
            return
        failures = self.tables.failures if self.kept == self.replications else []
        account = Account(
            fingerprint=self.scenario.fingerprint(),
            seed=self.seed,
            replications=self.replications,
            stored=self.kept,
            computed=self.kept - self.found,
            executor=self.executor,
            workers=self.workers,
            started=self._started,
            finished=datetime.now(UTC),
            failures_count=len(failures),
            first_failures=failures[:FAILURES_SHOWN],
        )
        self.store.close_account(account)

    def refuse_nothing_but_failures(self) -> None:
        failures = self.tables.failures
        if len(failures) == self.replications:
            raise WorkFailed(f"all {self.replications} replications failed; the first was {failures[0]}")

    def told_when_interrupted(self) -> str:
        of_total = f"interrupted: {self.kept} of {self.replications} replications"
        if self.store is None:
            return f"{of_total} were finished; without an output folder nothing is kept"
        return f"{of_total} are kept in {self.store.folder}; run the same command again to go on"
