"""Cost levers, pulled with the teams' own hours, one after the other on each workload (D-LEV)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.programme.cascade import TUNED
from sim.programme.clock import Alarm, Moment, Rank, Steps, start
from sim.programme.ledger import Category
from sim.programme.use_case import Stage, Workload

if TYPE_CHECKING:
    from sim.programme.programme import Programme

NAMES = {
    "exact_cache": "A cache of exact answers",
    "semantic_cache": "A semantic cache",
    "prefix_cache": "The provider's prefix cache",
    "routing": "Routing to a small model",
    "batch": "Batching",
    "hygiene": "Context hygiene",
    "fine_tuning": "A fine-tuned small model",
}


class Levers:
    """Watches for workloads whose levers are due and has them pulled, one after the other."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._alarm = Alarm(programme.clock, (Rank.LEVERS, 0))

    def wake(self) -> None:
        """Something has changed that may make levers due."""
        self._alarm.ring()

    def run(self) -> Steps:
        """Whenever something changes, start on every live workload whose levers are due."""
        programme = self._programme
        while True:
            if programme.ending is None and self._due():
                wanted = self._wanted()
                for workload in programme.live:
                    if not workload.levers_started and self._next(workload, wanted, ()):
                        workload.levers_started = True
                        start(programme.clock, self._pull(workload, wanted))
            yield self._alarm.after(None)

    def _due(self) -> bool:
        programme = self._programme
        if programme.reducing_cost():
            return True
        policy = programme.scenario.levers
        measured = programme.economics.tracked or not policy.measured_first
        return bool(policy.order) and measured and programme.most_live >= policy.from_workload

    def _wanted(self) -> tuple[str, ...]:
        """The policy's levers; a cost-reduction effort adds those of its own."""
        policy = self._programme.scenario.levers
        if not self._programme.reducing_cost():
            return policy.order
        return policy.order + tuple(lever for lever in policy.when_reducing if lever not in policy.order)

    def _pull(self, workload: Workload, wanted: tuple[str, ...]) -> Steps:
        programme = self._programme
        cap = programme.scenario.delivery.engineers_per_package
        tried: list[str] = []
        while lever := self._next(workload, wanted, tried):
            tried.append(lever)
            package = workload.team.package(workload.rank, Category.LEVERS, cap, lambda: self._effort(workload))
            yield package.done
            lead = programme.scenario.lever_effects.lead_weeks
            if lead > 0.0:
                yield Moment(programme.clock, lead, (Rank.LEVERS, workload.rank + 1))
            if lever not in workload.levers and workload.stage is Stage.LIVE:
                self._apply(workload, lever)
        workload.levers_started = False

    def _next(self, workload: Workload, wanted: Sequence[str], tried: Sequence[str]) -> str | None:
        """The first lever that is wanted, applies, and has not been tried in this round."""
        if workload.stage is not Stage.LIVE:
            return None
        for lever in wanted:
            if lever not in workload.levers and lever not in tried and self._applies(workload, lever):
                return lever
        return None

    def _applies(self, workload: Workload, lever: str) -> bool:
        if lever == "batch":
            return workload.use_case.batch
        return lever != TUNED or self._programme.economics.tuning_pays(workload.use_case, workload.levers)

    def _apply(self, workload: Workload, lever: str) -> None:
        programme = self._programme
        before = workload.inference_factor
        self.give(workload, (lever,))
        saved = 1.0 - workload.inference_factor / before if before > 0.0 else 0.0
        text = f"{NAMES[lever]} on {workload.called} takes {100 * saved:.0f}% off its inference bill."
        programme.log.add("levers", "lever_applied", text, workload.rank)

    def give(self, workload: Workload, levers: tuple[str, ...]) -> None:
        """A workload has these levers from now on."""
        programme = self._programme
        workload.levers.update(levers)
        workload.inference_factor = programme.economics.inference_factor(
            workload.use_case, workload.levers, workload.use_case.steady_calls
        )
        workload.wrong_share = programme.economics.wrong_share(
            workload.use_case, workload.levers, workload.use_case.steady_calls
        )
        if "routing" in workload.levers and programme.economics.is_low_tier(workload.use_case):
            workload.value_factor = 1.0 - programme.scenario.lever_effects.tier_value_loss
        programme.economics.forget(workload)

    def fitting(self, workload: Workload) -> tuple[str, ...]:
        """The policy's levers that apply to a workload: what a platform gives it."""
        return tuple(lever for lever in self._programme.scenario.levers.order if self._applies(workload, lever))

    def _effort(self, workload: Workload) -> float:
        effects = self._programme.scenario.lever_effects
        return effects.effort_on_platform if workload.on_platform else effects.effort
