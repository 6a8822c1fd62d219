"""Bands around curves over time, from futures drawn again: pointwise for one moment, simultaneous for the whole curve.

A pointwise band of 95% misses somewhere along the curve far more often than in 5 of 100 runs. The simultaneous (sup-t)
band is as many standard errors wide everywhere as the resampled curve strays at its worst moment in 95 of 100
resamples (J. L. Montiel Olea and M. Plagborg-Møller, Journal of Applied Econometrics 34:1, 2019).

Shares are not given plus or minus standard errors: where nothing has happened yet such a band would have no width.
Paired differences have Tango's score interval, with the scores of the resampled counts as its measure; shares have
Wilson's for one moment and the exact interval (Clopper and Pearson) for the whole curve, since Wilson's falls short
where a curve is down to its last few programmes, and a whole curve goes through there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from sim.analysis.mcnemar import tango_interval, tango_score
from sim.analysis.proportions import LEVEL, normal_quantile, wilson_interval
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means
from sim.analysis.tables import SAME_WEEK, Flags, Floats, Ints, all_finite

Kind = Literal["pointwise", "simultaneous"]
_WIDEST = 8.0
"""Standard errors beyond which a level cannot be told from 1; a band gets there with a handful of futures only."""


@dataclass(frozen=True, eq=False)
class Band:
    """`kind` belongs on every chart: the two answer different questions. NaN is undefined, never zero."""

    kind: Kind
    low: Floats
    high: Floats
    standard_errors: float


@dataclass(frozen=True, eq=False)
class Banded:
    """A curve at the ticks of the columns given, with both bands."""

    estimate: Floats
    pointwise: Band
    simultaneous: Band
    total: int
    level: float


def share_bands(
    flags: npt.ArrayLike, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> Banded:
    """Shares over time: futures down, ticks across, set where it holds at that tick."""
    held = _flags(flags, "flags")
    counts, total = np.count_nonzero(held, axis=0), held.shape[0]
    widest = _widest(_strays(held.astype(np.float64), resampled_means(held, resamples=resamples, seed=seed)), level)
    one, whole = wilson_interval(counts, total, level=level), _exact_interval(counts, total, widest)
    return _banded(counts / total, one, whole, widest, total, level)


def share_difference_bands(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    same: bool = False,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> Banded:
    """First minus second in the same futures; exactly zero for the `same` strategy twice, which then may not differ."""
    ours, theirs = _flags(first, "first"), _flags(second, "second")
    _same_shape(ours, theirs)
    better, worse, total = ours & ~theirs, ours < theirs, ours.shape[0]
    counts = np.count_nonzero(better, axis=0), np.count_nonzero(worse, axis=0)
    if same:
        return _nothing(counts[0] + counts[1], total, level)
    estimate = (counts[0] - counts[1]) / total
    drawn = total * resampled_means(np.hstack((better, worse)), resamples=resamples, seed=seed)
    drawn_better, drawn_worse = np.split(drawn, 2, axis=1)
    widest = _widest(tango_score(estimate, drawn_better, drawn_worse, total), level)
    one, whole = (tango_interval(*counts, total, z=z) for z in (normal_quantile(level), widest))
    return _banded(estimate, one, whole, widest, total, level)


def mean_bands(
    values: npt.ArrayLike, *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = BOOTSTRAP_SEED
) -> Banded:
    """Means over time, or their paired differences: futures down, ticks across.

    Where all futures have one value the band is that value, as for every mean here; of one future it is undefined.
    """
    known = all_finite(_matrix(np.asarray(values, dtype=np.float64), "values"), "values")
    estimate, error = _mean_and_error(known)
    widest = _widest(_strays(known, resampled_means(known, resamples=resamples, seed=seed)), level)
    one, whole = ((estimate - z * error, estimate + z * error) for z in (normal_quantile(level), widest))
    return _banded(estimate, one, whole, widest, known.shape[0], level)


def standing_at(weeks: npt.ArrayLike, ended: npt.ArrayLike, ticks_weeks: npt.ArrayLike) -> Flags:
    """Which programmes (down) still stand after each tick (across); who was lost from sight before one is refused."""
    return ~ended_by(weeks, np.asarray(ended, dtype=np.bool_), ticks_weeks)


def ended_by(
    weeks: npt.ArrayLike, causes: npt.ArrayLike, ticks_weeks: npt.ArrayLike, cause: int | None = None
) -> Flags:
    """Which programmes have ended up to each tick, by one cause or by any; cause 0 was last seen standing."""
    times, codes = all_finite(np.asarray(weeks, dtype=np.float64), "weeks"), np.asarray(causes)
    ticks = np.asarray(ticks_weeks, dtype=np.float64)
    lost = (codes == 0) & (times < np.max(ticks, initial=0.0) - SAME_WEEK)
    if lost.any():
        raise ValueError(
            f"{np.count_nonzero(lost)} programmes were lost from sight before week {np.max(ticks):g}: "
            "what became of them by then is unknown; end the ticks earlier or use the survival curve's own band"
        )
    counted = codes != 0 if cause is None else codes == cause
    return np.asarray(counted[:, None] & (times[:, None] <= ticks + SAME_WEEK), dtype=np.bool_)


def _strays(values: Floats, drawn: Floats) -> Floats:
    """By how many standard errors each resampled curve (down) strays at each tick (across) where anything varies."""
    estimate, error = _mean_and_error(values)
    varies = error > 0.0
    return np.asarray(np.abs(drawn[:, varies] - estimate[varies]) / error[varies], dtype=np.float64)


def _widest(strays: Floats, level: float) -> float:
    """The width that so many resamples keep within at their worst tick; never less than for one tick."""
    worst = np.max(strays, axis=1, initial=0.0)
    return float(np.clip(np.quantile(worst, level), normal_quantile(level), _WIDEST))


def _mean_and_error(values: Floats) -> tuple[Floats, Floats]:
    """Where nothing varies the mean is that value and the error zero, without rounding; of one future it is NaN."""
    total = values.shape[0]
    if total == 1:
        return values[0], np.full(values.shape[1], np.nan)
    varies = np.ptp(values, axis=0) > 0.0
    error = np.where(varies, np.std(values, axis=0, ddof=1) / math.sqrt(total), 0.0)
    return np.where(varies, np.mean(values, axis=0), values[0]), error


def _banded(
    estimate: Floats, one: tuple[Floats, Floats], whole: tuple[Floats, Floats], widest: float, total: int, level: float
) -> Banded:
    pointwise = Band("pointwise", *one, normal_quantile(level))
    return Banded(estimate, pointwise, Band("simultaneous", *whole, widest), total, level)


def _exact_interval(counts: Ints, total: int, width: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's, at the level of so many standard errors."""
    tail = float(ndtr(-width))
    none, all_of_them = counts == 0, counts == total
    low = betaincinv(np.maximum(counts, 1), total - counts + 1, tail)
    high = betaincinv(counts + 1, np.maximum(total - counts, 1), 1.0 - tail)
    return np.where(none, 0.0, low), np.where(all_of_them, 1.0, high)


def _nothing(differ: Ints, total: int, level: float) -> Banded:
    if differ.any():
        raise ValueError(f"said to be one strategy with itself, and up to {differ.max()} of {total} futures differ")
    zero = np.zeros(differ.size)
    return Banded(zero, Band("pointwise", zero, zero, 0.0), Band("simultaneous", zero, zero, 0.0), total, level)


def _flags(values: npt.ArrayLike, what: str) -> Flags:
    given = _matrix(np.asarray(values), what)
    if given.dtype != np.bool_ and not np.isin(given, (0, 1)).all():
        raise ValueError(f"{what}: shares are made of flags; other values than 0 and 1 were given")
    return given.astype(np.bool_)


def _matrix(values: npt.NDArray[Any], what: str) -> npt.NDArray[Any]:
    if values.ndim != 2:  # noqa: PLR2004
        raise ValueError(f"{what}: futures down and ticks across are expected, not an array of shape {values.shape}")
    if not values.size:
        raise ValueError(f"{what}: a band around no futures or at no ticks is undefined")
    return values


def _same_shape(first: Flags, second: Flags) -> None:
    if first.shape != second.shape:
        raise ValueError(f"a paired difference needs two sides of one shape, not {first.shape} and {second.shape}")
