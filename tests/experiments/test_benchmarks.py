"""The benchmarks' own arithmetic: what they report must not depend on who reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import programme, scaling
from sim.composition import compose_job
from sim.programme.programme import simulate_programme
from tests.programme.worlds import column, field


def test_a_straight_line_is_found_exactly() -> None:
    """100 + 7 for each: nothing is off the line, and its last stretch is as steep as its first."""
    line = scaling.line_through((5, 20, 100, 200), [100 + 7 * size for size in (5, 20, 100, 200)])
    assert (line.slope, line.intercept) == pytest.approx((7.0, 100.0))
    assert line.furthest_share == pytest.approx(0.0, abs=1e-9)
    assert line.steeper == pytest.approx(1.0)


def test_a_cost_that_grows_with_the_square_is_no_line() -> None:
    """Chords of n squared: (200 + 100) against (20 + 5), twelve times as steep."""
    line = scaling.line_through((5, 20, 100, 200), [float(size * size) for size in (5, 20, 100, 200)])
    assert line.steeper == pytest.approx(12.0)
    assert line.steeper > scaling.STEEPEST


def test_the_benchmarks_world_has_the_workloads_that_it_promises() -> None:
    """Every one goes live in the first quarter and none leaves, whatever their number."""
    for live in (5, 40):
        record = simulate_programme(scaling.steady(live, 60), 21, 0)
        weeks = column(record, "workloads", "live_week")
        assert len(weeks) == live
        assert max(weeks) < 13.0
        assert field(record, "live_end") == live


def test_counts_that_moved_are_named_with_what_they_were(tmp_path: Path) -> None:
    """Equal counts say nothing; others are told as found and as kept; a strategy that was not there has none."""
    found = {"a": (1, 2), "b": (3, 4), "new": (5,)}
    assert programme.changed(found, {"a": [1, 2], "b": [3, 5]}) == [
        "  b: 3, 4 (was 3, 5)",
        "  new: 5 (was unknown)",
    ]
    programme.write_counts(found, tmp_path / "counts.json")
    kept = json.loads((tmp_path / "counts.json").read_text(encoding="utf-8"))
    assert programme.changed(found, kept) == []


def test_every_default_strategy_has_its_counts() -> None:
    """Ten replications each; `--renew` was not forgotten when a strategy was added."""
    kept = json.loads(programme.COUNTS.read_text(encoding="utf-8"))
    assert list(kept) == list(compose_job([]).strategies)
    assert all(len(counts) == len(programme.REPLICATIONS) for counts in kept.values())
