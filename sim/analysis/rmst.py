"""Restricted mean survival: how many weeks, of the first so many, a programme stands on average.

It is the area under the survival curve up to a week, has a unit that everybody understands, and needs no assumption
that one strategy is as much better late as early. Variance: P. Royston and M. Parmar, BMC Medical Research Methodology
13:152 (2013). For strategies in the same futures the difference is resampled over the replication index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.analysis.arms import Arm, require_independent
from sim.analysis.paired import same_futures
from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.resampling import BOOTSTRAP_SEED, RESAMPLES, resampled_means, weight_blocks
from sim.analysis.survival import SurvivalCurve
from sim.analysis.tables import SAME_WEEK, Floats, Ints
from sim.errors import InputError

_WEIGHTS_AT_A_TIME = 1 << 20
_INSTEAD = "use the paired difference of restricted means"


@dataclass(frozen=True)
class RestrictedMean:
    """Weeks that a programme stands, of the first `until_weeks`.

    Where nobody ended the standard error says nothing and the interval reaches down to the exact bound for no end among
    those at risk. Where all ended in one and the same week there is no spread to judge by: interval and error are None.
    """

    weeks: float
    standard_error_weeks: float | None
    low: float | None
    high: float | None
    until_weeks: float


@dataclass(frozen=True)
class RestrictedMeanDifference:
    """First minus second. None where an arm has no spread to judge by."""

    weeks: float
    standard_error_weeks: float | None
    low: float | None
    high: float | None
    until_weeks: float
    paired: bool


def restricted_mean(curve: SurvivalCurve, until_weeks: float) -> RestrictedMean:
    """Area under the curve up to a week to which somebody was watched, with the interval at the curve's level."""
    areas = _areas_to_the_right(curve, until_weeks)
    mean, error = float(areas[0]), _standard_error(curve, areas, until_weeks)
    if error is None:
        return RestrictedMean(mean, None, None, None, until_weeks)
    if error == 0.0:
        low, high = mean * curve.band_at(until_weeks)[0], mean
    else:
        reach = normal_quantile(curve.level) * error
        low, high = max(mean - reach, 0.0), min(mean + reach, until_weeks)
    return RestrictedMean(mean, error, low, high, until_weeks)


def independent_difference(
    first: Arm, second: Arm, until_weeks: float, *, level: float = LEVEL
) -> RestrictedMeanDifference:
    """For arms without common luck; others are refused."""
    require_independent({"first": first, "second": second}, "a difference of independent arms", _INSTEAD)
    ours, theirs = (restricted_mean(arm.curve(), until_weeks) for arm in (first, second))
    difference = ours.weeks - theirs.weeks
    if not ours.standard_error_weeks or not theirs.standard_error_weeks:
        return RestrictedMeanDifference(difference, None, None, None, until_weeks, paired=False)
    error = math.hypot(ours.standard_error_weeks, theirs.standard_error_weeks)
    reach = normal_quantile(level) * error
    return RestrictedMeanDifference(
        difference, error, difference - reach, difference + reach, until_weeks, paired=False
    )


def paired_difference_of_means(
    first: Arm,
    second: Arm,
    until_weeks: float,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> RestrictedMeanDifference:
    """For arms in the same futures: the percentile bootstrap, with both curves estimated anew in every resample."""
    ours, theirs = _in_common(first, second)
    difference = restricted_mean(ours.curve(), until_weeks).weeks - restricted_mean(theirs.curve(), until_weeks).weeks
    sides = _Side(ours, until_weeks), _Side(theirs, until_weeks)
    if sides[0].equals(sides[1]):
        return RestrictedMeanDifference(0.0, 0.0, 0.0, 0.0, until_weeks, paired=True)
    drawn = _resampled(sides, resamples, seed)
    error = float(np.std(drawn, ddof=1))
    if error == 0.0:
        return RestrictedMeanDifference(difference, None, None, None, until_weeks, paired=True)
    low, high = np.quantile(drawn, (0.5 - level / 2.0, 0.5 + level / 2.0))
    return RestrictedMeanDifference(difference, error, float(low), float(high), until_weeks, paired=True)


class _Side:
    """One arm up to the week, in the order of its weeks, ready to be weighed."""

    def __init__(self, arm: Arm, until_weeks: float) -> None:
        self.weeks = np.minimum(arm.weeks, until_weeks)
        self.ended = arm.ended & (arm.weeks <= until_weeks + SAME_WEEK)
        self.is_whole = not np.any(~self.ended & (self.weeks < until_weeks - SAME_WEEK))
        """Nobody is lost from sight before the week: the area under the curve is the plain mean of the weeks."""
        self._order = np.argsort(self.weeks, kind="stable")
        self._ends = self.ended[self._order].astype(np.float64)
        self._steps, self._starts = np.unique(self.weeks[self._order], return_index=True)
        self._widths = np.diff(np.append(self._steps, until_weeks))

    def equals(self, other: _Side) -> bool:
        """Whether every future went the same way."""
        return np.array_equal(self.weeks, other.weeks) and np.array_equal(self.ended, other.ended)

    def means(self, weights: Floats) -> Floats:
        """The restricted mean of each resample; where it has nobody left before the week, its curve goes on level."""
        sorted_weights = weights[:, self._order]
        at_steps = np.add.reduceat(sorted_weights, self._starts, axis=1)
        ended = np.add.reduceat(sorted_weights * self._ends, self._starts, axis=1)
        at_risk = np.cumsum(at_steps[:, ::-1], axis=1)[:, ::-1]
        hazard = np.divide(ended, at_risk, out=np.zeros_like(ended), where=at_risk > 0.0)
        return np.asarray(self._steps[0] + np.cumprod(1.0 - hazard, axis=1) @ self._widths, dtype=np.float64)


def _resampled(sides: tuple[_Side, _Side], resamples: int, seed: int) -> Floats:
    """Differences of restricted means; a resample that draws nobody is left out."""
    first, second = sides
    if first.is_whole and second.is_whole:
        return resampled_means((first.weeks - second.weeks)[:, None], resamples=resamples, seed=seed)[:, 0]
    draws, futures = np.random.Philox(key=seed), first.weeks.size
    at_a_time = max(1, _WEIGHTS_AT_A_TIME // futures)
    found = []
    for start in range(0, resamples, at_a_time):
        blocks = [block.copy() for block in weight_blocks(draws, futures, min(at_a_time, resamples - start))]
        weights: Floats = np.concatenate(blocks, axis=1).astype(np.float64, copy=False)
        weights = weights[weights.any(axis=1)]
        found.append(first.means(weights) - second.means(weights))
    return np.concatenate(found)


def _in_common(first: Arm, second: Arm) -> tuple[Arm, Arm]:
    """The futures of both, in one order."""
    if first.seed != second.seed:
        raise InputError(
            f"seeds {first.seed} and {second.seed} are different luck: nothing pairs; run both with one seed"
        )
    if first.replications is None or second.replications is None:
        if first.weeks.size != second.weeks.size:
            raise ValueError(
                f"a paired difference needs two arms of one length, not {first.weeks.size} and {second.weeks.size}"
            )
        return first, second
    ours, theirs = same_futures(first.replications, second.replications)
    if not ours.size:
        raise InputError("nothing pairs: the arms have no replication in common")
    return _picked(first, ours), _picked(second, theirs)


def _picked(arm: Arm, places: Ints) -> Arm:
    return Arm(arm.weeks[places], arm.ended[places], arm.seed)


def _areas_to_the_right(curve: SurvivalCurve, until_weeks: float) -> Floats:
    """From each step, the area under the curve up to the week; the first is the restricted mean."""
    if not until_weeks > 0.0:
        raise ValueError(f"a restricted mean needs weeks to look at; until_weeks is {until_weeks:g}")
    curve.at(until_weeks)
    widths = np.diff(np.append(np.minimum(curve.weeks, until_weeks), until_weeks))
    return np.asarray(np.cumsum((curve.share * widths)[::-1])[::-1], dtype=np.float64)


def _standard_error(curve: SurvivalCurve, areas: Floats, until_weeks: float) -> float | None:
    """Greenwood's terms, each with the area to its right; None where the one step with ends took everybody."""
    ended = np.where(curve.weeks < until_weeks, curve.ended, 0)
    left = curve.at_risk - ended
    if ended.any() and not (left[ended > 0] > 0).any():
        return None
    terms = np.divide(ended, curve.at_risk * np.maximum(left, 1), where=left > 0, out=np.zeros(ended.shape))
    return float(np.sqrt(np.sum(areas * areas * terms)))
