"""Programmes that are not simulated: builds go live at a pace that one card sets, under luck of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.abc_watch import EVENTS, SCHEMA, Watch
from sim.montecarlo.points import Points
from sim.scenario import Scenario

ENGINEERS = 8.0
WEEKLY_EUR = 25_000.0
FIRST_WEEK = 4.0


def live_by(scenario: Scenario, luck: float, week: float) -> float:
    """How many builds are done by a week: engineers over effort, give or take a tenth."""
    return max(0.0, week - FIRST_WEEK) * ENGINEERS / scenario.delivery.build_effort * float(np.exp(0.1 * luck)) / 4.0


def _luck(seed: int, replication: int) -> float:
    return float(np.random.default_rng((seed, replication)).normal())


def pretended_watch(points: Points, watch: Watch, **_: Any) -> pa.Table:
    """A row for each programme, as `watch_points` gives it."""
    rows = []
    for number in range(points.programmes):
        programme = number + points.first * points.replications
        scenario = points.scenario(programme // points.replications)
        start, luck = scenario.start, _luck(points.seed, points.replication(programme))
        before, week = 0.0, 0.0
        if start.origin_week is not None:
            week = start.origin_week
            before = live_by(scenario, _luck(start.origin_seed, start.origin_replication), week)
        live = [
            int(before + live_by(scenario, luck, each) - (live_by(scenario, luck, week) if week else 0.0))
            for each in watch.weeks
        ]
        asked = scenario.cfo.threshold_eur / WEEKLY_EUR
        rows.append(
            {
                "point": programme // points.replications,
                "live": live,
                "spend_eur": [WEEKLY_EUR * each for each in watch.weeks],
                **{what: [asked] if what == "question" and asked <= watch.weeks[-1] else [] for what in EVENTS},
                "outcome": "censored",
                "reached_target_week": watch.weeks[-1] if live[-1] >= scenario.ends.target else None,
                "payoff_eur": 1e5 * live[-1],
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
