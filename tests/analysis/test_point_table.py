"""Tables of points: right ones as written, wrong ones answered by line and column, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.analysis.designs import MOST_POINTS
from sim.analysis.point_table import read_points
from sim.errors import InputError
from sim.scenario import Scenario

HEAD = "cfo.budget_eur,ends.target\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "points.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_table_is_read_as_written(tmp_path: Path) -> None:
    """Numbers, whole numbers, null, a list in quotes, TRUE; blank lines and spaces do not matter."""
    text = (
        'cfo.budget_eur, ends.target,sequencing.platform_after,"levers.order",sequencing.flexibility\r\n'
        '1e6,10,null,"[routing, batch]",0.5\r\n'
        "\r\n"
        "2000000, 15 ,3,[],1\r\n"
    )
    found = read_points(written(tmp_path, text), Scenario())
    assert found.kind == "table"
    assert [tuple(point.values()) for point in found.points] == [
        (1e6, 10, None, ("routing", "batch"), 0.5),
        (2e6, 15, 3, (), 1.0),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_any_line_end_are_taken(tmp_path: Path, end: str) -> None:
    """As Excel writes it."""
    text = "\ufeff" + end.join(["cfo.budget_eur", "1e6", "2e6", ""])
    assert [*read_points(written(tmp_path, text), Scenario()).points] == [
        {"cfo.budget_eur": 1e6},
        {"cfo.budget_eur": 2e6},
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty; its first line names cards, such as cfo.budget_eur"),
        ("\n \n,\n", "is empty"),
        (HEAD, "names cards and has no points"),
        (
            "cfo.budgets_eur\n1\n",
            "line 1, column 1: cfo.budgets_eur: there is no such card; did you mean 'cfo.budget_eur'?",
        ),
        ("ends.target,patience_weeks\n1,2\n", "line 1, column 2: patience_weeks: there is no such card; did you mean"),
        ("ends.target,ends.target\n1,2\n", "line 1, column 2: ends.target is already column 1"),
        ("ends.target,\n1,2\n", "line 1, column 2: the header is empty"),
        ("cfo.budget_eur;ends.target\n1;2\n", "line 1: columns are separated by semicolons; save it with commas"),
        ("cfo.budget_eur\tends.target\n1\t2\n", "line 1: columns are separated by tabs"),
        (HEAD + "1e6\n", "line 2: has 1 of 2 cells; column 2 (ends.target) is missing"),
        (HEAD + "1,5e6,10\n", "line 2, column 3: 3 cells where the header has 2; decimals are written with a point"),
        (
            HEAD + "1e6,10\n1e6,ten\n",
            "line 3, column 2: ends.target: found 'ten'; allowed is a whole number from 1 to 200",
        ),
        (
            HEAD + "1e6,10\n\n1e6,1000\n",
            "line 4, column 2: ends.target: found 1000; allowed is a whole number from 1 to 200",
        ),
        (
            HEAD + "NaN,10\n",
            "line 2, column 1: cfo.budget_eur: found 'NaN'; allowed is a number from 0 to 1e+12 (EUR/year)",
        ),
        (HEAD + '"1,5",10\n', "line 2, column 1: cfo.budget_eur: found '1,5'; allowed is a number from 0 to 1e+12"),
        (HEAD + '"1,5",10\n', "if a decimal is meant, write 1.5"),
        (HEAD + ",10\n", "line 2, column 1: cfo.budget_eur: found ''"),
        (HEAD + '"1e6,10\n', "line 2: cannot be read as CSV"),
        (HEAD.encode() + b"1\xff,2\n", "is not UTF-8 text; save it as CSV in UTF-8"),
        ("cfo.budget_eur\n1\n".encode("utf-16"), "is not UTF-8 text"),
        ("topology.central.engineers\n8\n", "line 2: topology.central.engineers is 8 and topology.embedded.units is"),
    ],
)
def test_a_wrong_table_is_answered_by_its_place(tmp_path: Path, text: str | bytes, told: str) -> None:
    """File, line, column, card, what was found and what is allowed."""
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_points(path, Scenario())
    assert str(error.value).startswith(str(path))
    assert told in str(error.value)


def test_several_errors_are_told_at_once_but_not_hundreds(tmp_path: Path) -> None:
    """Ten lines at most; two in one row are two."""
    with pytest.raises(InputError) as error:
        read_points(written(tmp_path, HEAD + "x,y\n"), Scenario())
    assert len(str(error.value).splitlines()) == 2
    with pytest.raises(InputError) as error:
        read_points(written(tmp_path, HEAD + "x,y\n" * 500), Scenario())
    assert len(str(error.value).splitlines()) == 10


def test_a_hundred_thousand_points_are_refused_before_any_is_checked(tmp_path: Path) -> None:
    """What is allowed is said; a wrong cell on line 2 does not hide it."""
    text = HEAD + "x,10\n" + "1e6,10\n" * MOST_POINTS
    with pytest.raises(InputError, match=r"line 100001: has more than 99,999 points; allowed are at most that"):
        read_points(written(tmp_path, text), Scenario())


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Not there, or a folder."""
    with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read \(No such file"):
        read_points(tmp_path / "nowhere.csv", Scenario())
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\)"):
        read_points(tmp_path, Scenario())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120), st.sampled_from([b"", HEAD.encode(), b"cfo.budget_eur\n"]))
def test_no_file_whatever_breaks_the_reader(tmp_path: Path, text: bytes, head: bytes) -> None:
    """Any bytes are points or an InputError that names the file."""
    path = written(tmp_path, head + text)
    try:
        assert read_points(path, Scenario()).points
    except InputError as error:
        told = str(error)
    else:
        told = str(path)
    assert told.startswith(str(path))
