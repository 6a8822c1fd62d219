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


def _flag(luck: random.Random) -> bool:
    return luck.random() < 0.5


SHARE = _uniform(0.0, 1.0)
AMOUNT = _uniform(0.0, 5e6)
COUNT = _integer(0, 60)
WEEKS = _uniform(0.0, 400.0)
HOURS = _uniform(0.0, 200.0)

# By the name of the parameter; a rule's own entry, as "rule.parameter", comes first.
ARGUMENTS: dict[str, Draw] = {
    "above_last_time": _flag,
    "age_weeks": _uniform(-1.0, 400.0),
    "amount_eur": _uniform(-1e9, 1e9),
    "annual_budget_eur": AMOUNT,
    "assumed": SHARE,
    "assumed_eur": AMOUNT,
    "batch_price": SHARE,
    "behaviour_hours_per_week": HOURS,
    "believed_value_eur": AMOUNT,
    "budget": AMOUNT,
    "burnout_weeks": _uniform(0.1, 200.0),
    "cached_call_cost": SHARE,
    "context_share": SHARE,
    "coordination_loss": _uniform(0.0, 0.5),
    "decay_per_rank": SHARE,
    "designed_1": SHARE,
    "designed_2": SHARE,
    "designed_3": SHARE,
    "discount_per_year": SHARE,
    "distance": _uniform(0.0, 1.5),
    "engineer_cost_eur": AMOUNT,
    "engineers": COUNT,
    "extracted": _uniform(0.1, 200.0),
    "friction": _uniform(0.0, 10.0),
    "from_scratch": _uniform(0.1, 200.0),
    "growth_per_live": SHARE,
    "growth_per_year": _uniform(-0.9, 10.0),
    "handling_hours": HOURS,
    "hit_share": SHARE,
    "hours_each": HOURS,
    "hours_per_week": _uniform(1.0, 168.0),
    "hurdle": _uniform(0.0, 3.0),
    "ideas_per_month": _uniform(0.0, 100.0),
    "incidents": COUNT,
    "inference_eur": AMOUNT,
    "knows": _flag,
    "labour_cost_eur": AMOUNT,
    "labour_fte": _uniform(0.0, 50.0),
    "live": COUNT,
    "live_run_rate_eur": AMOUNT,
    "load_hours": HOURS,
    "log_sd": _uniform(0.0, 2.0),
    "marginal_cost_eur": AMOUNT,
    "mean": SHARE,
    "memory": _uniform(0.0, 0.999),
    "midpoint_weeks": _uniform(0.1, 520.0),
    "mismatch": _uniform(1.0, 100.0),
    "misfit_share": SHARE,
    "next_cost_eur": _uniform(-1.0, 5e5),
    "noise": _uniform(-4.0, 4.0),
    "overhead_eur": AMOUNT,
    "packages_per_engineer": _uniform(0.01, 100.0),
    "per_further_stack": _uniform(0.0, 5.0),
    "planned_workloads": _integer(1, 1000),
    "previous": _uniform(-4.0, 4.0),
    "prior_weight": _uniform(0.01, 1000.0),
    "promotion_share": SHARE,
    "promotion_weeks": WEEKS,
    "rank": COUNT,
    "reuse_share": SHARE,
    "run_rate_eur": AMOUNT,
    "saving_share": SHARE,
    "seen": _integer(30, 60),
    "seen_with": _integer(0, 30),
    "shared_hours_per_week": HOURS,
    "shock": _uniform(-4.0, 4.0),
    "simple_share": SHARE,
    "small_model_price": SHARE,
    "stacks": COUNT,
    "stock": SHARE,
    "sustainable_hours": _uniform(0.1, 168.0),
    "terminate_factor": _uniform(1.0, 3.0),
    "tolerance": _uniform(0.3, 3.0),
    "top_value_eur": AMOUNT,
    "true_1": SHARE,
    "true_2": SHARE,
    "true_3": SHARE,
    "true_cost_eur": AMOUNT,
    "true_share": SHARE,
    "u": SHARE,
    "value_eur": AMOUNT,
    "value_share": SHARE,
    "week": WEEKS,
    "weeks": _uniform(0.0, 52.0),
    "weeks_since": WEEKS,
    "wind_down_weeks": _uniform(1.0, 520.0),
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
