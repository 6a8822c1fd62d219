"""The life of one workload: idea, queue, build, review and pilot, production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.use_case import Stage, Workload
from sim.programme.words import count, euros, number_of
from sim.rules import gate, platform

if TYPE_CHECKING:
    from sim.programme.programme import Programme


class Lifecycle:
    """Takes one use case as far as it gets."""

    def __init__(self, programme: Programme, workload: Workload) -> None:
        self._programme = programme
        self._workload = workload

    def run(self) -> Steps:
        """Queue, build, pilot, live; refused use cases leave the queue."""
        programme, workload = self._programme, self._workload
        programme.log.add(
            "opportunities",
            "idea",
            f"The business asks for {number_of(workload.rank)}, worth up to "
            f"{euros(workload.use_case.value_eur)} a year; it joins the queue of {workload.team.name}.",
            workload.rank,
        )
        cap = programme.scenario.delivery.engineers_per_package
        package = workload.team.package(workload.rank, Category.BUILD, cap, self._begin, self._built)
        built = yield package.done
        if not built:
            return
        delivery = programme.scenario.delivery
        luck = programme.luck.uniform(purposes.PILOT_LENGTH, workload.rank)
        pilot_weeks = lognormal_at(luck, delivery.pilot_weeks, delivery.pilot_log_sd)
        yield Moment(programme.clock, pilot_weeks, (Rank.WORKLOAD, workload.rank))
        if programme.ending is None:
            self._go_live()

    def _begin(self) -> float | None:
        """The build's effort, or nothing where finance refuses the use case."""
        programme, workload = self._programme, self._workload
        use_case = workload.use_case
        cost = programme.economics.expected_cost_eur(use_case, workload.team)
        worth = programme.expected_value_eur(workload)
        if programme.cfo.hurdle_holds and not gate.clears_hurdle(worth, cost, programme.scenario.cfo.hurdle):
            workload.stage = Stage.REFUSED
            programme.log.add(
                "cfo",
                "refused",
                f"Finance refuses {number_of(use_case.rank)}: worth {euros(worth)} a year against a cost of "
                f"{euros(cost)}.",
                use_case.rank,
            )
            return None
        workload.stage = Stage.BUILDING
        workload.on_platform = programme.platform.is_ready
        programme.note_build_start()
        where = "on the platform" if workload.on_platform else "on a stack of its own"
        text = f"{workload.team.name.capitalize()} starts to build {number_of(use_case.rank)} {where}."
        programme.log.add("team", "build_started", text, use_case.rank)
        workload.build_effort = self._effort()
        return workload.build_effort

    def _effort(self) -> float:
        scenario = self._programme.scenario
        workload = self._workload
        effort = scenario.delivery.build_effort * workload.use_case.complexity
        if not workload.on_platform:
            return effort
        fit = self._programme.platform.misfit
        factor = platform.build_effort_factor(scenario.platform.reuse_share, scenario.platform.friction, fit)
        return effort * factor + scenario.lever_effects.effort_on_platform * len(scenario.levers.order)

    def _built(self) -> None:
        programme, workload = self._programme, self._workload
        workload.stage = Stage.PILOT
        if workload.on_platform:
            workload.levers.update(programme.scenario.levers.order)
        text = f"{number_of(workload.rank).capitalize()} is built and enters review and pilot."
        programme.log.add("team", "build_finished", text, workload.rank)
        programme.note_built(workload)

    def _go_live(self) -> None:
        programme, workload = self._programme, self._workload
        workload.stage = Stage.LIVE
        workload.live_week = programme.clock.now
        workload.inference_factor = programme.economics.inference_factor(workload.use_case, workload.levers)
        programme.live.append(workload)
        live = len(programme.live)
        cost = programme.economics.true_cost_eur(workload)
        workload.run_rate_eur = programme.economics.fixed_eur(workload.use_case, workload.team, workload.on_platform)
        built_eur = workload.build_effort / 52.0 * workload.team.cost_of_useful_year_eur
        platform_eur = programme.ledger.total_cents(WHOLE_PROGRAMME, Category.PLATFORM) / 100.0
        programme.go_lives.append(
            (
                live,
                workload.rank,
                workload.live_week,
                workload.live_week - workload.idea_week,
                workload.on_platform,
                cost,
                cost + built_eur + platform_eur / live,
            )
        )
        text = (
            f"{number_of(workload.rank).capitalize()} goes live: {count(live, 'workload', 'workloads')} in production."
        )
        if programme.economics.tracked:
            text += f" It will cost {euros(cost)} a year."
        programme.log.add("workload", "live", text, workload.rank)
        programme.note_live()
