"""A chart's SVG in a tenth of its bytes: letters are letters again, each at the place that matplotlib gave it.

In a results folder letters are outlines, so that they look the same everywhere. A gallery of forty pictures would be
several megabytes of them. Here a line is text with a place for each letter: in whatever font, no word grows longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import NamedTuple

from matplotlib.font_manager import FontProperties, findfont, get_font

from sim.report.drawings import Letters, drawing, escaped

STYLE = "text{font:100px 'DejaVu Sans',Verdana,sans-serif}.b{font-weight:bold}.i{font-style:italic}"
_GLYPH = re.compile(r"DejaVuSans(-Bold|-Oblique)?-([0-9a-f]+)")
_USED = re.compile(r'<use href="#(l\d+)"((?: [xy]="[^"]*")*)/>')
_LINE = re.compile(r'<use href="#(t\d+)"([^>]*)/>')
_TRANSFORM = re.compile(r' transform="([^"]*)"')
_CLASS = {"": "", "-Bold": ' class="b"', "-Oblique": ' class="i"'}


class Letter(NamedTuple):
    """One letter of a line; y grows upwards, as in an outline."""

    sign: str
    face: str
    x: str
    y: str


def small(content: bytes, name: str) -> str:
    """The picture on its own, from a file of `charts/`; as it is where it has what no page takes, such as hatching."""
    letters = Letters()
    try:
        drawn = drawing(content, name, letters, whole=True)
    except ValueError:
        return content.decode()
    signs = {short: _sign(glyph) for glyph, short in letters.names.items()}
    lines = {short: list(_letters(body, signs)) for body, short in letters.lines.items()}
    told = _LINE.sub(lambda found: _line(lines[found[1]], found[2]), drawn.svg)
    head, title, body = told.partition("</title>")
    head = head.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    outlines = [path for path in letters.paths if f'href="#{_id(path)}"' in body]
    lent = f"<defs>{''.join(outlines)}</defs>" if outlines else ""
    return f"{head}{title}<style>{STYLE}</style>{lent}{body}\n"


def _id(path: str) -> str:
    return path.split('"')[1]


def _sign(glyph: str) -> tuple[str, str]:
    """The letter that an outline's name stands for, by its number in the font, and its face."""
    found = _GLYPH.fullmatch(glyph)
    if found is None:
        raise ValueError(f"'{glyph}' is no letter of DejaVu Sans")
    face = found[1] or ""
    return chr(_codes(face)[int(found[2], 16)]), _CLASS[face]


@cache
def _codes(face: str) -> dict[int, int]:
    """Characters by their number in one face of the font; the first of several that look the same."""
    words = {"": "", "-Bold": ":bold", "-Oblique": ":oblique"}
    font = get_font(findfont(FontProperties(f"DejaVu Sans{words[face]}")))
    return {number: code for code, number in sorted(font.get_charmap().items(), reverse=True)}


def _letters(body: str, signs: Mapping[str, tuple[str, str]]) -> Iterator[Letter]:
    if _USED.sub("", body):
        raise ValueError(f"a line of letters holds something else: {_USED.sub('', body)[:80]}")
    for name, places in _USED.findall(body):
        at = dict(re.findall(r'([xy])="([^"]*)"', places))
        yield Letter(*signs[name], at.get("x", "0"), at.get("y", "0"))


def _line(letters: list[Letter], attributes: str) -> str:
    """Text beside text where the face or the height changes; outlines stand upside down, text does not."""
    turned = _TRANSFORM.sub(lambda found: f' transform="{found[1]}scale(1 -1)"', attributes)
    if turned == attributes:
        turned += ' transform="scale(1 -1)"'
    parts = []
    for (face, y), run in groupby(letters, key=lambda one: (one.face, one.y)):
        found = list(run)
        height = f' y="{-float(y):g}"' if float(y) else ""
        signs, places = escaped("".join(one.sign for one in found)), " ".join(one.x for one in found)
        parts.append(f'<text x="{places}"{height}{face}>{signs}</text>')
    return f"<g{turned}>{''.join(parts)}</g>" if len(parts) > 1 else parts[0].replace("<text", f"<text{turned}", 1)
