"""Import and fit of a request log against pyarrow's own CSV reader on the same file, and the peak memory of the fit.

Both take turns, so that whatever else the machine does meets both; the ratio is of the medians. The peak is that of a
process that reads and fits the log once, everything included that Python and its libraries take.

python benchmarks/log_import.py [--rows 2000000] [--rounds 3] [--hashes]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

WANTED_TIMES, WANTED_MB = 5.0, 1_000.0
BLOCK = 1_000_000
DAYS = 60.0
FIT = "from sim.calibration.traffic import Asked, fit; from sim.calibration.log_reader import Log; import sys; "


def write_log(path: Path, rows: int, *, hashes: bool) -> None:
    """Sixty days of requests in blocks; with prompt hashes, names, status and cost it is a vendor's export."""
    rng = np.random.Generator(np.random.Philox(key=21))
    writer, now = None, 1_700_000_000.0
    with path.open("wb") as file:
        for first in range(0, rows, BLOCK):
            number = min(BLOCK, rows - first)
            times = now + np.cumsum(rng.exponential(DAYS * 86_400.0 / rows, number))
            now = float(times[-1])
            table = _columns(rng, times, number, hashes=hashes)
            writer = csv.CSVWriter(file, table.schema) if writer is None else writer
            writer.write_table(table)
        if writer is not None:
            writer.close()


def _columns(
    rng: np.random.Generator, times: np.ndarray[tuple[int], np.dtype[np.float64]], number: int, *, hashes: bool
) -> pa.Table:
    columns = {
        "timestamp": pa.array((times * 1e6).astype(np.int64)).cast(pa.timestamp("us")),
        "input_tokens": pa.array(rng.lognormal(6.5, 1.0, number).astype(np.int32)),
        "output_tokens": pa.array(rng.lognormal(5.0, 0.8, number).astype(np.int32)),
    }
    if hashes:
        prompts = (rng.zipf(1.3, number) % 1_000_000).tolist()
        columns["workload"] = pa.array(np.array(["chat", "search", "batch"])[rng.integers(0, 3, number)])
        columns["prompt_hash"] = pa.array([f"{one * 0x9E3779B97F4A7C15 % 2**128:032x}" for one in prompts])
        columns["status"] = pa.array(np.where(rng.random(number) < 0.03, 500, 200))
        columns["cost_usd"] = pa.array(rng.random(number).round(5))
    return pa.table(columns)


def fit_seconds(path: Path) -> float:
    """Seconds of reading and fitting."""
    from sim.calibration.log_reader import Log
    from sim.calibration.traffic import Asked, fit

    began = time.perf_counter()
    fit(Log(path), Asked())
    return time.perf_counter() - began


def arrow_seconds(path: Path) -> float:
    """Seconds that pyarrow takes to read all columns, with all its threads."""
    began = time.perf_counter()
    csv.read_csv(path)
    return time.perf_counter() - began


def peak_mb(path: Path) -> float:
    """Peak memory of a process that fits the log."""
    process = subprocess.Popen([sys.executable, "-c", FIT + "fit(Log(sys.argv[1]), Asked())", str(path)])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the fit ended with status {process.returncode}")
    return used.ru_maxrss / 1024.0


def main() -> int:
    """Write, time in turns, measure memory; fails where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hashes", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "log.csv"
        write_log(path, given.rows, hashes=given.hashes)
        print(f"{given.rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        peak = peak_mb(path)
        pairs = [(arrow_seconds(path), fit_seconds(path)) for _ in range(given.rounds)]
    arrow, fitted = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(f"pyarrow reads it in {arrow:.2f} s, import and fit take {fitted:.2f} s: {fitted / arrow:.1f} times")
    print(f"peak memory of import and fit: {peak:,.0f} MB")
    return 0 if fitted <= WANTED_TIMES * arrow and peak <= WANTED_MB else 1


if __name__ == "__main__":
    sys.exit(main())
