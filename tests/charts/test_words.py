"""Numbers in words: short, and never saying more than the number does."""

from __future__ import annotations

from datetime import date

import pytest

from sim.charts.words import (
    calendar_month,
    count_short,
    eur,
    eur_tick,
    eurs,
    listed,
    month_number,
    month_of,
    months,
    name,
    number_word,
    of_hundred,
    ordinal,
    percent,
    percents,
)


@pytest.mark.parametrize(
    ("amount", "short"),
    [
        (1.4e6, "€1.4M"),
        (180e3, "€180k"),
        (0, "€0"),
        (950, "€950"),
        (3e6, "€3.0M"),
        (999_400, "€999k"),
        (999_600, "€1.0M"),
        (14.2e6, "€14M"),
        (2.5e9, "€2.5bn"),
        (-1.4e6, "\N{MINUS SIGN}€1.4M"),
    ],
)
def test_money_is_short(amount: float, short: str) -> None:
    """€1.4M, €180k; a rounded amount never reads €1000k."""
    assert eur(amount) == short


def test_two_amounts_that_differ_read_differently() -> None:
    """A further digit is given where the short form would show the same."""
    assert eurs(2.13e6, 2.08e6) == ("€2.13M", "€2.08M")
    assert eurs(1.9e6, 1.4e6) == ("€1.9M", "€1.4M")
    assert eurs(1.4e6, 1.4e6) == ("€1.4M", "€1.4M")


def test_ticks_have_no_needless_digits() -> None:
    """Axis amounts are round."""
    assert [eur_tick(value) for value in (0, 250e3, 1e6, 2.5e6)] == ["€0", "€250k", "€1M", "€2.5M"]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0004, "<1%"), (0.004, "<1%"), (0.414, "41%"), (0.996, ">99%"), (1, "100%")],
)
def test_a_percentage_says_none_or_all_only_where_it_is_true(share: float, text: str) -> None:
    """0% and 100% are kept for none and all."""
    assert percent(share) == text


def test_percentages_that_differ_get_a_decimal_where_whole_ones_would_hide_it() -> None:
    """62.4% against 61.6% is not written 62% against 62%."""
    assert percents([0.624, 0.616]) == ["62.4%", "61.6%"]
    assert percents([0.62, 0.41]) == ["62%", "41%"]
    assert percents([0.62, 0.62]) == ["62%", "62%"]


def test_months_in_words() -> None:
    """One decimal below ten months, the singular for one, events counted from month one."""
    assert [months(length) for length in (0.692, 1.0, 9.94, 15.2)] == [
        "0.7 months",
        "1 month",
        "9.9 months",
        "15 months",
    ]
    assert [month_of(length) for length in (0.0, 19.15, 49.85)] == ["month 1", "month 20", "month 50"]
    assert [month_number(length) for length in (0.23, 23.08, 60.0)] == ["month 0.2", "month 23", "month 60"]


def test_calendar_months_cross_the_year() -> None:
    """Month 14 after November is January of the second year on."""
    assert [calendar_month(date(2025, 11, 3), later) for later in (0, 1, 2, 14)] == [
        "Nov 2025",
        "Dec 2025",
        "Jan 2026",
        "Jan 2027",
    ]


@pytest.mark.parametrize(
    ("some", "total", "text"),
    [
        (1660, 2000, "83 of 100"),
        (8, 10, "8 of 10"),
        (1, 2000, "1 of 2,000"),
        (1999, 2000, "1,999 of 2,000"),
        (0, 2000, "0 of 100"),
        (2000, 2000, "100 of 100"),
    ],
)
def test_futures_are_scaled_to_a_hundred_only_where_that_is_honest(some: int, total: int, text: str) -> None:
    """A handful is counted, and some is never rounded to none or all."""
    assert of_hundred(some, total) == text


def test_small_words() -> None:
    """Ordinals, number words, lists, labels and narrow counts."""
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 111)] == (
        ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "111th"]
    )
    assert [number_word(n) for n in (0, 6, 20, 21)] == ["zero", "six", "twenty", "21"]
    assert [listed(parts) for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert name("platform_first ") == "platform first"
    assert [count_short(n) for n in (2000, 99_999, 120_000, 2_000_000)] == ["2,000", "99,999", "120k", "2.0M"]
