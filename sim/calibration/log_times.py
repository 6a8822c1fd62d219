"""Time stamps of logs as nanoseconds since 1970: ISO, epoch numbers, and the forms that vendors print.

Nothing is guessed: a number's unit follows from its magnitude, a day in front of a month from a row that settles it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.errors import InputError, nearest

NS = 1_000_000_000
EARLIEST_NS, LATEST_NS = 631_152_000 * NS, 4_102_444_800 * NS  # 1990 to 2100
UNITS_NS = {"s": NS, "ms": 1_000_000, "us": 1_000, "ns": 1}
UNIT_NAMES = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
_MAGNITUDES = (("s", 1e11), ("ms", 1e14), ("us", 1e17), ("ns", 1e20))
_SMALLEST = 6e8  # seconds since 1970 in 1989
_YEARS_TWO_DIGITS = 100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = (
    r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9})\d*)?)?\s*(?P<half>[AaPp])?\.?[Mm]?\.?\s*"
    r"(?P<z>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[^\]]*\])?\s*$"
)
_ISO = r"^\s*(?P<y>\d{4})(?P<mark>[-/.])(?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})[Tt ,]\s*" + _CLOCK
_MARKED = r"^\s*(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?:,?\s+|T)" + _CLOCK
_DAY_NAME = (
    r"^\s*\[?(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})[-/ ](?P<name>[A-Za-z]{3})[a-z]*\.?[-/, ]+(?P<y>\d{4})[ :,T@]+"
    + _CLOCK
)
_NAME_DAY = (
    r"^\s*(?:[A-Za-z]{3,9},?\s+)?(?P<name>[A-Za-z]{3})[a-z]*\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})[ ,@]+(?:at )?"
    + _CLOCK
)
PATTERNS = (_ISO, _MARKED, _DAY_NAME, _NAME_DAY)
_NUMBER = r"^\s*\d+(?:\.\d+)?(?:[eE]\+?\d+)?\s*$"

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class TimeForm:
    """How a log writes its times: as numbers of a unit, or as text with or without a zone.

    `elapsed` is a number since the log's start, of which no hour of the day is known. `day_first` is None where no row
    has settled it.
    """

    unit: str = ""
    zoned: bool = False
    elapsed: bool = False
    day_first: bool | None = None
    log_zone: str = ""

    def told(self) -> str:
        """One sentence for the evidence page."""
        if self.elapsed:
            return f"Times are {UNIT_NAMES[self.unit]} since the log's start; they have no hour of the day."
        if self.unit:
            return f"Times are epoch {UNIT_NAMES[self.unit]}, by their magnitude."
        if self.zoned:
            return "Times carry their zone."
        if self.log_zone:
            return f"Times carry no zone; they are taken as {self.log_zone}, as log_zone says."
        return "Times carry no zone; they are taken as they stand."


def zone_of(name: str, key: str) -> ZoneInfo:
    """A zone by its name; InputError with the nearest where there is none."""
    zones = available_timezones()
    if name not in zones:
        same = next((zone for zone in zones if zone.lower() == name.lower()), None)
        near = f" (did you mean '{same}'?)" if same else nearest(name, sorted(zones))
        raise InputError(f"{key}: there is no time zone '{name}'{near}; allowed are names such as Europe/Vienna or UTC")
    return ZoneInfo(name)


def unit_of(value: float) -> str:
    """The unit of an epoch number by its magnitude; '' where it is none."""
    if not value >= _SMALLEST:
        return ""
    return next((unit for unit, below in _MAGNITUDES if value < below), "")


def form_of(cells: pa.Array, *, time_unit: str, log_zone: str, day_first: bool | None) -> TimeForm:
    """The form that a log's first rows have; each later row is held to it."""
    numbers, read = numbers_in(cells)
    if read.sum() * 2 > len(cells):
        middle = float(np.median(numbers[read]))
        if time_unit:
            return TimeForm(time_unit, zoned=True, elapsed=middle * UNITS_NS[time_unit] < EARLIEST_NS)
        return TimeForm(unit_of(middle), zoned=True)
    _, zoned, readable = _read_text(cells, TimeForm(day_first=True))
    return TimeForm("", bool((zoned & readable).sum() * 2 > readable.sum()), False, day_first, log_zone)


def numbers_in(cells: pa.Array) -> tuple[NDArray[np.float64], Mask]:
    """Cells that are plain numbers; the others are 0."""
    good = pc.fill_null(pc.match_substring_regex(cells, _NUMBER), False)
    values = pc.cast(pc.utf8_trim_whitespace(pc.if_else(good, cells, "0")), pa.float64())
    return values.to_numpy(zero_copy_only=False), good.to_numpy(zero_copy_only=False)


def from_numbers(values: NDArray[Any], form: TimeForm) -> tuple[Ints, Mask | None]:
    """Epoch numbers in nanoseconds, and which of them lie in a year that a log can be of; None where all do."""
    per = UNITS_NS[form.unit]
    low = 0 if form.elapsed else EARLIEST_NS
    if len(values) and low // per < values.min() and values.max() < LATEST_NS // per:
        fine = None
    else:
        whole = values.astype(np.float64) * per
        fine = (whole >= low) & (whole < LATEST_NS)
        values = np.where(fine, values, 0)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int64, copy=False) * per, fine
    whole_units = np.floor(values)
    return whole_units.astype(np.int64) * per + np.rint((values - whole_units) * per).astype(np.int64), fine


def from_stamps(stamps: Ints, form: TimeForm) -> tuple[Ints, Mask | None]:
    """What Arrow has read: checked (None where all are fine), and in UTC where the log's zone is said."""
    fine = None
    if len(stamps) and (stamps.min() < EARLIEST_NS or stamps.max() >= LATEST_NS):
        fine = (stamps >= EARLIEST_NS) & (stamps < LATEST_NS)
    return (_in_utc(stamps, form.log_zone) if form.log_zone and not form.zoned else stamps), fine


def from_text(cells: pa.Array, form: TimeForm) -> tuple[Ints, Mask]:
    """Times that Arrow does not read at once; a cell whose zone is unlike the log's is not readable."""
    if form.unit:
        numbers, good = numbers_in(cells)
        values, fine = from_numbers(numbers, form)
        return values, good if fine is None else fine & good
    values, zoned, readable = _read_text(cells, form)
    values, fine = from_stamps(values, form)
    readable &= zoned == form.zoned
    return values, readable if fine is None else fine & readable


def settles_day_first(cells: pa.Array) -> tuple[bool | None, bool, bool]:
    """What the rows of a block say of day and month, whether that is open, and whether rows disagree."""
    found = _extracted(cells, _MARKED)
    matched = found["matched"] & (found["mark"] != b".")
    first, second = found["a"], found["b"]
    day = bool((matched & (first > 12) & (second <= 12)).any())  # noqa: PLR2004
    month = bool((matched & (second > 12) & (first <= 12)).any())  # noqa: PLR2004
    settled = None if day == month else day
    return settled, bool(matched.any()) and settled is None, day and month


def settled(form: TimeForm, day_first: bool) -> TimeForm:
    """The same form, with day or month in front."""
    return replace(form, day_first=day_first)


# --- text -------------------------------------------------------------------------------------------------------------


def _read_text(cells: pa.Array, form: TimeForm) -> tuple[Ints, Mask, Mask]:
    """Nanoseconds, whether a cell has a zone, whether it can be read."""
    values = np.zeros(len(cells), np.int64)
    zoned, readable = np.zeros(len(cells), bool), np.zeros(len(cells), bool)
    left = np.arange(len(cells))
    for pattern in PATTERNS:
        if not len(left):
            break
        found = _extracted(cells.take(pa.array(left)), pattern)
        ns, with_zone, fine = _composed(found, form.day_first)
        hit = found["matched"]
        values[left[hit]], zoned[left[hit]], readable[left[hit]] = ns[hit], with_zone[hit], fine[hit]
        left = left[~hit]
    return values, zoned, readable


def _extracted(cells: pa.Array, pattern: str) -> dict[str, NDArray[Any]]:
    """The parts of a pattern as numbers, but for marks and names; rows that do not match are zeros."""
    parts = pc.extract_regex(cells, pattern)
    found: dict[str, NDArray[Any]] = {"matched": pc.is_valid(parts).to_numpy(zero_copy_only=False)}
    for field in parts.type:
        column = pc.fill_null(pc.struct_field(parts, field.name), "")
        if field.name in ("mark", "name", "half", "z"):
            found[field.name] = _short(column)
        elif field.name == "f":
            found["f"] = _digits(pc.utf8_rpad(column, 9, "0"))
        else:
            found[field.name] = _digits(column)
    return found


def _digits(column: pa.Array) -> NDArray[Any]:
    filled = pc.if_else(pc.equal(column, ""), "0", column)
    return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False))


def _short(column: pa.Array) -> NDArray[Any]:
    """A few different short texts as an array of bytes."""
    coded = pc.dictionary_encode(pc.utf8_lower(column))
    words = np.array([str(word).encode() for word in coded.dictionary.to_pylist()] or [b""])
    return words[coded.indices.to_numpy(zero_copy_only=False)] if len(column) else words[:0]


def _composed(found: dict[str, NDArray[Any]], day_first: bool | None) -> tuple[Ints, Mask, Mask]:
    year, month, day, known = _date_parts(found, day_first)
    hour, minute, second = found["h"], found["mi"], found["s"]
    half = found["half"]
    twelve = half != b""
    fine = known & (hour <= np.where(twelve, 12, 23)) & (minute < 60) & (second <= 60) & ~(twelve & (hour == 0))  # noqa: PLR2004
    hour = np.where(twelve, hour % 12 + 12 * (half == b"p"), hour)
    fine &= (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1970) & (year < 2200)  # noqa: PLR2004
    months = (np.where(fine, year, 1970) - 1970) * 12 + np.where(fine, month, 1) - 1
    dates = months.astype("M8[M]").astype("M8[D]") + (day - 1).astype("m8[D]")
    fine &= dates.astype("M8[M]").astype(np.int64) == months
    seconds = dates.astype(np.int64) * 86_400 + hour * 3_600 + minute * 60 + second
    offset, zoned = _offsets(found["z"])
    ns: Ints = np.where(fine, seconds - offset, 0).astype(np.int64) * NS + np.asarray(found["f"], np.int64)
    return ns, zoned, fine


def _date_parts(
    found: dict[str, NDArray[Any]], day_first: bool | None
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], Mask]:
    """Year, month, day, and whether it is known which is which."""
    year = found["y"]
    whole = np.ones(len(year), bool)
    if "name" in found:
        month = np.zeros(len(year), np.int64)
        for number, name in enumerate(MONTHS, start=1):
            month[found["name"] == name.encode()] = number
        return year, month, found["d"], whole
    if "mo" in found:
        return year, found["mo"], found["d"], whole
    year = np.where(year < _YEARS_TWO_DIGITS, year + 2000, year)
    first = (found["mark"] == b".") | bool(day_first)
    known = (found["mark"] == b".") | (day_first is not None)
    return year, np.where(first, found["b"], found["a"]), np.where(first, found["a"], found["b"]), known


def _offsets(zones: NDArray[Any]) -> tuple[Ints, Mask]:
    """Seconds that a zone is ahead of UTC, and whether there is one."""
    words, inverse = np.unique(zones, return_inverse=True)
    return np.array([_offset(word.decode()) for word in words], np.int64)[inverse], zones != b""


def _offset(word: str) -> int:
    if not word or word[0] not in "+-":
        return 0
    digits = word[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3_600 + int(digits[2:]) * 60
    return -seconds if word[0] == "-" else seconds


def _in_utc(stamps: Ints, zone: str) -> Ints:
    """Local times of a zone as instants; an hour that comes twice is its first, one that is left out the next."""
    local = pa.array(stamps).cast(pa.timestamp("ns"))
    there = pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="latest")
    return np.asarray(there.cast(pa.int64()).to_numpy(zero_copy_only=False))


def local_ns(instants: Ints, zone: str) -> Ints:
    """Instants as a clock in a zone shows them."""
    if not zone:
        return instants
    stamps = pa.array(instants).cast(pa.timestamp("ns")).cast(pa.timestamp("ns", "UTC")).cast(pa.timestamp("ns", zone))
    return np.asarray(pc.local_timestamp(stamps).cast(pa.int64()).to_numpy(zero_copy_only=False))
