"""How a programme ends, and why (model §2).

Ends are found as they happen; the first one stands. Two in one instant are settled by the actors' order, so that
a termination comes before a classification. A freeze or a stall is known only long after it began: it is timed at
its beginning and its consequences follow when it is established.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.programme.clock import Alarm, Moment, Rank, Signal, Steps
from sim.programme.use_case import Stage
from sim.programme.words import count, euros
from sim.rules import money

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team

CENSORED = "censored"
WINDS_DOWN = frozenset({"insolvent"})
INSTANT = 1e-9  # weeks: what rounding may leave of a wait
MONTHS_PER_WEEK = 12.0 / 52.0


@dataclass(frozen=True)
class Ending:
    """An end: its kind, when it happened, when it was known, and why."""

    outcome: str
    week: float
    known_week: float
    text: str


def month(week: float) -> int:
    """Months are counted from one for people."""
    return int(week * MONTHS_PER_WEEK) + 1


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
        if self._pending and self._programme.cfo.is_open and len(self._programme.live) > self._pending_live:
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
        live = self._programme.live
        began = self._programme.first_build_week
        assert began is not None
        return live[-1].live_week if live else began

    def _classify(self) -> None:
        programme = self._programme
        closed = programme.cfo.closed_week
        if closed is not None:
            self._freeze(closed)
            return
        week = self._quiet_since()
        queued = programme.count(Stage.QUEUED)
        why = f"{queued} wait for a team" if queued else "no idea that finance accepts is left"
        live = count(len(programme.live), "workload", "workloads")
        text = (
            f"Stalled in month {month(week)} at {live}: nothing went live "
            f"for {programme.scenario.ends.stalled_after:.0f} weeks with the gate open; {why}."
        )
        self._end("stalled", week, text)

    def _freeze(self, closed: float) -> None:
        programme = self._programme
        cfo = programme.cfo
        last = next(row for row in reversed(programme.reviews) if row[0] == closed)
        text = f"Frozen in month {month(closed)}: run-rate {euros(last[3])} a year against {euros(last[4])}"
        if cfo.surprise is not None:
            text += f"; unit economics first asked for at {count(cfo.question_live or 0, 'workload', 'workloads')}"
            text += f", {cfo.surprise:.1f} times what was assumed"
        self._end("frozen", closed, f"{text}. The gate did not reopen.")

    def terminate(self, against: str) -> None:
        """Finance ends the programme."""
        week = self._programme.clock.now
        text = f"Insolvent in month {month(week)}: finance ends the programme at {against}."
        self._end("insolvent", week, text)

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
        left = count(team.engineers, "engineer", "engineers")
        text = (
            f"Burned out in month {month(week)}: {team.name} is down to {left} "
            f"after a load of {load_hours:.0f} hours of incidents a week each against a sustainable "
            f"{programme.scenario.on_call.sustainable_hours:.0f}."
        )
        self._end("burned_out", week, text)

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
        self._pending_live = len(programme.live)
        return self._pending

    def _settle(self) -> None:
        if self._pending and not self.settled.triggered:
            self.settled.succeed()
