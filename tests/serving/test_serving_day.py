"""A day adds up, is the same every time, and shares its luck with days of other stacks."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.serving import CLASSES, Stack
from sim.serving.calls import Call
from sim.serving.day import Run, simulate_day
from sim.serving.outcome import Day
from tests.serving.stacks import stack_of

SHARE = st.sampled_from([0.0, 0.1, 0.5])
YES_NO = st.booleans()
WILD: dict[str, Any] = {
    "customers__per_second": st.sampled_from([0.0, 1.0, 6.0]), "customers__batch_share": SHARE,
    "customers__timeout_seconds": st.sampled_from([0.5, 2.0, 30.0]),
    "customers__rate_limit_per_second": st.sampled_from([None, 1.0]),
    "employees__per_second": st.sampled_from([0.0, 1.0]), "employees__timeout_seconds": st.sampled_from([3.0, 60.0]),
    "jobs__per_second": st.sampled_from([0.0, 3.0]), "jobs__timeout_seconds": st.sampled_from([20.0, 400.0]),
    "jobs__rate_limit_per_second": st.sampled_from([None, 0.5]), "customers__prefix_share": SHARE,
    "gateway__priorities": YES_NO, "gateway__queue_limit": st.sampled_from([None, 1, 5]),
    "gateway__return_seconds": st.sampled_from([1.0, 20.0]), "gateway__health_aware": YES_NO,
    "cache__exact": YES_NO, "cache__semantic": YES_NO, "cache__prefix": YES_NO, "cache__keeps_unique": YES_NO,
    "customers__distinct_texts": st.just(200), "customers__distinct_meanings": st.sampled_from([20, 200]),
    "cache__entries": st.sampled_from([3, 1_000]), "cache__wrong_share": SHARE,
    "router__routes": YES_NO, "router__value_tiers": YES_NO, "router__misjudged_share": SHARE,
    "large__replicas": st.sampled_from([2, 4]), "large__endpoints": st.sampled_from([1, 2]),
    "large__batch_size": st.sampled_from([1, 3]), "large__batch_wait_seconds": st.sampled_from([0.0, 1.0]),
    "large__replica_eur_per_hour": st.sampled_from([0.0, 3.0]), "small__replicas": st.sampled_from([2, 5]),
    "scaling__policy": st.sampled_from(["none", "utilisation", "queue"]), "scaling__warm": st.sampled_from([0, 2]),
    "scaling__most": st.just(8), "scaling__check_seconds": st.just(10.0), "scaling__load_seconds": st.just(60.0),
    "scaling__idle_seconds": st.just(30.0),
    "retries__attempts": st.sampled_from([1, 2, 4]), "retries__backoff_seconds": st.sampled_from([0.0, 2.0]),
    "retries__budget_share": st.sampled_from([None, 0.0, 0.2]), "retries__cancels": YES_NO,
    "retries__fallback": YES_NO, "retries__fallback_after_seconds": st.sampled_from([0.0, 1.0]),
    "provider__failed_share": SHARE, "provider__error_share": SHARE,
    "provider__incident_at_hour": st.sampled_from([None, 0.0, 0.03]), "provider__incident_hours_median": st.just(0.02),
    "day__hours": st.just(0.08), "day__warm_up_hours": st.sampled_from([0.0, 0.02]),
    "day__window_minutes": st.sampled_from([0.7, 60.0]),
}  # fmt: skip


def still_inside(run: Run) -> dict[str, int]:
    """Calls under way, found among the events to come: each waits for exactly one."""
    waiting = [event for _, _, _, event in run.clock._queue if isinstance(event, Call) and event.open]
    assert len(waiting) == len({id(call) for call in waiting})
    asked = [call for call in waiting if 0.0 <= call.asked <= run.clock.now]
    return {name: sum(call.who.name == name for call in asked) for name in CLASSES}


def near(value: float) -> Any:
    """The same but for rounding."""
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def check_adds_up(run: Run, day: Day) -> None:
    """Calls, money and windows."""
    inside = still_inside(run)
    for one in day.classes:
        assert one.asked == one.answered + one.late + one.shed + one.failed + one.inside
        assert one.inside == inside[one.name]
        assert one.answered == one.useful + one.wrong
        assert one.exact_hits + one.semantic_hits + one.batched <= one.answered
        assert 0.0 <= one.wasted_eur <= one.bill_eur + 1e-9
        assert sum(day.series.asked[one.name]) == one.asked
    bill = day.bill
    assert bill.total_eur == near(sum(bill.parts().values()))
    assert min(bill.parts().values()) >= -1e-9
    tokens = bill.total_eur - bill.replicas_busy_eur - bill.replicas_idle_eur - bill.warm_pool_eur
    of_classes = sum(one.bill_eur for one in day.classes)
    assert tokens - 1e-9 <= of_classes
    assert sum(day.series.cost_eur) == near(bill.total_eur)
    assert sum(day.series.wasted_eur) == near(day.wasted_eur)
    if run.large.cards.replica_eur_per_hour == run.small.cards.replica_eur_per_hour == 0.0:
        assert of_classes == near(tokens)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.fixed_dictionaries(WILD), st.integers(0, 3))
def test_calls_and_money_add_up_in_any_stack(changes: dict[str, Any], seed: int) -> None:
    """Every call ends in exactly one way or is still under way, and the parts of the bill are the bill."""
    run = Run(stack_of(**changes), seed)
    check_adds_up(run, run.finish())


def test_work_is_billed_once_to_replicas_and_to_classes() -> None:
    """With replicas paid by the hour, what classes are billed for them is their busy time, but for work at the ends."""
    stack = stack_of(
        customers__per_second=1.5, large__replicas=3, large__replica_eur_per_hour=3.0, large__batch_size=3,
        day__hours=4.0,
    )  # fmt: skip
    day = simulate_day(stack, 1)
    tokens = day.bill.large_input_eur + day.bill.large_output_eur
    assert day.of("customers").bill_eur - tokens == pytest.approx(day.bill.replicas_busy_eur, rel=0.002)
    assert day.bill.replicas_busy_eur + day.bill.replicas_idle_eur == pytest.approx(3 * 3.0 * 4.0, rel=1e-9)


def short_default() -> Stack:
    """The stack as its cards have it, for a quarter of an hour."""
    stack = Stack()
    day = stack.day.model_copy(update={"hours": 0.25, "warm_up_hours": 0.1})
    return stack.model_copy(update={"day": day, "cache": stack.cache.model_copy(update={"days_before": 0.2})})


def test_the_same_seed_is_the_same_day() -> None:
    """To the last digit of every number and window; another seed or replication is another day."""
    stack = short_default()
    assert simulate_day(stack, 4, 2) == simulate_day(stack, 4, 2)
    assert simulate_day(stack, 4, 2).numbers() != simulate_day(stack, 4, 3).numbers()
    assert simulate_day(stack, 4, 2).numbers() != simulate_day(stack, 5, 2).numbers()


def test_days_of_two_stacks_meet_the_same_calls() -> None:
    """Whatever gateway, cache, router or replicas do, each class asks as often in each window."""
    plain = short_default()
    changes: dict[str, dict[str, Any]] = {
        "gateway": {"priorities": False, "queue_limit": 2}, "cache": {"exact": False, "days_before": 0.0},
        "router": {"routes": False}, "large": {"replicas": 3}, "retries": {"attempts": 5},
    }  # fmt: skip
    other = plain.model_copy(
        update={name: getattr(plain, name).model_copy(update=change) for name, change in changes.items()}
    )
    one, two = simulate_day(plain, 8), simulate_day(other, 8)
    assert one.series.asked == two.series.asked
    assert one.useful != two.useful


def test_every_number_has_a_name_once() -> None:
    """`numbers()` holds plain numbers of every part under its own name."""
    numbers = simulate_day(short_default(), 1).numbers()
    assert {"customers.p95_seconds", "large.utilisation", "small.started", "bill.large_output_eur"} <= set(numbers)
    assert all(value is None or isinstance(value, int | float) for value in numbers.values())


def test_a_day_without_calls_is_a_day() -> None:
    """Nothing is divided by nothing: no call, no latency, no cost per call, and replicas that idle."""
    day = simulate_day(stack_of(customers__per_second=0.0, large__replica_eur_per_hour=2.0, large__replicas=1), 1)
    assert (day.asked, day.useful, day.cost_per_useful_eur, day.cost_per_call_eur) == (0, 0, None, None)
    assert day.of("customers").p95_seconds is None
    assert day.bill.total_eur == pytest.approx(2.0)


def peak_of(hours: float) -> int:
    """Memory that a day of so many hours needs at most, beyond what was there."""
    stack = stack_of(
        day__hours=hours, customers__per_second=0.15, jobs__per_second=0.05, day__window_minutes=30.0,
        customers__timeout_seconds=300.0, jobs__timeout_seconds=300.0,
    )  # fmt: skip
    gc.collect()
    tracemalloc.start()
    simulate_day(stack, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_day() -> None:
    """A day of 24 hours needs at most 15% more than one of 6; calls are kept until their time is up, here 5 minutes."""
    peak_of(0.5)
    assert peak_of(24.0) < 1.15 * peak_of(6.0)
