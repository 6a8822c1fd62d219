"""`sim trace`: one programme of a run, explained."""

from __future__ import annotations

import shlex
from pathlib import Path

from sim.errors import InputError
from sim.exporting import CLIENT, COMPLETE, FOLDER, PORTFOLIO, Exported
from sim.folders import chosen, trace_folder
from sim.scenario import RunSettings
from sim.story import as_text
from sim.tracing import Trace, trace_programme
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.jobs import composed, next_command, show_config
from sim.verbs.own_words import own_words
from sim.verbs.screen import plain, say, say_json, width

FILES = {
    "timeline.svg, timeline.png": "use cases, platform, gate, money, people and sponsor on one calendar",
    "story.txt, story.md": "the story above",
    "events.csv": "everything that happened, in words",
    "entries.csv, weekly.csv": "every ledger entry; the state at the end of each week",
    "scenario.yaml": "the complete scenario",
}
EXPORT = "export_week"


def run(arguments: Arguments) -> int:
    """Simulate one programme again, save everything about it, tell it."""
    own = own_words(arguments, (EXPORT,))
    arguments = arguments._replace(words=own.words)
    job = composed(arguments)
    given = {word.partition("=")[0] for word in arguments.words}
    if "replications" in given and "replication" not in given:
        raise InputError("replications: sim trace tells one programme; say which one with replication=17")
    week = own.whole(EXPORT, 0) if own.has(EXPORT) else None
    if arguments.shows_config:
        return show_config(arguments, [job])
    seed, replication = job.settings.seed, job.trace_replication
    folder = chosen(job.settings.output, trace_folder(job.scenario, seed, replication))
    trace = trace_programme(job.scenario, seed, replication, week)
    trace.write(folder)
    if arguments.as_json:
        say_json({**trace.summary(), "folder": str(folder), "events": trace.tables["events"]})
        return 0
    say(plain(as_text(trace.story, width())).rstrip("\n"))
    say()
    work.say_files(folder, FILES if trace.exported is None else {**FILES, **_state_files(trace.exported)})
    say()
    work.say_next(
        {
            **_go_on(trace, folder),
            "another programme of the same run": next_command(
                arguments, "trace", f"replication={replication + 1}", keep=("strategy",)
            ),
            "how typical this one is": next_command(arguments, "run", keep=("strategy", "replications")),
        }
    )
    return 0


def _state_files(exported: Exported) -> dict[str, str]:
    """What stands in the folder of the state, and what does not."""
    week = exported.week
    known = {f"{FOLDER}/{CLIENT}, {FOLDER}/{PORTFOLIO}": f"what a client knows of it in week {week}"}
    if exported.state is None:
        only = "; its complete state is not kept, because it did not begin from nothing"
        return {name: what + only for name, what in known.items()}
    return {f"{FOLDER}/{COMPLETE}": f"the complete state in week {week}, by reference", **known}


def _go_on(trace: Trace, folder: Path) -> dict[str, str]:
    """Commands that start from the state that was kept."""
    if trace.exported is None:
        return {}
    client = shlex.join(["sim", "compare", f"start={folder / FOLDER / CLIENT}"])
    asked = {"what to do now, by what a client knows": client}
    if trace.exported.state is None:
        return asked
    luck = [f"replication={trace.replication}", *([f"seed={trace.seed}"] if trace.seed != RunSettings().seed else [])]
    same = shlex.join(["sim", "trace", f"start={folder / FOLDER / COMPLETE}", *luck])
    return {f"the same programme from week {trace.exported.week} on": same, **asked}
