"""Stacks with next to nothing in them, so that a test sees the one thing that it adds."""

from __future__ import annotations

from typing import Any

from sim.scenario.serving import Stack
from sim.scenario.sizes import SHARES

FLAT_DAY, FLAT_WEEK = (1.0,) * 24, (1.0,) * 7
ONE_SIZE = (1.0,) * len(SHARES)

BARE: dict[str, Any] = {
    "day.hours": 1.0,
    "day.warm_up_hours": 0.0,
    "cache.exact": False,
    "cache.prefix": False,
    "cache.days_before": 0.0,
    "router.routes": False,
    "provider.failed_share": 0.0,
    "provider.incidents_per_month": 0.0,
    "retries.attempts": 1,
    "retries.fallback": False,
    "large.endpoints": 1,
    "large.start_seconds": 0.0,
    "large.input_tokens_per_second": 1e9,
    "large.output_tokens_per_second": 1.0,
}


def stack_of(**changes: Any) -> Stack:
    """A stack in which calls that take one second each meet the large model, but for these cards (`.` as `__`)."""
    values = dict(BARE)
    for name in ("customers", "employees", "jobs"):
        values[f"{name}.per_second"] = 1.0 if name == "customers" else 0.0
        values |= {f"{name}.hours": FLAT_DAY, f"{name}.weekdays": FLAT_WEEK, f"{name}.burst": 0.0}
        values |= {f"{name}.input_tokens": ONE_SIZE, f"{name}.output_tokens": ONE_SIZE}
        values |= {f"{name}.timeout_seconds": 86_400.0, f"{name}.prefix_share": 0.0}
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    nested: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        group, key = name.split(".")
        nested.setdefault(group, {})[key] = value
    return Stack.model_validate(nested)
