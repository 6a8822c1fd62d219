"""Who pays for the platform: a tax on the first workloads, innovation money, or the operating budget (D-FUND)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme.use_case import Workload
from sim.programme.words import euros
from sim.rules import gate

if TYPE_CHECKING:
    from sim.programme.programme import Programme

YEAR = 52.0


class Funding:
    """The platform's line: open until a review finds nobody to carry it."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.collected_eur = 0.0
        self.is_open = True

    def collect(self, workload: Workload, age_weeks: float, earned_eur: float) -> None:
        """The stacking tax: a share of the first year's value of the first workloads. A transfer, no cost."""
        policy = self._programme.scenario.funding
        if policy.tax_share > 0.0 and workload.n <= policy.taxed_workloads and age_weeks <= YEAR:
            self.collected_eur += policy.tax_share * earned_eur

    def _promised_eur(self) -> float:
        """What the taxed workloads have yet to pay of their first year, by their business case."""
        programme = self._programme
        policy = programme.scenario.funding
        promised = 0.0
        for workload in programme.live:
            if workload.n <= policy.taxed_workloads:
                left = max(0.0, YEAR - (programme.clock.now - workload.contract_week))
                promised += policy.tax_share * programme.expected_value_eur(workload) * left / YEAR
        return promised

    def review(self, run_rate_eur: float, bearable_eur: float) -> None:
        """At a review or a quarterly check: does anybody carry the platform's line from now on?"""
        programme = self._programme
        platform = programme.platform
        if platform.started_week is None or programme.ending is not None:
            return
        taken = platform.building_eur()
        line = platform.yearly_cost_eur()
        collected = self.collected_eur + self._promised_eur()
        stands = gate.platform_line_stands(collected, taken, run_rate_eur, line, bearable_eur)
        if stands == self.is_open:
            return
        self.is_open = stands
        if stands:
            text = f"The platform's line is funded again: {euros(line)} a year."
            programme.log.add("funding", "platform_funded", text)
        else:
            text = (
                f"The platform's line of {euros(line)} a year is cut: its tax has brought {euros(collected)} of "
                f"{euros(taken)}, and {euros(run_rate_eur)} of run-rate leave no room within {euros(bearable_eur)}."
                if programme.scenario.funding.tax_share > 0.0
                else f"The platform's line of {euros(line)} a year is cut: innovation money ends with the review, and "
                f"{euros(run_rate_eur)} of run-rate leave no room within {euros(bearable_eur)}."
            )
            programme.log.add("funding", "platform_cut", text)
        programme.wake_teams()
