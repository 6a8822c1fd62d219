"""A sweep that is stopped, and one whose jobs run side by side in processes of joblib's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.api import run_one
from sim.verbs import sweep_jobs
from sim.verbs.sweep_jobs import JOBLIB
from tests.cli.conftest import Call
from tests.conftest import ROOT, quiet_environment

pytestmark = pytest.mark.usefixtures("no_charts")

QUICK = ("replications=2", "horizon_weeks=26")


def states(folder: Path) -> dict[str, str]:
    found = sorted((folder / "status").glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["state"] for path in found}


def pressed_once_finished(job: str, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Start a sweep and press Ctrl-C (the whole group gets it, as in a terminal) once a job is there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "sweep", *words, "output=out"],
        cwd=tmp_path,
        env=quiet_environment({"PYTHONPATH": str(ROOT)}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    while states(tmp_path / "out").get(job) != "ok" and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


@pytest.mark.parametrize("how", [("executor=inline",), ("launcher=joblib", "workers=2")], ids=["basic", "joblib"])
def test_ctrl_c_keeps_finished_jobs_and_says_how_to_carry_on(tmp_path: Path, how: tuple[str, ...]) -> None:
    """The first job is short and the others long: it is shown, they are marked, nothing is a traceback, status 130."""
    words = ("horizon_weeks=4,2500,2501", "replications=60", *how)
    done = pressed_once_finished("horizon_weeks-4", tmp_path, *words)
    assert done.returncode == 130, done.stderr
    assert "STOPPED EARLY: 1 of 3 jobs are finished" in done.stdout
    assert f"To carry on where it stopped: sim sweep {' '.join(words)} output=out" in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout + done.stderr
    assert states(tmp_path / "out") == {
        "horizon_weeks-4": "ok", "horizon_weeks-2500": "interrupted", "horizon_weeks-2501": "interrupted",
    }  # fmt: skip
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["state"] == "begun"
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["stopped_early"] is True


def test_the_same_command_carries_on(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the second job: with --json one document says so; then only what is missing runs."""
    started: list[str] = []

    def pressed(scenario: object, settings: object, store: object, progress: object) -> object:
        started.append(store.folder.name)  # type: ignore[attr-defined]
        if len(started) == 2:
            raise KeyboardInterrupt
        return run_one(scenario, settings, store, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(sweep_jobs, "run_one", pressed)
    words = ("sweep", "strategy=coe,factory,platform_first", *QUICK, "executor=inline", "output=out")
    stopped = call(*words, "--json")
    document = json.loads(stopped.out)
    assert (stopped.status, document["stopped_early"], document["carry_on"][:9]) == (130, True, "sim sweep")
    assert [job["state"] for job in document["jobs"]] == ["ok", "interrupted", "interrupted"]
    assert call(*words).status == 0
    assert started == ["strategy-coe", "strategy-factory", "strategy-factory", "strategy-platform_first"]
    assert set(states(Path("out")).values()) == {"ok"}


@pytest.fixture
def no_workers_left() -> Iterator[None]:
    """joblib keeps its processes for the next call; a test leaves none."""
    yield
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor().shutdown(wait=True, kill_workers=True)


def test_joblib_runs_the_same_jobs_to_the_same_bytes(call: Call, no_workers_left: None) -> None:
    """Side by side, each inline whatever the default says; a job that fails there is told like any other."""
    words = ("sweep", "strategy=coe", "cfo.threshold_eur=5e5,-1,1e6", *QUICK)
    side_by_side = call(*words, "launcher=joblib", "workers=2", "output=side")
    assert side_by_side.status == 1, side_by_side.err
    assert "cfo.threshold_eur: found -1" in side_by_side.err
    one_by_one = call(*words, "executor=inline", "output=one")
    assert one_by_one.out.replace("one", "side") == side_by_side.out.replace("one", "side")
    tables = sorted(path.relative_to("one") for path in Path("one").rglob("*.parquet"))
    assert len(tables) == 10
    for name in (*tables, Path("sweep.csv"), Path("summary.json")):
        assert (Path("one") / name).read_bytes() == (Path("side") / name).read_bytes()
    manifest = json.loads(Path("side/cfo.threshold_eur-500000/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["executor"], manifest["workers"]) == ("inline", 1)


def test_without_the_extra_joblib_is_named_with_the_way_to_it(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message, exit status 2, before anything is written."""
    monkeypatch.setattr(sweep_jobs, "has_launcher", lambda name: name != JOBLIB)
    called = call("sweep", "seed=1,2", "launcher=joblib", "output=out")
    assert (called.status, called.out) == (2, "")
    assert "launcher=joblib: is not installed; pip install 'twentyfirst[joblib]' brings it" in called.err
    assert not Path("out").exists()


def test_jobs_side_by_side_leave_no_choice_of_executor(call: Call) -> None:
    """Each job would start processes of its own."""
    called = call("sweep", "seed=1,2", "launcher=joblib", "executor=processes")
    assert called.status == 2
    assert (
        "executor=processes: launcher=joblib runs the jobs side by side, each inline; leave executor out" in called.err
    )
