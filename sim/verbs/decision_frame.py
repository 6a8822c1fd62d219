"""What `seek`, `map` and `optimise` share: their scenarios, a folder in which all is kept, how they end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from sim import __version__
from sim.analysis.measures import Measure
from sim.analysis.study import RunPoints
from sim.charts.provenance import Provenance
from sim.composition import Job, scenario_yaml
from sim.errors import InputError, WorkFailed
from sim.folders import (
    CHARTS,
    OUTPUTS,
    SUMMARY_NAME,
    as_json,
    chosen,
    comparison_identity,
    finish,
    save,
    short_hash,
)
from sim.montecarlo.manifest import identity_of
from sim.montecarlo.points import Points
from sim.montecarlo.run import Interrupted
from sim.montecarlo.store import SCENARIO_NAME
from sim.results import check_comparable
from sim.scenario import OF_PRECISION
from sim.scenario.values import cards_by_name
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, composed_strategies
from sim.verbs.kept_points import KEPT, KeptPoints, claimed
from sim.verbs.own_words import OwnWords, with_default
from sim.verbs.screen import note, say_json

if TYPE_CHECKING:
    from sim.charts.longtable import ChartData

T = TypeVar("T")
SCHEMA_VERSION = 1
OF_EACH = (SCENARIO_NAME, f"{KEPT}/")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Question:
    """What is asked of which scenarios; `asked` is everything of the verb's own that decides the results."""

    kind: str
    jobs: tuple[Job, ...]
    asked: Mapping[str, object]

    @property
    def job(self) -> Job:
        """The first, whose settings are those of all."""
        return self.jobs[0]

    @property
    def identity(self) -> dict[str, object]:
        """What decides the results: scenarios, luck, and what the verb was asked."""
        settings = self.job.settings
        named = {job.scenario.name: job.scenario for job in self.jobs}
        whose = comparison_identity(named, settings.seed)
        if len(self.jobs) == 1:
            whose = identity_of(self.job.scenario, settings.seed)
        asked = {f"{self.kind} {key}": str(value) for key, value in self.asked.items()}
        return {**whose, "replications": settings.replications, **asked}

    @property
    def folder(self) -> Path:
        """The user's folder, or one for this question alone."""
        name = self.job.scenario.name if len(self.jobs) == 1 else f"{len(self.jobs)}-strategies"
        return chosen(self.job.settings.output, OUTPUTS / f"{self.kind}-{name}-{short_hash(self.identity)}")

    @property
    def provenance(self) -> Provenance:
        """What the footer of its chart says."""
        from sim.pictures import assumptions

        settings, prints = self.job.settings, [job.scenario.fingerprint() for job in self.jobs]
        joined = prints[0] if len(prints) == 1 else hashlib.sha256(" ".join(prints).encode()).hexdigest()
        scenario = self.job.scenario
        told = assumptions(scenario)
        start = scenario.start.in_words()
        return Provenance(joined, settings.seed, __version__, settings.replications, told, start)


def jobs_of(arguments: Arguments, own: OwnWords, words: Sequence[str], replications: int) -> tuple[Job, ...]:
    """The one scenario, or those of `strategies=`; with so many replications if nobody says otherwise."""
    asked = arguments._replace(words=with_default(words, "replications", replications))
    if not own.has("strategies"):
        return (composed(asked),)
    if "config-name" in arguments.flags:
        raise InputError("--config-name: names one complete scenario; leave strategies= out")
    idle = [key for key in OF_PRECISION if any(word.startswith(f"{key}=") for word in words)]
    if idle:
        raise InputError(f"{idle[0]}: belongs to sim run and sim compare; sim {arguments.verb} runs what it is told to")
    listed = f"strategies={own.text('strategies', '')}"
    jobs = composed_strategies(asked._replace(verb="compare", words=(*asked.words, listed)))
    check_comparable([job.scenario for job in jobs])
    taken = next((job.scenario.name for job in jobs if job.scenario.name in (CHARTS, KEPT)), None)
    if taken is not None:
        raise InputError(f"name: a strategy called '{taken}' would share its folder with other files; rename it")
    return jobs


def cards_first(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cards that a verb is about, as names or with a range, and the words that are left for the scenario."""
    cards = tuple(word for word in words if "=" not in word or _is_range(word))
    return cards, tuple(word for word in words if word not in cards)


def _is_range(word: str) -> bool:
    """`card=[low,high]` or `card=a,b,c`: no single value of a card looks so, except a list's."""
    name, _, value = word.partition("=")
    known = cards_by_name().get(name)
    lists = known is not None and isinstance(known.default, tuple | list)
    return known is not None and not lists and ("," in value or value.startswith("["))


def number(own: OwnWords, key: str) -> float | None:
    """A key that holds a number; None where nobody gave it."""
    if not own.has(key):
        return None
    found = own.text(key, "")
    if not _NUMBER.fullmatch(found):
        hint = f"; write {found[:-1]}% as a share, such as 0.8" if found.endswith("%") else ""
        raise InputError(
            f"{key}: found {found or 'nothing'}; allowed is a number, such as {key}=0.8 or {key}=2e6{hint}"
        )
    return float(found)


def goal_of(own: OwnWords, key: str, measure: Measure) -> float | None:
    """A number that fits the measure: a share lies between 0 and 1."""
    found = number(own, key)
    if found is not None and measure.kind == "share" and not 0.0 < found < 1.0:
        raise InputError(
            f"{key}: found {found:g}; {measure.name} is a share of programmes and lies between 0 and 1, such as "
            f"{key}=0.8 for 80%"
        )
    return found


class KeptSearch:
    """`run_points` with a memory for searches, which do not know beforehand what they will ask for next.

    Where several scenarios are asked each has a folder of its own, because points are told apart by their cards alone.
    """

    def __init__(self, question: Question, folder: Path, told: Callable[[int], str], *, quiet: bool) -> None:
        self._question, self._folder, self._told, self._quiet = question, folder, told, quiet
        self.programmes = 0

    def __call__(self, points: Points) -> pa.Table:
        """The rows of every point, from the folder or computed; Interrupted counts what the whole search has kept."""
        name = points.base.name if len(self._question.jobs) > 1 else ""
        label = f"{points.base.label}, {self._told(self.programmes)}"
        kept = KeptPoints(self._folder / name, self._question.job.settings, label=label, quiet=self._quiet)
        try:
            rows = kept(points)
        except Interrupted as stopped:
            done = self.programmes + stopped.done
            what = f"{done:,} programmes are kept in {self._folder}" if done else "nothing was finished yet"
            raise Interrupted(done, done, f"stopped: {what}") from None
        self.programmes += points.programmes
        return rows


def answered(
    arguments: Arguments,
    question: Question,
    find: Callable[[RunPoints], T],
    write: Callable[[T, Path], dict[str, Any]],
    told: Callable[[int], str] = "{:,} programmes so far".format,
) -> tuple[T, dict[str, Any]] | None:
    """Find the answer, write it with its summary, finish the folder; None where Ctrl-C came first and was told of."""
    folder, began = question.folder, datetime.now(UTC)
    with claimed(folder, question.kind, question.identity):
        try:
            found = find(KeptSearch(question, folder, told, quiet=arguments.quiet))
        except Interrupted as stopped:
            _show_early(arguments, question, stopped)
            return None
        with work.said_when_interrupted(folder, arguments.command):
            _save_scenarios(question, folder)
            document = {
                "schema_version": SCHEMA_VERSION,
                "kind": question.kind,
                **_luck(question),
                **write(found, folder),
            }
            save(folder / SUMMARY_NAME, as_json(document))
            settings = question.job.settings
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, question.kind, question.identity, more, began)
    return found, document


def _luck(question: Question) -> dict[str, Any]:
    settings = question.job.settings
    return {"version": __version__, "seed": settings.seed, "replications": settings.replications}


def _save_scenarios(question: Question, folder: Path) -> None:
    for job in question.jobs:
        home = folder / job.scenario.name if len(question.jobs) > 1 else folder
        save(home / SCENARIO_NAME, scenario_yaml(job).encode())


def files_of(files: Mapping[str, str], question: Question) -> dict[str, str]:
    """The files as they lie there: each of several strategies has its scenario and its points in its own folder."""
    if len(question.jobs) == 1:
        return dict(files)
    return {name if name not in OF_EACH else f"STRATEGY/{name}": what for name, what in files.items()}


def draw(figure: Any, chart: ChartData, folder: Path, name: str) -> None:
    """A chart as SVG, PNG and CSV."""
    from sim.charts.files import write_chart

    try:
        write_chart(figure, chart, folder / CHARTS, name)
    except OSError as error:
        raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error


def _show_early(arguments: Arguments, question: Question, stopped: Interrupted) -> None:
    """Ctrl-C: part of a search answers nothing; what it has simulated is kept."""
    note(f"sim: {stopped}")
    note(f"sim: to carry on: {arguments.command}")
    if arguments.as_json:
        carry_on = {"folder": str(question.folder), "carry_on": arguments.command}
        say_json({"kind": question.kind, "stopped_early": True, **carry_on})
