"""A chart that was drawn before: its picture and its numbers as they lie in a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib.image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.charts.longtable import LongRow
from sim.charts.look import drawn
from sim.charts.page import DPI
from sim.charts.picture import Picture
from sim.charts.provenance import Provenance

_NUMBERS = ("x", "x_end", "value")
_SHARPER = 2


@dataclass(frozen=True)
class StoredChart:
    """What its CSV file holds, and where its picture is."""

    title: str
    path: Path
    numbers: tuple[LongRow, ...]
    subtitle: str = ""

    def rows(self) -> Iterator[LongRow]:
        """As they were written."""
        yield from self.numbers


def stored_picture(path: Path, provenance: Provenance) -> Picture:
    """From a CSV file with a PNG file of the same name beside it; ValueError where it is no chart of ours."""
    with path.open(encoding="utf-8", newline="") as file:
        first, *others = [_row(cells) for cells in csv.DictReader(file)]
    return Picture(path.stem, StoredChart(first.text, path.with_suffix(".png"), tuple(others)), draw_stored, provenance)


def _row(cells: dict[str, str]) -> LongRow:
    try:
        numbers = {name: float(cells[name]) if cells[name] else None for name in _NUMBERS}
        return LongRow(**{name: numbers.get(name, cells[name]) for name in LongRow._fields})  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise ValueError("it does not hold the numbers of a chart") from error


@drawn
def draw_stored(chart: StoredChart, _provenance: Provenance) -> Figure:
    """The picture again, point by point."""
    pixels = matplotlib.image.imread(chart.path)
    height, width = (side / (_SHARPER * DPI) for side in pixels.shape[:2])
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(pixels, aspect="auto", interpolation="none")
    return figure
