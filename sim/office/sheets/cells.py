"""What may stand in a cell: text that stays text, numbers to their last digit, and the form in which they are shown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

MOST_LETTERS = 32_767
"""Of a cell; Excel counts a sign outside the first 65,536 as two."""

CUT = " […cut here: a cell holds no more]"
EXACT_BELOW = 2**53
"""A cell's number is a double: whole numbers beyond are written as text rather than rounded."""

DANGEROUS = ("=", "+", "-", "@")
_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_PLAIN = re.compile(r"([+−-]?)(\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(\.\d+)?(%?)")
_MONEY, _SMALL_MONEY = '"€"#,##0', '"€"#,##0.00##'
_TEN, _THOUSAND = 10.0, 1_000.0

GENERAL = "General"
WHOLE = "#,##0"
SHARE = "0.0%"
POINTS = "+0.0%;-0.0%;0.0%"

Cell = str | float | int | bool | None


class Exact(float):
    """A number that XlsxWriter writes to its last digit and not to the sixteenth."""

    def __format__(self, form: str) -> str:
        return repr(float(self))


def clean(text: str) -> str:
    """The text without signs that a workbook cannot hold or that steer a screen; not longer than a cell."""
    plain = _STEERING.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    kept = "".join(one for one in plain if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
    return kept if _length(kept) <= MOST_LETTERS else _cut(kept, MOST_LETTERS - len(CUT)) + CUT


def _length(text: str) -> int:
    return len(text) + sum(one > "\uffff" for one in text)


def _cut(text: str, most: int) -> str:
    left = most
    for place, one in enumerate(text):
        left -= 2 if one > "\uffff" else 1
        if left < 0:
            return text[:place]
    return text


def is_dangerous(text: str) -> bool:
    """It would be a formula if somebody edited the cell: such text gets the mark that keeps it text."""
    return text.startswith(DANGEROUS)


def known(value: float | None) -> bool:
    """A number that a cell can hold; what is not known leaves its cell empty."""
    return value is not None and math.isfinite(value)


def number_in(text: str) -> tuple[float, str] | None:
    """The number that a text is, with the form in which it reads the same again; None for any other text."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    sign, whole, decimals, percent = found[1], found[2], found[3] or "", found[4]
    value = float(f"{'-' if sign in ('-', '−') else ''}{whole.replace(',', '')}{decimals}")
    if abs(value) >= EXACT_BELOW:
        return None
    grouped = WHOLE if "," in whole or abs(value) < _THOUSAND else "0"
    shown = ("0" if percent else grouped) + (f".{'0' * (len(decimals) - 1)}" if decimals else "") + percent
    form = f"+{shown};-{shown}" if sign == "+" else shown
    return (value / 100.0 if percent else value), form


def form_of(unit: str, values: Sequence[float | None], *, signed: bool = False) -> str:
    """How numbers of a unit are shown; without a unit that says it, the numbers themselves decide."""
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(sizes, default=0.0)
    if unit == "share":
        return POINTS if signed else SHARE
    if unit.startswith("EUR cents"):
        return WHOLE
    if unit.startswith("EUR"):
        return _MONEY if largest >= _THOUSAND else _SMALL_MONEY
    if all(size == int(size) for size in sizes):
        return WHOLE if largest >= _TEN else "0"
    return "#,##0.0" if largest >= _TEN else "0.00"
