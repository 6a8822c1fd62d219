"""What the report costs beside drawing its figures bare: six strategies with 2,000 stored programmes each.

python benchmarks/report.py [REPLICATIONS]

Both are done in turn in one run, so that a busy machine slows both. Bare is what `sim compare` draws: the same chart
data computed and each figure written as SVG, PNG and CSV. The report is `sim report FOLDER` whole: opening what is
stored, the same figures, tables, three programmes simulated again and drawn, the page. Exit status 1 where it costs
more than three times as much. The programmes are short, because only what is stored of them matters here.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from sim import stored
from sim.cli import main as command
from sim.composition import compose_job

REPLICATIONS = 2_000
HORIZON_WEEKS = 30
ROUNDS = 3
MOST = 3.0


def prepared(folder: Path, replications: int) -> None:
    """The default strategies, simulated and stored as by `sim compare`."""
    names = compose_job([]).strategies
    named = {name: sim.load_scenario(name, [f"horizon_weeks={HORIZON_WEEKS}"]) for name in names}
    sim.compare(named, replications=replications, output=folder)


def bare(folder: Path, drawn: Path) -> None:
    """The figures alone, from what is stored."""
    stored.open_comparison(folder).write_charts(drawn)


def reported(folder: Path) -> None:
    """The whole command."""
    with contextlib.redirect_stdout(io.StringIO()):
        assert command(["report", str(folder)]) == 0


def seconds(work: Callable[[], None]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> int:
    """Time both in turn and tell the ratio of their medians."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    home = Path(tempfile.mkdtemp(prefix="report-"))
    try:
        folder = home / "compared"
        prepared(folder, replications)
        pairs = []
        for _ in range(ROUNDS):
            pairs.append((seconds(lambda: bare(folder, home / "drawn")), seconds(lambda: reported(folder))))
        figures, page = (statistics.median(each) for each in zip(*pairs, strict=True))
        size = (folder / "report.html").stat().st_size
    finally:
        shutil.rmtree(home)
    ratio = page / figures
    print(f"six strategies x {replications:,} programmes, medians of {ROUNDS} rounds in turn")
    print(f"figures bare  {figures:6.2f} s")
    print(f"whole report  {page:6.2f} s, {size / 1_000:,.0f} kB")
    print(f"ratio         {ratio:6.2f} (at most {MOST:g})")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
