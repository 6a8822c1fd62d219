"""manifest.json: whose results a folder holds, and how and when they came about. Timings live here and nowhere else.

`identity` is written when a run takes the folder and never changes: the flat values that decide the results. The
rest is written anew by each run that ends.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sim
from sim.errors import InputError
from sim.montecarlo.failures import Failure
from sim.montecarlo.files import write_atomically
from sim.scenario import Scenario
from sim.scenario.scenario import LABELS

MANIFEST_NAME = "manifest.json"
MANIFEST_VERSION = 2
"""Goes up with any layout of a results folder that an earlier version could not have written."""

FAILURES_SHOWN = 10
DIFFERENCES_SHOWN = 5
_LIBRARIES = ("numpy", "scipy", "simpy", "pyarrow")


@dataclass(frozen=True)
class Account:
    """How one run of `run_replications` went."""

    fingerprint: str
    seed: int
    replications: int
    stored: int
    computed: int
    executor: str
    workers: int
    started: datetime
    finished: datetime
    failures_count: int
    first_failures: Sequence[Failure]


def identity_of(scenario: Scenario, seed: int) -> dict[str, object]:
    """Every value that decides the results, by its dotted key; labels do not count, the version of sim does."""
    values = flat(scenario.model_dump(mode="json", exclude=LABELS))
    return {**values, "seed": seed, "version": sim.__version__}


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Nested values under dotted keys."""
    found: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


def as_stored(identity: Mapping[str, object]) -> dict[str, object]:
    """An identity as it comes back out of the file."""
    stored: dict[str, object] = json.loads(json.dumps(dict(identity)))
    return stored


def difference(there: Mapping[str, object], here: Mapping[str, object]) -> str:
    """Up to five keys that differ, with both values; empty when nothing does."""
    if _kind(there) != _kind(here):
        return f"{_kind(there)} there and {_kind(here)} here"
    keys = [key for key in sorted({*there, *here}) if there.get(key, _ABSENT) != here.get(key, _ABSENT)]
    shown = [
        f"{key} is {_shown(there.get(key, _ABSENT))} there and {_shown(here.get(key, _ABSENT))} here"
        for key in keys[:DIFFERENCES_SHOWN]
    ]
    more = [f"and {len(keys) - DIFFERENCES_SHOWN} more"] if len(keys) > DIFFERENCES_SHOWN else []
    return "; ".join(shown + more)


_ABSENT = object()


def _kind(identity: Mapping[str, object]) -> str:
    """What an identity is of, told by the keys that only it has."""
    if any(key.startswith("strategy ") for key in identity):
        return "a comparison"
    return "a trace of one programme" if "replication" in identity else "one strategy's run"


def _shown(value: object) -> str:
    return "absent" if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def versions() -> dict[str, str]:
    """What computed the results."""
    found = {name: version(name) for name in _LIBRARIES}
    return {"sim": sim.__version__, "python": platform.python_version(), **found}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a stored run; InputError when it is damaged, or of another version's layout."""
    path = folder / MANIFEST_NAME
    try:
        document = dict(json.loads(path.read_bytes()))
        document["identity"] = dict(document["identity"])
        layout = int(document["schema_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is damaged ({error}): nobody can tell whose results the folder holds; "
            "choose another folder with output=…, or delete this one"
        ) from error
    if layout != MANIFEST_VERSION:
        raise InputError(_of_another_version(folder, document, layout))
    return document


def _of_another_version(folder: Path, document: Mapping[str, Any], layout: int) -> str:
    """Such a folder is neither read nor written on: the model behind it has other cards and other columns."""
    writer = dict(document.get("versions") or {"sim": "of an unknown version"})["sim"]
    return (
        f"{folder}: its results have layout {layout} (written by sim {writer}); this is sim {sim.__version__}, which "
        f"reads and writes layout {MANIFEST_VERSION}. Choose another folder with output=…, or delete this one"
    )


def write_claim(folder: Path, identity: Mapping[str, object]) -> None:
    """The manifest of a run that has just begun."""
    _write(folder, {"schema_version": MANIFEST_VERSION, "state": "begun", "identity": dict(identity)})


def write_account(folder: Path, account: Account) -> None:
    """The manifest of a run that has ended, whole or interrupted; the identity stays as claimed.

    `pace` is that of the last run that simulated anything: one that found everything there says nothing of it.
    """
    seconds = (account.finished - account.started).total_seconds()
    first = [asdict(each) for each in account.first_failures[:FAILURES_SHOWN]]
    before = read_manifest(folder)
    pace = {"programmes": account.computed, "seconds": round(seconds, 3), "workers": account.workers}
    document = {
        "schema_version": MANIFEST_VERSION,
        "state": "complete" if account.stored == account.replications else "interrupted",
        "fingerprint": account.fingerprint,
        "seed": account.seed,
        "replications": account.replications,
        "replications_stored": account.stored,
        "failures": {"count": account.failures_count, "first": first},
        "versions": versions(),
        "executor": account.executor,
        "workers": account.workers,
        "started": account.started.isoformat(timespec="seconds"),
        "finished": account.finished.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "pace": pace if account.computed else before.get("pace"),
        "identity": before["identity"],
    }
    _write(folder, document)


def _write(folder: Path, document: Mapping[str, object]) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_atomically(folder / MANIFEST_NAME, text.encode())
