"""Survival in count: for each n, reached, failed before, or out of time. Plain proportions, no model of dependence.

Reached is n workloads live at once for the first time; workloads that were retired on the way do not count.

Kaplan-Meier over the count would assume that slow programmes are as sound as fast ones; they are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.tables import Floats, Ints, ints, standing

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


def reached_by_count(replications: pa.Table, *, up_to: int) -> Reached:
    """Who had n workloads live at once, up to the programme's end or the horizon.

    Counted by `live_max`: a workload that comes back after a rollback makes one more live and has no go-live of its
    own, and one that was retired before the nth came does not help to make n.
    """
    if not replications.num_rows:
        raise ValueError("reached the nth workload: there are no programmes")
    most = ints(replications, "live_max")
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
