"""Weekly traffic: calls, vendor bills and realised value of each live workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import WHOLE_PROGRAMME, Category
from sim.programme.use_case import Workload
from sim.rules import costs, traffic

if TYPE_CHECKING:
    from sim.programme.programme import Programme


class Traffic:
    """A weekly tick that touches each live workload once."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.calls = 0.0
        self.value_rate_eur = 0.0

    def run(self) -> Steps:
        """Every week books what the week brought."""
        clock = self._programme.clock
        while True:
            yield Moment(clock, 1.0, (Rank.TRAFFIC, 0))
            self._week(clock.now)

    def _week(self, now: float) -> None:
        programme = self._programme
        programme.ledger.begin_week(now)
        left = programme.share_left()
        self.calls = 0.0
        self.value_rate_eur = 0.0
        for workload in programme.live:
            self._use(workload, now, left)
        if programme.platform.shipped_week is not None:
            lived = min(1.0, now - programme.platform.shipped_week)
            programme.ledger.pay(
                WHOLE_PROGRAMME, Category.PLATFORM, programme.scenario.platform.run_cost_eur / 52.0 * lived * left
            )

    def _use(self, workload: Workload, now: float, left: float) -> None:
        programme = self._programme
        market = programme.scenario.market
        ledger = programme.ledger
        age = now - workload.live_week
        lived = min(1.0, age) * left
        adopted = traffic.adoption(age, programme.scenario.traffic.adoption_midpoint_weeks)
        calls = self._calls_per_week(workload, age, adopted)
        price = market.call_price_eur * costs.list_price_share(age, market.promotion_share, market.promotion_weeks)
        inference = calls * price * workload.inference_factor
        overhead = programme.economics.overhead_eur(workload.on_platform)
        ledger.pay(workload.rank, Category.INFERENCE, inference * lived)
        ledger.pay(workload.rank, Category.OVERHEAD, overhead / 52.0 * lived)
        value = programme.full_value_eur(workload) * adopted * programme.health(workload)
        ledger.earn(value / 52.0 * lived)
        self.calls += calls * lived
        self.value_rate_eur += value * left
        fixed = programme.economics.fixed_eur(workload.use_case, workload.team, workload.on_platform)
        workload.run_rate_eur = (inference * 52.0 + fixed) * left

    def _calls_per_week(self, workload: Workload, age: float, adopted: float) -> float:
        programme = self._programme
        cards = programme.scenario.traffic
        week = int(age)
        if not workload.shocks:
            workload.shocks = programme.luck.normals(
                purposes.VOLUME_NOISE, workload.rank, programme.weeks_to_simulate + 2
            ).tolist()
            workload.noise = workload.shocks[0]
        workload.noise = traffic.next_noise(workload.noise, cards.noise_memory, workload.shocks[week + 1])
        grown = traffic.growth(age, cards.growth_per_year)
        return (
            workload.use_case.steady_calls * adopted * grown * traffic.noise_factor(workload.noise, cards.noise_log_sd)
        )
