"""The weekly sample of a run, kept beside its tables so that a picture drawn again costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.montecarlo.chunks import Chunk
from sim.montecarlo.executors import Lost, map_chunks
from sim.montecarlo.files import write_atomically
from sim.montecarlo.shard_files import parquet_bytes
from sim.montecarlo.weekly_rows import SAMPLE, VERSION, Week, schema, watched, weeks_table
from sim.scenario import Scenario

FILE_NAME = "weekly-sample.parquet"
_CHUNK = 5


def _chunk(scenario: Scenario, seed: int, first: int, stop: int) -> pa.Table:
    """A broken programme leaves no weeks, as it leaves no row in any other table."""
    rows: list[Week] = []
    for replication in range(first, stop):
        try:
            rows += watched(scenario, seed, replication).weeks
        except Exception:  # the run itself has reported it as a failure
            continue
    return weeks_table(rows)


def sample_of(scenario: Scenario, seed: int, replications: int, workers: int) -> pa.Table:
    """The first programmes of a run, at most `SAMPLE`, once more: for a run that was made without noting weeks."""
    stop = min(SAMPLE, replications)
    work: Callable[[int, int], pa.Table] = partial(_chunk, scenario, seed)
    chunks = [Chunk(first, min(first + _CHUNK, stop)) for first in range(0, stop, _CHUNK)]
    executor = "processes" if workers > 1 else "inline"
    with closing(map_chunks(work, chunks, executor, min(workers, len(chunks)))) as found:
        parts = [part for part in found if not isinstance(part, Lost)]
    return pa.concat_tables(parts).combine_chunks() if parts else weeks_table([])


def write_sample(folder: Path, table: pa.Table, replications: int) -> Path:
    """Keep a sample beside its run's tables; it says which programmes it covers. OSError when the disk says no."""
    covers = {"start": "0", "stop": str(min(SAMPLE, replications))}
    stamped = table.replace_schema_metadata({**table.schema.metadata, **covers})
    path = folder / FILE_NAME
    write_atomically(path, memoryview(parquet_bytes(stamped)))
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
    return first_of(table, replications)


def first_of(table: pa.Table, replications: int) -> pa.Table:
    """The weeks of the first so many programmes."""
    return table.filter(pc.less(table["replication"], replications))
