"""Logs as they come out of gateways and vendors' consoles: columns, times, cells and rows that are not usable."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.calibration.log_columns import columns_of, mapping_of
from sim.calibration.log_reader import Block, Log, LogOptions, whole
from sim.calibration.log_values import OTHERS, Names, failed_of
from sim.errors import InputError

HEADER = "timestamp,input_tokens,output_tokens"


def log(tmp_path: Path, text: str | bytes, **options: Any) -> tuple[Log, Block]:
    """A log with this content, read to its end."""
    path = tmp_path / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = Log(path, LogOptions(**options))
    return found, whole(found)


def refused(tmp_path: Path, text: str | bytes, **options: Any) -> str:
    """What is said of a log that cannot be read."""
    with pytest.raises(InputError) as said:
        log(tmp_path, text, **options)
    return str(said.value)


def first_time(tmp_path: Path, stamp: str, **options: Any) -> str:
    """What a log's first time is taken for."""
    _, rows = log(tmp_path, f'{HEADER}\n"{stamp}",1,2\n"{stamp}",1,2\n', **options)
    return datetime.fromtimestamp(rows.time_ns[0] / 1e9, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:23]


@pytest.mark.parametrize(
    "stamp",
    [
        "2023-11-16 18:15:46.680", "2023-11-16T18:15:46.680Z", "2023-11-16T20:15:46.680+02:00",
        "2023-11-16 13:15:46.6800000 -0500", "2023-11-16 18:15:46,680", "2023-11-16 18:15:46.680 UTC",
        "2023-11-16T18:15:46.680000000Z", "2023/11/16 18:15:46.680", "2023-11-16T18:15:46.680Z[UTC]",
        "11/16/2023 06:15:46.680 PM", "11/16/23 18:15:46.680", "16/11/2023 18:15:46.680", "16.11.2023 18:15:46.680",
        "Nov 16, 2023 @ 18:15:46.680", "16/Nov/2023:18:15:46.680 +0000", "Thu, 16 Nov 2023 18:15:46.680 GMT",
        "November 16, 2023, 6:15:46.680 PM", "1700158546.680", "1700158546680", "1700158546680000",
        "1700158546680000000",
    ],
)  # fmt: skip
def test_a_stamp_is_read_whoever_prints_it(tmp_path: Path, stamp: str) -> None:
    """ISO with any zone and fraction, epoch numbers by magnitude, what consoles and web servers print."""
    assert first_time(tmp_path, stamp) == "2023-11-16 18:15:46.680"


@pytest.mark.parametrize(("stamp", "hour"), [("12:00:05 AM", "00"), ("12:00:05 PM", "12"), ("1:00:05 pm", "13")])
def test_noon_and_midnight_of_the_twelve_hour_clock(tmp_path: Path, stamp: str, hour: str) -> None:
    """12 AM is midnight, 12 PM is noon."""
    assert first_time(tmp_path, f"11/16/2023 {stamp}") == f"2023-11-16 {hour}:00:05.000"


def test_a_row_anywhere_settles_day_and_month(tmp_path: Path) -> None:
    """06/11 is settled by a 17th far below; by the user; not at all; and not where rows contradict each other."""
    open_rows = "".join(f"06/11/2023 10:{n % 60:02d}:00,1,2\n" for n in range(3_000))
    _, rows = log(tmp_path, f"{HEADER}\n{open_rows}17/11/2023 10:00:00,1,2\n")
    assert str(np.datetime64(int(rows.time_ns[0]), "ns"))[:10] == "2023-11-06"
    assert first_time(tmp_path, "06/11/2023 10:00:00", day_first=False)[:10] == "2023-06-11"
    assert "day_first=true or day_first=false" in refused(tmp_path, f"{HEADER}\n{open_rows}")
    both = f"{HEADER}\n{open_rows}17/11/2023 10:00:00,1,2\n11/17/2023 10:00:00,1,2\n"
    assert "rows say both" in refused(tmp_path, both)


def test_zones_are_converted_and_a_missing_one_is_no_guess(tmp_path: Path) -> None:
    """log_zone says in which zone bare times were written, also over a change of clocks; others are not mixed in."""
    assert first_time(tmp_path, "2023-07-16 18:15:46", log_zone="Europe/Vienna") == "2023-07-16 16:15:46.000"
    assert first_time(tmp_path, "2023-11-16 18:15:46", log_zone="Europe/Vienna") == "2023-11-16 17:15:46.000"
    zoned = "2023-11-16T18:15:46Z,1,2\n2023-11-16T19:15:46+01:00,1,2\n"
    found, rows = log(tmp_path, f"{HEADER}\n{zoned}2023-11-16T18:15:46,1,2\n")
    assert rows.time_ns[0] == rows.time_ns[1]
    assert [(one.why, one.first_line) for one in found.rejected] == [("time that cannot be read", 4)]
    assert "did you mean 'Europe/Vienna'" in refused(tmp_path, f"{HEADER}\n", zone="Europe/Viena")


def test_numbers_that_are_no_date_take_a_unit(tmp_path: Path) -> None:
    """Seconds since a start, or a spreadsheet's days, are not taken for 1970; with a unit they are times of a log."""
    assert "say time_unit=s" in refused(tmp_path, f"{HEADER}\n45246.76,1,2\n")
    found, rows = log(tmp_path, f"{HEADER}\n0,1,2\n40,1,2\n", time_unit="ms")
    assert rows.time_ns.tolist() == [0, 40_000_000]
    assert found.form.elapsed
    assert "allowed are s, ms, us, ns" in refused(tmp_path, f"{HEADER}\n0,1,2\n", time_unit="min")


def test_every_bad_row_is_counted_by_its_line(tmp_path: Path) -> None:
    """Behind an empty line, a short row and a cell of two lines the lines are still right."""
    good = '2023-11-16 18:15:46,"a\nb",1,2\n'
    text = (
        "timestamp,prompt,input_tokens,output_tokens\n" + good * 8 + "\n2023-11-16 18:15:46,a,-5,2\n1,2\n"
        "2023-11-16 18:15:46,a,1,NaN\nyesterday,a,1,2\n2023-11-16 18:15:46,a,1e12,2\n2023-11-16 18:15:46,a,,2\n"
    )
    found, rows = log(tmp_path, text)
    assert len(rows) == 8
    assert {one.why: (one.rows, one.first_line) for one in found.rejected} == {
        "negative input tokens": (1, 19),
        "has 2 cells where the header has 4": (1, 20),
        "output tokens that are empty or NaN": (1, 21),
        "time that cannot be read": (1, 22),
        "more than 2,000,000 input tokens": (1, 23),
        "input tokens that are empty or NaN": (1, 24),
    }
    assert (found.read, found.used) == (14, 8)


def test_more_than_half_bad_is_no_log(tmp_path: Path) -> None:
    """The first one is shown, and which columns were taken for what."""
    text = f"{HEADER}\n2023-11-16 18:15:46,1,2\n" + "2023-11-16 18:15:47;5;2\n" * 3
    said = refused(tmp_path, text)
    assert "line 3: is separated by semicolons, the header by commas" in said
    assert "input from input_tokens" in said


@pytest.mark.parametrize("block_bytes", [200, 1_000, 1 << 24])
def test_blocks_of_any_length_read_the_same(tmp_path: Path, block_bytes: int) -> None:
    """Names, hashes, rejections and the text of their lines do not depend on where the file is cut."""
    rows = [
        f'2023-11-16 18:{n // 60 % 60:02d}:{n % 60:02d},{"x" if n % 50 == 7 else n},{n % 9},"u{n % 7},\n","h{n % 13}"'
        for n in range(400)
    ]
    path = tmp_path / "log.csv"
    path.write_text("timestamp,input_tokens,output_tokens,user,prompt_hash\n" + "\n".join(rows), encoding="utf-8")
    found = Log(path, block_bytes=block_bytes)
    read = whole(found)
    assert read.input is not None
    assert read.hash is not None
    assert read.caller is not None
    assert (found.read, found.used) == (400, 392)
    assert [(one.why, one.rows, one.first_line) for one in found.rejected] == [
        ("input tokens that are no whole number", 8, 16)
    ]
    assert len(set(read.hash.tolist())) == 13
    assert [found.names["caller"].names[place] for place in read.caller[:3]] == ["u0,", "u1,", "u2,"]
    assert read.input[:3].tolist() == [0, 1, 2]


def test_a_failed_request_needs_no_tokens(tmp_path: Path) -> None:
    """It is an arrival all the same; a request that was answered and tells none is not usable."""
    text = "timestamp,status,input_tokens\n" + "2023-11-16 18:15:46,200,3\n" * 3
    found, rows = log(tmp_path, f"{text}2023-11-16 18:15:46,503,\n2023-11-16 18:15:46,200,\n")
    assert rows.input is not None
    assert rows.failed is not None
    assert (rows.input.tolist(), rows.failed.tolist()) == ([3, 3, 3, -1], [0, 0, 0, 1])
    assert [one.why for one in found.rejected] == ["input tokens that are empty or NaN"]


@pytest.mark.parametrize(
    ("word", "of_errors", "wanted"),
    [
        ("200", False, 0), ("200.0", False, 0), ("404", False, 1), ("429", False, 1), ("500.0", False, 1),
        ("Success", False, 0), ("TIMEOUT", False, 1), ("rate_limited", False, 1), ("pending", False, -1),
        ("7", False, -1),
        ("true", False, 0), ("false", False, 1), ("", True, 0), ("null", True, 0), ("False", True, 0),
        ("insufficient quota", True, 1),
    ],
)  # fmt: skip
def test_status_words_say_whether_a_request_failed(word: str, of_errors: bool, wanted: int) -> None:
    """Codes from 400 on and words of failure; in a column of errors whatever is not empty; else it is not said."""
    assert failed_of(word, of_errors=of_errors) == wanted


def test_money_and_tokens_as_spreadsheets_write_them(tmp_path: Path) -> None:
    """Decimal commas between semicolons, thousands, currency signs; a cost that is none is not said."""
    text = "time;input tokens;cost\n2023-11-16 18:15:46;1,0;0,25\n2023-11-16 18:15:46;1.024,0;1.000,5\n"
    _, rows = log(tmp_path, text + "2023-11-16 18:15:46;7;?\n")
    assert rows.input is not None
    assert rows.cost is not None
    assert rows.input.tolist() == [1, 1_024, 7]
    assert rows.cost[:2].tolist() == [0.25, 1_000.5]
    assert np.isnan(rows.cost[2])
    _, rows = log(tmp_path, 'time,input tokens,cost\n2023-11-16 18:15:46,"1,024",$0.5\n')
    assert rows.input is not None
    assert rows.input.tolist() == [1_024]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfet\0i\0", "is text in UTF-16"), (b"PK\x03\x04abc", "is a workbook"),
        (b"PAR1\0\0", "is a Parquet file"),
        (b"<html>", "is XML or HTML"), (b"a\rb\rc\r", "carriage returns only"), (b"\n\n", "is empty"),
        (b"2023-11-16 18:15:46,1,2\n2023-11-16 18:15:46,1,2\n", "the first line names the columns"),
        (b"timestamp,input_tokens,Timestamp\n", "has 2 columns 'timestamp'"),
        (b"foo,bar\n1,2\n", "columns={time:NAME}"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    """By its first bytes, in one sentence."""
    assert message in refused(tmp_path, content)


def test_a_torn_gzip_names_the_row_it_breaks_at(tmp_path: Path) -> None:
    """Within a few thousand rows of where it is cut; names in an old encoding stop nothing."""
    rng = np.random.Generator(np.random.Philox(key=3))
    rows = [f"2023-11-16 18:15:46,{one},{two}" for one, two in rng.integers(1, 9_999, (60_000, 2)).tolist()]
    packed = gzip.compress("\n".join([HEADER, *rows]).encode())
    said = refused(tmp_path, packed[: len(packed) // 2])
    line = int(said.split("line ")[1].split(":")[0].replace(",", ""))
    assert 20_000 < line < 40_000
    found, read = log(tmp_path, b"timestamp,user\n2023-11-16 18:15:46,J\xfcrgen\n2023-11-16 18:15:46,J\xfcrgen\n")
    assert len(read) == 2
    assert len(found.names["caller"].names) == 1


def test_columns_are_found_by_name_and_by_the_user_s_word() -> None:
    """Case, blanks and dots do not matter; a start is preferred to an end; two words for one column are told."""
    found = columns_of(
        Path("x.csv"), "End Time,startTime,usage.prompt_tokens,Completion Tokens,model,extra", {}, ("time",)
    )
    assert {one: found.headers[place] for one, place in found.places.items()} == {
        "time": "startTime", "input": "usage.prompt_tokens", "output": "Completion Tokens", "workload": "model",
    }  # fmt: skip
    assert found.also["time"] == ("End Time",)
    assert found.unused == ("End Time", "extra")
    assert mapping_of("{time: a b, input:c}") == {"time": "a b", "input": "c"}
    for wrong, message in (
        ("{tim:a}", "did you mean 'time'"),
        ("{time}", "found 'time'"),
        ("{time:a,time:b}", "twice"),
    ):
        with pytest.raises(InputError, match=message):
            mapping_of(wrong)
    with pytest.raises(InputError, match="is taken for"):
        columns_of(Path("x.csv"), "a,b", {"time": "a", "input": "a"}, ("time",))


def test_names_beyond_a_number_are_one() -> None:
    """A caller for each request does not fill the memory."""
    import pyarrow as pa

    names = Names(most=2)
    column = pa.array([b"a", b"b", b"c", b"d", b"a", None]).dictionary_encode()
    assert names.numbers_of(column).tolist() == [0, 1, 2, 2, 0, 2]
    assert names.names == ["a", "b", OTHERS]
