"""One composed job, and the two ways to write it down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from sim.scenario import RunSettings, Scenario

_KEPT_WITH_SCENARIO = ("replications", "seed")
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null|nan|inf)$)[A-Za-z][A-Za-z0-9_]*", re.IGNORECASE)
_HEADER = "# A complete scenario: `sim run --config-dir FOLDER --config-name scenario` runs it again.\n"


@dataclass(frozen=True)
class Job:
    """What a verb was asked to do: the scenario, how often, and the composed configuration in plain values."""

    scenario: Scenario
    settings: RunSettings
    strategies: tuple[str, ...]
    trace_replication: int
    config: dict[str, Any]


def job_yaml(job: Job) -> str:
    """The composed configuration, every key: what `--cfg job` prints."""
    return as_yaml(job.config)


def scenario_yaml(job: Job) -> str:
    """The complete scenario with its luck, which runs again by itself; where and how fast it ran is left out."""
    settings = job.settings.model_dump(mode="json", include=set(_KEPT_WITH_SCENARIO))
    return _HEADER + as_yaml({**job.scenario.model_dump(mode="json"), **settings})


class _Plainly(yaml.SafeDumper):
    """Quotes around every text that some YAML reader could take for something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if _PLAIN.fullmatch(value) else '"')


_Plainly.add_representer(str, _text)


def as_yaml(values: dict[str, Any]) -> str:
    """Plain values, key by key in their order."""
    written = yaml.dump(
        values, Dumper=_Plainly, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1_000_000
    )
    return str(written)
