"""A stand-in for the programme: rows as pure functions of seed and replication, faults and delays at choice."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from sim.montecarlo.store import RunStore
from sim.programme.record import Record, Row
from sim.scenario import Scenario

SEED = 21
IDENTITY: dict[str, object] = {"cfo.threshold_eur": 5e5, "market.note": None, "seed": SEED}
YAML = "seed: 21\n"
OUTCOMES = ("insolvent", "frozen", "stalled", "burned_out", "censored")
ACTORS = ("workload", "team", "platform", "cfo")


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
    return Record(
        replication,
        {
            "replications": [_replication_row(luck, replication)],
            "workloads": [
                (replication, n + 1, n, week, week / 3, n % 2 == 0, 1e5 * week, 2e5) for n, week in enumerate(weeks)
            ],
            "reviews": [
                (
                    replication,
                    week,
                    luck.choice(("question", "review")),
                    3,
                    1e6,
                    1.4e6,
                    luck.choice(("approved", "plan_cut", "frozen")),
                    3e5,
                )
                for week in weeks[:2]
            ],
            "events": [_event_row(luck, replication, week) for week in weeks],
            "ledger": [
                (replication, n - 1, luck.choice(("build", "upkeep")), n, luck.randrange(-(10**9), 10**15))
                for n in range(rows)
            ],
        },
    )


def _replication_row(luck: random.Random, replication: int) -> Row:
    week = luck.choice((None, luck.uniform(0.0, 260.0)))
    live = None if week is None else luck.randrange(20)
    return (
        replication,
        luck.choice(OUTCOMES),
        luck.uniform(0.0, 260.0),
        f"because of {replication}",
        7,
        5,
        None,
        week,
        week,
        live,
        week,
        1e6 * luck.random(),
        2e6,
        1.5e6,
        luck.gauss(0.0, 1e6),
        1e5,
        1000 + replication,
    )


def _event_row(luck: random.Random, replication: int, week: float) -> Row:
    use_case = luck.choice((None, 3))
    return (replication, week, luck.choice(ACTORS), luck.choice(("idea", "live", "end")), use_case, f"at {week:.0f}")


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
