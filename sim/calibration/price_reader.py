"""Reading a price list out of a file: the unit and the currency are stated, or found and then said."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.calibration.evidence import Rejected
from sim.calibration.price_columns import PRICES, TO_MILLION, Column, columns_of, currency_of, unit_of
from sim.calibration.price_list import Price, PriceList
from sim.calibration.sheet import MOST_BYTES, Cell, Notation, Sheet, notation_of, read_sheet
from sim.errors import InputError

MOST_ROWS = 100_000
KNOWN = ("USD", "EUR")
_SURE_WITHIN = 1.0
"""A median input price within ten-fold of one dollar per million tokens settles the unit: the next one is a hundred
times farther."""
_POWER = re.compile(r"[+]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+")
_NEGATIVE = re.compile(r"[$€£]?\s*[-−]\s*[$€£]?\s*[\d.,]*\d([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_IN_NAME = re.compile(r"(?<!\d)(20\d{2}-\d{2}(?:-\d{2})?)(?!\d)")
_EMPTY = frozenset({"", "-", "–", "n/a", "none", "null"})


@dataclass(frozen=True)
class Said:
    """What the command line says about a list; an empty text is not said."""

    unit: str = ""
    currency: str = ""
    decimal: str = ""
    as_of: str = ""
    usd_in_eur: float | None = None


@dataclass(frozen=True)
class _Reading:
    """How the cells of one file are turned into prices per million tokens in one currency."""

    columns: Mapping[str, Column]
    notation: Notation
    unit: str
    currency: str
    batch_is_share: bool
    said: Said


class _Unusable(Exception):
    """A row that cannot be used, and why."""


def read_prices(path: Path, said: Said) -> PriceList:
    """The prices of a file; InputError where none can be read, a counted rejection where single rows cannot."""
    _small_enough(path)
    sheet = read_sheet(path, most_rows=MOST_ROWS)
    columns, ignored = columns_of(sheet)
    if not sheet.rows:
        raise InputError(f"{path}: names columns and has no prices; each further line is a model")
    by_field = {column.field: column for column in columns}
    reading, understood = _reading(sheet, by_field, said)
    entries: list[Price] = []
    refused: dict[str, list[tuple[int, str]]] = {}
    for row in sheet.rows:
        try:
            entries.append(_price(row, reading))
        except _Unusable as why:
            refused.setdefault(str(why), []).append((row[0].line, " ".join(cell.text for cell in row if cell.text)))
    rejected = tuple(Rejected(why, len(rows), *rows[0]) for why, rows in refused.items())
    if not entries:
        first = min(rejected, key=lambda one: one.first_line)
        raise InputError(
            f"{path}, line {first.first_line}: {first.why}; found '{first.example[:60]}'; no row is usable"
        )
    entries = _with_providers(entries)
    day, told = _day(path, entries, said)
    understood += [told, *([f"Not read: {', '.join(ignored)}."] if ignored else [])]
    return PriceList(path.name, tuple(entries), reading.currency, day, tuple(understood), len(sheet.rows), rejected)


def _with_providers(entries: Sequence[Price]) -> list[Price]:
    """A model that one provider alone has is that provider's, also where a row leaves the provider out."""
    having: dict[str, set[str]] = {}
    for one in entries:
        having.setdefault(one.model, set()).update({one.provider} - {""})
    only = {model: next(iter(names)) for model, names in having.items() if len(names) == 1}
    return [replace(one, provider=one.provider or only.get(one.model, "")) for one in entries]


def _small_enough(path: Path) -> None:
    """Before anything is read: a file of a billion rows is no price list."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    if size > MOST_BYTES:
        raise InputError(f"{path}: has {size:,} bytes; a price list has at most {MOST_BYTES:,}")


def _reading(sheet: Sheet, columns: Mapping[str, Column], said: Said) -> tuple[_Reading, list[str]]:
    cells = [row[columns[field].place] for field in PRICES if field in columns for row in sheet.rows]
    plain = [cell for cell in cells if cell.text.lower() not in _EMPTY and not _POWER.fullmatch(cell.text)]
    notation = notation_of(plain, decimal=said.decimal or None, eur_per=dict.fromkeys(("USD", "GBP", "CHF"), 1.0))
    currency, in_words = _currency(sheet, columns, said)
    first = _Reading(columns, notation, "million", currency, False, said)
    unit, unit_words = _unit(sheet, first)
    shares, share_words = _batch(sheet, first)
    told = [in_words, unit_words, *([share_words] if share_words else [])]
    return _Reading(columns, notation, unit, currency, shares, said), told


def _currency(sheet: Sheet, columns: Mapping[str, Column], said: Said) -> tuple[str, str]:
    """The one currency of the file; of several, EUR where a rate is said."""
    in_headers = {column.currency for column in columns.values() if column.currency}
    in_cells = {
        _cell_currency(row, columns, field) for row in sheet.rows for field in ("currency", *PRICES) if field in columns
    } - {""}
    found = in_headers | in_cells | ({said.currency} if said.currency else set())
    other = sorted(found - set(KNOWN))
    if other:
        raise InputError(f"{sheet.file}: has prices in {', '.join(other)}; give them in {' or '.join(KNOWN)}")
    if not found:
        return "USD", "No currency is stated: read as USD, as price lists are (currency=EUR says otherwise)."
    if len(found) == 1:
        only = found.pop()
        return only, f"Prices are in {only}, as {'the line says' if said.currency else 'the file says'}."
    if said.currency or "currency" not in columns or in_headers:
        raise InputError(f"{sheet.file}: says {' and '.join(sorted(found))} of the same prices; say one of them")
    if said.usd_in_eur is None:
        raise InputError(f"{sheet.file}: has prices in EUR and in USD; say what a dollar is in euros with usd_in_eur=…")
    return "EUR", f"Prices in USD and EUR are brought to EUR at {said.usd_in_eur:g} EUR a dollar."


def _cell_currency(row: Sequence[Cell], columns: Mapping[str, Column], field: str) -> str:
    text = row[columns[field].place].text
    if field != "currency":
        return currency_of(text)
    return currency_of(text) or (text.upper() if text else "")


def _unit(sheet: Sheet, reading: _Reading) -> tuple[str, str]:
    """Per how many tokens: as the line, the header or a column says, or as the size of the prices shows."""
    columns, said = reading.columns, reading.said
    in_headers = {columns[field].unit for field in PRICES if field in columns} - {""}
    if len(in_headers) > 1:
        raise InputError(
            f"{sheet.file}, line {sheet.header_line}: names several units ({', '.join(sorted(in_headers))}); use one"
        )
    if said.unit:
        if in_headers - {said.unit}:
            raise InputError(f"unit={said.unit}: {sheet.file} says per {in_headers.pop()} itself; leave the key out")
        return said.unit, f"Prices are per {said.unit}{_s(said.unit)}, as the line says."
    if in_headers:
        unit = in_headers.pop()
        return unit, f"Prices are per {unit}{_s(unit)}, as the header says."
    if "unit" in columns:
        return "million", "Each row states per how many tokens its prices are."
    return _found_unit(sheet, reading)


def _found_unit(sheet: Sheet, reading: _Reading) -> tuple[str, str]:
    cells = [row[reading.columns["input"].place] for row in sheet.rows]
    values = [value for cell in cells if (value := _positive(cell, reading.notation)) is not None]
    if not values:
        return "million", "No price above zero tells per how many tokens they are: read as per million."
    median = statistics.median(values)
    away = {unit: abs(math.log10(median * times)) for unit, times in TO_MILLION.items()}
    unit = min(away, key=lambda one: away[one])
    if away[unit] > _SURE_WITHIN:
        raise InputError(
            f"{sheet.file}: does not say per how many tokens its prices are, and a median of {median:g} may be per "
            "token, thousand or million; say unit=token, unit=thousand or unit=million"
        )
    return unit, (
        f"Prices are read as per {unit}{_s(unit)}: the list does not say, and its median input price is {median:g}."
    )


def _s(unit: str) -> str:
    return "" if unit == "token" else " tokens"


def _positive(cell: Cell, notation: Notation) -> float | None:
    try:
        value = _number(cell, notation)
    except _Unusable:
        return None
    return value if value and value > 0.0 else None


def _batch(sheet: Sheet, reading: _Reading) -> tuple[bool, str]:
    """Whether a column called just 'batch' holds shares: the same for all, while the prices differ."""
    column = reading.columns.get("batch")
    if column is None:
        return False, ""
    pairs = [
        (batch, price)
        for row in sheet.rows
        if (batch := _positive(row[column.place], reading.notation)) is not None
        and (price := _positive(row[reading.columns["input"].place], reading.notation)) is not None
    ]
    values, prices = {batch for batch, _ in pairs}, {price for _, price in pairs}
    differ = len({round(batch / price, 6) for batch, price in pairs}) > len(values)
    if values and max(values) <= 1.0 and len(values) < len(prices) and differ:
        return True, f"'{column.header}' is read as a share of the list price: it hardly varies where prices do."
    return False, f"'{column.header}' is read as the batch price of input; that of output by the same share."


def _price(row: Sequence[Cell], reading: _Reading) -> Price:
    columns = reading.columns

    def text(field: str) -> str:
        return row[columns[field].place].text if field in columns else ""

    if not text("model"):
        raise _Unusable("names no model")
    times = _times(text("unit"), text("currency"), reading)
    found = {field: _scaled(row, field, reading, times) for field in PRICES if field in columns}
    if found["input"] is None:
        raise _Unusable("has no input price")
    share = _share(row, reading)
    batch_input, batch_output = _batched(found, share)
    return Price(
        row[0].line, text("provider"), text("model"), found["input"], found["output"], found.get("cached"),
        batch_input, batch_output, _as_day(text("date")), _note(text("tiered"), text("periods")),
    )  # fmt: skip


def _times(unit: str, currency: str, reading: _Reading) -> float:
    """From a cell's unit and currency to those of the list."""
    said = unit_of(unit) if unit else reading.unit
    if not said:
        raise _Unusable(f"has the unit '{unit[:20]}' (allowed are per token, per thousand, per million)")
    own = currency_of(currency) or reading.currency
    rate = 1.0 if own == reading.currency else reading.said.usd_in_eur or 1.0
    return TO_MILLION[said] * rate


def _scaled(row: Sequence[Cell], field: str, reading: _Reading, times: float) -> float | None:
    value = _number(row[reading.columns[field].place], reading.notation)
    is_share = field == "batch" and reading.batch_is_share
    return value if value is None or is_share else value * times


def _share(row: Sequence[Cell], reading: _Reading) -> float | None:
    column = reading.columns.get("batch_share")
    if column is not None:
        return _number(row[column.place], reading.notation)
    batch = reading.columns.get("batch")
    return _number(row[batch.place], reading.notation) if batch is not None and reading.batch_is_share else None


def _batched(found: Mapping[str, float | None], share: float | None) -> tuple[float | None, float | None]:
    """Batch prices of input and output; what is not stated follows from the other by the same share."""
    listed, output = found["input"], found["output"]
    first, second = found.get("batch_input"), found.get("batch_output")
    if share is None and first is None and second is None and found.get("batch") is not None:
        first = found["batch"]
    if share is None and listed and first is not None:
        share = first / listed
    if share is None:
        return first, second
    return (
        first if first is not None else share * (listed or 0.0),
        second if second is not None else share * output if output is not None else None,
    )


def _number(cell: Cell, notation: Notation) -> float | None:
    """A price as it stands; None where the cell is empty."""
    text = cell.text
    if text.lower() in _EMPTY:
        return None
    if _NEGATIVE.fullmatch(text):
        raise _Unusable(f"has a negative price in '{cell.header}'")
    if _POWER.fullmatch(text):
        return float(text)
    try:
        value = notation.euros(cell)
    except InputError as error:
        if "two ways" in str(error):
            raise
        raise _Unusable(f"has no number in '{cell.header}'") from error
    if not math.isfinite(value):
        raise _Unusable(f"has no number in '{cell.header}'")
    return value


def _as_day(text: str) -> str:
    if not text:
        return ""
    found = _DAY.match(text)
    if found is None:
        raise _Unusable("has a date that is not written as 2026-11-02")
    return found[0]


def _note(tiered: str, periods: str) -> str:
    parts = ["dearer beyond some prompt length"] if tiered.lower() in ("true", "yes", "1") else []
    parts += (
        [f"{periods} prices over the day or over time, of which the list keeps one"] if periods not in ("", "1") else []
    )
    return "; ".join(parts)


def _day(path: Path, entries: Sequence[Price], said: Said) -> tuple[str, str]:
    """The day that the cards are dated by: said, in the file, or in the file's name."""
    days = [one.day for one in entries if one.day]
    if said.as_of:
        return said.as_of, f"Prices as of {said.as_of}, as the line says."
    if days:
        return max(days), f"Prices as of {max(days)}, the last date in the file."
    named = _IN_NAME.search(path.stem)
    if named:
        return named[1], f"Prices as of {named[1]}, as the file's name says."
    return "", "The file has no date: as_of=2026-11-26 would say when these prices held."
