"""Files that are complete or absent, and folders that one run at a time writes."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError

LOCK_NAME = ".lock"
_UNFINISHED = ".*.tmp"


def write_atomically(path: Path, content: bytes | memoryview) -> None:
    """Write under a temporary name, sync, rename, sync the folder: after any kill the file is whole or absent."""
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder last."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove_unfinished(folder: Path) -> None:
    """Remove what a killed run left half-written; only for who holds the folder's lock."""
    for path in folder.rglob(_UNFINISHED):
        path.unlink(missing_ok=True)


def names_in(folder: Path) -> set[str]:
    """What lies in a folder, but for the lock and half-written files; empty where there is no folder."""
    if not folder.exists():
        return set()
    return {path.name for path in folder.iterdir() if path.name != LOCK_NAME and not path.match(_UNFINISHED)}


class FolderLock:
    """One writer per folder. The system drops the lock of a process that dies, so a left-over file blocks nobody."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self._let_go: weakref.finalize[[int], FolderLock] | None = None

    @property
    def held(self) -> bool:
        return self._let_go is not None

    def acquire(self) -> None:
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(opened)
            if not isinstance(error, BlockingIOError):
                raise
            raise InputError(
                f"{self.path.parent}: another run is writing into this folder; wait for it, "
                "or choose another one with output=…"
            ) from None
        self._let_go = weakref.finalize(self, os.close, opened)

    def release(self) -> None:
        if self._let_go is not None:
            self._let_go()
            self._let_go = None


@contextmanager
def taken(folder: Path, lock: FolderLock) -> Iterator[None]:
    """Make and lock a folder; when the block fails, everything that is new in it goes, and so does the folder."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock_is_new = not lock.path.exists()
        lock.acquire()
        before = set(os.listdir(folder)) - ({LOCK_NAME} if lock_is_new else set())
        try:
            yield
        except BaseException:
            for name in set(os.listdir(folder)) - before:
                (folder / name).unlink()
            lock.release()
            raise
    except BaseException:
        for path in made:
            _remove_if_empty(path)
        raise


def _remove_if_empty(folder: Path) -> None:
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
