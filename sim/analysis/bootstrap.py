"""Resampled means whose every bit is the same on every machine.

The draws are keyed by a seed of their own. Sums are exact: the values are first put on a grid of binary fractions, fine
enough to change nothing that anybody reads and coarse enough that no sum of them is ever rounded. The order in which
a machine's linear algebra adds them up then makes no difference.
"""

from __future__ import annotations

import math

import numpy as np

from sim.analysis.tables import Floats

RESAMPLES = 2_000
BOOTSTRAP_SEED = 21
_EXACT_BITS = 52
_DRAWS_AT_A_TIME = 1 << 20


def on_exact_grid(values: Floats) -> Floats:
    """The values rounded to a binary fraction at which any weighted sum with as many draws as values is exact."""
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest == 0.0:
        return values
    bits = math.ceil(math.log2(values.shape[0])) + math.frexp(largest)[1]
    return np.ldexp(np.rint(np.ldexp(values, _EXACT_BITS - bits)), bits - _EXACT_BITS)


def bootstrap_means(columns: Floats, *, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED) -> Floats:
    """Means of each column over rows drawn with replacement: one row of means per resample, the same draws for all."""
    rows = columns.shape[0]
    draws = np.random.Generator(np.random.Philox(key=seed))
    exact = np.column_stack([on_exact_grid(column) for column in columns.T])
    batch = max(1, _DRAWS_AT_A_TIME // rows)
    parts = [_weights(draws, min(batch, resamples - start), rows) @ exact for start in range(0, resamples, batch)]
    means: Floats = np.concatenate(parts) / rows
    return means


def _weights(draws: np.random.Generator, resamples: int, rows: int) -> Floats:
    """How often each row is drawn in each resample."""
    drawn = draws.integers(0, rows, size=(resamples, rows))
    drawn += rows * np.arange(resamples)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=resamples * rows)
    return counts.reshape(resamples, rows).astype(np.float64)
