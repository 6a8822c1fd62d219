"""How far simulated programmes are from a history, and what weight each of them gets for it.

Every number of the history is compared with the same number of each draw; the difference is counted in units of what
draws differ by at that number (the median absolute deviation), and never finer than the number can be known. Numbers
of one kind are averaged, and the average is counted in units of what two draws typically differ by: so the three
kinds, live workloads, spend and decisions, count alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from sim.analysis.tables import STANDING, Flags, Floats, Ints
from sim.calibration.history import MONTH_WEEKS, History

LIVE, SPEND, DECISIONS = "live", "spend", "decisions"
KNOWN_TO = {LIVE: 1.0, SPEND: 0.1, DECISIONS: 4.0}
"""How well such a number is known at best: a workload, a tenth of an amount, four weeks."""
LEAST_SPEND_EUR = 1_000.0
STILL_THERE = frozenset({STANDING, "frozen", "stalled"})
"""Outcomes of a programme that somebody may still be in the middle of."""
FEWEST_EFFECTIVE = 30.0
PSEUDO_HISTORIES = 200
_SAME_WEEK = 1e-9


@dataclass(frozen=True)
class Mark:
    """One number of a history. `value` is as compared: workloads, the logarithm of an amount, a week."""

    part: str
    week: float
    value: float
    what: str = ""
    ordinal: int = 0
    since: tuple[tuple[float, float], ...] = ()

    @property
    def told(self) -> str:
        """What it is, in words."""
        if self.part == LIVE:
            return f"live in week {self.week:.0f}"
        if self.part == SPEND:
            return f"spent by week {self.week:.0f} (logarithm of EUR)"
        return f"week of '{self.what}'"


def marks_of(history: History) -> tuple[Mark, ...]:
    """Live workloads at each month's end, what was spent so far at each spend's end, the week of each decision.

    What has not happened by the end of the history counts as if it happened then.
    """
    marks: list[Mark] = []
    if history.live is not None:
        marks += [Mark(LIVE, week, float(history.live_at(week))) for week in months_of(history.weeks)]
    spent = 0.0
    since: tuple[tuple[float, float], ...] = ()
    for one in history.spends:
        spent, since = spent + one.amount_eur, (*since, (one.start, one.end))
        marks.append(Mark(SPEND, one.end, _log(spent), since=since))
    for what, rows in history.decisions.items():
        for ordinal, row in enumerate(rows):
            week = history.weeks if row.week is None else row.week
            marks.append(Mark(DECISIONS, history.weeks, week, what, ordinal))
    return tuple(marks)


def months_of(weeks: float) -> tuple[float, ...]:
    """The ends of months, and the last week."""
    whole = [month * MONTH_WEEKS for month in range(1, math.ceil(weeks / MONTH_WEEKS))]
    return (*(week for week in whole if week < weeks - _SAME_WEEK), weeks)


def weeks_to_watch(marks: Sequence[Mark], weeks: float) -> tuple[float, ...]:
    """In which weeks a programme has to be looked at."""
    ends = {end for mark in marks for span in mark.since for end in span}
    return tuple(sorted({week for week in (*months_of(weeks), *ends) if week > 0.0}))


def _log(amount_eur: float) -> float:
    return math.log(max(amount_eur, LEAST_SPEND_EUR))


def numbers_of(rows: pa.Table, marks: Sequence[Mark], weeks: Sequence[float]) -> Floats:
    """The same numbers of each draw: draws down, marks across. `weeks` are those in which the draws were watched."""
    live, spend = (np.array(rows.column(name).to_pylist(), dtype=np.float64) for name in ("live", "spend_eur"))
    spend = np.column_stack([np.zeros(len(spend)), spend])
    places = {week: number for number, week in enumerate(weeks)}
    columns = []
    for mark in marks:
        if mark.part == LIVE:
            columns.append(live[:, places[mark.week]])
        elif mark.part == SPEND:
            spent = sum(_until(spend, places, end) - _until(spend, places, start) for start, end in mark.since)
            columns.append(np.log(np.maximum(spent, LEAST_SPEND_EUR)))
        else:
            columns.append(_decided(rows.column(mark.what).to_pylist(), mark))
    return np.column_stack(columns)


def _until(spend: Floats, places: dict[float, int], week: float) -> Floats:
    return np.asarray(spend[:, places[week] + 1 if week > 0.0 else 0], dtype=np.float64)


def _decided(found: Sequence[Sequence[float]], mark: Mark) -> Floats:
    """The week of that decision; the end of the history where it has not come by then."""
    weeks = [one[mark.ordinal] if len(one) > mark.ordinal else mark.week for one in found]
    return np.minimum(np.array(weeks, dtype=np.float64), mark.week)


def still_there(rows: pa.Table) -> Flags:
    """Which draws have a programme that still runs, as one whose history is written does."""
    return np.array([outcome in STILL_THERE for outcome in rows.column("outcome").to_pylist()], dtype=np.bool_)


def epanechnikov(distances: Floats, bandwidth: float) -> Floats:
    """1 - (distance / bandwidth)² inside the bandwidth and nothing outside; sums to 1 where anything is inside."""
    if bandwidth <= 0.0:
        weights = (distances <= 0.0).astype(np.float64)
    else:
        weights = np.maximum(0.0, 1.0 - np.square(distances / bandwidth))
    weights[~np.isfinite(distances)] = 0.0
    total = weights.sum()
    return np.asarray(weights / total if total > 0.0 else weights, dtype=np.float64)


def effective_size(weights: Floats) -> float:
    """As many draws of equal weight would say as much: (Σw)² / Σw²."""
    squares = float(np.square(weights).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0.0 else 0.0


def spreads(numbers: Floats, parts: Sequence[str]) -> Floats:
    """The median absolute deviation of each number over the draws, never below how well it is known."""
    middle = np.median(numbers, axis=0)
    deviation = np.median(np.abs(numbers - middle), axis=0)
    return np.asarray(np.maximum(deviation, [KNOWN_TO[part] for part in parts]), dtype=np.float64)


def kinds(numbers: Floats, observed: Floats, scale: Floats, parts: Sequence[str]) -> Floats:
    """The mean scaled absolute difference of each kind: kinds across."""
    scaled = np.abs(numbers - observed) / scale
    named = np.array(parts)
    return np.stack([scaled[..., named == part].mean(axis=-1) for part in dict.fromkeys(parts)], axis=-1)


def together(found: Floats, typical: Floats) -> Floats:
    """Root of the mean square over the kinds, each in units of what is typical."""
    return np.asarray(np.sqrt(np.mean(np.square(found / typical), axis=-1)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Nearness:
    """Draws by how well they reproduce a history; `keep` is the share of all draws inside the bandwidth."""

    marks: tuple[Mark, ...]
    numbers: Floats
    running: Flags
    keep: float

    @property
    def parts(self) -> tuple[str, ...]:
        """The kind of each number."""
        return tuple(mark.part for mark in self.marks)

    @property
    def observed(self) -> Floats:
        """The history's own numbers."""
        return np.array([mark.value for mark in self.marks])

    @cached_property
    def scale(self) -> Floats:
        """What one unit of each number's difference is."""
        return spreads(self.numbers[self.running] if self.running.any() else self.numbers, self.parts)

    @cached_property
    def distances(self) -> Floats:
        """Of each draw; infinite for one whose programme had ended."""
        return self._distances_from(self.observed)

    def _distances_from(self, observed: Floats) -> Floats:
        found = together(kinds(self.numbers, observed, self.scale, self.parts), self.typical)
        return np.where(self.running, found, np.inf)

    @cached_property
    def _instead(self) -> Ints:
        """Draws that stand in for the history: up to two hundred of those that still run."""
        there = np.flatnonzero(self.running)
        return there[np.unique(np.linspace(0, len(there) - 1, min(PSEUDO_HISTORIES, len(there))).astype(np.int64))]

    @cached_property
    def typical(self) -> Floats:
        """What two draws typically differ by in each kind; where most differ in nothing, one unit."""
        if not len(self._instead):
            return np.ones(len(dict.fromkeys(self.parts)))
        there = self.numbers[self.running]
        each = [kinds(there, self.numbers[one], self.scale, self.parts) for one in self._instead]
        found = np.median(np.concatenate(each), axis=0)
        return np.asarray(np.where(found > 0.0, found, 1.0), dtype=np.float64)

    @property
    def inside(self) -> int:
        """How many draws the bandwidth takes in."""
        return max(1, math.ceil(self.keep * len(self.distances) - 1e-9))

    @cached_property
    def bandwidth(self) -> float:
        """The distance of the farthest draw that is taken in; it gets no weight itself."""
        return _nth(self.distances, self.inside)

    @cached_property
    def weights(self) -> Floats:
        """Of each draw, summing to 1."""
        finite = self.distances[np.isfinite(self.distances)]
        widest = self.bandwidth if math.isfinite(self.bandwidth) else float(finite.max(initial=0.0)) * (1.0 + 1e-9)
        return epanechnikov(self.distances, widest)

    @property
    def effective(self) -> float:
        """The effective sample size."""
        return effective_size(self.weights)

    @property
    def nearest(self) -> int:
        """The draw that comes nearest."""
        return int(np.argmin(self.distances))

    @cached_property
    def pseudo(self) -> tuple[Floats, Floats]:
        """Of simulated histories in place of the real one: the nearest other draw, and the bandwidth."""
        nearest, wide = [], []
        for one in self._instead:
            others = np.delete(self._distances_from(self.numbers[one]), one)
            nearest.append(others.min(initial=np.inf))
            wide.append(_nth(others, self.inside))
        return np.array(nearest), np.array(wide)

    @property
    def far(self) -> bool:
        """Outside of everything simulated: nearer to some other draw lies each of the simulated histories."""
        found = self.pseudo[0]
        return not len(found) or bool(self.distances.min() > found.max())

    @property
    def harder(self) -> float:
        """The share of simulated histories that are as hard to reproduce as this one."""
        return float((self.pseudo[1] >= self.bandwidth).mean())

    @property
    def verdict(self) -> str:
        """'weighed', 'far' or 'few'."""
        if self.far:
            return "far"
        return "weighed" if self.effective >= FEWEST_EFFECTIVE else "few"


def _nth(distances: Floats, number: int) -> float:
    return float(np.partition(distances, min(number, len(distances)) - 1)[min(number, len(distances)) - 1])
