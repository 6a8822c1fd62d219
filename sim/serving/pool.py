"""Replicas of one model, what waits for them, and the batches that they work on.

With a batch size of one this is a queue with many servers: the oracles of the request level rest on that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Protocol

from simpy import Environment

from sim.scenario.serving import Model, Stack
from sim.serving.calls import Call, Later
from sim.serving.meter import Meter
from sim.serving.waiting import Waiting

EARLY = 1e-9  # seconds by which a timer may ring early, as sums of times are rounded


class Endpoint:
    """An address of the provider behind which replicas stand."""

    __slots__ = ("avoided", "incidents", "noticed", "replicas")

    def __init__(self) -> None:
        self.incidents = self.noticed = self.replicas = 0
        self.avoided = False


class Replica:
    """One copy of the model; of a provider, one call at a time."""

    __slots__ = ("batch", "began", "endpoint", "ends", "idle_since", "lasts", "sick", "spare")

    def __init__(self, endpoint: Endpoint, now: float) -> None:
        self.endpoint = endpoint
        self.batch: list[Call] = []
        self.ends: Later | None = None
        self.spare: Later | None = None  # the event of work that has ended, for the next
        self.began = self.lasts = 0.0
        self.idle_since = now
        self.sick = False


class Desk(Protocol):
    """Who is told that work is finished."""

    def finished(self, call: Call, error: bool, cost_eur: float, now: float) -> None: ...


class Pool:
    """The queue, the batcher and the replicas of one model."""

    def __init__(self, clock: Environment, name: str, stack: Stack, ranks: int) -> None:
        self.name = name
        self.cards: Model = getattr(stack, name)
        self.waiting = Waiting(ranks)
        self.endpoints = [Endpoint() for _ in range(self.cards.endpoints)]
        self.meter = Meter(self.cards, stack.cache)
        self.idle: deque[Replica] = deque()
        self.desk: Desk
        self.loading = self.warm = 0
        self._aside: deque[Replica] = deque()  # idle at endpoints that are avoided
        self._clock = clock
        self._slow = stack.provider.slow_times
        self._error_share = stack.provider.error_share
        self._euros = self.cards.replica_eur_per_hour / 3_600.0
        self._timer: Later | None = None
        self._single = self.cards.batch_size == 1
        self._fixed, self._per_input = self.cards.start_seconds, 1.0 / self.cards.input_tokens_per_second
        self._per_output = [
            (1.0 + self.cards.crowding * (size - 1)) / self.cards.output_tokens_per_second
            for size in range(self.cards.batch_size + 1)
        ]  # seconds for a token, by size of the batch
        self._per_token = self._per_output[1]
        self._finishes = [self._finish]
        self.add_replicas(self.cards.replicas)

    # --- replicas -------------------------------------------------------------------------------------------------

    @property
    def up(self) -> int:
        return sum(one.replicas for one in self.endpoints)

    @property
    def busy(self) -> int:
        return self.meter.busy

    def add_replicas(self, count: int) -> None:
        """Replicas that have loaded the model, each at the endpoint that has the fewest."""
        self.settle()
        for _ in range(count):
            endpoint = min(self.endpoints, key=lambda one: one.replicas)
            endpoint.replicas += 1
            self._rest(Replica(endpoint, self._clock.now))
        self.meter.up = self.up
        self.meter.most_up = max(self.meter.most_up, self.up)
        self._dispatch(self._clock.now)

    def remove_idle(self, count: int) -> None:
        """Give back as many idle ones, the longest idle first; each endpoint keeps one."""
        self.settle()
        for place in (self._aside, self.idle):
            for replica in list(place) if count > 0 else ():
                if count > 0 and replica.endpoint.replicas > 1:
                    place.remove(replica)
                    replica.endpoint.replicas -= 1
                    count -= 1
        self.meter.up = self.up

    def look_at_endpoints(self) -> None:
        """Which endpoints get no calls: the sick ones, as long as another one is well."""
        self.settle()
        none_well = all(one.noticed for one in self.endpoints)
        for endpoint in self.endpoints:
            endpoint.avoided = bool(endpoint.noticed) and not none_well
        resting = sorted((*self.idle, *self._aside), key=lambda one: one.idle_since)
        self.idle.clear()
        self._aside.clear()
        for replica in resting:
            self._rest(replica)
        self._dispatch(self._clock.now)

    def _rest(self, replica: Replica) -> None:
        (self._aside if replica.endpoint.avoided else self.idle).append(replica)

    def settle(self) -> None:
        """Bring the integrals up to now, before what they integrate changes."""
        well = any(one.replicas and not one.incidents for one in self.endpoints)
        self.meter.settle(self._clock.now, self.loading, self.warm, well)

    # --- calls ----------------------------------------------------------------------------------------------------

    def put(self, call: Call, now: float) -> None:
        """A call starts at once where a replica is free and no batch is waited for; else it joins the queue."""
        call.pool = self
        call.queued = now
        waiting = self.waiting
        if self._single and self.idle and not waiting.count:
            self._start_one(self.idle.popleft(), call, now)
            return
        waiting.add(call)
        meter = self.meter
        meter.queue_moments -= now
        if self.idle:
            self._dispatch(now)
        meter.longest = max(meter.longest, waiting.count)

    def withdraw(self, call: Call) -> float:
        """Take back work that nobody waits for; what it has cost already: its input, and the output written so far."""
        now, replica = self._clock.now, call.replica
        if replica is None:
            self.waiting.withdraw(call)
            self.meter.queue_moments += now
            return 0.0
        done = (now - replica.began) / replica.lasts if replica.lasts > 0.0 else 1.0
        cost = self._worked(replica, now)
        if not self._errs(replica, call):
            cost += self.meter.bill(call, min(1.0, done))
        call.pool = call.replica = None
        replica.batch.remove(call)
        if not replica.batch:
            self._free(replica, now)
            self._dispatch(now)
        return cost

    def _dispatch(self, now: float) -> None:
        """Start whatever may start now."""
        waiting, size, meter = self.waiting, self.cards.batch_size, self.meter
        while waiting.count and self.idle:
            if waiting.count < size and not self._waited_enough(now):
                return
            batch = [waiting.take() for _ in range(min(size, waiting.count))]
            meter.queue_moments += now * len(batch)
            for call in batch:
                wait = now - call.queued
                if wait > 0.0:
                    meter.waited += 1
                    meter.wait_seconds += wait
            self._start(self.idle.popleft(), batch, now)

    def _waited_enough(self, now: float) -> bool:
        """Whether the batch may start though it is not full; if not, a timer rings when it may."""
        rest = self.waiting.oldest() + self.cards.batch_wait_seconds - now
        if rest <= EARLY:
            return True
        if self._timer is None:
            self._timer = Later(self._clock, rest, self._ring)
        return False

    def _ring(self, _: Later) -> None:
        self._timer = None
        self._dispatch(self._clock.now)

    def _start(self, replica: Replica, batch: list[Call], now: float) -> None:
        read = written = 0.0
        for call in batch:
            call.replica = replica
            read += call.input_tokens
            written = max(written, call.output_tokens)
            self.meter.look_up_prefix(call, now)
        self._engage(replica, batch, read * self._per_input + written * self._per_output[len(batch)], now)

    def _start_one(self, replica: Replica, call: Call, now: float) -> None:
        """The same for one call alone, which most are."""
        call.replica = replica
        self.meter.look_up_prefix(call, now)
        self._engage(replica, [call], call.input_tokens * self._per_input + call.output_tokens * self._per_token, now)

    def _engage(self, replica: Replica, batch: list[Call], tokens_seconds: float, now: float) -> None:
        lasts = self._fixed + tokens_seconds
        if replica.endpoint.incidents:
            replica.sick = True
            lasts *= self._slow
        else:
            replica.sick = False
        replica.batch, replica.began, replica.lasts = batch, now, lasts
        if replica.spare is None:
            replica.ends = Later(self._clock, lasts, self._finish, replica)
        else:
            replica.ends, replica.spare = replica.spare, None
            replica.ends.again(self._clock, lasts, self._finishes)
        meter = self.meter
        meter.started += len(batch)
        meter.busy += 1
        meter.busy_moments -= now
        meter.batches += 1

    def _finish(self, event: Later) -> None:
        replica: Replica = event.subject
        if replica.ends is not event:
            return  # all its work was taken back
        replica.spare = event
        now, meter, finished = self._clock.now, self.meter, self.desk.finished
        worked = self._worked(replica, now)
        for call in replica.batch:
            call.pool = call.replica = None
            meter.finished += 1
            if replica.sick and self._errs(replica, call):
                meter.errors += 1
                finished(call, True, worked, now)
            else:
                finished(call, False, worked + meter.bill(call, 1.0), now)
        self._free(replica, now)
        if self.waiting.count:
            self._dispatch(now)

    def _errs(self, replica: Replica, call: Call) -> bool:
        """Whether this work ends in an error."""
        return replica.sick and call.draw < self._error_share

    def _worked(self, replica: Replica, now: float) -> float:
        """What one call's part of the replica's time has cost."""
        return (now - replica.began) * self._euros / len(replica.batch) if self._euros else 0.0

    def _free(self, replica: Replica, now: float) -> None:
        replica.ends, replica.batch = None, []
        replica.idle_since = now
        self.meter.busy -= 1
        self.meter.busy_moments += now
        (self._aside if replica.endpoint.avoided else self.idle).append(replica)


def ranks_of(priorities: Iterable[int]) -> dict[int, int]:
    """Place in the queue by priority."""
    return {priority: rank for rank, priority in enumerate(sorted(set(priorities)))}
