"""KN keeps its promise wherever the best stands; OCBA gives the published numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import binom, norm

from sim.analysis.selection import chance_of_right_choice, kim_nelson, ocba, ocba_allocation
from sim.errors import InputError

Floats = npt.NDArray[np.float64]
Observe = Callable[[Sequence[int], range], Floats]

CHEN_LEE = ([1.2, 2.1, 3.4, 4.87, 6.05], [3.3, 2.0, 4.5, 5.3, 6.9], [12, 6, 5, 5, 4])
CANDIDATES = 5
SIMULATIONS = 250
INDIFFERENCE = 1.0


def stored(outcomes: Floats) -> Observe:
    """Outcomes that lie ready: a row for each candidate, a column for each future."""
    return lambda candidates, futures: outcomes[list(candidates)][:, futures.start : futures.stop]


def futures(rng: np.random.Generator, best: int, deviations: Floats, common: float) -> Floats:
    """The best ahead by the indifference zone, all others level: the hardest case; `common` is the luck they share."""
    shared = common * rng.normal(size=400)
    outcomes = deviations[:, None] * rng.normal(size=(CANDIDATES, 400)) + shared
    outcomes[best] += INDIFFERENCE
    return outcomes


def test_published_allocation() -> None:
    """Chen & Lee's example, smaller is better: 100 more runs go 48, 38, 11, 2, 1."""
    assert ocba_allocation(*CHEN_LEE, 100, higher_is_better=False).tolist() == [48, 38, 11, 2, 1]


def test_allocation_turns_round_with_the_sign() -> None:
    """The mirrored example, where higher is better, is shared out alike."""
    means, variances, counts = CHEN_LEE
    assert ocba_allocation([-mean for mean in means], variances, counts, 100).tolist() == [48, 38, 11, 2, 1]


def test_allocation_by_hand() -> None:
    """Best at 0, rivals 1 and 2 behind, variance 1, one run each, 97 more, 100 in all.

    Rivals weigh 1 and 1/4, the best sqrt(1 + 1/16) = 1.0308: of 100 that is 45.19, 43.84 and 10.96. Cut to whole runs
    45, 43 and 10, the 2 left over go to the best: 47, 43, 10, each less the one it has had.
    """
    assert ocba_allocation([0.0, -1.0, -2.0], [1.0] * 3, [1, 1, 1], 97).tolist() == [46, 42, 9]


def test_who_has_had_more_than_its_due_gets_none() -> None:
    """A hopeless candidate with 50 runs keeps them: the 40 left are 20.00003 and 19.99997, whole runs 20 and 19, and
    the one left over goes to the best: 21 and 19, each less the five it has had."""
    more = ocba_allocation([0.0, -1.0, -20.0], [1.0] * 3, [5, 5, 50], 30)
    assert more.tolist() == [16, 14, 0]


def test_of_tied_leaders_only_they_are_run() -> None:
    """Two level at the top: an allocation by distance would divide by zero; the third is of no concern."""
    assert ocba_allocation([2.0, 2.0, 0.0], [1.0, 1.0, 9.0], [10, 10, 10], 20).tolist() == [10, 10, 0]


def test_nothing_varies_nothing_to_run() -> None:
    """Without variance further runs tell nothing, and saying how to spread them would be made up."""
    with pytest.raises(InputError, match="tell nothing"):
        ocba_allocation([2.0, 1.0], [0.0, 0.0], [5, 5], 10)


def test_chance_by_hand() -> None:
    """Distances 1 and 2, variance 1, 8 runs each: standard error 1/2, so 1 - Phi(-2) - Phi(-4)."""
    found = chance_of_right_choice([3.0, 2.0, 1.0], [1.0] * 3, [8, 8, 8])
    assert found == pytest.approx(1.0 - norm.cdf(-2.0) - norm.cdf(-4.0))
    assert chance_of_right_choice([3.0, 3.0], [0.0, 0.0], [8, 8]) == 0.5
    assert chance_of_right_choice([3.0, 2.0], [0.0, 0.0], [8, 8]) == 1.0


def test_spending_where_it_tells_beats_spending_evenly() -> None:
    """Nine candidates, 270 runs, 300 repetitions: OCBA is right more often by over 3 standard errors (seed fixed)."""
    rng, means = np.random.default_rng(5), np.linspace(0.0, 2.0, 9)
    by_rule, evenly = 0, 0
    for _ in range(300):
        outcomes = means[:, None] + 1.5 * rng.normal(size=(9, 270))
        found = ocba(stored(outcomes), 9, budget=270, first=10, batch=20)
        assert sum(found.counts) == 270
        by_rule += found.best == 8
        evenly += int(np.argmax(outcomes[:, :30].mean(axis=1))) == 8
    assert by_rule - evenly > 3 * np.sqrt(300 * 0.25)


def test_candidates_that_have_not_varied_yet_are_run_on() -> None:
    """First runs all alike tell nothing; the budget is then spent evenly until something shows."""
    outcomes = np.zeros((2, 40))
    outcomes[1, 10:] = 1.0
    found = ocba(stored(np.vstack((outcomes, np.arange(40.0) % 2 - 5.0))), 3, budget=90, first=10, batch=10)
    assert found.best == 1


@cache
def right(best: int, unequal: bool, common: float) -> int:
    """How many of 250 selections find the best."""
    rng = np.random.default_rng((best, unequal, int(common)))
    deviations = np.linspace(0.5, 2.5, CANDIDATES) if unequal else np.full(CANDIDATES, 1.5)
    studies = (stored(futures(rng, best, deviations, common)) for _ in range(SIMULATIONS))
    return sum(kim_nelson(study, CANDIDATES, indifference=1.0, at_most=400).best == best for study in studies)


@pytest.mark.parametrize("best", range(CANDIDATES))
@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("common", [0.0, 2.0])
def test_the_promise_holds_wherever_the_best_stands(best: int, unequal: bool, common: float) -> None:
    """At least 95% right. Were it exactly 95%, each of the 20 cases would fail by chance once in 100,000 times."""
    assert right(best, unequal, common) > binom.ppf(1e-5, SIMULATIONS, 0.95)


def test_the_promise_holds_over_all_positions_together() -> None:
    """The same 5,000 selections at once: a procedure that is right in 93 of 100 is found out. By chance once in 1e5."""
    cases = [
        (best, unequal, common) for best in range(CANDIDATES) for unequal in (False, True) for common in (0.0, 2.0)
    ]
    assert sum(right(*case) for case in cases) > binom.ppf(1e-5, SIMULATIONS * len(cases), 0.95)


def test_common_luck_saves_futures() -> None:
    """Luck that all share cancels in the differences that the screening reads: ten times as many futures are saved."""
    rng = np.random.default_rng(8)
    own, shared = rng.normal(size=(3, 4_000)), 3.0 * rng.normal(size=4_000)
    means = np.array([[0.0], [0.5], [1.0]])
    paired = kim_nelson(stored(means + 0.5 * own + shared), 3, indifference=0.5)
    unpaired = kim_nelson(stored(means + 3.0 * own), 3, indifference=0.5)
    assert paired.best == 2
    assert 10 * paired.futures < unpaired.futures


def test_batches_change_what_is_simulated_and_not_who_wins() -> None:
    """Futures are judged one by one, however many of them were simulated at a time."""
    outcomes = futures(np.random.default_rng(9), 2, np.full(CANDIDATES, 1.5), 1.0)
    one, many = (kim_nelson(stored(outcomes), CANDIDATES, indifference=1.0, batch=batch) for batch in (1, 64))
    assert one == many
    assert any(dropped is not None for dropped in one.dropped_at)


def test_candidates_that_never_differ_are_tied() -> None:
    """The same outcomes twice: both are named, after the first futures, whoever is better than a third."""
    row = np.random.default_rng(10).normal(size=100)
    found = kim_nelson(stored(np.vstack((row - 5.0, row, row))), 3, indifference=0.1)
    assert (found.best, found.tied, found.futures) == (1, (1, 2), 20)
    assert found.guaranteed


def test_without_enough_futures_there_is_no_promise() -> None:
    """Stopped at 30 futures with a zone far too narrow for them: a choice, and no guarantee."""
    outcomes = np.random.default_rng(11).normal(size=(3, 30))
    found = kim_nelson(stored(outcomes), 3, indifference=0.01, at_most=30)
    assert not found.guaranteed
    assert found.futures == 30


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"candidates": 1}, "at least two candidates"),
        ({"indifference": 0.0}, "indifference zone"),
        ({"confidence": 0.2}, "a guess"),
        ({"first": 1}, "no variance"),
        ({"batch": 0}, "is none"),
        ({"at_most": 10}, "fewer than the first"),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused(changes: dict[str, float], words: str) -> None:
    """Each with what is wrong about it, before anything is observed."""
    settings = {"candidates": 3, "indifference": 1.0, **changes}
    with pytest.raises(InputError, match=words):
        kim_nelson(stored(np.zeros((3, 50))), **settings)  # type: ignore[arg-type]


def test_broken_outcomes_are_refused() -> None:
    """A missing outcome, a missing future, a budget below the first runs, counts of nothing."""
    with pytest.raises(InputError, match="not finite"):
        kim_nelson(stored(np.full((3, 50), np.nan)), 3, indifference=1.0)
    with pytest.raises(InputError, match="has shape"):
        kim_nelson(stored(np.zeros((3, 10))), 3, indifference=1.0)
    with pytest.raises(InputError, match="less than 10 first runs"):
        ocba(stored(np.zeros((3, 50))), 3, budget=29)
    with pytest.raises(InputError, match="not been run"):
        ocba_allocation([1.0, 2.0], [1.0, 1.0], [0, 5], 10)
