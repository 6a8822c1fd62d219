"""The sheets behind charts: python-pptx's own would take a name such as =cmd() for a formula and hold the time of day.

Ours hold text as text, and no time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from xlsxwriter import Workbook

CREATED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _TextStaysText:
    """How a chart's own workbook is opened."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        workbook = Workbook(xlsx_file, _OPTIONS)
        workbook.set_properties({"created": CREATED})
        yield workbook, workbook.add_worksheet()
        workbook.close()


class _CategoryWriter(_TextStaysText, CategoryWorkbookWriter):
    """Names down the first column, a column for each series."""


class _XyWriter(_TextStaysText, XyWorkbookWriter):
    """Series below each other, in two columns."""


class _Categories(CategoryChartData):
    """Numbers over names."""

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _CategoryWriter
        return writer(self)


class _Points(XyChartData):
    """Numbers over numbers."""

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _XyWriter
        return writer(self)


CATEGORIES: Any = _Categories
POINTS: Any = _Points
"""python-pptx does not say what types they take."""


def without_time(content: bytes) -> bytes:
    """A zip file that holds no time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
