"""How use cases become live workloads: work, people, platform, oversight, scale gate. The same under every strategy."""

from __future__ import annotations

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import A_YEAR, CALIBRATED, ENGINEER_WEEKS, JUDGEMENT, LOG_UNITS, TRIAL, YEAR_EUR


class Delivery(Group):
    """How engineers turn use cases into live workloads."""

    build_effort: float = card(
        26.0, unit=ENGINEER_WEEKS, low=15.0, high=80.0, at_least=0.1, at_most=10_000.0,
        meaning="Mean effort of one build without platform, after its data are prepared.", source=CALIBRATED,
    )
    engineers_per_package: float = card(
        2.0, unit="engineers", low=1.0, high=4.0, at_least=0.1, at_most=100.0,
        meaning="At most this many engineers work on one package at a time.", source=TRIAL,
    )
    packages_per_engineer: float = card(
        0.75, unit="packages/engineer", low=0.3, high=1.5, at_least=0.01, at_most=100.0,
        meaning="How many packages a team works on at once, per head; 14 engineers run eleven, a pair two.",
        source="model §4 (up to ten builds); " + TRIAL,
    )
    coordination_loss: float = card(
        0.03, unit=SHARE, low=0.01, high=0.06, at_most=0.5,
        meaning="Each further head in a team takes this share of everybody's hours.", source=TRIAL,
    )
    central_value_share: float = card(
        0.80, unit=SHARE, low=0.6, high=1.0,
        meaning="Share of the value left when a central team far from the business builds it.",
        source="D-SEQ-4, D-SEQ-10; " + TRIAL,
    )
    pilot_weeks: float = card(
        7.0, unit="weeks", low=2.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Mean length of a pilot, between the review and the scale gate.", source=TRIAL,
    )
    pilot_log_sd: float = card(
        0.30, unit=LOG_UNITS, low=0.1, high=0.8, at_least=0.0, at_most=2.0,
        meaning="Spread of the length of a pilot.", source=JUDGEMENT,
    )
    engineer_cost_eur: float = card(
        130_000.0, unit=YEAR_EUR, low=65_000.0, high=150_000.0, at_least=0.0, at_most=1e7,
        meaning="Loaded cost of one engineer.", source="parameters.csv loaded_engineer_cost_eur; model §4 (110-150k)",
    )
    upkeep_fte: float = card(
        0.35, unit="FTE", low=0.2, high=0.5, at_least=0.0, at_most=50.0,
        meaning="Maintenance of one live workload without platform.",
        source="D-ECON-1 (0.2-0.5 FTE); parameters.csv maintenance_fte_per_workload is an ASSUMPTION",
    )
    data_effort: float = card(
        8.0, unit=ENGINEER_WEEKS, low=4.0, high=20.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort of an ordinary workload's data project before its build.",
        source="D-PILOT-4 (three to six months of elapsed time); the effort is calibrated",
    )
    engineers_per_data_project: float = card(
        1.5, unit="engineers", low=0.5, high=2.0, at_least=0.1, at_most=100.0,
        meaning="At most this many engineers work on one data project at a time.", source=JUDGEMENT,
    )
    data_standards_effort: float = card(
        20.0, unit=ENGINEER_WEEKS, low=10.0, high=60.0, at_least=0.0, at_most=100_000.0,
        meaning="Effort to standardise data infrastructure once, where that is chosen.",
        source="D-SEQ-6, D-PILOT-4; size assumed",
    )
    data_standards_saving: float = card(
        0.60, unit=SHARE, low=0.3, high=0.8,
        meaning="Share of each data project that standardised data infrastructure saves.",
        source="D-PILOT-4; size assumed",
    )
    application_loss: float = card(
        0.004, unit=SHARE, low=0.0, high=0.02, at_most=0.5,
        meaning="Each live application that a team must know takes this share of everybody's hours.",
        source="model §3 Teams; size assumed",
    )
    learning_per_doubling: float = card(
        0.08, unit=SHARE, low=0.0, high=0.2, at_most=0.9,
        meaning="How much less a build takes each time a team's experience doubles.",
        source="Wright's learning curve; size assumed, cautious",
    )
    transfer_effort: float = card(
        3.0, unit=ENGINEER_WEEKS, low=1.0, high=8.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort on each build when all that is learned is passed on to the other teams.",
        source="D-PILOT-9; size assumed",
    )


class People(Group):
    """How people leave, and how they are replaced."""

    attrition_per_year: float = card(
        0.13, unit=A_YEAR, low=0.08, high=0.22, at_least=0.0, at_most=10.0,
        meaning="Share of engineers who leave in a year for reasons of their own.",
        source="parameters.csv attrition_per_year",
    )
    notice_weeks: float = card(
        12.0, unit="weeks", low=4.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Notice that they give; whoever is worn out leaves at once.",
        source="assumption: three months, the usual period for engineers in Germany",
    )
    hiring_weeks: float = card(
        7.3, unit="weeks", low=6.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Time until a vacancy is filled; people join at the start of a week.",
        source="parameters.csv time_to_hire (51 days)",
    )
    hiring_cost_eur: float = card(
        15_000.0, unit="EUR", low=5_000.0, high=35_000.0, at_least=0.0, at_most=1e7,
        meaning="Cost of filling one vacancy.", source=JUDGEMENT,
    )
    ramp_up_weeks: float = card(
        26.0, unit="weeks", low=13.0, high=39.0, at_least=0.0, at_most=520.0,
        meaning="Time until a newcomer is as productive as the others.", source="parameters.csv ramp_up (3-9 months)",
    )
    ramp_up_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8,
        meaning="Productivity of a newcomer meanwhile.", source=JUDGEMENT,
    )


class Platform(Group):
    """What a shared platform costs, and what it gives."""

    effort_from_scratch: float = card(
        92.0, unit=ENGINEER_WEEKS, low=60.0, high=200.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a platform designed before any application.", source="D-SEQ-1; " + TRIAL,
    )
    effort_extracted: float = card(
        40.0, unit=ENGINEER_WEEKS, low=30.0, high=104.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a platform extracted from three working applications.", source="D-SEQ-2; " + TRIAL,
    )
    effort_per_further_stack: float = card(
        0.12, unit=SHARE, low=0.05, high=0.25, at_most=5.0,
        meaning="Extra effort for each bespoke stack beyond three that has to be merged.",
        source="D-SEQ-3; " + TRIAL,
    )
    migration_effort: float = card(
        5.0, unit=ENGINEER_WEEKS, low=2.0, high=12.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort to move one live workload onto the platform.", source=TRIAL,
    )
    refactor_effort: float = card(
        66.0, unit=ENGINEER_WEEKS, low=50.0, high=200.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a refactor when the design does not fit.",
        source="D-SEQ-1 (two quarters of a team of four that also keeps up what runs); " + CALIBRATED,
    )
    prior_weight: float = card(
        2.0, unit="workloads", low=1.0, high=6.0, at_least=0.01, at_most=1_000.0,
        meaning="How many observed workloads the designers' assumptions are worth.", source=TRIAL,
    )
    prior_distance: float = card(
        0.60, unit=SHARE, low=0.3, high=0.8,
        meaning="Distance between the assumed mix of use cases and the true one, before any is seen.",
        source="D-SEQ-1 (coherent and wrong); " + TRIAL,
    )
    misfit_tolerance: float = card(
        0.42, unit=SHARE, low=0.3, high=0.6,
        meaning="Misfit beyond which the platform has to be refactored.", source=TRIAL,
    )
    friction: float = card(
        0.5, unit=SHARE, low=0.2, high=1.0, at_most=10.0,
        meaning="Extra build effort of one onboarding at a misfit of one.", source=JUDGEMENT,
    )
    reuse_share: float = card(
        0.50, unit=SHARE, low=0.3, high=0.7,
        meaning="Share of build effort and upkeep that a perfectly fitting platform saves.", source=TRIAL,
    )
    overhead_saving: float = card(
        0.50, unit=SHARE, low=0.2, high=0.7,
        meaning="Share of retrieval and observability cost that a perfectly fitting platform saves.",
        source=JUDGEMENT,
    )
    run_cost_eur: float = card(
        60_000.0, unit=YEAR_EUR, low=30_000.0, high=200_000.0, at_least=0.0, at_most=1e9,
        meaning="Vendor cost of running the platform.", source=JUDGEMENT,
    )
    upkeep_fte: float = card(
        1.0, unit="FTE", low=0.5, high=2.0, at_least=0.0, at_most=100.0,
        meaning="Upkeep of the platform itself.", source=JUDGEMENT,
    )
    effort_log_sd: float = card(
        0.20, unit=LOG_UNITS, low=0.0, high=0.5, at_least=0.0, at_most=2.0,
        meaning="How far the platform's effort strays from its estimate.", source=JUDGEMENT,
    )
    flexibility_effort: float = card(
        0.50, unit=SHARE, low=0.2, high=1.0, at_most=10.0,
        meaning="Extra effort of a platform with all rigidity designed away.", source="D-SEQ-6; size assumed",
    )
    ageing_per_year: float = card(
        0.15, unit=A_YEAR, low=0.05, high=0.4, at_least=0.0, at_most=10.0,
        meaning="Misfit that a year of practice moving on adds where nobody keeps the platform up.",
        source="D-PILOT-7 (guidance two or three years old under-provisions)",
    )
    lever_effort: float = card(
        2.0, unit=ENGINEER_WEEKS, low=1.0, high=8.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort of building one cost lever into the platform, once.", source="D-OPS-1; size assumed",
    )
    review_saving: float = card(
        0.40, unit=SHARE, low=0.2, high=0.7,
        meaning="Share of review effort that a perfectly fitting platform saves.",
        source="D-PILOT-5, D-OPS-1; size assumed",
    )
    data_saving: float = card(
        0.30, unit=SHARE, low=0.0, high=0.6,
        meaning="Share of a data project that a perfectly fitting platform saves; a bought one saves none.",
        source="D-PILOT-4, D-SEQ-9; size assumed",
    )
    bought_effort_share: float = card(
        0.35, unit=SHARE, low=0.2, high=0.6, at_most=1.0,
        meaning="Effort to introduce a bought platform, as a share of building one.", source="D-SEQ-9; size assumed",
    )
    bought_fee_eur: float = card(
        20_000.0, unit=YEAR_EUR, low=5_000.0, high=60_000.0, at_least=0.0, at_most=1e9,
        meaning="What a bought platform's vendor charges for each workload on it.", source="D-SEQ-9; size assumed",
    )
    bought_prior_times: float = card(
        4.0, unit="times", low=1.0, high=10.0, at_least=1.0, at_most=1_000.0,
        meaning="How much more a vendor's assumptions weigh against what is seen here than those of one's own "
        "designers.",
        source="D-SEQ-9 (constraints that show late); size assumed",
    )
    lock_in: float = card(
        0.05, unit=SHARE, low=0.02, high=0.15, at_most=10.0,
        meaning="Extra effort of leaving a bought platform for each workload on it.", source="D-SEQ-9; size assumed",
    )


class Oversight(Group):
    """Reviewers, their meetings, and the regulator (D-PILOT-5, D-SEQ-5)."""

    reviewers: float = card(
        1.0, unit="FTE", low=0.5, high=3.0, at_least=0.01, at_most=1_000.0,
        meaning="Reviewers' time for the programme.", source=JUDGEMENT,
    )
    reviewer_cost_eur: float = card(
        120_000.0, unit=YEAR_EUR, low=80_000.0, high=160_000.0, at_least=0.0, at_most=1e7,
        meaning="Loaded cost of one reviewer.", source=JUDGEMENT,
    )
    meeting_every_weeks: float = card(
        4.0, unit="weeks", low=1.0, high=13.0, at_least=0.0, at_most=520.0,
        meaning="Time between the meetings that decide on reviews; 0 decides at once.",
        source="parameters.csv governance_review (1-26 weeks); size assumed",
    )
    low_risk_effort: float = card(
        0.5, unit="reviewer-weeks", low=0.2, high=2.0, at_least=0.0, at_most=1_000.0,
        meaning="Review of a workload of low risk.", source="parameters.csv governance_review; size assumed",
    )
    middle_risk_effort: float = card(
        1.5, unit="reviewer-weeks", low=0.5, high=4.0, at_least=0.0, at_most=1_000.0,
        meaning="Review of a workload of middle risk.", source="parameters.csv governance_review; size assumed",
    )
    high_risk_effort: float = card(
        4.0, unit="reviewer-weeks", low=2.0, high=11.0, at_least=0.0, at_most=1_000.0,
        meaning="Review of a workload of high risk.",
        source="parameters.csv governance_review (up to 11 weeks); size assumed",
    )
    coordination_per_live: float = card(
        0.05, unit=SHARE, low=0.0, high=0.15, at_most=10.0,
        meaning="By how much each live workload raises the effort of a further review.",
        source="D-PILOT-5; size assumed",
    )
    template_saving: float = card(
        0.08, unit=SHARE, low=0.02, high=0.2, at_most=0.99,
        meaning="By how much each past review makes the next one cheaper where templates are kept.",
        source="D-PILOT-5; size assumed",
    )
    least_review_share: float = card(
        0.25, unit=SHARE, low=0.1, high=0.5,
        meaning="Share of the effort that templates cannot save.", source=JUDGEMENT,
    )
    rework_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8, at_most=0.99,
        meaning="Chance that a review sends an agentic workload back for want of a sandbox or an audit trail, each.",
        source="D-PILOT-5; size assumed",
    )
    rework_effort: float = card(
        3.0, unit=ENGINEER_WEEKS, low=1.0, high=8.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort of such a rework.", source=JUDGEMENT,
    )
    upkeep_eur: float = card(
        5_000.0, unit=YEAR_EUR, low=1_000.0, high=20_000.0, at_least=0.0, at_most=1e9,
        meaning="Yearly oversight of one live workload where nothing is shared.", source=JUDGEMENT,
    )
    shocks_per_year: float = card(
        0.10, unit="changes/year", low=0.0, high=0.5, at_least=0.0, at_most=52.0,
        meaning="Regulatory changes that demand rework of every live workload.", source="D-SEQ-5; rate assumed",
    )
    shock_effort: float = card(
        3.0, unit=ENGINEER_WEEKS, low=1.0, high=10.0, at_least=0.0, at_most=10_000.0,
        meaning="Rework of one workload after such a change where nothing is shared.", source="D-SEQ-5; size assumed",
    )
    shared_artefact_saving: float = card(
        0.70, unit=SHARE, low=0.3, high=0.9,
        meaning="Share of oversight and of that rework that shared artefacts save: templates, or a platform that fits.",
        source="D-SEQ-5; size assumed",
    )


class ScaleGate(Group):
    """What happens between a pilot and production, and to production afterwards (D-PILOT-1, D-PILOT-2)."""

    design_effort: float = card(
        0.3, unit=ENGINEER_WEEKS, low=0.1, high=1.0, at_least=0.0, at_most=1_000.0,
        meaning="Effort of designing one of the ten decisions into a build.",
        source="D-PILOT-1 (cheap to design in); size assumed",
    )
    retrofit_effort: float = card(
        1.5, unit=ENGINEER_WEEKS, low=1.0, high=6.0, at_least=0.0, at_most=1_000.0,
        meaning="Effort of retrofitting one of them at the scale gate.",
        source="D-PILOT-1 (dear to retrofit); size assumed",
    )
    handover_effort: float = card(
        1.0, unit=ENGINEER_WEEKS, low=0.3, high=4.0, at_least=0.0, at_most=1_000.0,
        meaning="Effort of each team that will be on call for a workload and did not build it, to learn it first.",
        source="model §3 (scale gate and handover), D-OPS-1; size assumed",
    )
    stall_share: float = card(
        0.08, unit=SHARE, low=0.0, high=0.2,
        meaning="Chance that one missing decision holds a pilot up.",
        source="D-PILOT-2 (two of six stuck); calibrated, with ten missing decisions for the typical case",
    )
    stall_weeks: float = card(
        16.0, unit="weeks", low=4.0, high=52.0, at_least=0.0, at_most=520.0,
        meaning="Mean time that it holds the pilot up.", source=JUDGEMENT,
    )
    shelve_share: float = card(
        0.04, unit=SHARE, low=0.0, high=0.1,
        meaning="Chance that one missing decision shelves a pilot for good.",
        source="D-PILOT-2 (one of six shelved); calibrated: with nothing designed in, about half of the pilots pass",
    )
    cooling_per_rank: float = card(
        0.03, unit=SHARE, low=0.0, high=0.1, at_most=10.0,
        meaning="By how much each further use case's sponsor is cooler: more stalls and shelvings, at most three "
        "times.",
        source="D-PILOT-2; size assumed",
    )
    rollback_share: float = card(
        0.06, unit=SHARE, low=0.0, high=0.2,
        meaning="Chance that a workload without evaluation harness is rolled back soon after going live.",
        source="D-SERV-8 (regressions that users meet); size assumed",
    )
    rollback_weeks: float = card(
        6.0, unit="weeks", low=1.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Time from going live until then.", source=JUDGEMENT,
    )
    rollback_rework: float = card(
        0.20, unit=SHARE, low=0.05, high=0.5, at_most=10.0,
        meaning="Rework of a workload that was rolled back, as a share of a build; a pilot follows.", source=JUDGEMENT,
    )
    retired_per_year: float = card(
        0.03, unit=A_YEAR, low=0.0, high=0.1, at_least=0.0, at_most=52.0,
        meaning="Rate at which live workloads are retired in the ordinary course.", source=JUDGEMENT,
    )
    abandoned_retired_per_year: float = card(
        1.0, unit=A_YEAR, low=0.2, high=4.0, at_least=0.0, at_most=52.0,
        meaning="Rate at which workloads that their users have abandoned are retired.", source=JUDGEMENT,
    )
