"""What a live workload costs: the lever cascade, the honest number and the assumed one (D-ECON-1, D-ECON-3, D-LEV)."""

from __future__ import annotations


def inference_factor(
    exact_hit: float,
    semantic_hit: float,
    cached_call_cost: float,
    simple_share: float,
    small_model_price: float,
    usual_price: float,
    miss_price: float,
) -> float:
    """Inference after levers over inference before: a cached call reaches no model, the others act on the misses.

    A semantic cache also finds what an exact one would. `usual_price` is 1 where no model is fine-tuned; `miss_price`
    gathers what multiplies every miss: provider prefix, batch, context. A lever that is not pulled is neutral: hit 0,
    simple 0, price 1.
    """
    hit = max(exact_hit, semantic_hit)
    per_miss = simple_share * min(small_model_price, usual_price) + (1.0 - simple_share) * usual_price
    return hit * cached_call_cost + (1.0 - hit) * per_miss * miss_price


def billed_share(failed_share: float) -> float:
    """Billed calls over useful ones: what fails is paid and made again (D-ECON-6)."""
    return 1.0 / (1.0 - failed_share)


def incident_labour_fte(shared_hours_per_week: float, behaviour_hours_per_week: float, hours_per_week: float) -> float:
    """Expected incident work of one workload, as engineers."""
    return (shared_hours_per_week + behaviour_hours_per_week) / hours_per_week


def run_cost_eur(inference_eur: float, fixed_vendor_eur: float, labour_fte: float, labour_cost_eur: float) -> float:
    """One year of a workload: vendor bills and oversight, upkeep and incident labour (D-ECON-1)."""
    return inference_eur + fixed_vendor_eur + labour_fte * labour_cost_eur


def assumed_cost_eur(
    inference_eur: float, promotion_share: float, overhead_eur: float, planned_workloads: int
) -> float:
    """What people believe when nobody has computed it: promotional price, no upkeep, shared cost spread (D-ECON-3)."""
    return inference_eur * (1.0 - promotion_share) + overhead_eur / planned_workloads


def capped_share(bill_eur_per_year: float, cap_eur_per_year: float) -> float:
    """Share of calls that a hard cap lets through (D-SERV-8)."""
    return cap_eur_per_year / bill_eur_per_year if bill_eur_per_year > cap_eur_per_year else 1.0


def lever_pays(saved_eur_per_year: float, added_eur_per_year: float) -> bool:
    """A lever that adds cost of its own is worth pulling where it saves more."""
    return saved_eur_per_year > added_eur_per_year
