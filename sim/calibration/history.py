"""What a programme has been through so far: dated events, amounts spent, decisions taken.

What a history does not say is not known, and is not compared with anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.calibration.portfolio import Portfolio
from sim.errors import InputError, nearest

WHATS = {
    "started": "the programme's first day",
    "live": "a workload went live; its name",
    "retired": "that workload was switched off",
    "spend": "an amount spent, in the quarter or month that ends on the date",
    "platform": "a shared platform went into service",
    "question": "finance asked for the first time what a workload costs",
    "cut": "finance cut the plan",
    "frozen": "finance stopped new builds",
    "reopened": "finance let builds go on",
    "as_of": "the day on which this history ends",
}
DECISIONS = ("question", "platform", "cut", "frozen", "reopened")
DAYS_PER_WEEK = 7.0
MONTH_WEEKS = 52.0 / 12.0
SAME_SHARE = 0.001


@dataclass(frozen=True)
class Dated:
    """One event: the week since the first day, and the line that says so; no week where it has not happened."""

    week: float | None
    line: int
    name: str = ""


@dataclass(frozen=True)
class Spend:
    """An amount and between which weeks it was spent."""

    start: float
    end: float
    amount_eur: float
    line: int


@dataclass(frozen=True)
class History:
    """Weeks count from the first day. `live` is None where nothing is said of what went live."""

    file: Path
    started: date
    as_of: date
    live: tuple[Dated, ...] | None
    retired: tuple[Dated, ...] = ()
    spends: tuple[Spend, ...] = ()
    decisions: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)

    @property
    def weeks(self) -> float:
        """How long the programme has been running."""
        return weeks_between(self.started, self.as_of)

    def live_at(self, week: float) -> int:
        """How many were live at the end of a week."""
        came = sum(one.week is not None and one.week <= week for one in self.live or ())
        return came - sum(one.week is not None and one.week <= week for one in self.retired)

    def day(self, week: float) -> date:
        """The day of a week."""
        return self.started + timedelta(days=round(week * DAYS_PER_WEEK))

    def in_words(self) -> str:
        """What is known, as a page says it."""
        told = [] if self.live is None else [f"{self.live_at(self.weeks)} live at its end"]
        if self.spends:
            told.append(f"{sum(one.amount_eur for one in self.spends):,.0f} EUR spent in {len(self.spends)} periods")
        told += [f"{what} {_when(rows)}" for what, rows in self.decisions.items()]
        return f"{self.started} to {self.as_of} ({self.weeks:.0f} weeks): {', '.join(told)}"


def _when(rows: Sequence[Dated]) -> str:
    return "not yet" if rows[0].week is None else "and ".join(f"in week {one.week:.0f}" for one in rows)


def weeks_between(first: date, last: date) -> float:
    """Weeks from one day to another."""
    return (last - first).days / DAYS_PER_WEEK


def check_against(history: History, portfolio: Portfolio, spent_eur: float | None) -> None:
    """InputError where the history and the portfolio of the same day cannot both be right."""
    if history.live is not None:
        known = {str(row["name"]): row for row in portfolio.workloads if row.get("stage") == "live"}
        gone = {one.name for one in history.retired}
        for one in history.live:
            if one.name in gone:
                _check_gone(history, portfolio, known, one.name)
            else:
                _check_live(history, portfolio, known, one)
        _check_number(history, portfolio, known, gone)
    spent = sum(one.amount_eur for one in history.spends)
    if spent_eur is not None and spent > spent_eur * (1.0 + SAME_SHARE):
        raise InputError(
            f"{history.file}, line {history.spends[-1].line}: the spends add up to {spent:,.0f} EUR, and spent_eur "
            f"of the client's file is {spent_eur:,.0f}; correct one of the two"
        )


def _check_live(history: History, portfolio: Portfolio, known: Mapping[str, Mapping[str, Any]], one: Dated) -> None:
    place = f"{history.file}, line {one.line}"
    row = known.get(one.name)
    if row is None:
        other = portfolio.lines.get(one.name)
        says = (
            f"{portfolio.file} has no such workload{nearest(one.name, known)}"
            if other is None
            else f"{portfolio.file}, line {other}, has it as not live"
        )
        raise InputError(f"{place}: '{one.name}' went live, and {says}; correct one of the two, or add a row 'retired'")
    assert one.week is not None
    age, told = history.weeks - one.week, float(row["age_weeks"])
    if abs(age - told) > MONTH_WEEKS:
        raise InputError(
            f"{place}: '{one.name}' went live {history.day(one.week)}, {age / MONTH_WEEKS:.1f} months before the "
            f"history ends; {portfolio.file}, line {portfolio.lines[one.name]}, says {told / MONTH_WEEKS:.1f} months. "
            "Correct one of the two"
        )


def _check_gone(history: History, portfolio: Portfolio, known: Mapping[str, Any], name: str) -> None:
    if name in known:
        line = next(one.line for one in history.retired if one.name == name)
        raise InputError(
            f"{history.file}, line {line}: '{name}' was retired, and {portfolio.file}, line {portfolio.lines[name]}, "
            "has it live; correct one of the two"
        )


def _check_number(history: History, portfolio: Portfolio, known: Mapping[str, Any], gone: set[str]) -> None:
    told = {one.name for one in history.live or ()} - gone
    missing = [name for name in known if name not in told]
    if missing:
        raise InputError(
            f"{history.file}: has {len(told)} live at its end, and {portfolio.file} {len(known)}: '{missing[0]}' "
            f"(line {portfolio.lines[missing[0]]}) never goes live; add its row, or correct the portfolio"
        )
