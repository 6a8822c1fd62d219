"""The product as it is built and installed: what the tests of this folder hold in their hands."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def checked(*command: str | Path, cwd: Path, timeout_seconds: float = 300.0) -> subprocess.CompletedProcess[str]:
    """Run a command far from the checkout's import path; anything but success shows what it printed."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"NO_COLOR": "1", "COLUMNS": "100", "MPLBACKEND": "Agg"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_seconds,
        check=False,
    )
    shown = " ".join(str(part) for part in command)
    assert done.returncode == 0, f"{shown}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@dataclass(frozen=True)
class Built:
    """What `python -m build` makes: the source archive, the wheel from it, and the wheel from the checkout."""

    sdist: Path
    wheel_from_sdist: Path
    wheel_from_tree: Path


@dataclass(frozen=True)
class Installed:
    """A virtual environment that holds the wheel and nothing else of the checkout."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def ask(self, code: str, *, cwd: Path) -> list[str]:
        """The lines that a piece of Python prints there."""
        return checked(self.python, "-c", code, cwd=cwd).stdout.splitlines()

    def sim(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Call the installed `sim`; success without a warning or a traceback is demanded here."""
        done = checked(self.folder / "bin" / "sim", *arguments, cwd=cwd)
        assert "Traceback" not in done.stderr, done.stderr
        assert "Warning:" not in done.stderr, done.stderr
        return done


def only_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found
