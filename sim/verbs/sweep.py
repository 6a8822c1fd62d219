"""`sim sweep`: every combination of several values as a Hydra multirun, then one comparison of all that succeeded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.composition import Job
from sim.composition.sweeping import Sweep, lay_out
from sim.errors import InputError, WorkFailed
from sim.folders import CHARTS, OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME, read_manifest
from sim.montecarlo.store import WAY_OUT
from sim.results import Results
from sim.verbs import compare_table, work
from sim.verbs.arguments import Arguments
from sim.verbs.catalogue import LAUNCHERS
from sim.verbs.jobs import show_config
from sim.verbs.kept_points import claimed
from sim.verbs.own_words import OwnWords, own_words
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import sweep_report
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.study_numbers import csv_bytes
from sim.verbs.sweep_jobs import STATUSES, checked_launcher, launch, say_broken
from sim.verbs.sweep_results import Found, document_of, draw_group, read_found, rows_of
from sim.verbs.sweep_table import show

KEYS = ("launcher",)
TABLE_NAME = "sweep.csv"
FIXED = "sim sweep runs replications= programmes of each job"
NOT_HERE = {
    "strategies": "sim compare sets strategies side by side; a sweep takes strategy=a,b",
    "replication": "sim trace tells one programme; how many are simulated is replications=",
    "precision": FIXED,
    "precision_of": FIXED,
    "most_replications": FIXED,
    "uncertainty": "sim run and sim compare draw assumptions from their ranges; a sweep varies what it names",
    "hydra/launcher": "Hydra's own settings cannot be changed; sim sweep takes launcher=joblib",
}
FILES = {
    TABLE_NAME: "one row a job: what was swept, headline numbers with intervals, failed jobs with their reason",
    SUMMARY_NAME: "the same, with the league of all jobs and, of up to six, every paired difference",
    "charts/": "the jobs side by side (SVG, PNG, CSV)",
    "KEY-VALUE/": "one results folder a job, as sim run leaves it; sim rerun and sim compare runs= take it",
}


def run(arguments: Arguments) -> int:
    """Lay out the jobs, run what is missing, compare what there is."""
    own = _own(arguments)
    sweep = lay_out(own.words, arguments.config_dir)
    launcher = checked_launcher(own.choice("launcher", LAUNCHERS[0], LAUNCHERS), own.words)
    first = sweep.first_job()
    if arguments.shows_config:
        return show_config(arguments, [sweep.composed(job) for job in sweep.jobs])
    folder = chosen(first.settings.output, sweep_folder(own.name, sweep))
    _refuse_other_kinds(folder)
    with claimed(folder, "sweep", dict(sweep.identity)):
        return _run(arguments, sweep, first, launcher, folder)


def _own(arguments: Arguments) -> OwnWords:
    if "config-name" in arguments.flags:
        raise InputError("sim sweep does not take --config-name; sim run runs a complete scenario")
    own = own_words(arguments, KEYS, saved=True)
    for word in own.words:
        key = word.partition("=")[0].strip()
        if key in NOT_HERE:
            raise InputError(f"{key}: {NOT_HERE[key]}")
    return own


def sweep_folder(name: str, sweep: Sweep) -> Path:
    """Where a sweep's results go unless the user says otherwise."""
    decides = short_hash([dict(sweep.identity), [job.name for job in sweep.jobs]])
    return OUTPUTS / f"sweep-{f'{name}-' if name else ''}{decides}"


def _refuse_other_kinds(folder: Path) -> None:
    try:
        found = read_manifest(folder) if MANIFEST_NAME in names_in(folder) else {"kind": "sweep"}
    except OSError:
        return  # what is wrong with the folder shows when it is taken
    if found.get("kind") != "sweep":
        raise InputError(f"{folder}: holds the results of sim {found.get('kind', 'run')}, not a sweep; {WAY_OUT}")


def _run(arguments: Arguments, sweep: Sweep, first: Job, launcher: str, folder: Path) -> int:
    began = datetime.now(UTC)
    stopped = False
    try:
        launch(sweep, folder, first.settings, launcher, quiet=arguments.quiet)
    except KeyboardInterrupt:
        stopped = True
    found = read_found(sweep, folder)
    with work.said_when_interrupted(folder, arguments.command):
        document = _write(found, folder, drawn=not stopped)
        if not stopped:
            jobs = {status.job: status.state for status in found.statuses}
            settings = {"seed": first.settings.seed, "executor": first.settings.executor, "launcher": launcher}
            more = {**settings, "jobs": jobs, "command": arguments.command}
            finish(folder, "sweep", sweep.identity, more, began)
            sweep_report(document, found.results, folder)
    return _show(arguments, found, document, folder, stopped)


def _write(found: Found, folder: Path, *, drawn: bool) -> dict[str, Any]:
    """The table, the charts, the summary last."""
    rows = rows_of(found)
    save(folder / TABLE_NAME, csv_bytes(rows[0], (row.values() for row in rows)))
    compared = [group for group in found.groups if group.league] if drawn else []
    try:
        for number, group in enumerate(compared, start=1):
            draw_group(group, folder / CHARTS / (f"group-{number}" if len(compared) > 1 else ""))
    except OSError as error:
        raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error
    document = {**document_of(found, rows), "stopped_early": not drawn}
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def _show(arguments: Arguments, found: Found, document: dict[str, Any], folder: Path, stopped: bool) -> int:
    others = _others(found, folder)
    if arguments.as_json:
        early = {"folder": str(folder), "jobs_of_other_commands": others}
        say_json({**document, **early, **({"carry_on": arguments.command} if stopped else {})})
    else:
        _show_tables(arguments, found, document, folder, stopped)
        if others:
            lie = "job lies" if others == 1 else "jobs lie"
            say(paragraph(f"{others} more {lie} in {folder}, of other commands; not compared here."))
    say_broken(found.statuses)
    return _status(found, stopped)


def _show_tables(arguments: Arguments, found: Found, document: dict[str, Any], folder: Path, stopped: bool) -> None:
    if stopped:
        done = f"{len(found.results)} of {len(found.statuses)} jobs are finished"
        say(heading(f"STOPPED EARLY: {done}"))
        say(paragraph(f"To carry on where it stopped: {arguments.command}"))
        say()
    show(found, document["jobs"])
    for group in found.groups:
        if group.comparison is not None:
            compare_table.show_pairs(group.comparison)
            say()
    say(paragraph(f"{document['finding']}."))
    if stopped:
        return
    say()
    work.say_files(folder, {**FILES, **REPORT})
    say()
    work.say_next(_next(found, folder))


def _next(found: Found, folder: Path) -> dict[str, str]:
    names = list(found.results)
    if not names:
        return {"what each key may hold": "sim params"}
    best = max(names, key=lambda name: _payoff(found.results[name]))
    two = [folder / best, next((folder / name for name in names if name != best), folder / best)]
    told = {"run the best again and check that the results are the same": f"sim rerun {folder / best}"}
    if len(names) > 1:
        told["some of the jobs side by side"] = f"sim compare 'runs=[{two[0]},{two[1]}]'"
    return told


def _payoff(results: Results) -> float:
    return float(results.numbers["payoff_eur"]["mean"])


def _others(found: Found, folder: Path) -> int:
    """Jobs in the folder that this command has nothing to do with."""
    ours = {status.job for status in found.statuses}
    return sum(path.stem not in ours for path in (folder / STATUSES).glob("*.json"))


def _status(found: Found, stopped: bool) -> int:
    if stopped:
        return work.INTERRUPTED
    if found.failures():
        note(f"sim: {found.failures():,} replications failed; they are in the failures-*.json files of their jobs")
    return work.FAILED if len(found.results) < len(found.statuses) or found.failures() else work.DONE
