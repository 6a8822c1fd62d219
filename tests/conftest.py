"""What all tests share: no window, reproducible property tests, the command line as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.tools import left_out

ROOT = Path(__file__).resolve().parent.parent

os.environ["MPLBACKEND"] = "Agg"
# Several test processes share few cores; small matrix products then wait for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What a script starts in the background ignores Ctrl-C, and so would every command that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("twentyfirst", deadline=None, derandomize=True)
settings.load_profile("twentyfirst")

RunSim = Callable[..., "subprocess.CompletedProcess[str]"]


def quiet_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without what would change what a command prints."""
    unwanted = {"FORCE_COLOR", "CLICOLOR_FORCE", "HYDRA_FULL_ERROR", "PYTHONPATH", "PYTHONWARNINGS"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"NO_COLOR": "1", "COLUMNS": "100", "MPLBACKEND": "Agg"} | dict(extra or {})


@pytest.fixture
def run_sim(tmp_path: Path) -> RunSim:
    """Call `sim` as a process, in an empty folder unless `cwd` says otherwise; text in and out, no terminal."""

    def run(
        *arguments: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout_seconds: float = 300.0,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sim", *arguments],
            cwd=cwd or tmp_path,
            env=quiet_environment({"PYTHONPATH": str(ROOT), **(env or {})}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_seconds,
            check=False,
        )

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was left out for want of a program is said in one line, with how to get it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if line := left_out(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)):
        terminalreporter.write_line(line)
