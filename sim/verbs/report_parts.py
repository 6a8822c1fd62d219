"""Parts that the pages of several kinds of results have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.measures import measure_named
from sim.charts.words import MONTHS_PER_WEEK, count, eur, listed, months
from sim.errors import WorkFailed
from sim.folders import CHARTS
from sim.report.again import headlines
from sim.report.drawings import Letters, drawing
from sim.report.page import Block, Command, Items, Part, Picture, Section, Table, Text, Under
from sim.report.subject import Subject
from sim.report.tales import Picked, Programme, pick, tales
from sim.results import Results
from sim.verbs import figures
from sim.verbs.precision_words import half_width

ORDER = (
    *("survival", "reached", "causes", "marginal_cost", "run_rate", "queue", "on_call", "levers"),
    *("difference", "difference_standing", "difference_reached"),
    *("jobs", "worlds", "split", "information"),
    *("tornado", "spider", "morris", "sobol"),
)
"""Pictures as a reader wants them: the answer, then why, then how sure. Others follow by name."""

_OF_ROWS = ("replication", "outcome", "payoff_eur")
_MARKDOWN = re.compile(r"[*`]")


def subject(results: Results, label: str = "") -> Subject:
    """Whose programmes these are, as the page calls them."""
    return Subject(label or results.scenario.label, results.scenario, results.seed, results.replications)


def about(what: str, subjects: Sequence[Subject], more: str = "") -> tuple[str, ...]:
    """Under the headline: what was simulated, from where, with which luck, by which version."""
    first = subjects[0]
    seeds = listed([str(seed) for seed in dict.fromkeys(one.seed for one in subjects)])
    length = months(first.scenario.horizon_weeks * MONTHS_PER_WEEK)
    return (
        f"{what}, watched for {length}. Start: {first.scenario.start.in_words()}. Seed {seeds}, sim {__version__}.",
        *([more] if more else []),
    )


def pictures(folder: Path, letters: Letters, first: str = "") -> Section:
    """Every drawing of the folder, as it was drawn; groups of a sweep under a heading each."""
    groups = sorted(path for path in (folder / CHARTS).glob("group-*") if path.is_dir())
    blocks: list[Block] = list(_pictures(folder, folder / CHARTS, letters, "", first))
    for group in groups:
        title = group.name.replace("-", " ").capitalize()
        blocks.append(Under(title, tuple(_pictures(folder, group, letters, group.name, first))))
    return Section("pictures", "In pictures", tuple(blocks))


def _pictures(folder: Path, charts: Path, letters: Letters, prefix: str, first: str) -> Iterator[Picture]:
    places = {name: place for place, name in enumerate((*ORDER, first))} | {first: -1}
    for path in sorted(charts.glob("*.svg"), key=lambda path: (places.get(path.stem, len(places)), path.stem)):
        name = f"{prefix}-{path.stem}".strip("-")
        try:
            made = drawing(path.read_bytes(), name, letters)
        except (OSError, ValueError) as error:
            why = f"cannot be put into the report ({error}); sim report FOLDER draws it again"
            raise WorkFailed(f"{path}: {why}") from error
        yield Picture(made, path.relative_to(folder).with_suffix(".csv").as_posix())


def filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    """A section with nothing in it is left out."""
    return tuple(one for one in sections if one.blocks)


def parts_of(sections: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> tuple[Part, ...]:
    """A terminal's table as parts of a page's."""
    return tuple(Part(rows_of(rows), title) for title, rows in sections)


def rows_of(rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Cells without the margin that a terminal needs."""
    return tuple((row[0].strip(), *row[1:]) for row in rows)


# --- show me a bad one -----------------------------------------------------------------------------------------------


def bad_one(who: str, results: Results, letters: Letters, more: Sequence[Block] = ()) -> Section:
    """Of one scenario's stored programmes."""
    rows = results.table("replications", _OF_ROWS).to_pylist()

    def find(row: int) -> Programme:
        return Programme(results.scenario, results.seed, int(rows[row]["replication"]))

    return tales(who, [float(row["payoff_eur"]) for row in rows], find, letters, more)


def fates(named: Mapping[str, Results]) -> Table:
    """The programmes at the three ranks under each strategy, with what became of them."""
    rows = []
    for label, one in named.items():
        stored = one.table("replications", _OF_ROWS).to_pylist()
        found = {each.word: each for each in pick([float(row["payoff_eur"]) for row in stored])}
        rows.append((label, *(_fate(found.get(word), stored) for word in ("bad", "typical", "good"))))
    heads = ("", "a bad one (10th of 100)", "a typical one (50th)", "a good one (90th)")
    note = "Any of them can be told in full: sim trace strategy=NAME replication=NUMBER."
    return Table("The same three under each strategy, by payoff", heads, (Part(tuple(rows)),), len(heads), (note,))


def _fate(picked: Picked | None, stored: Sequence[Mapping[str, Any]]) -> str:
    if picked is None:
        return "the same as the bad one"
    row = stored[picked.row]
    return f"{row['replication']}: {figures.fate_in_words(str(row['outcome']))}, {eur(picked.payoff_eur)}"


# --- how sure --------------------------------------------------------------------------------------------------------

MEASURED = {"reached_target": "reaches the target", "standing_at_horizon": "still standing", "payoff_eur": "payoff"}


def precision(
    numbers: Mapping[str, Mapping[str, Any]], more: Sequence[Block] = (), paired: Mapping[str, str] | None = None
) -> Section:
    """Half-widths of the 95% intervals of the headlines, by label and, where there are any, of paired differences."""
    labels, widest = tuple(numbers), paired or {}
    rows = tuple(
        (told, *(_half(name, numbers[label]) for label in labels), *([widest[name]] if widest else []))
        for name, told in MEASURED.items()
    )
    counts = (
        *("programmes", *(count(int(numbers[label]["replications"])) for label in labels)),
        *([""] if widest else []),
    )
    failed = {label: int(numbers[label]["failures"]) for label in labels if numbers[label]["failures"]}
    text = (
        "Half the width of the 95% interval of each headline. It is the confidence of the estimate: four times as many "
        "programmes make it half as wide. How far single futures lie apart is another matter, which no number of "
        "programmes changes."
    )
    heads = ("", *labels, *(["widest paired difference"] if widest else []))
    table = Table("How precisely each headline is known", heads, (Part((*rows, counts)),))
    lost = [Text(f"Programmes that broke and are left out: {_counted(failed)}.")] if failed else []
    return Section("precision", "How sure this is", (Text(text), table, *lost, *more))


def _half(name: str, numbers: Mapping[str, Any]) -> str:
    _, low, high = headlines(numbers)[name]
    return half(name, low, high)


def half(name: str, low: float | None, high: float | None) -> str:
    """±1.9 points, ±€120k; a dash where nothing is known."""
    if low is None or high is None:
        return figures.UNKNOWN
    return half_width((high - low) / 2.0, measure_named(name))


def _counted(failed: Mapping[str, int]) -> str:
    return listed([f"{count(number)} of {label}" for label, number in failed.items()])


def asked_precision(found: Mapping[str, Any] | None, labels: Mapping[str, str]) -> tuple[Block, ...]:
    """What precision= asked for and what it came to, out of the summary; nothing where it was not asked for."""
    if found is None:
        return ()
    measure = measure_named(str(found["quantity"]))
    wanted, reached = (
        figures.shown_or_dash(found[key], lambda value: half_width(value, measure)) for key in ("wanted", "reached")
    )
    looks = len(found["looks"])
    of = f"every paired difference of {measure.name}" if found["pair"] else measure.name
    widest = (
        f" The widest is between {listed([labels.get(name, name) for name in found['pair']])}." if found["pair"] else ""
    )
    end = "The cap came first: NOT as precise as asked for." if found["capped"] else "As precise as asked for."
    text = (
        f"Asked for: {of} to {wanted}. Reached: {reached}, with {count(found['replications'])} programmes after "
        f"{looks} look{'s' if looks > 1 else ''}.{widest} {end}"
    )
    return (Text(text),)


# --- the rest --------------------------------------------------------------------------------------------------------


def recommendation(folder: Path) -> list[Section]:
    """The page to forward, where the comparison started from a position: its headings and sentences."""
    path = folder / "recommendation.md"
    if not path.is_file():
        return []
    blocks: list[Block] = []
    found: list[tuple[str, list[Block]]] = []
    for part in path.read_text(encoding="utf-8").strip().split("\n\n"):
        if part.startswith("#"):
            blocks = []
            found.append((part.lstrip("# "), blocks))
        else:
            blocks.append(_markdown(part))
    (title, first), *others = found
    under = tuple(Under(name, tuple(inner)) for name, inner in others)
    return [Section("recommendation", title, (*first, *under))]


def _markdown(part: str) -> Block:
    lines = [_MARKDOWN.sub("", line) for line in part.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return Items(tuple(line[2:] for line in lines))
    if all(line.startswith("|") for line in lines):
        head, _, *rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
        return Table("The options", head, (Part(tuple(rows)),))
    return Text(" ".join(lines))


def reproduce(what: str, alone: str = "") -> Section:
    """How to get the same again; `alone` says why this file alone does not do, where it does not."""
    with_file = (
        Text(
            f"This file alone is enough: it holds {what}. The command runs them again and says whether the numbers are "
            "the same."
        ),
        Command("sim rerun report.html"),
    )
    with_folder = (
        Text("With the results folder, byte by byte:"),
        Command("sim rerun FOLDER"),
        Text("What differs between two results, in assumptions and in numbers:"),
        Command("sim diff FOLDER OTHER"),
    )
    first = (Text(alone),) if alone else with_file
    return Section("reproduce", "How to reproduce it", (*first, *with_folder))
