"""Tables on the terminal: aligned, folded where they must be, in the terminal's own characters."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.verbs import figures, screen
from sim.verbs.arguments import read_arguments
from sim.verbs.jobs import next_command
from sim.verbs.sweep_results import label_of


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """As wide as the narrowest terminal that is promised."""
    monkeypatch.setenv("COLUMNS", "80")


def test_words_stand_left_and_numbers_right() -> None:
    """The last digit of every number is in the same column."""
    lines = screen.table(("", "share"), [("a", "5%"), ("longer", "100%")]).split("\n")
    assert lines == ["        share", "a          5%", "longer   100%"]


def test_a_column_of_words_goes_on_in_a_further_line() -> None:
    """The table stays within the terminal, and the margin of the folded line is kept."""
    lines = screen.table(("", "n"), [("  " + "word " * 30, "1")]).split("\n")
    assert max(map(len, lines)) <= 80
    assert all(line.startswith("  ") for line in lines[1:])
    assert sum(line.count("word") for line in lines) == 30


def test_a_long_heading_over_numbers_is_folded() -> None:
    """It does not push the other columns out."""
    top = screen.blocks(("", "Centre of excellence"), [("a", "5%")])[0]
    assert top.split("\n") == ["    Centre of", "   excellence"]


def test_wide_characters_take_two_columns() -> None:
    """Chinese labels do not bend the table."""
    lines = screen.table(("", "n"), [("大きい", "1"), ("small", "22")]).split("\n")
    assert {screen.cells(line) for line in lines[1:]} == {screen.cells(lines[1])}


@given(
    st.lists(st.tuples(st.text(max_size=200), st.integers(-(10**12), 10**12)), min_size=1, max_size=8),
)
def test_no_table_is_wider_than_the_terminal(rows: list[tuple[str, int]]) -> None:
    """Whatever the labels are."""
    clean = [
        (" ".join("".join(one for one in label if one.isprintable()).split()), f"{value:,}") for label, value in rows
    ]
    assert all(screen.cells(line) <= 80 for line in screen.table(("", "value"), clean).split("\n"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("€1.4M – €1.6M", "EUR 1.4M - EUR 1.6M"), ("−3 × 4", "-3 x 4"), ("“so”…", '"so"...'), ("naïve 大", "na?ve ?")],
)
def test_ascii_stands_in_where_the_terminal_knows_nothing_else(
    monkeypatch: pytest.MonkeyPatch, text: str, shown: str
) -> None:
    """Signs that we use have words; anything else is a question mark, never a crash."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert screen.plain(text) == shown


def test_json_knows_no_nan() -> None:
    """A number that JSON does not know is a fault, not a document."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        screen.say_json({"share": float("nan")})


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("horizon_weeks=104",), "sim compare horizon_weeks=104 cfo.budget_eur=1e6"),
        (("cfo.budget_eur=1", "seed=3"), "sim compare seed=3 cfo.budget_eur=1e6"),
    ],
)
def test_a_next_command_says_each_key_once(words: tuple[str, ...], command: str) -> None:
    """What the next command changes takes the place of what the line had said."""
    assert next_command(read_arguments(["compare", *words]), "compare", "cfo.budget_eur=1e6") == command


def test_a_job_of_a_sweep_is_its_strategy_and_in_brackets_the_rest() -> None:
    """Labels stand in lists with commas, so that their own commas stay inside brackets."""
    assert label_of({"strategy": "coe", "cfo.threshold_eur": "5e5"}, "Centre of excellence") == (
        "Centre of excellence (threshold €500k)"
    )
    assert label_of({"strategy": "coe"}, "Centre of excellence") == "Centre of excellence"
    assert label_of({"cfo.threshold_eur": "5e5", "cfo.hurdle": "1.5"}, "any") == "threshold €500k, hurdle 1.5"


def test_one_programme_is_no_programmes() -> None:
    """Singular, plural, and a span where strategies have different numbers."""
    assert [figures.programmes(each) for each in ([1], [20, 20], [10, 20])] == [
        "1 programme", "20 programmes", "10 to 20 programmes",
    ]  # fmt: skip
