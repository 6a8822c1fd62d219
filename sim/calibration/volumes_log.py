"""Hourly counts of each workload out of a request log of any length, a block at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.calibration.log_reader import Log, LogOptions
from sim.calibration.volumes_table import Table
from sim.errors import InputError

HOUR_NS = 3_600_000_000_000
MOST_WORKLOADS = 50_000
UNNAMED = "(unnamed)"


def read_log(file: Path, asked: Mapping[str, str]) -> Table:
    """Requests counted by hour and workload; rows that are not usable are counted and told."""
    log = Log(file, LogOptions(columns=asked), needs=("time", "workload"), takes=("time", "workload"))
    keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for block in log.blocks():
        assert block.workload is not None
        found = block.time_ns // HOUR_NS * MOST_WORKLOADS * 2 + block.workload
        once, how_many = np.unique(found, return_counts=True)
        keys, counts = _added(np.concatenate([keys, once]), np.concatenate([counts, how_many]))
    if not len(keys):
        raise InputError(f"{file}: has no usable row; each line is a request with its time and workload")
    hours, of = keys // (MOST_WORKLOADS * 2), keys % (MOST_WORKLOADS * 2)
    times, at = np.unique(hours, return_inverse=True)
    used, compact = np.unique(of, return_inverse=True)
    known = log.names["workload"].names
    names = tuple(known[number] or UNNAMED for number in used)
    told = (f"A row is a request; columns are taken as {log.columns.told()}.", log.form.told())
    return Table(
        file, "a row a request", not log.form.elapsed, names, times.astype(np.float64) * 3_600.0, at.astype(np.int64),
        compact.astype(np.int64), counts.astype(float), log.read, log.rejected, told, step_seconds=3_600.0,
    )  # fmt: skip


def _added(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of equal keys put together."""
    once, inverse = np.unique(keys, return_inverse=True)
    return once, np.bincount(inverse, counts, minlength=len(once)).astype(np.int64)
