"""The site is built without a warning, holds every page, and fetches nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generator.contents import sections, with_menu

ROOT = Path(__file__).parents[2]
FIRST = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
LOADED = re.compile(r"""<(?:script|img|source|iframe)\b[^>]*\bsrc=["']([^"']+)|<link\b[^>]*\bhref=["']([^"']+)""")
STUDIES = {path.relative_to(ROOT).as_posix() for path in (ROOT / "experiments").glob("*/README.md")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make docs` builds it: any warning ends it."""
    out = tmp_path_factory.mktemp("site")
    recipe = re.search(r"sphinx-build (.+) build/docs", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe is not None
    command = [sys.executable, "-m", "sphinx", *recipe[1].split(), str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def test_every_page_is_on_the_menu_once() -> None:
    """A page that nobody can find might as well not be there."""
    listed = [name for pages in sections(FIRST).values() for name in pages]
    there = {path.stem for path in (ROOT / "docs").glob("*.md")} - {"index"}
    assert sorted(name for name in listed if not name.startswith("../")) == sorted(there)
    assert {name for name in listed if name.startswith("../")} == {"../README", "../experiments/README", "../CHANGELOG"}


def test_the_menu_has_the_sections_in_their_order() -> None:
    """What one learns by, what one looks up, what one understands by."""
    captions = re.findall(r"^:caption: (.+)$", with_menu(FIRST), flags=re.MULTILINE)
    assert captions == re.findall(r"^## (.+)$", FIRST, flags=re.MULTILINE)
    assert captions[:2] == ["Tutorials", "How to"]


def test_every_page_is_built(site: Path) -> None:
    """Those of docs/, README, studies and changelog, and a front door at the top."""
    pages = [path.relative_to(ROOT) for path in (ROOT / "docs").glob("*.md")] + [Path(name) for name in STUDIES]
    missing = [
        page
        for page in [*pages, Path("README.md"), Path("CHANGELOG.md")]
        if not (site / page.with_suffix(".html")).is_file()
    ]
    assert missing == []
    assert 'href="docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_the_site_fetches_nothing(site: Path) -> None:
    """No script, picture, style or font comes from elsewhere."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = [script or link for script, link in LOADED.findall(text)]
        assert loaded or page == site / "index.html", page
        assert [one for one in loaded if one.startswith(("http:", "https:", "//"))] == [], page
    for sheet in site.rglob("*.css"):
        assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")) == [], sheet


def test_formulas_are_formulas(site: Path) -> None:
    """Each is MathML that a browser sets, and no raw TeX is left."""
    page = (site / "docs" / "model.html").read_text(encoding="utf-8")
    source = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert page.count("<math ") == len(re.findall(r"\$[^$\n]+\$", source))
    assert "\\frac" not in page
