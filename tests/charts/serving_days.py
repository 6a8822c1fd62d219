"""Simulated days made by hand, for the charts: quiet ones, and all kinds that are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.scenario.serving import CLASSES, Stack
from sim.serving.outcome import Bill, ClassDay, Day, PoolDay, Series
from tests.charts.builders import LONG, UNBROKEN, WIDE

STACK = Stack()
TIMEOUTS = {name: callers.timeout_seconds for name, callers in STACK.callers().items()}
NOTHING = Bill(*([0.0] * 11))
BILL = Bill(40.0, 3.0, 50.0, 2.0, 0.1, 3.0, 0.0, 1.9, 0.0, 0.0, 0.0)
OWN = replace(NOTHING, replicas_busy_eur=30.0, replicas_idle_eur=60.0, warm_pool_eur=10.0)
POOL = PoolDay("large", 900, 0.5, 12, 0.1, 1.0, 1.0, 0.4, 8.0, 8, 0, 1.0, 1.0, 0.9, 0.0)


def class_day(name: str, asked: int = 1_000, p95: float | None = 8.0, **changed: int) -> ClassDay:
    """A class that is answered, but for what is changed."""
    one = ClassDay(
        name, asked, asked, asked, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, p95 and p95 / 3, p95 and p95 / 4,
        p95 and p95 / 1.2, p95, p95 and p95 * 1.5, 30.0, 0.0, 100.0,
    )  # fmt: skip
    return replace(one, **changed)  # type: ignore[arg-type]


def a_day(hours: float = 24.0, window_minutes: float = 30.0, bill: Bill = BILL, number: int = 0) -> Day:
    """Three classes at a steady rate, nothing wrong."""
    hour = tuple(np.arange(0.0, hours - 1e-9, window_minutes / 60.0))
    calls = {name: tuple(20.0 for _ in hour) for name in CLASSES}
    flat = tuple(0.0 for _ in hour)
    waits = {name: tuple(8.0 + place for _ in hour) for place, name in enumerate(CLASSES)}
    up = tuple(8.0 for _ in hour)
    cost = tuple(bill.total_eur / len(hour) for _ in hour)
    series = Series(
        hour=hour, asked=calls, useful=calls, lost={name: flat for name in CLASSES}, p50_seconds=waits,
        p95_seconds=waits, queue=flat, outside=flat, up=up, loading=flat, busy=tuple(3.0 for _ in hour),
        cost_eur=cost, wasted_eur=flat, retries=flat,
    )  # fmt: skip
    classes = tuple(class_day(name) for name in CLASSES)
    return Day(7, number, hours, classes, bill, 0.0, POOL, replace(POOL, name="small"), series, (), 5_000)


def with_series(day: Day, **columns: object) -> Day:
    """The same day with other columns."""
    return replace(day, series=replace(day.series, **columns))  # type: ignore[arg-type]


def with_class(day: Day, one: ClassDay) -> Day:
    """The same day with another class day."""
    return replace(day, classes=tuple(one if old.name == one.name else old for old in day.classes))


def slow_from(day: Day, name: str, since: float, until: float, wait: float | None) -> Day:
    """The same day on which a class waits so long in those hours."""
    hours, old = day.series.hour, day.series.p95_seconds
    changed = tuple(wait if since <= at < until else was for at, was in zip(hours, old[name], strict=True))
    return with_series(day, p95_seconds={**old, name: changed})


def unanswered(number: int = 0) -> Day:
    """All are turned away."""
    day = replace(a_day(number=number), classes=tuple(
        class_day(name, p95=None, answered=0, useful=0, shed=1_000) for name in CLASSES
    ))  # fmt: skip
    nothing = {name: (None,) * len(day.series.hour) for name in CLASSES}
    return with_series(day, p95_seconds=nothing, p50_seconds=nothing)


def priced(prices: Sequence[float]) -> list[Day]:
    """Days on which a useful call has these prices in cents."""
    return [a_day(bill=replace(NOTHING, large_output_eur=30.0 * one), number=k) for k, one in enumerate(prices)]


def waiting(p95s: Sequence[float], useful: int = 1_000) -> list[Day]:
    """Days on which customers have these percentiles and so many useful calls of a thousand."""
    return [with_class(a_day(number=k), class_day("customers", p95=one, useful=useful)) for k, one in enumerate(p95s)]


BUSY = replace(
    with_series(
        slow_from(slow_from(a_day(window_minutes=5.0), "jobs", 12.0, 15.0, 2_500.0), "employees", 0.0, 6.0, None),
        queue=tuple(np.linspace(0, 71_000, 288)), outside=tuple(np.linspace(12_345, 0, 288)),
        loading=(2.0,) * 100 + (0.0,) * 188, wasted_eur=(0.5,) * 288,
    ),
    incidents=((23.0, 23.2), (23.6, 24.0)), wasted_eur=144.0, bill=OWN,
    large=replace(POOL, longest_queue=71_073, mean_queue=24_172.0, loads=15),
)  # fmt: skip
NOBODY = replace(a_day(), classes=tuple(class_day(name, asked=0, p95=None) for name in CLASSES))
ONLY_JOBS = with_class(NOBODY, class_day("jobs"))

SPREAD = [a_day(number=0), a_day(bill=OWN, number=1), unanswered(2)]
TWELVE = [(f"{(LONG + UNBROKEN + WIDE)[k]}", SPREAD if k % 4 else [unanswered(n) for n in range(3)]) for k in range(12)]
SETS = {
    "twelve": TWELVE,
    "one": [("a", [a_day()])],
    "nobody": [("a", [unanswered()]), ("b", [unanswered()])],
    "far apart": [("cheap", priced([0.01, 0.01])), ("dear", priced([1.0, 40.0]))],
    "free": [("free", [a_day(bill=NOTHING)]), ("paid", [replace(a_day(), wasted_eur=99.0)])],
    "jobs": [("only jobs", [ONLY_JOBS]), ("all", [BUSY])],
}
