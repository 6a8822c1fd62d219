"""Presets and options as they are composed, each once: Hydra takes a good part of a second every time."""

from __future__ import annotations

import re
from functools import cache

from sim.composition import compose_job, option_groups
from sim.composition.keys import leaves
from sim.scenario import Scenario
from sim.scenario.cards import Group

GROUPS = option_groups()
PRESETS = list(compose_job([]).strategies)
POLICIES = [group for group in GROUPS if group != "strategy"]
CHOICES = [(group, option.name) for group in POLICIES for option in GROUPS[group]]
NAMED = {"name", "label", "about"}


@cache
def preset(name: str) -> Scenario:
    """What `strategy=name` alone gives."""
    return compose_job([f"strategy={name}"]).scenario


@cache
def option(group: str, name: str) -> Group:
    """The values of an option of a group, chosen alone."""
    found = getattr(compose_job([f"{group}={name}"]).scenario, group)
    assert isinstance(found, Group)
    return found


def with_values(scenario: Scenario, group: str, values: Group) -> Scenario:
    """The scenario with other values of one group, checked as any scenario is."""
    return Scenario.model_validate({**scenario.model_dump(), group: values.model_dump()})


def keys_in(message: str) -> set[str]:
    """The keys that a message names."""
    return {key for key in leaves() if re.search(rf"(?<![\w.]){re.escape(key)}(?![\w.])", message)}
