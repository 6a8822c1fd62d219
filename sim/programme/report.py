"""What one replication leaves behind: rows of every table, counted to its end and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.programme.clock import Moment, Rank, Steps
from sim.programme.ledger import Category
from sim.programme.outcome import CENSORED
from sim.programme.record import Record, Row
from sim.programme.use_case import Stage

if TYPE_CHECKING:
    from sim.programme.programme import GoLive, Programme

VENDORS = (Category.INFERENCE, Category.OVERHEAD, Category.HOSTING)


class Observer:
    """Notes the week's state; acts on nothing."""

    def __init__(self, programme: Programme, *, traced: bool) -> None:
        self._programme = programme
        self._traced = traced
        self.run_rates_eur: list[float] = []
        self.weekly: list[Row] = []
        self.horizon_row: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
        self.tallies: tuple[int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0)
        self.cost_per_call_eur: float | None = None

    def run(self) -> Steps:
        """Note every week after everybody has acted."""
        programme = self._programme
        self.run_rates_eur.append(programme.run_rate_eur())
        while True:
            yield Moment(programme.clock, 1.0, (Rank.OBSERVER, 0))
            if programme.clock.now > programme.scenario.horizon_weeks:
                return
            self.run_rates_eur.append(programme.run_rate_eur())
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
        programme = self._programme
        self.tallies = (
            programme.retired,
            programme.count(Stage.SHELVED),
            programme.count(Stage.REFUSED),
            len(programme.shadow.workloads),
            programme.shadow.surfaced,
            programme.people.left,
        )
        calls = programme.traffic.calls_to_date
        self.cost_per_call_eur = ledger.sum_cents(*VENDORS) / 100.0 / calls if calls > 0.0 else None

    def _row(self) -> Row:
        programme = self._programme
        return (
            programme.clock.now,
            len(programme.live),
            programme.count(Stage.QUEUED),
            programme.count(Stage.DATA) + programme.count(Stage.BUILDING),
            sum(programme.count(stage) for stage in (Stage.REVIEW, Stage.PILOT, Stage.SCALE_GATE, Stage.REPAIR)),
            len(programme.shadow.workloads),
            int(sum(team.on_payroll for team in programme.teams) + 0.5),
            programme.traffic.calls,
            programme.run_rate_eur(),
            programme.cfo.budget_eur,
            programme.ledger.spend_eur,
            programme.ledger.value_cents / 100.0,
            programme.cfo.is_open,
            max(programme.on_call.burnout.values(), default=0.0),
            max(programme.on_call.load_hours.values(), default=0.0),
            programme.platform.misfit if programme.platform.shipped_week is not None else None,
            programme.sponsor.patience_weeks,
            _mean([workload.trust for workload in programme.live]),
        )


def record_of(programme: Programme, replication: int) -> Record:
    """The rows of every table."""
    horizon = float(programme.scenario.horizon_weeks)
    ending = programme.ending
    until = horizon if ending is None else min(ending.week, horizon)
    counted = [row for row in programme.go_lives if row[2] <= until]
    tables: dict[str, list[Row]] = {
        "replications": [(replication, *_summary(programme, until, counted))],
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


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _summary(programme: Programme, until: float, counted: list[GoLive]) -> Row:
    ending = programme.ending
    cfo = programme.cfo
    reached = programme.reached_target_week
    question = cfo.question_week
    asked = question is not None and question <= until
    shipped = programme.platform.shipped_week
    spend, value, cost, payoff = programme.observer.horizon_row
    new = [row for row in counted if row[3] is not None]
    lives = [live for week, live in programme.counts if week <= until]
    return (
        CENSORED if ending is None else ending.outcome,
        until,
        f"Standing at the horizon with {lives[-1]} live." if ending is None else ending.text,
        max(lives),
        lives[-1],
        len(counted),
        *programme.observer.tallies,
        reached if reached is not None and reached <= until else None,
        shipped if shipped is not None and shipped <= until else None,
        question if asked else None,
        cfo.question_live if asked else None,
        cfo.surprise if asked else None,
        programme.economics.tracked_live,
        spend,
        value,
        cost,
        payoff,
        programme.observer.run_rates_eur[min(int(until), len(programme.observer.run_rates_eur) - 1)],
        programme.observer.cost_per_call_eur,
        _mean([row[3] for row in new if row[3] is not None]),
        _mean([float(row[8]) for row in new]),
        _mean([row[9] for row in new]),
        programme.clock.happened,
    )
