"""`sim compare`: strategies side by side under the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.api import run_one
from sim.composition import Job
from sim.errors import WorkFailed
from sim.folders import chosen, claimed_comparison, comparison_folder, finish_comparison, write_results
from sim.montecarlo.failures import Failure
from sim.montecarlo.run import Interrupted
from sim.montecarlo.store import RunStore
from sim.precise import compare_precisely
from sim.results import Comparison, Results, check_comparable
from sim.scenario import RunSettings, Scenario
from sim.verbs import compare_table, precision_words, recommend, recommend_page, stored_compare, work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed_strategies, next_command, show_config
from sim.verbs.progress import Progress
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import comparison_report
from sim.verbs.screen import note, paragraph, say, say_json
from sim.verbs.uncertain_plan import Asked
from sim.verbs.uncertain_words import KEYS, or_over_worlds, own_of

FILES = {
    "charts/": "side by side: survival, causes, costs, on call and more; differences (SVG, PNG, CSV)",
    "summary.json": "every number above, each strategy's summary and all paired differences",
    "STRATEGY/": "one folder per strategy: its tables, summary, charts and scenario.yaml",
}


@or_over_worlds
def run(arguments: Arguments) -> int:
    """Simulate each strategy in the same futures, save, show; from a position also say what to do, and how surely."""
    own = own_of(arguments)
    if stored_compare.asked(arguments):
        own.refuse({key: "a comparison that simulates" for key in KEYS})
        return stored_compare.run(arguments)
    began = datetime.now(UTC)
    arguments = arguments._replace(words=own.words)
    jobs = {job.scenario.name: job for job in composed_strategies(arguments)}
    named = {name: job.scenario for name, job in jobs.items()}
    check_comparable(list(named.values()))
    if arguments.shows_config:
        return show_config(arguments, list(jobs.values()))
    ask = recommend.ask_of(own, arguments, jobs)
    plan = recommend.plan_of(ask, jobs)
    settings = next(iter(jobs.values())).settings
    folder = chosen(settings.output, comparison_folder(named, settings.seed))
    try:
        comparison = simulated(jobs, settings, folder, arguments.quiet)
    except Interrupted as stopped:
        return _show_early(arguments, jobs, folder, stopped)
    advice = advised(comparison, ask, plan, folder, arguments)
    with work.said_when_interrupted(folder, arguments.command):
        write_all(comparison, folder, advice)
        if advice is None or advice.beyond.status != work.INTERRUPTED:
            finish_comparison(comparison, folder, settings, began, None if advice is None else advice.kept())
            comparison_report(comparison, folder)
    return _show(arguments, comparison, advice, folder)


def advised(
    comparison: Comparison, ask: recommend.Ask | None, plan: Asked | None, folder: Path, arguments: Arguments
) -> recommend.Advice | None:
    """What to do, where the comparison starts from a position: luck is there, worlds are simulated now."""
    if ask is None:
        return None
    beyond = recommend.over_worlds(ask, plan, folder, arguments.command, arguments.quiet)
    return recommend.Advice(comparison, ask, plan, beyond)


def simulated(jobs: Mapping[str, Job], settings: RunSettings, folder: Path, quiet: bool) -> Comparison:
    """Run what is missing of each strategy, as much as precision asks for."""
    named = {name: job.scenario for name, job in jobs.items()}

    def look(asked: RunSettings) -> Comparison:
        with claimed_comparison(folder, named, asked) as stores:
            return Comparison(_one_look(named, asked, stores, quiet), folder)

    return compare_precisely(settings, look, precision_words.watch(quiet))


def _one_look(
    named: Mapping[str, Scenario], settings: RunSettings, stores: Mapping[str, RunStore], quiet: bool
) -> dict[str, Results]:
    """With one progress over all."""
    found: dict[str, Results] = {}
    with Progress(settings.replications * len(named), quiet=quiet) as progress:
        for name, scenario in named.items():
            progress.part(scenario.label, work.Answer(stores[name].folder, settings.replications))
            found[name] = run_one(scenario, settings, stores[name], progress, sampled=True)
    return found


def write_all(comparison: Comparison, folder: Path, advice: recommend.Advice | None = None) -> None:
    """Each strategy's charts and summary, then the comparison's, and the page to forward."""
    for name, one in comparison.results.items():
        write_results(one, folder / name)
    write_results(comparison, folder, _more(advice))
    if advice is not None:
        recommend_page.write_page(advice, folder)


def _more(advice: recommend.Advice | None) -> dict[str, Any]:
    return {} if advice is None else {"recommendation": recommend_page.record(advice)}


def _show(arguments: Arguments, comparison: Comparison, advice: recommend.Advice | None, folder: Path) -> int:
    status = work.DONE if advice is None else advice.beyond.status
    stopped = status == work.INTERRUPTED
    if arguments.as_json:
        more = {**_more(advice), **({"carry_on": arguments.command} if stopped else {})}
        say_json(work.document({**comparison.summary(), **more}, folder, comparison.failures, early=stopped))
    else:
        _show_tables(comparison)
        say(paragraph(f"{comparison.finding()}."))
        say()
        precision_words.say_reached(comparison)
        if advice is not None:
            recommend_page.show(advice)
        work.say_files(folder, {**FILES, **(recommend_page.files(advice) if advice else {}), **REPORT})
        say()
        work.say_next(_next(arguments, comparison))
    if stopped:
        note(f"sim: to carry on: {arguments.command}")
    failed = sum(_say_failures(arguments, name, one) for name, one in comparison.results.items()) and work.FAILED
    return status or failed


def _say_failures(arguments: Arguments, name: str, results: Results) -> int:
    def look(one: Failure) -> str:
        return next_command(arguments, "trace", f"strategy={name}", f"replication={one.replication}")

    return work.say_failures(results.failures, look)


def _show_tables(comparison: Comparison) -> None:
    numbers = {label: one.numbers for label, one in comparison.by_label().items()}
    compare_table.show(numbers, next(iter(comparison.results.values())).seed)
    say()
    say(paragraph(compare_table.footnotes(numbers)))
    say()
    compare_table.show_differences(comparison)
    say()


def _next(arguments: Arguments, comparison: Comparison) -> dict[str, str]:
    shares = {name: one.numbers["reached_target"]["share"] for name, one in comparison.results.items()}
    best, worst = comparison.best(), min(shares, key=lambda name: shares[name])
    what, change = ("money is tight", "cfo.budget_eur=1e6")
    if any(word.startswith("cfo.budget_eur=") for word in arguments.words):
        what, change = ("model calls cost twice as much", "market=high_prices")
    return {
        f"the same where {what}": next_command(arguments, "compare", change, keep=("strategies",)),
        "one strategy, changed": next_command(arguments, "run", f"strategy={best}", "cfo.threshold_eur=8e5"),
        "one programme, told week by week": next_command(arguments, "trace", f"strategy={worst}", "replication=17"),
        "run the whole comparison again and check that the results are the same": f"sim rerun {comparison.folder}",
    }


def _show_early(arguments: Arguments, jobs: Mapping[str, Job], folder: Path, stopped: Interrupted) -> int:
    """Ctrl-C: the futures that every strategy has gone through, if there are any."""
    note(f"sim: {stopped}")
    parts = {name: work.finished_part(job, folder / name, stopped.total) for name, job in jobs.items()}
    found = {name: part for name, part in parts.items() if part is not None}
    total = stopped.total * len(jobs)
    done = sum(part.replications for part in found.values())
    if arguments.as_json:
        summaries = {name: part.numbers for name, part in found.items()}
        early = {"scenarios": summaries, "stopped_early": True, "folder": str(folder), "carry_on": arguments.command}
        say_json(early)
    elif found:
        work.stopped_early(arguments, done, total)
        _show_part(found)
    else:
        note(f"sim: to carry on: {arguments.command}")
    return work.INTERRUPTED


def _show_part(found: Mapping[str, Results]) -> None:
    try:
        numbers = {one.scenario.label: one.numbers for one in found.values()}
    except WorkFailed as failed:
        note(f"sim: {failed}")
        return
    compare_table.show(numbers, next(iter(found.values())).seed)
    say()
    say(paragraph(compare_table.footnotes(numbers)))
