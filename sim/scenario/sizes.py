"""Sizes from their quantiles: on real traffic no two-parameter family fits tokens, so that their quantiles are kept."""

from __future__ import annotations

from collections.abc import Sequence

SHARES: tuple[float, ...] = (*(percent / 100.0 for percent in range(100)), 0.995, 0.999, 1.0)


def size_at(quantiles: Sequence[float], u: float) -> float:
    """The size below which a share `u` of sizes lies; linear between the quantiles, which belong to SHARES."""
    low, high = 0, len(SHARES) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if SHARES[middle] <= u:
            low = middle
        else:
            high = middle
    part = (u - SHARES[low]) / (SHARES[high] - SHARES[low])
    return quantiles[low] + (quantiles[high] - quantiles[low]) * part


def mean_size(quantiles: Sequence[float]) -> float:
    """The mean of what `size_at` gives at a uniform."""
    total = 0.0
    for place in range(len(SHARES) - 1):
        total += 0.5 * (quantiles[place] + quantiles[place + 1]) * (SHARES[place + 1] - SHARES[place])
    return total
