"""Seven rules of choice on tables small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.robust import Criterion, RobustChoice, lower_tail_mean, most_regret, robust_choice
from sim.errors import InputError

# Ten worlds. 'bold' pays 10 in nine of them and -20 in one, 'even' pays 6 everywhere.
BOLD = [10.0] * 9 + [-20.0]
EVEN = [6.0] * 10

payoffs = st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=3), min_size=1, max_size=30)


def criterion(found: RobustChoice, words: str) -> Criterion:
    """The criterion whose name holds these words."""
    (one,) = [each for each in found.criteria if words in each.name]
    return one


def test_seven_criteria_by_hand() -> None:
    """bold: mean 7, P10 = -20 + 0.9 × 30 = 7, worst tenth -20, regret 26, pays back in 9 of 10, best in 9 of 10.

    even: 6, 6, 6, regret 4, 10 of 10, 1 of 10. Reached: bold 8 of 10, even 9 of 10.
    """
    found = robust_choice({"bold": BOLD, "even": EVEN}, {"bold": [1] * 8 + [0] * 2, "even": [1] * 9 + [0]})
    values = {each.name.split()[0]: each.values for each in found.criteria}
    assert values["expected"] == (7.0, 6.0)
    assert values["one"] == pytest.approx((7.0, 6.0))
    assert values["mean"] == (-20.0, 6.0)
    assert values["greatest"] == (4.0, 26.0)[::-1]
    assert values["pays"] == (0.9, 1.0)
    assert values["reaches"] == (0.8, 0.9)
    assert values["is"] == (0.9, 0.1)
    picks = [each.picks for each in found.criteria]
    assert picks == [("bold",), ("bold",), ("even",), ("even",), ("even",), ("even",), ("bold",)]
    assert found.agreed == ()
    assert found.sentence.startswith("The criteria disagree: bold by 'expected value', ")


def test_a_strategy_that_is_better_everywhere_is_picked_by_all() -> None:
    """Dominance: one verdict, steady in every resample, and a regret of nothing."""
    found = robust_choice({"worse": [1.0, 2.0, 5.0], "better": [2.0, 3.0, 6.0]})
    assert found.agreed == ("better",)
    assert len(found.criteria) == 6
    assert criterion(found, "regret").values == (1.0, 0.0)
    assert all(each.steady == 1.0 for each in found.criteria if "pays back" not in each.name)
    assert found.sentence == (
        "All 5 criteria that decide agree on better. 'pays back (payoff of at least 0)' decides nothing."
    )
    assert robust_choice({"a": [1.0, 2.0], "b": [1.0, 2.0]}).sentence == "No criterion tells a and b apart."


def test_ties_are_told_and_decide_nothing() -> None:
    """Both pay back everywhere: both are picked, and the sentence says that the criterion decides nothing."""
    pays_back = criterion(robust_choice({"a": [1.0, 2.0], "b": [2.0, 1.0]}), "pays back")
    assert pays_back.picks == ("a", "b")
    assert pays_back.sentence.endswith("which is all of them; this criterion decides nothing.")


def test_best_of_all_splits_ties() -> None:
    """Tied in one of two worlds: a half of that world each, so 3/4 and 1/4."""
    found = criterion(robust_choice({"a": [1.0, 2.0], "b": [1.0, 1.0]}), "best of all")
    assert found.values == (0.75, 0.25)


def test_a_pick_that_hangs_on_one_world_is_not_steady() -> None:
    """bold leads by expected value only while its bad world is drawn at most once in ten: in about 3 of 4 resamples.

    Its mean is 10 less 3 for each draw of that world, so it leads with none or one: P = 0.9^10 + 10 × 0.1 × 0.9^9.
    """
    found = criterion(robust_choice({"bold": BOLD, "even": EVEN}, resamples=2_000), "expected value")
    assert found.steady == pytest.approx(0.9**10 + 0.9**9, abs=0.04)
    assert "next even with €6." in found.sentence


def test_luck_is_no_regret() -> None:
    """Two strategies that pay 0 in every world but for luck of their own: a choice between them regrets nothing.

    Regret of the means of two programmes is near 3, the largest of 200 differences of sd 1. What is left is chance in
    how much of their variance luck makes, and less than half of that.
    """
    luck = np.random.default_rng(5).normal(size=(2, 200, 2))
    found = robust_choice({"a": luck[0], "b": luck[1]})
    means = robust_choice({"a": luck[0].mean(axis=1), "b": luck[1].mean(axis=1)})
    assert max(criterion(found, "regret").values) < 0.5 * max(criterion(means, "regret").values)
    assert criterion(found, "expected").values == pytest.approx(criterion(means, "expected").values)
    assert criterion(found, "expected").steady < 0.95


def test_rules_that_decide_nothing_are_not_counted_as_picks() -> None:
    """Both pay back in every world: the verdict says so apart from who picks whom."""
    found = robust_choice({"a": [1.0, 9.0], "b": [3.0, 4.0]})
    assert "'pays back (payoff of at least 0)'" in found.sentence
    assert "decide" in found.sentence.rpartition(".")[0].rpartition(".")[2]
    assert not criterion(found, "pays back").decides


def test_the_worst_tenth_counts_part_of_a_world() -> None:
    """Of 15 worlds the tail is one and a half: (1 × -3 + 0.5 × -1) / 1.5."""
    column = np.array([[5.0]] * 13 + [[-1.0], [-3.0]])
    assert lower_tail_mean(column)[0] == pytest.approx(-3.5 / 1.5)
    assert lower_tail_mean(column[:5])[0] == 5.0


@given(payoffs)
def test_tail_mean_and_regret_keep_their_bounds(rows: list[list[int]]) -> None:
    """The worst tenth lies between the worst and the mean; somebody has no regret where few differ."""
    values = np.array(rows, dtype=float)
    tail = lower_tail_mean(values)
    assert np.all(values.min(axis=0) - 1e-9 <= tail)
    assert np.all(tail <= values.mean(axis=0) + 1e-9)
    assert np.all(most_regret(values) >= 0.0)
    assert np.all(most_regret(values[:1]).min() == 0.0)


@given(payoffs)
def test_the_order_of_strategies_does_not_matter(rows: list[list[int]]) -> None:
    """Columns turned round give the same values and picks under the same names."""
    columns = dict(zip("abc", np.array(rows, dtype=float).T, strict=True))
    there = robust_choice(columns, resamples=3)
    back = robust_choice(dict(reversed(columns.items())), resamples=3)
    for one, other in zip(there.criteria, back.criteria, strict=True):
        assert one.values == other.values[::-1]
        assert set(one.picks) == set(other.picks)


@pytest.mark.parametrize(
    ("payoff", "reached", "words"),
    [
        ({"a": [1.0]}, None, "at least 2 strategies"),
        ({"a": [1.0], "b": [1.0, 2.0]}, None, "same worlds"),
        ({"a": [], "b": []}, None, "no world"),
        ({"a": [1.0], "b": [np.nan]}, None, "not finite"),
        ({"a": [[[1.0]]], "b": [[[1.0]]]}, None, "worlds × replications"),
        ({"a": [1.0], "b": [2.0]}, {"a": [1.0], "c": [1.0]}, "targets of a and c"),
        ({"a": [1.0], "b": [2.0]}, {"a": [1.0, 0.0], "b": [1.0, 0.0]}, "targets of 2"),
        ({"a": [1.0], "b": [2.0]}, {"a": [1.5], "b": [1.0]}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    payoff: dict[str, list[float]], reached: dict[str, list[float]] | None, words: str
) -> None:
    """One strategy, other worlds, no worlds, no numbers."""
    with pytest.raises(InputError, match=words):
        robust_choice(payoff, reached)
