"""Simulated days as tables: for the terminal, with intervals, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.serving_days import Interval
from sim.analysis.serving_fit import Fit
from sim.calibration.evidence import written
from sim.charts.serving_day_words import small_eur
from sim.charts.words import count, percent
from sim.composition.stack import Serving
from sim.scenario.serving import CLASSES
from sim.served import Served
from sim.serving.outcome import Day
from sim.verbs.screen import heading, paragraph, say, table
from sim.verbs.serve_fit import finding, off
from sim.verbs.study_numbers import csv_bytes

UNKNOWN = "–"
_SMALL_EUR = 0.1
HEAD = (
    ("useful call", "cost_per_useful_eur", "eur"),
    ("bill a day", "bill_eur", "eur"),
    ("wasted", "wasted_share", "share"),
    ("useful", "useful_share", "share"),
    ("customers' p95", "customers.p95_seconds", "seconds"),
    ("busy", "large.utilisation", "share"),
    ("uptime page", "large.up_share", "share"),
)
DIFFERENCES = (
    ("a useful call costs", "cost_per_useful_eur", "eur"),
    ("of all calls useful", "useful_share", "points"),
    ("customers' p95", "customers.p95_seconds", "seconds"),
)
CLASS_HEAD = (
    ("asked", "asked", "count"), ("useful", "useful_share", "share"), ("cached", "hit_share", "share"),
    ("p50", "p50_seconds", "seconds"), ("p95", "p95_seconds", "seconds"), ("p99", "p99_seconds", "seconds"),
    ("late", "late", "count"), ("shed", "shed", "count"), ("failed", "failed", "count"),
)  # fmt: skip


def show(serving: Serving, served: Served) -> None:
    """What it costs and how long it takes, variant by variant."""
    days = f"{count(served.replications)} day{'' if served.replications == 1 else 's'} each"
    say(heading(f"{serving.label} ({days}, seed {served.seed})"))
    if serving.about:
        say(paragraph(serving.about, "  "))
    say()
    rows = [
        [served.labels[name], *(shown(served.interval(name, key), unit) for _, key, unit in HEAD)]
        for name in served.stacks
    ]
    say(table(["variant", *(title for title, _, _ in HEAD)], rows))
    say(paragraph("Means over days; summary.json has every number with its 95% interval over days.", "  "))
    say()
    if len(served.stacks) > 1:
        _show_differences(served)
    for name in served.stacks if len(served.stacks) == 1 else ():
        _show_classes(served, name)
    _show_bill(served)


def _show_differences(served: Served) -> None:
    say(heading(f"Against {served.labels[served.first]}, day by day under the same requests"))
    rows = []
    for name in list(served.stacks)[1:]:
        for told, key, unit in DIFFERENCES:
            found = served.difference(key, name, served.first)
            clear = "" if found is None or found.clear else " (not clear)"
            rows.append([served.labels[name], told + clear, signed(found, unit), room(found, unit)])
    say(table(["variant", "", "difference", "95% confidence"], rows, words=(0, 1)))
    say()


def _show_classes(served: Served, name: str) -> None:
    rows = [
        [one, *(shown(served.interval(name, f"{one}.{key}"), unit) for _, key, unit in CLASS_HEAD)] for one in CLASSES
    ]
    say(heading("By class of callers, a day"))
    say(table(["", *(title for title, _, _ in CLASS_HEAD)], rows))
    say()


def _show_bill(served: Served) -> None:
    """Parts that nobody pays for are left out."""
    parts = [part for part in served.days[served.first][0].bill.parts()]
    rows = []
    for part in parts:
        found = [served.interval(name, f"bill.{part}") for name in served.stacks]
        if any(one is not None and one.mean > 0.0 for one in found):
            rows.append([part.removesuffix("_eur").replace("_", " "), *(shown(one, "eur") for one in found)])
    say(heading("The bill of a day, by its parts"))
    say(table(["", *(served.labels[name] for name in served.stacks)], rows))
    say()


def shown(found: Interval | None, unit: str) -> str:
    """A mean in its unit."""
    return UNKNOWN if found is None else _number(found.mean, unit)


def signed(found: Interval | None, unit: str) -> str:
    """A difference with its sign."""
    return UNKNOWN if found is None else _signed(found.mean, unit)


def room(found: Interval | None, unit: str) -> str:
    """What chance leaves open of a difference."""
    if found is None or found.low is None or found.high is None:
        return "one day says nothing"
    return f"{_signed(found.low, unit)} to {_signed(found.high, unit)}"


def _signed(value: float, unit: str) -> str:
    text = _number(abs(value), unit)
    return f"{'−' if value < 0 else '+'}{text}"


def _number(value: float, unit: str) -> str:
    if unit == "eur":
        return small_eur(value) if abs(value) < _SMALL_EUR else f"€{value:,.2f}"
    if unit == "seconds":
        return f"{value:.2f} s"
    if unit == "share":
        return percent(value, 1)
    if unit == "points":
        return f"{100.0 * value:.1f} points"
    return f"{value:,.0f}"


def show_fit(fit: Fit) -> None:
    """The weekly model's cards, and how far its rule is off."""
    say(heading(finding(fit)))
    say(table(["card", "value", "how"], [[one.card, written(one.value), one.how] for one in fit.cards], words=(0, 2)))
    say()
    rows = [[one.what, f"€{one.ruled_eur:.5f}", f"€{one.simulated.mean:.5f}", off(one)] for one in fit.checks]
    say(table(["a useful call at", "weekly rule", "simulated", "the rule is"], rows, words=(0, 3)))
    say()


# --- CSV --------------------------------------------------------------------------------------------------------------


def days_csv(served: Served) -> bytes:
    """One row a day and variant."""
    names = list(served.numbers[served.first][0])
    rows = (
        [variant, number, *("" if day[name] is None else day[name] for name in names)]
        for variant, days in served.numbers.items()
        for number, day in enumerate(days)
    )
    return csv_bytes(["variant", "day", *names], rows)


def series_csv(served: Served) -> bytes:
    """One row a day, variant and window."""
    rows = [
        [variant, day.replication, *row]
        for variant, days in served.days.items()
        for day in days
        for row in _windows(day)
    ]
    return csv_bytes(["variant", "day", *_columns(served.days[served.first][0])], rows)


_PLAIN = ("queue", "outside", "up", "loading", "busy", "cost_eur", "wasted_eur", "retries")
_BY_CLASS = ("asked", "useful", "lost", "p50_seconds", "p95_seconds")


def _columns(day: Day) -> list[str]:
    classes = [one.name for one in day.classes]
    return ["hour", *(f"{one}.{name}" for name in _BY_CLASS for one in classes), *_PLAIN]


def _windows(day: Day) -> Iterator[list[object]]:
    series = day.series
    by_class = [getattr(series, name)[one.name] for name in _BY_CLASS for one in day.classes]
    columns = [series.hour, *by_class, *(getattr(series, name) for name in _PLAIN)]
    for row in zip(*columns, strict=True):
        yield ["" if value is None else value for value in row]
