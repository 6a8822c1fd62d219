"""When requests come: the mean rate, its hours and weekdays, and whether counts in windows are Poisson.

Counts are compared with the mean of the hour that they lie in, so that the profile of the day is no burst.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.calibration.log_times import NS
from sim.calibration.traffic_log import Calendar, Requests

WINDOWS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
TESTED = (1, 10, 60, 300)
HOUR = 3_600
REJECTED_BELOW = 0.01
MOST_BLOCKS = 400
LEAST_IN_BLOCK = 10
LEAST_WINDOWS = 6
LEAST_BLOCKS = 5
_HALF_HOUR = 1_800.0
_MOST_OF_A_DAY = 20.0 * HOUR
_SCALINGS = 200

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Profile:
    """Mean rate over a week, and in proportion the hours of the day and the weekdays where the log tells them."""

    per_second: float
    hours: tuple[float, ...] | None
    weekdays: tuple[float, ...] | None
    seconds: float
    days: int

    def expected(self, calendar: Calendar, cells: NDArray[np.bool_]) -> Floats:
        """Requests that the profile expects in some quarters of an hour."""
        rate = np.full(int(cells.sum()), self.per_second)
        if self.hours is not None:
            rate = rate * np.array(self.hours)[calendar.hour[cells]]
        if self.weekdays is not None:
            rate = rate * np.array(self.weekdays)[calendar.weekday[cells]]
        return np.asarray(rate * calendar.seconds[cells])


@dataclass(frozen=True)
class Window:
    """Counts in windows of one length: how often more than Poisson they vary, and how likely Poisson does that."""

    seconds: int
    windows: int
    dispersion: float
    p_value: float


@dataclass(frozen=True)
class Dispersion:
    """The dispersion curve of one part of a log, in blocks of `block_seconds` at `per_second` on average."""

    windows: tuple[Window, ...]
    block_seconds: int
    blocks: int
    of_blocks: int
    per_second: float

    def at(self, seconds: int) -> Window | None:
        """The window of a length."""
        return next((one for one in self.windows if one.seconds == seconds), None)

    @property
    def tested(self) -> tuple[Window, ...]:
        """The windows that the question for Poisson is put to."""
        return tuple(one for one in self.windows if one.seconds in TESTED)

    @property
    def rejected(self) -> bool:
        """Whether Poisson is rejected in any of them, each at its share of one in a hundred."""
        return any(one.p_value * len(self.tested) < REJECTED_BELOW for one in self.tested)

    @property
    def sentence(self) -> str:
        """The tool's own verdict."""
        if not self.tested:
            return "Whether arrivals are Poisson cannot be told: requests are too few, or their times too coarse."
        clear = [one for one in self.tested if one.p_value * len(self.tested) < REJECTED_BELOW]
        if not clear:
            told = min(self.tested, key=lambda one: one.p_value)
            return (
                f"Poisson is not rejected: counts in {told.seconds} s vary {told.dispersion:.2f} times as much as "
                f"Poisson's (p = {told.p_value:.2g})."
            )
        one = next((each for each in clear if each.seconds == 10), clear[0])  # noqa: PLR2004
        if one.dispersion < 1.0:
            return f"Poisson is rejected: counts in {one.seconds} s vary less, {one.dispersion:.2f} times Poisson's."
        return f"Poisson is rejected: counts in {one.seconds} s vary {one.dispersion:.1f} times more."


# --- profile ----------------------------------------------------------------------------------------------------------


def profile_of(requests: Requests) -> Profile:
    """Rate, hours and weekdays of the fitted part; neither is told of a part of the day that was not seen."""
    calendar = requests.calendar
    cells = calendar.fitted & (calendar.seconds > 0.0)
    fitted_ns = requests.split_ns - requests.start_ns
    if not requests.timed or fitted_ns < _MOST_OF_A_DAY * NS:
        seconds = fitted_ns / NS - float(calendar.gap[calendar.fitted].sum()) * 900.0
        return Profile(requests.fitted.stop / max(seconds, 1e-9), None, None, seconds, calendar.days_fitted())
    counts = calendar.counts(requests.rows.time_ns)[cells].astype(np.float64)
    slot = calendar.weekday[cells] * 24 + calendar.hour[cells]
    seen: Floats = np.bincount(slot, calendar.seconds[cells], minlength=168).astype(np.float64).reshape(7, 24)
    came: Floats = np.bincount(slot, counts, minlength=168).astype(np.float64).reshape(7, 24)
    by_hour = bool(seen.sum(axis=0).min() >= _HALF_HOUR)
    by_weekday = bool(seen.sum(axis=1).min() >= _MOST_OF_A_DAY)
    rate, hours, weekdays = _scaled(came, seen, by_hour, by_weekday)
    return Profile(
        rate,
        tuple(hours.tolist()) if by_hour else None,
        tuple(weekdays.tolist()) if by_weekday else None,
        float(seen.sum()),
        calendar.days_fitted(),
    )


def _scaled(came: Floats, seen: Floats, by_hour: bool, by_weekday: bool) -> tuple[float, Floats, Floats]:
    """Hours times weekdays such that both margins are met: a weekday that is seen more often does not weigh more."""
    hours, weekdays = np.ones(24), np.ones(7)
    rate = float(came.sum() / seen.sum())
    for _ in range(_SCALINGS):
        before = hours * 1.0
        if by_hour:
            hours = came.sum(axis=0) / np.maximum((seen * weekdays[:, None]).sum(axis=0) * rate, 1e-300)
            hours /= max(hours.mean(), 1e-300)
        if by_weekday:
            weekdays = came.sum(axis=1) / np.maximum((seen * hours).sum(axis=1) * rate, 1e-300)
            weekdays /= max(weekdays.mean(), 1e-300)
        rate = float(came.sum() / (seen * hours * weekdays[:, None]).sum())
        if np.abs(hours - before).max() < 1e-12:  # noqa: PLR2004
            break
    return rate, hours, weekdays


# --- dispersion -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Requests in each second (or minute) of some blocks of equal length, a row a block."""

    counts: Ints
    step: int
    of_blocks: int

    @property
    def block_seconds(self) -> int:
        """Length of a block."""
        return int(self.counts.shape[1]) * self.step


def counted(requests: Requests, *, held: bool = False) -> Counted | None:
    """Whole clock hours where the part has several, else the part as one block; None where times are too coarse."""
    step = 60 if requests.oddities.resolution_seconds == 60.0 else 1  # noqa: PLR2004
    if requests.oddities.resolution_seconds > 60.0:  # noqa: PLR2004
        return None
    low = requests.split_ns if held else requests.start_ns
    high = requests.end_ns if held else requests.split_ns
    starts, length = _whole_hours(requests.calendar, low, high)
    if len(starts) < LEAST_BLOCKS:
        starts, length = np.array([low]), int((high - low) // NS) // step * step
    if length < LEAST_WINDOWS * step:
        return None
    edges = starts[:, None] + step * NS * np.arange(length // step + 1)
    times = requests.rows.time_ns
    totals = np.searchsorted(times, edges[:, -1]) - np.searchsorted(times, edges[:, 0])
    busy = np.flatnonzero(totals >= LEAST_IN_BLOCK)
    if not len(busy):
        return None
    some = busy[np.linspace(0, len(busy) - 1, min(len(busy), MOST_BLOCKS)).round().astype(np.int64)]
    counts = np.diff(np.searchsorted(times, edges[some].ravel()).reshape(len(some), -1), axis=1)
    return Counted(counts.astype(np.int64), step, len(busy))


def _whole_hours(calendar: Calendar, low: int, high: int) -> tuple[Ints, int]:
    """Starts of the hours that lie wholly inside a part and have no gap."""
    whole = (calendar.seconds == 900.0) & (calendar.edges[:-1] >= low) & (calendar.edges[1:] <= high)  # noqa: PLR2004
    begins = np.flatnonzero(calendar.opens[:-3] & whole[:-3] & whole[1:-2] & whole[2:-1] & whole[3:])
    return calendar.edges[begins], HOUR


def dispersion_of(found: Counted | None) -> Dispersion:
    """Dispersion at each window, and the chance that Poisson's is at least as far from one."""
    if found is None:
        return Dispersion((), 0, 0, 0, 0.0)
    windows = []
    for seconds in WINDOWS:
        if seconds >= found.step and found.block_seconds >= LEAST_WINDOWS * seconds:
            windows.append(_window(found, seconds))
    per_second = float(found.counts.sum() / (len(found.counts) * found.block_seconds))
    return Dispersion(tuple(windows), found.block_seconds, len(found.counts), found.of_blocks, per_second)


def _window(found: Counted, seconds: int) -> Window:
    """Given a block's total, Poisson's counts are multinomial: mean and variance of their chi-square are exact."""
    each = seconds // found.step
    number = found.counts.shape[1] // each
    counts = found.counts[:, : number * each].reshape(len(found.counts), number, each).sum(axis=2)
    totals = counts.sum(axis=1)
    counts, totals = counts[totals > 1], totals[totals > 1]
    means = totals / number
    chi = float((((counts - means[:, None]) ** 2).sum(axis=1) / means).sum())
    free = (number - 1.0) * len(totals)
    spread = float((2.0 * (number - 1.0) * (totals - 1.0) / totals).sum())
    scale = spread / (2.0 * free)
    law = stats.chi2(free / scale)
    p_value = 2.0 * min(law.sf(chi / scale), law.cdf(chi / scale))
    return Window(seconds, number * len(totals), chi / free, min(1.0, float(p_value)))
