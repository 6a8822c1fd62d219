"""The weeks of a run's first programmes, noted while they are simulated: what pictures of a course in time need.

The tables of a run hold no weeks: every programme's would be forty times their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from sim.programme.columns import REPLICATION, WEEK, Column
from sim.programme.programme import Mechanism, Programme, begun, simulate_programme
from sim.programme.record import Record
from sim.programme.report import record_of
from sim.programme.team import Team
from sim.programme.use_case import Stage
from sim.scenario import Scenario

SAMPLE = 40
"""Programmes of a run that are looked at week by week: the outermost of forty are about the 95% band."""

TABLE = "weekly_sample"
VERSION = "1"
Week = tuple[float | bool | None, ...]

_HOURS = "hours/engineer-week"
COLUMNS = (
    REPLICATION,
    WEEK,
    Column("stands", "flag", "", "The programme has not ended yet."),
    Column("queued", "int", "use cases", "Waiting for a team."),
    Column("shadow", "int", "workloads", "Shadow workloads, surfaced or not."),
    Column("run_rate_eur", "float", "EUR/year", "Run-rate of what is live and of surfaced shadow AI."),
    Column("budget_eur", "float", "EUR/year", "Budget at that moment."),
    Column("central_hours", "float", _HOURS, "Incident load of the central team.", optional=True),
    Column("units_hours", "float", _HOURS, "Incident load of the units' teams, on average.", optional=True),
    Column("most_loaded_hours", "float", _HOURS, "Incident load of the unit that has most.", optional=True),
    Column("platform_hours", "float", _HOURS, "Incident load of the platform team.", optional=True),
)
_TYPES = {"int": pa.int32(), "float": pa.float64(), "flag": pa.bool_(), "text": pa.string()}


class Loads(NamedTuple):
    """Hours of incidents per engineer and week, by who is on call; empty where there is no such team."""

    central: float | None
    units: float | None
    most_loaded: float | None
    platform: float | None


@dataclass(frozen=True)
class SampledRecord(Record):
    """What a programme leaves behind, and its weeks."""

    weeks: tuple[Week, ...] = ()


def simulate_sampled(scenario: Scenario, seed: int, replication: int, mechanism: Mechanism | None = None) -> Record:
    """Simulate one programme; of the first ones of a run the weeks are noted, too, and nothing else changes."""
    if replication >= SAMPLE:
        return simulate_programme(scenario, seed, replication, mechanism=mechanism)
    return watched(scenario, seed, replication, mechanism)


def watched(scenario: Scenario, seed: int, replication: int, mechanism: Mechanism | None = None) -> SampledRecord:
    """One programme with the end of each of its weeks."""
    programme = begun(scenario, seed, replication, mechanism=mechanism)
    noted: list[tuple[int, tuple[float | None, ...]]] = []
    for week in range(math.floor(programme.clock.now) + 1, scenario.horizon_weeks + 1):
        last = week == scenario.horizon_weeks  # a stop of the programme's own, which counts as one of its events
        (programme.clock.run_through if last else programme.clock.stop_after)(week)
        noted.append((week, _week(programme)))
    programme.finish()
    until = math.inf if programme.ending is None else programme.ending.week
    weeks = tuple((replication, float(week), week <= until, *state) for week, state in noted)
    return SampledRecord(replication, record_of(programme, replication).tables, weeks)


def _week(programme: Programme) -> tuple[float | None, ...]:
    return (
        programme.count(Stage.QUEUED),
        len(programme.shadow.workloads),
        programme.run_rate_eur(),
        programme.cfo.budget_eur,
        *loads_of(programme),
    )


def loads_of(programme: Programme) -> Loads:
    """Who carries how much today; a team without engineers carries nothing that anybody could measure."""
    central = bool(programme.scenario.topology.central.engineers)
    known = [_hours(programme, team) for team in programme.builders]
    builders = [hours for hours in known if hours is not None]
    platform = None if programme.platform_team is None else _hours(programme, programme.platform_team)
    if not builders:
        return Loads(None, None, None, platform)
    if central:
        return Loads(builders[0], None, None, platform)
    return Loads(None, sum(builders) / len(builders), max(builders), platform)


def _hours(programme: Programme, team: Team) -> float | None:
    return programme.on_call.load_hours.get(team.identity, 0.0) if team.engineers else None


@cache
def schema() -> pa.Schema:
    """Units and meanings on the fields, as those of every other table."""
    return pa.schema(
        [
            pa.field(
                each.name,
                _TYPES[each.type],
                nullable=each.optional,
                metadata={"unit": each.unit, "meaning": each.meaning},
            )
            for each in COLUMNS
        ],
        metadata={"table": TABLE, "schema_version": VERSION},
    )


def weeks_table(rows: Sequence[Week]) -> pa.Table:
    """Weeks as a table; none are a table without rows."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    arrays = [pa.array(column, type=field.type) for column, field in zip(values, schema(), strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema())
