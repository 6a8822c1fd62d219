"""The verbs, in the order in which a newcomer meets them. Light: `sim --help` reads this and nothing heavier."""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """One verb: where it lives, what it says of itself, which flags it understands."""

    module: str
    usage: str
    summary: str
    flags: frozenset[str]


EVERY = frozenset({"help", "json", "quiet"})
HYDRA = EVERY | {"cfg", "config-dir", "config-name"}

VERBS = {
    "compare": Verb(
        "sim.verbs.compare", "[strategies=[a,b]] [key=value ...]",
        "the main job: strategies side by side under the same luck", HYDRA,
    ),
    "run": Verb(
        "sim.verbs.run", "[strategy=NAME] [key=value ...]",
        "one strategy, simulated many times", HYDRA,
    ),
    "trace": Verb(
        "sim.verbs.trace", "[strategy=NAME] [replication=17] [key=value ...]",
        "what happened to one simulated programme, dated, in plain words", HYDRA,
    ),
    "study": Verb(
        "sim.verbs.study", "[NAME] [factors=[a,b]] [design=NAME] [key=value ...]",
        "many points of the space of assumptions and policies, in one table", HYDRA,
    ),
    "sensitivity": Verb(
        "sim.verbs.sensitivity", "factors=[a,b] [method=NAME] [measure=NAME] [key=value ...]",
        "which numbers a result rests on, and in which worlds a programme fails", HYDRA,
    ),
    "params": Verb(
        "sim.verbs.params", "[NAME | text]",
        "every number you can change: its default, its range, where it comes from", EVERY,
    ),
    "rerun": Verb(
        "sim.verbs.rerun", "FOLDER [output=FOLDER]",
        "run a results folder again and check that the results are the same", EVERY,
    ),
    "completion": Verb(
        "sim.verbs.completion", "bash | zsh | fish",
        "print the script that makes the tab key complete this command", EVERY,
    ),
}  # fmt: skip

# What the keys of their own of study and sensitivity may hold.
DESIGNS = ("factorial", "latin", "sobol", "table")
METHODS = ("tornado", "morris", "sobol", "regions")

# Announced in the design, not in this version.
LATER = ("sweep", "serve", "calibrate", "optimise", "report", "diff", "app")
