"""`sim params start=FILE`: a portfolio as it is read, and the evidence of it beside a run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sim.as_read import COLUMNS
from tests.cli.conftest import Call

CSV = (
    "name,status,age_months,calls_per_month,price_per_1000_calls,cost_per_year,value_per_year,team\n"
    "Letters,live,12,52000,50,90000,300000,Claims\n"
    "Photos,live,1,4000,,,,\n"
    "Offers,planned,,,,,120000,Claims\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A client's file with its calendar."""
    (tmp_path / "portfolio.csv").write_text(CSV, encoding="utf-8")
    path = tmp_path / "client.yaml"
    path.write_text("portfolio: portfolio.csv\nas_of: 2026-11-02\nweeks: 60\n", encoding="utf-8")
    return path


def test_what_is_known_is_shown_as_it_was_given(call: Call, file: Path) -> None:
    """Today's numbers of a row are the row's; steady use, list price and full value stand beside them."""
    (letters, photos, offers) = json.loads(call("params", f"start={file}", "--json").out)["workloads"]
    for key, today in (("calls_per_month", 52_000), ("price_per_1000", 50), ("cost_eur", 90_000), ("value_eur", 3e5)):
        assert letters[key][0] == pytest.approx(today)
        assert letters[key][1] > 0.0
    assert letters["price_per_1000"][1] > 50.0
    assert letters["drawn"] == []
    assert photos["drawn"] == ["price", "upkeep", "value", "team"]
    assert photos["calls_per_month"] == pytest.approx([4_000.0, photos["calls_per_month"][1]])
    assert photos["calls_per_month"][1] > 4_000.0
    assert offers["calls_per_month"][0] is None
    assert offers["value_eur"][1] == pytest.approx(120_000.0)


def test_the_page_has_the_table_what_is_assumed_and_how_to_read_it(call: Call, file: Path) -> None:
    """A line a workload, what was drawn for it, and the notes on young workloads and promotions."""
    called = call("params", f"start={file}")
    page = " ".join(called.out.split())
    assert called.status == 0
    for part in ("As read: 2 live", "Letters", "52,000 →", "Offers", "(planned)", "months from 2026-11-02"):
        assert part in page
    for part in (
        "Assumed: the budget is the card's default",
        "drawn for Photos",
        "adoption curve",
        "promotional price",
    ):
        assert part in page
    assert max(map(len, called.out.splitlines())) <= 100


def test_a_run_keeps_how_its_start_was_read(call: Call, file: Path, no_charts: None) -> None:
    """start_as_read.csv lies beside the results, with the same rows."""
    words = ("replications=2", "horizon_weeks=8", "executor=inline", "uncertainty=off", "output=it")
    assert call("run", f"start={file}", "strategy=business_as_usual", *words).status == 0
    with Path("it", "start_as_read.csv").open(encoding="utf-8", newline="") as table:
        header, letters, *others = csv.reader(table)
    assert tuple(header) == COLUMNS
    assert letters[:4] == ["Letters", "live", "12.00", "52000.0"]
    assert len(others) == 2
    assert call("run", "strategy=coe", *words[:-1], "output=plain").status == 0
    assert not Path("plain", "start_as_read.csv").exists()


def test_a_start_without_a_portfolio_has_nothing_to_show(call: Call) -> None:
    """Exit 2 with what the start is instead."""
    called = call("params", "start=default")
    assert called.status == 2
    assert "start: holds no portfolio (nothing live yet)" in called.err
    assert "budget: is not key=value" in call("params", "start=default", "budget").err
