"""The queue of the request level against results known beforehand: Erlang C, Pollaczek-Khinchine, Cobham, Little."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from sim.scenario.sizes import SHARES, mean_size
from sim.scenario.token_sizes import CONVERSATION_INPUT, CONVERSATION_OUTPUT
from sim.serving.day import Run, simulate_day
from sim.serving.outcome import Day
from tests.serving.stacks import ONE_SIZE, stack_of

# The last two hundredths of a percent end where the mean stays one.
EXPONENTIAL = (*(-math.log1p(-share) for share in SHARES[:-1]), -math.log1p(-SHARES[-2]) + 2.0)


def second_moment(quantiles: tuple[float, ...]) -> float:
    """Of what `size_at` gives at a uniform."""
    return sum(
        (SHARES[place + 1] - SHARES[place]) * (low * low + low * high + high * high) / 3.0
        for place, (low, high) in enumerate(pairwise(quantiles))
    )


def erlang_c(servers: int, load: float) -> float:
    """Chance to wait, with so much work offered a second."""
    lost = 1.0
    for server in range(1, servers + 1):
        lost = load * lost / (server + load * lost)
    busy = load / servers
    return lost / (1.0 - busy * (1.0 - lost))


@pytest.mark.parametrize(("servers", "busy"), [(1, 0.6), (4, 0.7), (10, 0.8)])
def test_many_servers_with_exponential_work_wait_as_erlang_c_says(servers: int, busy: float) -> None:
    """Chance to wait and mean wait of about 50,000 calls."""
    mean = mean_size(EXPONENTIAL)
    assert mean == pytest.approx(1.0, abs=0.002)
    load = busy * servers
    stack = stack_of(
        customers__output_tokens=EXPONENTIAL, customers__per_second=load / mean, large__replicas=servers,
        day__hours=50_000.0 / 3_600.0 / load, day__warm_up_hours=0.1,
    )  # fmt: skip
    day = simulate_day(stack, 2)
    chance = erlang_c(servers, load)
    assert day.large.waited_share == pytest.approx(chance, rel=0.04)
    assert day.large.mean_wait_seconds == pytest.approx(chance / (servers - load), rel=0.08)
    assert day.large.utilisation == pytest.approx(busy, rel=0.02)


@pytest.mark.parametrize("busy", [0.4, 0.7])
def test_one_server_with_real_tokens_waits_as_pollaczek_and_khinchine_say(busy: float) -> None:
    """Mean wait λE[S²]/2(1−ρ) with the inputs and outputs of a conversation service."""
    fixed, read, wrote = 0.05, 1e-4, 2e-3
    means = fixed + read * mean_size(CONVERSATION_INPUT) + wrote * mean_size(CONVERSATION_OUTPUT)
    variance = sum(
        speed * speed * (second_moment(sizes) - mean_size(sizes) ** 2)
        for speed, sizes in ((read, CONVERSATION_INPUT), (wrote, CONVERSATION_OUTPUT))
    )
    per_second = busy / means
    stack = stack_of(
        customers__per_second=per_second, customers__input_tokens=CONVERSATION_INPUT,
        customers__output_tokens=CONVERSATION_OUTPUT, large__replicas=1, large__start_seconds=fixed,
        large__input_tokens_per_second=1.0 / read, large__output_tokens_per_second=1.0 / wrote,
        day__hours=60_000.0 / 3_600.0 / per_second, day__warm_up_hours=0.05,
    )  # fmt: skip
    day = simulate_day(stack, 3)
    expected = per_second * (variance + means * means) / 2.0 / (1.0 - busy)
    assert day.large.mean_wait_seconds == pytest.approx(expected, rel=0.05)


def test_with_priorities_waits_are_cobham_s() -> None:
    """Work of one second each, ρ = 0.3 and 0.5: the urgent wait W0/(1−ρ1), the others W0/(1−ρ1)(1−ρ)."""
    stack = stack_of(
        customers__per_second=0.3, employees__per_second=0.5, large__replicas=1, day__hours=20.0,
        day__warm_up_hours=0.2,
    )  # fmt: skip
    day = simulate_day(stack, 5)
    work_left = 0.5 * 0.8
    urgent, others = day.of("customers").latency_seconds, day.of("employees").latency_seconds
    assert urgent is not None
    assert others is not None
    assert urgent - 1.0 == pytest.approx(work_left / 0.7, rel=0.05)
    assert others - 1.0 == pytest.approx(work_left / 0.7 / 0.2, rel=0.10)


def test_without_priorities_all_wait_alike() -> None:
    """One line: the mean wait of M/D/1 for both classes."""
    stack = stack_of(
        customers__per_second=0.3, employees__per_second=0.5, large__replicas=1, day__hours=20.0,
        day__warm_up_hours=0.2, gateway__priorities=False,
    )  # fmt: skip
    day = simulate_day(stack, 5)
    for name in ("customers", "employees"):
        assert day.of(name).latency_seconds == pytest.approx(1.0 + 0.5 * 0.8 / 0.2, rel=0.10)


def littles_error(day: Day, hours: float) -> float:
    """Mean queue over arrival rate times mean wait, less one."""
    assert day.large.mean_wait_seconds is not None
    waited = day.large.mean_wait_seconds * day.large.started
    return day.large.mean_queue * hours * 3_600.0 / waited - 1.0


@pytest.mark.parametrize("batch_size", [1, 4])
def test_little_s_law_holds_on_the_simulated_queue(batch_size: int) -> None:
    """Integral of the queue over time and sum of waits are the same but for who waits at the two ends."""
    stack = stack_of(
        customers__per_second=1.4, customers__burst=0.3, large__replicas=2, large__batch_size=batch_size,
        large__batch_wait_seconds=2.0, large__crowding=0.2, day__hours=5.0, day__warm_up_hours=1.0,
    )  # fmt: skip
    run = Run(stack, 6)
    day = run.finish()
    assert day.large.mean_queue > 0.3
    assert abs(littles_error(day, 5.0)) < 0.02


def test_busy_replicas_are_the_work_that_was_done() -> None:
    """Utilisation times replicas is calls times their time: nothing is served for nothing."""
    day = simulate_day(stack_of(customers__per_second=2.0, large__replicas=5, day__hours=3.0), 7)
    assert day.large.utilisation == pytest.approx(day.large.started / (5 * 3.0 * 3_600.0), abs=0.0005)


def test_a_batch_takes_its_fixed_time_all_inputs_and_the_longest_output() -> None:
    """start + Σ input / speed + output / speed × (1 + crowding × (size − 1)), where batches are full."""
    stack = stack_of(
        customers__per_second=50.0, customers__input_tokens=ONE_SIZE, large__replicas=1, large__batch_size=4,
        large__start_seconds=0.5, large__input_tokens_per_second=10.0, large__output_tokens_per_second=2.0,
        large__crowding=0.1, day__hours=0.1, customers__timeout_seconds=10_000.0,
    )  # fmt: skip
    day = simulate_day(stack, 8)
    seconds = 0.5 + 4 * 0.1 + 0.5 * 1.3
    assert day.large.mean_batch == pytest.approx(4.0, abs=0.05)
    assert day.large.started / 4 == pytest.approx(0.1 * 3_600.0 / seconds, abs=2.0)


@pytest.mark.parametrize("wait", [0.0, 0.5, 3.0])
def test_a_free_replica_lets_no_call_wait_longer_than_the_bound(wait: float) -> None:
    """With replicas to spare, latency is at most the wait for a batch and the batch itself."""
    stack = stack_of(
        customers__per_second=0.7, large__replicas=50, large__batch_size=8, large__batch_wait_seconds=wait,
        large__crowding=0.0, day__hours=2.0,
    )  # fmt: skip
    day = simulate_day(stack, 9).of("customers")
    assert day.p99_seconds is not None
    assert day.p99_seconds <= (wait + 1.0) * 1.006
    assert day.p99_seconds >= (wait + 1.0) * 0.97
