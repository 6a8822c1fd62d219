"""The page of a sweep: what was swept, its jobs, those that failed, and one programme of the best job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.charts.words import count, listed, number_word
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Items, Page, Part, Section, Table, Text
from sim.report.stress import PAIRED_ESTIMATES, PLAIN_ESTIMATES, Design, stress
from sim.report.subject import Subject
from sim.results import MOST_STRATEGIES, Results
from sim.verbs import figures, report_parts
from sim.verbs.report_run import differences_of
from sim.verbs.sweep_results import Group, group_of
from sim.verbs.sweep_table import table_of

Plain = Mapping[str, Any]
PAYS_MOST = "Pays most in: the share of futures in which no other job pays more, ties split."


def sweep_page(document: Plain, results: Mapping[str, Results], folder: Path) -> Page:
    """`document` is the sweep's summary; `results` are the jobs that are ok, called by what was swept."""
    letters = Letters()
    groups = [group_of(one, results) for one in document["groups"]]
    subjects = {name: report_parts.subject(one) for name, one in results.items()}
    sections = (
        report_parts.pictures(folder, letters),
        Section("numbers", "In numbers", tuple(_tables(document, groups))),
        *(_about_jobs(groups, subjects, results, letters) if groups else ()),
        report_parts.reproduce("every job's scenario, its seed and its number of programmes"),
    )
    told = {name: again.Told(subjects[name], one.numbers) for name, one in results.items()}
    block = again.of_programmes("sweep", told)
    jobs = len(document["jobs"])
    swept = listed([str(key) for key in document["swept"]]) or "nothing"
    what = f"A sweep of {swept}: {count(jobs)} job{'' if jobs == 1 else 's'}, {count(len(results))} of them finished"
    about = report_parts.about(what, list(subjects.values())) if subjects else (f"{what}.",)
    return Page(f"{document['finding']}.", about, report_parts.filled(sections), letters.svg(), block)


def _tables(document: Plain, groups: Sequence[Group]) -> Iterator[Block]:
    rows = {row["job"]: row for row in document["jobs"]}
    keys = [str(key) for key in document["swept"]]
    if document["compared_apart"]:
        yield Text(str(document["compared_apart"]))
    for group in groups:
        names = [row.name for row in group.league] or list(group.results)
        heads, cells = table_of(keys, group.target, [rows[name] for name in names])
        each = figures.programmes([one.replications for one in group.results.values()])
        caption = f"{count(len(names))} job{'' if len(names) == 1 else 's'}, {each} each ({group.told()})"
        notes = (PAYS_MOST,) if group.league else ()
        words = max(1, len(keys))
        yield Table(caption, tuple(heads), (Part(tuple(tuple(row) for row in cells)),), words, notes)
        if group.comparison is not None:
            yield from differences_of(group.comparison)
    lost = [f"{row['job']}: {row['state']}, {row['reason']}" for row in document["jobs"] if row["reason"]]
    if lost:
        yield Text("Jobs that failed, and why:")
        yield Items(tuple(lost))


def _about_jobs(
    groups: Sequence[Group], subjects: Mapping[str, Subject], results: Mapping[str, Results], letters: Letters
) -> tuple[Section, ...]:
    """The best of the largest group stands for all where there are too many for columns."""
    first = groups[0]
    names = [row.name for row in first.league] or list(first.results)
    best = names[0]
    shown = [subjects[name] for name in names[:MOST_STRATEGIES]]
    few = len(results) <= MOST_STRATEGIES
    numbers = {subjects[name].label: results[name].numbers for name in names[:MOST_STRATEGIES]}
    left = () if few else (Text(f"The {number_word(len(shown))} jobs with the highest payoff; the others are alike."),)
    differs = differences(shown)
    paired = PAIRED_ESTIMATES if first.league else ()
    aim = f"to see what the swept values do, each combination in the same futures ({count(len(results))} jobs)."
    most = max(one.replications for one in subjects.values())
    who = f"These are of the job with the highest mean payoff, {subjects[best].label}."
    return (
        Section(differs.name, differs.title, (*left, *differs.blocks)),
        report_parts.bad_one(who, results[best], letters),
        report_parts.precision(numbers),
        stress(shown, Design(aim, f"{count(most)} programmes in each job.", (*PLAIN_ESTIMATES, *paired))),
        assumptions(shown),
    )
