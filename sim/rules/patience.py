"""Patience: of units, of the operating model, of the sponsor (D-SEQ-4, D-PILOT-6)."""

from __future__ import annotations


def goes_around(value_eur: float, bill_eur: float) -> bool:
    """A unit goes around only for something that is worth its bill."""
    return value_eur > bill_eur


def shadow_share(shadow: int, governed: int) -> float:
    """Shadow workloads among all workloads, those on their way to production included."""
    return shadow / (shadow + governed) if shadow > 0 else 0.0


def reorganisation_rate_per_week(base_per_year: float, shadow_share_now: float, wait_over_patience: float) -> float:
    """Hazard of a reorganisation: base × (shadow share of all workloads + mean wait over patience)."""
    return base_per_year / 52.0 * (shadow_share_now + wait_over_patience)


def restored(patience_weeks: float, gained_weeks: float, most_weeks: float) -> float:
    """A sponsor's patience after a milestone."""
    return min(most_weeks, patience_weeks + gained_weeks)
