"""What the claims of the sequencing study are measured with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import sim
from sim.analysis.means import mean_interval
from sim.analysis.proportions import Proportion, proportion
from sim.analysis.tables import Floats, Ints, floats, ints, texts

MONTHS_PER_WEEK = 12 / 52


@dataclass(frozen=True)
class Study:
    """The strategies side by side, and the variants by name; all in the same futures."""

    compared: sim.Comparison
    variants: Mapping[str, sim.Results]

    def __getitem__(self, name: str) -> sim.Results:
        return self.variants[name] if name in self.variants else self.compared.results[name]


@dataclass(frozen=True)
class Finding:
    """One claim, what was measured for it, and whether that agrees."""

    claim: str
    says: str
    measured: str
    agrees: bool


def column(results: sim.Results, name: str) -> Floats:
    """A column of the replications; NaN where a programme has no such thing."""
    return floats(results.table("replications", [name]), name)


def known(results: sim.Results, name: str) -> Floats:
    """The same without the programmes that have none."""
    values = column(results, name)
    return values[~np.isnan(values)]


def share_of(results: sim.Results, *outcomes: str) -> Proportion:
    """How many programmes end so."""
    ends = texts(results.table("replications", ["outcome"]), "outcome").to_pylist()
    return proportion(sum(end in outcomes for end in ends), len(ends))


def share(flags: Iterable[bool]) -> Proportion:
    """How many of them are so; of none nothing is known."""
    given = list(flags)
    return proportion(sum(given), len(given)) if given else Proportion(0, 0, float("nan"), 0.0, 1.0)


def middle(values: Floats, decimals: int = 1) -> tuple[float, str]:
    """Median and middle 80%, in words; of nothing there is none."""
    if not values.size:
        return float("nan"), "never"
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9])
    spread = f"middle 80% {low:.{decimals}f} to {high:.{decimals}f}"
    return float(median), f"median {median:.{decimals}f}, {spread}, in {values.size:,} programmes"


def percent(found: Proportion) -> str:
    """38% (36% to 40%)."""
    if not found.total:
        return "an unknown share"
    return f"{found.share:.0%} ({found.low:.0%} to {found.high:.0%})"


def thousands(values: Floats) -> tuple[float, float, str]:
    """Confidence limits of a mean amount, and the mean with them in words."""
    mean, low, high = mean_interval(values)
    return low, high, f"€{mean / 1e3:,.0f}k ({low / 1e3:,.0f} to {high / 1e3:,.0f})"


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


def built_when(results: sim.Results, kind: str) -> Floats:
    """How many workloads had been built at the first event of a kind, over the programmes that have one."""
    began = first_weeks(results, kind)
    built = dict.fromkeys(began, 0)
    for replication, week, _, _ in events(results, "build_finished"):
        built[replication] = built.get(replication, 0) + (week <= began.get(replication, -1.0))
    return np.array([built[replication] for replication in began], dtype=np.float64)


def half_by(values: Floats, total: int) -> float | None:
    """The value by which half of the total are there; None where fewer than half ever are."""
    half = (total + 1) // 2
    return float(np.sort(values)[half - 1]) if values.size >= half else None


def weeks_between(results: sim.Results, first: str, then: str) -> Floats:
    """Weeks from one event of a use case to another, over all use cases that have both."""
    began = {(replication, use_case): week for replication, week, _, use_case in events(results, first)}
    ended = {(replication, use_case): week for replication, week, _, use_case in events(results, then)}
    return np.array([ended[key] - began[key] for key in ended if key in began], dtype=np.float64)


# --- from the workloads ----------------------------------------------------------------------------------------------


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
