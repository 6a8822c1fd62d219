"""`sim seek`: how much of one card a goal needs, strategy by strategy, by halving in the same futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sim.analysis.decisions import in_words, seek_card, sought_over
from sim.analysis.goal_seek import Sought
from sim.analysis.measures import Measure, measure_named
from sim.analysis.study import RunPoints
from sim.charts.seek import SeekChart, card_value, draw_seek
from sim.errors import InputError
from sim.folders import save
from sim.scenario import Scenario
from sim.scenario.values import card_named
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.decision_frame import Question, answered, cards_first, draw, files_of, goal_of, jobs_of, number
from sim.verbs.figures import UNKNOWN
from sim.verbs.jobs import next_command, show_config
from sim.verbs.own_words import OwnWords, own_words
from sim.verbs.screen import heading, paragraph, say, say_json, table
from sim.verbs.study_numbers import csv_bytes, measured, says

KEYS = ("goal", "at_most", "measure", "low", "high", "tolerance", "strategies")
MEASURE, REPLICATIONS, FEWEST = "reached_target", 200, 2
EXAMPLE = "sim seek cfo.budget_eur goal=0.8"
FILES = {
    "charts/": "the measure at every value tried, the goal and the answer, as SVG, PNG and CSV",
    "seek.csv": "every value that was tried, with what it gave",
    "summary.json": "the goal, the answer of each strategy with its interval, every value tried",
    "scenario.yaml": "the scenario in which the card is changed",
    "points/": "what was simulated; the same command carries on from it",
}


@dataclass(frozen=True)
class Wish:
    """What is wanted of a measure, and between which values of the card it is sought."""

    card: str
    target: float
    at_most: bool
    measure: Measure
    low: float | None
    high: float | None
    tolerance: float | None

    def sought(self, base: Scenario, seed: int, replications: int, run: RunPoints) -> Sought:
        """The answer for one scenario."""
        return seek_card(
            base,
            self.card,
            self.target,
            measure=self.measure.name,
            low=self.low,
            high=self.high,
            tolerance=self.tolerance,
            at_most=self.at_most,
            seed=seed,
            replications=replications,
            run=run,
        )


def run(arguments: Arguments) -> int:
    """Ask, simulate value by value, save, show."""
    own = own_words(arguments, KEYS)
    cards, words = cards_first(own.words)
    wish = wish_of(own, cards)
    jobs = jobs_of(arguments, own, words, REPLICATIONS)
    if arguments.shows_config:
        return show_config(arguments, jobs)
    if jobs[0].settings.replications < FEWEST:
        raise InputError(f"replications: found 1; a goal is sought over futures and needs at least {FEWEST}")
    over = sought_over(wish.card, wish.low, wish.high)
    asked = {
        "card": wish.card,
        "measure": wish.measure.name,
        "goal": f"at {'most' if wish.at_most else 'least'} {wish.target}",
        "range": over.told(),
        "tolerance": wish.tolerance,
    }
    question = Question("seek", jobs, asked)
    done = answered(arguments, question, partial(_find, wish, question), partial(_write, wish, question))
    return work.INTERRUPTED if done is None else _show(arguments, own, wish, question, *done)


def wish_of(own: OwnWords, cards: tuple[str, ...]) -> Wish:
    """The words of the question; each that is wrong is named."""
    ranged = next((card for card in cards if "=" in card), None)
    if ranged is not None:
        raise InputError(f"{ranged}: give the card alone, and its range as low= and high=, such as {EXAMPLE} low=1e6")
    if len(cards) != 1:
        raise InputError(f"sim seek takes one card, found {', '.join(cards) or 'none'}; such as {EXAMPLE}")
    measure = measure_named(own.text("measure", MEASURE))
    least, most = goal_of(own, "goal", measure), goal_of(own, "at_most", measure)
    if (least is None) == (most is None):
        raise InputError(f"goal: how much is wanted? Give goal= (at least) or at_most=, one of them; such as {EXAMPLE}")
    target = most if least is None else least
    ends = (number(own, "low"), number(own, "high"), number(own, "tolerance"))
    return Wish(card_named(cards[0]).name, float(target or 0.0), least is None, measure, *ends)


def _find(wish: Wish, question: Question, run: RunPoints) -> dict[str, Sought]:
    settings = question.job.settings
    return {
        job.scenario.name: wish.sought(job.scenario, settings.seed, settings.replications, run) for job in question.jobs
    }


def _chart(wish: Wish, question: Question, found: Mapping[str, Sought]) -> SeekChart:
    labels = {job.scenario.name: job.scenario.label for job in question.jobs}
    twice = len(set(labels.values())) < len(labels)
    return SeekChart(says(wish.measure), {name if twice else labels[name]: one for name, one in found.items()})


def _write(wish: Wish, question: Question, found: Mapping[str, Sought], folder: Path) -> dict[str, Any]:
    """Chart and table; the content of summary.json."""
    chart = _chart(wish, question, found)
    draw(draw_seek(chart, question.provenance), chart, folder, "seek")
    save(folder / "seek.csv", csv_bytes(("strategy", wish.card, "estimate", "low", "high"), _tried(found)))
    card, goal = card_named(wish.card), chart.goal
    return {
        "finding": chart.title,
        "card": {"name": card.name, "unit": card.unit, "meaning": card.meaning},
        "measure": {"name": wish.measure.name, "unit": wish.measure.unit, "meaning": wish.measure.meaning},
        "goal": {"target": goal.target, "at_most": goal.at_most},
        "searched": {"low": goal.low, "high": goal.high, "tolerance": goal.tolerance},
        "strategies": {
            job.scenario.name: {
                "label": job.scenario.label,
                "fingerprint": job.scenario.fingerprint(),
                **_plain(found[job.scenario.name]),
            }
            for job in question.jobs
        },
    }


def _plain(one: Sought) -> dict[str, Any]:
    tried = [{"value": each.value, "estimate": each.estimate, "low": each.low, "high": each.high} for each in one.tried]
    there = one.there
    return {
        "verdict": one.verdict,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "estimate": None if there is None else {"value": there.estimate, "low": there.low, "high": there.high},
        "sentence": one.sentence,
        "tried": tried,
    }


def _tried(found: Mapping[str, Sought]) -> Iterator[tuple[object, ...]]:
    for name, one in found.items():
        for each in one.tried:
            yield name, each.value, each.estimate, each.low, each.high


def _show(
    arguments: Arguments,
    own: OwnWords,
    wish: Wish,
    question: Question,
    found: Mapping[str, Sought],
    document: Mapping[str, Any],
) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(question.folder), "stopped_early": False})
        return work.DONE
    chart = _chart(wish, question, found)
    settings = question.job.settings
    sure = f"{settings.replications:,} programmes a value, seed {settings.seed}"
    say(heading(f"{chart.wanted}: how much {wish.card} does that take? ({sure})"))
    say()
    if len(found) == 1:
        _show_values(wish, next(iter(found.values())))
    else:
        _show_strategies(wish, chart)
    for label, one in chart.sought.items():
        lead = "" if len(found) == 1 else f"{label}: "
        say(paragraph(f"{lead}{one.sentence}"))
        say()
    work.say_files(question.folder, files_of(FILES, question))
    say()
    work.say_next(_next(arguments, own, wish, found))
    return work.DONE


def _show_values(wish: Wish, one: Sought) -> None:
    """Every value tried; the answer is marked."""
    rows = [
        [
            card_value(one.goal, each.value),
            measured(wish.measure, each.estimate),
            f"{measured(wish.measure, each.low)} to {measured(wish.measure, each.high)}",
            "<- the answer" if each.value == one.value else "",
        ]
        for each in one.tried
    ]
    say(table((wish.card, in_words(wish.measure), "95% confidence", ""), rows, (3,)))
    say()


def _show_strategies(wish: Wish, chart: SeekChart) -> None:
    """The value that each strategy needs."""
    rows = []
    for label, one in chart.sought.items():
        there = one.there
        value = UNKNOWN if one.value is None else card_value(one.goal, one.value)
        level = UNKNOWN if there is None else measured(wish.measure, there.estimate)
        span = UNKNOWN if one.value is None else chart.interval(one).removeprefix("95% confidence").lstrip(": ")
        rows.append([label, one.verdict, value, span, level])
    say(table(("strategy", "answer", wish.card, "its 95% confidence", f"{in_words(wish.measure)} there"), rows, (0, 1)))
    say()


def _next(arguments: Arguments, own: OwnWords, wish: Wish, found: Mapping[str, Sought]) -> dict[str, str]:
    _, words = cards_first(own.words)
    same = arguments._replace(words=words)
    answers = {name: one.value for name, one in found.items() if one.value is not None}
    commands = {}
    if answers:
        name, value = next(iter(answers.items()))
        chosen = (f"strategy={name}",) if own.has("strategies") else ()
        commands["the programme with that value"] = next_command(
            same, "run", *chosen, f"{wish.card}={value:.10g}", keep=("strategy",)
        )
    else:
        commands["which cards move it at all"] = next_command(
            same,
            "sensitivity",
            "factors=[assumptions]",
            "method=morris",
            f"measure={wish.measure.name}",
            keep=("strategy",),
        )
    return {**commands, "what the card means": f"sim params {wish.card}"}
