"""Small worlds with a known truth, one for each interval that the product reports: does it hold the truth?

Each case draws so many data sets of 200 futures, has the product's own estimator make the interval, and says for each
whether the truth lies inside. Where the coverage can be summed over all possible counts it is, and no luck is involved.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.stats import binom, multinomial, norm

from sim.analysis.arms import Arm
from sim.analysis.bands import Banded, mean_bands, share_bands, share_difference_bands
from sim.analysis.factors import Factor, factors_of
from sim.analysis.incidence import cumulative_incidence
from sim.analysis.marginal import marginal_cost
from sim.analysis.mcnemar import mcnemar_p_value, tango_interval
from sim.analysis.means import mean_interval
from sim.analysis.measures import measure_named
from sim.analysis.morris import elementary_effects, morris_walks, screen
from sim.analysis.paired import paired_differences
from sim.analysis.proportions import normal_quantile, wilson_interval
from sim.analysis.ranking import best_by_future, ranking, split_share_interval
from sim.analysis.regions import discover
from sim.analysis.rmst import independent_difference, paired_difference_of_means, restricted_mean
from sim.analysis.sobol_indices import saltelli_shares, sobol_indices
from sim.analysis.survival import SurvivalCurve, survival_curve
from sim.analysis.tornado import holm, mean_p_value

Floats = npt.NDArray[np.float64]
N = 200
Z = normal_quantile(0.95)


def holds(low: float | None, truth: float, high: float | None) -> bool:
    """An end that the futures do not bound reaches as far as there is."""
    return (low is None or low <= truth) and (high is None or truth <= high)


def wilson(share: float) -> float:
    """Exact: over all counts of 200."""
    counts = np.arange(N + 1)
    low, high = wilson_interval(counts, N)
    return float(binom.pmf(counts, N, share)[(low <= share) & (share <= high)].sum())


@cache
def _both_counts() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats, Floats]:
    better, worse = (each.ravel() for each in np.mgrid[0:60, 0:60])
    return (better, worse, *tango_interval(better, worse, N, z=Z))


def _likely(only_first: float, only_second: float) -> Floats:
    better, worse, _, _ = _both_counts()
    chances = [only_first, only_second, 1.0 - only_first - only_second]
    likely = multinomial.pmf(np.column_stack((better, worse, N - better - worse)), N, chances)
    return np.asarray(likely, dtype=np.float64)


def tango(only_first: float, only_second: float) -> float:
    """Exact: over all counts of futures that differ."""
    _, _, low, high = _both_counts()
    truth = only_first - only_second
    return float(_likely(only_first, only_second)[(low <= truth) & (truth <= high)].sum())


def mcnemar(differ: float) -> float:
    """Exact: how often the test of 5% is quiet where there is no difference."""
    better, worse, _, _ = _both_counts()
    quiet = [mcnemar_p_value(*pair) >= 0.05 for pair in zip(better.tolist(), worse.tolist(), strict=True)]
    return float(_likely(differ / 2.0, differ / 2.0)[np.array(quiet)].sum())


def _curve(rng: np.random.Generator) -> SurvivalCurve:
    """Exponential ends, losses throughout."""
    ends, seen = rng.exponential(size=N), rng.uniform(0.0, 4.0, N)
    return survival_curve(np.minimum(ends, seen), ends <= seen)


def survival(rng: np.random.Generator, *, share: float) -> bool | None:
    """The log-log band where so many survive, if anybody was watched so long."""
    curve, week = _curve(rng), float(-np.log(share))
    if week > curve.watched_until_weeks and curve.share[-1] > 0.0:
        return None
    low, high = curve.band_at(week)
    return holds(low, share, high)


def median(rng: np.random.Generator) -> bool:
    """The interval of the median, whose truth is ln 2."""
    low, high = _curve(rng).median_interval
    return holds(low, float(np.log(2.0)), high)


def incidence(rng: np.random.Generator, *, tick: float) -> bool:
    """Rates 0.6 and 0.4 of two causes with losses: the incidence of the first by a time t is 0.6 (1 - exp(-t))."""
    ends, seen = rng.exponential(size=N), rng.uniform(0.0, 4.0, N)
    causes = np.where(ends <= seen, rng.choice([1, 2], N, p=[0.6, 0.4]), 0)
    found = cumulative_incidence(np.minimum(ends, seen), causes, ("one", "two"))
    step = int(np.searchsorted(found.weeks, tick, side="right")) - 1
    low, high = found.interval("one")
    return holds(low[step], 0.6 * (1.0 - np.exp(-tick)), high[step])


def two_arms(rng: np.random.Generator, common: float) -> tuple[Arm, Arm]:
    """Lognormal weeks, 30% longer in the first arm, with luck in common and losses throughout."""
    shared, own = rng.normal(size=N), rng.normal(size=(2, N))
    first, second = np.exp(0.7 * (np.sqrt(common) * shared + np.sqrt(1.0 - common) * own))
    seen = rng.uniform(1.0, 6.0, (2, N))
    first, second = (
        Arm(np.minimum(weeks, limit), weeks <= limit) for weeks, limit in zip((1.3 * first, second), seen, strict=True)
    )
    return first, second


@cache
def true_means() -> tuple[float, float]:
    """Restricted means of both arms up to 2, in closed form."""
    first, second = (_least_of(scale, 2.0) for scale in (1.3, 1.0))
    return first, second


def _least_of(scale: float, until: float) -> float:
    """E min(s exp(0.7 z), t) with z standard normal."""
    ends = np.log(until / scale) / 0.7
    return float(scale * np.exp(0.7**2 / 2.0) * norm.cdf(ends - 0.7) + until * norm.sf(ends))


def one_mean(rng: np.random.Generator) -> bool:
    """The restricted mean of one arm."""
    found = restricted_mean(two_arms(rng, 0.0)[1].curve(), 2.0)
    return holds(found.low, true_means()[1], found.high)


def difference_of_means(rng: np.random.Generator, *, paired: bool) -> bool:
    """The difference of restricted means, of arms in the same futures or of independent ones."""
    first, second = two_arms(rng, 0.8 if paired else 0.0)
    found = (
        paired_difference_of_means(first, second, 2.0, resamples=300)
        if paired
        else independent_difference(first, second, 2.0)
    )
    return holds(found.low, true_means()[0] - true_means()[1], found.high)


def student(rng: np.random.Generator) -> bool:
    """The mean of skewed costs."""
    _, low, high = mean_interval(rng.lognormal(0.0, 0.5, N))
    return holds(low, float(np.exp(0.125)), high)


def nth_cost(rng: np.random.Generator) -> bool:
    """The marginal cost of a workload that half of the programmes reach, skewed."""
    got_there = np.flatnonzero(rng.random(N) < 0.5)
    columns = {
        "replication": pa.array(got_there, pa.int32()),
        "n": pa.array(np.full(got_there.size, 3), pa.int32()),
        "marginal_cost_eur": pa.array(rng.lognormal(0.0, 0.5, got_there.size)),
    }
    found = marginal_cost(pa.table(columns), up_to=3)
    return holds(found.low_eur[2], float(np.exp(0.125)), found.high_eur[2])


def paired_mean(rng: np.random.Generator) -> bool:
    """Skewed payoffs with common luck."""
    common, own = rng.normal(size=N), rng.normal(size=(2, N))
    first, second = np.exp(0.5 * common + 0.25 * own[0]), 0.8 * np.exp(0.5 * common + 0.25 * own[1])
    found = paired_differences({"": (first, second)}, resamples=1_000)[""]
    return holds(found.low, float(0.2 * np.exp((0.5**2 + 0.25**2) / 2.0)), found.high)


TICKS = np.linspace(0.0, 2.0, 20)


def _within(banded: Banded, truth: Floats) -> bool:
    low, high = banded.simultaneous.low, banded.simultaneous.high
    return bool(((low <= truth + 1e-12) & (truth - 1e-12 <= high)).all())


def curve_of_shares(rng: np.random.Generator, *, scale: float) -> bool:
    """A whole survival curve at once."""
    return _within(share_bands(rng.exponential(scale, N)[:, None] > TICKS, resamples=300), np.exp(-TICKS / scale))


def curve_of_differences(rng: np.random.Generator) -> bool:
    """A whole paired difference at once, with common luck."""
    common, own = rng.exponential(size=N), rng.exponential(size=(2, N))
    first, second = np.minimum(common, 2.0 * own[0]), np.minimum(common, 2.6 * own[1])
    truth = np.exp(-TICKS * 1.5) - np.exp(-TICKS * (1.0 + 1.0 / 2.6))
    return _within(share_difference_bands(first[:, None] > TICKS, second[:, None] > TICKS, resamples=300), truth)


def curve_of_means(rng: np.random.Generator) -> bool:
    """Skewed money that adds up over time."""
    return _within(mean_bands(np.cumsum(rng.exponential(size=(N, 20)), axis=1), resamples=300), np.arange(1.0, 21.0))


def best(rng: np.random.Generator) -> bool:
    """Three strategies of which the first is seldom best, with ties in 30% of futures."""
    values = np.eye(3)[rng.choice(3, N, p=[0.02, 0.9, 0.08])] * (rng.random((N, 1)) < 0.7)
    low, high = split_share_interval(best_by_future(values)[:, 0])
    return holds(low, 0.7 * 0.02 + 0.1, high)


def regret(rng: np.random.Generator) -> bool:
    """Two payoffs with common luck: with differences d, E max(d, 0) = s phi(m/s) + m Phi(m/s)."""
    common = rng.normal(0.0, 3.0, N)
    found = {each.name: each for each in ranking({"a": common + rng.normal(0.2, 1.0, N), "b": common}, resamples=400)}
    truth = float(norm.pdf(0.2) + 0.2 * norm.cdf(0.2))
    return holds(found["b"].regret_low, truth, found["b"].regret_high)


def quiet_tornado(rng: np.random.Generator) -> bool:
    """Forty settings without any effect in thirty futures: no card is called clear."""
    return not any(holm([mean_p_value(row) for row in rng.normal(size=(40, 30))], 0.05))


@cache
def three_cards() -> tuple[Factor, ...]:
    """Cards in name only: the function below knows their places in the range."""
    return factors_of(["cfo.budget_eur=[0,1]", "cfo.threshold_eur=[0,1]", "people.notice_weeks"])


def screened(rng: np.random.Generator) -> bool:
    """ab + b², 200 trajectories: the effect of b has mean 3/2."""
    walks = morris_walks(3, N, rng)
    outputs = walks[..., 0] * walks[..., 1] + walks[..., 1] ** 2
    found = screen(three_cards(), elementary_effects(np.diff(walks, axis=1), outputs), resamples=400)
    second = next(each for each in found if each.factor.name == "cfo.threshold_eur")
    return holds(second.low, 1.5, second.high)


A, B = 7.0, 0.1
PARTS = (0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2, A**2 / 8.0, B**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0))
"""Variances of Ishigami's function: of x1 and x2 alone, and of x1 with x3; x3 alone brings none."""


def ishigami(shares: Floats) -> Floats:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on ±π (Ishigami and Homma, 1990)."""
    x = np.pi * (2.0 * shares - 1.0)
    found = np.sin(x[..., 0]) + A * np.sin(x[..., 1]) ** 2 + B * x[..., 2] ** 4 * np.sin(x[..., 0])
    return np.asarray(found, dtype=np.float64)


def shared_out(rng: np.random.Generator, *, card: int, total: bool, sequence: bool) -> bool:
    """Ishigami's function on 256 rows, drawn as the product does or each for itself."""
    design = saltelli_shares(3, 256, rng)
    if not sequence:
        design[:2] = rng.random((2, 256, 3))
        for each in range(3):
            design[each + 2] = design[0]
            design[each + 2, :, each] = design[1, :, each]
    found = sobol_indices(ishigami(design), resamples=400)
    alone, index = (PARTS[0], PARTS[1], 0.0)[card], (found.total if total else found.first)[card]
    shared = PARTS[2] if total and card != 1 else 0.0
    return holds(index.low, (alone + shared) / sum(PARTS), index.high)


@cache
def _many_places() -> Floats:
    return np.random.default_rng(7).random((40_000, 2))


def region(rng: np.random.Generator) -> bool | None:
    """400 worlds of which 80% fail where the first card lies below 0.3 and 20% elsewhere: the share in the box told.

    The box was searched; its share is measured on worlds held out, and is true of the box that was found.
    """
    places = rng.random((400, 2))
    fails = rng.random(400) < np.where(places[:, 0] < 0.3, 0.8, 0.2)
    factors = three_cards()[:2]
    points = [dict(zip((each.name for each in factors), row, strict=True)) for row in places.tolist()]
    seed = int(rng.integers(1 << 30))
    found = discover(factors, points, fails.astype(float)[:, None], measure_named("failed"), seed=seed)
    if not found.regions:
        return None
    first, inside = found.regions[0], np.ones(len(_many_places()), dtype=bool)
    for condition in first.conditions:
        inside &= condition.side.holds(_many_places()[:, factors.index(condition.factor)])
    truth = float(np.where(_many_places()[inside, 0] < 0.3, 0.8, 0.2).mean())
    return holds(first.low, truth, first.high)
