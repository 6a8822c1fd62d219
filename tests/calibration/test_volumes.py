"""What a portfolio's volumes say: on real clients of a model provider, and on synthetic ones with known truth."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.calibration.volumes import Found, Turns, found_in, growth_of
from sim.calibration.volumes_cards import cards_of
from sim.calibration.volumes_columns import text_of
from sim.calibration.volumes_evidence import changes_of, finding_of
from sim.calibration.volumes_groups import groups_of
from sim.calibration.volumes_inequality import gini, inequality_of, log_sd_of, mean_of
from sim.calibration.volumes_table import read_table
from sim.calibration.volumes_weeks import Weeks, weeks_of
from tests.calibration.test_volumes_forecast import luck, noise, portfolio

DATA = Path(__file__).resolve().parents[2] / "data" / "servegen_derived"


def found_of(calls: Any) -> Found:
    """Estimates from whole weeks."""
    number, weeks = calls.shape
    names = tuple(f"w{place}" for place in range(number))
    whole = Weeks(names, np.arange(weeks), calls, ("",) * weeks, calls.mean(axis=1), 604_800.0, (), ())
    return found_in(whole, lambda purpose: luck(len(purpose)))


@pytest.fixture(scope="module")
def real() -> Weeks:
    """109 clients, hour by hour over two weeks."""
    file = DATA / "client_hourly_rate_m-mid.csv.gz"
    return weeks_of(read_table(file, text_of(file), {}), "second")


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    """What is published of the same clients."""
    with (DATA / "clients.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == "m-mid"]
    return sorted(rows, key=lambda row: int(row["client"]))


def test_real_clients_have_the_published_rates_and_weeks(real: Weeks, published: list[dict[str, str]]) -> None:
    """Mean rate, first week and second week of each client."""
    assert real.names == tuple(f"c{row['client']}" for row in published)
    for place, column in ((0, "week1"), (1, "week2")):
        wanted = [float(row[column]) for row in published]
        assert real.calls[:, place] / 604_800.0 == pytest.approx(wanted, rel=0.005, abs=1e-4)
    rates = np.array([float(row["mean_rate"]) for row in published])
    assert real.volumes / 604_800.0 == pytest.approx(rates, rel=0.005, abs=1e-4)


def test_real_clients_are_as_unequal_as_published(real: Weeks, published: list[dict[str, str]]) -> None:
    """The Gini coefficient of 109 mean rates is 0.871, of a population of such clients a little more."""
    rates = np.sort([float(row["mean_rate"]) for row in published])
    ranks = np.arange(1, len(rates) + 1)
    plain = float((2 * ranks - len(rates) - 1) @ rates / (len(rates) * rates.sum()))
    assert plain == pytest.approx(0.871, abs=0.001)
    assert float(gini(real.volumes)) * (1 - 1 / len(rates)) == pytest.approx(plain, abs=0.001)


def test_two_real_weeks_give_volumes_and_nothing_of_time(real: Weeks, published: list[dict[str, str]]) -> None:
    """Two cards; volatility, growth, lives and the next month are left out with the reason."""
    found = found_in(real, lambda purpose: luck(len(purpose)))
    fitted, left_out = cards_of(1, found)
    assert [one.card for one in fitted] == ["traffic.steady_calls_per_week", "opportunities.volume_log_sd"]
    assert fitted[1].value == pytest.approx(2.29, abs=0.02)
    assert len(left_out) == 4
    both = [(float(row["week1"]), float(row["week2"])) for row in published]
    doubled = sum(after > 2 * before > 0 for before, after in both)
    assert changes_of(real)["more_than_doubled"] == doubled


@pytest.mark.parametrize(("number", "log_sd"), [(20, 1.25), (100, 1.9)])
def test_the_spread_s_interval_covers_the_truth(number: int, log_sd: float) -> None:
    """95% for lognormal volumes; where lognormal is not rejected the mean's interval covers, too."""
    generator = luck(1)
    inside = mean_inside = 0
    for _ in range(200):
        volumes = np.exp(log_sd * generator.standard_normal(number))
        spread = log_sd_of(np.log(volumes))
        inside += spread.low <= log_sd <= spread.high
        mean = mean_of(volumes, True, generator)
        mean_inside += mean.low <= np.exp(log_sd**2 / 2) <= mean.high
    assert 0.90 <= inside / 200 <= 0.99
    assert mean_inside / 200 >= 0.88


def test_lognormal_is_rejected_where_it_is_wrong_and_the_card_keeps_the_inequality() -> None:
    """Two sizes of workload are no lognormal; the card then has the Gini coefficient found."""
    volumes = np.r_[np.full(30, 100.0), np.full(30, 10_000.0)] * np.exp(0.1 * luck(2).standard_normal(60))
    found = found_of(volumes[:, None] * np.ones(2))
    assert found.inequality.lognormal_rejected
    (_, spread), _ = cards_of(1, found)
    assert spread.value == found.inequality.gini_log_sd
    alike = inequality_of(np.exp(luck(3).standard_normal(200)), luck(4))
    assert not alike.lognormal_rejected
    assert alike.gini is not None
    assert alike.gini.low < 0.5205 < alike.gini.high


def test_known_truth_comes_back_as_cards() -> None:
    """Mean, spread, noise, memory and growth of sixty workloads over two years."""
    found = found_of(portfolio(luck(5), 60, 104, growth=0.4, log_sd=0.2))
    fitted, _ = cards_of(1, found)
    values = {one.card: one for one in fitted}
    truth = {
        "opportunities.volume_log_sd": 1.5, "traffic.noise_log_sd": 0.2, "traffic.noise_memory": 0.8,
        "traffic.growth_per_year": 0.4,
    }  # fmt: skip
    for name, value in truth.items():
        one = values[name]
        assert one.low is not None
        assert one.high is not None
        assert one.low <= value <= one.high, name
        assert one.value == pytest.approx(value, rel=0.2), name


def test_growth_s_interval_covers_with_noise_in_common() -> None:
    """At least 88 of 100 portfolios, where slopes alone would be far too sure."""
    generator, inside = luck(6), 0
    for _ in range(100):
        growth = found_growth(portfolio(generator, 15, 52, growth=0.3, common=0.1))
        inside += growth[0] <= 0.3 <= growth[1]
    assert inside >= 88


def found_growth(calls: Any) -> tuple[float, float]:
    names = tuple(map(str, range(len(calls))))
    weeks = Weeks(names, np.arange(calls.shape[1]), calls, (), calls.mean(axis=1), 1.0, (), ())
    found = growth_of(weeks, groups_of(calls))
    assert found is not None
    return found.low, found.high


def test_abandoned_and_jumped_workloads_become_cards_of_a_life() -> None:
    """Six of forty abandoned and four jumped within a year; in a life it is more, as the turn may still come."""
    calls = np.exp(10 + noise(luck(7), 40, 52, 0.8, 0.15))
    calls[:6, 20:] *= 0.05
    calls[6:10, 30:] *= 3.0
    found = found_of(calls)
    assert found.turns is not None
    assert (found.turns.watched, found.turns.faded, found.turns.jumped) == (40, 6, 4)
    values = {one.card: one for one in cards_of(1, found)[0]}
    seen = 1 - np.exp(-52 / 65)
    assert values["traffic.fade_share"].value == pytest.approx(6 / 40 / seen)
    assert values["traffic.fade_left"].value == pytest.approx(0.05, abs=0.02)
    assert values["traffic.jump_times"].value == pytest.approx(3.0, rel=0.3)


def test_no_turn_seen_leaves_room_for_some() -> None:
    """None of thirty in half a year: the share is 0, its interval is not."""
    share = Turns(30, 0, 0, None, None, 26).share(0, 65.0)
    assert (share.value, share.low) == (0.0, 0.0)
    assert 0.2 < share.high < 0.5


def test_one_workload_and_equal_weeks_are_no_special_case() -> None:
    """A single one has no inequality; weeks that are all alike have no memory."""
    one = found_of(portfolio(luck(8), 1, 20))
    assert one.inequality.gini is None
    assert finding_of(one).startswith("1 workload with ")
    equal = found_of(np.full((6, 12), 100.0))
    assert equal.noise is not None
    assert "traffic.noise_memory" not in [card.card for card in cards_of(1, equal)[0]]
    assert equal.forecast is not None
    assert equal.forecast.median == pytest.approx(2400.0, rel=0.01)
