"""`sim sensitivity`: which cards a result rests on, and in which worlds a programme fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.composition import Job, scenario_yaml
from sim.errors import WorkFailed
from sim.folders import CHARTS, OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash
from sim.montecarlo.manifest import identity_of
from sim.montecarlo.run import Interrupted
from sim.montecarlo.shard_files import write_parts
from sim.montecarlo.store import SCENARIO_NAME
from sim.pictures import write_pictures
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.kept_points import KeptPoints, Remembered, claimed
from sim.verbs.own_words import OwnWords, own_words, with_default, with_their_values
from sim.verbs.report_sensitivity import PROGRAMMES, SENSITIVITY, pictures_of
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import sensitivity_report
from sim.verbs.screen import heading, note, pairs, paragraph, say, say_json, table
from sim.verbs.sensitivity_form import Found, Plan, range_told
from sim.verbs.sensitivity_methods import METHODS, factors_asked, method_of, plan_of
from sim.verbs.study import head_of
from sim.verbs.study_numbers import csv_bytes
from sim.verbs.study_size import announced

KEYS = ("factors", "measure", "method", "trajectories", "rows", "worlds")
SCHEMA_VERSION = 1
FILES = {
    "sensitivity.csv": "every card of the table above, to the last digit",
    PROGRAMMES: "one row a programme: its point, the point's cards, and all that sim run stores of a programme",
    "summary.json": "method, measure, ranges and every number above",
    "scenario.yaml": "the scenario around which the cards vary",
    "points/": "the batches as they were finished; the same command carries on from them",
}


def run(arguments: Arguments) -> int:
    """Simulate what the method asks for, save, show."""
    own = own_words(arguments, KEYS)
    name, method = method_of(own)
    factors = factors_asked(own)
    words = with_default(own.words, "replications", method.replications_for(len(factors)))
    job = composed(arguments._replace(words=words))
    if arguments.shows_config:
        return show_config(arguments, [job])
    settings = job.settings
    plan = plan_of(own, method, job.scenario, factors, settings.seed, settings.replications)
    folder = chosen(settings.output, OUTPUTS / f"{name}-{job.scenario.name}-{short_hash(_identity(job, name, plan))}")
    return run_plan(arguments, job, name, plan, folder)


def run_plan(arguments: Arguments, job: Job, name: str, plan: Plan, folder: Path) -> int:
    """What was asked, whoever asked it: a command, or a page that is run again."""
    settings, identity = job.settings, _identity(job, name, plan)
    began = datetime.now(UTC)
    with claimed(folder, SENSITIVITY, identity):
        label = f"{name} of {len(plan.factors):,} card{'' if len(plan.factors) == 1 else 's'}"
        try:
            kept = KeptPoints(folder, settings, label=label, quiet=arguments.quiet)
            simulated = Remembered(announced(kept, quiet=arguments.quiet))
            found = METHODS[name].run(plan, simulated)
        except Interrupted as stopped:
            return _show_early(arguments, stopped, folder)
        with work.said_when_interrupted(folder, arguments.command):
            document = _write(job, name, plan, found, folder)
            write_parts(folder / PROGRAMMES, simulated.tables(plan.factors))
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, SENSITIVITY, identity, more, began)
            sensitivity_report(job, document, folder)
    return _show(arguments, name, plan, found, document, folder)


def _identity(job: Job, method: str, plan: Plan) -> dict[str, object]:
    """What decides the results: the scenario, the luck, and everything that the verb was asked."""
    asked = {f"sensitivity {key}": plan.own.text(key, "") for key in ("trajectories", "rows", "worlds")}
    return {
        **identity_of(job.scenario, job.settings.seed),
        "replications": job.settings.replications,
        "sensitivity method": method,
        "sensitivity measure": plan.measure.name,
        "sensitivity ranges": short_hash({each.name: each.told() for each in plan.factors}),
        **asked,
    }


def _write(job: Job, method: str, plan: Plan, found: Found, folder: Path) -> dict[str, Any]:
    """The numbers and what is drawn of them; the summary last."""
    numbers = {
        "schema_version": SCHEMA_VERSION,
        "kind": SENSITIVITY,
        "method": method,
        **head_of(job),
        "words": {key: plan.own.text(key, "") for key in KEYS if plan.own.has(key)},
        "measure": {"name": plan.measure.name, "unit": plan.measure.unit, "meaning": plan.measure.meaning},
        **found.details,
        "ranges": {each.name: range_told(each) for each in plan.factors},
        "sentences": list(found.sentences),
        "rows": found.records,
    }
    document = {**numbers, "finding": METHODS[method].tell(numbers).finding}
    save(folder / SCENARIO_NAME, scenario_yaml(job).encode())
    header = list(found.records[0]) if found.records else ["card"]
    save(folder / "sensitivity.csv", csv_bytes(header, (record.values() for record in found.records)))
    try:
        write_pictures(pictures_of(job, document), folder / CHARTS)
    except OSError as error:
        raise WorkFailed(f"{folder / CHARTS}: charts cannot be written ({error.strerror or error})") from error
    save(folder / SUMMARY_NAME, as_json(document))
    return document


def _show(
    arguments: Arguments, method: str, plan: Plan, found: Found, document: Mapping[str, Any], folder: Path
) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(folder), "stopped_early": False})
        return work.DONE
    programmes = "one programme" if plan.replications == 1 else f"{plan.replications:,} programmes"
    settings = f"{programmes} a point (seed {plan.seed})"
    told, number = METHODS[method].tell(document), len(plan.factors)
    over = f"{number:,} card{'' if number == 1 else 's'}"
    say(heading(f"{plan.base.label}: {method} of {plan.measure.name} over {over}, {settings}"))
    say()
    if told.shown:
        say(table(told.heads, told.shown))
        say()
    for each in told.footnotes:
        say(paragraph(each))
        say()
    for sentence in found.sentences or (f"{told.finding}.",):
        say(paragraph(sentence))
        say()
    _say_meanings(found)
    drawn = {f"charts/{name}": f"{what}, as .svg, .png and .csv" for name, what, _, _ in told.pictures}
    work.say_files(folder, {**drawn, **FILES, **REPORT})
    say()
    work.say_next(_next(arguments, method, plan, found))
    return work.DONE


def _say_meanings(found: Found) -> None:
    if found.meanings:
        say(heading("What these cards mean"))
        say(pairs(found.meanings))
        say()


def _next(arguments: Arguments, method: str, plan: Plan, found: Found) -> dict[str, str]:
    own: OwnWords = plan.own
    same = arguments._replace(words=own.words)
    after = {"tornado": "morris", "morris": "sobol", "sobol": "regions", "regions": "tornado"}[method]
    named = [*(name for name, _ in found.meanings), *(one["card"] for one in found.records if "card" in one)]
    cards = _asked(own, found.leads_to)
    return {
        METHODS[after].does: next_command(same, "sensitivity", *cards, f"method={after}", keep=("strategy",)),
        "what a card means": f"sim params {named[0] if named else plan.factors[0].name}",
    }


def _asked(own: OwnWords, cards: Sequence[str]) -> tuple[str, ...]:
    """The cards that are left, each over the range it was given; all of them where none was sorted out."""
    if not cards:
        return (f"factors={own.text('factors', '')}",) if own.has("factors") else ()
    items = with_their_values(list(own.items("factors")))
    given = {item.partition("=")[0]: item for item in items if "=" in item}
    return (f"factors=[{','.join(given.get(card, card) for card in cards)}]",)


def _show_early(arguments: Arguments, stopped: Interrupted, folder: Path) -> int:
    """Ctrl-C: no method says anything about part of its points; they are kept."""
    note(f"sim: {stopped}")
    note(f"sim: to carry on: {arguments.command}")
    if arguments.as_json:
        early = {"kind": "sensitivity", "stopped_early": True, "folder": str(folder), "carry_on": arguments.command}
        say_json(early)
    return work.INTERRUPTED
