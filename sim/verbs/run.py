"""`sim run`: one scenario, simulated many times."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sim.api import run_one
from sim.composition import Job
from sim.errors import WorkFailed
from sim.folders import chosen, claim_run, run_folder, write_results
from sim.montecarlo.run import Interrupted
from sim.precise import run_precisely
from sim.results import Results
from sim.scenario import RunSettings
from sim.verbs import figures, precision_words, run_table, work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.progress import Progress
from sim.verbs.report_written import FILES as REPORT
from sim.verbs.report_written import run_report
from sim.verbs.screen import note, paragraph, say, say_json
from sim.verbs.uncertain_words import or_over_worlds

FILES = {
    "charts/": "survival, causes, reached the nth, costs, run-rate, on call, queue, levers (SVG, PNG, CSV)",
    "summary.json": "every number above, and more",
    "replications-*.parquet": "one row a programme; beside it workloads, reviews, events, ledger",
    "weekly-sample.parquet": "the first programmes week by week, for the charts of a course in time",
    "scenario.yaml": "the complete scenario; sim rerun makes the same results from it",
}


@or_over_worlds
def run(arguments: Arguments) -> int:
    """Simulate, save, show."""
    job = composed(arguments)
    if arguments.shows_config:
        return show_config(arguments, [job])
    folder = chosen(job.settings.output, run_folder(job.scenario, job.settings.seed))
    try:
        results = simulated(job, folder, arguments.quiet)
    except Interrupted as stopped:
        return _show_early(arguments, job, folder, stopped)
    with work.said_when_interrupted(folder, arguments.command):
        write_results(results, folder)
        run_report(results, folder)
    return _show(arguments, results, folder)


def simulated(job: Job, folder: Path, quiet: bool) -> Results:
    """Run what is missing in a folder, as much as precision asks for, with progress."""

    def look(asked: RunSettings) -> Results:
        store = claim_run(folder, job.scenario, asked)
        with Progress(asked.replications, quiet=quiet) as progress:
            progress.part(job.scenario.label, work.Answer(folder, asked.replications))
            return run_one(job.scenario, asked, store, progress, sampled=True)

    return run_precisely(job.settings, look, precision_words.watch(quiet))


def _show(arguments: Arguments, results: Results, folder: Path) -> int:
    if arguments.as_json:
        say_json(work.document(results.summary(), folder, results.failures, early=False))
    else:
        _show_table(results)
        say(paragraph(f"{results.finding()}."))
        say()
        precision_words.say_reached(results)
        work.say_files(folder, {**FILES, **REPORT})
        say()
        work.say_next(_next(arguments, results))
    return work.say_failures(
        results.failures,
        lambda one: next_command(arguments, "trace", f"replication={one.replication}", keep=("strategy",)),
    )


def _show_table(results: Results) -> None:
    run_table.show(results.scenario.label, results.numbers, results.seed)
    say()
    say(paragraph(run_table.footnotes(results.numbers)))
    say()


def _next(arguments: Arguments, results: Results) -> dict[str, str]:
    replication, outcome = _worth_telling(results)
    compare = next_command(arguments, "compare")
    return {
        f"how one of these programmes {figures.fate_in_words(outcome)}, told week by week": next_command(
            arguments, "trace", f"replication={replication}", keep=("strategy",)
        ),
        **({} if "config-name" in arguments.flags else {"the same assumptions under several strategies": compare}),
        "which numbers can be changed, such as finance's": "sim params cfo",
    }


def _worth_telling(results: Results) -> tuple[int, str]:
    """The first programme of the commonest end, or the first of all where none has ended."""
    rows = results.table("replications", ["replication", "outcome"]).to_pylist()
    ends = Counter(row["outcome"] for row in rows if row["outcome"] != "censored")
    wanted = min(ends, key=lambda name: (-ends[name], name)) if ends else rows[0]["outcome"]
    return next((row["replication"], wanted) for row in rows if row["outcome"] == wanted)


def _show_early(arguments: Arguments, job: Job, folder: Path, stopped: Interrupted) -> int:
    """Ctrl-C: whatever whole shards say, and how to carry on."""
    note(f"sim: {stopped}")
    part = work.finished_part(job, folder, stopped.total)
    if part is None:
        note(f"sim: to carry on: {arguments.command}")
        if arguments.as_json:
            say_json({"stopped_early": True, "replications": 0, "folder": str(folder), "carry_on": arguments.command})
        return work.INTERRUPTED
    try:
        numbers = part.numbers
    except WorkFailed as failed:
        note(f"sim: {failed}")
        return work.INTERRUPTED
    if arguments.as_json:
        early = work.document(numbers, folder, part.failures, early=True)
        say_json({**early, "carry_on": arguments.command})
    else:
        work.stopped_early(arguments, part.replications, stopped.total)
        _show_table(part)
    return work.INTERRUPTED
