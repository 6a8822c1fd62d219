"""Answers of two models to the same questions, as counts of what each was worth: the one form of every test table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.calibration.evidence import Rejected

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pair:
    """Cells of questions with the same domain and the same quality of both answers.

    `joint` says whether it is known which questions both models answer well; where only totals are known the cells
    hold them as if answers were independent, which makes intervals wider than they need be. Costs are of one answer,
    by domain; None where the table has none.
    """

    large_name: str
    small_name: str
    domains: tuple[str, ...]
    domain: Counts
    large: Floats
    small: Floats
    count: Counts
    large_cost: Floats | None
    small_cost: Floats | None
    joint: bool = True

    @property
    def questions(self) -> int:
        """How many questions both models answered."""
        return int(self.count.sum())

    @property
    def has_domains(self) -> bool:
        """Whether there is anything to choose by."""
        return len(self.domains) > 1

    @property
    def small_price(self) -> float | None:
        """The small model's cost as a share of the large one's, over all questions."""
        if self.large_cost is None or self.small_cost is None:
            return None
        asked = np.bincount(self.domain, weights=self.count, minlength=len(self.domains))
        large = float(asked @ self.large_cost)
        return float(asked @ self.small_cost) / large if large > 0.0 else None


@dataclass(frozen=True)
class Cascade:
    """One budget of a cascade that asks cheap models first: quality and cost on two separate sets of questions."""

    train_quality: float
    train_cost: float
    test_quality: float
    test_cost: float


@dataclass(frozen=True)
class ModelScore:
    """One model's totals in a summary."""

    name: str
    quality: float
    cost: float | None
    questions: int
    tuned_quality: float | None = None
    """Its quality on the questions that a cascade was tuned on, where the file has it."""


@dataclass(frozen=True)
class RoutingTable:
    """A file as it was read."""

    source: str
    pair: Pair
    models: tuple[ModelScore, ...]
    understood: tuple[str, ...]
    read: int
    used: int
    unit_read: str
    rejected: tuple[Rejected, ...] = ()
    cascades: tuple[Cascade, ...] = ()


def cells_of(domain: Counts, large: Floats, small: Floats) -> tuple[Counts, Floats, Floats, Counts]:
    """Questions of the same kind counted together, in a fixed order whatever the order of the file."""
    rows = np.column_stack([domain.astype(np.float64), large, small])
    cells, count = np.unique(rows, axis=0, return_counts=True)
    return cells[:, 0].astype(np.int64), cells[:, 1], cells[:, 2], count.astype(np.int64)


def independent_cells(asked: int, large: float, small: float) -> list[tuple[float, float, int]]:
    """Right and wrong answers of two models as if they were independent, with whole counts that keep both totals."""
    right_large, right_small = round(asked * large), round(asked * small)
    both = min(max(round(right_large * right_small / max(asked, 1)), right_large + right_small - asked), right_small)
    both = min(both, right_large)
    neither = asked - right_large - right_small + both
    return [(1.0, 1.0, both), (1.0, 0.0, right_large - both), (0.0, 1.0, right_small - both), (0.0, 0.0, neither)]
