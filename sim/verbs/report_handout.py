"""What there is to take away of each kind of results: the page, its charts with their numbers, the stored tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim import stored
from sim.charts.picture import Picture
from sim.composition import load_scenario_file
from sim.errors import InputError, WorkFailed
from sim.folders import CHARTS
from sim.montecarlo.store import SCENARIO_NAME
from sim.office.handout import Handout
from sim.pictures import pictures_of_comparison, pictures_of_run, write_pictures
from sim.results import Comparison, Results
from sim.verbs import report_sensitivity, report_written
from sim.verbs.report_parts import ORDER
from sim.verbs.report_tables import table_in, tables_of
from sim.verbs.stored_apart import ApartView, compared_apart
from sim.verbs.stored_runs import COMMON_HORIZON, INDEPENDENT, STORED_COMPARISON, SWEEP, check_allowed, open_runs
from sim.verbs.sweep_jobs import DONE
from sim.verbs.sweep_results import called_by_what_was_swept, group_of, pictures_of_group
from sim.verbs.uncertain_files import KIND as UNCERTAINTY
from sim.verbs.uncertain_files import PROGRAMMES, drawn_from, stored_worlds
from sim.verbs.uncertain_findings import findings_of
from sim.verbs.uncertain_plan import asked_again

STUDY = "study"
ANSWER = "reached"
"""The chart whose title is the finding of a comparison."""


def handout_of(kind: str, folder: Path, target: Path) -> Handout:
    """The results in `folder`; charts are drawn anew into `target`."""
    return _MAKERS[kind](folder, target)


def _of_run(folder: Path, target: Path) -> Handout:
    results = stored.open_run(folder)
    pictures = _drawn(pictures_of_run(results), target / CHARTS)
    page = report_written.page_of_run(results, target, folder)
    return Handout(page, pictures, tables_of({results.scenario.label: results}, ""))


def _of_comparison(folder: Path, target: Path) -> Handout:
    comparison = stored.open_comparison(folder)
    pictures = _drawn(pictures_of_comparison(comparison), target / CHARTS, ANSWER)
    page = report_written.page_of_comparison(comparison, target, folder)
    return Handout(page, pictures, tables_of(comparison.by_label(), "strategy"))


def _drawn(pictures: Sequence[Picture], folder: Path, first: str = "") -> tuple[Picture, ...]:
    try:
        write_pictures(pictures, folder)
    except OSError as error:
        raise WorkFailed(f"{folder}: charts cannot be written ({error.strerror or error})") from error
    return _in_order(pictures, first)


def _in_order(pictures: Iterable[Picture], first: str = "") -> tuple[Picture, ...]:
    """As the page shows them."""
    places = {name: place for place, name in enumerate(ORDER)} | {first: -1}
    return tuple(sorted(pictures, key=lambda one: places.get(one.name, len(places))))


def _of_stored_comparison(folder: Path, target: Path) -> Handout:
    """Its runs lie elsewhere: they are opened where they were."""
    manifest = _finished(folder)
    runs = open_runs(list(manifest["runs"].values()))
    allowed = {key: bool(manifest["identity"].get(key)) for key in (INDEPENDENT, COMMON_HORIZON)}
    check_allowed(runs, independent=allowed[INDEPENDENT], common_horizon=allowed[COMMON_HORIZON])
    compared: Comparison | ApartView
    if any(allowed.values()):
        compared = compared_apart(runs, allowed)
        found = compared.pictures()
        labels: Mapping[str, str] = compared.labels
    else:
        compared = Comparison(runs, folder)
        found = pictures_of_comparison(compared)
        labels = compared.labels()
    pictures = _drawn(found, target / CHARTS, "" if isinstance(compared, ApartView) else ANSWER)
    named = {labels[name]: one for name, one in runs.items()}
    return Handout(report_written.page_of_stored(compared, target), pictures, tables_of(named, "run"))


def _of_sweep(folder: Path, target: Path) -> Handout:
    _finished(folder)
    document = report_written.whole_summary(folder)
    results: dict[str, Results] = {}
    for row in document["jobs"]:
        if row["state"] == DONE:
            values = {key: str(row[key]) for key in document["swept"]}
            results[row["job"]] = called_by_what_was_swept(stored.open_run(folder / row["job"]), values)
    groups = [one for one in (group_of(each, results) for each in document["groups"]) if one.league]
    pictures: list[Picture] = []
    for place, group in enumerate(groups, start=1):
        name = f"group-{place}" if len(groups) > 1 else ""
        drawn = _drawn(pictures_of_group(group), target / CHARTS / name)
        pictures += [replace(one, name=f"{name}-{one.name}".strip("-")) for one in drawn]
    tables = tables_of(results, "job") if results else {}
    return Handout(report_written.page_of_sweep(document, results, target), tuple(pictures), tables)


def _of_study(folder: Path, target: Path) -> Handout:
    _finished(folder)
    document = report_written.whole_summary(folder)
    job = load_scenario_file(folder / SCENARIO_NAME)
    try:
        page = report_written.page_of_study(job, document, target, folder)
    except (KeyError, TypeError, IndexError) as error:
        raise report_written.damaged(folder, error) from error
    return Handout(page, (), table_in(folder / report_written.STUDY_TABLE))


def _of_sensitivity(folder: Path, target: Path) -> Handout:
    _finished(folder)
    document = report_written.whole_summary(folder)
    job = load_scenario_file(folder / SCENARIO_NAME)
    try:
        pictures = _drawn(report_sensitivity.pictures_of(job, document), target / CHARTS)
        page = report_written.page_of_sensitivity(job, document, target, folder)
    except (KeyError, TypeError, IndexError) as error:
        raise report_written.damaged(folder, error) from error
    return Handout(page, pictures, table_in(folder / report_sensitivity.PROGRAMMES))


def _of_worlds(folder: Path, target: Path) -> Handout:
    """Its numbers are worked out again from the stored programmes, but for the regions, of which there is no chart."""
    _finished(folder)
    document = report_written.whole_summary(folder)
    try:
        jobs = {name: load_scenario_file(folder / name / SCENARIO_NAME) for name in document["strategies"]}
        asked = asked_again(jobs, document["drawn"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise report_written.damaged(folder, error) from error
    found = findings_of(stored_worlds(asked, folder), regions=False)
    pictures = _drawn(drawn_from(asked, found), target / CHARTS)
    page = report_written.page_of_worlds(document, jobs, target, folder)
    return Handout(page, pictures, table_in(folder / PROGRAMMES))


def _finished(folder: Path) -> Mapping[str, Any]:
    manifest = stored.manifest_of(folder)
    if manifest.get("state") != "complete":
        raise InputError(f"{folder}: was not finished; run the same command again to complete it")
    return manifest


_MAKERS = {
    stored.RUN: _of_run,
    stored.COMPARISON: _of_comparison,
    STORED_COMPARISON: _of_stored_comparison,
    SWEEP: _of_sweep,
    STUDY: _of_study,
    UNCERTAINTY: _of_worlds,
    report_sensitivity.SENSITIVITY: _of_sensitivity,
}
KINDS = tuple(_MAKERS)
