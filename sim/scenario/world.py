"""What the organisation finds: demand, work, prices, traffic, incidents, finance. The same under every strategy."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.cards import SHARE, Group, card

TRIAL = "assumption: magnitudes of a quick trial, model §4"
JUDGEMENT = "assumption: our judgement, no public source found"
YEAR_EUR = "EUR/year"


class Opportunities(Group):
    """Use cases that the business asks for, best first (D-PILOT-2, D-PILOT-6)."""

    backlog: int = card(
        3, unit="use cases", low=1, high=8, at_least=0, at_most=200,
        meaning="Use cases waiting when the programme starts.", source=TRIAL,
    )
    ideas_per_month: float = card(
        0.9, unit="use cases/month", low=0.4, high=2.0, at_least=0.0, at_most=100.0,
        meaning="New use cases asked for a month, before success is visible.", source=TRIAL,
    )
    growth_per_live: float = card(
        0.04, unit=SHARE, low=0.0, high=0.10,
        meaning="By how much each live workload raises the rate of new ideas.", source="D-PILOT-6; " + TRIAL,
    )
    top_value_eur: float = card(
        950_000.0, unit=YEAR_EUR, low=500_000.0, high=1_500_000.0, at_least=0.0, at_most=1e9,
        meaning="Potential value of the best use case, before adoption and automation.", source=TRIAL,
    )
    value_decay_per_rank: float = card(
        0.075, unit=SHARE, low=0.03, high=0.12,
        meaning="How much less each further use case is worth than the one before it.",
        source="D-FUND-1, D-FUND-2; " + TRIAL,
    )
    value_log_sd: float = card(
        0.35, unit="log units", low=0.1, high=0.7, at_least=0.0, at_most=2.0,
        meaning="Spread of a use case's value around its rank's.", source=JUDGEMENT,
    )
    effort_log_sd: float = card(
        0.30, unit="log units", low=0.1, high=0.6, at_least=0.0, at_most=2.0,
        meaning="Spread of complexity, which scales effort and upkeep.", source=JUDGEMENT,
    )
    volume_log_sd: float = card(
        1.25, unit="log units", low=1.2, high=2.0, at_least=0.0, at_most=2.5,
        meaning="Spread of steady volume; 1.25 is a Gini coefficient of 0.62.",
        source="model §3: Gini of 0.6-0.85 in real portfolios",
    )
    batch_share: float = card(
        0.40, unit=SHARE, low=0.2, high=0.6,
        meaning="Chance that minutes are an acceptable answer time for a use case.",
        source="D-SEQ-1 (latency needs are bimodal); the share is an assumption",
    )
    pattern_rag_share: float = card(
        0.70, unit=SHARE, low=0.5, high=0.9,
        meaning="Chance that a use case is retrieval-augmented rather than agentic.",
        source="D-SEQ-1 (the dominant pattern is retrieval); the share is an assumption",
    )
    model_choice_share: float = card(
        0.75, unit=SHARE, low=0.5, high=0.9,
        meaning="Chance that the choice of model matters more to a use case than its orchestration.",
        source="D-SEQ-1; the share is an assumption",
    )


class Delivery(Group):
    """How engineers turn use cases into live workloads."""

    build_effort: float = card(
        40.0, unit="engineer-weeks", low=20.0, high=80.0, at_least=0.1, at_most=10_000.0,
        meaning="Mean effort of one build without platform.", source=TRIAL,
    )
    engineers_per_package: float = card(
        2.0, unit="engineers", low=1.0, high=4.0, at_least=0.1, at_most=100.0,
        meaning="At most this many engineers work on one package at a time.", source=TRIAL,
    )
    packages_per_engineer: float = card(
        0.70, unit="packages/engineer", low=0.3, high=1.5, at_least=0.01, at_most=100.0,
        meaning="How many packages a team works on at once, per head; 14 engineers run ten, a pair one.",
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
        8.0, unit="weeks", low=2.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Mean length of review and pilot between the end of a build and going live.",
        source="parameters.csv governance_review (1-26 weeks)",
    )
    pilot_log_sd: float = card(
        0.30, unit="log units", low=0.1, high=0.8, at_least=0.0, at_most=2.0,
        meaning="Spread of the length of review and pilot.", source=JUDGEMENT,
    )
    engineer_cost_eur: float = card(
        130_000.0, unit=YEAR_EUR, low=65_000.0, high=150_000.0, at_least=0.0, at_most=1e7,
        meaning="Loaded cost of one engineer.", source="parameters.csv loaded_engineer_cost_eur; model §4 (110-150k)",
    )
    hiring_weeks: float = card(
        7.3, unit="weeks", low=6.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Time until somebody who left is replaced; people join at the start of a week.",
        source="parameters.csv time_to_hire (51 days)",
    )
    upkeep_fte: float = card(
        0.35, unit="FTE", low=0.2, high=0.5, at_least=0.0, at_most=50.0,
        meaning="Maintenance of one live workload without platform.",
        source="D-ECON-1 (0.2-0.5 FTE); parameters.csv maintenance_fte_per_workload is an ASSUMPTION",
    )


class Platform(Group):
    """What a shared platform costs, and what it gives."""

    effort_from_scratch: float = card(
        104.0, unit="engineer-weeks", low=60.0, high=200.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a platform designed before any application.", source="D-SEQ-1; " + TRIAL,
    )
    effort_extracted: float = card(
        60.0, unit="engineer-weeks", low=30.0, high=104.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a platform extracted from three working applications.", source="D-SEQ-2; " + TRIAL,
    )
    effort_per_further_stack: float = card(
        0.12, unit=SHARE, low=0.05, high=0.25, at_most=5.0,
        meaning="Extra effort for each bespoke stack beyond three that has to be merged.",
        source="D-SEQ-3; " + TRIAL,
    )
    migration_effort: float = card(
        5.0, unit="engineer-weeks", low=2.0, high=12.0, at_least=0.0, at_most=10_000.0,
        meaning="Effort to move one live workload onto the platform.", source=TRIAL,
    )
    refactor_effort: float = card(
        104.0, unit="engineer-weeks", low=50.0, high=200.0, at_least=0.1, at_most=100_000.0,
        meaning="Effort of a refactor when the design does not fit.", source="D-SEQ-1 (two quarters); " + TRIAL,
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


class Traffic(Group):
    """Calls a week of a live workload."""

    steady_calls_per_week: float = card(
        120_000.0, unit="calls/week", low=35_000.0, high=400_000.0, at_least=0.0, at_most=1e9,
        meaning="Mean steady volume of a workload.", source="D-ECON-7 (5,000 a day to 400,000 a week)",
    )
    adoption_midpoint_weeks: float = card(
        20.0, unit="weeks", low=8.0, high=52.0, at_least=0.1, at_most=520.0,
        meaning="Age at which half of the steady volume is reached.", source=JUDGEMENT,
    )
    growth_per_year: float = card(
        0.10, unit="share/year", low=0.0, high=0.5, at_least=-0.9, at_most=10.0,
        meaning="Growth of steady volume with age.", source="D-CASE-2 (still rising with usage); size assumed",
    )
    noise_log_sd: float = card(
        0.15, unit="log units", low=0.05, high=0.4, at_least=0.0, at_most=2.0,
        meaning="Week-to-week spread of volume.", source=JUDGEMENT,
    )
    noise_memory: float = card(
        0.80, unit="correlation", low=0.0, high=0.95, at_least=0.0, at_most=0.999,
        meaning="Correlation of volume noise from one week to the next.", source=JUDGEMENT,
    )


class Market(Group):
    """What vendors charge."""

    call_price_eur: float = card(
        0.016, unit="EUR/call", low=0.004, high=0.06, at_least=0.0, at_most=10.0,
        meaning="List price of the model calls behind one request, before levers.",
        source="model §4: inference of about EUR 100k a workload-year at 120,000 calls a week",
    )
    overhead_eur: float = card(
        30_000.0, unit=YEAR_EUR, low=10_000.0, high=60_000.0, at_least=0.0, at_most=1e9,
        meaning="Retrieval and observability of one live workload without platform.", source=TRIAL,
    )
    promotion_share: float = card(
        0.45, unit=SHARE, low=0.0, high=0.7,
        meaning="Discount on inference while a workload's contract is promotional.", source="D-ECON-3; " + TRIAL,
    )
    promotion_weeks: float = card(
        78.0, unit="weeks", low=26.0, high=104.0, at_least=0.0, at_most=5_200.0,
        meaning="Length of the promotion from a workload's go-live.", source="D-ECON-3; " + TRIAL,
    )


class LeverEffects(Group):
    """What each cost lever does to inference, and what it takes to pull it."""

    repeat_share: float = card(
        0.30, unit=SHARE, low=0.1, high=0.6, at_most=1.0,
        meaning="Mean share of calls that repeat an earlier one; caching serves them.",
        source="D-LEV-1 (about 30% is common, 43% seen)",
    )
    cached_call_cost: float = card(
        0.12, unit=SHARE, low=0.0, high=0.3,
        meaning="Cost of a cached call as a share of an uncached one.",
        source="D-LEV-1: 43% of calls hit and 38% of spend saved gives 0.12",
    )
    simple_share: float = card(
        0.50, unit=SHARE, low=0.2, high=0.8,
        meaning="Mean share of calls that a small model handles as well.", source="D-LEV-2 (80% in favourable cases)",
    )
    small_model_price: float = card(
        0.10, unit=SHARE, low=0.02, high=0.3,
        meaning="Price of the small model as a share of the usual one.",
        source="D-LEV-2 (an order of magnitude); parameters.csv price_spread_cheap_to_flagship",
    )
    batch_price: float = card(
        0.60, unit=SHARE, low=0.5, high=0.8,
        meaning="Price of batched calls as a share of list.", source="D-LEV-3; parameters.csv batch_price_factor",
    )
    hygiene_saving: float = card(
        0.18, unit=SHARE, low=0.05, high=0.3,
        meaning="Share of inference saved by trimming context.", source="D-LEV-4",
    )
    effort: float = card(
        3.0, unit="engineer-weeks", low=1.0, high=8.0, at_least=0.01, at_most=10_000.0,
        meaning="Effort of one lever on one workload.", source=JUDGEMENT,
    )
    effort_on_platform: float = card(
        0.5, unit="engineer-weeks", low=0.1, high=2.0, at_least=0.01, at_most=10_000.0,
        meaning="Effort of one lever on one workload that is on the platform.", source=JUDGEMENT,
    )


class OnCall(Group):
    """Incidents, the hours they take, and when people leave."""

    shared_per_week: float = card(
        0.10, unit="incidents/week", low=0.02, high=0.3, at_least=0.0, at_most=1_000.0,
        meaning="Shared-infrastructure incidents per live workload.", source=TRIAL,
    )
    behaviour_per_week: float = card(
        0.25, unit="incidents/week", low=0.05, high=0.6, at_least=0.0, at_most=1_000.0,
        meaning="Workload-behaviour incidents per live workload.", source=TRIAL,
    )
    handling_hours: float = card(
        5.0, unit="hours", low=2.5, high=6.0, at_least=0.0, at_most=1_000.0,
        meaning="Work of one incident by people who know the thing.",
        source="parameters.csv incident_handling_hours (2.5-6)",
    )
    mismatch: float = card(
        3.5, unit="times", low=3.0, high=4.0, at_least=1.0, at_most=100.0,
        meaning="How much longer handling takes without the knowledge.", source="model §3; D-OPS-2",
    )
    sustainable_hours: float = card(
        7.0, unit="hours/engineer-week", low=4.0, high=10.0, at_least=0.1, at_most=168.0,
        meaning="Incident load that people bear for good.",
        source="parameters.csv oncall_time_cap (15-25% of time); " + TRIAL,
    )
    burnout_weeks: float = card(
        60.0, unit="weeks", low=30.0, high=120.0, at_least=0.1, at_most=100_000.0,
        meaning="Weeks at twice the sustainable load until one engineer leaves.", source="D-OPS-2; " + TRIAL,
    )
    decay_per_week: float = card(
        0.02, unit=SHARE, low=0.005, high=0.05,
        meaning="Share of its value that a workload loses each week once the team on call for it has collapsed.",
        source=JUDGEMENT,
    )
    hours_per_week: float = card(
        40.0, unit="hours", low=35.0, high=42.0, at_least=1.0, at_most=168.0,
        meaning="Working hours of an engineer-week.", source="assumption: a full-time week",
    )


class Value(Group):
    """What a live workload gives back."""

    automation: float = card(
        0.42, unit=SHARE, low=0.30, high=0.65,
        meaning="Share of the potential realised at full adoption; about 0.30 where the work around the workload is "
        "not redesigned, 0.55-0.65 where it is.",
        source="D-PILOT-3, model §3; assumption: redesign reaches somewhat under half of the way",
    )
    discount_per_year: float = card(
        0.08, unit="share/year", low=0.05, high=0.12, at_least=0.0, at_most=1.0,
        meaning="Discount rate of the payoff.", source="model §2",
    )


class WeeksRange(Group):
    """A range of weeks to draw from."""

    low: float = card(
        4.0, unit="weeks", low=1.0, high=8.0, at_least=0.0, at_most=520.0,
        meaning="Shortest time until the number exists.", source="model §5 (4-8 weeks)",
    )
    high: float = card(
        8.0, unit="weeks", low=4.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Longest time until the number exists.", source="model §5 (4-8 weeks)",
    )

    @model_validator(mode="after")
    def _ordered(self) -> WeeksRange:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g}); low must be at most high")
        return self


class BudgetGate(Group):
    """How finance looks at the programme (model §5)."""

    threshold_eur: float = card(
        1_200_000.0, unit="EUR", low=400_000.0, high=2_500_000.0, at_least=0.0, at_most=1e12,
        meaning="Cumulative spend at which finance asks its first question.", source="D-ECON-2; calibrated, model §5",
    )
    budget_eur: float = card(
        1_400_000.0, unit=YEAR_EUR, low=700_000.0, high=3_000_000.0, at_least=0.0, at_most=1e12,
        meaning="Annual programme budget.", source="D-CASE-1",
    )
    value_share: float = card(
        0.45, unit=SHARE, low=0.2, high=0.7,
        meaning="Share of the annual value that finance believes and would spend, where that is more than the budget.",
        source="model §5",
    )
    hurdle: float = card(
        1.0, unit="times", low=0.8, high=2.0, at_least=0.0, at_most=1_000.0,
        meaning="A new workload's expected value over its marginal cost must reach this, once costs are tracked.",
        source="model §5",
    )
    tolerance_mean: float = card(
        1.6, unit="times budget", low=1.3, high=2.0, at_least=1.0, at_most=1_000.0,
        meaning="Run-rate over budget that finance bears while costs are being cut.", source="model §5 (about 1.6)",
    )
    tolerance_log_sd: float = card(
        0.15, unit="log units", low=0.05, high=0.4, at_least=0.0, at_most=2.0,
        meaning="Spread of that tolerance between organisations.", source=JUDGEMENT,
    )
    terminate_factor: float = card(
        1.35, unit="times tolerance", low=1.1, high=2.0, at_least=1.0, at_most=1_000.0,
        meaning="Run-rate over tolerance at which finance ends the programme at once.", source="model §5",
    )
    answer_weeks: WeeksRange = WeeksRange()
    review_every_weeks: float = card(
        52.0, unit="weeks", low=26.0, high=52.0, at_least=1.0, at_most=520.0,
        meaning="Time between two budget reviews after the first question.", source="model §5 (annual review)",
    )
    check_every_weeks: float = card(
        13.0, unit="weeks", low=4.0, high=26.0, at_least=1.0, at_most=520.0,
        meaning="Time between two checks whether a closed gate can reopen.", source="model §5 (quarterly check)",
    )
    cost_reduction_weeks: float = card(
        26.0, unit="weeks", low=13.0, high=52.0, at_least=0.0, at_most=520.0,
        meaning="Length of the cost-reduction effort that a cut plan brings.", source="D-CASE-3; model §5",
    )
    plan_weeks: float = card(
        52.0, unit="weeks", low=26.0, high=104.0, at_least=0.0, at_most=520.0,
        meaning="How far ahead the committed plan looks.", source="model §5",
    )
    planned_workloads: int = card(
        20, unit="workloads", low=10, high=40, at_least=1, at_most=1_000,
        meaning="Workloads over which an untracked business case spreads shared costs.", source="model §5",
    )


class Ends(Group):
    """When a programme counts as ended, and what its end costs (model §2)."""

    target: int = card(
        20, unit="workloads", low=10, high=30, at_least=1, at_most=200,
        meaning="Live workloads the programme aims at.", source="model §2",
    )
    frozen_after: float = card(
        104.0, unit="weeks", low=52.0, high=156.0, at_least=1.0, at_most=520.0,
        meaning="A gate closed for this long ends the programme at the moment it closed.", source="model §2",
    )
    stalled_after: float = card(
        104.0, unit="weeks", low=52.0, high=156.0, at_least=1.0, at_most=520.0,
        meaning="Nothing new live for this long, below the target and with the gate open, ends the programme.",
        source="model §2",
    )
    wind_down_weeks: float = card(
        26.0, unit="weeks", low=13.0, high=52.0, at_least=1.0, at_most=520.0,
        meaning="Time over which live workloads are wound down, or staff that is not needed leaves, after an end.",
        source="model §2",
    )
