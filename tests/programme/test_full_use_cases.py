"""What the business asks for, against theory: each attribute of a use case has the distribution that its cards state.

All counts and means are within four standard errors of theory: a false alarm has a chance below 1e-4 each, and the seed
is fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import pytest

from sim.luck import Luck
from sim.programme.use_case import UseCase, draw_use_case
from sim.rules import demand
from sim.scenario import Scenario
from tests.programme.worlds import plain

SEED = 21
DRAWS = 4_000


def drawn(scenario: Scenario, rank: int = 0) -> list[UseCase]:
    """The use case with this rank in many replications."""
    return [draw_use_case(scenario, Luck(SEED, number), rank) for number in range(DRAWS)]


def near_share(found: Iterable[bool], share: float) -> bool:
    """Whether a count is within four standard errors of its mean; exactly where the share is 0 or 1."""
    hits = list(found)
    return abs(sum(hits) - len(hits) * share) <= 4.0 * math.sqrt(len(hits) * share * (1.0 - share))


def near_mean(found: Iterable[float], mean: float, sd: float) -> bool:
    """Whether a sample's mean is within four standard errors of theory."""
    values = list(found)
    return abs(sum(values) / len(values) - mean) <= 4.0 * sd / math.sqrt(len(values))


# --- risk -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "shares"),
    [
        (0.4, 0.2, (0.4, 0.4, 0.2)),
        (0.0, 0.0, (0.0, 1.0, 0.0)),
        (0.8, 0.5, (0.5, 0.0, 0.5)),
        (1.0, 0.0, (1.0, 0.0, 0.0)),
    ],
)
def test_risk_tiers_have_their_shares_and_high_risk_wins(
    low: float, high: float, shares: tuple[float, float, float]
) -> None:
    """Low and high as their cards say, middle the rest; where both are more than all there is, high goes first."""
    found = drawn(plain(opportunities__low_risk_share=low, opportunities__high_risk_share=high))
    for tier, share in zip((demand.LOW, demand.MIDDLE, demand.HIGH), shares, strict=True):
        assert near_share((use_case.risk == tier for use_case in found), share)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_only_use_cases_of_low_risk_are_narrow(share: float) -> None:
    """A quarter of the low-risk ones and none of the others; all or none of them at the ends."""
    found = drawn(
        plain(opportunities__low_risk_share=0.4, opportunities__high_risk_share=0.2, opportunities__narrow_share=share)
    )
    assert near_share((use_case.narrow for use_case in found if use_case.risk == demand.LOW), share)
    assert not any(use_case.narrow for use_case in found if use_case.risk != demand.LOW)


# --- data -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rank", "mean"), [(0, 0.7), (10, 1.0), (43, 1.99), (44, 2.0), (150, 2.0)])
def test_messiness_grows_with_rank_up_to_twice_an_ordinary_project(rank: int, mean: float) -> None:
    """0.7 + 0.03 a rank, 2 at most, with no spread: exactly; with a spread of 0.4: that mean, and 0.4 in logarithms."""
    cards: dict[str, Any] = {"opportunities__first_messiness": 0.7, "opportunities__messiness_per_rank": 0.03}
    exact = draw_use_case(plain(**cards, opportunities__messiness_log_sd=0.0), Luck(SEED, 0), rank)
    assert exact.messiness == pytest.approx(mean)
    found = [use_case.messiness for use_case in drawn(plain(**cards, opportunities__messiness_log_sd=0.4), rank)]
    assert near_mean(found, mean, mean * math.sqrt(math.expm1(0.16)))
    logs = [math.log(one) for one in found]
    assert near_mean(logs, math.log(mean) - 0.08, 0.4)
    assert near_mean([(log - math.log(mean) + 0.08) ** 2 for log in logs], 0.16, 0.16 * math.sqrt(2.0))


def test_a_first_use_case_messier_than_the_bound_is_as_messy_as_its_card_says() -> None:
    """The bound is on growth: 3 stays 3 at any rank."""
    scenario = plain(
        opportunities__first_messiness=3.0, opportunities__messiness_per_rank=0.5, opportunities__messiness_log_sd=0.0
    )
    assert [draw_use_case(scenario, Luck(SEED, 0), rank).messiness for rank in (0, 1, 50)] == pytest.approx([3.0] * 3)


# --- the turn of a life -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fade", "jump"), [(0.12, 0.12), (0.3, 0.1), (0.0, 0.2), (1.0, 0.0), (0.0, 0.0)])
def test_turns_have_their_shares(fade: float, jump: float) -> None:
    """Abandoned with 5% left, three times the volume after a launch, or as it was."""
    found = drawn(
        plain(traffic__fade_share=fade, traffic__fade_left=0.05, traffic__jump_share=jump, traffic__jump_times=3.0)
    )
    for turn, share in ((0.05, fade), (3.0, jump), (1.0, 1.0 - fade - jump)):
        assert near_share((use_case.turn == turn for use_case in found), share)


def test_the_age_of_a_turn_is_exponential() -> None:
    """Mean and spread of 65 weeks; a share of exp(-1) comes later than that."""
    ages = [use_case.turn_age_weeks for use_case in drawn(plain(traffic__turn_weeks=65.0))]
    assert near_mean(ages, 65.0, 65.0)
    assert near_share((age > 65.0 for age in ages), math.exp(-1.0))
    assert min(ages) > 0.0


# --- tokens, and who builds it ----------------------------------------------------------------------------------------


def test_tokens_vary_around_a_mean_of_one() -> None:
    """Lognormal with a spread of 0.5 in logarithms."""
    found = [use_case.tokens for use_case in drawn(plain(opportunities__token_log_sd=0.5))]
    assert near_mean(found, 1.0, math.sqrt(math.expm1(0.25)))
    assert near_mean([math.log(one) for one in found], -0.125, 0.5)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_platform_team_is_asked_to_ship_its_share_of_applications(share: float) -> None:
    """`builder` is uniform: three in ten fall below 0.3, whatever the unit."""
    found = drawn(plain())
    assert near_share((use_case.builder < share for use_case in found), share)
    assert near_share((use_case.builder < share for use_case in found if use_case.unit < 0.5), share)


# --- one draw does not sway another -----------------------------------------------------------------------------------

ATTRIBUTES: dict[str, Callable[[UseCase], float]] = {
    "risk": lambda use_case: use_case.risk,
    "messiness": lambda use_case: math.log(use_case.messiness),
    "turn": lambda use_case: use_case.turn,
    "turn age": lambda use_case: use_case.turn_age_weeks,
    "tokens": lambda use_case: math.log(use_case.tokens),
    "builder": lambda use_case: use_case.builder,
    "unit": lambda use_case: use_case.unit,
}


def correlation(first: list[float], second: list[float]) -> float:
    """Pearson's."""
    size = len(first)
    means = sum(first) / size, sum(second) / size
    both = sum((a - means[0]) * (b - means[1]) for a, b in zip(first, second, strict=True))
    alone = [sum((a - mean) ** 2 for a in values) for values, mean in zip((first, second), means, strict=True)]
    return both / math.sqrt(alone[0] * alone[1])


def test_the_attributes_are_independent_of_each_other() -> None:
    """Twenty-one correlations of 4,000 draws within 4.5 of their spread, 1 / sqrt(4000): false alarm below 2e-4."""
    found = drawn(
        plain(
            opportunities__messiness_log_sd=0.4,
            opportunities__token_log_sd=0.5,
            opportunities__low_risk_share=0.4,
            opportunities__high_risk_share=0.2,
            traffic__fade_share=0.3,
            traffic__jump_share=0.3,
        )
    )
    values = {name: [attribute(use_case) for use_case in found] for name, attribute in ATTRIBUTES.items()}
    for one, other in combinations(ATTRIBUTES, 2):
        assert abs(correlation(values[one], values[other])) < 4.5 / math.sqrt(DRAWS), (one, other)
