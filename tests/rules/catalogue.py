"""Every function of sim/rules, with what its arguments may be: random inputs for the tests of all rules at once."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable
from types import ModuleType
from typing import Any

import sim.rules

Draw = Callable[[random.Random], Any]
Rule = Callable[..., Any]


def _uniform(low: float, high: float) -> Draw:
    return lambda luck: luck.uniform(low, high)


def _integer(low: int, high: int) -> Draw:
    return lambda luck: luck.randint(low, high)


def _ranks(low: int, high: int) -> Draw:
    return lambda luck: float(luck.randint(low, high))


def _flag(luck: random.Random) -> bool:
    return luck.random() < 0.5


SHARE = _uniform(0.0, 1.0)
AMOUNT = _uniform(0.0, 5e6)
COUNT = _integer(0, 60)
WEEKS = _uniform(0.0, 400.0)
HOURS = _uniform(0.0, 200.0)
RANKS = _ranks(1, 300)  # of questions: few, as the rules of caching loop over them

# By the name of the parameter; a rule's own entry, as "rule.parameter", comes first.
ARGUMENTS: dict[str, Draw] = {
    "above_last_time": _flag,
    "added_eur_per_year": AMOUNT,
    "age_weeks": _uniform(-1.0, 400.0),
    "ageing_per_year": _uniform(0.0, 10.0),
    "amount_eur": _uniform(-1e9, 1e9),
    "annual_budget_eur": AMOUNT,
    "application_loss": _uniform(0.0, 0.5),
    "applications": COUNT,
    "assumed": SHARE,
    "assumed_eur": AMOUNT,
    "base": _uniform(0.0, 1000.0),
    "base_per_year": _uniform(0.0, 100.0),
    "bearable_eur": AMOUNT,
    "behaviour_hours_per_week": HOURS,
    "believed_value_eur": AMOUNT,
    "bill_eur": AMOUNT,
    "burst": _uniform(0.0, 5.0),
    "burst_seconds": _uniform(0.1, 10_000.0),
    "bill_eur_per_year": AMOUNT,
    "bloat_per_year": _uniform(0.0, 10.0),
    "budget": AMOUNT,
    "burnout_weeks": _uniform(0.1, 200.0),
    "cached_call_cost": SHARE,
    "calls_per_week": _uniform(0.0, 1e6),
    "cap_eur_per_year": AMOUNT,
    "change_weeks": _uniform(0.1, 520.0),
    "changed": SHARE,
    "characteristic": _uniform(0.0, 1e7),
    "collected_eur": AMOUNT,
    "contract_weeks": WEEKS,
    "cooler": _uniform(1.0, 3.0),
    "coordination_loss": _uniform(0.0, 0.5),
    "coordination_per_live": _uniform(0.0, 10.0),
    "decay_per_rank": SHARE,
    "designed_1": SHARE,
    "designed_2": SHARE,
    "designed_3": SHARE,
    "discount_per_year": SHARE,
    "distance": _uniform(0.0, 1.5),
    "distinct": RANKS,
    "drift": SHARE,
    "drift_per_week": SHARE,
    "effort": _uniform(0.0, 500.0),
    "engineer_cost_eur": AMOUNT,
    "engineers": COUNT,
    "entries": RANKS,
    "every_weeks": _uniform(-0.5, 26.0),
    "exact_hit": SHARE,
    "exponent": _uniform(0.0, 3.0),
    "extracted": _uniform(0.1, 200.0),
    "fade_left": SHARE,
    "fade_share": SHARE,
    "failed_share": _uniform(0.0, 0.9),
    "first": RANKS,
    "fixed_vendor_eur": AMOUNT,
    "flexibility": SHARE,
    "flexibility_effort": _uniform(0.0, 10.0),
    "floor": _uniform(0.0, 0.99),
    "friction": _uniform(0.0, 10.0),
    "from_scratch": _uniform(0.1, 200.0),
    "gained_weeks": _uniform(0.0, 520.0),
    "governed": COUNT,
    "growth_per_live": SHARE,
    "growth_per_year": _uniform(-0.9, 10.0),
    "high_share": SHARE,
    "hit": SHARE,
    "hours_each": HOURS,
    "hours_per_week": _uniform(1.0, 168.0),
    "hurdle": _uniform(0.0, 3.0),
    "ideas_per_month": _uniform(0.0, 100.0),
    "incidents": COUNT,
    "inference_eur": AMOUNT,
    "input_share": SHARE,
    "jump_share": SHARE,
    "jump_times": _uniform(0.0, 1000.0),
    "kept_share": SHARE,
    "knows": _flag,
    "labour_cost_eur": AMOUNT,
    "labour_fte": _uniform(0.0, 50.0),
    "least_share": SHARE,
    "less_per_doubling": _uniform(0.0, 0.9),
    "line_eur": AMOUNT,
    "list_decline_per_year": _uniform(0.0, 0.99),
    "live": COUNT,
    "live_run_rate_eur": AMOUNT,
    "load_hours": HOURS,
    "lock_in": _uniform(0.0, 10.0),
    "log_sd": _uniform(0.0, 2.0),
    "lost": SHARE,
    "low_share": SHARE,
    "marginal_cost_eur": AMOUNT,
    "mean": SHARE,
    "memory": _uniform(0.0, 0.999),
    "midpoint_weeks": _uniform(0.1, 520.0),
    "minutes_kept": _uniform(0.0, 10_080.0),
    "misfit_share": SHARE,
    "mismatch": _uniform(1.0, 100.0),
    "miss_price": SHARE,
    "most_weeks": WEEKS,
    "newcomer_share": SHARE,
    "newcomers": COUNT,
    "next_cost_eur": _uniform(-1.0, 5e5),
    "noise": _uniform(-4.0, 4.0),
    "others": COUNT,
    "overhead_eur": AMOUNT,
    "own": COUNT,
    "packages_per_engineer": _uniform(0.01, 100.0),
    "paid_share": SHARE,
    "patience_weeks": _uniform(-50.0, 400.0),
    "per_further_stack": _uniform(0.0, 5.0),
    "per_second": _uniform(0.0, 100.0),
    "per_rank": _uniform(0.0, 10.0),
    "planned_workloads": _integer(1, 1000),
    "platform_eur": AMOUNT,
    "prefix_price": SHARE,
    "prefix_share": SHARE,
    "previous": _uniform(-4.0, 4.0),
    "prior_weight": _uniform(0.01, 1000.0),
    "promotion_share": SHARE,
    "promotion_weeks": WEEKS,
    "quality_decline_per_year": _uniform(0.0, 0.99),
    "rank": COUNT,
    "recovery": SHARE,
    "redesigned": _flag,
    "refactor_effort": _uniform(0.1, 500.0),
    "repair_per_week": SHARE,
    "requests": _uniform(0.0, 1e6),
    "reuse_share": SHARE,
    "reviews_before": COUNT,
    "run_rate_eur": AMOUNT,
    "saved_eur_per_year": AMOUNT,
    "saving": SHARE,
    "saving_per_review": _uniform(0.0, 0.99),
    "saving_share": SHARE,
    "seconds": _uniform(0.0, 10_000.0),
    "seen": _integer(30, 60),
    "seen_with": _integer(0, 30),
    "semantic_hit": SHARE,
    "shadow": COUNT,
    "shadow_share_now": SHARE,
    "shared": SHARE,
    "shared_hours_per_week": HOURS,
    "shelve_share": SHARE,
    "shock": _uniform(-4.0, 4.0),
    "simple_share": SHARE,
    "small_model_price": SHARE,
    "stacks": COUNT,
    "staleness": SHARE,
    "stall_share": SHARE,
    "stock": SHARE,
    "sustainable_hours": _uniform(0.1, 168.0),
    "swing": SHARE,
    "terminate_factor": _uniform(1.0, 3.0),
    "token_growth_per_year": _uniform(0.0, 10.0),
    "tolerance": _uniform(0.3, 3.0),
    "top_value_eur": AMOUNT,
    "transfer_share": SHARE,
    "true_1": SHARE,
    "true_2": SHARE,
    "true_3": SHARE,
    "true_cost_eur": AMOUNT,
    "true_share": SHARE,
    "trust": SHARE,
    "u": SHARE,
    "unchanged": SHARE,
    "usual_price": SHARE,
    "value_eur": AMOUNT,
    "value_share": SHARE,
    "wait_over_patience": _uniform(0.0, 20.0),
    "week": WEEKS,
    "weeks": _uniform(0.0, 52.0),
    "weeks_on_model": WEEKS,
    "weeks_since": WEEKS,
    "weeks_valid": _uniform(1e-4, 5_200.0),
    "whole": _uniform(0.1, 300.0),
    "wind_down_weeks": _uniform(1.0, 520.0),
    "windows_of_memory": _uniform(0.0, 1_000.0),
    "workloads": COUNT,
    "popularity.rank": _uniform(1.0, 300.0),
    "mean_messiness.first": _uniform(0.0, 100.0),
    "potential_value_eur.noise": _uniform(0.0, 10.0),
    "weekly_payroll_eur.engineers": _uniform(0.0, 60.0),
}


def modules() -> list[ModuleType]:
    """Every module of sim/rules."""
    return [importlib.import_module(f"sim.rules.{found.name}") for found in pkgutil.iter_modules(sim.rules.__path__)]


def rules() -> dict[str, Rule]:
    """Every function of sim/rules by module and name."""
    return {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}": function
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    }


def inputs(rule: Rule, luck: random.Random) -> tuple[Any, ...]:
    """Random arguments for a rule of scalars."""
    names = inspect.signature(rule).parameters
    return tuple(ARGUMENTS.get(f"{rule.__name__}.{name}", ARGUMENTS.get(name))(luck) for name in names)  # type: ignore[misc]
