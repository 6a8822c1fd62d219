"""The charts over worlds: titles that claim what the numbers allow, the numbers drawn, tidy sheets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from sim.charts.information import InformationChart, KnownCard, draw_information
from sim.charts.longtable import ChartData, csv_text
from sim.charts.split import CardsShare, SplitArm, SplitChart, draw_split
from sim.charts.worlds import WorldsArm, WorldsChart, WorldsMark, draw_worlds
from sim.charts.worlds_difference import DifferenceChart, Rival, draw_difference
from tests.charts.builders import LONG, PLAIN, PROVENANCE, UNBROKEN, duel
from tests.charts.tidy import untidy

RARE = WorldsMark(0.0, 0.0, 0.02, None, None)
REACHED = WorldsMark(0.4, 0.35, 0.45, 0.1, 0.8)


def money(mean: float, half: float = 2e5, spread: float = 2e6) -> WorldsMark:
    return WorldsMark(mean, mean - half, mean + half, mean - spread, mean + spread)


def arm(label: str, mean: float, reached: WorldsMark = REACHED) -> WorldsArm:
    return WorldsArm(label, money(mean), reached)


def worlds(*arms: WorldsArm, clear: bool = True) -> WorldsChart:
    """Every pair with its difference; clear ones are far from zero."""
    half = 1e5 if clear else 1e8
    pairs = {
        (a.label, b.label): duel(d := a.payoff.mean - b.payoff.mean, d - half, d + half, 340, 60, 400)
        for place, a in enumerate(arms)
        for b in arms[place + 1 :]
    }
    return WorldsChart(arms, pairs, 20, 400, 2, 196)


def test_two_strategies_are_compared_in_one_sentence() -> None:
    """340 of 400 worlds are 85 of 100; without a clear difference that is said first, with the number of worlds."""
    two = arm("coe", -4.5e6), arm("factory", -6e6)
    assert worlds(*two).title == ("Coe is expected to pay −€4.5M, factory −€6.0M; coe is better in 85 of 100 worlds")
    assert worlds(*two, clear=False).title.startswith(
        "No clear difference at 400 worlds: coe is expected to pay −€4.5M"
    )


def test_one_strategy_is_told_with_its_spread() -> None:
    """Mean and spread between worlds; where cards make no difference that is the finding."""
    assert worlds(arm("coe", -4.5e6)).title == (
        "Coe is expected to pay −€4.5M; between −€6.5M and −€2.5M in 8 of 10 worlds"
    )
    same = WorldsArm("coe", WorldsMark(-4.5e6, -4.6e6, -4.4e6, -4.5e6, -4.5e6), RARE)
    assert worlds(same).title.endswith("which world it is makes no difference that shows")


def test_two_uncertainties_are_two_marks() -> None:
    """The bar is P10 to P90 and the line the interval, each with the numbers of the table; a rare share has no bar."""
    chart = worlds(arm("coe", -4.5e6, RARE))
    payoff, reached = draw_worlds(chart, PROVENANCE).axes
    (bar,) = payoff.patches
    assert (bar.get_x(), bar.get_x() + bar.get_width()) == pytest.approx((-6.5e6, -2.5e6))  # type: ignore[attr-defined]
    (line,) = payoff.collections
    assert [x for x, _ in line.get_segments()[0]] == pytest.approx([-4.7e6, -4.3e6])  # type: ignore[attr-defined]
    assert not reached.patches
    assert "coe,payoff: p10,,,,-6500000.0,EUR," in csv_text(chart)
    assert "coe,reaches the target: p10,,,,,share," in csv_text(chart)


def rival(label: str, mean: float, better: float, tied: float = 0.0) -> Rival:
    low, high = max(0.0, better - 0.05), min(1.0, better + 0.05)
    return Rival(label, mean, mean - 1e5, mean + 1e5, mean - 1e6, mean + 1e6, better, low, high, 1.0 - better - tied)


def test_the_hardest_rival_is_named() -> None:
    """Better in 98, 83 and 90 of 100 worlds: the title says 83 and against whom."""
    rivals = rival("factory", 1e6, 0.98), rival("late_extraction", 2e6, 0.83, 0.1), rival("platform_first", 3e6, 0.9)
    title = DifferenceChart("coe", rivals, 400, 2).title
    assert "pays more than any one other strategy in 83 of 100 worlds or more" in title
    assert "the hardest rival is late extraction (95%: 78 to 88 of 100)" in title
    one = DifferenceChart("coe", rivals[:1], 400, 2).title
    assert one == "Coe pays more than factory in 98 of 100 worlds (95%: 93 to 100 of 100)"


def test_a_lead_that_may_be_half_of_the_worlds_is_no_clear_one() -> None:
    """52 of 100 with an interval from 47 says no clear difference; the interval counts in the worlds that there are."""
    rivals = rival("factory", 1e5, 0.52), rival("late_extraction", 2e6, 0.83)
    assert DifferenceChart("coe", rivals[:1], 60, 2).title == (
        "No clear difference at 60 worlds: coe pays more than factory in 31 of 60 worlds (95%: 28 to 34 of 60)"
    )
    assert DifferenceChart("coe", rivals, 400, 2).title.startswith("No clear leader at 400 worlds: coe pays more than")


def test_shares_of_worlds_fill_the_bar_but_for_ties() -> None:
    """83% better and 7% worse leave 10% white."""
    _, share = draw_difference(DifferenceChart("coe", (rival("factory", 1e6, 0.83, 0.1),), 400, 2), PROVENANCE).axes
    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in share.patches]  # type: ignore[attr-defined]
    assert [each for span in spans for each in span] == pytest.approx([0.0, 0.83, 0.93, 1.0])


def card(name: str, net: float, *, clear: bool) -> KnownCard:
    return KnownCard(name, "€700k to €3.0M EUR/year", net, net / 2 if clear else 0.0, 2 * net + 1e4, 2e4, clear)


def information(*bars: KnownCard) -> InformationChart:
    return InformationChart(bars, 6, 400, 2)


def test_what_is_worth_knowing_is_named_with_its_interval() -> None:
    """The dearest clear card, its worth and interval, how many stand out; a dearer one that is noise is not named."""
    title = information(card("noise", 9e5, clear=False), card("cfo.budget_eur", 1e5, clear=True)).title
    assert title == (
        "To know cfo.budget_eur for certain before choosing would be worth €100k a programme (€50k to €210k); one of "
        "two cards stands out from noise"
    )


def test_where_nothing_is_worth_knowing_the_title_says_so() -> None:
    """No claim, and how far the widest interval goes."""
    title = information(card("one", 0.0, clear=False), card("other", 3e4, clear=False)).title
    assert title == (
        "Nothing stands out as worth knowing at 400 worlds: of two cards none is above noise, and no interval goes "
        "beyond €70k"
    )


def test_clear_cards_are_shown_before_others() -> None:
    """Twenty that are noise and dearer do not push out the one that is clear; the note counts what is hidden."""
    chart = information(*(card(f"noise_{n}", 1e6, clear=False) for n in range(20)), card("clear", 1e5, clear=True))
    assert chart.shown[0].card == "clear"
    texts = " ".join(text.get_text() for text in draw_information(chart, PROVENANCE).texts)
    assert "six more cards, none of which stands out" in " ".join(texts.split())


def test_the_split_is_told_as_a_range_and_cut_to_what_can_be() -> None:
    """Two strategies: their range; where nothing varies, or too little, there is no bar but a word."""
    arms = (
        SplitArm("coe", CardsShare(0.62, 0.5, 0.8), CardsShare(math.nan, math.nan, math.nan, "too rare to tell")),
        SplitArm("factory", CardsShare(0.79, 0.7, 0.9), CardsShare(0.0, 0.0, 0.2)),
    )
    chart = SplitChart(arms, 20, 400, 2)
    assert chart.title.startswith("What is not known about the cards makes 62% to 79% of the variance of the payoff")
    figure = draw_split(chart, PROVENANCE)
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "too rare to tell" in words
    assert "cards 62%" in words
    assert "coe,reaches the target: cards value,,,,,share," in csv_text(chart)


def drawn(names: Sequence[str]) -> list[tuple[ChartData, Figure]]:
    """All four charts for so many strategies."""
    arms = tuple(arm(name, -1e6 * (place + 1), RARE) for place, name in enumerate(names))
    rivals = tuple(rival(name, 1e6 * place, 0.9 - place / 10, 0.05) for place, name in enumerate(names[1:]))
    shares = CardsShare(1.0, 1.0, 1.0), CardsShare(0.0, 0.0, 0.0), CardsShare(0.5, 0.2, 0.8)
    splits = tuple(SplitArm(name, shares[place % 3], shares[(place + 1) % 3]) for place, name in enumerate(names))
    expected, split, difference = (
        worlds(*arms),
        SplitChart(splits, 20, 400, 2),
        DifferenceChart(names[0], rivals, 400, 2),
    )
    found: list[tuple[ChartData, Figure]] = [
        (expected, draw_worlds(expected, PROVENANCE)),
        (split, draw_split(split, PROVENANCE)),
    ]
    return [*found, (difference, draw_difference(difference, PROVENANCE))] if rivals else found


@pytest.mark.parametrize(
    "names", [PLAIN[:1], PLAIN[:2], PLAIN, LONG, UNBROKEN], ids=["1", "2", "6", "long", "unbroken"]
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(names: Sequence[str]) -> None:
    """Whatever the strategies are called, text stays clear of other text and of the panels."""
    for data, figure in drawn(names):
        assert untidy(figure) == [], data.title


@pytest.mark.parametrize(
    "data",
    [
        information(card("a.card.with.a.name_that_is_longer_than_any_that_there_is", 1e5, clear=True)),
        information(card("nothing", 0.0, clear=False)),
        information(*(card(f"group.card_{n}", 1e6 / n, clear=n < 4) for n in range(1, 30))),
        information(KnownCard("zero", "", 0.0, 0.0, 0.0, 0.0, clear=False)),
    ],
    ids=["long name", "nothing", "many", "zero"],
)  # fmt: skip
def test_the_chart_of_what_is_worth_knowing_is_tidy(data: InformationChart) -> None:
    """One card, many cards, a card that is worth nothing at all."""
    assert untidy(draw_information(data, PROVENANCE)) == []


@pytest.mark.parametrize("mean", [-2.123e6, 0.0, 7.0, 1.23e9])
def test_amounts_of_any_size_have_ticks_that_stay_in_their_panel(mean: float) -> None:
    """A spread of nearly nothing, no money at all, billions."""
    tight = WorldsMark(mean, mean * 0.999, mean * 1.001, mean, mean)
    chart = replace(worlds(arm("coe", mean)), arms=(WorldsArm("coe", tight, REACHED),))
    figure = draw_worlds(chart, PROVENANCE)
    assert untidy(figure) == []
    assert len(figure.axes[0].get_xticks()) >= 1
