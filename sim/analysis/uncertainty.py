"""Two uncertainties apart: what is not known about the cards, and luck.

Outer worlds draw the cards from their ranges, inner replications draw luck within each world. Every world has luck of
its own: with common luck the part that all worlds share would cancel between them, and the cards' part would come out
too small by a share of luck's. The split is the one-way analysis of variance with random effects, which is unbiased; a
part that is really zero may come out slightly below it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.accelerated import accelerated_interval
from sim.analysis.means import P10, P90, mean_interval
from sim.analysis.proportions import LEVEL
from sim.analysis.ranking import split_share_interval
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.tables import Floats, all_finite

Bounds = tuple[float, float]
SHARES: Bounds = (0.0, 1.0)
SHARE_DIFFERENCES: Bounds = (-1.0, 1.0)
FEWEST_TO_SPLIT = 40
_FEWEST = 2
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Part:
    """A part of the variance with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Split:
    """`mean` with the confidence of the estimate; `cards` and `luck` are variances, `share` is cards over both,
    None where nothing varies.

    `p10`-`p90` is where the expected value lies in 80 of 100 worlds: what luck alone would have spread is taken out.
    All of these are None for a share of programmes that holds, or does not hold, for fewer than `FEWEST_TO_SPLIT`:
    in simulations their intervals then covered 20 to 80 times in 100 instead of 95.
    """

    worlds: int
    replications: int
    mean: float
    low: float
    high: float
    cards: Part | None
    luck: Part | None
    share: Part | None
    p10: float | None
    p90: float | None

    @property
    def told(self) -> bool:
        """Whether cards can be told from luck."""
        return self.cards is not None


def variance_split(
    values: Floats,
    *,
    bounds: Bounds | None = None,
    expected: Floats | None = None,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> Split:
    """Worlds down, replications across, no two worlds with luck in common; intervals by resampling worlds.

    `bounds` are those of shares or of their differences. `expected` are the worlds' expected values where they were
    worked out for several strategies at once, so that one strategy has the same ones everywhere.
    """
    worlds, replications = _shape(values)
    means = all_finite(values, "values").mean(axis=1)
    mean, low, high = mean_of_worlds(means, bounds, level)
    if bounds is not None and _rare(values, bounds):
        return Split(worlds, replications, mean, low, high, None, None, None, None, None)
    moments = np.column_stack((means - mean, (means - mean) ** 2, values.var(axis=1, ddof=1)))
    here = _parts(moments.mean(axis=0)[None], worlds, replications)
    resampled = _parts(resampled_means(moments, resamples=resamples, seed=seed), worlds, replications)
    left_out = _parts((moments.sum(axis=0) - moments) / (worlds - 1), worlds, replications)
    cards, luck, share = (_part(*three, level) for three in zip(here.T, resampled.T, left_out.T, strict=True))
    p10, p90 = np.quantile(expected_values(values[None], bounds)[0] if expected is None else expected, (P10, P90))
    return Split(worlds, replications, mean, low, high, cards, luck, share, float(p10), float(p90))


def expected_values(values: Floats, bounds: Bounds | None = None) -> Floats:
    """Strategies × worlds × replications in; strategies × worlds out: expected values, with luck taken out.

    A mean of few programmes varies by luck too. The means are drawn in until they vary, within and between strategies,
    as much as the cards make them: quantiles, regrets and who is best of all then speak of what is not known, and not
    of luck that nobody can choose. The matrix is the square root of the one that predicts best (Louis, JASA 79:393,
    1984, for several quantities at once); what luck does not touch, such as a difference under common luck, it leaves.
    """
    means = values.mean(axis=2)
    _, worlds, replications = values.shape
    if replications < _FEWEST or worlds < _FEWEST:
        return np.asarray(means, dtype=np.float64)
    middle = means.mean(axis=1, keepdims=True)
    scale = float(np.max(np.abs(means - middle)))
    if scale == 0.0:
        return np.asarray(means, dtype=np.float64)
    off, within = (means - middle) / scale, (values - means[..., None]) / scale
    between = off @ off.T / (worlds - 1)
    luck = np.einsum("swr,twr->st", within, within) / (worlds * (replications - 1) * replications)
    found = _tied(middle + scale * (_map(between, between - luck) @ off), values)
    return np.asarray(found if bounds is None else np.clip(found, *bounds), dtype=np.float64)


def _tied(found: Floats, values: Floats) -> Floats:
    """Strategies that do the same in all replications of a world are worth the same in it."""
    same = np.all(values[:, None] == values[None], axis=3).astype(np.float64)
    return np.asarray(np.einsum("stw,tw->sw", same, found) / same.sum(axis=1), dtype=np.float64)


def _map(between: Floats, cards: Floats) -> Floats:
    """Root of how much of the means' covariance the cards make; chance may put it outside 0 to 1, and it is cut."""
    sizes, axes = np.linalg.eigh((between + between.T) / 2.0)
    there = sizes > _ROUNDING * sizes[-1]
    roots, span = np.sqrt(sizes[there]), axes[:, there]
    whitened = span.T @ cards @ span / np.outer(roots, roots)
    shares, own = np.linalg.eigh((whitened + whitened.T) / 2.0)
    kept = (own * np.sqrt(np.clip(shares, 0.0, 1.0))) @ own.T
    return np.asarray((span * roots) @ kept @ (span / roots).T, dtype=np.float64)


def _shape(values: Floats) -> tuple[int, int]:
    worlds, replications = values.shape
    if worlds < _FEWEST or replications < _FEWEST:
        raise ValueError(f"a variance split needs two worlds and two replications in each, not {values.shape}")
    return worlds, replications


def mean_of_worlds(means: Floats, bounds: Bounds | None, level: float) -> tuple[float, float, float]:
    """Student's over worlds; of shares Agresti and Coull's: none of 400 programmes does not make a chance of zero."""
    mean, low, high = mean_interval(means, level=level)
    if bounds is None:
        return mean, low, high
    least, span = bounds[0], bounds[1] - bounds[0]
    low, high = split_share_interval((means - least) / span, level=level)
    return mean, least + span * low, least + span * high


def _rare(values: Floats, bounds: Bounds) -> bool:
    """Whether too few programmes differ from the others: of shares the rarer kind, of their differences all that do."""
    if bounds == SHARE_DIFFERENCES:
        return int(np.count_nonzero(values)) < FEWEST_TO_SPLIT
    held = int(np.count_nonzero(values))
    return min(held, values.size - held) < FEWEST_TO_SPLIT


def _parts(moments: Floats, worlds: int, replications: int) -> Floats:
    """Columns: the variance that cards make, the one that luck makes, and the share of the first in both.

    Worlds' means differ by cards and by what luck leaves in a mean of so many replications, which is taken off.
    """
    between = (moments[:, 1] - moments[:, 0] ** 2) * worlds / (worlds - 1)
    luck = moments[:, 2]
    cards = between - luck / replications
    both = cards + luck
    share = np.divide(cards, both, out=np.full_like(both, np.nan), where=both > 0.0)
    return np.column_stack((cards, luck, share))


def _part(here: Floats, resampled: Floats, left_out: Floats, level: float) -> Part | None:
    """The estimate and its interval, None where nothing varies that could be shared out."""
    if np.isnan(here[0]):
        return None
    known = resampled[~np.isnan(resampled)]
    interval = accelerated_interval(float(here[0]), known, left_out[~np.isnan(left_out)], level=level)
    return Part(float(here[0]), *interval)
