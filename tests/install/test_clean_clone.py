"""What is committed is enough: a clone builds the whole product."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.install, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The last commit in a folder of its own."""
    if git("rev-parse", "--verify", "HEAD", cwd=ROOT).returncode != 0:
        pytest.skip("not a git checkout with a commit (a source archive has none)")
    folder = tmp_path / "clone"
    done = git("clone", "--quiet", str(ROOT), str(folder), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_clone_builds_a_wheel_of_exactly_the_committed_files(clone: Path, tmp_path: Path) -> None:
    """A release made from a clone holds every committed file of sim/ and conf/ and no other."""
    built = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist"), str(clone)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    committed = git("ls-files", "sim", "conf", cwd=clone).stdout.split()
    assert inside == {f"sim/{name}" if name.startswith("conf/") else name for name in committed}


def test_a_clone_answers_help_without_being_installed(clone: Path) -> None:
    """`python -m sim --help` needs nothing but the committed files."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", "--help"], cwd=clone, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "compare" in done.stdout
