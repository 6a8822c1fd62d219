"""How a workbook is read back."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import range_boundaries

from sim.office.handout import Handout
from sim.office.workbook import workbook_bytes


class BookRead(NamedTuple):
    """What it was made from, the file, and the workbook that it holds."""

    handout: Handout
    content: bytes
    workbook: Any

    def picture(self, name: str) -> Any:
        """One of the charts that it was made from."""
        return next(one for one in self.handout.pictures if one.name == name)

    def sheet(self, picture: str) -> Any:
        """The sheet of a chart."""
        return self.workbook[picture.replace("_", " ").capitalize()]


def book_of(handout: Handout) -> BookRead:
    """Written and opened again."""
    content = workbook_bytes(handout)
    return BookRead(handout, content, openpyxl.load_workbook(io.BytesIO(content)))


def cells_of(sheet: Any) -> Iterator[Any]:
    """Every cell that holds something."""
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def numbers_of(sheet: Any) -> Counter[float]:
    """Every number of a sheet, with how often it stands there."""
    return Counter(
        float(cell.value)
        for cell in cells_of(sheet)
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    )


def numbers_in(picture: Any) -> Counter[float]:
    """Every number that a chart is drawn from."""
    return Counter(
        float(row.value) for row in picture.data.rows() if row.value is not None and math.isfinite(row.value)
    )


def charts_on(sheet: Any) -> list[Any]:
    """Native charts in the order in which they were put there."""
    return list(sheet._charts)


def values_at(workbook: Any, reference: str) -> list[Any]:
    """What stands in the cells that a chart is drawn from."""
    name, _, cells = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(cells)
    sheet = workbook[name.strip("'").replace("''", "'")]
    rows = sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    return [value for row in rows for value in row]


def series_in(workbook: Any, chart: Any) -> dict[str, list[tuple[Any, Any]]]:
    """The points of each series of a chart by its name, out of the cells; a name that comes again is numbered."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    parts = [chart, *[one for one in getattr(chart, "_charts", []) if one is not chart]]
    for one in (series for part in parts for series in part.series):
        xs = one.xVal.numRef if getattr(one, "xVal", None) else (one.cat.numRef or one.cat.strRef)
        ys = (one.yVal or one.val).numRef
        name = str(values_at(workbook, one.tx.strRef.f)[0])
        while name in found:
            name += "+"
        found[name] = list(zip(values_at(workbook, xs.f), values_at(workbook, ys.f), strict=True))
    return found
