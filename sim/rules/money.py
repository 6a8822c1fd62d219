"""Money over time."""

from __future__ import annotations

import math


def discount_factor(week: float, discount_per_year: float) -> float:
    """Value today of one euro in that week."""
    return math.exp(-week / 52.0 * math.log1p(discount_per_year))


def to_cents(amount_eur: float) -> int:
    """Whole cents: every entry is exact, so that sums are, in any order."""
    return math.floor(amount_eur * 100.0 + 0.5)


def left_after_end(weeks_since: float, wind_down_weeks: float) -> float:
    """Share that is left of what is being wound down."""
    return max(0.0, 1.0 - weeks_since / wind_down_weeks)
