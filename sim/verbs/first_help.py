"""`sim --help`: what this is, for somebody who has never seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.verbs.catalogue import VERBS
from sim.verbs.screen import heading, pairs, paragraph, say
from sim.verbs.shelf import examples

if TYPE_CHECKING:
    from pathlib import Path

WHAT = (
    "Many companies take an AI programme from the first workload to the seventh, and few to the twentieth: cost, "
    "on-call load, queues and the finance department's patience grow faster than the count. sim plays such a "
    "programme through, week by week, a thousand times over, and shows how often it gets to twenty, what the next "
    "workload would cost, and what ends the others, so that ways of sequencing the work can be compared before anybody "
    "pays for them."
)
WHERE = (
    "Results go to a folder under outputs/ in the current directory: report.html to read and forward, charts (SVG and "
    "PNG), summary.json, the tables as Parquet files, and scenario.yaml, from which sim rerun makes the same results "
    "again. Nothing else is written."
)
FLAGS = (
    ("--help, -h", "this page; after a verb, the page of that verb"),
    ("--json", "one JSON document on stdout instead of tables"),
    ("--quiet, -q", "no progress"),
    ("--config-dir DIR, -cd DIR", "a folder with your own strategies and options"),
    ("--config-name NAME, -cn NAME", "another primary configuration file, such as a results folder's scenario"),
    ("--cfg job, -c job", "show the composed configuration and stop"),
    ("--slides", "sim report: slides too, with charts that can be edited (report.pptx)"),
    ("--template FILE", "sim report --slides: your own presentation, whose master and layouts the slides get"),
    ("--workbook", "sim report: a workbook too, with every table (report.xlsx)"),
    ("--fit", "sim serve: write the weekly model's cards that the simulated days earn"),
    ("--multirun, -m", "as for any Hydra program; sim sweep needs no flag to sweep"),
    ("--version", "the version"),
)


def flag_lines(taken: frozenset[str] | None = None) -> str:
    """The flags, or those that one verb takes."""
    shown = [
        (name, meaning)
        for name, meaning in FLAGS
        if taken is None or name.split(",")[0].split()[0].lstrip("-") in taken
    ]
    return pairs(shown)


def run(_asked: str, _config_dir: Path | None = None) -> int:
    """Print the first page."""
    say(paragraph("sim: what does the twenty-first AI workload cost, and does the programme live to see it?"))
    say()
    say(paragraph(WHAT))
    say()
    say(heading("usage: sim VERB [key=value ...] [flags]"))
    say()
    say(pairs([(name, verb.summary) for name, verb in VERBS.items()]))
    say()
    say(paragraph("sim VERB --help explains one verb, what can be chosen and which numbers can be changed."))
    say()
    say(heading("Examples"))
    say(examples("sim"))
    say()
    say(heading("Where results go"))
    say(paragraph(WHERE))
    say()
    say(heading("Flags (anywhere on the line)"))
    say(flag_lines())
    return 0
