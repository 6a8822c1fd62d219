"""A search on payoffs with a known best policy: it is found, its optimism is seen, and fresh luck takes it away."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.bench import Effort
from sim.analysis.optimise import Optimised, optimise
from sim.analysis.policy_space import Choice, Order, Policy, Space, policy
from sim.errors import InputError

Floats = npt.NDArray[np.float64]
Payoff = Callable[[dict[str, object]], float]

BLOCK = 25
FRESH = 200
EFFORT = Effort(budget=200_000, block=BLOCK, blocks=4, fresh=FRESH)
ITEMS = ("a", "b", "c")
SPACE = Space(
    (
        Choice("timing", tuple(policy({"timing": each}) for each in (None, 0, 3, 6, 9))),
        Choice("split", tuple(policy({"platform": each, "units": 10 - each}) for each in (0, 2, 4, 6))),
        Order("order", ITEMS),
    )
)
START = policy({"timing": None, "platform": 0, "units": 10, "order": ()})
BEST = policy({"timing": 6, "platform": 4, "units": 6, "order": ("b", "a")})


def payoff(values: dict[str, object]) -> float:
    """A hill of one top: timing 6, four for the platform, b before a and no c."""
    timing, platform, order = values["timing"], values["platform"], values["order"]
    assert isinstance(order, tuple)
    assert isinstance(platform, int)
    late = 4.0 if timing is None else abs(int(str(timing)) - 6) / 3.0
    ordered = 1.0 if "a" in order and "b" in order and order.index("b") < order.index("a") else 0.0
    return 10.0 - late - abs(platform - 4) / 2.0 + ("a" in order) + ("b" in order) - ("c" in order) + ordered


def flat(_: dict[str, object]) -> float:
    """No policy is better than another."""
    return 5.0


def simulated(
    truth: Payoff, study: int, noise: float, common: float = 3.0, log: list[int] | None = None
) -> Callable[[Sequence[Policy], int], Floats]:
    """Luck that all policies share, and luck of each policy's own; both depend on nothing but policy and block."""

    def outcomes(policies: Sequence[Policy], block: int) -> Floats:
        if log is not None:
            log.append(block)
        shared = common * np.random.default_rng((study, block)).normal(size=EFFORT.size(block))
        return np.array([truth(dict(each)) + shared + noise * own(each, block) for each in policies])

    def own(each: Policy, block: int) -> Floats:
        return np.random.default_rng((study, block, *repr(each).encode())).normal(size=EFFORT.size(block))

    return outcomes


def found(study: int = 0, noise: float = 0.5, effort: Effort = EFFORT, truth: Payoff = payoff) -> Optimised:
    return optimise(simulated(truth, study, noise), SPACE, [START], effort)


@cache
def studies_without_a_better_policy() -> tuple[Optimised, ...]:
    """Sixty searches where there is nothing to find."""
    return tuple(found(study, noise=2.0, truth=flat) for study in range(60))


def test_finds_the_top_and_says_how_it_got_there() -> None:
    """Noise 0.5 against steps of at least 2/3: the best policy, by moves that each gained, and gain near its truth."""
    result = found()
    assert result.winner == BEST
    assert result.stopped == "no part offers a better policy"
    assert all(move.gain > 0.0 for move in result.moves)
    assert result.moves[-1].policy == BEST
    assert result.gain.mean == pytest.approx(payoff(dict(BEST)) - payoff(dict(START)), abs=0.2)
    assert result.gain.clear
    assert "timing from null to 6" in result.sentence()
    assert [move.spent for move in result.moves] == sorted({move.spent for move in result.moves})
    assert f"gains €{result.gain.mean:.1f}" in result.sentence(lambda value: f"€{value:.1f}")


def test_finds_the_top_in_most_searches_with_much_noise() -> None:
    """Noise 1.5 with 100 programmes a policy: a step of 2/3 is 3 standard errors of a difference, so most are right."""
    right = sum(found(study, noise=1.5).winner == BEST for study in range(30))
    assert right >= 24


def test_searching_noise_is_optimistic_and_fresh_luck_is_not() -> None:
    """All policies equal: the search sees gains, whose mean is many standard errors above nothing; on fresh luck
    the mean gain is within 3.3 standard errors of nothing (one seed in a thousand is not)."""
    results = studies_without_a_better_policy()
    seen = np.array([each.searched_gain for each in results])
    left = np.array([each.gain.mean for each in results])
    optimism = np.array([each.optimism_of_gain for each in results])
    assert optimism.mean() > 5.0 * optimism.std() / math.sqrt(60)
    assert seen.mean() > 0.3
    assert abs(left.mean()) < 3.3 * left.std() / math.sqrt(60)


def test_the_winner_s_own_level_is_optimistic_too() -> None:
    """Its mean where it was chosen lies above its mean on fresh luck, whose interval holds the true 5 in 95 of 100."""
    results = studies_without_a_better_policy()
    assert np.mean([each.optimism.mean for each in results]) > 0.3
    assert all(each.optimism.low < each.optimism.mean < each.optimism.high for each in results)
    assert sum(each.fresh.low <= 5.0 <= each.fresh.high for each in results) >= 50


def test_a_gain_on_noise_is_seldom_called_clear_and_rivals_are_named() -> None:
    """At most 8 of 60 by chance (1e-2), and nearly every winner has policies that are as good for all one knows."""
    results = studies_without_a_better_policy()
    assert sum(each.gain.clear and each.gain.mean > 0.0 for each in results) <= 8
    assert sum(bool(each.rivals) for each in results) >= 50
    assert all(each.winner not in each.rivals for each in results)


def test_the_search_repeats_itself() -> None:
    """The same futures, the same search, to the last bit."""
    assert found(study=3, noise=1.0) == found(study=3, noise=1.0)


def test_fresh_luck_is_not_the_luck_of_the_search() -> None:
    """Blocks 0 to 3 are searched; 4 comes after them and once, for winner and start together."""
    log: list[int] = []
    optimise(simulated(payoff, 0, 0.5, log=log), SPACE, [START], EFFORT)
    assert log[-1] == 4
    assert set(log[:-1]) == set(range(4))


def test_the_winner_s_gain_is_its_own_mean_less_the_start_s() -> None:
    """On fresh luck, exactly; each mean has an interval of its own."""
    result = found()
    assert result.gain.mean == pytest.approx(result.fresh.mean - result.start_fresh.mean)
    assert result.start_fresh.low < result.start_fresh.mean < result.start_fresh.high


def test_rounds_end_a_search_that_would_go_on() -> None:
    """One round finds something, and a second could: it is said that the rounds are over, and less was spent."""
    one, whole = found(effort=replace(EFFORT, rounds=1)), found()
    assert one.stopped == "the rounds are over"
    assert one.winner != one.start
    assert one.programmes < whole.programmes
    assert found(effort=replace(EFFORT, rounds=9)) == whole


def test_racing_spends_less_than_running_everything() -> None:
    """Clearly worse policies are dropped after a block or two: under 60% of four blocks for every policy tried."""
    result = found(noise=0.5)
    searched = result.programmes - EFFORT.reserved
    assert searched < 0.6 * result.policies * EFFORT.blocks * BLOCK


def test_the_budget_is_kept_and_the_fresh_run_is_within_it() -> None:
    """Too little for a whole search: it says so, has spent no more than was allowed, and still has its fresh run."""
    starts = [policy({**dict(BEST), "timing": each}) for each in (0, 3, 9)]
    for budget in (600, 700, 800):
        outcomes = simulated(payoff, 0, 0.5)
        result = optimise(outcomes, SPACE, [START, *starts], replace(EFFORT, budget=budget))
        assert result.programmes <= budget
        assert result.searched == pytest.approx(payoff(dict(result.winner)), abs=1.5)
        assert result.stopped == "the budget is spent"
        assert result.gain.total == FRESH


def test_nothing_better_is_said_as_such() -> None:
    """From the top nothing is gained: winner and start are one, and differ by exactly nothing."""
    result = optimise(simulated(payoff, 1, 0.5), SPACE, [BEST], EFFORT)
    assert result.winner == result.start == BEST
    assert (result.gain.mean, result.searched_gain, result.moves) == (0.0, 0.0, ())
    assert result.sentence().startswith("Nothing better")


def test_what_makes_no_difference_is_left_as_it_is() -> None:
    """Every policy gives the same in every future: ties go to the present one, and the search ends."""
    result = found(noise=0.0, truth=flat)
    assert (result.winner, result.moves) == (START, ())
    assert len(result.rivals) == result.policies - 1


def test_further_starts_can_reach_what_one_start_cannot() -> None:
    """Two cards that only pay together: no single step gains, but from another start the top is there."""
    together = Space(tuple(Choice(card, (policy({card: 0}), policy({card: 1}))) for card in ("x", "y")))

    def ridge(values: dict[str, object]) -> float:
        return {(0, 0): 1.0, (1, 1): 2.0}.get((int(str(values["x"])), int(str(values["y"]))), 0.0)

    low, top = policy({"x": 0, "y": 0}), policy({"x": 1, "y": 1})
    alone = optimise(simulated(ridge, 0, 0.1), together, [low], EFFORT)
    with_another = optimise(simulated(ridge, 0, 0.1), together, [low, top], EFFORT)
    assert alone.winner == low
    assert with_another.winner == top
    assert with_another.moves[0].step == "the starts"


def test_what_is_not_possible_is_not_tried() -> None:
    """The top is forbidden: it is never simulated, and the search ends elsewhere."""
    tried: set[Policy] = set()
    inner = simulated(payoff, 0, 0.5)

    def outcomes(policies: Sequence[Policy], block: int) -> Floats:
        tried.update(policies)
        return inner(policies, block)

    result = optimise(outcomes, SPACE, [START], EFFORT, allowed=lambda each: each != BEST)
    assert BEST not in tried
    assert result.winner != BEST


def test_shares_are_searched_by_flags() -> None:
    """Chances of 0.2 to 0.8: the best of the timing is found, and the gain is that of paired shares."""

    def outcomes(policies: Sequence[Policy], block: int) -> Floats:
        luck = np.random.default_rng((5, block)).uniform(size=EFFORT.size(block))
        return np.array([(luck < 0.2 + payoff(dict(each)) / 22.0).astype(float) for each in policies])

    result = optimise(outcomes, SPACE, [START], EFFORT, share=True)
    assert result.winner == BEST
    assert result.gain.p_value is not None
    from_the_top = optimise(outcomes, SPACE, [BEST], EFFORT, share=True)
    assert (from_the_top.gain.low, from_the_top.gain.high) == (0.0, 0.0)
    with pytest.raises(InputError, match="neither 0 nor 1"):
        optimise(simulated(payoff, 0, 0.5), SPACE, [START], EFFORT, share=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"budget": 500}, "at least 600 are needed"),
        ({"block": 5}, "at least 10 programmes"),
        ({"blocks": 0}, "at least one of them"),
        ({"fresh": 0}, "as many of fresh luck"),
        ({"rounds": 0}, "at least one is needed"),
        ({"drop_level": 1.0}, "between 0 and 1"),
    ],
)
def test_an_effort_that_makes_no_sense_is_refused(changes: dict[str, float], words: str) -> None:
    """Before anything is simulated: 600 is 2 × 4 × 25 to compare two policies and 2 × 200 of fresh luck."""
    with pytest.raises(InputError, match=words):
        found(effort=replace(EFFORT, **changes))  # type: ignore[arg-type]


def test_a_start_outside_the_space_and_broken_outcomes_are_refused() -> None:
    """Other cards, no start, an impossible one, missing programmes, missing numbers."""
    with pytest.raises(InputError, match="cards of the space"):
        optimise(simulated(payoff, 0, 0.5), SPACE, [policy({"timing": 0})], EFFORT)
    with pytest.raises(InputError, match="there is none"):
        optimise(simulated(payoff, 0, 0.5), SPACE, [], EFFORT)
    with pytest.raises(InputError, match="not possible"):
        optimise(simulated(payoff, 0, 0.5), SPACE, [START], EFFORT, allowed=lambda _: False)
    with pytest.raises(InputError, match="has shape"):
        optimise(lambda policies, _: np.zeros((len(policies), 3)), SPACE, [START], EFFORT)
    with pytest.raises(InputError, match="not finite"):
        optimise(lambda policies, _: np.full((len(policies), EFFORT.size(0)), np.nan), SPACE, [START], EFFORT)
