"""Synthetic inputs for charts, built through the analysis's own types."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.analysis.marginal import MarginalCost
from sim.analysis.paired import PairedDifference
from sim.analysis.reached import Reached
from sim.analysis.survival import SurvivalCurve, survival_curve
from sim.charts.provenance import Provenance

HORIZON = 260.0
PROVENANCE = Provenance(
    "3f2a91c4d00dfeed",
    7,
    "0.1.0",
    2000,
    ("€1.4M a year for running costs", "40 engineer-weeks a build", "inference €100k a workload at steady state"),
)
PLAIN = ("platform_first", "coe", "application_first", "late_extraction", "project_by_project", "factory")
LONG = tuple(
    f"{name} with a name that goes on and on until it has exactly eighty letters ".ljust(80, "x") for name in PLAIN
)
UNBROKEN = tuple(name[0].upper() * 80 for name in PLAIN)
WIDE = tuple(f"$W_{index}$ 100% M&M <b>“ÄÖÜ” 模型 {name}" for index, name in enumerate(PLAIN))
NAMES = {"plain": PLAIN, "long": LONG, "unbroken": UNBROKEN, "wide": WIDE}


def lives(seed: int, mean_weeks: float, programmes: int = 400) -> SurvivalCurve:
    """Exponential lives, watched to the horizon."""
    weeks = np.random.default_rng(seed).exponential(mean_weeks, programmes)
    return survival_curve(np.minimum(weeks, HORIZON), weeks < HORIZON)


def all_ended(week: float = 3.0, programmes: int = 500) -> SurvivalCurve:
    """Everything dies in one week."""
    return survival_curve(np.full(programmes, week), np.ones(programmes, dtype=bool))


def none_ended(programmes: int = 500) -> SurvivalCurve:
    """Nobody dies."""
    return survival_curve(np.full(programmes, HORIZON), np.zeros(programmes, dtype=bool))


def one_programme(week: float = 61.0) -> SurvivalCurve:
    """A single replication."""
    return survival_curve([week], [True])


def reached(reach_share: float, dead_share: float, programmes: int = 400, last: int = 20) -> Reached:
    """Falling shares of reached; of the rest a share ended before."""
    n = np.arange(1, last + 1)
    got = np.rint(programmes * (1 - (1 - reach_share) * n / last)).astype(np.int64)
    failed = np.rint((programmes - got) * dead_share).astype(np.int64)
    return Reached(n, got, failed, programmes - got - failed, programmes)


def costs(
    first_eur: float, last_eur: float, *, programmes: int = 2000, keep: float = 0.95, last: int = 21
) -> MarginalCost:
    """A straight course from the first to the last workload, fewer programmes at each."""
    n = np.arange(1, last + 1)
    behind = np.floor(programmes * keep**n).astype(np.int64)
    mean = np.linspace(first_eur, last_eur, last)
    half = np.where(behind > 1, 0.5 * mean / np.sqrt(np.maximum(behind, 1)), np.nan)
    known = np.where(behind > 0, 1.0, np.nan)
    return MarginalCost(n, behind, mean * known, (mean - half) * known, (mean + half) * known, mean * 0.6, mean * 1.6)


def no_costs(last: int = 21) -> MarginalCost:
    """No workload went live."""
    empty = np.full(last, np.nan)
    n = np.arange(1, last + 1)
    return MarginalCost(n, np.zeros(last, dtype=np.int64), empty, empty, empty, empty, empty)


def duel(mean: float, low: float, high: float, better: int, worse: int, total: int) -> PairedDifference:
    """A paired difference without a test of its own."""
    return PairedDifference(mean, low, high, None, better, worse, total - better - worse, total)


def with_p_value(difference: PairedDifference, p_value: float) -> PairedDifference:
    """The same, tested."""
    return replace(difference, p_value=p_value)
