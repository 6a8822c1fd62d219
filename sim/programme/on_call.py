"""On call: who is paged for what, the hours it takes, and who is worn out (D-OPS-1, D-OPS-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.luck.thresholds import Thresholds
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.team import Claim, Team
from sim.programme.use_case import Workload
from sim.rules import on_call, value

if TYPE_CHECKING:
    from sim.programme.economics import Burden
    from sim.programme.programme import Programme

KINDS = ("shared", "behaviour")


class OnCall:
    """Incidents of the week become claims on teams; load beyond the sustainable wears people out."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.burnout: dict[int, float] = {}
        self.load_hours: dict[int, float] = {}
        self._claims: dict[int, list[Claim]] = {}
        self._hours: dict[int, float] = {}
        self._cluster = 1.0

    # --- who is paged ---------------------------------------------------------------------------------------------

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

    def takers(self, builder: Team) -> list[Team]:
        """The teams that are paged for what `builder` has built, itself apart."""
        paged = {team.identity: team for team in (self.pager(kind, builder) for kind in KINDS)}
        return [paged[identity] for identity in sorted(paged) if paged[identity] is not builder]

    def is_paged(self, team: Team) -> bool:
        """Whether anything live can page this team."""
        cards = self._programme.scenario.on_call
        rates = {"shared": cards.shared_per_week, "behaviour": cards.behaviour_per_week}
        kinds = [kind for kind in KINDS if rates[kind] > 0.0]
        return any(self.pager(kind, workload.team) is team for kind in kinds for workload in self._programme.live)

    # --- the week that ends ---------------------------------------------------------------------------------------

    def begin(self, now: float) -> None:
        """Before the live workloads are gone through: nobody has been paged yet."""
        programme = self._programme
        self._claims = {team.identity: [] for team in programme.teams}
        self._hours = {team.identity: 0.0 for team in programme.teams}
        luck = programme.luck.uniform(purposes.SHARED_CLUSTER, 0, int(now))
        self._cluster = lognormal_at(luck, 1.0, programme.scenario.on_call.cluster_log_sd)

    def collect(self, workload: Workload, burden: Burden, lived: float, left: float) -> int:
        """A workload's upkeep for the week to come, and the incidents of the one that ends; how many there were."""
        programme = self._programme
        cards = programme.scenario.on_call
        team = workload.team
        upkeep = burden.upkeep_fte * left * programme.outcome.upkeep_times()
        self._claims[team.identity].append(Claim(workload.rank, Category.UPKEEP, upkeep))
        workload.drift = value.next_drift(workload.drift, cards.drift_per_week, cards.repair_per_week, team.granted)
        behaviour = burden.behaviour_per_week * (1.0 + cards.drift_incidents * workload.drift)
        shared = self._count(0, workload, cards.shared_per_week * self._cluster * lived)
        own = self._count(1, workload, behaviour * lived)
        if shared:
            self._page("shared", workload, shared)
        if own:
            self._page("behaviour", workload, own)
        return shared + own

    def _page(self, kind: str, workload: Workload, incidents: int) -> None:
        cards = self._programme.scenario.on_call
        team = self.pager(kind, workload.team)
        knows = self.knows(kind, workload.team)
        taken = on_call.handling_hours(incidents, cards.handling_hours, cards.mismatch, knows)
        self._hours[team.identity] += taken
        self._claims[team.identity].append(Claim(workload.rank, Category.INCIDENTS, taken / cards.hours_per_week))

    def _count(self, kind: int, workload: Workload, expected: float) -> int:
        """Incidents are where the integrated rate passes exponential thresholds."""
        if workload.incidents is None:
            luck = self._programme.luck
            workload.incidents = (
                Thresholds(luck, purposes.SHARED_INCIDENTS, workload.rank),
                Thresholds(luck, purposes.BEHAVIOUR_INCIDENTS, workload.rank),
            )
        exposed = workload.exposed[kind] = workload.exposed[kind] + expected
        thresholds = workload.incidents[kind]
        return 0 if exposed < thresholds.next_at else thresholds.advance(exposed)

    # --- the week to come -----------------------------------------------------------------------------------------

    def run(self) -> Steps:
        """Every week: wear people out, and hand the teams their claims for the week to come."""
        while True:
            yield Moment(self._programme.clock, 1.0, (Rank.ON_CALL, 0))
            self._week()

    def _week(self) -> None:
        programme = self._programme
        self._platform_upkeep()
        for team in programme.teams:
            self._wear(team, self._hours[team.identity])
            programme.people.week(team)
            team.begin_week(self._claims[team.identity])

    def _platform_upkeep(self) -> None:
        platform = self._programme.platform
        if platform.team is not None and platform.upkeep_fte > 0.0:
            fte = platform.upkeep_fte * self._programme.outcome.share_left()
            self._claims[platform.team.identity].append(Claim(WHOLE_PROGRAMME, Category.PLATFORM, fte))

    def _wear(self, team: Team, hours: float) -> None:
        if team.engineers < 1 or self._programme.ending is not None:
            return
        cards = self._programme.scenario.on_call
        load = self.load_hours[team.identity] = hours / team.engineers
        stock = on_call.burnout_after(
            self.burnout.get(team.identity, 0.0), load, cards.sustainable_hours, cards.burnout_weeks, 1.0
        )
        if stock >= on_call.BURNT_OUT:
            stock = on_call.AFTER_A_LOSS
            self._programme.people.lose(team, load)
        self.burnout[team.identity] = stock
