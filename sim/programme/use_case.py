"""Use cases and the workloads that they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from sim.luck import Luck
from sim.luck.distributions import exponential_at, lognormal_at
from sim.programme import purposes
from sim.programme.words import number_of
from sim.rules import demand, traffic
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.luck.thresholds import Thresholds
    from sim.programme.team import Package, Team


@dataclass(frozen=True, slots=True)
class UseCase:
    """What the business asks for. The same under every strategy: it depends on its rank and the luck alone."""

    rank: int
    value_eur: float
    complexity: float
    messiness: float
    steady_calls: float
    tokens: float
    batch: bool
    retrieval: bool
    model_matters: bool
    repeat_share: float
    simple_share: float
    unit: float
    builder: float
    risk: int
    narrow: bool
    turn: float
    turn_age_weeks: float

    @property
    def value_per_call_eur(self) -> float:
        """What one call is worth at full potential."""
        calls = self.steady_calls * 52.0
        return self.value_eur / calls if calls > 0.0 else 0.0


def draw_use_case(scenario: Scenario, luck: Luck, rank: int) -> UseCase:
    """The use case with this rank."""
    world = scenario.opportunities
    effects = scenario.lever_effects
    life = scenario.traffic

    def draw(purpose: int) -> float:
        return luck.uniform(purpose, rank)

    value_noise = lognormal_at(draw(purposes.USE_CASE_VALUE), 1.0, world.value_log_sd)
    risk = demand.risk_tier(draw(purposes.USE_CASE_RISK), world.low_risk_share, world.high_risk_share)
    messy = demand.mean_messiness(world.first_messiness, world.messiness_per_rank, rank)
    return UseCase(
        rank=rank,
        value_eur=demand.potential_value_eur(world.top_value_eur, world.value_decay_per_rank, rank, value_noise),
        complexity=lognormal_at(draw(purposes.USE_CASE_COMPLEXITY), 1.0, world.effort_log_sd),
        messiness=lognormal_at(draw(purposes.USE_CASE_DATA), messy, world.messiness_log_sd),
        steady_calls=lognormal_at(draw(purposes.USE_CASE_VOLUME), 1.0, world.volume_log_sd)
        * life.steady_calls_per_week,
        tokens=lognormal_at(draw(purposes.USE_CASE_TOKENS), 1.0, world.token_log_sd),
        batch=draw(purposes.USE_CASE_BATCH) < world.batch_share,
        retrieval=draw(purposes.USE_CASE_PATTERN) < world.pattern_rag_share,
        model_matters=draw(purposes.USE_CASE_MODEL_CHOICE) < world.model_choice_share,
        repeat_share=demand.share_between(effects.repeat_share, draw(purposes.USE_CASE_REPEATS)),
        simple_share=demand.share_between(effects.simple_share, draw(purposes.USE_CASE_SIMPLE)),
        unit=draw(purposes.USE_CASE_UNIT),
        builder=draw(purposes.USE_CASE_BUILDER),
        risk=risk,
        narrow=risk == demand.LOW and draw(purposes.USE_CASE_NARROW) < world.narrow_share,
        turn=traffic.turned_volume(
            draw(purposes.TURN), life.fade_share, life.fade_left, life.jump_share, life.jump_times
        ),
        turn_age_weeks=exponential_at(draw(purposes.TURN_AGE), life.turn_weeks),
    )


TYPICAL = -1  # the rank of nobody's use case


def typical_use_case(scenario: Scenario) -> UseCase:
    """A use case with the mean of every cost driver: what finance expects when nobody knows the next one."""
    return UseCase(
        rank=TYPICAL,
        value_eur=0.0,
        complexity=1.0,
        messiness=1.0,
        steady_calls=scenario.traffic.steady_calls_per_week,
        tokens=1.0,
        batch=False,
        retrieval=True,
        model_matters=True,
        repeat_share=scenario.lever_effects.repeat_share,
        simple_share=scenario.lever_effects.simple_share,
        unit=0.5,
        builder=1.0,
        risk=demand.MIDDLE,
        narrow=False,
        turn=1.0,
        turn_age_weeks=0.0,
    )


class Stage(IntEnum):
    """Where a workload is in its life."""

    QUEUED = 0
    DATA = 1
    BUILDING = 2
    REVIEW = 3
    PILOT = 4
    SCALE_GATE = 5
    LIVE = 6
    REFUSED = 7
    SHELVED = 8
    SHADOW = 9
    RETIRED = 10
    REPAIR = 11


COMMITTED = frozenset({Stage.DATA, Stage.BUILDING, Stage.REVIEW, Stage.PILOT, Stage.SCALE_GATE, Stage.REPAIR})
"""Past the queue and not yet live: what a plan has committed to."""


@dataclass(slots=True, eq=False)
class Workload:
    """A use case on its way to production and in it."""

    use_case: UseCase
    team: Team
    idea_week: float
    name: str = ""
    rank: int = field(init=False)
    stage: Stage = Stage.QUEUED
    package: Package | None = None
    on_platform: bool = False
    redesigned: bool = False
    levers: set[str] = field(default_factory=set)
    build_effort: float = 0.0
    effort_unaided: float = 0.0
    prepared_effort: float = 0.0
    review_eur: float = 0.0
    reviews: int = 0
    live_week: float = 0.0
    contract_week: float = 0.0
    model_week: float = 0.0
    n: int = 0
    call_price_eur: float = 0.0
    inference_factor: float = 1.0
    wrong_share: float = 0.0
    price_factor: float = 1.0
    value_factor: float = 1.0
    change_weeks: float = 0.0
    trust: float = 1.0
    drift: float = 0.0
    noise: float = 0.0
    shocks: list[float] = field(default_factory=list)
    incidents: tuple[Thresholds, Thresholds] | None = None
    exposed: list[float] = field(default_factory=lambda: [0.0, 0.0])
    retirement_at: float = 0.0
    retirement_exposed: float = 0.0
    run_rate_eur: float = 0.0
    value_rate_eur: float = 0.0
    degraded_week: float | None = None
    levers_started: bool = False
    migration_started: bool = False

    def __post_init__(self) -> None:
        """A workload's identity is its use case's rank."""
        self.rank = self.use_case.rank

    @property
    def called(self) -> str:
        """Its own name, or its number where nobody has given it one."""
        return self.name or number_of(self.rank)
