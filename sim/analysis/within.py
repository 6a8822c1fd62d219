"""Runs of several horizons, seen up to a week that all of them were watched to.

What closes late is classified after the horizon and dated at it, where a longer run dates it when it shows. So an end
dated at a run's own horizon does not count as one before the common week, in any of the runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sim.analysis.arms import Arm
from sim.analysis.tables import Flags, Ints, floats, given, ints, standing

COLUMNS = ("replication", "outcome", "outcome_week", "reached_target_week")


@dataclass(frozen=True, eq=False)
class Seen:
    """One run: who stood, who reached the target, and when the others ended."""

    replication: Ints
    standing: Flags
    reached: Flags
    arm: Arm

    def shares(self) -> Mapping[str, Flags]:
        """The quantities that a shorter look leaves as they were."""
        return {"reached_target": self.reached, "standing_at_horizon": self.standing}


def seen_whole(replications: pa.Table, seed: int) -> Seen:
    """A run up to its own horizon."""
    weeks, stood, numbers = (
        floats(replications, "outcome_week"),
        standing(replications),
        ints(replications, "replication"),
    )
    return Seen(numbers, stood, given(replications, "reached_target_week"), Arm(weeks, ~stood, seed, numbers))


def seen_within(replications: pa.Table, until_weeks: float, seed: int) -> Seen:
    """A run as if nobody had looked any further than to a week."""
    whole = seen_whole(replications, seed)
    stood = whole.standing | (whole.arm.weeks >= until_weeks)
    reached = np.asarray(floats(replications, "reached_target_week") <= until_weeks, dtype=np.bool_)
    arm = Arm(np.minimum(whole.arm.weeks, until_weeks), ~stood, seed, whole.replication)
    return Seen(whole.replication, stood, reached, arm)
