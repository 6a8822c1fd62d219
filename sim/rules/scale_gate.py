"""The scale gate: ten decisions that are cheap to design in and dear to retrofit (D-PILOT-1, D-PILOT-2)."""

from __future__ import annotations

PASSES = 0
STALLS = 1
SHELVED = 2
COOLEST = 3.0


def cooling(per_rank: float, rank: int) -> float:
    """How much likelier a later use case is to stall or be shelved: its sponsor is cooler."""
    return min(COOLEST, 1.0 + per_rank * rank)


def verdict(u: float, shelve_share: float, stall_share: float, cooler: float) -> int:
    """What one missing decision does to a pilot."""
    shelve = min(1.0, shelve_share * cooler)
    if u < shelve:
        return SHELVED
    return STALLS if u < shelve + stall_share * cooler else PASSES
