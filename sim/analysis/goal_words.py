"""What was sought, and how the answer is told."""

from __future__ import annotations

from dataclasses import dataclass

_WITHOUT_DECIMALS = 1_000.0


@dataclass(frozen=True)
class Goal:
    """A mean or a share of futures of at least `target`, sought between `low` and `high` to within `tolerance`.

    `at_most` turns the goal round. `whole` is for cards that count things. `what` completes "in 80% of futures …"
    for a share and "… is on average" for a mean.
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


@dataclass(frozen=True)
class Tried:
    """What one value of the card gave, with its interval."""

    value: float
    estimate: float
    low: float
    high: float


def found(
    goal: Goal, level: float, futures: int, value: float, low: float | None, high: float | None, rises: bool
) -> str:
    """The answer with its interval and what it rests on."""
    start = f"below {number(goal.low)}" if low is None else number(low)
    end = f"above {number(goal.high)}" if high is None else number(high)
    return (
        f"{_aim(goal)} {_from(rises)} {goal.card} = {_with_unit(goal, value)} ({100.0 * level:.3g}% interval {start} "
        f"to {end}; to within {_with_unit(goal, goal.tolerance)}; {futures:,} futures at each value)."
    )


def never(goal: Goal, nearest: Tried, hope: float | None) -> str:
    """How near it came, and whether luck alone may hide a value that reaches it."""
    perhaps = f" Its interval leaves room for it beyond {_with_unit(goal, hope)}." if hope is not None else ""
    return (
        f"{_aim(goal)}: not reached anywhere between {number(goal.low)} and {_with_unit(goal, goal.high)} of "
        f"{goal.card}; the nearest is {_level(goal, nearest.estimate)} at {_with_unit(goal, nearest.value)}.{perhaps}"
    )


def everywhere(goal: Goal, end: Tried, doubt: float | None, rises: bool) -> str:
    """Reached where it is hardest, and from where on that is sure."""
    where = "already reached at the low end" if rises else "still reached at the high end"
    sure = f" Sure {_from(rises)} {_with_unit(goal, doubt)}." if doubt is not None else ""
    with_what = f"{_level(goal, end.estimate)} at {_with_unit(goal, end.value)}"
    return f"{_aim(goal)}: {where} of {goal.card}, with {with_what}.{sure}"


def turned(goal: Goal, earlier: Tried, later: Tried) -> str:
    """Two values that contradict the direction between the ends of the range."""
    first, second = sorted((earlier, later), key=lambda tried: tried.value)
    return (
        f"{_aim(goal)}: not monotone: {goal.card} gives {_level(goal, first.estimate)} at {number(first.value)} and "
        f"{_level(goal, second.estimate)} at {_with_unit(goal, second.value)}, against the direction between the ends "
        "of the range. Search a part of the range with one direction."
    )


def _aim(goal: Goal) -> str:
    bound = f"{'at most' if goal.at_most else 'at least'} {_level(goal, goal.target)}"
    return f"In {bound} of futures {goal.what}" if goal.share else f"On average {goal.what} is {bound}"


def _from(rises: bool) -> str:
    return "from" if rises else "up to"


def _level(goal: Goal, amount: float) -> str:
    return f"{100.0 * amount:.3g}%" if goal.share else number(amount)


def _with_unit(goal: Goal, value: float) -> str:
    return f"{number(value)} {goal.unit}".rstrip()


def number(value: float) -> str:
    """With thousands set apart, and decimals only where they matter."""
    whole = float(value).is_integer() or abs(value) >= _WITHOUT_DECIMALS
    return f"{value:,.0f}" if whole else f"{value:.4g}"
