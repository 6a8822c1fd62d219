"""What an organisation can choose. A strategy is a preset of these values and of nothing else (model §1.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.vocabulary import JUDGEMENT, Lever

MODEL_4 = "model §4 (preset table)"
YES_NO = "yes or no"


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _each_once(levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    for lever in levers:
        if levers.count(lever) > 1:
            raise ValueError(f"'{lever}' stands {levers.count(lever)} times in the list; name each lever once")
    return levers


Levers = Annotated[tuple[Lever, ...], BeforeValidator(_as_tuple), AfterValidator(_each_once)]


class Sequencing(Group):
    """When the platform comes, what kind it is, and what waits for it."""

    platform_after: int | None = card(
        3, unit="workloads built", low=0, high=12, at_least=0, at_most=200, kind="policy",
        meaning="Start the platform once this many workloads have been built; 0 starts it first, null never.",
        source="D-SEQ-1, D-SEQ-2, D-SEQ-3",
    )
    discipline: float = card(
        0.95, unit=SHARE, low=0.1, high=1.0, kind="policy",
        meaning="Chance that a planned step of the platform happens when planned while applications visibly succeed; "
        "a missed step is drawn again at each further go-live.",
        source="D-SEQ-3, D-SEQ-7; low discipline is 0.1 (model §4)",
    )
    mandate: bool = card(
        False, unit=YES_NO, kind="policy", meaning="No application build starts before the platform ships.",
        source=MODEL_4,
    )
    flexibility: float = card(
        0.0, unit=SHARE, low=0.0, high=1.0, kind="policy",
        meaning="How much of the platform's rigidity is designed away; flexibility takes effort and lowers the "
        "friction "
        "of whatever does not fit.",
        source="D-SEQ-6; model §3 Platform",
    )
    bought: bool = card(
        False, unit=YES_NO, kind="policy",
        meaning="Buy the platform instead of building it: sooner, dearer to run, locked in, and without data "
        "discipline, "
        "governance or knowledge transfer.",
        source="D-SEQ-9",
    )
    pause_after: int | None = card(
        None, unit="workloads live", low=2, high=12, at_least=1, at_most=200, kind="policy",
        meaning="Stop new builds for a while once this many workloads are live, to put the teams on economics and "
        "platform; "
        "null never does.",
        source="model §3 Pause",
    )
    pause_weeks: float = card(
        13.0, unit="weeks", low=4.0, high=52.0, at_least=0.0, at_most=520.0, kind="policy",
        meaning="Length of that pause.", source="model §3 Pause; " + JUDGEMENT,
    )


class CentralTeam(Group):
    """One shared team that builds and operates everything for every unit."""

    engineers: int = card(
        0, unit="engineers", low=0, high=30, at_least=0, at_most=1000, kind="policy",
        meaning="Engineers in the central team; with any, business units have no delivery team of their own.",
        source="D-SEQ-4, D-SEQ-8",
    )


class PlatformTeam(Group):
    """A small team for the shared primitives."""

    engineers: int = card(
        4, unit="engineers", low=0, high=8, at_least=0, at_most=1000, kind="policy",
        meaning="Engineers in the platform team.", source="D-SEQ-8: a small platform team of three to five works",
    )
    application_share: float = card(
        0.0, unit=SHARE, low=0.0, high=0.5, kind="policy",
        meaning="Share of applications that the platform team is asked to ship, and then owns.",
        source="D-SEQ-8: asking the platform team to ship applications breaks it",
    )


class EmbeddedTeams(Group):
    """Engineers embedded in business units, each unit with its own queue."""

    units: int = card(
        5, unit="teams", low=0, high=10, at_least=0, at_most=200, kind="policy",
        meaning="Business units with a delivery team of their own.", source=MODEL_4,
    )
    engineers_per_unit: int = card(
        2, unit="engineers", low=1, high=4, at_least=1, at_most=200, kind="policy",
        meaning="Engineers in each embedded team.", source=MODEL_4,
    )


class Topology(Group):
    """Who works where (D-SEQ-8). All presets have the same head-count."""

    central: CentralTeam = CentralTeam()
    platform: PlatformTeam = PlatformTeam()
    embedded: EmbeddedTeams = EmbeddedTeams()

    @property
    def engineers(self) -> int:
        """Head-count of all teams together."""
        embedded = self.embedded.units * self.embedded.engineers_per_unit
        return self.central.engineers + self.platform.engineers + embedded


class Ownership(Group):
    """Which team is paged for which kind of incident (D-OPS-1)."""

    shared: Literal["platform", "builder"] = card(
        "platform", unit="team", kind="policy",
        meaning="Who is on call for shared infrastructure: the platform team, or the team that built the workload. "
        "Where there is no platform team it is the builder.",
        source="D-OPS-1",
    )
    behaviour: Literal["platform", "builder"] = card(
        "builder", unit="team", kind="policy",
        meaning="Who is on call for what a workload says and does: the team that built it, or the platform team.",
        source="D-OPS-1, D-OPS-2",
    )


class Economics(Group):
    """When somebody computes what a workload really costs."""

    track_from_workload: int | None = card(
        2, unit="workload number", low=1, high=12, at_least=1, at_most=200, kind="policy",
        meaning="Unit economics are tracked once this many workloads are live; null: only when finance asks.",
        source="D-ECON-4; D-ECON-2 for null",
    )


class LeverPolicy(Group):
    """Which cost levers are pulled, in which order, from which workload on."""

    order: Levers = card(
        ("prefix_cache", "exact_cache", "semantic_cache", "routing", "batch", "hygiene"),
        unit="list of levers", kind="policy",
        meaning="Levers to pull, in this order; an empty list pulls none before finance demands it.",
        source="D-LEV-1..D-LEV-5: the order in which they usually pay back",
    )
    from_workload: int = card(
        2, unit="workload number", low=1, high=12, at_least=1, at_most=200, kind="policy",
        meaning="Levers are pulled once this many workloads are live.",
        source="D-LEV-6: between workload two and workload five",
    )
    measured_first: bool = card(
        True, unit=YES_NO, kind="policy",
        meaning="Levers wait until somebody has measured what a workload costs.", source="D-LEV-6, D-ECON-4",
    )
    when_reducing: Levers = card(
        ("prefix_cache", "exact_cache", "semantic_cache", "routing", "batch", "hygiene"),
        unit="list of levers", kind="policy",
        meaning="Levers that a cost-reduction effort pulls after those of the order.",
        source="D-CASE-3, D-LEV-1..D-LEV-4",
    )
    value_tiers: bool = card(
        False, unit=YES_NO, kind="policy",
        meaning="Routing also sends calls of low value to the small model: a premium model only where the value of a "
        "call "
        "justifies it.",
        source="D-SERV-8",
    )
    migrate_models_every_weeks: float | None = card(
        None, unit="weeks", low=26.0, high=104.0, at_least=1.0, at_most=2_600.0, kind="policy",
        meaning="Move each workload to a newer model this often, to collect falling prices; null only when its model "
        "is "
        "retired.",
        source="model §3 Prices",
    )


class Funding(Group):
    """Who pays for the platform (D-FUND-1, D-FUND-3)."""

    tax_share: float = card(
        0.20, unit=SHARE, low=0.0, high=0.25, kind="policy",
        meaning="Share of the first-year value of the first workloads that funds the platform; 0 leaves the platform "
        "to "
        "innovation money.",
        source="D-FUND-1 (15-25%)",
    )
    taxed_workloads: int = card(
        3, unit="workloads", low=1, high=5, at_least=0, at_most=200, kind="policy",
        meaning="How many of the first workloads are taxed.", source="D-FUND-1 (workloads one to three)",
    )


class Governance(Group):
    """What is prepared for reviewers (D-PILOT-5)."""

    templates: bool = card(
        True, unit=YES_NO, kind="policy",
        meaning="Reviews leave templates and artefacts, so that each further one needs less.", source="D-PILOT-5",
    )
    audit_trail: bool = card(
        True, unit=YES_NO, kind="policy",
        meaning="Workloads keep an audit trail from the start; without one approval stalls.", source="D-PILOT-5",
    )
    sandbox: bool = card(
        True, unit=YES_NO, kind="policy",
        meaning="Agents that run code run in a sandbox; without one security sends them back.", source="D-PILOT-5",
    )


class Readiness(Group):
    """What is designed into a pilot: the ten decisions of D-PILOT-1, and three things beside them."""

    commercial_kpi: bool = card(
        True, unit=YES_NO, kind="policy", meaning="Pilots have a commercial KPI.", source="D-PILOT-1",
    )
    operating_model: bool = card(
        False, unit=YES_NO, kind="policy", meaning="The future operating model is designed with the pilot.",
        source="D-PILOT-1",
    )
    operational_owner: bool = card(
        True, unit=YES_NO, kind="policy", meaning="An operational owner is named at kick-off.", source="D-PILOT-1",
    )
    data_architecture: bool = card(
        False, unit=YES_NO, kind="policy", meaning="Pilots use the enterprise's data architecture.", source="D-PILOT-1",
    )
    run_costs: bool = card(
        True, unit=YES_NO, kind="policy", meaning="Run-cost economics are part of the pilot.", source="D-PILOT-1",
    )
    enterprise_governance: bool = card(
        True, unit=YES_NO, kind="policy", meaning="Enterprise governance is part of the pilot.", source="D-PILOT-1",
    )
    architecture_fit: bool = card(
        True, unit=YES_NO, kind="policy", meaning="The pilot fits the enterprise's architecture.", source="D-PILOT-1",
    )
    change_management: bool = card(
        True, unit=YES_NO, kind="policy",
        meaning="Change management is planned and paid for, so that the work around the workload is redesigned.",
        source="D-PILOT-1, D-PILOT-3 (the dominant cost at scale)",
    )
    integration: bool = card(
        True, unit=YES_NO, kind="policy", meaning="Pilots are integrated with real systems.", source="D-PILOT-1",
    )
    portfolio_owner: bool = card(
        False, unit=YES_NO, kind="policy", meaning="One owner holds the portfolio's architecture.", source="D-PILOT-1",
    )
    data_standards: bool = card(
        False, unit=YES_NO, kind="policy",
        meaning="Data infrastructure is standardised up front, which takes effort once and shortens every data "
        "project.",
        source="D-PILOT-4, D-SEQ-6",
    )
    evaluation: bool = card(
        False, unit=YES_NO, kind="policy",
        meaning="Each workload gets an evaluation harness of its own; the platform brings one with it.",
        source="D-OPS-1, D-SERV-7",
    )
    knowledge_transfer: float = card(
        0.0, unit=SHARE, low=0.0, high=1.0, kind="policy",
        meaning="How much of what one team learns reaches the others: literacy by role, paired delivery; paid in "
        "effort.",
        source="D-PILOT-9, D-SEQ-6",
    )

    @property
    def decisions(self) -> tuple[bool, ...]:
        """Whether each of the ten decisions is designed in."""
        return (
            self.commercial_kpi, self.operating_model, self.operational_owner, self.data_architecture, self.run_costs,
            self.enterprise_governance, self.architecture_fit, self.change_management, self.integration,
            self.portfolio_owner,
        )  # fmt: skip


class Portfolio(Group):
    """Which use case comes next."""

    order: Literal["arrival", "value", "value_per_effort"] = card(
        "arrival", unit="rule", kind="policy",
        meaning="Which use case leaves a queue first: the one that waits longest, the most valuable, or the most "
        "valuable "
        "for its effort.",
        source="model §4 (portfolio)",
    )
    narrow_first: bool = card(
        False, unit=YES_NO, kind="policy",
        meaning="Narrow, low-risk, instantly verifiable use cases leave a queue before all others.", source="D-PILOT-8",
    )


class Staffing(Group):
    """Hiring beyond replacement."""

    team: Literal["platform", "embedded", "central"] = card(
        "embedded", unit="team", kind="policy",
        meaning="Where extra engineers are hired; 'embedded' spreads them over the units in turn.",
        source="model §4 (staffing)",
    )
    hires: int = card(
        0, unit="engineers", low=0, high=10, at_least=0, at_most=1000, kind="policy",
        meaning="How many extra engineers are hired.", source="model §4 (staffing)",
    )
    from_week: float = card(
        0.0, unit="weeks", low=0.0, high=156.0, at_least=0.0, at_most=2_600.0, kind="policy",
        meaning="When they are asked for; they join after the hiring lag.", source="model §4 (staffing)",
    )


class ProgrammePlan(Group):
    """Whether somebody ends the programme on purpose."""

    stop_week: float | None = card(
        None, unit="weeks", low=26.0, high=208.0, at_least=0.0, at_most=2_600.0, kind="policy",
        meaning="End the programme in this week and wind it down; null never.", source="model §4 (programme)",
    )

