"""Timeouts, retries with a budget, fallback, and autoscaling: each does what it says (D-SERV-5, D-SERV-6)."""

from __future__ import annotations

import pytest

from sim.rules.costs import billed_share
from sim.serving.day import simulate_day
from sim.serving.outcome import Day
from sim.serving.scaling import wanted_by_queue, wanted_by_utilisation
from tests.serving.stacks import ONE_SIZE, stack_of

THOUSAND = tuple(1_000.0 * size for size in ONE_SIZE)
SLOW = {
    # Six times as slow for half an hour: four replicas carry a third of the load, and nobody waits longer than ten.
    "customers__per_second": 2.0, "customers__timeout_seconds": 10.0, "customers__input_tokens": THOUSAND,
    "large__replicas": 4, "provider__incident_at_hour": 0.25, "provider__incident_hours_median": 0.5,
    "provider__error_share": 0.0, "provider__slow_times": 6.0, "day__hours": 1.5,
}  # fmt: skip


def day_of(**changes: object) -> Day:
    """A slow day."""
    return simulate_day(stack_of(**SLOW | changes), 1)


def test_who_waits_longer_than_the_timeout_is_late() -> None:
    """No latency is above it, and without retries each late call ends so."""
    customers = day_of().of("customers")
    assert customers.late > 500
    assert customers.retries == 0
    assert customers.p99_seconds == pytest.approx(10.0, rel=0.01)


def test_blind_retries_turn_a_slowdown_into_an_invoice() -> None:
    """Work that nobody waits for runs on and is billed: more is paid, more is wasted, and fewer calls are useful."""
    once = day_of(retries__cancels=False)
    blind = day_of(retries__cancels=False, retries__attempts=5, retries__budget_share=None)
    assert blind.useful < once.useful
    assert blind.wasted_eur > 1.5 * once.wasted_eur
    assert blind.cost_per_useful_eur is not None
    assert once.cost_per_useful_eur is not None
    assert blind.cost_per_useful_eur > 1.2 * once.cost_per_useful_eur


def test_taking_back_late_work_saves_money_and_capacity() -> None:
    """The same retries: far more calls are useful, and each costs less, as less is wasted."""
    changes = {"retries__attempts": 3, "retries__budget_share": None}
    runs_on, cancels = day_of(**changes, retries__cancels=False), day_of(**changes)
    assert cancels.wasted_eur < runs_on.wasted_eur
    assert cancels.useful > 2.0 * runs_on.useful
    assert cancels.cost_per_useful_eur is not None
    assert runs_on.cost_per_useful_eur is not None
    assert cancels.cost_per_useful_eur < 0.5 * runs_on.cost_per_useful_eur


def idle_eur(day: Day) -> float:
    """What belongs to no call."""
    return day.bill.replicas_idle_eur + day.bill.warm_pool_eur


def test_work_taken_back_is_billed_as_far_as_it_went() -> None:
    """Nobody waits, every call takes ten seconds and is taken back after five: its input, and half of its output."""
    stack = stack_of(
        customers__timeout_seconds=5.0, customers__input_tokens=THOUSAND, customers__output_tokens=THOUSAND,
        large__output_tokens_per_second=100.0, large__replicas=100, large__replica_eur_per_hour=1.0,
    )  # fmt: skip
    day = simulate_day(stack, 1)
    assert day.useful == 0
    assert day.wasted_eur == day.of("customers").bill_eur == pytest.approx(day.bill.total_eur - idle_eur(day), rel=0.01)
    assert day.bill.large_output_eur == pytest.approx(day.bill.large_input_eur * 0.5 * 9.0 / 1.8, rel=0.001)
    assert day.bill.replicas_busy_eur == pytest.approx(day.large.started * 5.0 / 3_600.0, rel=0.01)


@pytest.mark.parametrize("share", [0.0, 0.05, 0.2])
def test_a_budget_bounds_the_retries(share: float) -> None:
    """At most this share of first attempts."""
    customers = day_of(retries__attempts=5, retries__budget_share=share).of("customers")
    assert customers.retries <= share * customers.asked
    assert customers.retries >= 0.3 * share * customers.asked


def test_each_class_has_a_budget_of_its_own() -> None:
    """Jobs that fail all day long leave the customers theirs."""
    changes = {
        "customers__per_second": 1.0, "large__replicas": 50, "provider__failed_share": 0.05, "retries__attempts": 2,
        "retries__budget_share": 0.2,
    }  # fmt: skip
    alone = simulate_day(stack_of(**changes), 1).of("customers")
    crowded = simulate_day(
        stack_of(**changes, jobs__per_second=5.0, jobs__timeout_seconds=0.5, retries__backoff_seconds=0.0), 1
    ).of("customers")  # fmt: skip
    assert crowded.retries == pytest.approx(alone.retries, abs=3)
    assert alone.retries > 100


def test_without_a_budget_attempts_are_the_bound() -> None:
    """Each call is tried as often as the card says, and no more."""
    day = simulate_day(
        stack_of(
            customers__timeout_seconds=0.5, retries__attempts=3, retries__budget_share=None,
            retries__backoff_seconds=2.0, large__replicas=50,
        ),
        1,
    )  # fmt: skip
    customers = day.of("customers")
    assert customers.useful == 0
    assert customers.late == customers.asked - customers.inside
    assert customers.retries == pytest.approx(2 * customers.asked, abs=2 * customers.inside)
    # half a second, a pause of two, half a second, a pause of four, half a second
    assert customers.p50_seconds == pytest.approx(7.5, rel=0.01)


def test_unusable_answers_are_billed_and_asked_for_again_as_the_weekly_rule_says() -> None:
    """A tenth of answers is unusable: billed calls over useful ones is 1/(1−0.1), and a dashboard sees no error."""
    day = simulate_day(
        stack_of(
            customers__per_second=5.0, customers__input_tokens=THOUSAND, large__replicas=50, retries__attempts=10,
            retries__budget_share=None, retries__backoff_seconds=0.0, provider__failed_share=0.1,
        ),
        1,
    )  # fmt: skip
    assert day.large.started / day.useful == pytest.approx(billed_share(0.1), rel=0.01)
    assert day.wasted_eur / day.bill.total_eur == pytest.approx(0.1, rel=0.06)
    assert day.large.success_share == 1.0


def test_errors_are_not_billed_and_show_on_the_dashboard() -> None:
    """Half of the calls of the sick half hour fail; what is billed is what the others wrote."""
    day = day_of(provider__error_share=0.5, provider__slow_times=1.0)
    customers = day.of("customers")
    assert customers.failed == pytest.approx(0.5 * 2.0 * 1_800.0, rel=0.08)
    assert day.large.success_share == pytest.approx(1.0 - customers.failed / day.large.started, abs=1e-3)
    assert day.wasted_eur == 0.0


def test_a_fallback_answers_what_the_large_model_keeps_waiting() -> None:
    """Nobody is late any more, some answers are wrong, and the small model is paid for them."""
    changes = {"retries__fallback": True, "retries__fallback_after_seconds": 4.0, "router__small_right_share": 0.5}
    day = day_of(**changes, customers__simple_share=0.0, small__replicas=50)
    customers = day.of("customers")
    assert customers.late == 0
    assert customers.fallbacks > 500
    assert customers.wrong == pytest.approx(0.5 * customers.fallbacks, rel=0.1)
    assert day.small.started == customers.fallbacks
    assert day.bill.small_output_eur > 0.0


def test_a_fallback_answers_what_the_large_model_fails() -> None:
    """At once, not after the wait."""
    changes = {"retries__fallback": True, "provider__slow_times": 1.0, "provider__error_share": 1.0}
    customers = day_of(**changes, small__replicas=50, router__small_right_share=1.0).of("customers")
    assert (customers.failed, customers.late) == (0, 0)
    assert customers.fallbacks == pytest.approx(2.0 * 1_800.0, rel=0.08)


def test_jobs_do_not_fall_back_because_they_wait() -> None:
    """Minutes are an acceptable answer time for them."""
    stack = stack_of(
        customers__per_second=0.0, jobs__per_second=2.0, large__replicas=1, retries__fallback=True,
        retries__fallback_after_seconds=1.0, day__hours=0.2,
    )  # fmt: skip
    assert simulate_day(stack, 1).of("jobs").fallbacks == 0


# --- scaling ----------------------------------------------------------------------------------------------------------

SURGE = {
    "customers__per_second": 1.0, "customers__surge_times": 10.0, "customers__surge_at_hour": 0.5,
    "customers__surge_minutes": 30.0, "customers__timeout_seconds": 30.0, "large__replicas": 4,
    "large__replica_eur_per_hour": 6.0, "large__input_eur": 0.0, "large__output_eur": 0.0, "scaling__most": 20,
    "scaling__load_seconds": 300.0, "scaling__check_seconds": 20.0, "scaling__idle_seconds": 120.0,
    "day__hours": 1.75, "day__window_minutes": 1.0,
}  # fmt: skip


def surged(policy: str, **changes: object) -> Day:
    """A surge of half an hour."""
    return simulate_day(stack_of(**SURGE | {"scaling__policy": policy} | changes), 1)


def test_what_the_two_policies_see() -> None:
    """A busy share never shows more than all of what is up; the queue shows all the work."""
    assert wanted_by_utilisation(4, 1.0, 0.7) == 6
    assert wanted_by_utilisation(10, 0.35, 0.7) == 5
    assert wanted_by_queue(4, 24, 1, 0.7) == 40
    assert wanted_by_queue(4, 24, 8, 0.7) == 10


def test_scaling_by_the_queue_loses_fewer_calls_than_by_the_busy_share() -> None:
    """Both wait for the model to load; the busy share then asks for too little at a time (D-SERV-5)."""
    never, naive, queue = surged("none"), surged("utilisation"), surged("queue")
    assert never.large.most_up == 4
    assert naive.of("customers").late < never.of("customers").late
    assert queue.of("customers").late < 0.8 * naive.of("customers").late
    assert max(naive.large.most_up, queue.large.most_up) <= 20


def test_replicas_come_up_only_after_the_model_has_loaded() -> None:
    """Five minutes after the surge begins, not before; they are given back when fewer are wanted."""
    up = surged("queue").series.up
    assert max(up[:35]) <= 8.0
    assert max(up[36:45]) == 20.0
    assert up[-1] <= 8.0


def test_a_warm_pool_starts_at_once_and_is_paid() -> None:
    """Ten warm ones carry the surge from the first check on; they are paid while they wait."""
    cold, warm = surged("queue"), surged("queue", scaling__warm=10)
    assert max(warm.series.up[30:33]) >= 12.0
    assert warm.of("customers").late < 0.1 * cold.of("customers").late
    assert warm.bill.warm_pool_eur > 10 * 6.0 * 1.0
    assert cold.bill.warm_pool_eur == 0.0


def test_every_replica_hour_is_paid_once() -> None:
    """Busy, idle and loading time add up to what was up or loading."""
    day = surged("queue")
    minutes = sum(day.series.up) + sum(day.series.loading)
    assert day.bill.replicas_busy_eur + day.bill.replicas_idle_eur == pytest.approx(minutes / 60.0 * 6.0)
    assert day.large.loads > 0
