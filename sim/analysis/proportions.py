"""Shares with Wilson's interval, which keeps its promise where a normal approximation reports false certainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.analysis.tables import Floats

LEVEL = 0.95
"""Confidence of every interval unless the caller says otherwise."""


@dataclass(frozen=True)
class Proportion:
    """`count` of `total`, as a share with its confidence interval."""

    count: int
    total: int
    share: float
    low: float
    high: float


def normal_quantile(level: float) -> float:
    """How many standard errors a two-sided normal interval reaches to each side."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level}; a confidence level lies between 0 and 1")
    return float(ndtri(0.5 + level / 2.0))


def wilson_interval(counts: npt.ArrayLike, total: int, *, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Wilson's score interval for each count out of the same total (E. B. Wilson, JASA 22:209, 1927)."""
    count = np.asarray(counts, dtype=np.float64)
    if total < 1:
        raise ValueError(f"a share of {total} programmes is undefined")
    if np.any((count < 0) | (count > total)):
        raise ValueError(f"counts must lie between 0 and {total}")
    z = normal_quantile(level)
    scale = 1.0 + z * z / total
    middle = (count + z * z / 2.0) / total / scale
    half = z / total * np.sqrt(count * (total - count) / total + z * z / 4.0) / scale
    share = count / total
    return np.clip(middle - half, 0.0, share), np.clip(middle + half, share, 1.0)


def proportion(count: int, total: int, *, level: float = LEVEL) -> Proportion:
    """A share with Wilson's interval; a share of nothing is refused."""
    low, high = wilson_interval(count, total, level=level)
    return Proportion(int(count), int(total), count / total, float(low), float(high))
