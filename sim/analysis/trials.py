"""How many runs a question needs, said before they are run: the least number whose interval is as narrow as asked for.

Half-widths are those the analysis will report: Wilson's for a share, Tango's for a paired difference of shares,
Student's for a mean. They are reckoned from what is expected beforehand, so what is reached differs a little; where
nothing is known take a share of a half.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from scipy.special import stdtrit

from sim.analysis.mcnemar import tango_interval
from sim.analysis.proportions import LEVEL, normal_quantile, wilson_interval
from sim.errors import InputError

MOST_RUNS = 1_000_000_000
_FEWEST_FOR_A_MEAN = 2
_ROUNDING = 1e-12


class Expected(Protocol):
    """What a quantity is expected to look like: how wide its interval is after so many runs, and the reverse."""

    def half_width(self, runs: int) -> float: ...
    def runs_for(self, half_width: float) -> int: ...


@dataclass(frozen=True)
class ExpectedShare:
    """A share of programmes."""

    share: float = 0.5

    def half_width(self, runs: int) -> float:
        return share_half_width(runs, share=self.share)

    def runs_for(self, half_width: float) -> int:
        return runs_for_share(half_width, share=self.share)


@dataclass(frozen=True)
class ExpectedPair:
    """A difference of two shares in the same futures."""

    discordance: float
    difference: float = 0.0

    def half_width(self, runs: int) -> float:
        return paired_half_width(runs, discordance=self.discordance, difference=self.difference)

    def runs_for(self, half_width: float) -> int:
        return runs_for_paired_difference(half_width, discordance=self.discordance, difference=self.difference)


@dataclass(frozen=True)
class ExpectedMean:
    """A mean, or a mean of paired differences, of this standard deviation."""

    standard_deviation: float

    def half_width(self, runs: int) -> float:
        return mean_half_width(runs, standard_deviation=self.standard_deviation)

    def runs_for(self, half_width: float) -> int:
        return runs_for_mean(half_width, standard_deviation=self.standard_deviation)


def runs_for_share(half_width: float, *, share: float = 0.5, level: float = LEVEL) -> int:
    """Runs until Wilson's half-width of an expected share is no more than asked for."""
    _check_half_width(half_width, most=0.5)
    return _least_runs(lambda runs: share_half_width(runs, share=share, level=level), half_width, at_least=1)


def runs_for_paired_difference(
    half_width: float, *, discordance: float, difference: float = 0.0, level: float = LEVEL
) -> int:
    """Runs of either strategy in the same futures until Tango's half-width of the difference is no more than asked for.

    `discordance` is the share of futures in which just one of them gets there: common luck keeps it small.
    """
    _check_half_width(half_width, most=1.0)

    def width_at(runs: int) -> float:
        return paired_half_width(runs, discordance=discordance, difference=difference, level=level)

    return _least_runs(width_at, half_width, at_least=1)


def runs_for_mean(half_width: float, *, standard_deviation: float, level: float = LEVEL) -> int:
    """Runs until Student's half-width of a mean, or of a mean of paired differences, is no more than asked for."""
    _check_half_width(half_width, most=math.inf)
    return _least_runs(
        lambda runs: mean_half_width(runs, standard_deviation=standard_deviation, level=level),
        half_width,
        at_least=_FEWEST_FOR_A_MEAN,
    )


def share_half_width(runs: int, *, share: float = 0.5, level: float = LEVEL) -> float:
    """Half of Wilson's interval when the share comes out as expected."""
    _check_share("share", share)
    _check_runs(runs, at_least=1)
    low, high = wilson_interval(share * runs, runs, level=level)
    return float(high - low) / 2.0


def paired_half_width(runs: int, *, discordance: float, difference: float = 0.0, level: float = LEVEL) -> float:
    """Half of Tango's interval when discordance and difference come out as expected."""
    _check_share("discordance", discordance)
    _check_runs(runs, at_least=1)
    if abs(difference) > discordance:
        raise InputError(f"difference is {difference:g}; it cannot be more than the discordance, {discordance:g}")
    better, worse = runs * (discordance + difference) / 2.0, runs * (discordance - difference) / 2.0
    low, high = tango_interval(better, worse, runs, z=normal_quantile(level))
    return float(high - low) / 2.0


def mean_half_width(runs: int, *, standard_deviation: float, level: float = LEVEL) -> float:
    """Half of Student's interval when the standard deviation comes out as expected."""
    if not 0.0 <= standard_deviation < math.inf:
        raise InputError(f"standard_deviation is {standard_deviation:g}; it is a finite number, 0 or more")
    _check_runs(runs, at_least=_FEWEST_FOR_A_MEAN)
    return float(stdtrit(runs - 1, 0.5 + level / 2.0)) * standard_deviation / math.sqrt(runs)


def discordance_of(first_share: float, second_share: float, correlation: float) -> float:
    """The share of futures that differ, from both shares and what common luck achieves, 0 for independent runs."""
    _check_share("first_share", first_share)
    _check_share("second_share", second_share)
    spread = math.sqrt(first_share * (1.0 - first_share) * second_share * (1.0 - second_share))
    both = first_share * second_share + correlation * spread
    least, most = max(0.0, first_share + second_share - 1.0), min(first_share, second_share)
    constant = spread == 0.0 and correlation != 0.0
    if constant or not least - _ROUNDING <= both <= most + _ROUNDING:
        raise InputError(f"shares of {first_share:g} and {second_share:g} cannot have a correlation of {correlation:g}")
    return first_share + second_share - 2.0 * both


def deviation_of_difference(first: float, second: float, correlation: float) -> float:
    """The standard deviation of paired differences, from those of both sides and their correlation."""
    if not (min(first, second) >= 0.0 and -1.0 <= correlation <= 1.0):
        raise InputError("standard deviations are 0 or more, and a correlation lies between -1 and 1")
    return math.sqrt(max(0.0, first * first + second * second - 2.0 * correlation * first * second))


def _least_runs(half_width_at: Callable[[int], float], wanted: float, *, at_least: int) -> int:
    """By doubling and halving: more runs never make an interval wider."""
    enough = at_least
    while half_width_at(enough) > wanted:
        if enough > MOST_RUNS:
            raise InputError(f"a half-width of {wanted:g} needs more than {MOST_RUNS:,} runs; ask for less precision")
        enough *= 2
    too_few = enough // 2 if enough > at_least else at_least - 1
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        enough, too_few = (middle, too_few) if half_width_at(middle) <= wanted else (enough, middle)
    return enough


def _check_half_width(half_width: float, most: float) -> None:
    if not 0.0 < half_width < most:
        bounds = f"between 0 and {most:g}" if math.isfinite(most) else "a number above 0"
        raise InputError(f"half_width is {half_width:g}; it must be {bounds}")


def _check_runs(runs: int, at_least: int) -> None:
    if runs < at_least:
        raise InputError(f"runs is {runs}; an interval takes at least {at_least}")


def _check_share(name: str, share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise InputError(f"{name} is {share:g}; it lies between 0 and 1")
