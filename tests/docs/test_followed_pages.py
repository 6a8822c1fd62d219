"""Tutorials and how-to pages are followed to the letter: every command, what it prints, and every line of Python."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Called
from tests.docs.following import ROOT, Step, follow, text_of

PLAIN = ("tutorial-strategy-team.md", "tutorial-researcher.md", "spreadsheet.md", "larger-machine.md")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the examples in it; pictures have tests of their own, and take most of the time of small runs."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.fixture
def pageless(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """And no report, where the page does not use it."""
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)
    monkeypatch.setattr("sim.pictures.write_timeline", lambda *_: [])
    return home


@pytest.mark.parametrize("page", PLAIN)
def test_a_page_works_from_top_to_bottom(page: str, pageless: Path) -> None:
    """Each step in its order in one folder, with the lines that the page shows below it."""
    assert follow(page, pageless)


def test_the_consultants_page_works_and_leaves_what_it_lists(pageless: Path) -> None:
    """Every file that is handed over but the report, which the fixture leaves out."""
    follow("tutorial-consultant.md", pageless)
    named = re.findall(r"^\| `([\w.]+)` \|", text_of("tutorial-consultant.md"), flags=re.MULTILINE)
    assert "report.html" in named
    for name in set(named) - {"report.html"}:
        assert (pageless / "outputs" / "client" / name).is_file(), name


def test_a_report_is_computed_again_and_compared_as_its_page_says(home: Path) -> None:
    """From the file alone; written anew elsewhere; and the difference names the card that was changed."""
    done = follow("report.md", home)
    assert (home / "outputs" / "for-the-board" / "report.html").is_file()
    assert "cfo.threshold_eur" in _of("diff", done).out


def test_a_longer_run_is_the_one_that_was_never_stopped(pageless: Path) -> None:
    """What the page on going on promises: eight programmes in the folder, and the rerun finds the same."""
    done = follow("go-on.md", pageless)
    summary = json.loads((pageless / "outputs" / "long" / "summary.json").read_text(encoding="utf-8"))
    assert summary["replications"] == 8
    assert _of("rerun", done).status == 0


def _of(verb: str, done: list[tuple[Step, Called]]) -> Called:
    return next(called for step, called in done if step.language == "console" and step.words[1] == verb)
