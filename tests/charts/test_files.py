"""Charts on disk: complete or not there, the same bytes for the same chart, the same numbers in every form."""

from __future__ import annotations

import csv
import os
import struct
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

import sim.charts
from sim.charts import SurvivalChart, draw_survival, survival_chart, write_chart
from sim.charts.page import DPI, WIDTH_IN
from tests.charts.builders import HORIZON, PROVENANCE, lives

ROOT = Path(__file__).resolve().parents[2]


def chart() -> SurvivalChart:
    """Two strategies."""
    return survival_chart({"platform_first": lives(1, 300), "coe": lives(2, 100)}, horizon_weeks=HORIZON)


def written(folder: Path) -> dict[str, bytes]:
    """One chart written into a folder, as bytes by kind."""
    data = chart()
    paths = write_chart(draw_survival(data, PROVENANCE), data, folder, "survival")
    return {path.suffix: path.read_bytes() for path in paths}


def test_three_files_and_no_leftovers(tmp_path: Path) -> None:
    """SVG, PNG and CSV with the given name; no temporary file stays."""
    written(tmp_path / "charts")
    assert sorted(os.listdir(tmp_path / "charts")) == ["survival.csv", "survival.png", "survival.svg"]


def test_the_same_chart_gives_the_same_bytes(tmp_path: Path) -> None:
    """No date, no host, no random identifiers in any of the files."""
    assert written(tmp_path / "one") == written(tmp_path / "other")


def test_settings_of_the_machine_change_nothing(tmp_path: Path) -> None:
    """A matplotlibrc with other fonts, sizes and salts gives the same bytes, and keeps its settings."""
    plain = written(tmp_path / "plain")
    theirs = {
        "font.size": 30.0,
        "font.family": ["serif"],
        "svg.fonttype": "none",
        "svg.hashsalt": "x",
        "axes.grid": True,
    }
    with matplotlib.rc_context(theirs):  # type: ignore[arg-type]  # the stubs list every key
        odd = written(tmp_path / "odd")
        assert matplotlib.rcParams["font.size"] == 30.0
    assert odd == plain


def test_the_svg_needs_no_font_and_carries_its_finding(tmp_path: Path) -> None:
    """Text is drawn as paths, so it looks the same everywhere; the title element keeps the finding readable."""
    svg = written(tmp_path)[".svg"].decode()
    assert "<text" not in svg
    assert "font-family" not in svg
    assert f"<title>{chart().title}</title>" in svg
    assert "<dc:date>" not in svg
    assert "matplotlib.org" not in svg


def test_the_png_is_twice_the_screens_size(tmp_path: Path) -> None:
    """PNG at 2x."""
    width, _ = struct.unpack(">II", written(tmp_path)[".png"][16:24])
    assert width == round(WIDTH_IN * DPI * 2)


def test_the_csv_holds_exactly_the_numbers_drawn(tmp_path: Path) -> None:
    """Each strategy's steps in the CSV are the points of its line."""
    data = chart()
    figure = draw_survival(data, PROVENANCE)
    text = written(tmp_path)[".csv"].decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert rows[0]["measure"] == "title"
    assert rows[0]["text"] == data.title
    drawn = drawn_points(figure)
    for arm in data.arms:
        steps = [row for row in rows if row["series"] == arm.label and row["measure"] == "share"]
        told = [(float(row["x"]), float(row["value"])) for row in steps]
        assert len(told) == len(arm.months)
        assert set(told) <= drawn


def drawn_points(figure: Figure) -> set[tuple[float, float]]:
    """All points of all lines in data coordinates."""
    lines = [np.asarray(line.get_xydata()) for axes in figure.axes for line in axes.lines]
    return {(float(x), float(y)) for points in lines for x, y in points}


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk halfway: readers keep what was complete."""
    before = written(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        written(tmp_path)
    assert {path.suffix: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_charts_load_without_pyplot() -> None:
    """Neither the import nor a drawing touches pyplot's global state; the bare package loads no matplotlib at all."""
    code = (
        "import sys, sim.charts\n"
        "assert 'matplotlib' not in sys.modules\n"
        "from tests.charts.test_files import chart, draw_survival, PROVENANCE\n"
        "from sim.charts.files import image_bytes\n"
        "figure = draw_survival(chart(), PROVENANCE)\n"
        "image_bytes(figure, 'svg', ''), image_bytes(figure, 'png', '')\n"
        "[getattr(sim.charts, name) for name in sim.charts.__all__]\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=ROOT, check=True, timeout=120)


def test_public_names_are_pinned() -> None:
    """What others may import from the package."""
    assert sim.charts.__all__ == sorted(sim.charts.__all__)
    assert [getattr(sim.charts, name).__name__ for name in sim.charts.__all__ if name != "MOST_ARMS"] == [
        name for name in sim.charts.__all__ if name != "MOST_ARMS"
    ]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sim.charts.nothing
