"""Whether two results folders hold the same results."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

RESULTS = (
    "*.parquet",
    "failures-*.json",
    "summary.json",
    "scenario.yaml",
    "*.csv",
    "story.*",
    "*.md",
    "fragment.yaml",
    "stack.yaml",
)

SAMPLE = "weekly-sample.parquet"
"""For charts only: jobs of a sweep and folders of earlier versions are stored without it."""


def differing(stored: Path, again: Path) -> tuple[list[str], list[str]]:
    """Names of the files compared, and of those that differ; pictures, times and versions do not count."""
    old, new = _results(stored), _results(again)
    finished = {name for name in new if name in old}
    lost = {name for name in new if name not in old and not name.endswith(SAMPLE)}
    compared = sorted(finished | lost) if finished else []
    return compared, [name for name in compared if name in lost or not _same(stored / name, again / name)]


def _results(folder: Path) -> set[str]:
    paths = {path for pattern in RESULTS for path in folder.rglob(pattern)}
    return {path.relative_to(folder).as_posix() for path in paths}


def _same(stored: Path, again: Path) -> bool:
    if stored.read_bytes() == again.read_bytes():
        return True
    return stored.suffix == ".parquet" and _same_first_rows(stored, again)


def _same_first_rows(stored: Path, again: Path) -> bool:
    """A folder may hold more replications than its last run asked for: then its last file is longer."""
    try:
        longer, rows = pq.read_table(stored), pq.read_table(again)
    except (OSError, ValueError):
        return False
    first = longer.slice(0, rows.num_rows)
    return _stop(longer) > _stop(rows) and bool(first.to_pydict() == rows.to_pydict())


def _stop(table: pa.Table) -> int:
    """Which replications a file covers, as its shard says: a further one need not have left a row."""
    return int((table.schema.metadata or {}).get(b"stop", b"0"))
