"""`sim rerun report.html`: the scenarios that a page carries, run again, and whether the numbers are the same."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.analysis.designs import Design
from sim.analysis.measures import measure_named
from sim.composition import Job
from sim.composition.messages import explain, refuse
from sim.errors import InputError
from sim.folders import chosen, finish_comparison, write_results
from sim.montecarlo.files import names_in
from sim.montecarlo.manifest import MANIFEST_NAME
from sim.report.again import Again, digest_of, read_page
from sim.scenario import RunSettings
from sim.scenario.values import read_value
from sim.verbs import compare, report_worlds, sensitivity, study, uncertain, work
from sim.verbs.arguments import Arguments
from sim.verbs.own_words import OwnWords
from sim.verbs.report_sensitivity import SENSITIVITY
from sim.verbs.report_written import comparison_report, run_report, summary_of
from sim.verbs.run import simulated
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.sensitivity_methods import factors_asked, method_of, plan_of
from sim.verbs.uncertain_files import KIND as UNCERTAINTY
from sim.verbs.uncertain_plan import asked_again

SUFFIXES = (".html", ".htm")
STUDY, RUN, COMPARISON = "study", "run", "comparison"
MOST_SHOWN = 10
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]")

Digests = dict[str, str]


def is_report(path: Path) -> bool:
    """Whether a path is meant as a page; what is in it is looked at later."""
    return path.suffix.lower() in SUFFIXES and not path.is_dir()


def run(arguments: Arguments, path: Path, overrides: Sequence[str]) -> int:
    """Read, run, compare by digest, tell."""
    page = read_page(path)
    settings = dict(word.split("=", 1) for word in overrides)
    output = settings.pop("output", None)
    jobs = {name: _job(page, name, settings) for name in page.scenarios}
    target = chosen(output, _new_beside(path))
    if names_in(target):
        raise InputError(f"{target}: is not empty; sim rerun makes a new folder")
    with contextlib.redirect_stdout(io.StringIO()):
        found = _maker(page)(page, jobs, target, arguments)
    return _tell(arguments, page, target, found)


def _maker(page: Again) -> Callable[[Again, Mapping[str, Job], Path, Arguments], Digests]:
    if page.kind == UNCERTAINTY and "drawn" not in page.more:
        raise InputError(f"{page.path}: its table has too many worlds for a page; sim rerun takes its results folder")
    if page.kind == STUDY and "points" not in page.more["design"] and not page.more.get("recipe"):
        raise InputError(f"{page.path}: its table has too many points for a page; sim rerun takes its results folder")
    return {
        RUN: _one_again,
        COMPARISON: _compared_again,
        STUDY: _studied_again,
        SENSITIVITY: _analysed_again,
        UNCERTAINTY: _worlds_again,
    }.get(page.kind, _each_again)


def _job(page: Again, name: str, given: Mapping[str, str]) -> Job:
    """The scenario with its own luck; where it runs is the caller's choice."""
    scenario, settings = page.scenarios[name]
    values = {
        **settings.model_dump(),
        **{key: int(value) if value.isdecimal() else value for key, value in given.items()},
    }
    try:
        return Job(scenario, RunSettings.model_validate(values), (), 0, {})
    except ValidationError as error:
        raise refuse(explain(error, {})) from error


def _new_beside(path: Path) -> Path:
    """Beside the results folder that the page lies in, or beside the page where it lies alone."""
    home = path.resolve()
    inside = MANIFEST_NAME in names_in(home.parent)
    stem, around = (home.parent.name, path.parent.parent) if inside else (home.stem, path.parent)
    if inside and path.parent == Path():
        around = Path("..")
    named = (around / f"{stem}-rerun{number}" for number in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next(one for one in named if not one.exists())


def _one_again(_page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    ((name, job),) = jobs.items()
    results = simulated(job, target, arguments.quiet)
    write_results(results, target)
    run_report(results, target)
    return {name: digest_of(results.numbers)}


def _compared_again(_page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    began, settings = datetime.now(UTC), next(iter(jobs.values())).settings
    comparison = compare.simulated(jobs, settings, target, arguments.quiet)
    compare.write_all(comparison, target)
    finish_comparison(comparison, target, settings, began)
    comparison_report(comparison, target)
    return {name: digest_of(one.numbers) for name, one in comparison.results.items()}


def _each_again(_page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    """Jobs of a sweep and stored runs: each in a folder of its own, which sim compare runs= takes."""
    found = {}
    for number, (name, job) in enumerate(jobs.items()):
        plain = _UNSAFE.sub("_", name).lstrip(".")[:100] or "job"
        folder = target / plain
        if folder.exists():
            folder = target / f"{plain}-{number}"
        results = simulated(job, folder, arguments.quiet)
        found[name] = digest_of(results.numbers)
    return found


def _studied_again(page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    """The points are those of the page, or are laid out again where they are too many for one."""
    (job,) = jobs.values()
    design, own = page.more["design"], _words(page, "recipe")
    try:
        measures = [measure_named(str(name)) for name in page.more["measures"]]
        given = _points_of(design) if "points" in design else None
    except (TypeError, ValueError, KeyError) as error:
        raise _damaged(page, error) from error
    points = given or study.design_of(own, job.scenario, job.settings.seed)
    study.run_design(arguments._replace(verb=STUDY, words=()), job, points, measures, target, own.own)
    return {"points": digest_of(summary_of(target)["points"])}


def _words(page: Again, key: str) -> OwnWords:
    """Words of the verb that the page keeps."""
    try:
        return OwnWords({str(one): str(word) for one, word in page.more[key].items()}, ())
    except (AttributeError, KeyError) as error:
        raise _damaged(page, error) from error


def _damaged(page: Again, error: Exception) -> InputError:
    return InputError(f"{page.path}: its block of results is damaged ({error})")


def _points_of(design: Mapping[str, Any]) -> Design:
    cards = tuple(str(card) for card in design["cards"])
    points = tuple(
        {card: _value(card, held) for card, held in zip(cards, row, strict=True)} for row in design["points"]
    )
    return Design(str(design["kind"]), cards, points, left_out=int(design["left_out"]))


def _analysed_again(page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    """Its verb's own words say what varied, and over what."""
    (job,) = jobs.values()
    own = _words(page, "words")
    name, method = method_of(own)
    settings = job.settings
    plan = plan_of(own, method, job.scenario, factors_asked(own), settings.seed, settings.replications)
    sensitivity.run_plan(arguments._replace(verb=SENSITIVITY, words=()), job, name, plan, target)
    return {"cards": digest_of(summary_of(target)["rows"])}


def _worlds_again(page: Again, jobs: Mapping[str, Job], target: Path, arguments: Arguments) -> Digests:
    """The worlds are drawn again from the ranges, or are those of the table."""
    try:
        asked = asked_again(jobs, page.more["drawn"])
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise _damaged(page, error) from error
    uncertain.run_asked(arguments._replace(verb="compare", words=()), asked, target)
    return {"worlds": report_worlds.digest_of(summary_of(target))}


def _value(card: str, held: object) -> object:
    """JSON has no tuples, and a text may stand for a word or for a list."""
    if isinstance(held, list):
        return tuple(held)
    return read_value(card, held) if isinstance(held, str) else held


def _tell(arguments: Arguments, page: Again, target: Path, found: Digests) -> int:
    different = sorted(name for name in {*found, *page.digests} if found.get(name) != page.digests.get(name))
    same = bool(found) and not different
    status = work.DONE if same else work.FAILED
    if arguments.as_json:
        told = {"identical": same, "compared": sorted(found), "different": different}
        say_json({**told, "report": str(page.path), "rerun": str(target)})
    elif same:
        scenarios = "one scenario" if len(found) == 1 else f"{len(found)} scenarios"
        what = {STUDY: "all points", SENSITIVITY: "every card", UNCERTAINTY: "all worlds"}.get(page.kind, scenarios)
        say(heading(f"The numbers are the same: {what}, digit by digit."))
        say(paragraph(f"Told in {page.path}, run again in {target}.", "  "))
    else:
        note(f"sim: the numbers are NOT the same: {len(different)} of {len(found)} differ")
        for name in different[:MOST_SHOWN]:
            note(f"  {name}")
        note(f"  told in {page.path}, run again in {target}")
    return status
