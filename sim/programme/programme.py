"""One programme under one strategy with one replication's luck: the actors, wired together."""

from __future__ import annotations

import math

from sim.luck import Luck
from sim.programme.cfo import BudgetGate
from sim.programme.clock import Clock, start
from sim.programme.economics import Economics
from sim.programme.ledger import Ledger
from sim.programme.levers import Levers
from sim.programme.log import EventLog
from sim.programme.on_call import OnCall
from sim.programme.opportunities import Opportunities
from sim.programme.outcome import Ending, Outcome
from sim.programme.platform import Platform
from sim.programme.record import Record
from sim.programme.report import Observer, record_of
from sim.programme.team import Team, TeamSize, WorkingTerms
from sim.programme.traffic import Traffic
from sim.programme.use_case import Stage, UseCase, Workload
from sim.programme.workload import Lifecycle
from sim.scenario import Scenario

GoLive = tuple[int, int, float, float, bool, float, float]
Review = tuple[float, str, int, float, float, str, float]


class Programme:
    """The portfolio and everybody who acts on it."""

    def __init__(self, scenario: Scenario, seed: int, replication: int, *, traced: bool = False) -> None:
        self.scenario = scenario
        self.luck = Luck(seed, replication)
        self.clock = Clock()
        self.log = EventLog(self.clock, replication)
        self.ledger = Ledger(scenario.horizon_weeks, scenario.value.discount_per_year, keep_entries=traced)
        longest_wait = max(scenario.ends.frozen_after, scenario.ends.stalled_after)
        self.weeks_to_simulate = math.ceil(scenario.horizon_weeks + longest_wait)
        self.workloads: list[Workload] = []
        self.live: list[Workload] = []
        self.go_lives: list[GoLive] = []
        self.reviews: list[Review] = []
        self.ending: Ending | None = None
        self.first_build_week: float | None = None
        self.reached_target_week: float | None = None
        self._form_teams()
        self.platform = Platform(self, self.platform_team or self._central)
        self.economics = Economics(self)
        self.traffic = Traffic(self)
        self.on_call = OnCall(self)
        self.levers = Levers(self)
        self.opportunities = Opportunities(self)
        self.cfo = BudgetGate(self)
        self.outcome = Outcome(self)
        self.observer = Observer(self, traced=traced)

    def _form_teams(self) -> None:
        topology = self.scenario.topology
        delivery = self.scenario.delivery
        terms = WorkingTerms(delivery.engineer_cost_eur, delivery.coordination_loss, delivery.packages_per_engineer)
        planned: list[tuple[str, int]] = []
        if topology.central.engineers:
            planned.append(("the central team", topology.central.engineers))
        for unit in range(topology.embedded.units):
            planned.append((f"unit {unit + 1}'s team", topology.embedded.engineers_per_unit))
        builders = len(planned)
        if topology.platform.engineers:
            planned.append(("the platform team", topology.platform.engineers))
        self.teams = [
            Team(TeamSize(name, identity, engineers), terms, self.clock, self.ledger, self)
            for identity, (name, engineers) in enumerate(planned)
        ]
        self.builders = self.teams[:builders]
        self.platform_team = self.teams[builders] if topology.platform.engineers else None
        self._central = self.teams[0] if topology.central.engineers else None

    def run(self) -> None:
        """Simulate to the horizon, and on until what closed late is classified."""
        actors = (self.traffic, self.on_call, self.levers, self.platform, self.opportunities, self.cfo, self.outcome)
        for team in self.teams:
            start(self.clock, team.serve())
            start(self.clock, team.weeks())
        for actor in actors:
            start(self.clock, actor.run())
        start(self.clock, self.observer.run())
        horizon = self.scenario.horizon_weeks
        self.clock.run_through(horizon)
        self.observer.close_books()
        if self.outcome.watch_for_late_end():
            self.clock.run_until(self.outcome.settled, self.weeks_to_simulate)

    # --- what actors tell each other -------------------------------------------------------------------------

    def take_up(self, use_case: UseCase) -> None:
        """A use case enters its unit's queue."""
        workload = Workload(use_case, self.delivery_team(use_case.unit), self.clock.now)
        self.workloads.append(workload)
        start(self.clock, Lifecycle(self, workload).run())

    def delivery_team(self, unit: float) -> Team:
        """The team that builds for a unit; units are spread evenly over the teams."""
        return self.builders[min(len(self.builders) - 1, int(unit * len(self.builders)))]

    def note_build_start(self) -> None:
        """A build has left the queue."""
        if self.first_build_week is None:
            self.first_build_week = self.clock.now
            self.outcome.live_changed()

    def note_built(self, workload: Workload) -> None:
        """A build is done."""
        self.platform.notice_built(workload)

    def note_live(self) -> None:
        """One more workload is live."""
        live = len(self.live)
        self.economics.notice_go_live(live)
        self.opportunities.success_changed()
        self.levers.wake()
        self.platform.notice_live()
        self.platform.migrate(self.live[-1])
        if live == self.scenario.ends.target and self.reached_target_week is None:
            self.reached_target_week = self.clock.now
            self.log.add("workload", "target_reached", f"The target of {live} live workloads is reached.")
        self.outcome.live_changed()

    def wake_teams(self) -> None:
        """Something that decides what teams may work on has changed."""
        for team in self.teams:
            team.wake()

    # --- what teams ask (team.Regime) ------------------------------------------------------------------------

    def growth_is_open(self) -> bool:
        """Builds in progress may go on."""
        return self.cfo.is_open and self.ending is None

    def build_may_start(self) -> bool:
        """A build may leave the queue: growth is open, the plan has room, and the platform is not in its way."""
        allowed = self.cfo.builds_allowed
        if not self.growth_is_open() or (allowed is not None and allowed < 1) or self.platform.refactoring:
            return False
        return not self.scenario.sequencing.mandate or self.platform.is_ready

    def build_started(self) -> None:
        """A build has left the queue: a cut plan has room for one less."""
        if self.cfo.builds_allowed is not None:
            self.cfo.builds_allowed -= 1

    def reducing_cost(self) -> bool:
        """All project capacity goes to levers."""
        return self.cfo.reducing_cost

    # --- what is computed for several actors -----------------------------------------------------------------

    def count(self, stage: Stage) -> int:
        """How many workloads are at this stage."""
        return sum(workload.stage is stage for workload in self.workloads)

    def live_run_rate_eur(self) -> float:
        """Live workloads at current usage, annualised."""
        return sum(workload.run_rate_eur for workload in self.live)

    def share_left(self) -> float:
        """Share of live workloads' activity left after an end."""
        return self.outcome.share_left()

    def full_value_eur(self, workload: Workload) -> float:
        """Yearly value of a workload that everybody uses: distance from the business takes its share (D-SEQ-4)."""
        distance = self.scenario.delivery.central_value_share if workload.team is self._central else 1.0
        return workload.use_case.value_eur * self.scenario.value.automation * distance

    def expected_value_eur(self, workload: Workload) -> float:
        """What finance expects of a workload that is still to come."""
        return self.full_value_eur(workload)

    def health(self, workload: Workload) -> float:
        """Share of its value that a workload still gives after the team on call for it has collapsed."""
        if workload.degraded_week is None:
            return 1.0
        weeks = self.clock.now - workload.degraded_week
        return max(0.0, 1.0 - self.scenario.on_call.decay_per_week * weeks)


def simulate_programme(scenario: Scenario, seed: int, replication: int, *, traced: bool = False) -> Record:
    """Simulate one programme; its rows depend on the arguments and on nothing else."""
    programme = Programme(scenario, seed, replication, traced=traced)
    programme.run()
    return record_of(programme, replication)
