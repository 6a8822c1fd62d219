"""One programme under one strategy with one replication's luck: the actors, wired together."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.luck import Luck
from sim.programme import purposes
from sim.programme.branch import go_on
from sim.programme.cfo import BudgetGate
from sim.programme.clock import Clock, Moment, Rank, Steps, start
from sim.programme.economics import Economics
from sim.programme.funding import Funding
from sim.programme.ledger import WHOLE_PROGRAMME, Category, Ledger
from sim.programme.levers import Levers
from sim.programme.log import EventLog
from sim.programme.on_call import OnCall
from sim.programme.opportunities import Opportunities
from sim.programme.outcome import Ending, Outcome
from sim.programme.oversight import Oversight
from sim.programme.people import People
from sim.programme.platform import Platform
from sim.programme.position import Position
from sim.programme.record import Record
from sim.programme.report import Observer, record_of
from sim.programme.shadow import Shadow
from sim.programme.sponsor import Sponsor
from sim.programme.team import Team, TeamSize, WorkingTerms
from sim.programme.traffic import Traffic
from sim.programme.use_case import COMMITTED, Stage, UseCase, Workload
from sim.programme.words import capital
from sim.programme.workload import Lifecycle
from sim.rules import value
from sim.scenario import Scenario
from sim.scenario.changes import changed

GoLive = tuple[int, int, float, float | None, bool, float, float | None, int, int, float, float | None]
Review = tuple[float, str, int, float, float, str, float]
Mechanism = Callable[["Programme"], None]
"""Something of a researcher's own that acts on a programme, beside everybody of the model's."""


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
        self.names: dict[int, str] = {}
        self.live: list[Workload] = []
        self.went_live = 0
        self.most_live = 0
        self.last_live_week: float | None = None
        self.retired = 0
        self.go_lives: list[GoLive] = []
        self.counts: list[tuple[float, int]] = [(0.0, 0)]
        self.reviews: list[Review] = []
        self.ending: Ending | None = None
        self.first_build_week: float | None = None
        self.reached_target_week: float | None = None
        self.data_standardised = False
        self._paused_until = -1.0
        self._pause_taken = False
        self._form_teams()
        self.platform = Platform(self, self.platform_team or self.builders[0])
        self.economics = Economics(self)
        self.traffic = Traffic(self)
        self.on_call = OnCall(self)
        self.people = People(self)
        self.levers = Levers(self)
        self.oversight = Oversight(self)
        self.opportunities = Opportunities(self)
        self.shadow = Shadow(self)
        self.funding = Funding(self)
        self.cfo = BudgetGate(self)
        self.sponsor = Sponsor(self)
        self.outcome = Outcome(self)
        self.observer = Observer(self, traced=traced)
        self.position = Position(self)

    def _form_teams(self) -> None:
        topology = self.scenario.topology
        delivery = self.scenario.delivery
        terms = WorkingTerms(
            delivery.engineer_cost_eur,
            delivery.coordination_loss,
            delivery.packages_per_engineer,
            delivery.application_loss,
            self.scenario.people.ramp_up_share,
        )
        planned: list[tuple[str, int]] = []
        if topology.central.engineers:
            planned.append(("the central team", topology.central.engineers))
        planned += self._unit_teams()
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

    def _unit_teams(self) -> list[tuple[str, int]]:
        """Units' teams by the names a client gives them, where it does."""
        embedded = self.scenario.topology.embedded
        if not embedded.units:
            return []
        known = self.scenario.start.teams
        if known:
            return [(f"{team.name}'s team", team.engineers) for team in known]
        names = self.scenario.start.units()
        called = [*names, *(f"unit {unit + 1}" for unit in range(len(names), embedded.units))]
        return [(f"{name}'s team", embedded.engineers_per_unit) for name in called]

    def run(self) -> None:
        """Simulate to the horizon, and on until what closed late is classified."""
        self.begin()
        self.finish()

    def begin(self) -> None:
        """Everybody takes up work."""
        if self.scenario.start.workloads or self.scenario.start.platform_live:
            self.position.take_over()
        for team in self.teams:
            start(self.clock, team.serve())
            start(self.clock, team.weeks())
        for steps in self._actors():
            start(self.clock, steps)
        start(self.clock, self.observer.run())

    def finish(self) -> None:
        """From wherever it stands to the horizon, and on until what closed late is classified."""
        horizon = self.scenario.horizon_weeks
        self.clock.run_through(horizon)
        self.observer.close_books()
        if self.outcome.watch_for_late_end():
            self.clock.run_until(self.outcome.settled, self.weeks_to_simulate)

    def _actors(self) -> list[Steps]:
        actors = (
            self.traffic,
            self.on_call,
            self.people,
            self.levers,
            self.platform,
            self.oversight,
            self.opportunities,
            self.shadow,
            self.cfo,
            self.sponsor,
            self.outcome,
        )
        return [*(actor.run() for actor in actors), self._standardise_data(), self.outcome.stop_on_plan()]

    # --- data standards -------------------------------------------------------------------------------------------

    def standards_effort(self, *, with_platform: bool) -> float:
        """Effort of standardising data: part of the platform's where one is planned, else on its own."""
        planned = self.scenario.sequencing.platform_after is not None
        wanted = self.scenario.readiness.data_standards and planned == with_platform
        return self.scenario.delivery.data_standards_effort if wanted else 0.0

    def _standardise_data(self) -> Steps:
        """Where no platform is planned, the first team standardises data before anything else."""
        if not self.scenario.readiness.data_standards or self.scenario.sequencing.platform_after is not None:
            return
        effort = self.standards_effort(with_platform=False)
        team = self.builders[0]
        if effort <= 0.0:
            self.note_standards()
            return
        cap = float(team.engineers)
        yield team.package(WHOLE_PROGRAMME, Category.DATA, cap, lambda: effort, self.note_standards).done

    def note_standards(self) -> None:
        """From now on data projects are shorter."""
        if self.scenario.readiness.data_standards and not self.data_standardised:
            self.data_standardised = True
            text = "Data infrastructure is standardised: data projects get shorter."
            self.log.add("platform", "data_standardised", text)

    # --- what actors tell each other -------------------------------------------------------------------------

    def take_up(self, use_case: UseCase, team: Team | None = None) -> None:
        """A use case enters its unit's queue."""
        workload = Workload(
            use_case, team or self.delivery_team(use_case), self.clock.now, self.names.get(use_case.rank, "")
        )
        self.workloads.append(workload)
        start(self.clock, Lifecycle(self, workload).run())

    def delivery_team(self, use_case: UseCase) -> Team:
        """The team that builds it: its unit's, unless the platform team is asked to ship it."""
        if self.platform_team is not None and use_case.builder < self.scenario.topology.platform.application_share:
            return self.platform_team
        return self.builders[min(len(self.builders) - 1, int(use_case.unit * len(self.builders)))]

    def note_build_start(self) -> None:
        """A use case has left the queue."""
        if self.first_build_week is None:
            self.first_build_week = self.clock.now
            self.outcome.live_changed()

    def note_built(self, workload: Workload) -> None:
        """A build is done."""
        self.platform.notice_built(workload)

    def enter_production(self, workload: Workload) -> None:
        """One more workload runs."""
        self.live.append(workload)
        workload.team.applications += 1
        if not workload.n:
            self.went_live += 1
            self.last_live_week = self.clock.now
        self._count_live()

    def note_position(self, live: list[Workload]) -> None:
        """These were live before the first day: the programme has begun, and has been seen to."""
        self.counts = [(0.0, len(live))]
        self.first_build_week = self.last_live_week = 0.0
        self.economics.notice_go_live(len(live))
        self._pause_if_planned(len(live))
        if len(live) >= self.scenario.ends.target:
            self.reached_target_week = 0.0

    def note_taken_over(self, workload: Workload) -> None:
        """The row of a workload that went live before the first day: what building it took is not known."""
        cost = self.economics.true_cost_eur(workload)
        calls = workload.use_case.steady_calls * 52.0
        per_call = cost / calls if calls > 0.0 else None
        week, rank, shared = workload.live_week, workload.rank, workload.on_platform
        self.go_lives.append((workload.n, rank, week, None, shared, cost, None, workload.n, 0, 0.0, per_call))

    def leave_production(self, workload: Workload) -> None:
        """One workload less runs."""
        self.live.remove(workload)
        workload.team.applications -= 1
        self._count_live()

    def _count_live(self) -> None:
        live = len(self.live)
        self.most_live = max(self.most_live, live)
        self.counts.append((self.clock.now, live))
        self.opportunities.success_changed()

    def note_live(self, workload: Workload, *, first_time: bool) -> None:
        """A workload has gone live, or come back from a rollback."""
        live = len(self.live)
        self.economics.notice_go_live(live)
        self.levers.wake()
        self.platform.notice_live()
        self.platform.migrate(workload)
        if first_time:
            self.sponsor.note_live()
        self._pause_if_planned(live)
        if live == self.scenario.ends.target and self.reached_target_week is None:
            self.reached_target_week = self.clock.now
            self.log.add("workload", "target_reached", f"The target of {live} live workloads is reached.")
        self.outcome.live_changed()

    def retire(self, workload: Workload) -> None:
        """A workload's end, in the ordinary course or because nobody uses it."""
        workload.stage = Stage.RETIRED
        self.retired += 1
        self.leave_production(workload)
        if workload.on_platform:
            self.platform.workloads -= 1
        abandoned = self._abandoned(workload, self.clock.now - workload.live_week)
        why = "its users have left it" if abandoned else "it has had its time"
        self.log.add("workload", "retired", f"{capital(workload.called)} is retired: {why}.", workload.rank)

    def _abandoned(self, workload: Workload, age_weeks: float) -> bool:
        return workload.use_case.turn < 1.0 and age_weeks > workload.use_case.turn_age_weeks

    def ageing_retires(self, workload: Workload, age_weeks: float, lived: float) -> bool:
        """Whether the integrated rate of retirement has passed the workload's threshold."""
        cards = self.scenario.scale_gate
        rate = cards.abandoned_retired_per_year if self._abandoned(workload, age_weeks) else cards.retired_per_year
        workload.retirement_exposed += rate / 52.0 * lived
        if self.ending is not None or workload.retirement_exposed <= 0.0:
            return False
        if workload.retirement_at == 0.0:
            workload.retirement_at = self.luck.exponential(purposes.RETIREMENT, workload.rank)
        return workload.retirement_exposed >= workload.retirement_at

    def plan_changed(self) -> None:
        """Another plan from now on: everybody looks again at what is due."""
        live = len(self.live)
        self.economics.notice_go_live(live)
        self._pause_if_planned(live)
        self.platform.plan_changed()
        self.levers.wake()
        self.wake_teams()
        self.outcome.live_changed()

    def wake_teams(self) -> None:
        """Something that decides what teams may work on has changed."""
        for team in self.teams:
            team.wake()

    # --- the pause ------------------------------------------------------------------------------------------------

    def _pause_if_planned(self, live: int) -> None:
        plan = self.scenario.sequencing
        if plan.pause_after is None or live < plan.pause_after or self._pause_taken:
            return
        self._pause_taken = True
        if plan.pause_weeks > 0.0:
            self._paused_until = self.clock.now + plan.pause_weeks
            text = f"New builds pause for {plan.pause_weeks:.0f} weeks: the teams turn to economics and platform."
            self.log.add("platform", "paused", text)
            self.economics.start_tracking()
            start(self.clock, self._end_pause(plan.pause_weeks))

    def _end_pause(self, weeks: float) -> Steps:
        yield Moment(self.clock, weeks, (Rank.PLATFORM, 2))
        self._paused_until = -1.0
        if self.ending is None:
            self.log.add("platform", "pause_ended", "The pause is over: new builds may start.")
        self.wake_teams()

    # --- what teams ask (team.Regime) ------------------------------------------------------------------------

    def growth_is_open(self) -> bool:
        """Builds in progress may go on."""
        return self.cfo.is_open and self.ending is None

    def build_may_start(self) -> bool:
        """A build may leave the queue: growth is open, the plan has room, and the platform is not in its way."""
        allowed = self.cfo.builds_allowed
        if not self.growth_is_open() or (allowed is not None and allowed < 1) or not self.onboarding_is_open():
            return False
        if self._paused_until > self.clock.now:
            return False
        return not self.scenario.sequencing.mandate or self.platform.shipped_week is not None

    def onboarding_is_open(self) -> bool:
        """Nothing new starts on a platform that is being refactored."""
        return not self.platform.refactoring

    def build_started(self) -> None:
        """A build has left the queue."""
        if self.cfo.builds_allowed is not None:
            self.cfo.builds_allowed -= 1

    def reducing_cost(self) -> bool:
        """All project capacity goes to levers."""
        return self.ending is None and self.cfo.reducing_cost

    def platform_is_funded(self) -> bool:
        """Work on the platform may go on."""
        return self.funding.is_open

    # --- sums -----------------------------------------------------------------------------------------------------

    def count(self, stage: Stage) -> int:
        """Workloads in a stage."""
        return sum(1 for workload in self.workloads if workload.stage is stage)

    def under_way(self) -> int:
        """Workloads past the queue and not yet live."""
        return sum(1 for workload in self.workloads if workload.stage in COMMITTED)

    def live_run_rate_eur(self) -> float:
        """Annualised run cost of what is live, at current usage."""
        return sum(workload.run_rate_eur for workload in self.live)

    def run_rate_eur(self) -> float:
        """The same with the shadow AI that finance has come to know of."""
        return self.live_run_rate_eur() + self.shadow.surfaced_run_rate_eur

    def spends_money(self) -> bool:
        """Whether anybody is on the payroll or any bill comes in."""
        return bool(self.live) or any(team.engineers for team in self.teams)

    def share_left(self) -> float:
        """Share of live workloads' activity left after an end."""
        return self.outcome.share_left()

    # --- value ----------------------------------------------------------------------------------------------------

    def _near(self, team: Team) -> float:
        """Distance from the business takes its share (D-SEQ-4)."""
        return self.scenario.delivery.central_value_share if team is self._central else 1.0

    def worth_eur(self, workload: Workload, age_weeks: float) -> float:
        """Yearly value of a live workload if everybody used and trusted it."""
        cards = self.scenario.value
        automation = value.automation_at(
            age_weeks, cards.automation, cards.automation_changed, cards.change_weeks, workload.redesigned
        )
        return workload.use_case.value_eur * automation * self._near(workload.team) * workload.value_factor

    def expected_value_eur(self, workload: Workload) -> float:
        """What finance expects of a workload that is still to come: potential × the automation reached so far."""
        return self.expected_value_of(workload.use_case, workload.team)

    def expected_value_of(self, use_case: UseCase, team: Team) -> float:
        """The same of a use case that this team would build."""
        return use_case.value_eur * self.current_automation() * self._near(team)

    def current_automation(self) -> float:
        """Mean automation of what is live; where nothing is, that of an unchanged operating model."""
        cards = self.scenario.value
        if not self.live:
            return cards.automation
        reached = 0.0
        for workload in self.live:
            age = self.clock.now - workload.live_week
            reached += value.automation_at(
                age, cards.automation, cards.automation_changed, cards.change_weeks, workload.redesigned
            )
        return reached / len(self.live)

    def health(self, workload: Workload) -> float:
        """Share of its value that a workload still gives after the team on call for it has collapsed."""
        if workload.degraded_week is None:
            return 1.0
        weeks = self.clock.now - workload.degraded_week
        return max(0.0, 1.0 - self.scenario.on_call.decay_per_week * weeks)


def simulate_programme(
    scenario: Scenario, seed: int, replication: int, *, traced: bool = False, mechanism: Mechanism | None = None
) -> Record:
    """Simulate one programme; its rows depend on the arguments and on nothing else."""
    programme = begun(scenario, seed, replication, traced=traced, mechanism=mechanism)
    programme.finish()
    return record_of(programme, replication)


def begun(
    scenario: Scenario, seed: int, replication: int, *, traced: bool = False, mechanism: Mechanism | None = None
) -> Programme:
    """A programme on its first day, or where another one stood when its state was kept; there a mechanism sets in."""
    programme = _present(scenario, seed, replication, traced)
    if mechanism is not None:
        mechanism(programme)
    return programme


def _present(scenario: Scenario, seed: int, replication: int, traced: bool) -> Programme:
    origin = scenario.start.origin
    if origin is None:
        programme = Programme(scenario, seed, replication, traced=traced)
        programme.begin()
        return programme
    past = changed((*origin.changes, f"horizon_weeks={scenario.horizon_weeks}"))
    programme = Programme(past, origin.seed, origin.replication, traced=traced)
    programme.begin()
    programme.clock.stop_after(origin.week)
    go_on(programme, scenario, seed, replication)
    return programme
