"""How long `sim --help` takes beside `python -c "import argparse"`: paired runs, so that a busy machine hits both.

python benchmarks/help_time.py [PAIRS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

BARE = (sys.executable, "-c", "import argparse")
HELP = (sys.executable, "-m", "sim", "--help")


def seconds(command: Sequence[str]) -> float:
    """Wall time of one fresh process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""})
    return time.perf_counter() - began


def ratios(pairs: int) -> list[float]:
    """One ratio per pair, after a first pair that only fills the caches."""
    measured = [(seconds(BARE), seconds(HELP)) for _ in range(pairs + 1)]
    return [with_help / bare for bare, with_help in measured[1:]]


def main() -> int:
    """Print the median ratio and its range."""
    found = sorted(ratios(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
    print(f"sim --help takes {statistics.median(found):.2f} x python -c 'import argparse'", end=" ")
    print(f"(median of {len(found)} pairs; {found[0]:.2f} to {found[-1]:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
