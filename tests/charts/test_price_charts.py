"""The charts of prices and routing: titles that the numbers carry, nothing that lies on something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sim.charts.longtable import csv_text
from sim.charts.price_of_call import MOST_FLAGGED, MOST_ROWS, CallChart, PricedModel, draw_call
from sim.charts.price_steps import PriceLine, StepsChart, draw_steps
from sim.charts.routing_kept import AT_MOST, AT_RANDOM, BY_DOMAIN, KeptChart, Way, draw_kept
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

LONG = "huggingface_of_a_long_name/organisation/a-model-with-a-very-long-name-405b-instruct-fp8-turbo:extended"
LARGE, SMALL = PricedModel("a/large", 4.0, "large"), PricedModel("a/small", 0.2, "small")
ODD = PricedModel("b/odd", 9.0, "", "output below input")
CALLS = CallChart((LARGE, SMALL, PricedModel("c/other", 1.0), ODD), "EUR", 1155.0, 211.0, "2026-11")
MANY = replace(
    CALLS,
    models=(
        LARGE, SMALL,
        *(PricedModel(f"{LONG}-{number}", 10.0 ** (number / 40 - 3)) for number in range(300)),
        *(PricedModel(f"{LONG}-odd-{number}", 0.5, "", "cached above input") for number in range(40)),
        PricedModel("embeds", 0.5, "", "no output price", True), PricedModel("free", 0.0, "", "zero price", True),
    ),
)  # fmt: skip
START = date(2024, 1, 30).toordinal()
FALLING = PriceLine("a/falling", (START, START + 100), (1.0, 0.5))
STILL = PriceLine("a/still", (START,), (1.0,))
JUMPING = PriceLine("b/jumping", (START, START + 60), (1.0, 16.0), True)
STEPS = StepsChart((FALLING, STILL, JUMPING), START + 220, (0.052, 0.012, 0.087))
COIN = Way(AT_RANDOM, ((0.0, 1.0), (1.0, 0.85)), 0.33, (0.3, 0.36))
DOMAIN = Way(BY_DOMAIN, tuple((n / 100, 1.0 - 0.15 * (n / 100) ** 2) for n in range(101)), 0.55, (0.5, 0.6))
BOUND = Way(AT_MOST, ((0.0, 1.0), (0.1, 1.06), (0.8, 1.06), (1.0, 0.85)), 0.9, None)
KEPT = KeptChart((COIN, DOMAIN, BOUND), 0.95, "big", "tiny", 14_042, "55% of calls can go to tiny")


def test_the_title_of_calls_is_the_chosen_two_or_the_spread() -> None:
    """A share of the large one's price, times where it is dearer, the spread where nothing is chosen."""
    assert CALLS.title == "A call of a/small costs 5% of what one of a/large does"
    dear = replace(CALLS, models=(LARGE, replace(SMALL, per_thousand=8.0)))
    assert dear.title == "A call of a/small costs 2 times what one of a/large does"
    alone = replace(CALLS, models=(LARGE, *CALLS.models[2:]))
    assert alone.title == "A thousand calls of a/large cost €4; 1 of 2 models cost less"
    nobody = replace(CALLS, models=(PricedModel("x", 0.05), PricedModel("y", 300.0), ODD))
    assert nobody.title == (
        "A thousand calls cost €0.05 to €300: the dearest model costs 6,000 times what the cheapest does"
    )
    assert replace(CALLS, models=(ODD,)).title == "No unflagged model has a price above zero"


def test_of_many_models_the_chosen_ones_and_an_even_choice_are_shown_and_likely_errors_first() -> None:
    """Never more rows than fit; the ends of the spread among them."""
    shown = [one.name for one in MANY.shown]
    assert len(shown) == MOST_ROWS
    assert {"a/large", "a/small", f"{LONG}-0", f"{LONG}-299"} <= set(shown)
    assert [one.per_thousand for one in MANY.shown] == sorted((one.per_thousand for one in MANY.shown), reverse=True)
    assert len(MANY.flagged) == MOST_FLAGGED
    assert not any(one.other_kind for one in MANY.flagged)
    assert csv_text(MANY).count("flagged: ") == MOST_FLAGGED


@pytest.mark.parametrize(
    "chart",
    [
        CALLS, MANY, replace(CALLS, models=(LARGE,)), replace(CALLS, models=(ODD,), currency="USD"),
        replace(CALLS, models=(replace(LARGE, why="zero price", per_thousand=0.0),)),
        replace(CALLS, models=(replace(LARGE, per_thousand=1e-6), replace(SMALL, per_thousand=1e6)), as_of=""),
    ],
)  # fmt: skip
def test_calls_are_tidy(chart: CallChart) -> None:
    """One model, only flagged ones, a price of zero, twelve powers of ten, three hundred long names."""
    assert untidy(draw_call(chart, PROVENANCE)) == []


def test_the_title_of_steps_is_the_fall_of_a_year_or_that_there_is_none() -> None:
    """A clear trend, an interval across zero, too little to say."""
    assert STEPS.title == (
        "List prices of the same model fell by 5% a year: 1 of 2 models changed their list price; 1 more that moved "
        "are flagged and left out"
    )
    assert replace(STEPS, decline=(0.01, -0.02, 0.04)).title.startswith("No clear trend of list prices: 1 of 2 models")
    assert replace(STEPS, decline=(-0.1, -0.2, -0.05)).title.startswith("List prices of the same model rose by 10%")
    assert "too little for a yearly rate" in replace(STEPS, decline=None).title


@pytest.mark.parametrize(
    "chart",
    [
        STEPS, replace(STEPS, lines=(STILL,)), replace(STEPS, lines=(), decline=None),
        replace(STEPS, last_day=START + 101), replace(STEPS, last_day=START + 2_000),
        replace(
            STEPS,
            lines=tuple(
                PriceLine(f"{LONG}-{number}", (START, START + 90 + number), (1.0, 0.9**number), number % 3 == 0)
                for number in range(1, 40)
            ),
        ),
    ],
)  # fmt: skip
def test_steps_are_tidy_and_their_csv_holds_what_is_drawn(chart: StepsChart) -> None:
    """None that moved, a short and a long history, many long names."""
    assert untidy(draw_steps(chart, PROVENANCE)) == []
    assert csv_text(chart).count("share of first price") == sum(len(one.days) for one in chart.moving)


@pytest.mark.parametrize(
    "chart",
    [
        KEPT, replace(KEPT, ways=(COIN,)),
        replace(KEPT, quality=1.0, ways=(replace(COIN, share=0.0, interval=(0.0, 0.0)),)),
        replace(KEPT, ways=tuple(replace(way, share=0.5, interval=None) for way in KEPT.ways)),
        replace(KEPT, ways=(replace(COIN, curve=((0.0, 1.0), (1.0, 1.3)), share=1.0, interval=(1.0, 1.0)),)),
        replace(KEPT, quality=0.01, ways=(replace(COIN, curve=((0.0, 1.0), (1.0, 0.0)), share=0.99),)),
        replace(KEPT, large=LONG, small=LONG, sentence=f"No saving: {LONG}"),
    ],
)  # fmt: skip
def test_kept_quality_is_tidy(chart: KeptChart) -> None:
    """Nothing sent, all sent and better, all ways at one share, nothing kept, long names."""
    assert untidy(draw_kept(chart, PROVENANCE)) == []


def test_the_mark_of_all_calls_stands_where_the_curve_ends() -> None:
    """Above the stated quality where more is kept; at it for any smaller share."""
    assert replace(COIN, share=1.0, curve=((0.0, 1.0), (1.0, 0.98))).height(0.95) == 0.98
    assert COIN.height(0.95) == 0.95


def test_the_csv_of_kept_quality_holds_curves_shares_and_intervals() -> None:
    """A long curve is thinned as it is drawn, its end kept."""
    text = csv_text(replace(KEPT, ways=(replace(DOMAIN, curve=tuple((n / 5000, 1.0) for n in range(5001))),)))
    assert 150 < text.count("quality kept") < 260
    assert ",0.55,share" in text
    assert "share at the quality, low" in text
