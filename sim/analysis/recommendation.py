"""Which option to take from a position: by expected payoff, against carrying on and against whatever comes nearest."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.paired import PairedDifference
from sim.analysis.proportions import LEVEL
from sim.analysis.ranking import best_by_future, split_share_interval
from sim.analysis.resampling import BOOTSTRAP_SEED
from sim.analysis.tables import Floats
from sim.analysis.uncertainty import Part, expected_values

Difference = Callable[[str, str, str], PairedDifference]
"""First minus second of a measure, future by future."""
PAYOFF, STANDING, REACHED = "payoff_eur", "standing_at_horizon", "reached_target"
RESAMPLES = 400


@dataclass(frozen=True)
class Against:
    """The recommended option less another one, in the same futures."""

    other: str
    payoff: PairedDifference
    standing: PairedDifference
    reached: PairedDifference


@dataclass(frozen=True)
class Recommendation:
    """`option` has the highest mean payoff; `against` are all others, the nearest first."""

    option: str
    carry_on: str
    against: tuple[Against, ...]

    @property
    def runner_up(self) -> Against:
        """Whatever pays most after it."""
        return self.against[0]

    @property
    def carrying_on(self) -> Against | None:
        """Against going on as before; None where that is what is recommended."""
        return next((each for each in self.against if each.other == self.carry_on), None)

    @property
    def rivals(self) -> tuple[Against, ...]:
        """Options that these futures do not tell from it: the interval of the difference includes nothing."""
        return tuple(each for each in self.against if not each.payoff.clear)

    @property
    def costs_at_most(self) -> float:
        """What a rival may pay more on average: the far end of the widest interval.

        Infinite where so few futures differ that no interval bounds anything, though all of them go one way.
        """
        ends = (math.inf if each.payoff.low > 0.0 else -each.payoff.low for each in self.rivals)
        return max(0.0, *ends, 0.0)


def recommended(order: Sequence[str], carry_on: str, difference: Difference) -> Recommendation:
    """The first of the options from the highest mean payoff down, against the others."""
    option, *others = order
    against = tuple(
        Against(other, *(difference(option, other, measure) for measure in (PAYOFF, STANDING, REACHED)))
        for other in others
    )
    return Recommendation(option, carry_on, against)


@dataclass(frozen=True)
class InWorlds:
    """One option over worlds, luck taken out: in which share it pays most, and what the best of each pays more."""

    best: Part
    regret: Part


def in_worlds(
    payoffs: Mapping[str, Floats],
    option: str,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = BOOTSTRAP_SEED,
) -> InWorlds:
    """Payoffs are worlds × replications for each option; in worlds that are resampled luck is taken out anew.

    The interval of the share is at least as wide as that of any share of so many worlds: three of three is not always.
    """
    values, place = np.stack(list(payoffs.values())), list(payoffs).index(option)
    worlds = values.shape[1]
    draws = np.random.Generator(np.random.Philox(key=seed))
    again = np.array([_best_and_regret(values[:, draws.integers(0, worlds, worlds)], place) for _ in range(resamples)])
    low, high = np.quantile(again, (0.5 - level / 2.0, 0.5 + level / 2.0), axis=0)
    best, regret = _best_and_regret(values, place)
    least, most = split_share_interval(_best(values, place), level=level)
    share = Part(best, min(least, float(low[0])), max(most, float(high[0])))
    return InWorlds(share, Part(regret, float(low[1]), float(high[1])))


def _best(values: Floats, place: int) -> Floats:
    """For each world 1 where the option pays most, a part of it where it ties."""
    return np.asarray(best_by_future(expected_values(values).T)[:, place], dtype=np.float64)


def _best_and_regret(values: Floats, place: int) -> tuple[float, float]:
    expected = expected_values(values).T
    behind = expected.max(axis=1) - expected[:, place]
    return float(best_by_future(expected)[:, place].mean()), float(behind.mean())
