"""Incidents of the provider: when an endpoint is sick, and when the gateway notices."""

from __future__ import annotations

import math

from simpy import Environment

from sim.luck import Luck, purpose
from sim.luck.distributions import normal_at
from sim.luck.quantiles import exponential_quantile
from sim.scenario.serving import Stack
from sim.serving.arrivals import HOUR
from sim.serving.calls import FIRST, Later
from sim.serving.pool import Endpoint, Pool

GAP = purpose("serving: time to the next incident")
LENGTH = purpose("serving: how long an incident lasts")
WHERE = purpose("serving: which endpoint an incident hits")
MONTH_SECONDS = 365.25 / 12.0 * 24.0 * HOUR


def incidents_of(stack: Stack, luck: Luck) -> list[tuple[float, float, int]]:
    """Beginning, end and endpoint of each incident, in seconds since the day's start, in their order."""
    cards = stack.provider
    median = cards.incident_hours_median * HOUR
    found = []
    if cards.incident_at_hour is not None:
        found.append((cards.incident_at_hour * HOUR, cards.incident_at_hour * HOUR + median, 0))
    begin, end = -stack.day.warm_up_hours * HOUR, stack.day.hours * HOUR
    now, number = begin - MONTH_SECONDS, 0  # some that began before may still go on
    while cards.incidents_per_month > 0.0:
        now += exponential_quantile(luck.uniform(GAP, 0, number)) * MONTH_SECONDS / cards.incidents_per_month
        if now >= end:
            break
        lasts = median * math.exp(normal_at(luck.uniform(LENGTH, 0, number), 0.0, cards.incident_log_sd))
        if now + lasts > begin:
            found.append((now, now + lasts, int(luck.uniform(WHERE, 0, number) * stack.large.endpoints)))
        number += 1
    return sorted(found)


class Health:
    """Makes endpoints of a pool sick and well, and tells the pool when the gateway notices."""

    def __init__(self, clock: Environment, pool: Pool, stack: Stack, incidents: list[tuple[float, float, int]]) -> None:
        self._clock, self._pool = clock, pool
        self._notices = stack.gateway.health_aware
        self._after = stack.gateway.health_seconds
        for begin, end, where in incidents:
            endpoint = pool.endpoints[where]
            Later(clock, max(0.0, begin - clock.now), self._falls_sick, endpoint, FIRST)
            Later(clock, max(0.0, end - clock.now), self._gets_well, endpoint, FIRST)

    def _falls_sick(self, event: Later) -> None:
        self._change(event.subject, 1)

    def _gets_well(self, event: Later) -> None:
        self._change(event.subject, -1)

    def _change(self, endpoint: Endpoint, incidents: int) -> None:
        """Incidents may overlap."""
        self._pool.settle()
        endpoint.incidents += incidents
        if self._notices:
            Later(self._clock, self._after, self._noticed, (endpoint, incidents))

    def _noticed(self, event: Later) -> None:
        endpoint, incidents = event.subject
        endpoint.noticed += incidents
        self._pool.look_at_endpoints()
