"""Scenarios for the tests of the programme: three policies, and a world whose course can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.programme.columns import TABLES
from sim.programme.programme import Programme, simulate_programme
from sim.programme.record import Record
from sim.scenario import Scenario
from sim.scenario.policies import Readiness

Changes = Mapping[str, Any]
Timeline = list[tuple[float, str, int | None]]

CENTRAL: Changes = {
    "sequencing.platform_after": None,
    "topology.central.engineers": 14,
    "topology.platform.engineers": 0,
    "topology.embedded.units": 0,
    "ownership.shared": "builder",
    "economics.track_from_workload": 5,
    "levers.from_workload": 5,
}
POLICIES: dict[str, Changes] = {
    "applications first": {},
    "platform first": {"sequencing.platform_after": 0, "sequencing.mandate": True},
    "central team": CENTRAL,
}

# One team of two engineers at EUR 1,000 a week each builds one use case at a time in ten weeks; review and pilot take
# four. A live workload costs EUR 100,000 a year and is worth EUR 500,000. No spread, no incidents, no upkeep, no
# further ideas, nobody tracks and no lever is planned; finance never asks unless a test sets the threshold. Each
# mechanism is switched off by cards of its own: OFF says by which.
OFF: dict[str, Changes] = {
    "data preparation": {"delivery.data_effort": 0.0},
    "applications to be known": {"delivery.application_loss": 0.0},
    "learning": {"delivery.learning_per_doubling": 0.0},
    "attrition": {"people.attrition_per_year": 0.0},
    "newcomers": {"people.ramp_up_weeks": 0.0, "people.hiring_cost_eur": 0.0},
    "overrun": {"platform.effort_log_sd": 0.0},
    "ageing": {"platform.ageing_per_year": 0.0},
    "levers on the platform": {"platform.lever_effort": 0.0},
    "what a platform spares reviewers and data projects": {"platform.review_saving": 0.0, "platform.data_saving": 0.0},
    "reviews": {
        "oversight.low_risk_effort": 0.0,
        "oversight.middle_risk_effort": 0.0,
        "oversight.high_risk_effort": 0.0,
        "oversight.meeting_every_weeks": 0.0,
        "oversight.upkeep_eur": 0.0,
    },
    "regulation": {"oversight.shocks_per_year": 0.0},
    "scale gate": {
        "scale_gate.design_effort": 0.0,
        "scale_gate.retrofit_effort": 0.0,
        "scale_gate.handover_effort": 0.0,
        "scale_gate.stall_share": 0.0,
        "scale_gate.shelve_share": 0.0,
    },
    "rollback": {"scale_gate.rollback_share": 0.0},
    "retirement": {"scale_gate.retired_per_year": 0.0, "scale_gate.abandoned_retired_per_year": 0.0},
    "token sizes": {"opportunities.token_log_sd": 0.0},
    "seasons": {"traffic.season": 0.0},
    "turns of volume": {"traffic.jump_share": 0.0, "traffic.fade_share": 0.0},
    "bloat": {"traffic.bloat_per_year": 0.0},
    "failed calls": {"traffic.failed_share": 0.0},
    "price changes": {
        "market.list_decline_per_year": 0.0,
        "market.token_growth_per_year": 0.0,
        "market.quality_decline_per_year": 0.0,
        "market.model_life_weeks": 5_200.0,
        "market.model_life_log_sd": 0.0,
    },
    "lead times": {"lever_effects.lead_weeks": 0.0},
    "clusters": {"on_call.cluster_log_sd": 0.0},
    "drift": {"on_call.drift_per_week": 0.0},
    "evaluation": {"on_call.evaluation_saving": 0.0},
    "change management": {
        "value.automation": 0.5,
        "value.automation_changed": 0.5,
        "value.change_management_eur": 0.0,
    },
    "trust": {
        "value.trust_lost_per_incident": 0.0,
        "value.trust_lost_by_drift": 0.0,
        "value.trust_lost_unevaluated": 0.0,
        "lever_effects.wrong_answer_share": 0.0,
    },
    "shadow AI": {"shadow.patience_weeks": 5_200.0, "shadow.patience_log_sd": 0.0, "shadow.audits_per_year": 0.0},
    "reorganisation": {"shadow.reorganisations_per_year": 0.0},
    "the sponsor's impatience": {"sponsor.patience_weeks": 100_000.0},
}
PLAIN: Changes = {
    **{card: value for cards in OFF.values() for card, value in cards.items()},
    "horizon_weeks": 104,
    "sequencing.platform_after": None,
    "sequencing.discipline": 1.0,
    "topology.platform.engineers": 0,
    "topology.embedded.units": 1,
    "topology.embedded.engineers_per_unit": 2,
    "economics.track_from_workload": None,
    "levers.order": [],
    "levers.when_reducing": ["exact_cache", "routing", "hygiene"],
    "opportunities.backlog": 3,
    "opportunities.ideas_per_month": 0.0,
    "opportunities.growth_per_live": 0.0,
    "opportunities.top_value_eur": 1e6,
    "opportunities.value_decay_per_rank": 0.0,
    "opportunities.value_log_sd": 0.0,
    "opportunities.effort_log_sd": 0.0,
    "opportunities.volume_log_sd": 0.0,
    "opportunities.pattern_rag_share": 1.0,
    "opportunities.batch_share": 0.0,
    "opportunities.model_choice_share": 1.0,
    "delivery.build_effort": 20.0,
    "delivery.engineers_per_package": 2.0,
    "delivery.packages_per_engineer": 0.5,
    "delivery.coordination_loss": 0.0,
    "delivery.pilot_weeks": 4.0,
    "delivery.pilot_log_sd": 0.0,
    "delivery.engineer_cost_eur": 52_000.0,
    "delivery.upkeep_fte": 0.0,
    "traffic.steady_calls_per_week": 1_000.0,
    "traffic.adoption_midpoint_weeks": 0.1,
    "traffic.growth_per_year": 0.0,
    "traffic.noise_log_sd": 0.0,
    "market.call_price_eur": 0.0,
    "market.overhead_eur": 100_000.0,
    "market.promotion_share": 0.0,
    "platform.effort_from_scratch": 40.0,
    "platform.effort_extracted": 40.0,
    "platform.effort_per_further_stack": 0.0,
    "platform.migration_effort": 4.0,
    "platform.prior_distance": 0.0,
    "platform.reuse_share": 0.5,
    "platform.upkeep_fte": 0.0,
    "platform.run_cost_eur": 0.0,
    "lever_effects.effort": 2.0,
    "on_call.shared_per_week": 0.0,
    "on_call.behaviour_per_week": 0.0,
    "value.automation": 0.5,
    "value.discount_per_year": 0.0,
    "cfo.threshold_eur": 1e12,
    "cfo.value_share": 0.0,
    "cfo.tolerance_mean": 1.6,
    "cfo.tolerance_log_sd": 0.0,
    "cfo.answer_weeks.low": 5.0,
    "cfo.answer_weeks.high": 5.0,
    "ends.target": 20,
    "ends.frozen_after": 52.0,
    "ends.stalled_after": 52.0,
}


def scenario_of(*changes: Changes) -> Scenario:
    """The default scenario with these changes; a later one overrides an earlier one."""
    values: dict[str, Any] = {}
    for change in changes:
        for name, value in change.items():
            *groups, key = name.split(".")
            inner = values
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[key] = value
    return Scenario.model_validate(values)


def plain(**changes: Any) -> Scenario:
    """The plain world with these changes; `__` stands for the dot in a card's name."""
    return scenario_of(PLAIN, {name.replace("__", "."): value for name, value in changes.items()})


def field(record: Record, name: str) -> Any:
    """A value of the programme's summary row."""
    position = [column.name for column in TABLES["replications"]].index(name)
    return record.tables["replications"][0][position]


def column(record: Record, table: str, name: str) -> list[Any]:
    """One column of a table."""
    position = [column.name for column in TABLES[table]].index(name)
    return [row[position] for row in record.tables[table]]


def timeline(record: Record) -> Timeline:
    """(week, what, use case) of everything that happened, but for the arrival of ideas."""
    rows = zip(*(column(record, "events", name) for name in ("week", "what", "use_case")), strict=True)
    return [row for row in rows if row[1] != "idea"]


def course(scenario: Scenario, *leave_out: str) -> Timeline:
    """The timeline of a world in which luck plays no part, in alphabetical order where weeks are equal."""
    rows = timeline(simulate_programme(scenario, 21, 0))
    return in_order([(round(week, 6), what, use_case) for week, what, use_case in rows if what not in leave_out])


def life(use_case: int, started: float, built: float, live: float | None = None) -> Timeline:
    """What the log says of one use case."""
    rows: Timeline = [(started, "build_started", use_case), (built, "build_finished", use_case)]
    return rows if live is None else [*rows, (live, "live", use_case)]


def in_order(*parts: Timeline) -> Timeline:
    """One timeline from several; where weeks are equal by the alphabet, the whole programme before its use cases."""
    rows = [row for part in parts for row in part]
    return sorted(rows, key=lambda row: (row[0], row[1], -1 if row[2] is None else row[2]))


DECISIONS = tuple(list(Readiness.model_fields)[:10])
"""The ten decisions of D-PILOT-1, by the names of their cards."""

PLATFORM_FIRST: dict[str, Any] = {
    "sequencing__platform_after": 0,
    "sequencing__mandate": True,
    "topology__platform__engineers": 4,
}


def lone(*levers: str, **changes: Any) -> Scenario:
    """The plain world with one workload, which is all that is aimed at, and nothing to pay but its calls.

    These levers are pulled on it, in this order, as soon as it is live.
    """
    only: dict[str, Any] = {"opportunities__backlog": 1, "ends__target": 1, "market__overhead_eur": 0.0}
    policy = {"levers__order": list(levers), "levers__from_workload": 1, "levers__measured_first": False}
    return plain(**{**only, **policy, "market__call_price_eur": 1.0, **changes})


def traced(scenario: Scenario) -> Programme:
    """The first programme of that scenario, run, with every entry and every week kept."""
    programme = Programme(scenario, 21, 0, traced=True)
    programme.run()
    return programme


def paid(programme: Programme, category: str = "inference", use_case: int = 0) -> dict[float, float]:
    """What was booked to a use case under a category, in euros, week by week."""
    entries = programme.ledger.entries
    assert entries is not None
    found: dict[float, float] = {}
    for week, rank, name, booked in entries:
        if (rank, name) == (use_case, category):
            found[week] = found.get(week, 0.0) + booked / 100
    return found


def asked_early(budget_eur: float, **changes: Any) -> Scenario:
    """Finance asks at 8, untracked, and decides at 13: one in pilot, one building, one queued.

    Spend by the threshold measure is EUR 2,000 a week of building: 16,000 by week 8.
    """
    return plain(**{"cfo__threshold_eur": 15_000.0, "cfo__budget_eur": budget_eur, **changes})


def asked_late(budget_eur: float, **changes: Any) -> Scenario:
    """Finance asks and decides at 41: three live at EUR 300,000 a year and nothing planned; costs are tracked.

    Spend is 60,000 of building and 1,923.08 for each live week: 152,308 by 40 and 158,077 by 41.
    A budget of 200,000 closes growth, 180,000 freezes it, 130,000 ends the programme.
    """
    late = {"cfo__threshold_eur": 155_000.0, "economics__track_from_workload": 1, "cfo__budget_eur": budget_eur}
    return plain(**{**late, **changes})


def ended(scenario: Scenario) -> Record:
    """The first programme of that scenario."""
    return simulate_programme(scenario, 21, 0)


def how(record: Record) -> tuple[str, float]:
    """Outcome and week."""
    return field(record, "outcome"), field(record, "outcome_week")


def cents(record: Record, category: str, *further: str) -> int:
    """What was booked under one category, or several."""
    wanted = {category, *further}
    return sum(row[4] for row in record.tables["ledger"] if row[2] in wanted)  # type: ignore[misc]
