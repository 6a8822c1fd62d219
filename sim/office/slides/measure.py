"""Text measured before it is put on a slide, in a font that is at least as wide as the one it will be shown in."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sim.charts import lettering
from sim.charts.lettering import POINTS_PER_INCH, width_in
from sim.charts.lettering import printable as drawable
from sim.report.html import readable

LINE = 1.22
"""Lines of a slide lie so many type sizes apart."""

_WIDE = ("W", "F")
_WIDE_SIGN = 0.4
_LARGE = 100.0
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """One line as it may stand on a slide: no signs that steer, white space collapsed."""
    return " ".join(str(readable(text)).split())


def wide(text: str, size: float, bold: bool = False) -> float:
    """Inches of one line, sign by sign: nothing that lines are put together from is measured twice.

    No sign is drawn closer to its neighbour than that; those that take a whole square, such as Chinese ones, count as
    such.
    """
    return size * sum(_advance(sign, bold) for sign in drawable(text))


@lru_cache(maxsize=16384)
def _advance(sign: str, bold: bool) -> float:
    """How far one sign moves the pen, in inches for a point of type size, measured large, where hints do not count."""
    beside, alone = width_in(f"n{sign}n", _LARGE, bold), width_in("nn", _LARGE, bold)
    square = _WIDE_SIGN / POINTS_PER_INCH if unicodedata.east_asian_width(sign) in _WIDE else 0.0
    return (beside - alone) / _LARGE + square


def high(lines: int, size: float) -> float:
    """Inches of so many lines."""
    return lines * size * LINE / POINTS_PER_INCH


@lru_cache(maxsize=16384)
def folded(text: str, room_in: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than the room, one of them empty where there is no text."""
    return lettering.folded(clean(text), lambda line: wide(line, size, bold) <= room_in) or ("",)


def short(text: str, room_in: float, size: float, bold: bool = False) -> str:
    """As much of the text as one line holds."""
    found = clean(text)
    if wide(found, size, bold) <= room_in:
        return found
    least, most = 0, len(found)
    while least < most:
        middle = (least + most + 1) // 2
        if wide(found[:middle].rstrip() + _ELLIPSIS, size, bold) <= room_in:
            least = middle
        else:
            most = middle - 1
    return found[:least].rstrip() + _ELLIPSIS


def shortened(text: str, room_in: float, size: float, most: int, bold: bool = False) -> str:
    """As much of the text as so many lines hold."""
    lines = folded(text, room_in, size, bold)
    if len(lines) <= most:
        return clean(text)
    last = short(f"{lines[most - 1]} {lines[most]}…", room_in, size, bold)
    return " ".join((*lines[: most - 1], last if last.endswith(_ELLIPSIS) else last + _ELLIPSIS))


def fitting(text: str, room: tuple[float, float], sizes: Sequence[float], bold: bool = False) -> tuple[float, str]:
    """The largest size at which the text fits into width and height, shortened at the smallest where it never does."""
    width, height = room
    for size in sizes:
        if high(len(folded(text, width, size, bold)), size) <= height:
            return size, clean(text)
    size = sizes[-1]
    most = max(1, int(height * POINTS_PER_INCH / (size * LINE)))
    return size, shortened(text, width, size, most, bold)
