"""The page and the charts of a sensitivity analysis: which cards the result rests on, all told from its summary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim import __version__
from sim.analysis.measures import measure_named
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance
from sim.charts.words import capital, count
from sim.composition import Job
from sim.errors import WorkFailed
from sim.pictures import assumptions as most_rests_on
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Page, Part, Section, Table, Text
from sim.report.stress import Design, stress
from sim.report.subject import Subject
from sim.report.tales import Programme, tales
from sim.scenario.values import card_named, read_value
from sim.scenario.variation import value_of, vary
from sim.verbs import report_parts
from sim.verbs.precision_words import half_width
from sim.verbs.sensitivity_form import Document, Told, measure_of
from sim.verbs.sensitivity_methods import METHODS, Interval, Method
from sim.verbs.study_numbers import says

SENSITIVITY = "sensitivity"
PROGRAMMES = "programmes.parquet"
_COLUMNS = ["point", "replication", "payoff_eur"]


def pictures_of(job: Job, document: Document) -> list[Picture]:
    """What there is to draw, from the numbers of the summary."""
    scenario, settings = job.scenario, job.settings
    provenance = Provenance(
        scenario.fingerprint(),
        settings.seed,
        __version__,
        settings.replications,
        most_rests_on(scenario),
        scenario.start.in_words(),
    )
    told = METHODS[document["method"]].tell(document)
    return [Picture(one.name, one.data, one.draw, provenance) for one in told.pictures]


def sensitivity_page(job: Job, document: Document, folder: Path, source: Path) -> Page:
    """Its charts lie in `folder`, its programmes in `source`."""
    letters = Letters()
    name = document["method"]
    base = Subject(job.scenario.label, job.scenario, job.settings.seed, job.settings.replications)
    method, number = METHODS[name], len(document["ranges"])
    told = method.tell(document)
    programmes = _programmes(source / PROGRAMMES, _COLUMNS)
    size = f"{count(programmes.num_rows)} programmes, {_each(base, method)}."
    cards = "one card" if number == 1 else f"{count(number)} cards"
    aim = f"to see on which of {cards} {says(measure_of(document))} rests: {method.does}."
    sections = (
        report_parts.pictures(folder, letters, name),
        Section("numbers", "In numbers", tuple(_numbers(document, method, told))),
        _differs(base, cards),
        _bad_one(base, method, programmes, document, source, letters),
        Section("precision", "How sure this is", tuple(_sure(document, method))),
        stress([base], Design(aim, size, (method.estimates,))),
        assumptions([base]),
        report_parts.reproduce("the scenario, the method, the cards with their ranges, the seed and the size"),
    )
    about = report_parts.about(f"{base.label}, {cards} varied ({name}: {method.does}), {size[:-1]}", [base])
    return Page(f"{document['finding']}.", about, report_parts.filled(sections), letters.svg(), _again(base, document))


def _each(base: Subject, method: Method) -> str:
    every = "one" if base.replications == 1 else count(base.replications)
    luck = "each point with luck of its own" if method.own_luck else "all points in the same futures"
    return f"{every} a point, {luck}"


def _numbers(document: Document, method: Method, told: Told) -> Iterator[Block]:
    for sentence in document["sentences"]:
        yield Text(str(sentence))
    if told.shown:
        rows = tuple(_named(told.shown))
        caption = f"{capital(method.does)}: {says(measure_of(document))}"
        yield Table(caption, told.heads, (Part(rows),), method.words, told.footnotes)
    elif told.footnotes:
        yield from map(Text, told.footnotes)


def _named(rows: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """A card's further settings under its name again: a reader who cannot see the table is told it row by row."""
    name = ""
    for first, *others in rows:
        name = first or name
        yield (name, *others)


def _differs(base: Subject, cards: str) -> Section:
    found = differences([base])
    lead = Text(f"The analysis varies {cards}; what else differs from the base is alike at all points.")
    return Section(found.name, found.title, (lead, *found.blocks))


def _sure(document: Document, method: Method) -> Iterator[Block]:
    yield Text(
        f"{method.estimates} Intervals narrow with more of what was drawn. How wide a range is counts as well: a card "
        "over a wide range moves the result further than the same card over a narrow one."
    )
    yield from _widths(document, method.interval)
    rows = tuple((card, str(varied), card_named(card).meaning) for card, varied in document["ranges"].items())
    yield Table("Cards that vary, and over what", ("card", "range", "what it means"), (Part(rows),), 3)


def _widths(document: Document, interval: Interval) -> Iterator[Block]:
    """Half of the narrowest and of the widest interval of the table."""
    pairs = [(row[interval.low], row[interval.high]) for row in document["rows"]]
    known = sorted((above - below) / 2.0 for below, above in pairs if below is not None and above is not None)
    if known:
        measure = measure_named("failed") if interval.share else measure_of(document)
        cells = (interval.what, *(half_width(width, measure) for width in (known[0], known[-1])))
        heads = ("", "where it is known best", "where it is known least")
        yield Table("Half of the 95% interval", heads, (Part((cells,)),))


def _bad_one(
    base: Subject, method: Method, programmes: pa.Table, document: Document, source: Path, letters: Letters
) -> Section:
    """One with all cards as they are where there are such; else one of all, whatever its point."""
    rows = programmes.to_pylist()
    if method.base_first:
        rows = [row for row in rows if row["point"] == 0]
        who = f"This is one of the {count(len(rows))} programmes with every card as it is."
    else:
        who = f"It is one of all {count(len(rows))} programmes of the analysis, whatever its point."
    cards = list(document["ranges"])

    def find(row: int) -> Programme:
        point, replication = rows[row]["point"], int(rows[row]["replication"])
        if method.base_first:
            return Programme(base.scenario, base.seed, replication)
        changes = _changes(source / PROGRAMMES, cards, point, base)
        return Programme(vary(base.scenario, changes), base.seed, replication, f" of point {point}")

    return tales(who, [float(row["payoff_eur"]) for row in rows], find, letters)


def _changes(path: Path, cards: list[str], point: int, base: Subject) -> dict[str, Any]:
    """The cards that are not as they are in the base; a list stands in its cell as text."""
    (row, *_) = _programmes(path, cards, point).to_pylist()
    found = {card: read_value(card, held) if isinstance(held, str) else held for card, held in row.items()}
    return {card: value for card, value in found.items() if value != value_of(base.scenario, card)}


def _programmes(path: Path, columns: list[str], point: int | None = None) -> pa.Table:
    try:
        return pq.read_table(path, columns=columns, filters=None if point is None else [("point", "=", point)])
    except (OSError, ValueError, KeyError) as error:
        raise WorkFailed(
            f"{path}: cannot be read ({str(error).splitlines()[0]}); run the same command again"
        ) from error


def design_of(document: Document) -> dict[str, Any]:
    """What two analyses can differ in beside their base."""
    return {"method": document["method"], "measure": document["measure"]["name"], "ranges": document["ranges"]}


def _again(base: Subject, document: Document) -> dict[str, Any]:
    """The verb's own words are enough: ranges follow from them and from the cards."""
    more = {"design": design_of(document), "words": document["words"], "finding": document["finding"]}
    digests = {"cards": again.digest_of(document["rows"])}
    return again.block(SENSITIVITY, {base.scenario.name: base}, digests, more)
