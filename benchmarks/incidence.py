"""Cumulative incidence of five causes with variance beside scipy's Kaplan-Meier on the same rows.

    python -m benchmarks.incidence [ROUNDS] [ROWS]

Both take turns, and time is the processor's, so that a busy machine hits both. Weeks are as the clock has them, nearly
all different, which is the hard case, and then whole weeks. Exit status 1 where the median ratio is more than allowed.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import CensoredData, ecdf

from sim.analysis.incidence import cumulative_incidence

CAUSES = ("one", "two", "three", "four", "five")
ALLOWED = 3.0
HORIZON_WEEKS = 260.0
Rows = tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]


def rows(count: int) -> Rows:
    """Ends of five causes at different rates; who stands at the horizon is last seen there."""
    rng = np.random.default_rng(4)
    weeks = rng.exponential(200.0, count)
    causes = rng.choice(5, size=count, p=[0.4, 0.3, 0.15, 0.1, 0.05]) + 1
    return np.minimum(weeks, HORIZON_WEEKS), np.where(weeks < HORIZON_WEEKS, causes, 0)


def seconds(work: Callable[[], object]) -> float:
    """Processor time, without pauses for garbage of somebody else's."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(weeks: npt.NDArray[np.float64], causes: npt.NDArray[np.int64], rounds: int) -> float:
    """Median over rounds of ours over theirs."""
    ended = causes > 0

    def ours() -> object:
        return cumulative_incidence(weeks, causes, CAUSES)

    def theirs() -> object:
        return ecdf(CensoredData(weeks[ended], right=weeks[~ended])).sf

    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    mine, scipys = (statistics.median(each) for each in zip(*pairs, strict=True))
    found = statistics.median(mine / other for mine, other in pairs)
    print(f"five causes with variance {mine:6.3f} s, scipy's Kaplan-Meier {scipys:6.3f} s: ratio {found:.2f}")
    return found


def main() -> int:
    """Measure both kinds of weeks."""
    rounds, count = (int(given) for given in (*sys.argv[1:3], *("7", "1000000")[len(sys.argv) - 1 :]))
    weeks, causes = rows(count)
    print(f"{count:,} rows, medians of {rounds} rounds; allowed {ALLOWED:g}")
    worst = max(ratio(weeks, causes, rounds), ratio(np.ceil(weeks), causes, rounds))
    return 0 if worst <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main())
