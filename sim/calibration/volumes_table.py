"""Counts by time and workload out of a table: a row a workload and time, or a column a workload.

Rows that cannot be used are counted and told; a table of which more than half cannot be used is refused.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.calibration.evidence import Rejected
from sim.calibration.sheet import shown
from sim.calibration.volumes_columns import FIELDS, columns_of, rows_of
from sim.calibration.volumes_numbers import Reading
from sim.calibration.volumes_times import ALLOWED, Clock, clock_of
from sim.errors import InputError

_SAMPLE_ROWS = 400


@dataclass(frozen=True)
class Table:
    """Numbers with their time and workload, sorted; `times` are seconds, `told` what the page says of the reading."""

    file: Path
    shape: str
    calendar: bool
    names: tuple[str, ...]
    times: NDArray[np.float64]
    at: NDArray[np.int64]
    of: NDArray[np.int64]
    values: NDArray[np.float64]
    read: int
    rejected: tuple[Rejected, ...]
    told: tuple[str, ...]
    fraction: tuple[int, str] | None = None
    """Line and text of a number that is no whole number of calls, where most are not."""
    sparse: bool = True
    """Whether a workload without calls has no row, so that a quiet night is not a gap."""
    step_seconds: float | None = None


class Rejects:
    """What was not used, by reason."""

    def __init__(self) -> None:
        self._found: dict[str, list[int | str]] = {}
        self.number = 0

    def add(self, why: str, line: int, example: str, how_many: int = 1) -> None:
        """Count it; the first one is kept as the example."""
        known = self._found.setdefault(why, [0, line, example])
        known[0] = int(known[0]) + how_many
        self.number += how_many

    def told(self) -> tuple[Rejected, ...]:
        """As the evidence page lists them."""
        return tuple(Rejected(why, int(n), int(line), str(text)) for why, (n, line, text) in self._found.items())


def read_table(
    file: Path,
    text: str,
    asked: Mapping[str, str],
    *,
    decimal: str | None = None,
    drop_repeats: bool | None = None,
) -> Table:
    """The numbers of a table; InputError says what is wrong by line and column."""
    headers, rows = rows_of(file, text)
    places = columns_of(file, headers, asked)
    found = list(rows)
    if not found:
        raise InputError(f"{file}: names columns and has no rows; each further line is a time")
    clock = clock_of(
        f"{file}, line 1, column {places['time'] + 1}",
        headers[places["time"]],
        (cells[places["time"]].strip() for _, cells in found[:_SAMPLE_ROWS] if len(cells) > places["time"]),
    )
    reading = _Reading(file, headers, places, clock, Reading(file, decimal))
    long = "workload" in places and "calls" in places
    reading.long(found) if long else reading.wide(found)
    return reading.table("a row a workload and time" if long else "a column a workload", drop_repeats, sparse=long)


class _Reading:
    """Rows to numbers."""

    def __init__(
        self, file: Path, headers: Sequence[str], places: Mapping[str, int], clock: Clock, numbers: Reading
    ) -> None:
        self._file, self._headers, self._places, self._clock, self._numbers = file, headers, places, clock, numbers
        self._times, self._of, self._values, self._lines = array("d"), array("q"), array("d"), array("q")
        self._known: dict[str, float | None] = {}
        self._names: dict[str, int] = {}
        self._rejects, self._read = Rejects(), 0
        self._told: list[str] = [clock.told]

    def _time(self, text: str) -> float | None:
        if text not in self._known:
            self._known[text] = self._clock.read(text.strip())
        return self._known[text]

    def long(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """A row is a workload at a time."""
        time, workload, calls = (self._places[field] for field in FIELDS)
        for line, cells in rows:
            self._read += 1
            if len(cells) <= max(time, workload, calls):
                self._rejects.add(f"fewer cells than the {len(self._headers)} columns", line, ",".join(cells))
                continue
            moment, name = self._time(cells[time]), cells[workload].strip()
            if moment is None:
                self._rejects.add(f"the time cannot be read; allowed is {ALLOWED}", line, cells[time])
            elif not name:
                self._rejects.add("names no workload", line, ",".join(cells))
            else:
                self._number(line, moment, self._names.setdefault(name, len(self._names)), cells[calls])
        unused = [name for place, name in enumerate(self._headers) if place not in self._places.values()]
        if unused:
            self._told.append(f"Columns that nothing is taken from: {', '.join(map(shown, unused))}.")

    def wide(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """A column is a workload; an empty cell is no calls."""
        time = self._places["time"]
        columns = [place for place in range(len(self._headers)) if place != time]
        self._check_headers(columns)
        for line, cells in rows:
            self._read += len(columns)
            if len(cells) != len(self._headers):
                why = f"not as many cells as the {len(self._headers)} columns"
                self._rejects.add(why, line, f"{len(cells)} cells", len(columns))
                continue
            moment = self._time(cells[time])
            if moment is None:
                why = f"the time cannot be read; allowed is {ALLOWED}"
                self._rejects.add(why, line, cells[time], len(columns))
                continue
            for number, place in enumerate(columns):
                self._number(line, moment, number, cells[place] or "0")
        self._check_text_column(rows, columns)

    def _check_headers(self, columns: Sequence[int]) -> None:
        for place in columns:
            name = self._headers[place] or f"column {place + 1}"
            if name in self._names:
                first = columns[self._names[name]] + 1
                raise InputError(
                    f"{self._file}, line 1: columns {first} and {place + 1} are both called '{shown(name)}'; give each "
                    "workload a column and a name of its own"
                )
            self._names[name] = len(self._names)

    def _check_text_column(self, rows: Sequence[tuple[int, list[str]]], columns: Sequence[int]) -> None:
        """A column of words is a workload's name under a header that we do not know."""
        for place in columns[:6]:
            cells = [row[place] for _, row in rows[:_SAMPLE_ROWS] if len(row) > place and row[place].strip()]
            if cells and not any(re.search(r"\d", cell) for cell in cells[:50]):
                raise InputError(
                    f"{self._file}, line {rows[0][0]}, column {place + 1} ({shown(self._headers[place])}): found "
                    f"'{shown(cells[0])}' where each column would be a workload and hold numbers; where a row is one "
                    "workload at one time, say columns={time:NAME,workload:NAME,calls:NAME}"
                )

    def _number(self, line: int, moment: float, name: int, text: str) -> None:
        value, why = self._numbers.number(line, text)
        if value is None:
            self._rejects.add(why, line, text)
            return
        self._times.append(moment)
        self._of.append(name)
        self._values.append(value)
        self._lines.append(line)

    def table(self, shape: str, drop_repeats: bool | None, *, sparse: bool) -> Table:
        """Everything that was read, in the order of time and workload, repeats dropped or added."""
        if 2 * self._rejects.number > self._read:
            worst = max(self._rejects.told(), key=lambda one: one.rows)
            raise InputError(
                f"{self._file}, line {worst.first_line}: {worst.why}; found '{shown(worst.example)}', and "
                f"{self._rejects.number:,} of {self._read:,} numbers cannot be used"
            )
        self._numbers.check()
        times, at = np.unique(np.frombuffer(self._times), return_inverse=True)
        of, values = np.frombuffer(self._of, np.int64), np.frombuffer(self._values)
        order = np.lexsort((np.frombuffer(self._lines, np.int64), of, at))
        keep = self._without_repeats(at[order], of[order], values[order], np.frombuffer(self._lines, np.int64)[order],
                                     drop_repeats)  # fmt: skip
        order = order[keep]
        self._told += self._numbers.told()
        return Table(
            self._file, shape, self._clock.calendar, tuple(self._names), times, at[order].astype(np.int64), of[order],
            values[order], self._read, self._rejects.told(), tuple(self._told),
            self._numbers.fractions if self._numbers.are_rates else None, sparse=sparse,
        )  # fmt: skip

    def _without_repeats(
        self,
        at: NDArray[np.int64],
        of: NDArray[np.int64],
        values: NDArray[np.float64],
        lines: NDArray[np.int64],
        drop: bool | None,
    ) -> NDArray[np.bool_]:
        """Where the same workload and time comes again: the same once more is dropped, parts of a sum are kept."""
        same = np.r_[False, (at[1:] == at[:-1]) & (of[1:] == of[:-1])]
        keep = np.ones(len(at), bool)
        if not same.any():
            return keep
        equal = same & np.r_[False, values[1:] == values[:-1]]
        names = list(self._names)
        first = int(np.flatnonzero(same)[0])
        if drop or (drop is None and (equal == same).all()):
            gone = np.asarray(same if drop else equal)
            keep = np.asarray(~gone)
            at_line = int(lines[np.flatnonzero(gone)[0]]) if gone.any() else 0
            if gone.any():
                self._rejects.add(
                    "the workload and time stand in an earlier row, too", at_line, names[int(of[gone][0])],
                    int(gone.sum()),
                )  # fmt: skip
            return keep
        self._told.append(
            f"{int(same.sum()):,} numbers are of a workload and time that an earlier row has, the first in line "
            f"{int(lines[first]):,}; they differ and are added up. duplicates=drop keeps the first only."
        )
        return keep
