"""report.html as the last file of a folder: which page belongs to which kind of results."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.analysis.designs import Design
from sim.composition import Job
from sim.errors import InputError, WorkFailed
from sim.folders import SUMMARY_NAME
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME, read_manifest
from sim.report.html import NAME, write_report
from sim.report.page import Page
from sim.results import Comparison, Results
from sim.scenario.values import read_value
from sim.verbs.report_run import comparison_page, run_page
from sim.verbs.report_sensitivity import sensitivity_page
from sim.verbs.report_stored import apart_page
from sim.verbs.report_study import COLUMNS, study_page
from sim.verbs.report_sweep import sweep_page
from sim.verbs.report_worlds import worlds_page
from sim.verbs.stored_apart import ApartView
from sim.verbs.stored_runs import STORED_COMPARISON

FILES = {NAME: "the page to forward: findings, pictures, tables, one bad programme told, all assumptions"}
STUDY_TABLE = "study.parquet"


def written(folder: Path, build: Callable[[], Page]) -> Path:
    """The page, built when it is wanted and written whole."""
    return write_report(build(), folder)


def run_report(results: Results, folder: Path, source: Path | None = None) -> Path:
    """Of one scenario; `source` holds the results where the page goes elsewhere."""
    return written(folder, lambda: page_of_run(results, folder, source or folder))


def page_of_run(results: Results, folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its summary in `source`."""
    return run_page(results, folder, summary_of(source), _asked(source))


def comparison_report(comparison: Comparison, folder: Path, source: Path | None = None) -> Path:
    """Of strategies in the same futures."""
    return written(folder, lambda: page_of_comparison(comparison, folder, source or folder))


def page_of_comparison(comparison: Comparison, folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its summary and recommendation in `source`."""
    return comparison_page(comparison, folder, summary_of(source), _asked(source), source=source)


def stored_report(compared: Comparison | ApartView, folder: Path) -> Path:
    """Of stored runs set side by side, paired or as far as that goes."""
    return written(folder, lambda: page_of_stored(compared, folder))


def page_of_stored(compared: Comparison | ApartView, folder: Path) -> Page:
    """Its charts lie in `folder`."""
    if isinstance(compared, ApartView):
        return apart_page(compared, folder)
    return comparison_page(compared, folder, {}, kind=STORED_COMPARISON)


def sweep_report(document: Mapping[str, Any], results: Mapping[str, Results], folder: Path) -> Path:
    """Of all jobs that are ok."""
    return written(folder, lambda: page_of_sweep(document, results, folder))


def page_of_sweep(document: Mapping[str, Any], results: Mapping[str, Results], folder: Path) -> Page:
    """Its charts lie in `folder`."""
    return sweep_page(document, results, folder)


def study_report(job: Job, document: Mapping[str, Any], folder: Path) -> Path:
    """Of a design of points, from its stored table."""
    return written(folder, lambda: page_of_study(job, document, folder, folder))


def page_of_study(job: Job, document: Mapping[str, Any], folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its table in `source`."""
    path = source / STUDY_TABLE
    cards = [str(card) for card in document["design"]["cards"]]
    try:
        table = pq.read_table(path, columns=[*COLUMNS, *cards])
    except (OSError, ValueError, KeyError) as error:
        raise WorkFailed(f"{path}: is damaged ({str(error).splitlines()[0]}); run the study again") from error
    points = _points(document["design"], cards, table, job.settings.replications)
    return study_page(job, points, table, document, folder)


def _points(design: Mapping[str, Any], cards: list[str], table: pa.Table, replications: int) -> Design:
    """The points out of the programmes: the first of each tells its cards."""
    firsts = table.select(cards).take(pa.array(range(0, table.num_rows, replications), pa.int64())).to_pylist()
    points = tuple({card: _value(card, row[card]) for card in cards} for row in firsts)
    return Design(str(design["kind"]), tuple(cards), points, left_out=int(design["left_out"]))


def _value(card: str, held: Any) -> Any:
    """A list stands in its cell as text."""
    return read_value(card, held) if isinstance(held, str) else held


def worlds_report(document: Mapping[str, Any], jobs: Mapping[str, Job], folder: Path) -> Path:
    """Of worlds drawn from the ranges of cards."""
    return written(folder, lambda: page_of_worlds(document, jobs, folder, folder))


def page_of_worlds(document: Mapping[str, Any], jobs: Mapping[str, Job], folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its programmes in `source`."""
    return worlds_page(document, jobs, folder, source)


def sensitivity_report(job: Job, document: Mapping[str, Any], folder: Path) -> Path:
    """Of which cards a result rests on."""
    return written(folder, lambda: page_of_sensitivity(job, document, folder, folder))


def page_of_sensitivity(job: Job, document: Mapping[str, Any], folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its programmes in `source`."""
    return sensitivity_page(job, document, folder, source)


def summary_of(folder: Path) -> dict[str, Any]:
    """The stored summary; empty where there is none, and InputError where it is damaged."""
    path = folder / SUMMARY_NAME
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{path} is damaged ({error}); run the same command again to write it anew") from error


def whole_summary(folder: Path) -> dict[str, Any]:
    """The stored summary of what cannot be told without one."""
    found = summary_of(folder)
    if not found:
        raise InputError(f"{folder}: its summary.json is missing; run the same command again to write it anew")
    return found


def damaged(folder: Path, error: Exception) -> InputError:
    """A summary that can be read and does not hold what it should."""
    return InputError(f"{folder}: its summary.json is damaged ({error}); run the same command again to write it anew")


def _asked(folder: Path) -> Mapping[str, Any] | None:
    """What precision= asked for, by which a result can be asked for again."""
    found = read_manifest(folder).get("asked") if MANIFEST_NAME in names_in(folder) else None
    return None if found is None else dict(found)
