"""What one replication leaves behind, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field

Row = tuple[object, ...]


@dataclass(frozen=True)
class Record:
    """Rows of one replication, in the column order of `sim.programme.columns.TABLES`."""

    replication: int
    tables: dict[str, list[Row]] = field(default_factory=dict)
