"""How many ended by each cause, and how many were lost from sight, at each week: all that incidence needs to know.

Counts add up, so a run that does not fit into memory is counted shard by shard. What is kept grows with the number of
different weeks, not with the number of programmes; a calendar of weeks given beforehand bounds that too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sim.analysis.tables import STANDING, Floats, Ints, all_finite, floats, texts

COLUMNS = ("outcome", "outcome_week")


@dataclass(frozen=True, eq=False)
class CauseCounts:
    """Row `k` of `ended` belongs to `causes[k]`; an end and a loss in one week count the end first."""

    weeks: Floats
    causes: tuple[str, ...]
    ended: Ints
    censored: Ints

    @property
    def total(self) -> int:
        """How many programmes were counted."""
        return int(self.ended.sum() + self.censored.sum())

    @property
    def at_risk(self) -> Ints:
        """Those still watched just before each week."""
        gone = self.ended.sum(axis=0) + self.censored
        return np.asarray(self.total - np.cumsum(gone) + gone, dtype=np.int64)

    def plus(self, other: CauseCounts) -> CauseCounts:
        """The counts of both."""
        if self.causes != other.causes:
            raise ValueError(f"counts of other causes do not add up: {self.causes} and {other.causes}")
        weeks = np.union1d(self.weeks, other.weeks)
        by_week = np.zeros((len(self.causes) + 1, weeks.size), dtype=np.int64)
        for each in (self, other):
            by_week[:, np.searchsorted(weeks, each.weeks)] += np.vstack((each.censored, each.ended))
        return CauseCounts(weeks, self.causes, by_week[1:], by_week[0])


class CauseTally:
    """Takes the replications table one shard at a time.

    With `calendar_weeks` an end counts at the first of these weeks that is not before it. At those weeks the curves are
    what they would be without, as long as nobody is lost from sight in between; programmes are watched to the horizon,
    which belongs into the calendar.
    """

    def __init__(self, causes: Sequence[str], calendar_weeks: npt.ArrayLike | None = None) -> None:
        self._causes = tuple(causes)
        self._calendar = None if calendar_weeks is None else np.unique(np.asarray(calendar_weeks, dtype=np.float64))
        self._parts: list[CauseCounts] = []

    def add(self, replications: pa.Table) -> None:
        """Count a shard; parts of like size are joined at once, so that joining stays cheap however many come."""
        part = counts_of_programmes(replications, self._causes, self._calendar)
        while self._parts and self._parts[-1].weeks.size <= 2 * part.weeks.size:
            part = self._parts.pop().plus(part)
        self._parts.append(part)

    @property
    def counts(self) -> CauseCounts:
        """Everything counted so far."""
        whole = count_causes([], [], self._causes)
        for part in reversed(self._parts):
            whole = whole.plus(part)
        return whole


def tallied(
    shards: Iterable[pa.Table], causes: Sequence[str], calendar_weeks: npt.ArrayLike | None = None
) -> CauseCounts:
    """Counts of a whole run from its shards, for example `run.batches("replications", COLUMNS)`."""
    tally = CauseTally(causes, calendar_weeks)
    for shard in shards:
        tally.add(shard)
    return tally.counts


def count_causes(weeks: npt.ArrayLike, causes: npt.ArrayLike, names: Sequence[str]) -> CauseCounts:
    """From rows: cause 0 was last seen standing, cause k ended by `names[k - 1]`. Week 0 is always counted."""
    times, codes = _rows(weeks, causes, len(names))
    steps, step = np.unique(times, return_inverse=True)
    counted = np.bincount(step + steps.size * codes, minlength=steps.size * (len(names) + 1))
    by_week = counted.reshape(len(names) + 1, steps.size)
    if not steps.size or steps[0] > 0.0:
        steps, by_week = np.concatenate(([0.0], steps)), np.pad(by_week, ((0, 0), (1, 0)))
    return CauseCounts(steps, tuple(names), by_week[1:], by_week[0])


def counts_of_programmes(
    replications: pa.Table, causes: Sequence[str], calendar_weeks: Floats | None = None
) -> CauseCounts:
    """From the replications table; an outcome that is not among the causes is refused, not left out."""
    weeks = floats(replications, "outcome_week")
    codes = _codes(texts(replications, "outcome"), causes)
    return count_causes(weeks if calendar_weeks is None else _dated(weeks, calendar_weeks), codes, causes)


def _codes(outcomes: pa.ChunkedArray, causes: Sequence[str]) -> Ints:
    if STANDING in causes or len(set(causes)) < len(causes):
        raise ValueError(f"causes must differ from each other and from '{STANDING}': {', '.join(causes)}")
    found = pc.index_in(outcomes, value_set=pa.array([STANDING, *causes], type=pa.string()))
    if found.null_count:
        unknown = pc.unique(outcomes.filter(pc.is_null(found))).to_pylist()
        raise ValueError(f"outcomes that are no cause: {', '.join(unknown)} (causes: {', '.join(causes)})")
    return np.asarray(found.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _dated(weeks: Floats, calendar: Floats) -> Floats:
    if weeks.size and float(np.max(all_finite(weeks, "weeks"))) > calendar[-1]:
        raise ValueError(f"week {np.max(weeks):g} is after the last week of the calendar, {calendar[-1]:g}")
    return np.asarray(calendar[np.searchsorted(calendar, weeks, side="left")], dtype=np.float64)


def _rows(weeks: npt.ArrayLike, causes: npt.ArrayLike, number: int) -> tuple[Floats, Ints]:
    times, codes = np.asarray(weeks, dtype=np.float64), np.asarray(causes)
    if times.ndim != 1 or times.shape != codes.shape:
        raise ValueError(f"weeks and causes must be two rows of one length, not {times.shape} and {codes.shape}")
    if np.any(all_finite(times, "weeks") < 0.0):
        raise ValueError("weeks: a programme cannot end before week 0")
    if not number:
        raise ValueError("incidence needs at least one cause")
    if codes.size and not (np.isin(codes, np.arange(number + 1)).all()):
        raise ValueError(f"causes must be whole numbers from 0 (standing) to {number}")
    return times, codes.astype(np.int64)
