"""Progress: an estimate from this call's work, plain lines in a pipe, silence where it is quick or unwanted."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.verbs.progress import Progress, escaped, in_words
from sim.verbs.work import Answer
from tests.cli.conftest import Ran


class Clock:
    """Time that tests move."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_estimate_counts_the_work_of_this_call_only() -> None:
    """What an earlier run left behind was not done in this time."""
    clock = Clock()
    progress = Progress(1_000, quiet=True, clock=clock)
    progress.part("one")
    progress(500, 1_000)
    clock.now += 50.0
    progress(510, 1_000)
    clock.now += 10.0
    progress(520, 1_000)
    assert progress.remaining_seconds() == pytest.approx(480.0)


def test_there_is_no_estimate_before_a_second_piece_came_back() -> None:
    """Starting processes says nothing about the pace."""
    clock = Clock()
    progress = Progress(1_000, quiet=True, clock=clock)
    progress.part("one")
    progress(0, 1_000)
    clock.now += 30.0
    progress(10, 1_000)
    assert progress.remaining_seconds() is None


def test_parts_add_up() -> None:
    """The estimate of a comparison is of all its strategies, also where one of them is there already."""
    clock = Clock()
    progress = Progress(300, quiet=True, clock=clock)
    progress.part("one")
    for done in (0, 50, 100):
        progress(done, 100)
        clock.now += 1.0
    progress.part("two")
    progress(100, 100)
    progress.part("three")
    progress(0, 100)
    assert progress.remaining_seconds() == pytest.approx(100 * (clock.now - 101.0) / 50)


def test_a_pipe_gets_a_line_after_two_seconds_and_then_every_ten(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing for what is quick."""
    clock = Clock()
    with Progress(1_000, quiet=False, clock=clock) as progress:
        progress.part("Centre", lambda: "41% at the target")
        for done in range(0, 1_000, 10):
            progress(done, 1_000)
            clock.now += 0.25
        progress(1_000, 1_000)
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[0] == "Centre: 80 of 1,000, about 23 s left, 41% at the target"
    assert len(lines) == 3


def test_the_live_answer_counts_finished_shards(one_run: Ran) -> None:
    """The shares of the stored rows, as soon as a shard is whole."""
    outcomes = pq.read_table(one_run.folder / "replications-00000.parquet").column("outcome").to_pylist()
    standing = 100 * outcomes.count("censored") / len(outcomes)
    assert Answer(one_run.folder, 12)() == f"{standing:.0f}% standing, 0% at the target"


def test_the_live_answer_waits_for_a_damaged_shard(one_run: Ran, tmp_path: Path) -> None:
    """It is about to be computed again; the run must not end over it."""
    folder = Path(shutil.copytree(one_run.folder, tmp_path / "damaged"))
    path = folder / "replications-00000.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    answer = Answer(folder, 12)
    assert answer() == ""
    path.write_bytes(whole)
    assert answer() == Answer(one_run.folder, 12)() != ""


def test_quick_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    """Under two seconds there is nothing to say."""
    clock = Clock()
    with Progress(10, quiet=False, clock=clock) as progress:
        progress.part("Centre")
        for done in range(11):
            progress(done, 10)
            clock.now += 0.15
    assert capsys.readouterr() == ("", "")


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """However long it takes."""
    clock = Clock()
    with Progress(10, quiet=True, clock=clock) as progress:
        progress.part("Centre")
        for done in range(11):
            progress(done, 10)
            clock.now += 60.0
    assert capsys.readouterr() == ("", "")


def test_a_reader_of_stderr_that_left_does_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The progress falls silent and the run goes on."""

    class Closed:
        def write(self, _: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None:
            raise BrokenPipeError

        def isatty(self) -> bool:
            return False

    clock = Clock()
    monkeypatch.setattr(sys, "stderr", Closed())
    with Progress(100, quiet=False, clock=clock) as progress:
        progress.part("Centre")
        for done in range(100):
            progress(done, 100)
            clock.now += 5.0
    assert progress.remaining_seconds() is not None


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (12.4, "12 s"), (89.0, "89 s"), (100.0, "2 min")])
def test_waiting_times_in_words(seconds: float, said: str) -> None:
    """Seconds up to a minute and a half, then minutes."""
    assert in_words(seconds) == said


def test_square_brackets_in_a_label_are_no_markup() -> None:
    """rich would take [red] for a colour."""
    from rich.text import Text

    assert Text.from_markup(escaped("Plan [red] B")).plain == "Plan [red] B"
