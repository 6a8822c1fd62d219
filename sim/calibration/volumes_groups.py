"""What kind of life each workload leads in the records: steady, begun, gone or irregular; and whether it took a turn.

A turn is abrupt and lasts: calls fall to a fifth or less (abandoned), or more than double (jumped).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
EMPTY, STEADY, LATE, GONE, IRREGULAR = 0, 1, 2, 3, 4
KIND_WORDS = ("without calls", "steady", "begun within", "ended within", "irregular")
FADED, STAYED, JUMPED = -1, 0, 1
LEAST_WEEKS_FOR_TURNS = 12
LEAST_EITHER_SIDE = 4
FADE_BELOW, JUMP_ABOVE = 0.2, 2.0
_ABRUPT_FADE, _ABRUPT_JUMP = 0.4, 1.6
_BEYOND_NOISE = 3.0


@dataclass(frozen=True)
class Groups:
    """Kind and turn of each workload; a turn comes before column `place` and multiplies calls by `times`."""

    kind: NDArray[np.int64]
    turn: NDArray[np.int64]
    place: NDArray[np.int64]
    times: Floats

    def levelled(self, logs: Floats, rows: NDArray[np.int64]) -> Floats:
        """Logs with what was before a turn moved to the level after it."""
        turned = self.turn[rows] != STAYED
        before = np.arange(logs.shape[1])[None, :] < self.place[rows][:, None]
        return np.asarray(logs + np.where(turned[:, None] & before, np.log(self.times[rows])[:, None], 0.0))

    def of(self, kind: int) -> NDArray[np.int64]:
        """Rows of a kind."""
        return np.flatnonzero(self.kind == kind)


def groups_of(calls: Floats) -> Groups:
    """Kinds by where weeks without calls lie; turns of the workloads that always have calls."""
    kind = kinds_of(calls)
    turn = np.zeros(len(calls), np.int64)
    place, times = np.zeros(len(calls), np.int64), np.ones(len(calls))
    steady = np.flatnonzero(kind == STEADY)
    if calls.shape[1] >= LEAST_WEEKS_FOR_TURNS and len(steady):
        turn[steady], place[steady], times[steady] = _turns(calls[steady])
    return Groups(kind, turn, place, times)


def kinds_of(calls: Floats) -> NDArray[np.int64]:
    """Begun or gone is who has no calls at one end for longer than ever in between."""
    weeks = calls.shape[1]
    some = calls > 0
    any_calls = some.any(axis=1)
    first = np.where(any_calls, some.argmax(axis=1), 0)
    last = np.where(any_calls, weeks - 1 - some[:, ::-1].argmax(axis=1), 0)
    trailing, inner = weeks - 1 - last, _longest_inner(some, first, last)
    kind = np.full(len(calls), STEADY)
    kind[(inner > 0)] = IRREGULAR
    kind[(inner == 0) & (first > 0)] = LATE
    kind[(trailing > inner) & (trailing > 0)] = GONE
    kind[(inner > 0) & (trailing <= inner)] = IRREGULAR
    kind[~any_calls] = EMPTY
    return kind


def _longest_inner(some: NDArray[np.bool_], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Longest run of weeks without calls between two with calls."""
    longest, running = np.zeros(len(some), np.int64), np.zeros(len(some), np.int64)
    for week in range(some.shape[1]):
        inside = (week > first) & (week < last) & ~some[:, week]
        running = np.where(inside, running + 1, 0)
        longest = np.maximum(longest, running)
    return longest


def _turns(calls: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """The best split of each series, and whether it is large, abrupt, lasting and beyond its noise."""
    logs = np.log(calls)
    logs = logs - np.median(logs - logs.mean(axis=1, keepdims=True), axis=0)
    number, weeks = logs.shape
    sums = np.cumsum(logs, axis=1)
    splits = np.arange(LEAST_EITHER_SIDE, weeks - LEAST_EITHER_SIDE + 1)
    before = sums[:, splits - 1] / splits
    after = (sums[:, -1:] - sums[:, splits - 1]) / (weeks - splits)
    between = (after - before) ** 2 * (splits * (weeks - splits) / weeks)
    best = between.argmax(axis=1)
    rows = np.arange(number)
    place = splits[best]
    mean = np.where(np.arange(weeks)[None, :] < place[:, None], before[rows, best][:, None], after[rows, best][:, None])
    noise = np.sqrt(((logs - mean) ** 2).sum(axis=1) / max(weeks - 2, 1))
    near = np.exp(_window(logs, place, 0) - _window(logs, place, -LEAST_EITHER_SIDE))
    times = np.exp(after[rows, best] - before[rows, best])
    lasting = np.exp(np.median(logs[:, -LEAST_EITHER_SIDE:], axis=1) - before[rows, best])
    clear = np.abs(np.log(times)) > _BEYOND_NOISE * noise
    turn = np.zeros(number, np.int64)
    turn[clear & (times < FADE_BELOW) & (near < _ABRUPT_FADE) & (lasting < FADE_BELOW)] = FADED
    turn[clear & (times > JUMP_ABOVE) & (near > _ABRUPT_JUMP) & (lasting > _ABRUPT_JUMP)] = JUMPED
    return turn, place, times


def _window(logs: Floats, place: NDArray[np.int64], start: int) -> Floats:
    """Mean of the four weeks after the split, or before it."""
    columns = place[:, None] + start + np.arange(LEAST_EITHER_SIDE)[None, :]
    return np.asarray(np.take_along_axis(logs, columns, axis=1).mean(axis=1))
