"""How unequal workloads are: Gini coefficient, spread of the logs, whether they are lognormal, and their mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Floats = NDArray[np.float64]
RESAMPLES = 2_000
LEAST_FOR_GINI, LEAST_FOR_SHAPE = 5, 8
MOST_FOR_SHAPIRO = 5_000
LEVEL = 0.95
_CHUNK = 64


@dataclass(frozen=True)
class Estimate:
    """A number with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Inequality:
    """Gini coefficient; spread of the logs; `lognormal_p` is how likely such logs are under a normal law."""

    gini: Estimate | None
    gini_if_lognormal: Estimate | None
    log_sd: Estimate | None
    gini_log_sd: float | None
    lognormal_p: float | None
    largest_share: float
    tenth_share: float
    half_held_by: int

    @property
    def lognormal_rejected(self) -> bool:
        """At 5%."""
        return self.lognormal_p is not None and self.lognormal_p < 1.0 - LEVEL


def gini(volumes: Floats) -> Floats:
    """Gini coefficients along the last axis, of the population that the workloads are a sample of."""
    ordered = np.sort(volumes, axis=-1)
    number = ordered.shape[-1]
    ranks = 2.0 * np.arange(1, number + 1) - number - 1
    return np.asarray(ordered @ ranks / (ordered.sum(axis=-1) * (number - 1)))


def inequality_of(volumes: Floats, generator: np.random.Generator) -> Inequality:
    """Of the workloads with calls."""
    number = len(volumes)
    ordered = np.sort(volumes)[::-1]
    shares = ordered / ordered.sum() if number else ordered
    coefficient = log_sd = lognormal = None
    if number >= LEAST_FOR_GINI:
        coefficient = _resampled(volumes, gini, generator, least=0.0, most=1.0)
        log_sd = log_sd_of(np.log(volumes))
        lognormal = Estimate(*(float(2.0 * special.ndtr(each / np.sqrt(2.0)) - 1.0) for each in
                               (log_sd.value, log_sd.low, log_sd.high)))  # fmt: skip
    return Inequality(
        coefficient,
        lognormal,
        log_sd,
        None if coefficient is None else float(np.sqrt(2.0) * special.ndtri((coefficient.value + 1.0) / 2.0)),
        _lognormal_p(volumes),
        float(shares[0]) if number else 0.0,
        float(shares[: max(1, round(number / 10))].sum()),
        int(np.searchsorted(np.cumsum(shares), 0.5 - 1e-9) + 1) if number else 0,
    )


def log_sd_of(logs: Floats) -> Estimate:
    """With the interval that is exact for a normal law."""
    df, spread = len(logs) - 1, float(logs.std(ddof=1))
    below, above = stats.chi2.ppf([(1.0 + LEVEL) / 2.0, (1.0 - LEVEL) / 2.0], df)
    return Estimate(spread, spread * float(np.sqrt(df / below)), spread * float(np.sqrt(df / above)))


def mean_of(volumes: Floats, lognormal: bool, generator: np.random.Generator) -> Estimate:
    """Mean volume; under a lognormal law with Cox's interval, as resampling misses the tail that a sample lacks."""
    if not lognormal:
        return _resampled(volumes, lambda drawn: np.asarray(drawn.mean(axis=-1)), generator)
    logs = np.log(volumes)
    variance, number = float(logs.var(ddof=1)), len(logs)
    error = np.sqrt(variance / number + variance**2 / (2.0 * (number - 1)))
    reach = float(stats.t.ppf((1.0 + LEVEL) / 2.0, number - 1)) * error
    middle = float(logs.mean()) + variance / 2.0
    here = float(volumes.mean())
    return Estimate(here, min(here, float(np.exp(middle - reach))), max(here, float(np.exp(middle + reach))))


def _lognormal_p(volumes: Floats) -> float | None:
    if len(volumes) < LEAST_FOR_SHAPE or np.ptp(volumes) == 0:
        return None
    logs = np.log(volumes)
    tested = stats.shapiro(logs) if len(logs) <= MOST_FOR_SHAPIRO else stats.normaltest(logs)
    return float(tested.pvalue)


def _resampled(
    values: Floats,
    measure: Callable[[Floats], Floats],
    generator: np.random.Generator,
    least: float = -np.inf,
    most: float = np.inf,
) -> Estimate:
    """The measure with its 95% interval over resampled workloads, set right for what resampling itself shifts."""
    here = float(measure(values))
    drawn = []
    for start in range(0, RESAMPLES, _CHUNK):
        rows = generator.integers(0, len(values), (min(_CHUNK, RESAMPLES - start), len(values)))
        sample = values[rows]
        drawn.append(measure(sample))
    every = np.concatenate(drawn)
    every = every[np.isfinite(every)]
    if np.ptp(every) == 0:
        return Estimate(here, here, here)
    below = np.clip(((every < here).sum() + 0.5 * (every == here).sum()) / len(every), 0.001, 0.999)
    shift = 2.0 * special.ndtri(below)
    tails = special.ndtr(shift + special.ndtri(np.array([1.0 - LEVEL, 1.0 + LEVEL]) / 2.0))
    low, high = np.quantile(every, tails)
    return Estimate(here, max(least, min(float(low), here)), min(most, max(float(high), here)))


def inequality_words(unequal: Inequality, running: int) -> str:
    """The end of a sentence on how unequal they are; nothing for a single one."""
    if running < 2:  # noqa: PLR2004
        return ""
    if unequal.gini is None:
        return f", {unequal.largest_share:.0%} of them by the largest"
    return f", a Gini coefficient of {unequal.gini.value:.2f}"


def lognormal_words(unequal: Inequality) -> str:
    """Whether volumes are lognormal, as far as a test can tell."""
    if unequal.lognormal_p is None:
        return "Whether volumes are lognormal cannot be tested with fewer than eight workloads."
    if unequal.lognormal_rejected:
        return f"That volumes are lognormal is rejected (p = {unequal.lognormal_p:.2g})."
    return f"That volumes are lognormal is not rejected (p = {unequal.lognormal_p:.2g})."
