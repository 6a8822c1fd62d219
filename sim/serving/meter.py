"""What a pool counts: integrals over time, waits, prefixes, and the money that its model's provider bills.

An integral of a count that moves by one is kept as a sum of moments: coming in takes one off, going out adds one, so
that the integral up to now is the sum plus the count times now.
"""

from __future__ import annotations

from sim.scenario.serving import Cache, Model
from sim.serving.calls import Call

MILLION = 1e6


class Meter:
    """Counters of one pool since they were last set to zero, at the beginning of the counted hours."""

    __slots__ = (
        "_cached_eur", "_changed", "_input_eur", "_keeps", "_lane_price", "_last_use", "_output_eur", "batches", "busy",
        "busy_moments", "cached_eur", "errors", "finished", "input_eur", "lane_eur", "loading_seconds", "loads",
        "longest", "most_up", "output_eur", "prefix_asked", "prefix_hits", "queue_moments", "started", "up",
        "up_seconds", "wait_seconds", "waited", "warm_seconds", "well_seconds",
    )  # fmt: skip

    def __init__(self, model: Model, cache: Cache) -> None:
        self._input_eur = model.input_eur / MILLION
        self._cached_eur = self._input_eur * model.cached_input_price
        self._output_eur = model.output_eur / MILLION
        self._lane_price = model.batch_price
        self._keeps = cache.prefix_minutes * 60.0 if cache.prefix else -1.0
        self._last_use: dict[int, float] = {}
        self.busy = self.up = 0
        self.reset(0.0, 0)

    def reset(self, now: float, waiting: int) -> None:
        """From now on it counts; what waits, is up and is busy stays."""
        self._changed = now
        self.queue_moments, self.busy_moments = -now * waiting, -now * self.busy
        self.up_seconds = self.loading_seconds = self.warm_seconds = self.well_seconds = 0.0
        self.started = self.waited = self.batches = self.finished = self.errors = self.loads = 0
        self.wait_seconds = 0.0
        self.longest = waiting
        self.most_up = self.up
        self.prefix_asked = self.prefix_hits = 0
        self.input_eur = self.cached_eur = self.output_eur = self.lane_eur = 0.0

    def busy_seconds(self, now: float) -> float:
        """Time that replicas have worked."""
        return self.busy_moments + self.busy * now

    def queue_seconds(self, now: float, waiting: int) -> float:
        """Time that calls have waited, those included that still wait or were taken back."""
        return self.queue_moments + waiting * now

    def settle(self, now: float, loading: int, warm: int, well: bool) -> None:
        """Integrals of what changes seldom, before it changes."""
        passed = now - self._changed
        self._changed = now
        self.up_seconds += self.up * passed
        self.loading_seconds += loading * passed
        self.warm_seconds += warm * passed
        if well:
            self.well_seconds += passed

    def look_up_prefix(self, call: Call, now: float) -> None:
        """A prefix is warm if its last use is not too long ago; each use keeps it warm."""
        call.cached_tokens = 0.0
        share = call.who.prefix_share
        if share <= 0.0 or self._keeps < 0.0:
            return
        last = self._last_use.get(call.prefix)
        self._last_use[call.prefix] = now
        self.prefix_asked += 1
        if last is not None and now - last <= self._keeps:
            self.prefix_hits += 1
            call.cached_tokens = call.input_tokens * share

    def bill(self, call: Call, written: float) -> float:
        """What a call is billed, where this share of its output has been written."""
        cached = call.cached_tokens
        read = (call.input_tokens - cached) * self._input_eur
        again = cached * self._cached_eur
        wrote = call.output_tokens * written * self._output_eur
        self.input_eur += read
        self.cached_eur += again
        self.output_eur += wrote
        return read + again + wrote

    def bill_lane(self, call: Call, now: float, times: int) -> float:
        """What the batch lane bills for each of so many runs of a call."""
        self.look_up_prefix(call, now)
        cached = call.cached_tokens
        price = (call.input_tokens - cached) * self._input_eur + cached * self._cached_eur
        cost = (price + call.output_tokens * self._output_eur) * self._lane_price
        self.lane_eur += cost * times
        return cost
