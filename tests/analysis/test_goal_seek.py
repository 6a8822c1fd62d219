"""How much of a card for a goal: on futures whose thresholds are known, so that the answer is known too."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from sim.analysis.goal_seek import Sought, seek
from sim.analysis.goal_words import Goal
from sim.errors import InputError

Floats = npt.NDArray[np.float64]
Evaluate = Callable[[Sequence[float]], Floats]

GOAL = Goal(card="cfo.budget_eur", low=0.0, high=10.0, tolerance=0.01, target=0.8, unit="EUR")
FUTURES = 200


def thresholds(seed: int = 1, futures: int = FUTURES) -> Floats:
    """Each future reaches the target from a value of its own on: normal around 4 with standard deviation 1."""
    return np.random.default_rng(seed).normal(4.0, 1.0, size=futures)


def reaching(needed: Floats, log: list[float] | None = None) -> Evaluate:
    """Whether the card's value is enough, future by future; the log keeps what was asked for."""

    def outcomes(values: Sequence[float]) -> Floats:
        if log is not None:
            log.extend(values)
        return np.array([(needed <= value).astype(float) for value in values])

    return outcomes


def test_finds_the_value_at_which_eighty_percent_get_there() -> None:
    """The 160th smallest of 200 thresholds is where 80% is reached; the answer is above it by at most the tolerance."""
    needed = thresholds()
    exact = np.sort(needed)[159]
    found = seek(reaching(needed), GOAL)
    assert found.verdict == "found"
    assert found.value is not None
    assert exact <= found.value <= exact + GOAL.tolerance
    assert found.sentence.startswith("In at least 80% of futures the target is reached from cfo.budget_eur = 4.")


def test_the_interval_inverts_wilsons() -> None:
    """By statsmodels' Wilson interval of k of 200: 80% is inside from one k on up to another, and so for thresholds."""
    needed = thresholds()
    found = seek(reaching(needed), GOAL)
    ordered = np.sort(needed)
    intervals = [proportion_confint(k, FUTURES, method="wilson") for k in range(FUTURES + 1)]
    first = next(k for k, (_, high) in enumerate(intervals) if high >= 0.8)
    beyond = next(k for k, (low, _) in enumerate(intervals) if low >= 0.8)
    assert found.low is not None
    assert found.high is not None
    assert 0.0 <= ordered[first - 1] - found.low <= GOAL.tolerance
    assert 0.0 <= found.high - ordered[beyond - 1] <= GOAL.tolerance


def test_the_interval_covers_the_true_answer() -> None:
    """The true answer is 4 + 0.8416; its interval holds it in 95% of 1,000 studies of 200 futures, within two points.

    Exactly 95% would leave these bounds with probability 0.004, with the seed fixed.
    """
    truth = 4.0 + 0.8416212
    goal = replace(GOAL, tolerance=0.002)
    covered = 0
    for study in range(1_000):
        found = seek(reaching(thresholds(1_000 + study)), goal, steps=5)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert covered / 1_000 == pytest.approx(0.95, abs=0.02)


def test_nothing_is_simulated_twice_and_little_at_all() -> None:
    """Nine values at once, then three bisections of 1/8 of the range down to 0.01: at most 9 + 3 × 7 values."""
    log: list[float] = []
    found = seek(reaching(thresholds(), log), GOAL)
    assert len(log) == len(set(log)) == len(found.tried) <= 9 + 3 * 7
    assert [each.value for each in found.tried] == sorted(log)


def test_more_can_be_worse() -> None:
    """A price: in each future it may rise to a threshold. The answer is the highest that still serves 80%."""
    bearable = thresholds()
    found = seek(lambda values: np.array([(bearable >= value).astype(float) for value in values]), GOAL)
    exact = np.sort(bearable)[40]
    assert found.verdict == "found"
    assert found.value is not None
    assert exact - GOAL.tolerance <= found.value <= exact
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert "up to cfo.budget_eur" in found.sentence


def test_at_most_turns_the_goal_round() -> None:
    """At most 20% fail is the same as at least 80% reach: same answer, same interval."""
    needed = thresholds()
    goal = replace(GOAL, target=0.2, at_most=True, what="the programme fails")
    fails = seek(lambda values: 1.0 - reaching(needed)(values), goal)
    reach = seek(reaching(needed), GOAL)
    assert (fails.value, fails.low, fails.high) == pytest.approx((reach.value, reach.low, reach.high))
    assert fails.sentence.startswith("In at most 20% of futures the programme fails from")


def test_a_mean_is_sought_with_its_bootstrap() -> None:
    """Payoff 2 x less a future's cost of mean 6 breaks even near x = 3; the half-width is near 1.96 × 0.5 / 10 / 2."""
    cost = np.random.default_rng(3).normal(6.0, 0.5, size=100)
    goal = replace(GOAL, share=False, target=0.0, what="payoff", tolerance=0.001)
    found = seek(lambda values: np.array([2.0 * value - cost for value in values]), goal)
    assert found.verdict == "found"
    assert found.value == pytest.approx(cost.mean() / 2.0, abs=0.001)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2.0 == pytest.approx(1.96 * cost.std() / 20.0, rel=0.15)
    assert found.sentence.startswith("On average payoff is at least 0 from cfo.budget_eur = ")


def test_things_that_are_counted_stay_whole() -> None:
    """Engineers: whole numbers only are tried, and the first that is enough is the answer."""
    needed = np.repeat(np.arange(1, 11), 20).astype(float)
    log: list[float] = []
    goal = replace(GOAL, low=0.0, high=40.0, tolerance=0.1, whole=True)
    found = seek(reaching(needed, log), goal)
    assert found.value == 8
    assert all(isinstance(value, int) for value in log)


@pytest.mark.parametrize(
    ("low", "high", "verdict", "words"),
    [
        (0.0, 3.0, "not reached", "not reached anywhere between 0 and 3 EUR"),
        (7.5, 10.0, "already reached", "already reached at the low end"),
    ],
)
def test_a_goal_beyond_the_range_is_said_to_be_there(low: float, high: float, verdict: str, words: str) -> None:
    """No value is made up: the answer names the range and what was nearest."""
    found = seek(reaching(thresholds()), replace(GOAL, low=low, high=high))
    assert found.verdict == verdict
    assert found.value is None
    assert words in found.sentence


def test_beyond_the_range_the_interval_says_on_which_side() -> None:
    """Never reached: the interval begins at the high end and is open above. Reached throughout: the mirror image."""
    never = seek(reaching(thresholds()), replace(GOAL, high=3.0))
    always = seek(reaching(thresholds()), replace(GOAL, low=7.5))
    assert (never.low, never.high) == (3.0, None)
    assert (always.low, always.high) == (None, 7.5)


def test_a_near_miss_is_not_a_no() -> None:
    """Up to 4.75, just below the answer, the goal is missed, but its interval leaves room for it: both are said."""
    needed = thresholds()
    found = seek(reaching(needed), replace(GOAL, high=float(np.sort(needed)[157])))
    assert found.verdict == "not reached"
    assert found.low is not None
    assert found.low < found.goal.high
    assert "leaves room for it beyond" in found.sentence


def test_what_goes_up_and_down_is_refused_with_the_values_that_show_it() -> None:
    """A share that rises to 1 and falls back to 0.2 has no single answer."""
    needed = thresholds()

    def humped(values: Sequence[float]) -> Floats:
        return np.array([((needed <= value) & (needed >= value - 4.8)).astype(float) for value in values])

    found = seek(humped, GOAL)
    assert (found.verdict, found.value) == ("not monotone", None)
    assert "against the direction" in found.sentence


def test_luck_alone_is_seldom_taken_for_a_turn() -> None:
    """A share of 1/2 whatever the value, luck fresh at each: 5% for all pairs together, so at most 11 of 100 (5e-3).

    Nor is a crossing of the goal then taken for an answer.
    """

    def verdict(study: int) -> str:
        rng = np.random.default_rng((7, study))
        return seek(lambda values: rng.integers(0, 2, size=(len(values), 100)).astype(float), GOAL, steps=9).verdict

    verdicts = [verdict(study) for study in range(100)]
    assert verdicts.count("not monotone") <= 11
    assert verdicts.count("found") <= 11


@pytest.mark.parametrize(
    ("share", "verdict", "words"),
    [
        (0.9, "already reached", "makes no difference to it in any of 200 futures"),
        (0.1, "not reached", "makes no difference to it in any of 200 futures"),
    ],
)
def test_a_card_that_moves_nothing_is_said_to_move_nothing(share: float, verdict: str, words: str) -> None:
    """The same futures get there whatever the value: reached or not, and not for the card's sake."""
    row = (np.arange(FUTURES) < share * FUTURES).astype(float)
    found = seek(lambda values: np.array([row for _ in values]), GOAL)
    assert (found.verdict, found.value) == (verdict, None)
    assert words in found.sentence


def test_a_goal_crossed_by_luck_has_no_answer() -> None:
    """Of 200 futures 159 get there below 5 and 161 above: 80% is crossed, and two futures are luck."""

    def outcomes(values: Sequence[float]) -> Floats:
        return np.array([(np.arange(FUTURES) < (159 if value < 5.0 else 161)).astype(float) for value in values])

    found = seek(outcomes, GOAL)
    assert (found.verdict, found.value, found.there) == ("no clear effect", None, None)
    assert "from 79.5% to 80.5%" in found.sentence
    assert len(found.tried) == 9


def test_the_answer_comes_with_what_was_simulated_there() -> None:
    """The share at the value found, with Wilson's interval by statsmodels, stands in the sentence."""
    needed = thresholds()
    found = seek(reaching(needed), GOAL)
    assert found.there is not None
    assert found.value is not None
    low, high = proportion_confint(np.count_nonzero(needed <= found.value), FUTURES, method="wilson")
    assert (found.there.low, found.there.high) == pytest.approx((low, high))
    assert f"it is {100 * found.there.estimate:.3g}% (95% confidence {100 * low:.3g}%" in found.sentence


@given(st.lists(st.floats(0.0, 10.0), min_size=2, max_size=40), st.floats(0.05, 0.95))
def test_the_answer_reaches_the_goal_and_a_tolerance_before_it_does_not(needed: list[float], target: float) -> None:
    """Whatever the thresholds: where a value is named, it is the first of its neighbourhood.

    All that do not lie at 0 already move between the ends; from a dozen that move on, the ends clearly differ.
    """
    values = np.array(needed)
    found: Sought = seek(reaching(values), replace(GOAL, target=target))
    share = (values <= (found.value or 0.0)).mean()
    if found.verdict == "no clear effect":
        assert np.count_nonzero(values) < 13
    elif found.value is None:
        assert found.verdict == ("already reached" if (values <= 0.0).mean() >= target else "not reached")
    else:
        assert share >= target
        assert (values <= found.value - GOAL.tolerance).mean() < target


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"high": 0.0}, "low must be below high"),
        ({"high": math.inf}, "must be finite"),
        ({"tolerance": 0.0}, "tolerance"),
        ({"tolerance": 1e-20}, "finer than numbers"),
        ({"target": 80.0}, "between 0 and 1"),
        ({"target": math.nan}, "must be finite"),
        ({"whole": True, "low": 0.5}, "whole ends"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(changes: dict[str, float], words: str) -> None:
    """Before anything is simulated."""
    with pytest.raises(InputError, match=words):
        seek(reaching(thresholds()), replace(GOAL, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        (lambda values: np.full((len(values), 5), np.nan), "not finite"),
        (lambda values: np.full((len(values), 5), 0.5), "neither 0 nor 1"),
        (lambda values: np.ones((len(values), 1)), "at least 2 futures"),
        (lambda _: np.ones((1, 5)), "same at each"),
    ],
)
def test_broken_outcomes_are_refused(outcomes: Evaluate, words: str) -> None:
    """Missing, no flags, one future, another number of rows than asked for."""
    with pytest.raises(InputError, match=words):
        seek(outcomes, GOAL)
