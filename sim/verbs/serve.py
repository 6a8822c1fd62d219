"""`sim serve`: days of single requests through a serving stack, or through several variants of one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.analysis.serving_fit import Fit, fit_stack
from sim.calibration.evidence import Evidence, evidence_text, fragment_text
from sim.composition.stack import Serving, compose_stack
from sim.folders import CHARTS, OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash
from sim.served import Served, served_of
from sim.verbs import serve_tables as tables
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.kept_days import KeptDays, finished
from sim.verbs.kept_points import claimed
from sim.verbs.screen import note, say, say_json
from sim.verbs.serve_fit import evidence_of
from sim.verbs.serve_pictures import draw
from sim.verbs.serve_words import next_commands

KIND = "serving"
DAYS, FIT = "days", "fit"
STACK = "stack.yaml"
FILES = {
    "charts/": "a day of each variant, the bill by parts, how long callers wait (SVG, PNG, CSV)",
    "days.csv": "one row a day and variant: every number",
    "series.csv": "one row a day, variant and window: load, queue, latency, replicas, cost",
    "summary.json": "every number with its interval over days, and its difference from the first variant",
    STACK: "every card of every variant",
    "days/": "the days as they were finished",
}
FIT_FILES = {
    "fragment.yaml": "the cards of the weekly model that these days earn, for fragment=FILE",
    "evidence.md": "how each was found, and how far the weekly rule is off",
}


def run(arguments: Arguments) -> int:
    """Simulate what is missing, save, show."""
    began = datetime.now(UTC)
    serving = compose_stack(arguments.words, config_dir=arguments.config_dir)
    if arguments.shows_config:
        say_json(serving.config()) if arguments.as_json else say(serving.yaml().rstrip("\n"))
        return work.DONE
    fits = "fit" in arguments.flags
    identity = _identity(serving, fits)
    folder = chosen(serving.settings.output, OUTPUTS / f"serve-{serving.option}-{short_hash(identity)}")
    with claimed(folder, KIND, identity):
        try:
            kept = KeptDays(folder / DAYS, serving.settings, label="days", quiet=arguments.quiet)
            served = served_of(serving, kept(serving.stacks, serving.settings.replications))
            fit = _fitted(serving, served, folder, arguments.quiet) if fits else None
        except KeyboardInterrupt:
            return _stopped(arguments, folder)
        with work.said_when_interrupted(folder, arguments.command):
            document = _write(serving, served, fit, folder)
            finish(folder, KIND, identity, {"seed": serving.settings.seed, "command": arguments.command}, began)
    if arguments.as_json:
        say_json({**document, "folder": str(folder)})
        return work.DONE
    tables.show(serving, served)
    if fit is not None:
        tables.show_fit(fit)
    work.say_files(folder, FILES if fit is None else {**FIT_FILES, **FILES})
    say()
    work.say_next(next_commands(arguments, serving, folder, fits))
    return work.DONE


def _identity(serving: Serving, fits: bool) -> dict[str, Any]:
    """What decides the results."""
    stacks = {name: stack.fingerprint() for name, stack in serving.stacks.items()}
    settings = {"seed": serving.settings.seed, "days": serving.settings.replications}
    return {"stack": serving.option, "variants": stacks, **settings, "fit": fits}


def _fitted(serving: Serving, served: Served, folder: Path, quiet: bool) -> Fit:
    """The weekly cards of the first variant."""
    kept = KeptDays(folder / DAYS / FIT, serving.settings, label="days that the fit is held against", quiet=quiet)
    return fit_stack(serving.stacks[served.first], served.days[served.first], kept)


def _stopped(arguments: Arguments, folder: Path) -> int:
    """Ctrl-C: part of the days would be another sample than was asked for, so nothing is told; they are kept."""
    where, days = folder / DAYS, finished(folder / DAYS)
    note(f"sim: stopped; {days} finished days are kept in {where}. To carry on: {arguments.command}")
    if arguments.as_json:
        say_json({"kind": KIND, "stopped_early": True, "folder": str(folder), "carry_on": arguments.command})
    return work.INTERRUPTED


def _write(serving: Serving, served: Served, fit: Fit | None, folder: Path) -> dict[str, Any]:
    """Every file of the folder; the summary last."""
    evidence: Evidence | None = None if fit is None else evidence_of(serving, served, fit)
    save(folder / STACK, serving.yaml(whole=False).encode())
    save(folder / "days.csv", tables.days_csv(served))
    save(folder / "series.csv", tables.series_csv(served))
    draw(serving, served, folder / CHARTS)
    document = served.summary()
    if evidence is not None:
        save(folder / "fragment.yaml", fragment_text(evidence, evidence.fitted).encode())
        save(folder / "evidence.md", evidence_text(evidence).encode())
        document["fit"] = evidence.document()
    save(folder / SUMMARY_NAME, as_json(document))
    return document
