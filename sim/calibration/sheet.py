"""A table out of somebody's spreadsheet: whatever separator, decimal mark, currency and encoding it was saved with.

Nothing is guessed where two readings are possible: the message names the line and column, and how to settle it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.errors import InputError

MOST_TOLD = 10
MOST_BYTES = 5_000_000
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "EUR": "EUR", "USD": "USD", "GBP": "GBP", "CHF": "CHF"}
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "mio": 1e6, "bn": 1e9}
_AMOUNT = re.compile(r"(?P<sign>[-+−]?)(?P<digits>[\d.,'’ \u00a0\u202f]*\d)\s*(?P<times>k|m|mio|bn)?\.?", re.IGNORECASE)
_SPACES = re.compile(r"['’ \u00a0\u202f]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí"})
_NO = frozenset({"no", "n", "false", "0", "", "-", "nein", "non"})


@dataclass(frozen=True)
class Cell:
    """One cell and where it stands, as a message names it."""

    file: Path
    line: int
    column: int
    header: str
    text: str

    @property
    def place(self) -> str:
        """'portfolio.csv, line 3, column 2 (age_weeks)'."""
        return f"{self.file}, line {self.line}, column {self.column} ({self.header})"

    def wrong(self, allowed: str) -> str:
        """The message of a cell that cannot be read."""
        return f"{self.place}: found '{shown(self.text)}'; allowed is {allowed}"


@dataclass(frozen=True)
class Sheet:
    """Headers as they stand, and the rows beneath; empty rows are left out."""

    file: Path
    headers: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[Cell, ...], ...]


def shown(text: str) -> str:
    """A cell's text on one line of bearable length."""
    line = "".join(letter if letter.isprintable() else "?" for letter in text[:80])
    return line if len(text) <= 60 else line[:59] + "…"  # noqa: PLR2004


def read_sheet(path: Path | str, *, most_rows: int) -> Sheet:
    """The rows of a file; InputError names the file and the line where it cannot be read."""
    file = Path(path)
    text = _text_of(file)
    separator = _separator(file, text)
    rows = list(_few_enough(file, _rows(file, text, separator), most_rows))
    if not rows:
        raise InputError(f"{file}: is empty; its first line names the columns, each further line is a row")
    (header_line, headers), *body = rows
    names = tuple(cell.strip() for cell in headers)
    wrong = [told for line, cells in body if (told := _wrong_length(file, line, cells, names))]
    if wrong:
        raise InputError("\n".join(wrong[:MOST_TOLD]))
    return Sheet(file, names, header_line, tuple(_cells(file, names, line, cells) for line, cells in body))


def _text_of(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error})") from error
    if len(content) > MOST_BYTES:
        raise InputError(f"{file}: has {len(content):,} bytes; allowed are at most {MOST_BYTES:,}")
    if content[:4] == b"PK\x03\x04":
        raise InputError(f"{file}: is a workbook, not a CSV; save the sheet as CSV (UTF-8)")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if b"\0" in content:
        raise InputError(f"{file}: is not a text file; save the sheet as CSV (UTF-8)")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(file: Path, text: str) -> str:
    """What stands most often in the first line, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    found = max(SEPARATORS, key=bare.count)
    if not bare.count(found) and first:
        raise InputError(
            f"{file}, line 1: found one column, '{shown(first)}'; separate the columns by commas, semicolons or tabs"
        )
    return found


def _rows(file: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{file}, line {reader.line_num}: cannot be read as CSV ({error})") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _few_enough(file: Path, rows: Iterator[tuple[int, list[str]]], most: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows):
        if number > most:
            raise InputError(f"{file}, line {row[0]}: has more than {most:,} rows; allowed are at most that")
        yield row


def _wrong_length(file: Path, line: int, cells: Sequence[str], names: Sequence[str]) -> str | None:
    if len(cells) == len(names) or (len(cells) > len(names) and not any(cell.strip() for cell in cells[len(names) :])):
        return None
    other = next((mark for mark in SEPARATORS if len(cells) == 1 and cells[0].count(mark) == len(names) - 1), "")
    if other:
        found = SEPARATORS[other]
        return f"{file}, line {line}: is separated by {found}, unlike the header; separate all lines one way"
    return (
        f"{file}, line {line}: has {len(cells)} cells where the header has {len(names)}; write a number with a decimal "
        "comma in quotes, or separate columns by semicolons"
    )


def _cells(file: Path, names: Sequence[str], line: int, cells: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(file, line, number, name, text.strip())
        for number, (name, text) in enumerate(zip(names, cells, strict=False), start=1)
    )


# --- numbers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Notation:
    """How a file writes numbers: its decimal mark, and what one unit of a currency is in EUR."""

    decimal: str | None
    eur_per: Mapping[str, float]

    def number(self, cell: Cell) -> float:
        """A number of calls, weeks or the like; InputError where it is none."""
        text, times, currency = _bare(cell)
        if currency:
            raise InputError(cell.wrong("a number without a currency"))
        return self._value(cell, text) * times

    def euros(self, cell: Cell) -> float:
        """An amount of money in EUR."""
        text, times, currency = _bare(cell)
        if currency and currency not in self.eur_per:
            raise InputError(
                f"{cell.place}: is in {currency}; say what one {currency} is in EUR with eur_per: {{{currency}: …}}, "
                "or write EUR"
            )
        return self._value(cell, text) * times * (self.eur_per[currency] if currency else 1.0)

    def _value(self, cell: Cell, text: str) -> float:
        meaning = _meaning(text)
        if meaning == "either":
            if self.decimal is None:
                point, mark = ("point", "comma") if "." in text else ("comma", "point")
                raise InputError(
                    f"{cell.place}: '{shown(cell.text)}' can be read in two ways; write it without a separator of "
                    f"thousands, or settle it for the whole file with decimal: {point} or decimal: {mark}"
                )
            meaning = self.decimal
        plain = text.replace("." if meaning == "," else ",", "").replace(",", ".")
        return float(plain)


def notation_of(cells: Sequence[Cell], *, decimal: str | None, eur_per: Mapping[str, float]) -> Notation:
    """The decimal mark that the cells which can be read in one way only agree on."""
    votes: dict[str, Cell] = {}
    for cell in cells:
        found = _AMOUNT.fullmatch(_without_currency(cell.text)[0])
        meaning = _meaning(_SPACES.sub("", found["digits"])) if found else ""
        if meaning in (".", ","):
            votes.setdefault(meaning, cell)
    if decimal is None and len(votes) > 1:
        point, comma = votes["."], votes[","]
        raise InputError(
            f"{comma.place}: '{shown(comma.text)}' has a decimal comma, and '{shown(point.text)}' in line {point.line} "
            "a decimal point; write all numbers one way"
        )
    return Notation(decimal or next(iter(votes), None), {"EUR": 1.0, **eur_per})


def _meaning(digits: str) -> str:
    """The decimal mark of a number: '.', ',', '' where it has none, 'either' where it may be one of thousands."""
    marks = [letter for letter in digits if letter in ".,"]
    if not marks:
        return ""
    if len(set(marks)) > 1:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    whole, _, rest = digits.partition(marks[0])
    thousands = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"  # noqa: PLR2004
    return "either" if thousands else marks[0]


def _without_currency(text: str) -> tuple[str, str]:
    for mark, currency in CURRENCIES.items():
        if mark in text.upper():
            place = text.upper().index(mark)
            return (text[:place] + text[place + len(mark) :]).strip(), currency
    return text.strip(), ""


def _bare(cell: Cell) -> tuple[str, float, str]:
    text, currency = _without_currency(cell.text)
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise InputError(cell.wrong("a number, such as 1200 or 0.5"))
    if found["sign"] in ("-", "−"):
        raise InputError(cell.wrong("a number of 0 or more"))
    return _SPACES.sub("", found["digits"]), _TIMES[(found["times"] or "").lower()], currency


# --- dates and yes or no ----------------------------------------------------------------------------------------------


def dates_of(cells: Sequence[Cell]) -> dict[Cell, date]:
    """Dates of one column, all in one format; a slash may hide the month in either place."""
    formats = {_format(cell): cell for cell in reversed(cells)}
    if len(formats) > 1:
        (one, first), (other, second) = list(formats.items())[:2]
        raise InputError(
            f"{first.place}: '{shown(first.text)}' is a date written as {one}, and '{shown(second.text)}' in line "
            f"{second.line} as {other}; write all dates as 2026-11-02"
        )
    return {cell: _date(cell) for cell in cells}


def _format(cell: Cell) -> str:
    if _ISO.fullmatch(cell.text):
        return "year-month-day"
    if _DOTTED.fullmatch(cell.text):
        return "day.month.year"
    if _SLASHED.fullmatch(cell.text):
        raise InputError(
            f"{cell.place}: '{shown(cell.text)}' may begin with the day or with the month; write dates as 2026-11-02"
        )
    raise InputError(cell.wrong("a date, such as 2026-11-02"))


def _date(cell: Cell) -> date:
    iso, dotted = _ISO.fullmatch(cell.text), _DOTTED.fullmatch(cell.text)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else ()
    try:
        return date(*map(int, parts))
    except (ValueError, TypeError) as error:
        raise InputError(cell.wrong("a date that there is, such as 2026-11-02")) from error


def yes_or_no(cell: Cell) -> bool:
    """Yes or no in a few languages; an empty cell is no."""
    word = cell.text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InputError(cell.wrong("yes or no"))
