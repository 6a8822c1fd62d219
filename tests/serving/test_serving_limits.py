"""A stack may hold whatever its cards allow, and says by name what it cannot hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sim.scenario.serving import Stack, stack_cards
from sim.scenario.sizes import SHARES
from sim.serving.day import Run
from tests.serving.stacks import stack_of
from tests.serving.test_serving_day import check_adds_up

EVERYTHING: dict[str, Any] = {
    "day.hours": 0.05, "cache.exact": True, "cache.semantic": True, "cache.prefix": True, "router.routes": True,
    "router.value_tiers": True, "large.batch_size": 2, "large.endpoints": 2, "scaling.policy": "queue",
    "retries.attempts": 2, "retries.fallback": True, "gateway.queue_limit": 5, "provider.incident_at_hour": 0.01,
    "customers.rate_limit_per_second": 0.8, "jobs.per_second": 0.3, "jobs.rate_limit_per_second": 0.2,
    "customers.surge_at_hour": 0.01, "customers.prefix_share": 0.3, "provider.failed_share": 0.1,
    "large.replicas": 3, "scaling.most": 10_000, "small.replicas": 100,
}  # fmt: skip
LONG = {"day.hours", "day.warm_up_hours", "cache.days_before"}  # their upper limits take seconds
AGAINST_OTHERS = {("distinct_meanings", "at_most"), ("distinct_texts", "at_least"), ("replicas", "at_least"),
                  ("endpoints", "at_most"), ("most", "at_least")}  # fmt: skip


def limits(side: str) -> list[tuple[str, Any]]:
    """Every card at this limit, but for those that other cards forbid."""
    found = []
    for name, one in stack_cards().items():
        value, key = getattr(one, side), name.rpartition(".")[2]
        costly = side == "at_most" and (name in LONG or key == "per_second")
        if value is not None and not costly and (key, side) not in AGAINST_OTHERS:
            found.append((name, value))
    return found


@pytest.mark.parametrize("side", ["at_least", "at_most"])
def test_every_card_may_stand_at_its_limit(side: str) -> None:
    """With everything switched on, a day adds up with each card at its lower and at its upper limit."""
    found = limits(side)
    assert len(found) > 80
    for name, value in found:
        changes = {key.replace(".", "__"): each for key, each in (EVERYTHING | {name: value}).items()}
        run = Run(stack_of(**changes), 1)
        check_adds_up(run, run.finish())


def test_defaults_lie_in_their_ranges_and_say_where_they_come_from() -> None:
    """Of every card with a range; each has a unit, a meaning and a source."""
    for name, one in stack_cards().items():
        assert one.unit, name
        assert one.meaning.endswith((".", ")")), name
        assert one.source, name
        if one.low is not None and one.default is not None:
            assert one.low <= one.default <= one.high, name


NEVER_FALLING = tuple(range(len(SHARES)))
BACK_ONCE = (*NEVER_FALLING[:-1], 1.0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"customers__per_second": 900.0, "day__hours": 24.0}, ("customers.per_second", "2,000,000")),
        ({"jobs__surge_times": 90.0, "jobs__per_second": 9.0, "jobs__surge_at_hour": 1.0, "day__hours": 24.0},
         ("jobs.per_second", "surge")),
        ({"cache__exact": True, "customers__per_second": 20.0, "cache__days_before": 60.0, "day__hours": 1.0},
         ("cache.days_before", "20,000,000")),
        ({"customers__distinct_texts": 10}, ("customers.distinct_meanings", "customers.distinct_texts")),
        ({"large__replicas": 1, "large__endpoints": 2}, ("large.endpoints", "large.replicas")),
        ({"scaling__policy": "queue", "scaling__most": 2}, ("scaling.most", "large.replicas")),
        ({"cache__exact": True, "cache__hit_seconds": 9.0, "customers__timeout_seconds": 5.0},
         ("cache.hit_seconds", "customers.timeout_seconds")),
        ({"customers__hours": (1.0, 2.0)}, ("exactly 24",)),
        ({"customers__hours": (0.0,) * 24}, ("all are 0",)),
        ({"customers__weekdays": (1.0, 1.0, -1.0, 1.0, 1.0, 1.0, 1.0)}, ("-1 in place 3",)),
        ({"customers__input_tokens": (1.0,)}, ("exactly 103",)),
        ({"customers__input_tokens": BACK_ONCE}, ("quantiles never fall",)),
        ({"customers__output_tokens": (*NEVER_FALLING[:-1], 1e9)}, ("1e+09", "2e+06 tokens")),
    ],
)  # fmt: skip
def test_what_cannot_be_simulated_is_refused_by_name(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    """The message names the key, what was found and what to do."""
    with pytest.raises(ValidationError) as raised:
        stack_of(**changes)
    for word in words:
        assert word in str(raised.value)


def test_a_fingerprint_is_of_what_decides_the_day() -> None:
    """A label changes nothing; a card does."""
    plain = Stack()
    assert Stack(label="Another name").fingerprint() == plain.fingerprint()
    assert Stack.model_validate({"large": {"replicas": 7}}).fingerprint() != plain.fingerprint()
