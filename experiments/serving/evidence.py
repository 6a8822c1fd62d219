"""What the serving study measures beside the run's tables: tokens of a call, and trust as workloads age."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

import sim
from experiments.kit.evidence import column, events, replications
from sim.analysis.tables import Floats
from sim.luck import Luck
from sim.programme.programme import begun
from sim.programme.use_case import draw_use_case
from sim.rules import prices, traffic

LOOKED_AT = 60
"""Tables hold no workload's trust: so many programmes are simulated once more and looked at."""

HALF_YEAR = 26.0
Key = tuple[int, int]
"""Replication and use case."""


def launched(results: sim.Results) -> dict[Key, float]:
    """The week in which each workload went live."""
    table = results.table("workloads", ["replication", "use_case", "live_week"])
    return {(row["replication"], row["use_case"]): row["live_week"] for row in table.to_pylist()}


def by_programme(found: Mapping[Key, float]) -> dict[int, list[float]]:
    """Values of each programme's workloads."""
    groups: dict[int, list[float]] = {}
    for (replication, _), each in found.items():
        groups.setdefault(replication, []).append(each)
    return groups


# --- tokens ----------------------------------------------------------------------------------------------------------


def tokens_at_launch(results: sim.Results) -> dict[Key, float]:
    """Tokens of a mean call of each workload as it goes live, over those of a typical one on the first day."""
    growth = results.scenario.market.token_growth_per_year
    found = {}
    for key, week in launched(results).items():
        use_case = draw_use_case(results.scenario, Luck(results.seed, key[0]), key[1])
        found[key] = use_case.tokens * prices.launch_price_factor(week, 0.0, growth)
    return found


def spread(found: Mapping[Key, float], fewest: int) -> list[float]:
    """Largest over smallest, of each programme with so many."""
    return [max(each) / min(each) for each in by_programme(found).values() if len(each) >= fewest]


def bloat_of_the_oldest(results: sim.Results) -> list[float]:
    """Tokens of a call over those of a tidy one, of the oldest live workload at the end of each programme.

    Context is taken to bloat from the go-live on, as it does where nobody trims it.
    """
    weeks = dict(zip(replications(results), column(results, "outcome_week"), strict=True))
    gone = retired(results)
    rate = results.scenario.traffic.bloat_per_year
    ages = {key: weeks[key[0]] - week for key, week in launched(results).items() if key not in gone}
    return [traffic.bloat(max(each), rate) for each in by_programme(ages).values()]


def retired(results: sim.Results) -> set[Key]:
    """Workloads that are no more."""
    return {(replication, rank) for replication, _, _, rank in events(results, "retired") if rank is not None}


# --- trust -----------------------------------------------------------------------------------------------------------


def trust_lost(results: sim.Results, early: int, late: int) -> list[float]:
    """Trust at one age less that at a later one of the same workloads, as one mean a programme; ages in half-years.

    Programmes are looked at every half-year, so that an age is right within a quarter.
    """
    found = []
    for replication in replications(results)[:LOOKED_AT]:
        programme = begun(results.scenario, results.seed, replication)
        seen: dict[int, dict[int, float]] = {}
        for week in np.arange(HALF_YEAR, results.horizon_weeks, HALF_YEAR):
            programme.clock.stop_after(float(week))
            if programme.ending is not None:
                break
            for one in programme.live:
                seen.setdefault(one.rank, {})[round((week - one.live_week) / HALF_YEAR)] = one.trust
        lost = [ages[early] - ages[late] for ages in seen.values() if early in ages and late in ages]
        if lost:
            found.append(math.fsum(lost) / len(lost))
    return found


# --- programmes ------------------------------------------------------------------------------------------------------


def shares(results: sim.Results, kind: str) -> Floats:
    """Events of a kind by workload that went live, programme by programme; NaN where nothing did."""
    counts = dict.fromkeys(replications(results), 0)
    for replication, _, _, _ in events(results, kind):
        counts[replication] += 1
    lives = column(results, "went_live")
    return np.where(lives > 0.0, np.array(list(counts.values())) / np.maximum(lives, 1.0), np.nan)
