"""Programmes watched week by week: what a history can be compared with, of many settings of the cards.

A programme that is compared with a history is simulated to its end and no further; what it would come to is nobody's
question yet, and waiting until late ends are classified costs two years more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from sim.errors import WorkFailed
from sim.montecarlo.chunks import Chunk, ChunkResult, Pace
from sim.montecarlo.executors import Lost, default_workers, map_chunks
from sim.montecarlo.failures import Failure, failure_of, lost_with_its_worker
from sim.montecarlo.points import POINT, Points, Progress
from sim.programme.outcome import CENSORED
from sim.programme.programme import Programme, begun
from sim.scenario import Scenario
from sim.scenario.changes import changes_of
from sim.scenario.start import Start

WATCHED = "watched"
EVENTS = {
    "question": "question",
    "platform": "platform_shipped",
    "cut": "plan_cut",
    "frozen": "gate_closed",
    "reopened": "gate_reopened",
}
"""Decisions as a history names them, and as the log does."""

SCHEMA = pa.schema(
    [
        pa.field(POINT, pa.int32(), nullable=False),
        pa.field("live", pa.list_(pa.int32()), nullable=False),
        pa.field("spend_eur", pa.list_(pa.float64()), nullable=False),
        *(pa.field(what, pa.list_(pa.float64()), nullable=False) for what in EVENTS),
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("reached_target_week", pa.float64()),
        pa.field("payoff_eur", pa.float64(), nullable=False),
    ]
)
WatchPoints = Callable[[Points], pa.Table]


@dataclass(frozen=True)
class Watch:
    """In which weeks a programme is looked at, and whether it goes on to its horizon."""

    weeks: tuple[float, ...]
    to_horizon: bool = False

    def __call__(self, scenario: Scenario, seed: int, replication: int) -> dict[str, Any]:
        """One row."""
        programme = begun(with_origin(scenario), seed, replication)
        live, spend_eur = [], []
        for week in self.weeks:
            programme.clock.stop_after(week)
            live.append(len(programme.live))
            spend_eur.append(programme.ledger.spend_eur)
        if self.to_horizon:
            programme.finish()
        return {"live": live, "spend_eur": spend_eur, **_decisions(programme), **self._end(programme)}

    def _end(self, programme: Programme) -> dict[str, Any]:
        ending = programme.ending
        horizon = programme.scenario.horizon_weeks
        until = horizon if ending is None else min(ending.week, horizon)
        reached = programme.reached_target_week
        payoff = programme.observer.horizon_row[3] if self.to_horizon else programme.ledger.payoff_eur
        return {
            "outcome": CENSORED if ending is None else ending.outcome,
            "reached_target_week": reached if reached is not None and reached <= until else None,
            "payoff_eur": payoff,
        }


def with_origin(scenario: Scenario) -> Scenario:
    """A programme that goes on from an earlier week of one of the same cards: the cards of that one are written in."""
    start = scenario.start
    if start.origin_week is None or start.origin_changes:
        return scenario
    changes = changes_of(scenario.model_copy(update={"start": Start()}))
    return scenario.model_copy(update={"start": start.model_copy(update={"origin_changes": changes})})


def _decisions(programme: Programme) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {what: [] for what in EVENTS}
    named = {event: what for what, event in EVENTS.items()}
    for row in programme.log.rows:
        what = named.get(str(row[3]))
        if what is not None:
            found[what].append(float(str(row[1])))
    return found


def watch_points(
    points: Points,
    watch: Watch,
    *,
    executor: str = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> pa.Table:
    """A row for each programme, in the order of points; one that fails ends the work."""
    total = points.programmes
    workers = 1 if executor == "inline" else max(1, min(workers or default_workers(), total))
    pace = Pace()
    parts: list[pa.Table] = []
    done = 0
    for block in points.blocks():
        with closing(map_chunks(partial(_watched, block, watch), _chunks(block, pace), executor, workers)) as results:
            for result in results:
                found = _accepted(result, block)
                pace.observe(found.replications, found.seconds)
                parts.append(found.tables[WATCHED])
                done += found.replications
                if progress is not None:
                    progress(done, total)
    return pa.concat_tables(parts).combine_chunks()


def _chunks(block: Points, pace: Pace) -> Iterator[Chunk]:
    start = block.first * block.replications
    stop = start + block.programmes
    while start < stop:
        chunk = Chunk(start, min(start + pace.size, stop))
        yield chunk
        start = chunk.stop


def _watched(points: Points, watch: Watch, start: int, stop: int) -> ChunkResult:
    """Programmes counted point by point; a failure is the last of its chunk."""
    began = time.perf_counter()
    rows: list[dict[str, Any]] = []
    for programme in range(start, stop):
        point, replication = programme // points.replications, points.replication(programme)
        try:
            rows.append({POINT: point, **watch(points.scenario(point), points.seed, replication)})
        except Exception as error:  # the one boundary where any fault of a programme becomes data
            failure = failure_of(error, seed=points.seed, replication=replication)
            return ChunkResult(stop - start, {}, (failure,), time.perf_counter() - began)
    return ChunkResult(
        stop - start, {WATCHED: pa.Table.from_pylist(rows, schema=SCHEMA)}, (), time.perf_counter() - began
    )


def _accepted(result: ChunkResult | Lost, points: Points) -> ChunkResult:
    if isinstance(result, Lost):
        replication = points.replication(result.chunk.start)
        raise _failed(lost_with_its_worker(result.attempts, seed=points.seed, replication=replication))
    if result.failures:
        raise _failed(result.failures[0])
    return result


def _failed(failure: Failure) -> WorkFailed:
    return WorkFailed(f"a programme failed, and without it the draws cannot be compared: {failure}")
