"""What the claims are measured with: a run's tables as arrays and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import sim
from sim.analysis.tables import Floats, Ints, floats, ints, texts
from sim.luck import Luck
from sim.programme.use_case import draw_use_case

MONTHS_PER_WEEK = 12 / 52


def column(results: sim.Results, name: str) -> Floats:
    """A column of the replications; NaN where a programme has no such thing."""
    return floats(results.table("replications", [name]), name)


def known(results: sim.Results, name: str) -> Floats:
    """The same without the programmes that have none."""
    values = column(results, name)
    return values[~np.isnan(values)]


def ended(results: sim.Results, *outcomes: str) -> list[bool]:
    """Which programmes end so."""
    ends = texts(results.table("replications", ["outcome"]), "outcome").to_pylist()
    return [end in outcomes for end in ends]


def is_live(results: sim.Results, count: int) -> list[bool]:
    """Which programmes ever have so many live at once."""
    return [most >= count for most in column(results, "live_max")]


def replications(results: sim.Results) -> list[int]:
    """The numbers of the programmes, in the order of every other column."""
    return [int(one) for one in ints(results.table("replications", ["replication"]), "replication")]


# --- from the event log ----------------------------------------------------------------------------------------------


def events(results: sim.Results, *kinds: str) -> list[tuple[int, float, str, int | None]]:
    """Replication, week, what and use case of some kinds of event, in the order of the log."""
    table = results.table("events", ["replication", "week", "what", "use_case"])
    what = texts(table, "what")
    rows = table.set_column(2, "what", what).filter(pc.is_in(what, value_set=pa.array(kinds, pa.string()))).to_pydict()
    return list(zip(rows["replication"], rows["week"], rows["what"], rows["use_case"], strict=True))


def first_weeks(results: sim.Results, kind: str) -> dict[int, float]:
    """When it first happened, by replication."""
    found: dict[int, float] = {}
    for replication, week, _, _ in events(results, kind):
        found.setdefault(replication, week)
    return found


def occurs(results: sim.Results, kind: str) -> list[bool]:
    """In which programmes it ever happens."""
    there = first_weeks(results, kind)
    return [replication in there for replication in replications(results)]


def weeks_between_first(results: sim.Results, first: str, then: str) -> Floats:
    """Weeks from the first event of one kind to the first of another, over the programmes that have both."""
    began, ended = first_weeks(results, first), first_weeks(results, then)
    return np.array([ended[one] - week for one, week in began.items() if one in ended], dtype=np.float64)


def built_when(results: sim.Results, kind: str) -> Floats:
    """How many workloads had been built at the first event of a kind, over the programmes that have one."""
    began = first_weeks(results, kind)
    built = dict.fromkeys(began, 0)
    for replication, week, _, _ in events(results, "build_finished"):
        built[replication] = built.get(replication, 0) + (week <= began.get(replication, -1.0))
    return np.array([built[replication] for replication in began], dtype=np.float64)


def weeks_between(results: sim.Results, first: str, then: str) -> Floats:
    """Weeks from one event of a use case to another, over all use cases that have both."""
    began = {(replication, use_case): week for replication, week, _, use_case in events(results, first)}
    ended = {(replication, use_case): week for replication, week, _, use_case in events(results, then)}
    return np.array([ended[key] - began[key] for key in ended if key in began], dtype=np.float64)


# --- from the workloads ----------------------------------------------------------------------------------------------


def live_weeks(results: sim.Results, n: int) -> Floats:
    """When the nth workload went live, programme by programme; NaN where it never did."""
    return _of_the_nth(results, n, "live_week")


def _of_the_nth(results: sim.Results, n: int, name: str) -> Floats:
    table = results.table("workloads", ["replication", "n", name])
    rows = zip(ints(table, "replication"), ints(table, "n"), floats(table, name), strict=True)
    found = {int(replication): float(value) for replication, number, value in rows if number == n}
    return np.array([found.get(one, np.nan) for one in replications(results)], dtype=np.float64)


def costs_by_n(results: sim.Results) -> dict[int, dict[int, float]]:
    """Marginal cost of the nth workload to go live, by replication and n."""
    table = results.table("workloads", ["replication", "n", "marginal_cost_eur"])
    costs: dict[int, dict[int, float]] = {}
    numbers: tuple[Ints, Ints] = (ints(table, "replication"), ints(table, "n"))
    for replication, n, cost in zip(*numbers, floats(table, "marginal_cost_eur"), strict=True):
        costs.setdefault(int(replication), {})[int(n)] = float(cost)
    return costs


def next_costs(results: sim.Results) -> dict[int, float]:
    """What the next workload would cost, at the last review of each programme: no choice of what ships is in it."""
    table = results.table("reviews", ["replication", "next_marginal_cost_eur"])
    asked = zip(ints(table, "replication"), floats(table, "next_marginal_cost_eur"), strict=True)
    return {int(replication): float(cost) for replication, cost in asked}


def first_three(costs: Mapping[int, float]) -> float:
    """The yardstick of D-ECON-5."""
    return (costs[1] + costs[2] + costs[3]) / 3


# --- from the ledger -------------------------------------------------------------------------------------------------

WHOLE_PROGRAMME = -1
"""The use case of what is paid for the programme as a whole."""


def quarterly_eur(results: sim.Results, *categories: str) -> dict[tuple[int, int], dict[int, float]]:
    """What each use case of each programme costs in some categories together, quarter by quarter."""
    table = results.table("ledger", ["replication", "use_case", "category", "quarter", "cents"])
    rows = table.filter(pc.is_in(texts(table, "category"), value_set=pa.array(categories, pa.string())))
    found: dict[tuple[int, int], dict[int, float]] = {}
    keys = zip(ints(rows, "replication"), ints(rows, "use_case"), ints(rows, "quarter"), strict=True)
    for (replication, use_case, quarter), cents in zip(keys, ints(rows, "cents"), strict=True):
        quarters = found.setdefault((int(replication), int(use_case)), {})
        quarters[int(quarter)] = quarters.get(int(quarter), 0.0) + float(cents) / 100.0
    return found


# --- from the workloads, one by one ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class WentLive:
    """One workload: the nth of its programme, which use case it is, when it went live and what a year of it costs."""

    replication: int
    n: int
    use_case: int
    week: float
    cost_eur: float


def went_live(results: sim.Results) -> list[WentLive]:
    """All workloads of all programmes, those that a position brought along left out."""
    table = results.table("workloads", ["replication", "n", "use_case", "live_week", "marginal_cost_eur"])
    numbers = zip(ints(table, "replication"), ints(table, "n"), ints(table, "use_case"), strict=True)
    amounts = zip(floats(table, "live_week"), floats(table, "marginal_cost_eur"), strict=True)
    return [
        WentLive(int(replication), int(n), int(use_case), float(week), float(cost))
        for (replication, n, use_case), (week, cost) in zip(numbers, amounts, strict=True)
        if week >= 0.0
    ]


def potential_eur(results: sim.Results, replication: int, use_case: int) -> float:
    """What a use case would be worth a year if everybody used it and everything were automated: luck alone says so."""
    return draw_use_case(results.scenario, Luck(results.seed, replication), use_case).value_eur
