"""The client's case is followed to the letter, in smaller sizes: two files become a deck and a workbook."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import in_folder
from tests.docs.following import ROOT, check_printed, steps_of, text_of

PAGE = text_of("client-case.md")
SMALLER = {"replications=200": ["replications=3", "horizon_weeks=80", "uncertainty=off", "executor=inline"]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder with the example client in it."""
    home = tmp_path_factory.mktemp("case")
    shutil.copytree(ROOT / "examples", home / "examples")
    return home


@pytest.mark.slow
def test_two_files_become_a_deck_and_a_workbook(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page, in its order, with the lines that it shows; and what it promises is there.

    Charts of each strategy by itself, which neither page nor deck shows, are left to the tests of `sim compare`.
    """
    monkeypatch.setattr("sim.results.Results.write_charts", lambda *_: [])
    for step in steps_of(PAGE):
        words = [smaller for word in step.words[1:] for smaller in SMALLER.get(word, [word])]
        called = in_folder(home, *words)
        assert called.status == 0, f"{step.text}\n{called.err}"
        check_printed(step, called, "client-case.md")
    made = home / "outputs" / "client"
    assert all((made / name).stat().st_size > 10_000 for name in ("report.html", "report.pptx", "report.xlsx"))


def test_make_deck_does_what_the_page_says() -> None:
    """The same commands in the same order; the page's first only shows how the portfolio is read."""
    recipe = re.search(r"^deck:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert recipe is not None
    made = [line.partition("$(BIN)/")[2] for line in recipe[1].splitlines() if "$(BIN)/sim" in line]
    assert [line.replace(" $(ARGS)", "") for line in made] == [step.text for step in steps_of(PAGE)][1:]


def test_the_log_is_what_its_script_makes(tmp_path: Path) -> None:
    """Nobody has to take the file on trust: the script beside it writes the same requests."""
    script, made = ROOT / "examples" / "make_requests.py", tmp_path / "made.csv.gz"
    subprocess.run([sys.executable, str(script), str(made)], check=True, timeout=120)
    shown = (ROOT / "examples" / "requests.csv.gz").read_bytes()
    assert _unpacked(made.read_bytes()) == _unpacked(shown)


def _unpacked(packed: bytes) -> bytes:
    return gzip.decompress(packed)
