"""One frozen, validated description of what is simulated, and of how often."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario import policies
from sim.scenario.cards import Card, Group, card, cards_of
from sim.scenario.delivery import Delivery, Oversight, People, Platform, ScaleGate
from sim.scenario.demand import Opportunities, Traffic
from sim.scenario.finance import BudgetGate, Ends, Shadow, Sponsor, Value
from sim.scenario.operations import LeverEffects, Market, OnCall
from sim.scenario.start import CENTRAL, PLATFORM, Start

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"
LABELS: dict[str, Any] = {"label": True, "about": True, "start": {"as_of"}}
"""What people read and no result depends on."""


class Scenario(Group):
    """Everything that the programme's fate depends on, but for the luck."""

    name: str = Field(default="scenario", pattern=NAME_PATTERN)
    label: str = Field(default="Scenario", min_length=1, max_length=80)
    about: str = Field(default="", max_length=1000)
    horizon_weeks: int = card(
        260, unit="weeks", low=104, high=520, at_least=4, at_most=2_600, kind="run",
        meaning="How long a programme is watched.", source="model §2",
    )
    start: Start = Start()
    sequencing: policies.Sequencing = policies.Sequencing()
    topology: policies.Topology = policies.Topology()
    ownership: policies.Ownership = policies.Ownership()
    economics: policies.Economics = policies.Economics()
    levers: policies.LeverPolicy = policies.LeverPolicy()
    funding: policies.Funding = policies.Funding()
    governance: policies.Governance = policies.Governance()
    readiness: policies.Readiness = policies.Readiness()
    portfolio: policies.Portfolio = policies.Portfolio()
    staffing: policies.Staffing = policies.Staffing()
    programme: policies.ProgrammePlan = policies.ProgrammePlan()
    cfo: BudgetGate = BudgetGate()
    market: Market = Market()
    traffic: Traffic = Traffic()
    opportunities: Opportunities = Opportunities()
    delivery: Delivery = Delivery()
    people: People = People()
    platform: Platform = Platform()
    oversight: Oversight = Oversight()
    scale_gate: ScaleGate = ScaleGate()
    lever_effects: LeverEffects = LeverEffects()
    on_call: OnCall = OnCall()
    value: Value = Value()
    shadow: Shadow = Shadow()
    sponsor: Sponsor = Sponsor()
    ends: Ends = Ends()

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        topology = self.topology
        if topology.central.engineers and topology.embedded.units:
            raise ValueError(
                f"topology.central.engineers is {topology.central.engineers} and topology.embedded.units is "
                f"{topology.embedded.units}: use cases need one kind of delivery team; set one of the two to 0"
            )
        if not topology.central.engineers and not topology.embedded.units:
            raise ValueError(
                "topology.central.engineers and topology.embedded.units are both 0: nobody builds workloads; "
                "set one of the two"
            )
        planned = self.sequencing.platform_after
        if self.sequencing.mandate and planned != 0:
            shown = "null" if planned is None else planned
            raise ValueError(
                f"sequencing.mandate is true but sequencing.platform_after is {shown}: no application could ever "
                "be built; set sequencing.platform_after=0 or sequencing.mandate=false"
            )
        if self.ownership.behaviour == "platform" and not topology.platform.engineers:
            raise ValueError(
                "ownership.behaviour is platform but topology.platform.engineers is 0: nobody would be on call; "
                "give the platform team engineers, or set ownership.behaviour=builder"
            )
        if topology.platform.application_share > 0.0 and not topology.platform.engineers:
            raise ValueError(
                f"topology.platform.application_share is {topology.platform.application_share:g} but "
                "topology.platform.engineers is 0: nobody would build those applications; "
                "give the platform team engineers, or set topology.platform.application_share=0"
            )
        self._check_hires()
        self._check_origin()
        self._check_start()
        return self

    def _check_hires(self) -> None:
        """Engineers can be hired only for a team that there is."""
        staffing, topology = self.staffing, self.topology
        size = {
            "platform": ("topology.platform.engineers", topology.platform.engineers),
            "embedded": ("topology.embedded.units", topology.embedded.units),
            "central": ("topology.central.engineers", topology.central.engineers),
        }
        key, found = size[staffing.team]
        if staffing.hires and not found:
            there = [name for name, (_, number) in size.items() if number]
            raise ValueError(
                f"staffing.hires is {staffing.hires} and staffing.team is {staffing.team}, but {key} is 0: there is no "
                f"such team to join; set staffing.team={there[0] if there else 'central'}, or staffing.hires=0"
            )

    def _check_origin(self) -> None:
        """Something is left to simulate after the state that a programme goes on from."""
        week = self.start.origin_week
        if week is not None and week >= self.horizon_weeks:
            raise ValueError(
                f"start.origin_week is {week:g} and horizon_weeks is {self.horizon_weeks}: nothing is left to "
                "simulate; weeks count from that programme's beginning, so set a later horizon_weeks"
            )

    def _check_start(self) -> None:
        """Whatever is live or under way has a team that is there."""
        start, topology = self.start, self.topology
        units = start.units()
        if topology.embedded.units and len(units) > topology.embedded.units:
            raise ValueError(
                f"start.workloads name {len(units)} teams but topology.embedded.units is {topology.embedded.units}; "
                f"set topology.embedded.units={len(units)}, or name fewer teams"
            )
        if start.teams and topology.embedded.units and len(start.teams) != topology.embedded.units:
            raise ValueError(
                f"start.teams lists {len(start.teams)} teams but topology.embedded.units is {topology.embedded.units}; "
                "make the two agree"
            )
        sizes = {one.name: one.engineers for one in start.teams}
        for one in start.workloads:
            if one.team == PLATFORM and not topology.platform.engineers:
                staffed = False
            elif one.team == CENTRAL:
                staffed = topology.central.engineers > 0
            elif topology.embedded.units and start.teams and one.team not in ("", PLATFORM):
                staffed = sizes.get(one.team, 0) > 0
            else:
                staffed = True
            if not staffed and one.stage != "planned":
                raise ValueError(
                    f"start.workloads: '{one.name}' belongs to '{one.team}', where nobody works: give that team "
                    "engineers, or the workload to another team"
                )

    def fingerprint(self) -> str:
        """A hash of every value that decides a result; labels do not count."""
        values = self.model_dump(mode="json", exclude=LABELS)
        text = json.dumps(values, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


FIRST_LOOK = 250
"""Programmes before it is asked for the first time whether they are enough, unless `replications` says more."""

FEWEST_PROGRAMMES = 200
"""Below that an interval that looks narrow may owe it to luck."""

OF_PRECISION = ("precision", "precision_of", "most_replications")
REACHED_TARGET = "reached_target"
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_LONGEST_SHOWN = 60
_WIDEST = 1e15


def _half_width(value: Any) -> float | str | None:
    """A number above zero, or a percentage of the mean; everything else gets one answer."""
    if value is None:
        return None
    percent = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if percent and 0.0 < float(percent[1]) < 50.0:  # noqa: PLR2004  half of the mean says nothing any more
        return f"{percent[1]}%"
    if isinstance(value, int | float) and not isinstance(value, bool) and 0.0 < value <= _WIDEST:
        return float(value)
    shown = repr(value)
    found = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
    raise ValueError(
        f"found {found}; allowed is the half-width of a 95% interval: a number above 0, such as 0.02 for two points of "
        "a share; of a mean also a part of it, above 0% and below 50%; or null"
    )


class RunSettings(Group):
    """How often, with which luck, on what, and where the results go."""

    replications: int = card(
        1_000, unit="programmes", low=200, high=20_000, at_least=1, at_most=10_000_000, kind="run",
        meaning="How many programmes are simulated per strategy; with precision, before the first look.",
        source="user's choice",
    )
    seed: int = card(
        21, unit="number", at_least=0, at_most=2**63 - 1, kind="run",
        meaning="Seed of all luck: the same scenario and seed give the same results, bit by bit.",
        source="user's choice",
    )
    executor: Literal["inline", "processes"] = card(
        "processes", unit="name", kind="run",
        meaning="Where replications run: in this process, or on several processes of this machine.",
        source="user's choice",
    )
    workers: int | None = card(
        None, unit="processes", low=1, high=64, at_least=1, at_most=1_024, kind="run",
        meaning="Processes to use; null uses every core.", source="user's choice",
    )
    engine: Literal["simpy"] = card(
        "simpy", unit="name", kind="run", meaning="Which engine simulates.", source="user's choice",
    )
    output: Annotated[str | None, BeforeValidator(lambda value: value)] = card(
        None, unit="folder", kind="run",
        meaning="Folder for the results; null makes one under outputs/ named after strategy and configuration.",
        source="user's choice",
    )
    precision: Annotated[float | str | None, BeforeValidator(_half_width)] = card(
        None, unit="half-width", kind="run",
        meaning="Simulate until the 95% interval reaches no farther to either side: 0.02, or 5% of a mean; null: off.",
        source="user's choice",
    )
    precision_of: str = card(
        REACHED_TARGET, unit="measure", kind="run",
        meaning="The measure whose interval precision is about; in a comparison that of every paired difference.",
        source="user's choice",
    )
    most_replications: int = card(
        20_000, unit="programmes", low=1_000, high=100_000, at_least=FIRST_LOOK, at_most=10_000_000, kind="run",
        meaning="With precision, how many programmes per strategy are simulated at most.", source="user's choice",
    )

    @model_validator(mode="after")
    def _one_purpose(self) -> RunSettings:
        if self.precision is None:
            default = type(self).model_fields
            idle = [key for key in OF_PRECISION if getattr(self, key) != default[key].default]
            if idle:
                raise ValueError(f"{idle[0]}: belongs to precision=, which is not given; leave it out, or give both")
        elif not FEWEST_PROGRAMMES <= self.replications <= self.most_replications:
            raise ValueError(
                f"replications is {self.replications}: with precision it is how many are simulated before the first "
                f"look, from {FEWEST_PROGRAMMES} to most_replications, {self.most_replications}"
            )
        return self


@cache
def all_cards() -> tuple[Card, ...]:
    """The cards of every parameter, run settings last."""
    return (*cards_of(Scenario), *cards_of(RunSettings))


def default_values() -> dict[str, Any]:
    """The default of every key, nested as in a configuration."""
    return {**Scenario().model_dump(mode="json"), **RunSettings().model_dump(mode="json")}
