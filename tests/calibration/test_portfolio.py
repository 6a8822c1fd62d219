"""A client's portfolio out of any spreadsheet: what is read, and how each fault is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.calibration.portfolio import MEANINGS, TEMPLATE, plain, read_portfolio
from sim.errors import InputError
from sim.scenario.start import KnownWorkload

HEAD = "name,status,age_weeks,calls_per_week,price_per_call,value_per_year,team,on_platform"


def portfolio(folder: Path, text: str | bytes, **settings: Any) -> Any:
    """A file with this content, read."""
    file = folder / "portfolio.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_portfolio(file, **settings)


def refusal(folder: Path, text: str | bytes, **settings: Any) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(InputError) as refused:
        portfolio(folder, text, **settings)
    return str(refused.value).replace(str(folder), "")


def test_a_row_becomes_a_known_workload(tmp_path: Path) -> None:
    """Every column has its field, in the model's units, and the scenario takes the row as it is."""
    (row,) = portfolio(tmp_path, f"{HEAD}\nClaims,live,30,1200,0.05,400000,Sales,yes\n").workloads
    assert row == {
        "name": "Claims", "stage": "live", "age_weeks": 30.0, "calls_per_week": 1200.0, "price_per_call_eur": 0.05,
        "value_eur": 400000.0, "team": "Sales", "on_platform": True,
    }  # fmt: skip
    assert KnownWorkload.model_validate(row).name == "Claims"


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("age_months", "12", "age_weeks", 52.0),
        ("age_years", "2", "age_weeks", 104.0),
        ("calls_per_month", "5200", "calls_per_week", 1200.0),
        ("Requests per year", "52000", "calls_per_week", 1000.0),
        ("Calls a day", "100", "calls_per_week", 700.0),
        ("price_per_1000_calls", "50", "price_per_call_eur", 0.05),
        ("Price per 1,000 calls (EUR)", "50", "price_per_call_eur", 0.05),
        ("cost_per_month", "1000", "cost_eur", 12000.0),
        ("Cost (EUR a year)", "€ 180k", "cost_eur", 180000.0),
        ("Benefit per year in EUR", "1.2M", "value_eur", 1200000.0),
    ],
)
def test_plain_names_and_their_units_are_understood(
    tmp_path: Path, header: str, cell: str, field: str, value: float
) -> None:
    """A header in words is the field in the model's unit."""
    age = "" if field == "age_weeks" else "age_weeks;"
    first = "" if field == "age_weeks" else "30;"
    (row,) = portfolio(tmp_path, f"workload;{age}{header}\nA;{first}{cell}\n").workloads
    assert row[field] == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "name;age_weeks;calls_per_week;price_per_call\nA;30,5;1.200.000;0,05\n",
        "name\tage_weeks\tcalls_per_week\tprice_per_call\nA\t30,5\t1 200 000\t€0,05\n",
        'name,age_weeks,calls_per_week,price_per_call\nA,"30,5","1.200.000","0,05"\n',
        "\ufeffname,age_weeks,calls_per_week,price_per_call\r\nA,30.5,1200000,0.05\r\n",
        "name|age_weeks|calls_per_week|price_per_call\nA|30.5|1'200'000|0.05 EUR\n",
        "name;age_weeks;calls_per_week;price_per_call\nA;30,5;1,2M;0,05\n",
    ],
)
def test_separators_and_decimal_marks_of_several_countries_read_the_same(tmp_path: Path, text: str) -> None:
    """30.5 weeks, 1,200,000 calls and EUR 0.05, however they are written."""
    (row,) = portfolio(tmp_path, text).workloads
    assert (row["age_weeks"], row["calls_per_week"], row["price_per_call_eur"]) == (30.5, 1_200_000.0, 0.05)


def test_utf16_and_western_encodings_are_read(tmp_path: Path) -> None:
    """A name with an umlaut survives what spreadsheets save."""
    text = "name,age_weeks\nPrüfung,3\n"
    for content in (text.encode("utf-16"), text.encode("cp1252"), text.encode("utf-8-sig")):
        assert portfolio(tmp_path, content).workloads[0]["name"] == "Prüfung"


def test_a_date_of_going_live_is_an_age_on_the_day_of_the_portfolio(tmp_path: Path) -> None:
    """From 2 October to 2 November are 31 days."""
    (row,) = portfolio(tmp_path, "name,live_since\nA,2026-10-02\n", as_of=date(2026, 11, 2)).workloads
    assert row["age_weeks"] == pytest.approx(31 / 7)
    assert row["stage"] == "live"


def test_what_a_row_leaves_open_is_listed(tmp_path: Path) -> None:
    """A row of name and age alone leaves calls, price, value and team to be drawn."""
    found = portfolio(tmp_path, "name,age_weeks\nA,3\n")
    assert found.drawn == {"A": ("calls", "price of a call", "value", "team")}


def test_another_currency_needs_its_rate(tmp_path: Path) -> None:
    """USD 100 at 0.92 are EUR 92; without a rate the cell is named."""
    text = "name,age_weeks,cost_per_year\nA,3,$100\n"
    assert portfolio(tmp_path, text, eur_per={"USD": 0.92}).workloads[0]["cost_eur"] == pytest.approx(92.0)
    assert "line 2, column 3 (cost_per_year): is in USD" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        (f"{HEAD}\n", "names columns and has no workloads"),
        ("age_weeks,team\n3,Sales\n", "there is no column 'name'"),
        ("name,team\nA,Sales\n", "there is no column of age"),
        ("name:age_weeks\nA:3\n", "found one column"),
        (
            "name,age_weeks,calls_per_wek\nA,3,5\n",
            "column 3: 'calls_per_wek' is no column of a portfolio; did you mean",
        ),
        ("name,age_weeks,age_months\nA,3,1\n", "says the same as another column"),
        ("name,age_weeks\nA,-3\n", "line 2, column 2 (age_weeks): found '-3'; allowed is a number of 0 or more"),
        ("name,age_weeks\nA,soon\n", "line 2, column 2 (age_weeks): found 'soon'; allowed is a number"),
        ("name,age_weeks\nA,NaN\n", "found 'NaN'"),
        ("name,age_weeks\nA,3\nA,4\n", "line 3, column 1 (name): 'A' stands in line 2, too"),
        ("name,age_weeks\n,3\n", "allowed is a name of 1 to 80 letters"),
        ("name,age_weeks,status\nA,3,lvie\n", "allowed is one of live, pilot, building, planned; did you mean 'live'?"),
        ("name,age_weeks,status\nA,,live\n", "is live and has no age"),
        ("name,age_weeks,status\nA,3,planned\n", "is planned and has an age"),
        ("name,age_weeks,on_platform\nA,3,perhaps\n", "allowed is yes or no"),
        ("name,age_weeks,levers\nA,3,batch+cahce\n", "allowed is levers of"),
        ("name,age_weeks\nA,3,4,5\n", "line 2: has 4 cells where the header has 2"),
        ('name,age_weeks\n"A,3\n', "cannot be read as CSV"),
        ("name;age_weeks;calls_per_week\nA;1,5;2.5\n", "write all numbers one way"),
        ("name;age_weeks;calls_per_week\nA;3;1.200\n", "can be read in two ways"),
        ("name,live_since\nA,2026-10-02\n", "needs the day on which the portfolio is looked at"),
        (b"PK\x03\x04rest", "is a workbook"),
        (b"name,age\0\n", "is not a text file"),
    ],
)
def test_each_fault_is_told_by_its_place(tmp_path: Path, text: str | bytes, told: str) -> None:
    """One message names the file, the line, the column, what was found and what is allowed."""
    message = refusal(tmp_path, text)
    assert told in message
    assert "portfolio.csv" in message


def test_dates_in_two_formats_or_without_a_clear_one_are_refused(tmp_path: Path) -> None:
    """Both cells are shown; 03/04/2026 may be March or April."""
    day = date(2026, 11, 2)
    mixed = refusal(tmp_path, "name,live_since\nA,2026-01-02\nB,3.2.2026\n", as_of=day)
    assert "year-month-day" in mixed
    assert "day.month.year" in mixed
    assert "may begin with the day or with the month" in refusal(tmp_path, "name,live_since\nA,03/04/2026\n", as_of=day)
    assert "after the day of the portfolio" in refusal(tmp_path, "name,live_since\nA,2027-01-02\n", as_of=day)
    assert "a date that there is" in refusal(tmp_path, "name,live_since\nA,2026-02-30\n", as_of=day)


def test_a_hundred_thousand_rows_are_refused_at_once(tmp_path: Path) -> None:
    """The limit is named before any row is checked."""
    text = "name,age_weeks\n" + "".join(f"w{number},3\n" for number in range(100_000))
    assert "has more than 200 rows" in refusal(tmp_path, text)


def test_ten_faults_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    """Twelve bad ages: ten messages and '… and 2 more'."""
    message = refusal(tmp_path, "name,age_weeks\n" + "".join(f"w{number},x\n" for number in range(12)))
    assert message.count("found 'x'") == 10
    assert "… and 2 more" in message


def test_the_template_names_columns_that_there_are() -> None:
    """Every column that a message offers is one that is read."""
    assert all(plain(word) in MEANINGS for word in TEMPLATE)
