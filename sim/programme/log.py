"""What happened, in the order in which it happened, in words a client understands."""

from __future__ import annotations

from sim.programme.clock import Clock


class EventLog:
    """(week, actor, what, use case, text), as the actors report it."""

    def __init__(self, clock: Clock, replication: int) -> None:
        self._clock = clock
        self._replication = replication
        self.rows: list[tuple[object, ...]] = []

    def belong_to(self, replication: int) -> None:
        """What has happened so far is this replication's past, too."""
        self._replication = replication
        self.rows = [(replication, *row[1:]) for row in self.rows]

    def add(self, actor: str, what: str, text: str, use_case: int | None = None) -> None:
        """Report something that happens now."""
        self.rows.append((self._replication, self._clock.now, actor, what, use_case, text))
