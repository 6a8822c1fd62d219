"""The next month's interval: it covers what comes, in synthetic portfolios whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.calibration.volumes_forecast import checks, forecast_of, held_back
from sim.calibration.volumes_noise import Frame, expected, noise_of
from sim.calibration.volumes_panel import AHEAD

Floats = NDArray[np.float64]
PORTFOLIOS = 220


def luck(key: int) -> np.random.Generator:
    """A stream of its own for each test."""
    return np.random.Generator(np.random.Philox(key=key))


def noise(generator: np.random.Generator, number: int, weeks: int, memory: float, log_sd: float) -> Floats:
    """Stationary weekly noise with a memory."""
    found = np.zeros((number, weeks))
    found[:, 0] = generator.standard_normal(number)
    for week in range(1, weeks):
        found[:, week] = memory * found[:, week - 1] + np.sqrt(1 - memory**2) * generator.standard_normal(number)
    return np.asarray(log_sd * found)


def portfolio(
    generator: np.random.Generator, number: int, weeks: int, *, common: float = 0.0, growth: float = 0.0,
    memory: float = 0.8, log_sd: float = 0.15,
) -> Floats:  # fmt: skip
    """Unequal volumes with noise of their own, noise in common, and growth a year."""
    logs = np.log(1e5) + 1.5 * generator.standard_normal((number, 1))
    logs = logs + noise(generator, number, weeks, memory, log_sd) + noise(generator, 1, weeks, memory, common)
    return np.asarray(generator.poisson(np.exp(logs + np.log1p(growth) / 52 * np.arange(weeks))), np.float64)


@pytest.mark.parametrize(
    ("number", "weeks", "more"),
    [
        (20, 3, {}),
        (20, 12, {}),
        (20, 12, {"common": 0.15}),
        (20, 16, {"growth": 1.0}),
        (8, 10, {"memory": 0.2, "log_sd": 0.4}),
        (20, 16, {"memory": 0.98, "log_sd": 0.4}),
    ],
)
def test_the_80_percent_interval_covers_about_80_of_100_portfolios(
    number: int, weeks: int, more: dict[str, float]
) -> None:
    """70 to 90% over 220 portfolios, whether noise is common, growing, forgetful or wandering; 95% covers more."""
    generator = luck(number * 1000 + weeks)
    inside = np.zeros(3)
    for _ in range(PORTFOLIOS):
        calls = portfolio(generator, number, weeks + AHEAD, **more)
        found = forecast_of(np.arange(weeks), calls[:, :weeks], generator)
        assert found is not None
        inside += found.inside(float(calls[:, weeks:].sum()))
    half, most, nearly_all = inside / PORTFOLIOS
    assert 0.38 <= half <= 0.65
    assert 0.70 <= most <= 0.90
    assert nearly_all >= 0.86


def test_intervals_are_nested_around_the_median() -> None:
    """50 within 80 within 95%."""
    generator = luck(1)
    found = forecast_of(np.arange(20), portfolio(generator, 10, 20), generator)
    assert found is not None
    (a, b), (c, d), (e, f) = found.intervals
    assert e < c < a < found.median < b < d < f


def test_two_weeks_give_no_interval_and_seven_no_check() -> None:
    """Three weeks are needed for an interval, eight for holding four of them back."""
    calls = portfolio(luck(2), 10, 8)
    assert forecast_of(np.arange(2), calls[:, :2], luck(3)) is None
    assert forecast_of(np.arange(3), calls[:, :3], luck(3)) is not None
    assert held_back(np.arange(7), calls[:, :7], luck(3)) is None
    assert held_back(np.arange(8), calls, luck(3)) is not None


def test_held_back_weeks_are_really_held_back() -> None:
    """What happened in the last four weeks changes nothing of their own forecast."""
    calls = portfolio(luck(4), 10, 20)
    other = calls.copy()
    other[:, -AHEAD:] *= 7.0
    one, two = held_back(np.arange(20), calls, luck(5)), held_back(np.arange(20), other, luck(5))
    assert one is not None
    assert two is not None
    assert one[0] == two[0]
    assert two[1] == pytest.approx(7.0 * one[1])
    assert len(checks(np.arange(20), calls, luck(5))) == 4


def test_a_gap_before_the_last_weeks_leaves_the_check_out() -> None:
    """Weeks after a gap are not the next four."""
    week = np.array([*range(16), 20, 21, 22, 23])
    assert held_back(week, portfolio(luck(6), 10, 20), luck(5)) is None


def test_what_ended_brings_nothing_and_what_pauses_goes_on_pausing() -> None:
    """A workload that is gone adds no calls; one with calls every third week adds about a third of a month."""
    steady = np.full((1, 18), 1000.0)
    gone = np.r_[np.full(9, 5000.0), np.zeros(9)][None, :]
    pausing = np.tile([3000.0, 0.0, 0.0], 6)[None, :]
    found = forecast_of(np.arange(18), np.concatenate([steady, gone]), luck(7))
    assert found is not None
    assert found.median == pytest.approx(4000.0, rel=0.03)
    found = forecast_of(np.arange(18), np.concatenate([steady, pausing]), luck(7))
    assert found is not None
    assert found.intervals[2][0] > 6500.0
    assert found.intervals[2][1] < 10500.0


def test_what_began_within_the_records_goes_on_from_its_last_week() -> None:
    """Not from a mean that counts the weeks before it began."""
    calls = np.concatenate([np.full((6, 12), 100.0), np.r_[np.zeros(6), np.full(6, 9000.0)][None, :]])
    found = forecast_of(np.arange(12), calls, luck(8))
    assert found is not None
    assert found.median == pytest.approx(4 * 9600.0, rel=0.05)


@pytest.mark.parametrize(("memory", "log_sd"), [(0.0, 0.3), (0.5, 0.2), (0.8, 0.15), (0.9, 0.3)])
@pytest.mark.parametrize(("weeks", "trend"), [(8, False), (30, True)])
def test_spread_and_memory_are_recovered_from_short_series(
    memory: float, log_sd: float, weeks: int, trend: bool
) -> None:
    """Three hundred series of eight weeks give both back, where the plain ones are far too small."""
    generator = luck(9)
    logs = noise(generator, 300, weeks, memory, log_sd) + generator.standard_normal((300, 1))
    found = noise_of(np.arange(weeks), logs, np.zeros_like(logs), trend=trend, generator=generator)
    assert found is not None
    assert found.log_sd_room is not None
    assert found.memory_room is not None
    assert found.memory == pytest.approx(memory, abs=0.08)
    assert found.log_sd == pytest.approx(log_sd, rel=0.2)
    assert found.log_sd_room[0] < found.log_sd < found.log_sd_room[1]
    assert found.memory_room[0] < found.memory < found.memory_room[1]


def test_the_chance_of_counting_is_no_volatility() -> None:
    """Poisson counts of about twenty a week have a spread of 0.22 and none of it is the workload's own."""
    generator = luck(10)
    calls = generator.poisson(25.0, (400, 20)).astype(float).clip(1.0)
    found = noise_of(np.arange(20), np.log(calls), 1.0 / calls, trend=False, generator=generator)
    assert found is not None
    assert np.log(calls).std(axis=1).mean() > 0.18
    assert found.log_sd < 0.06


def test_expected_sums_tell_memories_apart() -> None:
    """The ratio rises with the memory, with gaps and with a trend, so that each ratio has one memory."""
    for frame in (Frame(tuple(range(6)), False), Frame(tuple(range(30)), True), Frame((0, 1, 2, 5, 6, 7, 8), False)):
        squares, products, _ = expected(frame)
        assert (np.diff(products / squares) > 0).all()
