"""A thousand paired resamples of curves beside the bare matrix product of weights and data.

    python -m benchmarks.resampling [ROUNDS] [FUTURES] [TICKS] [RESAMPLES]

The bare product has its weights ready and multiplies them with the same curves in double precision. Ours draws the
weights as well, and keeps them block by block. Both take turns on one thread of linear algebra (OPENBLAS_NUM_THREADS
where it is set), and time is the processor's, so that a busy machine hits both; with more threads it also counts how
they wait for each other while ours draws. Exit status 1 where a median ratio is more than allowed.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from sim.analysis.resampling import resampled_means

ALLOWED = 2.0
SIZES = (9, 20_000, 60, 1_000)


def curves(futures: int, ticks: int) -> dict[str, npt.NDArray[np.generic]]:
    """Who still stands at each tick, the paired difference of two strategies, and money that adds up over time."""
    rng = np.random.default_rng(4)
    common = rng.exponential(1.0, futures)
    first, second = (common * rng.lognormal(0.0, 0.3, futures) for _ in range(2))
    at = np.linspace(0.0, 2.0, ticks)
    stands, others = first[:, None] > at, second[:, None] > at
    return {
        "survival": stands,
        "paired difference": stands.astype(np.int8) - others.astype(np.int8),
        "money": np.cumsum(rng.lognormal(10.0, 1.0, (futures, ticks)), axis=1),
    }


def seconds(work: Callable[[], object]) -> float:
    """Processor time, without pauses for garbage of somebody else's."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(name: str, values: npt.NDArray[np.generic], weights: npt.NDArray[np.float64], rounds: int) -> float:
    """Median over rounds of ours over the bare product."""
    doubles = values.astype(np.float64)

    def ours() -> object:
        return resampled_means(values, resamples=len(weights))

    def bare() -> object:
        return weights @ doubles

    ours(), bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(rounds)]
    mine, product = (statistics.median(each) for each in zip(*pairs, strict=True))
    found = statistics.median(mine / other for mine, other in pairs)
    print(f"{name:>18}: {mine:6.3f} s, bare product {product:6.3f} s: ratio {found:.2f}")
    return found


def main() -> int:
    """Measure each kind of curve."""
    given = [int(each) for each in sys.argv[1:]]
    rounds, futures, ticks, resamples = (*given, *SIZES[len(given) :])
    weights = np.random.default_rng(21).poisson(1.0, (resamples, futures)).astype(np.float64)
    print(f"{resamples:,} resamples of {futures:,} futures at {ticks} ticks, medians of {rounds} rounds")
    found = {name: ratio(name, values, weights, rounds) for name, values in curves(futures, ticks).items()}
    worst = max(found.values())
    print(f"highest ratio: {worst:.2f}, allowed {ALLOWED:g}")
    return 0 if worst <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main())
