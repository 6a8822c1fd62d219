"""Charts of money: what the nth workload costs, and run-rate against budget."""

from __future__ import annotations

from collections.abc import Iterator

from sim.charts.arms import programmes
from sim.charts.look import INK, QUIET, Hue, hues_of, tint
from sim.charts.marginal_cost_data import CostArm, CostPoint, MarginalCostChart
from sim.charts.run_rate_data import FanArm, RunRateChart, sampled
from sim.charts.words import eur, listed, ordinal, percent
from sim.office.slides.panels import Drawn, heading, key, letters, money_axis, panels, under
from sim.office.slides.parts import Box, CategoryPlot, Part, Row

_KEY, _UNDER = 0.3, 0.2
_PALE = 0.42
_LEFT = 0.62
_SHADES = {0.95: 0.16, 0.80: 0.32, 0.50: 0.52}
_WHITE = "#FFFFFF"


def cost_parts(chart: MarginalCostChart, area: Box) -> Drawn:
    """A panel for each strategy: a column for each workload, the average of the first three as a line."""
    return Drawn(
        "One year's steady-state run cost of the nth workload, mean of the programmes that got so far. "
        f"{programmes([arm.total for arm in chart.arms])}. Whiskers: 95% confidence. "
        "Dashed: average of the first three.",
        tuple(_costs(chart, area)),
        (
            "Each column is what one more workload costs a year once it runs. Columns above the dashed line: the nth "
            "workload costs more than the first three did. Pale columns: fewer than one programme in ten got so far.",
        ),
        (
            "Only programmes that got so far have an nth workload: the columns show survivors. What the next workload "
            "would cost in all programmes, as priced at reviews, stands in marginal_cost.csv.",
        ),
    )


def _costs(chart: MarginalCostChart, area: Box) -> Iterator[Part]:
    numbers = range(1, chart.last_n + 1)
    shown = [point for arm in chart.arms for point in arm.points]
    tops = [point.high if point.interval_drawn else point.mean for point in shown]
    axis = money_axis(max([*tops, *(arm.first_three or 0.0 for arm in chart.arms)], default=0.0))
    found = panels(area.upper(area.height - _UNDER), len(chart.arms), 3, left=_LEFT)
    for arm, hue, panel in zip(chart.arms, hues_of(len(chart.arms)), found, strict=True):
        at = {point.n: point for point in arm.points}
        points = [at.get(n) for n in numbers]
        rows = (
            Row(
                "mean cost a year, EUR",
                tuple(None if point is None else point.mean for point in points),
                hue.line,
                spans=tuple(_span(point) for point in points),
                points=tuple(_colour(arm, point, hue) for point in points),
            ),
        )
        first = arm.first_three
        lines = (
            () if first is None else (Row("average of the first three", (first,) * len(numbers), INK, 1.25, "dash"),)
        )
        told = _now(arm)
        yield heading(panel, arm.label, hue.text, told)
        size = letters(panel, len(numbers))
        yield CategoryPlot(
            f"Cost of the nth workload: {arm.label}", f"{arm.label}: {'; '.join(told)}", panel.chart, panel.inner,
            "columns", tuple(str(n) for n in numbers), rows, axis, lines, gap=30, size=size,
        )  # fmt: skip
    yield under(area, "nth workload")


def _span(point: CostPoint | None) -> tuple[float, float]:
    if point is None or not point.interval_drawn:
        return (0.0, 0.0)
    return (point.mean - point.low, point.high - point.mean)


def _colour(arm: CostArm, point: CostPoint | None, hue: Hue) -> str:
    return hue.line if point is not None and arm.enough(point) else tint(hue.line, _PALE)


def _now(arm: CostArm) -> list[str]:
    latest = arm.latest
    now = f"{ordinal(latest.n)} workload {eur(latest.mean)} a year" if latest else "too few programmes go live"
    first = "first three unknown" if arm.first_three is None else f"first three {eur(arm.first_three)} on average"
    return [now, first]


def run_rate_parts(chart: RunRateChart, area: Box) -> Drawn:
    """A panel for each strategy: three bands around the median, the budget in ink."""
    bands = sorted({round(100 * share) for arm in chart.arms for share, _, _ in arm.drawn})
    shaded = f" Bands: the middle {listed([str(band) for band in bands])}% of programmes." if bands else ""
    return Drawn(
        "A year's cost of what is live and of surfaced shadow AI, at current use. Line: median."
        f"{shaded} Ink: the budget, median of programmes. {sampled([arm.total for arm in chart.arms])}",
        tuple(_rates(chart, area)),
        (
            "Where the coloured line lies above the dark one, half of the programmes cost more than their budget. "
            "The bands say how far programmes lie apart, not how sure the median is.",
        ),
        (
            "Programmes that have ended stay in the picture as long as their workloads run; one that ends before it "
            "passes its budget counts as within.",
        ),
    )


def _rates(chart: RunRateChart, area: Box) -> Iterator[Part]:
    axis = money_axis(chart.highest)
    hues = hues_of(len(chart.arms))
    median = hues[0].line if len(set(hues)) == 1 else QUIET
    yield key(area, [("budget", INK, INK), ("median of the programmes", median, QUIET)])
    top = area.below(_KEY).upper(area.height - _KEY - _UNDER)
    for arm, hue, panel in zip(chart.arms, hues, panels(top, len(chart.arms), 3, left=_LEFT), strict=True):
        told = _within(arm)
        yield heading(panel, arm.label, hue.text, told)
        if not arm.fan.weeks:
            continue
        rows = [Row(f"{100 * high:g}% of programmes are below", arm.edge(high), tint(hue.line, _SHADES[share]))
                for share, _, high in arm.drawn]  # fmt: skip
        lows = [(low, tint(hue.line, _SHADES[share])) for share, low, _ in reversed(arm.drawn)]
        outside = [*(colour for _, colour in lows[1:]), _WHITE][: len(lows)]
        rows += [
            Row(f"{100 * low:g}% of programmes are below", arm.edge(low), colour)
            for (low, _), colour in zip(lows, outside, strict=True)
        ]
        lines = (
            Row("median of the programmes", arm.edge(0.5), hue.line, 2.25),
            Row("budget, median of programmes", arm.fan.budget_eur, INK, 2.0),
        )
        months = tuple(f"{month:.0f}" for month in arm.months)
        every = 12 if len(months) > 12 else 1  # noqa: PLR2004  a year
        yield CategoryPlot(
            f"Run-rate: {arm.label}", f"{arm.label}: {'; '.join(told)}", panel.chart, panel.inner, "columns", months,
            tuple(rows), axis, lines, behind=True, gap=0, every=every,
        )  # fmt: skip
    yield under(area, "months since the start")


def _within(arm: FanArm) -> list[str]:
    if not arm.total:
        return ["no programme was simulated"]
    within = arm.within
    stays = f"{percent(within.value)} stay within budget ({percent(within.low)} to {percent(within.high)})"
    return [stays, f"at the end {eur(arm.edge(0.5)[-1])} of {eur(arm.fan.budget_eur[-1])} (medians)"]
