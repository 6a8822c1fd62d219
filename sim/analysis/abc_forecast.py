"""What a programme with this history comes to: kept programmes run on under other luck, beside all that were drawn.

Both carry what is not known: which cards hold, and how luck falls from there on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from sim.analysis.proportions import LEVEL
from sim.analysis.streams import stream
from sim.analysis.tables import STANDING, Floats, Ints
from sim.montecarlo.points import Points, points_of
from sim.scenario import Scenario

RESAMPLES = 1_000
BAND = (0.1, 0.25, 0.5, 0.75, 0.9)
MONTHS_ON = (12, 24)
WHOLE: Literal["inverted_cdf"] = "inverted_cdf"
"""Shares of programmes that have so many live: a whole number of them, nothing in between."""


def resampled(weights: Floats, number: int, *, seed: int) -> Ints:
    """Draws of equal weight in place of weighed ones: each comes as often as its weight says, to within one."""
    luck = stream(seed, "calibration: draws of equal weight").random()
    at = (np.arange(number) + luck) / number
    return np.minimum(np.searchsorted(np.cumsum(weights) / weights.sum(), at), len(weights) - 1).astype(np.int64)


def continued_points(
    base: Scenario, points: Sequence[Mapping[str, Any]], chosen: Ints, *, seed: int, week: float
) -> Points:
    """Each chosen draw from its own state in that week on, under luck that no draw has had."""
    origins = [
        {
            **points[draw],
            "start.origin_week": week,
            "start.origin_seed": seed,
            "start.origin_replication": draw,
        }
        for draw in chosen.tolist()
    ]
    found = points_of(base, origins, seed=seed, replications=1, own_luck=True)
    return Points(base, found.changes, seed, 1, own_luck=True, first=len(points))


@dataclass(frozen=True)
class Expected:
    """A number of a forecast: its mean with the interval, and where single programmes lie."""

    measure: str
    unit: str
    mean: float
    low: float
    high: float
    p10: float | None = None
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, eq=False)
class Futures:
    """Watched programmes at `weeks`; `draws` says which setting of the cards each of them has."""

    weeks: tuple[float, ...]
    rows: pa.Table
    draws: Ints

    @property
    def live(self) -> Floats:
        """Programmes down, weeks across."""
        return np.array(self.rows.column("live").to_pylist(), dtype=np.float64)

    @property
    def spend_eur(self) -> Floats:
        """The same of what was spent so far."""
        return np.array(self.rows.column("spend_eur").to_pylist(), dtype=np.float64)

    def live_band(self) -> Floats:
        """P10, P25, median, P75 and P90 of live workloads: shares down, weeks across."""
        return np.asarray(np.quantile(self.live, BAND, axis=0, method=WHOLE), dtype=np.float64)

    def expected(self, now: float, target: int, *, seed: int) -> tuple[Expected, ...]:
        """Every number of the forecast, seen from the week `now`."""
        outcomes = np.array(self.rows.column("outcome").to_pylist())
        reached = np.array([week is not None for week in self.rows.column("reached_target_week").to_pylist()])
        payoff = self.rows.column("payoff_eur").to_numpy()
        numbers: list[tuple[str, str, Floats]] = []
        for months in MONTHS_ON:
            week = now + months * 52.0 / 12.0
            if week <= self.weeks[-1] + 1e-6:
                place = int(np.argmin(np.abs(np.array(self.weeks) - week)))
                numbers.append((f"live {months} months on", "workloads", self.live[:, place]))
        numbers.append(("live at the horizon", "workloads", self.live[:, -1]))
        numbers.append(("payoff", "EUR", np.asarray(payoff, dtype=np.float64)))
        numbers.append((f"reaches {target} live", "share", reached.astype(np.float64)))
        for outcome in (STANDING, *sorted(set(outcomes.tolist()) - {STANDING})):
            told = "standing at the horizon" if outcome == STANDING else outcome.replace("_", " ")
            numbers.append((told, "share", (outcomes == outcome).astype(np.float64)))
        return tuple(self._expected(*one, seed=seed) for one in numbers)

    def _expected(self, measure: str, unit: str, values: Floats, *, seed: int) -> Expected:
        low, high = self._interval(values, seed)
        if unit == "share":
            return Expected(measure, unit, float(values.mean()), low, high)
        found = np.quantile(values, (0.1, 0.5, 0.9), method=WHOLE).tolist()
        return Expected(measure, unit, float(values.mean()), low, high, *found)

    def _interval(self, values: Floats, seed: int) -> tuple[float, float]:
        """Of the mean: settings of the cards are drawn again, each with all programmes that go on from it."""
        _, place = np.unique(self.draws, return_inverse=True)
        sums, sizes = np.bincount(place, values), np.bincount(place)
        luck = stream(seed, "calibration: draws drawn again")
        again = luck.integers(0, len(sums), (RESAMPLES, len(sums)))
        means = sums[again].sum(axis=1) / sizes[again].sum(axis=1)
        low, high = np.quantile(means, (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0)).tolist()
        return low, high


def weeks_of_forecast(now: float, horizon: float) -> tuple[float, ...]:
    """The ends of months from the end of the history on, and the horizon."""
    step = 52.0 / 12.0
    months = [now + month * step for month in range(1, int((horizon - now) / step) + 1)]
    return (*(week for week in months if week < horizon - 1e-6), float(horizon))
