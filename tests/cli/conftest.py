"""The command line called in this process, in an empty folder; and small runs that several tests read."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import main

SMALL = ("replications=12", "horizon_weeks=120", "executor=inline")


class Called(NamedTuple):
    """What a call came to."""

    status: int
    out: str
    err: str


Call = Callable[..., Called]


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call `sim` in this process, from an empty folder, a hundred columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("SIM_DEBUG", raising=False)

    def called(*words: str) -> Called:
        capsys.readouterr()
        status = main(list(words))
        out, err = capsys.readouterr()
        return Called(status, out, err)

    return called


@pytest.fixture
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that are not about pictures or pages: drawing them takes most of a small run's time."""
    monkeypatch.setattr("sim.pictures.pictures_of", lambda *_: [])
    monkeypatch.setattr("sim.verbs.report_written.written", lambda folder, _build: folder)


def in_folder(folder: Path, *words: str) -> Called:
    """Call `sim` once for several tests."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.chdir(folder)
        patch.setenv("COLUMNS", "100")
        status = main(list(words))
    return Called(status, out.getvalue(), err.getvalue())


class Ran(NamedTuple):
    """A finished command with the folder it ran in and the folder it made."""

    called: Called
    home: Path
    folder: Path


def ran(home: Path, *words: str) -> Ran:
    called = in_folder(home, *words)
    assert called.status == 0, called.err
    (folder,) = (home / "outputs").iterdir()
    return Ran(called, home, folder)


def ran_once(factory: pytest.TempPathFactory, name: str, *words: str) -> Ran:
    """Made by the first test process that needs it and read by the others, which share a folder."""
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    kept = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = ran(factory.mktemp(name), *words)
            kept.write_text(json.dumps([made.called, str(made.home), str(made.folder)]), encoding="utf-8")
    called, home, folder = json.loads(kept.read_text(encoding="utf-8"))
    return Ran(Called(*called), Path(home), Path(folder))


@pytest.fixture(scope="session")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """`sim run` of one strategy, small."""
    return ran_once(tmp_path_factory, "one-run", "run", "strategy=coe", *SMALL)


@pytest.fixture(scope="session")
def one_comparison(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """`sim compare` of all default strategies, small."""
    return ran_once(tmp_path_factory, "one-comparison", "compare", *SMALL)


@pytest.fixture(scope="session")
def one_trace(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """`sim trace` of a programme of the small run."""
    words = ("trace", "strategy=coe", "replication=7", "horizon_weeks=120")
    return ran_once(tmp_path_factory, "one-trace", *words)
