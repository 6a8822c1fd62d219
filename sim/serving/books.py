"""Keeps the books of a day: windows, percentiles, the bill; memory does not grow with the day but by its windows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from simpy import Environment

from sim.scenario.serving import Stack
from sim.serving.caller import Caller
from sim.serving.calls import FIRST, Later
from sim.serving.desk import Desk
from sim.serving.outcome import Bill, ClassDay, PoolDay, Series
from sim.serving.pool import Pool

HOUR = 3_600.0
SHORTEST_SECONDS, BUCKET, BUCKETS = 1e-3, 1.01, 2_100  # from a millisecond to two weeks, each 1% wide
EDGES = np.array([SHORTEST_SECONDS * BUCKET**place for place in range(BUCKETS)])
MIDDLE = math.sqrt(BUCKET)
ROUNDING = 1e-6  # seconds by which sums of windows may miss the day's end


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share is not above."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


class Latencies:
    """A histogram with buckets 1% wide, and the exact sum."""

    def __init__(self) -> None:
        self._counts: NDArray[np.int64] = np.zeros(BUCKETS + 1, dtype=np.int64)
        self._sum, self._count = 0.0, 0

    def add(self, ordered: Sequence[float]) -> None:
        """All of one window."""
        if ordered:
            self._counts += np.bincount(np.searchsorted(EDGES, ordered, side="right"), minlength=BUCKETS + 1)
            self._sum += sum(ordered)
            self._count += len(ordered)

    def mean(self) -> float | None:
        """Exactly."""
        return self._sum / self._count if self._count else None

    def percentile(self, share: float) -> float | None:
        """To half a percent: the middle of the bucket in which it lies."""
        if not self._count:
            return None
        bucket = int(np.searchsorted(np.cumsum(self._counts), max(1, math.ceil(share * self._count))))
        return float(EDGES[max(0, bucket - 1)]) * MIDDLE


class Books:
    """Opened when the counted hours begin; a page is turned after each window."""

    def __init__(
        self,
        clock: Environment,
        stack: Stack,
        callers: Sequence[Caller],
        pools: tuple[Pool, Pool],
        desk: Desk,
        on_open: Callable[[], None],
    ) -> None:
        self._clock, self._callers, self._pools, self._desk, self._on_open = clock, callers, pools, desk, on_open
        self._euros = [pool.cards.replica_eur_per_hour / HOUR for pool in pools]
        self._end, self._window = stack.day.hours * HOUR, stack.day.window_minutes * 60.0
        self._latencies = [Latencies() for _ in callers]
        self._columns: dict[str, list[float]] = {
            name: []
            for name in ("hour", "queue", "outside", "up", "loading", "busy", "cost_eur", "wasted_eur", "retries")
        }
        self._by_class: dict[str, dict[str, list[float]]] = {
            name: {caller.name: [] for caller in callers} for name in ("asked", "useful", "lost")
        }
        self._gaps: dict[str, dict[str, list[float | None]]] = {
            name: {caller.name: [] for caller in callers} for name in ("p50_seconds", "p95_seconds")
        }
        self.closed = False
        self._page_began = 0.0
        self._at_last: dict[str, float] = {}
        Later(clock, -clock.now, self._open, None, FIRST)

    def _open(self, _: Later) -> None:
        for pool in self._pools:
            pool.settle()
            pool.meter.reset(self._clock.now, pool.waiting.count)
        for caller in self._callers:
            caller.tally.begin()
        self._desk.hits_eur = 0.0
        self._on_open()
        self._at_last = self._totals()
        self._next_page()

    def _next_page(self) -> None:
        rest = self._end - self._clock.now
        if rest > ROUNDING:
            Later(self._clock, min(self._window, rest), self._turn_page, None, FIRST)
        else:
            self.closed = True

    def _turn_page(self, _: Later) -> None:
        self._close_page()
        self._next_page()

    def _totals(self) -> dict[str, float]:
        for pool in self._pools:
            pool.settle()
        now, waiting, large = self._clock.now, self._pools[0].waiting.count, self._pools[0].meter
        return {
            "queue": large.queue_seconds(now, waiting),
            "up": large.up_seconds,
            "loading": large.loading_seconds,
            "busy": large.busy_seconds(now),
            "cost_eur": self.bill().total_eur,
            "wasted_eur": sum(caller.tally.wasted_eur for caller in self._callers),
        }

    def _close_page(self) -> None:
        """Write down the window that ends now."""
        now = self._clock.now
        passed = now - self._page_began
        totals, columns = self._totals(), self._columns
        columns["hour"].append(self._page_began / HOUR)
        for name, total in totals.items():
            grown = total - self._at_last[name]
            columns[name].append(grown if name.endswith("_eur") else grown / passed)
        columns["outside"].append(float(sum(call.open for caller in self._callers for call in caller.outside)))
        columns["retries"].append(float(sum(caller.tally.retries_now for caller in self._callers)))
        for place, caller in enumerate(self._callers):
            self._close_page_of(place, caller)
        self._at_last, self._page_began = totals, now

    def _close_page_of(self, place: int, caller: Caller) -> None:
        tally, name = caller.tally, caller.name
        for column, count in (("asked", tally.asked_now), ("useful", tally.useful_now), ("lost", tally.lost_now)):
            self._by_class[column][name].append(float(count))
        ordered = sorted(tally.latencies)
        self._gaps["p50_seconds"][name].append(percentile(ordered, 0.5))
        self._gaps["p95_seconds"][name].append(percentile(ordered, 0.95))
        self._latencies[place].add(ordered)
        tally.turn_page()

    # --- what is left ---------------------------------------------------------------------------------------------

    def bill(self) -> Bill:
        """Everything paid since the counted hours began."""
        large, small = (pool.meter for pool in self._pools)
        now = self._clock.now
        busy = [meter.busy_seconds(now) * euros for meter, euros in zip((large, small), self._euros, strict=True)]
        there = [
            (meter.up_seconds + meter.loading_seconds) * euros
            for meter, euros in zip((large, small), self._euros, strict=True)
        ]
        return Bill(
            large.input_eur,
            large.cached_eur,
            large.output_eur,
            small.input_eur,
            small.cached_eur,
            small.output_eur,
            large.lane_eur + small.lane_eur,
            self._desk.hits_eur,
            sum(busy),
            sum(there) - sum(busy),
            large.warm_seconds * self._euros[0],
        )

    def class_day(self, place: int) -> ClassDay:
        """One class's day."""
        caller, latencies = self._callers[place], self._latencies[place]
        tally = caller.tally
        answered = tally.useful + tally.wrong
        return ClassDay(
            name=caller.name,
            asked=tally.asked,
            answered=answered,
            useful=tally.useful,
            wrong=tally.wrong,
            late=tally.ended["late"],
            shed=tally.ended["shed"],
            failed=tally.ended["failed"],
            inside=caller.inside,
            postponed=tally.postponed,
            batched=tally.batched,
            exact_hits=tally.exact,
            semantic_hits=tally.semantic,
            retries=tally.retries,
            fallbacks=tally.fallbacks,
            latency_seconds=latencies.mean(),
            p50_seconds=latencies.percentile(0.50),
            p90_seconds=latencies.percentile(0.90),
            p95_seconds=latencies.percentile(0.95),
            p99_seconds=latencies.percentile(0.99),
            bill_eur=tally.bill_eur,
            wasted_eur=tally.wasted_eur,
            value_eur=tally.useful * caller.value_eur,
        )

    def pool_day(self, pool: Pool, incident_hours: float) -> PoolDay:
        """One model's day."""
        meter, seconds, now = pool.meter, self._end, self._clock.now

        def share(part: float, whole: float) -> float | None:
            return part / whole if whole else None

        return PoolDay(
            name=pool.name,
            started=meter.started,
            mean_queue=meter.queue_seconds(now, pool.waiting.count) / seconds,
            longest_queue=meter.longest,
            waited_share=share(meter.waited, meter.started),
            mean_wait_seconds=share(meter.wait_seconds, meter.started),
            mean_batch=share(meter.started, meter.batches),
            utilisation=share(meter.busy_seconds(now), meter.up_seconds),
            mean_up=meter.up_seconds / seconds,
            most_up=meter.most_up,
            loads=meter.loads,
            up_share=meter.well_seconds / seconds,
            success_share=share(meter.finished - meter.errors, meter.finished),
            prefix_hit_share=share(meter.prefix_hits, meter.prefix_asked),
            incident_hours=incident_hours,
        )

    def series(self) -> Series:
        """The windows as columns."""
        by_class = {
            name: {key: tuple(values) for key, values in columns.items()} for name, columns in self._by_class.items()
        }
        gaps = {name: {key: tuple(values) for key, values in columns.items()} for name, columns in self._gaps.items()}
        return Series(**{name: tuple(values) for name, values in self._columns.items()}, **by_class, **gaps)  # type: ignore[arg-type]
