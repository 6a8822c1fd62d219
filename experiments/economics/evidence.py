"""What only the economics study measures: signals and what follows them, ratios of value to cost, growth of bills."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np

import sim
from experiments.kit.evidence import costs_by_n, ended, is_live, potential_eur, quarterly_eur, replications, went_live
from experiments.kit.measured import POINTS, Measured
from sim.analysis.means import mean_interval
from sim.analysis.tables import Floats
from sim.luck import Luck
from sim.programme.use_case import draw_use_case

Case = tuple[int, bool, bool]
"""The future that a programme is in, whether it shows a sign, and whether what the sign promises comes true."""

WEEKS_PER_QUARTER = 13
HALF_A_YEAR = 2  # quarters


def contrast(cases: Iterable[Case], of: str = "") -> Measured:
    """How much more often it comes true with the sign than without, in points.

    Programmes in the same future are not independent: the interval is that of the difference of two ratios of sums,
    linearised, over futures.
    """
    rows = sorted(cases)
    if not {True, False} <= {shows for _, shows, _ in rows}:
        return Measured(math.nan, math.nan, math.nan, POINTS, of)
    found = {shows: _share(rows, shows) for shows in (True, False)}
    scale = len({future for future, _, _ in rows}) / len(rows)
    pulls = []
    for _, group in groupby(rows, key=lambda row: row[0]):
        together = list(group)
        pulls.append(_pull(together, True, found[True], rows) - _pull(together, False, found[False], rows))
    _, low, high = mean_interval(np.array(pulls) * scale)
    value = found[True] - found[False]
    return Measured(value, value + low, value + high, POINTS, of)


def _share(rows: Sequence[Case], shows: bool) -> float:
    return float(np.mean([true for _, shown, true in rows if shown == shows]))


def _pull(together: Sequence[Case], shows: bool, share: float, rows: Sequence[Case]) -> float:
    """How far one future's programmes with (or without) the sign pull their share up, on the scale of all rows."""
    weight = sum(shown == shows for _, shown, _ in rows) / len(rows)
    return sum(float(true) - share for _, shown, true in together if shown == shows) / weight


def signal_cases(results: sim.Results, yardstick: int, at: int, target: int) -> list[Case]:
    """The sign of D-ECON-5: the latest workload, the one with number `at`, costs less than the mean of the first."""
    reached = dict(zip(replications(results), is_live(results, target), strict=True))
    return [
        (replication, costs[at] < float(np.mean([costs[n] for n in range(1, yardstick + 1)])), reached[replication])
        for replication, costs in costs_by_n(results).items()
        if at in costs
    ]


def ratio_cases(results: sim.Results, first: int) -> list[Case]:
    """The sign of D-ECON-1: value over run cost of the first workloads lies in the upper half of all programmes.

    What it promises: finance neither ends the programme nor freezes it.
    """
    spared = dict(zip(replications(results), np.logical_not(ended(results, "insolvent", "frozen")), strict=True))
    sums: dict[int, list[float]] = {}
    for each in went_live(results):
        if each.n <= first:
            value, cost, count = sums.get(each.replication, [0.0, 0.0, 0.0])
            worth = potential_eur(results, each.replication, each.use_case)
            sums[each.replication] = [value + worth, cost + each.cost_eur, count + 1]
    ratios = {replication: value / cost for replication, (value, cost, count) in sums.items() if count == first}
    middle = float(np.median(list(ratios.values()))) if ratios else math.nan
    return [(replication, ratio > middle, bool(spared[replication])) for replication, ratio in ratios.items()]


def upkeep_fte(results: sim.Results) -> Floats:
    """Upkeep of a workload in engineers, for each full quarter in which it is live and the programme stands."""
    engineer_eur = results.scenario.delivery.engineer_cost_eur
    ends = dict(zip(replications(results), _end_weeks(results), strict=True))
    paid = quarterly_eur(results, "upkeep")
    found = []
    for each in went_live(results):
        first, last = int(each.week // WEEKS_PER_QUARTER) + 1, int(ends[each.replication] // WEEKS_PER_QUARTER)
        quarters = paid.get((each.replication, each.use_case), {})
        found += [quarters[quarter] * 4.0 / engineer_eur for quarter in range(first, last) if quarter in quarters]
    return np.array(found, dtype=np.float64)


def _end_weeks(results: sim.Results) -> list[float]:
    weeks: list[float] = results.table("replications", ["outcome_week"]).column("outcome_week").to_pylist()
    return weeks


def steepest_growth(results: sim.Results) -> Floats:
    """By programme: the most by which a workload's inference bill rises from one quarter to that half a year later."""
    bills = quarterly_eur(results, "inference")
    found = dict.fromkeys(replications(results), 0.0)
    for each in went_live(results):
        quarters = bills.get((each.replication, each.use_case), {})
        first = int(each.week // WEEKS_PER_QUARTER) + 1
        for quarter, bill in quarters.items():
            if quarter >= first and bill > 0.0:
                growth = quarters.get(quarter + HALF_A_YEAR, 0.0) / bill
                found[each.replication] = max(found[each.replication], growth)
    return np.array(list(found.values()), dtype=np.float64)


def busiest(results: sim.Results) -> Floats:
    """By programme: the most calls a week that one of its workloads comes to at steady use, launches included."""
    found = dict.fromkeys(replications(results), 0.0)
    for each in went_live(results):
        use_case = draw_use_case(results.scenario, Luck(results.seed, each.replication), each.use_case)
        calls = use_case.steady_calls * max(1.0, use_case.turn)
        found[each.replication] = max(found[each.replication], calls)
    return np.array(list(found.values()), dtype=np.float64)
