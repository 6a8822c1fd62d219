"""Which question a call asks: Zipf popularity over up to a milliard of questions, by one uniform each.

The most popular ones are summed one by one. The others form groups of neighbours whose sum is an integral (its midpoint
rule is good to 1 part in 10**7); within a group all are equally popular, which is off by 1% at most.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD = 4_096
GROWTH = 1.02  # a group's last rank over its first
CLOSE_TO_ONE = 1e-9
Floats = NDArray[np.float64]


def integral(exponent: float, low: float, high: float) -> float:
    """Of rank to the power of minus the exponent."""
    rest = 1.0 - exponent
    if abs(rest) < CLOSE_TO_ONE:
        return math.log(high / low)
    return (math.exp(rest * math.log(high)) - math.exp(rest * math.log(low))) / rest


class Popularity:
    """Zipf's law over ranks 1 to `distinct`: the last rank of each group, and the sum of popularities up to it."""

    def __init__(self, distinct: int, exponent: float) -> None:
        ranks, sums, total = [0], [0.0], 0.0
        for rank in range(1, min(distinct, HEAD) + 1):
            total += math.exp(-exponent * math.log(rank))
            ranks.append(rank)
            sums.append(total)
        while ranks[-1] < distinct:
            last = min(distinct, math.floor(ranks[-1] * GROWTH))
            total += integral(exponent, ranks[-1] + 0.5, last + 0.5)
            ranks.append(last)
            sums.append(total)
        self._ranks: Floats = np.array(ranks, dtype=np.float64)
        self._sums: Floats = np.array(sums) / total

    def ranks_at(self, shares: Any) -> Floats:
        """The ranks at which the popularities, summed from the most popular on, pass these shares of their sum."""
        group = np.clip(np.searchsorted(self._sums, shares), 1, len(self._sums) - 1)
        low, high = self._ranks[group - 1], self._ranks[group]
        below = self._sums[group - 1]
        within = np.ceil((shares - below) / (self._sums[group] - below) * (high - low))
        return np.asarray(low + np.clip(within, 1.0, high - low), dtype=np.float64)

    def middles_of(self, ranks: Floats) -> Floats:
        """Share of all that is more popular than each of these ranks, and half of its own."""
        return np.interp(ranks - 0.5, self._ranks, self._sums)


class Questions:
    """Wordings and what they mean: each wording has one meaning, popular wordings popular ones."""

    def __init__(self, texts: int, meanings: int, exponent: float) -> None:
        self._texts = Popularity(texts, exponent)
        self._meanings = Popularity(meanings, exponent)
        self._same = texts == meanings

    def at(self, shares: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Wordings and meanings, by rank."""
        texts = self._texts.ranks_at(shares)
        meanings = texts if self._same else self._meanings.ranks_at(self._texts.middles_of(texts))
        return texts.astype(np.int64), meanings.astype(np.int64)
