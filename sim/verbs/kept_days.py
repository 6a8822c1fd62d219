"""Simulated days in a folder: each kept as soon as it is there, so that Ctrl-C loses little."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sim.composition.stack import ServeSettings
from sim.folders import save
from sim.montecarlo.files import names_in
from sim.scenario.serving import Stack
from sim.served import simulate_days
from sim.serving.kept import as_document, from_document
from sim.serving.outcome import Day
from sim.verbs.progress import Progress
from sim.verbs.screen import note

ONLY = "day"
"""The name of the days of a stack that has no variants."""


class KeptDays:
    """Days of several stacks; the folder's identity says that what lies there belongs to these stacks and this luck."""

    def __init__(self, folder: Path, settings: ServeSettings, *, label: str, quiet: bool) -> None:
        self._folder, self._settings, self._label, self._quiet = folder, settings, label, quiet

    def __call__(self, stacks: Mapping[str, Stack], replications: int) -> dict[str, tuple[Day, ...]]:
        """Simulate what is missing."""
        total = replications * len(stacks)
        with Progress(total, quiet=self._quiet) as progress:
            progress.part(self._label)
            return simulate_days(
                stacks,
                self._settings.seed,
                replications,
                executor=self._settings.executor if total > 1 else "inline",
                workers=self._settings.workers,
                progress=progress,
                known=self._known(stacks, replications),
                keep=self._keep,
            )

    def _path(self, name: str, replication: int) -> Path:
        return self._folder / f"{name or ONLY}-{replication}.json"

    def _keep(self, name: str, day: Day) -> None:
        save(self._path(name, day.replication), json.dumps(as_document(day), allow_nan=False).encode())

    def _known(self, stacks: Mapping[str, Stack], replications: int) -> dict[tuple[str, int], Day]:
        """What is there and whole."""
        there, found = names_in(self._folder), {}
        for name in stacks:
            for number in range(replications):
                path = self._path(name, number)
                if path.name in there:
                    try:
                        found[name, number] = from_document(json.loads(path.read_bytes()))
                    except (KeyError, TypeError, ValueError):
                        note(f"sim: {path}: is damaged; that day is simulated again")
        return found


def finished(folder: Path) -> int:
    """How many days lie there."""
    return sum(1 for path in folder.rglob("*.json"))
