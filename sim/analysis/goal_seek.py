"""How much of one card for a stated goal: "which budget for an 80% chance of twenty?", by halving under common luck.

The same futures at every value, so that the share that reaches the target moves with the card and not with the luck.
The interval of the answer holds the values at which the goal lies within the interval of what was simulated there:
Wilson's for a share, the percentile bootstrap for a mean, with the same resamples at every value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.goal_words import Goal, Tried, everywhere, found, never, still, turned, unmoved
from sim.analysis.means import mean_interval
from sim.analysis.paired import paired_share_difference
from sim.analysis.proportions import LEVEL, wilson_interval
from sim.analysis.resampling import resampled_means
from sim.analysis.tables import Floats
from sim.errors import InputError

Outcomes = Callable[[Sequence[float]], npt.ArrayLike]
"""Values of the card in, a row of futures for each out: the same futures, in one order, at every value."""

Verdict = Literal["found", "already reached", "not reached", "not monotone", "no clear effect"]
STEPS = 9
_FEWEST_STEPS = 3
_FEWEST_FUTURES = 2
_FINEST = 2**40


@dataclass(frozen=True)
class Sought:
    """`value` reaches the goal, and a step of at most the tolerance away it is missed.

    An end of the interval is None where it lies beyond that end of the range. `tried` is in order of values. Where no
    two values of the grid clearly differ, a crossing is luck and there is no value: the verdict is "no clear effect".
    """

    goal: Goal
    verdict: Verdict
    value: float | None
    low: float | None
    high: float | None
    futures: int
    tried: tuple[Tried, ...]
    sentence: str

    @property
    def there(self) -> Tried | None:
        """What was simulated at the value found."""
        return next((each for each in self.tried if each.value == self.value), None)


def seek(outcomes: Outcomes, goal: Goal, *, steps: int = STEPS, level: float = LEVEL) -> Sought:
    """Bracket the goal on a coarse grid, refuse what is not monotone there, and halve the bracket."""
    _refuse(goal, steps)
    curve = _Curve(outcomes, goal, level)
    curve.look(_grid(goal, steps))
    ends = [curve.at(goal.low), curve.at(goal.high)]
    rises = curve.margin(ends[1]) >= curve.margin(ends[0])
    order = sorted((each.value for each in curve.tried), reverse=not rises)
    against = curve.turns_back(order)
    if against is not None:
        return curve.answer("not monotone", sentence=turned(goal, *against))
    clear, crossed = curve.has_clear_pair(order), len({curve.margin(each) >= 0.0 for each in curve.tried}) > 1
    if crossed and not clear:
        return curve.answer("no clear effect", sentence=unmoved(goal, curve.tried, curve.futures))
    note = "" if clear else still(goal, curve.futures, moves=curve.moves)
    return _bracketed(curve, order, rises, note)


def _bracketed(curve: _Curve, order: Sequence[float], rises: bool, note: str) -> Sought:
    """Where the estimate reaches the goal, and where the two ends of its interval do."""
    goal = curve.goal
    _, value = curve.crossing(order, curve.margin)
    before, _ = curve.crossing(order, curve.best_margin)
    _, after = curve.crossing(order, curve.worst_margin)
    low, high = (before, after) if rises else (after, before)
    if value is None:
        nearest = max(curve.tried, key=curve.margin)
        hope = None if before == order[-1] else before
        return curve.answer("not reached", None, low, high, never(goal, nearest, hope, note))
    if value == order[0]:
        doubt = None if after == order[0] else after
        return curve.answer("already reached", None, low, high, everywhere(goal, curve.at(value), doubt, rises, note))
    told = found(goal, curve.level, curve.futures, curve.at(value), low, high, rises)
    return curve.answer("found", value, low, high, told)


class _Curve:
    """What was simulated, value by value; nothing is simulated twice."""

    def __init__(self, outcomes: Outcomes, goal: Goal, level: float) -> None:
        self._outcomes, self.goal, self.level = outcomes, goal, level
        self._rows: dict[float, Floats] = {}
        self._known: dict[float, Tried] = {}

    @property
    def tried(self) -> list[Tried]:
        return [self._known[value] for value in sorted(self._known)]

    @property
    def futures(self) -> int:
        return next(iter(self._rows.values())).size

    def look(self, values: Sequence[float]) -> None:
        """Simulate what is not known yet, in one go."""
        new = [value for value in values if value not in self._rows]
        if not new:
            return
        found = np.asarray(self._outcomes(new), dtype=np.float64)
        self._refuse(found, new)
        for value, row in zip(new, found, strict=True):
            self._rows[value] = row
            self._known[value] = Tried(value, float(np.mean(row)), *self._interval(row))

    def at(self, value: float) -> Tried:
        self.look([value])
        return self._known[value]

    def margin(self, tried: Tried) -> float:
        """How far the goal is exceeded; below 0 it is missed."""
        return self._beyond(tried.estimate)

    def best_margin(self, tried: Tried) -> float:
        return self._beyond(tried.low if self.goal.at_most else tried.high)

    def worst_margin(self, tried: Tried) -> float:
        return self._beyond(tried.high if self.goal.at_most else tried.low)

    def crossing(self, order: Sequence[float], margin: Callable[[Tried], float]) -> tuple[float | None, float | None]:
        """The last value that misses and the first that reaches, no farther apart than the tolerance."""
        reaching = next((value for value in order if margin(self.at(value)) >= 0.0), None)
        if reaching is None:
            return order[-1], None
        place = list(order).index(reaching)
        if place == 0:
            return None, reaching
        missing = order[place - 1]
        while (middle := self._middle(missing, reaching)) is not None:
            missing, reaching = (missing, middle) if margin(self.at(middle)) >= 0.0 else (middle, reaching)
        return missing, reaching

    @property
    def moves(self) -> bool:
        """Whether any future ends otherwise for any value."""
        first, *others = self._rows.values()
        return not all(np.array_equal(first, row) for row in others)

    def turns_back(self, order: Sequence[float]) -> tuple[Tried, Tried] | None:
        """Two values, the later of which does clearly worse in the same futures, at 5% for all pairs together."""
        for earlier, later in combinations(order, 2):
            falls = self.margin(self.at(later)) < self.margin(self.at(earlier))
            if falls and self._clearly_differ(earlier, later, len(order)):
                return self.at(earlier), self.at(later)
        return None

    def has_clear_pair(self, order: Sequence[float]) -> bool:
        """Whether any two values clearly differ, at 5% for all pairs together; those farthest apart come first."""
        ranked = sorted(order, key=lambda value: self.margin(self.at(value)))
        pairs = sorted(combinations(range(len(ranked)), 2), key=lambda pair: pair[0] - pair[1])
        return any(self._clearly_differ(ranked[low], ranked[high], len(order)) for low, high in pairs)

    def answer(
        self,
        verdict: Verdict,
        value: float | None = None,
        low: float | None = None,
        high: float | None = None,
        sentence: str = "",
    ) -> Sought:
        return Sought(self.goal, verdict, value, low, high, self.futures, tuple(self.tried), sentence)

    def _beyond(self, amount: float) -> float:
        return self.goal.target - amount if self.goal.at_most else amount - self.goal.target

    def _middle(self, missing: float, reaching: float) -> float | None:
        """Half-way, None where the two are as near as asked for."""
        if abs(reaching - missing) <= self.goal.tolerance:
            return None
        if not self.goal.whole:
            return (missing + reaching) / 2.0
        middle = (int(missing) + int(reaching)) // 2
        return None if middle in (missing, reaching) else middle

    def _interval(self, row: Floats) -> tuple[float, float]:
        tails = (0.5 - self.level / 2.0, 0.5 + self.level / 2.0)
        if self.goal.share:
            low, high = wilson_interval(row.sum(), row.size, level=self.level)
        else:
            low, high = np.quantile(resampled_means(row[:, None]), tails)
        return float(low), float(high)

    def _clearly_differ(self, one: float, other: float, values: int) -> bool:
        first, second = self._rows[one], self._rows[other]
        level = 1.0 - (1.0 - LEVEL) / math.comb(values, 2)
        if self.goal.share:
            return paired_share_difference(first, second, level=level).clear
        _, low, high = mean_interval(first - second, level=level)
        return low > 0.0 or high < 0.0

    def _refuse(self, found: Floats, asked: Sequence[float]) -> None:
        """An answer is only as good as the futures are comparable."""
        futures = self.futures if self._rows else found.shape[-1]
        if found.shape != (len(asked), futures) or futures < _FEWEST_FUTURES:
            raise InputError(
                f"{self.goal.card}: {len(asked)} values in at least {_FEWEST_FUTURES} futures, the same at each, were "
                f"asked for; the answer has shape {found.shape}"
            )
        if not np.isfinite(found).all():
            raise InputError(f"{self.goal.card}: an outcome is missing or not finite; no goal can be sought on it")
        if self.goal.share and not np.isin(found, (0.0, 1.0)).all():
            raise InputError(f"{self.goal.card}: a share is sought, and an outcome is neither 0 nor 1")


def _grid(goal: Goal, steps: int) -> list[float]:
    values = np.linspace(goal.low, goal.high, steps)
    if goal.whole:
        return list(dict.fromkeys(int(value) for value in np.rint(values)))
    return [goal.low, *(float(value) for value in values[1:-1]), goal.high]


def _refuse(goal: Goal, steps: int) -> None:
    numbers = (goal.low, goal.high, goal.tolerance, goal.target)
    if not all(math.isfinite(number) for number in numbers):
        raise InputError(f"{goal.card}: the range, the tolerance and the target must be finite; found {numbers}")
    if goal.low >= goal.high:
        raise InputError(f"{goal.card}: the range goes from {goal.low:g} to {goal.high:g}; low must be below high")
    if goal.tolerance <= 0.0 or (goal.high - goal.low) / goal.tolerance > _FINEST:
        raise InputError(f"{goal.card}: a tolerance of {goal.tolerance:g} is none, or finer than numbers are")
    if goal.share and not 0.0 < goal.target < 1.0:
        raise InputError(f"{goal.card}: a share of {goal.target:g} is sought; it lies between 0 and 1")
    if goal.whole and not all(float(end).is_integer() for end in (goal.low, goal.high)):
        raise InputError(f"{goal.card}: counts things; its range needs whole ends, not {goal.low:g} and {goal.high:g}")
    if steps < _FEWEST_STEPS:
        raise InputError(f"{steps} values show no direction; at least {_FEWEST_STEPS} are needed")
