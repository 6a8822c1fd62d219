"""The rows of a model test as texts and numbers: one reading for every shape of table."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.calibration.evidence import Rejected
from sim.calibration.sheet import SEPARATORS, shown
from sim.errors import InputError

MOST_BYTES, MOST_ROWS = 200_000_000, 2_000_000
_CURRENCY = re.compile(r"[$€£]|\b(?:usd|eur|gbp|chf)\b", re.IGNORECASE)
_NAMES = {"$": "USD", "€": "EUR", "£": "GBP"}
_TRUE = frozenset({"true", "yes", "pass", "passed", "correct", "right"})
_FALSE = frozenset({"false", "no", "fail", "failed", "incorrect", "wrong"})


@dataclass(frozen=True)
class Rows:
    """Headers as plain names, and the rows with their lines."""

    file: Path
    headers: tuple[str, ...]
    plain: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    comma: bool


@dataclass
class Refused:
    """Rows that are not used, counted by their reason."""

    found: dict[str, Rejected] = field(default_factory=dict)

    def add(self, why: str, line: int, cells: Sequence[str]) -> None:
        """One more."""
        before = self.found.get(why)
        example = " ".join(cell for cell in cells if cell)
        self.found[why] = (
            Rejected(why, 1, line, example)
            if before is None
            else Rejected(why, before.rows + 1, before.first_line, before.example)
        )

    @property
    def all(self) -> tuple[Rejected, ...]:
        """Reasons in the order in which they were met."""
        return tuple(self.found.values())


def read_rows(path: Path) -> Rows:
    """The file as rows of texts; InputError names file and line."""
    text = _text_of(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise InputError(f"{path}: is empty; its first line names the columns, each further line is an answer")
    separator = max(SEPARATORS, key=re.sub(r'"[^"]*"', "", first).count)
    if separator not in first:
        raise InputError(
            f"{path}, line 1: found one column, '{shown(first)}'; separate columns by commas or semicolons"
        )
    rows = list(_rows(path, text, separator))
    (_, headers), *body = rows
    if not body:
        raise InputError(f"{path}: names columns and has no rows; each further line is an answer or a model")
    plain = tuple(re.sub(r"[^a-z0-9%]+", "_", header.lower()).strip("_") for header in headers)
    return Rows(path, headers, plain, tuple(body), separator != ",")


def _text_of(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{path}: has {size:,} bytes; a model test has at most {MOST_BYTES:,}")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    if content[:4] == b"PK\x03\x04" or content[:2] == b"\x1f\x8b":
        raise InputError(f"{path}: is packed, not a CSV; unpack it, or save the sheet as CSV (UTF-8)")
    if b"\0" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError(f"{path}: is not a text file; save the table as CSV (UTF-8)")
    for encoding in ("utf-16",) if b"\0" in content else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    width = number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{path}, line {reader.line_num}: cannot be read as CSV ({error})") from error
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        width = width or len(cells)
        if len(cells) != width:
            raise InputError(f"{path}, line {reader.line_num}: has {len(cells)} cells where the header has {width}")
        number += 1
        if number > MOST_ROWS + 1:
            raise InputError(
                f"{path}, line {reader.line_num}: has more than {MOST_ROWS:,} rows; allowed are at most that"
            )
        yield reader.line_num, tuple(cell.strip() for cell in cells)


def number_of(text: str, comma: bool) -> float | None:
    """A number of 0 or more, else None; a percent sign divides by a hundred, and words say right or wrong."""
    bare = _CURRENCY.sub("", text).strip()
    word = bare.lower()
    if word in _TRUE or word in _FALSE:
        return float(word in _TRUE)
    share = bare.endswith("%")
    bare = bare.rstrip("% ")
    try:
        value = float(bare.replace(",", ".") if comma else bare)
    except ValueError:
        return None
    if not math.isfinite(value) or value < 0.0:
        return None
    return value / 100.0 if share else value


def currency_in(text: str) -> str:
    """The currency that a cell names; empty where none."""
    found = _CURRENCY.search(text)
    return _NAMES.get(found[0], found[0].upper()) if found else ""
