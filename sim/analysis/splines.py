"""A card's values as columns of a regression: natural cubic splines, or levels where it has few.

Harrell's five knots follow a curve; straight ends keep the few worlds in the tails from bending it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analysis.tables import Floats
from sim.errors import InputError

WORLDS_PER_COLUMN = 10
"""Fewest worlds for each column of the regression."""
_KNOT_QUANTILES = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Where F. Harrell, Regression Modeling Strategies, puts five knots."""
FEWEST_WORLDS = WORLDS_PER_COLUMN * len(_KNOT_QUANTILES)
"""Fewest worlds for a card of many values."""
_FEW_LEVELS = 6
_FEWEST_KNOTS = 3
_NEGLIGIBLE = 1e-9


def basis_of(card: str, values: npt.ArrayLike, worlds: int) -> Floats:
    """Orthonormal columns that span the card's splines, or its levels where it has few; the constant among them."""
    sampled = np.asarray(values)
    if sampled.shape != (worlds,):
        raise InputError(
            f"{card}: a value for each of {worlds} worlds is needed; the values have shape {sampled.shape}"
        )
    columns = _columns(card, sampled)
    if worlds < WORLDS_PER_COLUMN * columns.shape[1]:
        needed = WORLDS_PER_COLUMN * columns.shape[1]
        raise InputError(
            f"{card}: {worlds} worlds are too few for what knowing it is worth; at least {needed} are needed"
        )
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, sizes > _NEGLIGIBLE * sizes[0]], dtype=np.float64)


def _columns(card: str, sampled: npt.NDArray[np.generic]) -> Floats:
    if not np.issubdtype(sampled.dtype, np.number):
        return _levels(card, np.array([str(each) for each in sampled]))
    numbers = sampled.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise InputError(f"{card}: a sampled value is missing or not finite; name a null by a word to make it a level")
    knots = np.unique(np.quantile(numbers, _KNOT_QUANTILES))
    if np.unique(numbers).size <= _FEW_LEVELS or knots.size < _FEWEST_KNOTS:
        return _levels(card, numbers)
    return _natural_splines(numbers, knots)


def _levels(card: str, values: npt.NDArray[np.generic]) -> Floats:
    found, which = np.unique(values, return_inverse=True)
    if found.size == 1:
        raise InputError(f"{card}: it has one value in all worlds; what knowing it is worth is undefined")
    return np.eye(found.size)[which]


def _natural_splines(values: Floats, knots: Floats) -> Floats:
    """Cubic between the knots, straight beyond them (Hastie, Tibshirani & Friedman, eq. 5.4), on a scale of 0 to 1."""
    start, width = float(values.min()), float(np.ptp(values))
    scaled, places = (values - start) / width, (knots - start) / width
    last = places[-1]

    def beyond(place: float) -> Floats:
        cubes = np.maximum(0.0, scaled - place) ** 3 - np.maximum(0.0, scaled - last) ** 3
        return np.asarray(cubes / (last - place), dtype=np.float64)

    curves = [beyond(float(place)) - beyond(float(places[-2])) for place in places[:-2]]
    return np.column_stack((np.ones_like(scaled), scaled, *curves))
