"""No number of any strategy moves unnoticed: a small fixed run of each is what it was, value by value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.baseline import renew, summaries
from tests.baseline.summaries import BASELINE, as_text, moved

WHAT_TO_DO = (
    "{count} values of the regression baseline have moved:\n{changes}\n\nIf this is meant: "
    "`python tests/baseline/renew.py` renews it, and CHANGELOG.md needs a line under 'Results change'."
)


def test_every_strategys_summary_is_what_it_was() -> None:
    """Ends, reached, medians, marginal costs and means of each default strategy, exactly."""
    kept = json.loads(BASELINE.read_text(encoding="utf-8"))
    changes = list(moved(kept, json.loads(as_text(summaries.summaries()))))
    if changes:
        pytest.fail(WHAT_TO_DO.format(count=len(changes), changes="\n".join(changes)), pytrace=False)


def test_what_moved_is_told_with_its_strategy_before_and_after() -> None:
    """A changed, a new and a lost value are a line each, also where a whole strategy is new; equal ones are none."""
    kept = {"strategies": {"a": {"ends": {"frozen": 3, "stalled": 1}, "means": {"payoff_eur": 1234567.0}}}}
    found = {"strategies": {"a": {"ends": {"frozen": 4, "stopped": 1}, "means": {"payoff_eur": 1234567.0}}}}
    assert list(moved(kept, found)) == [
        "a, ends, frozen: 3 -> 4",
        "a, ends, stalled: 1 -> none",
        "a, ends, stopped: none -> 1",
    ]
    assert list(moved({}, {"b": {"ends": {"frozen": 2}}})) == ["b, ends, frozen: none -> 2"]
    assert list(moved(kept, kept)) == []


def test_renewing_writes_what_the_test_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After `renew.py` nothing has moved, and it has said what did and that the changelog needs a line."""
    path = tmp_path / "baseline.json"
    path.write_text('{"seed": 1}\n', encoding="utf-8")
    monkeypatch.setattr(renew, "BASELINE", path)
    monkeypatch.setattr(renew, "summaries", lambda: {"seed": 2})
    assert renew.main() == 0
    told = capsys.readouterr().out
    assert "seed: 1 -> 2" in told
    assert "Results change" in told
    assert list(moved(json.loads(path.read_text(encoding="utf-8")), {"seed": 2})) == []
