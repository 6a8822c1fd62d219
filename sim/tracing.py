"""One programme, traced: every event, every ledger entry, every week, the story and the picture."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sim import story
from sim.composition import Job, scenario_yaml
from sim.dates import date_of
from sim.errors import InputError, WorkFailed
from sim.exporting import FOLDER, Exported, check_week, exported
from sim.folders import SUMMARY_NAME, as_json, begin, check_own, finish, save
from sim.montecarlo.failures import failure_of
from sim.montecarlo.manifest import identity_of
from sim.montecarlo.own import MEMORY_ONLY, Own
from sim.programme.columns import TABLES
from sim.programme.programme import begun
from sim.programme.report import record_of
from sim.scenario import RunSettings, Scenario

ENTRY_COLUMNS = ("week", "use_case", "category", "cents")
Row = dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """One programme's tables as rows by column name, with what can be told from them."""

    scenario: Scenario
    seed: int
    replication: int
    tables: dict[str, list[Row]]
    entries: list[tuple[float, int, str, int]]
    exported: Exported | None = None
    mechanism: str = ""

    @cached_property
    def story(self) -> story.Story:
        """What happened, in plain words; the title names a mechanism of one's own."""
        told = story.tell(self.scenario, self.seed, self.replication, self.tables)
        with_it = f"{told.title}, with a mechanism of one's own: {self.mechanism}"
        return replace(told, title=with_it) if self.mechanism else told

    @property
    def row(self) -> Row:
        """The programme's row in the table of replications."""
        return self.tables["replications"][0]

    def summary(self) -> dict[str, Any]:
        """The row, the story in short, and whose it is."""
        return {
            "schema_version": 1,
            "kind": "trace",
            "name": self.scenario.name,
            "label": self.scenario.label,
            "fingerprint": self.scenario.fingerprint(),
            "seed": self.seed,
            **({"mechanism": self.mechanism} if self.mechanism else {}),
            **self.row,
            "in_short": list(self.story.in_short),
            "end": [self.story.end, *self.story.causes, *self.story.account],
        }

    def write(self, folder: Path) -> list[Path]:
        """Story, events, entries, weeks and timeline; what is listed to the user."""
        if self.mechanism:
            raise InputError(f"{folder}: a programme with a mechanism of one's own {MEMORY_ONLY}")
        began = datetime.now(UTC)
        identity = self._identity()
        check_own(folder, identity)
        begin(folder, "trace", identity)
        files = {
            "story.txt": story.as_text(self.story).encode(),
            "story.md": story.as_markdown(self.story).encode(),
            "events.csv": self._table("events"),
            "entries.csv": _csv(ENTRY_COLUMNS, self.entries),
            "weekly.csv": self._table("weekly"),
            "workloads.csv": self._table("workloads"),
            "reviews.csv": self._table("reviews"),
            "scenario.yaml": self._scenario_yaml(),
            SUMMARY_NAME: as_json(self.summary()),
        }
        if self.exported is not None:
            files |= {f"{FOLDER}/{name}": content for name, content in self.exported.files().items()}
        written = [save(folder / name, content) for name, content in files.items()]
        drawn = self._draw(folder)
        whose = {"seed": self.seed, "replication": self.replication}
        if self.exported is not None:
            whose["export_week"] = self.exported.week
        finish(folder, "trace", identity, whose, began)
        return [*written[:2], *drawn, *written[2:]]

    def _table(self, name: str) -> bytes:
        """As a spreadsheet takes it; where a calendar is given, with the day beside the week."""
        header, rows = _header(name), self.tables[name]
        first = self.scenario.start.day
        if first is None:
            return _csv(header, (row.values() for row in rows))
        key = "week" if "week" in header else "live_week"
        return _csv(["date", *header], ([date_of(row[key], first).isoformat(), *row.values()] for row in rows))

    def _identity(self) -> dict[str, object]:
        return {**identity_of(self.scenario, self.seed), "replication": self.replication}

    def _scenario_yaml(self) -> bytes:
        settings = RunSettings(seed=self.seed)
        return scenario_yaml(Job(self.scenario, settings, (), self.replication, {})).encode()

    def _draw(self, folder: Path) -> list[Path]:
        from sim.pictures import write_timeline

        try:
            return write_timeline(self, folder)
        except OSError as error:
            raise WorkFailed(f"{folder}: the timeline cannot be written ({error.strerror or error})") from error


def trace_programme(
    scenario: Scenario, seed: int, replication: int, export_week: int | None = None, own: Own | None = None
) -> Trace:
    """Simulate one programme again, keeping every week and every ledger entry; WorkFailed where it breaks.

    With `export_week` its state at the end of that week is kept, too.
    """
    state = None
    if export_week is not None:
        check_week(export_week, scenario)
    try:
        programme = begun(scenario, seed, replication, traced=True, mechanism=own)
        if export_week is not None:
            programme.clock.stop_after(export_week)
            state = exported(programme, seed, replication)
        programme.finish()
        record = record_of(programme, replication)
    except InputError:
        raise
    except Exception as error:  # the one boundary where a programme's fault becomes a message
        if os.environ.get("SIM_DEBUG"):
            raise
        failure = failure_of(error, seed=seed, replication=replication)
        raise WorkFailed(f"{failure} (SIM_DEBUG=1 shows where)") from error
    tables = {name: _rows(name, record.tables.get(name, [])) for name in TABLES}
    entries = list(programme.ledger.entries or [])
    return Trace(scenario, seed, replication, tables, entries, state, own.name if own else "")


def _header(table: str) -> list[str]:
    return [column.name for column in TABLES[table]]


def _rows(table: str, rows: Iterable[tuple[object, ...]]) -> list[Row]:
    header = _header(table)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
