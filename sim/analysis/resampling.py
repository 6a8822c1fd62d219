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
_STEPS_UP = tuple(sum(_COUNTS[: times + 1]) for times in range(len(_COUNTS) - 1))
"""A byte that is not below the first stands for one time at least, not below the second for two, and so on."""
_MOST_DRAWN = len(_COUNTS) - 1
_WEIGHTS_AT_A_TIME = 1 << 21
_BYTES_AT_A_TIME = 1 << 17
_COLUMNS_AT_A_TIME = 8
"""Products whose width is a multiple of this cost less than some narrower ones."""
_BYTES_A_WORD = 8
_EXACT_IN_SINGLE = 1 << 24
_WHOLE_KINDS = "biu"
_LARGEST = 1e290


def resampled_means(values: npt.ArrayLike, *, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED) -> Floats:
    """Means of each column (futures down, columns across): a row for each resample, the same draws for all columns.

    A resample that happens to draw nobody, which only a handful of futures make possible, is left out.
    """
    columns = _columns(values)
    anchor = None if _exact_in_single(columns) else _anchor(columns)
    kind = np.float32 if anchor is None else np.float64
    sums = np.zeros((resamples, _full_width(columns.shape[1])))
    start = 0
    for weights in weight_blocks(np.random.Philox(key=seed), columns.shape[0], resamples, dtype=kind):
        stop = start + weights.shape[1]
        sums += weights @ _weighed(columns[start:stop], anchor, kind)
        start = stop
    drawn = sums[:, columns.shape[1]]
    if not drawn.any():
        raise ValueError(
            f"none of {resamples} resamples drew any of {columns.shape[0]} futures; ask for more resamples"
        )
    return np.asarray(sums[drawn > 0.0, : columns.shape[1]] / drawn[drawn > 0.0, None], dtype=np.float64)


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
    return times_of_bytes(words.view(np.uint8)[:count])


def times_of_bytes(drawn: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """How many times each byte stands for: comparing with every step is faster than looking bytes up one by one."""
    first, *higher = _STEPS_UP
    times = (drawn >= first).view(np.uint8)
    for step in higher:
        times += (drawn >= step).view(np.uint8)
    return times


def _columns(values: npt.ArrayLike) -> npt.NDArray[Any]:
    columns = np.asarray(values)
    if columns.ndim != 2:  # noqa: PLR2004
        raise ValueError(f"futures down and columns across are expected, not an array of shape {columns.shape}")
    if not columns.size:
        raise ValueError("resampling no futures, or nothing of them, is undefined")
    return columns if columns.dtype.kind in _WHOLE_KINDS else columns.astype(np.float64, copy=False)


def _exact_in_single(columns: npt.NDArray[Any]) -> bool:
    """Whole numbers so small that no sum of them, however often drawn, is rounded."""
    room = _EXACT_IN_SINGLE // (_MOST_DRAWN * columns.shape[0])
    return columns.dtype.kind in _WHOLE_KINDS and -room <= int(columns.min()) and int(columns.max()) <= room


def _anchor(columns: npt.NDArray[Any]) -> Floats:
    """A number for each column whose last binary digit is so coarse that no sum of the column, rounded to it, is."""
    largest = np.maximum(columns.max(axis=0), -columns.min(axis=0).astype(np.float64))
    if not np.isfinite(largest).all():
        all_finite(columns, "values")
    if np.max(largest) > _LARGEST:
        raise ValueError(f"values: up to {np.max(largest):g}, too large to add up")
    _, exponents = np.frexp(largest)
    anchor: Floats = np.ldexp(1.5, math.ceil(math.log2(_MOST_DRAWN * columns.shape[0])) + exponents)
    return anchor


def _weighed(columns: npt.NDArray[Any], anchor: Floats | None, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """What the weights are multiplied with: the columns, one of ones that counts who was drawn, zeros to a full width.

    Adding and taking away the anchor rounds to its last digit.
    """
    futures, given = columns.shape
    weighed: npt.NDArray[Any] = np.zeros((futures, _full_width(given)), dtype=kind)
    weighed[:, :given] = columns
    weighed[:, given] = 1.0
    if anchor is not None:
        weighed[:, :given] += anchor
        weighed[:, :given] -= anchor
    return weighed


def _full_width(given: int) -> int:
    return -(-(given + 1) // _COLUMNS_AT_A_TIME) * _COLUMNS_AT_A_TIME
