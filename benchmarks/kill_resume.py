"""kill -9 at random moments of `sim run`, resumed, compared byte for byte with a run that nobody disturbed.

    python benchmarks/kill_resume.py --rounds 20

Every file counts (tables, summary, scenario, charts) but the manifest, which holds the times. Odd rounds kill the
run alone and leave its workers orphans; even rounds kill them all. Exit status 1 when any file of any round differs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Size = tuple[int, int]
"""Replications and workers."""
NOT_COMPARED = {"manifest.json", ".lock"}


@dataclass(frozen=True)
class Round:
    """What one kill left behind, and whether the resumed run came out the same."""

    killed_after_seconds: float
    shards_kept: int
    resumed_seconds: float
    different: tuple[str, ...]


class Moments:
    """Random moments between a run's start and its end, as far as the end is known."""

    def __init__(self, seed: int, latest_seconds: float) -> None:
        self._random = random.Random(seed)
        self.latest_seconds = latest_seconds

    def next(self) -> float:
        return self._random.uniform(0.0, self.latest_seconds)


def start(folder: Path, replications: int, workers: int) -> subprocess.Popen[bytes]:
    """`sim run` in a process group of its own."""
    keys = [f"replications={replications}", f"workers={workers}", "executor=processes", f"output={folder}"]
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", *keys],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def run_to_the_end(folder: Path, replications: int, workers: int) -> float:
    """Seconds of a run, which must succeed."""
    began = time.monotonic()
    run = start(folder, replications, workers)
    _, errors = run.communicate()
    if run.returncode != 0:
        raise SystemExit(f"sim run ended with {run.returncode}:\n{errors.decode()}")
    return time.monotonic() - began


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that must be the same, by its path within the folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in NOT_COMPARED)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def differences(here: dict[str, bytes], there: dict[str, bytes]) -> tuple[str, ...]:
    """Files that differ or exist on one side only."""
    return tuple(sorted(name for name in {*here, *there} if here.get(name) != there.get(name)))


def kill(run: subprocess.Popen[bytes], with_workers: bool) -> bool:
    """kill -9; False when the run had already ended."""
    was_running = run.poll() is None
    if was_running and with_workers:
        os.killpg(run.pid, signal.SIGKILL)
    elif was_running:
        run.kill()
    run.communicate()
    return was_running


def one_round(folder: Path, reference: dict[str, bytes], moments: Moments, with_workers: bool, size: Size) -> Round:
    """Start, kill, resume, compare. A run that ended before its kill is thrown away and another one is started."""
    while True:
        run = start(folder, *size)
        after = moments.next()
        time.sleep(after)
        if kill(run, with_workers):
            break
        moments.latest_seconds = after
        shutil.rmtree(folder)
    kept = len(list(folder.glob("replications-*.parquet")))
    resumed = run_to_the_end(folder, *size)
    return Round(after, kept, resumed, differences(contents(folder), reference))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--replications", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which runs are killed")
    asked = parser.parse_args()
    size = (asked.replications, asked.workers)
    same = 0
    with tempfile.TemporaryDirectory() as place:
        undisturbed = Path(place) / "undisturbed"
        seconds = run_to_the_end(undisturbed, *size)
        reference = contents(undisturbed)
        print(f"undisturbed: {asked.replications} replications in {seconds:.1f} s, {len(reference)} files compared")
        moments = Moments(asked.seed, seconds)
        for number in range(1, asked.rounds + 1):
            found = one_round(Path(place) / str(number), reference, moments, number % 2 == 0, size)
            same += not found.different
            print(told(number, found), flush=True)
    print(f"{same} of {asked.rounds} resumed runs are the undisturbed run, byte for byte")
    return 0 if same == asked.rounds else 1


def told(number: int, found: Round) -> str:
    """One line a round."""
    killed = f"killed after {found.killed_after_seconds:.1f} s"
    verdict = "same" if not found.different else f"DIFFERENT: {', '.join(found.different)}"
    return f"{number}: {killed}, {found.shards_kept} shards kept, resumed in {found.resumed_seconds:.1f} s: {verdict}"


if __name__ == "__main__":
    sys.exit(main())
