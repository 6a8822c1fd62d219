"""What a run or a comparison says: Arrow tables, estimates, the summary and the charts, from one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.comparison import PairComparison, compare_pairs
from sim.analysis.marginal import MarginalCost, marginal_cost, next_marginal_cost
from sim.analysis.outcomes import outcome_shares
from sim.analysis.paired import PairedDifference
from sim.analysis.proportions import Proportion
from sim.analysis.reached import Reached, reached_by_count
from sim.analysis.summary import summarise, summarise_comparison
from sim.analysis.survival import SurvivalCurve, programme_survival
from sim.errors import InputError, nearest
from sim.montecarlo.failures import Failure
from sim.montecarlo.tables import RunTables
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

ENDS_COLUMNS = ("replication", "outcome", "outcome_week")
LIVE_COLUMNS = ("outcome", "live_max")
MOST_STRATEGIES = 6


@dataclass(frozen=True, eq=False)
class Results:
    """One scenario, simulated: the tables and what they say. `folder` is None where nothing was stored."""

    scenario: Scenario
    seed: int
    tables: RunTables
    folder: Path | None = None

    @property
    def replications(self) -> int:
        """How many programmes were asked for."""
        return self.tables.replications

    @property
    def failures(self) -> list[Failure]:
        """Replications that broke, each with its seed and number."""
        return self.tables.failures

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One of the tables: replications, workloads, reviews, events, ledger."""
        return self.tables.table(name, columns)

    def survival(self) -> SurvivalCurve:
        """Survival in time: the share of programmes without an end yet."""
        return programme_survival(self.table("replications", ENDS_COLUMNS))

    def reached(self, up_to: int | None = None) -> Reached:
        """Survival in count: who had n workloads live at once, who ended before, who ran out of time."""
        return reached_by_count(self.table("replications", LIVE_COLUMNS), up_to=up_to or self.scenario.ends.target)

    def marginal_cost(self, up_to: int | None = None) -> MarginalCost:
        """One-year run cost of the nth workload, over the programmes in which it went live."""
        workloads = self.table("workloads", ("replication", "n", "marginal_cost_eur"))
        return marginal_cost(workloads, up_to=up_to or self.scenario.ends.target + 1)

    def next_marginal_cost(self, up_to: int | None = None) -> MarginalCost:
        """The same of the next workload, live or not, at each of finance's reviews: free of survivors' bias."""
        reviews = self.table("reviews", ("replication", "live", "next_marginal_cost_eur"))
        return next_marginal_cost(reviews, up_to=up_to or self.scenario.ends.target + 1)

    def outcomes(self) -> dict[str, Proportion]:
        """The share of each end; 'censored' stands at the horizon."""
        return outcome_shares(self.table("replications", ("outcome",)))

    def summary(self) -> dict[str, Any]:
        """The content of summary.json."""
        return {**_head(self.scenario, self.seed), "finding": self.finding(), **self.numbers}

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The summary's estimates alone, without what only a chart knows."""
        return summarise(
            self.tables, horizon_weeks=float(self.scenario.horizon_weeks), target=self.scenario.ends.target
        )

    def finding(self) -> str:
        """The answer in one sentence, as above the survival chart."""
        from sim.pictures import survival_finding

        return survival_finding({self.scenario.label: self})

    def write_charts(self, folder: Path | str) -> list[Path]:
        """Draw survival, reached-the-nth and marginal cost as SVG, PNG and CSV."""
        from sim.pictures import write_charts

        return write_charts({self.scenario.label: self}, Path(folder))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several scenarios in the same futures, by name."""

    results: Mapping[str, Results]
    folder: Path | None = None

    def __post_init__(self) -> None:
        check_comparable([one.scenario for one in self.results.values()])

    @property
    def failures(self) -> list[Failure]:
        """Replications that broke, under any of the scenarios."""
        return [failure for one in self.results.values() for failure in one.failures]

    @cached_property
    def pairs(self) -> tuple[PairComparison, ...]:
        """Every pair, first minus second, over the futures that both have."""
        return compare_pairs({name: one.tables for name, one in self.results.items()})

    def difference(self, first: str, second: str, measure: str = "payoff_eur") -> PairedDifference:
        """First minus second, future by future: reached_target, standing_at_horizon, payoff_eur or live_max."""
        for name in (first, second):
            if name not in self.results:
                raise InputError(f"'{name}' was not compared{nearest(name, self.results)}")
        wanted = {first, second}
        pair = next((pair for pair in self.pairs if {pair.first, pair.second} == wanted), None)
        if pair is None:
            raise InputError(f"a difference is between two scenarios, not between '{first}' and itself")
        if measure not in pair.differences:
            known = ", ".join(pair.differences)
            raise InputError(f"there is no measure '{measure}' (known: {known}){nearest(measure, pair.differences)}")
        found = pair.differences[measure]
        return found if pair.first == first else turned(found)

    def summary(self) -> dict[str, Any]:
        """The content of summary.json: each scenario's summary and the paired differences."""
        return self._summary

    @cached_property
    def _summary(self) -> dict[str, Any]:
        scenario = next(iter(self.results.values())).scenario
        numbers = summarise_comparison(
            {name: one.tables for name, one in self.results.items()},
            horizon_weeks=float(scenario.horizon_weeks),
            target=scenario.ends.target,
        )
        parts = {
            name: {**_head(one.scenario, one.seed), **numbers["scenarios"][name]} for name, one in self.results.items()
        }
        return {**numbers, "kind": "comparison", "finding": self.finding(), "scenarios": parts}

    def finding(self) -> str:
        """The answer in one sentence, as above the chart of who reaches the target."""
        from sim.pictures import reached_finding

        return reached_finding(self.by_label(), self.pairs_by_label())

    def write_charts(self, folder: Path | str) -> list[Path]:
        """Draw the strategies side by side: survival, reached-the-nth and marginal cost."""
        from sim.pictures import write_charts

        return write_charts(self.by_label(), Path(folder), self.pairs_by_label())

    def labels(self) -> dict[str, str]:
        """A label of its own for each scenario; where two are called the same, the name makes the difference."""
        given = {name: one.scenario.label for name, one in self.results.items()}
        twice = {label for label in given.values() if list(given.values()).count(label) > 1}
        return {name: f"{label} ({name})" if label in twice else label for name, label in given.items()}

    def by_label(self) -> dict[str, Results]:
        """The results as charts and tables call them."""
        labels = self.labels()
        return {labels[name]: one for name, one in self.results.items()}

    def pairs_by_label(self) -> list[PairComparison]:
        """The pairs as charts and tables call them."""
        from dataclasses import replace

        labels = self.labels()
        return [replace(pair, first=labels[pair.first], second=labels[pair.second]) for pair in self.pairs]


def turned(difference: PairedDifference) -> PairedDifference:
    """The same difference, second minus first."""
    from dataclasses import replace

    return replace(
        difference,
        mean=-difference.mean,
        low=-difference.high,
        high=-difference.low,
        better=difference.worse,
        worse=difference.better,
    )


def check_comparable(scenarios: Sequence[Scenario]) -> None:
    """What is compared is watched for as long and aims at as much, and there are two to six of it."""
    if not 2 <= len(scenarios) <= MOST_STRATEGIES:  # noqa: PLR2004
        raise InputError(f"a comparison takes two to {MOST_STRATEGIES} strategies; {len(scenarios)} given")
    for what, values in {
        "horizon_weeks": {one.horizon_weeks for one in scenarios},
        "ends.target": {one.ends.target for one in scenarios},
    }.items():
        if len(values) > 1:
            found = ", ".join(str(value) for value in sorted(values))
            raise InputError(f"{what} must be the same for all that is compared; found {found}")


def _head(scenario: Scenario, seed: int) -> dict[str, Any]:
    """Whose numbers these are, with which luck, by which version."""
    return {
        "kind": "run",
        "name": scenario.name,
        "label": scenario.label,
        "fingerprint": scenario.fingerprint(),
        "seed": seed,
        "version": __version__,
    }
