"""`sim report`: report.html again from stored results, its charts drawn anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim import stored
from sim.composition import load_scenario_file
from sim.errors import InputError, WorkFailed, nearest
from sim.folders import CHARTS, chosen, unusable
from sim.montecarlo.store import SCENARIO_NAME
from sim.report.html import NAME
from sim.results import Comparison, Results
from sim.verbs import report_written, work
from sim.verbs.arguments import Arguments
from sim.verbs.screen import heading, paragraph, say, say_json
from sim.verbs.stored_apart import ApartView, compared_apart
from sim.verbs.stored_runs import COMMON_HORIZON, INDEPENDENT, STORED_COMPARISON, SWEEP, check_allowed, open_runs
from sim.verbs.sweep_jobs import DONE
from sim.verbs.sweep_results import called_by_what_was_swept, draw_group, group_of
from sim.verbs.uncertain_files import KIND as UNCERTAINTY

KEYS = ("output",)
STUDY = "study"


class Made(NamedTuple):
    """The page, and what it says first."""

    path: Path
    finding: str


def run(arguments: Arguments) -> int:
    """Open what is stored, draw, write, say where."""
    folder, output = _asked(arguments)
    kind = stored.kind_of(folder)
    if kind not in _MAKERS:
        known = "sim run, compare, sweep and study"
        held = stored.in_words(kind)
        raise InputError(f"{folder}: holds {held}, of which there is no report; sim report takes results of {known}")
    target = chosen(output, folder)
    _check_writable(target)
    made = _MAKERS[kind](folder, target)
    if arguments.as_json:
        say_json({"kind": kind, "finding": made.finding, "report": str(made.path), "folder": str(folder)})
        return work.DONE
    say(heading(f"{made.finding}."))
    say()
    kilobytes = made.path.stat().st_size / 1_000
    say(paragraph(f"{made.path}: {kilobytes:,.0f} kB, complete in itself; open it in a browser, print it, send it on."))
    say()
    work.say_next(
        {
            "check that it can be reproduced without the folder": f"sim rerun {made.path}",
            "what differs from another result": f"sim diff {folder} OTHER",
        }
    )
    return work.DONE


def _asked(arguments: Arguments) -> tuple[Path, str | None]:
    """One folder, and where the page goes if not into it."""
    paths = [word for word in arguments.words if "=" not in word or Path(word).exists()]
    given = dict(word.split("=", 1) for word in arguments.words if word not in paths)
    wrong = next((key for key in given if key not in KEYS), None)
    if wrong is not None:
        raise InputError(f"{wrong}: sim report takes output=FOLDER and nothing else{nearest(wrong, KEYS)}")
    if len(paths) != 1:
        raise InputError(f"sim report takes one results folder; {len(paths)} given")
    return Path(paths[0]).expanduser(), given.get("output")


def _check_writable(folder: Path) -> None:
    """Before anything is drawn: a folder that can only be read gets its answer, and the way out."""
    probe = folder / f".{NAME}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise unusable(folder, error) from error


def _of_run(folder: Path, target: Path) -> Made:
    results = stored.open_run(folder)
    _drawn(results, target)
    return Made(report_written.run_report(results, target, folder), results.finding())


def _of_comparison(folder: Path, target: Path) -> Made:
    comparison = stored.open_comparison(folder)
    _drawn(comparison, target)
    return Made(report_written.comparison_report(comparison, target, folder), comparison.finding())


def _drawn(results: Results | Comparison, target: Path) -> None:
    try:
        results.write_charts(target / CHARTS)
    except OSError as error:
        raise _undrawn(target, error) from error


def _undrawn(target: Path, error: OSError) -> WorkFailed:
    return WorkFailed(f"{target / CHARTS}: charts cannot be written ({error.strerror or error})")


def _of_stored_comparison(folder: Path, target: Path) -> Made:
    """Its runs lie elsewhere: they are opened where they were."""
    manifest = _finished(folder)
    runs = open_runs(list(manifest["runs"].values()))
    allowed = {key: bool(manifest["identity"].get(key)) for key in (INDEPENDENT, COMMON_HORIZON)}
    check_allowed(runs, independent=allowed[INDEPENDENT], common_horizon=allowed[COMMON_HORIZON])
    compared: Comparison | ApartView
    if any(allowed.values()):
        compared = compared_apart(runs, allowed)
        try:
            compared.draw(target)
        except OSError as error:
            raise _undrawn(target, error) from error
    else:
        compared = Comparison(runs, folder)
        _drawn(compared, target)
    return Made(report_written.stored_report(compared, target), compared.finding())


def _of_sweep(folder: Path, target: Path) -> Made:
    _finished(folder)
    document = _summary(folder)
    results = {}
    for row in document["jobs"]:
        if row["state"] == DONE:
            values = {key: str(row[key]) for key in document["swept"]}
            results[row["job"]] = called_by_what_was_swept(stored.open_run(folder / row["job"]), values)
    groups = [group_of(one, results) for one in document["groups"]]
    try:
        for place, group in enumerate(several := [one for one in groups if one.league], start=1):
            draw_group(group, target / CHARTS / (f"group-{place}" if len(several) > 1 else ""))
    except OSError as error:
        raise _undrawn(target, error) from error
    return Made(report_written.sweep_report(document, results, target), document["finding"])


def _of_study(folder: Path, target: Path) -> Made:
    _finished(folder)
    document = _summary(folder)
    job = load_scenario_file(folder / SCENARIO_NAME)
    return Made(report_written.study_report(job, document, target, folder), document["finding"])


def _of_worlds(folder: Path, target: Path) -> Made:
    """Its pictures are those that were drawn: what they rest on is not kept whole."""
    _finished(folder)
    document = _summary(folder)
    if target != folder:
        raise InputError("output: a report of worlds is written into its own folder, where its charts are")
    jobs = {name: load_scenario_file(folder / name / SCENARIO_NAME) for name in document["strategies"]}
    return Made(report_written.worlds_report(document, jobs, target), document["finding"])


def _finished(folder: Path) -> Mapping[str, Any]:
    manifest = stored.manifest_of(folder)
    if manifest.get("state") != "complete":
        raise InputError(f"{folder}: was not finished; run the same command again to complete it")
    return manifest


def _summary(folder: Path) -> dict[str, Any]:
    found = report_written.summary_of(folder)
    if not found:
        raise InputError(f"{folder}: its summary.json is missing; run the same command again to write it anew")
    return found


_MAKERS = {
    stored.RUN: _of_run,
    stored.COMPARISON: _of_comparison,
    STORED_COMPARISON: _of_stored_comparison,
    SWEEP: _of_sweep,
    STUDY: _of_study,
    UNCERTAINTY: _of_worlds,
}
