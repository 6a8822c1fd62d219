"""Ctrl-C: stop within a second, keep what is done, say how to carry on, exit 130."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.montecarlo.run import Interrupted
from tests.cli.conftest import SMALL, Call
from tests.conftest import ROOT, quiet_environment

pytestmark = pytest.mark.usefixtures("no_charts")

LONG = ("strategy=coe", "replications=100000", "horizon_weeks=12", "output=out")
A_SECOND = 1.0
BUSY_MACHINE = 5.0
"""A second is promised; two cores that other tests keep busy get more before the test fails."""


def interrupted_after(shards: int, tmp_path: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Start a long run, press Ctrl-C (the whole group gets it, as in a terminal) once so many shards are there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        cwd=tmp_path,
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wanted = tmp_path / "out" / (f"replications-{shards - 1:05d}.parquet" if shards else "manifest.json")
    until = time.monotonic() + 60
    while not wanted.exists() and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.3)
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    took = time.monotonic() - pressed
    return subprocess.CompletedProcess(words, process.returncode, out, err), took


@pytest.mark.parametrize("executor", ["inline", "processes"])
def test_ctrl_c_shows_what_whole_shards_say_and_how_to_carry_on(tmp_path: Path, executor: str) -> None:
    """The table is marked, the command can be typed again, the exit status is 130, nothing is a traceback."""
    done, took = interrupted_after(1, tmp_path, "run", *LONG, f"executor={executor}")
    assert done.returncode == 130, done.stderr
    assert took < BUSY_MACHINE
    assert "STOPPED EARLY: " in done.stdout
    assert " of 100,000 programmes" in done.stdout
    assert f"sim run {' '.join(LONG)} executor={executor}" in " ".join(done.stdout.split())
    assert "still standing" in done.stdout
    assert "Traceback" not in done.stderr
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["state"] == "interrupted"


def test_carrying_on_runs_what_is_missing(call: Call, tmp_path: Path) -> None:
    """The shards that were there stay as they are; the result is that of an undisturbed run."""
    small = ("strategy=coe", "replications=500", "horizon_weeks=12", "executor=inline")
    done, _ = interrupted_after(1, tmp_path, "run", *LONG, "executor=inline")
    assert done.returncode == 130
    before = (tmp_path / "out" / "replications-00000.parquet").stat().st_mtime_ns
    assert call("run", *small, "output=out").status == 0
    assert (tmp_path / "out" / "replications-00000.parquet").stat().st_mtime_ns == before
    assert call("run", *small, "output=whole").status == 0
    for name in ("replications-00000.parquet", "replications-00001.parquet", "ledger-00001.parquet", "summary.json"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_ctrl_c_before_anything_is_finished_says_so(tmp_path: Path) -> None:
    """No shard, no table: the command that carries on, exit 130."""
    done, took = interrupted_after(0, tmp_path, "run", "strategy=coe", "replications=100000", "output=out")
    assert done.returncode == 130, done.stderr
    assert took < BUSY_MACHINE
    assert done.stdout == ""
    assert "carry on: sim run strategy=coe replications=100000 output=out" in done.stderr
    assert "Traceback" not in done.stderr


def pressed_at(replication: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C when a programme of that number begins, in this process."""
    from sim.programme.programme import simulate_programme
    from sim.programme.record import Record
    from sim.scenario import Scenario

    def press(scenario: Scenario, seed: int, number: int) -> Record:
        if number == replication:
            raise KeyboardInterrupt
        return simulate_programme(scenario, seed, number)

    from sim.montecarlo import run

    inner = run.run_replications
    monkeypatch.setattr("sim.api.run_replications", lambda *args, **more: inner(*args, **more, simulate=press))


def test_a_comparison_shows_every_strategy_that_has_whole_shards(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the second shard: the first one of each strategy that has it is shown side by side."""
    pressed_at(260, monkeypatch)
    called = call("compare", "replications=300", "horizon_weeks=8", "executor=inline")
    assert called.status == 130
    assert "STOPPED EARLY: 250 of 1,800 programmes" in called.out
    assert "Platform first" in called.out
    assert "carry on where it stopped: sim compare replications=300" in called.out


def test_with_json_the_part_is_one_document(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts see that it is not what they asked for."""
    pressed_at(260, monkeypatch)
    called = call("run", "replications=300", "horizon_weeks=8", "executor=inline", "--json")
    document = json.loads(called.out)
    assert called.status == 130
    assert document["stopped_early"] is True
    assert document["replications"] == 250
    assert document["carry_on"].startswith("sim run replications=300")


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_with_json_nothing_finished_is_one_document_too(call: Call, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    """Even before the first shard."""
    pressed_at(3, monkeypatch)
    called = call(verb, *SMALL, "--json")
    assert called.status == 130
    assert json.loads(called.out)["stopped_early"] is True


def test_ctrl_c_while_charts_are_drawn_keeps_the_results(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """All replications are saved by then, and the message says so."""

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.verbs.run.write_results", press)
    called = call("run", *SMALL, "output=out")
    assert called.status == 130
    assert "all results are in out" in called.err
    assert Path("out/replications-00000.parquet").is_file()


def test_interrupted_is_a_keyboard_interrupt() -> None:
    """Callers of the Python face that know nothing of it still stop."""
    assert issubclass(Interrupted, KeyboardInterrupt)
