"""What each lever takes off a call's inference cost, pulled one after the other on a typical portfolio or a client's.

The portfolio is the same under every strategy: its first use cases are drawn by rank and luck alone. Each future's
portfolio is one observation, so that intervals are those of the luck in portfolios.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.means import mean_interval
from sim.analysis.proportions import LEVEL
from sim.analysis.tables import Floats
from sim.programme.cascade import TUNED
from sim.programme.programme import Programme
from sim.programme.use_case import UseCase, draw_use_case
from sim.scenario import Scenario

FUTURES = 40
WEEKS_PER_YEAR = 52.0


@dataclass(frozen=True)
class Cascade:
    """EUR a call, weighted by calls: before any lever, after each in turn, and what a tuned model's hosting adds."""

    levers: tuple[str, ...]
    before_eur: float
    after_eur: tuple[float, ...]
    hosting_eur: float
    saved: float
    saved_low: float
    saved_high: float
    futures: int
    workloads: int
    known: bool

    @property
    def left_eur(self) -> float:
        """A call after all levers, hosting included."""
        return (self.after_eur[-1] if self.after_eur else self.before_eur) + self.hosting_eur


@dataclass(frozen=True)
class _Bill:
    """One future's portfolio: calls a year, and the year's inference before and after each lever."""

    calls: float
    steps_eur: tuple[float, ...]
    hosting_eur: float


def lever_cascade(scenario: Scenario, seed: int, replications: int) -> Cascade:
    """The levers of a scenario's policy in their order, on the portfolios of its first futures, at list price."""
    futures = min(FUTURES, replications)
    bills, workloads = [], 0
    for replication in range(futures):
        programme = Programme(scenario, seed, replication)
        portfolio = _portfolio(programme)
        workloads = len(portfolio)
        bills.append(_bill(programme, portfolio))
    calls = sum(bill.calls for bill in bills)
    steps = np.sum([bill.steps_eur for bill in bills], axis=0) / calls if calls else np.zeros(1)
    hosting = sum(bill.hosting_eur for bill in bills) / calls if calls else 0.0
    whole, low, high = _saved(bills)
    return Cascade(
        scenario.levers.order,
        float(steps[0]),
        tuple(steps[1:].tolist()),
        hosting,
        whole,
        low,
        high,
        futures,
        workloads,
        bool(scenario.start.workloads),
    )


def _saved(bills: Sequence[_Bill]) -> tuple[float, float, float]:
    """What all levers save of all bills together, and its interval: that of a ratio of two means, linearised."""
    before: Floats = np.array([bill.steps_eur[0] for bill in bills])
    after: Floats = np.array([bill.steps_eur[-1] + bill.hosting_eur for bill in bills])
    if before.sum() <= 0.0:
        return 0.0, math.nan, math.nan
    left = float(after.sum() / before.sum())
    _, low, high = mean_interval((after - left * before) / before.mean(), level=LEVEL)
    return 1.0 - left, 1.0 - left - (high - low) / 2.0, 1.0 - left + (high - low) / 2.0


def _portfolio(programme: Programme) -> list[UseCase]:
    """A client's workloads as they are known, or as many of the first use cases as the target asks for."""
    scenario = programme.scenario
    if scenario.start.workloads:
        programme.begin()
        return [workload.use_case for workload in programme.workloads]
    return [draw_use_case(scenario, programme.luck, rank) for rank in range(scenario.ends.target)]


def _bill(programme: Programme, portfolio: Sequence[UseCase]) -> _Bill:
    order = programme.scenario.levers.order
    steps = np.zeros(len(order) + 1)
    calls = hosting = 0.0
    for use_case in portfolio:
        calls += use_case.steady_calls * WEEKS_PER_YEAR
        pulled: list[str] = []
        steps[0] += programme.economics.inference_eur(use_case, pulled, 0.0)
        for place, lever in enumerate(order, start=1):
            if lever != TUNED or programme.economics.tuning_pays(use_case, pulled):
                pulled.append(lever)
                hosting += _hosting_eur(programme.scenario) if lever == TUNED else 0.0
            steps[place] += programme.economics.inference_eur(use_case, pulled, 0.0)
    return _Bill(calls, tuple(steps.tolist()), hosting)


def _hosting_eur(scenario: Scenario) -> float:
    """A year of hosting and retraining one tuned model."""
    effects = scenario.lever_effects
    return effects.tuned_hosting_eur + effects.tuned_upkeep_fte * scenario.delivery.engineer_cost_eur
