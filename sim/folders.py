"""Results on disk: where they go by default, who may write there, and what is written beside the tables.

Everything is checked before anything is written. Times live in manifests only, so that the same run leaves the same
bytes in every other file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.as_read import NAME as START_NAME
from sim.as_read import as_csv, as_read
from sim.composition import Job, scenario_yaml
from sim.errors import InputError, WorkFailed
from sim.montecarlo.files import names_in, write_atomically
from sim.montecarlo.manifest import (
    MANIFEST_NAME,
    MANIFEST_VERSION,
    as_stored,
    difference,
    identity_of,
    read_manifest,
    versions,
)
from sim.montecarlo.store import WAY_OUT, RunStore
from sim.results import Comparison, Results
from sim.scenario import OF_PRECISION, RunSettings, Scenario

OUTPUTS = Path("outputs")
CHARTS = "charts"
SUMMARY_NAME = "summary.json"
HASH_LETTERS = 8


def short_hash(value: object) -> str:
    """Eight letters that stand for everything that decides a result."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LETTERS]


def run_folder(scenario: Scenario, seed: int) -> Path:
    """Where one scenario's results go unless the user says otherwise."""
    return OUTPUTS / f"{scenario.name}-{short_hash(identity_of(scenario, seed))}"


def comparison_folder(scenarios: Mapping[str, Scenario], seed: int) -> Path:
    """Where a comparison's results go unless the user says otherwise."""
    return OUTPUTS / f"compare-{short_hash(comparison_identity(scenarios, seed))}"


def trace_folder(scenario: Scenario, seed: int, replication: int) -> Path:
    """Where one programme's story goes unless the user says otherwise."""
    return OUTPUTS / f"trace-{scenario.name}-{short_hash(identity_of(scenario, seed))}-{replication}"


def comparison_identity(scenarios: Mapping[str, Scenario], seed: int) -> dict[str, object]:
    """What decides a comparison's results."""
    parts = {f"strategy {name}": short_hash(identity_of(one, seed)) for name, one in scenarios.items()}
    return {"seed": seed, **parts}


def chosen(output: str | Path | None, default: Path) -> Path:
    """The user's folder, or the default one."""
    if output is None:
        return default
    if not str(output).strip():
        raise InputError("output is empty; give a folder's name, or leave the key out")
    if "\0" in str(output):
        raise InputError("output holds a null character; give a folder's name")
    return Path(output).expanduser()


def claim_run(folder: Path, scenario: Scenario, settings: RunSettings) -> RunStore:
    """Take a folder for one scenario's results; InputError, and nothing written, where that cannot be."""
    store = RunStore(folder)
    text = scenario_yaml(Job(scenario, settings, (), 0, {}))
    store.claim(text, identity_of(scenario, settings.seed))
    return store


def check_own(folder: Path, identity: Mapping[str, object]) -> None:
    """A folder that is new, empty or already ours; anything else is refused before anything is written."""
    try:
        found = names_in(folder)
    except OSError as error:
        raise unusable(folder, error) from error
    if not found:
        return
    if MANIFEST_NAME not in found:
        raise InputError(f"{folder}: holds other files ({', '.join(sorted(found)[:3])}); {WAY_OUT}")
    differs = difference(read_manifest(folder)["identity"], as_stored(identity))
    if differs:
        raise InputError(f"{folder}: holds other results ({differs}); {WAY_OUT}")


def unusable(folder: Path, error: OSError) -> InputError:
    """The answer to a folder that cannot be written."""
    why = error.strerror or str(error)
    return InputError(f"{folder}: cannot be used as output folder ({why}); choose another one with output=…")


@contextmanager
def claimed_comparison(
    folder: Path, scenarios: Mapping[str, Scenario], settings: RunSettings
) -> Iterator[dict[str, RunStore]]:
    """Take a folder, and one beneath it for each strategy; whatever happens, let go of all of them."""
    if CHARTS in scenarios:
        raise InputError(f"name: a strategy called '{CHARTS}' would share its folder with the charts; rename it")
    identity = comparison_identity(scenarios, settings.seed)
    check_own(folder, identity)
    stores: dict[str, RunStore] = {}
    try:
        for name, scenario in scenarios.items():
            stores[name] = claim_run(folder / name, scenario, settings)
        begin(folder, "comparison", identity)
        yield stores
    finally:
        for store in stores.values():
            store.release()


def begin(folder: Path, kind: str, identity: Mapping[str, object]) -> None:
    """Say whose folder this is before the work starts."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / MANIFEST_NAME).exists():
            document = {"schema_version": MANIFEST_VERSION, "kind": kind, "state": "begun", "identity": dict(identity)}
            write_atomically(folder / MANIFEST_NAME, as_json(document))
    except OSError as error:
        raise unusable(folder, error) from error


def finish(folder: Path, kind: str, identity: Mapping[str, object], more: Mapping[str, Any], began: datetime) -> None:
    """The manifest of what has ended."""
    ended = datetime.now(UTC)
    document = {
        "schema_version": MANIFEST_VERSION,
        "kind": kind,
        "state": "complete",
        **more,
        "versions": versions(),
        "started": began.isoformat(timespec="seconds"),
        "finished": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - began).total_seconds(), 3),
        "identity": dict(identity),
    }
    save(folder / MANIFEST_NAME, as_json(document))


def save(path: Path, content: bytes) -> Path:
    """Write one file whole; a disk that says no is failed work, not a traceback."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise WorkFailed(f"{path}: cannot be written ({error.strerror or error})") from error
    return path


def as_json(document: Mapping[str, Any]) -> bytes:
    """JSON with no value that JSON does not know."""
    return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_results(results: Results | Comparison, folder: Path, more: Mapping[str, Any] | None = None) -> list[Path]:
    """Charts, the portfolio as it was read, the summary with whatever `more` there is: what is listed to the user."""
    try:
        drawn = results.write_charts(folder / CHARTS)
    except OSError as error:
        raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error
    whose = _any_of(results)
    read = as_read(whose.scenario, whose.seed)
    start = [save(folder / START_NAME, as_csv(read))] if read else []
    return [*drawn, *start, save(folder / SUMMARY_NAME, as_json({**results.summary(), **(more or {})}))]


def _any_of(results: Results | Comparison) -> Results:
    """All of a comparison start from the same position."""
    return next(iter(results.results.values())) if isinstance(results, Comparison) else results


def finish_comparison(
    comparison: Comparison,
    folder: Path,
    settings: RunSettings,
    began: datetime,
    asked: Mapping[str, Any] | None = None,
) -> None:
    """The manifest of a comparison; `asked` is what else `sim rerun` has to know."""
    scenarios = {name: one.scenario for name, one in comparison.results.items()}
    strategies = {
        name: {
            "fingerprint": one.scenario.fingerprint(),
            "replications": one.replications,
            "failures": len(one.failures),
        }
        for name, one in comparison.results.items()
    }
    head = {"seed": settings.seed, "executor": settings.executor, "strategies": strategies}
    more = {**head, **_precision(settings), **(asked or {})}
    finish(folder, "comparison", comparison_identity(scenarios, settings.seed), more, began)


def remember_precision(folder: Path, settings: RunSettings) -> None:
    """Write into a finished run's manifest what decided how many programmes it has: `sim rerun` asks the same."""
    save(folder / MANIFEST_NAME, as_json({**read_manifest(folder), **_precision(settings)}))


def with_precision(settings: RunSettings, manifest: Mapping[str, Any]) -> RunSettings:
    """The settings of a stored run or comparison, with the precision that it was asked for, if it was."""
    asked = manifest.get("asked")
    if asked is None:
        return settings
    try:
        return RunSettings.model_validate({**settings.model_dump(), **asked})
    except (TypeError, ValidationError) as error:
        raise InputError(f"{MANIFEST_NAME}: 'asked' is not what sim wrote ({str(error).splitlines()[0]})") from error


def _precision(settings: RunSettings) -> dict[str, Any]:
    asked = {key: getattr(settings, key) for key in ("replications", *OF_PRECISION)}
    return {} if settings.precision is None else {"asked": asked}
