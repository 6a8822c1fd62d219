"""`sim report`: report.html again from stored results, its charts drawn anew; slides and a workbook where asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim import stored
from sim.errors import InputError, nearest
from sim.folders import chosen, unusable
from sim.report.html import NAME, write_report
from sim.verbs import work
from sim.verbs.arguments import Arguments
from sim.verbs.report_handout import KINDS, handout_of
from sim.verbs.screen import heading, paragraph, say, say_json

if TYPE_CHECKING:
    from sim.office.handout import Handout

KEYS = ("output",)
SLIDES, WORKBOOK = "report.pptx", "report.xlsx"


class Office(NamedTuple):
    """A file for an office program: what it is called in JSON, where it goes, what it is, and what writes it."""

    key: str
    name: str
    what: str
    write: Callable[[Handout, Path], object]


def run(arguments: Arguments) -> int:
    """Open what is stored, draw, write, say where."""
    folder, output = _asked(arguments)
    kind = stored.kind_of(folder)
    if kind not in KINDS:
        known = "sim run, compare, sweep, study and sensitivity"
        held = stored.in_words(kind)
        raise InputError(f"{folder}: holds {held}, of which there is no report; sim report takes results of {known}")
    files = _files(arguments)
    target = chosen(output, folder)
    _check_writable(target)
    handout = handout_of(kind, folder, target)
    page = write_report(handout.page, target)
    for file in files:
        file.write(handout, target / file.name)
    finding = handout.page.headline.removesuffix(".")
    if arguments.as_json:
        more = {file.key: str(target / file.name) for file in files}
        say_json({"kind": kind, "finding": finding, "report": str(page), **more, "folder": str(folder)})
        return work.DONE
    _show(finding, page, [(target / file.name, file.what) for file in files], folder)
    return work.DONE


def _show(finding: str, page: Path, files: list[tuple[Path, str]], folder: Path) -> None:
    say(heading(f"{finding}."))
    say()
    says = "complete in itself; open it in a browser, print it, send it on"
    for path, what in ((page, says), *files):
        say(paragraph(f"{path}: {path.stat().st_size / 1_000:,.0f} kB, {what}."))
    say()
    work.say_next(
        {
            "check that it can be reproduced without the folder": f"sim rerun {page}",
            "what differs from another result": f"sim diff {folder} OTHER",
        }
    )


def _asked(arguments: Arguments) -> tuple[Path, str | None]:
    """One folder, and where the page goes if not into it."""
    paths = [word for word in arguments.words if "=" not in word or Path(word).exists()]
    given = dict(word.split("=", 1) for word in arguments.words if word not in paths)
    wrong = next((key for key in given if key not in KEYS), None)
    if wrong is not None:
        raise InputError(f"{wrong}: sim report takes output=FOLDER and nothing else{nearest(wrong, KEYS)}")
    if len(paths) != 1:
        raise InputError(f"sim report takes one results folder; {len(paths)} given")
    return Path(paths[0]).expanduser(), given.get("output")


def _files(arguments: Arguments) -> list[Office]:
    """What is wanted beside the page; a template that cannot be used is found before anything is drawn."""
    found = []
    template = arguments.flags.get("template")
    if template is not None and "slides" not in arguments.flags:
        raise InputError("--template is the look of slides; give --slides with it")
    if "slides" in arguments.flags:
        from sim.office.deck import Look, write_deck

        look = Look.of(None if template is None else Path(template).expanduser())
        what = "slides with charts that can be edited"
        found.append(Office("slides", SLIDES, what, lambda handout, path: write_deck(handout, path, look)))
    if "workbook" in arguments.flags:
        from sim.office.workbook import write_workbook

        found.append(Office("workbook", WORKBOOK, "every table and chart, with its numbers", write_workbook))
    return found


def _check_writable(folder: Path) -> None:
    """Before anything is drawn: a folder that can only be read gets its answer, and the way out."""
    probe = folder / f".{NAME}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise unusable(folder, error) from error
