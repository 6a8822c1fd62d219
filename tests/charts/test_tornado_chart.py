"""The tornado: a title that claims no more than the test over all cards, the numbers drawn, a tidy sheet."""

from __future__ import annotations

import math

import pytest
from matplotlib.collections import LineCollection

from sim.charts.longtable import csv_text
from sim.charts.tornado import HIGH, LOW, MOST_BARS, OTHER, Lane, TornadoBar, TornadoChart, draw_tornado
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy


def lane(value: str, difference: float, side: str = LOW, half: float = 1e5) -> Lane:
    return Lane(value, side, difference, difference - half, difference + half)


def bar(card: str, low: float, high: float, *, clear: bool = True) -> TornadoBar:
    return TornadoBar(card, "€1.4M", (lane("€700k", low), lane("€3.0M", high, HIGH)), clear)


def chart(*bars: TornadoBar, unit: str = "EUR", base: float = -2e6) -> TornadoChart:
    return TornadoChart("mean payoff", unit, base, 200, bars)


def test_the_title_names_the_card_that_moves_most_and_between_which_values() -> None:
    """Base -2.0M, differences -0.5M and +1.0M: from -2.5M to -1.0M; one of the two cards is clear."""
    title = chart(bar("cfo.budget_eur", -5e5, 1e6), bar("shadow.trust", -1e3, 1e3, clear=False)).title
    assert title == (
        "Mean payoff moves most with cfo.budget_eur: from −€2.5M to −€1.0M; one of two cards makes a clear difference"
    )


def test_a_wide_bar_that_is_not_clear_is_not_the_finding() -> None:
    """The widest bar is noise: the title names the widest clear one and does not say 'most'."""
    title = chart(bar("noise", -9e5, 9e5, clear=False), bar("cfo.budget_eur", -5e5, 3e5)).title
    assert title.startswith("Mean payoff moves clearly with cfo.budget_eur: from −€2.5M to −€1.7M")


def test_without_a_clear_card_the_title_says_so() -> None:
    """No card counts: no claim, and how many replications that rests on."""
    title = chart(bar("one", -9e5, 9e5, clear=False), bar("other", 0, 0, clear=False)).title
    assert title == "No clear difference in mean payoff, whichever of two cards varies, at 200 replications"


def test_the_bars_drawn_are_the_numbers_of_the_table() -> None:
    """A lane begins at the base and ends at the difference; its whisker is the interval; all of it is in the CSV."""
    data = chart(bar("cfo.budget_eur", -5e5, 1e6), bar("shadow.trust", 2e5, 3e5, clear=False))
    (axes,) = draw_tornado(data, PROVENANCE).axes
    widths = [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
    assert widths == [-5e5, 1e6, 2e5, 3e5]
    drawn = {
        tuple(float(x) for x, _ in segment)
        for lines in axes.collections if isinstance(lines, LineCollection)
        for segment in lines.get_segments()
    }  # fmt: skip
    assert drawn == {(each - 1e5, each + 1e5) for each in widths}
    text = csv_text(data)
    assert all(repr(number) in text for number in (-5e5, 1e6, 2e5, 3e5, -6e5, 1.1e6))


def test_an_interval_without_bounds_is_not_drawn() -> None:
    """One future that differs bounds nothing: no whisker, and an empty cell in the CSV."""
    wild = TornadoBar("card", "1", (Lane("2", HIGH, 3e5, -math.inf, math.inf),), clear=False)
    (axes,) = draw_tornado(chart(wild), PROVENANCE).axes
    assert not [lines for lines in axes.collections if isinstance(lines, LineCollection)]
    assert math.isfinite(axes.get_xlim()[1])
    assert "card=2,low,,,,,EUR," in csv_text(chart(wild))


MANY = tuple(
    bar(f"group.card_number_{number}", -1e6 / number, 5e5 / number, clear=number < 4) for number in range(1, 21)
)


def test_more_cards_than_fit_are_counted_below() -> None:
    """Twenty cards: fifteen bars, and the note says how far the widest of the other five goes."""
    texts = [text.get_text() for text in draw_tornado(chart(*MANY), PROVENANCE).texts]
    assert sum(text.startswith("group.card_number_") for text in texts) == MOST_BARS
    assert "five more cards, each moving it by at most €94k" in " ".join(texts)


WORDS = TornadoBar("ownership.shared", "platform", (lane("builder", 2e5, OTHER), lane("both", -4e5, OTHER)), clear=True)
NOTHING = TornadoBar(
    "shadow.trust", "0.6", (Lane("0.1", LOW, 0.0, 0.0, 0.0), Lane("0.9", HIGH, 0.0, 0.0, 0.0)), clear=False
)
SHARES = TornadoBar("cfo.budget_eur", "€1.4M", (lane("€1M", -0.2, LOW, 0.05), lane("€3M", 0.3, HIGH, 0.05)), clear=True)


@pytest.mark.parametrize(
    "data",
    [
        chart(bar("cfo.budget_eur", -5e5, 1e6), WORDS, NOTHING),
        chart(NOTHING),
        chart(bar("a.card.with.a.name_that_is_longer_than_any_that_there_is", 2e5, 9e5)),
        chart(SHARES, unit="share", base=0.4),
        chart(*MANY),
    ],
    ids=["three", "nothing moves", "long name", "shares", "many"],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(data: TornadoChart) -> None:
    """Whatever is drawn, text stays clear of other text and of the panel."""
    assert untidy(draw_tornado(data, PROVENANCE)) == []
