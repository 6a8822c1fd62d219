"""Survival in time: the Kaplan-Meier estimate, its log-log band, who is at risk, and the median.

The log-log band is undefined where the share is exactly 1 or 0, and neither is certainty:
- before the first end the band reaches up to 1 and down to the exact (Clopper-Pearson) bound for no end among those
  at risk;
- once nobody is left the band reaches down to 0 and up to the exact bound for no survivor among those at risk in
  the last step, or to the band just before where that is lower, since survival never rises.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.tables import SAME_WEEK, Flags, Floats, Ints, all_finite, floats, standing

HALF = 0.5
_ROUNDING = 1e-9
"""A share within this of a half is a half: products of fractions miss it by rounding only."""


@dataclass(frozen=True)
class Quantile:
    """The first week by which a share has ended (Brookmeyer and Crowley, Biometrics 38:29, 1982, for its interval).

    None where the curve, or its band, never gets that far: the week may lie beyond everything that was watched.
    """

    weeks: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class SurvivalCurve:
    """Steps: `share[i]` holds from `weeks[i]` until the next; the first step is week 0.

    Every week at which somebody ended or was last seen is a step, so that `at_risk` answers for any week.
    """

    weeks: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: Ints
    total: int
    level: float = LEVEL

    @property
    def watched_until_weeks(self) -> float:
        """The last week at which anybody was seen; the curve says nothing beyond it, unless it has come down to 0."""
        return float(self.weeks[-1])

    @property
    def ended(self) -> Ints:
        """How many ended at each step."""
        before = np.concatenate(([1.0], self.share[:-1]))
        return np.rint(self.at_risk * (1.0 - self.share / before)).astype(np.int64)

    @property
    def censored(self) -> Ints:
        """How many were last seen, still standing, at each step."""
        following = np.concatenate((self.at_risk[1:], [0]))
        return self.at_risk - following - self.ended

    def at(self, week: float) -> float:
        """The share that survives beyond a week."""
        return float(self.share[self._step(week)])

    def band_at(self, week: float) -> tuple[float, float]:
        """The confidence band at a week."""
        step = self._step(week)
        return float(self.low[step]), float(self.high[step])

    def at_risk_at(self, week: float) -> int:
        """How many were still being watched just before a week, those that end in that very week among them."""
        step = int(np.searchsorted(self.weeks, week - SAME_WEEK, side="left"))
        return int(self.at_risk[step]) if step < self.weeks.size else 0

    def standing_after(self, week: float) -> int:
        """How many still stood beyond a week, of those watched until then: `at` speaks of the same moment."""
        step = int(np.searchsorted(self.weeks, week - SAME_WEEK, side="left"))
        if step == self.weeks.size:
            return 0
        here = self.weeks[step] <= week + SAME_WEEK
        return int(self.at_risk[step] - (self.ended[step] if here else 0))

    def quantile(self, ended_share: float = HALF) -> Quantile:
        """Where the curve and its band come down to what is left: the median unless another share is asked for."""
        if not 0.0 < ended_share < 1.0:
            raise ValueError(f"ended_share is {ended_share}; it lies between 0 and 1")
        left = 1.0 - ended_share
        return Quantile(
            weeks=self._first_week(self.share <= left + _ROUNDING),
            low=self._first_week((self.share < 1.0) & (self.low <= left)),
            high=self._first_week(self.high < left),
        )

    def median_weeks(self) -> float | None:
        """The first week at which no more than half survive; None where more than half still did when last seen."""
        return self.quantile().weeks

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """The weeks at which the band leaves no doubt of a half."""
        found = self.quantile()
        return found.low, found.high

    def _first_week(self, holds: Flags) -> float | None:
        return float(self.weeks[int(np.argmax(holds))]) if holds.any() else None

    def _step(self, week: float) -> int:
        if not week >= 0.0:
            raise ValueError(f"week {week} is before the programme began")
        if week > self.watched_until_weeks + SAME_WEEK and self.share[-1] > 0.0:
            raise ValueError(f"week {week:g} is unknown: nobody was watched beyond week {self.watched_until_weeks:g}")
        return int(np.searchsorted(self.weeks, week + SAME_WEEK, side="right")) - 1


def survival_curve(weeks: npt.ArrayLike, ended: npt.ArrayLike, *, level: float = LEVEL) -> SurvivalCurve:
    """Kaplan-Meier with its pointwise log-log band; an end and a last sight in one week count the end first."""
    durations, ends = _observations(weeks, ended)
    steps = np.unique(np.concatenate(([0.0], durations)))
    at_risk = _not_before(durations, steps)
    ending = durations[ends]
    ended_here = _not_before(ending, steps) - _after(ending, steps)
    share = _product_limit(at_risk, ended_here, durations.size)
    low, high = _log_log_band(share, at_risk, ended_here, level)
    return SurvivalCurve(steps, share, low, high, at_risk, durations.size, level)


def programme_survival(replications: pa.Table, *, level: float = LEVEL) -> SurvivalCurve:
    """Survival in time of the programmes of a run: any outcome but standing at the horizon is an end."""
    return survival_curve(floats(replications, "outcome_week"), ~standing(replications), level=level)


def _observations(weeks: npt.ArrayLike, ended: npt.ArrayLike) -> tuple[Floats, Flags]:
    durations = np.asarray(weeks, dtype=np.float64)
    ends = np.asarray(ended, dtype=np.bool_)
    if durations.ndim != 1 or durations.shape != ends.shape:
        raise ValueError(f"weeks and ended must be two rows of one length, not {durations.shape} and {ends.shape}")
    if not durations.size:
        raise ValueError("survival of no programmes is undefined")
    if np.any(all_finite(durations, "weeks") < 0.0):
        raise ValueError("weeks: a programme cannot end before week 0")
    return durations, ends


def _not_before(durations: Floats, steps: Floats) -> Ints:
    return durations.size - np.searchsorted(np.sort(durations), steps, side="left").astype(np.int64)


def _after(durations: Floats, steps: Floats) -> Ints:
    return durations.size - np.searchsorted(np.sort(durations), steps, side="right").astype(np.int64)


def _product_limit(at_risk: Ints, ended: Ints, total: int) -> Floats:
    """The product over steps; until somebody is lost from sight it is a plain share, taken without rounding errors."""
    surviving = at_risk - ended
    all_seen = at_risk == total - np.concatenate(([0], np.cumsum(ended)[:-1]))
    return np.where(all_seen, surviving / total, np.cumprod(surviving / at_risk))


def _log_log_band(share: Floats, at_risk: Ints, ended: Ints, level: float) -> tuple[Floats, Floats]:
    """Greenwood's variance carried to log(-log S), and the exact bounds where that is undefined."""
    tail = (1.0 - level) / 2.0
    inside = (share > 0.0) & (share < 1.0)
    surviving = np.maximum(at_risk - ended, 1)
    variance = np.cumsum(ended / (at_risk * surviving))
    logs = np.log(np.where(inside, share, HALF))
    reach = normal_quantile(level) * np.sqrt(variance) / -logs
    low = np.where(inside, share ** np.exp(reach), 0.0)
    high = np.where(inside, share ** np.exp(-reach), 1.0)
    nobody_ended = share == 1.0
    low[nobody_ended] = tail ** (1.0 / at_risk[nobody_ended])
    if share[-1] == 0.0:
        high[-1] = min(1.0 - tail ** (1.0 / at_risk[-1]), high[-2] if high.size > 1 else 1.0)
    return low, high
