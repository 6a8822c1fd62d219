"""Shards: the fixed cut of a run into files, whatever the chunks of work that computed them."""

from __future__ import annotations

from dataclasses import dataclass

SHARD_REPLICATIONS = 250


@dataclass(frozen=True)
class Shard:
    """Replications `start` up to, not including, `stop`; only the last shard of a run is shorter than the others."""

    index: int
    start: int
    stop: int

    @property
    def replications(self) -> int:
        return self.stop - self.start

    def file_name(self, table: str, suffix: str = "parquet") -> str:
        return f"{table}-{self.index:05d}.{suffix}"


def shards_of(replications: int) -> list[Shard]:
    """The shards of a run of so many replications."""
    starts = range(0, replications, SHARD_REPLICATIONS)
    return [Shard(i, start, min(start + SHARD_REPLICATIONS, replications)) for i, start in enumerate(starts)]
