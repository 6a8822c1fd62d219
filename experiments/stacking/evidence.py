"""What only the stacking study measures: value against cost by place in the order, the tax, and the platform's line."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

import sim
from experiments.kit.evidence import (
    WHOLE_PROGRAMME,
    WentLive,
    column,
    occurs,
    potential_eur,
    quarterly_eur,
    replications,
    went_live,
)
from sim.analysis.tables import Floats
from sim.programme.programme import Programme

RUNNING = ("inference", "overhead", "hosting", "upkeep", "incidents", "governance")
OWN = (*RUNNING, "build", "data", "review", "retrofit", "levers", "migration", "change")
"""What is spent on one workload; payroll that works on none is not its cost."""
WEEKS_PER_QUARTER, QUARTERS_PER_YEAR = 13, 4

Places = tuple[int, int]
"""From the nth to go live to the mth."""


def by_programme(results: sim.Results, places: Places, measure: Callable[[WentLive], float]) -> Floats:
    """Mean of something over the workloads in these places, programme by programme; NaN where one is missing."""
    found: dict[int, list[float]] = {one: [] for one in replications(results)}
    first, last = places
    for each in went_live(results):
        if first <= each.n <= last:
            found[each.replication].append(measure(each))
    full = last - first + 1
    return np.array([float(np.mean(values)) if len(values) == full else np.nan for values in found.values()])


def worth_eur(results: sim.Results, each: WentLive) -> float:
    """A year of a workload's value once everybody uses it and the work around it has been redesigned."""
    return potential_eur(results, each.replication, each.use_case) * results.scenario.value.automation_changed


def own_balance_eur(results: sim.Results) -> Floats:
    """Value to the horizon less all that was spent on the workloads, programme by programme."""
    spent = dict.fromkeys(replications(results), 0.0)
    for (replication, use_case), quarters in quarterly_eur(results, *OWN).items():
        if use_case != WHOLE_PROGRAMME:
            spent[replication] += sum(quarters.values())
    return column(results, "value_eur") - np.array(list(spent.values()), dtype=np.float64)


# --- the tax ---------------------------------------------------------------------------------------------------------


def share_needed(results: sim.Results) -> Floats:
    """What building the platform takes over the first-year value of the taxed workloads; NaN where it never ships.

    No table holds the value of single workloads: each programme is run once more, from the same luck.
    """
    return np.array([_needed(results, one) for one in replications(results)])


def _needed(results: sim.Results, replication: int) -> float:
    programme = Programme(results.scenario, results.seed, replication)
    programme.run()
    if programme.platform.shipped_week is None:
        return math.nan
    value = programme.funding.collected_eur / results.scenario.funding.tax_share
    return programme.platform.building_eur() / value if value > 0.0 else math.inf


# --- the platform's line ---------------------------------------------------------------------------------------------


def is_cut(results: sim.Results) -> list[bool]:
    """In which programmes a review finds nobody to carry the platform's line."""
    return occurs(results, "platform_cut")


def largest_line(results: sim.Results) -> list[bool]:
    """Whether the platform is the largest single line in the year after finance's first question.

    The other lines are the workloads: all that each costs to run. Programmes without both are left out.
    """
    asked = dict(zip(replications(results), column(results, "first_question_week"), strict=True))
    platform, workloads = quarterly_eur(results, "platform"), quarterly_eur(results, *RUNNING)
    largest: dict[int, float] = {}
    for (replication, use_case), quarters in workloads.items():
        if use_case != WHOLE_PROGRAMME and not np.isnan(asked[replication]):
            largest[replication] = max(largest.get(replication, 0.0), _year_from(quarters, asked[replication]))
    return [
        _year_from(platform.get((replication, WHOLE_PROGRAMME), {}), asked[replication]) > line
        for replication, line in largest.items()
        if line > 0.0
    ]


def _year_from(quarters: dict[int, float], week: float) -> float:
    first = int(week // WEEKS_PER_QUARTER) + 1
    return sum(quarters.get(quarter, 0.0) for quarter in range(first, first + QUARTERS_PER_YEAR))
