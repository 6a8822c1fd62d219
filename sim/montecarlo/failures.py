"""Failures as data: what went wrong in one replication, told so that it can be repeated."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FAILURES_VERSION = 1
FRAMES_SHOWN = 20
WORKER_LOST = "WorkerLost"
_OF_THE_MACHINE = frozenset({WORKER_LOST, "MemoryError"})
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")


@dataclass(frozen=True)
class Failure:
    """One replication that did not finish; `sim trace replication=…` with the same seed meets it again."""

    seed: int
    replication: int
    exception: str
    message: str
    traceback: str = ""

    @property
    def by_the_machine(self) -> bool:
        """Not the programme's fault, so that the next run may well succeed: it tries again."""
        return self.exception in _OF_THE_MACHINE

    def __str__(self) -> str:
        return f"replication {self.replication} (seed {self.seed}): {self.exception}: {self.message}"


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("0x…", text)


def _frames(error: Exception) -> str:
    """Where it happened, without the folders of this machine; the caller's own frame is left out.

    Lines are told of files alone: those of a notebook's cells are known to the notebook's process and to no worker.
    """
    frames = traceback.extract_tb(error.__traceback__)[1:][-FRAMES_SHOWN:]
    return "\n".join(f"{Path(each.filename).name}:{each.lineno} in {each.name}{_line(each)}" for each in frames)


def _line(frame: traceback.FrameSummary) -> str:
    return f": {frame.line}" if Path(frame.filename).is_file() else ""


def failure_of(error: Exception, *, seed: int, replication: int) -> Failure:
    """The same failure gives the same text in every process and on every machine."""
    told = "".join(traceback.format_exception_only(error)).strip()
    kind = type(error).__name__
    message = told.partition(": ")[2] if told.split(":")[0].endswith(kind) else told
    return Failure(seed, replication, kind, _without_addresses(message), _without_addresses(_frames(error)))


def lost_with_its_worker(attempts: int, *, seed: int, replication: int) -> Failure:
    """A worker died of this replication, alone, every time that it was tried."""
    message = f"its worker process died {attempts} times while it ran alone (killed, crashed or out of memory)"
    return Failure(seed, replication, WORKER_LOST, message)


def failures_document(failures: Sequence[Failure]) -> bytes:
    """The failures of a shard as JSON."""
    document = {"schema_version": FAILURES_VERSION, "failures": [asdict(each) for each in failures]}
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode()


def read_failures(path: Path) -> list[Failure]:
    """The failures in a shard's file; none where it has no file. ValueError when the file is damaged."""
    if not path.exists():
        return []
    try:
        document = json.loads(path.read_bytes())
        return [Failure(**each) for each in document["failures"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a list of failures: {error}") from error
