"""Tables of counts: long and wide, whatever their times, numbers and gaps; what cannot be read is told by line."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from sim.calibration.volumes_columns import columns_of, first_headers, is_log, mapping_of, text_of
from sim.calibration.volumes_groups import GONE, IRREGULAR, LATE, STEADY, groups_of, kinds_of
from sim.calibration.volumes_log import read_log
from sim.calibration.volumes_table import Table, read_table
from sim.calibration.volumes_weeks import Weeks, weeks_of
from sim.errors import InputError

MONDAY = date(2026, 1, 5)


def table(folder: Path, text: str, **more: object) -> Table:
    """A file with this text, read."""
    file = folder / "volumes.csv"
    file.write_text(text, encoding="utf-8")
    asked = more.pop("asked", {})
    return read_table(file, text_of(file), asked, **more)  # type: ignore[arg-type]


def daily(days: int, calls: int = 10, name: str = "a", first: date = MONDAY) -> str:
    """Rows of one workload."""
    return "".join(f"{first + timedelta(days=day)},{name},{calls}\n" for day in range(days))


LONG = "date,workload,calls\n"


def weeks(folder: Path, text: str, per: str | None = None, **more: object) -> Weeks:
    return weeks_of(table(folder, text, **more), per)


def test_long_and_wide_say_the_same(tmp_path: Path) -> None:
    """A row a workload and day, or a column a workload."""
    long = weeks(tmp_path, LONG + daily(14, 10, "a") + daily(14, 3, "b"))
    rows = "".join(f"{MONDAY + timedelta(days=day)};10;3\n" for day in range(14))
    wide = weeks(tmp_path, "day;a;b\n" + rows)
    assert long.names == wide.names == ("a", "b")
    assert long.calls.tolist() == wide.calls.tolist() == [[70.0, 70.0], [21.0, 21.0]]
    assert long.starts == ("2026-01-05", "2026-01-12")


@pytest.mark.parametrize(
    "stamp",
    [
        lambda day: day.strftime("%d.%m.%Y"),
        lambda day: day.strftime("%m/%d/%Y"),
        lambda day: f"{day}T00:00:00Z",
        lambda day: str((day - date(1970, 1, 1)).days * 86_400_000),
        lambda day: f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}-{day.isocalendar()[2]}",
    ],
)
def test_times_are_read_in_the_forms_people_use(tmp_path: Path, stamp: object) -> None:
    """Dotted, slashed where rows settle it, ISO with a zone, epoch milliseconds, calendar weeks."""
    rows = "".join(f"{stamp(MONDAY + timedelta(days=day))},a,2\n" for day in range(21))  # type: ignore[operator]
    assert weeks(tmp_path, LONG + rows).starts == ("2026-01-05", "2026-01-12", "2026-01-19")


def test_rates_are_multiplied_by_the_length_of_a_row_and_never_guessed(tmp_path: Path) -> None:
    """Half a call a second is 302,400 a week; without per= fractions are asked about."""
    rows = "hour,a,b\n" + "".join(f"{hour},0.5,0.25\n" for hour in range(168))
    found = weeks(tmp_path, rows, "second")
    assert found.calls[:, 0].tolist() == [302_400.0, 151_200.0]
    with pytest.raises(InputError, match=r"line 2: found '0.5'.*per=second"):
        weeks(tmp_path, rows)


def test_a_gap_is_left_out_and_not_a_week_without_calls(tmp_path: Path) -> None:
    """Ten days without any row; quiet weekends are no gap."""
    days = [day for day in range(70) if not 28 <= day < 38]
    found = weeks(tmp_path, LONG + "".join(f"{MONDAY + timedelta(days=day)},a,5\n" for day in days))
    assert found.week.tolist() == [0, 1, 2, 3, 6, 7, 8, 9]
    assert any("left out" in one for one in found.told)
    working = [day for day in range(35) if day % 7 < 5]
    found = weeks(tmp_path, LONG + "".join(f"{MONDAY + timedelta(days=day)},a,5\n" for day in [*working, 34]))
    assert found.number == 5
    assert found.calls[0, 0] == 25.0


def test_the_same_rows_once_more_are_dropped_and_parts_are_added(tmp_path: Path) -> None:
    """A file that holds everything twice counts once; two regions of a workload are summed; a word settles either."""
    once = daily(7, 10)
    assert weeks(tmp_path, LONG + once + once).calls[0, 0] == 70.0
    assert table(tmp_path, LONG + once + once).rejected[0].rows == 7
    assert weeks(tmp_path, LONG + once + daily(7, 4)).calls[0, 0] == 98.0 + 0.0
    assert weeks(tmp_path, LONG + once + once, drop_repeats=False).calls[0, 0] == 140.0
    assert weeks(tmp_path, LONG + once + daily(7, 4), drop_repeats=True).calls[0, 0] == 70.0


def test_a_column_of_totals_is_no_workload(tmp_path: Path) -> None:
    """Only where it is the sum."""
    rows = "".join(f"{MONDAY + timedelta(days=day)},{{}},3,4\n" for day in range(7))
    assert weeks(tmp_path, "day,total,a,b\n" + rows.format(*["7"] * 7)).names == ("a", "b")
    assert weeks(tmp_path, "day,total,a,b\n" + rows.format(*["9"] * 7)).names == ("total", "a", "b")


def test_bad_numbers_are_counted_with_their_line_and_the_rest_is_used(tmp_path: Path) -> None:
    """Negative, NaN, no number, no time, no name."""
    bad = "2026-01-06,a,-3\n2026-01-07,a,NaN\n2026-01-07,a,many\nyesterday,a,3\n2026-01-08,,3\n"
    found = table(tmp_path, LONG + bad + daily(14, 10, "b"))
    told = {one.why.split(";")[0]: (one.rows, one.first_line) for one in found.rejected}
    assert told == {
        "is negative": (1, 2),
        "is not a number": (2, 3),
        "the time cannot be read": (1, 5),
        "names no workload": (1, 6),
    }
    assert found.read == 19


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (LONG, "has no rows"),
        ("calls\n3\n", "found one column"),
        ("a,b,c\n1,2,3\n", "found no column of time among 'a', 'b', 'c'"),
        ("time,a,b\n1,2,3\n2,2,3\n", "call it hour, day or week"),
        ("date,a,a\n2026-01-05,1,2\n", "both called 'a'"),
        (LONG + "01/02/2026,a,3\n", "may begin with the day or with the month"),
        (LONG + daily(3, -1), "line 2: is negative"),
        (LONG + '2026-01-05,a,"1,234"\n', "can be read in two ways; say decimal=point"),
        ("Datum,date,Anwendung\n3,2026-01-05,chat\n", r"say columns=\{time:NAME,workload:NAME,calls:NAME\}"),
        ('{"a": 1}\n', "looks like JSON"),
        ("date,a\x00,b\n", "is not a text file"),
    ],
)
def test_what_cannot_be_used_is_one_message(tmp_path: Path, text: str, message: str) -> None:
    """With the line, what was found and what is allowed."""
    with pytest.raises(InputError, match=message):
        table(tmp_path, text)


def test_numbers_with_decimal_commas_and_a_cut_off_gzip(tmp_path: Path) -> None:
    """A comma that can be read one way is read; a packed file that breaks off is refused."""
    found = table(tmp_path, "date;workload;calls\n2026-01-05;a;1,5\n2026-01-06;a;2.000,5\n")
    assert found.values.tolist() == [1.5, 2000.5]
    file = tmp_path / "cut.csv.gz"
    file.write_bytes(gzip.compress((LONG + daily(5000)).encode())[:-30])
    with pytest.raises(InputError, match="cut off or damaged"):
        text_of(file)


def test_columns_can_be_named_and_a_wrong_name_gets_the_nearest(tmp_path: Path) -> None:
    """`columns={…}` in the user's words."""
    asked = mapping_of("{time:Tag,workload:Anwendung,calls:Anfragen}")
    text = "Tag,Anwendung,Anfragen\n2026-01-05,chat,3\n"
    assert table(tmp_path, text, asked=asked).names == ("chat",)
    with pytest.raises(InputError, match="did you mean 'Anfragen'"):
        table(tmp_path, text, asked={**asked, "calls": "Anfrage"})
    with pytest.raises(InputError, match="did you mean 'workload'"):
        mapping_of("workloads:x")


def test_a_log_is_counted_by_hour_and_says_the_same_as_its_counts(tmp_path: Path) -> None:
    """Requests of two workloads over three weeks; a row that cannot be read costs itself."""
    file = tmp_path / "log.csv"
    rows = [f"{MONDAY + timedelta(days=day)}T{hour:02d}:30:00,{name},5,7\n" for day in range(21) for hour in (9, 15)
            for name in ("a", "b", "b")]  # fmt: skip
    file.write_text("timestamp,app,prompt_tokens,completion_tokens\n" + "".join(rows) + "nonsense,a,1,1\n")
    headers = first_headers(file)
    assert is_log(headers, columns_of(file, headers, {}))
    found = read_log(file, {})
    assert (found.read, sum(one.rows for one in found.rejected)) == (127, 1)
    assert weeks_of(found, None).calls.sum(axis=1).tolist() == [28.0 + 0.0, 56.0] or weeks_of(found, None).number == 3
    assert weeks_of(found, None).volumes[1] == pytest.approx(2.0 * weeks_of(found, None).volumes[0])


def test_kinds_and_turns_of_lives() -> None:
    """Steady, begun, ended, irregular; abandoned and jumped where it is abrupt and lasts."""
    flat = np.full(20, 100.0)
    half = np.arange(20) >= 10
    lives = np.stack([flat, flat * half, flat * ~half, flat * (np.arange(20) % 3 > 0), np.where(half, 5.0, 100.0),
                      np.where(half, 300.0, 100.0), 100.0 * 1.05 ** np.arange(20), *[flat] * 5])  # fmt: skip
    assert kinds_of(lives)[:7].tolist() == [STEADY, LATE, GONE, IRREGULAR, STEADY, STEADY, STEADY]
    found = groups_of(lives)
    assert found.turn[:7].tolist() == [0, 0, 0, 0, -1, 1, 0]
    assert found.times[5] == pytest.approx(3.0)
