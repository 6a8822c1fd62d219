"""What vendors charge over time (model §3 Prices)."""

from __future__ import annotations

import math


def list_price_share(contract_weeks: float, promotion_share: float, promotion_weeks: float) -> float:
    """Share of list price paid at this age of the contract: promotions end at renewal (D-ECON-3)."""
    return 1.0 - promotion_share if contract_weeks < promotion_weeks else 1.0


def launch_price_factor(week: float, list_decline_per_year: float, token_growth_per_year: float) -> float:
    """Price of a call of a workload that launches in this week over one that launched at the start.

    It takes the current tier at list price, which declines slowly, and more tokens a call.
    """
    years = week / 52.0
    return math.exp(years * (math.log1p(token_growth_per_year) + math.log1p(-list_decline_per_year)))


def migrated_price_factor(weeks_on_model: float, quality_decline_per_year: float) -> float:
    """Price after moving to today's model of the same quality over the price before."""
    return math.exp(weeks_on_model / 52.0 * math.log1p(-quality_decline_per_year))
