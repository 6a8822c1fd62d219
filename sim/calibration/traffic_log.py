"""A log in the order of time: what is odd about its rows, which hours are missing, and where the held-back part begins.

Gaps are left out of every rate. The last fifth of the time is held back: nothing is fitted to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from sim.calibration import log_times, log_values
from sim.calibration.log_rows import Block
from sim.calibration.log_times import NS

QUARTER_NS = 900 * NS
HELD_SHARE = 0.2
FEWEST_ROWS = 100
DAY_SECONDS = 86_400.0
_LONG_NS = 5 * 3_600 * NS  # from here on the held-back part begins on a quarter of an hour
_STRAY_SHARE = 0.001
_USUAL_ROWS, _USUAL_DAYS = 10, 2
_MOST_CELLS = 4_000_000

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Oddities:
    """What is told of the rows: none of it stops a calibration."""

    out_of_order: int
    backwards: bool
    duplicates: int
    dropped: bool
    strays: int
    silence_seconds: float
    resolution_seconds: float


@dataclass(frozen=True)
class Calendar:
    """Quarters of an hour from the first row to the last: seconds that count, local hour and weekday, gaps.

    `hour` and `weekday` are -1 where the log has no time of the day; `opens` is where an hour of the clock begins.
    """

    edges: Ints
    seconds: Floats
    hour: Ints
    weekday: Ints
    day: Ints
    opens: Mask
    gap: Mask
    fitted: Mask

    def counts(self, times: Ints) -> Ints:
        """Requests in each quarter."""
        return np.diff(np.searchsorted(times, self.edges)).astype(np.int64)

    @property
    def gap_hours(self) -> float:
        """Hours that are missing."""
        return float(self.gap.sum()) / 4.0

    def days_fitted(self) -> int:
        """Local days that the fitted part touches."""
        return len(np.unique(self.day[self.fitted & (self.seconds > 0.0)]))


@dataclass(frozen=True)
class Requests:
    """A log's requests in the order of time, ready to be fitted."""

    rows: Block
    calendar: Calendar
    start_ns: int
    split_ns: int
    end_ns: int
    oddities: Oddities
    names: Mapping[str, list[str]] = field(default_factory=dict)
    timed: bool = True

    @property
    def fitted(self) -> slice:
        """Rows before the held-back part."""
        return slice(0, int(np.searchsorted(self.rows.time_ns, self.split_ns)))

    @property
    def held(self) -> slice:
        """Rows of the held-back part."""
        return slice(self.fitted.stop, len(self.rows))

    @property
    def seconds(self) -> float:
        """From the first row to the last."""
        return (self.end_ns - self.start_ns) / NS

    def only(self, mask: Mask) -> Requests:
        """Some of the requests, on the same calendar."""
        return Requests(
            self.rows.taken(mask), self.calendar, self.start_ns, self.split_ns, self.end_ns, self.oddities,
            self.names, self.timed,
        )  # fmt: skip

    def told(self, ns: int) -> str:
        """A time of the log as people write it."""
        if not self.timed:
            return f"{(ns - self.start_ns) / NS:,.0f} s after its start"
        return datetime.fromtimestamp(ns // NS, UTC).strftime("%Y-%m-%d %H:%M:%S")


def requests_of(
    rows: Block, names: Mapping[str, list[str]], *, zone: str = "", timed: bool = True, drop_duplicates: bool = False
) -> Requests:
    """Sort, look for what is odd, lay out the calendar."""
    steps_back = int((rows.time_ns[1:] < rows.time_ns[:-1]).sum())
    backwards = steps_back * 2 > len(rows)
    if steps_back:
        rows = rows.taken(np.argsort(rows.time_ns, kind="stable"))
    rows, strays = _without_strays(rows)
    again = _duplicates(rows)
    duplicates = 0 if again is None else int(again.sum())
    if duplicates and drop_duplicates:
        assert again is not None
        rows = rows.taken(~again)
    times = rows.time_ns
    start, end = int(times[0]), int(times[-1])
    split = start + round((end - start) * (1.0 - HELD_SHARE))
    if end - start > _LONG_NS:
        split = (split // QUARTER_NS) * QUARTER_NS
    oddities = Oddities(
        steps_back, backwards, duplicates, drop_duplicates, strays, _longest_silence(times), _resolution(times)
    )
    return Requests(rows, _calendar(times, split, zone, timed), start, split, end, oddities, names, timed)


def _without_strays(rows: Block) -> tuple[Block, int]:
    """Without a few rows that lie farther from all others than these from each other."""
    times = rows.time_ns
    few = int(len(times) * _STRAY_SHARE)
    if not few:
        return rows, 0
    low, high = 0, len(times)
    middle = int(times[-few - 1] - times[few])
    steps = np.diff(times[: few + 1])
    if len(steps) and steps.max() > middle:
        low = int(np.argmax(steps)) + 1
    steps = np.diff(times[-few - 1 :])
    if len(steps) and steps.max() > middle:
        high = len(times) - few + int(np.argmax(steps))
    if low == 0 and high == len(times):
        return rows, 0
    return rows.taken(np.arange(low, high)), len(times) - (high - low)


def _duplicates(rows: Block) -> Mask | None:
    """Rows that say the same as an earlier one in all that was read; None where no two have the same time."""
    times = rows.time_ns
    same = times[1:] == times[:-1]
    if not same.any():
        return None
    tied = np.flatnonzero(np.concatenate([[False], same]) | np.concatenate([same, [False]]))
    key = log_values.mixed(times[tied].astype(np.uint64))
    for column in (rows.input, rows.output, rows.hash, rows.caller, rows.workload, rows.failed, rows.cached):
        if column is not None:
            key = log_values.mixed(key ^ column[tied].astype(np.uint64))
    if rows.cost is not None:
        key = log_values.mixed(key ^ rows.cost[tied].view(np.uint64))
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(tied), bool)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    found = np.zeros(len(times), bool)
    found[tied] = again
    return found


def _longest_silence(times: Ints) -> float:
    return float(np.diff(times).max()) / NS if len(times) > 1 else 0.0


def _resolution(times: Ints) -> float:
    """In what steps the clock of the log goes, as far as it matters for counts in windows."""
    for seconds in (3_600, 60, 1):
        if not (times % (seconds * NS)).any():
            return float(seconds)
    return 0.0


def _calendar(times: Ints, split: int, zone: str, timed: bool) -> Calendar:
    start, end = int(times[0]), int(times[-1])
    origin = start if not timed else (start // QUARTER_NS) * QUARTER_NS
    cells = min((end - origin) // QUARTER_NS + 1, _MOST_CELLS)
    edges = origin + QUARTER_NS * np.arange(cells + 1, dtype=np.int64)
    from_, until = np.maximum(edges[:-1], start), np.minimum(edges[1:], max(end, start + 1))
    seconds = np.maximum(until - from_, 0) / NS
    fitted = edges[:-1] < split if end - start > _LONG_NS else np.ones(cells, bool)
    if not timed:
        nowhere = np.full(cells, -1, np.int64)
        day = (edges[:-1] - origin) // (86_400 * NS)
        opens = np.arange(cells) % 4 == 0
        return Calendar(edges, seconds, nowhere, nowhere, day, opens, np.zeros(cells, bool), fitted)
    local = log_times.local_ns(edges[:-1], zone) // (900 * NS)
    hour, day = local // 4 % 24, local // 96
    weekday = (day + 3) % 7
    gap = _gaps(np.diff(np.searchsorted(times, edges)), local // 4, hour, weekday, day)
    return Calendar(edges, np.where(gap, 0.0, seconds), hour, weekday, day, local % 4 == 0, gap, fitted)


def _gaps(counts: NDArray[np.generic], hour_key: Ints, hour: Ints, weekday: Ints, day: Ints) -> Mask:
    """Whole hours without any row that on other such days have many: the log is missing there, not the traffic."""
    keys, inverse = np.unique(hour_key, return_inverse=True)
    by_hour = np.bincount(inverse, counts)
    first = np.searchsorted(hour_key, keys)
    weeks = (day[-1] - day[0]) / 7.0
    kind = weekday[first] if weeks >= 3.0 else (weekday[first] >= 5).astype(np.int64)  # noqa: PLR2004
    slot = kind * 24 + hour[first]
    missing = np.zeros(len(keys), bool)
    for one in np.unique(slot[by_hour == 0]):
        rows = slot == one
        seen = by_hour[rows & (by_hour > 0)]
        if len(seen) >= _USUAL_DAYS and np.median(by_hour[rows]) >= _USUAL_ROWS:
            missing |= rows & (by_hour == 0)
    return missing[inverse]
