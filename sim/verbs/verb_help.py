"""`sim VERB --help`: what the verb does, what can be chosen, the keys used most, three examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.verbs.catalogue import HYDRA, VERBS
from sim.verbs.first_help import flag_lines
from sim.verbs.screen import DIM, blocks, heading, pairs, paragraph, say, styled
from sim.verbs.shelf import described_studies, examples

if TYPE_CHECKING:
    from pathlib import Path

WHAT = {
    "compare": (
        "Simulates several strategies in the same futures: demand, luck and prices are alike, so a difference is the "
        "strategy's. Shows them side by side with the difference between each two, or, of more than three, between the "
        "best and each other one, and saves tables and charts. Ctrl-C keeps what is finished; the same command carries "
        "on."
    ),
    "run": (
        "Simulates one strategy many times, each time with other luck, and shows how the programmes end, how many "
        "have 20 workloads live at once, and what the next workload costs. Ctrl-C keeps what is finished; the same "
        "command carries on."
    ),
    "trace": (
        "Tells one simulated programme: what went live when, what finance asked and decided, who left, how it ended "
        "and why, with dates, a timeline picture and every ledger entry. It is the same programme as in sim run."
    ),
    "study": (
        "Simulates many points of the space of cards in the same futures and saves one tidy table. factors= says which "
        "cards vary, each over its own range (sim params) or over yours; design= says which points: every combination, "
        "a Latin hypercube, a Sobol sequence, or the points of a CSV file. Ctrl-C keeps what is finished; the same "
        "command carries on."
    ),
    "sensitivity": (
        "Says which cards a result rests on. tornado: each card alone, at the ends of its range, in the same futures. "
        "morris: which cards matter at all, interactions included. sobol: which share of the variance each brings. "
        "regions: in which worlds it happens, in plain words, checked on worlds that the search never saw. Ctrl-C "
        "keeps what is finished; the same command carries on."
    ),
    "params": "Shows the numbers that can be changed as key=value after run, compare and trace, and searches them.",
    "rerun": (
        "Runs the scenario.yaml of a results folder again into a new folder and says whether the stored results are "
        "the same, byte by byte. Exit status 1 where they are not."
    ),
    "completion": "Prints a script that makes the tab key complete verbs, keys, options and flags.",
}
KEYS_OF_RUN = (
    "replications", "seed", "output", "executor", "workers", "horizon_weeks", "cfo.budget_eur", "cfo.threshold_eur",
    "sequencing.platform_after", "economics.track_from_workload", "topology.platform.engineers",
    "opportunities.ideas_per_month", "market.call_price_eur",
)  # fmt: skip
OF_ONE_PROGRAMME = ("seed", "output", *KEYS_OF_RUN[5:])
OF_POINTS = KEYS_OF_RUN[1:]
FACTORS = ("factors", "", "list", "Cards that vary: names, groups, assumptions, policies; card=[low,high]; card=a,b,c.")
KEYS = {
    "run": KEYS_OF_RUN,
    "compare": KEYS_OF_RUN,
    "trace": OF_ONE_PROGRAMME,
    "study": OF_POINTS,
    "sensitivity": OF_POINTS,
    "rerun": ("output", "executor", "workers"),
}
OWN_KEYS = {
    "compare": (("strategies", "", "list", "Strategies to set side by side, such as strategies=[a,b]."),),
    "study": (
        FACTORS,
        ("design", "factorial", "name", "Which points: factorial, latin, sobol or table."),
        ("steps", "3", "number", "Values of each card in a full factorial, the ends of its range included."),
        ("points", "64", "number", "How many points a Latin hypercube or a Sobol sequence has."),
        ("table", "", "file", "A CSV file: its first line names cards, each further line is a point."),
        ("measures", "three", "list", "What is summed up: reached_target, standing_at_horizon, payoff_eur, or others."),
        ("replications", "100", "number", "Programmes at each point."),
    ),
    "sensitivity": (
        FACTORS,
        ("method", "tornado", "name", "tornado, morris, sobol or regions."),
        ("measure", "payoff_eur", "name", "What moves; with regions, what happens (failed if nothing is said)."),
        ("trajectories", "10", "number", "Walks of a Morris screening, each as many points as cards and one."),
        ("rows", "64", "number", "Rows of Sobol indices, a power of two; each is as many points as cards and two."),
        ("worlds", "200", "number", "Worlds among which regions are looked for; half of them are held out."),
        ("replications", "100", "number", "Programmes at each point; 20 with morris and sobol, 1 with regions."),
    ),
    "trace": (("replication", "0", "number", "Which programme is told, counted from 0."),),
}


def run(verb: str, config_dir: Path | None = None) -> int:
    """Print the page of one verb, with the options of a user's folder among ours."""
    say(heading(f"sim {verb}: {VERBS[verb].summary}"))
    say()
    say(paragraph(WHAT[verb]))
    say()
    say(heading(f"usage: sim {verb} {VERBS[verb].usage} [flags]"))
    if VERBS[verb].flags >= HYDRA:
        _show_groups(verb, config_dir)
    if verb == "study":
        say()
        say(heading("Saved studies, as sim study NAME"))
        say(pairs(described_studies(str(config_dir) if config_dir else None)))
    if verb in KEYS:
        _show_keys(verb)
    say()
    say(heading("Flags (anywhere on the line)"))
    say(flag_lines(VERBS[verb].flags))
    say()
    say(heading("Examples"))
    say(examples(verb))
    return 0


def _show_groups(verb: str, config_dir: Path | None) -> None:
    from sim.composition import option_groups

    say()
    say(heading("What can be chosen, as group=option"))
    say(paragraph("A strategy is a set of such choices; after it, each can be changed alone."))
    for group, options in option_groups(config_dir).items():
        name = "strategies=[...]" if (verb, group) == ("compare", "strategy") else group
        say(f"  {name}")
        say(pairs([(option.name, option.description) for option in options], indent="    "))


def _show_keys(verb: str) -> None:
    from sim.scenario import all_cards
    from sim.verbs.params import shown

    by_name = {card.name: card for card in all_cards()}
    cards = [by_name[name] for name in KEYS[verb]]
    rows = [*OWN_KEYS.get(verb, ()), *((card.name, shown(card.default), card.unit, card.meaning) for card in cards)]
    say()
    say(heading("Keys used most, as key=value (sim params lists all)"))
    top, *lines = blocks(
        ("  key", "default", "unit"), [(f"  {key}", default, unit) for key, default, unit, _ in rows], (0, 1, 2)
    )
    say(styled(top, DIM))
    for line, row in zip(lines, rows, strict=True):
        say(line)
        say(paragraph(row[-1], "      "))
