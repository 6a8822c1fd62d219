"""The table of a sweep: one line a job, the best payoff first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.charts.words import eur, percent
from sim.verbs import figures
from sim.verbs.figures import UNKNOWN
from sim.verbs.screen import DIM, blocks, cells, heading, paragraph, say, styled, width
from sim.verbs.sweep_results import Found, Group

MOST_ROWS = 30
_UNITS = "_eur"


def show(found: Found, rows: Sequence[dict[str, Any]]) -> None:
    """A table for each group of comparable jobs."""
    by_name = {row["job"]: row for row in rows}
    for group in found.groups:
        names = [row.name for row in group.league] or list(group.results)
        each = figures.programmes([one.replications for one in group.results.values()])
        jobs = "one job" if len(names) == 1 else f"{len(names)} jobs"
        say(heading(f"{jobs}, {each} each ({group.told()})"))
        say()
        _show_group(found, group, [by_name[name] for name in names])
        say()
    if found.apart:
        say(paragraph(found.apart))
        say()


def _show_group(found: Found, group: Group, rows: Sequence[dict[str, Any]]) -> None:
    keys = list(found.sweep.keys)
    lines = _lines(keys, group, rows[:MOST_ROWS])
    left = len(found.sweep.keys)
    while len(keys) > 1 and max(cells(line) for text in lines for line in text.splitlines()) > width():
        keys.pop()
        lines = _lines(keys, group, rows[:MOST_ROWS])
    top, *body = lines
    say(styled(top, DIM))
    for line in body:
        say(line)
    if len(rows) > MOST_ROWS:
        say(paragraph(f"The {MOST_ROWS} jobs with the highest payoff, of {len(rows)}; sweep.csv has all."))
    if left > len(keys):
        say(paragraph(f"Not shown for want of width: {', '.join(found.sweep.keys[len(keys) :])}; sweep.csv has all."))
    if group.league:
        say()
        say(paragraph("Pays most in: the share of futures in which no other job pays more, ties split."))


def _lines(keys: Sequence[str], group: Group, rows: Sequence[dict[str, Any]]) -> list[str]:
    words = tuple(range(len(keys)))
    return blocks(*table_of(keys, group.target, rows), words, words)


def table_of(keys: Sequence[str], target: int, rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Headings and cells: what was swept, then headline numbers with their intervals."""
    heads = [key.rpartition(".")[2].removesuffix(_UNITS).replace("_", " ") for key in keys]
    heads += [f"{target} live", "95% confidence", "payoff", "95% confidence", "pays most in"]
    body = [
        [
            *(_value(key, row[key]) for key in keys),
            _told(row["reached_target"], percent),
            _span(row["reached_target_low"], row["reached_target_high"], percent),
            _told(row["payoff_eur"], eur),
            _span(row["payoff_eur_low"], row["payoff_eur_high"], eur),
            _told(row["best_share"], percent),
        ]
        for row in rows
    ]
    return heads, body


def _value(key: str, held: Any) -> str:
    if not key.endswith(_UNITS):
        return str(held)
    try:
        return eur(float(held))
    except ValueError:
        return str(held)


def _told(value: float | None, shown: Any) -> str:
    return UNKNOWN if value is None else str(shown(value))


def _span(low: float | None, high: float | None, shown: Any) -> str:
    return UNKNOWN if low is None or high is None else f"{shown(low)} to {shown(high)}"
