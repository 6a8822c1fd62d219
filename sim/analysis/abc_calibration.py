"""A programme's own history against drawn settings of the cards (approximate Bayesian computation).

Draw the cards from their ranges, simulate each draw up to the end of the history, weigh it by how well it reproduces
the history, and let those with weight run on: before and after differ by what the history says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.abc_distance import (
    PSEUDO_HISTORIES,
    Nearness,
    marks_of,
    months_of,
    numbers_of,
    still_there,
    weeks_to_watch,
)
from sim.analysis.abc_forecast import Futures, continued_points, resampled, weeks_of_forecast
from sim.analysis.abc_moved import Moved, moved_cards
from sim.analysis.abc_watch import Watch, watch_points
from sim.analysis.designs import MOST_POINTS, latin_hypercube
from sim.analysis.factors import Factor
from sim.analysis.tables import Floats, Ints
from sim.calibration.history import MONTH_WEEKS, History
from sim.errors import InputError
from sim.montecarlo.points import Points, points_of
from sim.scenario import Scenario
from sim.scenario.start import Start

DRAWS, KEEP, FUTURES = 2_000, 0.05, 400
FEWEST_DRAWS = 20
HISTORY, BEFORE, AFTER = "history", "before", "after"
Run = Callable[[str, Points, Watch], pa.Table]
"""Which of the three it is, the programmes, and how they are watched."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything that decides the result, checked before anything is simulated."""

    base: Scenario
    history: History
    factors: tuple[Factor, ...]
    points: Points
    keep: float
    futures: int

    @property
    def draws(self) -> list[dict[str, Any]]:
        """The cards of each draw."""
        return [dict(one) for one in self.points.changes]

    @property
    def target(self) -> int:
        """How many live workloads count as reaching it."""
        return self.base.ends.target


@dataclass(frozen=True, eq=False)
class Calibration:
    """What came out; after is None where nothing was weighed."""

    plan: Plan
    nearness: Nearness
    watched: Futures
    moved: tuple[Moved, ...] = ()
    before: Futures | None = None
    after: Futures | None = None

    @property
    def chosen(self) -> Ints:
        """The draws of equal weight that go on."""
        assert self.after is not None
        return self.after.draws

    @property
    def kept(self) -> int:
        """How many draws have any weight."""
        return int((self.nearness.weights > 0.0).sum())

    def band(self, values: Floats, weights: Floats | None = None) -> list[tuple[float, float]]:
        """P10 and P90 of each week over the draws, evenly or by weight."""
        even = np.full(len(values), 1.0 / len(values))
        found = weighted_band(values, even if weights is None else weights)
        return [(low, high) for low, high in found.tolist()]

    @property
    def unlike(self) -> str:
        """What the nearest draw has in place of the history, part by part."""
        near, nearest = self.nearness, self.nearness.nearest
        told = []
        for part, words in (("live", "{:.0f} live"), ("spend", "{:,.0f} EUR spent"), ("decisions", "")):
            places = [number for number, mark in enumerate(near.marks) if mark.part == part]
            if not places:
                continue
            worst = max(places, key=lambda one: abs(near.numbers[nearest, one] - near.observed[one]) / near.scale[one])
            mark, there = near.marks[worst], float(near.numbers[nearest, worst])
            if part == "decisions":
                told.append(f"'{mark.what}' in week {there:.0f} where the history has week {mark.value:.0f}")
                continue
            here, there = (float(np.exp(one)) if part == "spend" else one for one in (mark.value, there))
            told.append(f"{words.format(there)} by week {mark.week:.0f} where the history has {here:,.0f}")
        return "; ".join(told)

    @property
    def sentence(self) -> str:
        """How well the history is reproduced, or why nothing is concluded from it."""
        near = self.nearness
        draws = len(near.distances)
        if not near.running.any():
            return f"No drawn programme comes near: all {draws:,} had ended before the history does"
        if near.verdict == "far":
            return f"No drawn programme comes near: the nearest of {draws:,} has {self.unlike}"
        if near.verdict == "few":
            return (
                f"Too few draws reproduce the history to conclude anything: {self.kept} of {draws:,} have weight, as "
                f"much as {near.effective:.0f} even ones; give more draws, or keep more of them"
            )
        return (
            f"{self.kept:,} of {draws:,} draws reproduce the history and weigh as much as {near.effective:.0f} even "
            f"ones; it is harder to reproduce than {1.0 - near.harder:.0%} of simulated histories"
        )


def plan_calibration(
    base: Scenario,
    history: History,
    factors: Sequence[Factor],
    *,
    draws: int = DRAWS,
    keep: float = KEEP,
    futures: int = FUTURES,
    seed: int,
) -> Plan:
    """Draws from a Latin hypercube over the ranges, each with luck of its own."""
    if not FEWEST_DRAWS <= draws <= MOST_POINTS:
        raise InputError(f"draws: found {draws:,}; allowed is a whole number from {FEWEST_DRAWS} to {MOST_POINTS:,}")
    if not 0.0 < keep < 1.0:
        raise InputError(f"keep: found {keep:g}; allowed is a share between 0 and 1, such as {KEEP}")
    if not 1 <= futures <= draws:
        raise InputError(
            f"replications: found {futures:,}; allowed is a whole number from 1 to the {draws:,} draws: before and "
            "after are forecast by as many programmes"
        )
    if history.weeks >= base.horizon_weeks:
        raise InputError(
            f"{history.file}: is {history.weeks:.0f} weeks long and horizon_weeks is {base.horizon_weeks}: nothing "
            f"would be left to forecast; give horizon_weeks={int(history.weeks) + 104} or more"
        )
    if base.start != Start():
        raise InputError("start: a history is compared with programmes that start from nothing; leave start out")
    points = latin_hypercube(factors, points=draws, seed=seed).points
    found = points_of(base, points, seed=seed, replications=1, own_luck=True)
    return Plan(base, history, tuple(factors), found, keep, futures)


def run_inline(_label: str, points: Points, watch: Watch) -> pa.Table:
    """In this process, keeping nothing."""
    return watch_points(points, watch)


def calibrate(plan: Plan, run: Run = run_inline) -> Calibration:
    """Simulate, weigh, and let what is kept run on."""
    history, seed = plan.history, plan.points.seed
    marks = marks_of(history)
    weeks = weeks_to_watch(marks, history.weeks)
    rows = run(HISTORY, plan.points, Watch(weeks))
    nearness = Nearness(marks, numbers_of(rows, marks, weeks), still_there(rows), plan.keep)
    watched = Futures(weeks, rows, np.arange(len(plan.points.changes)))
    found = Calibration(plan, nearness, watched)
    if nearness.verdict != "weighed":
        return found
    draws = plan.draws
    on = weeks_of_forecast(history.weeks, plan.base.horizon_weeks)
    past = tuple(week for week in months_of(history.weeks) if week < history.weeks)
    chosen = resampled(nearness.weights, plan.futures, seed=seed)
    others = replace(plan.points, changes=plan.points.changes[: plan.futures])
    going_on = continued_points(plan.base, draws, chosen, seed=seed, week=history.weeks)
    after = Futures(on, run(AFTER, going_on, Watch(on, to_horizon=True)), chosen)
    whole = (*past, history.weeks, *on)
    before = Futures(whole, run(BEFORE, others, Watch(whole, to_horizon=True)), np.arange(plan.futures))
    moved = moved_cards(plan.factors, draws, nearness.weights, seed=seed)
    return replace(found, moved=moved, before=before, after=after)


def weighted_band(values: Floats, weights: Floats) -> Floats:
    """P10 and P90 of each column by weight."""
    order = np.argsort(values, axis=0, kind="stable")
    ranked = np.take_along_axis(values, order, axis=0)
    reached = np.cumsum(weights[order], axis=0)
    total = reached[-1] * (1.0 - 1e-12)
    picked = [(reached < share * total).sum(axis=0).clip(max=len(values) - 1) for share in (0.1, 0.9)]
    return np.column_stack([ranked[place, np.arange(values.shape[1])] for place in picked])


__all__ = [
    "AFTER",
    "BEFORE",
    "HISTORY",
    "MONTH_WEEKS",
    "PSEUDO_HISTORIES",
    "Calibration",
    "Plan",
    "calibrate",
    "plan_calibration",
]
