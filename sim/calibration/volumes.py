"""What a portfolio's volumes say of the cards: how large, how unequal, how volatile, growing, abandoned or jumping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from sim.calibration.volumes_forecast import Forecast, checks, forecast_of
from sim.calibration.volumes_groups import (
    EMPTY,
    FADED,
    JUMPED,
    LEAST_WEEKS_FOR_TURNS,
    STAYED,
    STEADY,
    Groups,
    groups_of,
)
from sim.calibration.volumes_inequality import LEAST_FOR_GINI, LEVEL, Estimate, Inequality, inequality_of, mean_of
from sim.calibration.volumes_noise import LEAST_WEEKS_FOR_MEMORY, Noise, correlation, noise_of
from sim.calibration.volumes_weeks import Weeks

Floats = NDArray[np.float64]
LEAST_WEEKS_FOR_GROWTH = 12
LEAST_FOR_GROWTH = 5
WEEKS_PER_YEAR = 52.0
WEEKS_FOR_TREND = 20


@dataclass(frozen=True)
class Turns:
    """Workloads that were always there, and how many of them were abandoned or jumped, with what was left or gained."""

    watched: int
    faded: int
    jumped: int
    fade_left: float | None
    jump_times: float | None
    weeks: int

    def share(self, number: int, turn_weeks: float) -> Estimate:
        """Share that turns in a life: seen share over the share of turns that come within the record.

        Ages of turns are exponential in the model; the workloads are taken as new when the record begins.
        """
        seen = 1.0 - float(np.exp(-self.weeks / turn_weeks))
        low = float(special.betaincinv(number, self.watched - number + 1, 0.025)) if number else 0.0
        high = float(special.betaincinv(number + 1, self.watched - number, 0.975)) if number < self.watched else 1.0
        return Estimate(*(min(1.0, each / seen) for each in (number / self.watched, low, high)))


@dataclass(frozen=True)
class Found:
    """Everything that the weeks say."""

    weeks: Weeks
    groups: Groups
    steady_volumes: Floats
    mean: Estimate | None
    inequality: Inequality
    noise: Noise | None
    own_log_sd: Floats
    growth: Estimate | None
    turns: Turns | None
    forecast: Forecast | None
    checks: tuple[tuple[Forecast, float], ...]


def found_in(weeks: Weeks, generator: Callable[[str], np.random.Generator]) -> Found:
    """All estimates; `generator` gives each purpose its own luck."""
    groups = groups_of(weeks.calls) if weeks.number else _nothing_known(weeks)
    volumes = steady_volumes(weeks, groups)
    running = volumes[volumes > 0]
    noise, own = _noise(weeks, groups, generator("noise"))
    unequal = inequality_of(running, generator("gini"))
    lognormal = unequal.lognormal_p is not None and not unequal.lognormal_rejected
    return Found(
        weeks,
        groups,
        volumes,
        mean_of(running, lognormal, generator("mean")) if len(running) >= LEAST_FOR_GINI else None,
        unequal,
        noise,
        own,
        growth_of(weeks, groups),
        _turns(weeks, groups),
        forecast_of(weeks.week, weeks.calls, generator("forecast")),
        tuple(checks(weeks.week, weeks.calls, generator("checks"))),
    )


def _nothing_known(weeks: Weeks) -> Groups:
    kind = np.where(weeks.volumes > 0, STEADY, EMPTY)
    zeros = np.zeros(len(kind), np.int64)
    return Groups(kind, zeros, zeros, np.ones(len(kind)))


def steady_volumes(weeks: Weeks, groups: Groups) -> Floats:
    """Calls a week of each workload while it ran: between its first and last week with calls, before a turn."""
    if not weeks.number:
        return weeks.volumes
    calls = weeks.calls
    some = calls > 0
    column = np.arange(weeks.number)[None, :]
    first = some.argmax(axis=1)[:, None]
    last = (weeks.number - 1 - some[:, ::-1].argmax(axis=1))[:, None]
    end = np.where(groups.turn == STAYED, weeks.number, groups.place)[:, None]
    within = (column >= first) & (column <= last) & (column < end) & np.asarray(some.any(axis=1))[:, None]
    mean = (calls * within).sum(axis=1) / np.maximum(within.sum(axis=1), 1)
    return np.asarray(mean)


# --- from week to week ------------------------------------------------------------------------------------------------


def _noise(weeks: Weeks, groups: Groups, generator: np.random.Generator) -> tuple[Noise | None, Floats]:
    """Pooled volatility of the steady workloads, and each one's own."""
    own = np.full(len(weeks.names), np.nan)
    steady = groups.of(STEADY)
    if not len(steady) or weeks.number < LEAST_WEEKS_FOR_MEMORY:
        return None, own
    logs = groups.levelled(np.log(weeks.calls[steady]), steady)
    counting = 1.0 / np.maximum(weeks.calls[steady], 1.0)
    trend = weeks.number >= WEEKS_FOR_TREND
    pooled = noise_of(weeks.week, logs, counting, trend=trend, generator=generator)
    for place, row in enumerate(steady) if pooled is not None else ():
        own[row] = _own_sd(weeks.week, logs[place], counting[place], trend)
    return pooled, own


def _own_sd(week: NDArray[np.int64], logs: Floats, counting: Floats, trend: bool) -> float:
    """Spread of one workload's weeks around its level, or line, as it stands."""
    design = np.stack([np.ones(len(week)), week.astype(float)][: 1 + trend], axis=1)
    left = logs - design @ np.linalg.lstsq(design, logs, rcond=None)[0]
    return float(np.sqrt(max(float(left @ left) / max(len(week) - 1 - trend, 1) - float(counting.mean()), 0.0)))


def growth_of(weeks: Weeks, groups: Groups) -> Estimate | None:
    """Growth of the steady workloads a year: the mean of their slopes, as unsure as slopes and the common noise are."""
    steady = groups.of(STEADY)
    if weeks.number < LEAST_WEEKS_FOR_GROWTH or len(steady) < LEAST_FOR_GROWTH:
        return None
    logs = groups.levelled(np.log(weeks.calls[steady]), steady)
    design = np.stack([np.ones(weeks.number), weeks.week.astype(float)], axis=1)
    slopes = np.linalg.lstsq(design, logs.T, rcond=None)[0][1]
    mean = logs.mean(axis=0)
    left = mean - design @ np.linalg.lstsq(design, mean, rcond=None)[0]
    among = float(slopes.var(ddof=1)) / len(slopes)
    error = np.sqrt(max(among, _slope_variance(weeks.week, design, left)))
    slope, df = float(slopes.mean()), min(len(slopes) - 1, max(weeks.number // 4, 2))
    reach = float(stats.t.ppf((1.0 + LEVEL) / 2.0, df)) * error
    low, here, high = (float(np.expm1(np.clip(WEEKS_PER_YEAR * each, -50.0, 50.0))) for each in
                       (slope - reach, slope, slope + reach))  # fmt: skip
    return Estimate(here, low, high)


def _slope_variance(week: NDArray[np.int64], design: Floats, left: Floats) -> float:
    """Of a line through one series whose noise has a memory; the memory is set right for the weeks being few."""
    squares = float(left @ left)
    if squares <= 0:
        return 0.0
    memory = float(left[1:] @ left[:-1]) / squares
    memory = float(np.clip((memory * len(left) + 2.0) / (len(left) - 4.0), 0.0, 0.95))
    among = correlation(week, memory)
    inner = np.linalg.inv(design.T @ design)
    out = np.eye(len(left)) - design @ inner @ design.T
    scale = squares / max(float(np.trace(out @ among)), 1e-9)
    return scale * float((inner @ design.T @ among @ design @ inner)[1, 1])


def _turns(weeks: Weeks, groups: Groups) -> Turns | None:
    """Counted among workloads that had calls in the first weeks: steady ones, and those that ended."""
    if weeks.number < LEAST_WEEKS_FOR_TURNS:
        return None
    ended = _stopped(weeks.calls)
    faded: NDArray[np.bool_] = np.logical_or(groups.turn == FADED, ended)
    jumped = groups.turn == JUMPED
    watched = int(((groups.kind == STEADY) | ended).sum())
    if not watched:
        return None
    left = np.where(ended, 0.0, groups.times)[faded]
    return Turns(
        watched,
        int(faded.sum()),
        int(jumped.sum()),
        float(left.mean()) if len(left) else None,
        float(np.median(groups.times[jumped])) if jumped.any() else None,
        int(weeks.week[-1] + 1),
    )


def _stopped(calls: Floats) -> NDArray[np.bool_]:
    """No calls in the last four weeks, and in every week before the last one with calls."""
    some = calls > 0
    weeks = calls.shape[1]
    last = weeks - 1 - some[:, ::-1].argmax(axis=1)
    return np.asarray((some.sum(axis=1) == last + 1) & (weeks - 1 - last >= 4))  # noqa: PLR2004
