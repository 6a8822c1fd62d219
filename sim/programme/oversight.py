"""Oversight: reviewers with meeting dates, rework, and a regulator who changes the rules (D-PILOT-5, D-SEQ-5)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.programme import purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import Category
from sim.programme.use_case import Workload
from sim.programme.words import count
from sim.rules import oversight, platform

if TYPE_CHECKING:
    from sim.programme.programme import Programme

MOST_ROUNDS = 8


class Oversight:
    """One board of reviewers for the whole programme: dossiers are worked through in the order of their coming."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._free_week = 0.0
        self.reviews = 0

    # --- reviews --------------------------------------------------------------------------------------------------

    def review(self, workload: Workload) -> Steps:
        """From the end of a build to approval; narrow use cases of low risk need none (D-PILOT-8)."""
        programme = self._programme
        if workload.use_case.narrow:
            return
        while True:
            weeks = self._weeks_of_review(workload)
            if weeks > 0.0:
                yield Moment(programme.clock, weeks, (Rank.OVERSIGHT, workload.rank))
            if not self._sent_back(workload):
                return
            text = f"Review sends {workload.called} back: an agent without {self._what_is_missing(workload)}."
            programme.log.add("oversight", "sent_back", text, workload.rank)
            workload.prepared_effort += self._rework_effort()
            cap = programme.scenario.delivery.engineers_per_package
            yield workload.team.package(workload.rank, Category.REVIEW, cap, self._rework_effort).done

    def _rework_effort(self) -> float:
        return self._programme.scenario.oversight.rework_effort

    def _weeks_of_review(self, workload: Workload) -> float:
        """The reviewers' time after those before it, and the wait for the meeting that decides."""
        programme = self._programme
        cards = programme.scenario.oversight
        now = programme.clock.now
        effort = self._effort(workload)
        cost_eur = effort * cards.reviewer_cost_eur / 52.0
        workload.review_eur += cost_eur
        programme.ledger.owe(workload.rank, Category.REVIEW, cost_eur)
        self._free_week = max(now, self._free_week) + effort / cards.reviewers
        self.reviews += 1
        workload.reviews += 1
        return oversight.next_meeting(self._free_week, cards.meeting_every_weeks) - now

    def _effort(self, workload: Workload) -> float:
        programme = self._programme
        scenario = programme.scenario
        cards = scenario.oversight
        base = (cards.low_risk_effort, cards.middle_risk_effort, cards.high_risk_effort)[workload.use_case.risk]
        if workload.on_platform and not scenario.sequencing.bought:
            base *= platform.saving_factor(scenario.platform.review_saving, programme.platform.misfit)
        before = self.reviews if scenario.governance.templates else 0
        return oversight.review_effort(
            base,
            cards.coordination_per_live,
            len(programme.live),
            cards.template_saving,
            cards.least_review_share,
            before,
        )

    def _missing(self, workload: Workload) -> tuple[str, ...]:
        """What an agentic workload lacks; a platform of one's own brings both."""
        scenario = self._programme.scenario
        if workload.use_case.retrieval or (workload.on_platform and not scenario.sequencing.bought):
            return ()
        lacks = (("a sandbox", scenario.governance.sandbox), ("an audit trail", scenario.governance.audit_trail))
        return tuple(name for name, there in lacks if not there)

    def _what_is_missing(self, workload: Workload) -> str:
        return " and without ".join(self._missing(workload))

    def _sent_back(self, workload: Workload) -> bool:
        share = self._programme.scenario.oversight.rework_share
        if workload.reviews >= MOST_ROUNDS:
            return False
        passes = 1.0
        for _ in self._missing(workload):
            passes *= 1.0 - share
        return self._programme.luck.uniform(purposes.REWORK, workload.rank, workload.reviews) >= passes

    # --- the regulator --------------------------------------------------------------------------------------------

    def run(self) -> Steps:
        """Now and then the rules change, and every live workload has to be reworked (D-SEQ-5)."""
        programme = self._programme
        rate = programme.scenario.oversight.shocks_per_year / 52.0
        number = 0
        while rate > 0.0:
            gap = programme.luck.exponential(purposes.REGULATION, 0, number)
            yield Moment(programme.clock, gap / rate, (Rank.OVERSIGHT, 0))
            number += 1
            if programme.ending is None and programme.live:
                self._demand_rework()

    def _demand_rework(self) -> None:
        programme = self._programme
        cap = programme.scenario.delivery.engineers_per_package
        total = 0.0
        for workload in programme.live:
            effort = self._rework(workload)
            total += effort
            workload.team.package(workload.rank, Category.GOVERNANCE, cap, partial(float, effort))
        live = count(len(programme.live), "live workload", "live workloads")
        text = f"A regulatory change demands rework of {live}: {total:.0f} engineer-weeks."
        programme.log.add("oversight", "regulatory_change", text)

    def _rework(self, workload: Workload) -> float:
        scenario = self._programme.scenario
        fits = workload.on_platform and not scenario.sequencing.bought
        shared = 1.0 if scenario.governance.templates else (1.0 - self._programme.platform.misfit if fits else 0.0)
        return scenario.oversight.shock_effort * oversight.shared_factor(
            scenario.oversight.shared_artefact_saving, shared
        )
