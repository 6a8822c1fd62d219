"""What a weekly sample says of a course in time: fans, means with their confidence, and load by who is on call."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.analysis.means import P10, P90, mean_interval
from sim.analysis.proportions import LEVEL, Proportion, proportion
from sim.analysis.tables import Floats

WEEKS_PER_MONTH = 52.0 / 12.0
FAN = (0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975)
"""The edges of the middle 95, 80 and 50% and the median."""

ROLES = ("central", "units", "most_loaded", "platform")
PERIODS = (1, 2, 4, 13, 26, 52, 104)
"""Weeks that one cell of the on-call map may cover."""

MOST_PERIODS = 20


@dataclass(frozen=True)
class Weeks:
    """A column as a row for each programme and a column for each week from 1 on; NaN where there is nothing."""

    values: Floats

    @property
    def programmes(self) -> int:
        return int(self.values.shape[0])

    @property
    def last(self) -> int:
        """The last week; 0 where there are none."""
        return int(self.values.shape[1])


def weeks_of(sample: pa.Table, column: str, *, standing: bool) -> Weeks:
    """The column of a sample; with `standing`, only up to each programme's end."""
    names = sample.column("replication").to_numpy()
    programmes, place = np.unique(names, return_inverse=True)
    week = sample.column("week").to_numpy().astype(np.int64)
    values = sample.column(column).cast(pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    if standing:
        values = np.where(sample.column("stands").to_numpy(zero_copy_only=False), values, math.nan)
    grid = np.full((programmes.size, int(week.max(initial=0))), math.nan)
    grid[place, week - 1] = values
    return Weeks(grid)


def month_ends(last_week: int) -> list[int]:
    """The first week, the week nearest to each month's end, and the last week."""
    months = range(1, math.floor(last_week / WEEKS_PER_MONTH + 1e-9) + 1)
    return sorted({1, last_week, *(round(month * WEEKS_PER_MONTH) for month in months)} & set(range(1, last_week + 1)))


@dataclass(frozen=True)
class Fan:
    """Run-rate and budget month by month: quantiles over all programmes, ended or not, in the order of `FAN`."""

    weeks: tuple[int, ...]
    quantiles: tuple[tuple[float, ...], ...]
    budget_eur: tuple[float, ...]
    within: Proportion | None
    median_passing_week: float | None

    @property
    def programmes(self) -> int:
        return 0 if self.within is None else self.within.total


def fan_of(sample: pa.Table) -> Fan:
    """The fan, who stays within the budget to its end, and when half of the others have passed it."""
    rate, budget = (weeks_of(sample, name, standing=False) for name in ("run_rate_eur", "budget_eur"))
    if not rate.programmes or not rate.last:
        return Fan((), (), (), None, None)
    shown = [week for week in month_ends(rate.last) if np.isfinite(rate.values[:, week - 1]).any()]
    at = [week - 1 for week in shown]
    fan = np.nanquantile(rate.values[:, at], FAN, axis=0)
    middle = np.nanmedian(budget.values[:, at], axis=0)
    passed = _passing_weeks(sample)
    within = proportion(int(np.isinf(passed).sum()), passed.size)
    late = passed[np.isfinite(passed)]
    return Fan(
        tuple(shown),
        tuple(tuple(row) for row in fan.tolist()),
        tuple(middle.tolist()),
        within,
        float(np.median(late)) if late.size else None,
    )


def _passing_weeks(sample: pa.Table) -> Floats:
    """The first week in which a programme that stands costs more than its budget; infinity where there is none."""
    rate, budget = (weeks_of(sample, name, standing=True).values for name in ("run_rate_eur", "budget_eur"))
    over = rate > budget
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1.0, math.inf)


@dataclass(frozen=True)
class Course:
    """A mean over the programmes that stand, month by month, with its 95% confidence and the middle 80%."""

    weeks: tuple[int, ...]
    programmes: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    p10: tuple[float, ...]
    p90: tuple[float, ...]


def course_of(sample: pa.Table, column: str) -> Course:
    """The course of one column up to the last month in which a programme stands."""
    found = weeks_of(sample, column, standing=True)
    rows = []
    for week in month_ends(found.last):
        values = found.values[:, week - 1]
        known = values[np.isfinite(values)]
        if known.size:
            rows.append((week, known.size, *mean_interval(known), *np.quantile(known, (P10, P90)).tolist()))
    columns = [tuple(each) for each in zip(*rows, strict=True)] if rows else [()] * 7
    return Course(*columns)


@dataclass(frozen=True)
class Load:
    """Hours per engineer and week in one period: the mean over programmes that stood in it."""

    from_week: int
    to_week: int
    programmes: int
    mean: float
    low: float
    high: float


def period_weeks(last_week: int) -> int:
    """The shortest period of which at most twenty cover the time."""
    return next((weeks for weeks in PERIODS if last_week <= weeks * MOST_PERIODS), PERIODS[-1])


def roles_of(sample: pa.Table) -> tuple[str, ...]:
    """Who is there to be paged."""
    return tuple(role for role in ROLES if sample.column(f"{role}_hours").null_count < sample.num_rows)


def loads_of(sample: pa.Table, role: str, *, level: float = LEVEL) -> tuple[Load, ...]:
    """The load of one role, period by period, with an interval of that confidence for each mean."""
    found = weeks_of(sample, f"{role}_hours", standing=True)
    length = period_weeks(found.last)
    loads = []
    for first in range(0, found.last, length):
        part = found.values[:, first : first + length]
        known = np.isfinite(part)
        there = known.any(axis=1)
        if there.any():
            each = np.where(known, part, 0.0)[there].sum(axis=1) / known[there].sum(axis=1)
            stop = min(first + length, found.last)
            loads.append(Load(first, stop, int(there.sum()), *mean_interval(each, level=level)))
    return tuple(loads)


def overloaded(sample: pa.Table, roles: Sequence[str], bearable_hours: float) -> tuple[Proportion | None, ...]:
    """Programmes in which a role's load was above the bearable one over some period; last: in which any role's was."""
    found = [_peaks(sample, role) > bearable_hours for role in roles]
    programmes = np.unique(sample.column("replication").to_numpy()).size
    if not programmes:
        return (None,) * (len(roles) + 1)
    any_role = np.any(found, axis=0) if found else np.zeros(programmes, dtype=bool)
    return tuple(proportion(int(each.sum()), programmes) for each in (*found, any_role))


def _peaks(sample: pa.Table, role: str) -> Floats:
    """Each programme's highest load over a period; minus infinity where the role carried nothing at all."""
    found = weeks_of(sample, f"{role}_hours", standing=True)
    length = period_weeks(found.last)
    peaks = np.full(found.programmes, -math.inf)
    for first in range(0, found.last, length):
        part = found.values[:, first : first + length]
        known = np.isfinite(part)
        mean = np.where(known, part, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        peaks = np.maximum(peaks, np.where(known.any(axis=1), mean, -math.inf))
    return peaks
