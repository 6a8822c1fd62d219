"""`sim optimise`: a better policy for one strategy, searched in common futures and judged on fresh luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.analysis.bench import FEWEST_IN_A_BLOCK, Effort
from sim.analysis.decisions import block_seed, optimise_policy, refuse_measure
from sim.analysis.measures import Measure, measure_named
from sim.analysis.optimise import Optimised
from sim.analysis.policy_space import PARTS, Policy, Space, difference_told, policy_space
from sim.analysis.study import RunPoints
from sim.charts.optimise import OptimiseChart, draw_optimise
from sim.composition import Job
from sim.errors import InputError
from sim.folders import save
from sim.scenario import Scenario
from sim.scenario.variation import vary
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.decision_frame import Question, answered, draw, jobs_of
from sim.verbs.jobs import show_config
from sim.verbs.optimise_policy import next_commands, save_strategy
from sim.verbs.own_words import OwnWords, own_words, with_their_values
from sim.verbs.screen import heading, note, paragraph, say, say_json, table
from sim.verbs.study_numbers import csv_bytes, measured, says

KEYS = ("over", "measure", "rounds", "programmes")
MEASURE, JUDGED_BY, PROGRAMMES = "payoff_eur", 200, 20_000
BLOCK = 25
RIVALS_SHOWN = 3
FILES = {
    "strategy/": "the policy found as a strategy; --config-dir with this folder lets sim run and sim compare take it",
    "charts/": "the search step by step, and start and winner on fresh luck, as SVG, PNG and CSV",
    "optimise.csv": "every change that the search made",
    "summary.json": "the policies, what each step seemed to gain, fresh luck, optimism, rivals",
    "scenario.yaml": "the scenario that the search began with",
    "points/": "what was simulated; the same command carries on from it",
}


@dataclass(frozen=True)
class Search:
    """What is searched, for how much of which measure, with how much effort."""

    space: Space
    over: tuple[str, ...]
    measure: Measure
    effort: Effort


def run(arguments: Arguments) -> int:
    """Search, judge on fresh luck, write the policy, show."""
    own = own_words(arguments, KEYS)
    (job,) = jobs_of(arguments, own, own.words, JUDGED_BY)
    if arguments.shows_config:
        return show_config(arguments, [job])
    search = search_of(own, job)
    effort = search.effort
    question = Question(
        "optimise", (job,),
        {"over": search.over, "measure": search.measure.name, "programmes": effort.budget, "rounds": effort.rounds},
    )  # fmt: skip
    if not arguments.quiet:
        note(f"sim: {_beforehand(search, job.scenario)}")
    told = f"{{:,}} of at most {effort.budget:,} programmes so far".format
    done = answered(
        arguments, question, partial(_find, search, job), partial(_write, search, question, arguments.command), told
    )
    same = arguments._replace(words=own.words)
    return work.INTERRUPTED if done is None else _show(same, search, question, *done)


def search_of(own: OwnWords, job: Job) -> Search:
    """The words of the question; each that is wrong is named before anything is simulated."""
    over = tuple(_with_values(own.items("over", tuple(PARTS))))
    measure = measure_named(own.text("measure", MEASURE))
    refuse_measure(measure.name)
    effort = effort_of(
        job.settings.replications,
        own.whole("programmes", PROGRAMMES),
        own.whole("rounds", 0) if own.has("rounds") else None,
    )
    return Search(policy_space(job.scenario, over), over, measure, effort)


def _with_values(items: Sequence[str]) -> Iterator[str]:
    """`card=a`, `b` and `c` of a list are one word again; the names of parts continue nothing."""
    for are_parts, group in groupby(items, lambda word: word in PARTS):
        words = list(group)
        yield from words if are_parts else with_their_values(words)


def effort_of(judged_by: int, programmes: int, rounds: int | None) -> Effort:
    """Blocks of 25, or one smaller block; twice as much fresh luck as a policy is judged by."""
    block = min(BLOCK, judged_by)
    if block < FEWEST_IN_A_BLOCK or judged_by % block:
        raise InputError(
            f"replications: found {judged_by}; a policy is judged by {FEWEST_IN_A_BLOCK} to {BLOCK} programmes, or by "
            f"a multiple of {BLOCK}"
        )
    if rounds is not None and rounds < 1:
        raise InputError(f"rounds: found {rounds}; allowed is a whole number from 1 on")
    effort = Effort(programmes, block, judged_by // block, 2 * judged_by, rounds)
    least = effort.reserved + 2 * judged_by
    if programmes < least:
        raise InputError(
            f"programmes: found {programmes:,}; to compare two policies by {judged_by} programmes and to run both "
            f"again on {effort.fresh} takes {least:,} at least (a whole search takes thousands)"
        )
    return effort


def _beforehand(search: Search, scenario: Scenario) -> str:
    """What the search may cost, said before it begins."""
    effort, start = search.effort, search.space.policy_of(scenario)
    policies = sum(len(step.policies) for part in search.space.parts for step in part.steps(start))
    rounds = "" if effort.rounds is None else f", {effort.rounds:,} round{'' if effort.rounds == 1 else 's'}"
    return (
        f"at most {effort.budget:,} programmes{rounds}: about {policies:,} policies a round, each judged by up to "
        f"{effort.judged_by:,}; {effort.reserved:,} are kept for the fresh luck of start and winner"
    )


def _find(search: Search, job: Job, run: RunPoints) -> Optimised:
    return optimise_policy(
        job.scenario, search.space, search.effort, measure=search.measure.name, seed=job.settings.seed, run=run
    )


def _chart(search: Search, question: Question, found: Optimised) -> OptimiseChart:
    label, measure = question.job.scenario.label, search.measure
    return OptimiseChart(label, says(measure), measure.unit, found, search.effort.judged_by)


def _write(search: Search, question: Question, command: str, found: Optimised, folder: Path) -> dict[str, Any]:
    """Policy, chart and table; the content of summary.json."""
    chart = _chart(search, question, found)
    scenario = question.job.scenario
    strategy = None
    if found.winner != found.start:
        strategy = save_strategy(vary(scenario, dict(found.winner)), folder, command)
    draw(draw_optimise(chart, question.provenance), chart, folder, "optimise")
    header = ("step", "change", "gain_where_searched", "tried", "programmes_so_far")
    moves = ((move.step, move.change, move.gain, move.tried, move.spent) for move in found.moves)
    save(folder / "optimise.csv", csv_bytes(header, moves))
    gain = found.gain
    return {
        "finding": chart.title,
        "sentence": found.sentence(chart.points),
        "name": scenario.name,
        "label": scenario.label,
        "fingerprint": scenario.fingerprint(),
        "measure": {"name": search.measure.name, "unit": search.measure.unit, "meaning": search.measure.meaning},
        "over": list(search.over),
        "effort": asdict(search.effort),
        "start": _plain(found.start),
        "winner": _plain(found.winner),
        "changes": difference_told(found.start, found.winner),
        "strategy": strategy,
        "moves": [{**asdict(move), "policy": _plain(move.policy)} for move in found.moves],
        "searched": {"winner": found.searched, "gain": found.searched_gain},
        "fresh": {
            "seed": block_seed(question.job.settings.seed, search.effort.blocks),
            "replications": search.effort.fresh,
            "start": asdict(found.start_fresh),
            "winner": asdict(found.fresh),
            "gain": {
                "mean": gain.mean, "low": gain.low, "high": gain.high,
                "better": gain.better, "worse": gain.worse, "tied": gain.tied, "clear": gain.clear,
            },
        },
        "optimism": {**asdict(found.optimism), "of_gain": found.optimism_of_gain},
        "rivals": [difference_told(found.winner, each) for each in found.rivals],
        "policies": found.policies,
        "programmes": found.programmes,
        "stopped": found.stopped,
    }  # fmt: skip


def _plain(policy: Policy) -> dict[str, Any]:
    return {card: list(value) if isinstance(value, tuple) else value for card, value in policy}


def _show(
    arguments: Arguments, search: Search, question: Question, found: Optimised, document: Mapping[str, Any]
) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(question.folder), "stopped_early": False})
        return work.DONE
    chart = _chart(search, question, found)
    settings = question.job.settings
    say(heading(f"{question.job.scenario.label}: the best {chart.measure} by policy (seed {settings.seed})"))
    say()
    _show_moves(chart, found)
    _show_luck(search, chart, found)
    say(paragraph(f"{document['finding']}."))
    say()
    _show_rivals(found)
    files = {name: what for name, what in FILES.items() if name != "strategy/" or document["strategy"]}
    work.say_files(question.folder, files)
    say()
    work.say_next(next_commands(arguments, question, search.space, document))
    return work.DONE


def _show_moves(chart: OptimiseChart, found: Optimised) -> None:
    """What was changed, in order."""
    if found.moves:
        rows = [
            [move.change, f"+{chart.points(move.gain)}", f"{move.tried:,}", f"{move.spent:,}"] for move in found.moves
        ]
        say(table(("change", "seemed to gain", "others tried", "programmes so far"), rows))
        say()


def _show_luck(search: Search, chart: OptimiseChart, found: Optimised) -> None:
    """Start and winner where the winner was chosen and on fresh luck: the optimism is the difference."""
    searched, fresh = f"{search.effort.judged_by:,} futures searched", f"{search.effort.fresh:,} fresh futures"
    told = partial(measured, search.measure)
    spans = [f"{told(each.low)} to {told(each.high)}" for each in (found.start_fresh, found.fresh)]
    gain = f"{chart.points(found.gain.low)} to {chart.points(found.gain.high)}"
    rows = [
        ["start", told(chart.start), told(found.start_fresh.mean), spans[0]],
        ["found", told(found.searched), told(found.fresh.mean), spans[1]],
        ["gain, future by future", chart.points(found.searched_gain), chart.points(found.gain.mean), gain],
    ]
    say(table(("", searched, fresh, "95% confidence"), rows))
    optimism = found.optimism
    say(
        paragraph(
            f"Searched less fresh, the mean of what was found: {chart.points(optimism.mean)} (95% confidence "
            f"{chart.points(optimism.low)} to {chart.points(optimism.high)}). {found.policies:,} policies tried, "
            f"{found.programmes:,} programmes; {found.stopped}."
        )
    )
    say()


def _show_rivals(found: Optimised) -> None:
    """Policies that the search cannot tell from the winner: a choice among them is free."""
    if not found.rivals:
        return
    shown = "; ".join(difference_told(found.winner, each) for each in found.rivals[:RIVALS_SHOWN])
    more = len(found.rivals) - RIVALS_SHOWN
    rest = f"; and {more:,} more in summary.json" if more > 0 else ""
    say(paragraph(f"As good for all that the search knows, instead of what was found: {shown}{rest}."))
    say()
