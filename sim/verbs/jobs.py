"""From a command line to composed jobs, and the words that lead on from there to the next command."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from sim.composition import Job, compose_job, compose_strategies, job_yaml
from sim.composition.position import assumed_of
from sim.errors import InputError
from sim.scenario import FIRST_LOOK, OF_PRECISION
from sim.verbs.arguments import Arguments
from sim.verbs.screen import note, say, say_json

OF_ONE_COMMAND = (
    *("output", "executor", "workers", "replication", "replications", "strategy", "strategies"),
    *OF_PRECISION,
)
PRECISE = ("run", "compare")
BELONGS = {
    "strategies": ("compare", "sets strategies side by side; here it is strategy=NAME"),
    "replication": ("trace", "tells one programme; how many are simulated is replications="),
    "export_week": ("trace", "writes down where one programme stands in that week"),
    "runs": ("compare", "compares stored results; nothing else reads them"),
}


def composed(arguments: Arguments) -> Job:
    """The one job of `run` and `trace`."""
    _refuse_misplaced(arguments)
    job = compose_job(
        _with_first_look(arguments.words), config_dir=arguments.config_dir, config_name=arguments.config_name
    )
    _say_what_was_assumed(arguments, job)
    return job


def composed_strategies(arguments: Arguments) -> tuple[Job, ...]:
    """The jobs of `compare`: the same overrides for each strategy."""
    if "config-name" in arguments.flags:
        raise InputError("sim compare does not take --config-name; sim run runs a complete scenario")
    _refuse_misplaced(arguments)
    jobs = compose_strategies(_with_first_look(arguments.words), config_dir=arguments.config_dir)
    _say_what_was_assumed(arguments, jobs[0])
    return jobs


def _say_what_was_assumed(arguments: Arguments, job: Job) -> None:
    """What a client's file left open, so that nobody takes it for known; and its calendar."""
    day = job.scenario.start.as_of
    if day is not None:
        note(f"sim: weeks and months count from {day}")
    for file, told in assumed_of(arguments.words):
        note(f"sim: {file} leaves open, and so is assumed: {'; '.join(told)}")


def _refuse_misplaced(arguments: Arguments) -> None:
    """A key that another verb reads would be ignored here without a word."""
    for key, (verb, instead) in BELONGS.items():
        if verb != arguments.verb and key in _keys(arguments.words):
            raise InputError(f"{key}: sim {verb} {instead}")
    if arguments.verb not in PRECISE and (idle := [key for key in OF_PRECISION if key in _keys(arguments.words)]):
        raise InputError(f"{idle[0]}: belongs to sim run and sim compare; sim {arguments.verb} runs what it is told to")


def _with_first_look(words: Sequence[str]) -> tuple[str, ...]:
    """With precision the first look is a small one, unless somebody said how many programmes it has."""
    keys = _keys(words)
    return (*words, f"replications={FIRST_LOOK}") if "precision" in keys and "replications" not in keys else (*words,)


def _keys(words: Sequence[str]) -> set[str]:
    return {word.partition("=")[0] for word in words}


def show_config(arguments: Arguments, jobs: Sequence[Job]) -> int:
    """`--cfg job`: what would be run, and nothing is."""
    if arguments.as_json:
        configs = [job.config for job in jobs]
        say_json(configs[0] if len(configs) == 1 else {"jobs": configs})
    else:
        say("---\n".join(job_yaml(job) for job in jobs).rstrip("\n"))
    return 0


def next_command(arguments: Arguments, verb: str, *more: str, keep: Sequence[str] = ()) -> str:
    """The same scenario for another verb, to be typed as it stands; what is changed takes the place of what it was."""
    changed = {word.partition("=")[0] for word in more}
    kept = [word for word in arguments.words if _same_scenario(word, keep) and word.partition("=")[0] not in changed]
    given = [name for name in ("config-dir", "config-name") if name in arguments.flags]
    flags = [part for name in given for part in (f"--{name}", arguments.flags[name])]
    return shlex.join(["sim", verb, *kept, *more, *flags])


def _same_scenario(word: str, keep: Sequence[str]) -> bool:
    key = word.partition("=")[0]
    return key in keep or key not in OF_ONE_COMMAND
