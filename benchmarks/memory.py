"""Time and peak memory of a large run on two workers: memory must not grow with the number of replications.

python benchmarks/memory.py [--few 1000] [--many 10000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ALLOWED_GROWTH = 1.25


def measured(replications: int, folder: Path) -> tuple[float, float]:
    """Seconds, and peak memory in MB of the largest process of one `sim run`."""
    command = [sys.executable, "-m", "sim", "run", f"replications={replications}", "workers=2", f"output={folder}"]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"sim run replications={replications} ended with status {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024.0


def main() -> int:
    """Run twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    given = parser.parse_args()
    peaks = []
    with tempfile.TemporaryDirectory() as home:
        for replications in (given.few, given.many):
            seconds, peak = measured(replications, Path(home) / str(replications))
            peaks.append(peak)
            print(f"{replications:>7,} replications: {seconds:7.1f} s, peak memory {peak:6.0f} MB", flush=True)
    growth = peaks[1] / peaks[0]
    print(f"peak memory grows {growth:.2f} times for {given.many / given.few:.0f} times the replications")
    return 0 if growth <= ALLOWED_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
