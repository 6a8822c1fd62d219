"""The jobs of a sweep at work: Hydra launches them, each leaves a results folder and a status of its own.

The status is what counts afterwards: Hydra calls nobody when a job fails or on Ctrl-C, and a folder that is used again
holds jobs of other commands.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.api import run_one
from sim.composition import Job
from sim.composition.compose import swept_job
from sim.composition.hydra_door import BASIC, Composed, Launch, has_launcher
from sim.composition.sweeping import HOW_NOT_WHAT, Sweep, SweptJob
from sim.errors import InputError, WorkFailed
from sim.folders import SUMMARY_NAME, as_json, claim_run, save
from sim.montecarlo.executors import ctrl_c_waits, default_workers
from sim.montecarlo.store import RunStore
from sim.scenario import RunSettings
from sim.verbs.progress import Progress
from sim.verbs.screen import note
from sim.verbs.work import Answer

JOBLIB = "joblib"
STATUSES = "status"
BEGUN, DONE, FAILED, INTERRUPTED = "begun", "ok", "failed", "interrupted"
SCHEMA_VERSION = 1
_LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True)
class Status:
    """What became of one job; `reason` says why it is not ok."""

    job: str
    overrides: tuple[str, ...]
    state: str
    reason: str | None = None
    fingerprint: str | None = None
    replications: int | None = None
    schema_version: int = SCHEMA_VERSION

    def write(self, folder: Path) -> Status:
        """Keep it beside the jobs' folders, which are those of `sim run` and hold nothing else."""
        save(_path(folder, self.job), as_json(asdict(self)))
        return self


def _path(folder: Path, name: str) -> Path:
    return folder / STATUSES / f"{name}.json"


def status_of(folder: Path, job: SweptJob) -> Status | None:
    """The status that a job of these very overrides has left; None where there is none, or another one's."""
    try:
        held = json.loads(_path(folder, job.name).read_bytes())
        found = Status(**{**held, "overrides": tuple(held["overrides"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    same = found.schema_version == SCHEMA_VERSION and what_decides(found.overrides) == what_decides(job.overrides)
    return found if same else None


def what_decides(overrides: Sequence[str]) -> list[str]:
    """The overrides that decide a result; where and how it runs does not."""
    return [text for text in overrides if text.partition("=")[0] not in HOW_NOT_WHAT]


def is_finished(folder: Path, job: SweptJob) -> bool:
    """Whether a job has nothing left to do: an earlier command ran it, and all of its files are whole."""
    status = status_of(folder, job)
    if status is None or status.state != DONE or status.replications is None:
        return False
    home = folder / job.name
    return (home / SUMMARY_NAME).is_file() and not RunStore(home).missing(status.replications)


@dataclass(frozen=True)
class RunJob:
    """The task that Hydra calls with each composed job; without `progress` it can travel to other processes."""

    sweep: Sweep
    folder: Path
    inline: bool
    progress: Progress | None = field(default=None, compare=False)

    def __call__(self, name: str, composed: Composed) -> None:
        job = next(job for job in self.sweep.jobs if job.name == name)
        status = Status(name, job.overrides, BEGUN).write(self.folder)
        with self._leaves_a_word(status):
            one = swept_job(composed, job.overrides, config_dir=self.sweep.config_dir)
            self._run(name, one).write(self.folder)

    def _run(self, name: str, job: Job) -> Status:
        settings = job.settings.model_copy(update={"executor": "inline"}) if self.inline else job.settings
        home = self.folder / name
        if self.progress is not None:
            self.progress.part(name, Answer(home, settings.replications))
        store = claim_run(home, job.scenario, settings)
        try:
            results = run_one(job.scenario, settings, store, self.progress)
        finally:
            store.release()
        save(home / SUMMARY_NAME, as_json(results.summary()))
        overrides = next(one.overrides for one in self.sweep.jobs if one.name == name)
        return Status(name, overrides, DONE, None, job.scenario.fingerprint(), settings.replications)

    @contextmanager
    def _leaves_a_word(self, status: Status) -> Iterator[None]:
        """Whatever happens to a job, its status says so; only Ctrl-C in this process ends the sweep."""
        try:
            yield
        except KeyboardInterrupt as stopped:
            ended(self.folder, status, INTERRUPTED, str(stopped) or "interrupted")
            raise
        except (InputError, WorkFailed) as error:
            ended(self.folder, status, FAILED, str(error))
        except Exception as error:
            ended(self.folder, status, FAILED, f"unexpected failure: {type(error).__name__}: {error}")


def ended(folder: Path, status: Status, state: str, reason: str) -> Status:
    """A job that is not ok; the folder that Hydra made for it goes where nothing was put into it."""
    with suppress(OSError):
        (folder / status.job).rmdir()
    return Status(status.job, status.overrides, state, reason).write(folder)


def checked_launcher(name: str, words: Sequence[str]) -> str:
    """A launcher that is installed and to which the other words leave its way of running."""
    if name == BASIC:
        return name
    if not has_launcher(name):
        raise InputError(f"launcher={name}: is not installed; pip install 'twentyfirst[{name}]' brings it")
    clash = next((word for word in words if word.partition("=")[0] == "executor" and word != "executor=inline"), None)
    if clash is not None:
        raise InputError(f"{clash}: launcher={name} runs the jobs side by side, each inline; leave executor out")
    return name


def launch(sweep: Sweep, folder: Path, settings: RunSettings, launcher: str, *, quiet: bool) -> None:
    """Run what is not finished; every job of the sweep has a status afterwards, also when the rest never ran."""
    waiting = [job for job in sweep.jobs if not is_finished(folder, job)]
    broken: dict[str, str] = {}
    left = "the sweep broke off before it ran"
    state = FAILED
    try:
        if waiting:
            broken = _launched(sweep, waiting, folder, settings, launcher, quiet)
    except KeyboardInterrupt:
        state, left = INTERRUPTED, "interrupted"
        raise
    except Exception as error:
        left = f"the sweep broke off: {error}"
    finally:
        for job in waiting:
            _complete(folder, job, state, broken.get(job.name, left))


def _complete(folder: Path, job: SweptJob, state: str, reason: str) -> None:
    status = status_of(folder, job)
    if status is None or status.state == BEGUN:
        ended(folder, Status(job.name, job.overrides, BEGUN), state, reason)


def _launched(
    sweep: Sweep, waiting: Sequence[SweptJob], folder: Path, settings: RunSettings, launcher: str, quiet: bool
) -> dict[str, str]:
    for job in waiting:
        _path(folder, job.name).unlink(missing_ok=True)
    total = len(waiting) * settings.replications
    with Progress(total, quiet=quiet) as progress:
        if launcher == BASIC:
            return sweep.run(waiting, RunJob(sweep, folder, False, progress), Launch(folder, launcher))
        workers = min(settings.workers or default_workers(), len(waiting))
        progress.part(f"{len(waiting)} jobs, {workers} side by side")

        def look() -> None:
            ended_ones = sum(_has_ended(folder, job) for job in waiting)
            progress(settings.replications * ended_ones, total)

        with _watched(look):
            _start_workers(workers)
            return sweep.run(waiting, RunJob(sweep, folder, True), Launch(folder, launcher, workers))


def _has_ended(folder: Path, job: SweptJob) -> bool:
    status = status_of(folder, job)
    return status is not None and status.state != BEGUN


@contextmanager
def _watched(look: Callable[[], None]) -> Iterator[None]:
    """Look now and then while jobs run elsewhere, from where no news comes."""
    over = threading.Event()

    def watch() -> None:
        look()
        while not over.wait(_LOOK_EVERY_SECONDS):
            look()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _start_workers(workers: int) -> None:
    """Start joblib's processes, which its next call finds again: Ctrl-C is this process's affair, and none sees it.

    `max_nbytes` is Hydra's: joblib keeps its processes for a call with the same settings only.
    """
    joblib: Any = import_module("joblib")
    tracker: Any = import_module("joblib.externals.loky.backend.resource_tracker")
    tracker.ensure_running()
    with ctrl_c_waits():
        joblib.Parallel(n_jobs=workers, backend="loky", max_nbytes=None)(joblib.delayed(int)() for _ in range(workers))


def say_broken(statuses: Sequence[Status]) -> None:
    """Failed jobs on stderr, each with its reason."""
    failed = [status for status in statuses if status.state == FAILED]
    if failed:
        note(f"sim: {len(failed)} of {len(statuses)} jobs failed; the others are compared")
    for status in failed:
        note(f"  {status.job}: " + "\n    ".join((status.reason or "").splitlines()))
