"""Rows of one programme as its tables hold them: a small story with known weeks."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
HORIZON = 260


def event(week: float, what: str, use_case: int | None = None, actor: str = "team") -> Row:
    """One row of the events table."""
    return {"replication": 17, "week": week, "actor": actor, "what": what, "use_case": use_case, "text": what}


def built(use_case: int, idea: float, start: float, finish: float, live: float) -> list[Row]:
    """A use case from idea to live."""
    stages = ((idea, "idea"), (start, "build_started"), (finish, "build_finished"), (live, "live"))
    return [event(week, what, use_case) for week, what in stages]


def frozen_events() -> list[Row]:
    """Six workloads, a platform, one question, a cut, a closed gate; a build broken off, an idea refused, one waits."""
    rows = [row for n in range(6) for row in built(n, 2.0 * n, 4.0 * n, 4.0 * n + 12, 4.0 * n + 20)]
    rows += [
        event(30, "platform_started"),
        event(52, "platform_shipped"),
        event(44, "question", actor="cfo"),
        event(44, "approved", actor="cfo"),
        event(60, "engineer_left"),
        event(70, "plan_cut", actor="cfo"),
        event(78, "gate_closed", actor="cfo"),
        event(182, "end", actor="outcome"),
        event(20, "idea", 6),
        event(60, "build_started", 6),
        event(21, "idea", 7),
        event(22, "refused", 7),
        event(23, "idea", 8),
    ]
    return sorted(rows, key=lambda row: float(row["week"]))


def weekly(run_rate_eur: float = 1.9e6, budget_eur: float = 1.4e6, weeks: int = HORIZON) -> list[Row]:
    """A run-rate that climbs past the budget by week 78; the platform's misfit is known once it has shipped."""
    return [
        {
            "replication": 17,
            "week": float(week),
            "run_rate_eur": min(run_rate_eur, run_rate_eur * week / 78),
            "budget_eur": budget_eur,
            "engineers": 14 if week < 60 else 13,
            "burnout": min(1.0, week / 60) if week < 60 else 0.5,
            "load_hours": 10.0 if week < 60 else 6.0,
            "patience_weeks": max(0.0, 110.0 - week),
            "misfit": None if week < 52 else 0.24,
        }
        for week in range(1, weeks + 1)
    ]


def outcome_row(outcome: str = "frozen", week: float = 78.0, **changes: Any) -> Row:
    """One row of the replications table."""
    row: Row = {
        "replication": 17,
        "outcome": outcome,
        "outcome_week": week,
        "cause_text": "",
        "live_end": 6,
        "reached_target_week": None,
    }
    return row | changes


def review(week: float, run_rate_eur: float, budget_eur: float) -> Row:
    """One row of the reviews table."""
    return {"replication": 17, "week": week, "run_rate_eur": run_rate_eur, "budget_eur": budget_eur}
