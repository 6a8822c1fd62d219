"""Text measured before it is placed, so that it can be wrapped instead of clipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.charts.look import SMALL
from sim.charts.room import flat, points
from sim.charts.typefaces import families, own, written

POINTS_PER_INCH = 72.0
LINE_SPACING = 1.36
ASCENT = 0.98
"""Baseline below the top of a line, and lines from each other, in type sizes."""

_SAFETY = 1.015
"""Hinting may make a rendered line a little wider than its outline."""


def font(size: float, bold: bool = False, text: str = "") -> FontProperties:
    """The font of a text, no smaller than its room allows; other fonts too where the text has signs that ours lacks."""
    return _font(points(size), bold, families(text))


@lru_cache(maxsize=256)
def _font(size: float, bold: bool, others: tuple[str, ...]) -> FontProperties:
    """Ours by file; with others by the family names that `typefaces` gave them."""
    if others:
        return FontProperties(family=list(others), weight=700 if bold else 400, size=size)
    return FontProperties(fname=own().bold if bold else own().normal, size=size)


def width_in(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in inches."""
    return _width_in(text, points(size), bold)


@lru_cache(maxsize=8192)
def _width_in(text: str, size: float, bold: bool) -> float:
    if not text:
        return 0.0
    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold, families(text)), False)
    return float(width) * _SAFETY / POINTS_PER_INCH


def line_in(size: float) -> float:
    """Height of one line in inches."""
    return points(size) * LINE_SPACING / POINTS_PER_INCH


def row_in(height_in: float) -> float:
    """Height of a row with one line in it: flat where panels are, never too flat for the line."""
    return flat(height_in, line_in(SMALL) + 0.01)


@lru_cache(maxsize=1024)
def printable(text: str) -> str:
    """One line of text that can be drawn: white space collapsed, a sign that no font has by its number."""
    one_line = " ".join(text.split())
    return "".join(written(sign) for sign in one_line)


def wrap(text: str, room_in: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines no wider than the room; a word wider than that is broken, never clipped."""
    return folded(printable(text), lambda line: width_in(line, size, bold) <= room_in)


def folded(text: str, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Lines that fit by whatever measure; a word that does not is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if fits(longer):
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, fits)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def shortened(lines: tuple[str, ...], room_in: float, size: float, most: int = 3, bold: bool = True) -> tuple[str, ...]:
    """At most so many lines, the last with an ellipsis: for a name that stands in full elsewhere on the sheet."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_in(f"{last}…", size, bold) > room_in:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()}…")


def _broken(word: str, fits: Callable[[str], bool]) -> list[str]:
    """A word cut into pieces that fit; at least one letter each."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and not fits(pieces[-1] + letter):
            pieces.append("")
        pieces[-1] += letter
    return pieces
