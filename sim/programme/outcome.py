"""How a programme ends, and why (model §2).

Ends are found as they happen; the first one stands. Two in one instant are settled by the actors' order: a collapse on
call, a reorganisation, a termination, a lost sponsor, a planned stop, and last what is known only afterwards. A freeze
or a stall is known only long after it began: it is timed at its beginning and its consequences follow when it is
established.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.programme import explain
from sim.programme.clock import Alarm, Moment, Rank, Signal, Steps
from sim.programme.words import count
from sim.rules import money

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team

CENSORED = "censored"
WINDS_DOWN = frozenset({"insolvent", "sponsor_lost", "stopped"})
REORGANISED = "reorganised"
INSTANT = 1e-9  # weeks: what rounding may leave of a wait


@dataclass(frozen=True)
class Ending:
    """An end: its kind, when it happened, when it was known, and why."""

    outcome: str
    week: float
    known_week: float
    text: str


class Outcome:
    """Watches for a gate that stays closed and for a programme in which nothing more goes live."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._alarm = Alarm(programme.clock, (Rank.OUTCOME, 0))
        self.settled = Signal(programme.clock, (Rank.OBSERVER, 0))
        self._pending = False
        self._pending_live = 0

    def gate_changed(self) -> None:
        """The gate closed or reopened."""
        self._alarm.ring()
        if self._pending and self._programme.cfo.is_open:
            self._settle()

    def live_changed(self) -> None:
        """A workload went live or a first build started."""
        self._alarm.ring()
        if self._pending and self._programme.cfo.is_open and self._programme.went_live > self._pending_live:
            self._settle()

    def run(self) -> Steps:
        """Wait for the next deadline of a freeze or a stall, and establish it when nothing came in between."""
        programme = self._programme
        while programme.ending is None:
            deadline = self._deadline()
            yield self._alarm.after(None if deadline is None else max(0.0, deadline - programme.clock.now))
            due = self._deadline()
            if programme.ending is None and due is not None and programme.clock.now >= due - INSTANT:
                self._classify()
        yield from self._wind_down(programme.ending)

    def _wind_down(self, ending: Ending) -> Steps:
        """Say when the last workload of a programme that is wound down is gone."""
        programme = self._programme
        if ending.outcome not in WINDS_DOWN or not programme.live:
            return
        weeks = programme.scenario.ends.wind_down_weeks
        yield Moment(programme.clock, ending.known_week + weeks - programme.clock.now, (Rank.OUTCOME, 0))
        running = count(len(programme.live), "workload is", "workloads are")
        programme.log.add("outcome", "wound_down", f"The last {running} switched off.")

    def _deadline(self) -> float | None:
        ends = self._programme.scenario.ends
        closed = self._programme.cfo.closed_week
        if closed is not None:
            return closed + ends.frozen_after
        if self._programme.reached_target_week is not None or self._programme.first_build_week is None:
            return None
        return max(self._quiet_since(), self._programme.cfo.reopened_week) + ends.stalled_after

    def _quiet_since(self) -> float:
        last = self._programme.last_live_week
        began = self._programme.first_build_week
        assert began is not None
        return began if last is None else last

    def _classify(self) -> None:
        programme = self._programme
        closed = programme.cfo.closed_week
        if closed is not None:
            self._end("frozen", closed, explain.freeze(programme, closed))
        else:
            week = self._quiet_since()
            self._end("stalled", week, explain.stall(programme, week))

    def terminate(self, against: str) -> None:
        """Finance ends the programme."""
        programme = self._programme
        self._end("insolvent", programme.clock.now, explain.termination(programme, against))

    def burn_out(self, team: Team, load_hours: float) -> None:
        """A team on call has collapsed; what it looked after degrades."""
        programme = self._programme
        week = programme.clock.now
        for workload in programme.live:
            if team in (
                programme.on_call.pager("shared", workload.team),
                programme.on_call.pager("behaviour", workload.team),
            ):
                workload.degraded_week = week
        self._end("burned_out", week, explain.collapse(programme, team, load_hours))

    def reorganise(self, shadow_share: float, wait_over_patience: float) -> None:
        """Waiting and shadow AI have torn the operating model up."""
        programme = self._programme
        text = explain.reorganisation(programme, shadow_share, wait_over_patience)
        self._end(REORGANISED, programme.clock.now, text)

    def lose_sponsor(self) -> None:
        """Patience ran out before value showed."""
        programme = self._programme
        self._end("sponsor_lost", programme.clock.now, explain.lost_sponsor(programme))

    def stop_on_plan(self) -> Steps:
        """Somebody ends the programme on purpose."""
        programme = self._programme
        week = programme.scenario.programme.stop_week
        if week is None:
            return
        yield Moment(programme.clock, max(0.0, week - programme.clock.now), (Rank.OUTCOME, -1))
        if programme.scenario.programme.stop_week == week:
            self._end("stopped", programme.clock.now, explain.planned_stop(programme))

    def _end(self, outcome: str, week: float, text: str) -> None:
        programme = self._programme
        if programme.ending is not None:
            return
        programme.ending = Ending(outcome, week, programme.clock.now, text)
        programme.log.add("outcome", "end", text)
        self._alarm.ring()
        for team in programme.teams:
            team.disbanding = self.staff_left
            team.capacity = 0.0
            team.wake()
        self._settle()

    # --- after an end -----------------------------------------------------------------------------------------------

    def staff_left(self) -> float:
        """Share left of the staff that what still runs does not need."""
        return self._left()

    def share_left(self) -> float:
        """Share left of the live workloads' activity."""
        ending = self._programme.ending
        return self._left() if ending is not None and ending.outcome in WINDS_DOWN else 1.0

    def upkeep_times(self) -> float:
        """Upkeep over what it was: higher once a reorganisation has wound the workloads into their units."""
        ending = self._programme.ending
        if ending is None or ending.outcome != REORGANISED:
            return 1.0
        ends = self._programme.scenario.ends
        wound_in = self._programme.clock.now >= ending.known_week + ends.reorganised_weeks
        return ends.reorganised_upkeep if wound_in else 1.0

    def _left(self) -> float:
        ending = self._programme.ending
        if ending is None:
            return 1.0
        since = self._programme.clock.now - ending.known_week
        return money.left_after_end(since, self._programme.scenario.ends.wind_down_weeks)

    # --- at the horizon ---------------------------------------------------------------------------------------------

    def watch_for_late_end(self) -> bool:
        """At the horizon: is something pending that only later weeks can classify?"""
        programme = self._programme
        if programme.ending is not None:
            return False
        self._pending = not programme.cfo.is_open or programme.reached_target_week is None
        self._pending_live = programme.went_live
        return self._pending

    def _settle(self) -> None:
        if self._pending and not self.settled.triggered:
            self.settled.succeed()
