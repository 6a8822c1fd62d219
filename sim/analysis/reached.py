"""Survival in count: for each n, reached, failed before, or out of time. Plain proportions, no model of dependence.

Kaplan-Meier over the count would assume that slow programmes are as sound as fast ones; they are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.tables import Floats, Ints, all_finite, floats, ints, standing

State = Literal["reached", "failed_before", "out_of_time"]


@dataclass(frozen=True, eq=False)
class Reached:
    """Programmes by n = 1, 2, …: the three counts add up to `total` at each n."""

    n: Ints
    reached: Ints
    failed_before: Ints
    out_of_time: Ints
    total: int

    def count(self, state: State = "reached") -> Ints:
        """The count of one of the three states."""
        return {"reached": self.reached, "failed_before": self.failed_before, "out_of_time": self.out_of_time}[state]

    def share(self, state: State = "reached") -> Floats:
        """The share of programmes in a state."""
        return self.count(state) / self.total

    def interval(self, state: State = "reached", *, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Wilson's interval of that share."""
        return wilson_interval(self.count(state), self.total, level=level)


def reached_by_count(workloads: pa.Table, replications: pa.Table, *, up_to: int) -> Reached:
    """Who got the nth workload live. A go-live after a programme's end does not count, whatever the table holds."""
    if not replications.num_rows:
        raise ValueError("reached the nth workload: there are no programmes")
    most = _most_live(workloads, replications)
    stands = standing(replications)
    n = np.arange(1, up_to + 1, dtype=np.int64)
    return Reached(
        n=n,
        reached=_at_least(most, n),
        failed_before=np.count_nonzero(~stands) - _at_least(most[~stands], n),
        out_of_time=np.count_nonzero(stands) - _at_least(most[stands], n),
        total=replications.num_rows,
    )


def _at_least(most: Ints, n: Ints) -> Ints:
    return most.size - np.searchsorted(np.sort(most), n, side="left").astype(np.int64)


def _most_live(workloads: pa.Table, replications: pa.Table) -> Ints:
    """The highest n of each programme among the go-lives up to its end, 0 where there is none."""
    numbers = ints(replications, "replication")
    rows = _rows_of(ints(workloads, "replication"), numbers)
    ends = all_finite(floats(replications, "outcome_week"), "outcome_week")
    counts = all_finite(floats(workloads, "live_week"), "live_week") <= ends[rows]
    most = np.zeros(numbers.size, dtype=np.int64)
    np.maximum.at(most, rows[counts], ints(workloads, "n")[counts])
    return most


def _rows_of(wanted: Ints, numbers: Ints) -> Ints:
    """At which row each wanted replication stands; go-lives of programmes that are not there are an error."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    if np.any(ordered[1:] == ordered[:-1]):
        raise ValueError("a replication number occurs twice among the programmes")
    place = np.minimum(np.searchsorted(ordered, wanted), numbers.size - 1)
    if np.any(ordered[place] != wanted):
        missing = int(wanted[ordered[place] != wanted][0])
        raise ValueError(f"workloads of replication {missing} have no programme in the replications table")
    return order[place].astype(np.int64)
