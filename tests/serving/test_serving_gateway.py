"""Each mechanism of gateway, router and batch lane does what it says, on short days with nothing else in them."""

from __future__ import annotations

import math

import pytest

from sim.serving.day import simulate_day
from sim.serving.outcome import ClassDay, Day
from tests.serving.stacks import ONE_SIZE, stack_of

HOUR = 3_600.0
THOUSAND = tuple(1_000.0 * size for size in ONE_SIZE)
PRICED = {"customers__input_tokens": THOUSAND, "customers__output_tokens": THOUSAND,
          "large__output_tokens_per_second": 1_000.0, "small__output_tokens_per_second": 1_000.0}  # fmt: skip


def customers_of(**changes: object) -> ClassDay:
    """The customers' day."""
    return simulate_day(stack_of(**changes), 1).of("customers")


def test_a_rate_limit_lets_through_its_rate_and_refuses_the_rest() -> None:
    """Five calls a second against a limit of two, with what the bucket holds at once."""
    day = customers_of(
        customers__per_second=5.0, customers__rate_limit_per_second=2.0, gateway__bucket_seconds=10.0,
        large__replicas=50,
    )  # fmt: skip
    assert day.answered + day.inside == pytest.approx(2.0 * HOUR + 20.0, abs=5.0)
    assert day.shed == day.asked - day.answered - day.inside


def test_jobs_beyond_their_limit_wait_outside_and_come_back() -> None:
    """None is refused; as many as the limit allows are answered, the others wait."""
    day = simulate_day(
        stack_of(
            customers__per_second=0.0, jobs__per_second=3.0, jobs__rate_limit_per_second=1.0, large__replicas=50,
            gateway__return_seconds=2.0, jobs__timeout_seconds=80_000.0,
        ),
        1,
    )  # fmt: skip
    jobs = day.of("jobs")
    assert jobs.shed == 0
    assert jobs.postponed > 0.5 * jobs.asked
    assert jobs.answered == pytest.approx(HOUR + 10.0, abs=4.0)
    assert jobs.inside == jobs.asked - jobs.answered
    assert day.series.outside[-1] == pytest.approx(jobs.inside, abs=5.0)


def test_jobs_that_wait_outside_too_long_are_late() -> None:
    """Waiting outside counts as waiting."""
    jobs = simulate_day(
        stack_of(
            customers__per_second=0.0, jobs__per_second=3.0, jobs__rate_limit_per_second=1.0, large__replicas=50,
            jobs__timeout_seconds=300.0,
        ),
        1,
    ).of("jobs")  # fmt: skip
    assert jobs.late > HOUR
    assert jobs.p99_seconds is not None
    assert jobs.p99_seconds <= 300.0 * 1.006


def test_backpressure_bounds_the_queue_and_turns_the_rest_away() -> None:
    """Twice the load that one replica carries, and at most five that wait."""
    day = simulate_day(stack_of(customers__per_second=2.0, large__replicas=1, gateway__queue_limit=5), 1)
    customers = day.of("customers")
    assert day.large.longest_queue == 5
    assert customers.shed == pytest.approx(customers.asked / 2, rel=0.05)
    assert customers.p99_seconds is not None
    assert customers.p99_seconds <= 6.0 * 1.006


FLOOD = {"customers__per_second": 0.5, "jobs__per_second": 1.5, "large__replicas": 1, "jobs__timeout_seconds": 600.0}


def test_priorities_keep_customers_fast_while_jobs_flood() -> None:
    """In one line customers wait as long as the jobs; with priorities less than three times their work (D-SERV-3)."""
    together = customers_of(**FLOOD, gateway__priorities=False).latency_seconds
    first = customers_of(**FLOOD).latency_seconds
    assert together is not None
    assert first is not None
    assert first < 3.0
    assert together > 100.0


def test_a_flood_of_jobs_takes_no_place_in_the_line_of_the_customers() -> None:
    """The queue limit counts those of the same urgency or above."""
    day = simulate_day(stack_of(**FLOOD, gateway__queue_limit=20), 1)
    assert day.of("customers").shed == 0
    assert day.of("jobs").shed == 0
    assert day.of("jobs").postponed > 0


SICK = {
    "customers__per_second": 2.0, "large__replicas": 8, "large__endpoints": 2, "provider__incident_at_hour": 0.25,
    "provider__incident_hours_median": 0.5, "provider__error_share": 1.0, "provider__slow_times": 2.0,
    "gateway__health_seconds": 10.0, "day__window_minutes": 5.0,
}  # fmt: skip


def test_a_gateway_that_watches_health_goes_around_a_sick_endpoint() -> None:
    """Failures end when it has noticed; a blind one goes on sending half of the calls to it."""
    aware, blind = customers_of(**SICK), customers_of(**SICK, gateway__health_aware=False)
    assert aware.failed <= 2.0 * (10.0 + 3.0)
    assert blind.failed > 0.2 * 0.5 * blind.asked


def test_where_all_endpoints_are_sick_all_are_used() -> None:
    """One endpoint: watching health changes nothing, and calls take twice as long."""
    changes = SICK | {"large__endpoints": 1, "provider__error_share": 0.0}
    day = customers_of(**changes)
    assert day == customers_of(**changes | {"gateway__health_aware": False})
    assert day.failed == 0
    assert day.p90_seconds == pytest.approx(2.0, rel=0.02)


def test_uptime_stays_green_while_one_of_two_endpoints_is_sick() -> None:
    """An uptime page sees replicas up; with a single endpoint it sees the incident."""
    two = simulate_day(stack_of(**SICK), 1)
    one = simulate_day(stack_of(**SICK | {"large__endpoints": 1}), 1)
    assert two.large.up_share == pytest.approx(1.0)
    assert one.large.up_share == pytest.approx(0.5)
    assert two.incidents == one.incidents == ((0.25, 0.75),)
    assert one.large.success_share is not None
    assert 1.0 - one.large.success_share == pytest.approx(0.5, abs=0.03)


def test_incidents_come_as_often_and_last_as_long_as_the_cards_say() -> None:
    """Over weeks: about as many as the rate says, half of them longer than the median."""
    lengths = []
    for replication in range(40):
        stack = stack_of(
            customers__per_second=0.0, provider__incidents_per_month=30.0, provider__incident_hours_median=0.5,
            provider__incident_log_sd=0.5, day__hours=168.0, day__window_minutes=1_440.0,
        )  # fmt: skip
        lengths += [end - begin for begin, end in simulate_day(stack, 1, replication).incidents]
    expected = 40 * 30.0 * 7.0 / (365.25 / 12.0)
    assert len(lengths) == pytest.approx(expected, abs=4.0 * math.sqrt(expected))
    assert sum(one > 0.5 for one in lengths) == pytest.approx(len(lengths) / 2, abs=2.0 * math.sqrt(len(lengths)))


def test_an_incident_may_have_begun_before_the_day() -> None:
    """At any moment, the first one included, as many go on as rate times mean length says."""
    found = 0
    for replication in range(100):
        stack = stack_of(
            customers__per_second=0.0, provider__incidents_per_month=300.0, provider__incident_hours_median=2.0,
            provider__incident_log_sd=0.5, day__hours=0.05,
        )  # fmt: skip
        found += sum(begin == 0.0 for begin, _ in simulate_day(stack, 1, replication).incidents)
    expected = 100 * 300.0 / (365.25 / 12.0 * 24.0) * 2.0 * math.exp(0.125)
    assert found == pytest.approx(expected, abs=4.0 * math.sqrt(expected))


# --- router, batch lane, context --------------------------------------------------------------------------------------


def test_the_router_sends_simple_calls_and_misjudged_ones_to_the_small_model() -> None:
    """And only the misjudged ones get wrong answers."""
    day = simulate_day(
        stack_of(
            customers__per_second=5.0, router__routes=True, customers__simple_share=0.6, router__misjudged_share=0.1,
            large__replicas=50,
        ),
        1,
    )  # fmt: skip
    customers = day.of("customers")
    to_small = day.small.started / customers.asked
    assert to_small == pytest.approx(0.6 + 0.4 * 0.1, abs=0.015)
    assert customers.wrong / customers.asked == pytest.approx(0.4 * 0.1, abs=0.006)


def test_value_tiers_send_part_of_the_hard_calls_of_low_value_to_the_small_model() -> None:
    """Some of their answers are wrong; a class of high value keeps the large model."""
    changes = {
        "customers__per_second": 5.0, "router__routes": True, "customers__simple_share": 0.4,
        "router__misjudged_share": 0.0, "router__value_tiers": True, "router__tier_value_eur": 0.05,
        "router__tier_extra_share": 0.5, "router__small_right_share": 0.6, "large__replicas": 50,
    }  # fmt: skip
    low = simulate_day(stack_of(**changes, customers__value_eur=0.04), 1)
    high = simulate_day(stack_of(**changes, customers__value_eur=0.06), 1)
    assert low.small.started / low.asked == pytest.approx(0.4 + 0.6 * 0.5, abs=0.015)
    assert high.small.started / high.asked == pytest.approx(0.4, abs=0.015)
    assert low.of("customers").wrong / low.asked == pytest.approx(0.6 * 0.5 * 0.4, abs=0.01)
    assert high.of("customers").wrong == 0


def test_the_bill_is_tokens_times_prices() -> None:
    """Thousand tokens in and out at list price; the small model at its own."""
    stack = stack_of(**PRICED, customers__per_second=2.0, large__replicas=50, router__routes=True)
    day = simulate_day(stack, 1)
    large, small = stack.large, stack.small
    assert day.bill.large_input_eur == pytest.approx(day.large.started * large.input_eur / 1e3, rel=0.005)
    assert day.bill.large_output_eur == pytest.approx(day.large.started * large.output_eur / 1e3, rel=0.005)
    assert day.bill.small_input_eur == pytest.approx(day.small.started * small.input_eur / 1e3, rel=0.005)
    assert day.bill.small_output_eur == pytest.approx(day.small.started * small.output_eur / 1e3, rel=0.005)


def test_the_batch_lane_costs_its_price_and_needs_no_replica() -> None:
    """All calls in the lane at half price: half the bill of the same calls outside, and no latency."""
    outside = simulate_day(stack_of(**PRICED, large__replicas=50), 1)
    inside = simulate_day(stack_of(**PRICED, customers__batch_share=1.0), 1)
    customers = inside.of("customers")
    assert inside.large.started == 0
    assert customers.batched == customers.useful == customers.asked
    assert customers.p50_seconds is None
    assert inside.bill.batch_lane_eur == inside.bill.total_eur
    assert inside.bill.total_eur == pytest.approx(0.5 * outside.bill.total_eur, rel=0.005)


def test_what_fails_in_the_batch_lane_is_run_and_billed_again() -> None:
    """A fifth fails: 1/0.8 runs a call (rules.costs.billed_share), and what is over is wasted."""
    changes = {**PRICED, "customers__batch_share": 1.0, "customers__per_second": 5.0}
    clean = simulate_day(stack_of(**changes), 1)
    failing = simulate_day(stack_of(**changes, provider__failed_share=0.2), 1)
    assert failing.bill.total_eur / clean.bill.total_eur == pytest.approx(1.0 / 0.8, rel=0.01)
    assert failing.wasted_eur == pytest.approx(failing.bill.total_eur - clean.bill.total_eur)


def test_context_hygiene_takes_its_share_off_the_input_and_bloat_adds_to_it() -> None:
    """Both multiply the input; the output stays."""

    def bill(**changes: float) -> Day:
        return simulate_day(stack_of(**PRICED, large__replicas=50, **changes), 1)

    plain, trimmed, bloated = bill(), bill(gateway__trim_share=0.25), bill(customers__context_times=4.0)
    assert trimmed.bill.large_input_eur == pytest.approx(0.75 * plain.bill.large_input_eur)
    assert bloated.bill.large_input_eur == pytest.approx(4.0 * plain.bill.large_input_eur)
    assert trimmed.bill.large_output_eur == plain.bill.large_output_eur


def test_a_cached_answer_costs_its_price_and_takes_its_time() -> None:
    """Every question is the same: but for the first ones all are hits."""
    day = simulate_day(
        stack_of(
            cache__exact=True, cache__hit_eur=0.002, cache__hit_seconds=0.2, customers__repeat_share=1.0,
            customers__distinct_texts=1, customers__distinct_meanings=1,
        ),
        1,
    )  # fmt: skip
    customers = day.of("customers")
    assert customers.exact_hits >= customers.asked - 10
    assert day.bill.cached_answers_eur == pytest.approx(0.002 * customers.exact_hits)
    assert customers.p50_seconds == pytest.approx(0.2, rel=0.01)
