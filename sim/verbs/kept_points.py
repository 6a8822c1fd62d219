"""Points of a study in a folder: computed in batches, each kept as soon as it is there, so that Ctrl-C loses little.

Where the batches lie depends on the points and the luck alone: the same command finds them again and computes what is
missing, and a second command over the same folder computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.designs import Design
from sim.analysis.factors import Factor
from sim.analysis.study import RunPoints, with_cards
from sim.analysis.tables import ints
from sim.errors import InputError
from sim.folders import begin, check_own, save, short_hash, unusable
from sim.montecarlo.files import LOCK_NAME, FolderLock, names_in, remove_unfinished, taken
from sim.montecarlo.manifest import MANIFEST_NAME
from sim.montecarlo.points import POINT, Points, run_points
from sim.montecarlo.run import Interrupted
from sim.montecarlo.shard_files import parquet_bytes
from sim.scenario import RunSettings
from sim.scenario.variation import value_of
from sim.verbs.progress import Progress

KEPT = "points"
BATCH_PROGRAMMES = 500
PART_PROGRAMMES = 20_000


@contextmanager
def claimed(folder: Path, kind: str, identity: dict[str, object]) -> Iterator[None]:
    """Take a folder that is new, empty or already of this identity, and let go of it whatever happens.

    Wrong input that shows only now leaves no new folder behind.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    check_own(folder, identity)
    lock = FolderLock(folder)
    try:
        with taken(folder, lock):
            begin(folder, kind, identity)
    except OSError as error:
        raise unusable(folder, error) from error
    try:
        remove_unfinished(folder)
        yield
    except InputError:
        _unmake(made)
        raise
    finally:
        lock.release()


def _unmake(made: Sequence[Path]) -> None:
    """Remove folders that were made for nothing: the innermost first, each only while it holds nothing else."""
    if made and names_in(made[0]) == {MANIFEST_NAME}:
        for name in (MANIFEST_NAME, LOCK_NAME):
            (made[0] / name).unlink(missing_ok=True)
        for path in made:
            if not any(path.iterdir()):
                path.rmdir()


class KeptPoints:
    """`run_points` with a memory: call it as a study or a sensitivity analysis calls its `run`."""

    def __init__(self, folder: Path, settings: RunSettings, *, label: str, quiet: bool) -> None:
        self._folder = folder / KEPT
        self._settings = settings
        self._label = label
        self._quiet = quiet

    def __call__(self, points: Points) -> pa.Table:
        """The rows of every point, from the folder or computed; Interrupted says how many programmes are kept."""
        batches = list(_batches(points))
        tables = {number: self._read(points, number, batch) for number, batch in enumerate(batches)}
        found = {number: table for number, table in tables.items() if table is not None}
        with Progress(points.programmes, quiet=self._quiet) as progress:
            progress.part(self._label)
            progress(_programmes(found), points.programmes)
            try:
                for number, batch in enumerate(batches):
                    if number not in found:
                        found[number] = self._computed(points, number, batch, _programmes(found), progress)
            except KeyboardInterrupt:
                raise _interrupted(_programmes(found), points.programmes, self._folder) from None
        return pa.concat_tables([found[number] for number in range(len(batches))]).combine_chunks()

    def finished(self, points: Points) -> tuple[Points, RunPoints] | None:
        """The first points whose batches are all there, and what reads them; None where the first is missing."""
        parts: list[pa.Table] = []
        for number, batch in enumerate(_batches(points)):
            table = self._read(points, number, batch)
            if table is None:
                break
            parts.append(table)
        if not parts:
            return None
        rows = pa.concat_tables(parts).combine_chunks()
        whole = replace(points, changes=points.changes[: rows.num_rows // points.replications])
        return whole, lambda _points: rows

    def _computed(self, points: Points, number: int, batch: Points, before: int, progress: Progress) -> pa.Table:
        table = run_points(
            batch,
            executor=self._settings.executor,
            workers=self._settings.workers,
            progress=lambda done, _total: progress(before + done, points.programmes),
        )
        save(self._path(points, number), parquet_bytes(table))
        return table

    def _path(self, points: Points, number: int) -> Path:
        return self._folder / f"{KEPT}-{_hash(points)}-{number:05d}.parquet"

    def _read(self, points: Points, number: int, batch: Points) -> pa.Table | None:
        """A batch that is whole; one that is damaged is computed again."""
        path = self._path(points, number)
        if not path.exists():
            return None
        try:
            table = pq.read_table(path)
        except (OSError, ValueError):
            return None
        return table if table.num_rows == batch.programmes else None


class Remembered:
    """Any `run` with a memory of what it was asked and what came out, so that it can be stored programme by programme.

    A method may ask twice, such as for a screening first: points are then counted on.
    """

    def __init__(self, run: RunPoints) -> None:
        self._run = run
        self._asked: list[tuple[Points, pa.Table]] = []

    def __call__(self, points: Points) -> pa.Table:
        """The rows, as they were asked for."""
        rows = self._run(points)
        self._asked.append((points, rows))
        return rows

    def tables(self, factors: Sequence[Factor]) -> Iterator[pa.Table]:
        """A row for each programme: its point, every card as it is there, and the columns of `replications`."""
        cards = tuple(each.name for each in factors)
        before = 0
        for points, rows in self._asked:
            base = {card: value_of(points.base, card) for card in cards}
            size = max(1, PART_PROGRAMMES // points.replications)
            for start in range(0, len(points.changes), size):
                part = rows.slice(start * points.replications, size * points.replications)
                changes = points.changes[start : start + size]
                design = Design("points", cards, tuple({**base, **dict(one)} for one in changes))
                found = with_cards(design, _numbered(part, start))
                yield _numbered(found, -before - start)
            before += len(points.changes)


def _numbered(rows: pa.Table, first: int) -> pa.Table:
    """The same with points counted from another number on."""
    place = rows.schema.get_field_index(POINT)
    return rows.set_column(place, rows.schema.field(place), pa.array(ints(rows, POINT) - first, pa.int32()))


def _batches(points: Points) -> Iterator[Points]:
    """Whole points, about five hundred programmes at a time."""
    size = max(1, BATCH_PROGRAMMES // points.replications)
    for start in range(0, len(points.changes), size):
        yield replace(points, changes=points.changes[start : start + size], first=points.first + start)


def _hash(points: Points) -> str:
    """Stands for the points and the luck; whose scenario it is, the folder's manifest says."""
    changes: list[Any] = [list(map(list, one)) for one in points.changes]
    return short_hash([changes, points.seed, points.replications, points.own_luck])


def _programmes(found: dict[int, pa.Table]) -> int:
    return sum(table.num_rows for table in found.values())


def _interrupted(done: int, total: int, folder: Path) -> Interrupted:
    kept = f"{done:,} of {total:,} programmes are kept in {folder}" if done else "nothing was finished yet"
    return Interrupted(done, total, f"stopped: {kept}")
