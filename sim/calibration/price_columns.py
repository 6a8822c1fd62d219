"""What the columns of a price list are of: which price, per how many tokens, in which currency; found in the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.calibration.sheet import CURRENCIES, MOST_TOLD, Sheet, shown
from sim.errors import InputError, nearest

PER_TOKEN, PER_THOUSAND, PER_MILLION = "token", "thousand", "million"
TO_MILLION = {PER_TOKEN: 1e6, PER_THOUSAND: 1e3, PER_MILLION: 1.0}
"""What a price per so many tokens is multiplied by to be one per million."""

UNIT_WORDS = {
    **dict.fromkeys(("mtok", "mtoks", "million", "millions", "1m", "m", "mio", "1000000"), PER_MILLION),
    **dict.fromkeys(("ktok", "ktoks", "thousand", "1k", "k", "1000"), PER_THOUSAND),
}
PRICES = ("input", "output", "cached", "batch", "batch_input", "batch_output")
NEEDED = ("model", "input", "output")
_CURRENCY_WORDS = {
    **{name.lower(): name for name in set(CURRENCIES.values())},
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR",
}  # fmt: skip
_SAYS_NOTHING = frozenset({"price", "prices", "cost", "costs", "per", "tokens", "token", "tok", "rate", "list", "in"})
_FIELDS = {
    **dict.fromkeys(("model", "model_name", "model_id", "name"), "model"),
    **dict.fromkeys(("provider", "vendor"), "provider"),
    **dict.fromkeys(("input", "prompt"), "input"),
    **dict.fromkeys(("output", "completion"), "output"),
    **dict.fromkeys(
        ("cached", "cached_input", "input_cached", "cache_read", "cache_read_input", "cache_hit"), "cached"
    ),
    **dict.fromkeys(("batch",), "batch"),
    **dict.fromkeys(("batch_input", "input_batch"), "batch_input"),
    **dict.fromkeys(("batch_output", "output_batch"), "batch_output"),
    **dict.fromkeys(("batch_ratio", "batch_share", "batch_factor"), "batch_share"),
    **dict.fromkeys(("currency",), "currency"),
    **dict.fromkeys(("unit", "units"), "unit"),
    **dict.fromkeys(("date", "date_seen", "as_of", "valid_from", "since", "effective_date"), "date"),
    **dict.fromkeys(("event",), "event"),
    **dict.fromkeys(("tiered",), "tiered"),
    **dict.fromkeys(("periods", "price_periods"), "periods"),
}
_WORD = re.compile(r"\d+[a-z]*|[a-z]+")


@dataclass(frozen=True)
class Column:
    """A column that is read: its place, what it holds, and the unit and currency that its header names."""

    place: int
    field: str
    header: str
    unit: str = ""
    currency: str = ""


def unit_of(text: str) -> str:
    """'token', 'thousand' or 'million' as a header or a cell says it; empty where it says none."""
    words = _words(text)
    named = next((UNIT_WORDS[word] for word in words if word in UNIT_WORDS), "")
    return named or (PER_TOKEN if "token" in words and ("per" in words or len(words) == 1) else "")


def currency_of(text: str) -> str:
    """The currency that a header or a cell names; empty where it names none."""
    return next((_CURRENCY_WORDS[word] for word in _words(text) if word in _CURRENCY_WORDS), "")


def columns_of(sheet: Sheet) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns that are read, and the headers of those that are not; InputError where one is missing or twice."""
    read: dict[str, Column] = {}
    ignored: list[str] = []
    for place, header in enumerate(sheet.headers):
        column = _column(place, header)
        if column is None:
            ignored.append(header)
        elif column.field in read:
            raise InputError(
                f"{sheet.file}, line {sheet.header_line}: '{shown(read[column.field].header)}' and '{shown(header)}' "
                f"both hold {column.field}; keep one"
            )
        else:
            read[column.field] = column
    missing = [field for field in NEEDED if field not in read]
    if missing:
        raise InputError(_missing(sheet, missing))
    return tuple(read.values()), tuple(ignored)


def _column(place: int, header: str) -> Column | None:
    words = [word for word in _words(header) if word not in _CURRENCY_WORDS and word not in UNIT_WORDS]
    plain = "_".join(words)
    meaningful = "_".join(word for word in words if word not in _SAYS_NOTHING)
    field = _FIELDS.get(plain) or _FIELDS.get(meaningful)
    return None if field is None else Column(place, field, header, unit_of(header), currency_of(header))


def _missing(sheet: Sheet, missing: Sequence[str]) -> str:
    found = ", ".join(shown(header) for header in sheet.headers[:MOST_TOLD])
    more = f" and {len(sheet.headers) - MOST_TOLD} more" if len(sheet.headers) > MOST_TOLD else ""
    near = nearest(missing[0], [header.lower() for header in sheet.headers])
    return (
        f"{sheet.file}, line {sheet.header_line}: has no column {' and none '.join(missing)}; found {found}{more}. "
        f"Needed are {', '.join(NEEDED)}; read as well: provider, cached, batch_input, batch_output, batch_ratio, "
        f"currency, unit, date{near.replace('did you mean', 'is it')}"
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("$", " usd ").replace("€", " eur ").replace("£", " gbp "))
