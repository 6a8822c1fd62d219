"""Distributions that know their own mean and variance, evaluated at a uniform by their inverse.

One uniform makes one value, monotonically: two strategies that see different parameters still see the same luck. Each
formula is a plain scalar function of floats, which a compiler can take as it is; the classes only name and check
the parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from sim.luck.quantiles import exponential_quantile, normal_quantile

SHARES_TOLERANCE = 1e-9


class Distribution(Protocol):
    """What every distribution offers."""

    @property
    def mean(self) -> float: ...

    @property
    def variance(self) -> float: ...

    def at(self, u: float) -> float:
        """The value below which a share u of draws falls, for u strictly inside (0, 1)."""


def uniform_at(u: float, low: float, high: float) -> float:
    """Uniform between low and high."""
    return low + (high - low) * u


def exponential_at(u: float, mean: float) -> float:
    """Exponential with this mean."""
    return mean * exponential_quantile(u)


def normal_at(u: float, mean: float, sd: float) -> float:
    """Normal with this mean and standard deviation."""
    return mean + sd * normal_quantile(u)


def lognormal_at(u: float, mean: float, log_sd: float) -> float:
    """Lognormal by its arithmetic mean and the standard deviation of its logarithm."""
    return mean * math.exp(log_sd * (normal_quantile(u) - 0.5 * log_sd))


def bernoulli_at(u: float, share: float) -> float:
    """1.0 in a share of draws, else 0.0."""
    return 1.0 if u > 1.0 - share else 0.0


def triangular_at(u: float, low: float, mode: float, high: float) -> float:
    """Triangular between low and high with its peak at the mode."""
    width = high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


def categorical_at(u: float, shares: tuple[float, ...]) -> float:
    """The position of the category, as a float; shares are summed in their order."""
    total = 0.0
    for share in shares:
        total += share
    target = u * total
    reached = 0.0
    for position, share in enumerate(shares):
        reached += share
        if target < reached:
            return float(position)
    return float(len(shares) - 1)


def _require(condition: bool, distribution: object, allowed: str) -> None:
    if not condition:
        raise ValueError(f"{distribution}: {allowed}")


@dataclass(frozen=True)
class Uniform:
    """Anything between low and high, equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(-math.inf < self.low <= self.high < math.inf, self, "low may not be above high")

    @property
    def mean(self) -> float:
        return 0.5 * (self.low + self.high)

    @property
    def variance(self) -> float:
        return (self.high - self.low) * (self.high - self.low) / 12.0

    def at(self, u: float) -> float:
        return uniform_at(u, self.low, self.high)


@dataclass(frozen=True)
class Exponential:
    """Time to the next of many unrelated events."""

    mean: float

    def __post_init__(self) -> None:
        _require(0.0 <= self.mean < math.inf, self, "the mean may not be negative")

    @property
    def variance(self) -> float:
        return self.mean * self.mean

    def at(self, u: float) -> float:
        return exponential_at(u, self.mean)


@dataclass(frozen=True)
class Normal:
    """The sum of many small influences."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.mean) and 0.0 <= self.sd < math.inf, self, "the sd may not be negative")

    @property
    def variance(self) -> float:
        return self.sd * self.sd

    def at(self, u: float) -> float:
        return normal_at(u, self.mean, self.sd)


@dataclass(frozen=True)
class Lognormal:
    """The product of many small influences; `mean` is the arithmetic mean, whatever the spread."""

    mean: float
    log_sd: float

    def __post_init__(self) -> None:
        possible = 0.0 <= self.mean < math.inf and 0.0 <= self.log_sd < math.inf
        _require(possible, self, "neither the mean nor the log_sd may be negative")

    @property
    def variance(self) -> float:
        return self.mean * self.mean * math.expm1(self.log_sd * self.log_sd)

    def at(self, u: float) -> float:
        return lognormal_at(u, self.mean, self.log_sd)


@dataclass(frozen=True)
class Bernoulli:
    """Yes (1.0) in a share of cases."""

    share: float

    def __post_init__(self) -> None:
        _require(0.0 <= self.share <= 1.0, self, "the share is between 0 and 1")

    @property
    def mean(self) -> float:
        return self.share

    @property
    def variance(self) -> float:
        return self.share * (1.0 - self.share)

    def at(self, u: float) -> float:
        return bernoulli_at(u, self.share)


@dataclass(frozen=True)
class Triangular:
    """An expert's low, most likely and high."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        ordered = -math.inf < self.low <= self.mode <= self.high < math.inf
        _require(ordered, self, "the mode lies between low and high")

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3.0

    @property
    def variance(self) -> float:
        down, up, width = self.mode - self.low, self.high - self.mode, self.high - self.low
        return (width * width - down * up) / 18.0

    def at(self, u: float) -> float:
        return triangular_at(u, self.low, self.mode, self.high)


@dataclass(frozen=True)
class Categorical:
    """One of several categories, by position; shares add up to 1."""

    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        whole = abs(sum(self.shares) - 1.0) <= SHARES_TOLERANCE
        _require(whole and min(self.shares) >= 0.0, self, "shares are not negative and add up to 1")

    @property
    def mean(self) -> float:
        return sum(position * share for position, share in enumerate(self.shares))

    @property
    def variance(self) -> float:
        return sum(
            (position - self.mean) * (position - self.mean) * share for position, share in enumerate(self.shares)
        )

    def at(self, u: float) -> float:
        return categorical_at(u, self.shares)
