"""Cost levers: caching, routing, batch, context hygiene, pulled with the teams' own hours (D-LEV)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sim.programme.clock import Alarm, Rank, Steps, start
from sim.programme.ledger import Category
from sim.programme.use_case import Workload
from sim.programme.words import number_of
from sim.scenario.policies import Lever

if TYPE_CHECKING:
    from sim.programme.programme import Programme

EVERY_LEVER: tuple[str, ...] = get_args(Lever)


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
                for workload in programme.live:
                    if not workload.levers_started:
                        workload.levers_started = True
                        start(programme.clock, self._pull(workload))
            yield self._alarm.after(None)

    def _due(self) -> bool:
        programme = self._programme
        if programme.reducing_cost():
            return True
        policy = programme.scenario.levers
        return bool(policy.order) and programme.economics.tracked and len(programme.live) >= policy.from_workload

    def _wanted(self) -> tuple[str, ...]:
        """The policy's levers; a cost-reduction effort that finds none planned pulls every one."""
        return self._programme.scenario.levers.order or EVERY_LEVER

    def _pull(self, workload: Workload) -> Steps:
        programme = self._programme
        cap = programme.scenario.delivery.engineers_per_package
        for lever in self._wanted():
            if lever in workload.levers or (lever == "batch" and not workload.use_case.batch):
                continue
            package = workload.team.package(workload.rank, Category.LEVERS, cap, lambda: self._effort(workload))
            yield package.done
            if lever in workload.levers:
                continue
            before = workload.inference_factor
            workload.levers.add(lever)
            workload.inference_factor = programme.economics.inference_factor(workload.use_case, workload.levers)
            saved = 1.0 - workload.inference_factor / before if before > 0.0 else 0.0
            text = (
                f"{lever.capitalize()} on {number_of(workload.rank)} takes {100 * saved:.0f}% off its inference bill."
            )
            programme.log.add("levers", "lever_applied", text, workload.rank)

    def _effort(self, workload: Workload) -> float:
        effects = self._programme.scenario.lever_effects
        return effects.effort_on_platform if workload.on_platform else effects.effort
