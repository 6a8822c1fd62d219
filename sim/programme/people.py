"""People: who leaves, who is hired, and how long newcomers take (model §3 Teams, On-call; parameters.csv)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.team import Team
from sim.programme.words import count

if TYPE_CHECKING:
    from sim.programme.programme import Programme

FEWEST = 2


class People:
    """Departures of their own accord, losses from wear, vacancies, newcomers."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._departures = [Thresholds(programme.luck, purposes.DEPARTURES, team.identity) for team in programme.teams]
        self._exposed = [0.0 for _ in programme.teams]
        self.left = 0

    def run(self) -> Steps:
        """Hire whoever is to be hired beyond replacement."""
        programme = self._programme
        plan = programme.scenario.staffing
        if not plan.hires:
            return
        yield Moment(programme.clock, max(0.0, plan.from_week - programme.clock.now), (Rank.PEOPLE, 0))
        if programme.ending is not None or programme.scenario.staffing != plan:
            return
        teams = self._wanted(plan.team)
        text = f"{count(plan.hires, 'engineer is', 'engineers are')} to be hired."
        programme.log.add("people", "hiring", text)
        for number in range(plan.hires):
            start(programme.clock, self._fill(teams[number % len(teams)]))

    def _wanted(self, kind: str) -> list[Team]:
        programme = self._programme
        if kind == "platform":
            assert programme.platform_team is not None
            return [programme.platform_team]
        return programme.builders

    def week(self, team: Team) -> None:
        """Some give notice."""
        programme = self._programme
        rate = programme.scenario.people.attrition_per_year
        if rate <= 0.0 or team.engineers < 1 or programme.ending is not None:
            return
        self._exposed[team.identity] += team.engineers * rate / 52.0
        for _ in range(self._departures[team.identity].advance(self._exposed[team.identity])):
            programme.log.add("people", "notice_given", f"An engineer of {team.name} gives notice.")
            start(programme.clock, self._leave(team))
            start(programme.clock, self._fill(team))

    def _leave(self, team: Team) -> Steps:
        programme = self._programme
        weeks = max(1, math.ceil(programme.scenario.people.notice_weeks))
        yield Moment(programme.clock, weeks, (Rank.ON_CALL, team.identity - len(programme.teams)))
        if programme.ending is not None or team.engineers < 1:
            return
        self._take_one(team)
        left = count(team.engineers, "engineer is", "engineers are")
        programme.log.add("people", "engineer_left", f"An engineer leaves {team.name} after notice; {left} left.")
        if team.engineers < FEWEST and programme.on_call.is_paged(team):
            programme.outcome.burn_out(team, programme.on_call.load_hours.get(team.identity, 0.0))

    def lose(self, team: Team, load: float) -> None:
        """Somebody who is worn out leaves at once."""
        programme = self._programme
        self._take_one(team)
        left = count(team.engineers, "engineer is", "engineers are")
        text = f"An engineer leaves {team.name}, worn out by {load:.0f} hours of incidents a week each; {left} left."
        programme.log.add("on_call", "engineer_left", text)
        if team.engineers < FEWEST:
            programme.outcome.burn_out(team, load)
        else:
            start(programme.clock, self._fill(team))

    def _take_one(self, team: Team) -> None:
        team.engineers -= 1
        team.newcomers = min(team.newcomers, team.engineers)
        self.left += 1

    def _fill(self, team: Team) -> Steps:
        """Newcomers come first: after the past week is booked, before the coming one is handed out."""
        programme = self._programme
        cards = programme.scenario.people
        weeks = max(1, math.ceil(cards.hiring_weeks))
        yield Moment(programme.clock, self._to_a_week_s_end(weeks), (Rank.ON_CALL, self._first(team)))
        if programme.ending is not None:
            return
        team.engineers += 1
        programme.ledger.owe(WHOLE_PROGRAMME, Category.HIRING, cards.hiring_cost_eur)
        programme.log.add("people", "engineer_joined", f"An engineer joins {team.name}.")
        if cards.ramp_up_weeks <= 0.0 or cards.ramp_up_share >= 1.0:
            return
        team.newcomers += 1
        ramp_up = max(1, math.ceil(cards.ramp_up_weeks))
        yield Moment(programme.clock, ramp_up, (Rank.ON_CALL, self._first(team)))
        team.newcomers = max(0, min(team.newcomers - 1, team.engineers))

    def _first(self, team: Team) -> int:
        return team.identity - 2 * len(self._programme.teams)

    def _to_a_week_s_end(self, weeks: int) -> float:
        now = self._programme.clock.now
        return math.ceil(now - 1e-9) + weeks - now
