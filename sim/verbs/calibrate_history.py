"""`sim calibrate history FILE`: which settings of the cards reproduce what a programme has been through, and go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.analysis.abc_calibration import Calibration, calibrate
from sim.analysis.abc_watch import Watch, watch_points
from sim.composition import Job, scenario_yaml
from sim.folders import CHARTS, SUMMARY_NAME, as_json, chosen, finish, save
from sim.montecarlo.points import Points
from sim.montecarlo.run import Interrupted
from sim.montecarlo.shard_files import parquet_bytes
from sim.montecarlo.store import SCENARIO_NAME
from sim.scenario import RunSettings
from sim.verbs import calibrate_document as documents
from sim.verbs import calibrate_tables, work
from sim.verbs.arguments import Arguments
from sim.verbs.calibrate_evidence import evidence_of
from sim.verbs.calibrate_pictures import draw
from sim.verbs.calibrate_plan import DEFAULT_FACTORS, KIND, Asked, asked_of, size_of, words_of
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.kept_points import KeptPoints, claimed
from sim.verbs.progress import Progress
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.study_numbers import csv_bytes

LABELS = {"history": "draws up to the history's end", "after": "kept ones from there on", "before": "all, to the end"}
FILES = {
    "charts/": "the history beside what was drawn, the cards that moved, the forecast (SVG, PNG, CSV)",
    "evidence.md": "in plain words: what was given, how well it fits, what moved, what the forecast says",
    "draws.parquet": "one row a draw: its cards, its distance from the history, its weight",
    "moved.csv": "each card before and after, and whether it moved farther than chance",
    "worlds.csv": "kept draws with equal weight, one a row: the worlds of another question",
    "fragment.yaml": "the cards that moved beyond chance, at their medians",
    "forecast.csv": "each number of the forecast, before and after, with its interval",
    "summary.json": "every number above",
    "scenario.yaml": "the scenario that was drawn around",
    "points/": "in history/, after/ and before/: the batches as they were finished",
}
WEIGHED_ONLY = ("moved.csv", "worlds.csv", "fragment.yaml", "forecast.csv")


class _Kept(KeptPoints):
    """Batches of watched programmes."""

    def __init__(self, folder: Path, settings: RunSettings, watch: Watch, *, label: str, quiet: bool) -> None:
        super().__init__(folder, settings, label=label, quiet=quiet)
        self._watch = watch

    def _computed(self, points: Points, number: int, batch: Points, before: int, progress: Progress) -> pa.Table:
        table = watch_points(
            batch,
            self._watch,
            executor=self._settings.executor,
            workers=self._settings.workers,
            progress=lambda done, _total: progress(before + done, points.programmes),
        )
        save(self._path(points, number), parquet_bytes(table))
        return table


def run(arguments: Arguments) -> int:
    """Simulate what is missing, weigh, save, show."""
    began = datetime.now(UTC)
    if arguments.shows_config:
        _, own = words_of(arguments)
        return show_config(arguments, [composed(arguments._replace(words=own.words))])
    asked = asked_of(arguments)
    folder = chosen(asked.settings.output, asked.default_folder)
    with claimed(folder, KIND, asked.identity):
        if not arguments.quiet:
            note(f"sim: {size_of(asked)}")

        def kept(label: str, points: Points, watch: Watch) -> pa.Table:
            return _Kept(folder / label, asked.settings, watch, label=LABELS[label], quiet=arguments.quiet)(points)

        try:
            found = calibrate(asked.plan, kept)
        except Interrupted as stopped:
            return _show_early(arguments, stopped, folder)
        except KeyboardInterrupt:
            note(f"sim: stopped between two steps; what is simulated is kept. To carry on: {arguments.command}")
            raise
        with work.said_when_interrupted(folder, arguments.command):
            document = _write(asked, found, folder)
            settings = asked.settings
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, KIND, asked.identity, more, began)
    return _show(arguments, asked, found, document, folder)


def _write(asked: Asked, found: Calibration, folder: Path) -> dict[str, Any]:
    """Every file of the folder; the summary last."""
    plan = asked.plan
    job = Job(plan.base, asked.settings, (), 0, {})
    save(folder / SCENARIO_NAME, scenario_yaml(job).encode())
    save(folder / "draws.parquet", parquet_bytes(documents.draws_table(found)))
    if found.after is not None:
        cards = [each.name for each in plan.factors]
        worlds = documents.world_rows(found)
        save(folder / "worlds.csv", csv_bytes(cards, worlds))
        for name, records in (
            ("moved.csv", documents.moved_records(found)),
            ("forecast.csv", documents.forecast_records(found)),
        ):
            save(folder / name, csv_bytes(list(records[0]), (record.values() for record in records)))
        save(folder / "fragment.yaml", documents.fragment(found).encode())
    document = documents.summary_of(asked, found)
    save(folder / "evidence.md", evidence_of(asked, found, document).encode())
    draw(asked, found, folder / CHARTS)
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def _show(arguments: Arguments, asked: Asked, found: Calibration, document: Mapping[str, Any], folder: Path) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(folder), "stopped_early": False})
        return work.DONE
    say(heading(calibrate_tables.title(asked)))
    say()
    for line in asked.assumed:
        say(paragraph(f"Assumed: {line}.", "  "))
    calibrate_tables.show(found)
    files = {name: what for name, what in FILES.items() if found.after is not None or name not in WEIGHED_ONLY}
    work.say_files(folder, files)
    say()
    work.say_next(_next(arguments, asked, found, folder))
    return work.DONE


def _next(arguments: Arguments, asked: Asked, found: Calibration, folder: Path) -> dict[str, str]:
    file = [word for word in arguments.words if "=" not in word]
    same = arguments._replace(words=asked.own.words)
    first = arguments._replace(words=(*file, *asked.own.words))
    own = [f"factors={asked.own.text('factors', '')}"] if asked.own.has("factors") else []
    draws = 4 * len(asked.plan.points.changes)
    more = {
        "four times as many draws": next_command(
            first, "calibrate", f"draws={draws}", *own, keep=("strategy", "replications")
        )
    }
    if found.after is None:
        return {**more, "where this strategy stands without the history": next_command(same, "run", keep=("strategy",))}
    clear = [one for one in found.moved if one.clear]
    changes = documents.overrides(clear)
    moved = {"the same strategy at what the history says": next_command(same, "run", *changes, keep=("strategy",))}
    card = (clear or found.moved)[0].factor.name
    return {
        **more,
        **(moved if changes else {}),
        "what to do, in the worlds that reproduce the history": next_command(
            same, "compare", "uncertainty=on", f"worlds={folder / 'worlds.csv'}"
        ),
        "which cards its payoff rests on": next_command(
            same, "sensitivity", f"factors=[{DEFAULT_FACTORS}]", "method=morris", keep=("strategy",)
        ),
        "what a card means": f"sim params {card}",
        "in plain words": f"cat {folder / 'evidence.md'}",
    }


def _show_early(arguments: Arguments, stopped: Interrupted, folder: Path) -> int:
    """Ctrl-C: part of the draws is no sample of the ranges, so nothing is told; the programmes are kept."""
    note(f"sim: {stopped}")
    note(f"sim: to carry on: {arguments.command}")
    if arguments.as_json:
        say_json({"kind": KIND, "stopped_early": True, "folder": str(folder), "carry_on": arguments.command})
    return work.INTERRUPTED
