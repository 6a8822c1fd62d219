"""Results that are as precise as asked for: a run or a comparison that grows in its folder until they are.

Each look is a plain run with more programmes than the one before: what is there is read, what is missing is computed.
So whatever stops it leaves a plain run behind, and what was stored before changes nothing but the time it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.analysis.precision import Look, Reached, goal_of, look_at_pairs, look_at_run, until_enough
from sim.folders import remember_precision
from sim.montecarlo.run import Interrupted
from sim.results import Comparison, Results
from sim.scenario import RunSettings

Watch = Callable[[Look, int | None], None]
"""Hears of each look and how many programmes are looked at next, None after the last."""


@dataclass(frozen=True, eq=False)
class PreciseResults(Results):
    """Results, and how precise they are."""

    precision: Reached = field(kw_only=True)

    def summary(self) -> dict[str, Any]:
        """The content of summary.json: that of a plain run of as many programmes, and how precise it is."""
        return {**super().summary(), "precision": self.precision.document()}


@dataclass(frozen=True, eq=False)
class PreciseComparison(Comparison):
    """A comparison, and how precise its differences are."""

    precision: Reached = field(kw_only=True)

    def summary(self) -> dict[str, Any]:
        """The content of summary.json, as of a plain comparison."""
        return {**super().summary(), "precision": self.precision.document()}


def _nobody(_look: Look, _following: int | None) -> None:
    pass


def run_precisely(
    settings: RunSettings, look: Callable[[RunSettings], Results], watch: Watch = _nobody
) -> Results | PreciseResults:
    """Call `look` with settings of plain runs until precision is reached; just once where none is asked for."""
    goal = goal_of(settings, compared=False)
    if goal is None:
        return look(settings)
    found: list[Results] = []

    def seen(replications: int) -> Look:
        found[:] = [look(plain(settings, replications))]
        with _told_when_interrupted(found[0].folder, replications):
            return look_at_run(found[0].tables, goal, replications)

    reached = until_enough(goal, seen, watch)
    (last,) = found
    if last.folder is not None:
        remember_precision(last.folder, settings)
    carried = (last.scenario, last.seed, last.tables, last.folder, last.sample_workers, last.mechanism)
    return PreciseResults(*carried, precision=reached)


def compare_precisely(
    settings: RunSettings, look: Callable[[RunSettings], Comparison], watch: Watch = _nobody
) -> Comparison | PreciseComparison:
    """The same for strategies: the paired difference of every two of them has to be as precise as asked for."""
    goal = goal_of(settings, compared=True)
    if goal is None:
        return look(settings)
    found: list[Comparison] = []

    def seen(replications: int) -> Look:
        found[:] = [look(plain(settings, replications))]
        with _told_when_interrupted(found[0].folder, replications):
            return look_at_pairs({name: one.tables for name, one in found[0].results.items()}, goal, replications)

    reached = until_enough(goal, seen, watch)
    return PreciseComparison(found[0].results, found[0].folder, precision=reached)


def plain(settings: RunSettings, replications: int) -> RunSettings:
    """The settings of a run that asks for no precision."""
    return settings.model_copy(update={"replications": replications, "precision": None})


@contextmanager
def _told_when_interrupted(folder: Path | None, replications: int) -> Iterator[None]:
    """Ctrl-C between two looks: all programmes of the last one are there."""
    try:
        yield
    except KeyboardInterrupt:
        kept = "nothing is kept without an output folder" if folder is None else f"all of them are kept in {folder}"
        message = (
            f"interrupted after a look at {replications} replications; {kept}; run the same command again to go on"
        )
        raise Interrupted(0 if folder is None else replications, replications, message) from None
