"""One programme's events and weekly rows as lanes over time: what the timeline picture shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sim.charts.bars import Bar, Tally, bars, tallies
from sim.charts.lanes import (
    Clock,
    Lane,
    Mark,
    comings_and_goings,
    gate_lane,
    month_of_row,
    platform_lane,
    wavering,
)
from sim.charts.longtable import LongRow
from sim.charts.rows import Row, number, optional_number, text
from sim.charts.story import STANDING, timeline_title
from sim.charts.ticks import axis_months, month_ticks
from sim.charts.words import MONTHS_PER_WEEK, calendar_month, capital, month_of, name, number_word

_TARGET = 20
_INSTANT = 1e-6
_LINES = (
    ("run_rate_eur", "EUR/year"),
    ("budget_eur", "EUR/year"),
    ("engineers", "engineers"),
    ("load_hours", "hours/engineer-week"),
    ("burnout", "share"),
    ("patience_weeks", "weeks"),
    ("misfit", "share"),
)
_UNTIL_THE_END = frozenset({"load_hours", "burnout", "patience_weeks", "misfit"})
"""Nobody is on call for a programme that has ended, and no sponsor waits for it."""


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

    def at(self, month: float) -> float:
        """The value that holds then."""
        place = bisect_right(self.months, month + _INSTANT) - 1
        return self.values[max(0, place)]

    @property
    def longtable(self) -> Iterator[LongRow]:
        """Every value."""
        for month, value in zip(self.months, self.values, strict=True):
            yield LongRow("programme", self.measure, month, x_unit="months", value=value, unit=self.unit)


@dataclass(frozen=True)
class Limits:
    """What the small lanes are measured against; nothing where nobody says."""

    sustainable_hours: float | None = None
    patience_weeks: float | None = None

    def rows(self) -> Iterator[LongRow]:
        """The limits that are drawn."""
        kinds = (("sustainable_hours", "hours/engineer-week"), ("patience_weeks", "weeks"))
        for measure, unit in kinds:
            value = getattr(self, measure)
            if value is not None:
                yield LongRow("limits", measure, value=value, unit=unit)


@dataclass(frozen=True)
class TimelineChart:
    """Everything that the timeline shows. `moments` are written on top; `lines` are empty without weekly rows."""

    title: str
    subtitle: str
    start: date
    clock: Clock
    ticks: tuple[int, ...]
    bars: tuple[Bar, ...]
    tallies: tuple[Tally, ...]
    platform: Lane
    gate: Lane
    people: tuple[Mark, ...]
    wavering: tuple[Mark, ...]
    moments: tuple[Mark, ...]
    reviews: Steps | None
    lines: tuple[Steps, ...]
    limits: Limits

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
            yield from _bar_rows(bar)
        for tally in self.tallies:
            yield LongRow("workloads", tally.measure, value=tally.number, unit="use cases")
        yield from self.platform.rows("platform")
        yield from self.gate.rows("gate")
        yield from Lane((), (*self.people, *self.wavering, *self.moments)).rows("programme")
        yield from self.limits.rows()
        for line in (*self.lines, *([self.reviews] if self.reviews else [])):
            yield from line.longtable


def _bar_rows(bar: Bar) -> Iterator[LongRow]:
    series = f"use case {bar.use_case + 1}"
    place = "" if bar.n is None else f"live as number {bar.n}"
    for span in bar.spans:
        yield LongRow(series, span.state, span.start, span.end, "months", text=place)
    if bar.dropped is not None:
        yield LongRow(series, "dropped", bar.dropped, x_unit="months")


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
    limits: Limits | None = None,
) -> TimelineChart:
    """The picture's numbers from the rows of one replication; columns as in `sim.programme.columns`."""
    end_week = number(replication, "outcome_week")
    horizon_week = horizon_weeks or max([end_week, *(number(row, "week") for row in weekly)])
    clock = Clock(axis_months(horizon_week * MONTHS_PER_WEEK), end_week * MONTHS_PER_WEEK)
    told = sorted((event for event in events if number(event, "week") <= horizon_week), key=month_of_row)
    return TimelineChart(
        title=timeline_title(replication, target),
        subtitle=_subtitle(replication, label, start, bool(reviews)),
        start=start,
        clock=clock,
        ticks=month_ticks(clock.horizon),
        bars=bars(told, clock),
        tallies=tallies(told, clock),
        platform=platform_lane(told, clock),
        gate=gate_lane(told, clock),
        people=comings_and_goings(told, clock),
        wavering=wavering(told, clock),
        moments=_moments(replication, target),
        reviews=_review_points(reviews),
        lines=tuple(_lines(weekly, clock)),
        limits=limits or Limits(),
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


def _lines(weekly: Sequence[Row], clock: Clock) -> Iterator[Steps]:
    """Each series where it has a value at all."""
    for measure, unit in _LINES:
        last = clock.end + _INSTANT if measure in _UNTIL_THE_END else clock.horizon + _INSTANT
        known = [
            (month_of_row(row), value)
            for row in weekly
            if month_of_row(row) <= last and (value := optional_number(row, measure)) is not None
        ]
        if known:
            months, values = zip(*known, strict=True)
            yield Steps(measure, unit, months, values)
