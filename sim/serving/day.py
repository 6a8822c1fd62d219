"""One day of single calls through a serving stack."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simpy import Environment

from sim.luck import Luck
from sim.scenario.serving import Stack
from sim.serving.arrivals import HOUR
from sim.serving.books import Books
from sim.serving.caches import Caches, fill
from sim.serving.caller import Caller
from sim.serving.calls import Call
from sim.serving.desk import Desk
from sim.serving.draws import Draws
from sim.serving.incidents import Health, incidents_of
from sim.serving.outcome import Day
from sim.serving.pool import Pool, ranks_of
from sim.serving.scaling import Scaler


class Source:
    """Brings the calls of one class to the desk, one after the other."""

    def __init__(self, clock: Environment, caller: Caller, drawn: Iterator[tuple[Any, ...]], desk: Desk) -> None:
        self._clock, self._caller, self._drawn, self._desk = clock, caller, drawn, desk
        self._arrives = [self._arrive]
        self._await_next(clock.now)

    def _await_next(self, now: float) -> None:
        call = Call(self._caller, next(self._drawn))
        seconds = call.asked - now
        if seconds < math.inf:
            call.wake(self._clock, seconds if seconds > 0.0 else 0.0, self._arrives)

    def _arrive(self, call: Call) -> None:
        now = self._clock.now
        self._await_next(now)
        self._desk.first(call, now)


def callers_of(stack: Stack) -> list[Caller]:
    """The classes as the gateway sees them; without priorities all stand in one line."""
    cards = stack.callers()
    ranks = ranks_of(one.priority for one in cards.values())
    begin = -stack.day.warm_up_hours * HOUR
    return [
        Caller(name, place, one, ranks[one.priority] if stack.gateway.priorities else 0, stack.gateway, begin)
        for place, (name, one) in enumerate(cards.items())
    ]


class Run:
    """A stack with its callers, ready to live through its day."""

    def __init__(self, stack: Stack, seed: int, replication: int = 0) -> None:
        self.stack, self.seed, self.replication = stack, seed, replication
        luck = Luck(seed, replication)
        self.clock = Environment(initial_time=-stack.day.warm_up_hours * HOUR)
        self.callers = callers_of(stack)
        ranks = 1 + max(caller.rank for caller in self.callers)
        self.large, self.small = (Pool(self.clock, name, stack, ranks) for name in ("large", "small"))
        caches = Caches(stack.cache)
        desk = Desk(self.clock, stack, caches, self.large, self.small, luck)
        scaler = Scaler(self.clock, self.large, stack.scaling)
        self.books = Books(self.clock, stack, self.callers, (self.large, self.small), desk, scaler.forget)
        self._incidents = incidents_of(stack, luck)
        Health(self.clock, self.large, stack, self._incidents)
        fill(caches, stack, luck)
        for place, caller in enumerate(self.callers):
            Source(self.clock, caller, iter(Draws(stack, caller.name, place, luck)), desk)
        self.events = 0

    def finish(self) -> Day:
        """Let everything happen that happens up to the day's end."""
        step, books = self.clock.step, self.books
        while not books.closed:
            step()
            self.events += 1
        return self._day()

    def _day(self) -> Day:
        end, books = self.stack.day.hours * HOUR, self.books
        incidents = [
            (max(0.0, begin) / HOUR, min(end, last) / HOUR) for begin, last, _ in self._incidents if last > 0.0
        ]
        return Day(
            seed=self.seed,
            replication=self.replication,
            hours=self.stack.day.hours,
            classes=tuple(books.class_day(place) for place in range(len(self.callers))),
            bill=books.bill(),
            wasted_eur=sum(caller.tally.wasted_eur for caller in self.callers),
            large=books.pool_day(self.large, sum(last - begin for begin, last in incidents)),
            small=books.pool_day(self.small, 0.0),
            series=books.series(),
            incidents=tuple(incidents),
            events=self.events,
        )


def simulate_day(stack: Stack, seed: int, replication: int = 0) -> Day:
    """One day of this stack with this luck: the same every time."""
    return Run(stack, seed, replication).finish()
