"""Opportunities: a backlog, then ideas whose rate follows visible success (D-PILOT-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import Alarm, Rank, Steps
from sim.programme.use_case import draw_use_case
from sim.rules import demand

if TYPE_CHECKING:
    from sim.programme.programme import Programme


class Opportunities:
    """The business asking for workloads."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._alarm = Alarm(programme.clock, (Rank.OPPORTUNITIES, 0))
        self._asked = 0

    def success_changed(self) -> None:
        """A workload went live: from now on ideas come faster."""
        self._alarm.ring()

    def run(self) -> Steps:
        """Ask for the backlog at once, then whenever the integrated rate passes the next exponential threshold."""
        known = len(self._programme.scenario.start.workloads)
        self._asked = known
        for _ in range(0 if known else self._programme.scenario.opportunities.backlog):
            self._ask()
        clock = self._programme.clock
        while True:
            left = self._programme.luck.exponential(purposes.IDEA_GAP, 0, self._asked)
            while left > 0.0:
                rate = self._rate_per_week()
                began = clock.now
                wait = left / rate if rate > 0.0 else None
                yield self._alarm.after(wait)
                due = wait is not None and clock.now >= began + wait
                left = 0.0 if due else left - (clock.now - began) * rate
            self._ask()

    def _rate_per_week(self) -> float:
        world = self._programme.scenario.opportunities
        return demand.idea_rate_per_week(world.ideas_per_month, world.growth_per_live, len(self._programme.live))

    def _ask(self) -> None:
        use_case = draw_use_case(self._programme.scenario, self._programme.luck, self._asked)
        self._asked += 1
        self._programme.take_up(use_case)
