"""Which option is recommended, against which others, and how it does over worlds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.paired import PairedDifference, paired_difference
from sim.analysis.recommendation import Recommendation, in_worlds, recommended

LUCK = np.random.default_rng(3).normal(size=200)
PAYOFFS = {"on": 1.0 + LUCK, "new": 2.0 + LUCK, "near": 1.99 + LUCK + np.random.default_rng(4).normal(size=200)}


def difference(first: str, second: str, _measure: str) -> PairedDifference:
    return paired_difference(PAYOFFS[first], PAYOFFS[second])


def advice(*order: str) -> Recommendation:
    return recommended(order, "on", difference)


def test_the_first_of_the_order_is_set_against_all_others_nearest_first() -> None:
    """The runner-up is the next, and carrying on stands wherever its payoff puts it."""
    found = advice("new", "near", "on")
    assert (found.option, found.runner_up.other) == ("new", "near")
    assert found.carrying_on is found.against[1]
    assert found.carrying_on is not None
    assert found.carrying_on.payoff.mean == pytest.approx(1.0)
    assert found.carrying_on.payoff.better == 200


def test_an_option_that_no_interval_tells_from_it_is_a_rival_and_the_far_end_is_what_it_may_cost() -> None:
    """Only such options count; where all are clearly behind the choice costs nothing."""
    found = advice("new", "near", "on")
    assert [each.other for each in found.rivals] == ["near"]
    assert found.costs_at_most == -found.rivals[0].payoff.low > 0.0
    alone = advice("new", "on")
    assert (alone.rivals, alone.costs_at_most) == ((), 0.0)


def test_carrying_on_has_nobody_to_carry_on_against() -> None:
    """Where it is recommended itself."""
    assert advice("on", "near").carrying_on is None


@pytest.mark.parametrize("futures", [1, 3])
def test_a_few_futures_bound_nothing_though_all_go_one_way(futures: int) -> None:
    """Chance makes them do so too often, and what the choice may cost is not known."""
    ours = [2.0, 3.0, 4.0][:futures]
    found = recommended(["a", "b"], "a", lambda *_: paired_difference(ours, [1.0, 2.5, 2.0][:futures]))
    assert [each.other for each in found.rivals] == ["b"]
    assert math.isinf(found.costs_at_most)


def test_over_worlds_the_share_and_the_regret_are_those_of_the_truth() -> None:
    """One pays 15, the other x from 10 to 20 evenly: best in half of the worlds, and E max(0, x - 15) = 1.25 behind."""
    worlds = np.linspace(10.0, 20.0, 200)[:, None]
    luck = np.random.default_rng(5).normal(size=(200, 2))
    payoffs = {"steady": 15.0 + luck, "other": worlds + luck}
    found = in_worlds(payoffs, "steady", resamples=100)
    assert found.best.value == pytest.approx(0.5, abs=0.02)
    assert found.best.low < 0.5 < found.best.high
    assert found.regret.value == pytest.approx(1.25, abs=0.05)
    assert found.regret.low < 1.25 < found.regret.high


def test_options_that_do_the_same_share_their_worlds() -> None:
    """Ties are split, and there is nothing to regret."""
    same = np.random.default_rng(6).normal(size=(60, 2))
    found = in_worlds({"a": same, "b": same}, "a", resamples=20)
    assert found.best.value == pytest.approx(0.5)
    assert found.regret.value == 0.0


def test_three_of_three_worlds_is_not_always() -> None:
    """However often they are resampled; the interval is that of any share of three."""
    found = in_worlds({"a": np.full((3, 2), 2.0), "b": np.full((3, 2), 1.0)}, "a", resamples=20)
    assert (found.best.value, found.best.high) == (1.0, 1.0)
    assert 0.2 < found.best.low < 0.6
