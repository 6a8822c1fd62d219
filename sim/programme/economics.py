"""What a workload costs, as somebody who did the sums would say (model §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.programme.use_case import UseCase, Workload
from sim.rules import costs, on_call, platform

if TYPE_CHECKING:
    from sim.programme.programme import Programme
    from sim.programme.team import Team


class Economics:
    """Costs per workload under today's platform, people and levers; and whether anybody has computed them."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.tracked = False
        self._incident_fte: dict[int, float] = {}
        self._fixed_eur: dict[tuple[int, bool, int], float] = {}
        self._upkeep_fte: dict[tuple[int, bool], float] = {}
        self._overhead_eur: dict[bool, float] = {}

    def inference_factor(self, use_case: UseCase, levers: Iterable[str]) -> float:
        """What the levers leave of a use case's inference cost."""
        effects = self._programme.scenario.lever_effects
        pulled = frozenset(levers)
        return costs.inference_factor(
            use_case.repeat_share if "caching" in pulled else 0.0,
            effects.cached_call_cost,
            use_case.simple_share if "routing" in pulled else 0.0,
            effects.small_model_price,
            effects.batch_price if "batch" in pulled and use_case.batch else 1.0,
            1.0 - effects.hygiene_saving if "hygiene" in pulled else 1.0,
        )

    def overhead_eur(self, on_platform: bool) -> float:
        """Retrieval and observability of one workload for a year."""
        known = self._overhead_eur.get(on_platform)
        if known is None:
            scenario = self._programme.scenario
            left = self._left_of(scenario.platform.overhead_saving, on_platform)
            known = self._overhead_eur[on_platform] = scenario.market.overhead_eur * left
        return known

    def upkeep_fte(self, use_case: UseCase, on_platform: bool) -> float:
        """Maintenance of one workload."""
        key = (use_case.rank, on_platform)
        known = self._upkeep_fte.get(key)
        if known is None:
            scenario = self._programme.scenario
            left = self._left_of(scenario.platform.reuse_share, on_platform)
            known = self._upkeep_fte[key] = scenario.delivery.upkeep_fte * use_case.complexity * left
        return known

    def _left_of(self, saving_share: float, on_platform: bool) -> float:
        return platform.saving_factor(saving_share, self._programme.platform.misfit) if on_platform else 1.0

    def incident_fte(self, team: Team) -> float:
        """Expected incident work of one workload that this team has built: the same all through a programme."""
        known = self._incident_fte.get(team.identity)
        if known is None:
            known = self._incident_fte[team.identity] = self._expect_incidents(team)
        return known

    def _expect_incidents(self, team: Team) -> float:
        scenario = self._programme.scenario.on_call
        rota = self._programme.on_call
        hours = [
            on_call.handling_hours(1, scenario.handling_hours, scenario.mismatch, rota.knows(kind, team)) * rate
            for kind, rate in (("shared", scenario.shared_per_week), ("behaviour", scenario.behaviour_per_week))
        ]
        return costs.incident_labour_fte(hours[0], hours[1], scenario.hours_per_week)

    def inference_eur(self, use_case: UseCase, levers: Iterable[str]) -> float:
        """One steady year of inference at list price."""
        list_eur = use_case.steady_calls * 52.0 * self._programme.scenario.market.call_price_eur
        return list_eur * self.inference_factor(use_case, levers)

    def fixed_eur(self, use_case: UseCase, team: Team, on_platform: bool) -> float:
        """A year of everything but inference; kept until the platform's fit or the team's size changes."""
        key = (use_case.rank, on_platform, team.engineers)
        known = self._fixed_eur.get(key)
        if known is None:
            known = self._fixed_eur[key] = self._cost_without_inference(use_case, team, on_platform)
        return known

    def forget_fit(self) -> None:
        """The platform's fit has changed: what depends on it is computed again."""
        self._fixed_eur.clear()
        self._upkeep_fte.clear()
        self._overhead_eur.clear()

    def _cost_without_inference(self, use_case: UseCase, team: Team, on_platform: bool) -> float:
        labour = self.upkeep_fte(use_case, on_platform) + self.incident_fte(team)
        return costs.run_cost_eur(0.0, self.overhead_eur(on_platform), labour, team.cost_of_useful_year_eur)

    def marginal_cost_eur(self, use_case: UseCase, team: Team, levers: Iterable[str], on_platform: bool) -> float:
        """One-year steady-state run cost at list price with these levers (D-ECON-1)."""
        return self.inference_eur(use_case, levers) + self.fixed_eur(use_case, team, on_platform)

    def true_cost_eur(self, workload: Workload) -> float:
        """The honest number of one workload."""
        return self.marginal_cost_eur(workload.use_case, workload.team, workload.levers, workload.on_platform)

    def expected_cost_eur(self, use_case: UseCase, team: Team) -> float:
        """The honest number of a workload that is still to come: on the platform if there is one by now."""
        ready = self._programme.platform.is_ready
        levers = self._programme.scenario.levers.order if ready else ()
        return self.marginal_cost_eur(use_case, team, levers, ready)

    def planned_cost_eur(self, use_case: UseCase, team: Team) -> float:
        """The same as a plan has it, before anybody knows the use: at the volume of a typical workload."""
        calls = self._programme.scenario.traffic.steady_calls_per_week
        return self.expected_cost_eur(replace(use_case, steady_calls=calls), team)

    def assumed_cost_eur(self, workload: Workload) -> float:
        """What people believe where nobody has computed it (D-ECON-3)."""
        scenario = self._programme.scenario
        return costs.assumed_cost_eur(
            self.inference_eur(workload.use_case, workload.levers),
            scenario.market.promotion_share,
            self.overhead_eur(workload.on_platform),
            scenario.cfo.planned_workloads,
        )

    def start_tracking(self) -> None:
        """From now on somebody computes the honest number."""
        if not self.tracked:
            self.tracked = True
            self._programme.levers.wake()

    def notice_go_live(self, live: int) -> None:
        """Tracking may begin with the nth workload (D-ECON-4)."""
        planned = self._programme.scenario.economics.track_from_workload
        if planned is not None and live >= planned:
            self.start_tracking()
