"""The numbers of a chart as one long table: the same columns for every chart."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from typing import NamedTuple, Protocol


class LongRow(NamedTuple):
    """One number drawn. `x_end` is empty for a point; a step's value holds from `x` on."""

    series: str
    measure: str
    x: float | None = None
    x_end: float | None = None
    x_unit: str = ""
    value: float | None = None
    unit: str = ""
    text: str = ""


class ChartData(Protocol):
    """What every chart is drawn from."""

    @property
    def title(self) -> str: ...

    @property
    def subtitle(self) -> str: ...

    def rows(self) -> Iterable[LongRow]:
        """Exactly the numbers drawn."""
        ...


def csv_text(data: ChartData) -> str:
    """The chart as CSV: the title first, then its numbers; to the last digit, a missing one an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LongRow._fields)
    writer.writerow(_cells(LongRow("", "title", text=data.title)))
    writer.writerows(_cells(row) for row in data.rows())
    return out.getvalue()


def _cells(row: LongRow) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: str | float | None) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or not math.isfinite(value) else repr(value)
