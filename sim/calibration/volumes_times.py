"""Times of a table of counts: dates, clock times, calendar weeks, epoch seconds, or the number of an hour, day or week.

A table has few different times, each read once; nothing is guessed where two readings are possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sim.calibration.sheet import shown
from sim.errors import InputError

DAY_SECONDS = 86_400.0
WEEK_SECONDS = 7 * DAY_SECONDS
NUMBERED = {"hour": 3_600.0, "day": DAY_SECONDS, "week": WEEK_SECONDS}
_NUMBER = re.compile(r"\d+(?:\.0*)?")
_EPOCH = ((1e8, 1e11, 1.0), (1e11, 1e14, 1e-3), (1e14, 1e17, 1e-6), (1e17, 1e20, 1e-9))
_CALENDAR_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})(?:-?([1-7]))?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MARKED = re.compile(
    r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm)?)?", re.IGNORECASE
)
_MOST_MONTHS_FIRST = 12
ALLOWED = "a time such as 2026-11-02, 2026-11-02 14:00, 2026-W45, or the number of the hour, day or week"


@dataclass(frozen=True)
class Clock:
    """How the times are read; `calendar` is whether they have a date, `told` says it on the evidence page."""

    read: Callable[[str], float | None]
    calendar: bool
    told: str


def clock_of(place: str, header: str, cells: Iterable[str]) -> Clock:
    """The reading that the times of a file ask for; `place` begins a message."""
    texts = [text for text in cells if text.strip()]
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    if texts and 2 * len(numbers) > len(texts):
        return _numbered(place, header, sorted(map(float, numbers))[len(numbers) // 2])
    slashed = [found for text in texts if (found := _MARKED.fullmatch(text)) and found[2] == "/"]
    if not slashed:
        return Clock(lambda text: _dated(text, True), True, "Times are dates; a zone, where there is one, is followed.")
    first = max(int(found[1]) for found in slashed) > _MOST_MONTHS_FIRST
    second = max(int(found[3]) for found in slashed) > _MOST_MONTHS_FIRST
    if first == second:
        open_ = "in no row above 12" if not first else "above 12 in both places"
        raise InputError(
            f"{place}: '{shown(slashed[0].string)}' may begin with the day or with the month, the numbers are {open_}; "
            "write dates as 2026-11-02"
        )
    told = "day" if first else "month"
    return Clock(lambda text: _dated(text, first), True, f"Times are dates with the {told} in front, as rows settle.")


def _numbered(place: str, header: str, middle: float) -> Clock:
    word = next((unit for unit in NUMBERED if re.search(rf"(^|[^a-z]){unit}s?([^a-z]|$)", header.lower())), "")
    epoch = next((times for low, high, times in _EPOCH if low <= middle < high), 0.0)
    if epoch:
        return Clock(lambda text: _times(text, epoch), True, "Times are epoch numbers, their unit by magnitude.")
    if word:
        return Clock(
            lambda text: _times(text, NUMBERED[word]), False, f"Times are numbered {word}s without a date ('{header}')."
        )
    raise InputError(
        f"{place}: times are plain numbers such as {middle:g} and the column is called '{shown(header)}'; call it "
        "hour, day or week, whatever they count"
    )


def _times(text: str, seconds: float) -> float | None:
    return float(text) * seconds if _NUMBER.fullmatch(text) else None


def _dated(text: str, day_first: bool) -> float | None:
    try:
        return _seconds(text.strip(), day_first)
    except ValueError:
        return None


def _seconds(text: str, day_first: bool) -> float | None:
    if found := _CALENDAR_WEEK.fullmatch(text):
        return _of_day(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1)))
    if found := _MONTH.fullmatch(text):
        return _of_day(date(int(found[1]), int(found[2]), 1))
    if found := _MARKED.fullmatch(text):
        day, month = (int(found[1]), int(found[3])) if day_first or found[2] == "." else (int(found[3]), int(found[1]))
        return _of_day(date(int(found[4]), month, day)) + _clock(found)
    if len(text) < 8 or text.isdigit():  # noqa: PLR2004  2026-1-1 is the shortest date
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _clock(found: re.Match[str]) -> float:
    if found[5] is None:
        return 0.0
    hour, half = int(found[5]), (found[8] or "").lower()
    if hour > (12 if half else 23) or int(found[6]) > 59 or (half and hour == 0):  # noqa: PLR2004
        raise ValueError
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return hour * 3_600.0 + int(found[6]) * 60.0 + int(found[7] or 0)


def _of_day(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def day_of(seconds: float) -> str:
    """'2026-11-02'."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
