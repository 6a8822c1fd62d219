"""The page of stored runs that share no luck, or no horizon, compared as far as that goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.charts.words import count, number_word
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Page, Part, Section, Table, Text
from sim.report.stress import PLAIN_ESTIMATES, Design, stress
from sim.verbs import report_parts
from sim.verbs.stored_apart import ApartView
from sim.verbs.stored_runs import STORED_COMPARISON

INDEPENDENT = "Differences of independent samples: square-and-add of the two intervals (Newcombe); log-rank test."
COMMON = "Differences future by future, within the weeks that all runs were watched."


def apart_page(view: ApartView, folder: Path) -> Page:
    """The programme that is told is of the run with the highest mean payoff."""
    letters, runs = Letters(), view.apart.runs
    subjects = {name: report_parts.subject(one, view.labels[name]) for name, one in runs.items()}
    everyone = list(subjects.values())
    best = max(runs, key=lambda name: runs[name].numbers["payoff_eur"]["mean"])
    numbers = {view.labels[name]: one.numbers for name, one in runs.items()}
    independent = view.apart.independent
    sizes = ", ".join(f"{one.label} {count(one.replications)}" for one in everyone)
    how = "as independent samples" if independent else "future by future"
    sections = (
        report_parts.pictures(folder, letters),
        Section("numbers", "In numbers", tuple(_tables(view))),
        differences(everyone),
        report_parts.bad_one(f"These are of {view.labels[best]}, with the highest mean payoff.", runs[best], letters),
        report_parts.precision(numbers),
        stress(
            everyone,
            Design(
                f"to compare {number_word(len(runs))} stored runs {how}.",
                f"{sizes} programmes.",
                (*PLAIN_ESTIMATES, INDEPENDENT if independent else COMMON),
            ),
        ),
        assumptions(everyone),
        report_parts.reproduce("every run's scenario, its seed and its number of programmes"),
    )
    block = again.of_programmes(
        STORED_COMPARISON, {name: again.Told(subjects[name], one.numbers) for name, one in runs.items()}
    )
    about = report_parts.about(f"{number_word(len(runs)).capitalize()} stored runs, {how}", everyone)
    return Page(f"{view.finding()}.", about, report_parts.filled(sections), letters.svg(), block)


def _tables(view: ApartView) -> Iterator[Block]:
    runs = view.apart.runs
    heads = ("", *(view.labels[name] for name in runs))
    yield Table("The runs", heads, (Part(report_parts.rows_of(view.run_rows())),))
    parts: list[tuple[str, list[list[str]]]] = []
    for row in view.rows():
        if row[1:] == ["", ""]:
            parts.append((row[0].rstrip(":"), []))
        else:
            parts[-1][1].append(row)
    yield Table("Differences, first minus second", ("", "difference", "95% confidence"), report_parts.parts_of(parts))
    for told in (view.left_out, view.tested()):
        if told:
            yield Text(told)
