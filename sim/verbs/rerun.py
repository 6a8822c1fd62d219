"""`sim rerun`: run a results folder again and say whether the stored results are the same, byte by byte."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim import __version__
from sim.composition import Job, load_scenario_file
from sim.errors import InputError
from sim.folders import CHARTS, SUMMARY_NAME, as_json, chosen, finish_comparison, save, with_precision, write_results
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME, read_manifest
from sim.montecarlo.store import SCENARIO_NAME
from sim.report.html import NAME as PAGE
from sim.tracing import trace_programme
from sim.verbs import compare, recommend, rerun_report, work
from sim.verbs.arguments import Arguments
from sim.verbs.report_written import comparison_report, run_report
from sim.verbs.rerun_command import command_again
from sim.verbs.rerun_report import is_report
from sim.verbs.run import simulated
from sim.verbs.same import differing
from sim.verbs.screen import heading, note, paragraph, say, say_json

TAKES = ("output", "executor", "workers")
MOST_SHOWN = 10
BY_COMMAND = (
    *("study", "sensitivity", "seek", "map", "optimise", "sweep", "stored_comparison", "uncertainty"),
    *("calibration", "serving"),
)


@dataclass(frozen=True)
class Source:
    """What is run again: a folder of results, or a scenario file with or without results beside it."""

    path: Path
    overrides: tuple[str, ...]
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder of the stored results."""
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def kind(self) -> str:
        """Of a run, of a comparison or of a trace."""
        return str(self.manifest.get("kind", "run"))

    @property
    def stored(self) -> bool:
        """Whether there is something to compare with: a folder that has lost its manifest still holds results."""
        return bool(self.manifest) or ((self.path.name == SCENARIO_NAME or self.path.is_dir()) and _holds_tables(self))

    def job(self, part: Path) -> Job:
        """The job that a scenario file describes, as precise as its results were asked to be."""
        job = load_scenario_file(part, self.overrides)
        return replace(job, settings=with_precision(job.settings, self.manifest))

    def jobs(self) -> dict[str, Job]:
        """The jobs of a comparison by the names of their folders, in its order; of anything else, its one job."""
        if self.kind != "comparison":
            return {"": self.job(self.path / SCENARIO_NAME if self.path.is_dir() else self.path)}
        names = [key.removeprefix("strategy ") for key in self.manifest["identity"] if key.startswith("strategy ")]
        return {name: self.job(self.folder / name / SCENARIO_NAME) for name in names}


def _holds_tables(source: Source) -> bool:
    return any(name.endswith(".parquet") for name in names_in(source.folder))


def run(arguments: Arguments) -> int:
    """Run again, beside what is there, and compare."""
    source = _read(arguments)
    if is_report(source.path):
        return rerun_report.run(arguments, source.path, source.overrides)
    if source.kind == recommend.KIND:
        raise InputError(f"{source.folder}: belongs to the comparison in {source.folder.parent}; rerun that one")
    by_command = source.kind in BY_COMMAND
    jobs = {} if by_command else source.jobs()
    given = _given_output(source) if by_command else next(iter(jobs.values())).settings.output
    target = chosen(given, _new_beside(source.folder))
    if names_in(target):
        raise InputError(f"{target}: is not empty; sim rerun makes a new folder")
    if by_command:
        status = command_again(source.folder, source.manifest, source.overrides, target)
        return status or _tell(arguments, source, target)
    {"comparison": _compare_again, "trace": _trace_again}.get(source.kind, _run_again)(jobs, source, target, arguments)
    return _tell(arguments, source, target)


def _given_output(source: Source) -> str | None:
    """The folder that the line names; where several are named, the last."""
    named = [word.removeprefix("output=") for word in source.overrides if word.startswith("output=")]
    return named[-1] if named else None


def _read(arguments: Arguments) -> Source:
    """One path, and keys that do not change the results."""
    paths = [word for word in arguments.words if "=" not in word or Path(word).exists()]
    overrides = tuple(word for word in arguments.words if word not in paths)
    wrong = next((word for word in overrides if word.partition("=")[0] not in TAKES), None)
    if wrong is not None:
        raise InputError(
            f"{wrong}: sim rerun repeats what is stored and takes {', '.join(f'{key}=' for key in TAKES)} only; "
            "to change something: sim run --config-dir FOLDER --config-name scenario key=value"
        )
    if len(paths) != 1:
        raise InputError("sim rerun takes one results folder, its scenario.yaml, or a report.html")
    path = Path(paths[0])
    if not path.exists():
        raise InputError(f"{path}: there is no such folder or file")
    if path.is_dir() and not names_in(path) & {SCENARIO_NAME, MANIFEST_NAME}:
        raise InputError(f"{path}: holds no results ({SCENARIO_NAME} is missing)")
    source = Source(path, overrides)
    if is_report(path):
        return source
    stored = MANIFEST_NAME in names_in(source.folder)
    return Source(path, overrides, read_manifest(source.folder)) if stored else source


def _new_beside(folder: Path) -> Path:
    """A folder that is not there yet: with one that is, nothing would be run."""
    home = folder.resolve()
    named = (folder.parent / f"{home.name}-rerun{number}" for number in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next(one for one in named if not one.exists())


def _run_again(jobs: Mapping[str, Job], source: Source, target: Path, arguments: Arguments) -> None:
    """A job of a sweep has no charts, and is not given any to differ in."""
    results = simulated(jobs[""], target, arguments.quiet)
    if not source.stored or CHARTS in names_in(source.folder):
        write_results(results, target)
        if _wants_page(source):
            run_report(results, target)
    else:
        save(target / SUMMARY_NAME, as_json(results.summary()))


def _trace_again(jobs: Mapping[str, Job], source: Source, target: Path, _arguments: Arguments) -> None:
    replication = int(source.manifest["identity"]["replication"])
    week = source.manifest.get("export_week")
    trace_programme(jobs[""].scenario, jobs[""].settings.seed, replication, week).write(target)


def _compare_again(jobs: Mapping[str, Job], source: Source, target: Path, arguments: Arguments) -> None:
    began = datetime.now(UTC)
    settings = next(iter(jobs.values())).settings
    ask = recommend.ask_again(source.manifest, source.folder)
    plan = recommend.plan_of(ask, jobs)
    comparison = compare.simulated(jobs, settings, target, arguments.quiet)
    advice = compare.advised(comparison, ask, plan, target, arguments)
    compare.write_all(comparison, target, advice)
    finish_comparison(comparison, target, settings, began, None if advice is None else advice.kept())
    if _wants_page(source):
        comparison_report(comparison, target)


def _wants_page(source: Source) -> bool:
    """What the Python face stored has none, and is not given one to differ in."""
    return not source.stored or PAGE in names_in(source.folder)


def _tell(arguments: Arguments, source: Source, target: Path) -> int:
    """The same or not, and where."""
    if not source.stored:
        return _tell_alone(arguments, source, target)
    compared, different = differing(source.folder, target)
    same = bool(compared) and not different
    if arguments.as_json:
        found = {"identical": same, "compared": compared, "different": different}
        say_json({**found, "stored": str(source.folder), "rerun": str(target)})
        return work.DONE if same else work.FAILED
    if same:
        say(heading(f"The results are the same: {len(compared)} files, byte by byte."))
        say(paragraph(f"Stored in {source.folder}, run again in {target}.", "  "))
        return work.DONE
    _tell_differences(source, target, compared, different)
    return work.FAILED


def _tell_alone(arguments: Arguments, source: Source, target: Path) -> int:
    """A scenario that came without results: nothing to compare with."""
    if arguments.as_json:
        say_json({"identical": None, "compared": [], "different": [], "stored": None, "rerun": str(target)})
    else:
        say(paragraph(f"There are no stored results beside {source.path}. This run's are in {target}."))
    return work.DONE


def _tell_differences(source: Source, target: Path, compared: Sequence[str], different: Sequence[str]) -> None:
    if not compared:
        note(f"sim: {source.folder} holds no finished results to compare with; this run's are in {target}")
        return
    note(f"sim: the results are NOT the same: {len(different)} of {len(compared)} files differ")
    for name in different[:MOST_SHOWN]:
        note(f"  {name}")
    then, now = source.manifest.get("versions", {}).get("sim"), __version__
    if not source.manifest:
        note(f"  {MANIFEST_NAME} is missing: nobody knows which version stored them")
    elif then and then != now:
        note(f"  they were stored by sim {then}; this is sim {now}")
    note(f"  libraries then: {json.dumps(source.manifest.get('versions', {}))}")
    note(f"  stored in {source.folder}, run again in {target}")
