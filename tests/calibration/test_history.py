"""A programme's history out of a spreadsheet: what is read, and how each fault is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.calibration.history import WHATS, History, check_against
from sim.calibration.history_reader import read_history
from sim.calibration.portfolio import Portfolio, read_portfolio
from sim.errors import InputError

HEAD = "date,what,name,amount"
START = f"{HEAD}\n2026-01-05,started,,\n"
LIVE = f"{START}2026-04-06,live,Claims,\n2026-07-06,live,Mail,\n2026-12-28,as_of,,\n"
PORTFOLIO = "name,status,age_months\nClaims,live,8.7\nMail,live,5.7\n"


def history(folder: Path, text: str | bytes, **settings: Any) -> History:
    """A file with this content, read."""
    file = folder / "history.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_history(file, **settings)


def refusal(folder: Path, text: str | bytes, **settings: Any) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as refused:
        history(folder, text, **settings)
    return str(refused.value).replace(f"{folder}/", "")


def test_events_become_weeks_since_the_first_day(tmp_path: Path) -> None:
    """Go-lives, retirements and decisions by week; how many are live follows."""
    found = history(
        tmp_path,
        f"{START}2026-02-02,live,A,\n2026-03-02,live,B,\n2026-04-06,retired,A,\n2026-05-04,question,,\n"
        "not yet,frozen,,\n2026-07-06,as_of,,\n",
    )
    assert (found.started, found.weeks) == (date(2026, 1, 5), 26.0)
    assert [found.live_at(week) for week in (3.9, 4.0, 8.0, 12.9, 13.0, 26.0)] == [0, 1, 2, 2, 1, 1]
    assert [one.week for one in found.decisions["question"]] == [17.0]
    assert [one.week for one in found.decisions["frozen"]] == [None]
    assert "platform" not in found.decisions


def test_a_spend_begins_where_the_one_before_ends_or_where_its_row_says(tmp_path: Path) -> None:
    """The first begins on the first day; `from` leaves a gap that nobody knows anything of."""
    found = history(
        tmp_path,
        "date,from,what,amount\n2026-01-05,,started,\n2026-04-06,,spend,100k\n2026-07-06,,spend,€ 200000\n"
        "2026-12-28,2026-10-05,spend,300000\n",
    )
    assert [(one.start, one.end, one.amount_eur) for one in found.spends] == [
        (0.0, 13.0, 1e5), (13.0, 26.0, 2e5), (39.0, 51.0, 3e5),
    ]  # fmt: skip
    assert found.live is None


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdate;what;name;amount\r\n05.01.2026;started;;\r\n06.04.2026;spend;;1.234.567,50\r\n",
        "Date\tEvent\tWorkload\tAmount (EUR)\n2026-01-05\tstarted\t\t\n2026-04-06\tSpend\t\t1234567.50\n",
        'date,what,name,amount,note\n2026-01-05,started,,,x\n2026-04-06,spend,,"1234567,5",\n',
    ],
)
def test_whatever_a_spreadsheet_writes_is_read(tmp_path: Path, text: str) -> None:
    """BOM, semicolons, tabs, decimal commas, German dates, other words for columns, notes."""
    (spend,) = history(tmp_path, text).spends
    assert (spend.start, spend.end, spend.amount_eur) == (0.0, 13.0, 1234567.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}\n2026-01-05,startet,,\n", "history.csv, line 2, column 2 (what): found 'startet'; allowed is one of"),
        (f"{HEAD}\n2026-01-05,startet,,\n", "did you mean 'started'?"),
        (f"{HEAD}\n2026-04-06,live,A,\n", "there is no row 'started'"),
        (f"{HEAD}\n", "names columns and has no events"),
        ("date,whatt,name\n2026-01-05,started,\n", "'whatt' is no column of a history; did you mean 'what'?"),
        ("date,name\n2026-01-05,A\n", "there is no column 'what'"),
        (f"{START}2026-13-06,live,A,\n", "line 3, column 1 (date): found '2026-13-06'"),
        (f"{START}06.04.2026,live,A,\n", "write all dates as 2026-11-02"),
        (f"{START}2025-12-01,live,A,\n2026-12-01,as_of,,\n", "2025-12-01 is before the programme started, 2026-01-05"),
        (f"{START}2027-01-04,live,A,\n2026-12-01,as_of,,\n", "2027-01-04 is after the history ends, 2026-12-01"),
        (f"{START}2026-04-06,started,,\n", "line 3: 'started' stands in line 2, too"),
        (f"{START}2026-01-12,as_of,,\n", "less than a month says nothing"),
        (f"{START}2026-04-06,as_of,,\n", "says when the programme started and nothing else"),
        (f"{START}2026-04-06,live,,\n", "line 3: what went live has no name"),
        (f"{START}2026-04-06,live,A,\n2026-05-06,live,A,\n", "line 4: 'A' went live in line 3, too"),
        (f"{START}2026-04-06,live,Mail,\n2026-05-06,retired,Mial,\n", "never went live; did you mean 'Mail'?"),
        (f"{START}2026-04-06,live,A,\n2026-03-06,retired,A,\n", "line 4: 'A' is retired before it goes live"),
        (f"{START}2026-04-06,reopened,,\n", "line 3: 'reopened', and builds are not frozen"),
        (f"{START}2026-04-06,frozen,,\n2026-05-06,frozen,,\n", "line 4: 'frozen', and builds are frozen already"),
        (f"{START}2026-04-06,question,,\nnot yet,question,,\n", "line 4: 'question' is not yet, and has other rows"),
        (f"{START}2026-04-06,spend,,\n", "line 3: a spend has no amount"),
        (f"{START}2026-04-06,spend,,much\n", "line 3, column 4 (amount): found 'much'; allowed is a number"),
        (f"{START}2026-04-06,spend,,-5\n", "allowed is a number of 0 or more"),
        (f"{START}2026-04-06,spend,,$ 5000\n", "is in USD"),
        (f"{START}2026-04-06,spend,,1.234\n", "can be read in two ways"),
        (f"{START}2026-04-06,spend,,1\n2026-04-06,spend,,2\n", "line 4: this spend ends on the day of the one before"),
        (f"{START}2026-12-28,spend,,1\n", "more than a quarter earlier; write when this one begins"),
        ("date,from,what,amount\n2026-01-05,,started,\n2026-04-06,,spend,1\n2026-05-06,2026-03-01,spend,1\n",
         "line 4: this spend begins before that of line 3 ends"),
    ],
)  # fmt: skip
def test_bad_input_is_told_by_line(tmp_path: Path, text: str, said: str) -> None:
    """One message with the place, what was found and what is allowed."""
    assert said in refusal(tmp_path, text)


def test_a_number_that_can_be_read_in_two_ways_is_settled_by_decimal(tmp_path: Path) -> None:
    """The same cell, once as thousands and once as thousandths."""
    text = f"{START}2026-04-06,spend,,1.234\n"
    assert [history(tmp_path, text, decimal=mark).spends[0].amount_eur for mark in (",", ".")] == [1234.0, 1.234]


def test_many_faults_are_told_at_once_and_counted(tmp_path: Path) -> None:
    """Ten lines, and how many more there are."""
    rows = "".join(f"2026-04-{day:02d},live,,\n" for day in range(1, 15))
    said = refusal(tmp_path, START + rows).splitlines()
    assert len(said) == 11
    assert said[-1] == "… and 4 more"


def portfolio(folder: Path, text: str = PORTFOLIO) -> Portfolio:
    """A portfolio with this content."""
    (folder / "portfolio.csv").write_text(text, encoding="utf-8")
    return read_portfolio(folder / "portfolio.csv")


def test_a_history_that_agrees_with_the_portfolio_is_taken(tmp_path: Path) -> None:
    """Names, ages within a month, numbers, spend."""
    check_against(history(tmp_path, LIVE + "2026-04-06,spend,,90000\n"), portfolio(tmp_path), 100_000.0)


@pytest.mark.parametrize(
    ("more", "rows", "spent_eur", "said"),
    [
        ("2026-05-04,live,Sales,\n", PORTFOLIO, None, "history.csv, line 6: 'Sales' went live, and"),
        ("2026-05-04,live,Sales,\n", PORTFOLIO + "Sales,planned,\n", None, "line 4, has it as not live"),
        ("", PORTFOLIO.replace("8.7", "7.0"), None,
         "line 3: 'Claims' went live 2026-04-06, 8.8 months before the history ends;"),
        ("", PORTFOLIO + "Sales,live,2\n", None, "has 2 live at its end, and"),
        ("2026-08-03,retired,Mail,\n", PORTFOLIO, None, "line 6: 'Mail' was retired, and"),
        ("2026-04-06,spend,,110000\n", PORTFOLIO, 100_000.0, "the spends add up to 110,000 EUR, and spent_eur"),
    ],
)  # fmt: skip
def test_a_history_that_contradicts_the_portfolio_is_refused(
    tmp_path: Path, more: str, rows: str, spent_eur: float | None, said: str
) -> None:
    """The line of the history and what the portfolio says."""
    found = history(tmp_path, LIVE + more)
    with pytest.raises(InputError) as refused:
        check_against(found, portfolio(tmp_path, rows), spent_eur)
    assert said in str(refused.value).replace(f"{tmp_path}/", "")
    assert "portfolio.csv" in str(refused.value) or spent_eur


def test_the_words_of_a_history_are_all_told(tmp_path: Path) -> None:
    """A wrong one is answered with every word there is."""
    said = refusal(tmp_path, f"{HEAD}\n2026-01-05,x,,\n")
    assert all(word in said for word in WHATS)
