"""Where a client's file says of which day it is, stories, tables and pictures name that calendar's dates."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim import dates
from sim.scenario import Scenario
from sim.scenario.start import Start
from tests.cli.conftest import Call

DAY = date(2026, 11, 4)


def test_week_0_begins_on_the_given_day() -> None:
    """Days, months and the weekday count from it."""
    assert dates.short_date(21, DAY) == "31 Mar 2027"
    assert dates.in_month(21, DAY) == "month 5 (March 2027)"
    assert dates.weekday(DAY) == "Wednesday"
    assert dates.weekday() == "Monday"


def test_story_tables_and_picture_name_its_dates(call: Call) -> None:
    """The story begins on that day, tables have a date beside the week, the picture says where months count from."""
    Path("portfolio.csv").write_text("name,age_months\nA,9\nB,6\n", encoding="utf-8")
    Path("client.yaml").write_text(f"portfolio: portfolio.csv\nas_of: {DAY}\n", encoding="utf-8")
    words = ("strategy=business_as_usual", "replication=1", "horizon_weeks=20", "export_week=10", "output=it")
    called = call("trace", "start=client.yaml", *words)
    assert called.status == 0, called.err
    page = " ".join(called.out.split())
    assert "It is looked at on Wednesday 4 November 2026." in page
    assert "Dates count from Wednesday 4 November 2026 (as_of)" in page
    assert "weeks and months count from 2026-11-04" in called.err
    for name, week, first in (("events", "week", "2026-11-04"), ("weekly", "week", "2026-11-11")):
        with Path("it", f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows[0]["date"] == first
        assert all(row["date"] == dates.date_of(float(row[week]), DAY).isoformat() for row in rows)
    picture = Path("it", "timeline.svg").read_text(encoding="utf-8")
    assert "months from 2026-11-04" in " ".join(picture.split())
    assert 'as_of: "2027-01-13"' in Path("it", "state", "client.yaml").read_text(encoding="utf-8")


def test_the_day_is_a_label_on_which_no_result_depends() -> None:
    """Two scenarios that differ in it have one fingerprint."""
    assert Scenario(start=Start(as_of="2026-11-04")).fingerprint() == Scenario().fingerprint()


@pytest.mark.parametrize("found", ["2026-02-30", "0001-01-01", "soon", "2026-2-3"])
def test_a_day_that_there_is_not_is_refused(found: str) -> None:
    """A date of some calendar that people use, as 2026-11-02."""
    with pytest.raises(ValidationError, match="as_of"):
        Start(as_of=found)
