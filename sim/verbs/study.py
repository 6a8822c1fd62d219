"""`sim study`: many points of the space of cards, each simulated in the same futures, in one tidy table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.designs import (
    DEFAULT_LEVELS,
    Design,
    full_factorial,
    latin_hypercube,
    sobol_sequence,
    without_impossible,
)
from sim.analysis.factors import by_groups
from sim.analysis.measures import Measure, measure_named
from sim.analysis.point_table import read_points
from sim.analysis.study import MEASURES, Study, run_study
from sim.composition import Job, scenario_yaml
from sim.errors import InputError
from sim.folders import OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash
from sim.montecarlo.manifest import identity_of
from sim.montecarlo.points import points_of
from sim.montecarlo.run import Interrupted
from sim.montecarlo.shard_files import parquet_bytes
from sim.montecarlo.store import SCENARIO_NAME
from sim.scenario import Scenario
from sim.verbs import study_numbers, work
from sim.verbs.arguments import Arguments
from sim.verbs.catalogue import DESIGNS, STUDY_KEYS
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.kept_points import KeptPoints, claimed
from sim.verbs.own_words import OwnWords, own_words, with_default
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import study_report
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.study_saved import placed_in_its_file
from sim.verbs.study_size import announced

KEYS = STUDY_KEYS
REPLICATIONS = 100
POINTS = 64
RECIPE = ("design", "factors", "points", "steps")
SCHEMA_VERSION = 1
FILES = {
    "study.parquet": "one row a programme: its point, the point's cards, and all that sim run stores of a programme",
    "summary.csv": "one row a point: its cards, and each measure with its interval",
    "points.csv": "the points alone; table=FILE runs them again, in this or another scenario",
    "summary.json": "design, measures and every number above",
    "scenario.yaml": "the scenario that the points change",
    "points/": "the batches as they were finished; the same command carries on from them",
}


def run(arguments: Arguments) -> int:
    """Lay out the points, simulate what is missing, save, show."""
    with placed_in_its_file(arguments):
        own = own_words(arguments, KEYS, saved=True)
        words = with_default(own.words, "replications", REPLICATIONS)
        job = composed(arguments._replace(words=words))
        if arguments.shows_config:
            return show_config(arguments, [job])
        measures = measures_of(own)
        design = design_of(own, job.scenario, job.settings.seed)
    for each in design.notes:
        note(f"sim: {each}")
    folder = chosen(job.settings.output, study_folder(own.name, job, design))
    return run_design(arguments, job, design, measures, folder, recipe_of(own))


def recipe_of(own: OwnWords) -> dict[str, str]:
    """The words from which the points can be laid out again; none where a table holds them."""
    return {} if own.has("table") else {key: own.text(key, "") for key in RECIPE if own.has(key)}


def measures_of(own: OwnWords) -> tuple[Measure, ...]:
    """What is summed up for each point."""
    names = own.items("measures", MEASURES)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"measures: '{twice}' is listed twice")
    return tuple(measure_named(name) for name in names)


def design_of(own: OwnWords, base: Scenario, seed: int) -> Design:
    """The points, from the words; a key that the design would ignore is refused."""
    kind = own.choice("design", "table" if own.has("table") else "factorial", DESIGNS)
    if kind == "table":
        own.refuse({key: "a design over ranges, not to a table of points" for key in ("factors", "points", "steps")})
        if not own.has("table"):
            raise InputError("table: which file holds the points? Give table=FILE.csv; its first line names cards")
        return read_points(own.text("table", ""), base)
    own.refuse({"table": f"design=table, not to design={kind}"})
    design = _over_ranges(own, kind, seed)
    return without_impossible(design, base) if by_groups(own.factor_words()) else design


def _over_ranges(own: OwnWords, kind: str, seed: int) -> Design:
    if kind == "factorial":
        own.refuse({"points": "design=latin and design=sobol (a full factorial takes steps=)"})
        return full_factorial(own.factors(), steps=own.whole("steps", DEFAULT_LEVELS))
    own.refuse({"steps": f"design=factorial (design={kind} takes points=)"})
    make = latin_hypercube if kind == "latin" else sobol_sequence
    return make(own.factors(), points=own.whole("points", POINTS), seed=seed)


def study_folder(name: str, job: Job, design: Design) -> Path:
    """Where a study's results go unless the user says otherwise."""
    return OUTPUTS / f"study-{name or job.scenario.name}-{short_hash(_identity(job, design))}"


def _identity(job: Job, design: Design) -> dict[str, object]:
    return {
        **identity_of(job.scenario, job.settings.seed),
        "replications": job.settings.replications,
        "study_cards": list(design.cards),
        "study_points": short_hash([[repr(point[card]) for card in design.cards] for point in design.points]),
    }


def run_design(
    arguments: Arguments,
    job: Job,
    design: Design,
    measures: Sequence[Measure],
    folder: Path,
    recipe: Mapping[str, str],
) -> int:
    """Simulate what is missing of a design, save, show."""
    began, identity, settings = datetime.now(UTC), _identity(job, design), job.settings
    checked = points_of(job.scenario, design.points, seed=settings.seed, replications=settings.replications)
    with claimed(folder, "study", identity):
        save(folder / SCENARIO_NAME, scenario_yaml(job).encode())
        save(folder / "points.csv", study_numbers.points_csv(design))
        kept = KeptPoints(folder, settings, label=f"{len(checked.changes):,} points", quiet=arguments.quiet)
        try:
            simulate = announced(kept, quiet=arguments.quiet)
            study = run_study(
                job.scenario, design, seed=settings.seed, replications=settings.replications, run=simulate
            )
        except Interrupted as stopped:
            return _show_early(arguments, job, design, measures, kept, stopped, folder)
        with work.said_when_interrupted(folder, arguments.command):
            document = _write(job, study, measures, folder, recipe)
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, "study", identity, more, began)
            study_report(job, document, folder)
    return _show(arguments, study, measures, document, folder)


def _write(
    job: Job, study: Study, measures: Sequence[Measure], folder: Path, recipe: Mapping[str, str]
) -> dict[str, Any]:
    """What the programmes come to; the summary last."""
    summary = study.summary([measure.name for measure in measures])
    rows = summary.to_pylist()
    document = document_of(job, study, measures, rows, recipe)
    save(folder / "summary.csv", study_numbers.csv_bytes(summary.column_names, (row.values() for row in rows)))
    save(folder / "study.parquet", parquet_bytes(study.table).to_pybytes())
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def document_of(
    job: Job, study: Study, measures: Sequence[Measure], rows: Sequence[Mapping[str, Any]], recipe: Mapping[str, str]
) -> dict[str, Any]:
    """The content of summary.json."""
    design = study.design
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "study",
        **head_of(job),
        "finding": study_numbers.finding(study, rows, measures[0]),
        "design": _design(design),
        "recipe": dict(recipe),
        "measures": [{"name": one.name, "unit": one.unit, "meaning": one.meaning} for one in measures],
        "points": list(rows),
    }


def _design(design: Design) -> dict[str, Any]:
    points = {"points": len(design.points), "left_out": design.left_out}
    return {"kind": design.kind, "cards": list(design.cards), **points}


def head_of(job: Job) -> dict[str, Any]:
    """Whose numbers these are, with which luck, by which version."""
    return {
        "name": job.scenario.name,
        "label": job.scenario.label,
        "fingerprint": job.scenario.fingerprint(),
        "seed": job.settings.seed,
        "replications": job.settings.replications,
        "version": __version__,
    }


def _show(
    arguments: Arguments, study: Study, measures: Sequence[Measure], document: Mapping[str, Any], folder: Path
) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(folder), "stopped_early": False})
        return work.DONE
    _show_table(document["label"], study, measures, document["points"])
    say(paragraph(f"{document['finding']}."))
    say()
    work.say_files(folder, {**FILES, **REPORT})
    say()
    work.say_next(_next(arguments, study))
    return work.DONE


def _next(arguments: Arguments, study: Study) -> dict[str, str]:
    own = own_words(arguments, KEYS, saved=True)
    cards = own.text("factors", f"[{','.join(study.design.cards)}]")
    same = arguments._replace(words=own.words)
    return {
        "which of these cards matters most": next_command(same, "sensitivity", f"factors={cards}", keep=("strategy",)),
        "what a card means": f"sim params {study.design.cards[0]}",
    }


def _show_table(label: str, study: Study, measures: Sequence[Measure], rows: Sequence[Mapping[str, Any]]) -> None:
    design = study.design
    points, futures = len(design.points), study.replications
    none = f" ({design.left_out:,} more are no programme)" if design.left_out else ""
    say(heading(f"{label}: {design.kind} of {points:,} points{none}, {futures:,} programmes each (seed {study.seed})"))
    say()
    for line in study_numbers.show(study, rows, measures):
        say(line)
    say()


def _show_early(
    arguments: Arguments,
    job: Job,
    design: Design,
    measures: Sequence[Measure],
    kept: KeptPoints,
    stopped: Interrupted,
    folder: Path,
) -> int:
    """Ctrl-C: the points that are finished, and how to carry on."""
    settings = job.settings
    note(f"sim: {stopped}")
    points = points_of(job.scenario, design.points, seed=settings.seed, replications=settings.replications)
    found = kept.finished(points)
    part = None
    if found is not None:
        whole, read = found
        first = Design(design.kind, design.cards, design.points[: len(whole.changes)])
        part = run_study(job.scenario, first, seed=settings.seed, replications=settings.replications, run=read)
    if arguments.as_json:
        say_json(
            {
                "kind": "study",
                "points": [] if part is None else part.summary([one.name for one in measures]).to_pylist(),
                "stopped_early": True,
                "folder": str(folder),
                "carry_on": arguments.command,
            }
        )
    elif part is None:
        note(f"sim: to carry on: {arguments.command}")
    else:
        work.stopped_early(arguments, stopped.done, stopped.total)
        _show_table(job.scenario.label, part, measures, part.summary([one.name for one in measures]).to_pylist())
    return work.INTERRUPTED
