"""Minimally different worlds (model §1.4): a card of something that does not happen changes nothing."""

from __future__ import annotations

import pytest

from sim.programme.programme import simulate_programme
from tests.programme.worlds import CENTRAL, OFF, Changes, scenario_of

SEED = 21

NO_PLATFORM: Changes = {"sequencing.platform_after": None}
IRRELEVANT: dict[str, tuple[Changes, Changes]] = {
    "platform cards where no platform is planned": (
        NO_PLATFORM,
        {
            "platform.effort_from_scratch": 180.0,
            "platform.effort_extracted": 90.0,
            "platform.effort_per_further_stack": 0.2,
            "platform.migration_effort": 9.0,
            "platform.refactor_effort": 150.0,
            "platform.prior_weight": 5.0,
            "platform.prior_distance": 0.35,
            "platform.misfit_tolerance": 0.3,
            "platform.friction": 0.9,
            "platform.reuse_share": 0.3,
            "platform.overhead_saving": 0.2,
            "platform.run_cost_eur": 200_000.0,
            "platform.upkeep_fte": 2.0,
            "lever_effects.effort_on_platform": 1.5,
            "sequencing.discipline": 0.1,
            "sequencing.flexibility": 1.0,
            "sequencing.bought": True,
            "platform.effort_log_sd": 0.5,
            "platform.ageing_per_year": 0.4,
            "platform.lever_effort": 8.0,
            "platform.review_saving": 0.7,
            "platform.data_saving": 0.6,
            "funding.tax_share": 0.0,
        },
    ),
    "platform cards of a central team": (CENTRAL, {"platform.run_cost_eur": 1.0, "platform.reuse_share": 0.7}),
    "finance that is never reached": (
        {"cfo.threshold_eur": 1e12},
        {
            "cfo.hurdle": 2.0,
            "cfo.tolerance_mean": 1.3,
            "cfo.tolerance_log_sd": 0.4,
            "cfo.terminate_factor": 1.1,
            "cfo.answer_weeks.high": 20.0,
            "cfo.review_every_weeks": 26.0,
            "cfo.check_every_weeks": 5.0,
            "cfo.cost_reduction_weeks": 50.0,
            "cfo.plan_weeks": 100.0,
            "cfo.planned_workloads": 40,
        },
    ),
    "what levers do where none is pulled": (
        {"levers.order": [], "cfo.threshold_eur": 1e12},
        {
            "lever_effects.repeat_share": 0.6,
            "lever_effects.cached_call_cost": 0.3,
            "lever_effects.simple_share": 0.8,
            "lever_effects.small_model_price": 0.3,
            "lever_effects.batch_price": 0.8,
            "lever_effects.hygiene_saving": 0.3,
            "lever_effects.effort": 8.0,
            "levers.from_workload": 7,
        },
    ),
    "hiring where nobody leaves": (
        {"on_call.sustainable_hours": 168.0, **OFF["attrition"]},
        {
            "people.hiring_weeks": 26.0,
            "people.hiring_cost_eur": 35_000.0,
            "people.ramp_up_weeks": 39.0,
            "people.ramp_up_share": 0.2,
            "people.notice_weeks": 26.0,
        },
    ),
    "where hires would go where nobody is hired": ({}, {"staffing.team": "platform", "staffing.from_week": 50.0}),
    "reviewers where nothing is reviewed": (
        {"opportunities.low_risk_share": 1.0, "opportunities.high_risk_share": 0.0, "opportunities.narrow_share": 1.0},
        {
            "oversight.reviewers": 3.0,
            "oversight.reviewer_cost_eur": 160_000.0,
            "oversight.meeting_every_weeks": 13.0,
            "oversight.low_risk_effort": 2.0,
            "oversight.coordination_per_live": 0.15,
            "oversight.template_saving": 0.2,
            "oversight.rework_share": 0.8,
            "governance.sandbox": False,
            "governance.audit_trail": False,
        },
    ),
    "rework of what is never sent back": ({}, {"oversight.rework_share": 0.8, "oversight.rework_effort": 8.0}),
    "the scale gate where everything is designed in": (
        {f"readiness.{decision}": True for decision in ("operating_model", "data_architecture", "portfolio_owner")},
        {
            "scale_gate.retrofit_effort": 6.0,
            "scale_gate.stall_share": 0.2,
            "scale_gate.stall_weeks": 52.0,
            "scale_gate.shelve_share": 0.1,
            "scale_gate.cooling_per_rank": 0.1,
        },
    ),
    "rollback of what is never rolled back": (
        OFF["rollback"],
        {"scale_gate.rollback_weeks": 26.0, "scale_gate.rollback_rework": 0.5},
    ),
    "the size of a regulatory change that never comes": (OFF["regulation"], {"oversight.shock_effort": 10.0}),
    "data standards that nobody sets": (
        {},
        {"delivery.data_standards_effort": 60.0, "delivery.data_standards_saving": 0.8},
    ),
    "what is passed on where nothing is passed on": ({}, {"delivery.transfer_effort": 8.0}),
    "shadow AI where every unit is patient": (
        OFF["shadow AI"],
        {
            "shadow.retail_price": 3.0,
            "shadow.trust": 0.9,
            "shadow.incidents_times": 5.0,
            "shadow.incident_eur": 20_000.0,
            "shadow.surfacing_share": 0.2,
        },
    ),
    "milestones of a sponsor who is never impatient": (
        OFF["the sponsor's impatience"],
        {"sponsor.live_weeks": 26.0, "sponsor.platform_weeks": 39.0, "sponsor.quarter_weeks": 26.0},
    ),
    "what is bought where everything is built": (
        {},
        {
            "platform.bought_effort_share": 0.6,
            "platform.bought_fee_eur": 60_000.0,
            "platform.bought_prior_times": 10.0,
            "platform.lock_in": 0.15,
        },
    ),
    "the effort of a flexibility that nobody wants": ({}, {"platform.flexibility_effort": 1.0}),
    "the length of a pause that never comes": ({}, {"sequencing.pause_weeks": 52.0}),
    "how many are taxed where nobody is": ({"funding.tax_share": 0.0}, {"funding.taxed_workloads": 0}),
    "turns of a volume that never turns": (
        OFF["turns of volume"],
        {"traffic.jump_times": 11.0, "traffic.fade_left": 0.3, "traffic.turn_weeks": 130.0},
    ),
    "drift where there is none": (OFF["drift"], {"on_call.repair_per_week": 0.5, "on_call.drift_incidents": 5.0}),
    "value tiers where there are none": (
        {},
        {
            "lever_effects.tier_value_eur": 0.5,
            "lever_effects.tier_extra_share": 0.8,
            "lever_effects.tier_value_loss": 0.2,
        },
    ),
    "a fine-tuned model that nobody trains": (
        {},
        {
            "lever_effects.tuned_price": 0.6,
            "lever_effects.tuned_hosting_eur": 100_000.0,
            "lever_effects.tuned_upkeep_fte": 0.3,
            "lever_effects.tuned_incidents": 1.0,
        },
    ),
    "the redesign of work that nobody pays for": (
        {"readiness.change_management": False},
        {"value.automation_changed": 0.65, "value.change_weeks": 78.0, "value.change_management_eur": 200_000.0},
    ),
    "the length of a promotion of nothing": ({"market.promotion_share": 0.0}, {"market.promotion_weeks": 26.0}),
    "distance where everybody is near": ({}, {"delivery.central_value_share": 0.6}),
    "a name": ({}, {"name": "another", "label": "Another", "about": "Told differently."}),
}


@pytest.mark.parametrize("what", IRRELEVANT)
def test_a_card_that_cannot_matter_changes_nothing(what: str) -> None:
    """Every table stays as it is, to the last bit."""
    world, change = IRRELEVANT[what]
    for replication in range(2):
        before = simulate_programme(scenario_of(world), SEED, replication)
        after = simulate_programme(scenario_of(world, change), SEED, replication)
        assert after.tables == before.tables


# Where the same changes do matter; by default that is the default world.
ELSEWHERE: dict[str, Changes] = {
    "where hires would go where nobody is hired": {"staffing.hires": 3},
    "rework of what is never sent back": {"governance.sandbox": False},
    "rollback of what is never rolled back": {"scale_gate.rollback_share": 0.5},
    "the size of a regulatory change that never comes": {"oversight.shocks_per_year": 0.5},
    "data standards that nobody sets": {"readiness.data_standards": True},
    "what is passed on where nothing is passed on": {"readiness.knowledge_transfer": 1.0},
    "milestones of a sponsor who is never impatient": {"sponsor.patience_weeks": 40.0},
    "what is bought where everything is built": {"sequencing.bought": True},
    "the effort of a flexibility that nobody wants": {"sequencing.flexibility": 0.5},
    "the length of a pause that never comes": {"sequencing.pause_after": 2},
    "how many are taxed where nobody is": {
        "funding.tax_share": 1.0,
        "cfo.budget_eur": 2e5,
        "cfo.value_share": 0.0,
        "cfo.terminate_factor": 1_000.0,
    },
    "drift where there is none": {"delivery.upkeep_fte": 3.0},
    "value tiers where there are none": {"levers.value_tiers": True},
    "a fine-tuned model that nobody trains": {"levers.order": ["fine_tuning"]},
    "distance where everybody is near": CENTRAL,
}


@pytest.mark.parametrize("what", sorted(IRRELEVANT.keys() - {"a name"}))
def test_the_same_cards_do_matter_elsewhere(what: str) -> None:
    """Where the thing does happen the change is seen within six programmes, so that the test above can fail."""
    world, change = ELSEWHERE.get(what, {}), IRRELEVANT[what][1]
    assert any(
        simulate_programme(scenario_of(world, change), SEED, number).tables
        != simulate_programme(scenario_of(world), SEED, number).tables
        for number in range(6)
    )
