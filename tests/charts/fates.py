"""Synthetic fates for charts of causes: incidence and survival of the same made-up programmes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.incidence import cumulative_incidence
from sim.analysis.measures import ENDS
from sim.analysis.survival import survival_curve
from sim.charts.causes_data import Fates
from tests.charts.builders import HORIZON


def fates_of(weeks: Sequence[float], causes: Sequence[int]) -> Fates:
    """Cause 0 stands at the horizon, cause k ended by the kth end."""
    ended = np.asarray(causes) > 0
    return cumulative_incidence(weeks, causes, tuple(ENDS)), survival_curve(weeks, ended)


def fates(seed: int, shares: Sequence[float], programmes: int = 400, mean_weeks: float = 120.0) -> Fates:
    """Ends at random weeks, by the kth end with the kth share; whoever would end later stands."""
    rng = np.random.default_rng(seed)
    weeks = rng.exponential(mean_weeks, programmes)
    causes = rng.choice(len(shares), programmes, p=np.array(shares) / sum(shares)) + 1
    return fates_of(np.minimum(weeks, HORIZON).tolist(), np.where(weeks < HORIZON, causes, 0).tolist())


def all_at_once(week: float = 3.0, programmes: int = 400) -> Fates:
    """Everything ends in one week, by one cause."""
    return fates_of([week] * programmes, [1] * programmes)


def all_stand(programmes: int = 400) -> Fates:
    """Nobody ends."""
    return fates_of([HORIZON] * programmes, [0] * programmes)


def one_end(week: float = 61.0) -> Fates:
    """A single replication."""
    return fates_of([week], [2])
