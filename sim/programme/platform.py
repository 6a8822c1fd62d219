"""The platform: when it starts, how well it fits, what moves onto it (model §3 Platform, D-SEQ-1..3, D-SEQ-9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.programme import purposes
from sim.programme.clock import Alarm, Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.use_case import Stage, Workload
from sim.programme.words import capital, count
from sim.rules import platform

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Package, Team

AXES: tuple[Callable[[Workload], bool], ...] = (
    lambda workload: workload.use_case.retrieval,
    lambda workload: workload.use_case.batch,
    lambda workload: workload.use_case.model_matters,
)


class Platform:
    """Shared primitives, built once: early against assumptions, later against what has been seen."""

    def __init__(self, programme: Programme, team: Team) -> None:
        self._programme = programme
        self._alarm = Alarm(programme.clock, (Rank.PLATFORM, 0))
        self.team = team
        self.started_week: float | None = None
        self.shipped_week: float | None = None
        self.refactoring = False
        self.misfit = 0.0
        self.workloads = 0
        self._designed_misfit = 0.0
        self._staleness = 0.0
        self._building_eur: float | None = None
        self._in_hand: Package | None = None
        self._waits = False
        self._builds = 0
        self._draws = 0
        self._tried_at_live = -1
        self._seen: list[Workload] = []
        self._misfit_check_due = False
        self._assumed = [self._assume(axis, share) for axis, share in enumerate(self._true_shares())]

    @property
    def is_ready(self) -> bool:
        """Builds can start on it."""
        return self.shipped_week is not None and not self.refactoring

    @property
    def awaits_builds(self) -> bool:
        """Whatever is still to be built will be built on it: it has shipped, or nothing starts before it does."""
        return self.shipped_week is not None or self._programme.scenario.sequencing.mandate

    @property
    def upkeep_fte(self) -> float:
        """Upkeep of the platform itself; a bought one is kept up by its vendor, one without money by nobody."""
        scenario = self._programme.scenario
        if self.shipped_week is None or scenario.sequencing.bought or not self._programme.funding.is_open:
            return 0.0
        return scenario.platform.upkeep_fte

    def yearly_cost_eur(self) -> float:
        """Its line in a budget: its vendors, and the team that keeps it up or still builds it."""
        scenario = self._programme.scenario
        if self.shipped_week is None:
            return self.team.engineers * scenario.delivery.engineer_cost_eur
        upkeep = 0.0 if scenario.sequencing.bought else scenario.platform.upkeep_fte
        return scenario.platform.run_cost_eur + upkeep * self.team.cost_of_useful_year_eur

    def building_eur(self) -> float:
        """What building it took, or has taken so far."""
        return self._booked_eur() if self._building_eur is None else self._building_eur

    def _booked_eur(self) -> float:
        return self._programme.ledger.total_cents(WHOLE_PROGRAMME, Category.PLATFORM) / 100.0

    def _not_booked_eur(self) -> float:
        """What the week that is running has taken so far."""
        spent = self._in_hand.spent if self._in_hand is not None else 0.0
        return spent / 52.0 * self.team.cost_of_useful_year_eur

    def notice_built(self, workload: Workload) -> None:
        """A workload has been built: one more seen, and perhaps the one that the plan waits for."""
        self._seen.append(workload)
        self._misfit_check_due = self._misfit_check_due or workload.on_platform
        self._alarm.ring()

    def plan_changed(self) -> None:
        """Perhaps one is planned now, perhaps none is any more."""
        if self._waits:
            self._alarm.ring()
        elif self.shipped_week is None:
            start(self._programme.clock, self.run())

    def notice_live(self) -> None:
        """A go-live is where a missed step is drawn again."""
        self._alarm.ring()

    def take_over(self, in_service: bool, fit: float | None) -> None:
        """What live workloads have taught, and the platform that is there already."""
        programme = self._programme
        self._seen = list(programme.live)
        if not in_service:
            return
        self.started_week = self.shipped_week = programme.clock.now
        self._building_eur = 0.0
        self._learn()
        if fit is not None:
            self._designed_misfit = 1.0 - fit
            self._set_misfit()
        self.workloads = sum(workload.on_platform for workload in programme.live)
        start(programme.clock, self._age())
        self._migrate_all()

    def run(self) -> Steps:
        """Wait for the planned start, build, ship, and refactor where the design does not fit."""
        if self.shipped_week is None:
            planned = self._programme.scenario.sequencing.platform_after
            if planned is None:
                return
            self._waits = True
            while not self._starts(planned):
                yield self._alarm.after(None)
                planned = self._programme.scenario.sequencing.platform_after
                if planned is None:
                    self._waits = False
                    return
            yield from self._build(planned)
        while True:
            yield self._alarm.after(None)
            if self._misfit_check_due:
                self._misfit_check_due = False
                yield from self._refactor_if_needed()

    # --- starting and building -----------------------------------------------------------------------------------

    def _starts(self, planned: int) -> bool:
        if len(self._seen) < planned or self._programme.ending is not None:
            return False
        live = self._programme.went_live
        if self._draws and live <= self._tried_at_live:
            return False
        luck = self._programme.luck.uniform(purposes.PLATFORM_STEP, 0, self._draws)
        self._draws += 1
        self._tried_at_live = live
        kept = luck < self._programme.scenario.sequencing.discipline or (planned == 0 and live == 0)
        if not kept:
            text = "The planned platform start is put off: applications visibly succeed and come first."
            self._programme.log.add("platform", "platform_slipped", text)
        return kept

    def _estimate(self) -> float:
        """Effort by the rules, before what nobody could foresee."""
        programme = self._programme
        scenario = programme.scenario
        cards = scenario.platform
        effort = platform.platform_effort(
            cards.effort_from_scratch, cards.effort_extracted, cards.effort_per_further_stack, len(self._seen)
        )
        effort = platform.flexible_effort(effort, scenario.sequencing.flexibility, cards.flexibility_effort)
        if scenario.sequencing.bought:
            effort *= cards.bought_effort_share
        return effort + cards.lever_effort * len(scenario.levers.order) + programme.standards_effort(with_platform=True)

    def _strays(self, effort: float) -> float:
        """What the effort turns out to be."""
        luck = self._programme.luck.uniform(purposes.PLATFORM_EFFORT, 0, self._builds)
        self._builds += 1
        return lognormal_at(luck, effort, self._programme.scenario.platform.effort_log_sd)

    def _build(self, planned: int) -> Steps:
        programme = self._programme
        stacks = len(self._seen)
        self.started_week = programme.clock.now
        effort = self._strays(self._estimate())
        seen = f"after {count(stacks, 'application', 'applications')}" if stacks else "before any application"
        extra = count(stacks - planned, "application", "applications")
        late = f", {extra} later than planned" if stacks > planned else ""
        what = "to introduce the bought platform" if programme.scenario.sequencing.bought else "the platform"
        programme.log.add("platform", "platform_started", f"{capital(self.team.name)} starts {what}, {seen}{late}.")
        yield self._package(effort, self._ship).done

    def _ship(self) -> None:
        """It is in service; told as the team finishes, so that what the team starts next knows of it."""
        programme = self._programme
        self.shipped_week = programme.clock.now
        self._building_eur = self._booked_eur() + self._not_booked_eur()
        self._learn()
        text = f"The platform ships; it fits {100 * (1 - self.misfit):.0f}% of what really arrives."
        programme.log.add("platform", "platform_shipped", text)
        programme.economics.start_tracking()
        programme.sponsor.note_platform()
        programme.note_standards()
        start(programme.clock, self._age())
        self._migrate_all()
        programme.wake_teams()

    def _package(self, effort: float, on_done: Callable[[], None]) -> Package:
        cap = float(max(1, self.team.engineers))
        self._in_hand = self.team.package(WHOLE_PROGRAMME, Category.PLATFORM, cap, lambda: effort, on_done)
        return self._in_hand

    def _refactor_if_needed(self) -> Steps:
        programme = self._programme
        cards = programme.scenario.platform
        if self.misfit <= cards.misfit_tolerance or programme.ending is not None:
            return
        effort = cards.refactor_effort
        if programme.scenario.sequencing.bought:
            effort = platform.leaving_effort(effort, cards.lock_in, self.workloads)
        self.refactoring = True
        programme.log.add(
            "platform",
            "refactor_started",
            f"The platform does not fit what arrives (misfit {self.misfit:.2f} against a tolerance of "
            f"{cards.misfit_tolerance:.2f}): it is refactored, and nothing new starts on it meanwhile.",
        )
        yield self._package(self._strays(effort), self._finish_refactor).done

    def _finish_refactor(self) -> None:
        programme = self._programme
        self.refactoring = False
        self._learn()
        programme.log.add(
            "platform", "refactor_finished", f"The refactored platform fits {100 * (1 - self.misfit):.0f}%."
        )
        self._migrate_all()
        programme.wake_teams()

    def pay_vendor(self, now: float, left: float) -> None:
        """The week's bill of what the platform runs on."""
        if self.shipped_week is None:
            return
        programme = self._programme
        lived = min(1.0, now - self.shipped_week)
        yearly = programme.scenario.platform.run_cost_eur
        programme.ledger.pay(WHOLE_PROGRAMME, Category.PLATFORM, yearly / 52.0 * lived * left)

    # --- fit ------------------------------------------------------------------------------------------------------

    def _true_shares(self) -> tuple[float, float, float]:
        world = self._programme.scenario.opportunities
        return world.pattern_rag_share, world.batch_share, world.model_choice_share

    def _assume(self, axis: int, true_share: float) -> float:
        luck = self._programme.luck.uniform(purposes.PLATFORM_PRIOR, axis)
        distance = self._programme.scenario.platform.prior_distance * (0.5 + luck)
        return platform.assumed_share(true_share, distance)

    def _learn(self) -> None:
        """Design for what people assumed, corrected by what has been built so far; what is left is the misfit."""
        scenario = self._programme.scenario
        weight = scenario.platform.prior_weight
        if scenario.sequencing.bought:
            weight *= scenario.platform.bought_prior_times
        seen = len(self._seen)
        designed = [
            platform.designed_share(self._assumed[axis], weight, sum(map(has, self._seen)), seen)
            for axis, has in enumerate(AXES)
        ]
        true = self._true_shares()
        self._designed_misfit = platform.misfit(designed[0], true[0], designed[1], true[1], designed[2], true[2])
        self._staleness = 0.0
        self._set_misfit()

    def _set_misfit(self) -> None:
        self.misfit = min(1.0, self._designed_misfit + self._staleness)
        self._programme.economics.forget()

    def _age(self) -> Steps:
        """Practice moves on; upkeep keeps pace as far as it is paid and done (D-PILOT-7)."""
        programme = self._programme
        cards = programme.scenario.platform
        while cards.ageing_per_year > 0.0:
            yield Moment(programme.clock, 1.0, (Rank.PLATFORM, 1))
            kept = 1.0 if programme.scenario.sequencing.bought else 0.0
            if self.upkeep_fte > 0.0:
                kept = self.team.granted
            before = self._staleness
            self._staleness = platform.aged(before, cards.ageing_per_year, kept)
            if self._staleness != before:
                self._set_misfit()

    # --- migration ------------------------------------------------------------------------------------------------

    def _migrate_all(self) -> None:
        for workload in self._programme.live:
            self.migrate(workload)

    def migrate(self, workload: Workload) -> None:
        """Move a live workload from its own stack onto the platform; nothing moves while it is refactored."""
        if not self.is_ready or workload.on_platform or workload.migration_started:
            return
        workload.migration_started = True
        start(self._programme.clock, self._move(workload))

    def _move(self, workload: Workload) -> Steps:
        programme = self._programme
        scenario = programme.scenario
        pending = [lever for lever in programme.levers.fitting(workload) if lever not in workload.levers]
        effort = scenario.platform.migration_effort + scenario.lever_effects.effort_on_platform * len(pending)
        cap = scenario.delivery.engineers_per_package
        package = workload.team.package(workload.rank, Category.MIGRATION, cap, lambda: effort)
        yield package.done
        if workload.stage is not Stage.LIVE:
            workload.migration_started = False
            return
        self.take_on(workload)
        programme.levers.give(workload, programme.levers.fitting(workload))
        text = f"{capital(workload.called)} has moved onto the platform."
        programme.log.add("platform", "migrated", text, workload.rank)

    def take_on(self, workload: Workload) -> None:
        """One more workload is on the platform."""
        workload.on_platform = True
        self.workloads += 1
        self._programme.economics.forget(workload)
