"""The total of the next four weeks as an interval: each workload from its own level, all moved by what is common.

The noise of a workload is pooled over all of them, so that a few weeks are enough; how much of it is common to all
decides how far it averages out. Whether levels come back or wander, and whether all grow together, is chosen by
weeks that were held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.volumes_noise import correlation
from sim.calibration.volumes_panel import AHEAD, FLOOR, FORMS, NORMAL_DF, REVERTING, Panel, weeks_ahead, weights_of

Floats = NDArray[np.float64]
LEAST_WEEKS, LEAST_FOR_CHOICE = 3, 8
LONGEST = 52
DRAWS, FEWER_DRAWS, MANY_WORKLOADS = 4_000, 1_000, 500
LEVELS = (0.5, 0.8, 0.95)
_MOST_ORIGINS = 6
_MOST_SIGMAS = 8.0
_CHUNK = 250


@dataclass(frozen=True)
class Forecast:
    """Calls of all workloads in the next four weeks: median and intervals at 50, 80 and 95%."""

    median: float
    intervals: tuple[tuple[float, float], ...]
    form: str
    origins: int
    errors: tuple[tuple[str, float], ...] = ()

    def inside(self, actual: float) -> tuple[bool, ...]:
        """Whether a total lies in each interval."""
        return tuple(low <= actual <= high for low, high in self.intervals)


def forecast_of(
    week: NDArray[np.int64], calls: Floats, generator: np.random.Generator, counts: bool = True
) -> Forecast | None:
    """The interval from whole weeks; None where they are too few or nothing runs.

    `counts` is whether calls were counted, so that small numbers vary by chance alone.
    """
    week, calls = week[-LONGEST:], calls[:, -LONGEST:]
    if len(week) < LEAST_WEEKS or not calls.any():
        return None
    form, origins, errors = _chosen(week, calls, counts)
    totals = _drawn(week, calls, form, generator, counts)
    cuts = [(1.0 - level) / 2.0 for level in LEVELS]
    quantiles = np.quantile(totals, [0.5, *cuts, *(1.0 - cut for cut in cuts)])
    low, high = quantiles[1 : 1 + len(cuts)], quantiles[1 + len(cuts) :]
    intervals = tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))
    return Forecast(float(quantiles[0]), intervals, form, origins, errors)


def _chosen(week: NDArray[np.int64], calls: Floats, counts: bool) -> tuple[str, int, tuple[tuple[str, float], ...]]:
    """The form whose forecasts of held-back weeks miss least, the miss of a workload weighed by its calls."""
    ends = [end for end in range(len(week) - AHEAD, LEAST_WEEKS + 1, -AHEAD) if _in_a_row(week, end)][:_MOST_ORIGINS]
    if len(week) < LEAST_FOR_CHOICE or not ends:
        return REVERTING, 0, ()
    misses = {form: 0.0 for form in FORMS}
    for end in ends:
        panel = Panel(week[:end], calls[:, :end], counts)
        actual = np.log(np.maximum(calls[panel.steady, end : end + AHEAD].mean(axis=1), 0.5))
        share = calls[panel.steady, :end].sum(axis=1)
        if not share.sum():
            continue
        for form in FORMS:
            miss = np.abs(panel.middle(form) - actual)
            misses[form] += float((np.minimum(miss, 2.0) * share).sum() / share.sum()) / len(ends)
    best = min(FORMS, key=lambda form: misses[form] * (1.0 if form == REVERTING else 1.02))
    return best, len(ends), tuple(misses.items())


def _in_a_row(week: NDArray[np.int64], end: int) -> bool:
    """Whether the held-back weeks follow at once."""
    return bool(week[end + AHEAD - 1] - week[end - 1] == AHEAD)


# --- futures ----------------------------------------------------------------------------------------------------------


def _drawn(week: NDArray[np.int64], calls: Floats, form: str, generator: np.random.Generator, counts: bool) -> Floats:
    """Totals of the next weeks in many futures."""
    panel = Panel(week, calls, counts)
    draws = DRAWS if len(calls) <= MANY_WORKLOADS else FEWER_DRAWS
    totals = np.zeros(draws)
    shared = _common_draws(panel, form, draws, generator)
    if panel.number:
        own, _ = panel.parts(form)
        _, error, _ = weights_of(panel.week, own.memory)
        middle = panel.middle(form)
        sigmas = np.sqrt(own.variance * error + panel.counting.mean(axis=1) / AHEAD)
        totals += _summed(middle, sigmas, own.df, shared, generator)
    totals += _late_draws(panel, calls, form, shared, generator)
    totals += _irregular_draws(calls[panel.irregular], draws, generator)
    return totals


def _common_draws(panel: Panel, form: str, draws: int, generator: np.random.Generator) -> Floats:
    if not panel.number:
        return np.zeros(draws)
    _, common = panel.parts(form)
    _, error, _ = weights_of(panel.week, common.memory)
    _, slope_variance = panel.slope(form, common)
    growth = slope_variance * float(weeks_ahead(panel.week).mean() - panel.week.mean()) ** 2
    sigma = float(np.sqrt(common.variance[0] * error + growth))
    return sigma * np.clip(generator.standard_t(float(common.df[0]), draws), -_MOST_SIGMAS, _MOST_SIGMAS)


def _summed(middle: Floats, sigmas: Floats, df: Floats, shared: Floats, generator: np.random.Generator) -> Floats:
    """Sum over workloads in each future, a few workloads at a time to keep memory flat."""
    found = np.zeros(len(shared))
    for start in range(0, len(middle), _CHUNK):
        part = slice(start, start + _CHUNK)
        width = len(middle[part])
        shocks = generator.standard_normal((len(shared), width))
        if df[start] < NORMAL_DF:
            shocks /= np.sqrt(generator.chisquare(df[start], (len(shared), width)) / df[start])
        np.clip(shocks, -_MOST_SIGMAS, _MOST_SIGMAS, out=shocks)
        found += AHEAD * np.exp(middle[part] + sigmas[part] * shocks + shared[:, None]).sum(axis=1)
    return found


def _late_draws(panel: Panel, calls: Floats, form: str, shared: Floats, generator: np.random.Generator) -> Floats:
    """Workloads that began within the records go on from their last weeks."""
    if not len(panel.late):
        return np.zeros(len(shared))
    own, _ = panel.parts(form)
    typical = float(own.variance.mean()) if len(own.variance) else 0.25
    last = calls[panel.late, -1]
    memory = own.memory if len(own.variance) else 0.8
    later = correlation(panel.week[-1:], memory, weeks_ahead(panel.week)).mean()
    error = typical * (1.0 + float(correlation(weeks_ahead(panel.week), memory).mean()) - 2.0 * float(later))
    sigmas = np.full(len(last), np.sqrt(max(error, 0.0)))
    return _summed(np.log(np.maximum(last, FLOOR)), sigmas, np.full(len(last), NORMAL_DF), shared, generator)


def _irregular_draws(calls: Floats, draws: int, generator: np.random.Generator) -> Floats:
    """Workloads with weeks of no calls do again what they did in some weeks in a row."""
    found = np.zeros(draws)
    if not len(calls):
        return found
    recent = calls[:, -26:]
    long = min(AHEAD, recent.shape[1])
    windows = np.lib.stride_tricks.sliding_window_view(recent, long, axis=1).sum(axis=2) * (AHEAD / long)
    for row in windows:
        found += row[generator.integers(0, len(row), draws)]
    return found


def held_back(
    week: NDArray[np.int64], calls: Floats, generator: np.random.Generator, counts: bool = True
) -> tuple[Forecast, float] | None:
    """The last four weeks predicted from those before, and what they came to; None with fewer than eight weeks."""
    end = len(week) - AHEAD
    if len(week) < LEAST_FOR_CHOICE or not _in_a_row(week, end):
        return None
    found = forecast_of(week[:end], calls[:, :end], generator, counts)
    return None if found is None else (found, float(calls[:, end:].sum()))


def checks(
    week: NDArray[np.int64], calls: Floats, generator: np.random.Generator, counts: bool = True, most: int = 6
) -> Sequence[tuple[Forecast, float]]:
    """Such checks further back, the latest first; each uses only what came before it."""
    found = []
    for back in range(most):
        end = len(week) - AHEAD * back
        one = held_back(week[:end], calls[:, :end], generator, counts) if end > 0 else None
        if one is None:
            break
        found.append(one)
    return found
