"""Weekly logs of many workloads, split into what is common and what is each one's own, and what each week tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.calibration.volumes_groups import IRREGULAR, LATE, STEADY, groups_of
from sim.calibration.volumes_noise import Frame, correlation, solved, sums_of

Floats = NDArray[np.float64]
AHEAD = 4
REVERTING, WALK, GROWING, DRIFTING = (
    "levels come back", "levels wander", "levels come back and grow", "levels wander and grow",
)  # fmt: skip
FORMS = (REVERTING, WALK, GROWING, DRIFTING)
FLOOR = 1e-10
NORMAL_DF = 200.0
_WALK_MEMORY, _MOST_MEMORY = 0.995, 0.98
_FEW_WORKLOADS = 5
_LEAST_FOR_OWN_MEMORY = 12
_LEAST_WEEKS = 3


@dataclass(frozen=True)
class Part:
    """What moves a series: its scale, memory, and how well the scale is known."""

    variance: Floats
    memory: float
    df: Floats


class Panel:
    """Logs of the steady workloads, split into what is common and what is their own."""

    def __init__(self, week: NDArray[np.int64], calls: Floats, counts: bool) -> None:
        self.week = week - week[0]
        groups = groups_of(calls)
        self.groups = groups
        self.steady = np.flatnonzero(groups.kind == STEADY)
        self.late = np.flatnonzero(groups.kind == LATE)
        self.irregular = np.flatnonzero(groups.kind == IRREGULAR)
        logs = np.log(np.maximum(calls[self.steady], FLOOR))
        self.logs = groups.levelled(logs, self.steady)
        self.counting = 1.0 / np.maximum(calls[self.steady], 1.0) if counts else np.zeros_like(logs)
        self.number = len(self.steady)
        self.frame = Frame(tuple(int(one) for one in self.week), False)
        apart = self.number >= _FEW_WORKLOADS
        self.common = self.logs.mean(axis=0) if apart else np.zeros(len(self.week))
        self.own_logs = self.logs - self.common

    # --- the middle of the forecast -------------------------------------------------------------------------------

    def middle(self, form: str) -> Floats:
        """Log of the mean of the next weeks, of each steady workload."""
        own, common = self.parts(form)
        weights, _, spread = weights_of(self.week, own.memory)
        shared, _, _ = weights_of(self.week, common.memory)
        slope, _ = self.slope(form, common)
        ahead = weeks_ahead(self.week).mean()
        bent = slope * self.week
        mean = self.own_logs @ weights + (self.common - bent) @ shared + slope * ahead
        return np.asarray(mean + 0.5 * np.minimum(own.variance, 1.0) * spread)

    def slope(self, form: str, common: Part) -> tuple[float, float]:
        """Growth a week that all share, and its variance."""
        if form not in (GROWING, DRIFTING) or self.number == 0:
            return 0.0, 0.0
        mean = self.logs.mean(axis=0)
        design = np.stack([np.ones(len(self.week)), self.week.astype(float)], axis=1)
        inverse = np.linalg.inv(correlation(self.week, common.memory))
        spread = np.linalg.inv(design.T @ inverse @ design)
        found = spread @ design.T @ inverse @ mean
        left = mean - design @ found
        scale = float(left @ inverse @ left) / max(len(self.week) - 2, 1)
        return float(found[1]), scale * float(spread[1, 1])

    # --- what moves them ------------------------------------------------------------------------------------------

    def parts(self, form: str) -> tuple[Part, Part]:
        """Noise of each workload, and noise common to all."""
        walking = form in (WALK, DRIFTING)
        squares, products = sums_of(self.frame, self.own_logs, self.counting)
        memory = (
            _WALK_MEMORY
            if walking
            else self._memory(self.frame, float(squares.sum()), float(products.sum()), self.number)
        )
        if walking:
            squares = _of_changes(self.frame, self.own_logs, self.counting)
        share = 1.0 - 1.0 / self.number if self.number >= _FEW_WORKLOADS else 1.0
        own = _shrunk(squares / share, self.frame, memory, walking)
        return own, self._common(own, walking, form in (GROWING, DRIFTING))

    def _memory(self, frame: Frame, squares: float, products: float, number: int) -> float:
        if len(self.week) < _LEAST_WEEKS or number == 0 or squares <= 0:
            return 0.0
        _, memory = solved(frame, np.array([squares]), np.array([products]), np.array([float(number)]))
        return float(np.clip(memory[0], 0.0, _MOST_MEMORY))

    def _common(self, own: Part, walking: bool, growing: bool) -> Part:
        """The mean's own movement around its level or line, less what the workloads' noise alone gives it."""
        df = np.array([max(len(self.week) - 1.0, 1.0)])
        if self.number < _FEW_WORKLOADS:
            return Part(np.zeros(1), own.memory, df)
        mean = self.common[None, :]
        none = np.zeros_like(mean)
        frame = Frame(self.frame.week, growing)
        squares, products = sums_of(frame, mean, none)
        long = len(self.week) >= _LEAST_FOR_OWN_MEMORY
        memory = own.memory
        if long and not walking:
            memory = self._memory(frame, float(squares[0]), float(products[0]), 1)
        if walking:
            line = np.linspace(0.0, 1.0, len(self.week)) * (mean[0, -1] - mean[0, 0]) if growing else 0.0
            squares = _of_changes(frame, mean - line, none)
        variance = float(_variance(squares, frame, memory, walking)[0])
        return Part(np.array([max(variance - float(own.variance.mean()) / self.number, 0.0)]), memory, df)


def _of_changes(frame: Frame, logs: Floats, counting: Floats) -> Floats:
    """Squared changes from week to week, of pairs that are neighbours."""
    changes = np.diff(logs, axis=1)[:, frame.pairs]
    return np.asarray((changes**2).sum(axis=1) - 2.0 * counting.mean(axis=1) * changes.shape[1])


def _variance(squares: Floats, frame: Frame, memory: float, walking: bool) -> Floats:
    if walking:
        return squares / max(int(frame.pairs.sum()), 1) / (2.0 * (1.0 - memory))
    return squares / _expected_squares(frame, memory)


def _expected_squares(frame: Frame, memory: float) -> float:
    out = frame.out
    return float(np.trace(out @ correlation(np.array(frame.week), memory) @ out))


def _shrunk(squares: Floats, frame: Frame, memory: float, walking: bool) -> Part:
    """Each workload's variance drawn towards that of all, as far as they are alike (moderated as in Smyth 2004)."""
    if not len(squares):
        return Part(squares, memory, squares)
    kept = frame.out @ correlation(np.array(frame.week), memory) @ frame.out
    df = float(frame.pairs.sum()) if walking else float(np.trace(kept) ** 2 / np.trace(kept @ kept))
    df = max(df, 1.0)
    variances = np.maximum(_variance(squares, frame, memory, walking), FLOOR)
    logs = np.log(variances) - special.digamma(df / 2.0) + np.log(df / 2.0)
    beyond = float(logs.var(ddof=1)) - float(special.polygamma(1, df / 2.0)) if len(logs) > 2 else 0.0  # noqa: PLR2004
    if beyond <= 1e-6:  # noqa: PLR2004
        pooled = df * len(squares)
        return Part(np.full(len(squares), variances.mean()), memory, np.full(len(squares), pooled))
    prior = 2.0 * _inverse_trigamma(beyond)
    centre = float(np.exp(logs.mean() + special.digamma(prior / 2.0) - np.log(prior / 2.0)))
    return Part((prior * centre + df * variances) / (prior + df), memory, np.full(len(squares), prior + df))


def _inverse_trigamma(value: float) -> float:
    """Newton's method from below, which never overshoots."""
    found = 0.5 + 1.0 / value
    for _ in range(60):
        trigamma = float(special.polygamma(1, found))
        step = trigamma * (1.0 - trigamma / value) / float(special.polygamma(2, found))
        found += step
        if -step / found < 1e-9:  # noqa: PLR2004
            break
    return found


def weeks_ahead(week: NDArray[np.int64]) -> Floats:
    return np.asarray(week[-1] + 1.0 + np.arange(AHEAD))


def weights_of(week: NDArray[np.int64], memory: float) -> tuple[Floats, float, float]:
    """What each week counts in the forecast; its error's variance, and the spread of the weeks ahead, for unit noise.

    Best linear prediction with a level that is not known (generalised least squares).
    """
    among = correlation(week, memory)
    later = correlation(week, memory, weeks_ahead(week)).mean(axis=1)
    target = float(correlation(weeks_ahead(week), memory).mean())
    solved_later = np.linalg.solve(among, later)
    solved_ones = np.linalg.solve(among, np.ones(len(week)))
    whole = float(solved_ones.sum())
    short = 1.0 - float(solved_later.sum())
    weights = solved_later + solved_ones * short / whole
    return weights, target - float(later @ solved_later) + short * short / whole, 1.0 - target
