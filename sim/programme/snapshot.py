"""What a client knows of a programme on one day: the part of its state that a portfolio can hold (model §6).

What nobody sees is left out: trust, drift and wear, how far a pilot has come, who has given notice, a platform that is
still being built, the day of finance's next review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from sim.programme.position import today_over_steady
from sim.programme.team import Team
from sim.programme.use_case import Stage, Workload
from sim.rules import traffic
from sim.scenario.start import CENTRAL, PLATFORM, KnownWorkload
from sim.scenario.start import Stage as Known
from sim.scenario.vocabulary import Lever

if TYPE_CHECKING:
    from sim.programme.programme import Programme

WEEKS_PER_YEAR = 52.0
LEAST_MEASURED = 1.0
"""Weeks: before a first whole week there is no bill to read anything from."""

_STAGES: dict[Stage, Known] = {
    Stage.LIVE: "live",
    **dict.fromkeys((Stage.REVIEW, Stage.PILOT, Stage.SCALE_GATE), "pilot"),
    **dict.fromkeys((Stage.DATA, Stage.BUILDING, Stage.REPAIR), "building"),
    Stage.QUEUED: "planned",
}


@dataclass(frozen=True)
class Snapshot:
    """A portfolio with its teams, money and calendar, in the fields of a start."""

    weeks: float
    workloads: tuple[KnownWorkload, ...]
    teams: dict[str, int]
    budget_eur: float
    threshold_eur: float
    spent_eur: float
    question: str
    tracked: bool
    platform_fit: float | None
    patience_weeks: float
    as_of: str | None


def snapshot_of(programme: Programme) -> Snapshot:
    """The programme at the end of a week, when work and bills are booked; looking changes nothing in it."""
    scenario, now = programme.scenario, programme.clock.now
    known = [_known(programme, workload) for workload in programme.workloads if workload.stage in _STAGES]
    order = list(dict.fromkeys(_STAGES.values()))
    shipped = programme.platform.shipped_week is not None
    return Snapshot(
        weeks=scenario.start.weeks + now,
        workloads=tuple(sorted(known, key=lambda one: (order.index(one.stage), -one.age_weeks))),
        teams={_name(programme, team): max(1, team.engineers) for team in programme.teams},
        budget_eur=scenario.cfo.budget_eur,
        threshold_eur=scenario.cfo.threshold_eur,
        spent_eur=scenario.start.spent_eur + programme.ledger.spend_eur,
        question=_question(programme),
        tracked=programme.economics.tracked,
        platform_fit=1.0 - programme.platform.misfit if shipped else None,
        patience_weeks=max(1.0, programme.sponsor.patience_weeks),
        as_of=scenario.start.day_after(now),
    )


def _question(programme: Programme) -> str:
    """The hurdle holds from finance's first decision on."""
    if programme.cfo.hurdle_holds:
        return "answered"
    return "ahead" if programme.cfo.question_week is None else "now"


def _name(programme: Programme, team: Team) -> str:
    """As a portfolio calls it: a unit by its own name."""
    if team is programme.platform_team:
        return PLATFORM
    if programme.scenario.topology.central.engineers:
        return CENTRAL
    number = programme.builders.index(team)
    units = programme.scenario.start.units()
    return units[number] if number < len(units) else f"unit {number + 1}"


def _known(programme: Programme, workload: Workload) -> KnownWorkload:
    stage, team = _STAGES[workload.stage], _name(programme, workload.team)
    if stage != "live":
        return KnownWorkload(
            name=workload.name or f"workload {workload.rank + 1}",
            stage=stage,
            age_weeks=_weeks_since_built(programme, workload) if stage == "pilot" else 0.0,
            value_eur=programme.expected_value_eur(workload),
            team=team,
            on_platform=workload.on_platform,
            effort_left=_effort_left(programme, workload) if stage == "building" else None,
        )
    age = programme.clock.now - workload.live_week
    calls = price = cost = worth = None
    if age >= LEAST_MEASURED:
        calls, cost, worth = _calls(programme, workload, age), workload.run_rate_eur, workload.value_rate_eur
        inference = max(0.0, cost - programme.economics.burden(workload).fixed_eur(workload.team))
        price = inference / WEEKS_PER_YEAR / calls if calls > 0.0 else None
    return KnownWorkload(
        name=workload.name or f"workload {workload.rank + 1}",
        age_weeks=age,
        calls_per_week=calls,
        price_per_call_eur=price,
        cost_eur=cost,
        value_eur=worth,
        team=team,
        on_platform=workload.on_platform,
        levers=tuple(lever for lever in get_args(Lever) if lever in workload.levers),
    )


def _weeks_since_built(programme: Programme, workload: Workload) -> float:
    """How long it has been in review and pilot; of one that was there before the first day, since that day."""
    built = (row[1] for row in reversed(programme.log.rows) if row[3] == "build_finished" and row[4] == workload.rank)
    week = next(built, 0.0)
    assert isinstance(week, float | int)
    return programme.clock.now - week


def _calls(programme: Programme, workload: Workload, age: float) -> float:
    """Of the week that has just been booked."""
    cards = programme.scenario.traffic
    share = today_over_steady(programme, workload.use_case, age)
    return workload.use_case.steady_calls * share * traffic.noise_factor(workload.noise, cards.noise_log_sd)


def _effort_left(programme: Programme, workload: Workload) -> float | None:
    """Engineer-weeks to the end of the build, by the plan where the work has not begun; a repair's are not planned."""
    package = workload.package
    if package is None:
        return None
    planned = programme.scenario.delivery.build_effort * workload.use_case.complexity
    begun = package in workload.team.active
    if workload.stage is Stage.DATA:
        return package.remaining + planned if begun else None
    return package.remaining if begun else planned
