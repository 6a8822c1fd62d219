"""Numbers of a summary as the terminal writes them: an estimate, its confidence, the spread between futures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.analysis.comparison import COST_COUNTS
from sim.charts.words import MONTHS_PER_WEEK, count, eur, months, ordinal, percent

UNKNOWN = "–"
COUNTS = (5, 10, 15, 20)
_ROUNDING = 1e-9
OUTCOMES = {
    "censored": "still standing",
    "insolvent": "insolvent: finance ends it",
    "frozen": "frozen: growth closed for good",
    "stalled": "stalled: nothing new went live",
    "burned_out": "burned out: on call collapsed",
    "reorganised": "reorganised: torn up",
    "sponsor_lost": "sponsor lost: no value in time",
    "stopped": "stopped: on plan",
}
FATES = {
    "censored": "still stands",
    "insolvent": "ended insolvent",
    "frozen": "was frozen for good",
    "stalled": "stalled",
    "burned_out": "burned out on call",
    "reorganised": "was reorganised",
    "sponsor_lost": "lost its sponsor",
    "stopped": "was stopped on plan",
}

Plain = Mapping[str, Any]


def outcome_in_words(name: str) -> str:
    """An end as a reader understands it, also one that this version does not know."""
    return OUTCOMES.get(name, name.replace("_", " "))


def fate_in_words(name: str) -> str:
    """The same of one programme, after its name."""
    return FATES.get(name, f"ended {name.replace('_', ' ')}")


def share(one: Plain | None) -> str:
    """A share as a percentage."""
    return UNKNOWN if one is None else percent(one["share"])


def share_interval(one: Plain | None) -> str:
    """Its 95% interval."""
    return UNKNOWN if one is None else f"{percent(one['low'])} to {percent(one['high'])}"


def share_cell(one: Plain | None) -> str:
    """Both in one cell."""
    if one is None:
        return UNKNOWN
    return f"{percent(one['share'])} ({percent(one['low']).removesuffix('%')} to {percent(one['high'])})"


def money(value: float | None) -> str:
    """An amount, or a dash."""
    return UNKNOWN if value is None else eur(value)


def span(low: float | None, high: float | None) -> str:
    """From one amount to another."""
    return UNKNOWN if low is None or high is None else f"{eur(low)} to {eur(high)}"


def times(value: float | None) -> str:
    """4.1 times."""
    return UNKNOWN if value is None else f"{value:.1f} times"


def times_span(low: float | None, high: float | None) -> str:
    """3.9 to 4.2."""
    return UNKNOWN if low is None or high is None else f"{low:.1f} to {high:.1f}"


def shown_or_dash(value: float | None, shown: Callable[[float], str]) -> str:
    """A value in its own form, or a dash."""
    return UNKNOWN if value is None else shown(value)


def shown_span(low: float | None, high: float | None, shown: Callable[[float], str]) -> str:
    """From one value to another in their own form."""
    return UNKNOWN if low is None or high is None else f"{shown(low)} to {shown(high)}"


def number(value: float) -> str:
    """5.2."""
    return f"{value:.1f}"


def months_of(weeks: float) -> str:
    """Weeks as a number of months."""
    return number(weeks * MONTHS_PER_WEEK)


def share_of(value: float) -> str:
    """7%, -2%."""
    return f"{100.0 * value:.0f}%".replace("-", "\N{MINUS SIGN}")


def call_cost(value: float) -> str:
    """€0.007: a call costs fractions of a cent."""
    return f"€{value:.3f}"


def programmes(numbers: Sequence[int]) -> str:
    """'1 programme', '20 programmes', '10 to 20 programmes'."""
    span = " to ".join(count(each) for each in sorted({min(numbers), max(numbers)}))
    return f"{span} programme{'' if max(numbers) == 1 else 's'}"


def in_months(weeks: float | None) -> str:
    """Weeks as months in words."""
    return UNKNOWN if weeks is None else months(weeks * MONTHS_PER_WEEK)


def months_span(low: float | None, high: float | None) -> str:
    """Weeks as a span of whole months; open above where the runs do not bound it.

    The ends are rounded outwards, so that the span holds what it is the span of: 6.6 months, 6 or more.
    """
    if low is None:
        return UNKNOWN
    least = math.floor(low * MONTHS_PER_WEEK + _ROUNDING)
    return f"{least} or more" if high is None else f"{least} to {math.ceil(high * MONTHS_PER_WEEK - _ROUNDING)}"


def months_cell(weeks: float | None, low: float | None, high: float | None) -> str:
    """A number of months and its interval in one cell."""
    if weeks is None:
        return UNKNOWN
    span = months_span(low, high)
    return months_of(weeks) if span == UNKNOWN else f"{months_of(weeks)} ({span})"


def at_n(rows: Sequence[Plain], n: int) -> Plain | None:
    """The row of the nth workload, where there is one with programmes behind it."""
    found = next((row for row in rows if row["n"] == n), None)
    return None if found is None or found.get("programmes", 1) == 0 else found


def counts(target: int) -> list[int]:
    """For which n the table says who reached it: 5, 10, 15, 20, and the target where that is another one."""
    return sorted({*COUNTS, target})


def cost_counts(target: int) -> list[int]:
    """For which n the table says what it costs."""
    return sorted({*COST_COUNTS, target})


def nth(n: int) -> str:
    """1st, 5th, 21st."""
    return ordinal(n)
