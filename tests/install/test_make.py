"""The Makefile's first steps, as far as they go without a download; `.ci/run` does the whole of `make run`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.install

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("setup", "run", "test", "lint", "types", "bench", "studies", "lock", "clean")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` reads, in a folder with a space in its name and no environment yet."""
    folder = tmp_path / "a stranger's checkout"
    (folder / "sim").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=inherited | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def tools_with_pythons(folder: Path, script: str) -> str:
    """A PATH on which every Python is the given shell script, and the other tools are the usual ones."""
    folder.mkdir()
    for name in ("sh", "cat", "sed", "awk", "make", "rm", "touch", "find"):
        found = shutil.which(name)
        assert found, f"{name} is needed by make"
        (folder / name).symlink_to(found)
    for name in ("python3.11", "python3.12", "python3.13", "python3", "python"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize("arguments", [(), ("help",)], ids=["make", "make help"])
def test_make_alone_lists_every_target(checkout: Path, arguments: tuple[str, ...]) -> None:
    """A stranger who types `make` sees what there is, and nothing is installed."""
    done = make(checkout, *arguments)
    assert done.returncode == 0
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert set(TARGETS) <= listed
    assert not (checkout / ".venv").exists()


def test_make_run_installs_by_hash_and_then_compares(checkout: Path) -> None:
    """`make run` is: environment, locked dependencies without test tools, the checkout itself, the comparison."""
    plan = make(checkout, "--dry-run", "run", "ARGS=replications=20").stdout
    steps = [
        "-m venv",
        "--require-hashes --requirement requirements.lock",
        "--editable .",
        "sim compare replications=20",
    ]
    positions = [plan.find(step) for step in steps]
    assert -1 not in positions, plan
    assert positions == sorted(positions)
    assert "requirements-dev.lock" not in plan


def test_a_python_that_exists_but_fails_is_passed_over_with_one_message(checkout: Path, tmp_path: Path) -> None:
    """Where no interpreter runs, `make setup` says what is needed in one line and makes nothing."""
    shims = tools_with_pythons(tmp_path / "shims", 'echo "shim: no such version" >&2; exit 127')
    done = make(checkout, "setup", PATH=shims)
    assert done.returncode != 0
    first, *rest = done.stderr.splitlines()
    assert first.startswith("Python 3.11, 3.12 or 3.13 is needed")
    assert all(line.startswith("make: ***") for line in rest)
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_named(checkout: Path, tmp_path: Path) -> None:
    """Where the right Python lacks its venv module, the message names the module and the package."""
    shims = tools_with_pythons(tmp_path / "shims", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = make(checkout, "setup", PATH=shims)
    assert done.returncode != 0
    assert done.stderr.startswith("python3.11 has no venv module")
    assert "python3.11-venv" in done.stderr


def test_a_wrong_interpreter_given_by_hand_is_refused_by_name(checkout: Path) -> None:
    """PYTHON=... is not silently replaced by another interpreter."""
    done = make(checkout, "setup", "PYTHON=/nowhere/python3.12")
    assert done.returncode != 0
    assert done.stderr.startswith("PYTHON=/nowhere/python3.12 does not run or is not Python 3.11, 3.12 or 3.13.")
