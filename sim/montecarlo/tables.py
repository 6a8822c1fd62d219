"""The results of a run as Arrow tables, from memory or, when asked for, from the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.errors import InputError
from sim.montecarlo.failures import Failure
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME, read_manifest
from sim.montecarlo.shard_files import picked_schema, standing
from sim.montecarlo.shards import SHARD_REPLICATIONS, Shard, shards_of
from sim.montecarlo.store import RunStore, Shards

KEY = "replication"


class RunTables:
    """The first `replications` replications of a run; rows sorted by replication."""

    def __init__(self, shards: Shards, replications: int) -> None:
        self._shards = shards
        self.replications = replications

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A whole table, or some of its columns; from a store only these are read."""
        return pa.concat_tables(self.batches(name, columns)).unify_dictionaries()

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The same shard by shard, for sums over tables that do not fit into memory."""
        picked_schema(name, columns)
        for shard in shards_of(self.replications):
            yield self._of_shard(shard, name, columns)

    def _of_shard(self, shard: Shard, name: str, columns: Sequence[str] | None) -> pa.Table:
        """A shard cut short by the end of this run may be stored with more replications than were asked for."""
        if shard.replications == SHARD_REPLICATIONS:
            return self._shards.read(shard, name, columns)
        names = picked_schema(name, columns).names
        table = self._shards.read(shard, name, [*names, KEY] if KEY not in names else names)
        rows = int(np.searchsorted(table.column(KEY).to_numpy(), shard.stop))
        return table.slice(0, rows).select(names)

    def weekly_sample(self) -> pa.Table | None:
        """The first programmes week by week; None where the run did not note them."""
        return self._shards.sample(self.replications)

    def keep_weekly_sample(self, table: pa.Table) -> None:
        """Keep weeks that were noted later, for the next picture."""
        self._shards.keep_sample(table, self.replications)

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, by replication."""
        shards = shards_of(self.replications)
        return [each for shard in shards for each in self._shards.failures(shard) if each.replication < shard.stop]


def open_run(folder: Path | str) -> RunTables:
    """The tables of a stored run, as many replications as its last run asked for. InputError when it is not whole."""
    store = RunStore(folder)
    try:
        found = names_in(store.folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror or error})") from error
    if MANIFEST_NAME not in found:
        raise InputError(f"{folder}: no results of a run are here (no {MANIFEST_NAME})")
    manifest = read_manifest(store.folder)
    if manifest.get("state") != "complete":
        raise InputError(f"{folder}: its run was not finished; run the same command again to complete it")
    replications = manifest.get("replications")
    if not isinstance(replications, int):
        raise InputError(f"{folder}: holds no single run; give the folder of one strategy")
    broken = [told for shard in shards_of(replications) if (told := _broken(store, shard))]
    if broken:
        raise InputError(f"{folder}: {', '.join(broken)}; run the same command again to complete it")
    return RunTables(store, replications)


def _broken(store: RunStore, shard: Shard) -> str:
    """What is wrong with a shard that should be whole; nothing where it is."""
    found = standing(store.folder, shard)
    damage = f" ({found.damage})" if found.damage else ""
    return "" if found.usable else f"replications {shard.start} to {shard.stop - 1} are missing{damage}"
