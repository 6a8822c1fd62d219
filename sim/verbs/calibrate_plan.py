"""What `sim calibrate history` asks for: the history, the scenario, the draws, checked before anything is simulated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.abc_calibration import DRAWS, FUTURES, KEEP, Plan, plan_calibration
from sim.analysis.factors import around
from sim.calibration.history import History, check_against
from sim.calibration.history_reader import read_history
from sim.composition import Job
from sim.composition.client import MARKS, Client
from sim.composition.position import FILES, client_of
from sim.errors import InputError
from sim.folders import OUTPUTS, short_hash
from sim.montecarlo.manifest import identity_of
from sim.scenario import RunSettings, Scenario
from sim.scenario.start import Start
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed
from sim.verbs.known_cards import given, ranges_of
from sim.verbs.own_words import OwnWords, own_words, with_default

KIND = "calibration"
OWN = ("draws", "keep", "factors", "decimal")
DEFAULT_FACTORS = "assumptions"


@dataclass(frozen=True)
class Asked:
    """What is simulated and where it goes; `assumed` is what had to be taken for granted."""

    job: Job
    own: OwnWords
    plan: Plan
    identity: dict[str, object]
    assumed: tuple[str, ...]

    @property
    def settings(self) -> RunSettings:
        """Seed, executor, output."""
        return self.job.settings

    @property
    def default_folder(self) -> Path:
        """Where results go unless the user says otherwise."""
        return OUTPUTS / f"calibrate-{self.plan.base.name}-{short_hash(self.identity)}"


def words_of(arguments: Arguments) -> tuple[str, OwnWords]:
    """The file, the verb's own keys, and the words of the scenario."""
    own = own_words(arguments, OWN)
    bare = [word for word in own.words if "=" not in word]
    if len(bare) != 2:  # noqa: PLR2004  the kind and the file
        found = f"found {', '.join(bare[1:])}" if bare[1:] else "found none"
        raise InputError(f"sim calibrate history takes one file, such as examples/history.csv; {found}")
    rest = tuple(word for word in own.words if word not in bare)
    return bare[1], OwnWords(own.own, with_default(rest, "replications", FUTURES))


def asked_of(arguments: Arguments) -> Asked:
    """Everything read and checked."""
    file, own = words_of(arguments)
    history = read_history(Path(file).expanduser(), decimal=_decimal(own))
    client = _client(own)
    if client is not None and client.portfolio is not None:
        spent = client.values.get("start.spent_eur")
        check_against(history, client.portfolio, None if spent is None else float(spent))
    job = composed(arguments._replace(words=own.words))
    base, assumed = _from_nothing(job.scenario, client)
    known = given(own.words, [base]) if client is not None else ()
    factors = around(ranges_of(own.factor_words() if own.has("factors") else [DEFAULT_FACTORS], known), base)
    plan = plan_calibration(
        base,
        history,
        factors,
        draws=own.whole("draws", DRAWS),
        keep=_share(own),
        futures=job.settings.replications,
        seed=job.settings.seed,
    )
    identity = {
        **identity_of(base, job.settings.seed),
        "history": short_hash(_content(history)),
        "draws": len(plan.points.changes),
        "keep": plan.keep,
        "replications": plan.futures,
        "ranges": short_hash([[each.name, repr((each.low, each.high, each.levels, each.middle))] for each in factors]),
    }
    return Asked(job, own, plan, identity, assumed)


def _decimal(own: OwnWords) -> str | None:
    return MARKS[own.choice("decimal", "", tuple(MARKS))] if own.has("decimal") else None


def _share(own: OwnWords) -> float:
    text = own.text("keep", str(KEEP))
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise InputError(f"keep: found {text or 'nothing'}; allowed is a share between 0 and 1, such as {KEEP}")
    return found


def _client(own: OwnWords) -> Client | None:
    values = [word.partition("=")[2].strip("'\" ") for word in own.words if word.partition("=")[0] == "start"]
    files = [value for value in values if value.lower().endswith(FILES)]
    return client_of(files[-1]) if files else None


def _from_nothing(scenario: Scenario, client: Client | None) -> tuple[Scenario, tuple[str, ...]]:
    """The client's budget, threshold and teams without the portfolio: it is what the programme has to come to."""
    if scenario.start.origin_week is not None or (client is None and scenario.start != Start()):
        raise InputError(
            "start: a history is compared with programmes that start from nothing; start=FILE with a client's file "
            "brings its budget, threshold and teams, anything else is left out"
        )
    teams = scenario.start.teams
    assumed: list[str] = []
    values: dict[str, Any] = {"start": Start()}
    embedded = scenario.topology.embedded
    if teams and not embedded.units:
        assumed.append("teams are those of the strategy, not those of the client's file")
    elif teams:
        size = sum(team.engineers for team in teams) / len(teams)
        even = max(1, round(size))
        sized = embedded.model_copy(update={"engineers_per_unit": even})
        values["topology"] = scenario.topology.model_copy(update={"embedded": sized})
        if {team.engineers for team in teams} != {even}:
            assumed.append(f"each of the {len(teams)} units has {even} engineers, as they have on average")
    if client is not None:
        assumed.append("the teams and the budget have been what they are today from the first day on")
    return scenario.model_copy(update=values), tuple(assumed)


def _content(history: History) -> list[object]:
    """What the file says, wherever it lies."""
    parts = (history.live, history.retired, history.spends, sorted(history.decisions.items()))
    return [str(history.started), str(history.as_of), repr(parts)]


def size_of(asked: Asked) -> str:
    """How many programmes it takes, before they are simulated."""
    plan = asked.plan
    return (
        f"{len(plan.points.changes):,} draws up to week {plan.history.weeks:.0f}, then {plan.futures:,} programmes "
        "before and after to the horizon"
    )
