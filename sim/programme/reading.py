"""What the model makes of a known portfolio on its first day: today beside steady use, workload by workload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.programme.position import today_over_steady
from sim.programme.use_case import Stage, Workload

if TYPE_CHECKING:
    from sim.programme.programme import Programme

GROWN_UP_WEEKS = 104.0
"""By then whatever change a workload brings to the work has come."""


@dataclass(frozen=True)
class Reading:
    """One workload; what is not live has no today."""

    calls: float | None
    calls_steady: float
    price_eur: float | None
    price_list_eur: float
    cost_eur: float | None
    cost_steady_eur: float
    value_eur: float | None
    value_full_eur: float
    team: str


def readings_of(programme: Programme) -> dict[str, Reading]:
    """By name, of a programme that has just been taken over."""
    return {workload.name: _reading(programme, workload) for workload in programme.workloads}


def _reading(programme: Programme, workload: Workload) -> Reading:
    if workload.stage is Stage.LIVE:
        return _live(programme, workload)
    use_case, economics = workload.use_case, programme.economics
    return Reading(
        calls=None,
        calls_steady=use_case.steady_calls,
        price_eur=None,
        price_list_eur=economics.call_price_eur(use_case, programme.clock.now),
        cost_eur=None,
        cost_steady_eur=economics.expected_cost_eur(use_case, workload.team),
        value_eur=None,
        value_full_eur=programme.expected_value_eur(workload),
        team=workload.team.name,
    )


def _live(programme: Programme, workload: Workload) -> Reading:
    age = programme.clock.now - workload.live_week
    return Reading(
        calls=workload.use_case.steady_calls * today_over_steady(programme, workload.use_case, age),
        calls_steady=workload.use_case.steady_calls,
        price_eur=programme.position.price_today_eur(workload),
        price_list_eur=workload.call_price_eur * workload.price_factor * workload.inference_factor,
        cost_eur=workload.run_rate_eur,
        cost_steady_eur=programme.economics.true_cost_eur(workload),
        value_eur=programme.position.value_today_eur(workload),
        value_full_eur=programme.worth_eur(workload, GROWN_UP_WEEKS),
        team=workload.team.name,
    )
