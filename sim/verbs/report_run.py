"""The pages of a run and of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.charts.words import number_word
from sim.report import again
from sim.report.cards import assumptions, differences
from sim.report.drawings import Letters
from sim.report.page import Block, Page, Part, Section, Table, Text
from sim.report.stress import PAIRED_ESTIMATES, PLAIN_ESTIMATES, Design, programmes, stress
from sim.results import Comparison, Results
from sim.verbs import compare_table, report_parts, run_table

Plain = Mapping[str, Any]


def run_page(results: Results, folder: Path, stored: Plain, asked: Plain | None = None) -> Page:
    """One scenario; `stored` is its summary, `asked` what precision asked for, out of the manifest."""
    letters, numbers = Letters(), results.numbers
    one = report_parts.subject(results)
    sections = (
        report_parts.pictures(folder, letters),
        Section("numbers", "In numbers", tuple(_run_tables(results))),
        differences([one]),
        report_parts.bad_one(f"All are of {one.label}.", results, letters),
        report_parts.precision({one.label: numbers}, report_parts.asked_precision(stored.get("precision"), {})),
        stress([one], Design(_aim_of_run(one.label), f"{programmes(one.replications, 1)}.", PLAIN_ESTIMATES)),
        assumptions([one]),
        report_parts.reproduce("the scenario, the seed and the number of programmes"),
    )
    name = results.scenario.name
    block = again.of_programmes("run", {name: again.Told(one, numbers)}, _asked(asked))
    what = f"One strategy, {programmes(one.replications, 1)}"
    return Page(
        f"{results.finding()}.", report_parts.about(what, [one]), report_parts.filled(sections), letters.svg(), block
    )


def _aim_of_run(label: str) -> str:
    return f"to see how programmes under {label} end, how far they come and what they cost."


def _run_tables(results: Results) -> Iterator[Block]:
    numbers = results.numbers
    parts = report_parts.parts_of(run_table.sections(numbers))
    notes = (run_table.footnotes(numbers),)
    yield Table(f"{results.scenario.label} in numbers", run_table.HEADINGS, parts, notes=notes)


def comparison_page(
    comparison: Comparison,
    folder: Path,
    stored: Plain,
    asked: Plain | None = None,
    kind: str = "comparison",
    source: Path | None = None,
) -> Page:
    """Strategies side by side; the programme that is told is of the one that does best.

    Charts lie in `folder`, and so does a recommendation unless `source` is where the results are.
    """
    letters, labels = Letters(), comparison.labels()
    subjects = {name: report_parts.subject(one, labels[name]) for name, one in comparison.results.items()}
    everyone, named = list(subjects.values()), comparison.by_label()
    best = comparison.best()
    numbers = {label: one.numbers for label, one in named.items()}
    who = f"These are of {labels[best]}, which reaches the target most often or, among equals, pays off best."
    more = (*_clear_pairs(comparison), *report_parts.asked_precision(stored.get("precision"), labels))
    estimates = (*PLAIN_ESTIMATES, *(PAIRED_ESTIMATES if comparison.common_luck else ()))
    each = max(one.replications for one in everyone)
    size = programmes(each, len(everyone))
    sections = (
        *report_parts.recommendation(source or folder),
        report_parts.pictures(folder, letters, "reached"),
        Section("numbers", "In numbers", tuple(_comparison_tables(comparison))),
        differences(everyone),
        report_parts.bad_one(who, comparison.results[best], letters, (report_parts.fates(named),)),
        report_parts.precision(numbers, more, _widest_pairs(comparison)),
        stress(everyone, Design(_aim_of_comparison(comparison), f"{size}.", estimates)),
        assumptions(everyone),
        report_parts.reproduce("every scenario, the seed and the number of programmes"),
    )
    told = {name: again.Told(subjects[name], one.numbers) for name, one in comparison.results.items()}
    block = again.of_programmes(kind, told, _asked(asked))
    about = report_parts.about(
        f"{number_word(len(everyone)).capitalize()} strategies, {programmes(each, 1)} each", everyone
    )
    return Page(f"{comparison.finding()}.", about, report_parts.filled(sections), letters.svg(), block)


def _aim_of_comparison(comparison: Comparison) -> str:
    luck = "in the same futures" if comparison.common_luck else "as independent samples"
    return f"to compare {number_word(len(comparison.results))} strategies {luck}."


def _comparison_tables(comparison: Comparison) -> Iterator[Block]:
    numbers = {label: one.numbers for label, one in comparison.by_label().items()}
    parts = report_parts.parts_of(
        (title, [[name, *(fill(one) for one in numbers.values())] for name, fill in rows])
        for title, rows in compare_table.sections(list(numbers.values()))
    )
    yield Table("Strategies side by side", ("", *numbers), parts, notes=(compare_table.footnotes(numbers),))
    if not comparison.common_luck:
        yield Text(compare_table.independent(comparison))
        return
    heads = ("strategy", "place", *compare_table.LEAGUE_HEADINGS[2:])
    league = tuple((row[1], row[0], *row[2:]) for row in compare_table.league_rows(comparison))
    yield Table(
        "League by mean payoff, in the same futures", heads, (Part(league),), notes=(compare_table.LEAGUE_NOTE,)
    )
    yield from differences_of(comparison)


def differences_of(comparison: Comparison) -> Iterator[Block]:
    """Pairs in the same futures, as the terminal shows them."""
    labels = comparison.labels()
    parts = report_parts.parts_of(
        (f"{labels[first]} against {labels[second]}", compare_table.pair_rows(comparison, first, second))
        for first, second in compare_table.shown_pairs(comparison)
    )
    told = compare_table.pairs_left_out(comparison)
    notes = (told,) if told else ()
    yield Table("Differences in the same futures, first minus second", compare_table.PAIR_HEADINGS, parts, notes=notes)


def _widest_pairs(comparison: Comparison) -> dict[str, str]:
    """The widest interval among all paired differences, by headline; empty where nothing pairs."""
    found = {}
    for name in report_parts.MEASURED if comparison.common_luck else ():
        widest = max((pair.differences[name] for pair in comparison.pairs), key=lambda one: one.high - one.low)
        found[name] = report_parts.half(name, widest.low, widest.high)
    return found


def _clear_pairs(comparison: Comparison) -> tuple[Block, ...]:
    if not comparison.common_luck:
        return ()
    clear = sum(pair.differences["payoff_eur"].clear for pair in comparison.pairs)
    return (Text(f"Paired differences in payoff that are clear: {clear} of {len(comparison.pairs)}."),)


def _asked(asked: Plain | None) -> dict[str, Any]:
    return {} if asked is None else {"asked": dict(asked)}
