"""The page of a study: its points in a table, and one of its programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from sim.analysis.designs import Design as Points
from sim.analysis.measures import Measure, measure_named
from sim.charts.words import count, listed
from sim.composition import Job
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Page, Part, Section, Table, Text
from sim.report.stress import Design, stress
from sim.report.subject import Subject
from sim.report.tales import Programme, tales
from sim.scenario.variation import vary
from sim.verbs import report_parts, study_numbers

MOST_POINTS = 2_000
"""Beyond that a page does not carry the points: they would be most of it."""

COLUMNS = ("point", "replication", "payoff_eur")
DESIGNS = {
    "factorial": "every combination of the levels",
    "latin": "a Latin hypercube",
    "sobol": "a Sobol sequence",
    "table": "the points of a table",
}


def study_page(job: Job, points: Points, table: pa.Table, document: Mapping[str, Any], folder: Path) -> Page:
    """`table` is study.parquet or the columns of it that tell which programme paid what; `document` is the summary."""
    letters = Letters()
    base = Subject(job.scenario.label, job.scenario, job.settings.seed, job.settings.replications)
    rows: Sequence[Mapping[str, Any]] = document["points"]
    measures = [measure_named(one["name"]) for one in document["measures"]]
    programmes = table.select(COLUMNS).to_pydict()

    def find(row: int) -> Programme:
        place = programmes["point"][row]
        changed = vary(base.scenario, points.points[place])
        return Programme(changed, base.seed, programmes["replication"][row], f" of point {place}")

    payoffs = [float(one) for one in programmes["payoff_eur"]]
    varied = listed(list(points.cards))
    who = f"It is one of all {count(len(payoffs))} programmes of the study, whatever its point."
    size = f"{count(base.replications)} programmes at each of {count(len(rows))} points, in the same futures."
    aim = f"to see what {varied} do, over {DESIGNS.get(points.kind, points.kind)}."
    sections = (
        report_parts.pictures(folder, letters),
        Section("numbers", "In numbers", tuple(_tables(points, rows, measures))),
        _differs(base, varied),
        tales(who, payoffs, find, letters),
        _precision(rows, measures),
        stress([base], Design(aim, size, _ESTIMATES)),
        assumptions([base]),
        report_parts.reproduce(
            "the scenario, the points, the seed and the number of programmes",
            _alone(len(rows)) if _many(rows) and not document["recipe"] else "",
        ),
    )
    what = f"{count(len(rows))} points, {count(base.replications)} programmes at each"
    left = points.left_out
    more = f"{count(left)} further combinations are no programme and are left out." if left else ""
    about = report_parts.about(f"A study of {varied}: {what}", [base], more)
    block = _again(base, job, points, document, rows)
    return Page(f"{document['finding']}.", about, report_parts.filled(sections), letters.svg(), block)


_ESTIMATES = ("At each point: shares with Wilson's 95% interval, means with Student's.",)


def _many(rows: Sequence[Any]) -> bool:
    return len(rows) > MOST_POINTS


def _alone(number: int) -> str:
    return f"This file does not carry the {count(number)} points of the study's table; its folder does."


def _tables(points: Points, rows: Sequence[Mapping[str, Any]], measures: Sequence[Measure]) -> list[Block]:
    chosen = study_numbers.chosen_rows(rows, measures[0])
    heads, cells = study_numbers.table_of(list(points.cards), chosen, measures)
    notes = ["In brackets: 95% confidence."]
    if len(chosen) < len(rows):
        notes.append(study_numbers.left_out(rows, measures[0]))
    body = (Part(tuple(tuple(row) for row in cells)),)
    heads = [head.replace(". ", ".") for head in heads]
    return [Table("Points with what they come to", tuple(heads), body, notes=tuple(notes))]


def _differs(base: Subject, varied: str) -> Section:
    found = differences([base])
    lead = Text(f"The study varies {varied}; what else differs from the base is alike at all points.")
    return Section(found.name, found.title, (lead, *found.blocks))


def _precision(rows: Sequence[Mapping[str, Any]], measures: Sequence[Measure]) -> Section:
    """The widest and the narrowest interval of each measure over all points."""
    cells = []
    for measure in measures:
        pairs = [(row[f"{measure.name}_low"], row[f"{measure.name}_high"]) for row in rows]
        known = sorted((pair for pair in pairs if None not in pair), key=lambda pair: pair[1] - pair[0])
        ends = (known[0], known[-1]) if known else ((None, None), (None, None))
        cells.append((study_numbers.says(measure), *(report_parts.half(measure.name, *end) for end in ends)))
    heads = ("", "at the best known point", "at the least known point")
    text = "Half the width of the 95% interval of each measure, at single points; no point borrows from its neighbours."
    table = Table("How precisely points are known", heads, (Part(tuple(cells)),))
    return Section("precision", "How sure this is", (Text(text), table))


def _again(
    base: Subject, job: Job, points: Points, document: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    listed_points = [[point[card] for card in points.cards] for point in points.points]
    carried = {} if _many(rows) else {"points": listed_points}
    design = {"kind": points.kind, "cards": list(points.cards), "left_out": points.left_out, **carried}
    measures = [one["name"] for one in document["measures"]]
    more = {"design": design, "recipe": document["recipe"], "measures": measures, "finding": document["finding"]}
    return again.block("study", {job.scenario.name: base}, {"points": again.digest_of(list(rows))}, more)
