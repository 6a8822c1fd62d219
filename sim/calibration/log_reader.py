"""A request log of any length as blocks of columns: what each request was, which rows were not usable, and why.

The file is read in blocks of whole rows. Arrow reads the cells of a block in the types that the first rows have; a
column that does not fit in one block is read as text there, so that one bad cell costs its row and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from sim.calibration import log_file, log_times, log_values
from sim.calibration.evidence import Rejected
from sim.calibration.log_columns import Columns, columns_of
from sim.calibration.log_file import Bytes
from sim.calibration.log_rows import NAMES, TOKENS, Block, Rows, Tally
from sim.calibration.log_times import TimeForm
from sim.calibration.log_values import UNTOLD, Names
from sim.calibration.sheet import shown
from sim.errors import InputError

SAMPLE_ROWS = 200
PART_BYTES = 1 << 20
_COLUMN = re.compile(r"In CSV column #(\d+)")


@dataclass(frozen=True)
class LogOptions:
    """What the user says of a log: which columns, which zones, whether the day comes before the month."""

    columns: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    log_zone: str = ""
    day_first: bool | None = None
    time_unit: str = ""

    def check(self) -> None:
        """InputError where a zone or unit is none."""
        for key, zone in (("zone", self.zone), ("log_zone", self.log_zone)):
            if zone:
                log_times.zone_of(zone, key)
        if self.time_unit and self.time_unit not in log_times.UNITS_NS:
            raise InputError(f"time_unit: found '{self.time_unit}'; allowed are {', '.join(log_times.UNITS_NS)}")


class Log:
    """A log that can be gone through once; what was read and rejected is known when that is done."""

    def __init__(
        self,
        file: Path | str,
        options: LogOptions | None = None,
        *,
        needs: Sequence[str] = ("time",),
        takes: Sequence[str] | None = None,
        block_bytes: int = log_file.BLOCK_BYTES,
    ) -> None:
        self.file = Path(file)
        self.options = options or LogOptions()
        self.options.check()
        self._source = log_file.blocks(self.file, block_bytes)
        header, self._first = log_file.header_of(next(self._source))
        self.columns: Columns = columns_of(self.file, header, self.options.columns, needs)
        if takes is not None:
            self.columns = self.columns.only(takes)
        self._filled_first()
        self.read = self.used = 0
        self.names: dict[str, Names] = {one: Names() for one in NAMES if one in self.columns.places}
        self._tally = Tally()
        self._types = self._first_types()
        self.form: TimeForm = self._time_form()

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Rows that were not used, by why, the most frequent first."""
        return tuple(sorted(self._tally.rejected.values(), key=lambda one: (-one.rows, one.first_line)))

    @property
    def zone(self) -> str:
        """The zone whose hours of the day are asked for; '' where the log's times stand for no instant."""
        return self.options.zone if self.form.zoned or self.form.log_zone else ""

    @property
    def unread(self) -> Mapping[str, int]:
        """Cells of usable rows that say nothing, by what they should hold."""
        return self._tally.unread

    def blocks(self) -> Iterator[Block]:
        """Every usable request; InputError at the end where most rows were not usable."""
        yield self._block(self._first)
        del self._first
        for content in self._source:
            yield self._block(content)
        if self.read == 0:
            raise InputError(f"{self.file}: names columns and has no rows; each further line is a request")
        if self.used * 2 < self.read:
            first = min(self._tally.rejected.values(), key=lambda one: one.first_line)
            raise InputError(
                f"{self.file}, line {first.first_line}: {first.why} (it says '{shown(first.example)}'); of "
                f"{self.read:,} rows {self.read - self.used:,} cannot be used. The columns were taken as "
                f"{self.columns.told()}; columns={{time:NAME,input:NAME,…}} says otherwise"
            )

    # --- the first rows -----------------------------------------------------------------------------------------------

    def _filled_first(self) -> None:
        """The block with the first rows; the header may stand in one of its own."""
        while not self._first.content or self._first.content.isspace():
            following = next(self._source, None)
            if following is None:
                return
            self._first = following

    def _sample(self) -> pa.Table:
        lines = self._first.content.split(b"\n", SAMPLE_ROWS)[:SAMPLE_ROWS]
        while len(lines) > 1 and b"\n".join(lines).count(b'"') % 2:
            lines.pop()
        places = [*self.columns.places.values()]
        return self._parsed(
            Bytes(b"\n".join(lines), self._first.line, len(lines) - 1), dict.fromkeys(places, pa.string()), []
        )

    def _first_types(self) -> dict[int, pa.DataType]:
        """What Arrow should try to read in each column."""
        types: dict[int, pa.DataType] = {}
        for one, place in self.columns.places.items():
            if one in TOKENS:
                types[place] = pa.int32()
            elif one in NAMES:
                types[place] = pa.dictionary(pa.int32(), pa.binary())
            else:
                types[place] = {"hash": pa.binary(), "cost": pa.float64()}.get(one, pa.string())
        return types

    def _time_form(self) -> TimeForm:
        options, place = self.options, self.columns.places["time"]
        cells = self._cells(self._sample(), place) if self._first.content else pa.array([], pa.string())
        if not len(cells):
            return TimeForm()
        form = log_times.form_of(
            cells, time_unit=options.time_unit, log_zone=options.log_zone, day_first=options.day_first
        )
        numbers, read = log_times.numbers_in(cells)
        if read.sum() * 2 > len(cells):
            if not form.unit:
                raise InputError(self._no_epoch(float(numbers[read][0])))
            self._types[place] = pa.int64() if (numbers[read] % 1.0 == 0.0).all() else pa.float64()
        else:
            self._types[place] = self._stamp_type(cells, form)
            if form.day_first is None:
                form = self._settled(form, cells)
        return form

    def _no_epoch(self, value: float) -> str:
        return (
            f"{self.file}, line {self._first.line}: time {value:g} is no time since 1970 in seconds, milliseconds, "
            "microseconds or nanoseconds; where it counts from the log's start, say time_unit=s (or ms, us, ns)"
        )

    def _stamp_type(self, cells: pa.Array, form: TimeForm) -> pa.DataType:
        """Arrow's own reading of ISO where the first rows allow it."""
        stamp = pa.timestamp("ns", "UTC") if form.zoned else pa.timestamp("ns")
        try:
            cells.drop_null().cast(stamp)
        except pa.ArrowInvalid:
            return pa.string()
        return stamp

    def _settled(self, form: TimeForm, cells: pa.Array) -> TimeForm:
        """Which of day and month comes first, from the first row anywhere that tells; such a log is read twice."""
        day_first, is_open, both = log_times.settles_day_first(cells)
        if not is_open and day_first is None:
            return form
        example = str(cells[0].as_py())
        if day_first is None and not both:
            for content in log_file.blocks(self.file):
                rest = log_file.header_of(content)[1] if content.line == 1 else content
                place = self.columns.places["time"]
                table = self._parsed(rest, {place: pa.string()}, [])
                day_first, _, both = log_times.settles_day_first(self._cells(table, place))
                if day_first is not None or both:
                    break
        if day_first is None:
            raise InputError(
                f"{self.file}, line {self._first.line}: time '{shown(example)}' may begin with the day or with the "
                f"month, {'and rows say both' if both else 'and no row settles it'}; say day_first=true or "
                "day_first=false"
            )
        return log_times.settled(form, day_first)

    # --- a block ------------------------------------------------------------------------------------------------------

    def _cells(self, table: pa.Table, place: int) -> pa.Array:
        column = table.column(f"c{place}")
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def _parsed(self, content: Bytes, types: Mapping[int, pa.DataType], wrong: list[csv.InvalidRow]) -> pa.Table:
        """Arrow's reading of a block; a column that does not fit its type is read as text."""
        types = dict(types)
        if not content.content or content.content.isspace():
            return pa.table({f"c{place}": pa.array([], kind) for place, kind in types.items()})
        while True:
            wrong.clear()
            try:
                table = self._read(content, types, wrong, in_parts=True)
                if content.quoted and (wrong or table.num_rows != content.lines) and content.wraps():
                    wrong.clear()
                    table = self._read(content, types, wrong, in_parts=False)
            except pa.ArrowInvalid as error:
                found = _COLUMN.search(str(error))
                place = int(found[1]) if found else -1
                if place not in types or types[place] == pa.string():
                    told = shown(str(error))
                    raise InputError(f"{self.file}, line {content.line}: cannot be read as CSV ({told})") from error
                types[place] = pa.string()
            else:
                return table.unify_dictionaries()

    def _read(
        self, content: Bytes, types: Mapping[int, pa.DataType], wrong: list[csv.InvalidRow], *, in_parts: bool
    ) -> pa.Table:
        """In parts side by side where no cell goes over the end of a line."""

        def passed_over(row: csv.InvalidRow) -> str:
            wrong.append(row)
            return "skip"

        whole = len(content.content) + 1
        table: pa.Table = csv.read_csv(
            pa.BufferReader(content.content),
            csv.ReadOptions(
                column_names=[f"c{place}" for place in range(len(self.columns.headers))],
                block_size=min(PART_BYTES, whole) if in_parts else whole,
            ),
            csv.ParseOptions(
                delimiter=self.columns.separator, newlines_in_values=not in_parts, invalid_row_handler=passed_over
            ),
            csv.ConvertOptions(
                check_utf8=False,
                null_values=log_values.EMPTY,
                include_columns=[f"c{place}" for place in types],
                column_types={f"c{place}": kind for place, kind in types.items()},
                timestamp_parsers=[csv.ISO8601],
            ),
        )
        return table

    def _block(self, content: Bytes) -> Block:
        wrong: list[csv.InvalidRow] = []
        table = self._parsed(content, self._types, wrong)
        rows = Rows(self.columns, self.form, self.names, self._tally, content, wrong)
        rows.reject_lengths()
        block = rows.block({one: self._cells(table, place) for one, place in self.columns.places.items()})
        self.read += table.num_rows + len(wrong)
        self.used += len(block)
        return block


def whole(log: Log) -> Block:
    """A whole log in memory: ten million requests with a prompt hash are about 0.4 GB."""
    parts = list(log.blocks())
    joined: dict[str, Any] = {}
    for each in fields(Block):
        columns = [getattr(part, each.name) for part in parts]
        joined[each.name] = None if columns[0] is None else np.concatenate(columns)
        for part in parts:
            setattr(part, each.name, None)
    return Block(**joined)


__all__ = ["UNTOLD", "Block", "Log", "LogOptions", "whole"]
