"""Strategies compared on made-up programmes: pairs and league through the analysis itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from sim.analysis.comparison import PairComparison, compare_pairs
from sim.analysis.league import LeagueRow, league
from tests.analysis.conftest import HandMadeRun

RESAMPLES = 200


def run(payoffs: Sequence[float], reached: Sequence[bool], weeks: Sequence[float] | None = None) -> HandMadeRun:
    """A programme for each payoff; those with a week end frozen then."""
    rows = []
    for number, (payoff, got_there) in enumerate(zip(payoffs, reached, strict=True)):
        week = 260.0 if weeks is None else weeks[number]
        rows.append(
            {
                "replication": number,
                "payoff_eur": float(payoff),
                "reached_target_week": 99.0 if got_there else None,
                "live_max": 20 if got_there else 7,
                "outcome": "censored" if week >= 260.0 else "frozen",
                "outcome_week": float(min(week, 260.0)),
            }
        )
    return HandMadeRun(rows)


@cache
def made_up(labels: tuple[str, ...], step: float, programmes: int = 400) -> dict[str, HandMadeRun]:
    """Each strategy worse than the one before by a step, with luck in common."""
    rng = np.random.default_rng(12)
    luck, later = rng.normal(size=programmes), rng.exponential(150.0, programmes)
    found = {}
    for place, label in enumerate(labels):
        merit = luck + 0.3 * rng.normal(size=programmes) - step * place
        found[label] = run(
            (1e6 * merit).tolist(), (merit > 0.0).tolist(), (later - 60.0 * step * place).clip(1.0).tolist()
        )
    return found


def compared(runs: Mapping[str, HandMadeRun]) -> tuple[tuple[PairComparison, ...], tuple[LeagueRow, ...]]:
    """Pairs and league."""
    return compare_pairs(runs, resamples=RESAMPLES), league(runs, resamples=RESAMPLES)
