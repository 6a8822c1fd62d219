"""Charts on disk: SVG, PNG and CSV of the same numbers, each complete or not there."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from sim.charts.longtable import ChartData, csv_text
from sim.charts.look import look
from sim.charts.page import DPI

NO_DATE: dict[str, dict[str, str | None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def write_chart(figure: Figure, data: ChartData, folder: Path, name: str) -> tuple[Path, Path, Path]:
    """Write `name`.svg, .png (twice the screen's size) and .csv; the same chart gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Callable[[], bytes]] = {
        "svg": lambda: image_bytes(figure, "svg", data.title),
        "png": lambda: image_bytes(figure, "png", data.title),
        "csv": lambda: csv_text(data).encode(),
    }
    paths = [_write(folder / f"{name}.{kind}", content()) for kind, content in contents.items()]
    return paths[0], paths[1], paths[2]


def image_bytes(figure: Figure, kind: str, title: str) -> bytes:
    """The picture in memory, for a file or a page; without date, host or version inside."""
    out = io.BytesIO()
    with look():
        figure.savefig(out, format=kind, dpi=2 * DPI, metadata=NO_DATE[kind] | {"Title": title})
    return out.getvalue()


def _write(path: Path, content: bytes) -> Path:
    """Under a temporary name first: a reader never meets half a file."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
