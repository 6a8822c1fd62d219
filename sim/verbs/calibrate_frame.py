"""What every calibration from records leaves and shows: fragment, evidence page, summary, pictures, next commands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim import __version__
from sim.calibration.evidence import Evidence, evidence_text, fragment_text, written
from sim.charts.files import write_chart
from sim.charts.provenance import OfRecords
from sim.errors import InputError, WorkFailed
from sim.folders import CHARTS, OUTPUTS, SUMMARY_NAME, as_json, chosen, finish, save, short_hash
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.kept_points import claimed
from sim.verbs.screen import heading, paragraph, say, say_json, table
from sim.verbs.sensitivity_form import Picture
from sim.verbs.study_numbers import csv_bytes

KIND = "calibration"
FRAGMENT, STACK, EVIDENCE = "fragment.yaml", "stack.yaml", "evidence.md"
_CHUNK = 1 << 22
_MOST_SHOWN = 12


def digest_of(path: Path) -> str:
    """What a file holds, as sixteen letters: two files of the same records have the same."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        raise unreadable(path, error) from error
    return found.hexdigest()[:16]


def unreadable(path: Path, error: OSError) -> InputError:
    """The answer to a file that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"{path}: there is no such file")
    return InputError(f"{path}: cannot be read ({error.strerror or error})")


def the_file(words: Sequence[str], kind: str, example: str) -> Path:
    """The one word without '=' after the kind."""
    bare = [word for word in words if "=" not in word]
    if len(bare) != 2:  # noqa: PLR2004
        found = f"found {len(bare) - 1} files" if len(bare) > 1 else "found none"
        raise InputError(f"sim calibrate {kind} takes one file, such as sim calibrate {kind} {example}; {found}")
    return Path(bare[1]).expanduser()


def deliver(
    arguments: Arguments,
    evidence: Evidence,
    pictures: Sequence[Picture],
    leads_to: Mapping[str, str],
    *,
    output: str | None,
    began: datetime,
) -> int:
    """Write the folder and show what was found. `leads_to` may hold {folder}, where the results stand."""
    folder = chosen(output, OUTPUTS / f"calibrate-{evidence.kind}-{short_hash(dict(evidence.identity))}")
    identity = {"of": evidence.kind, **evidence.identity}
    with claimed(folder, KIND, identity):
        _write(evidence, pictures, folder)
        finish(folder, KIND, identity, {"command": arguments.command}, began)
    if arguments.as_json:
        say_json({**evidence.document(), "folder": str(folder)})
        return work.DONE
    _show(evidence, pictures, folder)
    work.say_next({what: command.replace("{folder}", str(folder)) for what, command in leads_to.items()})
    return work.DONE


def _write(evidence: Evidence, pictures: Sequence[Picture], folder: Path) -> None:
    provenance = OfRecords(
        short_hash(dict(evidence.identity)),
        0,
        __version__,
        evidence.used,
        source=evidence.source,
        rows=evidence.unit_read,
    )
    for picture in pictures:
        try:
            write_chart(picture.draw(picture.data, provenance), picture.data, folder / CHARTS, picture.name)
        except OSError as error:
            raise WorkFailed(f"{folder}: charts cannot be written ({error.strerror or error})") from error
    save(folder / FRAGMENT, fragment_text(evidence, evidence.fitted).encode())
    if evidence.stack:
        save(folder / STACK, fragment_text(evidence, evidence.stack).encode())
    for name, (columns, rows) in evidence.tables.items():
        save(folder / name, csv_bytes(list(columns), ([_cell(each) for each in row] for row in rows)))
    save(folder / EVIDENCE, evidence_text(evidence).encode())
    save(folder / SUMMARY_NAME, as_json(evidence.document()))


def _cell(value: Any) -> Any:
    return "" if value is None else value


def _show(evidence: Evidence, pictures: Sequence[Picture], folder: Path) -> None:
    say(heading(evidence.finding))
    say()
    say(paragraph(f"{evidence.read:,} {evidence.unit_read} read from {evidence.source}, {evidence.used:,} used.", "  "))
    for one in evidence.rejected:
        say(
            paragraph(
                f"Rejected: {one.rows:,} {evidence.unit_read}, {one.why} (first in line {one.first_line:,}).", "  "
            )
        )
    say()
    if evidence.fitted:
        rows = [[one.card, f"{_short(one)}", one.unit, one.how] for one in evidence.fitted[:_MOST_SHOWN]]
        say(table(["card", "value", "unit", "how"], rows, words=(0, 2, 3)))
        say()
    for line in evidence.left_out:
        say(paragraph(f"Not said by these records: {line}", "  "))
    if evidence.left_out:
        say()
    files = {CHARTS + "/": "; ".join(one.what for one in pictures) + " (SVG, PNG, CSV)"} if pictures else {}
    files[FRAGMENT] = "cards of the weekly model, for fragment=FILE"
    if evidence.stack:
        files[STACK] = "cards of the request level, for sim serve fragment=FILE"
    files |= {name: "the numbers behind it" for name in evidence.tables}
    files |= {
        EVIDENCE: "what was fitted, from how many rows, how well, what was rejected",
        SUMMARY_NAME: "every number",
    }
    work.say_files(folder, files)
    say()


def _short(one: Any) -> str:
    return f"{len(one.value)} numbers" if isinstance(one.value, tuple) else written(one.value)


def started() -> datetime:
    """When the work began, for the manifest."""
    return datetime.now(UTC)
