"""Calibration from Python: the same as on the command line, without a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim import calibrating
from tests.cli.pretended_watch import pretended_watch

HISTORY = "date,what,name,amount\n2026-01-05,started,,\n2026-06-01,live,A,\n2026-11-02,live,B,\n2026-12-28,as_of,,\n"


def test_a_history_is_weighed_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strategy's name or a scenario, a file; the card that made it moves, the forecast is there."""
    monkeypatch.setattr(calibrating, "watch_points", pretended_watch)
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    ranges = ["delivery.build_effort", "shadow.trust"]
    settings = {"draws": 200, "keep": 0.3, "replications": 20}
    found = sim.calibrate_history("coe", tmp_path / "history.csv", factors=ranges, **settings)  # type: ignore[arg-type]
    assert found.moved[0].factor.name == "delivery.build_effort"
    assert found.moved[0].clear
    assert found.after is not None
    assert "draws reproduce the history" in found.sentence
    scenario = sim.load_scenario("coe")
    again = sim.calibrate_history(scenario, tmp_path / "history.csv", factors=ranges, **settings)  # type: ignore[arg-type]
    assert (again.nearness.weights == found.nearness.weights).all()
