"""The numbers of the chart of queue and shadow, and its title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sim.analysis.weekly import Course, course_of, weeks_of
from sim.charts.arms import checked
from sim.charts.evidence import Estimate, judge
from sim.charts.longtable import LongRow
from sim.charts.run_rate_data import sampled
from sim.charts.titles import NOTHING, any_of, runs
from sim.charts.words import MONTHS_PER_WEEK, month_number, name

QUEUED, SHADOW = "queued", "shadow"
SERIES = {QUEUED: "use cases waiting", SHADOW: "shadow workloads"}
UNITS = {QUEUED: "use cases", SHADOW: "workloads"}
ENOUGH = 10
"""Programmes that must stand for their mean to be compared, or its confidence to be drawn."""

_FEW = 9.95


@dataclass(frozen=True)
class QueueArm:
    """One strategy: what waits for a team, and what has gone around, month by month."""

    label: str
    total: int
    queued: Course
    shadow: Course

    def course(self, series: str) -> Course:
        return self.queued if series == QUEUED else self.shadow

    @property
    def last_week(self) -> int | None:
        """The last week noted in which enough programmes stand for their mean to say something."""
        enough = min(ENOUGH, self.total)
        noted = zip(self.queued.weeks, self.queued.programmes, strict=True)
        return max((week for week, standing in noted if standing >= enough), default=None)

    def mean_in(self, week: int, series: str) -> Estimate:
        """The mean in a week noted."""
        course = self.course(series)
        at = course.weeks.index(week)
        return Estimate(self.label, course.mean[at], course.low[at], course.high[at])


@dataclass(frozen=True)
class QueueChart:
    """Everything that the chart shows."""

    arms: tuple[QueueArm, ...]

    @property
    def title(self) -> str:
        """How much waits and how much has gone around."""
        return queue_title([arm for arm in self.arms if arm.total])

    @property
    def subtitle(self) -> str:
        """What is plotted, and which programmes these are."""
        return (
            "Use cases that wait for a team, and workloads that went around the programme, known to it or not. Line: "
            "mean of the programmes that stand, its shading 95% confidence; bar at the end: middle 80% of them. "
            f"{sampled([arm.total for arm in self.arms])}"
        )

    @property
    def highest(self) -> float:
        """The highest number drawn."""
        drawn = []
        for course in (arm.course(series) for arm in self.arms for series in SERIES):
            many = [at for at, behind in enumerate(course.programmes) if behind >= ENOUGH]
            drawn += [*course.mean, *(course.high[at] for at in many), *(course.p90[at] for at in many[-1:])]
        return max(drawn, default=0.0)

    @property
    def last_month(self) -> float:
        weeks = [week for arm in self.arms for week in arm.queued.weeks[-1:]]
        return max(weeks, default=1) * MONTHS_PER_WEEK

    def rows(self) -> Iterator[LongRow]:
        """Both courses with their confidence and spread, and how many programmes stand."""
        for arm in self.arms:
            for series in SERIES:
                course = arm.course(series)
                for place, week in enumerate(course.weeks):
                    month = week * MONTHS_PER_WEEK
                    for measure in ("mean", "low", "high", "p10", "p90"):
                        value = getattr(course, measure)[place]
                        yield LongRow(arm.label, f"{series}_{measure}", month, None, "months", value, UNITS[series])
            for week, standing in zip(arm.queued.weeks, arm.queued.programmes, strict=True):
                yield LongRow(arm.label, "standing", week * MONTHS_PER_WEEK, None, "months", standing, "programmes")


def queue_chart(samples: Mapping[str, pa.Table]) -> QueueChart:
    """The chart's numbers from the weekly samples."""
    arms = []
    for label, sample in checked(samples).items():
        queued = course_of(sample, QUEUED)
        total = weeks_of(sample, QUEUED, standing=False).programmes
        arms.append(QueueArm(label, total, queued, course_of(sample, SHADOW)))
    return QueueChart(tuple(arms))


def amount(value: float) -> str:
    """A mean number of things: 12, 4.4, 0."""
    return f"{value:,.0f}" if value >= _FEW else f"{value:.1f}".removesuffix(".0")


def queue_title(arms: Sequence[QueueArm]) -> str:
    """Queue and shadow in the last month in which enough programmes stand under each strategy."""
    if not arms:
        return NOTHING
    several = len(arms) > 1
    arms = [arm for arm in arms if arm.last_week is not None]
    if not arms:
        return "Every programme ends before its first week is over"
    week = min(arm.last_week for arm in arms if arm.last_week is not None)
    queued, shadow = ([arm.mean_in(week, series) for arm in arms] for series in (QUEUED, SHADOW))
    when = f"In {month_number(week * MONTHS_PER_WEEK)},"
    if all(one.value == 0.0 for one in (*queued, *shadow)):
        return (
            f"{when} nothing waits and nothing has gone around{f', under {any_of(len(arms))}' if len(arms) > 1 else ''}"
        )
    if len(arms) == 1:
        alone = f", under {name(arms[0].label)}; elsewhere every programme has ended at once" if several else ""
        return f"{when} {_one(queued[0], shadow[0], arms[0].total)}{alone}"
    waits = _several(queued, "use cases wait", "use case waits")
    around = _several(shadow, "have gone around", "has gone around")
    if not waits and not around:
        both = f"{_span(queued)} use cases wait and {_span(shadow)} have gone around"
        return f"{when} {both} (no clear difference in either at {runs(arms)})"
    unclear = f"(no clear difference at {runs(arms)})"
    told = (
        waits or f"{_span(queued)} use cases wait {unclear}",
        around or f"{_span(shadow)} have gone around {unclear}",
    )
    return f"{when} {'; '.join(told)}"


def _one(queued: Estimate, shadow: Estimate, total: int) -> str:
    waits = f"{amount(queued.value)} {'use case waits' if queued.value == 1.0 else 'use cases wait'}"
    around = f"{amount(shadow.value)} {'has' if shadow.value == 1.0 else 'have'} gone around"
    if total == 1:
        return f"{waits} for a team in the one simulated programme, {around}"
    return f"{waits} for a team on average, {around}"


def _span(ends: Sequence[Estimate]) -> str:
    return f"{amount(min(one.value for one in ends))} to {amount(max(one.value for one in ends))}"


def _several(ends: Sequence[Estimate], many: str, one: str) -> str:
    """From least to most with the strategies' names, or the same for all; empty where nothing is clear."""
    verdict = judge(ends)
    least, most = verdict.order[-1], verdict.best
    low, high = amount(least.value), amount(most.value)
    if low == high:
        return f"{low} {one if low == '1' else many} under each strategy"
    if least not in verdict.behind:
        return ""
    return f"{low} to {high} {many}, fewest under {name(least.label)}, most under {name(most.label)}"
