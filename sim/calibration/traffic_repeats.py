"""How often prompts repeat, and the popularity with which the weekly rule gives the hits that a cache would have had.

Hits are measured on the second half of the fitted part: a reuse counts for a window only where the log before it is as
long as the window. An LRU cache holds what came within some window; how many prompts that are on average follows from
the times between uses (the average footprint of Xiang, Ding, Luo and Bao 2013), in one pass over the log.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.traffic_reuse import Reuse, footprint, reuse_of, sorted_in
from sim.rules import caching

FEWEST_REPEATS = 200
POINTS = 14
EXPONENTS = tuple(round(0.1 * one, 1) for one in range(3, 17))
_MOST_TEXTS = 1e9
_AS_GOOD = 0.001
REPEATS = np.arange(0.02, 1.001, 0.02)
_AROUND = np.linspace(-0.2, 0.2, 21)  # of a step
_OPEN = 0.005  # root mean square error in hit share up to which another popularity is as good

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """A cache of one size (or of answers that stay so long): its hit share as measured and by the rule."""

    size: float
    measured: float
    rule: float


@dataclass(frozen=True)
class Popularity:
    """The rule's parameters and how far its curves are from the measured ones."""

    repeat_share: float
    distinct_texts: float
    exponent: float
    error: float
    repeat_low: float
    repeat_high: float
    texts_low: float
    texts_high: float
    exponent_low: float
    exponent_high: float


@dataclass(frozen=True)
class Repeats:
    """Exact repeats: `by_requests` is for answers that stay that many requests, `by_entries` for an LRU cache."""

    requests: int
    distinct: int
    popularity: Popularity | None
    by_requests: tuple[Point, ...]
    by_entries: tuple[Point, ...]
    held_requests: int = 0
    held_measured: float = math.nan
    held_rule: float = math.nan
    held_window: float = 0.0

    @property
    def repeated_share(self) -> float:
        """Share of requests whose prompt has come before, anywhere in the log."""
        return 1.0 - self.distinct / self.requests


# --- curves -----------------------------------------------------------------------------------------------------------


def measured_curve(reuse: Reuse) -> tuple[Floats, Floats, Floats]:
    """Windows, the hit share of answers that stay so long, and the size of the LRU cache that keeps them so long."""
    half = reuse.requests // 2
    windows = np.unique(np.geomspace(4.0, max(8.0, half), POINTS).round())
    later = reuse.since[half:]
    hits = np.cumsum(sorted_in(windows, later)[0])
    return windows, hits[: len(windows)] / len(later), footprint(reuse, windows)


class RuleCurve:
    """The rule's curves for one catalogue and exponent, for many windows at once (sim.rules.caching, on arrays)."""

    def __init__(self, distinct: float, exponent: float) -> None:
        first = 1.0
        sizes, middles = [], []
        while first <= distinct:
            last = caching.group_end(first, distinct)
            sizes.append(last - first + 1.0)
            middles.append(0.5 * (first + last))
            first = last + 1.0
        self._sizes = np.array(sizes)
        weights = np.exp(-exponent * np.log(np.array(middles)))
        self._shares = weights / (self._sizes @ weights)
        self._distinct = distinct

    def hits(self, requests: Floats) -> Floats:
        """Share of repeatable requests that came within the last so many."""
        return np.asarray((self._sizes * self._shares) @ -np.expm1(-np.outer(self._shares, requests)))

    def hits_held(self, entries: Floats, repeat_share: float) -> Floats:
        """The same for a cache of so many answers, in which prompts that come once take up room as well."""
        grid = np.geomspace(1.0, 1e13, 260)
        of_repeats = self._sizes @ -np.expm1(-np.outer(self._shares, repeat_share * grid))
        held = of_repeats + (1.0 - repeat_share) * grid
        at = np.exp(np.interp(np.log(entries), np.log(held), np.log(grid)))
        return self.hits(repeat_share * at)


def fitted_popularity(windows: Floats, hits: Floats) -> tuple[Popularity, RuleCurve]:
    """Least squares over a grid of catalogues, exponents and shares that can repeat: only those ask the catalogue.

    Of settings that fit as well the smallest catalogue is taken: a log says nothing of repeats that it has not seen.
    """
    largest = min(_MOST_TEXTS, 300.0 * float(windows[-1]))
    tried: list[tuple[float, float, float, float]] = []
    texts = np.geomspace(4.0, largest, 40)
    for exponent in EXPONENTS:
        tried += [_tried(one, exponent, windows, hits, REPEATS) for one in texts]
    best = min(tried)
    for step in (0.5, 0.2, 0.08):
        shares = np.clip(best[1] + step * _AROUND, 0.001, 1.0)
        near = [
            _tried(best[2] * math.exp(one), min(3.0, max(0.0, best[3] + two)), windows, hits, shares)
            for one in (-step, -step / 2, 0.0, step / 2, step)
            for two in (-step / 10, -step / 20, 0.0, step / 20, step / 10)
        ]
        tried += near
        best = min(near)
    best = min((one for one in tried if one[0] <= best[0] + _AS_GOOD), key=lambda one: one[2])
    as_good = np.array([one for one in tried if one[0] <= best[0] + _OPEN])
    low, high = as_good.min(axis=0).tolist(), as_good.max(axis=0).tolist()
    texts_found = max(1.0, float(round(best[2])))
    found = Popularity(best[1], texts_found, best[3], best[0], low[1], high[1], low[2], high[2], low[3], high[3])
    return found, RuleCurve(texts_found, best[3])


def _tried(
    texts: float, exponent: float, windows: Floats, seen: Floats, shares: Floats
) -> tuple[float, float, float, float]:
    """Error, repeat share, texts, exponent, at the best of the shares."""
    curve = RuleCurve(texts, exponent)
    ruled = shares[:, None] * curve.hits(np.outer(shares, windows).ravel()).reshape(len(shares), len(windows))
    errors = np.sqrt(((ruled - seen) ** 2).mean(axis=1))
    best = int(errors.argmin())
    return float(errors[best]), float(shares[best]), texts, exponent


def repeats_of(hashes: NDArray[np.uint64], fitted: int) -> Repeats:
    """Exact repeats of the first so many requests, the popularity of the rule, and its hits against the later ones."""
    told = fitted
    if not hashes.all():
        told = int(np.count_nonzero(hashes[:fitted]))
        hashes = hashes[hashes > 0]
    later = len(hashes) - told
    everything = reuse_of(hashes)
    reuse = Reuse(everything.since[:told])
    if reuse.requests - reuse.distinct < FEWEST_REPEATS:
        return Repeats(told, reuse.distinct, None, (), ())
    windows, hits, entries = measured_curve(reuse)
    popularity, curve = fitted_popularity(windows, hits)
    share = popularity.repeat_share
    by_requests = _points(windows, hits, share * curve.hits(share * windows))
    by_entries = _points(entries, hits, share * curve.hits_held(entries, share))
    if later < FEWEST_REPEATS:
        return Repeats(told, reuse.distinct, popularity, by_requests, by_entries)
    since, window = everything.since[told:], float(windows[-1])
    seen = float(((since > 0) & (since <= window)).mean())
    predicted = share * float(curve.hits(np.array([share * window]))[0])
    return Repeats(told, reuse.distinct, popularity, by_requests, by_entries, later, seen, predicted, window)


def _points(sizes: Floats, measured: Floats, rule: Floats) -> tuple[Point, ...]:
    return tuple(
        Point(float(one), float(two), float(three)) for one, two, three in zip(sizes, measured, rule, strict=True)
    )
