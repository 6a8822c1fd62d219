"""The numbers of the fan of run-rates, and its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.weekly import FAN, Fan
from sim.charts.arms import checked
from sim.charts.comparison import Phrases, Sentence
from sim.charts.evidence import Estimate, judge
from sim.charts.longtable import LongRow
from sim.charts.titles import NOTHING, any_of, each, runs
from sim.charts.words import MONTHS_PER_WEEK, month_number, percent, percents
from sim.charts.words import count as counted

BANDS = ((0.95, 0.025, 0.975, 40), (0.80, 0.10, 0.90, 10), (0.50, 0.25, 0.75, 4))
"""Share of programmes in a band, its edges, and how many programmes it takes to draw it."""


@dataclass(frozen=True)
class FanArm:
    """One strategy's run-rates."""

    label: str
    fan: Fan

    @property
    def total(self) -> int:
        return self.fan.programmes

    @property
    def months(self) -> list[float]:
        return [week * MONTHS_PER_WEEK for week in self.fan.weeks]

    def edge(self, share: float) -> tuple[float, ...]:
        """One of the fan's edges, month by month."""
        return self.fan.quantiles[FAN.index(share)] if self.fan.quantiles else ()

    @property
    def within(self) -> Estimate:
        """The share that stays within its budget to its end."""
        found = self.fan.within
        assert found is not None
        return Estimate(self.label, found.share, found.low, found.high)

    @property
    def drawn(self) -> list[tuple[float, float, float]]:
        """The bands that so many programmes can fill: share, lower and upper edge."""
        return [(share, low, high) for share, low, high, least in BANDS if self.total >= least]


@dataclass(frozen=True)
class RunRateChart:
    """Everything that the fan shows."""

    arms: tuple[FanArm, ...]

    @property
    def title(self) -> str:
        """Who stays within the budget, or how often it is passed and when."""
        return run_rate_title([arm for arm in self.arms if arm.total])

    @property
    def subtitle(self) -> str:
        """What is plotted, and which programmes these are."""
        bands = sorted({round(100 * share) for arm in self.arms for share, _, _ in arm.drawn})
        shaded = f" Bands: the middle {_and(bands)}% of programmes." if bands else ""
        return (
            "A year's cost of what is live and of surfaced shadow AI, at current use. Line: median."
            f"{shaded} Ink: the budget, median of programmes. {sampled([arm.total for arm in self.arms])}"
        )

    @property
    def highest(self) -> float:
        """The highest amount drawn."""
        drawn = [value for arm in self.arms for _, _, edge in arm.drawn for value in arm.edge(edge)]
        drawn += [value for arm in self.arms for value in (*arm.edge(0.5), *arm.fan.budget_eur)]
        return max(drawn, default=0.0)

    @property
    def last_month(self) -> float:
        return max((month for arm in self.arms for month in arm.months), default=1.0)

    def rows(self) -> Iterator[LongRow]:
        """Every edge that is drawn, the median, the budget, and who stays within it."""
        for arm in self.arms:
            edges = sorted({0.5, *(edge for _, low, high in arm.drawn for edge in (low, high))})
            for share in edges:
                yield from _series(arm, f"run_rate_p{100 * share:g}", arm.edge(share))
            yield from _series(arm, "budget_median", arm.fan.budget_eur)
            if arm.fan.within is not None:
                for measure in ("share", "low", "high"):
                    value = getattr(arm.fan.within, measure)
                    yield LongRow(arm.label, f"within_budget_{measure}", value=value, unit="share")


def _series(arm: FanArm, measure: str, values: Sequence[float]) -> Iterator[LongRow]:
    for month, value in zip(arm.months, values, strict=True):
        yield LongRow(arm.label, measure, month, x_unit="months", value=value, unit="EUR/year")


def _and(numbers: Sequence[int]) -> str:
    *head, last = [str(number) for number in numbers]
    return f"{', '.join(head)} and {last}" if head else last


def sampled(totals: Sequence[int]) -> str:
    """Which programmes a weekly picture shows: the run's first ones."""
    if max(totals, default=0) == 0:
        return "No programme was simulated."
    fewest, most = min(totals), max(totals)
    if most == 1:
        first = "The first programme"
    else:
        first = f"The first {counted(most) if fewest == most else f'{counted(fewest)} to {counted(most)}'} programmes"
    return f"{first}{' under each strategy' if len(totals) > 1 else ''}, week by week."


def run_rate_chart(fans: Mapping[str, Fan]) -> RunRateChart:
    """The chart's numbers."""
    return RunRateChart(tuple(FanArm(label, fan) for label, fan in checked(fans).items()))


def run_rate_title(arms: Sequence[FanArm]) -> str:
    """Who stays within the budget."""
    if not arms:
        return NOTHING
    if len(arms) == 1:
        return _one(arms[0])
    shares = [arm.within for arm in arms]
    if all(share.value == 1 for share in shares):
        return f"No run-rate passes its budget before its programme ends, under {any_of(len(arms))}"
    if all(share.value == 0 for share in shares):
        return f"Every run-rate passes its budget, under {each(len(arms))}"
    goal = "within budget to the end in {much} of programmes"
    phrases = Phrases(f"{{who}} stays {goal}", "{who} in {much}", f"{{who}} stay {goal}")
    return str(Sentence(judge(shares), runs(arms), phrases, percents))


def _one(arm: FanArm) -> str:
    within, passing = arm.within.value, arm.fan.median_passing_week
    if passing is None:
        if arm.total == 1:
            return "The run-rate of the one simulated programme never passes its budget"
        return f"Run-rate stays within the budget to the end in each of {counted(arm.total)} programmes"
    when = month_number(passing * MONTHS_PER_WEEK)
    if arm.total == 1:
        return f"The run-rate of the one simulated programme passes its budget in {when}"
    told = f"Run-rate passes the budget in {percent(1.0 - within)} of programmes"
    return f"{told}, in half of these by {when}"
