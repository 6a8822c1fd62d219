"""The two levels agree: what the weekly model rules of a useful call is what days of single requests come to.

Nothing is fitted here but in the last tests: the weekly cards are read off the stack's own. Calls come as Poisson
processes at one rate, which is what the weekly rules take them for.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from sim.analysis.serving_fit import Fit, effects_of, fit_stack, levers_of, mix_of, ruled_eur
from sim.composition.stack import compose_stack
from sim.errors import WorkFailed
from sim.scenario.serving import Stack
from sim.served import simulate_days
from sim.serving.day import simulate_day

FLAT_DAY = f"customers.hours=[{','.join(['1'] * 24)}]"
FLAT_WEEK = f"customers.weekdays=[{','.join(['1'] * 7)}]"
PLAIN = (
    "employees.per_second=0", "jobs.per_second=0", "customers.burst=0", FLAT_DAY, FLAT_WEEK, "day.hours=3",
    "day.warm_up_hours=0.5", "customers.repeat_share=0.5", "customers.distinct_texts=100000",
    "customers.distinct_meanings=4000", "customers.prefixes=1", "customers.timeout_seconds=3600", "cache.minutes=720",
    "cache.days_before=0.6", "cache.entries=5000", "large.replicas=2000", "small.replicas=2000",
    "provider.incidents_per_month=0", "router.misjudged_share=0", "retries.attempts=10", "retries.budget_share=null",
    "retries.fallback=false",
)  # fmt: skip
LEVERS = {
    "exact_cache": ("cache.exact=true",),
    "semantic_cache": ("cache.semantic=true", "cache.wrong_share=0"),
    "prefix_cache": ("cache.prefix=true", "cache.prefix_minutes=0.02"),
    "routing": ("router.routes=true",),
    "batch": ("customers.batch_share=0.4",),
    "hygiene": ("gateway.trim_share=0.25",),
}
OFF = ("cache.exact=false", "cache.semantic=false", "cache.prefix=false", "router.routes=false")
NAMES = tuple(LEVERS)
GRID = ((), *((name,) for name in NAMES), *combinations(NAMES, 2), NAMES[2:], NAMES)
MANY, FEW = ("3", 0.02), ("0.5", 0.06)
"""Calls a second, and how far apart the two may lie: at the second rate chance alone is three times as large."""


def stack_with(levers: tuple[str, ...], *more: str) -> Stack:
    """The plain stack with these levers pulled and no others."""
    pulled = [word for name in levers for word in LEVERS[name]]
    keys = {word.partition("=")[0] for word in pulled}
    off = [word for word in OFF if word.partition("=")[0] not in keys]
    return compose_stack([*PLAIN, *off, *pulled, *more]).stacks[""]


@pytest.mark.parametrize("levers", GRID, ids=lambda levers: "+".join(levers) or "none")
@pytest.mark.parametrize(("rate", "tolerance"), [MANY, FEW])
def test_the_lever_cascade_is_the_simulated_bill(levers: tuple[str, ...], rate: str, tolerance: float) -> None:
    """Cost of a useful call within 2% of the weekly rule, for no lever, each, each two, and all of them together."""
    stack = stack_with(levers, f"customers.per_second={rate}")
    mix = mix_of(stack)
    assert levers_of(stack) == set(levers)
    ruled = ruled_eur(mix, effects_of(stack, mix), levers_of(stack), stack.provider.failed_share)
    assert simulate_day(stack, 21, 0).cost_per_useful_eur == pytest.approx(ruled, rel=tolerance)


def test_a_wrong_rule_would_be_noticed() -> None:
    """The weekly rule is 5% off and more where it takes one card of the cascade for another."""
    stack = stack_with(NAMES, "customers.per_second=3")
    mix = mix_of(stack)
    effects = effects_of(stack, mix)
    found = simulate_day(stack, 21, 0).cost_per_useful_eur
    assert found is not None
    for wrong in (
        {"repeat_share": 0.4}, {"prefix_price": 0.9}, {"simple_share": 0.4}, {"batch_price": 0.7},
        {"popularity_exponent": 0.5, "distinct_meanings": 40_000.0},
    ):  # fmt: skip
        changed = effects.model_copy(update=wrong)
        ruled = ruled_eur(mix, changed, levers_of(stack), stack.provider.failed_share)
        assert abs(ruled / found - 1.0) > 0.05, wrong


# --- the fit ----------------------------------------------------------------------------------------------------------


def fitted(stack: Stack, days: int = 1) -> Fit:
    """The weekly cards of a stack, from days of its own."""
    seen = simulate_days({"": stack}, 21, days)[""]
    return fit_stack(stack, seen, lambda stacks, count: simulate_days(stacks, 21, count))


@pytest.fixture(scope="module")
def plain_fit() -> Fit:
    """Of the plain stack with every lever pulled."""
    return fitted(stack_with(NAMES, "customers.per_second=2", "customers.distinct_meanings=20000"))


def test_a_fit_finds_the_cards_that_made_the_calls(plain_fit: Fit) -> None:
    """Wordings, meanings and minutes of a warm prefix are taken from hits alone, and come out near what was set."""
    found = {one.card.removeprefix("lever_effects."): one.value for one in plain_fit.cards}
    assert found["distinct_meanings"] == pytest.approx(20_000, rel=0.15)
    assert found["distinct_texts"] == pytest.approx(100_000, rel=0.25)
    assert found["traffic.failed_share"] == pytest.approx(0.03, abs=0.006)


def test_a_fit_holds_at_volumes_and_levers_that_it_never_saw(plain_fit: Fit) -> None:
    """Half and twice the volume, and no lever at all: within 3% of the simulated cost of a useful call."""
    assert [one.what for one in plain_fit.checks] == [
        "the volume it was fitted to", "half the volume", "twice the volume", "no lever pulled",
    ]  # fmt: skip
    assert [one.error for one in plain_fit.checks] == pytest.approx([0.0] * 4, abs=0.03)


def test_a_fit_tells_of_replicas_that_wait() -> None:
    """With replicas of one's own a price a call cannot hold at another volume, and the checks say so."""
    stack = stack_with((), "customers.per_second=1", "large.replica_eur_per_hour=0.01")
    fit = fitted(stack)
    by_name = {one.what: one.error for one in fit.checks}
    assert by_name["the volume it was fitted to"] == pytest.approx(0.0, abs=0.03)
    assert by_name["half the volume"] < -0.2
    assert any("idle capacity" in one for one in fit.left_out)


def test_a_stack_that_bills_nothing_has_no_price_to_fit() -> None:
    """The message names the keys."""
    stack = stack_with((), "large.input_eur=0", "large.output_eur=0", "customers.per_second=1")
    with pytest.raises(WorkFailed, match=r"large\.input_eur and large\.output_eur bill nothing"):
        mix_of(stack)
