"""Events whose rate depends on the state (incidents, departures): model §1.4.

A Poisson process of any rate is a unit-rate one in the clock of its integrated rate. So the k-th event falls where
that integral passes the sum of the first k unit exponentials, whatever the state did and however it was stepped.
"""

from __future__ import annotations

from sim.luck.luck import Luck

INFINITY = float("inf")


class Thresholds:
    """The events of one entity's stream; `next_at` is the integrated rate at which the next one occurs."""

    __slots__ = ("_entity", "_integrated", "_luck", "_purpose", "next_at", "occurred")

    def __init__(self, luck: Luck, purpose: int, entity: int = 0) -> None:
        self._luck = luck
        self._purpose = purpose
        self._entity = entity
        self._integrated = 0.0
        self.occurred = 0
        self.next_at = luck.exponential(purpose, entity, 0)

    def advance(self, integrated: float) -> int:
        """How many events occur as the integrated rate, counted from the stream's beginning, grows to this value."""
        if not self._integrated <= integrated < INFINITY:
            raise ValueError(f"the integrated rate cannot go from {self._integrated} to {integrated}")
        self._integrated = integrated
        before = self.occurred
        while self.next_at <= integrated:
            self.occurred += 1
            self.next_at += self._luck.exponential(self._purpose, self._entity, self.occurred)
        return self.occurred - before
