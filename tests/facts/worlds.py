"""Default programmes of the presets, run once for all the facts that are read off them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

from sim.composition import compose_job
from sim.programme.columns import TABLES
from sim.programme.programme import Programme
from sim.programme.report import record_of
from sim.scenario import Scenario

SEED = 2101
REPLICATIONS = 120
FALSE_ALARM = 1e-3
NAMES = [column.name for column in TABLES["replications"]]


@dataclass(frozen=True)
class Run:
    """What the facts need of one programme."""

    row: dict[str, object]
    costs: tuple[float, ...]
    next_costs: tuple[float, ...]
    events: frozenset[str]

    def number(self, column: str) -> float:
        """A number of the replication's row; not a number where it is empty."""
        value = self.row[column]
        return math.nan if value is None else float(str(value))


def scenario(*arguments: str) -> Scenario:
    """The composed scenario of these overrides."""
    return compose_job(list(arguments)).scenario


@cache
def runs(*arguments: str, replications: int = REPLICATIONS) -> tuple[Run, ...]:
    """Programmes of one scenario; replication numbers and seed are common to all, so that they pair."""
    composed = scenario(*arguments)
    return tuple(_run(composed, replication) for replication in range(replications))


def _run(composed: Scenario, replication: int) -> Run:
    programme = Programme(composed, SEED, replication)
    programme.run()
    row = dict(zip(NAMES, record_of(programme, replication).tables["replications"][0], strict=True))
    return Run(
        row,
        tuple(go_live[5] for go_live in programme.go_lives),
        tuple(review[6] for review in programme.reviews),
        frozenset(str(event[3]) for event in programme.log.rows),
    )


def numbers(found: Iterable[Run], column: str) -> np.ndarray:
    """A column of the replications without those that are empty."""
    values = np.array([run.number(column) for run in found])
    found_values: np.ndarray = values[~np.isnan(values)]
    return found_values


def median_interval(values: Sequence[float] | np.ndarray, false_alarm: float = FALSE_ALARM) -> tuple[float, float]:
    """Distribution-free interval of a median by order statistics."""
    ordered = np.sort(np.asarray(values))
    rank = int(stats.binom.ppf(false_alarm / 2.0, ordered.size, 0.5))
    return float(ordered[max(0, rank - 1)]), float(ordered[min(ordered.size - 1, ordered.size - rank)])


def mean_interval(values: Sequence[float] | np.ndarray, false_alarm: float = FALSE_ALARM) -> tuple[float, float]:
    """Student's interval of a mean."""
    found = np.asarray(values)
    half = stats.t.ppf(1.0 - false_alarm / 2.0, found.size - 1) * found.std(ddof=1) / math.sqrt(found.size)
    return float(found.mean() - half), float(found.mean() + half)
