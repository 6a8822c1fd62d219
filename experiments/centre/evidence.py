"""What only this study measures: who still waits in a queue, and what a year of a live workload is worth."""

from __future__ import annotations

import numpy as np

import sim
from experiments.kit.arms import Study
from experiments.kit.evidence import column, ended, events, replications
from sim.analysis.tables import Floats, floats, ints

ASKED = "idea"
LEFT_THE_QUEUE = ("data_started", "build_started", "refused", "went_around")
WEEKS_PER_YEAR = 52.0


def waiting(results: sim.Results, week: float) -> Floats:
    """Use cases asked for and still in a queue in that week, by programme; NaN where it has ended by then."""
    asked: dict[tuple[int, int | None], float] = {}
    left: dict[tuple[int, int | None], float] = {}
    for replication, when, what, use_case in events(results, ASKED, *LEFT_THE_QUEUE):
        (asked if what == ASKED else left).setdefault((replication, use_case), when)
    counts = dict.fromkeys(replications(results), 0)
    for key, when in asked.items():
        counts[key[0]] += when <= week < left.get(key, np.inf)
    over = column(results, "outcome_week") < week
    return np.where(over, np.nan, np.array([*counts.values()], dtype=np.float64))


def value_of_a_year(results: sim.Results) -> Floats:
    """Value a workload gives in a year of being live, by programme; NaN where it has ended or nothing was live.

    A programme that ended is left out: what it gives afterwards depends on how it is wound down.
    """
    table = results.table("workloads", ["replication", "live_week"])
    years = dict.fromkeys(replications(results), 0.0)
    until = dict(zip(years, column(results, "outcome_week"), strict=True))
    for replication, week in zip(ints(table, "replication"), floats(table, "live_week"), strict=True):
        years[int(replication)] += max(0.0, until[int(replication)] - week) / WEEKS_PER_YEAR
    lived = np.array([*years.values()])
    known = np.array(ended(results, "censored")) & (lived > 0.0)
    return np.where(known, column(results, "value_eur") / np.where(lived > 0.0, lived, 1.0), np.nan)


def apart(study: Study, pairs: tuple[tuple[str, str], ...]) -> Floats:
    """How far the payoffs of these pairs of runs lie apart in each future, on average over the pairs."""
    distances = [np.abs(column(study[one], "payoff_eur") - column(study[other], "payoff_eur")) for one, other in pairs]
    return np.asarray(np.mean(distances, axis=0), dtype=np.float64)
