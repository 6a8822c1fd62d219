"""One programme's events and weekly rows as lanes over time: what the timeline picture shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sim.charts.lanes import (
    Clock,
    Lane,
    Mark,
    WorkloadBar,
    departures,
    gate_lane,
    month_of_row,
    platform_lane,
    workload_bars,
)
from sim.charts.longtable import LongRow
from sim.charts.rows import Row, number, optional_number, text
from sim.charts.story import STANDING, money_at, timeline_title
from sim.charts.ticks import axis_months, month_ticks
from sim.charts.words import MONTHS_PER_WEEK, calendar_month, capital, month_of, name, number_word

_TARGET = 20
_LINES = (("run_rate_eur", "EUR/year"), ("budget_eur", "EUR/year"), ("burnout", "share"), ("engineers", "engineers"))


@dataclass(frozen=True)
class Steps:
    """A weekly number in steps: each value holds until the next month given."""

    measure: str
    unit: str
    months: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def last(self) -> float:
        """The value at the end of the line."""
        return self.values[-1]

    @property
    def highest(self) -> float:
        """The largest value."""
        return max(self.values)


@dataclass(frozen=True)
class TimelineChart:
    """Everything that the timeline shows. `moments` are written on top; `lines` are empty without weekly rows."""

    title: str
    subtitle: str
    start: date
    clock: Clock
    ticks: tuple[int, ...]
    bars: tuple[WorkloadBar, ...]
    left_waiting: int
    platform: Lane
    gate: Lane
    left: tuple[Mark, ...]
    moments: tuple[Mark, ...]
    reviews: Steps | None
    lines: tuple[Steps, ...]

    def line(self, measure: str) -> Steps | None:
        """A weekly series by name."""
        return next((line for line in self.lines if line.measure == measure), None)

    @property
    def ended(self) -> bool:
        """The programme did not make it to the horizon."""
        return any(moment.what == "end" for moment in self.moments)

    def rows(self) -> Iterator[LongRow]:
        """Bars, lanes, marks and weekly series."""
        for bar in self.bars:
            place = "" if bar.n is None else f"live as number {bar.n}"
            for span in bar.spans:
                yield LongRow(f"use case {bar.use_case + 1}", span.state, span.start, span.end, "months", text=place)
        yield LongRow("workloads", "left_waiting", value=self.left_waiting, unit="use cases")
        yield from self.platform.rows("platform")
        yield from self.gate.rows("gate")
        yield from Lane((), (*self.left, *self.moments)).rows("programme")
        for line in (*self.lines, *([self.reviews] if self.reviews else [])):
            for month, value in zip(line.months, line.values, strict=True):
                yield LongRow("programme", line.measure, month, x_unit="months", value=value, unit=line.unit)


def timeline_chart(
    events: Sequence[Row],
    weekly: Sequence[Row],
    replication: Row,
    *,
    start: date,
    label: str = "",
    reviews: Sequence[Row] = (),
    target: int = _TARGET,
    horizon_weeks: float | None = None,
) -> TimelineChart:
    """The picture's numbers from the rows of one replication; columns as in `sim.programme.columns`."""
    end_week = number(replication, "outcome_week")
    horizon_week = horizon_weeks or max([end_week, *(number(row, "week") for row in weekly)])
    clock = Clock(axis_months(horizon_week * MONTHS_PER_WEEK), end_week * MONTHS_PER_WEEK)
    told = sorted((event for event in events if number(event, "week") <= horizon_week), key=month_of_row)
    bars, left_waiting = workload_bars(told, clock)
    return TimelineChart(
        title=timeline_title(replication, money_at(reviews, weekly, end_week), target),
        subtitle=_subtitle(replication, label, start, bool(reviews)),
        start=start,
        clock=clock,
        ticks=month_ticks(clock.horizon),
        bars=bars,
        left_waiting=left_waiting,
        platform=platform_lane(told, clock),
        gate=gate_lane(told, clock),
        left=departures(told),
        moments=_moments(replication, target),
        reviews=_review_points(reviews),
        lines=tuple(_line(weekly, measure, unit) for measure, unit in _LINES) if weekly else (),
    )


def _subtitle(replication: Row, label: str, start: date, reviews: bool) -> str:
    who = f" under {name(label)}" if label else ""
    dots = " Dots on the money: run-rate with the committed plan, as finance saw it." if reviews else ""
    return (
        f"One simulated programme{who}, replication {round(number(replication, 'replication'))}, "
        f"from {calendar_month(start, 0)} on.{dots}"
    )


def _moments(replication: Row, target: int) -> tuple[Mark, ...]:
    """The target and the end, as they are written above all lanes."""
    moments = []
    reached = optional_number(replication, "reached_target_week")
    if reached is not None:
        month = reached * MONTHS_PER_WEEK
        moments.append(Mark(month, "target_reached", f"{number_word(target)} live, {month_of(month)}"))
    outcome = text(replication, "outcome")
    if outcome != STANDING:
        month = number(replication, "outcome_week") * MONTHS_PER_WEEK
        moments.append(Mark(month, "end", f"{capital(name(outcome))}, {month_of(month)}"))
    return tuple(moments)


def _review_points(reviews: Sequence[Row]) -> Steps | None:
    if not reviews:
        return None
    months = tuple(month_of_row(row) for row in reviews)
    return Steps("run_rate_with_plan_eur", "EUR/year", months, tuple(number(row, "run_rate_eur") for row in reviews))


def _line(weekly: Sequence[Row], measure: str, unit: str) -> Steps:
    months = tuple(month_of_row(row) for row in weekly)
    return Steps(measure, unit, months, tuple(number(row, measure) for row in weekly))
