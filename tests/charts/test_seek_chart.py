"""The chart of a goal: a title that names an answer only where there is one, the values tried, a tidy sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.goal_seek import Sought, seek
from sim.analysis.goal_words import Goal
from sim.charts.longtable import csv_text
from sim.charts.seek import SeekChart, draw_seek
from tests.charts.builders import PROVENANCE
from tests.charts.tidy import untidy

Floats = npt.NDArray[np.float64]
GOAL = Goal("cfo.budget_eur", 7e5, 3e6, 2.3e4, 0.8, unit="EUR/year", what="the programme reaches the target")
SHARE = "the share that reaches the target"


def reaching(middle: float, futures: int = 200) -> Callable[[float], Floats]:
    """Each future needs a budget of its own: normal around the middle."""
    needed = np.random.default_rng(1).normal(middle, 3e5, futures)
    return lambda value: (needed <= value).astype(float)


def one(flags: Callable[[float], Floats], goal: Goal = GOAL) -> Sought:
    def outcomes(values: Sequence[float]) -> Floats:
        return np.array([flags(value) for value in values])

    return seek(outcomes, goal)


def always(share: float, futures: int = 200) -> Callable[[float], Floats]:
    """The same futures, whatever the value."""
    return lambda _: (np.arange(futures) < share * futures).astype(float)


def luck(value: float) -> Floats:
    """159 of 200 futures below 1.5M and 161 above."""
    return (np.arange(200) < (159 if value < 1.5e6 else 161)).astype(float)


def humped(value: float) -> Floats:
    """Too little and too much are both wrong."""
    needed = np.random.default_rng(1).normal(1.5e6, 3e5, 200)
    return ((needed <= value) & (needed >= value - 8e5)).astype(float)


def falling(value: float) -> Floats:
    return 1.0 - reaching(1.5e6)(value)


FOUND, NEVER, ALWAYS = one(reaching(1.5e6)), one(reaching(2.9e6)), one(always(1.0))
LONG = "A strategy with a very long name that somebody wrote in a hurry"


def chart(**sought: Sought) -> SeekChart:
    return SeekChart(SHARE, {label.replace("_", " "): each for label, each in sought.items()})


def test_the_title_is_the_answer_with_its_confidence() -> None:
    """The value found and the interval of the value, in the card's unit and to three digits."""
    assert FOUND.value is not None
    assert FOUND.low is not None
    assert FOUND.high is not None
    value, low, high = (f"€{each / 1e6:.2f}M" for each in (FOUND.value, FOUND.low, FOUND.high))
    assert chart(coe=FOUND).title == (
        "In at least 80% of futures the programme reaches the target: from cfo.budget_eur "
        f"{value} (95% confidence {low} to {high})"
    )


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (reaching(2.9e6), "nowhere between cfo.budget_eur €700k and €3.00M (69% at best)"),
        (always(1.0), "anywhere between cfo.budget_eur €700k and €3.00M"),
        (luck, "no answer, cfo.budget_eur makes no clear difference"),
        (humped, "no single answer, cfo.budget_eur goes both ways"),
        (falling, "up to cfo.budget_eur €1."),
    ],
)
def test_without_a_value_the_title_names_none(flags: Callable[[float], Floats], words: str) -> None:
    """Out of reach, reached anywhere, luck, up and down; and 'up to' where more is worse."""
    assert words in chart(coe=one(flags)).title


def test_an_interval_that_leaves_the_range_is_said_to_leave_it() -> None:
    """Few futures: the true answer may lie beyond the end of the range."""
    open_above = replace(FOUND, high=None)
    assert "95% confidence: from €" in chart(coe=open_above).title
    assert "anywhere in the range" in chart(coe=replace(FOUND, low=None, high=None)).title
    assert "95% confidence: up to €" in chart(coe=replace(FOUND, low=None)).title


def test_of_several_strategies_the_title_names_least_and_most_and_who_has_none() -> None:
    """Two by name, more as a stretch, and those without a value by name or number."""
    later = one(reaching(1.8e6))
    two = chart(First=FOUND, Second=later, Third=NEVER).title
    assert two.endswith("with Second; no value between €700k and €3.00M with Third")
    assert "from cfo.budget_eur €1.71M with First and €2.01M with Second" in two
    three = chart(a=FOUND, b=later, c=one(reaching(1.6e6)), d=NEVER, e=NEVER, f=NEVER).title
    assert "from cfo.budget_eur €1.71M with a to €2.01M with b" in three
    assert "no value between €700k and €3.00M with three strategies" in three
    assert "anywhere between €700k and €3.00M with Second" in chart(First=FOUND, Second=ALWAYS).title
    assert "a value of cfo.budget_eur for Second and First" in chart(First=FOUND, Second=one(falling)).title


def test_a_mean_is_told_in_its_unit() -> None:
    """A payoff of at least nothing on average; the goal's line is at nothing."""
    cost = np.random.default_rng(3).normal(1.6e6, 8e5, 100)
    goal = replace(GOAL, share=False, target=0.0, what="payoff", of="EUR")
    data = SeekChart("mean payoff", {"Factory": one(lambda value: value - cost, goal)})
    assert data.title.startswith("Payoff of at least €0 on average: from cfo.budget_eur €1.5")
    assert "goal €0" in [text.get_text() for text in draw_seek(data, PROVENANCE).texts]


def test_every_value_tried_is_drawn_and_in_the_table() -> None:
    """A dot and a line of confidence for each, the answer on the goal; the CSV has all of them to the last digit."""
    data = chart(coe=FOUND)
    (axes,) = draw_seek(data, PROVENANCE).axes
    drawn = [np.column_stack((np.asarray(line.get_xdata()), np.asarray(line.get_ydata()))) for line in axes.lines]
    points = {tuple(line[0].tolist()) for line in drawn if len(line) == 1}
    assert {(each.value, each.estimate) for each in FOUND.tried} <= points
    assert (FOUND.value, 0.8) in points
    text = csv_text(data)
    assert all(repr(each.low) in text and repr(each.high) in text for each in FOUND.tried)
    assert f"coe,found,,,,{FOUND.value!r},EUR/year,found" in text


@pytest.mark.parametrize(
    "data",
    [
        chart(coe=FOUND),
        chart(coe=ALWAYS),
        chart(coe=one(always(0.0, futures=2))),
        SeekChart(SHARE, {"a": FOUND, LONG: NEVER, "c": one(falling), "d": one(luck), "e": one(humped), "f": ALWAYS}),
    ],
    ids=["one", "everybody", "nobody", "six"],
)
def test_nothing_overlaps_and_nothing_leaves_the_sheet(data: SeekChart) -> None:
    """Whatever is drawn, text stays clear of other text and of the panels."""
    assert untidy(draw_seek(data, PROVENANCE)) == []
