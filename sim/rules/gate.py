"""The CFO gate: what finance can spend, and what it decides (model §5, D-ECON-2, D-CASE-2)."""

from __future__ import annotations

APPROVE = 0
CUT = 1
FREEZE = 2
TERMINATE = 3
MOST_WORKLOADS = 1_000_000


def budget_eur(annual_budget_eur: float, value_share: float, believed_value_eur: float) -> float:
    """The programme's budget: the annual figure, or a share of the value finance believes, whichever is larger."""
    return max(annual_budget_eur, value_share * believed_value_eur)


def decide(run_rate_eur: float, budget: float, tolerance: float, terminate_factor: float, above_last_time: bool) -> int:
    """The decision table of model §5."""
    if run_rate_eur <= budget:
        return APPROVE
    if run_rate_eur <= tolerance * budget:
        return CUT
    if run_rate_eur > terminate_factor * tolerance * budget or above_last_time:
        return TERMINATE
    return FREEZE


def affordable_workloads(live_run_rate_eur: float, budget: float, next_cost_eur: float) -> int:
    """How many more workloads the budget carries."""
    left = budget - live_run_rate_eur
    if left < 0.0:
        return 0
    if next_cost_eur * MOST_WORKLOADS <= left:
        return MOST_WORKLOADS
    return int(left / next_cost_eur)


def clears_hurdle(value_eur: float, marginal_cost_eur: float, hurdle: float) -> bool:
    """A new workload must be worth its marginal cost, once costs are tracked."""
    return value_eur >= hurdle * marginal_cost_eur


def surprise(true_cost_eur: float, assumed_eur: float) -> float:
    """True over assumed run cost; zero where nothing was assumed (D-ECON-3)."""
    return true_cost_eur / assumed_eur if assumed_eur > 0.0 else 0.0


def platform_line_stands(
    collected_eur: float, platform_eur: float, run_rate_eur: float, line_eur: float, bearable_eur: float
) -> bool:
    """Whether the platform's line survives a review (D-FUND-1, D-FUND-3).

    It does while the stacking tax covers what building the platform took, or where finance can bear it on top of what
    runs and is planned.
    """
    return (collected_eur > 0.0 and collected_eur >= platform_eur) or run_rate_eur + line_eur <= bearable_eur
