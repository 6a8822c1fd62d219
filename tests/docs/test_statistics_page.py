"""The page on statistics: every estimator's file and every test that it names exists; each trap has its test."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
FILES = re.findall(r"`((?:analysis|tests)/[\w/]+\.py)`", PAGE)


def rows_below(heading: str) -> list[list[str]]:
    """The rows of the table in a section, its head left out."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[2:]]


@cache
def names_in(name: str) -> set[str]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("name", "test"), TESTS, ids=[test for _, test in TESTS])
def test_a_test_that_the_page_names_exists(name: str, test: str) -> None:
    """A trap whose test was renamed or removed is open again."""
    assert test in names_in(name)


@pytest.mark.parametrize("name", sorted(set(FILES)))
def test_a_file_that_the_page_names_exists(name: str) -> None:
    """Under sim/ for estimators, as it stands for tests."""
    assert (ROOT / name if name.startswith("tests/") else ROOT / "sim" / name).is_file()


@pytest.mark.parametrize(("heading", "least"), [("Estimators", 20), ("Oracles", 16), ("Traps", 15)])
def test_no_row_is_without_its_last_cell(heading: str, least: int) -> None:
    """An estimator names its code, an oracle and a trap their test."""
    found = rows_below(heading)
    assert len(found) >= least
    for row in found:
        last = row[-1]
        assert re.search(r"`analysis/\w+\.py`" if heading == "Estimators" else r"`tests/[\w/]+\.py::\w+`", last), row
