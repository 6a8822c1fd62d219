"""A sample of a run, week by week: its first programmes once more, noting what pictures of a course in time need.

The tables of a run hold no weeks: every programme's would be forty times their size. The sample is kept beside them,
so that a picture drawn again costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.errors import WorkFailed
from sim.montecarlo.chunks import Chunk
from sim.montecarlo.executors import Lost, map_chunks
from sim.montecarlo.files import write_atomically
from sim.montecarlo.shard_files import parquet_bytes
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.columns import REPLICATION, WEEK, Column
from sim.programme.programme import Programme, begun
from sim.programme.team import Team
from sim.programme.use_case import Stage
from sim.scenario import Scenario

SAMPLE = 40
"""Programmes of a run that are looked at week by week: the outermost of forty are about the 95% band."""

FILE_NAME = "weekly-sample.parquet"
VERSION = "1"
_CHUNK = 5

_HOURS = "hours/engineer-week"
COLUMNS = (
    REPLICATION,
    WEEK,
    Column("stands", "flag", "", "The programme has not ended yet."),
    Column("queued", "int", "use cases", "Waiting for a team."),
    Column("shadow", "int", "workloads", "Shadow workloads, surfaced or not."),
    Column("run_rate_eur", "float", "EUR/year", "Run-rate of what is live and of surfaced shadow AI."),
    Column("budget_eur", "float", "EUR/year", "Budget at that moment."),
    Column("central_hours", "float", _HOURS, "Incident load of the central team.", optional=True),
    Column("units_hours", "float", _HOURS, "Incident load of the units' teams, on average.", optional=True),
    Column("most_loaded_hours", "float", _HOURS, "Incident load of the unit that has most.", optional=True),
    Column("platform_hours", "float", _HOURS, "Incident load of the platform team.", optional=True),
)
_TYPES = {"int": pa.int32(), "float": pa.float64(), "flag": pa.bool_(), "text": pa.string()}


class Loads(NamedTuple):
    """Hours of incidents per engineer and week, by who is on call; empty where there is no such team."""

    central: float | None
    units: float | None
    most_loaded: float | None
    platform: float | None


class _Recorder:
    """Notes the end of every week; looks at everything and touches nothing."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.rows: list[tuple[float | None, ...]] = []

    def run(self) -> Steps:
        """Note every week up to the horizon after everybody has acted."""
        programme = self._programme
        while True:
            yield Moment(programme.clock, 1.0, (Rank.OBSERVER, 0))
            if programme.clock.now > programme.scenario.horizon_weeks:
                return
            self.rows.append(
                (
                    programme.clock.now,
                    programme.count(Stage.QUEUED),
                    len(programme.shadow.workloads),
                    programme.run_rate_eur(),
                    programme.cfo.budget_eur,
                    *loads_of(programme),
                )
            )


def loads_of(programme: Programme) -> Loads:
    """Who carries how much today; a team without engineers carries nothing that anybody could measure."""
    central = bool(programme.scenario.topology.central.engineers)
    known = [_hours(programme, team) for team in programme.builders]
    builders = [hours for hours in known if hours is not None]
    platform = None if programme.platform_team is None else _hours(programme, programme.platform_team)
    if not builders:
        return Loads(None, None, None, platform)
    if central:
        return Loads(builders[0], None, None, platform)
    return Loads(None, sum(builders) / len(builders), max(builders), platform)


def _hours(programme: Programme, team: Team) -> float | None:
    return programme.on_call.load_hours.get(team.identity, 0.0) if team.engineers else None


def weeks_of(scenario: Scenario, seed: int, replication: int) -> list[tuple[float | bool | None, ...]]:
    """One programme's rows; nothing in it knows that it is watched."""
    programme = begun(scenario, seed, replication)
    recorder = _Recorder(programme)
    start(programme.clock, recorder.run())
    programme.finish()
    until = float("inf") if programme.ending is None else programme.ending.week
    return [(replication, row[0], (row[0] or 0.0) <= until, *row[1:]) for row in recorder.rows]


def _chunk(scenario: Scenario, seed: int, first: int, stop: int) -> pa.Table:
    """A broken programme leaves no weeks, as it leaves no row in any other table."""
    rows: list[tuple[float | bool | None, ...]] = []
    for replication in range(first, stop):
        try:
            rows += weeks_of(scenario, seed, replication)
        except Exception:  # noqa: S112  the run itself has reported it as a failure
            continue
    return _table(rows)


@cache
def schema() -> pa.Schema:
    """Units and meanings on the fields, as those of every other table."""
    return pa.schema(
        [
            pa.field(
                each.name,
                _TYPES[each.type],
                nullable=each.optional,
                metadata={"unit": each.unit, "meaning": each.meaning},
            )
            for each in COLUMNS
        ],
        metadata={"table": "weekly_sample", "schema_version": VERSION},
    )


def _table(rows: Sequence[tuple[float | bool | None, ...]]) -> pa.Table:
    values = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    arrays = [pa.array(column, type=field.type) for column, field in zip(values, schema(), strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema())


def sample_of(scenario: Scenario, seed: int, replications: int, workers: int) -> pa.Table:
    """The first programmes of a run, at most `SAMPLE`; the same rows however many workers there are."""
    stop = min(SAMPLE, replications)
    work: Callable[[int, int], pa.Table] = partial(_chunk, scenario, seed)
    chunks = [Chunk(first, min(first + _CHUNK, stop)) for first in range(0, stop, _CHUNK)]
    executor = "processes" if workers > 1 else "inline"
    with closing(map_chunks(work, chunks, executor, min(workers, len(chunks)))) as found:
        parts = [part for part in found if not isinstance(part, Lost)]
    return pa.concat_tables(parts).combine_chunks() if parts else _table([])


def write_sample(folder: Path, table: pa.Table, replications: int) -> Path:
    """Keep a sample beside its run's tables; it says which programmes it covers, as a shard does."""
    covers = {"start": "0", "stop": str(min(SAMPLE, replications))}
    stamped = table.replace_schema_metadata({**table.schema.metadata, **covers})
    path = folder / FILE_NAME
    try:
        write_atomically(path, memoryview(parquet_bytes(stamped)))
    except OSError as error:
        raise WorkFailed(f"{path}: cannot be written ({error.strerror or error})") from error
    return path


def read_sample(folder: Path, replications: int) -> pa.Table | None:
    """The sample of a run of so many programmes; None where it is missing, damaged, or of fewer programmes."""
    path = folder / FILE_NAME
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read()
    except (OSError, ValueError, pa.ArrowException):
        return None
    told = table.schema.metadata or {}
    wanted = min(SAMPLE, replications)
    if not table.schema.equals(schema()) or told.get(b"schema_version") != VERSION.encode():
        return None
    if int(told.get(b"stop", b"0")) < wanted:
        return None
    return table.filter(pc.less(table["replication"], wanted))
