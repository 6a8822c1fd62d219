"""twentyfirst: see the marginal cost of the twenty-first AI workload before it arrives."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import Comparison, Results, Trace, compare, load_scenario, simulate, trace
    from sim.calibrating import calibrate_history
    from sim.errors import InputError, WorkFailed
    from sim.scenario import Scenario
    from sim.served import Served, load_stack, serve

__version__ = "0.2.0"

# Names load their room on first use: `sim --help` must not wait for numpy.
_ROOMS = {
    "Comparison": "sim.api",
    "InputError": "sim.errors",
    "Results": "sim.api",
    "Scenario": "sim.scenario",
    "Served": "sim.served",
    "Trace": "sim.api",
    "WorkFailed": "sim.errors",
    "calibrate_history": "sim.calibrating",
    "compare": "sim.api",
    "load_scenario": "sim.api",
    "load_stack": "sim.served",
    "serve": "sim.served",
    "simulate": "sim.api",
    "trace": "sim.api",
}

__all__ = [
    "Comparison",
    "InputError",
    "Results",
    "Scenario",
    "Served",
    "Trace",
    "WorkFailed",
    "__version__",
    "calibrate_history",
    "compare",
    "load_scenario",
    "load_stack",
    "serve",
    "simulate",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(importlib.import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
