"""How much room a picture has: its own size, or that of a slide or a page, where letters must not become too small.

A chart is laid out for the room that it finds: how wide it is, how flat its panels must be, and the smallest letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """In inches of the picture; `flat` is the share of their height that panels keep."""

    width_in: float = 10.4
    least_points: float = 0.0
    flat: float = 1.0


OWN = Room()
"""What a chart has where nobody asks for another size."""

_HERE: ContextVar[Room] = ContextVar("room", default=OWN)


@contextmanager
def within(room: Room) -> Iterator[None]:
    """Draw for this room."""
    token = _HERE.set(room)
    try:
        yield
    finally:
        _HERE.reset(token)


def here() -> Room:
    """The room that is drawn for."""
    return _HERE.get()


def points(size: float) -> float:
    """The size that a letter is written in: never below the smallest that can be read there."""
    return max(size, _HERE.get().least_points)


def flat(height_in: float, least_in: float = 0.0) -> float:
    """The height of a panel or row in this room; `least_in` is what its letters need."""
    return max(height_in * _HERE.get().flat, min(height_in, least_in))


def fewer(most: int, least: int = 1) -> int:
    """How many rows of a long list are shown in this room."""
    return max(min(least, most), round(most * _HERE.get().flat))
