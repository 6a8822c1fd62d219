"""`uncertainty=on`: what is not known about the cards beside luck, for one strategy or several in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.folders import chosen, finish
from sim.montecarlo.run import Interrupted
from sim.verbs import uncertain_tables, work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import next_command, show_config
from sim.verbs.kept_points import claimed
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import worlds_report
from sim.verbs.screen import heading, note, paragraph, say, say_json
from sim.verbs.uncertain_files import KIND, kept_of, write
from sim.verbs.uncertain_findings import Findings, findings_of
from sim.verbs.uncertain_plan import DEFAULT_FACTORS, Asked, asked_of, jobs_of, size_of
from sim.verbs.uncertain_words import own_of

FILES = {
    "charts/": "expectations and spread, cards and luck, differences, what is worth knowing (SVG, PNG, CSV)",
    "worlds.parquet": "one row a programme: strategy, world, the world's cards, and all that sim run stores of it",
    "split.csv": "each strategy's expected values, spread between worlds, variance from cards and luck",
    "differences.csv": "the same of every paired difference, and in how many worlds which strategy is better",
    "robust.csv": "what each strategy scores by each rule of choice, and which one the rule picks",
    "information.csv": "what knowing each card would be worth, with its interval and the noise floor",
    "summary.json": "every number above, the regions, the ranges",
    "STRATEGY/": "each strategy's scenario.yaml and, in points/, the batches as they were finished",
}
OF_ONE = "expectation and spread, cards and luck (SVG, PNG, CSV)"
OF_SEVERAL = ("differences.csv", "robust.csv", "information.csv")


def run(arguments: Arguments) -> int:
    """Simulate what is missing, save, show."""
    jobs = jobs_of(arguments)
    if arguments.shows_config:
        return show_config(arguments, list(jobs.values()))
    asked = asked_of(arguments, jobs)
    return run_asked(arguments, asked, chosen(asked.settings.output, asked.default_folder))


def run_asked(arguments: Arguments, asked: Asked, folder: Path) -> int:
    """What was asked, whoever asked it: a command, or a page that is run again."""
    began = datetime.now(UTC)
    with claimed(folder, KIND, asked.identity):
        kept = kept_of(asked, folder, arguments.quiet)
        if not arguments.quiet:
            note(f"sim: {size_of(asked)}")
        try:
            worlds = asked.plan.run(kept)
        except Interrupted as stopped:
            return _show_early(arguments, stopped, folder)
        with work.said_when_interrupted(folder, arguments.command):
            found = findings_of(worlds)
            document = write(asked, kept, found, folder)
            settings = asked.settings
            more = {"seed": settings.seed, "executor": settings.executor, "command": arguments.command}
            finish(folder, KIND, asked.identity, more, began)
            worlds_report(document, asked.jobs, folder)
    return _show(arguments, asked, found, document, folder)


def _show(arguments: Arguments, asked: Asked, found: Findings, document: Mapping[str, Any], folder: Path) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(folder), "stopped_early": False})
        return work.DONE
    say(heading(uncertain_tables.title(found)))
    say()
    uncertain_tables.show(found, asked.target)
    say(paragraph(f"{document['finding']}."))
    say()
    several = len(asked.jobs) > 1
    missing = {name for name in OF_SEVERAL if not several} | ({"information.csv"} if not found.information else set())
    files = {**FILES, **({} if several else {"charts/": OF_ONE})}
    shown = {name: what for name, what in files.items() if name not in missing}
    work.say_files(folder, {**shown, **REPORT})
    say()
    work.say_next(_next(arguments, asked, found))
    return work.DONE


def _next(arguments: Arguments, asked: Asked, found: Findings) -> dict[str, str]:
    own = own_of(arguments)
    same = arguments._replace(words=own.words)
    factors = f"factors={own.text('factors', DEFAULT_FACTORS)}"
    clear = [one.card for one in found.information or () if one.clear]
    card = clear[0] if clear else found.worlds.factors[0].name
    best = [] if arguments.verb == "run" else [f"strategy={asked.names[found.best]}"]
    more = [f"worlds={4 * len(asked.plan.design.points)}", "uncertainty=on"]
    keep = ("strategy", "strategies", "replications")
    scenario = same._replace(words=tuple(word for word in own.words if not word.startswith("strategies=")))
    wider = {
        "four times as many worlds, for intervals half as wide": next_command(
            same, arguments.verb, *more, *([factors] if own.has("factors") else []), keep=keep
        )
    }
    return {
        **({} if found.from_table else wider),
        "which of these cards the best one's payoff rests on": next_command(
            scenario, "sensitivity", *best, factors, "method=morris", keep=("strategy",)
        ),
        "luck alone, with the cards as they are": next_command(same, arguments.verb, keep=keep[:2]),
        "what a card means": f"sim params {card}",
    }


def _show_early(arguments: Arguments, stopped: Interrupted, folder: Path) -> int:
    """Ctrl-C: part of a Latin hypercube is no sample of the worlds, so nothing is told; the programmes are kept."""
    note(f"sim: {stopped}")
    note(f"sim: to carry on: {arguments.command}")
    if arguments.as_json:
        say_json({"kind": KIND, "stopped_early": True, "folder": str(folder), "carry_on": arguments.command})
    return work.INTERRUPTED
