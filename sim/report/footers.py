"""What stands at the foot of a chart, as text under its drawing.

A drawing is made narrower on paper and on a telephone, and the smallest letters are lost first: assumptions, seed and
version. As text they keep their size, can be copied, and are read aloud.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import NamedTuple
from xml.sax.saxutils import unescape

_SVG = "{http://www.w3.org/2000/svg}"
_RUN = ("config ", "records ")
"""How the line begins that says where a chart comes from."""

_PLACE = re.compile(r"translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+) -[\d.]+\)")
_SPACING, _ABOVE = 1.6, 1.6
"""Lines that follow each other are nearer than so many heights of a letter; so much stays free above the first."""


class Line(NamedTuple):
    """A line of text in a drawing, where it begins and how large its letters are."""

    text: str
    left: float
    base: float
    size: float
    group: ET.Element
    parent: ET.Element


class Footer(NamedTuple):
    """The lines as paragraphs, and where the rest of the drawing ends."""

    paragraphs: tuple[str, ...]
    top: float


def parsed(content: bytes) -> ET.Element:
    """An SVG file with its comments: matplotlib writes in them what the outlines below say."""
    return ET.fromstring(content, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))


def is_comment(element: ET.Element) -> bool:
    """A comment's tag is the function that makes one."""
    return not isinstance(element.tag, str)


def lift(root: ET.Element) -> Footer | None:
    """Take the footer out of a drawing; None where it has none, and then it stays as it is."""
    lines = _footer(list(_lines(root)))
    if not any(line.text.startswith(_RUN) for line in lines):
        return None
    for line in lines:
        line.parent.remove(line.group)
    return Footer(_paragraphs([line.text for line in lines]), lines[0].base - _ABOVE * lines[0].size)


def _footer(lines: list[Line]) -> list[Line]:
    """The lowest line, and those right above it that look like it."""
    found: list[Line] = []
    lowest = max(range(len(lines)), key=lambda at: lines[at].base, default=-1)
    for line in reversed(lines[: lowest + 1]):
        if found and not _follow(line, found[-1]):
            break
        found.append(line)
    return found[::-1]


def _follow(line: Line, below: Line) -> bool:
    return (line.left, line.size) == (below.left, below.size) and 0 < below.base - line.base < _SPACING * line.size


def _lines(root: ET.Element) -> list[Line]:
    found = []
    for parent in root.iter(f"{_SVG}g"):
        for group in parent.findall(f"{_SVG}g"):
            said = next((child.text for child in group if is_comment(child)), None)
            inner = group.find(f"{_SVG}g")
            place = _PLACE.fullmatch(inner.attrib.get("transform", "")) if inner is not None else None
            if said and place:
                left, base, scale = map(float, place.groups())
                found.append(Line(unescape(said).strip(), left, base, 100 * scale, group, parent))
    return found


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    """What to know when reading it with what it rests on, and where it comes from."""
    start = next(at for at, line in enumerate(lines) if line.startswith(_RUN))
    parts = (" ".join(lines[:start]), " ".join(lines[start:]))
    return tuple(part for part in parts if part)
