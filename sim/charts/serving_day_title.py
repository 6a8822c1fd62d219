"""The finding of one simulated day, as a sentence that its numbers carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.charts.serving_day_words import seconds, small_eur
from sim.charts.words import capital, count, percent
from sim.serving.outcome import ClassDay, Day

if TYPE_CHECKING:
    from sim.charts.serving_day_data import DayChart, Period, Slowest

_LOST_MUCH, _SWINGS, _WASTED_MUCH, _UP = 0.02, 2.0, 0.10, 0.995
_LEAST_LOST = 5
"""Calls: fewer are no finding, whatever their share."""


def day_title(chart: DayChart) -> str:
    """What callers lost, else how their waiting swings, else plain numbers; and what a dashboard shows meanwhile."""
    day = chart.day
    if not day.asked:
        return f"Nobody calls, and the stack costs {small_eur(day.bill.total_eur)}"
    if not sum(one.answered for one in day.classes):
        return f"None of {count(day.asked)} calls gets an answer{_dashboard(day)}"
    for clause in (_losses(day), _swing(chart)):
        if clause:
            return f"{clause}{_waste(day)}{_dashboard(day)}"
    return f"{_plain(chart)}{_waste(day)}"


def _losses(day: Day) -> str:
    """The class that loses most; jobs too, as what they lose is asked again by nobody."""
    hit = [one for one in day.classes if _lost(one) >= max(_LEAST_LOST, _LOST_MUCH * one.asked)]
    if not hit:
        return ""
    worst = max(hit, key=lambda one: _lost(one) / one.asked)
    ways = (
        (worst.late, "get no answer in time", "too late"),
        (worst.shed, "are turned away", "turned away"),
        (worst.failed, "end in an error", "in an error"),
    )
    most, told, short = max(ways, key=lambda way: way[0])
    share = percent(_lost(worst) / worst.asked)
    if most == _lost(worst):
        return f"{share} of {calls_of(worst.name)} {told}"
    return f"{share} of {calls_of(worst.name)} end without an answer ({percent(most / worst.asked)} {short})"


def _lost(one: ClassDay) -> int:
    return one.late + one.shed + one.failed


def calls_of(name: str) -> str:
    """'customers' calls', 'jobs' calls'."""
    return f"{name}' calls" if name.endswith("s") else f"calls of {name}"


def _swing(chart: DayChart) -> str:
    """The first class that waits clearly longer at one time than at another.

    Short times swing by luck too: they count for the most urgent class alone, and it must swing more.
    """
    for number, period in enumerate(chart.periods):
        for name in chart.callers[:1] if number else chart.callers:
            found = chart.slowest(name, period)
            if found is not None and found.longest >= (_SWINGS + number) * found.shortest > 0.0:
                return (
                    f"{capital(name)} wait {seconds(found.longest)} at the 95th percentile in the slowest "
                    f"{found.period}{_why(chart, found)} and {seconds(found.shortest)} in the fastest"
                    f"{_first(chart, name, period)}"
                )
    return ""


def _first(chart: DayChart, name: str, period: Period) -> str:
    """That the most urgent class does not wait so, where another does."""
    first = chart.callers[0]
    calm = chart.slowest(first, period) if first != name else None
    return f"; {first} at most {seconds(calm.longest)} in any {calm.period}" if calm else ""


def _why(chart: DayChart, found: Slowest) -> str:
    """An incident at the same time is named; whether it is the cause the numbers do not say."""
    met = any(begin < found.until and last > found.since for begin, last in chart.day.incidents)
    return " (during an incident)" if met else ""


def _dashboard(day: Day) -> str:
    """What an uptime page says of the same day."""
    up = day.large.up_share
    return f"{', while' if up >= _UP else ';'} the uptime page says {percent(up)}"


def _waste(day: Day) -> str:
    total = day.bill.total_eur
    if total <= 0.0 or day.wasted_eur < _WASTED_MUCH * total:
        return ""
    return f", and {percent(min(1.0, day.wasted_eur / total))} of the bill leads to no useful answer"


def _plain(chart: DayChart) -> str:
    day = chart.day
    cost = day.cost_per_useful_eur
    told = (
        f"{percent(day.useful / day.asked).replace('>', 'More than ')} of {count(day.asked)} calls get a useful answer"
    )
    if cost is not None:
        told += f", at {small_eur(cost)} each"
    first = next((one for one in day.classes if one.p95_seconds is not None), None)
    if first is None or first.p95_seconds is None:
        return told
    return f"{told}; {first.name} wait {seconds(first.p95_seconds)} at the 95th percentile"
