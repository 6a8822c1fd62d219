"""The gateway and the callers' own software: what is let in, which model it goes to, what follows if no answer comes.

Rate limit → caches → router → batch lane or queue → answer, or time out, or fail → fallback or a further attempt.
"""

from __future__ import annotations

import math

from simpy import Environment

from sim.luck import Luck
from sim.scenario.serving import Stack
from sim.serving.caches import Caches
from sim.serving.caller import Caller
from sim.serving.calls import Call, Later
from sim.serving.draws import AGAIN
from sim.serving.pool import EARLY, Pool

BUDGET_MEMORY = 100.0  # first attempts whose unused budget a burst of retries may use
DRAWS_PER_CALL = 32
FALLBACK_DRAW = 16


class Desk:
    """Where every call comes in and every answer goes out."""

    def __init__(self, clock: Environment, stack: Stack, caches: Caches, large: Pool, small: Pool, luck: Luck) -> None:
        self._clock, self._caches, self._large, self._small, self._luck = clock, caches, large, small, luck
        self._gateway, self._retries, self._cache = stack.gateway, stack.retries, stack.cache
        self._limit = stack.gateway.queue_limit
        self._unusable_from = 1.0 - stack.provider.failed_share
        self._failed_share = stack.provider.failed_share
        self._fallback_after = stack.retries.fallback_after_seconds if stack.retries.fallback else math.inf
        share = stack.retries.budget_share
        self._budget_share, self._budget_price = (0.0, 0.0) if share is None else (share, 1.0)
        self._most_budget = 1.0 if share is None else max(1.0, share * BUDGET_MEMORY)
        self._rings, self._asks_again = [self._ring], [self._ask_again]
        self._outside_timer: Later | None = None
        self.hits_eur = 0.0
        large.desk = small.desk = self

    # --- in -------------------------------------------------------------------------------------------------------

    def first(self, call: Call, now: float) -> None:
        """A caller asks for the first time."""
        who = call.who
        tally = who.tally
        tally.asked_now += 1
        if call.asked >= 0.0:
            tally.asked += 1
        if who.budget < self._most_budget:
            who.budget += self._budget_share
        self._ask(call, now)

    def _ask(self, call: Call, now: float) -> None:
        """A call at the gateway."""
        who = call.who
        if who.outside or (who.bucket is not None and not who.bucket.take(now)):
            self._refuse(call, now)
        else:
            self._let_in(call, now)

    def _let_in(self, call: Call, now: float) -> None:
        if call.text:
            found = self._caches.given(call.text, call.meaning, now)
            if found is not None:
                self._give_again(call, now, *found)
                return
        pool = self._small if call.to_small else self._large
        if call.lane:
            self._send_to_lane(call, pool, now)
        elif self._limit is not None and self._is_full(call, pool):
            self._refuse(call, now)
        else:
            if not call.deadline:
                self._set_timer(call, pool, now)
            pool.put(call, now)

    def _is_full(self, call: Call, pool: Pool) -> bool:
        return self._limit is not None and pool.waiting.up_to(call.who.rank) >= self._limit

    def _set_timer(self, call: Call, pool: Pool | None, now: float) -> None:
        """One timer for each attempt: first to fall back, where that is possible, then to give up."""
        seconds = call.who.timeout
        call.deadline = now + seconds
        if pool is self._large and seconds > self._fallback_after and not call.who.patient:
            seconds = self._fallback_after
        call.wake(self._clock, seconds, self._rings)

    def _give_again(self, call: Call, now: float, right: bool, exact: bool) -> None:
        """A cached answer."""
        tally = call.who.tally
        cost = self._cache.hit_eur
        self.hits_eur += cost
        if call.asked >= 0.0:
            if exact:
                tally.exact += 1
            else:
                tally.semantic += 1
        fits = right and (exact or not call.wrong_hit)
        self._answered(call, fits, cost)
        tally.latencies.append(now - call.asked + self._cache.hit_seconds)

    def _send_to_lane(self, call: Call, pool: Pool, now: float) -> None:
        """Answered later, without queueing here; what fails there is run again there."""
        times, u = 1, call.draw
        while u > self._unusable_from:
            times += 1
            u = (u - self._unusable_from) / self._failed_share
        cost = pool.meter.bill_lane(call, now, times)
        tally = call.who.tally
        tally.bill_eur += cost * (times - 1)
        tally.wasted_eur += cost * (times - 1)
        if call.asked >= 0.0:
            tally.batched += 1
        right = call.small_right or pool is self._large
        if call.text:
            self._caches.keep(call.text, call.meaning, now, right)
        self._answered(call, right, cost)

    # --- refused and outside --------------------------------------------------------------------------------------

    def _refuse(self, call: Call, now: float) -> None:
        """Jobs wait outside; others are told to go, and may try again."""
        who = call.who
        if not who.patient:
            call.open = False
            self._try_again(call, "shed")
            return
        if call.counted and not call.postponed:
            who.tally.postponed += 1
        call.postponed = True
        if not call.deadline:
            self._set_timer(call, None, now)
        who.outside.append(call)
        if self._outside_timer is None:
            self._outside_timer = Later(self._clock, self._gateway.return_seconds, self._look_outside, who)

    def _look_outside(self, event: Later) -> None:
        """Let in as many as limits allow, those who came first before others."""
        who: Caller = event.subject
        now = self._clock.now
        self._outside_timer = None
        outside = who.outside
        while outside:
            call = outside[0]
            if call.open:
                if self._is_full(call, self._small if call.to_small else self._large):
                    break
                if who.bucket is not None and not who.bucket.take(now):
                    break
                self._let_in(call, now)
            outside.popleft()
        if outside:
            self._outside_timer = Later(self._clock, self._gateway.return_seconds, self._look_outside, who)

    # --- out ------------------------------------------------------------------------------------------------------

    def finished(self, call: Call, error: bool, cost_eur: float, now: float) -> None:
        """A model has worked on a call, whoever still waits for it."""
        usable = not error and call.draw <= self._unusable_from
        right = call.small_right or not call.to_small
        if usable and call.text:
            self._caches.keep(call.text, call.meaning, now, right)
        if not call.open:
            self._waste(call, cost_eur)
        elif usable:
            call.who.tally.latencies.append(now - call.asked)
            self._answered(call, right, cost_eur)
        else:
            self._waste(call, cost_eur)
            call.open = False
            if error and self._retries.fallback and not call.to_small:
                self._fall_back(call)
            else:
                self._try_again(call, "failed")

    def _answered(self, call: Call, right: bool, cost_eur: float) -> None:
        """An answer for a caller who waits for it."""
        call.open = False
        tally = call.who.tally
        tally.bill_eur += cost_eur
        if right:
            tally.useful_now += 1
            if call.asked >= 0.0:
                tally.useful += 1
        else:
            tally.wasted_eur += cost_eur
            if call.asked >= 0.0:
                tally.wrong += 1

    def _waste(self, call: Call, cost_eur: float) -> None:
        call.who.tally.bill_eur += cost_eur
        call.who.tally.wasted_eur += cost_eur

    # --- no answer ------------------------------------------------------------------------------------------------

    def _ring(self, call: Call) -> None:
        """A call has waited for as long as it may where it is."""
        if not call.open:
            return
        rest = call.deadline - self._clock.now
        if rest > EARLY and (call.pool is not self._large or self._fallback_after == math.inf or call.who.patient):
            call.wake(self._clock, rest, self._rings)
            return
        call.open = False
        if self._retries.cancels and call.pool is not None:
            self._waste(call, call.pool.withdraw(call))
        if rest > EARLY:
            self._fall_back(call)
        else:
            self._try_again(call, "late")

    def _fall_back(self, call: Call) -> None:
        """The small model is asked instead, within the same attempt (D-SERV-6)."""
        now = self._clock.now
        if call.counted:
            call.who.tally.fallbacks += 1
        other = call.again()
        other.to_small = True
        other.draw = self._draw(other, FALLBACK_DRAW)
        if self._is_full(other, self._small):
            self._refuse(other, now)
            return
        other.deadline = call.deadline
        other.wake(self._clock, max(0.0, other.deadline - now), self._rings)
        self._small.put(other, now)

    def _try_again(self, call: Call, why: str) -> None:
        """A further attempt after a pause, if there is one left and the budget allows it; else the call ends so."""
        retries, tally = self._retries, call.who.tally
        if call.attempt >= retries.attempts or call.who.budget < self._budget_price:
            tally.lost_now += 1
            if call.counted:
                tally.ended[why] += 1
            if why == "late":
                tally.latencies.append(self._clock.now - call.asked)
            return
        call.who.budget -= self._budget_price
        tally.retries_now += 1
        if call.counted:
            tally.retries += 1
        other = call.again()
        other.attempt += 1
        other.draw = self._draw(other, 0)
        other.wake(self._clock, retries.backoff_seconds * 2.0 ** (call.attempt - 1), self._asks_again)

    def _ask_again(self, call: Call) -> None:
        self._ask(call, self._clock.now)

    def _draw(self, call: Call, kind: int) -> float:
        """The luck of a further attempt is its own."""
        return self._luck.uniform(AGAIN, call.who.index, call.number * DRAWS_PER_CALL + kind + call.attempt)
