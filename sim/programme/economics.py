"""What a workload costs, as somebody who did the sums would say (model §5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.programme.cascade import TUNED, Cascade
from sim.programme.use_case import UseCase, Workload
from sim.rules import costs, on_call, oversight, platform, prices

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team


@dataclass(frozen=True, slots=True)
class Burden:
    """A year of everything but inference, and what the platform and its harness do for a workload."""

    overhead_eur: float
    hosting_eur: float
    governance_eur: float
    upkeep_fte: float
    incident_fte: float
    evaluated: float
    behaviour_per_week: float

    def fixed_eur(self, team: Team) -> float:
        """Vendor bills, oversight and this team's labour of a year."""
        vendors = self.overhead_eur + self.hosting_eur + self.governance_eur
        return costs.run_cost_eur(0.0, vendors, self.upkeep_fte + self.incident_fte, team.cost_of_useful_year_eur)


class Economics:
    """Costs per workload under today's platform, people and levers; and whether anybody has computed them."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.tracked = False
        self.tracked_live: int | None = None
        self._burdens: dict[int, Burden] = {}
        self._cascade = Cascade(programme.scenario.lever_effects)

    # --- inference ------------------------------------------------------------------------------------------------

    def inference_factor(self, use_case: UseCase, levers: Collection[str], calls: float) -> float:
        """What the levers leave of a use case's inference cost at this volume (D-LEV-1..D-LEV-5)."""
        return self._cascade.factor(use_case, levers, calls, self.small_model_share(use_case))

    def wrong_share(self, use_case: UseCase, levers: Collection[str], calls: float) -> float:
        """Share of calls that a semantic cache answers wrongly."""
        if "semantic_cache" not in levers:
            return 0.0
        return self._cascade.semantic_hit(use_case, calls) * self._programme.scenario.lever_effects.wrong_answer_share

    def small_model_share(self, use_case: UseCase) -> float:
        """Share of misses that routing sends to the small model."""
        simple = use_case.simple_share
        if self.is_low_tier(use_case):
            simple += (1.0 - simple) * self._programme.scenario.lever_effects.tier_extra_share
        return simple

    def is_low_tier(self, use_case: UseCase) -> bool:
        """Value tiers are in force, and a call of this use case is worth little."""
        scenario = self._programme.scenario
        return scenario.levers.value_tiers and use_case.value_per_call_eur < scenario.lever_effects.tier_value_eur

    def call_price_eur(self, use_case: UseCase, launch_week: float) -> float:
        """List price of one useful call before levers, for a workload that launches in this week."""
        scenario = self._programme.scenario
        market = scenario.market
        calendar_week = launch_week + scenario.start.weeks
        launched = prices.launch_price_factor(calendar_week, market.list_decline_per_year, market.token_growth_per_year)
        billed = costs.billed_share(scenario.traffic.failed_share)
        return market.call_price_eur * use_case.tokens * launched * billed

    def inference_eur(self, use_case: UseCase, levers: Collection[str], launch_week: float) -> float:
        """One steady year of inference at list price."""
        calls = use_case.steady_calls
        list_eur = calls * 52.0 * self.call_price_eur(use_case, launch_week)
        return list_eur * self.inference_factor(use_case, levers, calls)

    def tuning_pays(self, use_case: UseCase, levers: Collection[str]) -> bool:
        """A fine-tuned model has to be hosted and retrained: worth it for narrow tasks of high volume (D-LEV-5)."""
        programme = self._programme
        effects = programme.scenario.lever_effects
        now = programme.clock.now
        before = self.inference_eur(use_case, levers, now)
        after = self.inference_eur(use_case, {*levers, TUNED}, now)
        added = effects.tuned_hosting_eur + effects.tuned_upkeep_fte * programme.scenario.delivery.engineer_cost_eur
        return costs.lever_pays(before - after, added)

    # --- everything else ------------------------------------------------------------------------------------------

    def burden(self, workload: Workload) -> Burden:
        """Of a live workload; kept until its platform or its levers change."""
        known = self._burdens.get(workload.rank)
        if known is None:
            known = self._burdens[workload.rank] = self.burden_of(
                workload.use_case, workload.team, workload.levers, workload.on_platform
            )
        return known

    def burden_of(self, use_case: UseCase, team: Team, levers: Collection[str], on_platform: bool) -> Burden:
        """Of any use case with these levers."""
        programme = self._programme
        scenario = programme.scenario
        effects = scenario.lever_effects
        owned = on_platform and not scenario.sequencing.bought
        fit = 1.0 - programme.platform.misfit if owned else 0.0
        evaluated = 1.0 if scenario.readiness.evaluation else fit
        shared = 1.0 if scenario.governance.templates else fit
        tuned = TUNED in levers
        behaviour = self._behaviour_rate(evaluated, tuned)
        upkeep = scenario.delivery.upkeep_fte * use_case.complexity
        upkeep *= self._left_of(scenario.platform.reuse_share, on_platform)
        fee = scenario.platform.bought_fee_eur if on_platform and scenario.sequencing.bought else 0.0
        return Burden(
            overhead_eur=scenario.market.overhead_eur * self._left_of(scenario.platform.overhead_saving, on_platform),
            hosting_eur=fee + (effects.tuned_hosting_eur if tuned else 0.0),
            governance_eur=scenario.oversight.upkeep_eur
            * oversight.shared_factor(scenario.oversight.shared_artefact_saving, shared),
            upkeep_fte=upkeep + (effects.tuned_upkeep_fte if tuned else 0.0),
            incident_fte=self._incident_fte(team, behaviour),
            evaluated=evaluated,
            behaviour_per_week=behaviour,
        )

    def _behaviour_rate(self, evaluated: float, tuned: bool) -> float:
        """Behaviour incidents a week without drift."""
        scenario = self._programme.scenario
        rate = scenario.on_call.behaviour_per_week * (1.0 - scenario.on_call.evaluation_saving * evaluated)
        return rate * (1.0 + scenario.lever_effects.tuned_incidents) if tuned else rate

    def _left_of(self, saving_share: float, on_platform: bool) -> float:
        return platform.saving_factor(saving_share, self._programme.platform.misfit) if on_platform else 1.0

    def _incident_fte(self, team: Team, behaviour_rate: float) -> float:
        cards = self._programme.scenario.on_call
        rota = self._programme.on_call
        hours = [
            on_call.handling_hours(1, cards.handling_hours, cards.mismatch, rota.knows(kind, team)) * rate
            for kind, rate in (("shared", cards.shared_per_week), ("behaviour", behaviour_rate))
        ]
        return costs.incident_labour_fte(hours[0], hours[1], cards.hours_per_week)

    def forget(self, workload: Workload | None = None) -> None:
        """What a workload's burden depends on has changed; without one, that of all of them."""
        if workload is None:
            self._burdens.clear()
        else:
            self._burdens.pop(workload.rank, None)

    # --- the honest number and the assumed one --------------------------------------------------------------------

    def marginal_cost_eur(
        self, use_case: UseCase, team: Team, levers: Collection[str], on_platform: bool, launch_week: float
    ) -> float:
        """One-year steady-state run cost at list price with these levers (D-ECON-1)."""
        burden = self.burden_of(use_case, team, levers, on_platform)
        return self._capped(self.inference_eur(use_case, levers, launch_week)) + burden.fixed_eur(team)

    def _capped(self, inference_eur: float) -> float:
        """No bill is larger than the hard cap on it."""
        cap = self._programme.scenario.cfo.workload_cap_eur
        return inference_eur if cap is None else min(cap, inference_eur)

    def true_cost_eur(self, workload: Workload) -> float:
        """The honest number of one live workload: steady use, list price of the model that it uses."""
        launched = self.inference_eur(workload.use_case, workload.levers, workload.contract_week)
        return self._capped(launched * workload.price_factor) + self.burden(workload).fixed_eur(workload.team)

    def expected_cost_eur(self, use_case: UseCase, team: Team) -> float:
        """The honest number of a workload that is still to come: on the platform if that is where it will be built."""
        shared = self._programme.platform.awaits_builds
        levers = self._programme.scenario.levers.order if shared else ()
        return self.marginal_cost_eur(use_case, team, levers, shared, self._programme.clock.now)

    def planned_cost_eur(self, use_case: UseCase, team: Team) -> float:
        """The same as a plan has it, before anybody knows the use: at the volume and tokens of a typical workload."""
        calls = self._programme.scenario.traffic.steady_calls_per_week
        return self.expected_cost_eur(replace(use_case, steady_calls=calls, tokens=1.0), team)

    def assumed_cost_eur(self, workload: Workload) -> float:
        """What the business case had, as nobody has computed it since: no lever, no failed call (D-ECON-3)."""
        scenario = self._programme.scenario
        inference = self.inference_eur(workload.use_case, (), workload.contract_week)
        return costs.assumed_cost_eur(
            inference / costs.billed_share(scenario.traffic.failed_share),
            scenario.market.promotion_share,
            self.burden(workload).overhead_eur,
            scenario.cfo.planned_workloads,
        )

    # --- tracking -------------------------------------------------------------------------------------------------

    def start_tracking(self) -> None:
        """From now on somebody computes the honest number."""
        if not self.tracked:
            self.tracked = True
            self.tracked_live = len(self._programme.live)
            self._programme.levers.wake()

    def notice_go_live(self, live: int) -> None:
        """Tracking may begin with the nth workload (D-ECON-4)."""
        planned = self._programme.scenario.economics.track_from_workload
        if planned is not None and live >= planned:
            self.start_tracking()
