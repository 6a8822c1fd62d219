"""Runs that are interrupted, killed or very long, in processes of their own."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from sim.montecarlo.run import Interrupted, run_replications
from sim.montecarlo.shards import SHARD_REPLICATIONS
from sim.montecarlo.tables import open_run
from sim.scenario import Scenario
from tests.montecarlo.fakes import SEED, FakeProgramme, claimed, shard_bytes, workers_in
from tests.montecarlo.processes import eventually, gone, start_run

REPLICATIONS = 1_000
Start = Callable[..., Popen[str]]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference") / "run"
    resume(folder)
    return folder


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts runs, and ends what a failed test leaves of them."""
    runs: list[Popen[str]] = []

    def started(folder: Path, replications: int, **fake: Any) -> Popen[str]:
        runs.append(start_run(folder, replications=replications, **fake))
        return runs[-1]

    yield started
    for run in runs:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()


def resume(folder: Path) -> None:
    run_replications(Scenario(), seed=SEED, replications=REPLICATIONS, store=claimed(folder), simulate=FakeProgramme())


@pytest.mark.parametrize("bare", [False, True], ids=["full", "bare"])
def test_ctrl_c_stops_within_a_second_keeps_whole_shards_and_says_how_to_go_on(
    start: Start, reference: Path, tmp_path: Path, bare: bool
) -> None:
    """As from a terminal: the signal reaches parent and workers; no worker outlives the run, on a bare machine too."""
    folder, calls = tmp_path / "run", tmp_path / "calls"
    run = start(folder, REPLICATIONS, bare=bare, sleep_seconds=0.005, calls_file=str(calls))
    assert eventually((folder / "replications-00000.parquet").exists)
    time.sleep(0.3)  # the shard is there a moment before the run has counted it
    began = time.monotonic()
    os.killpg(run.pid, signal.SIGINT)
    told, errors = run.communicate(timeout=30)
    seconds = time.monotonic() - began
    stop = json.loads(told)
    assert run.returncode == 130
    assert errors == ""
    assert SHARD_REPLICATIONS <= stop["done"] < stop["total"] == REPLICATIONS
    assert stop["done"] % SHARD_REPLICATIONS == 0
    assert "are kept in" in stop["told"]
    assert "run the same command again" in stop["told"]
    assert len(list(folder.glob("replications-*.parquet"))) == stop["done"] // SHARD_REPLICATIONS
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["state"], manifest["replications_stored"]) == ("interrupted", stop["done"])
    assert all(eventually(lambda pid=pid: gone(pid), 2.0) for pid in workers_in(calls))  # type: ignore[misc]
    resume(folder)
    assert shard_bytes(folder) == shard_bytes(reference)
    assert seconds < 3.0


@pytest.mark.parametrize("round_number", range(3))
def test_a_run_killed_at_any_moment_is_resumed_to_the_same_bytes(
    start: Start, reference: Path, tmp_path: Path, round_number: int
) -> None:
    """kill -9, with and without its workers: no file is half there, and orphaned workers leave by themselves."""
    folder, calls = tmp_path / "run", tmp_path / "calls"
    run = start(folder, REPLICATIONS, sleep_seconds=0.002, calls_file=str(calls))
    assert eventually(calls.exists)
    time.sleep(random.Random(round_number).uniform(0.0, 1.2))
    if round_number % 2:
        os.killpg(run.pid, signal.SIGKILL)
    else:
        run.kill()
    run.communicate()
    resume(folder)
    assert shard_bytes(folder) == shard_bytes(reference)
    assert not list(folder.glob(".*.tmp"))
    assert all(eventually(lambda pid=pid: gone(pid), 10.0) for pid in workers_in(calls))  # type: ignore[misc]


def test_an_interrupt_between_two_chunks_keeps_what_is_whole(reference: Path, tmp_path: Path) -> None:
    """Wherever the interrupt arrives, also in the caller's own progress function."""

    def interrupt(done: int, _total: int) -> None:
        if done > 2 * SHARD_REPLICATIONS:
            raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(Interrupted, match=f"500 of {REPLICATIONS} replications are kept in {folder}") as stop:
        run_replications(
            Scenario(),
            seed=SEED,
            replications=REPLICATIONS,
            store=claimed(folder),
            simulate=FakeProgramme(),
            progress=interrupt,
        )
    assert (stop.value.done, stop.value.total) == (500, REPLICATIONS)
    resume(folder)
    assert shard_bytes(folder) == shard_bytes(reference)


def test_an_interrupt_without_a_store_keeps_nothing_and_says_so() -> None:
    """Interrupted is a KeyboardInterrupt: a script that knows nothing of it stops as usual."""

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="without an output folder nothing is kept") as stop:
        run_replications(Scenario(), seed=SEED, replications=10, simulate=FakeProgramme(), progress=interrupt)
    assert isinstance(stop.value, Interrupted)
    assert stop.value.done == 0


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_replications(start: Start, tmp_path: Path) -> None:
    """Ten times the replications, the same peak of the process that gathers them, but for 8 MB."""
    peaks = []
    for replications in (2_000, 20_000):
        folder = tmp_path / str(replications)
        run = start(folder, replications, rows=10)
        told, errors = run.communicate(timeout=120)
        assert run.returncode == 0, errors
        peaks.append(json.loads(told)["peak_bytes"])
        assert open_run(folder).table("replications", ["replication"]).num_rows == replications
    assert peaks[1] < peaks[0] + 8_000_000
