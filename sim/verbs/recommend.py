"""What a comparison from a position recommends, and the worlds that say how sure that is beyond luck.

The worlds' files lie in `worlds/` beneath the comparison. The manifest keeps what was asked, so that `sim rerun` needs
neither the command nor the client's files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sim.analysis.factors import around
from sim.analysis.recommendation import InWorlds, Recommendation, in_worlds, recommended
from sim.analysis.regions import Discovery
from sim.analysis.turning import Turn, turning_cards
from sim.analysis.worlds import PAYOFF, plan_table, plan_worlds
from sim.composition import Job
from sim.composition.position import assumed_of
from sim.errors import InputError, WorkFailed
from sim.folders import comparison_identity, finish, save
from sim.montecarlo.run import Interrupted
from sim.results import Comparison, labels_of
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.kept_points import claimed
from sim.verbs.known_cards import given, ranges_of, stands_somewhere, worlds_of
from sim.verbs.own_words import OwnWords
from sim.verbs.screen import note
from sim.verbs.uncertain_files import kept_of, write
from sim.verbs.uncertain_findings import Findings, findings_of
from sim.verbs.uncertain_plan import DEFAULT_FACTORS, Asked, asked_from, size_of, table_named
from sim.verbs.uncertain_words import KEYS

T = TypeVar("T")
FOLDER, TABLE_NAME, KIND = "worlds", "table.csv", "worlds_of_comparison"
HALF = 0.5
MOST_WORLDS, REPLICATIONS = 200, 2
"""Unless somebody says otherwise there are as many worlds as programmes of an option, and no more than this."""
TURNED_OFF = "uncertainty=off leaves them out"


@dataclass(frozen=True)
class Ask:
    """What decides the recommendation beside the scenarios and the seed."""

    over_worlds: bool
    worlds: int = 0
    factors: tuple[str, ...] = (DEFAULT_FACTORS,)
    table: Path | None = None
    table_called: str = ""
    given: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """As the manifest keeps it; the table itself lies with the worlds."""
        return {
            "over_worlds": self.over_worlds,
            "worlds": self.worlds,
            "factors": list(self.factors),
            "table": self.table_called,
            "given": list(self.given),
            "left_open": list(self.left_open),
        }


def ask_of(own: OwnWords, arguments: Arguments, jobs: Mapping[str, Job]) -> Ask | None:
    """What the line asks for; None for a comparison that starts from nothing."""
    first = next(iter(jobs.values()))
    over_worlds = own.text("uncertainty", "on") == "on"
    if not stands_somewhere(first.scenario) or not over_worlds:
        why = "uncertainty=on, which is not given" if over_worlds else "uncertainty=on, and it is off"
        own.refuse(dict.fromkeys(KEYS[1:], why))
    if not stands_somewhere(first.scenario):
        return None
    table = table_named(own) if over_worlds else None
    return Ask(
        over_worlds=over_worlds,
        worlds=0 if table else own.whole("worlds", max(REPLICATIONS, min(MOST_WORLDS, first.settings.replications))),
        factors=tuple(own.factor_words()) if own.has("factors") else (DEFAULT_FACTORS,),
        table=table,
        table_called="" if table is None else table.name,
        given=given(arguments.words, [job.scenario for job in jobs.values()]),
        left_open=tuple(told for _, found in assumed_of(arguments.words) for told in found),
    )


def ask_again(manifest: Mapping[str, Any], folder: Path) -> Ask | None:
    """What a stored comparison was asked."""
    kept = manifest.get("recommendation")
    if kept is None:
        return None
    try:
        called = str(kept["table"])
        return Ask(
            over_worlds=bool(kept["over_worlds"]),
            worlds=int(kept["worlds"]),
            factors=tuple(map(str, kept["factors"])),
            table=folder / FOLDER / TABLE_NAME if called else None,
            table_called=called,
            given=tuple(map(str, kept["given"])),
            left_open=tuple(map(str, kept["left_open"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{folder}: the manifest's 'recommendation' is not what sim wrote ({error!r})") from error


def plan_of(ask: Ask | None, jobs: Mapping[str, Job]) -> Asked | None:
    """The worlds, each checked before anything is simulated; None where there are none to be."""
    if ask is None or not ask.over_worlds:
        return None
    if FOLDER in jobs:
        raise InputError(f"name: a strategy called '{FOLDER}' would share its folder with the worlds; rename it")
    few = {
        name: replace(job, settings=job.settings.model_copy(update={"replications": REPLICATIONS}))
        for name, job in jobs.items()
    }
    scenarios = {name: job.scenario for name, job in jobs.items()}
    labelled = {label: scenarios[name] for name, label in labels_of(scenarios).items()}
    first, seed = next(iter(scenarios.values())), next(iter(jobs.values())).settings.seed
    if ask.table is not None:
        plan = plan_table(labelled, worlds_of(ask.table, first, ask.given), seed=seed, replications=REPLICATIONS)
    else:
        factors = around(ranges_of(ask.factors, ask.given), first)
        plan = plan_worlds(labelled, factors, worlds=ask.worlds, seed=seed, replications=REPLICATIONS)
    return asked_from(few, plan)


@dataclass(frozen=True)
class Beyond:
    """What came of the worlds: findings, or why there are none and how the command ends."""

    findings: Findings | None
    untold: str = ""
    status: int = work.DONE


def over_worlds(ask: Ask, plan: Asked | None, folder: Path, command: str, quiet: bool) -> Beyond:
    """Simulate what is missing of every world. A comparison that is finished is shown whatever becomes of them."""
    if plan is None:
        return Beyond(None, "uncertainty=off: only luck was looked at, with every card at its value")
    began, below = datetime.now(UTC), folder / FOLDER
    if not quiet:
        note(f"sim: how sure is that beyond luck? {size_of(plan)} ({TURNED_OFF})")
    identity = comparison_identity({name: job.scenario for name, job in plan.jobs.items()}, plan.settings.seed)
    try:
        with claimed(below, KIND, identity):
            kept = kept_of(plan, below, quiet)
            if ask.table is not None:
                save(below / TABLE_NAME, ask.table.read_bytes())
            found = findings_of(plan.plan.run(kept))
            with work.said_when_interrupted(below, command):
                write(plan, kept, found, below)
            finish(below, KIND, identity, {"seed": plan.settings.seed, **ask.record()}, began)
    except Interrupted as stopped:
        note(f"sim: {stopped}")
        return Beyond(None, "stopped before all worlds were simulated; the same command carries on", work.INTERRUPTED)
    except (WorkFailed, OSError) as failed:
        note(f"sim: {failed}")
        return Beyond(None, f"the worlds could not be simulated: {failed}", work.FAILED)
    return Beyond(found)


@dataclass(frozen=True)
class Advice:
    """Everything that is told, worked out once for the terminal, the page and the summary."""

    comparison: Comparison
    ask: Ask
    plan: Asked | None
    beyond: Beyond

    def kept(self) -> dict[str, Any]:
        """What the manifest keeps, so that all of it can be repeated."""
        return {"recommendation": self.ask.record()}

    @cached_property
    def found(self) -> Recommendation:
        """The option with the highest mean payoff under luck alone; the first of them is carrying on."""
        order = [row.name for row in self.comparison.league()]
        return recommended(order, next(iter(self.comparison.results)), self.comparison.difference)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels by name."""
        return self.comparison.labels()

    @property
    def option(self) -> str:
        """The label of the recommended option."""
        return self.labels[self.found.option]

    @cached_property
    def in_worlds(self) -> InWorlds | None:
        """How often it is best over worlds, and what it costs where it is not."""
        findings = self.beyond.findings
        return None if findings is None else in_worlds(findings.worlds.values[PAYOFF], self.option)

    @cached_property
    def turning(self) -> Mapping[str, tuple[Turn, ...]]:
        """Where the choice turns, by the cards that are worth knowing."""
        findings = self.beyond.findings
        if findings is None:
            return {}
        clear = [each.card for each in findings.information or () if each.clear]
        return turning_cards(findings.worlds, clear, self.option)

    @property
    def contradicted(self) -> bool:
        """Whether over worlds another option clearly pays more on average."""
        findings = self.beyond.findings
        if findings is None or findings.best == self.option:
            return False
        return findings.payoff_against(self.option, findings.best)[0].clear

    @cached_property
    def holding(self) -> Mapping[str, Discovery]:
        """Where the recommendation holds against a challenger that pays more in most programmes over all worlds."""
        findings, regions = self.beyond.findings, self.regions
        if findings is None or isinstance(regions, str):
            return {}
        ahead = [label for label, each in regions.items() if each.overall > HALF]
        return {label: findings.worlds.beating(self.option, label) for label in ahead}

    @cached_property
    def challengers(self) -> tuple[str, ...]:
        """Labels of those that could take its place: carrying on, the runner-up, whatever is best over worlds."""
        findings = self.beyond.findings
        named = [self.labels[self.found.carry_on], self.labels[self.found.runner_up.other]]
        best = [] if findings is None else [findings.best]
        return tuple(label for label in dict.fromkeys([*named, *best]) if label != self.option)

    @cached_property
    def regions(self) -> Mapping[str, Discovery] | str:
        """In which worlds each challenger pays more; or why nobody can tell."""
        findings = self.beyond.findings
        if findings is None:
            return self.beyond.untold
        worlds = findings.worlds
        return _or_why(lambda: {label: worlds.beating(label, self.option) for label in self.challengers})


def _or_why(work_out: Callable[[], T]) -> T | str:
    try:
        return work_out()
    except InputError as error:
        return str(error)
