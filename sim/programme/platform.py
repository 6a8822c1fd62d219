"""The platform: when it starts, how well it fits, what moves onto it (model §3 Platform, D-SEQ-1..3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import Alarm, Rank, Steps, start
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.use_case import Workload
from sim.programme.words import count, number_of
from sim.rules import platform

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team

AXES: tuple[Callable[[Workload], bool], ...] = (
    lambda workload: workload.use_case.retrieval,
    lambda workload: workload.use_case.batch,
    lambda workload: workload.use_case.model_matters,
)


class Platform:
    """Shared primitives, built once: early against assumptions, later against what has been seen."""

    def __init__(self, programme: Programme, team: Team | None) -> None:
        self._programme = programme
        self._alarm = Alarm(programme.clock, (Rank.PLATFORM, 0))
        self.team = team
        self.shipped_week: float | None = None
        self.refactoring = False
        self.misfit = 0.0
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
    def upkeep_fte(self) -> float:
        """Upkeep of the platform itself."""
        return self._programme.scenario.platform.upkeep_fte if self.shipped_week is not None else 0.0

    def notice_built(self, workload: Workload) -> None:
        """A workload has been built: one more seen, and perhaps the one that the plan waits for."""
        self._seen.append(workload)
        self._misfit_check_due = self._misfit_check_due or workload.on_platform
        self._alarm.ring()

    def notice_live(self) -> None:
        """A go-live is where a missed start is drawn again."""
        self._alarm.ring()

    def run(self) -> Steps:
        """Wait for the planned start, build, ship, and refactor where the design does not fit."""
        planned = self._programme.scenario.sequencing.platform_after
        if planned is None or self.team is None:
            return
        while not self._starts(planned):
            yield self._alarm.after(None)
        yield from self._build(self.team)
        while True:
            yield self._alarm.after(None)
            if self._misfit_check_due:
                self._misfit_check_due = False
                yield from self._refactor_if_needed(self.team)

    # --- starting and building -----------------------------------------------------------------------------------

    def _starts(self, planned: int) -> bool:
        if len(self._seen) < planned or self._programme.ending is not None:
            return False
        live = len(self._programme.live)
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

    def _build(self, team: Team) -> Steps:
        programme = self._programme
        cards = programme.scenario.platform
        stacks = len(self._seen)
        effort = platform.platform_effort(
            cards.effort_from_scratch, cards.effort_extracted, cards.effort_per_further_stack, stacks
        )
        seen = f"after {count(stacks, 'application', 'applications')}" if stacks else "before any application"
        programme.log.add("platform", "platform_started", f"{team.name.capitalize()} starts the platform, {seen}.")
        package = team.package(WHOLE_PROGRAMME, Category.PLATFORM, float(team.engineers), lambda: effort)
        yield package.done
        self.shipped_week = programme.clock.now
        self._learn()
        text = f"The platform ships; it fits {100 * (1 - self.misfit):.0f}% of what really arrives."
        programme.log.add("platform", "platform_shipped", text)
        programme.economics.start_tracking()
        self._migrate_all()
        programme.wake_teams()

    def _refactor_if_needed(self, team: Team) -> Steps:
        programme = self._programme
        cards = programme.scenario.platform
        if self.misfit <= cards.misfit_tolerance or programme.ending is not None:
            return
        self.refactoring = True
        programme.log.add(
            "platform",
            "refactor_started",
            f"The platform does not fit what arrives (misfit {self.misfit:.2f} against a tolerance of "
            f"{cards.misfit_tolerance:.2f}): it is refactored, and nothing new starts on it meanwhile.",
        )
        package = team.package(WHOLE_PROGRAMME, Category.PLATFORM, float(team.engineers), lambda: cards.refactor_effort)
        yield package.done
        self.refactoring = False
        self._learn()
        programme.log.add(
            "platform", "refactor_finished", f"The refactored platform fits {100 * (1 - self.misfit):.0f}%."
        )
        self._migrate_all()
        programme.wake_teams()

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
        weight = self._programme.scenario.platform.prior_weight
        seen = len(self._seen)
        designed = [
            platform.designed_share(self._assumed[axis], weight, sum(map(has, self._seen)), seen)
            for axis, has in enumerate(AXES)
        ]
        true = self._true_shares()
        self.misfit = platform.misfit(designed[0], true[0], designed[1], true[1], designed[2], true[2])
        self._programme.economics.forget_fit()

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
        pending = [lever for lever in scenario.levers.order if lever not in workload.levers]
        effort = scenario.platform.migration_effort + scenario.lever_effects.effort_on_platform * len(pending)
        cap = scenario.delivery.engineers_per_package
        package = workload.team.package(workload.rank, Category.MIGRATION, cap, lambda: effort)
        yield package.done
        workload.on_platform = True
        workload.levers.update(scenario.levers.order)
        workload.inference_factor = programme.economics.inference_factor(workload.use_case, workload.levers)
        text = f"{number_of(workload.rank).capitalize()} has moved onto the platform."
        programme.log.add("platform", "migrated", text, workload.rank)
