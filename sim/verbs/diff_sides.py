"""The two sides of `sim diff`: what a results folder or a page says of its scenarios, their luck and their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import stored
from sim.composition import load_scenario_file
from sim.errors import InputError
from sim.montecarlo.store import SCENARIO_NAME
from sim.report.again import digest_of, headlines, read_page
from sim.results import Results
from sim.scenario import Scenario
from sim.verbs import report_worlds
from sim.verbs.report_sensitivity import SENSITIVITY, design_of
from sim.verbs.report_written import damaged, whole_summary
from sim.verbs.rerun_report import STUDY, is_report
from sim.verbs.stored_runs import STORED_COMPARISON, SWEEP, open_runs
from sim.verbs.sweep_jobs import DONE
from sim.verbs.uncertain_files import KIND as UNCERTAINTY

_IN_WORDS = {STORED_COMPARISON: stored.COMPARISON}
OVER_POINTS = {STUDY: "points", SENSITIVITY: "cards", UNCERTAINTY: "worlds"}
"""Kinds whose programmes belong to points, so that what they come to is compared as a whole; by what its digest is."""
KNOWN = (stored.RUN, stored.COMPARISON, SWEEP, *OVER_POINTS)


@dataclass(frozen=True)
class One:
    """One scenario of one side. `headlines` are value, low and high by quantity; `results` where the rows are there."""

    scenario: Scenario
    seed: int
    replications: int
    headlines: Mapping[str, tuple[float, float | None, float | None]]
    digest: str
    results: Results | None = None


@dataclass(frozen=True)
class Side:
    """A folder or a page. With a design come the digest of what its points come to, and its answer in a sentence."""

    path: Path
    kind: str
    ones: Mapping[str, One]
    design: Any = None
    digest: str = ""
    finding: str = ""


def side_of(path: Path) -> Side:
    """What is at that path; InputError where it is neither results nor a page."""
    if is_report(path):
        return _of_page(path)
    kind = stored.kind_of(path)
    shown = _IN_WORDS.get(kind, kind)
    if shown not in KNOWN:
        raise InputError(
            f"{path}: holds {stored.in_words(kind)}; sim diff takes results of sim run, compare, sweep, study and "
            "sensitivity"
        )
    if kind in OVER_POINTS:
        return _over_points(path, kind)
    return Side(path, shown, {name: _one(one) for name, one in _results(path, kind).items()})


def _of_page(path: Path) -> Side:
    page = read_page(path)
    kind = _IN_WORDS.get(page.kind, page.kind)
    if kind not in KNOWN:
        raise InputError(
            f"{path}: is of {stored.in_words(page.kind)}; sim diff takes runs, comparisons, sweeps, studies and "
            "sensitivity analyses"
        )
    told = page.more.get("headlines", {})
    try:
        ones = {
            name: One(scenario, settings.seed, int(page.more["scenarios"][name]["replications"]),
                      {key: _three(value) for key, value in told.get(name, {}).items()}, page.digests.get(name, ""))
            for name, (scenario, settings) in page.scenarios.items()
        }  # fmt: skip
        if kind not in OVER_POINTS:
            return Side(path, kind, ones)
        design = dict(page.more["design"])
        design |= {} if kind == STUDY else {"ranges": dict(design["ranges"])}
        return Side(path, kind, ones, design, page.digests[OVER_POINTS[kind]], str(page.more["finding"]))
    except (TypeError, ValueError, KeyError) as error:
        raise InputError(f"{path}: its block of results is damaged ({error})") from error


def _three(value: Any) -> tuple[float, float | None, float | None]:
    estimate, low, high = value
    return float(estimate), None if low is None else float(low), None if high is None else float(high)


def _over_points(path: Path, kind: str) -> Side:
    """A study, a sensitivity analysis or a result over worlds."""
    stored.manifest_of(path)
    document = whole_summary(path)
    try:
        parts = (
            [f"{name}/{SCENARIO_NAME}" for name in document["strategies"]] if kind == UNCERTAINTY else [SCENARIO_NAME]
        )
        jobs = [load_scenario_file(path / part) for part in parts]
        ones = {
            job.scenario.name: One(job.scenario, job.settings.seed, job.settings.replications, {}, "") for job in jobs
        }
        if kind == UNCERTAINTY:
            design, digest = report_worlds.design_of(document), report_worlds.digest_of(document)
        elif kind == SENSITIVITY:
            design, digest = design_of(document), digest_of(document["rows"])
        else:
            cards, numbers = document["design"]["cards"], document["points"]
            design = {**document["design"], "points": [[row[card] for card in cards] for row in numbers]}
            digest = digest_of(numbers)
        return Side(path, kind, ones, design, digest, str(document["finding"]))
    except (TypeError, KeyError) as error:
        raise damaged(path, error) from error


def _results(path: Path, kind: str) -> Mapping[str, Results]:
    if kind == stored.RUN:
        results = stored.open_run(path)
        return {results.scenario.name: results}
    if kind == stored.COMPARISON:
        return stored.open_comparison(path).results
    manifest = stored.manifest_of(path)
    if manifest.get("state") != "complete":
        raise InputError(f"{path}: was not finished; run the same command again to complete it")
    if kind == SWEEP:
        return {name: stored.open_run(path / name) for name, state in manifest["jobs"].items() if state == DONE}
    return open_runs(list(manifest["runs"].values()))


def _one(results: Results) -> One:
    numbers = results.numbers
    found = {key: _three(value) for key, value in headlines(numbers).items()}
    return One(results.scenario, results.seed, results.replications, found, digest_of(numbers), results)
