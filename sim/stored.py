"""Stored folders opened again for reading: results are what the manifest says they are, or the folder is refused."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim import __version__
from sim.composition import load_scenario_file
from sim.errors import InputError
from sim.folders import comparison_identity
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME, as_stored, difference, identity_of, read_manifest
from sim.montecarlo.store import SCENARIO_NAME
from sim.montecarlo.tables import open_run as open_tables
from sim.results import Comparison, Results

RUN, COMPARISON = "run", "comparison"
_STRATEGY = "strategy "
_IN_WORDS = {
    RUN: "one strategy's run",
    COMPARISON: "a comparison",
    "trace": "the trace of one programme",
    "study": "a study",
    "sensitivity": "a sensitivity analysis",
    "sweep": "a sweep",
    "calibration": "a calibration",
    "seek": "a search",
    "map": "a map of two cards",
    "optimise": "a search of policies",
    "uncertainty": "a result over worlds",
    "stored_comparison": "a comparison of stored runs",
}


def kind_of(folder: Path | str) -> str:
    """What a folder holds: run, comparison, trace, study, sensitivity, or what a later version calls its own."""
    return str(_manifest(Path(folder)).get("kind", RUN))


def in_words(kind: str) -> str:
    """What a folder of that kind holds, as a message says it."""
    return _IN_WORDS.get(kind, kind)


def manifest_of(folder: Path | str) -> Mapping[str, Any]:
    """The manifest of a folder of any kind, written by this version."""
    path = Path(folder)
    manifest = _manifest(path)
    _check_version(path, manifest)
    return manifest


def open_run(folder: Path | str) -> Results:
    """One scenario's results, as many programmes as its last run asked for."""
    path = Path(folder)
    manifest = _manifest_of(path, RUN)
    if SCENARIO_NAME not in names_in(path):
        raise InputError(f"{path}: {SCENARIO_NAME} is missing: nobody can tell which scenario the results are of")
    job = load_scenario_file(path / SCENARIO_NAME)
    here = as_stored(identity_of(job.scenario, job.settings.seed))
    differs = difference({**manifest["identity"], "version": __version__}, here)
    if differs:
        raise InputError(
            f"{path / SCENARIO_NAME}: is not the scenario that {MANIFEST_NAME} tells of ({differs}); "
            "put back the file that belongs to them, or run it into another folder with output=…"
        )
    try:
        tables = open_tables(path)
    except InputError as error:
        raise InputError(f"{error}: {own_command(path)}") from error
    return Results(job.scenario, job.settings.seed, tables, path)


def open_comparison(folder: Path | str) -> Comparison:
    """Strategies that were compared, in their order; every one of them must be whole."""
    path = Path(folder)
    identity = _manifest_of(path, COMPARISON)["identity"]
    names = [key.removeprefix(_STRATEGY) for key in identity if key.startswith(_STRATEGY)]
    lost = [name for name in names if name not in names_in(path)]
    if lost:
        raise InputError(f"{path}: its folder {', '.join(lost)} is missing; {_AGAIN}")
    results = {name: open_run(path / name) for name in names}
    for name, one in results.items():
        found = comparison_identity({name: one.scenario}, one.seed)
        differs = difference({key: identity.get(key) for key in found}, found)
        if differs:
            raise InputError(f"{path / name}: is not what was compared here ({differs}); {_AGAIN}")
    sizes = {name: one.replications for name, one in results.items()}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{name} {size:,}" for name, size in sizes.items())
        raise InputError(f"{path}: its strategies hold different numbers of programmes ({told}); {_AGAIN}")
    return Comparison(results, path)


_AGAIN = "run the same sim compare command again to complete it"


def _manifest_of(folder: Path, kind: str) -> Mapping[str, Any]:
    """The manifest of a folder of one kind, written by this version."""
    manifest = _manifest(folder)
    found = str(manifest.get("kind", RUN))
    if found != kind:
        names = [key.removeprefix(_STRATEGY) for key in manifest["identity"] if key.startswith(_STRATEGY)]
        instead = f"; give the folder of one of its strategies: {', '.join(names)}" if names else ""
        raise InputError(f"{folder}: holds {in_words(found)}, and {_IN_WORDS[kind]} is what is read here{instead}")
    _check_version(folder, manifest)
    return manifest


def _check_version(folder: Path, manifest: Mapping[str, Any]) -> None:
    writer = manifest["identity"].get("version", __version__)
    if writer != __version__:
        raise InputError(
            f"{folder}: its results were written by sim {writer}; this is sim {__version__}, whose programmes may "
            "behave otherwise. Run the scenario again into another folder with output=…"
        )


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        if not folder.is_dir():
            what = "is not a folder" if folder.exists() else "there is no such folder"
            raise InputError(f"{folder}: {what}; give a results folder, such as one under outputs/")
        if MANIFEST_NAME not in names_in(folder):
            raise InputError(f"{folder}: holds no results ({MANIFEST_NAME} is missing)")
        return read_manifest(folder)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror or error})") from error


def own_command(folder: Path, *words: str) -> str:
    """The command that goes on with a run in its folder: its own scenario, into itself."""
    given = ["--config-dir", str(folder), "--config-name", "scenario", f"output={folder}"]
    return shlex.join(["sim", "run", *given, *words])
