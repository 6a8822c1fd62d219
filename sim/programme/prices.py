"""Prices over a workload's life: the model it uses is retired or left behind for a cheaper one (model §3 Prices)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at
from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import Category
from sim.programme.use_case import Stage, Workload
from sim.programme.words import capital
from sim.rules import platform, prices

if TYPE_CHECKING:
    from sim.programme.programme import Programme


class ModelLife:
    """Moves one live workload to a newer model whenever its own is retired, or when the policy says so."""

    def __init__(self, programme: Programme, workload: Workload) -> None:
        self._programme = programme
        self._workload = workload

    def run(self, number: int = 0, waited: float = 0.0) -> Steps:
        """As long as the workload lives: wait, evaluate again, collect what prices have fallen meanwhile."""
        programme, workload = self._programme, self._workload
        since = workload.live_week
        while True:
            weeks, forced = self.due(number)
            yield Moment(programme.clock, weeks - waited, (Rank.PRICES, workload.rank))
            waited = 0.0
            rolled_back = workload.live_week != since
            if workload.stage is not Stage.LIVE or rolled_back or programme.ending is not None:
                return
            cap = programme.scenario.delivery.engineers_per_package
            package = workload.team.package(workload.rank, Category.MIGRATION, cap, self._effort)
            moved = yield package.done
            if moved:
                self._move(forced)
            number += 1

    def due(self, number: int) -> tuple[float, bool]:
        """Time until the next move, and whether the model's end forces it."""
        programme = self._programme
        market = programme.scenario.market
        luck = programme.luck.uniform(purposes.MODEL_LIFE, self._workload.rank, number)
        life = lognormal_at(luck, market.model_life_weeks, market.model_life_log_sd)
        every = programme.scenario.levers.migrate_models_every_weeks
        return (life, True) if every is None or life <= every else (every, False)

    def _effort(self) -> float:
        scenario = self._programme.scenario
        effort = scenario.market.reevaluation_effort
        if not self._workload.on_platform:
            return effort
        return effort * platform.saving_factor(scenario.platform.reuse_share, self._programme.platform.misfit)

    def _move(self, forced: bool) -> None:
        programme, workload = self._programme, self._workload
        used = programme.clock.now - workload.model_week
        factor = prices.migrated_price_factor(used, programme.scenario.market.quality_decline_per_year)
        workload.price_factor *= factor
        workload.model_week = programme.clock.now
        why = "Its model is retired: " if forced else ""
        text = f"{workload.called} moves to a newer model, {100 * (1 - factor):.0f}% cheaper a call."
        programme.log.add("prices", "model_migrated", why + text if forced else capital(text), workload.rank)
