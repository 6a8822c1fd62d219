"""What a lever takes off the bills of the workloads that it is pulled on: the same workloads in the same futures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import sim
from experiments.kit.evidence import events, quarterly_eur, replications, went_live
from experiments.kit.measured import SHARE, Measured, ratio
from sim.analysis.tables import Floats

WEEKS_PER_QUARTER = 13
SAME_WEEKS = 1.0  # a workload is compared where it goes live in both runs within a week


@dataclass(frozen=True)
class Bill:
    """What one workload costs in some categories with the lever and without, over the same quarters."""

    replication: int
    use_case: int
    quarters: int
    with_eur: float
    without_eur: float

    @property
    def saved(self) -> float:
        """Share of the bill that the lever takes off; nothing is no part of nothing."""
        return 1.0 - self.with_eur / self.without_eur if self.without_eur else math.nan


def bills(pulled: sim.Results, without: sim.Results, *categories: str, first: int = 0, most: int = 1_000) -> list[Bill]:
    """Of every workload with the lever: so many full quarters after it acts, the first few of them left out."""
    ours, theirs = (quarterly_eur(results, *categories) for results in (pulled, without))
    last = int(pulled.horizon_weeks // WEEKS_PER_QUARTER)
    found = []
    for (replication, use_case), week in _acts(pulled, without):
        begins = int(week // WEEKS_PER_QUARTER) + 1 + first
        quarters = range(begins, min(last, begins + most))
        one, other = (
            [each.get((replication, use_case), {}).get(quarter, 0.0) for quarter in quarters] for each in (ours, theirs)
        )
        if any(one) or any(other):
            found.append(Bill(replication, use_case, len(quarters), sum(one), sum(other)))
    return found


def _acts(pulled: sim.Results, without: sim.Results) -> Iterator[tuple[tuple[int, int], float]]:
    """When the lever acts on a workload, where both runs have the workload at the same time."""
    live, also = (
        {(each.replication, each.use_case): each.week for each in went_live(results)} for results in (pulled, without)
    )
    for replication, week, _, use_case in events(pulled, "lever_applied"):
        if use_case is None:
            continue
        key = (replication, use_case)
        if key in live and key in also and abs(live[key] - also[key]) <= SAME_WEEKS:
            yield key, week


def saved_by_all(found: list[Bill], among: list[int]) -> Measured:
    """Share of all their bills together that is saved, over the programmes of a run."""
    left = ratio(*_by_programme(found, among))
    return Measured(1.0 - left.value, 1.0 - left.high, 1.0 - left.low, SHARE, "of all their bills together")


def saved_by_programme(found: list[Bill], among: list[int]) -> Floats:
    """The same in each programme; NaN where there is nothing to save."""
    ours, theirs = _by_programme(found, among)
    return 1.0 - np.divide(ours, theirs, out=np.full_like(ours, np.nan), where=theirs > 0.0)


def _by_programme(found: list[Bill], among: list[int]) -> tuple[Floats, Floats]:
    ours, theirs = dict.fromkeys(among, 0.0), dict.fromkeys(among, 0.0)
    for bill in found:
        ours[bill.replication] += bill.with_eur
        theirs[bill.replication] += bill.without_eur
    return np.array(list(ours.values())), np.array(list(theirs.values()))


def yearly_change_eur(pulled: sim.Results, without: sim.Results, *categories: str) -> Floats:
    """By how much a workload with the lever costs more a year, programme by programme; NaN where none has it."""
    sums = dict.fromkeys(replications(pulled), 0.0)
    quarters = dict.fromkeys(sums, 0)
    for bill in bills(pulled, without, *categories):
        sums[bill.replication] += bill.with_eur - bill.without_eur
        quarters[bill.replication] += bill.quarters
    return np.array([4.0 * sums[one] / quarters[one] if quarters[one] else np.nan for one in sums], dtype=np.float64)


def bill_of_the_chosen(pulled: sim.Results, without: sim.Results) -> tuple[Floats, Floats]:
    """A quarter's bill without the lever, of the workloads that it is pulled on and of the others, by programme."""
    chosen = {(replication, use_case) for replication, _, _, use_case in events(pulled, "lever_applied")}
    paid = quarterly_eur(without, "inference")
    sums: dict[tuple[int, bool], list[float]] = {}
    for each in went_live(without):
        key = (each.replication, each.use_case)
        sums.setdefault((each.replication, key in chosen), []).extend(paid.get(key, {}).values())
    among = replications(pulled)
    means = [[float(np.mean(sums.get((one, side)) or [np.nan])) for one in among] for side in (True, False)]
    return np.array(means[0]), np.array(means[1])
