"""Where labels go so that they never lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class _Stack:
    """Labels that touch, moved as one: `offsets` are their centres above the stack's foot."""

    members: list[int]
    foot: float
    height: float


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres as near to the wanted ones as can be without overlap, inside [low, high] where they fit at all."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], -index))
    stacks: list[_Stack] = []
    for index in order:
        stacks.append(_settled([index], wanted, heights, low, high))
        while len(stacks) > 1 and stacks[-1].foot < stacks[-2].foot + stacks[-2].height:
            upper = stacks.pop()
            stacks[-1] = _settled(stacks[-1].members + upper.members, wanted, heights, low, high)
    return _centres(stacks, heights)


def _settled(members: list[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> _Stack:
    """The stack at the mean of where its members want it, pushed inside."""
    below = 0.0
    feet = []
    for member in members:
        feet.append(wanted[member] - below - heights[member] / 2)
        below += heights[member]
    foot = min(sum(feet) / len(feet), high - below)
    return _Stack(members, max(foot, low), below)


def _centres(stacks: list[_Stack], heights: Sequence[float]) -> list[float]:
    centres = [0.0] * len(heights)
    for stack in stacks:
        at = stack.foot
        for member in stack.members:
            centres[member] = at + heights[member] / 2
            at += heights[member]
    return centres


def rows(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """The lowest free row for each span, taken in the given order, so that spans in one row stay `gap` apart."""
    taken: list[list[tuple[float, float]]] = []
    chosen = []
    for left, right in spans:
        free = (row for row, others in enumerate(taken) if all(_apart(left, right, *o, gap) for o in others))
        row = next(free, len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((left, right))
        chosen.append(row)
    return chosen


def _apart(left: float, right: float, other_left: float, other_right: float, gap: float) -> bool:
    return right + gap <= other_left or other_right + gap <= left
