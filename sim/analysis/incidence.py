"""Cumulative incidence: what share has ended by each cause, while the other causes compete (Aalen and Johansen, 1978).

One minus Kaplan-Meier of one cause answers another question, for a world without the others, and adds up to more than
one. Here every end weighs 1 until somebody is lost from sight; from then on those that remain share the weight of the
lost. Without losses incidences are plain shares, to the last bit, and with survival they always add up to one.

The variance is the delta method's over the steps, each a multinomial draw among those at risk, and so exact with ties:
E. Marubini and M. G. Valsecchi, Analysing Survival Data from Clinical Trials (1995), section 10.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.analysis.cause_counts import CauseCounts, count_causes, counts_of_programmes
from sim.analysis.proportions import LEVEL, normal_quantile
from sim.analysis.tables import SAME_WEEK, Floats, Ints

_ROUNDING = 1e-12
"""Where the lost have passed on their weight, a share within this of one is one."""
_STEPS_AT_A_TIME = 1 << 13


@dataclass(frozen=True, eq=False)
class Incidence:
    """Steps: row `k` of `share` belongs to `causes[k]`, and `share[k, i]` holds from `weeks[i]` until the next.

    The first step is week 0. A cause that never occurs has a row of zeros, and an interval that is not zero.
    """

    weeks: Floats
    causes: tuple[str, ...]
    share: Floats
    variance: Floats
    survival: Floats
    at_risk: Ints
    known: Ints
    """Those whose fate by each step is known: all but the ones lost from sight before."""
    total: int

    def curve(self, cause: str) -> Floats:
        """The steps of one cause."""
        return np.asarray(self.share[self._row(cause)], dtype=np.float64)

    def standard_error(self, cause: str) -> Floats:
        """The standard error at each step; zero where the share is 0, so draw the interval instead."""
        return np.asarray(np.sqrt(self.variance[self._row(cause)]), dtype=np.float64)

    def interval(self, cause: str, *, level: float = LEVEL) -> tuple[Floats, Floats]:
        """The pointwise log-log interval; for a single cause it is that of Kaplan-Meier turned over."""
        row = self._row(cause)
        return _log_log_interval(self.share[row], self.variance[row], self.at_risk, self.known, level)

    def at(self, cause: str, week: float) -> float:
        """The share that has ended by a cause up to and including a week."""
        return float(self.share[self._row(cause), self.steps_at(week)])

    def _row(self, cause: str) -> int:
        if cause not in self.causes:
            raise ValueError(f"no cause '{cause}'; there are {', '.join(self.causes)}")
        return self.causes.index(cause)

    def steps_at(self, weeks: npt.ArrayLike) -> Ints:
        """Which step holds at each week; weeks before the start or that nobody was watched are refused."""
        asked = np.asarray(weeks, dtype=np.float64)
        if not np.all(asked >= 0.0):
            raise ValueError(f"week {np.min(asked):g} is before the programme began")
        last = float(np.max(asked, initial=0.0))
        if last > self.weeks[-1] + SAME_WEEK and self.survival[-1] > 0.0:
            raise ValueError(f"week {last:g} is unknown: nobody was watched beyond week {self.weeks[-1]:g}")
        return np.searchsorted(self.weeks, asked + SAME_WEEK, side="right").astype(np.int64) - 1


def incidence(counts: CauseCounts) -> Incidence:
    """The curves of all causes from the counts of ends and losses at each week."""
    if not counts.total:
        raise ValueError("incidence among no programmes is undefined")
    at_risk, all_ended = counts.at_risk, counts.ended.sum(axis=0)
    weight = _weight_of_an_end(at_risk, all_ended)
    jumps = weight * counts.ended
    share = np.minimum(np.cumsum(jumps, axis=1) / counts.total, 1.0)
    jumps /= counts.total
    survival = weight * (at_risk - all_ended) / counts.total
    variance = _variance(share, jumps, at_risk, weight * at_risk / counts.total, _greenwood(at_risk, all_ended))
    known = at_risk + np.cumsum(all_ended) - all_ended
    return Incidence(counts.weeks, counts.causes, share, variance, survival, at_risk, known, counts.total)


def cumulative_incidence(weeks: npt.ArrayLike, causes: npt.ArrayLike, names: Sequence[str]) -> Incidence:
    """From rows: cause 0 was last seen standing, cause k ended by `names[k - 1]`."""
    return incidence(count_causes(weeks, causes, names))


def programme_incidence(replications: pa.Table, causes: Sequence[str]) -> Incidence:
    """How the programmes of a run ended, by outcome; any outcome must be named, and may be one that never occurs."""
    return incidence(counts_of_programmes(replications, causes))


def _weight_of_an_end(at_risk: Ints, ended: Ints) -> Floats:
    """In programmes: 1, times what each loss left to those that remain."""
    passed_on = (at_risk - ended)[:-1] / at_risk[1:]
    return np.concatenate((np.ones(1), np.cumprod(passed_on)))


def _greenwood(at_risk: Ints, ended: Ints) -> Floats:
    """Zero once nobody is left: no share changes any more."""
    left = at_risk - ended
    terms: Floats = np.divide(ended / at_risk, left, out=np.zeros(ended.shape), where=left > 0)
    return terms


def _variance(share: Floats, jumps: Floats, at_risk: Ints, before: Floats, greenwood: Floats) -> Floats:
    """Sum over steps of what a wrong hazard there would change from there on, with the square multiplied out.

    Block by block, so that what is worked on stays in the processor's cache.
    """
    variance = np.empty_like(share)
    carried = [np.zeros((rows, 1)) for rows in (1, len(share), len(share))]
    for start in range(0, at_risk.size, _STEPS_AT_A_TIME):
        here = np.s_[:, start : start + _STEPS_AT_A_TIME]
        row, jump, common = share[here], jumps[here], greenwood[None][here]
        own, moved = jump / at_risk[None][here], row * common
        constant = row * moved + own * (2.0 * row + before[None][here] - jump)
        squares, shares, constants = (
            _carried_on(*each) for each in zip((common, moved + own, constant), carried, strict=True)
        )
        variance[here] = np.maximum(row * (row * squares - 2.0 * shares) + constants, 0.0)
    return variance


def _carried_on(values: Floats, carried: Floats) -> Floats:
    """Running sums along the rows that go on where the last block stopped."""
    sums = np.cumsum(values, axis=1)
    sums += carried
    carried[:] = sums[:, -1:]
    return sums


def _log_log_interval(
    share: Floats, variance: Floats, at_risk: Ints, known: Ints, level: float
) -> tuple[Floats, Floats]:
    """On the scale of log(-log(1 - share)), and exact bounds where that is undefined, as in `survival`."""
    tail = (1.0 - level) / 2.0
    everybody = share > 1.0 - _ROUNDING
    inside = (share > 0.0) & ~everybody
    free = np.where(inside, 1.0 - share, 0.5)
    reach = normal_quantile(level) * np.sqrt(variance) / (free * -np.log(free))
    low = np.where(inside, 1.0 - free ** np.exp(-reach), 0.0)
    high = np.where(inside, 1.0 - free ** np.exp(reach), 1.0)
    none = share == 0.0
    high[none] = 1.0 - tail ** (1.0 / known[none])
    if everybody[-1]:
        low[-1] = max(tail ** (1.0 / at_risk[-1]), low[-2] if low.size > 1 else 0.0)
    return low, high
