"""Arrow schemas of the result tables, and the one way from a replication's rows into them.

What a replication hands in is checked value by value: a table holds exactly what the columns promise, or the
replication is a failure. Nothing is rounded, cut or turned into NaN on the way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from sim.programme.columns import TABLES, Column, ColumnType
from sim.programme.record import Record, Row

SCHEMA_VERSION = 2
"""Layout of the tables: 1 was the subset of the model, 2 has retirements, rollbacks, shadow AI and what they count."""

STORED_TABLES = tuple(name for name in TABLES if name != "weekly")
"""The tables of a stored run; the weekly series exists for traced replications only."""

FEW_DIFFERENT_TEXTS = frozenset({"outcome", "actor", "what", "category", "kind", "decision"})
WIDE_INTEGERS = frozenset({"cents", "events"})
_ACCEPTED: dict[ColumnType, tuple[type, ...]] = {
    "int": (int, np.integer),
    "float": (float, int),
    "text": (str,),
    "flag": (bool, np.bool_),
}
_PLAIN_TYPES = {"float": pa.float64(), "text": pa.string(), "flag": pa.bool_()}
_REPEATED_TEXT = pa.dictionary(pa.int32(), pa.string())


class BadRecord(ValueError):
    """A replication handed in something that its tables cannot hold as it is."""


def _travelling_type(column: Column) -> pa.DataType:
    if column.type == "int":
        return pa.int64() if column.name in WIDE_INTEGERS else pa.int32()
    return _PLAIN_TYPES[column.type]


def _stored_type(column: Column) -> pa.DataType:
    return _REPEATED_TEXT if column.name in FEW_DIFFERENT_TEXTS else _travelling_type(column)


def _field(column: Column, kind: pa.DataType) -> pa.Field:
    metadata = {"unit": column.unit, "meaning": column.meaning}
    return pa.field(column.name, kind, nullable=column.optional, metadata=metadata)


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The schema of a finished table: units and meanings on the fields, the version of the layout on the whole."""
    fields = [_field(column, _stored_type(column)) for column in TABLES[name]]
    return pa.schema(fields, metadata={"table": name, "schema_version": str(SCHEMA_VERSION)})


@cache
def _travelling_schema(name: str) -> pa.Schema:
    return pa.schema([_field(column, _travelling_type(column)) for column in TABLES[name]])


def _refuse_wrong_types(name: str, column: Column, values: Sequence[object]) -> None:
    accepted = _ACCEPTED[column.type]
    for kind in sorted(set(map(type, values)), key=lambda kind: kind.__name__):
        if kind is type(None) and column.optional:
            continue
        if not issubclass(kind, accepted) or (kind is bool and column.type != "flag"):
            raise BadRecord(f"{name}.{column.name} holds {kind.__name__}; {column.type} is expected")


def _column_array(name: str, column: Column, values: Sequence[object]) -> pa.Array:
    _refuse_wrong_types(name, column, values)
    try:
        array = pa.array(values, type=_travelling_type(column), from_pandas=False)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
        raise BadRecord(f"{name}.{column.name}: {error}") from error
    if column.type == "float":
        _refuse_infinite(name, column, values)
    return array


def _refuse_infinite(name: str, column: Column, values: Sequence[Any]) -> None:
    for value in values:
        if value is not None and not math.isfinite(value):
            raise BadRecord(f"{name}.{column.name} holds {value}; a finite number is expected")


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as a table with plain texts, the form in which it travels between processes."""
    columns = TABLES[name]
    if any(len(row) != len(columns) for row in rows):
        raise BadRecord(f"{name} holds a row that has not {len(columns)} values")
    values: Iterable[Sequence[object]] = zip(*rows, strict=True) if rows else [()] * len(columns)
    arrays = [_column_array(name, column, each) for column, each in zip(columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, schema=_travelling_schema(name))


def finished_table(name: str, parts: Sequence[pa.Table]) -> pa.Table:
    """Parts in the order of their replications as one table; how they were cut leaves no trace in it."""
    whole = pa.concat_tables(parts).combine_chunks() if parts else _travelling_schema(name).empty_table()
    schema = arrow_schema(name)
    arrays = [
        _one_array(column).dictionary_encode() if pa.types.is_dictionary(field.type) else column
        for column, field in zip(whole.columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.array([], type=column.type)


def tables_of(record: Record, replication: int) -> dict[str, pa.Table]:
    """The stored tables of one replication, or BadRecord."""
    if set(record.tables) - {"weekly"} != set(STORED_TABLES):
        raise BadRecord(f"tables are {sorted(record.tables)}; {sorted(STORED_TABLES)} are expected")
    if len(record.tables["replications"]) != 1:
        raise BadRecord(f"replications holds {len(record.tables['replications'])} rows; one is expected")
    for name in STORED_TABLES:
        if any(row[0] != replication for row in record.tables[name]):
            raise BadRecord(f"{name} holds a row of another replication than {replication}")
    return {name: table_of(name, record.tables[name]) for name in STORED_TABLES}
