"""What a search has simulated and what it may still spend: policies × blocks of futures, each simulated once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.policy_space import Policy
from sim.analysis.tables import Floats
from sim.errors import InputError

Outcomes = Callable[[Sequence[Policy], int], npt.ArrayLike]
"""Policies and the number of a block in, a row of outcomes for each policy out; a block's futures are the same for all
policies, and no two blocks have a future in common. The last block is that of the fresh luck, and larger."""

FEWEST_IN_A_BLOCK = 10


@dataclass(frozen=True)
class Effort:
    """How much is simulated. A block is `block` programmes of one policy; a policy that stays in the race is judged by
    `blocks` of them. `fresh` programmes of winner and start each are kept for the fresh luck. `budget` counts
    programmes, the fresh ones included; `rounds` are those over all coordinates, None for as many as it takes.

    `drop_level` is the confidence with which a policy must be worse than the leader to be dropped.
    """

    budget: int
    block: int = 25
    blocks: int = 8
    fresh: int = 400
    rounds: int | None = None
    drop_level: float = 0.99

    @property
    def reserved(self) -> int:
        """Programmes for the fresh luck of two policies."""
        return 2 * self.fresh

    @property
    def judged_by(self) -> int:
        """Programmes of a policy that stays in the race."""
        return self.blocks * self.block

    def size(self, block: int) -> int:
        """Futures of a block; the one after those of the search is the fresh luck."""
        return self.block if block < self.blocks else self.fresh

    def check(self) -> None:
        """Refuse what could not compare anything, before anything is simulated."""
        if self.block < FEWEST_IN_A_BLOCK or self.blocks < 1 or self.fresh < FEWEST_IN_A_BLOCK:
            raise InputError(
                f"a search needs blocks of at least {FEWEST_IN_A_BLOCK} programmes, at least one of them to judge by "
                f"and as many of fresh luck; found block={self.block}, blocks={self.blocks}, fresh={self.fresh}"
            )
        if not 0.0 < self.drop_level < 1.0:
            raise InputError(f"drop_level is {self.drop_level:g}; it lies between 0 and 1")
        if self.rounds is not None and self.rounds < 1:
            raise InputError(f"{self.rounds} rounds search nothing; at least one is needed")
        least = self.reserved + 2 * self.judged_by
        if self.budget < least:
            raise InputError(
                f"a budget of {self.budget:,} programmes is too small to compare two policies by {self.judged_by:,} "
                f"programmes each and to run both again on {self.fresh:,}; at least {least:,} are needed"
            )


class Spent(Exception):
    """The next step would cost more than what is left of the budget."""


class Bench:
    """What was simulated, policy by policy and block by block; nothing is simulated twice."""

    def __init__(self, outcomes: Outcomes, effort: Effort, share: bool) -> None:
        self._outcomes, self.effort, self.share = outcomes, effort, share
        self._rows: dict[Policy, list[Floats]] = {}
        self.programmes = 0

    @property
    def policies(self) -> int:
        """How many different ones were tried."""
        return len(self._rows)

    def see(self, policies: Sequence[Policy], block: int) -> None:
        """Simulate the block for those who have not met it; blocks come in order."""
        new = [each for each in policies if len(self._rows.get(each, ())) <= block]
        if self.programmes + len(new) * self.effort.block > self.effort.budget - self.effort.reserved:
            raise Spent
        for each, row in zip(new, self.simulate(new, block), strict=True):
            self._rows.setdefault(each, []).append(row)

    def simulate(self, policies: Sequence[Policy], block: int) -> Floats:
        """Outcomes that count as programmes, checked."""
        size = self.effort.size(block)
        if not policies:
            return np.empty((0, size))
        found = np.asarray(self._outcomes(policies, block), dtype=np.float64)
        if found.shape != (len(policies), size):
            raise InputError(
                f"{len(policies)} policies × {size} programmes were asked for; the answer has shape {found.shape}"
            )
        if not np.isfinite(found).all() or (self.share and not np.isin(found, (0.0, 1.0)).all()):
            raise InputError("an outcome is missing or not finite, or neither 0 nor 1 where a share is wanted")
        self.programmes += found.size
        return found

    def values(self, policy: Policy, blocks: int) -> Floats:
        """The outcomes of the first so many blocks."""
        return np.concatenate(self._rows[policy][:blocks])

    def mean(self, policy: Policy) -> float:
        """In all futures of the search."""
        return float(np.mean(self.values(policy, self.effort.blocks)))

    def judged(self) -> list[Policy]:
        """Those who stayed in a race to its end."""
        return [policy for policy, rows in self._rows.items() if len(rows) >= self.effort.blocks]
