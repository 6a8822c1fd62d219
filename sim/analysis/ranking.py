"""Which strategy is best in the same futures: how often, and what choosing it costs where another was better.

Ties are split: of three strategies that pay the same in a future each is best in a third of it. `argmax` would give the
whole future to whichever was named first, and most futures tie where all programmes fail alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.tables import Floats, all_finite
from sim.errors import InputError

_FEWEST = 2


@dataclass(frozen=True)
class Rank:
    """`best_share` is the probability of being best in a future, ties split; the shares add up to one.

    `regret` is what the best of each future pays more than this one, on average. `best_on_average` is the share of
    resamples, ties split, in which the mean is the highest: how sure these futures make the order of the means.
    Of one future the interval of the regret is unbounded; a strategy that is best in every future has none, and then
    `best_low` says how much more futures may show.
    """

    name: str
    mean: float
    best_share: float
    best_low: float
    best_high: float
    best_on_average: float
    regret: float
    regret_low: float
    regret_high: float
    total: int


def ranking(
    payoffs: Mapping[str, npt.ArrayLike],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> tuple[Rank, ...]:
    """From the highest mean down; each payoff in the order of one replication index, and higher is better."""
    values = _matrix(payoffs)
    best, regret = best_by_future(values), values.max(axis=1, keepdims=True) - values
    means, regrets = np.split(resampled_means(np.hstack((values, regret)), resamples=resamples, seed=seed), 2, axis=1)
    on_average = best_by_future(means).mean(axis=0)
    columns = zip(payoffs, values.T, best.T, on_average, regret.T, regrets.T, strict=True)
    return tuple(sorted((_rank(*each, level=level) for each in columns), key=lambda rank: -rank.mean))


def _rank(
    name: str, values: Floats, best: Floats, on_average: float, regret: Floats, regrets: Floats, *, level: float
) -> Rank:
    best_low, best_high = split_share_interval(best, level=level)
    regret_low, regret_high = _interval(regret, regrets, level)
    return Rank(
        name=name,
        mean=float(np.mean(values)),
        best_share=float(np.mean(best)),
        best_low=best_low,
        best_high=best_high,
        best_on_average=float(on_average),
        regret=float(np.mean(regret)),
        regret_low=regret_low,
        regret_high=regret_high,
        total=values.size,
    )


def best_by_future(values: Floats) -> Floats:
    """One for each future (down), split evenly among the columns that share its highest value."""
    highest = values == values.max(axis=1, keepdims=True)
    return np.asarray(highest / highest.sum(axis=1, keepdims=True), dtype=np.float64)


def split_share_interval(shares: Floats, *, level: float = LEVEL) -> tuple[float, float]:
    """Agresti and Coull's interval for a mean of values between 0 and 1 (American Statistician 52:119, 1998).

    z²/2 imagined futures at either end are added, and the spread taken as it then is: Wilson's middle where nothing is
    split, and for two strategies that never differ as wide as Tango's for their difference.
    """
    z = normal_quantile(level)
    imagined, total = z * z / 2.0, shares.size + z * z
    middle = (float(shares.sum()) + imagined) / total
    squares = float(np.sum((shares - middle) ** 2)) + imagined * (middle**2 + (1.0 - middle) ** 2)
    half = z * math.sqrt(squares / total) / math.sqrt(total)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _interval(values: Floats, drawn: Floats, level: float) -> tuple[float, float]:
    """The percentile bootstrap; what is known without it as for every paired mean."""
    if values.size == 1:
        return 0.0, math.inf
    if np.ptp(values) == 0.0:
        return float(values[0]), float(values[0])
    low, high = np.quantile(drawn, (0.5 - level / 2.0, 0.5 + level / 2.0))
    return float(low), float(high)


def _matrix(payoffs: Mapping[str, npt.ArrayLike]) -> Floats:
    if len(payoffs) < _FEWEST:
        raise InputError(f"a ranking needs at least two strategies; {len(payoffs)} given")
    columns = {name: np.asarray(each, dtype=np.float64) for name, each in payoffs.items()}
    if len({column.shape for column in columns.values()}) > 1 or next(iter(columns.values())).ndim != 1:
        shapes = ", ".join(f"{name} {column.shape}" for name, column in columns.items())
        raise ValueError(f"a ranking needs rows of one length, one for each strategy; given: {shapes}")
    if not next(iter(columns.values())).size:
        raise ValueError("a ranking over no futures is undefined")
    return np.column_stack([all_finite(column, name) for name, column in columns.items()])
