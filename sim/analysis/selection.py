"""Which of several is best, with a promise: Kim and Nelson's procedure, and where further runs tell most (OCBA).

Kim & Nelson, ACM TOMACS 11:251, 2001: whoever is chosen is the best with the stated chance, whenever the best is better
than every other by at least the indifference zone. Its screening reads the variance of the *differences*, so common
luck makes it stop sooner; from the variances of the single rows the promise would not hold.

Chen & Lee, Stochastic Simulation Optimization, 2010: runs go where they tell the best from its rivals. It makes no
promise; the chance of having chosen rightly is Bonferroni's bound from what was seen, and reads low if anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sim.analysis.tables import Floats, Ints
from sim.errors import InputError

Observe = Callable[[Sequence[int], range], npt.ArrayLike]
"""Candidates and futures in, a row of outcomes for each candidate; future r is the same luck for all of them."""

FEWEST_CANDIDATES = 2
FEWEST_FIRST = 2
_ROUNDING = 1e-9
"""A share that is a whole number but for the last bits is that number."""


@dataclass(frozen=True)
class Selected:
    """Who was chosen, who shares that place (`tied` holds the chosen too), and what it took.

    `dropped_at` is the number of futures after which a candidate was out, None for those still in at the end.
    Without `guaranteed` the futures ran out first, and the choice carries no promise.
    """

    best: int
    tied: tuple[int, ...]
    futures: int
    dropped_at: tuple[int | None, ...]
    guaranteed: bool


def kim_nelson(
    observe: Observe,
    candidates: int,
    *,
    indifference: float,
    confidence: float = 0.95,
    first: int = 20,
    batch: int = 20,
    at_most: int = 100_000,
) -> Selected:
    """The candidate of the highest mean, with that confidence; nearer than the indifference zone is as good."""
    _refuse_selection(candidates, indifference, confidence, first, batch, at_most)
    seen = _outcomes(observe, range(candidates), range(first))
    race = _Race(seen, indifference, confidence)
    while not race.decided and race.futures < at_most:
        futures = range(race.futures, min(race.futures + batch, at_most))
        race.see(_outcomes(observe, race.alive, futures))
    return race.result()


class _Race:
    """Sums over futures of those still in, and when the others fell out."""

    def __init__(self, seen: Floats, indifference: float, confidence: float) -> None:
        candidates, self.futures = seen.shape
        eta = ((2.0 * (1.0 - confidence) / (candidates - 1)) ** (-2.0 / (self.futures - 1)) - 1.0) / 2.0
        scale = 2.0 * eta * (self.futures - 1)
        self._indifference = indifference
        self._enough = scale * _variances_of_differences(seen) / indifference**2
        self._last = math.floor(np.max(self._enough)) + 1
        self._sums = seen.sum(axis=1)
        self._in = np.ones(candidates, dtype=np.bool_)
        self._dropped_at: list[int | None] = [None] * candidates
        self._screen()

    @property
    def alive(self) -> list[int]:
        return [int(each) for each in np.flatnonzero(self._in)]

    @property
    def decided(self) -> bool:
        return bool(np.count_nonzero(self._in) == 1 or self.futures >= self._last)

    def see(self, outcomes: Floats) -> None:
        """Futures one by one, as the procedure has it, though they were simulated in a batch."""
        rows = self._in.copy()
        for column in outcomes.T:
            self._sums[rows] += column
            self.futures += 1
            self._screen()
            if self.decided:
                return

    def _screen(self) -> None:
        """Out is whoever lies behind another by more than the triangle that shrinks with the futures seen."""
        means = self._sums / self.futures
        allowed = np.maximum(0.0, self._indifference / 2.0 * (self._enough / self.futures - 1.0))
        behind = means[:, None] < means[None, :] - allowed
        out = self._in & np.any(behind & self._in[None, :], axis=1)
        for each in np.flatnonzero(out):
            self._dropped_at[each] = self.futures
        self._in = self._in & ~out

    def result(self) -> Selected:
        means = np.where(self._in, self._sums, -math.inf)
        tied = tuple(int(each) for each in np.flatnonzero(means == means.max()))
        return Selected(tied[0], tied, self.futures, tuple(self._dropped_at), self.decided)


def _variances_of_differences(seen: Floats) -> Floats:
    covariance = np.cov(seen)
    own = np.diag(covariance)
    return np.maximum(0.0, own[:, None] + own[None, :] - 2.0 * covariance)


def ocba_allocation(
    means: npt.ArrayLike,
    variances: npt.ArrayLike,
    counts: npt.ArrayLike,
    more: int,
    *,
    higher_is_better: bool = True,
) -> Ints:
    """How many of `more` runs each candidate gets; one that has had more than its due gets none."""
    mean, variance, count = _candidates(means, variances, counts)
    if more < 0:
        raise InputError(f"{more} further runs cannot be shared out")
    weights = _ocba_weights(mean if higher_is_better else -mean, variance)
    total = int(count.sum()) + more
    due = np.array(count)
    open_ = np.ones(mean.size, dtype=np.bool_)
    while True:
        left = total - int(due[~open_].sum())
        due[open_] = np.floor(left * weights[open_] / weights[open_].sum() + _ROUNDING).astype(np.int64)
        over = open_ & (due < count)
        if not over.any():
            break
        due[over] = count[over]
        open_ &= ~over
        if not weights[open_].any():
            break
    due[_best(mean, higher_is_better)] += total - int(due.sum())
    return np.asarray(due - count, dtype=np.int64)


def _best(mean: Floats, higher_is_better: bool) -> int:
    return int(np.argmax(mean if higher_is_better else -mean))


def _ocba_weights(mean: Floats, variance: Floats) -> Floats:
    """In proportion to variance over squared distance from the best; where some tie with it, only they count."""
    best = int(np.argmax(mean))
    others = np.arange(mean.size) != best
    distance = mean[best] - mean
    nearest = float(distance[others].min())
    closeness = (distance == 0.0).astype(np.float64) if nearest == 0.0 else np.zeros(mean.size)
    np.divide(nearest**2, distance**2, out=closeness, where=distance > 0.0)
    weights: Floats = np.where(others, closeness * variance, 0.0)
    weights[best] = math.sqrt(variance[best] * float(np.sum(closeness[others] ** 2 * variance[others])))
    if not weights.any():
        raise InputError("neither the best nor any of its rivals varies: further runs tell nothing")
    return weights


def chance_of_right_choice(means: npt.ArrayLike, variances: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """At least this likely the highest mean is the best, by Bonferroni and the normal law, for independent rows."""
    mean, variance, count = _candidates(means, variances, counts)
    best = int(np.argmax(mean))
    others = np.arange(mean.size) != best
    error = np.sqrt(variance[best] / count[best] + variance[others] / count[others])
    distance = mean[best] - mean[others]
    known = np.where(distance > 0.0, math.inf, 0.0)
    z = np.divide(distance, error, out=known, where=error > 0.0)
    return max(0.0, 1.0 - float(np.sum(ndtr(-z))))


@dataclass(frozen=True)
class Allocated:
    """Who has the highest mean after the budget was spent where it told most."""

    best: int
    chance: float
    means: tuple[float, ...]
    counts: tuple[int, ...]


def ocba(observe: Observe, candidates: int, *, budget: int, first: int = 10, batch: int = 20) -> Allocated:
    """Spend a budget of runs: `first` for each candidate, then batch by batch where Chen's rule sends them."""
    _refuse_ocba(candidates, budget, first, batch)
    rows = [_outcomes(observe, [each], range(first))[0] for each in range(candidates)]
    while (left := budget - sum(row.size for row in rows)) > 0:
        mean, variance, count = _moments(rows)
        if not variance.any():
            break
        for each, more in enumerate(_allocation_or_even(mean, variance, count, min(batch, left))):
            if more:
                futures = range(rows[each].size, rows[each].size + int(more))
                rows[each] = np.concatenate((rows[each], _outcomes(observe, [each], futures)[0]))
    mean, variance, count = _moments(rows)
    chance = chance_of_right_choice(mean, variance, count)
    return Allocated(int(np.argmax(mean)), chance, tuple(mean.tolist()), tuple(count.tolist()))


def _allocation_or_even(mean: Floats, variance: Floats, count: Ints, more: int) -> Ints:
    """Chen's rule; where those in question have not varied yet, one after the other by how few runs they have had."""
    try:
        return ocba_allocation(mean, variance, count, more)
    except InputError:
        extra = np.zeros(count.size, dtype=np.int64)
        for _ in range(more):
            extra[np.argmin(count + extra)] += 1
        return extra


def _moments(rows: Sequence[Floats]) -> tuple[Floats, Floats, Ints]:
    return (
        np.array([row.mean() for row in rows]),
        np.array([row.var(ddof=1) for row in rows]),
        np.array([row.size for row in rows], dtype=np.int64),
    )


def _outcomes(observe: Observe, candidates: Sequence[int], futures: range) -> Floats:
    found = np.asarray(observe(candidates, futures), dtype=np.float64)
    if found.shape != (len(candidates), len(futures)):
        raise InputError(
            f"{len(candidates)} candidates in {len(futures)} futures were asked for; the answer has shape {found.shape}"
        )
    if not np.isfinite(found).all():
        raise InputError("an outcome is missing or not finite: candidates cannot be ranked by it")
    return found


def _candidates(means: npt.ArrayLike, variances: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[Floats, Floats, Ints]:
    mean, variance = np.asarray(means, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    count = np.asarray(counts, dtype=np.int64)
    if mean.ndim != 1 or mean.size < FEWEST_CANDIDATES or not mean.shape == variance.shape == count.shape:
        raise InputError("means, variances and counts of at least two candidates are needed, one of each")
    if not (np.isfinite(mean).all() and np.isfinite(variance).all()):
        raise InputError("a mean or a variance is missing or not finite")
    if np.any(variance < 0.0) or np.any(count < 1):
        raise InputError("a variance is negative, or a candidate has not been run at all")
    return mean, variance, count


def _refuse_selection(
    candidates: int, indifference: float, confidence: float, first: int, batch: int, at_most: int
) -> None:
    _refuse_few(candidates, first, batch)
    if not (indifference > 0.0 and math.isfinite(indifference)):
        raise InputError(f"the indifference zone is {indifference:g}; a difference above 0 is needed")
    if not 1.0 / candidates < confidence < 1.0:
        raise InputError(f"confidence is {confidence:g}; it lies between one in {candidates} (a guess) and 1")
    if at_most < first:
        raise InputError(f"at most {at_most} futures are allowed, fewer than the first {first}")


def _refuse_ocba(candidates: int, budget: int, first: int, batch: int) -> None:
    _refuse_few(candidates, first, batch)
    if budget < candidates * first:
        raise InputError(f"a budget of {budget} runs is less than {first} first runs of {candidates} candidates each")


def _refuse_few(candidates: int, first: int, batch: int) -> None:
    if candidates < FEWEST_CANDIDATES:
        raise InputError(f"a selection needs at least two candidates; {candidates} given")
    if first < FEWEST_FIRST:
        raise InputError(f"{first} first runs have no variance; at least two are needed")
    if batch < 1:
        raise InputError(f"a batch of {batch} runs is none")
