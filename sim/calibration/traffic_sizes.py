"""How large calls are: quantiles, and how far the usual two-parameter families are from them.

On real traffic sizes come in lumps (a system prompt, an output limit), which no such family has; quantiles keep them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from sim.scenario.sizes import SHARES, mean_size

FEWEST_SIZES = 200
FAMILIES = ("lognormal", "gamma", "Weibull", "loglogistic")
DECILES = 10
_MOST_VALUES = 20_000
_UNTOLD = -1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Different sizes from small to large, and how many calls have each."""

    values: Floats
    calls: Floats

    @property
    def total(self) -> float:
        """Calls."""
        return float(self.calls.sum())

    @property
    def mean(self) -> float:
        """Mean size."""
        return float(self.values @ self.calls) / self.total

    def below(self, sizes: Floats, *, side: str) -> Floats:
        """Share of calls that are smaller ('left'), or at most as large ('right')."""
        cumulative = np.concatenate([[0.0], np.cumsum(self.calls)]) / self.total
        place = np.searchsorted(self.values, sizes, side="left" if side == "left" else "right")
        return np.asarray(cumulative[place])

    def quantiles(self, shares: Floats) -> Floats:
        """As numpy.quantile has them: linear between neighbours in the sorted sizes."""
        ends = np.cumsum(self.calls)
        place = shares * (self.total - 1.0)
        low, high = np.floor(place), np.ceil(place)
        under = self.values[np.searchsorted(ends, low, side="right")]
        over = self.values[np.minimum(np.searchsorted(ends, high, side="right"), len(self.values) - 1)]
        return np.asarray(under + (over - under) * (place - low))


@dataclass(frozen=True)
class Family:
    """A two-parameter family at its most likely parameters, and its largest distance from the calls (KS)."""

    name: str
    first: float
    second: float
    distance: float

    def share_below(self, sizes: Floats) -> Floats:
        """Its distribution function."""
        return np.asarray(_law(self.name, self.first, self.second).cdf(sizes))

    def quantiles(self, shares: Floats) -> Floats:
        """Its sizes at some shares."""
        return np.asarray(_law(self.name, self.first, self.second).ppf(shares))


@dataclass(frozen=True)
class Sizes:
    """Tokens of one kind: quantiles of the fitted part, families beside them, and both against the held-back part.

    `deciles` are the shares of held-back calls between the fitted part's deciles: a tenth each where nothing changes.
    """

    calls: int
    mean: float
    quantiles: tuple[float, ...]
    families: tuple[Family, ...]
    held_calls: int
    held_mean: float
    held_quantiles: tuple[float, ...]
    deciles: tuple[float, ...]
    distance: float
    family_distance: float

    @property
    def best(self) -> Family | None:
        """The family that is nearest to the fitted part."""
        return min(self.families, key=lambda one: one.distance, default=None)

    @property
    def model_mean(self) -> float:
        """The mean of what the quantiles give."""
        return mean_size(self.quantiles)


def counts_of(tokens: NDArray[np.int32]) -> Counts:
    """Sizes and their calls; calls that do not say their tokens are left out."""
    if not len(tokens):
        return Counts(np.zeros(0), np.zeros(0))
    untold = int(tokens.min()) == _UNTOLD
    calls = np.bincount(tokens[tokens >= 0] if untold else tokens)
    values = np.flatnonzero(calls)
    return Counts(values.astype(np.float64), calls[values].astype(np.float64))


def sizes_of(fitted: NDArray[np.int32], held: NDArray[np.int32]) -> Sizes | None:
    """Quantiles and families; None where there are too few calls."""
    seen, later = counts_of(fitted), counts_of(held)
    if seen.total < FEWEST_SIZES:
        return None
    shares = np.array(SHARES)
    families = families_of(seen)
    best = min(families, key=lambda one: one.distance, default=None)
    some = later.total >= FEWEST_SIZES
    return Sizes(
        int(seen.total),
        seen.mean,
        _with_its_mean(seen, seen.quantiles(shares)),
        families,
        int(later.total),
        later.mean if later.total else math.nan,
        tuple(later.quantiles(shares).tolist()) if some else (),
        deciles_of(seen, later) if some else (),
        distance_between(seen, later) if some else math.nan,
        _distance(later, best.share_below(later.values)) if some and best else math.nan,
    )


def _with_its_mean(counts: Counts, quantiles: Floats) -> tuple[float, ...]:
    """The largest size moved such that the mean is the log's: few calls are near the largest one of millions."""
    model = mean_size(quantiles.tolist())
    top = quantiles[-1] + 2.0 * (counts.mean - model) / (SHARES[-1] - SHARES[-2])
    return (*quantiles[:-1].tolist(), float(min(max(top, quantiles[-2]), quantiles[-1])))


def distance_between(one: Counts, other: Counts) -> float:
    """The largest difference between two distribution functions (Kolmogorov and Smirnov)."""
    sizes = np.union1d(one.values, other.values)
    return float(np.abs(one.below(sizes, side="right") - other.below(sizes, side="right")).max())


def deciles_of(fitted: Counts, held: Counts) -> tuple[float, ...]:
    """Shares of held-back calls in each tenth of the fitted ones; a lump is spread over the tenths that it covers."""
    low, high = fitted.below(held.values, side="left"), fitted.below(held.values, side="right")
    width = high - low
    found = []
    for tenth in range(DECILES):
        begin, end = tenth / DECILES, (tenth + 1) / DECILES
        covered = np.clip(np.minimum(high, end) - np.maximum(low, begin), 0.0, None)
        inside = ((low >= begin) & (low < end)) | ((tenth == DECILES - 1) & (low >= 1.0))
        part = np.where(width > 0.0, covered / np.where(width > 0.0, width, 1.0), inside)
        found.append(float(part @ held.calls) / held.total)
    return tuple(found)


# --- families ---------------------------------------------------------------------------------------------------------


def families_of(counts: Counts) -> tuple[Family, ...]:
    """The usual families at their most likely parameters; calls of no tokens are not theirs to fit."""
    positive = counts.values > 0.0
    seen = _thinned(Counts(counts.values[positive], counts.calls[positive]))
    if len(seen.values) < 3:  # noqa: PLR2004
        return ()
    logs = np.log(seen.values)
    fits = (_lognormal(logs, seen), _gamma(logs, seen), _weibull(logs, seen), _loglogistic(logs, seen))
    return tuple(
        Family(name, first, second, _distance(seen, np.asarray(_law(name, first, second).cdf(seen.values))))
        for name, (first, second) in zip(FAMILIES, fits, strict=True)
    )


def _thinned(counts: Counts) -> Counts:
    """Neighbouring sizes together where there are very many different ones."""
    number = len(counts.values)
    if number <= _MOST_VALUES:
        return counts
    begins = np.arange(0, number, -(-number // _MOST_VALUES))
    calls = np.add.reduceat(counts.calls, begins)
    return Counts(np.add.reduceat(counts.values * counts.calls, begins) / calls, calls)


def _law(name: str, first: float, second: float) -> stats.rv_continuous:
    """(shape, scale) as scipy has them."""
    laws = {"lognormal": stats.lognorm, "gamma": stats.gamma, "Weibull": stats.weibull_min, "loglogistic": stats.fisk}
    return laws[name](first, scale=second)


def _mean(values: Floats, counts: Counts) -> float:
    return float(values @ counts.calls) / counts.total


def _lognormal(logs: Floats, seen: Counts) -> tuple[float, float]:
    middle = _mean(logs, seen)
    return math.sqrt(max(_mean((logs - middle) ** 2, seen), 1e-12)), math.exp(middle)


def _gamma(logs: Floats, seen: Counts) -> tuple[float, float]:
    gap = max(math.log(seen.mean) - _mean(logs, seen), 1e-12)
    shape = optimize.brentq(lambda k: math.log(k) - special.digamma(k) - gap, 1e-6, 1e9)
    return float(shape), seen.mean / float(shape)


def _weibull(logs: Floats, seen: Counts) -> tuple[float, float]:
    middle, top = _mean(logs, seen), float(logs.max())

    def slope(shape: float) -> float:
        weights = np.exp(shape * (logs - top))
        return _mean(weights * logs, seen) / _mean(weights, seen) - 1.0 / shape - middle

    shape = float(optimize.brentq(slope, 1e-3, 1e4))
    return shape, math.exp(top + math.log(_mean(np.exp(shape * (logs - top)), seen)) / shape)


def _loglogistic(logs: Floats, seen: Counts) -> tuple[float, float]:
    """The logistic law of the logarithms, by Newton-like search from their moments."""
    middle = _mean(logs, seen)
    width = max(math.sqrt(3.0 * _mean((logs - middle) ** 2, seen)) / math.pi, 1e-6)

    def unlikely(at: Floats) -> float:
        z = np.abs(logs - at[0]) * math.exp(-at[1])
        return _mean(z + 2.0 * np.log1p(np.exp(-z)), seen) + float(at[1])

    found = optimize.minimize(unlikely, [middle, math.log(width)], method="Nelder-Mead", options={"xatol": 1e-5})
    return math.exp(-float(found.x[1])), math.exp(float(found.x[0]))


def _distance(counts: Counts, share_below: Floats) -> float:
    over, under = counts.below(counts.values, side="right"), counts.below(counts.values, side="left")
    return float(np.maximum(np.abs(over - share_below), np.abs(under - share_below)).max())
