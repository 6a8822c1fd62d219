"""The page of claims: every claim that anybody cites is there, and every file that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
CLAIM = re.compile(r"D-[A-Z]+-\d+")
ROWS = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| D-")]
TEXT_FILES = {".py", ".md", ".yaml"}


def cited_in(room: str) -> set[str]:
    paths = [path for path in (ROOT / room).rglob("*") if path.suffix in TEXT_FILES]
    return {claim for path in paths for claim in CLAIM.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("room", ["sim", "conf", "docs", "experiments", "tests"])
def test_every_claim_that_is_cited_is_on_the_page(room: str) -> None:
    """A citation that leads nowhere proves nothing."""
    assert cited_in(room) <= {row[0].strip() for row in ROWS}


def test_every_claim_stands_there_once() -> None:
    """And in each family they are numbered without a gap."""
    claims = [row[0].strip() for row in ROWS]
    assert len(claims) == len(set(claims))
    families = {claim.rsplit("-", 1)[0] for claim in claims}
    for family in families:
        numbers = sorted(int(claim.rsplit("-", 1)[1]) for claim in claims if claim.startswith(family + "-"))
        assert numbers == list(range(1, len(numbers) + 1)), family


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_a_claim_names_its_mechanism_and_its_test(row: list[str]) -> None:
    """Files under sim/ and tests/ that exist; a claim without a mechanism says so, and has no test."""
    _, says, mechanism, tested = (cell.strip() for cell in row)
    assert says
    files = re.findall(r"`(\w+/\w+\.py)`", mechanism)
    assert [name for name in files if not (ROOT / "sim" / name).is_file()] == []
    tests = re.findall(r"`(\w+/\w+\.py)`", tested)
    assert [name for name in tests if not (ROOT / "tests" / name).is_file()] == []
    assert files or "not in this version" in mechanism
    assert bool(tests) == bool(files)
