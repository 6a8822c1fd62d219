"""Notebooks run from top to bottom, and are what their paired scripts say."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCRIPTS = sorted(NOTEBOOKS.glob("*.py"))


def test_there_are_notebooks() -> None:
    """The tests below run on something."""
    assert SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_notebook_runs_without_an_error(script: Path, tmp_path: Path) -> None:
    """Every cell of the committed notebook executes."""
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(
        notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any(output.output_type in ("display_data", "execute_result") for output in outputs)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_notebook_is_paired_with_its_script(script: Path) -> None:
    """The .ipynb holds the same cells as the .py that people review."""
    cells = [(cell.cell_type, cell.source) for cell in jupytext.read(script).cells]
    paired = nbformat.read(script.with_suffix(".ipynb"), as_version=4)  # type: ignore[no-untyped-call]
    assert [(cell.cell_type, cell.source) for cell in paired.cells] == cells
