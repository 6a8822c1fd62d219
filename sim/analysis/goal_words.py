"""What was sought, and how the answer is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

UNITLESS = frozenset({"", "share", "number"})
_WITHOUT_DECIMALS = 1_000.0


@dataclass(frozen=True)
class Goal:
    """A mean or a share of futures of at least `target`, sought between `low` and `high` to within `tolerance`.

    `at_most` turns the goal round. `whole` is for cards that count things. `what` completes "in 80% of futures …"
    for a share and "… is on average" for a mean, whose unit is `of`.
    """

    card: str
    low: float
    high: float
    tolerance: float
    target: float
    unit: str = ""
    what: str = "the target is reached"
    share: bool = True
    at_most: bool = False
    whole: bool = False
    of: str = ""


@dataclass(frozen=True)
class Tried:
    """What one value of the card gave, with its interval."""

    value: float
    estimate: float
    low: float
    high: float


def found(
    goal: Goal, level: float, futures: int, there: Tried, low: float | None, high: float | None, rises: bool
) -> str:
    """The answer, what was simulated there, and between which values the true answer lies."""
    start = f"below {number(goal.low)}" if low is None else number(low)
    end = f"above {number(goal.high)}" if high is None else number(high)
    sure = f"{100.0 * level:.3g}%"
    return (
        f"{aim(goal)} {_from(rises)} {goal.card} = {_with_unit(goal, there.value)}. With that value it is "
        f"{_level(goal, there.estimate)} ({sure} confidence {_level(goal, there.low)} to {_level(goal, there.high)}); "
        f"the value itself lies between {start} and {_with_unit(goal, end)} ({sure} confidence; {futures:,} futures at "
        f"each value, the answer to within {_with_unit(goal, goal.tolerance)})."
    )


def never(goal: Goal, nearest: Tried, hope: float | None, still: str) -> str:
    """How near it came, and whether luck alone may hide a value that reaches it."""
    perhaps = f" Its interval leaves room for it beyond {_with_unit(goal, hope)}." if hope is not None else ""
    return (
        f"{aim(goal)}: not reached anywhere between {number(goal.low)} and {_with_unit(goal, goal.high)} of "
        f"{goal.card}; the nearest is {_level(goal, nearest.estimate)} at {_with_unit(goal, nearest.value)}."
        f"{perhaps}{still}"
    )


def everywhere(goal: Goal, end: Tried, doubt: float | None, rises: bool, still: str) -> str:
    """Reached where it is hardest, and from where on that is sure."""
    where = "already reached at the low end" if rises else "still reached at the high end"
    sure = f" Sure {_from(rises)} {_with_unit(goal, doubt)}." if doubt is not None else ""
    with_what = f"{_level(goal, end.estimate)} at {_with_unit(goal, end.value)}"
    return f"{aim(goal)}: {where} of {goal.card}, with {with_what}.{sure}{still}"


def turned(goal: Goal, earlier: Tried, later: Tried) -> str:
    """Two values that contradict the direction between the ends of the range."""
    first, second = sorted((earlier, later), key=lambda tried: tried.value)
    return (
        f"{aim(goal)}: not monotone: {goal.card} gives {_level(goal, first.estimate)} at {number(first.value)} and "
        f"{_level(goal, second.estimate)} at {_with_unit(goal, second.value)}, against the direction between the ends "
        "of the range. Search a part of the range with one direction."
    )


def unmoved(goal: Goal, tried: Sequence[Tried], futures: int) -> str:
    """A goal that is crossed by nothing but luck has no answer."""
    levels = sorted(each.estimate for each in tried)
    return (
        f"{aim(goal)}: no answer, because {goal.card} makes no clear difference between {number(goal.low)} and "
        f"{_with_unit(goal, goal.high)}: from {_level(goal, levels[0])} to {_level(goal, levels[-1])}, with "
        f"{futures:,} futures at each value. Take more replications, a wider range or another card."
    )


def still(goal: Goal, futures: int, *, moves: bool) -> str:
    """What is added to an answer where the card moves nothing, or nothing that can be told from luck."""
    if moves:
        return f" {goal.card} makes no clear difference to it, with {futures:,} futures at each value."
    return f" {goal.card} makes no difference to it in any of {futures:,} futures."


def aim(goal: Goal) -> str:
    """What is wanted, as the answer begins."""
    bound = f"{'at most' if goal.at_most else 'at least'} {_level(goal, goal.target)}"
    return f"In {bound} of futures {goal.what}" if goal.share else f"On average {goal.what} is {bound}"


def _from(rises: bool) -> str:
    return "from" if rises else "up to"


def _level(goal: Goal, amount: float) -> str:
    return f"{100.0 * amount:.3g}%" if goal.share else f"{number(amount)} {goal.of}".rstrip()


def _with_unit(goal: Goal, value: float | str) -> str:
    told = value if isinstance(value, str) else number(value)
    return told if goal.unit in UNITLESS else f"{told} {goal.unit}"


def number(value: float) -> str:
    """With thousands set apart, and decimals only where they matter."""
    whole = float(value).is_integer() or abs(value) >= _WITHOUT_DECIMALS
    return f"{value:,.0f}" if whole else f"{value:.4g}"
