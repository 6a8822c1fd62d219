"""A page that Chromium printed: how large its sheets are, and the letters on them."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

Matrix = tuple[float, float, float, float]
"""How a drawing is turned and scaled; where it stands does not matter here."""

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_BOX = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
_OUTLINE = 6400
"""Outlines are drawn 64 units to a point of a letter of 100 points."""

_LARGEST = 40.0
"""Points: what is filled at a larger scale is no letter, but a bar or a band."""


class Sheet(NamedTuple):
    """One page: its size, the sizes of its words, and of the letters in its drawings, which are outlines; in points."""

    width: float
    height: float
    words: list[float]
    outlines: list[float]


def sheets(content: bytes) -> list[Sheet]:
    """All pages of a PDF, in the order of the file."""
    objects = {number: body for number, body in _OBJECT.findall(content)}
    found = []
    for body in objects.values():
        box, drawn = _BOX.search(body), re.search(rb"/Contents (\d+) 0 R", body)
        if box and drawn:
            stream = _STREAM.search(objects[drawn[1]])
            assert stream is not None
            steps = zlib.decompress(stream[1]).decode("latin-1").split("\n")
            sizes = list(_sizes(steps))
            words = [size for kind, size in sizes if kind == "word"]
            outlines = [size for kind, size in sizes if kind == "outline" and size < _LARGEST]
            found.append(Sheet(float(box[1]), float(box[2]), words, outlines))
    return found


def _sizes(steps: list[str]) -> Iterator[tuple[str, float]]:
    """Each thing that is written, with its size: the scale that holds where it is written."""
    now, before, font = (1.0, 0.0, 0.0, 1.0), list[Matrix](), 0.0
    for step in steps:
        words = step.split()
        match words[-1:]:
            case ["q"]:
                before.append(now)
            case ["Q"]:
                now = before.pop()
            case ["cm"]:
                now = _times(tuple(float(word) for word in words[-7:-3]), now)
            case ["f" | "f*"]:
                yield "outline", _OUTLINE * _scale(now)
            case ["Tf"]:
                font = float(words[-2])
            case ["Tj" | "TJ"]:
                yield "word", font * _scale(now)


def _times(first: tuple[float, ...], then: Matrix) -> Matrix:
    a, b, c, d = first
    e, f, g, h = then
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h


def _scale(matrix: Matrix) -> float:
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
