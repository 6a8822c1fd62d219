"""Each mechanism at its most violent, alone and with others: the record stays valid, and the violence shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.programme.programme import simulate_programme
from sim.programme.record import Record
from tests.programme.valid_record import check, said
from tests.programme.worlds import OFF, POLICIES, Changes, cents, column, field, scenario_of

REVIEWERS = {f"oversight.{risk}_risk_effort": 1_000.0 for risk in ("low", "middle", "high")}
VIOLENT: dict[str, Changes] = {
    "data preparation": {"delivery.data_effort": 10_000.0},
    "applications to be known": {"delivery.application_loss": 0.5},
    "learning": {"delivery.learning_per_doubling": 0.9},
    "attrition": {"people.attrition_per_year": 10.0, "people.notice_weeks": 0.0, "people.hiring_weeks": 520.0},
    "newcomers": {
        "people.attrition_per_year": 1.0,
        "people.ramp_up_weeks": 520.0,
        "people.ramp_up_share": 0.0,
        "people.hiring_weeks": 0.0,
        "people.hiring_cost_eur": 1e7,
    },
    "overrun": {"platform.effort_log_sd": 2.0},
    "ageing": {"platform.ageing_per_year": 10.0, "sequencing.bought": True},
    "levers on the platform": {"platform.lever_effort": 10_000.0},
    "what a platform spares reviewers and data projects": {"platform.review_saving": 1.0, "platform.data_saving": 1.0},
    "reviews": {**REVIEWERS, "oversight.reviewers": 0.01, "oversight.meeting_every_weeks": 520.0},
    "regulation": {"oversight.shocks_per_year": 52.0, "oversight.shock_effort": 1_000.0},
    "scale gate": {"scale_gate.shelve_share": 1.0, "scale_gate.stall_share": 1.0},
    "rollback": {
        "scale_gate.rollback_share": 1.0,
        "scale_gate.rollback_weeks": 0.0,
        "scale_gate.rollback_rework": 10.0,
    },
    "retirement": {"scale_gate.retired_per_year": 52.0, "scale_gate.abandoned_retired_per_year": 52.0},
    "token sizes": {"opportunities.token_log_sd": 2.0},
    "seasons": {"traffic.season": 1.0},
    "turns of volume": {
        "traffic.fade_share": 0.5,
        "traffic.jump_share": 0.5,
        "traffic.jump_times": 1_000.0,
        "traffic.turn_weeks": 0.0,
    },
    "bloat": {"traffic.bloat_per_year": 10.0},
    "failed calls": {"traffic.failed_share": 0.9},
    "price changes": {
        "market.token_growth_per_year": 10.0,
        "market.list_decline_per_year": 0.99,
        "market.quality_decline_per_year": 0.99,
        "market.model_life_weeks": 1.0,
        "market.model_life_log_sd": 2.0,
    },
    "lead times": {"lever_effects.lead_weeks": 520.0},
    "clusters": {"on_call.cluster_log_sd": 2.0, "on_call.shared_per_week": 20.0},
    "drift": {"on_call.drift_per_week": 1.0, "on_call.repair_per_week": 0.0, "on_call.drift_incidents": 100.0},
    "evaluation": {"on_call.evaluation_saving": 1.0, "readiness.evaluation": True},
    "change management": {"value.change_management_eur": 1e9, "value.change_weeks": 0.0},
    "trust": {
        "value.trust_lost_per_incident": 1.0,
        "value.trust_lost_by_drift": 1.0,
        "value.trust_lost_unevaluated": 1.0,
        "value.trust_recovery_per_week": 0.0,
        "value.trust_floor": 0.99,
    },
    "shadow AI": {
        "shadow.patience_weeks": 0.0,
        "shadow.retail_price": 0.0,
        "shadow.incidents_times": 100.0,
        "shadow.audits_per_year": 52.0,
    },
    "reorganisation": {"shadow.reorganisations_per_year": 100.0, "shadow.patience_weeks": 1.0},
    "the sponsor's impatience": {"sponsor.patience_weeks": 1.0},
    "a pause": {"sequencing.pause_after": 1, "sequencing.pause_weeks": 520.0},
    "a cap": {"cfo.workload_cap_eur": 0.0},
    "a tax": {
        "funding.tax_share": 1.0,
        "funding.taxed_workloads": 200,
        "cfo.threshold_eur": 0.0,
        "cfo.budget_eur": 0.0,
    },
    "hiring": {"staffing.hires": 500, "staffing.team": "platform"},
    "fine-tuning": {"levers.order": ["fine_tuning"], "lever_effects.tuned_incidents": 10.0},
}
YEARS: Changes = {"horizon_weeks": 156}


def record_of(*changes: Changes) -> Record:
    """The first programme, over three years unless it says otherwise."""
    return simulate_programme(scenario_of(YEARS, *changes), 21, 0)


def test_every_mechanism_that_can_be_switched_off_has_its_most_violent_form() -> None:
    """Nothing that OFF names is missing above."""
    assert set(OFF) <= set(VIOLENT)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", VIOLENT)
def test_a_mechanism_at_its_most_violent_leaves_valid_rows(name: str, policy: str) -> None:
    """No exception, no NaN, counts and order as ever, under each of three policies; a central team hires for itself."""
    where = {"staffing.team": "central"} if policy == "central team" else {}
    scenario = scenario_of(YEARS, VIOLENT[name], POLICIES[policy], where)
    check(simulate_programme(scenario, 21, 0, traced=True), scenario)


def test_every_mechanism_at_its_most_violent_leaves_valid_rows() -> None:
    """All of them at once, for three programmes."""
    scenario = scenario_of(YEARS, *VIOLENT.values())
    for replication in range(3):
        check(simulate_programme(scenario, 21, replication, traced=True), scenario)


@settings(max_examples=60)
@given(
    names=st.lists(st.sampled_from(sorted(VIOLENT)), min_size=2, max_size=8, unique=True),
    replication=st.integers(0, 1_000),
)
def test_any_mechanisms_at_their_most_violent_leave_valid_rows(names: list[str], replication: int) -> None:
    """Some of them at once; a later one has the last word on a card that two of them set."""
    scenario = scenario_of(YEARS, *(VIOLENT[name] for name in names))
    check(simulate_programme(scenario, 21, replication, traced=True), scenario)


@pytest.mark.parametrize("name", ["data preparation", "reviews", "scale gate"])
def test_what_never_ends_lets_nothing_go_live(name: str) -> None:
    """Data projects of 10,000 engineer-weeks, reviews of 100,000 weeks, a gate that shelves whatever left one open."""
    record = record_of(VIOLENT[name], {"opportunities.narrow_share": 0.0, "readiness.operating_model": False})
    assert (field(record, "went_live"), field(record, "live_max")) == (0, 0)
    assert cents(record, "inference", "overhead", "upkeep", "change") == 0


def test_a_sponsor_with_a_week_s_patience_leaves_after_a_week() -> None:
    """One week of pay, nothing to show: lost in week 1."""
    record = record_of(VIOLENT["the sponsor's impatience"])
    assert (field(record, "outcome"), field(record, "outcome_week")) == ("sponsor_lost", 1.0)


def test_an_impatient_organisation_reorganises_in_the_first_year() -> None:
    """A hundred a year at a mean wait of one patience; waits of some weeks are a hazard of several a week."""
    record = record_of(VIOLENT["reorganisation"])
    assert field(record, "outcome") == "reorganised"
    assert field(record, "outcome_week") < 52.0


def test_who_leaves_and_is_not_replaced_for_ten_years_is_missed() -> None:
    """Everybody has left after a year of ten departures an engineer, and nobody has joined."""
    record = record_of(VIOLENT["attrition"], {"sponsor.patience_weeks": 1_000.0})
    told = said(record, 156.0)
    assert told["engineer_joined"] == 0 < told["engineer_left"] <= 14
    assert field(record, "departures") == told["engineer_left"]


def test_what_is_retired_within_a_week_or_two_is_never_many() -> None:
    """One retirement a workload and week: what went live is gone again, and hardly ever are four live at once."""
    steady = {"opportunities.backlog": 20, "cfo.threshold_eur": 1e12, "sponsor.patience_weeks": 1_000.0}
    record = record_of(VIOLENT["retirement"], steady, OFF["reorganisation"], OFF["shadow AI"], OFF["scale gate"])
    assert field(record, "live_max") <= 4
    assert field(record, "retired") >= field(record, "went_live") - 4 >= 4


def test_whatever_goes_live_without_evaluation_is_rolled_back_once() -> None:
    """A rollback share of one, at once: each workload goes live, comes back for rework, and is live again for good."""
    alone = {"sequencing.platform_after": None, "readiness.evaluation": False, "cfo.threshold_eur": 1e12}
    alone |= {**OFF["reorganisation"], **OFF["retirement"]}
    gentle = {**VIOLENT["rollback"], "scale_gate.rollback_rework": 0.2}
    record = record_of(gentle, alone, {"horizon_weeks": 260})
    told = said(record, field(record, "outcome_week"))
    assert told["rolled_back"] == told["live"] == field(record, "went_live") >= 5
    assert field(record, "live_end") == told["live_again"] >= 4


def test_trust_that_is_gone_after_a_week_leaves_no_value_but_that_of_shadow_ai() -> None:
    """Every week without evaluation costs all trust: after the first week nothing that is live earns anything."""
    calm = [OFF["shadow AI"], {"sequencing.platform_after": None, "readiness.evaluation": False}]
    distrusted, trusted = record_of(VIOLENT["trust"], *calm), record_of(OFF["trust"], *calm)
    assert field(distrusted, "value_eur") == 0.0 < field(trusted, "value_eur")


def test_a_lead_time_of_ten_years_lets_no_lever_act() -> None:
    """Levers are worked on, and none acts within three years; what the platform gives is given as it ships."""
    record = record_of(VIOLENT["lead times"], {"sequencing.platform_after": None})
    assert cents(record, "levers") > 0
    assert "lever_applied" not in column(record, "events", "what")


def test_a_pause_of_ten_years_starts_no_build_after_the_first_go_live() -> None:
    """Paused once one is live: whatever had begun goes on, nothing leaves a queue any more."""
    record = record_of(VIOLENT["a pause"])
    rows = list(zip(column(record, "events", "week"), column(record, "events", "what"), strict=True))
    paused = next(week for week, what in rows if what == "paused")
    assert paused == column(record, "workloads", "live_week")[0]
    assert not [week for week, what in rows if what == "data_started" and week > paused]


def test_a_cap_of_nothing_lets_no_call_through() -> None:
    """No inference bill, and nothing earned by what is live."""
    record = record_of(VIOLENT["a cap"], OFF["shadow AI"])
    assert field(record, "went_live") > 0
    assert (cents(record, "inference"), field(record, "value_eur")) == (0, 0.0)


def test_each_violent_card_is_another_than_the_default() -> None:
    """No mechanism above is violent in name only."""
    quiet = scenario_of().model_dump()
    for changes in VIOLENT.values():
        loud = scenario_of(changes).model_dump()
        for card in changes:
            group, key = card.split(".")
            assert loud[group][key] != quiet[group][key], card
