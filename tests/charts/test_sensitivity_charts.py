"""Morris, Sobol and spider: titles that claim no more than the numbers, the numbers drawn, tidy sheets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.charts.longtable import csv_text
from sim.charts.morris import MorrisBar, MorrisChart, draw_morris
from sim.charts.sobol import Share, SobolBar, SobolChart, draw_sobol
from sim.charts.spider import MOST_LINES, SpiderChart, SpiderLine, Stop, draw_spider
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

LONG = "a.card.with.a.name_that_is_longer_than_any_that_there_is"


def effect(card: str, size: float, mean: float, sigma: float, *, stays: bool = True) -> MorrisBar:
    return MorrisBar(card, size, 0.7 * size, 1.4 * size, mean, sigma, stays)


def morris(*bars: MorrisBar, unit: str = "EUR") -> MorrisChart:
    return MorrisChart("mean payoff", unit, 10, 20, 0.05 * bars[0].size, bars)


SCREENED = morris(
    effect("cfo.budget_eur", 2e6, 2e6, 3e5),
    effect("shadow.trust", 9e5, -8.8e5, 6e5),
    effect("portfolio.order", 4e5, 1e5, 7e5),
    effect("people.notice_weeks", 2e4, 2e4, 1e4, stays=False),
    effect("market.idle", 0.0, 0.0, 0.0, stays=False),
)
NOTHING = morris(effect("market.idle", 0.0, 0.0, 0.0, stays=False))
CROWD = morris(*(effect(f"group.card_number_{n}", 1e6 / n, 1e6 / n, 1e5, stays=n < 12) for n in range(1, 40)))


def shares(card: str, alone: float, whole: float, half: float = 0.08) -> SobolBar:
    return SobolBar(card, Share(alone, alone - half, alone + half), Share(whole, whole - half, whole + half))


def sobol(*bars: SobolBar) -> SobolChart:
    return SobolChart("mean payoff", 64, 20, bars)


SHARED_OUT = sobol(shares("cfo.budget_eur", 0.6, 0.7), shares("shadow.trust", 0.1, 0.25), shares("idle", -0.01, 0.0))
OPEN = sobol(shares("cfo.budget_eur", 0.6, 0.9, 1.4), shares(LONG, -0.4, 0.2, 0.9))


def line(card: str, low: float, base: float, high: float, place: float = 0.4, half: float = 1e5) -> SpiderLine:
    stops = [Stop(0.0, "€700k", low, low - half, low + half), Stop(place, "€1.4M", base, base, base)]
    return SpiderLine(card, (*stops, Stop(1.0, "€3.0M", high, high - half, high + half)))


def spider(*lines: SpiderLine, unit: str = "EUR", base: float = -2e6) -> SpiderChart:
    return SpiderChart("mean payoff", unit, base, 200, lines)


SIX = spider(*(line(f"group.card_{n}", -2e6 - 5e5 / n, -2e6, -2e6 + 1e6 / n) for n in range(1, 9)))


def test_the_screening_names_what_cannot_be_left_out() -> None:
    """Three of five stay, by name; where nothing moves it says so; more than four are counted."""
    assert SCREENED.title == (
        "3 of 5 cards cannot be left out for mean payoff: cfo.budget_eur, shadow.trust and portfolio.order"
    )
    assert NOTHING.title == "market.idle does not move mean payoff in these futures"
    assert morris(*NOTHING.bars, *NOTHING.bars).title == "None of 2 cards moves mean payoff in these futures"
    assert CROWD.title.endswith("group.card_number_3, group.card_number_4 and 7 more")


def test_a_screened_card_is_told_in_words() -> None:
    """Which way more of it goes, and whether everywhere: by mu over mu* and sigma over mu*."""
    assert [(bar.way, bar.evenness) for bar in SCREENED.bars] == [
        ("more of it: up", "everywhere alike"),
        ("more of it: down", "more in places"),
        ("now up, now down", "in places only"),
        ("more of it: up", "more in places"),
        ("moves nothing", "everywhere alike"),
    ]
    assert replace(SCREENED.bars[0], ordered=False).way == "by choice"


def test_shares_of_variance_are_claimed_where_the_rows_tell() -> None:
    """Apart: the two largest. Overlapping: said. Intervals as wide as anything: open, with how many rows to take."""
    assert SHARED_OUT.title == ("cfo.budget_eur takes part in 70% of the variance of mean payoff, shadow.trust in 25%")
    close = sobol(shares("one", 0.4, 0.5), shares("other", 0.4, 0.45))
    assert close.title.endswith("other in 45%; at so many rows the two are not told apart")
    assert sobol(shares("one", 1.0, 1.0)).title == "one takes part in 100% of the variance of mean payoff"
    assert OPEN.title.startswith("64 rows leave open how the variance of mean payoff is shared out")
    assert OPEN.title.endswith("runs from −50% to 230%; take rows=256")


def test_the_spider_says_which_way_its_first_card_goes() -> None:
    """Rising, falling, turning, hardly moving; the others are counted."""
    up, down, bend = line("a", -3e6, -2e6, -1e6), line("b", -1e6, -2e6, -3e6), line("c", -3e6, -2e6, -3e6)
    assert spider(up).title == "Mean payoff rises with a, from −€3.0M at €700k to −€1.0M at €3.0M"
    assert spider(down, up).title == (
        "Mean payoff falls with b, from −€1.0M at €700k to −€3.0M at €3.0M; one other by less"
    )
    assert spider(bend).title.startswith("Mean payoff turns within the range of c: −€2.0M at €1.4M")
    assert spider(line("d", -2.001e6, -2e6, -1.999e6)).title.startswith(
        "Mean payoff moves by little with d, from −€2.0M"
    )


def test_the_tables_hold_the_numbers_drawn() -> None:
    """Every size, end and place, to the last digit; no more lines than are drawn."""
    text = csv_text(SCREENED)
    assert "cfo.budget_eur,sigma,,,,300000.0,EUR,everywhere alike" in text
    assert "shadow.trust,with others: high,,,,0.33,share," in csv_text(SHARED_OUT)
    assert "group.card_1,high,0.0,,share,-2400000.0,EUR,€700k" in csv_text(SIX)
    assert f"group.card_{MOST_LINES + 1}" not in csv_text(SIX)


def test_what_is_drawn_is_what_the_chart_holds() -> None:
    """Bars as long as mu* and as the shares; lines through the simulated points."""
    (axes,) = draw_morris(SCREENED, PROVENANCE).axes
    assert [patch.get_width() for patch in axes.patches] == [bar.size for bar in SCREENED.bars]  # type: ignore[attr-defined]
    (axes,) = draw_sobol(SHARED_OUT, PROVENANCE).axes
    widths = [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
    assert widths == [each.value for bar in SHARED_OUT.bars for each in (bar.alone, bar.whole)]
    (axes,) = draw_spider(SIX, PROVENANCE).axes
    drawn = [tuple(each.get_ydata()) for each in axes.lines if len(each.get_xdata()) == 3]  # type: ignore[arg-type]
    assert set(drawn) == {tuple(stop.measure for stop in each.stops) for each in SIX.shown}


@pytest.mark.parametrize(
    "chart",
    [SCREENED, NOTHING, CROWD, morris(effect(LONG, 0.4, 0.4, 0.1), unit="share")],
    ids=["five", "nothing moves", "many", "long name"],
)
def test_a_screening_is_tidy(chart: MorrisChart) -> None:
    """Nothing overlaps and nothing leaves the sheet."""
    assert untidy(draw_morris(chart, PROVENANCE)) == []


@pytest.mark.parametrize(
    "chart",
    [SHARED_OUT, OPEN, sobol(*(shares(f"group.card_{n}", 0.5 / n, 0.6 / n) for n in range(1, 20)))],
    ids=["three", "open", "many"],
)
def test_shares_are_tidy(chart: SobolChart) -> None:
    """Nothing overlaps and nothing leaves the sheet, wherever the intervals go."""
    assert untidy(draw_sobol(chart, PROVENANCE)) == []


@pytest.mark.parametrize(
    "chart",
    [
        SIX,
        spider(line(LONG, -3e6, -2e6, -1e6)),
        spider(*(line(f"same.{n}", -3e6, -2e6, -1e6) for n in range(6))),
        spider(line("share", 0.2, 0.4, 0.9, half=0.05), unit="share", base=0.4),
        spider(line("flat", -2e6, -2e6, -2e6, half=0.0)),
    ],
    ids=["eight", "long name", "all alike", "shares", "flat"],
)
def test_a_spider_is_tidy(chart: SpiderChart) -> None:
    """Nothing overlaps and nothing leaves the sheet, though all lines coincide."""
    assert untidy(draw_spider(chart, PROVENANCE)) == []
