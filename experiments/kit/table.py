"""The table of all claims, from what the studies have left behind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.kit.claims import DOES_NOT, EMERGES, NOT_JUDGED, ONLY_IF
from experiments.kit.page import anchor

STUDIES = (
    "case", "sequencing", "centre", "ownership", "economics", "levers", "stacking", "serving", "pilots",
    "like_for_like",
)  # fmt: skip
TABLE, VERDICTS = "README.md", "verdicts.json"
Row = Mapping[str, Any]


def write_table(folder: Path) -> Path:
    """Write the table beside the studies."""
    found = {name: verdicts(folder / name / VERDICTS) for name in STUDIES if (folder / name / VERDICTS).exists()}
    path = folder / TABLE
    path.write_text("\n".join(_page(found)) + "\n", encoding="utf-8")
    return path


def verdicts(file: Path) -> dict[str, Any]:
    """What a study has left behind."""
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def _page(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    rows = [row for study in found.values() for row in study["claims"]]
    yield "# The field's claims, and what became of them"
    yield ""
    yield "<!-- Written by `python -m experiments`; do not edit. -->"
    yield ""
    yield f"**{_headline(rows)}**"
    yield ""
    yield (
        "Every claim of [the list](../docs/claims.md) is held against the model's own numbers; a claim that says "
        "several things has a row for each. *Emerges*: on the default cards. *Emerges only if*: on a map of two cards "
        "there is a region in which it does, and it is named. A verdict follows from the numbers on the study's page "
        "alone, and speaks of these cards, not of the world: [what this model can and cannot "
        "tell](../docs/validity.md)."
    )
    yield ""
    yield (
        "`make studies` runs everything again and writes every page; `python -m experiments levers` one study. "
        "Finished runs lie in `outputs/studies/` and are not run again."
    )
    yield ""
    flips = [row for row in rows if row["second_seed"] != row["word"]]
    yield _luck(rows, flips)
    yield ""
    for name, study in found.items():
        yield from _study(name, study)


def _headline(rows: Sequence[Row]) -> str:
    counts = Counter(row["word"] for row in rows)
    return (
        f"Of {len(rows)} rows {counts[EMERGES]} emerge from the default cards, {counts[ONLY_IF]} emerge only in a "
        f"region that was mapped, {counts[DOES_NOT]} do not, {counts[NOT_JUDGED]} are not judged"
    )


def _luck(rows: Sequence[Row], flips: Sequence[Row]) -> str:
    close = sum(not row["sure"] for row in rows if row["word"] != NOT_JUDGED)
    told = ", ".join(_name(row) for row in flips)
    other = f"a second seed gives another verdict in {len(flips)} ({told})" if flips else "a second seed agrees in all"
    return (
        f"Luck: {other}; in {close} an interval reaches over a bound that decides, so that a third seed might give "
        "another verdict. The rows say which."
    )


def _study(name: str, study: Mapping[str, Any]) -> Iterator[str]:
    yield f"## [{study['title']}]({name}/README.md)"
    yield ""
    yield "| claim | what it says | verdict |"
    yield "| --- | --- | --- |"
    for row in study["claims"]:
        yield f"| [{_name(row)}]({name}/README.md#{anchor(_name(row))}) | {row['says']} | {_verdict(row)} |"
    yield ""


def _name(row: Row) -> str:
    return f"{row['claim']}: {row['part']}" if row["part"] else str(row["claim"])


def _verdict(row: Row) -> str:
    if row["word"] == NOT_JUDGED:
        return str(row["verdict"])
    if row["second_seed"] != row["word"]:
        return f"**{row['verdict']}** (second seed: **{row['second_seed']}**)"
    return f"**{row['verdict']}**" + ("" if row["sure"] else " (close)")
