"""A programme's state in mid-run on paper: complete by reference, and the part of it that a client knows.

`state.yaml` names the programme and the week: it is gone through again up to there, which takes less room than what it
holds then, and cannot contradict itself. `client.yaml` and its CSV are what anybody could write down who looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.composition.job import as_yaml
from sim.errors import InputError, nearest
from sim.scenario.changes import changed
from sim.scenario.start import CENTRAL, Origin
from sim.scenario.values import read_value

KIND = "complete state"
KEYS = ("kind", "name", "label", "origin_week", "origin_seed", "origin_replication", "origin_changes", "as_of")
_WHOLE = {"origin_seed": 2**63 - 1, "origin_replication": 10_000_000}
_MOST_WEEKS = 2_600.0
_STATE = """\
# The complete state of one simulated programme, by reference: it is gone through again up to that week.
# sim run start=FILE goes on from it: under the same seed and replication exactly as it went, under others as it might.
"""
_CLIENT = """\
# What a client knows of the same programme: sim compare start=FILE asks what to do now. The rest is drawn or begins
# anew: what a planned workload will use, trust and drift, wear and notice in the teams, how long ideas have waited, a
# platform that is being built, finance's tolerance and the day of its next review.
"""


@dataclass(frozen=True)
class State:
    """Where to go on: the programme with its plan and world, and what it is called."""

    origin: Origin
    name: str
    label: str
    as_of: str | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Values of a scenario by dotted key: the old plan and world hold until something else is said."""
        found: dict[str, Any] = dict(_card(text) for text in self.origin.changes)
        builders = {"staffing.team": CENTRAL} if found.get("topology.central.engineers") else {}
        return {
            **builders,
            **found,
            "start.origin_week": self.origin.week,
            "start.origin_seed": self.origin.seed,
            "start.origin_replication": self.origin.replication,
            "start.origin_changes": list(self.origin.changes),
            "start.as_of": self.as_of,
        }

    @property
    def names(self) -> dict[str, str]:
        """What its continuation is called where no strategy is named."""
        quoted = self.label.replace("\\", "\\\\").replace("'", "\\'")
        about = f"Goes on from week {self.origin.week:g} of programme {self.origin.replication}"
        return {"name": self.name, "label": f"'{quoted}'", "about": f"'{about} of seed {self.origin.seed}.'"}


def state_yaml(state: State) -> str:
    """The file that `read_state` reads."""
    origin = state.origin
    values: dict[str, Any] = {
        "kind": KIND,
        "name": state.name,
        "label": state.label,
        "origin_week": origin.week,
        "origin_seed": origin.seed,
        "origin_replication": origin.replication,
        "origin_changes": list(origin.changes),
    }
    return _STATE + as_yaml(values if state.as_of is None else {**values, "as_of": state.as_of})


def client_yaml(keys: Mapping[str, Any]) -> str:
    """A client's file beside its CSV."""
    return _CLIENT + as_yaml(dict(keys))


def is_state(keys: Mapping[str, Any]) -> bool:
    """Whether a file says that it is a complete state."""
    return keys.get("kind") == KIND


def read_state(file: Path, keys: Mapping[str, Any]) -> State:
    """The state that a file's keys name; InputError names the key, what was found and what is allowed."""
    for key in keys:
        if key not in KEYS:
            raise InputError(f"{file}: {key}: no such key{nearest(str(key), KEYS)} (known are {', '.join(KEYS)})")
    missing = [key for key in KEYS if key not in keys and key != "as_of"]
    if missing:
        raise InputError(f"{file}: {', '.join(missing)}: missing; sim trace export_week=… writes the whole file")
    changes = keys["origin_changes"]
    if not isinstance(changes, list) or not all(isinstance(one, str) for one in changes):
        raise InputError(f"{file}: origin_changes: is a list of 'card=value'")
    wrong = next((one for one in changes if one.startswith("start.")), None)
    if wrong is not None:
        raise InputError(f"{file}: origin_changes: found '{wrong}'; a state is that of a programme from nothing")
    try:
        horizon = changed(tuple(changes)).horizon_weeks
    except InputError as error:
        raise InputError(f"{file}: origin_changes: {error}") from error
    week = keys["origin_week"]
    most = min(_MOST_WEEKS, horizon)
    if isinstance(week, bool) or not isinstance(week, int | float) or not 1.0 <= week < most:
        raise InputError(f"{file}: origin_week: found {week}; allowed is a week from 1 to its horizon, {most:g}")
    seed, replication = (_whole(file, keys, key) for key in _WHOLE)
    as_of = keys.get("as_of")
    return State(
        Origin(tuple(changes), seed, replication, float(week)),
        str(keys["name"]),
        str(keys["label"]),
        None if as_of is None else str(as_of),
    )


def _whole(file: Path, keys: Mapping[str, Any], key: str) -> int:
    found = keys[key]
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= _WHOLE[key]:
        raise InputError(f"{file}: {key}: found {found}; allowed is a whole number from 0 to {_WHOLE[key]}")
    return found


def _card(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    found = read_value(name, value)
    return name, list(found) if isinstance(found, tuple) else found
