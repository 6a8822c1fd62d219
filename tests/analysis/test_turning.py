"""Beyond which value of a card another option pays more: truths that are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.analysis.designs import Design
from sim.analysis.factors import Factor, factor, levels
from sim.analysis.turning import Turn, turning_cards, turns
from sim.analysis.worlds import FAILED, PAYOFF, REACHED, StrategyWorlds

TRUST, BUDGET = "shadow.trust", "cfo.budget_eur"
Pays = Callable[[Any], float]


def worlds_of(varied: Factor, *, count: int = 120, **pays: Pays) -> StrategyWorlds:
    """One card over its range, each option's payoff a function of it, and luck that all share."""
    luck = np.random.default_rng(1)
    places = (luck.permutation(count) + 0.5) / count
    points = tuple({varied.name: varied.at(float(place))} for place in places)
    shared = 0.3 * luck.normal(size=(count, 2))
    own = {name: 0.1 * luck.normal(size=(count, 2)) for name in pays}
    payoffs = {
        name: np.array([each(point[varied.name]) for point in points])[:, None] + shared + own[name]
        for name, each in pays.items()
    }
    nothing = {name: np.zeros((count, 2)) for name in pays}
    design = Design("Latin hypercube", (varied.name,), points)
    return StrategyWorlds((varied,), design, 21, {PAYOFF: payoffs, REACHED: nothing, FAILED: nothing})


def test_the_border_lies_where_the_curves_cross_and_its_interval_holds_it() -> None:
    """One pays 5, the other 10 x: above a half the other is better."""
    worlds = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 5.0, other=lambda x: 10.0 * x)
    (found,) = turns(worlds, TRUST, "on", resamples=60)
    assert (found.challenger, found.below, found.levels) == ("other", None, ())
    assert found.above == pytest.approx(0.5, abs=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.51
    assert found.high >= 0.49
    assert found.high - found.low < 0.05
    assert found.holds(0.6)
    assert not found.holds(0.4)


def test_below_a_border_it_is_told_as_below() -> None:
    """The same the other way round."""
    worlds = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 5.0, other=lambda x: 7.5 - 10.0 * x)
    (found,) = turns(worlds, TRUST, "on", resamples=60)
    assert found.above is None
    assert found.below == pytest.approx(0.25, abs=0.03)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.26
    assert found.high >= 0.24


def test_a_stretch_in_the_middle_has_two_ends_and_each_challenger_its_own() -> None:
    """A hump between 0.3 and 0.7; two challengers on the two sides."""
    hump = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 0.0, other=lambda x: 4.0 - 100.0 * (x - 0.5) ** 2)
    (found,) = turns(hump, TRUST, "on", resamples=10)
    assert found.above == pytest.approx(0.3, abs=0.04)
    assert found.below == pytest.approx(0.7, abs=0.04)
    assert (found.low, found.high) == (None, None)
    sides = worlds_of(
        factor(TRUST, 0.0, 1.0), on=lambda _: 2.0, left=lambda x: 5.0 - 10.0 * x, right=lambda x: 10.0 * x - 5.0
    )
    assert [each.challenger for each in turns(sides, TRUST, "on", resamples=10)] == ["left", "right"]


def test_words_are_told_by_name() -> None:
    """A card of two values: with one of them the other option is better."""
    worlds = worlds_of(levels(TRUST, [0.2, 0.8]), on=lambda _: 1.0, other=lambda x: 2.0 if x > 0.5 else 0.0)
    (number,) = turns(worlds, TRUST, "on", resamples=10)
    assert number.above == pytest.approx(0.5)
    yes_no = worlds_of(factor("start.tracked"), on=lambda _: 1.0, other=lambda x: 2.0 if x else 0.0)
    assert turns(yes_no, "start.tracked", "on", resamples=10) == (Turn("other", levels=(True,)),)


def test_a_card_that_never_turns_the_choice_is_left_out() -> None:
    """However much it matters to both."""
    worlds = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda x: 10.0 * x + 1.0, other=lambda x: 10.0 * x)
    assert turning_cards(worlds, [TRUST], "on") == {}
    assert list(turning_cards(worlds, [TRUST], "other")) == [TRUST]


def test_a_curve_that_bends_by_chance_at_an_end_turns_nothing() -> None:
    """The other option is hardly behind and its luck is large: where it seems ahead resamples do not agree."""
    luck = np.random.default_rng(8)
    worlds = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 0.0, other=lambda _: float(luck.normal(-0.2, 2.0)))
    found = turns(worlds, TRUST, "on")
    assert found
    assert all(each.steady < 0.95 for each in found)
    assert turning_cards(worlds, [TRUST], "on") == {}


def test_where_curves_cross_for_certain_all_resamples_agree() -> None:
    """At the end, and in the middle of a stretch."""
    (end,) = turns(worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 5.0, other=lambda x: 10.0 * x), TRUST, "on")
    hump = worlds_of(factor(TRUST, 0.0, 1.0), on=lambda _: 0.0, other=lambda x: 4.0 - 100.0 * (x - 0.5) ** 2)
    (middle,) = turns(hump, TRUST, "on", resamples=50)
    assert (end.steady, middle.steady) == (1.0, 1.0)
