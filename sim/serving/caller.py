"""One class of callers at the gateway: its limits, and what is counted of it."""

from __future__ import annotations

from collections import deque

from sim.scenario.callers import Callers
from sim.scenario.serving import Gateway
from sim.serving.calls import Call


class Bucket:
    """A rate limit: tokens drip in, each call takes one."""

    def __init__(self, per_second: float, seconds: float, now: float) -> None:
        self._per_second = per_second
        self._most = max(1.0, per_second * seconds)
        self._tokens, self._at = self._most, now

    def holds(self, now: float) -> bool:
        """Whether a call could pass now."""
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        return self._tokens >= 1.0

    def take(self, now: float) -> bool:
        """Whether a call passes."""
        if not self.holds(now):
            return False
        self._tokens -= 1.0
        return True


class Tally:
    """Counters of one class. Calls count where they were asked in the counted hours, money and windows by the time."""

    __slots__ = (
        "asked", "asked_now", "batched", "bill_eur", "ended", "exact", "fallbacks", "latencies", "lost_now",
        "postponed", "retries", "retries_now", "semantic", "useful", "useful_now", "wasted_eur", "wrong",
    )  # fmt: skip

    def __init__(self) -> None:
        self.asked = self.useful = self.wrong = self.postponed = self.batched = 0
        self.exact = self.semantic = self.retries = self.fallbacks = 0
        self.ended = {"late": 0, "shed": 0, "failed": 0}
        self.begin()

    def begin(self) -> None:
        """The counted hours begin."""
        self.bill_eur = self.wasted_eur = 0.0
        self.turn_page()

    def turn_page(self) -> None:
        """The next window begins."""
        self.asked_now = self.useful_now = self.lost_now = self.retries_now = 0
        self.latencies: list[float] = []


class Caller:
    """A class of callers in one run."""

    __slots__ = (
        "bucket", "budget", "index", "name", "outside", "patient", "prefix_share", "rank", "tally", "timeout",
        "value_eur",
    )  # fmt: skip

    def __init__(self, name: str, index: int, cards: Callers, rank: int, gateway: Gateway, now: float) -> None:
        self.name, self.index, self.rank = name, index, rank
        self.patient = name == "jobs"  # waits outside when refused, and for the large model when it is slow
        self.timeout, self.value_eur, self.prefix_share = cards.timeout_seconds, cards.value_eur, cards.prefix_share
        limit = cards.rate_limit_per_second
        self.bucket = None if limit is None else Bucket(limit, gateway.bucket_seconds, now)
        self.budget = 0.0  # retries that are still allowed
        self.outside: deque[Call] = deque()
        self.tally = Tally()

    @property
    def inside(self) -> int:
        """Calls that have not ended yet."""
        tally = self.tally
        return tally.asked - tally.useful - tally.wrong - sum(tally.ended.values())
