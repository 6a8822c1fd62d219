"""A programme's history out of somebody's spreadsheet: one row an event, plain names, dates in one format.

That something has not happened is a row of its own, with `not yet` in the place of the date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sim.calibration.history import DAYS_PER_WEEK, MONTH_WEEKS, WHATS, Dated, History, Spend, weeks_between
from sim.calibration.portfolio import IGNORED, plain
from sim.calibration.sheet import MOST_TOLD, Cell, Notation, Sheet, dates_of, notation_of, read_sheet
from sim.errors import InputError, nearest

NOT_YET = frozenset({"not yet", "not_yet", "never", "no", "none"})
COLUMNS = {
    **dict.fromkeys(("date", "day", "when"), "date"),
    **dict.fromkeys(("what", "event"), "what"),
    **dict.fromkeys(("name", "workload", "use_case", "project", "application"), "name"),
    **dict.fromkeys(("amount", "amount_eur", "eur", "spend", "cost"), "amount"),
    **dict.fromkeys(("from", "begins", "since"), "from"),
}
MOST_ROWS = 5_000
LEAST_WEEKS = MONTH_WEEKS
LONGEST_UNSAID_DAYS = 100
"""A spend without `from` begins where the one before ends; further back than a quarter that may be an oversight."""


def read_history(path: Path | str, *, decimal: str | None = None) -> History:
    """The history of a file; InputError says what is wrong by line and column."""
    sheet = read_sheet(path, most_rows=MOST_ROWS)
    rows = _rows(sheet, _columns(sheet))
    if not rows:
        raise InputError(f"{sheet.file}: names columns and has no events; each further line is one")
    days = _days(rows)
    amounts = [row.cells["amount"] for row in rows if row.text("amount")]
    notation = notation_of(amounts, decimal=decimal, eur_per={})
    started, as_of = _ends(sheet.file, rows, days)
    return _Reader(sheet.file, rows, days, notation, started, as_of).read()


@dataclass(frozen=True)
class _Row:
    what: str
    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        return self.cells[column].text if column in self.cells else ""

    @property
    def happened(self) -> bool:
        return self.text("date").lower() not in NOT_YET


def _columns(sheet: Sheet) -> dict[int, str]:
    found: dict[int, str] = {}
    wrong: list[str] = []
    for number, header in enumerate(sheet.headers, start=1):
        word = plain(header)
        place = f"{sheet.file}, line {sheet.header_line}, column {number}"
        known = COLUMNS.get(word) or COLUMNS.get(header.lower().strip())
        if word.startswith(IGNORED):
            continue
        if known is None:
            wrong.append(
                f"{place}: '{header}' is no column of a history{nearest(word, COLUMNS)} (known are date, what, name, "
                "amount, from; a column called note… is passed over)"
            )
        elif known in found.values():
            wrong.append(f"{place}: '{header}' says the same as another column; keep one of the two")
        else:
            found[number] = known
    for column in ("date", "what"):
        if not wrong and column not in found.values():
            wrong.append(f"{sheet.file}, line {sheet.header_line}: there is no column '{column}'; each event needs one")
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    return found


def _rows(sheet: Sheet, columns: Mapping[int, str]) -> list[_Row]:
    found: list[_Row] = []
    wrong: list[str] = []
    for cells in sheet.rows:
        named = {columns[cell.column]: cell for cell in cells if cell.column in columns}
        what = plain(named["what"].text)
        if what not in WHATS:
            wrong.append(named["what"].wrong(f"one of {', '.join(WHATS)}") + nearest(what, WHATS))
        found.append(_Row(what, cells[0].line, named))
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    return found


def _days(rows: Sequence[_Row]) -> dict[Cell, date]:
    """Every date of the file, all in one format."""
    cells = [row.cells["date"] for row in rows if row.happened]
    return dates_of([*cells, *(row.cells["from"] for row in rows if row.text("from"))])


def _ends(file: Path, rows: Sequence[_Row], days: Mapping[Cell, date]) -> tuple[date, date]:
    """The first day and the last: the last date where no row says it."""
    for what in ("started", "as_of"):
        lines = [row.line for row in rows if row.what == what]
        if len(lines) > 1:
            raise InputError(f"{file}, line {lines[1]}: '{what}' stands in line {lines[0]}, too; keep one of the two")
    first = next((row for row in rows if row.what == "started" and row.happened), None)
    if first is None:
        raise InputError(f"{file}: there is no row 'started'; its date is the programme's first day")
    last = next((row for row in rows if row.what == "as_of" and row.happened), None)
    started = days[first.cells["date"]]
    as_of = max(days.values()) if last is None else days[last.cells["date"]]
    if weeks_between(started, as_of) < LEAST_WEEKS:
        raise InputError(
            f"{file}, line {first.line}: the programme started {started} and the history ends {as_of}; a history of "
            "less than a month says nothing"
        )
    return started, as_of


class _Reader:
    """Rows to a history."""

    def __init__(
        self,
        file: Path,
        rows: Sequence[_Row],
        days: Mapping[Cell, date],
        notation: Notation,
        started: date,
        as_of: date,
    ) -> None:
        self._file, self._rows, self._days, self._notation = file, rows, days, notation
        self._started, self._as_of = started, as_of
        self._wrong: list[str] = []

    def read(self) -> History:
        dated = {what: self._dated(what) for what in WHATS if what not in ("started", "as_of", "spend")}
        spends = self._spends()
        known = self._check_live(dated["live"])
        self._check_retired(known, dated["retired"])
        self._check_gate(dated["frozen"], dated["reopened"])
        if self._wrong:
            more = len(self._wrong) - MOST_TOLD
            raise InputError("\n".join([*self._wrong[:MOST_TOLD], *([f"… and {more} more"] if more > 0 else [])]))
        live = dated.pop("live")
        retired = dated.pop("retired")
        history = History(
            self._file,
            self._started,
            self._as_of,
            tuple(one for one in live if one.week is not None) if live else None,
            tuple(one for one in retired if one.week is not None),
            tuple(spends),
            {what: tuple(rows) for what, rows in dated.items() if rows},
        )
        if history.live is None and not history.spends and not history.decisions:
            raise InputError(
                f"{self._file}: says when the programme started and nothing else; add rows of "
                f"{', '.join(what for what in WHATS if what not in ('started', 'as_of'))}"
            )
        return history

    def _place(self, row: _Row) -> str:
        return f"{self._file}, line {row.line}"

    def _week(self, row: _Row, column: str = "date") -> float | None:
        """The week of a row's date; what lies outside the history is told."""
        day = self._days[row.cells[column]]
        if day < self._started:
            self._wrong.append(f"{row.cells[column].place}: {day} is before the programme started, {self._started}")
        elif day > self._as_of:
            self._wrong.append(f"{row.cells[column].place}: {day} is after the history ends, {self._as_of}")
        else:
            return weeks_between(self._started, day)
        return None

    def _dated(self, what: str) -> list[Dated]:
        """In the order of time; one row that says 'not yet' stands alone."""
        found: list[Dated] = []
        rows = [row for row in self._rows if row.what == what]
        for row in rows:
            if not row.happened:
                found.append(Dated(None, row.line, row.text("name")))
                if len(rows) > 1:
                    self._wrong.append(f"{self._place(row)}: '{what}' is not yet, and has other rows; keep one")
                continue
            week = self._week(row)
            if week is not None:
                found.append(Dated(week, row.line, row.text("name")))
        return sorted(found, key=lambda one: (one.week or 0.0, one.line))

    def _spends(self) -> list[Spend]:
        rows = [row for row in self._rows if row.what == "spend"]
        ends = [(self._days[row.cells["date"]], row) for row in rows if row.happened]
        found: list[Spend] = []
        for row in (row for row in rows if not row.happened):
            self._wrong.append(f"{self._place(row)}: a spend needs the day on which its quarter ends")
        for _, row in sorted(ends, key=lambda pair: (pair[0], pair[1].line)):
            one = self._spend(row, found[-1] if found else None)
            if one is not None:
                found.append(one)
        return found

    def _spend(self, row: _Row, before: Spend | None) -> Spend | None:
        end = self._week(row)
        if not row.text("amount"):
            self._wrong.append(f"{self._place(row)}: a spend has no amount; write it in the column 'amount', in EUR")
            return None
        try:
            amount = self._notation.euros(row.cells["amount"])
        except InputError as error:
            self._wrong.append(str(error))
            return None
        begins = 0.0 if before is None else before.end
        start = self._week(row, "from") if row.text("from") else begins
        if end is None or start is None:
            return None
        if start >= end:
            what = "ends on the day of the one before" if not row.text("from") else "begins on or after its end"
            self._wrong.append(f"{self._place(row)}: this spend {what}; each spend covers days of its own")
        elif start < begins:
            assert before is not None
            self._wrong.append(f"{self._place(row)}: this spend begins before that of line {before.line} ends")
        elif not row.text("from") and (end - start) * DAYS_PER_WEEK > LONGEST_UNSAID_DAYS:
            self._wrong.append(
                f"{self._place(row)}: the spend before it ends {self._started + timedelta(days=round(7 * start))}, "
                "more than a quarter earlier; write when this one begins in a column 'from'"
            )
        return Spend(start, end, amount, row.line)

    def _check_live(self, live: Sequence[Dated]) -> dict[str, Dated]:
        known: dict[str, Dated] = {}
        for one in live:
            place = f"{self._file}, line {one.line}"
            if one.week is not None and not one.name:
                self._wrong.append(f"{place}: what went live has no name; give each one")
            elif one.name in known:
                self._wrong.append(f"{place}: '{one.name}' went live in line {known[one.name].line}, too")
            known.setdefault(one.name, one)
        return known

    def _check_retired(self, known: Mapping[str, Dated], retired: Sequence[Dated]) -> None:
        gone: dict[str, int] = {}
        for one in (each for each in retired if each.week is not None):
            place, before = f"{self._file}, line {one.line}", known.get(one.name)
            if before is None or before.week is None:
                self._wrong.append(f"{place}: '{one.name}' is retired and never went live{nearest(one.name, known)}")
            elif (one.week or 0.0) < before.week:
                self._wrong.append(f"{place}: '{one.name}' is retired before it goes live")
            elif one.name in gone:
                self._wrong.append(f"{place}: '{one.name}' is retired in line {gone[one.name]}, too")
            gone.setdefault(one.name, one.line)

    def _check_gate(self, frozen: Sequence[Dated], reopened: Sequence[Dated]) -> None:
        """Builds stop and go on in turn."""
        turns = [(one, "frozen") for one in frozen] + [(one, "reopened") for one in reopened]
        steps = sorted((pair for pair in turns if pair[0].week is not None), key=lambda pair: pair[0].week or 0.0)
        closed = False
        for one, what in steps:
            if (what == "frozen") == closed:
                state = "frozen already" if closed else "not frozen"
                self._wrong.append(f"{self._file}, line {one.line}: '{what}', and builds are {state}")
            closed = what == "frozen"
