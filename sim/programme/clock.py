"""Simulated time in weeks, with an order for what happens at one instant.

SimPy breaks ties by insertion, so adding an actor could reorder the others. Here a tie is broken by the actor's
rank, then by its identity (model §1.6), and only within one actor by insertion.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from functools import partial
from heapq import heapify, heappush
from typing import Any

import simpy
from simpy.core import Environment
from simpy.events import NORMAL, Event

Order = tuple[int, int]
Steps = Generator[Event, Any, None]


class Rank(IntEnum):
    """Who comes first at one instant: the past week is booked before anybody decides on it."""

    TRAFFIC = 0
    TEAM = 1
    ON_CALL = 2
    PEOPLE = 3
    LEVERS = 4
    PLATFORM = 5
    OVERSIGHT = 6
    WORKLOAD = 7
    PRICES = 8
    OPPORTUNITIES = 9
    SHADOW = 10
    CFO = 11
    SPONSOR = 12
    OUTCOME = 13
    MECHANISM = 14
    OBSERVER = 15


class Clock(Environment):
    """A SimPy environment whose ties have a stated order, and which counts its events."""

    def __init__(self) -> None:
        super().__init__()
        self.scheduled = 0
        self._stops = 0

    @property
    def happened(self) -> int:
        """Events of the programme itself: where it was looked at in between leaves no trace."""
        return self.scheduled - self._stops

    def schedule(self, event: Event, priority: Any = NORMAL, delay: float = 0) -> None:
        """Queue an event behind all that are due earlier or stand before it in the order."""
        self.scheduled += 1
        rank, identity = getattr(event, "order", (Rank.WORKLOAD, 0))
        heappush(self._queue, (self._now + delay, priority, (rank, identity, self.scheduled), event))  # type: ignore[misc]

    def run_through(self, week: float) -> None:
        """Run until everything at that week has happened, too."""
        if week > self.now:
            self.run(until=Moment(self, week - self.now, (Rank.OBSERVER, 1)))

    def stop_after(self, week: float) -> None:
        """The same, to go on later as if nothing had been; SimPy may put what stopped it back into the queue."""
        if week <= self.now:
            return
        stop = Moment(self, week - self.now, (Rank.OBSERVER, 1))
        self.run(until=stop)
        kept = [entry for entry in self._queue if entry[3] is not stop]
        self._stops += 1 + len(self._queue) - len(kept)
        heapify(kept)
        self._queue = kept

    def run_until(self, settled: Event, week: float) -> None:
        """Run until something is settled, at the latest through that week."""
        latest = Moment(self, week - self.now, (Rank.OBSERVER, 1))
        self.run(until=settled | latest)


class Moment(Event):
    """Something that happens after a delay, at its actor's place in the order."""

    def __init__(self, clock: Clock, delay: float, order: Order) -> None:
        super().__init__(clock)
        self.order = order
        self._ok = True
        self._value = None
        clock.schedule(self, delay=delay)


class Signal(Event):
    """Something an actor waits for that somebody else brings about."""

    def __init__(self, clock: Clock, order: Order) -> None:
        super().__init__(clock)
        self.order = order


class Alarm:
    """One actor's wake-up call: at a stated time, or as soon as somebody rings."""

    def __init__(self, clock: Clock, order: Order) -> None:
        self._clock = clock
        self._order = order
        self._signal: Signal | None = None
        self._rung = False

    def after(self, delay: float | None) -> Signal:
        """What to wait for: a ring, or the delay, if there is one."""
        signal = Signal(self._clock, self._order)
        self._signal = signal
        if self._rung:
            self._rung = False
            signal.succeed()
        elif delay is not None:
            moment = Moment(self._clock, delay, self._order)
            assert moment.callbacks is not None
            moment.callbacks.append(partial(self._due, signal))
        return signal

    def ring(self) -> None:
        """Wake the actor now; a ring while it is awake is kept for its next wait."""
        if self._signal is None or self._signal.triggered:
            self._rung = True
        else:
            self._signal.succeed()

    def _due(self, signal: Signal, _: Event) -> None:
        if signal is self._signal and not signal.triggered:
            signal.succeed()


def start(clock: Clock, steps: Steps) -> simpy.Process:
    """Start an actor."""
    return clock.process(steps)
