"""The tables that a replication leaves behind, column by column: name, type, unit, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["int", "float", "text", "flag"]


@dataclass(frozen=True)
class Column:
    """One column; `unit` is empty for names and counts."""

    name: str
    type: ColumnType
    unit: str
    meaning: str
    optional: bool = False


REPLICATION = Column("replication", "int", "", "Number of the programme within the run, from 0.")
WEEK = Column("week", "float", "weeks", "Time since the programme began.")

REPLICATIONS = (
    REPLICATION,
    Column("outcome", "text", "", "How the programme ended; 'censored' is standing at the horizon."),
    Column("outcome_week", "float", "weeks", "When it ended; the horizon where it did not."),
    Column("cause_text", "text", "", "Why, in words."),
    Column("live_max", "int", "workloads", "Most workloads live at once, up to the end."),
    Column("live_end", "int", "workloads", "Workloads live at the end or the horizon."),
    Column("went_live", "int", "workloads", "Workloads that went live up to the end, retired ones included."),
    Column("retired", "int", "workloads", "Workloads retired up to the horizon."),
    Column("shelved", "int", "use cases", "Pilots shelved at the scale gate up to the horizon."),
    Column("refused", "int", "use cases", "Use cases that finance refused up to the horizon."),
    Column("shadow", "int", "workloads", "Units that went around up to the horizon."),
    Column("surfaced", "int", "workloads", "Shadow workloads that came to light up to the horizon."),
    Column("departures", "int", "engineers", "Engineers who left up to the horizon."),
    Column("reached_target_week", "float", "weeks", "When the target count was live.", optional=True),
    Column("platform_week", "float", "weeks", "When the platform shipped.", optional=True),
    Column("first_question_week", "float", "weeks", "When finance asked its first question.", optional=True),
    Column("first_question_live", "int", "workloads", "Workloads live at that question.", optional=True),
    Column("surprise_ratio", "float", "times", "True over assumed run cost at that question.", optional=True),
    Column("tracked_live", "int", "workloads", "Workloads live when unit costs were first computed.", optional=True),
    Column("spend_eur", "float", "EUR", "Cumulative spend by the threshold measure, to the horizon."),
    Column("value_eur", "float", "EUR", "Realised value, undiscounted, to the horizon."),
    Column("cost_eur", "float", "EUR", "All ledger cost, undiscounted, to the horizon."),
    Column("payoff_eur", "float", "EUR", "Realised value minus all ledger cost to the horizon, discounted."),
    Column("run_rate_eur", "float", "EUR/year", "Run-rate of what is live and of surfaced shadow AI."),
    Column(
        "cost_per_call_eur",
        "float",
        "EUR/call",
        "Vendor cost of a useful call to the horizon.",
        optional=True,
    ),
    Column(
        "weeks_to_production",
        "float",
        "weeks",
        "From idea to live, mean up to the end.",
        optional=True,
    ),
    Column("reviews_per_system", "float", "reviews", "Reviews of a workload, mean of the same.", optional=True),
    Column("reuse_share", "float", "share", "Build effort saved by the platform, mean of the same.", optional=True),
    Column("events", "int", "events", "Simulation events scheduled."),
)

WORKLOADS = (
    REPLICATION,
    Column("n", "int", "", "The workload went live as the nth of its programme."),
    Column("use_case", "int", "", "Which use case it is, by rank from 0."),
    Column("live_week", "float", "weeks", "When it went live; below zero before the first day."),
    Column("weeks_to_production", "float", "weeks", "From idea to live, where known.", optional=True),
    Column("on_platform", "flag", "", "Built on the platform."),
    Column(
        "marginal_cost_eur", "float", "EUR/year", "One-year steady-state run cost, with the levers it shipped with."
    ),
    Column(
        "marginal_cost_all_in_eur",
        "float",
        "EUR",
        "The same with the labour of data, build, review and retrofit, and its share of the platform.",
        optional=True,
    ),
    Column("live", "int", "workloads", "Workloads live at once, this one included."),
    Column("reviews", "int", "reviews", "Reviews that it took."),
    Column("reuse_share", "float", "share", "Build effort that the platform saved."),
    Column("cost_per_call_eur", "float", "EUR/call", "Marginal cost of one useful call at steady use.", optional=True),
)

REVIEWS = (
    REPLICATION,
    WEEK,
    Column("kind", "text", "", "'question' or 'review'."),
    Column("live", "int", "workloads", "Workloads live then."),
    Column("run_rate_eur", "float", "EUR/year", "Run-rate with the committed plan."),
    Column("budget_eur", "float", "EUR/year", "Budget at that moment."),
    Column("decision", "text", "", "What finance decided."),
    Column("next_marginal_cost_eur", "float", "EUR/year", "Marginal cost of the next workload."),
)

EVENTS = (
    REPLICATION,
    WEEK,
    Column("actor", "text", "", "Who acted."),
    Column("what", "text", "", "What happened: one word of a fixed vocabulary."),
    Column("use_case", "int", "", "Which use case it is about.", optional=True),
    Column("text", "text", "", "What happened and why, in words."),
)

LEDGER = (
    REPLICATION,
    Column("use_case", "int", "", "Which use case the money is for; -1 is the programme as a whole."),
    Column("category", "text", "", "Ledger category."),
    Column("quarter", "int", "quarters", "Quarter of 13 weeks, from 0."),
    Column("cents", "int", "EUR cents", "Amount."),
)

WEEKLY = (
    REPLICATION,
    WEEK,
    Column("live", "int", "workloads", "Live."),
    Column("queued", "int", "use cases", "Waiting for a team."),
    Column("building", "int", "packages", "In data preparation or build."),
    Column("in_pilot", "int", "workloads", "In review, in pilot, or at the scale gate."),
    Column("shadow", "int", "workloads", "Shadow workloads, surfaced or not."),
    Column("engineers", "int", "engineers", "On the payroll."),
    Column("calls", "float", "calls", "Calls in the week."),
    Column("run_rate_eur", "float", "EUR/year", "Run-rate of what is live and of surfaced shadow AI."),
    Column("budget_eur", "float", "EUR/year", "Budget at that moment."),
    Column("spend_eur", "float", "EUR", "Cumulative spend by the threshold measure."),
    Column("value_eur", "float", "EUR", "Cumulative realised value."),
    Column("gate_open", "flag", "", "Growth is open."),
    Column("burnout", "float", "share", "Highest burnout stock of any team on call."),
    Column("load_hours", "float", "hours/engineer-week", "Highest incident load of any team on call."),
    Column("misfit", "float", "share", "Misfit of the platform; empty before it ships.", optional=True),
    Column("patience_weeks", "float", "weeks", "The sponsor's patience left."),
    Column("trust", "float", "share", "Mean trust in the live workloads; empty where there is none.", optional=True),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "replications": REPLICATIONS,
    "workloads": WORKLOADS,
    "reviews": REVIEWS,
    "events": EVENTS,
    "ledger": LEDGER,
    "weekly": WEEKLY,
}
