"""The folder of worlds: programmes with their cards, tables, charts and summary; the same beneath a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.study import RunPoints, with_cards
from sim.analysis.worlds import StrategyWorlds
from sim.charts.picture import Picture
from sim.composition import scenario_yaml
from sim.errors import WorkFailed
from sim.folders import CHARTS, SUMMARY_NAME, as_json, save, short_hash
from sim.montecarlo.points import POINT
from sim.montecarlo.shard_files import write_parts
from sim.montecarlo.store import SCENARIO_NAME
from sim.pictures import write_pictures
from sim.verbs import uncertain_document as documents
from sim.verbs.kept_points import KeptPoints
from sim.verbs.study_numbers import csv_bytes
from sim.verbs.uncertain_findings import Findings
from sim.verbs.uncertain_pictures import pictures_of, worlds_picture
from sim.verbs.uncertain_plan import Asked, drawn_of

SCHEMA_VERSION = 1
KIND = "uncertainty"
PROGRAMMES = "worlds.parquet"
_OF_MEASURES = ["outcome", "reached_target_week", "payoff_eur"]


def kept_of(asked: Asked, folder: Path, quiet: bool) -> dict[str, KeptPoints]:
    """A memory for each strategy, in a folder of its own beside its scenario."""
    found = {}
    for number, (name, job) in enumerate(asked.jobs.items(), start=1):
        save(folder / name / SCENARIO_NAME, scenario_yaml(job).encode())
        label = asked.labels[name]
        told = f"{label}, {number} of {len(asked.jobs)}" if len(asked.jobs) > 1 else label
        found[label] = KeptPoints(folder / name, asked.settings, label=told, quiet=quiet)
    return found


def write(asked: Asked, kept: Mapping[str, KeptPoints], found: Findings, folder: Path) -> dict[str, Any]:
    """Every file of the folder; the summary last."""
    names = asked.names
    tables = {
        "split.csv": documents.split_records(found, names),
        "differences.csv": documents.difference_records(found, names),
        "robust.csv": documents.robust_records(found, names),
        "information.csv": documents.information_records(found),
    }
    document = _document(asked, found, tables)
    write_parts(folder / PROGRAMMES, _programmes(asked, kept))
    for name, records in tables.items():
        if records:
            save(folder / name, csv_bytes(list(records[0]), (record.values() for record in records)))
        else:  # of other worlds, in the folder of a comparison
            (folder / name).unlink(missing_ok=True)
    try:
        write_pictures(drawn_from(asked, found), folder / CHARTS)
    except OSError as error:
        raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def drawn_from(asked: Asked, found: Findings) -> list[Picture]:
    """The charts of what was found."""
    first = next(iter(asked.jobs.values())).scenario
    return pictures_of(found, asked.target, short_hash(asked.identity), first.start.in_words())


def stored_worlds(asked: Asked, folder: Path) -> StrategyWorlds:
    """The worlds out of the table that `write` has left."""

    def read(name: str) -> RunPoints:
        return lambda points: _rows_of(folder / PROGRAMMES, name, points.programmes)

    return asked.plan.run({label: read(name) for label, name in asked.names.items()})


def _rows_of(path: Path, name: str, number: int) -> pa.Table:
    try:
        rows = pq.read_table(path, columns=_OF_MEASURES, filters=[("strategy", "=", name)])
    except (OSError, ValueError, KeyError) as error:
        raise WorkFailed(
            f"{path}: cannot be read ({str(error).splitlines()[0]}); run the same command again"
        ) from error
    if rows.num_rows != number:
        raise WorkFailed(
            f"{path}: holds {rows.num_rows:,} programmes of {name}, not {number:,}; run the same command again"
        )
    return rows


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
        "drawn": drawn_of(plan),
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


def _programmes(asked: Asked, kept: Mapping[str, KeptPoints]) -> Iterator[pa.Table]:
    """One strategy after the other, so that no more than one lies in memory."""
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
