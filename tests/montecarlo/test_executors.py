"""Executors: order, few chunks in flight, and workers that die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sim.errors import InputError, WorkFailed
from sim.montecarlo.chunks import Chunk
from sim.montecarlo.executors import (
    ATTEMPTS_ALONE,
    CHUNKS_IN_FLIGHT_PER_WORKER,
    DEATHS_IN_A_ROW,
    EXECUTORS,
    Lost,
    default_workers,
    map_chunks,
)
from tests.montecarlo.processes import gone

WORKERS = 2


def chunks(count: int, size: int = 1) -> Iterator[Chunk]:
    return (Chunk(each * size, (each + 1) * size) for each in range(count))


def slow_first(start: int, _stop: int) -> int:
    time.sleep(0.2 if start == 0 else 0.0)
    return start


def kills_at_four(start: int, stop: int) -> tuple[int, int]:
    if start <= 4 < stop:
        os.kill(os.getpid(), signal.SIGKILL)
    return start, stop


def always_kills(_start: int, _stop: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def raises(start: int, _stop: int) -> int:
    raise LookupError(f"chunk {start}")


def own_environment(_start: int, _stop: int) -> tuple[int, str | None, bool]:
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return os.getpid(), os.environ.get("OMP_NUM_THREADS"), ignored


def naps(_start: int, _stop: int) -> int:
    time.sleep(30.0)
    return 0


def pid_of_a_napper(start: int, stop: int) -> int:
    return os.getpid() if start == 0 else naps(start, stop)


def kills_once(folder: str, start: int, stop: int) -> tuple[int, int]:
    """Every chunk leaves a line; the chunk at 3 kills its worker the first time."""
    with (Path(folder) / "calls").open("a") as file:
        file.write(f"{start}\n")
    time.sleep(0.02)
    if start == 3 and not (Path(folder) / "killed").exists():
        (Path(folder) / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return start, stop


class KillsOnce:
    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def __call__(self, start: int, stop: int) -> tuple[int, int]:
        return kills_once(self.folder, start, stop)


@pytest.mark.parametrize("executor", EXECUTORS)
def test_results_come_in_the_order_of_the_chunks(executor: str) -> None:
    """The first chunk takes longest and still comes first."""
    assert list(map_chunks(slow_first, chunks(8), executor, WORKERS)) == list(range(8))


def test_few_chunks_are_in_flight_however_many_there_are() -> None:
    """Chunks are asked for as results are taken, so memory does not grow with the run."""
    asked = []

    def counted() -> Iterator[Chunk]:
        for chunk in chunks(50):
            asked.append(chunk)
            yield chunk

    with closing(map_chunks(slow_first, counted(), "processes", WORKERS)) as results:
        for taken in range(1, 20):
            next(results)
            assert len(asked) <= taken + CHUNKS_IN_FLIGHT_PER_WORKER * WORKERS


def test_an_unknown_executor_is_refused_with_the_nearest_name() -> None:
    """The message names what there is."""
    with pytest.raises(InputError, match=r"executor=process is unknown.*did you mean 'processes'"):
        map_chunks(slow_first, chunks(1), "process")


def test_workers_compute_on_one_thread_and_leave_ctrl_c_to_the_parent() -> None:
    """As many busy threads as workers; an interrupt prints no tracebacks from workers."""
    found = set(map_chunks(own_environment, chunks(6), "processes", WORKERS))
    assert all(not isinstance(each, Lost) and each[1:] == ("1", True) for each in found)
    assert all(not isinstance(each, Lost) and each[0] != os.getpid() for each in found)
    assert default_workers() >= 1


def test_a_worker_killed_once_costs_only_its_chunks_again(tmp_path: Path) -> None:
    """Every result arrives once, in order; what was finished before is not run again."""
    results = list(map_chunks(KillsOnce(tmp_path), chunks(30), "processes", WORKERS))
    assert results == [(each, each + 1) for each in range(30)]
    calls = (tmp_path / "calls").read_text().split()
    assert calls.count("3") == 2
    assert len(calls) <= 30 + CHUNKS_IN_FLIGHT_PER_WORKER * WORKERS


def test_a_replication_that_kills_its_worker_every_time_is_lost_alone() -> None:
    """Its chunk is cut up: the neighbours in the same chunk come back, and so do all other chunks."""
    results = list(map_chunks(kills_at_four, chunks(6, size=3), "processes", WORKERS))
    assert results == [(0, 3), (3, 4), Lost(Chunk(4, 5), ATTEMPTS_ALONE), (5, 6), (6, 9), (9, 12), (12, 15), (15, 18)]


@pytest.mark.slow
def test_workers_that_all_die_end_the_work_with_one_message() -> None:
    """A broken installation does not walk through ten thousand replications."""
    with pytest.raises(WorkFailed, match=f"{DEATHS_IN_A_ROW} worker processes in a row died.*executor=inline"):
        list(map_chunks(always_kills, chunks(1000), "processes", 1))


@pytest.mark.parametrize("executor", EXECUTORS)
def test_an_exception_outside_a_replication_is_not_swallowed(executor: str) -> None:
    """Failures of replications are data; a fault of the machinery is a fault."""
    with pytest.raises(LookupError, match="chunk 0"):
        list(map_chunks(raises, chunks(3), executor, WORKERS))


def test_leaving_early_ends_busy_workers_at_once() -> None:
    """Closing the iterator kills what is still computing."""
    with closing(map_chunks(pid_of_a_napper, chunks(5), "processes", WORKERS)) as results:
        worker = next(results)
        assert isinstance(worker, int)
        began = time.monotonic()
    assert time.monotonic() - began < 3.0
    assert gone(worker)
