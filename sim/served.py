"""Days of the request level: simulate them, one variant beside the other under the same requests, and sum them up.

import sim
served = sim.serve("retries", replications=5)
served.interval("blind", "cost_per_useful_eur")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.serving_days import Interval, mean_of, paired
from sim.composition.stack import Serving, compose_stack
from sim.errors import InputError, WorkFailed
from sim.montecarlo.chunks import Chunk
from sim.montecarlo.executors import Lost, map_chunks
from sim.scenario.serving import Stack
from sim.serving.day import simulate_day
from sim.serving.outcome import Day

SCHEMA_VERSION = 1
Progress = Callable[[int, int], None]
Keep = Callable[[str, Day], None]


@dataclass(frozen=True)
class Served:
    """Days by variant, the first being the one that others are compared with. Day k met the same requests in all."""

    option: str
    labels: Mapping[str, str]
    stacks: Mapping[str, Stack]
    seed: int
    days: Mapping[str, tuple[Day, ...]]

    @property
    def first(self) -> str:
        """The variant that others are compared with."""
        return next(iter(self.stacks))

    @property
    def replications(self) -> int:
        """Days of each variant."""
        return len(self.days[self.first])

    @cached_property
    def numbers(self) -> Mapping[str, tuple[Mapping[str, float | None], ...]]:
        """Every number of every day, by variant."""
        return {name: tuple(day.numbers() for day in days) for name, days in self.days.items()}

    def values(self, variant: str, name: str) -> list[float | None]:
        """One number, day by day."""
        return [day[name] for day in self.numbers[variant]]

    def interval(self, variant: str, name: str) -> Interval | None:
        """Its mean over days with a 95% confidence interval."""
        return mean_of(self.values(variant, name))

    def difference(self, name: str, variant: str, other: str) -> Interval | None:
        """One variant minus another, day by day under the same requests."""
        return paired(self.values(variant, name), self.values(other, name))

    def summary(self) -> dict[str, Any]:
        """The content of summary.json."""
        names = list(self.numbers[self.first][0])
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": "serving",
            "stack": self.option,
            "seed": self.seed,
            "days": self.replications,
            "version": __version__,
            "variants": [
                {
                    "name": variant,
                    "label": self.labels[variant],
                    "fingerprint": self.stacks[variant].fingerprint(),
                    "numbers": {name: _told(self.interval(variant, name)) for name in names},
                    "against_first": {name: _told(self.difference(name, variant, self.first)) for name in names}
                    if variant != self.first
                    else None,
                }
                for variant in self.stacks
            ],
        }


def _told(found: Interval | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"mean": found.mean, "low": found.low, "high": found.high, "days": found.days}


def load_stack(name: str, overrides: Sequence[str] = (), config_dir: Path | str | None = None) -> Mapping[str, Stack]:
    """The variants of an option of conf/stack, with overrides as on the command line (`large.batch_size=4`)."""
    folder = None if config_dir is None else Path(config_dir)
    return compose_stack([f"stack={name}", *overrides], config_dir=folder).stacks


def serve(
    stack: str | Stack | Mapping[str, Stack],
    overrides: Sequence[str] = (),
    *,
    replications: int = 5,
    seed: int = 21,
    executor: str = "processes",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Served:
    """Simulate days of one stack or of several variants; nothing is written."""
    if isinstance(stack, str):
        serving = compose_stack([f"stack={stack}", *overrides])
        option, stacks, labels = serving.option, serving.stacks, serving.labels
    elif overrides:
        raise InputError("overrides belong to a stack that is named; change a Stack with model_copy")
    else:
        stacks = {"": stack} if isinstance(stack, Stack) else dict(stack)
        option, labels = "stack", {name: name or one.label for name, one in stacks.items()}
    if replications < 1 or not stacks:
        raise InputError(
            f"replications: found {replications}; allowed is a whole number from 1 on, of one stack or more"
        )
    days = simulate_days(stacks, seed, replications, executor=executor, workers=workers, progress=progress)
    return Served(option, labels, stacks, seed, days)


def simulate_days(
    stacks: Mapping[str, Stack],
    seed: int,
    replications: int,
    *,
    executor: str = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
    known: Mapping[tuple[str, int], Day] | None = None,
    keep: Keep | None = None,
) -> dict[str, tuple[Day, ...]]:
    """The days of every variant, in order; `known` ones are not simulated again, each new one is handed to `keep`."""
    found = dict(known or {})
    wanted = [(name, number) for number in range(replications) for name in stacks]
    waiting = [one for one in wanted if one not in found]
    done = len(wanted) - len(waiting)
    if progress is not None:
        progress(done, len(wanted))
    task = partial(_simulate, tuple((stacks[name], seed, number) for name, number in waiting))
    chunks = [Chunk(place, place + 1) for place in range(len(waiting))]
    with closing(map_chunks(task, chunks, executor if chunks else "inline", workers)) as results:
        for (name, number), day in zip(waiting, results, strict=True):
            if isinstance(day, Lost):
                raise WorkFailed(
                    f"day {number} of '{name}' killed its worker {day.attempts} times; try executor=inline"
                )
            found[name, number] = day
            if keep is not None:
                keep(name, day)
            done += 1
            if progress is not None:
                progress(done, len(wanted))
    return {name: tuple(found[name, number] for number in range(replications)) for name in stacks}


def _simulate(tasks: Sequence[tuple[Stack, int, int]], place: int, _stop: int) -> Day:
    return simulate_day(*tasks[place])


def served_of(serving: Serving, days: Mapping[str, tuple[Day, ...]]) -> Served:
    """What a command asked for with the days that came of it."""
    return Served(serving.option, serving.labels, serving.stacks, serving.settings.seed, days)
