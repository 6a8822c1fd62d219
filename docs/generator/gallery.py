"""The gallery: its page, and its pictures, which the stated commands draw."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from docs.generator.plates import COMMANDS, Command, Plate
from docs.generator.small import small

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "figures" / "gallery"
RECORDS = "weeks.csv"
WEEKS, CALLS_A_WEEK, GROWTH_A_WEEK, NOISE, SEED = 14, 700, 0.02, 0.15, 21
SHARES = {"Mail answers": 0.5, "Claims triage": 0.25, "Contract search": 0.13, "Offer drafts": 0.08, "Policies": 0.04}
MONDAY, SECONDS_A_WEEK = datetime(2026, 7, 6), 7 * 86_400.0
HEAD = (
    "Every kind of chart that the product draws, with the command that drew it. Each lies in a folder as SVG, as PNG "
    "and, in the same numbers, as CSV. A title is computed from the numbers: it says what they show, or that they show "
    "no clear difference. The footer has what a picture needs when it is pasted elsewhere: start, seed, version, and "
    "the assumptions it rests on.\n\n"
    "`python docs/generate.py --gallery` runs these commands and renews the pictures."
)


def gallery_page(note: str) -> str:
    """Pictures in the order in which one would ask."""
    parts = ["# Gallery", note, HEAD]
    for command in COMMANDS:
        parts += [f"## {command.heading}", f"```console\n$ {command.words}\n```"]
        parts += [command.note] if command.note else []
        parts += [_told(plate) for plate in command.plates]
    return "\n\n".join(parts) + "\n"


def _told(plate: Plate) -> str:
    picture = f"![{_finding(plate)}](figures/gallery/{plate.file}.svg)"
    return f"### {plate.asks}\n\n`{plate.chart}`: {plate.reads}\n\n{picture}"


def _finding(plate: Plate) -> str:
    """What the picture says to whoever cannot see it: its own title."""
    root = ET.parse(PICTURES / f"{plate.file}.svg").getroot()
    return re.sub(r"([\\\[\]*_`])", r"\\\1", root.findtext("{http://www.w3.org/2000/svg}title") or plate.asks)


def redraw(only: str = "") -> None:
    """Run the commands, all or those whose words hold `only`, and keep their pictures, made small."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        for folder in ("data", "examples"):
            shutil.copytree(ROOT / folder, home / folder)
        write_weeks(home / RECORDS)
        for command in COMMANDS:
            if only in command.words:
                _draw(command, home)


def _draw(command: Command, home: Path) -> None:
    folder = home / "shown" / command.plates[0].file
    words = [*shlex.split(command.words)[1:], f"output={folder}", "--quiet"]
    subprocess.run([sys.executable, "-m", "sim", *words], cwd=home, check=True, stdout=subprocess.DEVNULL)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for plate in command.plates:
        drawn = folder_of(plate, folder) / f"{plate.chart}.svg"
        (PICTURES / f"{plate.file}.svg").write_text(small(drawn.read_bytes(), plate.file), encoding="utf-8")
        print(f"{plate.file}.svg drawn")


def folder_of(plate: Plate, output: Path) -> Path:
    """Where the command that drew it leaves it: a programme's timeline lies beside its files."""
    return next(path for path in (output / "charts", output) if (path / f"{plate.chart}.svg").is_file())


def write_weeks(path: Path) -> None:
    """A made-up log of five workloads, long enough for a trend: calls and tokens a call grow a little every week."""
    rng = np.random.default_rng(SEED)
    rows = [row for week in range(WEEKS) for workload in SHARES for row in _week(rng, week, workload)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("time", "workload", "input_tokens", "output_tokens"))
        writer.writerows(sorted(rows))


def _week(rng: np.random.Generator, week: int, workload: str) -> Iterator[tuple[str, str, int, int]]:
    mean = CALLS_A_WEEK * SHARES[workload] * (1.0 + GROWTH_A_WEEK) ** week * rng.lognormal(0.0, NOISE)
    for second in rng.uniform(0.0, SECONDS_A_WEEK, rng.poisson(mean)):
        at = MONDAY + timedelta(weeks=week, seconds=round(second))
        sizes = rng.lognormal((6.5 + 0.01 * week, 5.0), (0.6, 0.5))
        yield at.isoformat(), workload, max(1, round(sizes[0])), max(1, round(sizes[1]))
