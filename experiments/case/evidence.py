"""What only this study measures: who is live by when, what finance cuts, where hours and money go by quarter."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

import sim
from experiments.kit.evidence import column, ended, live_weeks, replications
from sim.analysis.tables import Floats, ints, texts

PROJECT_WORK = frozenset({"levers", "build", "data", "platform", "migration", "retrofit"})
QUESTION = "question"
PLAN_CUT = re.compile(r"cuts the plan to (\d+) more")
ALL, NONE = "approved", "gate_closed"


def live_by(results: sim.Results, n: int, week: float) -> list[bool]:
    """In which programmes the nth workload is live by then."""
    return [when <= week for when in live_weeks(results, n)]


def quarterly_eur(results: sim.Results, quarter: int, kinds: frozenset[str], first: int | None = None) -> Floats:
    """What is booked in a quarter in some categories, by programme; of the `first` use cases only, where given."""
    table = results.table("ledger", ["replication", "use_case", "category", "quarter", "cents"])
    paid = dict.fromkeys(replications(results), 0.0)
    rows = zip(
        ints(table, "replication"), ints(table, "use_case"), texts(table, "category").to_pylist(),
        ints(table, "quarter"), ints(table, "cents"), strict=True,
    )  # fmt: skip
    for replication, use_case, category, when, cents in rows:
        if when == quarter and category in kinds and (first is None or 0 <= use_case < first):
            paid[int(replication)] += cents / 100.0
    return np.array([*paid.values()], dtype=np.float64)


def question_of(results: sim.Results) -> Mapping[int, Mapping[str, float]]:
    """Finance's first decision, by replication: week, live, run-rate with the plan; nothing where it never asks."""
    names = ("week", "live", "run_rate_eur")
    rows = results.table("reviews", ["replication", "kind", *names]).to_pylist()
    return {row["replication"]: {name: row[name] for name in names} for row in rows if row["kind"] == QUESTION}


def left_of_the_plan(results: sim.Results, planned: int) -> Floats:
    """How many more workloads finance lets live at its first decision; NaN where it never decides or ends it all."""
    table = results.table("events", ["replication", "what", "text"])
    left: dict[int, float] = {}
    rows = zip(
        ints(table, "replication"), texts(table, "what").to_pylist(), table.column("text").to_pylist(), strict=True
    )
    for replication, what, text in rows:
        cut = PLAN_CUT.search(text) if what == "plan_cut" else None
        if cut is not None:
            left.setdefault(int(replication), float(cut.group(1)))
        elif what in (ALL, NONE):
            left.setdefault(int(replication), float(planned if what == ALL else 0))
    return np.array([left.get(one, np.nan) for one in replications(results)], dtype=np.float64)


def ends_within(results: sim.Results, weeks: float, fewest_live: int = 0) -> dict[int, bool]:
    """Whether it ends within so many weeks of finance's question; of programmes that have so many live by then.

    A programme that has ended before anybody asked is not among them.
    """
    stands = dict(zip(replications(results), ended(results, "censored"), strict=True))
    until = dict(zip(stands, column(results, "outcome_week"), strict=True))
    return {
        one: bool(not stands[one] and until[one] <= asked["week"] + weeks)
        for one, asked in question_of(results).items()
        if asked["live"] >= fewest_live
    }
