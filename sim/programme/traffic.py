"""The week of the live workloads: calls, bills, incidents, trust and value; each is touched once (model §3 Traffic)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import Category
from sim.programme.use_case import Workload
from sim.rules import costs, prices, traffic, value

if TYPE_CHECKING:
    from sim.programme.economics import Burden
    from sim.programme.programme import Programme

WEEKS_PER_YEAR = 52.0
MIDDLE_OF_THE_WEEK = 0.5
CACHE_CHECK_WEEKS = 13
CACHES = frozenset({"exact_cache", "semantic_cache", "prefix_cache"})


class Traffic:
    """A weekly tick that touches each live workload once."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.calls = 0.0
        self.calls_to_date = 0.0
        self.value_rate_eur = 0.0
        self._season = 1.0
        self._left = 1.0

    def run(self) -> Steps:
        """Every week books what the week brought."""
        clock = self._programme.clock
        while True:
            yield Moment(clock, 1.0, (Rank.TRAFFIC, 0))
            self._week(clock.now)

    def _week(self, now: float) -> None:
        programme = self._programme
        programme.ledger.begin_week(now)
        programme.on_call.begin(now)
        self._left = programme.outcome.share_left()
        self._season = traffic.season_factor(now + programme.scenario.start.weeks, programme.scenario.traffic.season)
        self.calls = 0.0
        self.value_rate_eur = 0.0
        gone = [workload for workload in programme.live if self._touch(workload, now)]
        if now <= programme.scenario.horizon_weeks:
            self.calls_to_date += self.calls
        for workload in gone:
            programme.retire(workload)
        programme.platform.pay_vendor(now, self._left)

    def _touch(self, workload: Workload, now: float) -> bool:
        """One workload's week; whether it is retired at its end."""
        programme = self._programme
        age = now - workload.live_week
        lived = min(1.0, age) * self._left
        burden = programme.economics.burden(workload)
        adopted, calls = self._calls_per_week(workload, age)
        let_through = self._bill(workload, now, calls, lived, burden)
        incidents = programme.on_call.collect(workload, burden, lived, self._left)
        self._change(workload, lived)
        self._trust(workload, burden, incidents, lived)
        self._earn(workload, adopted * let_through, age, lived)
        self.calls += calls * let_through * lived
        return programme.ageing_retires(workload, age, lived)

    # --- volume ---------------------------------------------------------------------------------------------------

    def _calls_per_week(self, workload: Workload, age: float) -> tuple[float, float]:
        """Share of the potential that is in use, and calls; a launch beyond the plan adds calls and no potential."""
        programme = self._programme
        cards = programme.scenario.traffic
        use_case = workload.use_case
        week = int(age)
        if not workload.shocks:
            workload.shocks = programme.luck.normals(
                purposes.VOLUME_NOISE,
                workload.rank,
                programme.weeks_to_simulate + 2 + int(programme.scenario.start.weeks),
            ).tolist()
            workload.noise = workload.shocks[0]
        workload.noise = traffic.next_noise(workload.noise, cards.noise_memory, workload.shocks[week + 1])
        used = traffic.adoption(age, cards.adoption_midpoint_weeks)
        turned = use_case.turn if age > use_case.turn_age_weeks else 1.0
        grown = traffic.growth(age, cards.growth_per_year) * self._season
        calls = use_case.steady_calls * used * turned * grown
        return used * min(1.0, turned), calls * traffic.noise_factor(workload.noise, cards.noise_log_sd)

    # --- bills ----------------------------------------------------------------------------------------------------

    def _bill(self, workload: Workload, now: float, calls: float, lived: float, burden: Burden) -> float:
        """Book the vendors' bills; the share of calls that a hard cap lets through."""
        programme = self._programme
        market = programme.scenario.market
        ledger = programme.ledger
        economics = programme.economics
        if int(now) % CACHE_CHECK_WEEKS == workload.rank % CACHE_CHECK_WEEKS and not CACHES.isdisjoint(workload.levers):
            workload.inference_factor = economics.inference_factor(workload.use_case, workload.levers, calls)
            workload.wrong_share = economics.wrong_share(workload.use_case, workload.levers, calls)
        contract_weeks = now - MIDDLE_OF_THE_WEEK - workload.contract_week
        paid = prices.list_price_share(contract_weeks, market.promotion_share, market.promotion_weeks)
        price = workload.call_price_eur * paid * workload.price_factor * workload.inference_factor
        if "hygiene" not in workload.levers:
            price *= traffic.bloat(now - workload.live_week, programme.scenario.traffic.bloat_per_year)
        let_through = 1.0
        cap = programme.scenario.cfo.workload_cap_eur
        if cap is not None:
            let_through = costs.capped_share(calls * price * WEEKS_PER_YEAR, cap)
        inference = calls * price * let_through
        ledger.pay(workload.rank, Category.INFERENCE, inference * lived)
        ledger.pay(workload.rank, Category.OVERHEAD, burden.overhead_eur / WEEKS_PER_YEAR * lived)
        ledger.pay(workload.rank, Category.GOVERNANCE, burden.governance_eur / WEEKS_PER_YEAR * lived)
        if burden.hosting_eur > 0.0:
            ledger.pay(workload.rank, Category.HOSTING, burden.hosting_eur / WEEKS_PER_YEAR * lived)
        workload.run_rate_eur = (inference * WEEKS_PER_YEAR + burden.fixed_eur(workload.team)) * self._left
        return let_through

    def _change(self, workload: Workload, lived: float) -> None:
        """Change management is paid over the first year of use; what a rollback interrupts is paid later."""
        if not workload.redesigned or workload.change_weeks >= WEEKS_PER_YEAR:
            return
        weeks = min(lived, WEEKS_PER_YEAR - workload.change_weeks)
        workload.change_weeks += weeks
        yearly = self._programme.scenario.value.change_management_eur
        self._programme.ledger.pay(workload.rank, Category.CHANGE, yearly / WEEKS_PER_YEAR * weeks)

    # --- trust and value ------------------------------------------------------------------------------------------

    def _trust(self, workload: Workload, burden: Burden, incidents: int, lived: float) -> None:
        cards = self._programme.scenario.value
        lost = cards.trust_lost_per_incident * incidents + lived * (
            cards.trust_lost_by_drift * workload.drift
            + cards.trust_lost_unevaluated * (1.0 - burden.evaluated)
            + workload.wrong_share
        )
        workload.trust = value.next_trust(workload.trust, cards.trust_recovery_per_week, lost)

    def _earn(self, workload: Workload, used: float, age: float, lived: float) -> None:
        programme = self._programme
        worth = programme.worth_eur(workload, age) * used * programme.health(workload)
        worth *= value.trusted_share(workload.trust, programme.scenario.value.trust_floor)
        earned = worth / WEEKS_PER_YEAR * lived
        programme.ledger.earn(earned)
        programme.funding.collect(workload, programme.clock.now - workload.contract_week, earned)
        workload.value_rate_eur = worth * self._left
        self.value_rate_eur += workload.value_rate_eur
