"""`sim trace`: one programme of a run, explained."""

from __future__ import annotations

from sim.errors import InputError
from sim.folders import chosen, trace_folder
from sim.story import as_text
from sim.tracing import trace_programme
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.screen import plain, say, say_json, width

FILES = {
    "timeline.svg, timeline.png": "use cases, platform, gate, money, people and sponsor on one calendar",
    "story.txt, story.md": "the story above",
    "events.csv": "everything that happened, in words",
    "entries.csv, weekly.csv": "every ledger entry; the state at the end of each week",
    "scenario.yaml": "the complete scenario",
}


def run(arguments: Arguments) -> int:
    """Simulate one programme again, save everything about it, tell it."""
    job = composed(arguments)
    given = {word.partition("=")[0] for word in arguments.words}
    if "replications" in given and "replication" not in given:
        raise InputError("replications: sim trace tells one programme; say which one with replication=17")
    if arguments.shows_config:
        return show_config(arguments, [job])
    seed, replication = job.settings.seed, job.trace_replication
    folder = chosen(job.settings.output, trace_folder(job.scenario, seed, replication))
    trace = trace_programme(job.scenario, seed, replication)
    trace.write(folder)
    if arguments.as_json:
        say_json({**trace.summary(), "folder": str(folder), "events": trace.tables["events"]})
        return 0
    say(plain(as_text(trace.story, width())).rstrip("\n"))
    say()
    work.say_files(folder, FILES)
    say()
    work.say_next(
        {
            "another programme of the same run": next_command(
                arguments, "trace", f"replication={replication + 1}", keep=("strategy",)
            ),
            "how typical this one is": next_command(arguments, "run", keep=("strategy", "replications")),
        }
    )
    return 0
