"""The numbers of one simulated day as they are drawn: its windows, folded where there are more than a line can show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import NamedTuple

from sim.charts.longtable import LongRow
from sim.charts.serving_day_title import day_title
from sim.charts.serving_day_words import span_words
from sim.charts.words import capital, count, name
from sim.scenario.serving import Stack
from sim.serving.outcome import Column, Day, Gaps

MOST_WINDOWS = 300
"""Steps that a line of this width can show."""

_LEAST_PERIODS = 2


class Period(NamedTuple):
    """A length of time; windows count for it that have so many calls: with few the 95th percentile is mostly luck."""

    hours: float
    told: str
    least_calls: int


_FEW, _MANY = 20, 100
_HOURS_FROM = 3.0
_PERIODS = (Period(1.0, "hour", _FEW), Period(0.25, "quarter of an hour", _MANY))


class Slowest(NamedTuple):
    """The time in which a class waited longest, and the shortest wait of any time as long; seconds."""

    longest: float
    shortest: float
    since: float
    until: float
    period: str


@dataclass(frozen=True)
class Steps:
    """One measure by window; a place without a value is a gap, never zero."""

    measure: str
    unit: str
    values: Gaps
    series: str = "stack"

    @property
    def known(self) -> list[float]:
        return [value for value in self.values if value is not None]

    @property
    def highest(self) -> float:
        return max(self.known, default=0.0)

    @property
    def last(self) -> float | None:
        """The value at the right end of the line."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class DayChart:
    """One day of one variant; `timeouts` in seconds by class."""

    label: str
    day: Day
    timeouts: dict[str, float]
    weekday: str = "monday"

    @property
    def title(self) -> str:
        """The finding."""
        return day_title(self)

    @property
    def subtitle(self) -> str:
        """What is plotted."""
        folded = (
            f"; {self.fold} windows of {span_words(self.window_minutes)} to a step, of their latencies the median"
            if self.fold > 1
            else ""
        )
        step = span_words(self.window_minutes * self.fold)
        day = f"day {self.day.replication + 1} (seed {self.day.seed}), {span_words(self.day.hours * 60.0)}"
        period = "; the title compares medians of windows" if " in the slowest " in self.title else ""
        return f"{capital(name(self.label))}: {day} from midnight in steps of {step}{folded}{period}."

    # --- windows ------------------------------------------------------------------------------------------------------

    @property
    def window_minutes(self) -> float:
        """Length of the day's own windows."""
        hours = self.day.series.hour
        return (hours[1] - hours[0] if len(hours) > 1 else self.day.hours) * 60.0

    @property
    def fold(self) -> int:
        """How many of them make one step of the picture."""
        return max(1, math.ceil(len(self.day.series.hour) / MOST_WINDOWS))

    @cached_property
    def _groups(self) -> tuple[range, ...]:
        windows = len(self.day.series.hour)
        return tuple(range(start, min(start + self.fold, windows)) for start in range(0, windows, self.fold))

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Where steps begin, and where the last one ends; hours."""
        return (*(self.day.series.hour[group[0]] for group in self._groups), self.day.hours)

    @cached_property
    def _lengths(self) -> tuple[float, ...]:
        """Hours of each of the day's own windows; the last may be short."""
        ends = (*self.day.series.hour[1:], self.day.hours)
        return tuple(end - start for start, end in zip(self.day.series.hour, ends, strict=True))

    def _rate(self, totals: Column, per_hour: float) -> Gaps:
        """Totals of windows as a rate."""
        return tuple(
            sum(totals[one] for one in group) / (per_hour * sum(self._lengths[one] for one in group))
            for group in self._groups
        )

    def _mean(self, means: Column) -> Gaps:
        """Means of windows, weighted by their lengths."""
        return tuple(
            sum(means[one] * self._lengths[one] for one in group) / sum(self._lengths[one] for one in group)
            for group in self._groups
        )

    def _median(self, gaps: Gaps) -> Gaps:
        """The median of the windows that have a value; a step without any is a gap."""
        return tuple(_median_of(gaps[group[0] : group[-1] + 1]) for group in self._groups)

    # --- what is drawn ------------------------------------------------------------------------------------------------

    @property
    def callers(self) -> tuple[str, ...]:
        """The classes that call at all, in their order."""
        return tuple(one.name for one in self.day.classes if one.asked)

    @cached_property
    def load(self) -> tuple[Steps, ...]:
        """Calls a minute by class."""
        asked = self.day.series.asked
        return tuple(Steps("asked", "calls/minute", self._rate(asked[one], 60.0), one) for one in self.callers)

    @cached_property
    def latency(self) -> tuple[Steps, ...]:
        """The 95th percentile of each window, by class."""
        p95 = self.day.series.p95_seconds
        return tuple(Steps("p95", "seconds", self._median(p95[one]), one) for one in self.callers)

    def plain(self, measure: str) -> Steps:
        """One of queue, outside, up, loading, busy."""
        unit = "calls" if measure in {"queue", "outside"} else "replicas"
        return Steps(measure, unit, self._mean(getattr(self.day.series, measure)))

    def euros(self, measure: str) -> Steps:
        """Cost or waste of each window, in EUR an hour."""
        return Steps(measure, "EUR/hour", self._rate(getattr(self.day.series, f"{measure}_eur"), 1.0))

    @cached_property
    def lines(self) -> tuple[Steps, ...]:
        """Everything by window."""
        plain = [self.plain(one) for one in ("queue", "outside", "up", "loading", "busy")]
        return (*self.load, *self.latency, *plain, self.euros("cost"), self.euros("wasted"))

    # --- the slowest time ---------------------------------------------------------------------------------------------

    @property
    def periods(self) -> tuple[Period, ...]:
        """Times that are compared, the steadiest first; a short day by its windows."""
        window = Period(self.window_minutes / 60.0, span_words(self.window_minutes), _MANY)
        longer = tuple(one for one in _PERIODS if one.hours > window.hours * (1 + 1e-9))
        return longer if longer and self.day.hours >= _HOURS_FROM else (window,)

    def slowest(self, caller: str, period: Period) -> Slowest | None:
        """Of the medians of windows, without those of a few calls; nothing where only one period has any."""
        length = period.hours
        series = self.day.series
        found: dict[int, list[float]] = {}
        for start, asked, value in zip(series.hour, series.asked[caller], series.p95_seconds[caller], strict=True):
            if value is not None and asked >= period.least_calls:
                found.setdefault(math.floor(start / length + 1e-9), []).append(value)
        waits = {number: median(values) for number, values in found.items()}
        if len(waits) < _LEAST_PERIODS:
            return None
        worst = max(waits, key=lambda number: waits[number])
        end = min(self.day.hours, (worst + 1) * length)
        return Slowest(waits[worst], min(waits.values()), worst * length, end, period.told)

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn, and the incidents and time-outs."""
        for line in self.lines:
            yield from _rows_of(line, self.edges)
        for begin, last in self.day.incidents:
            yield LongRow("large", "incident", begin, last, "hours")
        for caller, value in self.timeouts.items():
            yield LongRow(caller, "timeout", value=value, unit="seconds")
        for one in self.day.classes:
            yield LongRow(one.name, "p95 of the day", value=one.p95_seconds, unit="seconds")


def _rows_of(line: Steps, edges: Sequence[float]) -> Iterator[LongRow]:
    for start, end, value in zip(edges, edges[1:], line.values, strict=False):
        yield LongRow(line.series, line.measure, start, end, "hours", value, line.unit)


def _median_of(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def day_chart(day: Day, stack: Stack, label: str = "") -> DayChart:
    """One day with what its stack says of time-outs and the weekday."""
    timeouts = {name: callers.timeout_seconds for name, callers in stack.callers().items()}
    return DayChart(label or stack.label, day, timeouts, stack.day.weekday)


def calls_told(value: float) -> str:
    """'12', '0.4': a mean number of calls."""
    return count(round(value)) if value >= 9.95 or value == int(value) else f"{value:.1f}"  # noqa: PLR2004
