"""Demand: how often the business asks, and what it asks for (D-PILOT-6, D-PILOT-2, D-FUND-2)."""

from __future__ import annotations

import math

WEEKS_PER_YEAR = 52.0
MONTHS_PER_YEAR = 12.0
MESSIEST = 2.0
LOW = 0
MIDDLE = 1
HIGH = 2


def idea_rate_per_week(ideas_per_month: float, growth_per_live: float, live: int) -> float:
    """Rate of new use cases: visible success breeds demand (D-PILOT-6)."""
    return ideas_per_month * MONTHS_PER_YEAR / WEEKS_PER_YEAR * (1.0 + growth_per_live * live)


def potential_value_eur(top_value_eur: float, decay_per_rank: float, rank: int, noise: float) -> float:
    """Yearly potential of the use case with this rank: best first, each further one worth less (D-FUND-2)."""
    if decay_per_rank >= 1.0:
        return top_value_eur * noise if rank == 0 else 0.0
    return top_value_eur * math.exp(rank * math.log1p(-decay_per_rank)) * noise


def share_between(mean: float, u: float) -> float:
    """A workload's own share, uniform around the portfolio's mean, as wide as half the room there is."""
    half_width = 0.5 * min(mean, 1.0 - mean)
    return mean + half_width * (2.0 * u - 1.0)


def mean_messiness(first: float, per_rank: float, rank: int) -> float:
    """Mean messiness of data: the first use case has the best, later ones worse, up to a bound (D-PILOT-2)."""
    return max(first, min(MESSIEST, first + per_rank * rank))


def risk_tier(u: float, low_share: float, high_share: float) -> int:
    """Low, middle or high risk."""
    if u >= 1.0 - high_share:
        return HIGH
    return LOW if u < low_share else MIDDLE
