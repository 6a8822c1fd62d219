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
        "best and each other one, and saves tables and charts. From a position (start=FILE) it recommends one of the "
        "options, says how sure that is over worlds drawn from the cards' ranges, and what would change it. Ctrl-C "
        "keeps what is finished; the same command carries on."
    ),
    "run": (
        "Simulates one strategy many times, each time with other luck, and shows how the programmes end, how many "
        "have 20 workloads live at once, and what the next workload costs. Ctrl-C keeps what is finished; the same "
        "command carries on."
    ),
    "trace": (
        "Tells one simulated programme: what went live when, what finance asked and decided, who left, how it ended "
        "and why, with dates, a timeline picture and every ledger entry. It is the same programme as in sim run. "
        "export_week= also writes down where it stands in that week."
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
    "sweep": (
        "Runs every combination of several values as a Hydra multirun, each in a results folder of its own, and "
        "compares all that succeeded; those that failed are listed with the reason. A key takes several values as a,b "
        "or range(1,10,2), a group of options also as glob(*). Ctrl-C keeps what is finished; the same command carries "
        "on and runs what is missing."
    ),
    "seek": (
        "Says how much of one card a goal needs, such as the budget for an 80% chance of twenty workloads: tries "
        "values in the same futures and halves the stretch in which the goal is met. With strategies= it says what "
        "each needs. The answer comes with its confidence; where no value does it, or the card makes no clear "
        "difference, it says so. Ctrl-C keeps what is finished; the same command carries on."
    ),
    "map": (
        "Simulates a grid of two cards, each over its own range or over yours as card=[low,high] or card=a,b,c. With "
        "two strategies it shows their difference and where they break even, with one the measure and where it meets "
        "goal=. Cells that the futures cannot tell apart are marked. Ctrl-C keeps what is finished; the same command "
        "carries on."
    ),
    "optimise": (
        "Searches a better policy: when the platform comes, how the team is split (nobody is hired), the tax, the "
        "pause, from which workload on and in which order costs are cut; or other cards that are policies. The winner "
        "is run again on fresh luck beside the policy that the search began with, and written as a strategy. Ctrl-C "
        "keeps what is finished; the same command carries on."
    ),
    "serve": (
        "Simulates days of single requests through a serving stack: callers, gateway, caches, router, batches, "
        "replicas, time-outs and retries. Shows what a useful call costs and the bill by its parts, how long callers "
        "wait while a dashboard stays green, what is shed and what fails, and draws a day. stack= chooses a story with "
        "its variants side by side, vary=CARD=[a,b] sets values of one card side by side. --fit writes the cards of "
        "the weekly model that the simulated days earn, with their error."
    ),
    "calibrate": (
        "Takes cards from your own records; the first word says from which. history: draws the cards from their "
        "ranges, simulates each draw to the end of your programme's history, and weighs it by how well it reproduces "
        "go-lives, spend and decisions. traffic: arrivals, token sizes, repetition and growth from a request log. "
        "portfolio: volumes, inequality and volatility of many workloads, and next month's total. prices: dated prices "
        "of models, with what looks wrong in them. routing: the share of calls that a small model can take at a stated "
        "quality. Each leaves fragment.yaml, for fragment=FILE on other verbs, and a page that says how well it fits."
    ),
    "params": (
        "Shows the numbers that can be changed as key=value after run, compare and trace, and searches them. With "
        "start=FILE it shows how a client's portfolio is read, or by line and column what is wrong with it."
    ),
    "rerun": (
        "Runs the scenario.yaml of a results folder again into a new folder, or the command of a study or a search, "
        "and says whether the stored results are the same, byte by byte. From a report.html alone it runs the "
        "scenarios that the page carries and compares the numbers. Exit status 1 where they are not the same."
    ),
    "report": (
        "Writes report.html again from the results of sim run, compare, sweep or study, each of which writes one by "
        "itself, and draws its charts anew. The page is one file: findings, charts, tables, what differs from the "
        "base, a bad programme told, how sure it all is, every assumption with its source, and how to reproduce it. "
        "With --slides and --workbook the same numbers also go into report.pptx and report.xlsx, as charts that can be "
        "edited. A template needs a layout for the title slide and one with a title and nothing else to fill in; its "
        "own slides are left out."
    ),
    "diff": (
        "Sets two results side by side: which cards differ, with both values, and what became of the headline numbers, "
        "with intervals. Where both met the same futures and their programmes are there, differences are taken future "
        "by future; otherwise as of independent samples. Takes folders or reports of sim run, compare, sweep and study."
    ),
    "trials": (
        "Says how many programmes it takes until the 95% interval is as narrow as precision= asks for, or, with "
        "replications=, how narrow it would be. From what you expect (share=, shares=, deviation=, deviations=), or "
        "from what a results folder measured, for each strategy and each pair, with the time it would take. Simulates "
        "nothing."
    ),
    "completion": "Prints a script that makes the tab key complete verbs, keys, options and flags.",
}
KEYS_OF_RUN = (
    "replications", "seed", "output", "executor", "workers", "horizon_weeks", "cfo.budget_eur", "cfo.threshold_eur",
    "sequencing.platform_after", "economics.track_from_workload", "topology.platform.engineers",
    "opportunities.ideas_per_month", "market.call_price_eur",
)  # fmt: skip
PRECISE = (*KEYS_OF_RUN[:5], "precision", "precision_of", "most_replications", *KEYS_OF_RUN[5:])
OF_ONE_PROGRAMME = ("seed", "output", *KEYS_OF_RUN[5:])
OF_POINTS = KEYS_OF_RUN[1:]
FACTORS = ("factors", "", "list", "Cards that vary: names, groups, assumptions, policies; card=[low,high]; card=a,b,c.")
KEYS = {
    "run": PRECISE,
    "compare": PRECISE,
    "trace": OF_ONE_PROGRAMME,
    "sweep": KEYS_OF_RUN,
    "study": OF_POINTS,
    "sensitivity": OF_POINTS,
    "seek": OF_POINTS,
    "map": OF_POINTS,
    "optimise": OF_POINTS,
    "serve": (),
    "calibrate": OF_POINTS,
    "rerun": ("output", "executor", "workers"),
    "report": ("output",),
    "trials": (),
}
OVER_WORLDS = (
    ("uncertainty", "off", "name", "on: worlds drawn from the cards' ranges, beside luck; what is worth knowing."),
    ("worlds", "400", "number", "With uncertainty=on: how many worlds, replications= is then 2 in each; or a table."),
    ("factors", "assumptions", "list", "With uncertainty=on: cards that vary between worlds, as for sim sensitivity."),
)
OWN_KEYS = {
    "run": OVER_WORLDS,
    "compare": (
        ("strategies", "", "list", "Strategies to set side by side, such as strategies=[a,b]."),
        ("runs", "", "list", "Or stored results, such as runs=[FOLDER,FOLDER]: nothing is simulated."),
        ("independent", "false", "yes or no", "With runs= of different seeds: compare them as independent samples."),
        ("common_horizon", "false", "yes or no", "With runs= of different horizons: compare the weeks that all have."),
        ("uncertainty", "", "name", "off: luck alone; on: worlds alone. From a position both if nothing is said."),
        ("worlds", "", "number", "How many worlds, or a table of them. From a position replications=, at most 200."),
        OVER_WORLDS[2],
    ),
    "sweep": (
        ("launcher", "basic", "name", "basic runs one job after the other; joblib, an extra, runs them side by side."),
    ),
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
        ("factors", "assumptions", *FACTORS[2:]),
        ("method", "tornado", "name", "tornado, morris, sobol or regions."),
        ("measure", "payoff_eur", "name", "What moves; with regions, what happens (failed if nothing is said)."),
        ("trajectories", "10", "number", "Walks of a Morris screening, each as many points as cards and one."),
        ("rows", "64", "number", "Rows of Sobol indices, a power of two; each is as many points as cards and two."),
        ("worlds", "200", "number", "Worlds among which regions are looked for; half of them are held out."),
        ("replications", "100", "number", "Programmes at each point; 20 with morris and sobol, 1 with regions."),
    ),
    "seek": (
        ("goal", "", "number", "At least so much is wanted: a share such as 0.8, or an amount."),
        ("at_most", "", "number", "In place of goal=: at most so much is wanted."),
        ("measure", "reached_target", "name", "Of what."),
        ("low", "of card", "number", "Where the search begins."),
        ("high", "of card", "number", "Where it ends."),
        ("tolerance", "1% of it", "number", "How near the answer has to be."),
        ("strategies", "", "list", "Several strategies, in place of strategy=: what does each need?"),
        ("replications", "200", "number", "Programmes at each value; about 9 to 30 values are tried."),
    ),
    "map": (
        ("strategies", "", "list", "Two strategies, [a,b]: the first minus the second in every cell."),
        ("measure", "payoff_eur", "name", "What stands in the cells."),
        ("goal", "0 of payoff", "number", "Of one strategy: the level whose border is drawn."),
        ("steps", "7", "number", "Values of each card, 2 to 15, the ends of its range included."),
        ("replications", "50", "number", "Programmes in each cell."),
    ),
    "optimise": (
        ("over", "all six", "list", "What may change: timing, team, tax, pause, window, levers; or cards: card=a,b."),
        ("measure", "payoff_eur", "name", "Of what the most is wanted."),
        ("programmes", "20000", "number", "How many may be simulated in all."),
        ("rounds", "", "number", "How often all parts are gone through; until nothing is better if nothing is said."),
        ("replications", "200", "number", "Programmes by which a policy is judged; twice as many are its fresh luck."),
    ),
    "serve": (
        ("stack", "default", "name", "Which serving stack, or which story."),
        ("vary", "", "list", "Values of one card side by side, such as vary=large.batch_size=[1,4,16]."),
        ("fragment", "", "file", "Cards of the request level from your own records, such as a stack.yaml."),
        ("replications", "5", "days", "Days of each variant, each with luck of its own, the same in all variants."),
        ("seed", "21", "number", "Seed of all luck: the same stack and seed give the same days, bit by bit."),
        ("output", "null", "folder", "Folder for the results; null makes one under outputs/."),
        ("workers", "null", "processes", "Processes to use; null uses every core."),
    ),
    "calibrate": (
        ("draws", "2000", "number", "history: settings of the cards that are drawn and simulated to its end."),
        ("keep", "0.05", "share", "history: which share of the draws, the nearest, gets weight."),
        ("factors", "assumptions", "list", "history: cards that are drawn, as for sim sensitivity."),
        ("decimal", "", "name", "history: comma or point, where a number can be read in two ways."),
        ("replications", "400", "number", "history: programmes of the forecast, before and after."),
        ("columns", "", "names", "traffic, portfolio: whose column is which: columns={time:created,input:tokens_in}."),
        ("usd_in_eur", "", "EUR", "traffic, prices: what one US dollar is in euros."),
        ("model, small", "", "names", "prices: the usual model and the small one."),
        ("quality", "0.95", "share", "routing: the share of the large model's quality that is to be kept."),
    ),
    "trials": (
        ("precision", "", "list", "Half-widths of the 95% interval, such as 0.02, [0.05,0.02] or, of a mean, 5%."),
        ("replications", "", "list", "The reverse: how precise so many programmes are."),
        ("share", "0.5", "share", "What share of programmes is expected; a half takes most."),
        ("shares", "", "list", "Two shares, [a,b], whose difference is asked about."),
        ("deviation", "", "number", "Standard deviation of a mean, in its unit."),
        ("deviations", "", "list", "The same of two means, [a,b], whose difference is asked about."),
        ("correlation", "0", "number", "What common luck achieves in a pair; a stored comparison measures it."),
        ("of", "reached_target", "measure", "Of a results folder: which measure is asked about."),
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
    if verb == "serve":
        _show_stacks(config_dir)
    if verb in ("study", "sweep"):
        say()
        say(heading(f"Saved in study/, as sim {verb} NAME"))
        say(pairs(described_studies(verb, str(config_dir) if config_dir else None)))
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


def _show_stacks(config_dir: Path | None) -> None:
    from sim.composition.options import STACKS, options_in

    say()
    say(heading("What can be chosen, as stack=NAME"))
    say(pairs([(option.name, option.description) for option in options_in(STACKS, config_dir)], indent="    "))


def _show_keys(verb: str) -> None:
    from sim.scenario import all_cards
    from sim.verbs.params import shown

    by_name = {card.name: card for card in all_cards()}
    cards = [by_name[name] for name in KEYS[verb]]
    rows = [*OWN_KEYS.get(verb, ()), *((card.name, shown(card.default), card.unit, card.meaning) for card in cards)]
    say()
    listed = "sim params stack" if verb == "serve" else "sim params"
    say(heading(f"Keys used most, as key=value ({listed} lists all)"))
    top, *lines = blocks(
        ("  key", "default", "unit"), [(f"  {key}", default, unit) for key, default, unit, _ in rows], (0, 1, 2)
    )
    say(styled(top, DIM))
    for line, row in zip(lines, rows, strict=True):
        say(line)
        say(paragraph(row[-1], "      "))
