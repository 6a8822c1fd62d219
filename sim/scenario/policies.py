"""What an organisation can choose. A strategy is a preset of these values and of nothing else (model §1.1)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from sim.scenario.cards import SHARE, Group, card

MODEL_4 = "model §4 (preset table)"
TRIAL = "assumption: magnitudes of a quick trial, model §4"

Lever = Literal["caching", "routing", "batch", "hygiene"]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _each_once(levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
    for lever in levers:
        if levers.count(lever) > 1:
            raise ValueError(f"'{lever}' stands {levers.count(lever)} times in the list; name each lever once")
    return levers


class Sequencing(Group):
    """When the platform comes, and what waits for it."""

    platform_after: int | None = card(
        3,
        unit="workloads built",
        low=0,
        high=12,
        at_least=0,
        at_most=200,
        kind="policy",
        meaning="Start the platform once this many workloads have been built; 0 starts it first, null never.",
        source="D-SEQ-1, D-SEQ-2, D-SEQ-3",
    )
    discipline: float = card(
        0.95,
        unit=SHARE,
        low=0.1,
        high=1.0,
        kind="policy",
        meaning="Chance that the planned platform start happens when planned while applications visibly succeed; "
        "a missed start is drawn again at each further go-live.",
        source="D-SEQ-3, D-SEQ-7; low discipline is 0.1 (model §4)",
    )
    mandate: bool = card(
        False,
        unit="yes or no",
        kind="policy",
        meaning="No application build starts before the platform ships.",
        source=MODEL_4,
    )


class CentralTeam(Group):
    """One shared team that builds and operates everything for every unit."""

    engineers: int = card(
        0,
        unit="engineers",
        low=0,
        high=30,
        at_least=0,
        at_most=1000,
        kind="policy",
        meaning="Engineers in the central team; with any, business units have no delivery team of their own.",
        source="D-SEQ-4, D-SEQ-8",
    )


class PlatformTeam(Group):
    """A small team for the shared primitives."""

    engineers: int = card(
        4,
        unit="engineers",
        low=0,
        high=8,
        at_least=0,
        at_most=1000,
        kind="policy",
        meaning="Engineers in the platform team.",
        source="D-SEQ-8: a small platform team of three to five works",
    )


class EmbeddedTeams(Group):
    """Engineers embedded in business units, each unit with its own queue."""

    units: int = card(
        5,
        unit="teams",
        low=0,
        high=10,
        at_least=0,
        at_most=200,
        kind="policy",
        meaning="Business units with a delivery team of their own.",
        source=MODEL_4,
    )
    engineers_per_unit: int = card(
        2,
        unit="engineers",
        low=1,
        high=4,
        at_least=1,
        at_most=200,
        kind="policy",
        meaning="Engineers in each embedded team.",
        source=MODEL_4,
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
        "platform",
        unit="team",
        kind="policy",
        meaning="Who is on call for shared infrastructure: the platform team, or the team that built the workload. "
        "Where there is no platform team it is the builder.",
        source="D-OPS-1",
    )
    behaviour: Literal["platform", "builder"] = card(
        "builder",
        unit="team",
        kind="policy",
        meaning="Who is on call for what a workload says and does: the team that built it, or the platform team.",
        source="D-OPS-1, D-OPS-2",
    )


class Economics(Group):
    """When somebody computes what a workload really costs."""

    track_from_workload: int | None = card(
        2,
        unit="workload number",
        low=1,
        high=12,
        at_least=1,
        at_most=200,
        kind="policy",
        meaning="Unit economics are tracked once this many workloads are live; null: only when finance asks.",
        source="D-ECON-4; D-ECON-2 for null",
    )


class LeverPolicy(Group):
    """Which cost levers are pulled, in which order, from which workload on."""

    order: Annotated[tuple[Lever, ...], BeforeValidator(_as_tuple), AfterValidator(_each_once)] = card(
        ("caching", "routing", "batch", "hygiene"),
        unit="list of levers",
        kind="policy",
        meaning="Levers to pull, in this order; an empty list pulls none.",
        source="D-LEV-1..D-LEV-4: the order in which they usually pay back",
    )
    from_workload: int = card(
        2,
        unit="workload number",
        low=1,
        high=12,
        at_least=1,
        at_most=200,
        kind="policy",
        meaning="Levers are pulled once this many workloads are live and economics are tracked.",
        source="D-LEV-6: between workload two and workload five",
    )
