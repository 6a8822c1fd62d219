"""Where a programme stands when it is first looked at: from nothing, or a client's own portfolio (model §6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.cards import SHARE, Group, card
from sim.scenario.policies import Levers
from sim.scenario.vocabulary import JUDGEMENT

MOST_WORKLOADS = 200
MOST_TEAMS = 200
YEARS = range(1990, 2100)
MODEL_6 = "model §6"
CENTRAL, PLATFORM = "central", "platform"

Stage = Literal["live", "pilot", "building", "planned"]
Amount = Annotated[float | None, Field(ge=0.0, le=1e12)]


class KnownWorkload(Group):
    """What is known of one workload; None is drawn like that of any other use case."""

    name: str = Field(min_length=1, max_length=80)
    stage: Stage = "live"
    age_weeks: Annotated[float, Field(ge=0.0, le=2_600.0)] = 0.0
    calls_per_week: Amount = None
    price_per_call_eur: Amount = None
    cost_eur: Amount = None
    value_eur: Amount = None
    team: str = Field(default="", max_length=80)
    on_platform: bool = False
    levers: Levers = ()
    effort_left: Annotated[float | None, Field(ge=0.0, le=1e6)] = None
    trust: Annotated[float | None, Field(ge=0.0, le=1.0)] = None
    drift: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0


class KnownTeam(Group):
    """A business unit's delivery team by its own name."""

    name: str = Field(min_length=1, max_length=80)
    engineers: Annotated[int, Field(ge=0, le=1_000)]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class Origin(NamedTuple):
    """A programme that is gone through again up to a week: its state then is what a run starts from."""

    changes: tuple[str, ...]
    seed: int
    replication: int
    week: float


class Start(Group):
    """The position on the first day. Without workloads a programme starts from nothing."""

    weeks: float = card(
        0.0, unit="weeks", low=0.0, high=260.0, at_least=0.0, at_most=2_600.0, kind="start",
        meaning="How long the programme has been running: its calendar, and the age of nothing is greater.",
        source=MODEL_6,
    )
    as_of: Annotated[str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None
    spent_eur: float = card(
        0.0, unit="EUR", low=0.0, high=5e6, at_least=0.0, at_most=1e12, kind="start",
        meaning="What has been spent so far as finance counts it: it stands below the threshold of the first question.",
        source=MODEL_6,
    )
    question: Literal["ahead", "now", "answered"] = card(
        "ahead", unit="name", kind="start",
        meaning="Finance's first question lies ahead, is asked on the first day, or has been answered before.",
        source="model §6, D-CASE-2",
    )
    tracked: bool = card(
        False, unit="yes or no", kind="start", meaning="Somebody knows what a workload costs.", source=MODEL_6,
    )
    platform_live: bool = card(
        False, unit="yes or no", kind="start", meaning="A shared platform is in service.", source=MODEL_6,
    )
    platform_fit: float | None = card(
        None, unit=SHARE, low=0.3, high=1.0, kind="start",
        meaning="How much of what really arrives that platform fits; null learns it from what has been built.",
        source=MODEL_6,
    )
    patience_weeks: float | None = card(
        None, unit="weeks", low=13.0, high=156.0, at_least=1.0, at_most=2_600.0, kind="start",
        meaning="What is left of the sponsor's patience; null starts it anew.", source="model §6; " + JUDGEMENT,
    )
    workloads: Annotated[tuple[KnownWorkload, ...], BeforeValidator(_as_tuple)] = Field(
        default=(), max_length=MOST_WORKLOADS
    )
    teams: Annotated[tuple[KnownTeam, ...], BeforeValidator(_as_tuple)] = Field(default=(), max_length=MOST_TEAMS)

    origin_week: float | None = card(
        None, unit="weeks", low=13.0, high=208.0, at_least=0.25, at_most=2_600.0, kind="start",
        meaning="Start from the state of a simulated programme in this week; null from a portfolio or from nothing.",
        source=MODEL_6,
    )
    origin_seed: int = card(
        21, unit="number", low=0, high=1_000_000, at_least=0, at_most=2**63 - 1, kind="start",
        meaning="The seed of that programme.",
        source=MODEL_6,
    )
    origin_replication: int = card(
        0, unit="number", low=0, high=999, at_least=0, at_most=10_000_000, kind="start",
        meaning="Which programme of that seed it is.",
        source=MODEL_6,
    )
    origin_changes: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = Field(default=(), max_length=400)

    @model_validator(mode="after")
    def _consistent(self) -> Start:
        self._check_day()
        _refuse_twice("workloads", [one.name for one in self.workloads])
        _refuse_twice("teams", [one.name for one in self.teams])
        for one in self.workloads:
            if one.age_weeks > self.weeks:
                raise ValueError(
                    f"'{one.name}' is {one.age_weeks:g} weeks old but start.weeks is {self.weeks:g}: no workload is "
                    "older than its programme; correct its age or start.weeks"
                )
            if one.on_platform and not self.platform_live:
                raise ValueError(
                    f"'{one.name}' is on the platform but start.platform_live is false: there is no platform yet; "
                    "set start.platform_live=true, or take the workload off it"
                )
        if self.origin_week is not None and self.workloads:
            raise ValueError(
                "start.origin_week and start.workloads both say where the programme stands; keep one of the two"
            )
        return self

    def _check_day(self) -> None:
        try:
            known = self.day is None or self.day.year in YEARS
        except ValueError:
            known = False
        if not known:
            raise ValueError(
                f"start.as_of is {self.as_of}: allowed is a day from {YEARS[0]} to {YEARS[-1]}, such as 2026-11-02"
            )

    @property
    def day(self) -> date | None:
        """The day on which week 0 begins, where somebody has said so."""
        return None if self.as_of is None else date.fromisoformat(self.as_of)

    def day_after(self, weeks: float) -> str | None:
        """The day so many weeks later, as it is written."""
        return None if self.day is None else (self.day + timedelta(days=int(weeks * 7))).isoformat()

    @property
    def origin(self) -> Origin | None:
        """The simulated programme whose state this is."""
        if self.origin_week is None:
            return None
        return Origin(self.origin_changes, self.origin_seed, self.origin_replication, self.origin_week)

    @property
    def live(self) -> tuple[KnownWorkload, ...]:
        """What is in production, the oldest first."""
        return tuple(sorted((one for one in self.workloads if one.stage == "live"), key=lambda one: -one.age_weeks))

    def in_words(self) -> str:
        """Where it starts, as a picture says it."""
        if self.origin_week is not None:
            return f"programme {self.origin_replication} of seed {self.origin_seed} in week {self.origin_week:g}"
        day = "" if self.as_of is None else f", months from {self.as_of}"
        if not self.workloads:
            return f"nothing live yet{day}"
        more = len(self.workloads) - len(self.live)
        rest = f", {more} planned or under way" if more else ""
        return f"{len(self.live)} live{rest}, after {self.weeks:.0f} weeks{day}"

    def units(self) -> tuple[str, ...]:
        """Names of business units: those of the teams, or as the workloads first name them."""
        if self.teams:
            return tuple(one.name for one in self.teams)
        named = dict.fromkeys(one.team for one in self.workloads)
        return tuple(name for name in named if name and name not in (CENTRAL, PLATFORM))


def _refuse_twice(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"start.{what}: two of them are called '{name}'; give each a name of its own")
