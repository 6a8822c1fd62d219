"""From the model's weeks to the calendar that a story is told in, the same in every locale."""

from __future__ import annotations

from datetime import date, timedelta

START_DATE = date(2027, 1, 4)
"""Assumption: the model counts weeks, and a story needs dates; week 0 begins on this Monday."""

MONTHS_PER_WEEK = 12 / 52
_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_of(week: float, first: date = START_DATE) -> date:
    """The calendar day on which this week of the programme falls; week 0 begins on the first day."""
    return first + timedelta(days=int(week * 7))


def short_date(week: float, first: date = START_DATE) -> str:
    """4 Jan 2027."""
    day = date_of(week, first)
    return f"{day.day} {_LONG_MONTHS[day.month - 1][:3]} {day.year}"


def long_date(week: float, first: date = START_DATE) -> str:
    """4 January 2027."""
    day = date_of(week, first)
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year}"


def weekday(first: date = START_DATE) -> str:
    """The name of the first day, in every locale the same."""
    return _WEEKDAYS[first.weekday()]


def month_of(week: float) -> int:
    """Month of the programme, counted from one."""
    return int(week * MONTHS_PER_WEEK) + 1


def in_month(week: float, first: date = START_DATE) -> str:
    """'month 9 (September 2027)'."""
    day = date_of(week, first)
    return f"month {month_of(week)} ({_LONG_MONTHS[day.month - 1]} {day.year})"
