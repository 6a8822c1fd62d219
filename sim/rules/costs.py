"""What a live workload costs: the lever cascade, the honest number and the assumed one (D-ECON-1, D-ECON-3, D-LEV)."""

from __future__ import annotations


def inference_factor(
    hit_share: float,
    cached_call_cost: float,
    simple_share: float,
    small_model_price: float,
    batch_price: float,
    context_share: float,
) -> float:
    """Inference after levers over inference before: a cached call reaches no model, the others act on the misses.

    A lever that is not pulled is given its neutral value: hit 0, simple 0, batch price 1, context 1.
    """
    per_miss = (1.0 - simple_share * (1.0 - small_model_price)) * batch_price * context_share
    return hit_share * cached_call_cost + (1.0 - hit_share) * per_miss


def list_price_share(age_weeks: float, promotion_share: float, promotion_weeks: float) -> float:
    """Share of list price paid at this contract age: promotions end at renewal (D-ECON-3)."""
    return 1.0 - promotion_share if age_weeks < promotion_weeks else 1.0


def incident_labour_fte(shared_hours_per_week: float, behaviour_hours_per_week: float, hours_per_week: float) -> float:
    """Expected incident work of one workload, as engineers."""
    return (shared_hours_per_week + behaviour_hours_per_week) / hours_per_week


def run_cost_eur(inference_eur: float, overhead_eur: float, labour_fte: float, labour_cost_eur: float) -> float:
    """One year of a workload: vendor bills, upkeep and incident labour (D-ECON-1)."""
    return inference_eur + overhead_eur + labour_fte * labour_cost_eur


def assumed_cost_eur(
    inference_eur: float, promotion_share: float, overhead_eur: float, planned_workloads: int
) -> float:
    """What people believe when nobody has computed it: promotional price, no upkeep, shared cost spread (D-ECON-3)."""
    return inference_eur * (1.0 - promotion_share) + overhead_eur / planned_workloads
