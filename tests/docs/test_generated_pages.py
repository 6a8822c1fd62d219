"""Pages that come from declarations say what the declarations say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generator import pages
from docs.generator.blocks import block, held, renewed
from docs.generator.pages import PAGES, measured_lately

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    """A card, rule or column that changes without `python docs/generate.py` is a page that lies."""
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "python docs/generate.py renews it"


def test_measured_numbers_are_of_the_defaults_as_they_are() -> None:
    """Numbers of another configuration are no longer true; `python docs/generate.py --measure` renews them."""
    assert measured_lately()


def test_a_page_that_is_out_of_date_is_named_and_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--check` names it and exits 1; without it the page is written again."""
    for folder in ("docs", "conf"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    page = tmp_path / "docs" / "tables.md"
    page.write_text(page.read_text(encoding="utf-8").replace("weeks", "months"), encoding="utf-8")
    command = [sys.executable, str(tmp_path / "docs" / "generate.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert checked.returncode == 1, checked.stderr
    assert "docs/tables.md is out of date" in checked.stdout.splitlines()
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    pages.renew()
    assert page.read_text(encoding="utf-8") == pages.tables_page()
    assert [name for name in pages.stale() if name in pages.PAGES] == []


# --- parts of pages -----------------------------------------------------------------------------------------------


def test_a_part_is_renewed_and_the_rest_of_the_page_stays() -> None:
    """Backslashes and dollar signs of a formula come through as they are."""
    formula = r"$\max(0, \1)$"
    new = renewed(f"before\n\n{block('one', 'old')}\n\nafter\n", {"one": lambda: formula})
    assert new == f"before\n\n{block('one', formula)}\n\nafter\n"
    assert held(new, "one") == formula


def test_a_part_without_a_place_is_refused() -> None:
    """A table that nobody would see, or a place that nobody fills, is a mistake in the page."""
    with pytest.raises(ValueError, match="places for"):
        renewed("nothing here\n", {"one": str})
    with pytest.raises(ValueError, match="places for"):
        renewed(block("one", ""), {})
    with pytest.raises(ValueError, match="no end mark"):
        renewed("<!-- generated: one -->\n", {"one": str})
