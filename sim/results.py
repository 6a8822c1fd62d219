"""What a run or a comparison says: Arrow tables, estimates, the summary and the charts, from one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.arms import COLUMNS as ARM_COLUMNS
from sim.analysis.arms import Arm, arm_of_programmes
from sim.analysis.at_risk import AtRisk, at_risk
from sim.analysis.cause_counts import COLUMNS as CAUSE_COLUMNS
from sim.analysis.cause_counts import tallied
from sim.analysis.comparison import COST_COUNTS, MARGINAL_COST, PairComparison, compare_pairs, turned
from sim.analysis.curve_differences import COLUMNS as CURVE_COLUMNS
from sim.analysis.curve_differences import CurveDifference, reached_difference, standing_difference
from sim.analysis.incidence import Incidence, incidence
from sim.analysis.league import LeagueRow, league
from sim.analysis.lever_cascade import Cascade, lever_cascade
from sim.analysis.logrank import LogRank, logrank
from sim.analysis.marginal import MarginalCost, marginal_cost, next_marginal_cost
from sim.analysis.outcomes import outcome_shares
from sim.analysis.paired import PairedDifference
from sim.analysis.proportions import Proportion
from sim.analysis.reached import Reached, reached_by_count
from sim.analysis.rmst import RestrictedMean, restricted_mean
from sim.analysis.summary import causes_of, summarise, summarise_comparison, whole_years
from sim.analysis.survival import Quantile, SurvivalCurve, programme_survival
from sim.errors import InputError, nearest
from sim.montecarlo.failures import Failure
from sim.montecarlo.tables import RunTables
from sim.montecarlo.weekly import sample_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa

ENDS_COLUMNS = ("replication", "outcome", "outcome_week")
LIVE_COLUMNS = ("outcome", "live_max")
MOST_STRATEGIES = 6


@dataclass(frozen=True, eq=False)
class Results:
    """One scenario, simulated: the tables and what they say. `folder` is None where nothing was stored.

    `sample_workers` is how many processes may simulate the weekly sample where the run noted none; 0 is nobody.
    `mechanism` is the name of a mechanism of one's own that acted on the programmes, empty where none did.
    """

    scenario: Scenario
    seed: int
    tables: RunTables
    folder: Path | None = None
    sample_workers: int = 0
    mechanism: str = ""

    @property
    def replications(self) -> int:
        """How many programmes were asked for."""
        return self.tables.replications

    @property
    def horizon_weeks(self) -> float:
        """How long programmes are watched."""
        return float(self.scenario.horizon_weeks)

    @property
    def failures(self) -> list[Failure]:
        """Replications that broke, each with its seed and number."""
        return self.tables.failures

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One of the tables: replications, workloads, reviews, events, ledger."""
        return self.tables.table(name, columns)

    @cached_property
    def weekly_sample(self) -> pa.Table | None:
        """The first programmes week by week, as the run noted them or simulated once more; None where neither is."""
        kept = self.tables.weekly_sample()
        if kept is not None or not self.sample_workers:
            return kept
        sample = sample_of(self.scenario, self.seed, self.replications, self.sample_workers)
        self.tables.keep_weekly_sample(sample)
        return sample

    @cached_property
    def lever_cascade(self) -> Cascade:
        """What each cost lever of the policy takes off a call's price by the cards, one after the other."""
        return lever_cascade(self.scenario, self.seed, self.replications)

    def survival(self) -> SurvivalCurve:
        """Survival in time: the share of programmes without an end yet."""
        return programme_survival(self.table("replications", ENDS_COLUMNS))

    def median(self) -> Quantile:
        """The week by which half of the programmes have ended, with its interval; None where it is not known."""
        return self.survival().quantile()

    def restricted_mean(self, until_weeks: float | None = None) -> RestrictedMean:
        """How many of the first so many weeks a programme stands on average; all up to the horizon if none is named."""
        return restricted_mean(self.survival(), self.horizon_weeks if until_weeks is None else until_weeks)

    def at_risk(self, ticks_weeks: Sequence[float] | None = None) -> AtRisk:
        """How many are still watched, at every whole year and the horizon unless told otherwise."""
        return at_risk(self.survival(), whole_years(self.horizon_weeks) if ticks_weeks is None else ticks_weeks)

    def incidence(self, calendar_weeks: Sequence[float] | None = None) -> Incidence:
        """The share that has ended by each cause over time, while the others compete; read shard by shard.

        Steps are the weeks of the ends. A calendar, with the horizon in it, makes them few: memory then stays flat
        however many programmes there are, and at its weeks the curves are the same.
        """
        outcomes = self.tables.batches("replications", ("outcome",))
        causes = sorted({cause for shard in outcomes for cause in causes_of(shard)})
        return incidence(tallied(self.tables.batches("replications", CAUSE_COLUMNS), causes, calendar_weeks))

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
        return {**_head(self), "finding": self.finding(), **self.numbers}

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The summary's estimates alone, without what only a chart knows."""
        return summarise(self.tables, horizon_weeks=self.horizon_weeks, target=self.scenario.ends.target)

    def finding(self) -> str:
        """The answer in one sentence, as above the survival chart."""
        from sim.pictures import survival_finding

        return survival_finding({self.scenario.label: self})

    def write_charts(self, folder: Path | str, only: Sequence[str] = ()) -> list[Path]:
        """Draw the chart set of one strategy as SVG, PNG and CSV: all charts, or `only` those named."""
        from sim.pictures import chosen_pictures, pictures_of_run, write_pictures

        return write_pictures(chosen_pictures(pictures_of_run(self), only), Path(folder))


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

    @property
    def common_luck(self) -> bool:
        """Replication k is the same future for all: the seed is the same."""
        return len({one.seed for one in self.results.values()}) == 1

    @cached_property
    def pairs(self) -> tuple[PairComparison, ...]:
        """Every pair, first minus second, over the futures that both have."""
        self._require_common_luck("a difference future by future")
        counts = sorted({*COST_COUNTS, self._first.scenario.ends.target})
        return compare_pairs(self._tables, costs_of=counts)

    def pair(self, first: str, second: str) -> PairComparison:
        """The two strategies in the order of the comparison, whichever is named first."""
        for name in (first, second):
            if name not in self.results:
                raise InputError(f"'{name}' was not compared{nearest(name, self.results)}")
        wanted = {first, second}
        found = next((pair for pair in self.pairs if {pair.first, pair.second} == wanted), None)
        if found is None:
            raise InputError(f"a difference is between two scenarios, not between '{first}' and itself")
        return found

    def difference(
        self, first: str, second: str, measure: str = "payoff_eur", *, n: int | None = None
    ) -> PairedDifference:
        """First minus second, future by future, of any headline; of marginal_cost_eur for the nth workload.

        `better` counts the futures in which the first did better: costs and spend are better where they are less.
        """
        pair = self.pair(first, second)
        found = _of_pair(pair, measure, n)
        return found if pair.first == first else turned(found)

    def standing_difference(
        self, first: str, second: str, ticks_weeks: Sequence[float] | None = None
    ) -> CurveDifference:
        """First minus second of the share still standing, at every whole year and the horizon unless told otherwise.

        Its simultaneous band holds for the whole curve, its pointwise band at any one of the weeks.
        """
        same, sides = self.pair(first, second).same, self._sides(first, second)
        ticks = whole_years(self._first.horizon_weeks) if ticks_weeks is None else ticks_weeks
        return standing_difference(*sides, ticks, same=same)

    def reached_difference(self, first: str, second: str, up_to: int | None = None) -> CurveDifference:
        """The same of the share that had n workloads live at once, for n up to the target."""
        same, sides = self.pair(first, second).same, self._sides(first, second)
        return reached_difference(*sides, up_to or self._first.scenario.ends.target, same=same)

    def league(self) -> tuple[LeagueRow, ...]:
        """Every strategy in one row, best mean payoff first: how probably it is best, and what choosing it costs."""
        return self._league

    @cached_property
    def _league(self) -> tuple[LeagueRow, ...]:
        self._require_common_luck("a league")
        return league(self._tables)

    def best(self) -> str:
        """The strategy that reaches the target most often; among equals the one with the higher mean payoff."""

        def merit(name: str) -> tuple[float, float]:
            numbers = self.results[name].numbers
            return numbers["reached_target"]["share"], numbers["payoff_eur"]["mean"]

        return max(self.results, key=merit)

    def log_rank(self) -> LogRank:
        """Do programmes end at the same rate under all of them? For independent seeds only; common luck is refused."""
        arms: dict[str, Arm] = {
            name: arm_of_programmes(one.table("replications", ARM_COLUMNS), one.seed)
            for name, one in self.results.items()
        }
        return logrank(arms)

    def summary(self) -> dict[str, Any]:
        """The content of summary.json: the league, each scenario's summary and the paired differences."""
        return self._summary

    @cached_property
    def _summary(self) -> dict[str, Any]:
        parts = {name: {**_head(one), **one.numbers} for name, one in self.results.items()}
        paired = (self.pairs, self.league()) if self.common_luck else ((), ())
        numbers = summarise_comparison(parts, *paired)
        return {**numbers, "kind": "comparison", "finding": self.finding()}

    @property
    def _first(self) -> Results:
        return next(iter(self.results.values()))

    @property
    def _tables(self) -> dict[str, RunTables]:
        return {name: one.tables for name, one in self.results.items()}

    def _sides(self, first: str, second: str) -> tuple[pa.Table, pa.Table]:
        ours, theirs = (self.results[name].table("replications", CURVE_COLUMNS) for name in (first, second))
        return ours, theirs

    def _require_common_luck(self, what: str) -> None:
        if not self.common_luck:
            seeds = ", ".join(f"{name} {one.seed}" for name, one in self.results.items())
            raise InputError(f"{what} needs the same luck for all, and the seeds differ ({seeds}): nothing pairs")

    def finding(self) -> str:
        """The answer in one sentence, as above the chart of who reaches the target."""
        from sim.pictures import reached_finding

        return reached_finding(self.by_label(), self.pairs_by_label())

    def write_charts(self, folder: Path | str, only: Sequence[str] = ()) -> list[Path]:
        """Draw the strategies side by side, and how they differ in the same futures; all, or `only` those named."""
        from sim.pictures import chosen_pictures, pictures_of_comparison, write_pictures

        return write_pictures(chosen_pictures(pictures_of_comparison(self), only), Path(folder))

    def labels(self) -> dict[str, str]:
        """A label of its own for each scenario; where two are called the same, the name makes the difference."""
        return labels_of({name: one.scenario for name, one in self.results.items()})

    def by_label(self) -> dict[str, Results]:
        """The results as charts and tables call them."""
        labels = self.labels()
        return {labels[name]: one for name, one in self.results.items()}

    def pairs_by_label(self) -> list[PairComparison]:
        """The pairs as charts and tables call them; none where luck differs and nothing pairs."""
        labels = self.labels()
        if not self.common_luck:
            return []
        return [replace(pair, first=labels[pair.first], second=labels[pair.second]) for pair in self.pairs]


def _of_pair(pair: PairComparison, measure: str, n: int | None) -> PairedDifference:
    if measure == MARGINAL_COST:
        if n not in pair.marginal_cost_eur:
            known = ", ".join(map(str, pair.marginal_cost_eur))
            raise InputError(f"n: {MARGINAL_COST} is compared for n = {known}; found {n}")
        cost = pair.marginal_cost_eur[n]
        if cost is None:
            raise InputError(f"no future has workload number {n} live under both '{pair.first}' and '{pair.second}'")
        return cost
    if measure not in pair.differences:
        known = ", ".join((*pair.differences, MARGINAL_COST))
        raise InputError(f"there is no measure '{measure}' (known: {known}){nearest(measure, pair.differences)}")
    if n is not None:
        raise InputError(f"n: only {MARGINAL_COST} is of the nth workload; found n = {n} for {measure}")
    return pair.differences[measure]


def labels_of(scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    """A label of its own for each scenario, by name; where two are called the same, the name makes the difference."""
    given = {name: one.label for name, one in scenarios.items()}
    twice = {label for label in given.values() if list(given.values()).count(label) > 1}
    return {name: f"{label} ({name})" if label in twice else label for name, label in given.items()}


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


def _head(results: Results) -> dict[str, Any]:
    """Whose numbers these are, with which luck, by which version, and with what that is not in the model."""
    scenario = results.scenario
    return {
        "kind": "run",
        "name": scenario.name,
        "label": scenario.label,
        "fingerprint": scenario.fingerprint(),
        "seed": results.seed,
        "version": __version__,
        **({"mechanism": results.mechanism} if results.mechanism else {}),
    }
