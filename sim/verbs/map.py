"""`sim map`: two cards at once: where two strategies break even, or where one strategy meets a goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sim.analysis.decisions import MAP_STEPS, axes_of, map_cards, map_measure
from sim.analysis.factors import Factor, parse_factor
from sim.analysis.maps import Axis, TwoWayMap
from sim.analysis.measure_map import MeasureMap
from sim.analysis.measures import Measure, measure_named
from sim.analysis.study import RunPoints
from sim.charts.map import MOST_STEPS, MapChart, card_tick, cell_text, difference_chart, draw_map, measure_chart
from sim.errors import InputError
from sim.folders import save
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.decision_frame import Question, answered, cards_first, draw, files_of, goal_of, jobs_of
from sim.verbs.jobs import next_command, show_config
from sim.verbs.own_words import OwnWords, own_words
from sim.verbs.screen import cells, heading, paragraph, say, say_json, table, width
from sim.verbs.study_numbers import csv_bytes, says

KEYS = ("measure", "steps", "goal", "strategies")
MEASURE, REPLICATIONS, FEWEST = "payoff_eur", 50, 2
EXAMPLE = "sim map cfo.budget_eur cfo.threshold_eur strategies=[a,b]"
UNSURE = "~"
Found = TwoWayMap | MeasureMap
FILES = {
    "charts/": "the map as SVG, PNG and CSV",
    "map.csv": "every cell: both cards, what was simulated, its interval",
    "summary.json": "cards, measure, every cell, and the line between cells where it turns",
    "scenario.yaml": "the scenario in which the cards are changed",
    "points/": "what was simulated; the same command carries on from it",
}


@dataclass(frozen=True)
class Plan:
    """Which cards over which values, and what stands in a cell."""

    across: Factor
    up: Factor
    measure: Measure
    steps: int
    goal: float | None


def run(arguments: Arguments) -> int:
    """Lay out the grid, simulate every cell, save, show."""
    own = own_words(arguments, KEYS)
    cards, words = cards_first(own.words)
    plan = plan_of(own, cards)
    axes = axes_of(plan.across, plan.up, plan.steps)
    for axis in axes:
        if len(axis.values) > MOST_STEPS:
            raise InputError(f"{axis.card}: found {len(axis.values)} values; a map holds at most {MOST_STEPS} a card")
    jobs = jobs_of(arguments, own, words, REPLICATIONS)
    if arguments.shows_config:
        return show_config(arguments, jobs)
    _check(own, jobs, plan)
    asked = {
        "across": f"{axes[0].card} {axes[0].values}",
        "up": f"{axes[1].card} {axes[1].values}",
        "measure": plan.measure.name,
        "goal": plan.goal,
    }
    question = Question("map", jobs, asked)
    done = answered(arguments, question, partial(_find, plan, question), partial(_write, plan, question))
    return work.INTERRUPTED if done is None else _show(arguments, own, plan, question, *done)


def plan_of(own: OwnWords, cards: tuple[str, ...]) -> Plan:
    """The words of the question; each that is wrong is named."""
    if len(cards) != 2:  # noqa: PLR2004
        raise InputError(f"sim map takes two cards, found {', '.join(cards) or 'none'}; such as {EXAMPLE}")
    steps = own.whole("steps", MAP_STEPS)
    if not 1 < steps <= MOST_STEPS:
        raise InputError(
            f"steps: found {steps}; allowed are 2 to {MOST_STEPS} values a card, so that cells hold numbers"
        )
    measure = measure_named(own.text("measure", MEASURE))
    goal = goal_of(own, "goal", measure)
    if goal is None and measure.name == MEASURE and not own.has("strategies"):
        goal = 0.0
    across, up = map(parse_factor, cards)
    return Plan(across, up, measure, steps, goal)


def _check(own: OwnWords, jobs: tuple[Any, ...], plan: Plan) -> None:
    replications = jobs[0].settings.replications
    if replications < FEWEST:
        raise InputError(
            f"replications: found {replications}; a cell is judged over futures and needs at least {FEWEST}"
        )
    if len(jobs) > 2:  # noqa: PLR2004
        raise InputError(
            f"strategies: a map sets two against each other, found {len(jobs)}; more than two need a map a pair"
        )
    if len(jobs) > 1 and plan.goal is not None:
        raise InputError("goal: the line between two strategies is where they break even; leave goal= out")
    if own.has("strategies") and len(jobs) == 1:
        raise InputError("strategies: one alone is strategy=NAME")


def _find(plan: Plan, question: Question, run: RunPoints) -> Found:
    settings, base = question.job.settings, question.job.scenario
    luck = {"seed": settings.seed, "replications": settings.replications}
    if len(question.jobs) == 1:
        return map_measure(
            base, plan.across, plan.up, measure=plan.measure.name, goal=plan.goal, steps=plan.steps, run=run, **luck
        )
    strategies = {job.scenario.name: job.scenario for job in question.jobs}
    return map_cards(strategies, plan.across, plan.up, measure=plan.measure.name, steps=plan.steps, run=run, **luck)


def _chart(plan: Plan, question: Question, found: Found) -> MapChart:
    measure, unit = says(plan.measure), plan.measure.unit
    if isinstance(found, MeasureMap):
        return measure_chart(found, question.job.scenario.label, measure, unit)
    labels = [job.scenario.label for job in question.jobs]
    return difference_chart(found, found.strategies if len(set(labels)) == 1 else labels, measure, unit)


def _write(plan: Plan, question: Question, found: Found, folder: Path) -> dict[str, Any]:
    """Chart and table; the content of summary.json."""
    chart = _chart(plan, question, found)
    draw(draw_map(chart, question.provenance), chart, folder, "map")
    rows = list(_records(found))
    save(folder / "map.csv", csv_bytes(list(rows[0]), (row.values() for row in rows)))
    lines = found.break_even if isinstance(found, TwoWayMap) else found.lines
    return {
        "finding": chart.title,
        "measure": {"name": plan.measure.name, "unit": plan.measure.unit, "meaning": plan.measure.meaning},
        "goal": plan.goal,
        "across": _axis(found.across),
        "up": _axis(found.up),
        "strategies": {
            job.scenario.name: {"label": job.scenario.label, "fingerprint": job.scenario.fingerprint()}
            for job in question.jobs
        },
        **({"sentence": found.sentence} if isinstance(found, TwoWayMap) else {}),
        "cells": rows,
        "line": [[list(point) for point in line] for line in lines],
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {"card": axis.card, "unit": axis.unit, "values": list(axis.values)}


def _records(found: Found) -> Any:
    """Every cell, row by row: the cards, the means, and the difference or the interval."""
    for row, y in enumerate(found.up.values):
        for column, x in enumerate(found.across.values):
            cards = {found.across.card: x, found.up.card: y}
            if isinstance(found, TwoWayMap):
                apart = found.differences[row][column]
                means = {f"{name}_mean": float(mean[row, column]) for name, mean in found.means.items()}
                numbers = {"difference": apart.mean, "low": apart.low, "high": apart.high}
                yield {**cards, **means, **numbers, "better": apart.better, "worse": apart.worse, "clear": apart.clear}
            else:
                ends = {"low": float(found.low[row, column]), "high": float(found.high[row, column])}
                yield {
                    **cards,
                    "mean": float(found.means[row, column]),
                    **ends,
                    "clear": bool(found.clear[row, column]),
                }


def _show(
    arguments: Arguments, own: OwnWords, plan: Plan, question: Question, found: Found, document: Mapping[str, Any]
) -> int:
    if arguments.as_json:
        say_json({**document, "folder": str(question.folder), "stopped_early": False})
        return work.DONE
    chart, settings = _chart(plan, question, found), question.job.settings
    what = chart.subtitle.partition(",")[0]
    sure = f"{settings.replications:,} programmes a cell, seed {settings.seed}"
    say(heading(f"{what}: {chart.measure} ({sure})"))
    say()
    _show_cells(chart)
    say(paragraph(f"{document['finding']}.{_luck(chart)}"))
    say()
    work.say_files(question.folder, files_of(FILES, question))
    say()
    work.say_next(_next(arguments, own, plan, question))
    return work.DONE


def _luck(chart: MapChart) -> str:
    return f" {chart.by_luck}" if chart.sides else ""


def _show_cells(chart: MapChart) -> None:
    """The grid as on the chart, high values on top; where it is wider than the terminal the files hold it."""
    heads = [chart.up.card, *(card_tick(chart.across, value) for value in chart.across.values)]
    rows = [
        [card_tick(chart.up, y), *(_cell(chart, value, clear) for value, clear in zip(row, sure, strict=True))]
        for y, row, sure in zip(chart.up.values, chart.cells, chart.clear, strict=True)
    ]
    text = table(heads, rows[::-1], (0,))
    if max(map(cells, text.splitlines())) > width():
        say(paragraph("The map is wider than this terminal: it is in charts/map.png and map.csv."))
    else:
        say(text)
        say(paragraph(f"Across: {chart.across.card}.{_unsure(chart)}"))
    say()


def _unsure(chart: MapChart) -> str:
    if all(clear for _, clear in chart.flat):
        return ""
    what = (
        "no clear difference in these futures"
        if chart.sides
        else "the confidence leaves open on which side of the goal"
    )
    return f" {UNSURE}: {what}."


def _cell(chart: MapChart, value: float, clear: bool) -> str:
    return f"{'' if clear else UNSURE}{cell_text(chart.unit, value, signed=bool(chart.sides))}"


def _next(arguments: Arguments, own: OwnWords, plan: Plan, question: Question) -> dict[str, str]:
    _, words = cards_first(own.words)
    same = arguments._replace(words=words)
    first, second = plan.across.name, plan.up.name
    if len(question.jobs) > 1:
        names = own.text("strategies", "")
        return {
            "both side by side at one point": next_command(
                same, "compare", f"strategies={names}", f"{first}={_middle(plan.across)}"
            ),
            "what the cards mean": f"sim params {first}",
        }
    goal = "goal=0.5" if plan.measure.kind == "share" else f"goal={plan.goal or 0:g}"
    seek = next_command(same, "seek", first, goal, f"measure={plan.measure.name}", keep=("strategy",))
    return {f"how much {first} a goal needs": seek, "what the cards mean": f"sim params {second}"}


def _middle(over: Factor) -> str:
    values = over.steps(3)
    return f"{values[len(values) // 2]:.10g}"
