"""The CFO gate: the first question, reviews, closing and reopening (model §5, D-ECON-2, D-CASE-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.luck.distributions import lognormal_at, uniform_at
from sim.programme import explain, purposes
from sim.programme.clock import Moment, Rank, Steps
from sim.programme.use_case import COMMITTED, typical_use_case
from sim.programme.words import count, euros, times
from sim.rules import gate

if TYPE_CHECKING:
    from sim.programme.programme import Programme

DECISIONS = {gate.APPROVE: "approved", gate.CUT: "plan_cut", gate.FREEZE: "gate_closed", gate.TERMINATE: "terminated"}


@dataclass(frozen=True)
class Sums:
    """What lies on the table when finance decides."""

    run_rate_eur: float
    budget_eur: float
    live_run_rate_eur: float
    next_cost_eur: float


class BudgetGate:
    """Finance: asks once the spend is visible, then decides by its table at every review."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        cards = programme.scenario.cfo
        luck = programme.luck.uniform(purposes.TOLERANCE)
        self._tolerance = lognormal_at(luck, cards.tolerance_mean, cards.tolerance_log_sd)
        self._above_last_time = False
        self._reducing_until = -1.0
        self._plan_is_cut = False
        self.builds_allowed: int | None = None
        self.closed_week: float | None = None
        self.reopened_week = 0.0
        self.hurdle_holds = False
        self.question_week: float | None = None
        self.question_live: int | None = None
        self.surprise: float | None = None
        self.closing_causes: list[str] = []

    @property
    def is_open(self) -> bool:
        """Growth is open: at least one more build may start or go on."""
        return self.closed_week is None

    @property
    def reducing_cost(self) -> bool:
        """All project capacity goes to levers."""
        return self.closed_week is not None or self._programme.clock.now < self._reducing_until

    @property
    def budget_eur(self) -> float:
        """The budget today; belief in value needs tracking."""
        cards = self._programme.scenario.cfo
        believed = self._programme.traffic.value_rate_eur if self._programme.economics.tracked else 0.0
        return gate.budget_eur(cards.budget_eur, cards.value_share, believed)

    def run(self) -> Steps:
        """Wait for the threshold, ask, decide; then check every quarter and review every year."""
        programme = self._programme
        cards = programme.scenario.cfo
        start = programme.scenario.start
        if start.question == "answered":
            self.hurdle_holds = True
        else:
            while start.question == "ahead" and self._spent_eur() < cards.threshold_eur:
                yield self._wait(1.0)
            yield from self._question()
        review = programme.clock.now + cards.review_every_weeks
        check = programme.clock.now + cards.check_every_weeks
        while programme.ending is None:
            yield self._wait(min(review, check) - programme.clock.now)
            if programme.ending is not None:
                return
            if programme.clock.now >= review:
                review += cards.review_every_weeks
                check = programme.clock.now + cards.check_every_weeks
                self._decide("review", self._sums())
            else:
                check += cards.check_every_weeks
                self._check()

    def _spent_eur(self) -> float:
        return self._programme.ledger.spend_eur + self._programme.scenario.start.spent_eur

    def _wait(self, weeks: float) -> Moment:
        return Moment(self._programme.clock, weeks, (Rank.CFO, 0))

    # --- the first question ---------------------------------------------------------------------------------------

    def _question(self) -> Steps:
        programme = self._programme
        live = len(programme.live)
        self.question_week = programme.clock.now
        self.question_live = live
        true = sum(programme.economics.true_cost_eur(workload) for workload in programme.live)
        assumed = sum(programme.economics.assumed_cost_eur(workload) for workload in programme.live)
        self.surprise = gate.surprise(true, assumed) if live and assumed > 0.0 else None
        tracked = programme.economics.tracked
        why = f"Cumulative spend has reached {euros(self._spent_eur())}; finance"
        if programme.scenario.start.question == "now":
            why = "Finance"
        text = f"{why} asks what a workload costs, with {count(live, 'workload', 'workloads')} live. "
        text += "The number is there." if tracked else "Nobody has computed it."
        programme.log.add("cfo", "question", text)
        if not tracked:
            answer = programme.scenario.cfo.answer_weeks
            luck = programme.luck.uniform(purposes.ANSWER_WEEKS)
            yield self._wait(uniform_at(luck, answer.low, answer.high))
        if programme.ending is not None:
            return
        programme.economics.start_tracking()
        sums = self._sums()
        if self.surprise is not None:
            text = f"The live workloads cost {euros(true)} a year, {times(self.surprise)} what was assumed."
            programme.log.add("cfo", "answer", text)
        self._decide("question", sums)

    # --- deciding ---------------------------------------------------------------------------------------------------

    def _decide(self, kind: str, sums: Sums) -> None:
        programme = self._programme
        cards = programme.scenario.cfo
        decision = gate.decide(
            sums.run_rate_eur, sums.budget_eur, self._tolerance, cards.terminate_factor, self._above_last_time
        )
        self._above_last_time = sums.run_rate_eur > self._tolerance * sums.budget_eur
        self.hurdle_holds = True
        programme.reviews.append(
            (
                programme.clock.now,
                kind,
                len(programme.live),
                sums.run_rate_eur,
                sums.budget_eur,
                DECISIONS[decision],
                sums.next_cost_eur,
            )
        )
        against = f"a run-rate of {euros(sums.run_rate_eur)} a year against a budget of {euros(sums.budget_eur)}"
        if decision == gate.APPROVE:
            self._approve(against)
        elif decision == gate.CUT:
            self._cut(sums, against)
        elif decision == gate.FREEZE:
            self._close(f"Finance freezes growth: {against}. The engineers turn to reducing cost.")
        else:
            programme.outcome.terminate(against)
        programme.funding.review(sums.run_rate_eur, self._tolerance * sums.budget_eur)

    def _approve(self, against: str) -> None:
        self.builds_allowed = None
        self._plan_is_cut = False
        self._reducing_until = -1.0
        if self.closed_week is None:
            self._programme.log.add("cfo", "approved", f"Finance approves the plan: {against}.")
        else:
            self._reopen(against)
        self._programme.wake_teams()

    def _cut(self, sums: Sums, against: str) -> None:
        """Cut the plan to what is affordable, and reduce cost meanwhile (D-CASE-3)."""
        programme = self._programme
        affordable = gate.affordable_workloads(sums.live_run_rate_eur, sums.budget_eur, sums.next_cost_eur)
        under_way = programme.under_way()
        self._reducing_until = programme.clock.now + programme.scenario.cfo.cost_reduction_weeks
        self._plan_is_cut = True
        if affordable < 1:
            self._close(f"Finance cuts the plan to nothing: {against}. The engineers turn to reducing cost.")
            return
        if self.closed_week is not None:
            self._reopen(against)
        self.builds_allowed = max(0, affordable - under_way)
        more = count(affordable, "more workload", "more workloads")
        programme.log.add("cfo", "plan_cut", f"Finance cuts the plan to {more}: {against}; cost is to be reduced.")
        programme.levers.wake()
        programme.wake_teams()

    def _close(self, text: str) -> None:
        programme = self._programme
        if self.closed_week is None:
            self.closed_week = programme.clock.now
            self.closing_causes = explain.money(programme)
            programme.log.add("cfo", "gate_closed", text)
            programme.shadow.gate_closed()
        self.builds_allowed = 0
        programme.levers.wake()
        programme.wake_teams()
        programme.outcome.gate_changed()

    def _reopen(self, against: str) -> None:
        programme = self._programme
        self.closed_week = None
        self.builds_allowed = None
        self.reopened_week = programme.clock.now
        programme.log.add("cfo", "gate_reopened", f"Finance reopens growth: {against}.")
        programme.outcome.gate_changed()

    def _check(self) -> None:
        """The quarterly check: a closed or cut gate reopens once the run-rate is within the budget."""
        if self.closed_week is None and not self._plan_is_cut and self._programme.funding.is_open:
            return
        sums = self._sums()
        if not self._programme.funding.is_open:
            self._programme.funding.review(sums.run_rate_eur, self._tolerance * sums.budget_eur)
        if self.closed_week is None and not self._plan_is_cut:
            return
        if sums.run_rate_eur <= sums.budget_eur:
            self._approve(f"a run-rate of {euros(sums.run_rate_eur)} a year is within {euros(sums.budget_eur)}")

    # --- the sums ---------------------------------------------------------------------------------------------------

    def _sums(self) -> Sums:
        programme = self._programme
        live = programme.run_rate_eur()
        planned = 0.0 if self.closed_week is not None else sum(self._plan_costs())
        return Sums(live + planned, self.budget_eur, live, self._next_cost_eur())

    def _plan_costs(self) -> list[float]:
        """Expected cost of the committed plan: what is past the queue, and what will leave it in time."""
        programme = self._programme
        started = [
            programme.economics.planned_cost_eur(workload.use_case, workload.team)
            for workload in programme.workloads
            if workload.stage in COMMITTED
        ]
        return [*started, *self._due_to_start()]

    def _due_to_start(self) -> list[float]:
        """Expected cost of the builds that will leave the queues in time, no more than a cut plan admits."""
        programme = self._programme
        delivery = programme.scenario.delivery
        builds_per_engineer = programme.scenario.cfo.plan_weeks / (delivery.build_effort + delivery.data_effort)
        costs = [
            programme.economics.planned_cost_eur(programme.workloads[package.use_case].use_case, team)
            for team in programme.teams
            for package in team.queue[: int(max(0.0, team.capacity) * builds_per_engineer)]
        ]
        return costs if self.builds_allowed is None else costs[: self.builds_allowed]

    def _next_cost_eur(self) -> float:
        """Marginal cost of the next workload, the twenty-first, too (D-ECON-5)."""
        programme = self._programme
        queued = [package.use_case for team in programme.teams for package in team.queue]
        if queued:
            workload = programme.workloads[min(queued)]
            return programme.economics.planned_cost_eur(workload.use_case, workload.team)
        use_case = typical_use_case(programme.scenario)
        return programme.economics.planned_cost_eur(use_case, programme.delivery_team(use_case))
