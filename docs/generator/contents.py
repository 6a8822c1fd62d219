"""The menu of the site, from the links of its first page: a page is listed once, for readers here and there."""

from __future__ import annotations

import re

SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
PAGE = re.compile(r"^- \[([^\]]+)\]\(([^)#\s]+)\.md\)", flags=re.MULTILINE)
STUDY = re.compile(r"\]\((\w+/README)\.md\)")


def sections(page: str) -> dict[str, dict[str, str]]:
    """The pages that each section of the first page lists, without their ending, and what it calls them."""
    found = {title: PAGE.findall(body) for title, body in SECTION.findall(page)}
    return {title: {name: called for called, name in pages} for title, pages in found.items() if pages}


def with_menu(page: str) -> str:
    """The first page as Sphinx needs it: a hidden tree of contents for each section."""
    trees = [
        _tree([f"{called} <{name}>" for name, called in pages.items()], f":caption: {title}")
        for title, pages in sections(page).items()
    ]
    return "\n\n".join([page.rstrip(), *trees]) + "\n"


def with_studies(page: str) -> str:
    """The page of the studies, which links each of them, with the same below it."""
    return "\n\n".join([page.rstrip(), _tree(list(dict.fromkeys(STUDY.findall(page))))]) + "\n"


def _tree(pages: list[str], *options: str) -> str:
    return "\n".join(["```{toctree}", ":hidden:", *options, "", *pages, "```"])
