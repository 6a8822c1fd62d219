"""The workbook in LibreOffice: it opens, counts everything anew, and finds neither an error nor another number."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.office.books import BookRead, cells_of
from tests.tools import LIBREOFFICE

MOST_SECONDS = 240
FLAGS = {"=TRUE()": True, "=FALSE()": False}
"""How LibreOffice itself writes a cell that is true or false."""

pytestmark = LIBREOFFICE.needed()


@pytest.mark.slow
def test_libreoffice_opens_it_and_finds_the_same(book: BookRead, tmp_path: Path) -> None:
    """Saved by it and read again: all sheets under their names, every cell's text and number, no error, every chart."""
    (tmp_path / "report.xlsx").write_bytes(book.content)
    (tmp_path / "again").mkdir()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = (str(LIBREOFFICE.path), profile, "--headless", "--convert-to", "xlsx", "--outdir", "again", "report.xlsx")
    subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=MOST_SECONDS, check=True)
    found = openpyxl.load_workbook(tmp_path / "again" / "report.xlsx")
    assert found.sheetnames == book.workbook.sheetnames
    for sheet in book.workbook:
        other = found[sheet.title]
        ours = {cell.coordinate: cell.value for cell in cells_of(sheet)}
        theirs = {cell.coordinate: FLAGS.get(cell.value, cell.value) for cell in cells_of(other)}
        wrong = [cell.coordinate for cell in cells_of(other) if cell.data_type in "fe" and cell.value not in FLAGS]
        assert not wrong, sheet.title
        assert theirs.keys() == ours.keys(), sheet.title
        assert all(same(ours[at], theirs[at]) for at in ours), sheet.title
        assert len(other._charts) == len(sheet._charts), sheet.title


def same(one: object, other: object) -> bool:
    """LibreOffice writes fifteen digits of a number."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == pytest.approx(float(other), rel=1e-13, abs=1e-300)
    return one == other
