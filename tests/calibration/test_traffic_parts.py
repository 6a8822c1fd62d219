"""Arrivals, sizes and weeks of a log against numbers that others computed and known truth."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.calibration.log_reader import Block, Log, whole
from sim.calibration.traffic_arrivals import counted, dispersion_of, profile_of
from sim.calibration.traffic_burst import burst_of, expected_dispersion
from sim.calibration.traffic_evidence import rate_words
from sim.calibration.traffic_log import Requests, requests_of
from sim.calibration.traffic_sizes import counts_of, deciles_of, families_of, sizes_of
from sim.calibration.traffic_weeks import money_of, share_of, trend_of, weeks_of
from sim.rules.arrivals import dispersion
from sim.scenario.sizes import SHARES, mean_size
from tests.calibration.traffic_logs import DAY, OFFICE, START, WEEK, WORKING, arrivals, luck, tokens
from tests.conftest import ROOT

AZURE = ROOT / "data" / "azure2023"
NS = 1_000_000_000


def requests(times: np.ndarray[Any, Any], **columns: Any) -> Requests:
    """Requests at these times."""
    return requests_of(Block((times * 1e6).round().astype(np.int64) * 1_000, **columns), {})


def undivided(found: Requests) -> Requests:
    """The same with nothing held back."""
    return Requests(
        found.rows, found.calendar, found.start_ns, found.end_ns + 1, found.end_ns, found.oddities, found.names,
        found.timed,
    )  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def azure() -> Requests:
    """The real hour."""
    return requests_of(whole(Log(AZURE / "AzureLLMInferenceTrace_conv.csv.gz")), {})


# --- the real hour ----------------------------------------------------------------------------------------------------


def test_the_real_hour_has_its_published_dispersion(azure: Requests) -> None:
    """Variance over mean in six windows, the rate and the length, as data/azure2023 has them."""
    (wanted,) = rows_of(AZURE / "burstiness_conv.csv")
    curve = dispersion_of(counted(undivided(azure)))
    for one in curve.windows:
        if f"fano_{one.seconds}s" in wanted:
            assert one.dispersion == pytest.approx(float(wanted[f"fano_{one.seconds}s"]), rel=1e-4)
    assert azure.seconds == pytest.approx(float(wanted["span_s"]), abs=0.01)
    assert len(azure.rows) / azure.seconds == pytest.approx(float(wanted["rate"]), rel=1e-4)
    assert curve.sentence == "Poisson is rejected: counts in 10 s vary 3.9 times more."


def test_the_real_hour_has_its_published_sizes_and_families(azure: Requests) -> None:
    """Mean and quantiles, and of four families parameters and distance, as data/azure2023 has them."""
    for row in rows_of(AZURE / "tokens_conv.csv"):
        column = azure.rows.input if row["field"] == "ContextTokens" else azure.rows.output
        assert column is not None
        counts = counts_of(column)
        assert counts.mean == pytest.approx(float(row["mean"]), rel=1e-5)
        shares = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
        for share, found in zip(shares, counts.quantiles(np.array(shares)), strict=True):
            assert found == pytest.approx(float(row[f"p{100 * share:.0f}"]), abs=0.5)
        fits = {one.name.lower(): one for one in families_of(counts)}
        for row_of_fit in rows_of(AZURE / "token_fits_conv.csv"):
            if row_of_fit["field"] == row["field"]:
                ours = fits["lognormal" if row_of_fit["family"] == "lognorm" else row_of_fit["family"]]
                shape, _, scale = json.loads(row_of_fit["params"])
                assert (ours.first, ours.second) == pytest.approx((shape, scale), rel=2e-3)
                assert ours.distance == pytest.approx(float(row_of_fit["ks"]), abs=2e-3)


# --- arrivals ---------------------------------------------------------------------------------------------------------


def test_what_a_block_s_mean_takes_out_is_the_closed_form() -> None:
    """A block of many windows loses nothing: then it is the rule's own dispersion; a block of few loses its part."""
    assert expected_dispersion(60.0, 2.0, 0.3, 90.0, 1e9) == pytest.approx(dispersion(2.0, 60.0, 0.3, 90.0), rel=1e-6)
    found = counted(undivided(requests(arrivals(4.0, DAY, 1, burst=0.3, burst_seconds=400.0))))
    curve = dispersion_of(found)
    for one in curve.windows:
        model = expected_dispersion(one.seconds, curve.per_second, 0.3, 400.0, curve.block_seconds)
        assert one.dispersion == pytest.approx(model, rel=0.15)
    assert curve.at(600) is not None
    assert curve.at(600).dispersion < 0.8 * dispersion(4.0, 600.0, 0.3, 400.0)  # type: ignore[union-attr]


def test_poisson_is_rejected_no_more_often_than_said() -> None:
    """In 200 Poisson logs at most 6 are rejected at one in a hundred (a chance of about 1 in 250 to be beyond that)."""
    rejected = sum(
        dispersion_of(counted(undivided(requests(arrivals(0.3, 8_000, seed))))).rejected for seed in range(200)
    )
    assert rejected <= 6


def test_the_interval_of_bursts_covers_the_truth() -> None:
    """In at least 15 of 20 logs the 95% intervals hold the burst and its seconds (by chance less in 1 of 500)."""
    held = {"burst": 0, "seconds": 0}
    for seed in range(20):
        found = burst_of(
            counted(undivided(requests(arrivals(1.0, DAY // 2, 100 + seed, burst=0.3, burst_seconds=60.0))))
        )
        assert found is not None
        assert found.burst_low is not None
        assert found.burst_high is not None
        assert found.seconds_low is not None
        assert found.seconds_high is not None
        held["burst"] += found.burst_low <= 0.3 <= found.burst_high
        held["seconds"] += found.seconds_low <= 60.0 <= found.seconds_high
    assert min(held.values()) >= 15


def test_a_step_of_the_profile_is_no_burst() -> None:
    """Office hours that begin on the hour leave a Poisson log Poisson, though its counts differ seventeen times."""
    found = requests(arrivals(0.2, 6 * DAY, 3, hours=OFFICE))
    assert not dispersion_of(counted(found)).rejected
    profile = profile_of(found)
    assert profile.hours is not None
    assert max(profile.hours) / min(profile.hours) == pytest.approx(2.5 / 0.15, rel=0.2)


def test_a_clock_of_whole_minutes_is_not_asked_for_seconds() -> None:
    """Windows below a minute are left out; whole hours tell nothing."""
    minutes = np.floor(arrivals(1.0, DAY, 4) / 60.0) * 60.0
    assert {one.seconds for one in dispersion_of(counted(requests(minutes))).windows} == {60, 120, 300, 600}
    assert counted(requests(np.floor(minutes / 3_600.0) * 3_600.0)) is None


def test_missing_hours_are_left_out_of_the_rate() -> None:
    """Two days without a log in four weeks of a busy one; quiet nights and weekends are no gaps."""
    times = arrivals(0.05, 4 * WEEK, 5, hours=[2.4] * 10 + [0.0] * 14, weekdays=[1.4] * 5 + [0.0] * 2)
    hole = (times >= START + 8 * DAY) & (times < START + 10 * DAY)
    found = requests(times[~hole])
    assert found.calendar.gap_hours == 20.0
    assert profile_of(found).per_second == pytest.approx(0.05, rel=0.03)


def test_a_row_far_from_all_others_does_not_stretch_the_log() -> None:
    """One of 2021 before a week of 2024 is left out and counted; order does not matter."""
    times = arrivals(0.02, WEEK, 6)
    found = requests(np.append(times[::-1], START - 3 * 365 * DAY))
    assert (found.oddities.strays, len(found.rows)) == (1, len(times))
    assert found.oddities.backwards
    assert found.seconds < WEEK


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_quantiles_are_numpy_s_and_keep_the_mean() -> None:
    """Every one but the largest, which is moved towards the mean of the log."""
    inside, _ = tokens(30_000, 3, lumpy=True)
    column = inside.astype(np.int32)
    found = sizes_of(column[:24_000], column[24_000:])
    assert found is not None
    assert found.quantiles[:-1] == pytest.approx(np.quantile(column[:24_000], SHARES)[:-1])
    assert mean_size(found.quantiles) == pytest.approx(column[:24_000].mean(), rel=2e-3)
    assert found.deciles == pytest.approx([0.1] * 10, abs=0.02)
    assert found.family_distance > 0.15


def test_a_lognormal_log_is_known_as_one() -> None:
    """The nearest family is the true one, with its parameters."""
    column = np.rint(luck(4).lognormal(8.0, 0.8, 40_000)).astype(np.int32)
    best = min(families_of(counts_of(column)), key=lambda one: one.distance)
    assert best.name == "lognormal"
    assert (best.first, math.log(best.second)) == pytest.approx((0.8, 8.0), abs=0.02)
    assert best.distance < 0.01


def test_a_lump_is_spread_over_the_tenths_that_it_covers() -> None:
    """A log of one size has all tenths, also where others came before; larger sizes go to the last one."""
    same, larger = counts_of(np.full(500, 7, np.int32)), counts_of(np.full(300, 9, np.int32))
    assert deciles_of(same, same) == pytest.approx([0.1] * 10)
    assert deciles_of(same, larger) == pytest.approx([0.0] * 9 + [1.0])


# --- weeks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("memory", "weeks", "least"), [(0.0, 12, 90), (0.5, 30, 85), (0.8, 60, 82)])
def test_the_interval_of_growth_covers_the_truth(memory: float, weeks: int, least: int) -> None:
    """Of 100 logs with 25% growth, noise of 0.15 and some memory; by chance fewer in 1 of 100 where 95 or 90 hold."""
    rng = luck(8)
    held, spreads = 0, []
    for _ in range(100):
        shocks, noise = rng.normal(size=weeks), np.zeros(weeks)
        noise[0] = shocks[0]
        for week in range(1, weeks):
            noise[week] = memory * noise[week - 1] + math.sqrt(1 - memory**2) * shocks[week]
        values = np.exp(9.0 + math.log(1.25) / 52.0 * np.arange(weeks) + 0.15 * noise)
        found = trend_of(list(range(weeks)), values.tolist())
        assert found is not None
        held += found.low <= 0.25 <= found.high
        spreads.append(found.log_sd)
    assert held >= least
    assert np.mean(spreads) == pytest.approx(0.15, rel=0.12)


def test_weeks_are_whole_and_begin_on_monday() -> None:
    """A log from a Wednesday on has its first whole week from the Monday after; the last ones are held back."""
    times = arrivals(0.01, 4 * WEEK, 9, weekdays=WORKING, start=START + 2 * DAY)
    found = requests(times)
    weeks = weeks_of(found, profile_of(found))
    assert [week.number for week in weeks] == [1, 2, 3]
    assert [week.held for week in weeks] == [False, False, True]
    second = ((times >= START + WEEK) & (times < START + 2 * WEEK)).sum()
    assert weeks[0].calls == pytest.approx(second)
    assert trend_of([0, 1, 2], [1.0, 2.0, 3.0]) is None


def test_shares_and_money_have_the_usual_intervals() -> None:
    """Wilson's for a share, also where none failed; the mean's for money; what is not said does not count."""
    none = share_of(np.array([0] * 50 + [-1] * 50, np.int8))
    assert none is not None
    assert (none.value, none.calls) == (0.0, 50)
    assert none.high == pytest.approx(0.0713, abs=1e-3)
    assert share_of(np.array([-1, -1], np.int8)) is None
    money = money_of(np.array([0.1, 0.3, np.nan]))
    assert money is not None
    assert money.calls == 2
    assert money.mean == pytest.approx(0.2)
    assert money.high == pytest.approx(0.2 + 1.96 * 0.1, rel=1e-6)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(5.888, "5.9 requests a second"), (1.0, "1 request a second"), (0.05, "3 requests a minute"),
     (1e-3, "3.6 requests an hour"), (1e-6, "0.086 requests a day")],
)  # fmt: skip
def test_a_rate_is_told_in_a_unit_that_people_count_in(rate: float, words: str) -> None:
    """One and more of something."""
    assert rate_words(rate) == words
