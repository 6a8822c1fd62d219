"""Many scenarios, a few replications each: one row a programme, whatever the executor or chunk.

Under common luck replication r of every point has the same luck, so that points differ by their cards alone (model
§1.4). With own luck no two points share any: what an average over points then says is not tied to a few futures. Only
the rows of `replications` are kept: a thousand points leave a thousand times their replications of them and no more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pyarrow as pa

from sim.errors import InputError, WorkFailed
from sim.montecarlo.chunks import Chunk, ChunkResult, Pace, Simulate
from sim.montecarlo.executors import Lost, default_workers, map_chunks
from sim.montecarlo.failures import Failure, failure_of, lost_with_its_worker
from sim.montecarlo.schema import BadRecord, table_of
from sim.programme.programme import simulate_programme
from sim.programme.record import Row
from sim.scenario import Scenario
from sim.scenario.values import shown
from sim.scenario.variation import vary

Changes = tuple[tuple[str, Any], ...]
Progress = Callable[[int, int], None]
KEPT = "replications"
POINT = "point"
MOST_SEED = 2**63 - 1
BLOCK_VALUES = 40_000
"""Points travel to workers with every chunk; this many values of cards take about as long to send as 0.03 s of work."""

_CARDS_TOLD = 6


@dataclass(frozen=True)
class Points:
    """Variations of one scenario, and which luck each of them meets; points are numbered from `first`."""

    base: Scenario
    changes: tuple[Changes, ...]
    seed: int
    replications: int
    own_luck: bool = False
    first: int = 0

    @property
    def programmes(self) -> int:
        """How many programmes that makes."""
        return len(self.changes) * self.replications

    def blocks(self) -> Iterator[Points]:
        """The same points in parts that are quick to send to a worker."""
        cards = max(1, *(len(one) for one in self.changes))
        size = max(1, BLOCK_VALUES // cards)
        for start in range(0, len(self.changes), size):
            yield replace(self, changes=self.changes[start : start + size], first=self.first + start)

    def scenario(self, point: int) -> Scenario:
        """The scenario of one point; InputError names the point."""
        try:
            return vary(self.base, dict(self.changes[point - self.first]))
        except InputError as error:
            raise InputError(f"{self.told(point)}: {error}") from error

    def replication(self, programme: int) -> int:
        """Which luck a programme meets, programmes counted point by point."""
        return programme if self.own_luck else programme % self.replications

    def told(self, point: int) -> str:
        """A point as a message names it."""
        cards = [f"{name}={shown(value)}" for name, value in self.changes[point - self.first]]
        more = [f"… and {len(cards) - _CARDS_TOLD} more"] if len(cards) > _CARDS_TOLD else []
        return f"point {point} ({', '.join(cards[:_CARDS_TOLD] + more) or 'nothing changed'})"


def points_of(
    base: Scenario, changes: Sequence[Mapping[str, Any]], *, seed: int, replications: int, own_luck: bool = False
) -> Points:
    """Points, each checked before anything is simulated; InputError names the point and the card that is wrong."""
    if not changes:
        raise InputError("there are no points to simulate; give at least one")
    if replications < 1:
        raise InputError(f"replications: found {replications}; allowed is a whole number from 1 on")
    if not 0 <= seed <= MOST_SEED:
        raise InputError(f"seed: found {seed}; allowed is a whole number from 0 to {MOST_SEED}")
    points = Points(base, tuple(tuple(one.items()) for one in changes), seed, replications, own_luck)
    for point in range(len(points.changes)):
        points.scenario(point)
    return points


def impossible(base: Scenario, changes: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Which points contradict themselves, such as two kinds of delivery team at once, each with the reason."""
    found: dict[int, str] = {}
    for number, change in enumerate(changes):
        try:
            vary(base, change)
        except InputError as error:
            found[number] = str(error)
    return found


def run_points(
    points: Points,
    *,
    executor: str = "inline",
    workers: int | None = None,
    chunk: int | None = None,
    progress: Progress | None = None,
    simulate: Simulate = simulate_programme,
) -> pa.Table:
    """The rows of `replications` of every point with the column `point` in front, in order of point and replication.

    A programme that fails ends the work: points are compared with each other, and a gap would be compared as well.
    """
    told = progress or _nobody_watches
    total = points.programmes
    workers = 1 if executor == "inline" else max(1, min(workers or default_workers(), total))
    pace = Pace(chunk)
    parts: list[pa.Table] = []
    done = 0
    told(0, total)
    for block in points.blocks():
        with closing(map_chunks(partial(_run, block, simulate), _chunks(block, pace), executor, workers)) as results:
            for result in results:
                found = _accepted(result, block)
                pace.observe(found.replications, found.seconds)
                parts.append(found.tables[KEPT])
                done += found.replications
                told(done, total)
    return pa.concat_tables(parts).combine_chunks()


def _nobody_watches(_done: int, _total: int) -> None:
    pass


def _chunks(block: Points, pace: Pace) -> Iterator[Chunk]:
    """Programmes are counted over all points, so that a number means the same in every block."""
    start = block.first * block.replications
    stop = start + block.programmes
    while start < stop:
        chunk = Chunk(start, min(start + pace.size, stop))
        yield chunk
        start = chunk.stop


def _accepted(result: ChunkResult | Lost, points: Points) -> ChunkResult:
    if isinstance(result, Lost):
        replication = points.replication(result.chunk.start)
        lost = lost_with_its_worker(result.attempts, seed=points.seed, replication=replication)
        raise _failed(_at_point(lost, points, result.chunk.start))
    if result.failures:
        raise _failed(result.failures[0])
    return result


def _failed(failure: Failure) -> WorkFailed:
    return WorkFailed(f"a programme failed, and without it the points cannot be compared: {failure}")


def _at_point(failure: Failure, points: Points, programme: int) -> Failure:
    return replace(failure, message=f"{failure.message} [{points.told(programme // points.replications)}]")


def _run(points: Points, simulate: Simulate, start: int, stop: int) -> ChunkResult:
    """Programmes `start` to `stop` of all, counted point by point; a failure is the last of its chunk."""
    began = time.perf_counter()
    rows: list[pa.Table] = []
    for point, programmes in _by_point(points.replications, start, stop):
        scenario = points.scenario(point)
        for programme in programmes:
            replication = points.replication(programme)
            try:
                rows.append(_row(simulate(scenario, points.seed, replication).tables[KEPT], replication))
            except Exception as error:  # the one boundary where any fault of a programme becomes data
                failure = _at_point(failure_of(error, seed=points.seed, replication=replication), points, programme)
                return ChunkResult(stop - start, {}, (failure,), time.perf_counter() - began)
    numbers = pa.array([programme // points.replications for programme in range(start, stop)], pa.int32())
    table = pa.concat_tables(rows).add_column(0, pa.field(POINT, pa.int32(), nullable=False), numbers)
    return ChunkResult(stop - start, {KEPT: table.combine_chunks()}, (), time.perf_counter() - began)


def _row(rows: Sequence[Row], replication: int) -> pa.Table:
    if len(rows) != 1 or rows[0][0] != replication:
        raise BadRecord(f"{KEPT} holds {len(rows)} rows; the one of replication {replication} is expected")
    return table_of(KEPT, rows)


def _by_point(replications: int, start: int, stop: int) -> Iterator[tuple[int, range]]:
    """The programmes of a chunk, point by point."""
    for point in range(start // replications, -(-stop // replications)):
        first = point * replications
        yield point, range(max(start, first), min(stop, first + replications))
