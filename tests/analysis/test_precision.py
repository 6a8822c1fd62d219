"""The rule by which a run goes on: what is looked at, when it is enough, how many come next, what is said last."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.comparison import compare_pairs
from sim.analysis.measures import measure_named
from sim.analysis.precision import (
    Goal,
    Known,
    Look,
    Reached,
    goal_of,
    known_mean,
    known_share,
    look_at_pairs,
    look_at_run,
    next_size,
    until_enough,
)
from sim.analysis.summary import summarise
from sim.analysis.trials import ExpectedShare
from sim.errors import InputError
from sim.scenario import RunSettings
from tests.analysis.conftest import MakeRun

SHARE, MONEY = measure_named("reached_target"), measure_named("payoff_eur")


def settings(**values: object) -> RunSettings:
    return RunSettings.model_validate({"replications": 250, **values})


def of_share(count: int, total: int, goal: Goal) -> Look:
    return Look(total, (known_share(count, total, goal.half_width),))


def test_a_goal_is_what_the_settings_say() -> None:
    """Nothing without precision; a number is in the measure's unit, a percentage a part of the mean."""
    assert goal_of(settings(), compared=False) is None
    assert goal_of(settings(precision=0.02), compared=True) == Goal(SHARE, 0.02)
    found = goal_of(settings(precision="5%", precision_of="payoff_eur", replications=300), compared=False)
    assert found == Goal(MONEY, 0.05, relative=True, first=300)
    assert found.first_look == 500


@pytest.mark.parametrize(
    ("values", "compared", "words"),
    [
        ({"precision": 0.5}, False, "precision: found 0.5; reached_target is a share"),
        ({"precision": "5%"}, False, "reached_target is a share; write points of it as a number"),
        ({"precision": "5%", "precision_of": "payoff_eur"}, True, "a difference may be nothing at all"),
        ({"precision": 1.0, "precision_of": "pay_off"}, False, "precision_of=pay_off: there is no such measure"),
        ({"precision": 1.0, "precision_of": "surprise_ratio"}, False, "is not known of every programme"),
    ],
)
def test_a_goal_that_makes_no_sense_of_its_measure_is_refused(
    values: dict[str, object], compared: bool, words: str
) -> None:
    """Before anything is simulated, with the reason."""
    with pytest.raises(InputError, match=words):
        goal_of(settings(**values), compared=compared)


@pytest.mark.parametrize("name", ["reached_target", "standing_at_horizon", "payoff_eur", "live_max"])
def test_the_half_width_is_that_of_the_interval_that_is_reported(random_run: MakeRun, name: str) -> None:
    """In a run's summary and in a comparison's pairs, to the last digit."""
    first, second = random_run(1), random_run(2)
    goal = Goal(measure_named(name), 0.02)
    told = summarise(first, horizon_weeks=260.0, target=20)[name]
    assert look_at_run(first, goal, 60).widest.half_width == (told["high"] - told["low"]) / 2.0
    (pair,) = compare_pairs({"a": first, "b": second})
    (known,) = look_at_pairs({"a": first, "b": second}, goal, 60).known
    reported = pair.differences[name]
    assert known.half_width == (reported.high - reported.low) / 2.0
    assert known.pair == ("a", "b")


def test_every_pair_has_to_be_narrow_and_the_widest_binds(random_run: MakeRun) -> None:
    """Three strategies make three pairs; one that is not enough is enough to go on."""
    runs = {"a": random_run(1), "b": random_run(1), "c": random_run(2)}
    look = look_at_pairs(runs, Goal(MONEY, 1.0), 60)
    assert [one.pair for one in look.known] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [one.enough for one in look.known] == [True, False, False]
    assert not look.enough
    assert look.widest.pair == ("a", "c")


def test_one_strategy_under_two_names_is_known_at_once(random_run: MakeRun) -> None:
    """Its differences are nothing, certainly: the comparison says the same."""
    look = look_at_pairs({"a": random_run(1), "b": random_run(1)}, Goal(SHARE, 0.001), 60)
    assert look.widest.half_width == 0.0


def test_what_is_known_of_some_futures_only_is_compared_over_those(random_run: MakeRun) -> None:
    """Programmes that broke on one side are left out; where none is left there is nothing to go on for."""
    goal = Goal(SHARE, 0.02)
    (known,) = look_at_pairs({"a": random_run(1), "b": random_run(2, 40, 20)}, goal, 60).known
    (pair,) = compare_pairs({"a": random_run(1), "b": random_run(2, 40, 20)})
    assert pair.paired == 40
    assert known.half_width == (pair.differences[SHARE.name].high - pair.differences[SHARE.name].low) / 2.0
    with pytest.raises(InputError, match="'a' and 'b' have no finished programme in common"):
        look_at_pairs({"a": random_run(1), "b": random_run(2, 40, 60)}, goal, 100)


@given(st.integers(1, 40), st.floats(0.0, 1.0), st.floats(0.001, 0.2))
def test_the_next_look_is_whole_batches_no_more_than_twice_and_never_beyond_the_cap(
    batches: int, share: float, half_width: float
) -> None:
    """And it comes only where there is not enough yet."""
    goal = Goal(SHARE, half_width, most=7_300)
    size = 250 * batches
    look = of_share(round(share * size), size, goal)
    following = next_size(goal, look)
    if look.enough or size >= goal.most:
        assert following is None
    else:
        assert following is not None
        assert size < following <= min(2 * size, goal.most)
        assert following % 250 == 0 or following == goal.most


def test_the_next_look_goes_no_farther_than_expected_to_be_enough() -> None:
    """A share of 0.2 to three points takes 683 programmes: after 500, 750 and not 1,000."""
    goal = Goal(SHARE, 0.03)
    assert next_size(goal, of_share(100, 500, goal)) == 750
    assert next_size(Goal(SHARE, 0.02), of_share(100, 500, Goal(SHARE, 0.02))) == 1_000


def test_looks_go_on_until_it_is_enough() -> None:
    """Each is told to who watches, with the size of the next; the end says how precise it is."""
    goal, told = Goal(SHARE, 0.03), []
    found = until_enough(goal, lambda n: of_share(n // 5, n, goal), lambda look, to: told.append((look, to)))
    assert [(look.replications, to) for look, to in told] == [(250, 500), (500, 750), (750, None)]
    assert not found.capped
    document = found.document()
    assert (document["replications"], document["capped"], document["needed"]) == (750, False, 750)
    assert document["reached"] <= document["wanted"] == 0.03
    assert [look["replications"] for look in document["looks"]] == [250, 500, 750]


def test_the_cap_ends_it_and_says_how_many_it_would_take() -> None:
    """Two points of a share of a half take 2,398; with 600 allowed the last look has 600."""
    goal = Goal(SHARE, 0.02, most=600)
    found = until_enough(goal, lambda n: of_share(n // 2, n, goal), lambda *_: None)
    assert [look.replications for look in found.looks] == [250, 500, 600]
    document = found.document()
    assert (document["capped"], document["needed"]) == (True, 2_398)
    assert document["reached"] > 0.02


def test_a_cap_below_a_batch_is_the_first_look() -> None:
    """Two hundred and fifty at least; what is asked for first is rounded up to whole batches."""
    assert Goal(SHARE, 0.02, first=200).first_look == 250
    assert Goal(SHARE, 0.02, first=251, most=400).first_look == 400


def test_what_cannot_be_reached_has_no_number() -> None:
    """Five percent of a mean of nothing; one programme; a half-width that takes over a thousand million."""
    values = np.array([-1.0, 1.0] * 200)
    nothing = Look(400, (known_mean(values, 0.05, relative=True),))
    lonely = Look(1, (known_mean(np.ones(1), 1.0),))
    endless = Look(250, (Known(0.06, 1e-9, ExpectedShare(0.5)),))
    assert [look.needed() for look in (nothing, endless)] == [None, None]
    assert not lonely.enough
    document = Reached(Goal(MONEY, 1.0, most=250), (lonely,)).document()
    assert document["reached"] is None
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_more_are_needed_than_there_are_where_there_are_not_enough() -> None:
    """The bootstrap and what reckons ahead may differ by a hair."""
    hair = Known(0.05 + 1e-9, 0.05, ExpectedShare(0.5))
    assert Look(900, (hair,)).needed() == 901
    assert math.isclose(Look(900, (hair,)).widest.half_width, 0.05, abs_tol=1e-6)
