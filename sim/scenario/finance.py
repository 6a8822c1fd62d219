"""Value, money and patience: what finance, sponsors and units bear. The same under every strategy."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import A_YEAR, CALIBRATED, JUDGEMENT, LOG_UNITS, TRIAL, YEAR_EUR


class Value(Group):
    """What a live workload gives back."""

    automation: float = card(
        0.30, unit=SHARE, low=0.20, high=0.40,
        meaning="Share of the potential realised at full adoption where the work around the workload is not "
        "redesigned.",
        source="D-PILOT-3",
    )
    automation_changed: float = card(
        0.60, unit=SHARE, low=0.55, high=0.65,
        meaning="The same where it is.", source="model §3 Value (0.55-0.65)",
    )
    change_weeks: float = card(
        39.0, unit="weeks", low=13.0, high=78.0, at_least=0.0, at_most=520.0,
        meaning="Time from going live until the redesign has its full effect.", source=JUDGEMENT,
    )
    change_management_eur: float = card(
        60_000.0, unit="EUR", low=20_000.0, high=200_000.0, at_least=0.0, at_most=1e9,
        meaning="Change management of one workload, paid in its first year.",
        source="D-PILOT-1 (the dominant cost at scale); size assumed",
    )
    trust_recovery_per_week: float = card(
        0.05, unit=SHARE, low=0.01, high=0.2,
        meaning="Share of lost trust that comes back in a quiet week.", source=JUDGEMENT,
    )
    trust_lost_per_incident: float = card(
        0.02, unit=SHARE, low=0.005, high=0.1,
        meaning="Trust that one incident costs.", source=JUDGEMENT,
    )
    trust_lost_by_drift: float = card(
        0.03, unit=SHARE, low=0.0, high=0.1,
        meaning="Trust that a week of full drift costs: stale data, wrong answers.", source="D-SERV-7; size assumed",
    )
    trust_lost_unevaluated: float = card(
        0.005, unit=SHARE, low=0.0, high=0.02,
        meaning="Trust that a week without evaluation harness costs.",
        source="D-PILOT-2 (running but untrusted); size assumed",
    )
    trust_floor: float = card(
        0.25, unit=SHARE, low=0.0, high=0.6, at_most=0.99,
        meaning="Trust at which everything is verified by hand and the workload is worth nothing.",
        source="D-PILOT-2; size assumed",
    )
    discount_per_year: float = card(
        0.08, unit=A_YEAR, low=0.05, high=0.12, at_least=0.0, at_most=1.0,
        meaning="Discount rate of the payoff.", source="model §2",
    )


class WeeksRange(Group):
    """A range of weeks to draw from."""

    low: float = card(
        4.0, unit="weeks", low=1.0, high=4.0, at_least=0.0, at_most=520.0,
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
        1_700_000.0, unit="EUR", low=400_000.0, high=2_500_000.0, at_least=0.0, at_most=1e12,
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
        0.15, unit=LOG_UNITS, low=0.05, high=0.4, at_least=0.0, at_most=2.0,
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
    workload_cap_eur: float | None = card(
        None, unit=YEAR_EUR, low=50_000.0, high=500_000.0, at_least=0.0, at_most=1e12, kind="policy",
        meaning="Hard cap on one workload's inference bill, at the rate of a year: calls beyond it are refused; null "
        "sets none.",
        source="D-SERV-8 (budgets per workflow)",
    )


class Shadow(Group):
    """Units that go around the queue (D-SEQ-4)."""

    patience_weeks: float = card(
        34.0, unit="weeks", low=13.0, high=78.0, at_least=0.0, at_most=5_200.0,
        meaning="Mean time that a unit waits in a queue, or through a freeze, before it goes around.", source=TRIAL,
    )
    patience_log_sd: float = card(
        0.50, unit=LOG_UNITS, low=0.2, high=1.0, at_least=0.0, at_most=2.0,
        meaning="Spread of that patience.", source=JUDGEMENT,
    )
    retail_price: float = card(
        1.5, unit="times list", low=1.0, high=3.0, at_least=0.0, at_most=100.0,
        meaning="What shadow AI pays for inference, over list price.",
        source="model §3 Shadow AI (retail price); size assumed",
    )
    trust: float = card(
        0.60, unit=SHARE, low=0.3, high=0.9,
        meaning="Share of a workload's value that shadow AI gives, ungoverned and unmeasured.", source=JUDGEMENT,
    )
    incidents_times: float = card(
        2.0, unit="times", low=1.0, high=5.0, at_least=0.0, at_most=100.0,
        meaning="Incidents of shadow AI over those of a governed workload.",
        source="model §3 Shadow AI (worse incidents); size assumed",
    )
    incident_eur: float = card(
        2_000.0, unit="EUR", low=500.0, high=20_000.0, at_least=0.0, at_most=1e7,
        meaning="What one incident of shadow AI costs its unit.", source=JUDGEMENT,
    )
    surfacing_share: float = card(
        0.02, unit=SHARE, low=0.0, high=0.2,
        meaning="Chance that an incident brings a shadow workload to light.", source=JUDGEMENT,
    )
    audits_per_year: float = card(
        0.33, unit="audits/year", low=0.0, high=2.0, at_least=0.0, at_most=52.0,
        meaning="Audits that bring every shadow workload to light.", source=JUDGEMENT,
    )
    reorganisations_per_year: float = card(
        0.10, unit="a year", low=0.02, high=0.5, at_least=0.0, at_most=100.0,
        meaning="Rate at which the operating model is torn up where the shadow share of all workloads and the mean "
        "wait over "
        "patience add up to one.",
        source="D-SEQ-4 (restructures within about eighteen months); calibrated",
    )


class Sponsor(Group):
    """Whoever stands up for the programme (D-PILOT-6)."""

    patience_weeks: float = card(
        110.0, unit="weeks", low=52.0, high=208.0, at_least=1.0, at_most=100_000.0,
        meaning="Time for which a sponsor stands up for a programme that shows nothing; also the most patience there "
        "is.",
        source=TRIAL,
    )
    live_weeks: float = card(
        10.0, unit="weeks", low=4.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Patience that a workload going live gives back.", source=CALIBRATED,
    )
    platform_weeks: float = card(
        13.0, unit="weeks", low=0.0, high=39.0, at_least=0.0, at_most=520.0,
        meaning="Patience that the platform's shipping gives back.", source=JUDGEMENT,
    )
    quarter_weeks: float = card(
        13.0, unit="weeks", low=6.0, high=26.0, at_least=0.0, at_most=520.0,
        meaning="Patience that a quarter of positive net value gives back.", source=JUDGEMENT,
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
    reorganised_weeks: float = card(
        52.0, unit="weeks", low=26.0, high=104.0, at_least=0.0, at_most=520.0,
        meaning="Time after a reorganisation until the workloads are wound into the units.", source="model §2",
    )
    reorganised_upkeep: float = card(
        1.5, unit="times", low=1.0, high=3.0, at_least=0.0, at_most=100.0,
        meaning="Upkeep of a workload in its unit over its upkeep before.",
        source="model §2 (higher upkeep); size assumed",
    )
