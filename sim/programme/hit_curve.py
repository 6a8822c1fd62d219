"""How a cache's hit share grows with a workload's volume: a curve, as Che's equation is too dear for every week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from sim.rules import caching

FIRST_LOG2 = 4.0  # 16 calls a week
STEP_LOG2 = 0.5
POINTS = 61  # up to 2**34 calls a week


@dataclass(frozen=True)
class HitCurve:
    """Share of repeatable calls that hit, by weekly calls; linear in the logarithm between points."""

    shares: tuple[float, ...]

    def at(self, calls_per_week: float) -> float:
        """Hit share at this volume."""
        if calls_per_week <= 0.0:
            return 0.0
        position = (math.log2(calls_per_week) - FIRST_LOG2) / STEP_LOG2
        if position <= 0.0:
            return self.shares[0]
        below = int(position)
        if below >= POINTS - 1:
            return self.shares[POINTS - 1]
        low, high = self.shares[below], self.shares[below + 1]
        return low + (high - low) * (position - below)


@lru_cache(maxsize=64)
def hit_curve(distinct: float, exponent: float, entries: float, weeks_valid: float) -> HitCurve:
    """The curve of one kind of cache."""
    whole = caching.popularity_sum(distinct, exponent)
    characteristic = caching.characteristic_requests(distinct, exponent, entries, whole)
    shares = []
    for point in range(POINTS):
        calls = 2.0 ** (FIRST_LOG2 + STEP_LOG2 * point)
        kept = caching.kept_requests(calls, weeks_valid, characteristic)
        shares.append(caching.hit_share(kept, distinct, exponent, whole))
    return HitCurve(tuple(shares))
