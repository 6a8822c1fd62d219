"""The stories of conf/stack come out on a day of each, under a seed that they were not looked at with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from sim.composition.stack import compose_stack
from sim.serving.day import simulate_day
from sim.serving.outcome import Day

SEED = 77


@cache
def day_of(stack: str, variant: str, hours: float) -> Day:
    """One day of a variant, as far as the story needs it."""
    return simulate_day(compose_stack([f"stack={stack}", f"day.hours={hours}"]).stacks[variant], SEED, 0)


def worst_wait(day: Day) -> float:
    """Customers' 95th percentile in their worst five minutes."""
    return max(value for value in day.series.p95_seconds["customers"] if value is not None)


def too_late(day: Day) -> float:
    """Customers' calls that were given up."""
    return day.of("customers").late


def cost(day: Day) -> float:
    """Of a useful call."""
    assert day.cost_per_useful_eur is not None
    return day.cost_per_useful_eur


def in_time(day: Day) -> float:
    """Share of customers' calls with a useful answer."""
    share = day.of("customers").useful_share
    assert share is not None
    return share


@pytest.mark.parametrize(
    ("stack", "hours", "more", "less", "measure", "times"),
    [
        ("concurrency", 15.0, "busy", "quiet", worst_wait, 2.0),
        ("flood", 14.0, "one_line", "priorities", worst_wait, 2.0),
        ("batching", 4.0, "eight", "one", in_time, 1.1),
        ("batching", 4.0, "eight", "thirty_two", in_time, 2.0),
        ("scaling", 16.0, "utilisation", "warm", too_late, 1.5),
        ("retries", 14.0, "blind", "budget", cost, 1.25),
        ("retries", 14.0, "cancels", "fallback", worst_wait, 1.5),
        ("incident", 12.0, "blind", "aware", worst_wait, 1.5),
        ("levers", 3.0, "none", "trimmed", cost, 3.0),
    ],
)
def test_a_story_shows_what_it_is_about(
    stack: str, hours: float, more: str, less: str, measure: Callable[[Day], float], times: float
) -> None:
    """One variant's number is so many times the other's, on the same requests."""
    assert measure(day_of(stack, more, hours)) >= times * measure(day_of(stack, less, hours))


@pytest.mark.parametrize(
    ("stack", "variant", "hours"), [("concurrency", "busy", 15.0), ("scaling", "utilisation", 16.0)]
)
def test_dashboards_stay_green_meanwhile(stack: str, variant: str, hours: float) -> None:
    """Replicas are up, and what is finished is finished without an error."""
    pool = day_of(stack, variant, hours).large
    assert pool.up_share == 1.0
    assert pool.success_share == 1.0


def test_each_lever_makes_a_useful_call_cheaper() -> None:
    """In the order of the story, none is lost on the way."""
    costs = [cost(day_of("levers", name, 3.0)) for name in compose_stack(["stack=levers"]).stacks]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)
