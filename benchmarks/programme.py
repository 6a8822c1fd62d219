"""Time and events of one replication, and what an event costs beside raw SimPy on the same number of events.

    python benchmarks/programme.py [ROUNDS | --renew]

The event counts of replications 0 to 9 with seed 21 are compared with those in event_counts.json, so that speed work
cannot change meaning. A change of the model does change them: `--renew` writes them anew, without measuring; then say
so in the changelog under "Results change".

Programme and raw SimPy take turns, so that a busy machine hits both. Each round gives one ratio; shown are medians.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simpy

from sim.composition import compose_job
from sim.programme.columns import TABLES
from sim.programme.programme import simulate_programme
from sim.scenario import Scenario

SEED = 21
REPLICATIONS = range(10)
COUNTS = Path(__file__).with_name("event_counts.json")
EVENTS_COLUMN = [column.name for column in TABLES["replications"]].index("events")


@dataclass(frozen=True)
class Measured:
    """One strategy: events of each replication, and per round the seconds of the programmes and of raw SimPy."""

    strategy: str
    events: tuple[int, ...]
    programme_seconds: tuple[float, ...]
    raw_seconds: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Cost of an event over that of raw SimPy, median of the rounds."""
        pairs = zip(self.programme_seconds, self.raw_seconds, strict=True)
        return statistics.median(programme / raw for programme, raw in pairs)

    def row(self) -> str:
        """One line of the table."""
        seconds, raw = statistics.median(self.programme_seconds), statistics.median(self.raw_seconds)
        events = sum(self.events)
        return (
            f"{self.strategy:<20}{1e3 * seconds / len(self.events):>10.1f}{events / len(self.events):>10.0f}"
            f"{1e6 * seconds / events:>12.2f}{1e6 * raw / events:>12.2f}{self.ratio:>10.1f}"
        )


def events_of(scenario: Scenario) -> tuple[int, ...]:
    """How many events each replication takes."""
    records = (simulate_programme(scenario, SEED, number) for number in REPLICATIONS)
    return tuple(int(str(record.tables["replications"][0][EVENTS_COLUMN])) for record in records)


def raw_simpy(events: int) -> None:
    """The least that a SimPy simulation of so many events takes: one process that waits again and again."""
    environment = simpy.Environment()

    def wait() -> Generator[simpy.Event, Any, None]:
        for _ in range(events):
            yield environment.timeout(1.0)

    environment.process(wait())
    environment.run()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, without pauses for garbage of somebody else's."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(strategy: str, rounds: int) -> Measured:
    """Programmes and raw SimPy in turns; the first counting of events warms up."""
    scenario = compose_job([f"strategy={strategy}"]).scenario
    events = events_of(scenario)
    pairs = [(seconds(lambda: events_of(scenario)), seconds(lambda: raw_simpy(sum(events)))) for _ in range(rounds)]
    programme, raw = zip(*pairs, strict=True)
    return Measured(strategy, events, programme, raw)


def changed(found: Mapping[str, tuple[int, ...]], known: Mapping[str, Sequence[int]]) -> list[str]:
    """What the event counts are where they are not what they were."""
    return [
        f"  {name}: {', '.join(map(str, events))} (was {', '.join(map(str, known.get(name, ()))) or 'unknown'})"
        for name, events in found.items()
        if list(events) != list(known.get(name, ()))
    ]


def write_counts(found: Mapping[str, tuple[int, ...]], path: Path = COUNTS) -> None:
    """The event counts as a file, a strategy a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(events)}" for name, events in found.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def renew() -> int:
    """Count, and keep what was counted."""
    found = {name: events_of(compose_job([f"strategy={name}"]).scenario) for name in compose_job([]).strategies}
    write_counts(found)
    print(f"{COUNTS.name} is renewed; if the model has changed, the changelog needs a line under 'Results change'.")
    return 0


def main() -> int:
    """Print the table; fail where an event count has changed."""
    parser = argparse.ArgumentParser(description="time and events of one replication beside raw SimPy")
    parser.add_argument("rounds", nargs="?", type=int, default=5, help="how often both are timed")
    parser.add_argument("--renew", action="store_true", help="write the event counts anew, without measuring")
    given = parser.parse_args()
    if given.renew:
        return renew()
    rounds = given.rounds
    measured = [measure(strategy, rounds) for strategy in compose_job([]).strategies]
    print(f"Seed {SEED}, replications {REPLICATIONS.start} to {REPLICATIONS.stop - 1}, medians of {rounds} rounds")
    print(f"{'':<20}{'ms each':>10}{'events':>10}{'µs/event':>12}{'raw SimPy':>12}{'ratio':>10}")
    for one in measured:
        print(one.row())
    new = changed({one.strategy: one.events for one in measured}, json.loads(COUNTS.read_text(encoding="utf-8")))
    if new:
        print(
            "The event counts have changed (--renew writes them anew). They are now:", *new, sep="\n", file=sys.stderr
        )
        return 1
    print("The event counts are what they were.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
