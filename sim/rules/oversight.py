"""Oversight: what reviewers need, and what a change of the rules demands (D-PILOT-5, D-SEQ-5)."""

from __future__ import annotations

import math

AT_ONCE = 1e-6  # weeks: meetings as close as this decide at once


def review_effort(
    base: float,
    coordination_per_live: float,
    live: int,
    saving_per_review: float,
    least_share: float,
    reviews_before: int,
) -> float:
    """Reviewer-weeks: they grow with what runs already and fall with what earlier reviews have left behind."""
    learned = max(least_share, math.exp(reviews_before * math.log1p(-saving_per_review)))
    return base * (1.0 + coordination_per_live * live) * learned


def next_meeting(week: float, every_weeks: float) -> float:
    """When the next meeting decides; meetings are at multiples of their interval, and at once where it is zero."""
    if every_weeks < AT_ONCE:
        return week
    return max(week, math.ceil(week / every_weeks - 1e-9) * every_weeks)


def shared_factor(saving: float, shared: float) -> float:
    """What shared artefacts leave of oversight and rework; `shared` is how far they cover a workload."""
    return 1.0 - saving * shared
