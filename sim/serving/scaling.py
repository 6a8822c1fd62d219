"""How many replicas of the large model are up: by the busy share of those there are, or by the work that is there."""

from __future__ import annotations

import math
from collections import deque

from simpy import Environment

from sim.scenario.serving import Scaling
from sim.serving.calls import Later
from sim.serving.pool import Pool

ROUNDING = 1e-9


def wanted_by_utilisation(up: int, busy_share: float, target: float) -> int:
    """Replicas that would bring the busy share to its target, as far as it shows: it never shows more than all."""
    return math.ceil(up * busy_share / target - ROUNDING)


def wanted_by_queue(busy: int, waiting: int, batch_size: int, target: float) -> int:
    """Replicas for all the work that is there, also for that which waits."""
    return math.ceil((busy + waiting / batch_size) / target - ROUNDING)


class Scaler:
    """Looks at the pool every so often."""

    def __init__(self, clock: Environment, pool: Pool, cards: Scaling) -> None:
        self._clock, self._pool, self._cards = clock, pool, cards
        self._busy_seconds = self._up_seconds = 0.0
        self._on_the_way = 0  # loading to be up
        self._lately: deque[tuple[float, int]] = deque()  # what was wanted, but for what more was wanted after
        if cards.policy == "none":
            return
        pool.warm = cards.warm
        Later(clock, cards.check_seconds, self._check)

    def _check(self, _: Later) -> None:
        pool, cards = self._pool, self._cards
        pool.settle()
        wanted = min(cards.most, max(pool.cards.replicas, self._wanted()))
        there = pool.up + self._on_the_way
        if wanted > there:
            self._add(wanted - there)
        pool.remove_idle(pool.up - self._most_wanted(wanted))
        Later(self._clock, cards.check_seconds, self._check)

    def _most_wanted(self, wanted: int) -> int:
        """The most that was wanted of late: one quiet moment is no reason to give replicas back."""
        now, lately = self._clock.now, self._lately
        while lately and lately[-1][1] <= wanted:
            lately.pop()
        lately.append((now, wanted))
        while lately[0][0] < now - self._cards.idle_seconds:
            lately.popleft()
        return lately[0][1]

    def _wanted(self) -> int:
        pool, cards = self._pool, self._cards
        if cards.policy == "queue":
            return wanted_by_queue(pool.busy, pool.waiting.count, pool.cards.batch_size, cards.target)
        busy, up = pool.meter.busy_seconds(self._clock.now), pool.meter.up_seconds
        passed = up - self._up_seconds
        share = (busy - self._busy_seconds) / passed if passed > 0.0 else 0.0
        self._busy_seconds, self._up_seconds = busy, up
        return wanted_by_utilisation(pool.up, share, cards.target)

    def forget(self) -> None:
        """The pool's integrals begin anew."""
        self._busy_seconds = self._up_seconds = 0.0

    def _add(self, count: int) -> None:
        """Warm replicas start at once and are replaced; the others load the model first."""
        pool = self._pool
        ready = min(count, pool.warm)
        for place in range(count):
            pool.loading += 1
            pool.meter.loads += 1
            if place >= ready:
                self._on_the_way += 1
            Later(self._clock, self._cards.load_seconds, self._refilled if place < ready else self._loaded)
        pool.warm -= ready
        if ready:
            pool.add_replicas(ready)

    def _loaded(self, _: Later) -> None:
        pool = self._pool
        pool.settle()
        pool.loading -= 1
        self._on_the_way -= 1
        pool.add_replicas(1)

    def _refilled(self, _: Later) -> None:
        pool = self._pool
        pool.settle()
        pool.loading -= 1
        pool.warm += 1
