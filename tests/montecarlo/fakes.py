"""A stand-in for the programme: rows as pure functions of seed and replication, faults and delays at choice."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from sim.montecarlo.store import RunStore
from sim.programme.columns import TABLES, Column
from sim.programme.record import Record, Row
from sim.scenario import Scenario

SEED = 21
IDENTITY: dict[str, object] = {"cfo.threshold_eur": 5e5, "market.note": None, "seed": SEED}
YAML = "seed: 21\n"
OUTCOMES = ("insolvent", "frozen", "stalled", "reorganised", "burned_out", "sponsor_lost", "stopped", "censored")
ACTORS = ("workload", "team", "platform", "cfo")
KINDS = ("question", "review")
EVENTS = ("idea", "live", "end")
TEXTS = ("build", "upkeep", "approved", "plan_cut", "frozen")


@dataclass(frozen=True)
class FakeProgramme:
    """Travels to workers like the real one; every field but `rows` leaves the results alone or breaks them."""

    rows: int = 5
    failing: frozenset[int] = frozenset()
    killing: frozenset[int] = frozenset()
    killing_once: str = ""
    calls_file: str = ""
    sleep_seconds: float = 0.0

    def __call__(self, _scenario: Scenario, seed: int, replication: int) -> Record:
        self._leave_traces(replication)
        if replication in self.failing:
            raise ArithmeticError(f"replication {replication} is broken at {object()!r}")
        return fake_record(seed, replication, self.rows)

    def _leave_traces(self, replication: int) -> None:
        if self.calls_file:
            with open(self.calls_file, "a") as file:
                file.write(f"{replication} {os.getpid()}\n")
        if replication in self.killing and self._not_yet():
            os.kill(os.getpid(), signal.SIGKILL)
        if self.sleep_seconds:
            time.sleep(self.sleep_seconds)

    def _not_yet(self) -> bool:
        if not self.killing_once:
            return True
        try:
            Path(self.killing_once).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def fake_record(seed: int, replication: int, rows: int = 5) -> Record:
    """Texts appear in another order in each replication, optional values come and go."""
    luck = random.Random(f"{seed}/{replication}")
    weeks = [luck.uniform(0.0, 260.0) for _ in range(rows)]

    def row(table: str, **known: object) -> Row:
        given = {"replication": replication, **known}
        return tuple(
            given[column.name] if column.name in given else _some_value(luck, column) for column in TABLES[table]
        )

    end = {"outcome": luck.choice(OUTCOMES), "cause_text": f"because of {replication}"}
    return Record(
        replication,
        {
            "replications": [row("replications", **end, spend_eur=1e6 * luck.random())],
            "workloads": [row("workloads", n=n + 1, use_case=n, live_week=week) for n, week in enumerate(weeks)],
            "reviews": [row("reviews", week=week, kind=luck.choice(KINDS)) for week in weeks[:2]],
            "events": [
                row("events", week=week, actor=luck.choice(ACTORS), what=luck.choice(EVENTS), text=f"at {week:.0f}")
                for week in weeks
            ],
            "ledger": [
                row("ledger", use_case=n - 1, quarter=n, cents=luck.randrange(-(10**9), 10**15)) for n in range(rows)
            ],
        },
    )


def _some_value(luck: random.Random, column: Column) -> object:
    """Anything that the column holds."""
    if column.optional and luck.random() < 0.5:
        return None
    made: dict[str, object] = {
        "int": luck.randrange(20),
        "float": luck.gauss(0.0, 1e6),
        "text": luck.choice(TEXTS),
        "flag": luck.random() < 0.5,
    }
    return made[column.type]


def claimed(folder: Path) -> RunStore:
    """A store that a run may write."""
    store = RunStore(folder)
    store.claim(YAML, IDENTITY)
    return store


def shard_bytes(folder: Path) -> dict[str, bytes]:
    """The results in a folder, file by file; manifest and lock hold times and owners."""
    others = {"manifest.json", ".lock"}
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name not in others}


def calls_in(file: Path) -> list[int]:
    """The replications that were simulated, in the order in which they began."""
    return [int(line.split()[0]) for line in file.read_text().splitlines()] if file.exists() else []


def workers_in(file: Path) -> set[int]:
    """The processes that simulated them."""
    return {int(line.split()[1]) for line in file.read_text().splitlines()}
