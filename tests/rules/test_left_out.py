"""A run without a browser or an office program says in one line what it left out, and how to get it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tools import CHROMIUM, LIBREOFFICE, TOOLS, left_out


def test_tests_left_out_are_counted_by_what_they_need() -> None:
    """Packages are named once; what was skipped for another reason is not counted."""
    office = f"Skipped: needs {LIBREOFFICE.name} ({LIBREOFFICE.packages})"
    line = left_out([office, "Skipped: not on this system", office, f"Skipped: needs {CHROMIUM.name} (chromium)"])
    assert line == (
        "Left out: 2 that need LibreOffice, 1 that needs Chromium. "
        "To run them: apt-get install libreoffice-impress libreoffice-calc chromium"
    )
    assert left_out(["Skipped: not on this system"]) == ""


@pytest.mark.slow
def test_a_run_without_the_programs_says_so(tmp_path: Path) -> None:
    """A whole run of one file, with nothing on the PATH: it ends well, and its end names every program."""
    marks = "\n".join(f"@TOOLS[{number}].needed()\ndef test_{number}() -> None: ...\n" for number in range(len(TOOLS)))
    (tmp_path / "test_needs.py").write_text(f"from tests.tools import TOOLS\n{marks}", encoding="utf-8")
    called = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.conftest", "--rootdir", tmp_path,
         tmp_path / "test_needs.py"],
        cwd=tmp_path,
        env={**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )  # fmt: skip
    assert called.returncode == 0, called.stdout
    (line,) = [line for line in called.stdout.splitlines() if line.startswith("Left out: ")]
    assert all(tool.name in line and tool.packages in line for tool in TOOLS)
