"""Where axes have their ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence

_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_MONTH_TICKS = 11
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_SHORTEST_AXIS_MONTHS = 1.0
_HALF_YEAR, _LONG_ENOUGH = 6, 12
_COUNT_STEP = 5


def month_ticks(horizon_months: float) -> tuple[int, ...]:
    """Every 6 or 12 months; closer only where less than a year is shown, wider only where the years do not fit."""
    span = max(horizon_months, _SHORTEST_AXIS_MONTHS)
    fits = [step for step in _MONTH_STEPS if span / step <= _MOST_MONTH_TICKS - 1 + 1e-9]
    long = [step for step in fits if step >= _HALF_YEAR] if span >= _LONG_ENOUGH else fits
    step = long[0] if long else _MONTH_STEPS[-1]
    return tuple(range(0, math.floor(span + 1e-9) + 1, step))


def few_of(ticks: Sequence[int], most: int) -> tuple[int, ...]:
    """Every second tick, or every third and so on, until there is room for them."""
    step = math.ceil(len(ticks) / most)
    return tuple(ticks[::step])


def axis_months(horizon_months: float) -> float:
    """An axis has some length even where all is over in a week."""
    return max(horizon_months, _SHORTEST_AXIS_MONTHS)


def count_ticks(last: int) -> tuple[int, ...]:
    """1, 5, 10, 15, 20, and the last where it stands clear of its neighbour."""
    fives = [1, *range(_COUNT_STEP, last + 1, _COUNT_STEP)]
    return tuple(fives) if last - fives[-1] < 2 else (*fives, last)  # noqa: PLR2004


def value_ticks(high: float, about: int = 5) -> tuple[float, ...]:
    """Round values from 0 up to the first that is not below `high`."""
    if not high > 0:
        return (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(high / about))
    step = next(power * nice for nice in _NICE if power * nice * about >= high * (1 - 1e-9))
    return tuple(step * number for number in range(math.ceil(high / step - 1e-9) + 1))
