"""A simulated day as a document and back: what a stopped run has finished is not simulated again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sim.serving.outcome import Bill, ClassDay, Day, PoolDay, Series

_BY_CLASS = ("asked", "useful", "lost", "p50_seconds", "p95_seconds")


def as_document(day: Day) -> dict[str, Any]:
    """Plain values, for JSON."""
    return asdict(day)


def from_document(document: Mapping[str, Any]) -> Day:
    """The day again, to the last bit; KeyError or TypeError where the document is not one."""
    series: dict[str, Any] = {
        name: {key: tuple(column) for key, column in value.items()} if name in _BY_CLASS else tuple(value)
        for name, value in document["series"].items()
    }
    return Day(
        seed=document["seed"],
        replication=document["replication"],
        hours=document["hours"],
        classes=tuple(ClassDay(**one) for one in document["classes"]),
        bill=Bill(**document["bill"]),
        wasted_eur=document["wasted_eur"],
        large=PoolDay(**document["large"]),
        small=PoolDay(**document["small"]),
        series=Series(**series),
        incidents=tuple((start, end) for start, end in document["incidents"]),
        events=document["events"],
    )
