"""Intervals keep their promise: true coverage within two points of 95% at n = 200.

Where a coverage can be summed over all possible counts it is, and no luck is involved. Otherwise 4,000 simulations with
a fixed seed: the standard error of a coverage near 0.95 is then 0.0034. An estimator whose true coverage is exactly
0.95 leaves the two points with probability below 1e-8; one that is off by 0.6 points, the largest error seen in 40,000
simulations of each setting, with probability below 1e-4.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, multinomial

from sim.analysis.means import mean_interval
from sim.analysis.paired import paired_differences, paired_share_difference
from sim.analysis.proportions import wilson_interval
from sim.analysis.survival import SurvivalCurve, survival_curve

NOMINAL = 0.95
TWO_POINTS = 0.02
SIMULATIONS = 4_000
N = 200


@pytest.mark.parametrize("total", [200, 500, 1_000])
def test_wilson_covers_every_share_from_one_to_ninety_nine_percent(total: int) -> None:
    """Exact, no false alarms: never two points short of 95% anywhere, and 95% on average over shares."""
    counts = np.arange(total + 1)
    low, high = wilson_interval(counts, total)
    shares = np.linspace(0.01, 0.99, 197)[:, None]
    covered = (low <= shares) & (shares <= high)
    coverage = (binom.pmf(counts, total, shares) * covered).sum(axis=1)
    assert coverage.min() > NOMINAL - TWO_POINTS
    assert coverage.mean() == pytest.approx(NOMINAL, abs=0.003)


def simulated_curves(censoring: str) -> list[SurvivalCurve]:
    rng = np.random.default_rng(2101)
    ends = rng.exponential(size=(SIMULATIONS, N))
    seen = rng.uniform(0.0, 4.0, size=ends.shape) if censoring == "throughout" else np.full_like(ends, 1.3)
    return [survival_curve(weeks, ended) for weeks, ended in zip(np.minimum(ends, seen), ends <= seen, strict=True)]


@pytest.mark.parametrize(
    ("censoring", "shares"), [("throughout", (0.9, 0.7, 0.5, 0.3, 0.1)), ("horizon", (0.7, 0.5, 0.3))]
)
def test_log_log_band_and_median_interval_cover(censoring: str, shares: tuple[float, ...]) -> None:
    """The pointwise band and the median interval, with censoring throughout and at the horizon only."""
    curves = simulated_curves(censoring)
    for share in shares:
        week = -np.log(share)
        bands = np.array([curve.band_at(week) for curve in curves if curve.watched_until_weeks >= week])
        covered = np.mean((bands[:, 0] <= share) & (share <= bands[:, 1]))
        assert covered == pytest.approx(NOMINAL, abs=TWO_POINTS), share
    medians = [curve.median_interval for curve in curves]
    truth = np.log(2.0)
    covered = np.mean([(low or 0.0) <= truth <= (high or np.inf) for low, high in medians])
    assert covered == pytest.approx(NOMINAL, abs=TWO_POINTS)


def test_band_before_the_first_end_is_safe() -> None:
    """At a share of 0.995 most runs of 200 have no or one end: the band still covers at least 93%."""
    curves = simulated_curves("horizon")
    bands = np.array([curve.band_at(-np.log(0.995)) for curve in curves])
    assert np.mean((bands[:, 0] <= 0.995) & (bands[:, 1] >= 0.995)) > NOMINAL - TWO_POINTS


def test_paired_bootstrap_covers_the_difference_of_means() -> None:
    """Skewed payoffs with common luck: the percentile bootstrap at 200 paired futures."""
    rng = np.random.default_rng(2102)
    common = rng.normal(size=(SIMULATIONS, N))
    own = rng.normal(size=(2, SIMULATIONS, N))
    first, second = np.exp(0.5 * common + 0.25 * own[0]), 0.8 * np.exp(0.5 * common + 0.25 * own[1])
    truth = 0.2 * np.exp((0.5**2 + 0.25**2) / 2.0)
    quantities = {str(each): (first[each], second[each]) for each in range(SIMULATIONS)}
    found = paired_differences(quantities, resamples=1_000).values()
    assert np.mean([each.low <= truth <= each.high for each in found]) == pytest.approx(NOMINAL, abs=TWO_POINTS)


@pytest.mark.parametrize(("only_first", "only_second"), [(0.10, 0.05), (0.04, 0.01), (0.04, 0.0), (0.02, 0.02)])
def test_paired_share_interval_covers_the_difference(only_first: float, only_second: float) -> None:
    """Exact, no false alarms: summed over all counts of futures that differ."""
    truth, coverage, likely = only_first - only_second, 0.0, 0.0
    for better in range(50):
        for worse in range(30):
            chance = multinomial.pmf(
                [better, worse, N - better - worse], N, [only_first, only_second, 1 - only_first - only_second]
            )
            if chance < 1e-6:
                continue
            found = paired_share_difference(*flags(better, worse, N))
            likely += chance
            coverage += chance * (found.low <= truth <= found.high)
    assert likely > 0.999
    assert coverage == pytest.approx(NOMINAL, abs=TWO_POINTS)


def flags(better: int, worse: int, total: int) -> tuple[list[int], list[int]]:
    rest = [0] * (total - better - worse)
    return [1] * better + [0] * worse + rest, [0] * better + [1] * worse + rest


def test_mean_interval_covers_a_skewed_mean() -> None:
    """Student's interval on lognormal costs of 200 programmes."""
    values = np.random.default_rng(2103).lognormal(0.0, 0.5, size=(SIMULATIONS, N))
    truth = np.exp(0.125)
    covered = [low <= truth <= high for _, low, high in map(mean_interval, values)]
    assert np.mean(covered) == pytest.approx(NOMINAL, abs=TWO_POINTS)
