"""Strategies side by side in the same worlds: one row of numbers each, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.analysis.tables import Floats
from sim.errors import InputError

FEWEST_STRATEGIES = 2


def stacked(by_strategy: Mapping[str, npt.ArrayLike], *, what: str, fewest: int = FEWEST_STRATEGIES) -> Floats:
    """Strategies × worlds (× futures); InputError names the strategy whose numbers are no match or no numbers."""
    if len(by_strategy) < fewest:
        raise InputError(f"{what}: at least {fewest} strategies are needed; {len(by_strategy)} given")
    rows = {name: np.asarray(values, dtype=np.float64) for name, values in by_strategy.items()}
    first, shape = next((name, row.shape) for name, row in rows.items())
    for name, row in rows.items():
        if row.shape != shape:
            raise InputError(
                f"{what}: '{first}' has {_extent(shape)} and '{name}' has {_extent(row.shape)}; "
                "strategies are compared in the same worlds, in one order"
            )
        broken = int(np.count_nonzero(~np.isfinite(row)))
        if broken:
            raise InputError(f"{what}: {broken} of {row.size} values of '{name}' are missing or not finite")
    if 0 in shape or not shape:
        raise InputError(f"{what}: there is no world to compare strategies in")
    return np.stack(list(rows.values()))


def _extent(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) + " values" if shape else "a single value"
