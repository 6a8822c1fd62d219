"""A shard on disk: one Parquet file per table, failures beside them, the `replications-` file last.

No times, hosts or randomness inside: the same shard written twice is the same bytes. Each file says which
replications it covers, and `replications-` how many rows and failures belong to it, so that a shard knows
by itself whether it is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError, WorkFailed, nearest
from sim.montecarlo.failures import Failure, failures_document, read_failures
from sim.montecarlo.files import sync_folder, write_atomically
from sim.montecarlo.schema import SCHEMA_VERSION, STORED_TABLES, arrow_schema
from sim.montecarlo.shards import SHARD_REPLICATIONS, Shard

LAST_WRITTEN = "replications"
_IN_WRITING_ORDER = (*(name for name in STORED_TABLES if name != LAST_WRITTEN), LAST_WRITTEN)
COMPRESSION_LEVEL = 3


class Standing(NamedTuple):
    """Whether a shard can be read; `damage` says what is wrong with one that should be whole.

    `again` is a whole shard with failures by the machine: the next run tries it once more.
    """

    usable: bool
    damage: str = ""
    again: bool = False


class _Footer(NamedTuple):
    """What a file says of itself: where its replications stop, its rows, and the counts of its shard."""

    stop: int
    rows: int
    counts: dict[str, object]


class _Damaged(Exception):
    """What is wrong with a shard's file, in words."""


def parquet_bytes(table: pa.Table) -> pa.Buffer:
    """The one way in which a table becomes a file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=max(1, table.num_rows), **parquet_options(table.schema))
    return sink.getvalue()


def write_parts(path: Path, parts: Iterable[pa.Table]) -> None:
    """One file of many tables with the same columns, of which one at a time lies in memory; whole or not there."""
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        writer: pq.ParquetWriter | None = None
        for table in parts:
            writer = writer or pq.ParquetWriter(unfinished, table.schema, **parquet_options(table.schema))
            writer.write_table(table, row_group_size=max(1, table.num_rows))
        if writer is not None:
            writer.close()
        unfinished.replace(path)
    except OSError as error:
        raise WorkFailed(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        unfinished.unlink(missing_ok=True)


def parquet_options(schema: pa.Schema) -> dict[str, Any]:
    """How every table is written, whole or part by part."""
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    return {
        "compression": "zstd",
        "compression_level": COMPRESSION_LEVEL,
        "use_dictionary": [name for name in schema.names if name not in floats],
        "column_encoding": dict.fromkeys(floats, "BYTE_STREAM_SPLIT") or None,
        "write_page_checksum": True,
    }


def write_shard(folder: Path, shard: Shard, tables: Mapping[str, pa.Table], failures: Sequence[Failure]) -> None:
    """Write a shard whole; until the last rename it does not exist. OSError when the disk says no."""
    (folder / shard.file_name(LAST_WRITTEN)).unlink(missing_ok=True)
    failures_path = folder / shard.file_name("failures", "json")
    failures_path.unlink(missing_ok=True)
    sync_folder(folder)
    if failures:
        write_atomically(failures_path, failures_document(failures))
    covers = {"start": str(shard.start), "stop": str(shard.stop)}
    counts = {"rows": {name: tables[name].num_rows for name in _IN_WRITING_ORDER}, "failures": len(failures)}
    for name in _IN_WRITING_ORDER:
        own = {"counts": json.dumps(counts)} if name == LAST_WRITTEN else {}
        metadata = {**tables[name].schema.metadata, **covers, **own}
        stamped = tables[name].replace_schema_metadata(metadata)
        write_atomically(folder / shard.file_name(name), memoryview(parquet_bytes(stamped)))


def standing(folder: Path, shard: Shard) -> Standing:
    """Judge a shard by its footers and failures, without reading its rows."""
    if not (folder / shard.file_name(LAST_WRITTEN)).exists():
        return Standing(usable=False)
    try:
        last = _footer(folder, shard, LAST_WRITTEN)
        failures = _failures(folder, shard)
        _check_counts(folder, replace(shard, stop=last.stop), last.counts, len(failures))
    except _Damaged as error:
        return Standing(usable=False, damage=str(error))
    return Standing(usable=last.stop >= shard.stop, again=any(each.by_the_machine for each in failures))


def _footer(folder: Path, shard: Shard, name: str) -> _Footer:
    path = folder / shard.file_name(name)
    try:
        read = pq.read_metadata(path)
        told = {key.decode(): value.decode(errors="replace") for key, value in (read.metadata or {}).items()}
        found = _Footer(int(told.get("stop", "-1")), read.num_rows, dict(json.loads(told.get("counts", "{}"))))
    except (OSError, TypeError, ValueError, pa.ArrowException) as error:
        raise _Damaged(f"{path.name} cannot be read ({_first_line(error)})") from error
    if told.get("schema_version") != str(SCHEMA_VERSION):
        raise _Damaged(f"{path.name} has schema version {told.get('schema_version')}, not {SCHEMA_VERSION}")
    if (told.get("table"), told.get("start")) != (name, str(shard.start)):
        raise _Damaged(f"{path.name} holds {told.get('table')} from replication {told.get('start')} on")
    if not shard.start < found.stop <= shard.start + SHARD_REPLICATIONS:
        raise _Damaged(f"{path.name} holds replications up to {found.stop}")
    return found


def _failures(folder: Path, shard: Shard) -> list[Failure]:
    path = folder / shard.file_name("failures", "json")
    try:
        return read_failures(path)
    except (OSError, ValueError) as error:
        raise _Damaged(f"{path.name} cannot be read ({_first_line(error)})") from error


def _check_counts(folder: Path, stored: Shard, counts: Mapping[str, object], failures: int) -> None:
    """Every file of the shard is there and belongs to the `replications-` file that was written with it."""
    rows = counts.get("rows")
    for name in _IN_WRITING_ORDER:
        found = _footer(folder, stored, name)
        if not isinstance(rows, dict) or (found.stop, found.rows) != (stored.stop, rows.get(name)):
            raise _Damaged(f"{stored.file_name(name)} does not belong to {stored.file_name(LAST_WRITTEN)}")
    if counts.get("failures") != failures or found.rows + failures != stored.replications:
        last = stored.file_name(LAST_WRITTEN)
        raise _Damaged(f"{last} and {failures} failures do not make {stored.replications} replications")


def read_shard(folder: Path, shard: Shard, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Columns of a shard's table; WorkFailed names the file when it is damaged."""
    schema = picked_schema(name, columns)
    path = folder / shard.file_name(name)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            table = file.read(columns=schema.names).select(schema.names)
        if not table.schema.equals(schema, check_metadata=False):
            raise pa.ArrowInvalid("its columns have other types")
    except (OSError, KeyError, pa.ArrowException) as error:
        raise WorkFailed(_damaged_message(path, error)) from error
    return pa.Table.from_arrays(table.columns, schema=schema)


def read_shard_failures(folder: Path, shard: Shard) -> list[Failure]:
    """The failures of a shard; WorkFailed names the file when it is damaged."""
    path = folder / shard.file_name("failures", "json")
    try:
        return read_failures(path)
    except (OSError, ValueError) as error:
        raise WorkFailed(_damaged_message(path, error)) from error


def picked_schema(name: str, columns: Sequence[str] | None) -> pa.Schema:
    """The schema of some columns of a table, in the order asked for."""
    if name not in STORED_TABLES:
        raise InputError(f"table '{name}' is unknown (known: {', '.join(STORED_TABLES)}){nearest(name, STORED_TABLES)}")
    schema = arrow_schema(name)
    for column in columns or ():
        if column not in schema.names:
            raise InputError(f"table '{name}' has no column '{column}'{nearest(column, schema.names)}")
    fields = schema if columns is None else [schema.field(column) for column in columns]
    return pa.schema(list(fields), metadata=schema.metadata)


def _damaged_message(path: Path, error: Exception) -> str:
    return f"{path} is damaged ({_first_line(error)}): delete it and run again; only this shard is computed again"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
