"""What a replication hands in arrives as it is, or not at all."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from sim.montecarlo.schema import (
    SCHEMA_VERSION,
    STORED_TABLES,
    BadRecord,
    arrow_schema,
    finished_table,
    table_of,
    tables_of,
)
from sim.programme.columns import TABLES
from sim.programme.record import Record, Row
from tests.montecarlo.fakes import fake_record


def with_value(record: Record, table: str, column: str, value: object) -> Record:
    """The record with one value of a table's first row changed."""
    place = [each.name for each in TABLES[table]].index(column)
    first, *others = record.tables[table]
    changed: Row = (*first[:place], value, *first[place + 1 :])
    return replace(record, tables={**record.tables, table: [changed, *others]})


@pytest.mark.parametrize("name", TABLES)
def test_every_column_carries_unit_and_meaning_and_only_optional_ones_take_nulls(name: str) -> None:
    """A file explains itself: unit and meaning on each field, the layout's version on the whole."""
    schema = arrow_schema(name)
    assert schema.metadata == {b"table": name.encode(), b"schema_version": str(SCHEMA_VERSION).encode()}
    for field, column in zip(schema, TABLES[name], strict=True):
        assert field.name == column.name
        assert field.nullable == column.optional
        assert field.metadata == {b"unit": column.unit.encode(), b"meaning": column.meaning.encode()}


def test_types_follow_the_columns() -> None:
    """Money in cents is wide, repeated texts are dictionaries, flags are booleans."""
    repeated = pa.dictionary(pa.int32(), pa.string())
    assert arrow_schema("ledger").field("cents").type == pa.int64()
    assert arrow_schema("ledger").field("quarter").type == pa.int32()
    assert arrow_schema("ledger").field("category").type == repeated
    assert arrow_schema("events").field("text").type == pa.string()
    assert arrow_schema("events").field("week").type == pa.float64()
    assert arrow_schema("workloads").field("on_platform").type == pa.bool_()


def test_rows_come_back_value_by_value() -> None:
    """Nothing is rounded or reordered, and None stays null."""
    record = fake_record(1, 7)
    for name, table in tables_of(record, 7).items():
        found = finished_table(name, [table])
        assert [tuple(row.values()) for row in found.to_pylist()] == record.tables[name]
        assert found.schema.equals(arrow_schema(name), check_metadata=True)


def test_numpy_scalars_are_the_numbers_that_they_are() -> None:
    """A model that computes with numpy need not convert."""
    record = with_value(fake_record(1, 0), "reviews", "live", np.int64(4))
    record = with_value(record, "reviews", "week", np.float64(1.5))
    row = tables_of(record, 0)["reviews"].to_pylist()[0]
    assert (row["live"], row["week"]) == (4, 1.5)


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("replications", "payoff_eur", math.nan, "payoff_eur holds nan"),
        ("replications", "platform_week", math.inf, "platform_week holds inf"),
        ("reviews", "budget_eur", np.float64("nan"), "budget_eur holds nan"),
        ("replications", "payoff_eur", None, "payoff_eur holds NoneType"),
        ("replications", "live_max", 3.0, "live_max holds float"),
        ("replications", "live_max", True, "live_max holds bool"),
        ("replications", "spend_eur", True, "spend_eur holds bool"),
        ("replications", "spend_eur", "12", "spend_eur holds str"),
        ("replications", "outcome", 4, "outcome holds int"),
        ("workloads", "on_platform", 1, "on_platform holds int"),
        ("ledger", "quarter", 2**40, "quarter"),
        ("ledger", "cents", 2**70, "cents"),
        ("replications", "spend_eur", 2**60 + 1, "spend_eur"),
        ("events", "text", "\ud800", "text"),
        ("events", "replication", 8, "another replication than 0"),
    ],
)
def test_a_value_that_its_column_cannot_hold_is_refused(table: str, column: str, value: object, told: str) -> None:
    """NaN, infinity, overflow and wrong types never reach a table."""
    with pytest.raises(BadRecord, match=told):
        tables_of(with_value(fake_record(1, 0), table, column, value), 0)


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"ledger": [(0, 1, "build")]}, "has not 5 values"),
        ({"replications": []}, "0 rows; one is expected"),
        ({"surprise": []}, "surprise"),
    ],
)
def test_a_record_of_another_shape_is_refused(tables: dict[str, list[Row]], told: str) -> None:
    """A missing or additional table, row or value is a fault, not an empty result."""
    record = fake_record(1, 0)
    with pytest.raises(BadRecord, match=told):
        tables_of(replace(record, tables={**record.tables, **tables}), 0)


def test_a_record_without_one_of_the_tables_is_refused() -> None:
    """A table that was forgotten is not an empty table."""
    record = fake_record(1, 0)
    tables = {name: rows for name, rows in record.tables.items() if name != "ledger"}
    with pytest.raises(BadRecord, match="ledger"):
        tables_of(Record(0, tables), 0)


def test_how_parts_were_cut_leaves_no_trace() -> None:
    """Dictionaries number texts by first appearance in the whole, whatever the parts were."""
    rows = [fake_record(1, each).tables["events"] for each in range(6)]
    whole = finished_table("events", [table_of("events", [row for part in rows for row in part])])
    parts = finished_table("events", [table_of("events", part) for part in rows])
    assert parts.column("actor").chunk(0).dictionary.equals(whole.column("actor").chunk(0).dictionary)
    assert parts.equals(whole)


@pytest.mark.parametrize("name", STORED_TABLES)
def test_a_shard_without_rows_is_an_empty_table(name: str) -> None:
    """All replications of a shard failed: its files exist, empty."""
    empty = finished_table(name, [])
    assert empty.num_rows == 0
    assert empty.schema.equals(arrow_schema(name), check_metadata=True)
