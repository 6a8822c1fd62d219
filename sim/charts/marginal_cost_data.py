"""The numbers of the marginal-cost chart, taken from the estimates by n."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.analysis.marginal import FIRST_THREE, MarginalCost
from sim.charts.arms import checked, programmes
from sim.charts.evidence import Estimate
from sim.charts.longtable import LongRow
from sim.charts.scaling import Trend, marginal_cost_title

FEW = 0.10
"""The line goes pale where fewer than this share of programmes got so far."""

ENOUGH_FOR_AN_INTERVAL = 10
"""Student's interval of two or three programmes can be wider than the picture is high; the table has it."""

_MOST_WITH_GHOSTS = 3


@dataclass(frozen=True)
class CostPoint:
    """The nth workload: its mean cost a year with its confidence, and the spread between futures."""

    n: int
    programmes: int
    mean: float
    low: float
    high: float
    p10: float
    p90: float

    @property
    def interval_drawn(self) -> bool:
        """Whether the confidence is known, and from enough programmes to be drawn."""
        return math.isfinite(self.low + self.high) and self.programmes >= ENOUGH_FOR_AN_INTERVAL


@dataclass(frozen=True)
class CostArm:
    """One strategy. `following` is what the next workload would cost, asked at reviews of every programme."""

    label: str
    total: int
    points: tuple[CostPoint, ...]
    following: tuple[CostPoint, ...]
    first_three: float | None

    def enough(self, point: CostPoint) -> bool:
        """At least one programme in ten stands behind the point."""
        return point.programmes >= FEW * self.total

    @property
    def latest(self) -> CostPoint | None:
        """The last workload that enough programmes reached."""
        return next((point for point in reversed(self.points) if self.enough(point)), None)

    def programmes_at(self, n: int) -> int:
        """How many programmes got the nth workload live."""
        return next((point.programmes for point in self.points if point.n == n), 0)


@dataclass(frozen=True)
class MarginalCostChart:
    """Everything that the marginal-cost chart shows."""

    title: str
    arms: tuple[CostArm, ...]
    last_n: int

    @property
    def subtitle(self) -> str:
        """What is plotted, and what each mark means."""
        hollow = " Hollow: the next workload as priced at reviews." if any(arm.following for arm in self.arms) else ""
        grey = " Grey: the other strategies." if self.ghosts else ""
        return (
            f"One year's steady-state run cost of the nth workload. {programmes([arm.total for arm in self.arms])}. "
            "Line: mean, its shading 95% confidence. Bars: middle 80% of programmes. "
            "Dashed: average of the first three."
            f"{hollow}{grey}"
        )

    @property
    def ghosts(self) -> bool:
        """The others are drawn behind each strategy as long as they can be told apart."""
        return 1 < len(self.arms) <= _MOST_WITH_GHOSTS

    @property
    def highest(self) -> float:
        """The highest number drawn."""
        points = [point for arm in self.arms for point in (*arm.points, *arm.following)]
        drawn = [point.mean for point in points] + [point.high for point in points if point.interval_drawn]
        drawn += [point.p90 for arm in self.arms for point in arm.points]
        return max((value for value in drawn if math.isfinite(value)), default=0.0)

    def rows(self) -> Iterator[LongRow]:
        """Every point of both series and the average of the first three."""
        for arm in self.arms:
            for point in arm.points:
                yield from _point_rows(arm.label, "", point, ("mean", "low", "high", "p10", "p90"))
            for point in arm.following:
                yield from _point_rows(arm.label, "next_", point, ("mean", "low", "high"))
            if arm.first_three is not None:
                yield LongRow(arm.label, "first_three_mean", value=arm.first_three, unit="EUR/year")


def _point_rows(label: str, series: str, point: CostPoint, measures: tuple[str, ...]) -> Iterator[LongRow]:
    for measure in measures:
        value = getattr(point, measure)
        yield LongRow(label, f"{series}{measure}", point.n, x_unit="nth workload", value=value, unit="EUR/year")
    yield LongRow(
        label, f"{series}programmes", point.n, x_unit="nth workload", value=point.programmes, unit="programmes"
    )


def marginal_cost_chart(
    costs: Mapping[str, MarginalCost],
    *,
    totals: Mapping[str, int],
    following: Mapping[str, MarginalCost] | None = None,
) -> MarginalCostChart:
    """The chart's numbers. `totals` counts the programmes, `following` prices the next workload at reviews."""
    arms = tuple(
        CostArm(label, totals[label], _points(cost), _points((following or {}).get(label)), cost.first_three_mean_eur)
        for label, cost in checked(costs).items()
    )
    last_n = max((int(cost.n[-1]) for cost in costs.values() if cost.n.size), default=1)
    last_next = max((point.n for arm in arms for point in arm.following), default=1)
    return MarginalCostChart(marginal_cost_title([_trend(arm) for arm in arms]), arms, max(last_n, last_next))


def _points(cost: MarginalCost | None) -> tuple[CostPoint, ...]:
    """The points that have a mean; a confidence that is not known stays NaN."""
    if cost is None:
        return ()
    columns = (cost.n, cost.programmes, cost.mean_eur, cost.low_eur, cost.high_eur, cost.p10_eur, cost.p90_eur)
    points = (CostPoint(int(n), int(behind), *_known(values)) for n, behind, *values in zip(*columns, strict=True))
    return tuple(point for point in points if point.programmes and math.isfinite(point.mean))


def _known(values: list[float]) -> tuple[float, float, float, float, float]:
    mean, low, high, p10, p90 = (float(value) if math.isfinite(value) else math.nan for value in values)
    return mean, low, high, p10, p90


def _trend(arm: CostArm) -> Trend:
    """The title claims nothing from a confidence that is too poor to be drawn."""
    latest = arm.latest
    if latest is None:
        return Trend(arm.label, arm.total, 0, None, None)
    low, high = (latest.low, latest.high) if latest.interval_drawn else (math.nan, math.nan)
    estimate = Estimate(arm.label, latest.mean, low, high)
    return Trend(arm.label, arm.total, latest.n, estimate, _first_three(arm), _following(arm, latest.n))


def _following(arm: CostArm, n: int) -> Estimate | None:
    """The next workload's price at about that place, from enough programmes that were asked."""
    priced = [point for point in arm.following if point.n <= n + 1 and arm.enough(point)]
    if not priced:
        return None
    last = priced[-1]
    return Estimate(arm.label, last.mean, last.low, last.high)


def _first_three(arm: CostArm) -> Estimate | None:
    """The average with the average of the three intervals, which is never too narrow: the three go together."""
    if arm.first_three is None:
        return None
    first = arm.points[:FIRST_THREE]
    low, high = (sum(getattr(point, bound) for point in first) / FIRST_THREE for bound in ("low", "high"))
    return Estimate(arm.label, arm.first_three, low, high)
