"""README.md is executed: every command that it shows works as shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
SHELLS = {"console", "sh", "bash", "shell"}
NOT_RUN = {
    "git clone": "the copy under test stands for the clone",
    "cd twentyfirst": "the commands already start in the copy",
    "make": "makes an environment of its own; .ci/run calls it in a fresh clone, here its target must exist",
}
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist", "outputs"
)


def blocks(languages: set[str]) -> list[str]:
    fenced = FENCE.finditer(README.read_text(encoding="utf-8"))
    return [found["body"] for found in fenced if found["language"] in languages]


def commands_of(block: str) -> Iterator[str]:
    """The lines behind `$ `, continuation lines joined; whatever else stands in the block is output."""
    joined = block.replace("\\\n", " ")
    return (line.removeprefix("$ ").strip() for line in joined.splitlines() if line.startswith("$ "))


def starts_with(command: str, words: str) -> bool:
    return command == words or command.startswith(words + " ")


def all_commands() -> list[str]:
    return [command for block in blocks(SHELLS) for command in commands_of(block)]


def run_in(folder: Path, *command: str) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHONPATH"))}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"PATH": path, "MPLBACKEND": "Agg", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"README: {command[-1]}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The checkout as a reader has it, to be written into."""
    return Path(shutil.copytree(ROOT, tmp_path / "twentyfirst", ignore=LEFT_BEHIND))


def test_readme_shows_commands() -> None:
    """There is something to execute, and no shell block hides its commands by leaving out the `$ `."""
    assert [command for command in all_commands() if not any(starts_with(command, words) for words in NOT_RUN)]
    assert [block for block in blocks(SHELLS) if not list(commands_of(block))] == []


def test_every_make_target_of_the_readme_exists(copy: Path) -> None:
    """`make` commands are planned, not run: a target that was renamed is found."""
    for command in all_commands():
        if starts_with(command, "make"):
            run_in(copy, "sh", "-c", command.replace("make", "make --dry-run", 1))


@pytest.mark.slow
def test_every_command_of_the_readme_succeeds(copy: Path) -> None:
    """In the README's order and in one folder, as a reader types them, each command ends with 0."""
    for command in all_commands():
        if not any(starts_with(command, words) for words in NOT_RUN):
            run_in(copy, "sh", "-c", command)


@pytest.mark.slow
def test_every_python_example_of_the_readme_runs(copy: Path) -> None:
    """Python blocks run as scripts, each on its own."""
    for block in blocks({"python", "py"}):
        run_in(copy, sys.executable, "-c", block)
