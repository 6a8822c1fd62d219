"""When calls come: a Poisson process whose rate follows the week and wanders around it (`sim.rules.arrivals`).

The times are an inversion, exact and without rejection: the ith call comes when the integrated rate has grown to the
sum of i exponentials. The rate is constant between changes (hour, spell, surge), and is followed piece by piece, so
that memory does not grow with the day.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from scipy.special import gammaincinv

from sim.luck import Luck, purpose
from sim.scenario.callers import HOURS, WEEKDAYS, Callers
from sim.scenario.serving import DayPlan

SPELL_LENGTH = purpose("serving: how long the rate of calls keeps its factor")
SPELL_FACTOR = purpose("serving: the factor of the rate of calls")
SPELLS = 256  # drawn together
HOUR = 3_600.0
BLOCK_BITS = 32
POISSON_BELOW = 1e-9  # variance of the factor


def entity(caller: int, block: int) -> int:
    """Whose luck, and which block of it."""
    return caller << BLOCK_BITS | block


def relative(values: Sequence[float]) -> list[float]:
    """The same with mean one."""
    mean = sum(values) / len(values)
    return [value / mean for value in values]


class Rate:
    """Calls a second of one class, as pieces of constant rate."""

    def __init__(self, callers: Callers, day: DayPlan, luck: Luck, caller: int) -> None:
        self._callers, self._luck, self._caller = callers, luck, caller
        self._begin, self._end = -day.warm_up_hours * HOUR, day.hours * HOUR
        self._hours, self._weekdays = relative(callers.hours), relative(callers.weekdays)
        self._first_day = WEEKDAYS.index(day.weekday)
        surge = callers.surge_at_hour
        self._surge = (
            (math.inf, math.inf) if surge is None else (surge * HOUR, surge * HOUR + callers.surge_minutes * 60)
        )

    def pieces(self) -> Iterator[tuple[float, float, float]]:
        """Beginning, end and rate of each piece, from the warm-up's start to the day's end."""
        now, spells = self._begin, self._spells()
        until, factor = now, 1.0
        while now < self._end:
            while until <= now:
                length, factor = next(spells)
                until += length
            edge = (math.floor(now / HOUR) + 1.0) * HOUR
            end = min([edge, until, self._end, *(place for place in self._surge if place > now)])
            yield now, end, self._usual(now) * factor
            now = end

    def _usual(self, second: float) -> float:
        hour = math.floor(second / HOUR)
        times = self._callers.surge_times if self._surge[0] <= second < self._surge[1] else 1.0
        weekday = self._weekdays[(self._first_day + hour // HOURS) % len(WEEKDAYS)]
        return self._callers.per_second * self._hours[hour % HOURS] * weekday * times

    def _spells(self) -> Iterator[tuple[float, float]]:
        """Length and factor of each spell; without burst one that never ends."""
        callers, block = self._callers, 0
        if callers.burst < POISSON_BELOW:
            yield math.inf, 1.0
        shape = 1.0 / callers.burst
        while True:
            whose = entity(self._caller, block)
            lengths = self._luck.uniforms(SPELL_LENGTH, whose, SPELLS).tolist()
            factors = gammaincinv(shape, self._luck.uniforms(SPELL_FACTOR, whose, SPELLS)).tolist()
            for u, factor in zip(lengths, factors, strict=True):
                yield -math.log1p(-u) * callers.burst_seconds, factor * callers.burst
            block += 1


class Arrivals:
    """The times of one class's calls, asked for in blocks; after the last one the rest is infinite."""

    def __init__(self, rate: Rate) -> None:
        self._pieces = rate.pieces()
        self._begin, self._rate = 0.0, 1.0  # of the present piece
        self._before = self._after = 0.0  # the rate, integrated to its beginning and to its end
        self._reached = 0.0

    def times(self, uniforms: Sequence[float]) -> list[float]:
        """Seconds since the day's start of as many further calls as there are uniforms."""
        found, reached, log1p = [], self._reached, math.log1p
        begin, rate, before, after = self._begin, self._rate, self._before, self._after
        for u in uniforms:
            reached -= log1p(-u)
            if reached >= after:
                self._move_on(reached)
                begin, rate, before, after = self._begin, self._rate, self._before, self._after
            found.append(begin + (reached - before) / rate)
        self._reached = reached
        return found

    def _move_on(self, reached: float) -> None:
        """To the piece in which the integrated rate grows to this; after the last one nobody comes any more."""
        while reached >= self._after:
            begin, end, rate = next(self._pieces, (math.inf, math.inf, 1.0))
            self._begin, self._rate, self._before = begin, rate, self._after
            self._after = self._before + rate * (end - begin) if end < math.inf else math.inf
