"""What `run`, `compare` and `rerun` share: a live answer while it runs, whole shards after Ctrl-C, failures, files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.charts.words import count, percent
from sim.errors import WorkFailed
from sim.montecarlo.failures import Failure
from sim.montecarlo.shards import shards_of
from sim.montecarlo.store import RunStore
from sim.montecarlo.tables import RunTables
from sim.results import Results
from sim.verbs.screen import heading, note, paragraph, say

if TYPE_CHECKING:
    from sim.composition import Job
    from sim.verbs.arguments import Arguments

FAILURES_SHOWN = 5
INTERRUPTED, FAILED, DONE = 130, 1, 0

# A home that cannot be written costs matplotlib its cache of fonts, and is nothing that the user can act on.
logging.getLogger("matplotlib").setLevel(logging.ERROR)


class Answer:
    """The answer so far, from the shards that are finished: cheap, because each is read once."""

    def __init__(self, folder: Path, replications: int) -> None:
        self._store = RunStore(folder)
        self._waiting = shards_of(replications)
        self._total = self._standing = self._reached = 0

    def __call__(self) -> str:
        try:
            self._read_on()
        except WorkFailed:  # a damaged shard of an earlier run: it is about to be computed again
            return ""
        if not self._total:
            return ""
        standing, reached = percent(self._standing / self._total), percent(self._reached / self._total)
        return f"{standing} standing, {reached} at the target"

    def _read_on(self) -> None:
        while self._waiting and (self._store.folder / self._waiting[0].file_name("replications")).exists():
            rows = self._store.read(self._waiting[0], "replications", ["outcome", "reached_target_week"])
            del self._waiting[0]
            self._total += rows.num_rows
            self._standing += rows.column("outcome").to_pylist().count("censored")
            self._reached += rows.num_rows - rows.column("reached_target_week").null_count


def finished_part(job: Job, folder: Path, replications: int) -> Results | None:
    """What an interrupted run of so many left that can be read: whole shards from the first on. None without any."""
    store = RunStore(folder)
    missing = store.missing(replications)
    whole = missing[0].start if missing else replications
    return Results(job.scenario, job.settings.seed, RunTables(store, whole), folder) if whole else None


@contextmanager
def said_when_interrupted(folder: Path, command: str) -> Iterator[None]:
    """Ctrl-C after the last replication: the results are there, the pictures not all."""
    try:
        yield
    except KeyboardInterrupt:
        note(f"sim: stopped while the charts were drawn; all results are in {folder}. To go on: {command}")
        raise


def stopped_early(arguments: Arguments, done: int, total: int) -> None:
    """The heading of a table that is not what was asked for."""
    say(heading(f"STOPPED EARLY: {count(done)} of {count(total)} programmes, from whole finished shards"))
    say(paragraph(f"To carry on where it stopped: {arguments.command}"))
    say()


def say_failures(failures: Sequence[Failure], trace_command: Callable[[Failure], str]) -> int:
    """Report broken replications on stderr with the way to each; the exit status."""
    if not failures:
        return DONE
    note(f"sim: {count(len(failures))} replications failed; everything else is saved")
    for failure in failures[:FAILURES_SHOWN]:
        note(f"  {failure}")
        note(f"    look into it: {trace_command(failure)}")
    if len(failures) > FAILURES_SHOWN:
        note(f"  and {count(len(failures) - FAILURES_SHOWN)} more, in the failures-*.json files")
    return FAILED


def say_files(folder: Path, found: Mapping[str, str]) -> None:
    """Where the files are."""
    say(heading(f"Files in {folder}"))
    for name, what in found.items():
        say(paragraph(f"{name}: {what}", "  "))


def say_next(commands: Mapping[str, str]) -> None:
    """What to try next: commands that can be typed as they stand, so they are never folded."""
    say(heading("What to try next"))
    for what, command in commands.items():
        say(paragraph(what, "  "))
        say(f"    {command}")


def document(summary: Mapping[str, Any], folder: Path, failures: Sequence[Failure], early: bool) -> dict[str, Any]:
    """The one JSON document of a run or a comparison."""
    told = [{"seed": one.seed, "replication": one.replication, "message": str(one)} for one in failures]
    return {**summary, "folder": str(folder), "stopped_early": early, "failed": told}
