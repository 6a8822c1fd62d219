"""Runs in processes of their own, to be interrupted, killed and measured."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sim.errors import WorkFailed
from sim.montecarlo.run import Interrupted, run_replications
from sim.scenario import Scenario
from tests.montecarlo.fakes import SEED, FakeProgramme, claimed

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
WITHOUT_PSUTIL = """
import sys
sys.modules["psutil"] = None
from tests.montecarlo.processes import main
if __name__ == "__main__":
    sys.exit(main())
"""


def start_run(
    folder: Path, *, replications: int, workers: int = 2, bare: bool = False, **fake: object
) -> subprocess.Popen[str]:
    """A run of the fake programme on processes, in a session of its own as from a terminal.

    A bare machine is one without psutil and without programs such as pgrep.
    """
    settings = {"folder": str(folder), "replications": replications, "workers": workers, "fake": fake}
    started = ["-c", WITHOUT_PSUTIL] if bare else ["-m", "tests.montecarlo.processes"]
    return subprocess.Popen(
        [sys.executable, *started, json.dumps(settings)],
        cwd=ROOT,
        env={**os.environ, "PATH": "/nowhere"} if bare else None,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has collected yet has ended as well."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


def peak_bytes() -> int:
    """The most memory that this process has held; macOS counts in bytes, Linux in kilobytes.

    On Linux the usual count begins with what the process held that started this one, which may be more.
    """
    status = Path("/proc/self/status")
    own = (
        [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        if status.exists()
        else []
    )
    if own:
        return int(own[0]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> int:
    settings = json.loads(sys.argv[1])
    store = claimed(Path(settings["folder"]))
    try:
        run_replications(
            Scenario(),
            seed=SEED,
            replications=settings["replications"],
            executor="processes",
            workers=settings["workers"],
            store=store,
            simulate=FakeProgramme(**settings["fake"]),
        )
    except Interrupted as stop:
        print(json.dumps({"done": stop.done, "total": stop.total, "told": str(stop)}))
        return 130
    except WorkFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps({"peak_bytes": peak_bytes()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
