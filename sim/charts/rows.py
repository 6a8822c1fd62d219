"""Reading table rows: plain dictionaries by column name, as they come out of a run's tables."""

from __future__ import annotations

from collections.abc import Mapping

Row = Mapping[str, object]


def number(row: Row, column: str) -> float:
    """A column that holds a number."""
    value = row[column]
    if not isinstance(value, int | float):
        raise TypeError(f"column '{column}' holds {value!r}; a number is expected")
    return float(value)


def optional_number(row: Row, column: str) -> float | None:
    """A column that may be empty."""
    return None if row.get(column) is None else number(row, column)


def text(row: Row, column: str) -> str:
    """A column of words; empty where there are none."""
    return str(row.get(column) or "")
