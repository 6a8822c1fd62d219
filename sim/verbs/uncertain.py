"""`uncertainty=on`: what is not known about the cards beside luck, for one strategy or several in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.study import with_cards
from sim.composition import scenario_yaml
from sim.errors import WorkFailed
from sim.folders import (
    CHARTS,
    SUMMARY_NAME,
    as_json,
    chosen,
    finish,
    save,
    short_hash,
)
from sim.montecarlo.points import POINT
from sim.montecarlo.run import Interrupted
from sim.montecarlo.shard_files import parquet_options
from sim.montecarlo.store import SCENARIO_NAME
from sim.verbs import uncertain_document as documents
from sim.verbs import uncertain_tables, work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import next_command, show_config
from sim.verbs.kept_points import KeptPoints, claimed
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.study_numbers import csv_bytes
from sim.verbs.uncertain_findings import Findings, findings_of
from sim.verbs.uncertain_pictures import draw, worlds_picture
from sim.verbs.uncertain_plan import DEFAULT_FACTORS, Asked, asked_of, jobs_of, size_of
from sim.verbs.uncertain_words import own_of

SCHEMA_VERSION = 1
KIND = "uncertainty"
FILES = {
    "charts/": "expectations and spread, cards and luck, differences, what is worth knowing (SVG, PNG, CSV)",
    "worlds.parquet": "one row a programme: strategy, world, the world's cards, and all that sim run stores of it",
    "split.csv": "each strategy's expected values, spread between worlds, variance from cards and luck",
    "differences.csv": "the same of every paired difference, and in how many worlds which strategy is better",
    "robust.csv": "what each strategy scores by each rule of choice, and which one the rule picks",
    "information.csv": "what knowing each card would be worth, with its interval and the noise floor",
    "summary.json": "every number above, the regions, the ranges",
    "STRATEGY/": "each strategy's scenario.yaml and, in points/, the batches as they were finished",
}
OF_ONE = "expectation and spread, cards and luck (SVG, PNG, CSV)"
OF_SEVERAL = ("differences.csv", "robust.csv", "information.csv")


def run(arguments: Arguments) -> int:
    """Simulate what is missing, save, show."""
    began = datetime.now(UTC)
    jobs = jobs_of(arguments)
    if arguments.shows_config:
        return show_config(arguments, list(jobs.values()))
    asked = asked_of(arguments, jobs)
    folder = chosen(asked.settings.output, asked.default_folder)
    with claimed(folder, KIND, asked.identity):
        kept = _kept(asked, folder, arguments.quiet)
        if not arguments.quiet:
            note(f"sim: {size_of(asked)}")
        try:
            worlds = asked.plan.run(kept)
        except Interrupted as stopped:
            return _show_early(arguments, stopped, folder)
        with work.said_when_interrupted(folder, arguments.command):
            found = findings_of(worlds)
            document = _write(asked, kept, found, folder)
            settings = asked.settings
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, KIND, asked.identity, more, began)
    return _show(arguments, asked, found, document, folder)


def _kept(asked: Asked, folder: Path, quiet: bool) -> dict[str, KeptPoints]:
    """A memory for each strategy, in a folder of its own beside its scenario."""
    found = {}
    for number, (name, job) in enumerate(asked.jobs.items(), start=1):
        save(folder / name / SCENARIO_NAME, scenario_yaml(job).encode())
        label = asked.labels[name]
        told = f"{label}, {number} of {len(asked.jobs)}" if len(asked.jobs) > 1 else label
        found[label] = KeptPoints(folder / name, asked.settings, label=told, quiet=quiet)
    return found


def _write(asked: Asked, kept: Mapping[str, KeptPoints], found: Findings, folder: Path) -> dict[str, Any]:
    """Every file of the folder; the summary last."""
    names = asked.names
    tables = {
        "split.csv": documents.split_records(found, names),
        "differences.csv": documents.difference_records(found, names),
        "robust.csv": documents.robust_records(found, names),
        "information.csv": documents.information_records(found),
    }
    document = _document(asked, found, tables)
    _write_programmes(folder / "worlds.parquet", asked, kept)
    for name, records in tables.items():
        if records:
            save(folder / name, csv_bytes(list(records[0]), (record.values() for record in records)))
    first = next(iter(asked.jobs.values())).scenario
    draw(found, asked.target, short_hash(asked.identity), first.start.in_words(), folder / CHARTS)
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def _document(asked: Asked, found: Findings, tables: Mapping[str, Sequence[documents.Record]]) -> dict[str, Any]:
    """The content of summary.json."""
    plan, names = asked.plan, asked.names
    choice = found.choice
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": KIND,
        "finding": worlds_picture(found, asked.target).title,
        "seed": asked.settings.seed,
        "version": __version__,
        "worlds": len(plan.design.points),
        "replications": asked.settings.replications,
        "programmes": plan.programmes,
        "target": asked.target,
        "strategies": {
            name: {"label": asked.labels[name], "fingerprint": job.scenario.fingerprint()}
            for name, job in asked.jobs.items()
        },
        "ranges": {each.name: each.told() for each in plan.factors},
        "split": tables["split.csv"],
        "differences": tables["differences.csv"],
        "choice": None
        if choice is None
        else {
            "sentence": choice.sentence,
            "agreed": [names[one] for one in choice.agreed],
            "rules": tables["robust.csv"],
        },
        "information": None if found.information is None else tables["information.csv"],
        "failing": documents.region_records(found.failing, names),
        "pays_more_than_the_best": documents.region_records(found.flips, names),
        "untold": dict(found.untold),
    }


def _write_programmes(path: Path, asked: Asked, kept: Mapping[str, KeptPoints]) -> None:
    """One strategy after the other, so that no more than one lies in memory."""
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        writer: pq.ParquetWriter | None = None
        for table in _programmes(asked, kept):
            writer = writer or pq.ParquetWriter(unfinished, table.schema, **parquet_options(table.schema))
            writer.write_table(table, row_group_size=max(1, table.num_rows))
        if writer is not None:
            writer.close()
        unfinished.replace(path)
    except OSError as error:
        raise WorkFailed(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _programmes(asked: Asked, kept: Mapping[str, KeptPoints]) -> Iterator[pa.Table]:
    strategy = pa.field("strategy", pa.string(), metadata={"unit": "", "meaning": "Name of the strategy."})
    world = pa.field("world", pa.int32(), metadata={"unit": "", "meaning": "Number of the world, from 0."})
    for label, points in asked.plan.points.items():
        found = kept[label].finished(points)
        if found is None:
            raise WorkFailed(f"{asked.names[label]}: finished batches are gone; the same command computes them again")
        table = with_cards(asked.plan.design, found[1](points))
        place = table.column_names.index(POINT)
        table = table.set_column(place, world, table.column(POINT))
        yield table.add_column(0, strategy, pa.array([asked.names[label]] * table.num_rows))


def _show(arguments: Arguments, asked: Asked, found: Findings, document: Mapping[str, Any], folder: Path) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(folder), "stopped_early": False})
        return work.DONE
    say(heading(uncertain_tables.title(found)))
    say()
    uncertain_tables.show(found, asked.target)
    say(paragraph(f"{document['finding']}."))
    say()
    several = len(asked.jobs) > 1
    missing = {name for name in OF_SEVERAL if not several} | ({"information.csv"} if not found.information else set())
    files = {**FILES, **({} if several else {"charts/": OF_ONE})}
    work.say_files(folder, {name: what for name, what in files.items() if name not in missing})
    say()
    work.say_next(_next(arguments, asked, found))
    return work.DONE


def _next(arguments: Arguments, asked: Asked, found: Findings) -> dict[str, str]:
    own = own_of(arguments)
    same = arguments._replace(words=own.words)
    factors = f"factors={own.text('factors', DEFAULT_FACTORS)}"
    clear = [one.card for one in found.information or () if one.clear]
    card = clear[0] if clear else found.worlds.factors[0].name
    best = [] if arguments.verb == "run" else [f"strategy={asked.names[found.best]}"]
    more = [f"worlds={4 * len(asked.plan.design.points)}", "uncertainty=on"]
    keep = ("strategy", "strategies", "replications")
    scenario = same._replace(words=tuple(word for word in own.words if not word.startswith("strategies=")))
    return {
        "four times as many worlds, for intervals half as wide": next_command(
            same, arguments.verb, *more, *([factors] if own.has("factors") else []), keep=keep
        ),
        "which of these cards the best one's payoff rests on": next_command(
            scenario, "sensitivity", *best, factors, "method=morris", keep=("strategy",)
        ),
        "luck alone, with the cards as they are": next_command(same, arguments.verb, keep=keep[:2]),
        "what a card means": f"sim params {card}",
    }


def _show_early(arguments: Arguments, stopped: Interrupted, folder: Path) -> int:
    """Ctrl-C: part of a Latin hypercube is no sample of the worlds, so nothing is told; the programmes are kept."""
    note(f"sim: {stopped}")
    note(f"sim: to carry on: {arguments.command}")
    if arguments.as_json:
        say_json({"kind": KIND, "stopped_early": True, "folder": str(folder), "carry_on": arguments.command})
    return work.INTERRUPTED
