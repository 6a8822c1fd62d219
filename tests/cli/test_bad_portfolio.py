"""Portfolios that cannot be read: one clear message with its place, exit 2, at once; what can be read is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.cli.conftest import Call

HEAD = "name,status,age_months,calls_per_month,price_per_1000_calls,team\n"
YAML = "portfolio: portfolio.csv\n"
WRONG = {
    "a missing column": ("name,status\nA,live\n", "", "line 1: there is no column of age; add age_months"),
    "a mistyped column": (
        "name,age_monts\nA,9\n",
        "",
        "line 1, column 2: 'age_monts' is no column of a portfolio; did you",
    ),
    "a wrong separator": ("name:age_months\nA:9\n", "", "line 1: found one column, 'name:age_months'"),
    "two separators": ("name,age_months\nA;9\n", "", "line 2: is separated by semicolons, unlike the header"),
    "a bare decimal comma": ("name,age_months,value\nA,9,1,5\n", "", "line 2: has 4 cells where the header has 3"),
    "two decimal marks": (
        "name;age_months;value\nA;9;1,5\nB;9;1.5\n",
        "",
        "line 2, column 3 (value): '1,5' has a decimal",
    ),
    "a BOM and a fault": ("\ufeffname,age_monthz\nA,9\n", "", "line 1, column 2: 'age_monthz' is no column"),
    "a hundred thousand rows": (HEAD + "w,live,3,1,1,X\n" * 100_000, "", "line 202: has more than 200 rows"),
    "a long file": (HEAD + f"{'w' * 60},live,3,1,1,X\n" * 100_000, "", "has 7,400,065 bytes; allowed are at most"),
    "a negative age": (
        HEAD + "A,live,-3,1,1,X\n",
        "",
        "line 2, column 3 (age_months): found '-3'; allowed is a number of 0",
    ),
    "an age beyond all": (
        HEAD + "A,live,9999,1,1,X\n",
        "",
        "column 3 (age_months): found '9999'; allowed is a number of at",
    ),
    "calls beyond all": (HEAD + f"A,live,3,{'9' * 30},1,X\n", "", "column 4 (calls_per_month): found '9999"),
    "a duplicate name": (
        HEAD + "A,live,3,1,1,X\na,live,4,1,1,X\n",
        "",
        "line 3, column 1 (name): 'a' stands in line 2, too",
    ),
    "older than the calendar": (
        HEAD + "A,live,9,1,1,X\n",
        "started: 2026-09-02\nas_of: 2026-11-02\n",
        "line 2: 'A' is 39.0 weeks old and the programme 8.7",
    ),
    "nobody staffs it": (
        HEAD + "B,live,3,1,1,Y\nA,live,9,1,1,X\n",
        "teams: {X: 0, Y: 2}\n",
        "line 3: 'A' is live and its team 'X' has 0 engineers",
    ),
    "a team that is not there": (
        HEAD + "A,live,9,1,1,Claims\n",
        "teams: {Claim: 2}\n",
        "line 2: team 'Claims' is not among",
    ),
    "nobody who builds": (HEAD + "A,live,9,1,1,\n", "teams: {platform: 2}\n", "teams: nobody builds workloads"),
    "dates in two formats": (
        "name,live_since\nA,2026-01-02\nB,3.2.2026\n",
        "as_of: 2026-11-02\n",
        "line 3, column 2 (live_since): '3.2.2026' is a date written as day.month.year",
    ),
    "a calendar of another age": (
        HEAD + "A,live,9,1,1,X\n",
        "as_of: 9999-01-01\n",
        "allowed is a day from 1990 to 2099",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_one_message_names_the_place(call: Call, tmp_path: Path, case: str) -> None:
    """Exit 2, nothing on stdout, one line on stderr, in less than two seconds."""
    rows, keys, told = WRONG[case]
    (tmp_path / "portfolio.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "client.yaml").write_text(YAML + keys, encoding="utf-8")
    for verb in ("params", "compare"):
        began = time.process_time()
        called = call(verb, "start=client.yaml")
        assert verb == "params" or time.process_time() - began < 2.0, "the first call also loads what both need"
        assert (called.status, called.out) == (2, "")
        assert told in called.err
        assert called.err.count("\n") == 1, called.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client.yaml", "portfolio.csv"]


@pytest.mark.parametrize(
    "rows",
    [
        "name;age_months;value_per_year\nA;9;1,5M\n",
        "name\tage_months\tvalue_per_year\nA\t9\t1.5M\n",
        '\ufeffname,age_months,value_per_year\r\nA,9,"1,5M"\r\n',
    ],
    ids=["semicolons and decimal commas", "tabs", "BOM"],
)
def test_what_can_be_read_is_read(call: Call, tmp_path: Path, rows: str) -> None:
    """Other separators, decimal commas and a BOM are no fault."""
    (tmp_path / "portfolio.csv").write_text(rows, encoding="utf-8", newline="")
    called = call("params", "start=portfolio.csv")
    assert called.status == 0, called.err
    assert "€1.5M" in called.out


def test_a_value_beyond_all_in_a_start_of_one_s_own_is_told_by_its_row(call: Call, tmp_path: Path) -> None:
    """A configuration names workload by workload: the row, what was found and is allowed, and the file's line."""
    folder = tmp_path / "mine" / "start"
    folder.mkdir(parents=True)
    rows = "weeks: 40\nworkloads:\n  - {name: A, age_weeks: 3}\n  - {name: B, age_weeks: 3, calls_per_week: 1.0e+30}\n"
    (folder / "ours.yaml").write_text(rows, encoding="utf-8")
    called = call("run", "start=ours", "--config-dir", "mine")
    assert called.status == 2
    assert "start.workloads, row 2: calls_per_week: found 1e+30; allowed is less than or equal to" in called.err
    assert "ours.yaml, line 2" in called.err
