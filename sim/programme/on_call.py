"""On call: who is paged for what, the hours it takes, and who leaves (D-OPS-1, D-OPS-2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.team import Claim, Team
from sim.programme.use_case import Workload
from sim.programme.words import count
from sim.rules import on_call

if TYPE_CHECKING:
    from sim.programme.programme import Programme

KINDS = ("shared", "behaviour")
FEWEST = 2


@dataclass(slots=True)
class Exposure:
    """How far the integrated rate of a workload's incidents has come."""

    thresholds: Thresholds
    integrated: float = 0.0


class OnCall:
    """Incidents of the week become claims on teams; load beyond the sustainable wears people out."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._streams: dict[str, dict[int, Exposure]] = {kind: {} for kind in KINDS}
        self.burnout: dict[int, float] = {}

    def pager(self, kind: str, builder: Team) -> Team:
        """The team that is paged for this kind of incident of a workload that `builder` has built."""
        owner = self._programme.scenario.ownership
        wanted = owner.shared if kind == "shared" else owner.behaviour
        platform_team = self._programme.platform_team
        return platform_team if wanted == "platform" and platform_team is not None else builder

    def knows(self, kind: str, builder: Team) -> bool:
        """Whether those who are paged know the thing: builders their behaviour, the platform team what is shared.

        Where there is no platform team, whoever built a stack knows its infrastructure, too.
        """
        paged = self.pager(kind, builder)
        if kind == "behaviour":
            return paged is builder
        return paged is self._programme.platform_team or self._programme.platform_team is None

    def run(self) -> Steps:
        """Every week: count incidents, wear people out, and hand the teams their claims for the week to come."""
        while True:
            yield Moment(self._programme.clock, 1.0, (Rank.ON_CALL, 0))
            self._week()

    def _week(self) -> None:
        programme = self._programme
        claims: dict[int, list[Claim]] = {team.identity: [] for team in programme.teams}
        hours: dict[int, float] = {team.identity: 0.0 for team in programme.teams}
        left = programme.share_left()
        for workload in programme.live:
            self._upkeep(workload, claims, left)
            self._incidents(workload, claims, hours, left)
        self._platform_upkeep(claims, left)
        for team in programme.teams:
            self._wear(team, hours[team.identity])
            team.begin_week(claims[team.identity])

    def _upkeep(self, workload: Workload, claims: dict[int, list[Claim]], left: float) -> None:
        fte = self._programme.economics.upkeep_fte(workload.use_case, workload.on_platform) * left
        claims[workload.team.identity].append(Claim(workload.rank, Category.UPKEEP, fte))

    def _platform_upkeep(self, claims: dict[int, list[Claim]], left: float) -> None:
        platform = self._programme.platform
        if platform.team is not None and platform.upkeep_fte > 0.0:
            claim = Claim(WHOLE_PROGRAMME, Category.PLATFORM, platform.upkeep_fte * left)
            claims[platform.team.identity].append(claim)

    def _incidents(
        self, workload: Workload, claims: dict[int, list[Claim]], hours: dict[int, float], left: float
    ) -> None:
        cards = self._programme.scenario.on_call
        lived = min(1.0, self._programme.clock.now - workload.live_week) * left
        for kind, rate in (("shared", cards.shared_per_week), ("behaviour", cards.behaviour_per_week)):
            new = self._count(kind, workload.rank, rate * lived)
            if not new:
                continue
            team = self.pager(kind, workload.team)
            taken = on_call.handling_hours(new, cards.handling_hours, cards.mismatch, self.knows(kind, workload.team))
            hours[team.identity] += taken
            claims[team.identity].append(Claim(workload.rank, Category.INCIDENTS, taken / cards.hours_per_week))

    def _count(self, kind: str, rank: int, expected: float) -> int:
        stream = self._streams[kind].get(rank)
        if stream is None:
            purpose = purposes.SHARED_INCIDENTS if kind == "shared" else purposes.BEHAVIOUR_INCIDENTS
            stream = self._streams[kind][rank] = Exposure(Thresholds(self._programme.luck, purpose, rank))
        stream.integrated += expected
        if stream.integrated < stream.thresholds.next_at:
            return 0
        return stream.thresholds.advance(stream.integrated)

    def _wear(self, team: Team, hours: float) -> None:
        if team.engineers < 1 or self._programme.ending is not None:
            return
        cards = self._programme.scenario.on_call
        stock = on_call.burnout_after(
            self.burnout.get(team.identity, 0.0),
            hours / team.engineers,
            cards.sustainable_hours,
            cards.burnout_weeks,
            1.0,
        )
        if stock >= on_call.BURNT_OUT:
            stock = on_call.AFTER_A_LOSS
            self._lose(team, hours)
        self.burnout[team.identity] = stock

    def _lose(self, team: Team, hours: float) -> None:
        programme = self._programme
        load = hours / team.engineers
        team.engineers -= 1
        left = count(team.engineers, "engineer is", "engineers are")
        text = f"An engineer leaves {team.name}, worn out by {load:.0f} hours of incidents a week each; {left} left."
        programme.log.add("on_call", "engineer_left", text)
        if team.engineers < FEWEST:
            programme.outcome.burn_out(team, load)
        else:
            start(programme.clock, self._replace(team))

    def _replace(self, team: Team) -> Steps:
        """Newcomers come first: after the past week is booked, before the coming one is handed out."""
        programme = self._programme
        weeks = max(1, math.ceil(programme.scenario.delivery.hiring_weeks))
        first = team.identity - len(programme.teams)
        yield Moment(programme.clock, weeks, (Rank.ON_CALL, first))
        if programme.ending is None:
            team.engineers += 1
            programme.log.add("on_call", "engineer_joined", f"A replacement joins {team.name}.")
