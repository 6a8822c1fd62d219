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
SWEEP = HYDRA | {"multirun"}
TAKEN = EVERY | {"slides", "template", "workbook"}
SERVE = EVERY | {"cfg", "config-dir", "fit"}

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
    "sweep": Verb(
        "sim.verbs.sweep", "[NAME] key=a,b [key=value ...]",
        "every combination of several values, each run on its own, then all compared", SWEEP,
    ),
    "study": Verb(
        "sim.verbs.study", "[NAME] [factors=[a,b]] [design=NAME] [key=value ...]",
        "many points of the space of assumptions and policies, in one table", HYDRA,
    ),
    "sensitivity": Verb(
        "sim.verbs.sensitivity", "[factors=[a,b]] [method=NAME] [measure=NAME] [key=value ...]",
        "which numbers a result rests on, and in which worlds a programme fails", HYDRA,
    ),
    "seek": Verb(
        "sim.verbs.seek", "CARD goal=0.8 [strategies=[a,b]] [key=value ...]",
        "how much of one card a goal needs, such as the budget for an 80% chance", HYDRA,
    ),
    "map": Verb(
        "sim.verbs.map", "CARD CARD [strategies=[a,b]] [key=value ...]",
        "two cards at once: where two strategies break even, or where a goal is met", HYDRA,
    ),
    "optimise": Verb(
        "sim.verbs.optimise", "[strategy=NAME] [over=[a,b]] [key=value ...]",
        "a better policy for a strategy, and what is left of its gain on fresh luck", HYDRA,
    ),
    "serve": Verb(
        "sim.verbs.serve", "[stack=NAME] [vary=CARD=[a,b]] [--fit] [key=value ...]",
        "days of single requests through a serving stack: latency, queues, useful calls, the bill", SERVE,
    ),
    "calibrate": Verb(
        "sim.verbs.calibrate", "history|traffic|portfolio|prices|routing FILE [key=value ...]",
        "cards from your own records: a programme's history, request logs, prices, model tests", HYDRA,
    ),
    "params": Verb(
        "sim.verbs.params", "[NAME | text | start=FILE]",
        "every number you can change: its default, its range, where it comes from", EVERY,
    ),
    "rerun": Verb(
        "sim.verbs.rerun", "FOLDER | report.html [output=FOLDER]",
        "run a results folder again and check that the results are the same", EVERY,
    ),
    "report": Verb(
        "sim.verbs.report", "FOLDER [--slides [--template FILE.pptx]] [--workbook] [output=FOLDER]",
        "a page to read, print and forward, from stored results; slides and a workbook too", TAKEN,
    ),
    "diff": Verb(
        "sim.verbs.diff", "FOLDER | report.html  FOLDER | report.html",
        "what differs between two results, in assumptions and in numbers", EVERY,
    ),
    "trials": Verb(
        "sim.verbs.trials", "[FOLDER] precision=0.02 | replications=1000 [share=0.3] [of=MEASURE]",
        "how many programmes a question needs, before they are simulated", EVERY,
    ),
    "completion": Verb(
        "sim.verbs.completion", "bash | zsh | fish",
        "print the script that makes the tab key complete this command", EVERY,
    ),
}  # fmt: skip

# Keys of its own that a study has, and what such keys of study, sensitivity and sweep may hold.
STUDY_KEYS = ("factors", "design", "points", "steps", "table", "measures")
TRIAL_KEYS = ("precision", "replications", "share", "shares", "deviation", "deviations", "correlation", "of")
PRECISION_OF = ("reached_target", "standing_at_horizon", "failed", "payoff_eur", "live_max")
DESIGNS = ("factorial", "latin", "sobol", "table")
METHODS = ("tornado", "morris", "sobol", "regions")
PARTS = ("timing", "team", "tax", "pause", "window", "levers")
LAUNCHERS = ("basic", "joblib")

# Announced in the design, not in this version.
LATER = ("app",)
