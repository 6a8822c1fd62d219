"""From numbers with a time to whole weeks of calls of each workload; what the records do not cover is not filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.calibration.sheet import shown
from sim.calibration.volumes_columns import TOTALS, plain
from sim.calibration.volumes_table import Table
from sim.calibration.volumes_times import DAY_SECONDS, WEEK_SECONDS, day_of
from sim.errors import InputError

PER_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3_600.0, "day": DAY_SECONDS, "week": WEEK_SECONDS}
LEAST_COVERED = 0.8
LONGEST_QUIET = 3.5 * DAY_SECONDS
LONGEST_STEP = 8 * DAY_SECONDS
MOST_CELLS = 20_000_000
_SAME = 0.01

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weeks:
    """Calls of each workload (row) in each week that is covered (column); `week` numbers the weeks from the first.

    `volumes` are mean calls a week over all that is recorded, whole weeks or not. `step_seconds` is how finely the
    records tell time.
    """

    names: tuple[str, ...]
    week: NDArray[np.int64]
    calls: Floats
    starts: tuple[str, ...]
    volumes: Floats
    step_seconds: float
    told: tuple[str, ...]
    left_out: tuple[str, ...]
    total_name: str = ""

    @property
    def number(self) -> int:
        """Weeks that are covered."""
        return len(self.week)

    @property
    def totals(self) -> Floats:
        """Calls of all workloads in each week."""
        return np.asarray(self.calls.sum(axis=0))


def weeks_of(table: Table, per: str | None) -> Weeks:
    """Whole weeks that end with the records' last whole day."""
    step = table.step_seconds or _step(table.times)
    _check_unit(table, per)
    table = _with_quiet_times(table, step) if table.sparse else table
    values = table.values * (step / PER_SECONDS[per] if per else 1.0)
    names, of, at, values, total = _without_total(table, values)
    told = [f"The records are {_told_step(step)}."]
    if per:
        told.append(f"Numbers are calls a {per}, as per={per} says, and are multiplied by the length of a row.")
    if total:
        told.append(f"'{shown(total)}' is the sum of the others and is no workload.")
    sums: Floats = np.bincount(of, values, minlength=len(names)).astype(np.float64)
    volumes = sums * (WEEK_SECONDS / (len(table.times) * step))
    if step > LONGEST_STEP:
        left = "Everything from week to week: the records are coarser than weeks."
        empty = np.zeros((len(names), 0))
        return Weeks(names, np.zeros(0, np.int64), empty, (), volumes, step, tuple(told), (left,), total)
    return _whole_weeks(table, names, (of, at, values), volumes, step, told, total)


def _whole_weeks(
    table: Table,
    names: tuple[str, ...],
    numbers: tuple[NDArray[np.int64], NDArray[np.int64], Floats],
    volumes: Floats,
    step: float,
    told: list[str],
    total: str,
) -> Weeks:
    of, at, values = numbers
    times = table.times
    end = _end(times, step, table.calendar)
    middle = times + step / 2.0
    back = np.floor((end - middle) / WEEK_SECONDS).astype(np.int64)
    most = int(back.max(initial=0)) + 1
    if most * len(names) > MOST_CELLS:
        raise InputError(
            f"{table.file}: {len(names):,} workloads in {most:,} weeks are more than {MOST_CELLS:,} numbers"
        )
    covered: Floats = np.bincount(back[back >= 0], minlength=most).astype(np.float64) * (step / WEEK_SECONDS)
    kept = np.flatnonzero(covered >= LEAST_COVERED)[::-1]
    calls = np.zeros((len(names), most))
    whole = back[at] >= 0
    np.add.at(calls, (of[whole], back[at][whole]), values[whole])
    calls = calls[:, kept] / np.minimum(covered[kept], 1.0)
    left = []
    gaps = _gaps(covered, kept)
    if gaps:
        told.append(gaps)
    edge = int((back < 0).sum())
    if edge:
        told.append(f"{edge} rows of the last day, which is not whole, are in no week.")
    if not len(kept):
        left.append("Everything from week to week: the records cover no whole week.")
    week = (kept.max(initial=0) - kept).astype(np.int64)
    starts = [end - (int(one) + 1) * WEEK_SECONDS for one in kept]
    labels = tuple(day_of(start) if table.calendar else "" for start in starts)
    if len(kept):
        told.append(_span(labels, len(kept)))
    return Weeks(names, week, calls, labels, volumes, step, tuple(told), tuple(left), total)


def _with_quiet_times(table: Table, step: float) -> Table:
    """Times without a row for anybody are times without calls, but for long gaps."""
    apart = np.diff(table.times)
    quiet = (apart > 1.5 * step) & (apart <= LONGEST_QUIET)
    if step > LONGEST_QUIET or not quiet.any():
        return table
    ends = zip(table.times[:-1][quiet], table.times[1:][quiet], strict=True)
    between = [np.arange(a + step, b - 0.5 * step, step) for a, b in ends]
    times = np.union1d(table.times, np.concatenate(between))
    return replace(table, times=times, at=np.searchsorted(times, table.times)[table.at])


def _span(labels: Sequence[str], weeks: int) -> str:
    which = f", the first from {labels[0]}, the last from {labels[-1]}" if labels[0] else ""
    return f"{weeks} whole weeks of seven days are covered{which}."


def _gaps(covered: Floats, kept: NDArray[np.int64]) -> str:
    inner = covered[: int(kept.max(initial=0)) + 1]
    missing, part = int((inner == 0).sum()), int(((inner > 0) & (inner < LEAST_COVERED)).sum())
    scaled = int(((inner >= LEAST_COVERED) & (inner < 1.0 - 1e-9)).sum())
    parts = []
    if missing:
        parts.append(f"{missing} weeks without any record")
    if part:
        parts.append(f"{part} weeks of which less than {LEAST_COVERED:.0%} is recorded")
    told = f"Gaps: {' and '.join(parts)} are left out, not taken as weeks without calls." if parts else ""
    more = f"{scaled} weeks with shorter gaps are scaled up to seven days." if scaled else ""
    return f"{told} {more}".strip()


def _step(times: Floats) -> float:
    """The most common distance of neighbouring times; a single time has none."""
    if len(times) < 2:  # noqa: PLR2004
        return WEEK_SECONDS
    gaps, counts = np.unique(np.round(np.diff(times)), return_counts=True)
    step = float(gaps[np.argmax(counts)])
    days = step / DAY_SECONDS
    return WEEK_SECONDS if 6.5 <= days <= 7.5 else max(step, 1.0)  # noqa: PLR2004


def _end(times: Floats, step: float, calendar: bool) -> float:
    """Where the last whole day ends: a record that stops at noon does not make a short week."""
    end = float(times[-1] + step)
    if step >= DAY_SECONDS:
        return end
    base = 0.0 if calendar else float(times[0])
    return base + math.floor((end - base) / DAY_SECONDS + 1e-9) * DAY_SECONDS


def _told_step(step: float) -> str:
    known = {60.0: "by the minute", 3_600.0: "hourly", DAY_SECONDS: "daily", WEEK_SECONDS: "weekly"}
    if step in known:
        return known[step]
    if step < DAY_SECONDS:
        return f"{step / 60.0:g} minutes apart"
    return f"{step / DAY_SECONDS:.3g} days apart" + (", about monthly" if step > 27 * DAY_SECONDS else "")


def _check_unit(table: Table, per: str | None) -> None:
    if per is None and table.fraction is not None:
        line, text = table.fraction
        raise InputError(
            f"{table.file}, line {line}: found '{shown(text)}', and most numbers are no whole numbers of calls; say "
            f"whether they are calls a second, minute, hour, day or week, such as per=second, "
            "or decimal=comma where a point is one of thousands"
        )


def _without_total(
    table: Table, values: Floats
) -> tuple[tuple[str, ...], NDArray[np.int64], NDArray[np.int64], Floats, str]:
    """A column of totals would count everything twice."""
    names, of, at = table.names, table.of, table.at
    for number, name in enumerate(names):
        if plain(name) in TOTALS and len(names) > 2:  # noqa: PLR2004
            own = of == number
            all_calls = np.bincount(at[~own], values[~own], minlength=len(table.times))
            its = np.bincount(at[own], values[own], minlength=len(table.times))
            if np.abs(its - all_calls).sum() <= _SAME * all_calls.sum():
                kept = tuple(one for one in names if one != name)
                moved = of[~own] - (of[~own] > number)
                return kept, moved, at[~own], values[~own], name
    return names, of, at, values, ""
