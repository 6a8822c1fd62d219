"""The page of uncertainty=on: expectations and spread over worlds, which rule picks whom, what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.analysis.worlds import PAYOFF, REACHED
from sim.charts.words import count, eur, number_word, percent
from sim.composition import Job
from sim.errors import WorkFailed
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Items, Page, Part, Section, Table, Text, Under
from sim.report.stress import Design, stress
from sim.report.subject import Subject
from sim.report.tales import Programme, tales
from sim.results import labels_of
from sim.scenario.values import read_value
from sim.scenario.variation import vary
from sim.verbs import report_parts
from sim.verbs.figures import UNKNOWN
from sim.verbs.uncertain_files import KIND, PROGRAMMES

MOST_CARDS = 12
MOST_VALUES = 50_000
"""A table of worlds with more values of cards would be most of the page."""

ALONE = "This file does not carry the worlds of the table, which are too many; the results folder does."
ESTIMATES = (
    "Expected values over worlds with 95% intervals by the accelerated bootstrap; what cards and what luck bring to "
    "the variance by a one-way analysis of variance with random effects over worlds. Differences world by world under "
    "common luck.",
)


def worlds_page(document: Mapping[str, Any], jobs: Mapping[str, Job], folder: Path, source: Path) -> Page:
    """From the summary and the scenarios as they are where no card varies.

    Charts lie in `folder`, programmes in `source`.
    """
    letters = Letters()
    labels = labels_of({name: job.scenario for name, job in jobs.items()})
    worlds, each = int(document["worlds"]), int(document["replications"])
    seed = int(document["seed"])
    subjects = {name: Subject(labels[name], job.scenario, seed, worlds * each) for name, job in jobs.items()}
    everyone = list(subjects.values())
    best = _best(document)
    cards = list(document["ranges"])
    size = f"{count(worlds)} worlds with {count(each)} programmes each"
    aim = f"to see what is not known about {count(len(cards))} cards does to the answer, beside luck."
    sections = (
        report_parts.pictures(folder, letters),
        Section("numbers", "In numbers", tuple(_tables(document, labels))),
        differences(everyone),
        _bad_one(subjects[best], best, cards, source, letters),
        Section("precision", "How sure this is", tuple(_sure(document, labels))),
        stress(everyone, Design(aim, f"{size}, for each strategy.", ESTIMATES)),
        assumptions(everyone),
        report_parts.reproduce(
            "the scenarios, the ranges or the worlds, the seed and the size", "" if _carried(document) else ALONE
        ),
    )
    who = "One strategy" if len(everyone) == 1 else f"{number_word(len(everyone)).capitalize()} strategies"
    block = _again(subjects, document)
    about = report_parts.about(f"{who} in {size}", everyone)
    return Page(f"{document['finding']}.", about, report_parts.filled(sections), letters.svg(), block)


def _carried(document: Mapping[str, Any]) -> bool:
    points = document["drawn"].get("points", ())
    return sum(map(len, points)) <= MOST_VALUES


def _again(subjects: Mapping[str, Subject], document: Mapping[str, Any]) -> dict[str, Any]:
    design = design_of(document)
    carried = {"drawn": document["drawn"]} if _carried(document) else {}
    more = {"design": design, **carried, "finding": document["finding"]}
    each = int(document["replications"])
    of_a_world = {name: replace(one, replications=each) for name, one in subjects.items()}
    return again.block(KIND, of_a_world, {"worlds": digest_of(document)}, more)


def design_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What two results over worlds can differ in beside their scenarios."""
    return {key: document[key] for key in ("worlds", "replications", "ranges")}


def digest_of(document: Mapping[str, Any]) -> str:
    """Stands for every number of the summary."""
    return again.digest_of([document[key] for key in ("split", "differences", "choice", "information", "failing")])


def _best(document: Mapping[str, Any]) -> str:
    """The strategy with the highest expected payoff."""
    payoffs = [row for row in document["split"] if row["measure"] == PAYOFF]
    return str(max(payoffs, key=lambda row: row["mean"])["strategy"])


def _bad_one(subject: Subject, name: str, cards: list[str], folder: Path, letters: Letters) -> Section:
    """Of the best strategy, whatever its world: the programme meets that world's cards and its own luck."""
    path = folder / PROGRAMMES
    try:
        table = pq.read_table(
            path, columns=["world", "replication", "payoff_eur", *cards], filters=[("strategy", "=", name)]
        )
    except (OSError, ValueError, KeyError) as error:
        raise WorkFailed(f"{path}: cannot be read ({str(error).splitlines()[0]})") from error
    rows = table.select(["world", "replication", "payoff_eur"]).to_pylist()

    def find(row: int) -> Programme:
        held = table.select(cards).slice(row, 1).to_pylist()[0]
        changes = {card: read_value(card, value) if isinstance(value, str) else value for card, value in held.items()}
        place = f" of world {rows[row]['world']}"
        return Programme(vary(subject.scenario, changes), subject.seed, int(rows[row]["replication"]), place)

    who = f"This is one of all {count(len(rows))} programmes under {subject.label}, whatever its world."
    return tales(who, [float(row["payoff_eur"]) for row in rows], find, letters)


def _tables(document: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Block]:
    for measure, title in ((PAYOFF, "Payoff: value less cost"), (REACHED, f"Reaches {document['target']} live")):
        rows = [row for row in document["split"] if row["measure"] == measure]
        told = eur if measure == PAYOFF else percent
        cells = tuple((labels[row["strategy"]], *_split(row, told)) for row in rows)
        heads = ("", "expected", "95% confidence", "in 8 of 10 worlds", "variance from cards", "95% confidence")
        yield Table(title, heads, (Part(cells),))
    choice = document["choice"]
    if choice is not None:
        yield _rules(choice, labels)
        yield Text(str(choice["sentence"]))
    yield from _information(document)
    for title, key in (
        ("Worlds in which it fails", "failing"),
        ("Worlds in which another pays more", "pays_more_than_the_best"),
    ):
        found = document[key]
        told_of = tuple(
            f"{labels[name]}: {' '.join(one['sentences'])}" for name, one in found.items() if one["regions"]
        )
        if told_of:
            yield Under(title, (Items(told_of),))


def _split(row: Mapping[str, Any], told: Any) -> tuple[str, ...]:
    spread = UNKNOWN if row["p10"] is None or row["p90"] is None else f"{told(row['p10'])} to {told(row['p90'])}"
    share = row["cards_share"]
    cards = (UNKNOWN, UNKNOWN)
    if share is not None:
        value, low, high = (_inside(row[key]) for key in ("cards_share", "cards_share_low", "cards_share_high"))
        cards = (value, f"{low} to {high}")
    return (told(row["mean"]), f"{told(row['low'])} to {told(row['high'])}", spread, *cards)


def _inside(share: float) -> str:
    """An estimate below zero is a share of nothing."""
    return percent(min(1.0, max(0.0, share)))


def _rules(choice: Mapping[str, Any], labels: Mapping[str, str]) -> Table:
    names = list(dict.fromkeys(row["rule"] for row in choice["rules"]))
    parts = []
    for rule in names:
        rows = [row for row in choice["rules"] if row["rule"] == rule]
        told = eur if rows[0]["unit"] == "EUR" else percent
        parts.append((rule, *(f"{told(row['value'])}{' (its pick)' if row['picked'] else ''}" for row in rows)))
    heads = ("rule of choice", *(labels[row["strategy"]] for row in choice["rules"] if row["rule"] == names[0]))
    return Table("Which strategy each rule of choice picks", heads, (Part(tuple(parts)),))


def _information(document: Mapping[str, Any]) -> Iterator[Block]:
    found = document["information"] or []
    clear = [row for row in found if row["clear"]][:MOST_CARDS]
    if not clear:
        return
    rows = tuple(
        (
            row["card"],
            eur(row["worth_eur"]),
            f"{eur(row['low_eur'])} to {eur(row['high_eur'])}",
            eur(row["noise_floor_eur"]),
        )
        for row in clear
    )
    yield Table(
        "What it would be worth to know a card for certain before choosing",
        ("card", "worth", "95% confidence", "noise floor"),
        (Part(rows),),
        notes=("Cards that stand out from noise; all are in information.csv.",),
    )


def _sure(document: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Block]:
    yield Text(
        "Two uncertainties. The 95% confidence of an expected value narrows with more worlds. How far worlds lie "
        "apart, because nobody knows the cards, does not."
    )
    rows = {name: [row for row in document["split"] if row["strategy"] == name] for name in labels}
    cells = [
        (told, *(_half(measure, rows[name]) for name in labels))
        for measure, told in ((REACHED, "reaches the target"), (PAYOFF, "payoff"))
    ]
    yield Table("Half of the 95% interval of each expected value", ("", *labels.values()), (Part(tuple(cells)),))
    if document["untold"]:
        yield Text("Not told, for want of worlds:")
        yield Items(tuple(f"{part}: {why}" for part, why in document["untold"].items()))
    ranges = tuple((card, str(told)) for card, told in document["ranges"].items())
    yield Table("Cards that vary between worlds, and over what", ("card", "range"), (Part(ranges),), words=2)


def _half(measure: str, rows: list[Mapping[str, Any]]) -> str:
    one = next(row for row in rows if row["measure"] == measure)
    return report_parts.half(measure, one["low"], one["high"])
