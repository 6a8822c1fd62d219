"""Programs that a test may need beyond Python: found on the PATH, or the test is left out and the run says so."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Tool:
    """A program, the names it goes by, and the Debian packages that bring it."""

    name: str
    commands: tuple[str, ...]
    packages: str

    @property
    def path(self) -> str | None:
        """Where it is, if anywhere."""
        return next(filter(None, map(shutil.which, self.commands)), None)

    def needed(self) -> pytest.MarkDecorator:
        """Marks a test that cannot run without it."""
        return pytest.mark.skipif(self.path is None, reason=f"needs {self.name} ({self.packages})")


CHROMIUM = Tool("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium")
LIBREOFFICE = Tool("LibreOffice", ("soffice", "libreoffice"), "libreoffice-impress libreoffice-calc")
PDF_TO_TEXT = Tool("pdftotext", ("pdftotext",), "poppler-utils")
TOOLS = (CHROMIUM, LIBREOFFICE, PDF_TO_TEXT)

_NEEDS = re.compile(r"needs (\w+) \(([\w -]+)\)$")


def left_out(reasons: Iterable[str]) -> str:
    """One line on the tests that were not run for want of a program; empty where there are none."""
    found = Counter(match.groups() for reason in reasons if (match := _NEEDS.search(reason)))
    if not found:
        return ""
    parts = ", ".join(f"{number} that need{'s' if number == 1 else ''} {name}" for (name, _), number in found.items())
    packages = " ".join(dict.fromkeys(package for _, package in found))
    return f"Left out: {parts}. To run them: apt-get install {packages}"
