"""Differences of two strategies in the same futures: what common luck is for.

A mean's interval is the percentile bootstrap over the replication index. A difference of two shares gets the exact
McNemar test and Tango's score interval (Statistics in Medicine 17:891, 1998): resampling would report certainty where
the few futures that differ all differ in one direction.

Where no future differs the interval of a mean is zero. It then speaks of the futures that were simulated: a difference
that shows in one future in a thousand needs thousands of them to show. That of shares says so by its width.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.mcnemar import fourfold
from sim.analysis.proportions import LEVEL
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.tables import Floats, Ints, all_finite


@dataclass(frozen=True)
class PairedDifference:
    """First minus second, future by future. `better` counts the futures in which the first did better.

    `correlation` is what common luck achieved, None where one side never varies. `p_value` is McNemar's for shares,
    None for means. One future that differs bounds nothing: the interval of its mean is infinite.
    """

    mean: float
    low: float
    high: float
    correlation: float | None
    better: int
    worse: int
    tied: int
    total: int
    p_value: float | None = None
    level: float = LEVEL

    @property
    def clear(self) -> bool:
        """The interval leaves out zero, and an exact test agrees."""
        outside = self.low > 0.0 or self.high < 0.0
        return outside and self.chance < 1.0 - self.level

    @property
    def chance(self) -> float:
        """McNemar's p-value for shares; for means the least that turning signs round could find in so few futures.

        Of three futures that differ all go one way in a quarter of all runs by chance, and resampling never shows it.
        """
        return 0.5 ** (self.better + self.worse - 1) if self.p_value is None else self.p_value


def paired_difference(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    higher_is_better: bool = True,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> PairedDifference:
    """The mean of first minus second, both in the order of one replication index."""
    return paired_differences(
        {"": (first, second)}, higher_is_better=higher_is_better, level=level, resamples=resamples, seed=seed
    )[""]


def paired_differences(
    quantities: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike]],
    *,
    higher_is_better: bool = True,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> dict[str, PairedDifference]:
    """Mean differences of several quantities of the same futures, from one set of resamples."""
    sides = {name: _sides(*pair) for name, pair in quantities.items()}
    columns = np.column_stack([first - second for first, second in sides.values()])
    bands = _bootstrap_bands(columns, level, resamples, seed)
    return {
        name: _mean_difference(*pair, band, level, higher_is_better)
        for (name, pair), band in zip(sides.items(), bands, strict=True)
    }


def paired_share_difference(
    first: npt.ArrayLike, second: npt.ArrayLike, *, same: bool = False, level: float = LEVEL
) -> PairedDifference:
    """The difference of two shares of the same futures; inputs are flags, and a set flag is the better one.

    Only of one and the `same` strategy is a difference of nothing certain.
    """
    table = fourfold(first, second)
    low, high = table.interval(level=level, same=same)
    return PairedDifference(
        mean=table.difference,
        low=low,
        high=high,
        correlation=table.correlation,
        better=table.only_first,
        worse=table.only_second,
        tied=table.both + table.neither,
        total=table.total,
        p_value=table.p_value,
        level=level,
    )


def correlation(first: Floats, second: Floats) -> float | None:
    """Pearson's correlation, None where a side never varies."""
    if np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return None
    ours, theirs = _standardised(first), _standardised(second)
    return float(np.clip(np.mean(ours * theirs), -1.0, 1.0))


def same_futures(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Where, on each side, the replications stand that both sides have, in the order of their numbers."""
    for side in (first, second):
        if np.unique(side).size != side.size:
            raise ValueError("a replication number occurs twice on one side of a comparison")
    _, ours, theirs = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return ours.astype(np.int64), theirs.astype(np.int64)


def _sides(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[Floats, Floats]:
    ours, theirs = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if ours.ndim != 1 or ours.shape != theirs.shape:
        raise ValueError(f"a paired difference needs two rows of one length, not {ours.shape} and {theirs.shape}")
    if not ours.size:
        raise ValueError("a paired difference of no futures is undefined")
    return all_finite(ours, "first"), all_finite(theirs, "second")


def _standardised(values: Floats) -> Floats:
    """Scaled by the largest deviation first, so that squares neither overflow nor vanish."""
    centred = values - np.mean(values)
    centred = centred / np.max(np.abs(centred))
    return np.asarray(centred / np.sqrt(np.mean(centred * centred)), dtype=np.float64)


def _bootstrap_bands(columns: Floats, level: float, resamples: int, seed: int) -> list[tuple[float, float]]:
    tail = (1.0 - level) / 2.0
    means = resampled_means(columns, resamples=resamples, seed=seed)
    lows, highs = np.quantile(means, (tail, 1.0 - tail), axis=0)
    return [(float(low), float(high)) for low, high in zip(lows, highs, strict=True)]


def _mean_difference(
    first: Floats, second: Floats, band: tuple[float, float], level: float, higher_is_better: bool
) -> PairedDifference:
    differences = first - second
    above, below = int(np.count_nonzero(differences > 0.0)), int(np.count_nonzero(differences < 0.0))
    mean, low, high = _known_difference(differences) or (_exact_mean(differences), *band)
    return PairedDifference(
        mean=mean,
        low=low,
        high=high,
        correlation=correlation(first, second),
        better=above if higher_is_better else below,
        worse=below if higher_is_better else above,
        tied=first.size - above - below,
        total=first.size,
        level=level,
    )


def _exact_mean(differences: Floats) -> float:
    return math.fsum(differences) / differences.size


def _known_difference(differences: Floats) -> tuple[float, float, float] | None:
    """Where resampling has nothing to say: all futures differ by one amount, or there is one future that differs."""
    amount = float(differences[0])
    if np.ptp(differences) != 0.0:
        return None
    if differences.size == 1 and amount != 0.0:
        return amount, -math.inf, math.inf
    return amount, amount, amount
