"""A scenario as a strategy file: what differs from the cards' defaults, so that it stands alone and can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from sim.scenario import Scenario


def strategy_yaml(scenario: Scenario, about: str) -> str:
    """The text of `strategy/NAME.yaml` for a user's folder; the first line, a comment, is what `--help` shows."""
    values = _differing(scenario.model_dump(mode="json"), Scenario().model_dump(mode="json"))
    head = {"name": scenario.name, "label": scenario.label, "about": scenario.about}
    written = yaml.safe_dump({**values, **head}, sort_keys=True, allow_unicode=True, width=1_000_000)
    return f"# {_one_line(about)}\n{written}"


def _differing(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The branches and leaves that are not as on the cards."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            inner = _differing(value, defaults[key])
            found |= {key: inner} if inner else {}
        elif value != defaults[key]:
            found[key] = value
    return found


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
