"""`sim calibrate portfolio`: a folder with cards, page, table and pictures; one message where a file cannot be used."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.verbs import calibrate_portfolio
from tests.calibration.test_volumes_forecast import luck, portfolio
from tests.cli.conftest import Call, files_below

REAL = Path(__file__).resolve().parents[2] / "data" / "servegen_derived" / "client_hourly_rate_m-mid.csv.gz"
ASK = ("calibrate", "portfolio")


def written(number: int, weeks: int, name: str = "volumes.csv") -> None:
    """A file of weekly numbers; the first workload has a name that a spreadsheet would compute."""
    calls = portfolio(luck(1), number, weeks)
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["week", "workload", "calls"])
        for week in range(weeks):
            day = np.datetime64("2026-01-05") + 7 * week
            writer.writerows([day, f"app {row}" if row else "=cmd()", int(calls[row, week])] for row in range(number))


@pytest.fixture
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes most of the time."""
    monkeypatch.setattr(calibrate_portfolio, "_pictures", lambda _: [])


def test_a_year_of_weeks_gives_cards_page_table_and_pictures(call: Call) -> None:
    """Every file, cards that a scenario takes, names that stay text."""
    written(12, 30)
    called = call(*ASK, "volumes.csv", "output=found")
    assert called.status == 0, called.err
    charts = {f"charts/{name}.{kind}" for name in ("volumes", "weeks", "volatility") for kind in ("svg", "png", "csv")}
    assert files_below(Path("found")) >= charts | {"fragment.yaml", "evidence.md", "summary.json", "volumes.csv"}
    cards = yaml.safe_load(Path("found/fragment.yaml").read_text(encoding="utf-8"))
    assert set(cards["traffic"]) == {"steady_calls_per_week", "noise_log_sd", "noise_memory", "growth_per_year"}
    assert cards["opportunities"]["volume_log_sd"] > 0
    with Path("found/volumes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert "'=cmd()" in [row["workload"] for row in rows]
    assert sum(float(row["share"]) for row in rows) == pytest.approx(1.0)
    page = Path("found/evidence.md").read_text(encoding="utf-8")
    assert "Held back 6 times" in page
    assert "next four weeks" in called.out


def test_the_same_file_gives_the_same_bytes(call: Call, no_pictures: None) -> None:
    """Wherever it is written."""
    written(6, 10)
    for folder in ("one", "two"):
        assert call(*ASK, "volumes.csv", f"output={folder}").status == 0
    for name in ("fragment.yaml", "evidence.md", "summary.json", "volumes.csv"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_json_has_the_numbers_of_the_real_clients(call: Call, no_pictures: None) -> None:
    """Packed, rates a second, two weeks: no interval, and the reason."""
    called = call(*ASK, str(REAL), "per=second", "--json")
    assert called.status == 0, called.err
    found = json.loads(called.out)
    assert (found["workloads"], found["weeks"], found["next_four_weeks"]) == (108, 2, None)
    assert found["gini"]["value"] == pytest.approx(0.871, abs=0.01)
    assert any("next month" in one for one in found["left_out"])
    assert {one["card"] for one in found["fitted"]} == {
        "traffic.steady_calls_per_week", "opportunities.volume_log_sd",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "takes one file"),
        (("missing.csv",), "there is no such file"),
        (("volumes.csv", "per=fortnight"), "per=fortnight: is none of second"),
        (("volumes.csv", "pre=second"), "did you mean 'per'"),
        (("volumes.csv", "columns={calls:call}"), "did you mean 'calls'"),
        (("zero.csv",), "no calls at all"),
        (("log.csv", "per=second"), "a request log is counted"),
        ((str(REAL),), "such as per=second"),
    ],
)
def test_what_cannot_be_done_is_one_message_and_leaves_nothing(
    call: Call, words: tuple[str, ...], message: str
) -> None:
    """Exit 2, no folder, no traceback."""
    written(3, 4)
    Path("zero.csv").write_text("date,workload,calls\n2026-01-05,a,0\n2026-01-12,a,0\n", encoding="utf-8")
    Path("log.csv").write_text("time,app,input_tokens\n2026-01-05T10:00:00,a,3\n", encoding="utf-8")
    called = call(*ASK, *words)
    assert called.status == 2
    assert message in called.err
    assert "Traceback" not in called.err
    assert not Path("outputs").exists()
