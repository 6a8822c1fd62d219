"""Calls that wait for a model: by urgency, and first come, first served within one urgency."""

from __future__ import annotations

from collections import deque

from sim.serving.calls import Call

CLEARED_FROM = 1_000  # withdrawn calls that may stay in a line


class Waiting:
    """Lines in order of urgency. A call that is withdrawn leaves its line when its turn comes, or when many have."""

    def __init__(self, ranks: int) -> None:
        self._lines: list[deque[Call]] = [deque() for _ in range(ranks)]
        self._in_line = [0] * ranks
        self.count = 0

    def up_to(self, rank: int) -> int:
        """How many of this urgency or above wait."""
        return sum(self._in_line[: rank + 1])

    def add(self, call: Call) -> None:
        """To the end of its line."""
        rank = call.who.rank
        self._lines[rank].append(call)
        self._in_line[rank] += 1
        self.count += 1

    def withdraw(self, call: Call) -> None:
        """Nobody wants it any more."""
        rank = call.who.rank
        call.pool = None
        self._in_line[rank] -= 1
        self.count -= 1
        line = self._lines[rank]
        if len(line) > 2 * self._in_line[rank] + CLEARED_FROM:
            self._lines[rank] = deque(one for one in line if one.pool is not None)

    def take(self) -> Call:
        """The next one; somebody must wait."""
        for rank, line in enumerate(self._lines):
            if not self._in_line[rank]:
                continue
            call = line.popleft()
            while call.pool is None:
                call = line.popleft()
            self._in_line[rank] -= 1
            self.count -= 1
            return call
        raise IndexError("nobody waits")

    def oldest(self) -> float:
        """When the one that waits longest came; somebody must wait."""
        found = []
        for rank, line in enumerate(self._lines):
            if self._in_line[rank]:
                while line[0].pool is None:
                    line.popleft()
                found.append(line[0].queued)
        return min(found)
