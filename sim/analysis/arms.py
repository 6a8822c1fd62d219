"""Arms of a comparison whose tests take them for independent: runs of the same futures are not, and are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa

from sim.analysis.survival import SurvivalCurve, survival_curve
from sim.analysis.tables import Flags, Floats, Ints, floats, ints, standing
from sim.errors import InputError

COLUMNS = ("replication", "outcome", "outcome_week")
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class Arm:
    """When each programme ended or was last seen. Data from elsewhere have neither seed nor replications."""

    weeks: Floats
    ended: Flags
    seed: int | None = None
    replications: Ints | None = None

    def curve(self) -> SurvivalCurve:
        """Kaplan-Meier of the arm."""
        return survival_curve(self.weeks, self.ended)


def arm_of_programmes(replications: pa.Table, seed: int) -> Arm:
    """The programmes of a run: any outcome but standing at the horizon is an end."""
    weeks, ended = floats(replications, "outcome_week"), ~standing(replications)
    return Arm(weeks, ended, seed, ints(replications, "replication"))


def require_independent(arms: Mapping[str, Arm], what: str, instead: str) -> None:
    """Refuse arms with common luck: a test for independent arms would miss differences that pairing shows."""
    if len(arms) < _FEWEST:
        raise InputError(f"{what} needs at least two arms; {len(arms)} given")
    for first, second in combinations(arms, 2):
        common = _common_futures(arms[first], arms[second])
        if common:
            raise InputError(
                f"{what}: '{first}' and '{second}' share seed {arms[first].seed} and {common} replications, so their "
                f"luck is common and they are not independent; {instead}, or run one of them with another seed"
            )


def _common_futures(first: Arm, second: Arm) -> int:
    if first.seed is None or first.seed != second.seed:
        return 0
    if first.replications is None or second.replications is None:
        return min(first.weeks.size, second.weeks.size)
    return int(np.intersect1d(first.replications, second.replications).size)
