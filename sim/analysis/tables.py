"""What the analysis needs of a run's tables, and how their columns become arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STANDING = "censored"
"""The outcome of a programme that still stands at the horizon; any other label is an end."""

SAME_WEEK = 1e-6
"""Weeks no farther apart than this are one."""


class Tables(Protocol):
    """A finished run: its tables by name, and what could not be simulated."""

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...

    @property
    def failures(self) -> Sequence[object]: ...


def floats(table: pa.Table, name: str) -> Floats:
    """A column of numbers; a missing value is NaN."""
    column = table.column(name).cast(pa.float64())
    return np.asarray(column.to_numpy(), dtype=np.float64)


def ints(table: pa.Table, name: str) -> Ints:
    """A column of whole numbers, none missing."""
    column = table.column(name)
    if column.null_count:
        raise ValueError(f"column '{name}' has {column.null_count} missing values; none may be missing")
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)


def texts(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column of words as plain strings, none missing, however it is encoded."""
    column = table.column(name)
    if column.null_count:
        raise ValueError(f"column '{name}' has {column.null_count} missing values; none may be missing")
    return column.cast(pa.string())


def given(table: pa.Table, name: str) -> Flags:
    """Where an optional column has a value."""
    return np.asarray(pc.is_valid(table.column(name)).to_numpy(), dtype=np.bool_)


def standing(replications: pa.Table) -> Flags:
    """Which programmes still stand at the horizon."""
    return np.asarray(pc.equal(texts(replications, "outcome"), STANDING).to_numpy(), dtype=np.bool_)


def all_finite(values: Floats, what: str) -> Floats:
    """The values as they are, or an error: a number that is not one would make every estimate wrong."""
    broken = int(np.count_nonzero(~np.isfinite(values)))
    if broken:
        raise ValueError(f"{what}: {broken} of {values.size} values are missing or not finite")
    return values
