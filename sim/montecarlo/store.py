"""Where the shards of a run are kept: a folder on disk, or memory."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from sim.errors import InputError, WorkFailed
from sim.montecarlo.failures import Failure
from sim.montecarlo.files import FolderLock, names_in, remove_unfinished, taken, write_atomically
from sim.montecarlo.manifest import (
    MANIFEST_NAME,
    Account,
    as_stored,
    difference,
    read_manifest,
    write_account,
    write_claim,
)
from sim.montecarlo.shard_files import picked_schema, read_shard, read_shard_failures, standing, write_shard
from sim.montecarlo.shards import Shard, shards_of
from sim.montecarlo.weekly import first_of, read_sample, write_sample
from sim.montecarlo.weekly_rows import SAMPLE

SCENARIO_NAME = "scenario.yaml"
WAY_OUT = "choose another folder with output=…, or delete this one"
_log = logging.getLogger(__name__)


class Shards(Protocol):
    """Something that keeps finished shards and gives them back."""

    def missing(self, replications: int) -> list[Shard]: ...
    def write(self, shard: Shard, tables: Mapping[str, pa.Table], failures: Sequence[Failure]) -> None: ...
    def read(self, shard: Shard, name: str, columns: Sequence[str] | None = None) -> pa.Table: ...
    def failures(self, shard: Shard) -> list[Failure]: ...
    def keep_sample(self, table: pa.Table, replications: int) -> None: ...
    def sample(self, replications: int) -> pa.Table | None: ...


class MemoryStore:
    """Shards of a run that leaves no files."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Mapping[str, pa.Table], list[Failure]]] = {}
        self._stops: dict[int, int] = {}
        self._sample: tuple[pa.Table, int] | None = None

    def missing(self, replications: int) -> list[Shard]:
        return [shard for shard in shards_of(replications) if self._stops.get(shard.index, 0) < shard.stop]

    def write(self, shard: Shard, tables: Mapping[str, pa.Table], failures: Sequence[Failure]) -> None:
        self._kept[shard.index] = (dict(tables), list(failures))
        self._stops[shard.index] = shard.stop

    def read(self, shard: Shard, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        schema = picked_schema(name, columns)
        return self._kept[shard.index][0][name].select(schema.names)

    def failures(self, shard: Shard) -> list[Failure]:
        return self._kept[shard.index][1]

    def keep_sample(self, table: pa.Table, replications: int) -> None:
        self._sample = table, min(SAMPLE, replications)

    def sample(self, replications: int) -> pa.Table | None:
        if self._sample is None or self._sample[1] < min(SAMPLE, replications):
            return None
        return first_of(self._sample[0], replications)


class RunStore:
    """The results folder of one scenario and seed.

    `claim` takes the folder before a run; reading needs no claim. A folder that holds more replications than are
    asked for keeps them: readers see the first ones, and asking for more again computes only what is missing.
    """

    def __init__(self, folder: Path | str) -> None:
        if "\0" in str(folder):
            raise InputError("output holds a null character; give a folder's name")
        self.folder = Path(folder)
        self._lock = FolderLock(self.folder)
        self._identity: dict[str, object] | None = None

    def claim(self, scenario_yaml: str, identity: Mapping[str, object]) -> None:
        """Take the folder for the results that `identity` decides, or raise InputError and leave it untouched.

        The lock is held until a run has ended, or until `release`.
        """
        wanted = as_stored(identity)
        content = scenario_yaml.encode()
        try:
            self._refuse_others(wanted)
            with taken(self.folder, self._lock):
                self._refuse_others(wanted)
                remove_unfinished(self.folder)
                if not (self.folder / MANIFEST_NAME).exists():
                    write_claim(self.folder, wanted)
                path = self.folder / SCENARIO_NAME
                if not path.exists() or path.read_bytes() != content:
                    write_atomically(path, content)
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be used as output folder ({error.strerror or error}); "
                "choose another one with output=…"
            ) from error
        self._identity = wanted

    def _refuse_others(self, wanted: Mapping[str, object]) -> None:
        found = names_in(self.folder)
        if not found:
            return
        if MANIFEST_NAME not in found:
            some = ", ".join(sorted(found)[:3])
            raise InputError(f"{self.folder}: holds other files ({some}) and no {MANIFEST_NAME} of a run; {WAY_OUT}")
        differs = difference(read_manifest(self.folder)["identity"], wanted)
        if differs:
            raise InputError(f"{self.folder}: holds the results of another run ({differs}); {WAY_OUT}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the folder's only writer, and let go of it at the end."""
        if self._identity is None:
            raise ValueError("RunStore.claim comes before a run")
        try:
            if not self._lock.held:
                self._lock.acquire()
        except OSError as error:
            raise self._cannot_write(error) from error
        try:
            self._refuse_others(self._identity)
            yield
        finally:
            self.release()

    def release(self) -> None:
        """Let other runs write this folder."""
        self._lock.release()

    def missing(self, replications: int) -> list[Shard]:
        """The shards that a run computes; a damaged one counts as missing, and a warning says so."""
        absent = []
        for shard in shards_of(replications):
            found = standing(self.folder, shard)
            if found.damage:
                _log.warning("%s: %s; this shard is computed again", self.folder, found.damage)
            if found.again or not found.usable:
                absent.append(shard)
        return absent

    def write(self, shard: Shard, tables: Mapping[str, pa.Table], failures: Sequence[Failure]) -> None:
        """Keep a finished shard; only within `held`."""
        try:
            write_shard(self.folder, shard, tables, failures)
        except OSError as error:
            raise self._cannot_write(error) from error

    def keep_sample(self, table: pa.Table, replications: int) -> None:
        """Keep the weeks of the first programmes of a run of so many."""
        try:
            write_sample(self.folder, table, replications)
        except OSError as error:
            raise self._cannot_write(error) from error

    def sample(self, replications: int) -> pa.Table | None:
        """These weeks; None where they are missing, damaged, or of fewer programmes."""
        return read_sample(self.folder, replications)

    def close_account(self, account: Account) -> None:
        """Write the manifest of a run that has ended."""
        try:
            write_account(self.folder, account)
        except OSError as error:
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> WorkFailed:
        return WorkFailed(
            f"{self.folder}: results cannot be written ({error.strerror or error}). Finished shards are kept: "
            "make room and run the same command again, only what is missing is computed"
        )

    def read(self, shard: Shard, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        return read_shard(self.folder, shard, name, columns)

    def failures(self, shard: Shard) -> list[Failure]:
        return read_shard_failures(self.folder, shard)
