"""Where output goes and in which characters: pipes, colours, widths, terminals that know ASCII only."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL
from tests.conftest import ROOT, RunSim, quiet_environment

WITHOUT = ("NO_COLOR", "CI", "TERM")


def through_a_pipe(tail: str, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`sim WORDS | tail`, with the exit status of sim itself."""
    command = f'"{sys.executable}" -m sim "$@" | {tail}; exit "${{PIPESTATUS[0]}}"'
    return subprocess.run(
        ["bash", "-c", command, "bash", *words],
        cwd=tmp_path,
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("params",), ("compare", "--help"), ("--help",)], ids=" ".join)
def test_a_reader_that_leaves_is_no_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    """`| true` closes the pipe at once: no message, exit 0."""
    done = through_a_pipe("true", tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_leaves_a_run_finds_the_results(tmp_path: Path) -> None:
    """What had to be saved was saved before it was printed."""
    done = through_a_pipe("head -1", tmp_path, "run", "strategy=coe", *SMALL, "output=out", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 programmes" in done.stdout
    assert (tmp_path / "out" / "summary.json").is_file()


@pytest.mark.parametrize(
    "words", [("run", "strategy=coe", *SMALL), ("trace", "horizon_weeks=60"), ("params", "cfo"), ("compare", "--help")]
)
def test_a_terminal_that_knows_ascii_only(run_sim: RunSim, words: tuple[str, ...]) -> None:
    """Euro signs and dashes become words and hyphens; nothing crashes, columns stay aligned."""
    done = run_sim(*words, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "?" not in done.stdout.replace("?\n", "").replace("? ", "")


def test_json_in_ascii(run_sim: RunSim) -> None:
    """A label that ASCII cannot show is escaped, not lost."""
    import json

    done = run_sim("run", "label='Größe 大'", "--cfg", "job", "--json", env={"PYTHONIOENCODING": "ascii"})
    assert json.loads(done.stdout)["label"] == "Größe 大"


def test_a_message_in_ascii(run_sim: RunSim) -> None:
    """A wrong word in another script is named without a crash."""
    done = run_sim("run", "стратегия=coe", env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirect", [">&-", "> /dev/full"])
def test_stdout_that_is_closed_or_full(tmp_path: Path, redirect: str) -> None:
    """Closed: nothing to say, nothing lost. Full: one message and exit 1."""
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m sim params cfo {redirect}'],
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == (0 if redirect == ">&-" else 1)


UNDRAWN = "tests.cli.undrawn"


def in_a_terminal(tmp_path: Path, columns: int, *words: str, program: str = "sim", **more: str) -> tuple[str, int]:
    """Run in a pseudo-terminal of a given width; what was shown, and the exit status."""
    environment = quiet_environment({"PYTHONPATH": str(ROOT)})
    environment = {name: value for name, value in environment.items() if name not in (*WITHOUT, "COLUMNS")}
    environment |= {"TERM": "xterm-256color", **more}
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", f'stty cols {columns}; exec "{sys.executable}" -m {program} "$@"', "bash", *words],
        cwd=tmp_path,
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    return shown.decode(), process.wait(timeout=60)


LONG_ENOUGH = ("run", "strategy=coe", "replications=600", "horizon_weeks=12")


def test_a_terminal_sees_the_progress_in_its_width(tmp_path: Path) -> None:
    """A live line with the estimate, and tables, both within 72 columns."""
    shown, status = in_a_terminal(tmp_path, 72, *LONG_ENOUGH, "executor=inline", program=UNDRAWN)
    assert status == 0
    assert "Centre of excellence: " in shown
    assert "of 600" in shown
    page = shown.split("Centre of excellence: 600 programmes", 1)[1]
    assert [line for line in page.splitlines() if len(line.replace("\x1b[2m", "").replace("\x1b[0m", "")) > 80] == []


def test_headings_are_styled_in_a_terminal(tmp_path: Path) -> None:
    """Bold and dim where the terminal shows them."""
    assert "\x1b[1m" in in_a_terminal(tmp_path, 80, "params", "cfo.hurdle")[0]


@pytest.mark.parametrize("name", ["NO_COLOR", "CI", "TERM"])
def test_no_styles_where_they_are_not_wanted(tmp_path: Path, name: str) -> None:
    """NO_COLOR, CI and TERM=dumb: no escape sequence in the results."""
    shown, status = in_a_terminal(tmp_path, 80, "params", "cfo", **{name: "dumb" if name == "TERM" else "1"})
    assert status == 0
    assert "\x1b" not in shown


@pytest.mark.parametrize("name", ["CI", "TERM"])
def test_no_live_line_where_it_is_not_wanted(tmp_path: Path, name: str) -> None:
    """CI and TERM=dumb get no cursor movements while it runs."""
    value = "dumb" if name == "TERM" else "1"
    shown, status = in_a_terminal(tmp_path, 80, "run", *SMALL, program=UNDRAWN, **{name: value})
    assert status == 0
    assert "\x1b" not in shown


def test_quiet_in_a_terminal(tmp_path: Path) -> None:
    """--quiet: results only."""
    shown, status = in_a_terminal(tmp_path, 80, "run", *SMALL, "--quiet", NO_COLOR="1")
    assert status == 0
    assert "\x1b" not in shown


def test_a_home_that_cannot_be_written_is_not_spoken_of(tmp_path: Path) -> None:
    """Charts are drawn without matplotlib's cache, and without its complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", "trace", "horizon_weeks=60", "output=there"],
        cwd=tmp_path,
        env=quiet_environment({"PYTHONPATH": str(ROOT), "HOME": os.devnull}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "there" / "timeline.png").is_file()
