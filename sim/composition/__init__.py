"""From files and overrides to one validated scenario; the only room that knows Hydra.

Names are looked up when they are used: reading the options for `--help` must not load Hydra, YAML or pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.composition.compose import compose_job, compose_strategies, load_scenario_file
    from sim.composition.job import Job, job_yaml, scenario_yaml
    from sim.composition.options import Option, option_groups

__all__ = [
    "Job",
    "Option",
    "compose_job",
    "compose_strategies",
    "job_yaml",
    "load_scenario_file",
    "option_groups",
    "scenario_yaml",
]

_HOMES = {
    "Job": "job",
    "Option": "options",
    "compose_job": "compose",
    "compose_strategies": "compose",
    "job_yaml": "job",
    "load_scenario_file": "compose",
    "option_groups": "options",
    "scenario_yaml": "job",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
