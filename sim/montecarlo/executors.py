"""Where chunks run: in this process, or on several. One function, results in the order of the chunks.

A worker that dies takes with it what was in flight, and nobody can tell which chunk was to blame. The lost chunks
are therefore run again one at a time, so that a chunk that kills its worker harms no other; it is then cut into
single replications, and one that keeps killing its worker comes back as `Lost`.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any, Generic, TypeVar

import loky
from loky.backend import popen_loky_posix
from loky.backend import resource_tracker as loky_tracker
from loky.process_executor import BrokenProcessPool

from sim.errors import InputError, WorkFailed, nearest
from sim.montecarlo.chunks import Chunk

EXECUTORS = ("inline", "processes")
CHUNKS_IN_FLIGHT_PER_WORKER = 2
ATTEMPTS_ALONE = 2
DEATHS_IN_A_ROW = 10
IDLE_SECONDS = 60
PARENT_CHECK_SECONDS = 0.5
T = TypeVar("T")
_NO_PROCESS_TOOLS = "Failed to kill subprocesses on this platform"
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Lost:
    """A single replication that killed its worker each time it was tried alone."""

    chunk: Chunk
    attempts: int


def default_workers() -> int:
    """Every core that this process may use, counting limits of containers."""
    return int(loky.cpu_count())


def map_chunks(
    function: Callable[[int, int], T], chunks: Iterable[Chunk], executor: str = "inline", workers: int | None = None
) -> Generator[T | Lost, None, None]:
    """`function(start, stop)` of each chunk, in order; few chunks are in flight, however many there are.

    Close the iterator (`contextlib.closing`) when it is left early: that ends the workers at once.
    """
    if executor == "inline":
        return (function(*chunk) for chunk in chunks)
    if executor == "processes":
        return _Processes(function, workers or default_workers()).results(chunks)
    raise InputError(f"executor={executor} is unknown (known: {', '.join(EXECUTORS)}){nearest(executor, EXECUTORS)}")


def _start_worker(parent: int) -> None:
    """Ctrl-C is the parent's affair; when the parent is gone, even by kill -9, the worker goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(1)


@contextmanager
def ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: none is left half started, and none of them ever sees it.

    Both resource trackers let Ctrl-C through again when they first start, so they start before it is held back.
    """
    loky_tracker.ensure_running()
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Processes(Generic[T]):
    """One pass of chunks over worker processes; the workers are kept for the next pass of this process."""

    def __init__(self, function: Callable[[int, int], T], workers: int) -> None:
        self._function = function
        self._workers = workers
        self._in_flight: deque[tuple[Chunk, Future[T]]] = deque()
        self._deaths_in_a_row = 0

    def results(self, chunks: Iterable[Chunk]) -> Generator[T | Lost, None, None]:
        _need_no_process_tools()
        try:
            waiting = iter(chunks)
            while self._fill(waiting):
                yield from self._oldest()
        except BaseException:
            if self._in_flight:  # left with all results taken, the workers are idle and stay for the next pass
                self._pool().shutdown(wait=True, kill_workers=True)
            raise

    def _fill(self, waiting: Iterator[Chunk]) -> bool:
        while len(self._in_flight) < CHUNKS_IN_FLIGHT_PER_WORKER * self._workers:
            chunk = next(waiting, None)
            if chunk is None:
                break
            self._in_flight.append((chunk, self._submit(chunk)))
        return bool(self._in_flight)

    def _oldest(self) -> Iterator[T | Lost]:
        future = self._in_flight[0][1]
        if _died(future):
            yield from self._again_alone()
        else:
            self._in_flight.popleft()
            self._deaths_in_a_row = 0
            yield future.result()

    def _again_alone(self) -> Iterator[T | Lost]:
        """Everything in flight, in order; what was finished before the worker died is not run again."""
        self._count_death()
        while self._in_flight:
            chunk, future = self._in_flight.popleft()
            if _died(future):
                yield from self._alone(chunk)
            else:
                yield future.result()

    def _alone(self, chunk: Chunk) -> Iterator[T | Lost]:
        singles = chunk.singles()
        for _ in range(1 if len(singles) > 1 else ATTEMPTS_ALONE):
            future = self._submit(chunk)
            if not _died(future):
                self._deaths_in_a_row = 0
                yield future.result()
                return
            self._count_death()
        if len(singles) == 1:
            yield Lost(chunk, ATTEMPTS_ALONE)
        else:
            for single in singles:
                yield from self._alone(single)

    def _count_death(self) -> None:
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row >= DEATHS_IN_A_ROW:
            raise WorkFailed(
                f"{DEATHS_IN_A_ROW} worker processes in a row died before they finished anything (killed, crashed or "
                "out of memory); what is finished is kept. Try fewer workers=, or executor=inline to see the cause"
            )

    def _submit(self, chunk: Chunk) -> Future[T]:
        try:
            with ctrl_c_waits():
                return _submitted(self._pool(), self._function, chunk)
        except (OSError, ImportError, NotImplementedError) as error:
            raise WorkFailed(f"worker processes cannot start ({error}); try executor=inline") from error

    def _pool(self) -> Any:
        return loky.get_reusable_executor(
            max_workers=self._workers,
            timeout=IDLE_SECONDS,
            initializer=_start_worker,
            initargs=(os.getpid(),),
            env=_ONE_THREAD,
        )


def _need_no_process_tools() -> None:
    """Where there is neither psutil nor pgrep, as in small containers, loky falls back on `Popen.kill`.

    Its Popen (3.7.0) has none: then neither Ctrl-C nor a dead worker would end the others. Our workers have no
    children, so killing them alone is enough, and there is nothing to warn about.
    """
    warnings.filterwarnings("ignore", _NO_PROCESS_TOOLS, UserWarning)
    if not hasattr(popen_loky_posix.Popen, "kill"):
        popen_loky_posix.Popen.kill = _kill


def _kill(started: Any) -> None:
    if started.poll() is None:
        os.kill(started.pid, signal.SIGKILL)


def _submitted(pool: Any, function: Callable[[int, int], T], chunk: Chunk) -> Future[T]:
    """A pool that broke a moment ago counts as broken under this chunk as well."""
    future: Future[T]
    try:
        future = pool.submit(function, *chunk)
    except BrokenProcessPool as error:
        future = Future()
        future.set_exception(error)
    return future


def _died(future: Future[T]) -> bool:
    """Wait for a chunk; True when its worker process died under it."""
    return isinstance(future.exception(), BrokenProcessPool)
