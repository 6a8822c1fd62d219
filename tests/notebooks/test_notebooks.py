"""Notebooks run from top to bottom under nbmake, and are what their paired scripts say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

from tests.conftest import ROOT, quiet_environment

NOTEBOOKS = ROOT / "notebooks"
SCRIPTS = sorted(NOTEBOOKS.glob("*.py"))
SECONDS = 240


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the notebooks beside a copy of the example client, run by `pytest --nbmake` with their outputs kept."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("notebooks", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    options = ["--nbmake", "--overwrite", f"--nbmake-timeout={SECONDS}", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            *options,
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            folder,
            "notebooks",
        ],
        cwd=folder,
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert f"{len(SCRIPTS)} passed" in done.stdout
    return folder / "notebooks"


def test_there_is_a_notebook_for_each_kind_of_user() -> None:
    """Strategy team, consultant, researcher; the tests below run on these."""
    assert [script.stem for script in SCRIPTS] == ["client_what_if", "compare_strategies", "research_sweep"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_runs_and_shows_what_it_found(script: Path, executed: Path) -> None:
    """Every cell of the committed notebook executes, says something in several places, and complains of nothing."""
    notebook = nbformat.read(executed / f"{script.stem}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = [output for output in outputs if output.output_type in ("display_data", "execute_result")]
    assert len(shown) > 3
    assert [output for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []


def test_the_consultant_s_notebook_makes_a_deck(executed: Path) -> None:
    """Slides, page and numbers, by name and size."""
    notebook = nbformat.read(executed / "client_what_if.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    text = str(notebook.cells)
    assert {"deck/report.pptx", "deck/report.html", "numbers.csv"} <= set(re.findall(r"`([\w./]+)`: \d+ kB", text))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_begins_with_a_question_and_ends_with_what_it_cannot_tell(script: Path) -> None:
    """Whoever opens it knows what for, and whoever ends it knows how far to trust it."""
    cells = jupytext.read(script).cells
    assert cells[0].source.splitlines()[0].startswith("# ")
    assert cells[0].source.splitlines()[0].endswith("?")
    assert "## What this cannot tell" in cells[-1].source


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_notebook_is_paired_with_its_script(script: Path) -> None:
    """The .ipynb holds the same cells as the .py that people review, and no outputs."""
    cells = [(cell.cell_type, cell.source) for cell in jupytext.read(script).cells]
    paired = nbformat.read(script.with_suffix(".ipynb"), as_version=4)  # type: ignore[no-untyped-call]
    assert [(cell.cell_type, cell.source) for cell in paired.cells] == cells
    assert all(not cell.outputs for cell in paired.cells if cell.cell_type == "code")
