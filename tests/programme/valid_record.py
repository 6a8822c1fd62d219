"""What holds for the record of every scenario: types, names, order, and counts that agree with the log."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from sim.programme.columns import TABLES, Column
from sim.programme.record import Record, Row
from sim.scenario import Scenario
from tests.programme.worlds import column, field

ACCEPTED: dict[str, tuple[type, ...]] = {"int": (int,), "float": (float, int), "text": (str,), "flag": (bool,)}
WIDEST = 2**63
OUTCOMES = {
    *("insolvent", "frozen", "stalled", "reorganised", "burned_out", "sponsor_lost", "stopped", "censored"),
}
VOCABULARY = {
    *(
        "taken_over",
        "idea",
        "refused",
        "data_started",
        "build_started",
        "build_finished",
        "sent_back",
        "held_up",
        "shelved",
        "handed_over",
        "live",
    ),
    *("rolled_back", "live_again", "retired", "regulatory_change", "model_migrated"),
    *("platform_started", "platform_slipped", "platform_shipped", "refactor_started", "refactor_finished", "migrated"),
    *("data_standardised", "paused", "pause_ended", "platform_cut", "platform_funded", "lever_applied"),
    *("hiring", "notice_given", "engineer_left", "engineer_joined", "went_around", "surfaced", "sponsor_wavers"),
    *("question", "answer", "approved", "plan_cut", "gate_closed", "gate_reopened"),
    *("target_reached", "end", "wound_down"),
}
ACTORS = {
    *("opportunities", "workload", "team", "platform", "levers", "on_call", "people", "oversight", "prices"),
    *("shadow", "funding", "cfo", "sponsor", "outcome"),
}
TALLIES = {
    "shelved": "shelved",
    "refused": "refused",
    "retired": "retired",
    "shadow": "went_around",
    "surfaced": "surfaced",
    "departures": "engineer_left",
}


def check(record: Record, scenario: Scenario) -> None:
    """Everything that holds for every record of every scenario."""
    for name, rows in record.tables.items():
        check_rows(rows, TABLES[name])
    assert len(record.tables["replications"]) == 1
    check_end(record, scenario.horizon_weeks)
    check_order(record, scenario.horizon_weeks)
    check_counts(record, scenario.horizon_weeks)


def check_rows(rows: Sequence[Row], columns: tuple[Column, ...]) -> None:
    """Every row against its table's columns."""
    for row in rows:
        assert len(row) == len(columns)
        for value, promised in zip(row, columns, strict=True):
            check_value(value, promised)


def check_value(value: object, promised: Column) -> None:
    """One value against its column."""
    if value is None:
        assert promised.optional, f"{promised.name} is empty"
        return
    assert isinstance(value, ACCEPTED[promised.type]), (promised.name, value)
    assert isinstance(value, bool) == (promised.type == "flag"), (promised.name, value)
    if isinstance(value, float):
        assert math.isfinite(value), (promised.name, value)
    if isinstance(value, int):
        assert -WIDEST <= value < WIDEST, (promised.name, value)


def check_end(record: Record, horizon: float) -> None:
    """One of the outcomes, within the horizon; standing means at the horizon; nothing costs less than nothing."""
    assert field(record, "outcome") in OUTCOMES
    assert 0.0 <= field(record, "outcome_week") <= horizon
    assert (field(record, "outcome") == "censored") <= (field(record, "outcome_week") == horizon)
    assert field(record, "value_eur") >= 0.0
    assert field(record, "cost_eur") >= field(record, "spend_eur") - 1.0
    assert (field(record, "outcome") == "censored") != ("end" in column(record, "events", "what"))


def check_order(record: Record, horizon: float) -> None:
    """The nth goes live as the nth, the log runs forward, and words are those of the vocabulary."""
    lives = column(record, "workloads", "live_week")
    assert column(record, "workloads", "n") == list(range(1, len(lives) + 1))
    assert lives == sorted(lives)
    assert all(week <= field(record, "outcome_week") for week in lives)
    weeks = column(record, "events", "week")
    assert weeks == sorted(weeks)
    assert set(column(record, "events", "what")) <= VOCABULARY
    assert set(column(record, "events", "actor")) <= ACTORS
    assert all(0 <= quarter < math.ceil(horizon / 13) for quarter in column(record, "ledger", "quarter"))


def said(record: Record, until: float) -> Counter[str]:
    """How often each word was said up to a week."""
    rows = zip(column(record, "events", "week"), column(record, "events", "what"), strict=True)
    return Counter(what for week, what in rows if week <= until)


def check_counts(record: Record, horizon: float) -> None:
    """What came and has not gone is live; every tally is a count of events."""
    until = said(record, field(record, "outcome_week"))
    assert field(record, "went_live") == len(record.tables["workloads"]) == until["live"]
    live = until["live"] + until["live_again"] - until["rolled_back"] - until["retired"]
    assert field(record, "live_end") == live
    assert live <= field(record, "live_max") <= field(record, "went_live")
    told = said(record, horizon)
    assert {tally: field(record, tally) for tally in TALLIES} == {tally: told[what] for tally, what in TALLIES.items()}
    if not told["live"] and not told["went_around"]:
        assert field(record, "value_eur") == 0.0, "only what is live earns, or shadow AI"
