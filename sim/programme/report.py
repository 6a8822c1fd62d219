"""What one replication leaves behind: rows of every table, counted to its end and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme.clock import Moment, Rank, Steps
from sim.programme.outcome import CENSORED
from sim.programme.record import Record, Row
from sim.programme.use_case import Stage

if TYPE_CHECKING:
    from sim.programme.programme import Programme


class Observer:
    """Notes the week's state; acts on nothing."""

    def __init__(self, programme: Programme, *, traced: bool) -> None:
        self._programme = programme
        self._traced = traced
        self.run_rates_eur: list[float] = [0.0]
        self.weekly: list[Row] = []
        self.horizon_row: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def run(self) -> Steps:
        """Note every week after everybody has acted."""
        programme = self._programme
        while True:
            yield Moment(programme.clock, 1.0, (Rank.OBSERVER, 0))
            if programme.clock.now > programme.scenario.horizon_weeks:
                return
            self.run_rates_eur.append(programme.live_run_rate_eur())
            if self._traced:
                self.weekly.append(self._row())

    def close_books(self) -> None:
        """Note the money at the horizon: later weeks do not count."""
        ledger = self._programme.ledger
        self.horizon_row = (
            ledger.spend_cents / 100.0,
            ledger.value_cents / 100.0,
            ledger.cost_cents / 100.0,
            ledger.payoff_eur,
        )

    def _row(self) -> Row:
        programme = self._programme
        return (
            programme.clock.now,
            len(programme.live),
            programme.count(Stage.QUEUED),
            programme.count(Stage.BUILDING),
            programme.count(Stage.PILOT),
            int(sum(team.on_payroll for team in programme.teams) + 0.5),
            programme.traffic.calls,
            programme.live_run_rate_eur(),
            programme.cfo.budget_eur,
            programme.ledger.spend_eur,
            programme.ledger.value_cents / 100.0,
            programme.cfo.is_open,
            max(programme.on_call.burnout.values(), default=0.0),
        )


def record_of(programme: Programme, replication: int) -> Record:
    """The rows of every table."""
    horizon = float(programme.scenario.horizon_weeks)
    ending = programme.ending
    until = horizon if ending is None else min(ending.week, horizon)
    counted = [row for row in programme.go_lives if row[2] <= until]
    tables: dict[str, list[Row]] = {
        "replications": [(replication, *_summary(programme, until, len(counted)))],
        "workloads": [(replication, *row) for row in counted],
        "reviews": [(replication, *row) for row in programme.reviews if row[0] <= horizon],
        "events": [row for row in programme.log.rows if _is_told(row, horizon)],
        "ledger": programme.ledger.rows(replication),
    }
    if programme.observer.weekly:
        tables["weekly"] = [(replication, *row) for row in programme.observer.weekly]
    return Record(replication, tables)


def _is_told(row: Row, horizon: float) -> bool:
    week = row[1]
    assert isinstance(week, float | int)
    return week <= horizon or row[3] == "end"


def _summary(programme: Programme, until: float, live: int) -> Row:
    ending = programme.ending
    cfo = programme.cfo
    reached = programme.reached_target_week
    question = cfo.question_week
    asked = question is not None and question <= until
    shipped = programme.platform.shipped_week
    spend, value, cost, payoff = programme.observer.horizon_row
    return (
        CENSORED if ending is None else ending.outcome,
        until,
        f"Standing at the horizon with {live} live." if ending is None else ending.text,
        live,
        live,
        reached if reached is not None and reached <= until else None,
        shipped if shipped is not None and shipped <= until else None,
        question if asked else None,
        cfo.question_live if asked else None,
        cfo.surprise if asked else None,
        spend,
        value,
        cost,
        payoff,
        programme.observer.run_rates_eur[min(int(until), len(programme.observer.run_rates_eur) - 1)],
        programme.clock.scheduled,
    )
