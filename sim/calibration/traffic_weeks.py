"""From week to week: growth, how volume wanders and for how long, tokens a call, failures, cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.calibration.traffic_arrivals import Profile
from sim.calibration.traffic_log import Requests

LEAST_WEEKS = 8
WEEKS_PER_YEAR = 52.0
WEEK_SECONDS = 604_800.0
_LEAST_OF_A_WEEK = 0.9
_MOST_MEMORY = 0.95
_LEAST_LEFT = 0.3
_Z95 = 1.96
_PART = 1 << 20

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Week:
    """A whole local week: calls (made up to a whole week where hours are missing), and mean tokens a call."""

    number: int
    calls: float
    tokens: float
    held: bool


@dataclass(frozen=True)
class Trend:
    """A change a year with its 95% interval, and what is left around it from week to week."""

    per_year: float
    low: float
    high: float
    log_sd: float
    memory: float
    memory_low: float
    memory_high: float
    weeks: int
    level: float
    slope: float

    def at(self, week: float) -> float:
        """The trend's value in a week."""
        return math.exp(self.level + self.slope * week)


@dataclass(frozen=True)
class Share:
    """A share of calls with Wilson's 95% interval."""

    value: float
    low: float
    high: float
    calls: int


@dataclass(frozen=True)
class Money:
    """Mean cost of a call in the log's currency, with a 95% interval from its spread between calls."""

    mean: float
    low: float
    high: float
    calls: int


def weeks_of(requests: Requests, profile: Profile) -> tuple[Week, ...]:
    """The whole weeks from Monday to Sunday; one with more than a tenth of its hours missing is left out."""
    calendar, rows = requests.calendar, requests.rows
    if not requests.timed or requests.seconds < WEEK_SECONDS:
        return ()
    index = (calendar.day + 3) // 7
    first = int(index[0])
    index = index - first
    counts = calendar.counts(rows.time_ns)
    every = np.ones(len(index), bool)
    expected = profile.expected(calendar, every)
    seen = np.bincount(index, calendar.seconds)
    calls = np.bincount(index, counts)
    usual = np.bincount(index, expected)
    edges = calendar.edges[np.searchsorted(index, np.arange(index[-1] + 2))] if len(index) else calendar.edges[:1]
    tokens = _tokens_a_call(requests, edges)
    week_expected = profile.per_second * WEEK_SECONDS
    return tuple(
        Week(
            number,
            float(calls[number] * max(1.0, min(week_expected / usual[number], 2.0))) if usual[number] > 0 else 0.0,
            tokens[number],
            bool(edges[number + 1] > requests.split_ns),
        )
        for number in range(len(seen))
        if seen[number] >= _LEAST_OF_A_WEEK * WEEK_SECONDS and calls[number] > 0
    )


def _tokens_a_call(requests: Requests, edges: NDArray[np.int64]) -> list[float]:
    """Mean input and output tokens of the calls between edges; NaN where they are not told."""
    rows = requests.rows
    if rows.input is None or rows.output is None:
        return [math.nan] * (len(edges) - 1)
    places = np.searchsorted(rows.time_ns, edges)
    found = []
    for low, high in pairwise(places.tolist()):
        inside, outside = rows.input[low:high], rows.output[low:high]
        told = (inside >= 0) & (outside >= 0)
        total = float(inside[told].sum(dtype=np.int64) + outside[told].sum(dtype=np.int64))
        found.append(total / told.sum() if told.any() and total > 0 else math.nan)
    return found


def trend_of(weeks: list[int], values: list[float]) -> Trend | None:
    """A line through the logarithms by the weeks; its interval allows for the memory of what is left around it."""
    if len(weeks) < LEAST_WEEKS:
        return None
    at, logs = np.array(weeks, float), np.log(np.array(values))
    centred = at - at.mean()
    slope = float(centred @ logs / (centred @ centred))
    level = float(logs.mean() - slope * at.mean())
    left = logs - level - slope * at
    number = len(at)
    plain = float(left[1:] @ left[:-1] / max(left @ left, 1e-300))
    # taking out a line pulls the memory of what is left down by about (1 + 4 rho) / n (Marriott and Pope 1954)
    memory = min(_MOST_MEMORY, max(0.0, (plain + 2.0 / number) / (1.0 - 4.0 / number)))
    # the line also takes out what a long memory leaves of the spread
    taken = 2.0 * (1.0 + memory) / (1.0 - memory) / number
    spread = math.sqrt(float(left @ left) / number / max(_LEAST_LEFT, 1.0 - taken))
    swing = _Z95 * math.sqrt((1.0 - min(memory, 0.9) ** 2) / number)
    longer = math.sqrt((1.0 + memory) / (1.0 - memory))
    margin = float(stats.t(number - 2).ppf(0.975)) * spread * longer / math.sqrt(float(centred @ centred))
    return Trend(
        _a_year(slope), _a_year(slope - margin), _a_year(slope + margin), spread, memory,
        max(0.0, memory - swing), min(_MOST_MEMORY, memory + swing), number, level, slope,
    )  # fmt: skip


def _a_year(slope: float) -> float:
    return math.expm1(min(20.0, WEEKS_PER_YEAR * slope))


def share_of(flags: NDArray[np.int8]) -> Share | None:
    """Share of ones among ones and zeros."""
    known = int((flags >= 0).sum())
    if not known:
        return None
    number = int((flags == 1).sum())
    p, z2 = number / known, _Z95 * _Z95
    middle = (p + z2 / (2 * known)) / (1 + z2 / known)
    half = _Z95 / (1 + z2 / known) * math.sqrt(p * (1 - p) / known + z2 / (4 * known * known))
    return Share(p, max(0.0, middle - half), min(1.0, middle + half), known)


def money_of(cost: Floats) -> Money | None:
    """Mean cost of the calls that tell theirs; in parts, so that a long log is not copied."""
    calls, total, squares = 0, 0.0, 0.0
    start = float(cost[np.argmax(np.isfinite(cost))]) if len(cost) else 0.0
    for first in range(0, len(cost), _PART):
        told = cost[first : first + _PART]
        told = told[np.isfinite(told)] - start
        calls += len(told)
        total += float(told.sum())
        squares += float(told @ told)
    if calls < 2:  # noqa: PLR2004
        return None
    mean = total / calls
    half = _Z95 * math.sqrt(max(0.0, squares - calls * mean * mean) / (calls - 1.0) / calls)
    return Money(start + mean, max(0.0, start + mean - half), start + mean + half, calls)
