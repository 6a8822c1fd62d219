"""Links between pages lead somewhere: the file is there, and so is the heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", flags=re.MULTILINE | re.DOTALL)
OUTSIDE = ("http://", "https://", "mailto:")


def anchors(page: Path) -> set[str]:
    """Headings as a link writes them: small letters, digits, hyphens for spaces, nothing else."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> list[tuple[Path, str]]:
    return [(page, link) for page in PAGES for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))]


def test_there_are_links() -> None:
    """The test below runs on something."""
    assert links()


@pytest.mark.parametrize(("page", "link"), links(), ids=lambda one: one.name if isinstance(one, Path) else one)
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    """To a file of this repository, and to a heading that it has."""
    if link.startswith(OUTSIDE):
        return
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if anchor:
        assert anchor in anchors(target)
