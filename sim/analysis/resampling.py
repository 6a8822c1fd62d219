"""Means of many columns over futures drawn again and again, at little more than the price of the matrix product.

Each future counts 0 to 5 times in a resample, drawn on its own from the nearest whole 256ths to Poisson's law with mean
1, variance 1 and skewness 1.01: one byte of randomness a weight. All columns share the weights, so that what is paired
stays paired. A resampled mean is a weighted sum over the sum of the weights.

Every sum is exact and therefore the same on every machine, whatever the order in which its linear algebra adds: values
lie on a grid of binary fractions that leaves room for all weights. Flags and small whole numbers, handed in as such,
are exact in single precision too, which takes half the time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.tables import Floats, all_finite

RESAMPLES = 2_000
BOOTSTRAP_SEED = 21

Weights = npt.NDArray[np.float32] | npt.NDArray[np.float64]

_COUNTS = (94, 94, 49, 13, 5, 1)
"""Of 256: how many bytes stand for drawn 0, 1, … 5 times. Sum of k is 256, sum of k² 512."""
_DRAWN_BY_BYTE = b"".join(bytes([times]) * count for times, count in enumerate(_COUNTS))
_MOST_DRAWN = len(_COUNTS) - 1
_WEIGHTS_AT_A_TIME = 1 << 22
_BYTES_AT_A_TIME = 1 << 17
_BYTES_A_WORD = 8
_EXACT_IN_SINGLE = 1 << 24
_WHOLE_KINDS = "biu"
_LARGEST = 1e290


def resampled_means(values: npt.ArrayLike, *, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED) -> Floats:
    """Means of each column (futures down, columns across): a row for each resample, the same draws for all columns.

    A resample that happens to draw nobody, which only a handful of futures make possible, is left out.
    """
    columns = _columns(values)
    weighed = (
        _in_single(columns) if _exact_in_single(columns) else _on_exact_grid(columns.astype(np.float64, copy=False))
    )
    sums = np.zeros((resamples, weighed.shape[1]))
    start = 0
    for weights in weight_blocks(np.random.Philox(key=seed), columns.shape[0], resamples, dtype=weighed.dtype):
        stop = start + weights.shape[1]
        sums += weights @ weighed[start:stop]
        start = stop
    drawn = sums[:, -1]
    if not drawn.any():
        raise ValueError(
            f"none of {resamples} resamples drew any of {columns.shape[0]} futures; ask for more resamples"
        )
    return np.asarray(sums[drawn > 0.0, :-1] / drawn[drawn > 0.0, None], dtype=np.float64)


def weight_blocks(
    draws: np.random.Philox, futures: int, resamples: int, *, dtype: npt.DTypeLike = np.float64
) -> Iterator[Weights]:
    """How often each resample (down) draws each future (across), block of futures by block; use one before the next."""
    across = max(1, _WEIGHTS_AT_A_TIME // resamples)
    room = np.empty(resamples * min(across, futures), dtype=dtype)
    for start in range(0, futures, across):
        block = room[: resamples * min(across, futures - start)]
        for first in range(0, block.size, _BYTES_AT_A_TIME):
            part = block[first : first + _BYTES_AT_A_TIME]
            part[:] = _times_drawn(draws, part.size)
        yield block.reshape(resamples, -1)


def _times_drawn(draws: np.random.Philox, count: int) -> npt.NDArray[np.uint8]:
    words = draws.random_raw(-(-count // _BYTES_A_WORD)).astype("<u8", copy=False)
    return np.frombuffer(words.tobytes().translate(_DRAWN_BY_BYTE), dtype=np.uint8, count=count)


def _columns(values: npt.ArrayLike) -> npt.NDArray[Any]:
    columns = np.asarray(values)
    if columns.ndim != 2:  # noqa: PLR2004
        raise ValueError(f"futures down and columns across are expected, not an array of shape {columns.shape}")
    if not columns.size:
        raise ValueError("resampling no futures, or nothing of them, is undefined")
    return (
        columns if columns.dtype.kind in _WHOLE_KINDS else all_finite(columns.astype(np.float64, copy=False), "values")
    )


def _exact_in_single(columns: npt.NDArray[Any]) -> bool:
    """Whole numbers so small that no sum of them, however often drawn, is rounded."""
    room = _EXACT_IN_SINGLE // (_MOST_DRAWN * columns.shape[0])
    return columns.dtype.kind in _WHOLE_KINDS and -room <= int(columns.min()) and int(columns.max()) <= room


def _in_single(columns: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """With a column of ones, whose weighted sum is how many were drawn."""
    weighed = np.ones((columns.shape[0], columns.shape[1] + 1), dtype=np.float32)
    weighed[:, :-1] = columns
    return weighed


def _on_exact_grid(columns: Floats) -> Floats:
    """The same in double: each column rounded to fractions so coarse that no sum of them is.

    Adding and taking away a number whose last binary digit is the grid's rounds to the grid.
    """
    largest = np.maximum(columns.max(axis=0), -columns.min(axis=0))
    if np.max(largest) > _LARGEST:
        raise ValueError(f"values: up to {np.max(largest):g}, too large to add up")
    _, exponents = np.frexp(largest)
    anchor = np.ldexp(1.5, math.ceil(math.log2(_MOST_DRAWN * columns.shape[0])) + exponents)
    weighed = np.ones((columns.shape[0], columns.shape[1] + 1))
    np.add(columns, anchor, out=weighed[:, :-1])
    weighed[:, :-1] -= anchor
    return weighed
