"""A small comparison under names that somebody might well give, and its page; built once for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import sim
from sim.report.html import as_html
from sim.results import Comparison
from sim.verbs.report_run import comparison_page

SCRIPT = "=cmd()|'/c calc'!A1 <script>alert(1)</script> & \"тест\" 中文 🚀"
RIGHT = "שלום עולם"
LONG = "A plan whose name nobody will ever want to read to its end, " * 4
LABELS = {"formula": SCRIPT, "right": RIGHT, "long": LONG[:200]}


class Paged(NamedTuple):
    """A comparison, where its charts are, and its page."""

    comparison: Comparison
    folder: Path
    html: str


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Paged:
    """Three strategies under labels of every bad kind."""
    folder = tmp_path_factory.mktemp("hostile")
    budgets = dict(zip(LABELS, ("1e6", "1.4e6", "3e6"), strict=True))
    named = {
        name: sim.load_scenario("coe", [f"cfo.budget_eur={budgets[name]}", "horizon_weeks=60"]).model_copy(
            update={"label": label, "name": name}
        )
        for name, label in LABELS.items()
    }
    comparison = sim.compare(named, replications=8, executor="inline")
    comparison.write_charts(folder / "charts")
    return Paged(comparison, folder, as_html(comparison_page(comparison, folder, {})))
