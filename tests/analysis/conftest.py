"""Published data and small runs, made by hand or at random."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

SURVIVAL = Path(__file__).resolve().parents[2] / "data" / "survival"

Rows = Sequence[Mapping[str, Any]]

ENDS = ("insolvent", "frozen", "stalled", "reorganised", "burned_out", "sponsor_lost", "stopped")
COUNTS = ("live_max", "live_end", "went_live", "retired", "shelved", "refused", "shadow", "surfaced", "departures")
WHOLE = (*COUNTS, "first_question_live", "tracked_live")
REPLICATION: dict[str, Any] = {
    "outcome": "censored",
    "outcome_week": 260.0,
    "reached_target_week": None,
    "platform_week": None,
    "first_question_week": None,
    "first_question_live": None,
    "surprise_ratio": None,
    "tracked_live": None,
    "cost_per_call_eur": None,
    "weeks_to_production": None,
    "reviews_per_system": None,
    "reuse_share": None,
    **dict.fromkeys(COUNTS, 0),
    "spend_eur": 1e6,
    "value_eur": 2e6,
    "cost_eur": 1.5e6,
    "payoff_eur": 5e5,
    "run_rate_eur": 3e5,
}
WORKLOAD = {"marginal_cost_eur": 2e5, "marginal_cost_all_in_eur": 4e5}
TYPES = {
    "replications": pa.schema(
        [
            ("replication", pa.int32()),
            ("outcome", pa.dictionary(pa.int32(), pa.string())),
            *[(name, pa.int32() if name in WHOLE else pa.float64()) for name in REPLICATION if name != "outcome"],
        ]
    ),
    "workloads": pa.schema(
        [
            ("replication", pa.int32()),
            ("n", pa.int32()),
            ("live_week", pa.float64()),
            ("marginal_cost_eur", pa.float64()),
            ("marginal_cost_all_in_eur", pa.float64()),
        ]
    ),
    "reviews": pa.schema([("replication", pa.int32()), ("live", pa.int32()), ("next_marginal_cost_eur", pa.float64())]),
}


@dataclass(frozen=True)
class HandMadeRun:
    """A run from rows; what a row leaves out has a default."""

    replications: Rows
    workloads: Rows = ()
    reviews: Rows = ()
    failures: Sequence[object] = field(default=())

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        rows: Rows = {"replications": self.replications, "workloads": self.workloads, "reviews": self.reviews}[name]
        defaults: Mapping[str, Any] = {"replications": REPLICATION, "workloads": WORKLOAD}.get(name, {})
        whole = pa.Table.from_pylist([{**defaults, **row} for row in rows], schema=TYPES[name])
        return whole if columns is None else whole.select(columns)


MakeRun = Callable[..., HandMadeRun]
Published = Callable[[str], list[dict[str, str]]]


def _random_run(seed: int, programmes: int = 60, first: int = 0) -> HandMadeRun:
    rng = np.random.default_rng(seed)
    replications, workloads, reviews = [], [], []
    for number in range(first, first + programmes):
        ended = bool(rng.random() < 0.5)
        week = float(rng.integers(20, 250)) if ended else 260.0
        lives = np.sort(rng.uniform(0.0, 260.0, size=int(rng.integers(0, 24))))
        lives = lives[lives <= week]
        replications.append(
            {
                "replication": number,
                "outcome": str(rng.choice(ENDS)) if ended else "censored",
                "outcome_week": week,
                "reached_target_week": float(lives[19]) if lives.size > 19 else None,
                "platform_week": float(rng.uniform(5, 60)) if rng.random() < 0.8 else None,
                "first_question_week": float(lives[4]) if lives.size > 4 else None,
                "first_question_live": 5 if lives.size > 4 else None,
                "surprise_ratio": float(rng.uniform(1, 4)) if lives.size > 4 else None,
                "live_max": int(lives.size),
                "live_end": int(lives.size),
                "payoff_eur": float(rng.normal(0.0, 1e6)),
            }
        )
        workloads += [
            {
                "replication": number,
                "n": n,
                "live_week": float(live),
                "marginal_cost_eur": float(rng.lognormal(12.0, 0.4)),
                "marginal_cost_all_in_eur": float(rng.lognormal(13.0, 0.4)),
            }
            for n, live in enumerate(lives, start=1)
        ]
        if lives.size:
            cost = float(rng.lognormal(12.0, 0.4))
            reviews.append({"replication": number, "live": int(lives.size), "next_marginal_cost_eur": cost})
    return HandMadeRun(replications, workloads, reviews)


@pytest.fixture(scope="session")
def published() -> Published:
    """The rows of a published data set under data/survival."""

    def read(name: str) -> list[dict[str, str]]:
        with (SURVIVAL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def make_run() -> MakeRun:
    """A run from rows."""
    return HandMadeRun


@pytest.fixture(scope="session")
def random_run() -> MakeRun:
    """A run with all kinds of ends, go-lives and reviews."""
    return _random_run
