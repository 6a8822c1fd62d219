"""The rows of one block of a log: cells to numbers, and each row that is not usable counted by why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from sim.calibration import log_file, log_times, log_values
from sim.calibration.evidence import Rejected
from sim.calibration.log_columns import SEPARATORS, Columns
from sim.calibration.log_file import Bytes
from sim.calibration.log_times import TimeForm
from sim.calibration.log_values import Names
from sim.calibration.sheet import shown

TOKENS = ("input", "output", "cached")
NAMES = ("workload", "caller", "status")
_WHATS = {"input": "input tokens", "output": "output tokens", "cached": "cached tokens"}
_WRONG = {
    "negative": "negative {}",
    "absurd": f"more than {log_values.MOST_TOKENS:,} {{}}",
    "unread": "{} that are no whole number",
    "empty": "{} that are empty or NaN",
}


@dataclass
class Block:
    """Requests in the order of the file. What a log has no column for is None; -1 (NaN for cost) is not said.

    `time_ns` are nanoseconds since 1970 in UTC, or as they stand where the log has no zone. `workload` and `caller` are
    numbers of `Log.names`; `failed` is 1, 0 or -1; `hash` is 0 for an empty cell.
    """

    time_ns: NDArray[np.int64]
    input: NDArray[np.int32] | None = None
    output: NDArray[np.int32] | None = None
    cached: NDArray[np.int32] | None = None
    workload: NDArray[np.int32] | None = None
    caller: NDArray[np.int32] | None = None
    hash: NDArray[np.uint64] | None = None
    failed: NDArray[np.int8] | None = None
    cost: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.time_ns)

    def taken(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Block:
        """Some of the rows."""
        columns: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        taken: dict[str, Any] = {name: None if each is None else each[rows] for name, each in columns.items()}
        return Block(**taken)


@dataclass
class Tally:
    """What a log holds beside its requests: rows that are not used, and cells that say nothing in rows that are."""

    rejected: dict[str, Rejected] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)

    def reject(self, why: str, rows: int, line: int, example: str) -> None:
        """Count rows that are not used; the first is shown."""
        before = self.rejected.get(why)
        if before is None:
            self.rejected[why] = Rejected(why, rows, line, example)
        else:
            self.rejected[why] = Rejected(why, before.rows + rows, before.first_line, before.example)

    def pass_over(self, what: str, cells: int) -> None:
        """Count cells that are taken as not said."""
        self.unread[what] = self.unread.get(what, 0) + cells


class Rows:
    """The rows of one block on their way to columns of numbers."""

    def __init__(
        self, columns: Columns, form: TimeForm, names: Mapping[str, Names], tally: Tally, content: Bytes,
        wrong: Sequence[csv.InvalidRow],
    ) -> None:  # fmt: skip
        self._columns, self._form, self._names, self._tally = columns, form, names, tally
        self._content, self._wrong = content, wrong
        self._passed_over = frozenset(row.text for row in wrong)

    def reject_lengths(self) -> None:
        """Rows with another number of cells than the header."""
        separator = self._columns.separator
        for row in self._wrong:
            other = next(
                (mark for mark in SEPARATORS if mark != separator and row.actual_columns == 1 and mark in row.text), ""
            )
            why = f"has {row.actual_columns} cells where the header has {row.expected_columns}"
            if other:
                why = f"is separated by {SEPARATORS[other]}, the header by {SEPARATORS[separator]}"
            line = 0 if why in self._tally.rejected else log_file.line_of(self._content, row.text)
            self._tally.reject(why, 1, line, shown(row.text))

    def block(self, columns: Mapping[str, pa.Array]) -> Block:
        """The usable rows."""
        times, readable = self._times(columns["time"])
        found = Block(times)
        bad = None if readable is None else self._marked("time that cannot be read", ~readable, None)
        if "status" in columns:
            numbers = self._names["status"].numbers_of(self._as_names(columns["status"]))
            header = self._columns.headers[self._columns.places["status"]]
            found.failed = log_values.statuses(self._names["status"].names, header)[numbers]
        for one in TOKENS:
            if one in columns:
                tokens, wrong = log_values.tokens_of(columns[one], decimal_comma=self._decimal_comma)
                setattr(found, one, tokens)
                bad = self._judged(one, wrong, found.failed, bad)
        for one in ("workload", "caller"):
            if one in columns:
                setattr(found, one, self._names[one].numbers_of(self._as_names(columns[one])))
        if "hash" in columns:
            found.hash = log_values.hashes_of(_as(columns["hash"], pa.binary()))
        if "cost" in columns:
            found.cost = self._cost(columns["cost"])
        return found if bad is None else found.taken(~bad)

    @property
    def _decimal_comma(self) -> bool:
        return self._columns.separator != ","

    def _times(self, cells: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
        """Nanoseconds, and which can be read; None where all can."""
        form = self._form
        if pa.types.is_string(cells.type):
            return log_times.from_text(pc.fill_null(cells, ""), form)
        plain = cells.view(pa.int64()) if pa.types.is_timestamp(cells.type) else cells
        values = (pc.fill_null(plain, 0) if plain.null_count else plain).to_numpy()
        read = log_times.from_stamps if pa.types.is_timestamp(cells.type) else log_times.from_numbers
        times, fine = read(values, form)
        if cells.null_count:
            told = pc.is_valid(cells).to_numpy(zero_copy_only=False)
            fine = told if fine is None else fine & told
        return times, fine

    def _judged(
        self,
        one: str,
        wrong: Mapping[str, NDArray[np.bool_]],
        failed: NDArray[np.int8] | None,
        bad: NDArray[np.bool_] | None,
    ) -> NDArray[np.bool_] | None:
        """Tokens that are not usable cost the row; cached ones do not, nor does a failed request without tokens."""
        for name, rows in wrong.items():
            if one == "cached":
                if name != "empty":
                    self._tally.pass_over("cached tokens", int(rows.sum()))
                continue
            lost = rows & (failed != 1) if name == "empty" and failed is not None else rows
            bad = self._marked(_WRONG[name].format(_WHATS[one]), lost, bad)
        return bad

    def _marked(self, why: str, rows: NDArray[np.bool_], bad: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Reject rows that are not rejected yet."""
        fresh = rows if bad is None else rows & ~bad
        number = int(fresh.sum())
        if not number:
            return bad
        line, example = 0, ""
        if why not in self._tally.rejected:
            line, example = log_file.row_at(self._content, int(np.argmax(fresh)), self._passed_over)
        self._tally.reject(why, number, line, example)
        return fresh if bad is None else bad | fresh

    def _cost(self, cells: pa.Array) -> NDArray[np.float64]:
        if pa.types.is_string(cells.type):
            values = log_values.numbers_of(cells, decimal_comma=self._decimal_comma)
        else:
            values = pc.fill_null(cells, np.nan).to_numpy(zero_copy_only=False)
        wrong = ~(values >= 0.0)
        if wrong.any():
            self._tally.pass_over("cost", int(wrong.sum()))
            values = np.where(wrong, np.nan, values)
        return np.asarray(values, np.float64)

    def _as_names(self, cells: pa.Array) -> pa.DictionaryArray:
        return cells if pa.types.is_dictionary(cells.type) else pc.dictionary_encode(_as(cells, pa.binary()))


def _as(cells: pa.Array, kind: pa.DataType) -> pa.Array:
    return cells if cells.type == kind else cells.cast(kind)
