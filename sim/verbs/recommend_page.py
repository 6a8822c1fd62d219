"""recommendation.md, one page to forward, and the same as data in summary.json."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.paired import PairedDifference
from sim.analysis.recommendation import Against
from sim.analysis.regions import Discovery
from sim.analysis.turning import Turn
from sim.analysis.worlds import PAYOFF
from sim.charts.words import count, eur, listed, percent
from sim.folders import comparison_identity, save, short_hash
from sim.scenario import Scenario
from sim.scenario.variation import value_of
from sim.verbs.recommend import FOLDER, Advice
from sim.verbs.recommend_beyond import turning_regions
from sim.verbs.recommend_words import Section, sections, told
from sim.verbs.screen import heading, paragraph, say
from sim.verbs.sensitivity_form import in_unit, range_told
from sim.verbs.sensitivity_regions import region_record
from sim.verbs.uncertain_plan import DEFAULT_FACTORS

NAME = "recommendation.md"
SCHEMA_VERSION = 1
MOST_GIVEN = 12


def show(advice: Advice) -> None:
    """The block on the terminal, after the tables."""
    for each in sections(advice):
        say(heading(each.title))
        for sentence in filter(None, each.paragraphs):
            say(paragraph(sentence, "  "))
        say()


def files(advice: Advice) -> dict[str, str]:
    """What it adds to the list of files."""
    worlds = {f"{FOLDER}/": "the same options over worlds: programmes, tables, charts, summary.json"}
    found = {NAME: "one page to forward: what to do, how sure that is, what would change it"}
    return {**found, **(worlds if advice.beyond.findings else {})}


def write_page(advice: Advice, folder: Path) -> None:
    """The page, beside the summary."""
    save(folder / NAME, page(advice).encode())


def page(advice: Advice) -> str:
    """Markdown: the recommendation, how sure it is, what would change and settle it, what it rests on."""
    first, *others = sections(advice)
    parts = [f"# {first.title}", *_position(advice), *first.paragraphs, _table(advice)]
    for each in (*others, Section("What this rests on", tuple(_rests_on(advice)))):
        parts += [f"## {each.title}", *filter(None, each.paragraphs)]
    return "\n\n".join([*parts, _provenance(advice)]) + "\n"


def _position(advice: Advice) -> Iterator[str]:
    one = advice.comparison.results[advice.found.option].scenario
    yield f"Where the programme stands: {one.start.in_words()}."


def _table(advice: Advice) -> str:
    target = advice.comparison.results[advice.found.option].scenario.ends.target
    rows = [
        f"| option | payoff on average | still standing at the end | {target} live |",
        "| --- | ---: | ---: | ---: |",
    ]
    for row in advice.comparison.league():
        numbers = advice.comparison.results[row.name].numbers
        standing = numbers["outcomes"].get("censored", {"share": 0.0})["share"]
        reached = numbers["reached_target"]["share"]
        payoff = numbers["payoff_eur"]["mean"]
        rows.append(f"| {advice.labels[row.name]} | {eur(payoff)} | {percent(standing)} | {percent(reached)} |")
    return "\n".join(rows)


def _rests_on(advice: Advice) -> Iterator[str]:
    varied = () if advice.plan is None else [each.name for each in advice.plan.plan.factors]
    given = [name for name in advice.ask.given if name not in varied]
    if given:
        scenario = advice.comparison.results[advice.found.option].scenario
        shown = [f"{name} = {_value(scenario, name)}" for name in given[:MOST_GIVEN]]
        more = [f"{len(given) - MOST_GIVEN} more"] if len(given) > MOST_GIVEN else []
        yield f"Given, and so not varied: {listed([*shown, *more])}."
    if advice.ask.left_open:
        yield "Not in the client's file, and so assumed or drawn:"
        yield "\n".join(f"- {each}" for each in advice.ask.left_open)
    yield "Every other number is an assumption at its card's value (sim params lists all, with their sources)."
    if advice.plan is not None and advice.beyond.findings is not None:
        yield _worlds(advice)


def _value(scenario: Scenario, name: str) -> str:
    return in_unit(name, value_of(scenario, name))


def _worlds(advice: Advice) -> str:
    assert advice.plan is not None
    if advice.ask.table_called:
        return (
            f"Worlds beyond luck are the rows of {advice.ask.table_called}; all of its cards vary together, as it has "
            f"them. Files: {FOLDER}/."
        )
    number = len(advice.plan.plan.factors)
    if advice.ask.factors != (DEFAULT_FACTORS,):
        cards = "one card" if number == 1 else f"{count(number)} cards at once, none tied to another"
        return f"Worlds beyond luck are drawn from the ranges of {cards}. Files: {FOLDER}/."
    return (
        f"Worlds beyond luck are drawn from the ranges of all {count(number)} open cards at once: each as "
        "likely above its value as below it, "
        "none tied to another. Drawn all at once, ranges make worlds that lie farther from the one in which every card "
        f"has its value, and are harsher on the whole, than most that anybody would expect. Files: {FOLDER}/."
    )


def _provenance(advice: Advice) -> str:
    one = next(iter(advice.comparison.results.values()))
    scenarios = {name: each.scenario for name, each in advice.comparison.results.items()}
    worlds = ""
    if advice.plan is not None and advice.beyond.findings is not None:
        size = advice.plan
        worlds = f"; {count(len(size.plan.design.points))} worlds × {count(size.settings.replications)}"
    return (
        f"---\n\nsim {__version__}, seed {one.seed}, {count(len(scenarios))} options × {count(one.replications)} "
        f"programmes{worlds}, configuration {short_hash(comparison_identity(scenarios, one.seed))}; "
        "`sim rerun` on this folder repeats it."
    )


# --- as data ----------------------------------------------------------------------------------------------------------


def record(advice: Advice) -> dict[str, Any]:
    """The section `recommendation` of the summary."""
    found, results = advice.found, advice.comparison.results
    return {
        "schema_version": SCHEMA_VERSION,
        "option": found.option,
        "carry_on": found.carry_on,
        "runner_up": found.runner_up.other,
        "clearly_ahead": not found.rivals,
        "not_told_apart_from": [each.other for each in found.rivals],
        "costs_at_most_eur": found.costs_at_most if math.isfinite(found.costs_at_most) else None,
        "payoff_eur": results[found.option].numbers["payoff_eur"]["mean"],
        "against": [_against(each) for each in found.against],
        "worlds": _worlds_record(advice),
        "turns": [_turn(advice, card, one) for card, each in advice.turning.items() for one in each],
        "regions": _regions_record(advice),
        "given": list(advice.ask.given),
        "left_open": list(advice.ask.left_open),
        "sentences": told(sections(advice)),
    }


def _against(one: Against) -> dict[str, Any]:
    return {
        "option": one.other,
        "payoff_eur": _paired(one.payoff),
        "standing_at_horizon": _paired(one.standing),
        "reached_target": _paired(one.reached),
    }


def _paired(one: PairedDifference) -> dict[str, Any]:
    known = math.isfinite(one.high - one.low)
    return {
        "mean": one.mean,
        "low": one.low if known else None,
        "high": one.high if known else None,
        "better": one.better,
        "worse": one.worse,
        "total": one.total,
        "clear": one.clear,
    }


def _worlds_record(advice: Advice) -> dict[str, Any]:
    findings, found = advice.beyond.findings, advice.in_worlds
    if findings is None or found is None:
        return {"told": False, "why": advice.beyond.untold}
    split = findings.splits[advice.option, PAYOFF]
    names = {label: name for name, label in advice.labels.items()}
    return {
        "told": True,
        "folder": FOLDER,
        "worlds": split.worlds,
        "replications": split.replications,
        "table": advice.ask.table_called or None,
        "ranges": {each.name: range_told(each) for each in findings.worlds.factors},
        "best_share": found.best.value,
        "best_low": found.best.low,
        "best_high": found.best.high,
        "regret_eur": found.regret.value,
        "regret_low": found.regret.low,
        "regret_high": found.regret.high,
        "payoff_eur": {"mean": split.mean, "low": split.low, "high": split.high},
        "pays_most_on_average": names[findings.best],
        "contradicted": advice.contradicted,
        "rules": {
            rule.name: [names[label] for label in rule.picks]
            for rule in (findings.choice.criteria if findings.choice else ())
        },
    }


def _turn(advice: Advice, card: str, one: Turn) -> dict[str, Any]:
    names = {label: name for name, label in advice.labels.items()}
    scenario = advice.comparison.results[advice.found.option].scenario
    return {
        "card": card,
        "assumed": value_of(scenario, card),
        "option": names[one.challenger],
        "above": one.above,
        "below": one.below,
        "low": one.low,
        "high": one.high,
        "levels": list(one.levels),
        "steady": one.steady,
    }


def _regions_record(advice: Advice) -> dict[str, Any]:
    if isinstance(advice.regions, str):
        return {"told": False, "why": advice.regions}
    names = {label: name for name, label in advice.labels.items()}
    return {
        "told": True,
        "pays_more": {names[label]: _records(each) for label, each in advice.regions.items()},
        "recommended_pays_more": {names[label]: _records(each) for label, each in advice.holding.items()},
    }


def _records(each: Discovery) -> dict[str, Any]:
    """Only regions in which it happens in most programmes: elsewhere the answer does not turn."""
    regions = [region_record(number, one) for number, one in enumerate(turning_regions(each), start=1)]
    return {"overall": each.overall, "regions": regions}
