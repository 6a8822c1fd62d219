"""A known portfolio as the model reads it, row by row: evidence beside a run, and the answer of a validator.

What a row leaves open is drawn for each future anew; of that the median of some futures is shown, and called drawn.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sim.programme.programme import Programme
from sim.programme.reading import Reading, readings_of
from sim.scenario import Scenario
from sim.scenario.start import KnownWorkload

FUTURES = 21
NAME = "start_as_read.csv"
COLUMNS = (
    "name", "status", "age_months", "calls_per_month", "calls_per_month_at_steady_use", "price_per_1000_calls",
    "list_price_per_1000_calls", "cost_per_year", "cost_per_year_at_steady_use", "value_per_year",
    "value_per_year_if_all_used_it", "team", "on_platform", "levers", "drawn",
)  # fmt: skip
_PER_MONTH, _MONTHS_PER_WEEK, _PER_1000 = 52.0 / 12.0, 12.0 / 52.0, 1_000.0
_Numbers = tuple[float | None, float]


@dataclass(frozen=True)
class AsRead:
    """One workload; each pair is today, and steady or full use."""

    name: str
    status: str
    age_months: float | None
    calls_per_month: _Numbers
    price_per_1000: _Numbers
    cost_eur: _Numbers
    value_eur: _Numbers
    team: str
    on_platform: bool
    levers: tuple[str, ...]
    drawn: tuple[str, ...]

    def cells(self) -> list[str]:
        """In the order of the columns."""
        pairs = (self.calls_per_month, self.price_per_1000, self.cost_eur, self.value_eur)
        digits = (1, 4, 2, 2)
        numbers = [_cell(one, places) for pair, places in zip(pairs, digits, strict=True) for one in pair]
        shared = "yes" if self.on_platform else "no"
        levers, drawn = "+".join(self.levers), "; ".join(self.drawn)
        return [self.name, self.status, _cell(self.age_months, 2), *numbers, self.team, shared, levers, drawn]


def as_read(scenario: Scenario, seed: int) -> list[AsRead]:
    """Every known workload, in the order of the list."""
    known = scenario.start.workloads
    if not known:
        return []
    found: dict[str, list[Reading]] = {one.name: [] for one in known}
    for replication in range(FUTURES):
        programme = Programme(scenario, seed, replication)
        programme.begin()
        for name, reading in readings_of(programme).items():
            if name in found:
                found[name].append(reading)
    return [_row(one, found[one.name]) for one in known]


def as_csv(rows: Sequence[AsRead]) -> bytes:
    """The table for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.cells() for row in rows)
    return out.getvalue().encode()


def _row(known: KnownWorkload, readings: Sequence[Reading]) -> AsRead:
    def pair(today: str, later: str, times: float = 1.0) -> _Numbers:
        found = [getattr(one, today) for one in readings]
        now = None if None in found else times * median(found)
        return now, times * median(getattr(one, later) for one in readings)

    teams = {one.team for one in readings}
    return AsRead(
        name=known.name,
        status=known.stage,
        age_months=known.age_weeks * _MONTHS_PER_WEEK if known.stage in ("live", "pilot") else None,
        calls_per_month=pair("calls", "calls_steady", _PER_MONTH),
        price_per_1000=pair("price_eur", "price_list_eur", _PER_1000),
        cost_eur=pair("cost_eur", "cost_steady_eur"),
        value_eur=pair("value_eur", "value_full_eur"),
        team=teams.pop() if len(teams) == 1 else "",
        on_platform=known.on_platform,
        levers=known.levers,
        drawn=_drawn(known),
    )


def _drawn(known: KnownWorkload) -> tuple[str, ...]:
    """What the list leaves open, by the words of the table."""
    unknown = {
        "calls": known.calls_per_week is None,
        "price": known.price_per_call_eur is None and known.cost_eur is None,
        "upkeep": known.cost_eur is None or (known.price_per_call_eur is None or known.calls_per_week is None),
        "value": known.value_eur is None,
        "team": not known.team,
    }
    return tuple(what for what, open_ in unknown.items() if open_)


def _cell(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
