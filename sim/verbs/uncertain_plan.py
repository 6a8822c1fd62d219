"""What `uncertainty=on` asks for: strategies, worlds and ranges, checked before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.designs import Design
from sim.analysis.factors import Factor, around
from sim.analysis.worlds import WorldsPlan, plan_table, plan_worlds
from sim.composition import Job
from sim.errors import InputError
from sim.folders import CHARTS, OUTPUTS, comparison_identity, short_hash
from sim.results import check_comparable, labels_of
from sim.scenario import RunSettings
from sim.scenario.values import card_named
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, composed_strategies
from sim.verbs.known_cards import given, ranges_of, stands_somewhere, worlds_of
from sim.verbs.own_words import OwnWords, with_default
from sim.verbs.uncertain_words import own_of

WORLDS, REPLICATIONS = 400, 2
DEFAULT_FACTORS = "assumptions"
TABLE = "table"
TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class Asked:
    """What is simulated and where it goes; strategies by label in the plan, by name in files."""

    jobs: Mapping[str, Job]
    labels: Mapping[str, str]
    plan: WorldsPlan
    identity: dict[str, object]

    @property
    def settings(self) -> RunSettings:
        """Seed, executor, output: the same for all strategies."""
        return next(iter(self.jobs.values())).settings

    @property
    def target(self) -> int:
        """How many live workloads count as reaching it."""
        return next(iter(self.jobs.values())).scenario.ends.target

    @property
    def names(self) -> dict[str, str]:
        """Names by label."""
        return {label: name for name, label in self.labels.items()}

    @property
    def default_folder(self) -> Path:
        """Where results go unless the user says otherwise."""
        name = f"{next(iter(self.jobs))}-" if len(self.jobs) == 1 else ""
        return OUTPUTS / f"worlds-{name}{short_hash(self.identity)}"


def jobs_of(arguments: Arguments) -> dict[str, Job]:
    """The one strategy of `sim run`, or those of `sim compare`, by name."""
    words = with_default(own_of(arguments).words, "replications", REPLICATIONS)
    bare = arguments._replace(words=words)
    if arguments.verb == "run":
        job = composed(bare)
        return {job.scenario.name: job}
    jobs = {job.scenario.name: job for job in composed_strategies(bare)}
    check_comparable([job.scenario for job in jobs.values()])
    return jobs


def asked_of(arguments: Arguments, jobs: Mapping[str, Job]) -> Asked:
    """The plan of all worlds, and what decides its results."""
    own = own_of(arguments)
    if CHARTS in jobs:
        raise InputError(f"name: a strategy called '{CHARTS}' would share its folder with the charts; rename it")
    scenarios = {name: job.scenario for name, job in jobs.items()}
    labels = labels_of(scenarios)
    settings = next(iter(jobs.values())).settings
    labelled = {labels[name]: scenario for name, scenario in scenarios.items()}
    first = next(iter(scenarios.values()))
    known = given(own.words, list(scenarios.values())) if stands_somewhere(first) else ()
    if file := table_named(own):
        table = worlds_of(file, first, known)
        plan = plan_table(labelled, table, seed=settings.seed, replications=settings.replications)
    else:
        plan = plan_worlds(
            labelled,
            around(ranges_of(own.factor_words() if own.has("factors") else [DEFAULT_FACTORS], known), first),
            worlds=own.whole("worlds", WORLDS),
            seed=settings.seed,
            replications=settings.replications,
        )
    return asked_from(jobs, plan)


def asked_from(jobs: Mapping[str, Job], plan: WorldsPlan) -> Asked:
    """A plan with what decides its results."""
    scenarios = {name: job.scenario for name, job in jobs.items()}
    settings = next(iter(jobs.values())).settings
    ranges = [[each.name, repr((each.low, each.high, each.levels, each.middle))] for each in plan.factors]
    points = [sorted(map(repr, one.items())) for one in plan.design.points] if plan.design.kind == TABLE else []
    identity = {
        **comparison_identity(scenarios, settings.seed),
        "replications": settings.replications,
        "worlds": len(plan.design.points),
        "ranges": short_hash([*ranges, *points]),
    }
    return Asked(jobs, labels_of(scenarios), plan, identity)


def drawn_of(plan: WorldsPlan) -> dict[str, Any]:
    """What it takes to have the same worlds again: the ranges that they are drawn from, or the worlds of a table."""
    if plan.design.kind == TABLE:
        return {"points": [dict(point) for point in plan.design.points]}
    return {"ranges": [_drawn(each) for each in plan.factors], "worlds": len(plan.design.points)}


def _drawn(each: Factor) -> dict[str, Any]:
    ends = {"low": each.low, "high": each.high, "middle": each.middle}
    known = {key: value for key, value in ends.items() if not math.isnan(value)}
    return {"card": each.name, **known, **({"levels": list(each.levels)} if each.levels else {})}


def asked_again(jobs: Mapping[str, Job], drawn: Mapping[str, Any]) -> Asked:
    """The same worlds from what `drawn_of` kept of them; ValueError, TypeError or KeyError where that is damaged."""
    scenarios = {name: job.scenario for name, job in jobs.items()}
    labels = labels_of(scenarios)
    settings = next(iter(jobs.values())).settings
    labelled = {labels[name]: scenario for name, scenario in scenarios.items()}
    luck = {"seed": settings.seed, "replications": settings.replications}
    if "points" in drawn:
        points = tuple({str(card): _value(value) for card, value in point.items()} for point in drawn["points"])
        return asked_from(jobs, plan_table(labelled, Design(TABLE, tuple(points[0]), points), **luck))
    factors = [
        Factor(
            card_named(str(one["card"])),
            low=float(one.get("low", math.nan)),
            high=float(one.get("high", math.nan)),
            levels=tuple(map(_value, one.get("levels", ()))),
            middle=float(one.get("middle", math.nan)),
        )
        for one in drawn["ranges"]
    ]
    return asked_from(jobs, plan_worlds(labelled, factors, worlds=int(drawn["worlds"]), **luck))


def _value(held: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(held) if isinstance(held, list) else held


def table_named(own: OwnWords) -> Path | None:
    """The file that `worlds=` names, where it names one and no number."""
    named = own.text("worlds", "").strip("'\"")
    if not named.lower().endswith(TABLES) and not (named and Path(named).is_file()):
        return None
    own.refuse({"factors": "worlds that are drawn, and those of a table have their cards in its header"})
    return Path(named).expanduser()


def size_of(asked: Asked) -> str:
    """How many programmes it takes, before they are simulated."""
    strategies, worlds = len(asked.jobs), len(asked.plan.design.points)
    of_each = f" under {strategies} strategies" if strategies > 1 else ""
    return (
        f"{worlds:,} worlds with {asked.settings.replications:,} programmes each{of_each}: "
        f"{asked.plan.programmes:,} programmes"
    )
