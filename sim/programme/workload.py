"""The life of one workload: idea, queue, data, build, review, pilot, scale gate, production (model §3)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from sim.luck.distributions import lognormal_at
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.prices import ModelLife
from sim.programme.team import Place
from sim.programme.use_case import Stage, UseCase, Workload
from sim.programme.words import capital, count, euros, listed
from sim.rules import gate, platform, scale_gate, work

if TYPE_CHECKING:
    from sim.programme.programme import Programme

DECISIONS = (
    "the commercial KPI",
    "the operating model",
    "the operational owner",
    "the data architecture",
    "run costs",
    "governance",
    "architectural fit",
    "change management",
    "integration",
    "the portfolio's owner",
)


HALF_BUILT = 0.5
"""Assumption: what is left of a build of which nothing else is known."""


def place_in_queue(order: str, narrow_first: bool, use_case: UseCase) -> Place:
    """Where a use case stands in its queue (model §4, portfolio)."""
    first = 0 if narrow_first and use_case.narrow else 1
    if order == "value":
        return first, -use_case.value_eur, use_case.rank
    if order == "value_per_effort":
        return first, -use_case.value_eur / max(use_case.complexity, 1e-9), use_case.rank
    return first, 0.0, use_case.rank


class Lifecycle:
    """Takes one use case as far as it gets."""

    def __init__(self, programme: Programme, workload: Workload) -> None:
        self._programme = programme
        self._workload = workload

    def run(self) -> Steps:
        """Queue, data, build, review, pilot, scale gate, live; those that are refused or go around leave."""
        programme, workload = self._programme, self._workload
        programme.log.add(
            "opportunities",
            "idea",
            f"The business asks for {workload.called}, worth up to "
            f"{euros(workload.use_case.value_eur)} a year; it joins the queue of {workload.team.name}.",
            workload.rank,
        )
        policy = programme.scenario.portfolio
        place = place_in_queue(policy.order, policy.narrow_first, workload.use_case)
        workload.package = workload.team.queue_up(workload.rank, place, self._begin, self._worked)
        programme.shadow.watch(workload)
        while workload.package is not None:
            if not (yield workload.package.done):
                return
        yield from programme.oversight.review(workload)
        workload.stage = Stage.PILOT
        yield from self._to_production()

    def _to_production(self, piloted_weeks: float = 0.0) -> Steps:
        at_gate = max(0.0, piloted_weeks - self._pilot_weeks(0))
        yield from self._pilot(piloted_weeks=piloted_weeks)
        if not (yield from self._scale_gate(at_gate)):
            return
        yield from self._hand_over()
        if self._programme.ending is None:
            self._go_live()
            yield from self._roll_back()

    def live_on(self, age_weeks: float) -> Steps:
        """The rest of a life that was live before the first day: it may still be rolled back."""
        yield from self._roll_back(age_weeks)

    def pilot_on(self, piloted_weeks: float) -> Steps:
        """The rest of a life that has been in its pilot for so long on the first day."""
        self._workload.stage = Stage.PILOT
        self._note_built_before()
        yield from self._to_production(piloted_weeks)

    def build_on(self, effort_left: float | None) -> Steps:
        """The rest of a life that was being built on the first day; half of a build is left unless more is known."""
        programme, workload = self._programme, self._workload
        cap = programme.scenario.delivery.engineers_per_package
        programme.note_build_start()
        workload.stage = Stage.BUILDING

        def begin() -> float:
            whole = self._build_effort()
            workload.build_effort = HALF_BUILT * whole if effort_left is None else effort_left
            return workload.build_effort

        workload.package = workload.team.package(workload.rank, Category.BUILD, cap, begin, self._worked)
        if not (yield workload.package.done):
            return
        yield from programme.oversight.review(workload)
        workload.stage = Stage.PILOT
        yield from self._to_production()

    def _note_built_before(self) -> None:
        workload = self._workload
        workload.team.built += 1
        self._programme.note_built(workload)

    # --- data and build -------------------------------------------------------------------------------------------

    def _begin(self) -> float | None:
        """The effort of what comes first, or nothing where finance refuses the use case."""
        programme, workload = self._programme, self._workload
        if self._refused():
            return None
        programme.note_build_start()
        effort = self._data_effort()
        if effort <= 0.0:
            return self._begin_build()
        workload.stage = Stage.DATA
        assert workload.package is not None
        workload.package.category = Category.DATA
        workload.package.cap = programme.scenario.delivery.engineers_per_data_project
        workload.prepared_effort += effort
        text = f"{capital(workload.team.name)} starts to prepare the data of {workload.called}."
        programme.log.add("team", "data_started", text, workload.rank)
        return effort

    def _refused(self) -> bool:
        programme, workload = self._programme, self._workload
        use_case = workload.use_case
        if not programme.cfo.hurdle_holds:
            return False
        cost = programme.economics.expected_cost_eur(use_case, workload.team)
        worth = programme.expected_value_eur(workload)
        if gate.clears_hurdle(worth, cost, programme.scenario.cfo.hurdle):
            return False
        workload.stage = Stage.REFUSED
        programme.log.add(
            "cfo",
            "refused",
            f"Finance refuses {workload.called}: worth {euros(worth)} a year against a cost of {euros(cost)}.",
            use_case.rank,
        )
        return True

    def _data_effort(self) -> float:
        programme = self._programme
        scenario = programme.scenario
        effort = scenario.delivery.data_effort * self._workload.use_case.messiness
        if programme.data_standardised:
            effort *= 1.0 - scenario.delivery.data_standards_saving
        if programme.platform.is_ready and not scenario.sequencing.bought:
            effort *= platform.saving_factor(scenario.platform.data_saving, programme.platform.misfit)
        return effort

    def _worked(self) -> None:
        """The package in hand is done: after the data comes the build, after the build nothing more."""
        workload = self._workload
        if workload.stage is Stage.DATA:
            cap = self._programme.scenario.delivery.engineers_per_package
            build = workload.team.package(workload.rank, Category.BUILD, cap, self._begin_build, self._worked)
            workload.package = build
        else:
            self._built()
            workload.package = None

    def _begin_build(self) -> float:
        programme, workload = self._programme, self._workload
        workload.stage = Stage.BUILDING
        assert workload.package is not None
        workload.package.cap = programme.scenario.delivery.engineers_per_package
        if programme.platform.is_ready:
            programme.platform.take_on(workload)
        where = "on the platform" if workload.on_platform else "on a stack of its own"
        text = f"{capital(workload.team.name)} starts to build {workload.called} {where}."
        programme.log.add("team", "build_started", text, workload.rank)
        workload.build_effort = self._build_effort()
        return workload.build_effort

    def _build_effort(self) -> float:
        programme, workload = self._programme, self._workload
        scenario = programme.scenario
        effort = scenario.delivery.build_effort * workload.use_case.complexity * self._learning()
        workload.effort_unaided = effort
        if workload.on_platform:
            effort *= platform.build_effort_factor(
                scenario.platform.reuse_share,
                scenario.platform.friction,
                scenario.sequencing.flexibility,
                programme.platform.misfit,
            )
            effort += scenario.lever_effects.effort_on_platform * len(programme.levers.fitting(workload))
        effort += scenario.scale_gate.design_effort * sum(scenario.readiness.decisions)
        return effort + scenario.delivery.transfer_effort * scenario.readiness.knowledge_transfer

    def _learning(self) -> float:
        """What this team has built makes its next build cheaper; what others built only as far as it is passed on."""
        programme = self._programme
        team = self._workload.team
        others = sum(other.built for other in programme.teams) - team.built
        scenario = programme.scenario
        passed_on = scenario.readiness.knowledge_transfer
        return work.learning_factor(team.built, others, passed_on, scenario.delivery.learning_per_doubling)

    def _built(self) -> None:
        programme, workload = self._programme, self._workload
        workload.stage = Stage.REVIEW
        workload.team.built += 1
        if workload.on_platform:
            workload.levers.update(programme.levers.fitting(workload))
        text = f"{capital(workload.called)} is built and enters review and pilot."
        programme.log.add("team", "build_finished", text, workload.rank)
        programme.note_built(workload)

    # --- pilot and scale gate -------------------------------------------------------------------------------------

    def _pilot(self, number: int = 0, piloted_weeks: float = 0.0) -> Steps:
        left = max(0.0, self._pilot_weeks(number) - piloted_weeks)
        yield Moment(self._programme.clock, left, (Rank.WORKLOAD, self._workload.rank))

    def _pilot_weeks(self, number: int) -> float:
        delivery = self._programme.scenario.delivery
        luck = self._programme.luck.uniform(purposes.PILOT_LENGTH, self._workload.rank, number)
        return lognormal_at(luck, delivery.pilot_weeks, delivery.pilot_log_sd)

    def _scale_gate(self, waited_weeks: float) -> Generator[Event, Any, bool]:
        """Each of the ten decisions that was not designed in costs effort, and may stall or shelve the pilot.

        One that was at the gate before the first day has not been shelved, and has waited for part of the stall.
        """
        programme, workload = self._programme, self._workload
        cards = programme.scenario.scale_gate
        missing = [number for number, there in enumerate(programme.scenario.readiness.decisions) if not there]
        if not missing:
            return True
        workload.stage = Stage.SCALE_GATE
        cooler = scale_gate.cooling(cards.cooling_per_rank, workload.rank)
        stalled = []
        for number in missing:
            luck = programme.luck.uniform(purposes.SCALE_GATE, workload.rank, number)
            verdict = scale_gate.verdict(luck, cards.shelve_share, cards.stall_share, cooler)
            if verdict == scale_gate.SHELVED and not waited_weeks:
                self._shelve(DECISIONS[number])
                return False
            if verdict == scale_gate.STALLS:
                stalled.append(number)
        yield from self._stall(stalled, waited_weeks)
        if cards.retrofit_effort > 0.0:
            effort = cards.retrofit_effort * len(missing)
            workload.prepared_effort += effort
            cap = programme.scenario.delivery.engineers_per_package
            yield workload.team.package(workload.rank, Category.RETROFIT, cap, lambda: effort).done
        return True

    def _hand_over(self) -> Steps:
        """Whoever will be paged for it and did not build it learns it first, each team with its own hours."""
        programme, workload = self._programme, self._workload
        effort = programme.scenario.scale_gate.handover_effort
        takers = programme.on_call.takers(workload.team) if effort > 0.0 else []
        if not takers:
            return
        workload.stage = Stage.SCALE_GATE
        cap = programme.scenario.delivery.engineers_per_package
        for team in takers:
            workload.prepared_effort += effort
            yield team.package(workload.rank, Category.RETROFIT, cap, lambda: effort).done
        names = listed([team.name for team in takers])
        text = f"{capital(workload.called)} is handed over to {names}, on call for it from now on."
        programme.log.add("workload", "handed_over", text, workload.rank)

    def _shelve(self, decision: str) -> None:
        programme, workload = self._programme, self._workload
        workload.stage = Stage.SHELVED
        if workload.on_platform:
            programme.platform.workloads -= 1
        text = f"The pilot of {workload.called} is shelved at the scale gate: {decision} had been left open."
        programme.log.add("workload", "shelved", text, workload.rank)

    def _stall(self, decisions: list[int], waited_weeks: float) -> Steps:
        programme, workload = self._programme, self._workload
        weeks = 0.0
        for number in decisions:
            luck = programme.luck.exponential(purposes.STALL_LENGTH, workload.rank, number)
            weeks += luck * programme.scenario.scale_gate.stall_weeks
        if not decisions:
            return
        which = listed([DECISIONS[number] for number in decisions])
        text = f"The pilot of {workload.called} is held up at the scale gate: {which} had been left open."
        programme.log.add("workload", "held_up", text, workload.rank)
        yield Moment(programme.clock, max(0.0, weeks - waited_weeks), (Rank.WORKLOAD, workload.rank))

    # --- production -----------------------------------------------------------------------------------------------

    def _go_live(self) -> None:
        programme, workload = self._programme, self._workload
        now = programme.clock.now
        workload.stage = Stage.LIVE
        workload.live_week = workload.contract_week = workload.model_week = now
        economics = programme.economics
        workload.call_price_eur = economics.call_price_eur(workload.use_case, now)
        workload.redesigned = programme.scenario.readiness.change_management
        programme.levers.give(workload, ())
        programme.enter_production(workload)
        workload.n = programme.went_live
        live = len(programme.live)
        cost = economics.true_cost_eur(workload)
        workload.run_rate_eur = economics.burden(workload).fixed_eur(workload.team)
        effort = workload.build_effort + workload.prepared_effort
        built_eur = effort / 52.0 * workload.team.cost_of_useful_year_eur + workload.review_eur
        platform_eur = programme.ledger.total_cents(WHOLE_PROGRAMME, Category.PLATFORM) / 100.0
        saved = 1.0 - workload.build_effort / workload.effort_unaided if workload.effort_unaided > 0.0 else 0.0
        calls = workload.use_case.steady_calls * 52.0
        programme.go_lives.append(
            (
                workload.n,
                workload.rank,
                now,
                now - workload.idea_week,
                workload.on_platform,
                cost,
                cost + built_eur + platform_eur / live,
                live,
                workload.reviews,
                max(0.0, saved) if workload.on_platform else 0.0,
                cost / calls if calls > 0.0 else None,
            )
        )
        running = count(live, "workload", "workloads")
        text = f"{capital(workload.called)} goes live: {running} in production."
        if economics.tracked:
            text += f" It will cost {euros(cost)} a year."
        programme.log.add("workload", "live", text, workload.rank)
        start(programme.clock, ModelLife(programme, workload).run())
        programme.note_live(workload, first_time=True)

    def _roll_back(self, lived_weeks: float = 0.0) -> Steps:
        """Some are taken back soon after: reworked, piloted again, and live again (D-SERV-8)."""
        programme, workload = self._programme, self._workload
        cards = programme.scenario.scale_gate
        share = cards.rollback_share * (1.0 - programme.economics.burden(workload).evaluated)
        if lived_weeks > cards.rollback_weeks or programme.luck.uniform(purposes.ROLLBACK, workload.rank) >= share:
            return
        yield Moment(programme.clock, cards.rollback_weeks - lived_weeks, (Rank.WORKLOAD, workload.rank))
        if programme.ending is not None or workload.stage is not Stage.LIVE:
            return
        workload.stage = Stage.REPAIR
        programme.leave_production(workload)
        text = f"{capital(workload.called)} is rolled back: users met what no evaluation had caught."
        programme.log.add("workload", "rolled_back", text, workload.rank)
        effort = cards.rollback_rework * programme.scenario.delivery.build_effort * workload.use_case.complexity
        cap = programme.scenario.delivery.engineers_per_package
        yield workload.team.package(workload.rank, Category.RETROFIT, cap, lambda: effort).done
        yield from self._pilot(1)
        if programme.ending is not None:
            return
        workload.stage = Stage.LIVE
        workload.live_week = programme.clock.now
        programme.enter_production(workload)
        programme.log.add("workload", "live_again", f"{capital(workload.called)} is live again.", workload.rank)
        start(programme.clock, ModelLife(programme, workload).run())
        programme.note_live(workload, first_time=False)
