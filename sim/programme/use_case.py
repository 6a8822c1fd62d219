"""Use cases and the workloads that they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from sim.luck import Luck
from sim.luck.distributions import lognormal_at
from sim.programme import purposes
from sim.rules import demand
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.programme.team import Team


@dataclass(frozen=True, slots=True)
class UseCase:
    """What the business asks for. The same under every strategy: it depends on its rank and the luck alone."""

    rank: int
    value_eur: float
    complexity: float
    steady_calls: float
    batch: bool
    retrieval: bool
    model_matters: bool
    repeat_share: float
    simple_share: float
    unit: float


def draw_use_case(scenario: Scenario, luck: Luck, rank: int) -> UseCase:
    """The use case with this rank."""
    world = scenario.opportunities
    effects = scenario.lever_effects

    def spread(purpose: int, mean: float, log_sd: float) -> float:
        return lognormal_at(luck.uniform(purpose, rank), mean, log_sd)

    return UseCase(
        rank=rank,
        value_eur=demand.potential_value_eur(
            world.top_value_eur,
            world.value_decay_per_rank,
            rank,
            spread(purposes.USE_CASE_VALUE, 1.0, world.value_log_sd),
        ),
        complexity=spread(purposes.USE_CASE_COMPLEXITY, 1.0, world.effort_log_sd),
        steady_calls=spread(purposes.USE_CASE_VOLUME, 1.0, world.volume_log_sd)
        * scenario.traffic.steady_calls_per_week,
        batch=luck.uniform(purposes.USE_CASE_BATCH, rank) < world.batch_share,
        retrieval=luck.uniform(purposes.USE_CASE_PATTERN, rank) < world.pattern_rag_share,
        model_matters=luck.uniform(purposes.USE_CASE_MODEL_CHOICE, rank) < world.model_choice_share,
        repeat_share=demand.share_between(effects.repeat_share, luck.uniform(purposes.USE_CASE_REPEATS, rank)),
        simple_share=demand.share_between(effects.simple_share, luck.uniform(purposes.USE_CASE_SIMPLE, rank)),
        unit=luck.uniform(purposes.USE_CASE_UNIT, rank),
    )


TYPICAL = -1  # the rank of nobody's use case


def typical_use_case(scenario: Scenario) -> UseCase:
    """A use case with the mean of every cost driver: what finance expects when nobody knows the next one."""
    return UseCase(
        rank=TYPICAL,
        value_eur=0.0,
        complexity=1.0,
        steady_calls=scenario.traffic.steady_calls_per_week,
        batch=False,
        retrieval=True,
        model_matters=True,
        repeat_share=scenario.lever_effects.repeat_share,
        simple_share=scenario.lever_effects.simple_share,
        unit=0.5,
    )


class Stage(IntEnum):
    """Where a workload is in its life."""

    QUEUED = 0
    BUILDING = 1
    PILOT = 2
    LIVE = 3
    REFUSED = 4


@dataclass(slots=True, eq=False)
class Workload:
    """A use case on its way to production and in it."""

    use_case: UseCase
    team: Team
    idea_week: float
    rank: int = field(init=False)
    stage: Stage = Stage.QUEUED
    on_platform: bool = False
    levers: set[str] = field(default_factory=set)
    build_effort: float = 0.0
    live_week: float = 0.0
    inference_factor: float = 1.0
    noise: float = 0.0
    shocks: list[float] = field(default_factory=list)
    run_rate_eur: float = 0.0
    degraded_week: float | None = None
    levers_started: bool = False
    migration_started: bool = False

    def __post_init__(self) -> None:
        """A workload's identity is its use case's rank."""
        self.rank = self.use_case.rank
