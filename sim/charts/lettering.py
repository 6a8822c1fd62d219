"""Text measured before it is placed, so that it can be wrapped instead of clipped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.textpath import text_to_path

POINTS_PER_INCH = 72.0
LINE_SPACING = 1.36
ASCENT = 0.98
"""Baseline below the top of a line, and lines from each other, in type sizes."""

_SAFETY = 1.015
"""Hinting may make a rendered line a little wider than its outline."""

_STAND_IN = "\N{WHITE SQUARE}"


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> FontProperties:
    """The DejaVu Sans inside matplotlib, by file: a system font of the same name cannot take its place."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size=size)


@lru_cache(maxsize=8192)
def width_in(text: str, size: float, bold: bool = False) -> float:
    """Width of one line in inches."""
    if not text:
        return 0.0
    width, _, _ = text_to_path.get_text_width_height_descent(text, font(size, bold), False)
    return float(width) * _SAFETY / POINTS_PER_INCH


def line_in(size: float) -> float:
    """Height of one line in inches."""
    return size * LINE_SPACING / POINTS_PER_INCH


@lru_cache(maxsize=1024)
def printable(text: str) -> str:
    """One line of text that the font can draw: white space collapsed, a missing sign replaced by a square."""
    face = get_font(str(font(POINTS_PER_INCH).get_file()))
    one_line = " ".join(text.split())
    return "".join(sign if face.get_char_index(ord(sign)) else _STAND_IN for sign in one_line)


def wrap(text: str, room_in: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines no wider than the room; a word wider than that is broken, never clipped."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width_in(longer, size, bold) <= room_in:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, room_in, size, bold)
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


def _broken(word: str, room_in: float, size: float, bold: bool) -> list[str]:
    """A word cut into pieces that fit; at least one letter each."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_in(pieces[-1] + letter, size, bold) > room_in:
            pieces.append("")
        pieces[-1] += letter
    return pieces
