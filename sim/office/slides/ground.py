"""Whether letters made for a light ground can be read on a template's own, behind everything that is put there.

Where they cannot, or where nobody can tell (a photograph), the charts get a light sheet of their own under them.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from sim.charts.look import QUIET
from sim.office.slides.parts import Box

LIGHT = "#FFFFFF"
_READABLE = 4.5
"""Contrast that WCAG asks of small letters."""

_MOST = 0.8
"""A shape that hides so much of what is under it is the ground there."""

_STYLES_FROM = 1001
_NAMED = {"white": "#FFFFFF", "black": "#000000"}
_WHOLE = 100_000

Colours = list[str | None]
"""Hex colours that a ground has somewhere; None where nobody can tell."""


def is_light(layout: Any, body: Box) -> bool:
    """Small grey letters can be read everywhere under the body."""
    return all(colour is not None and contrast(QUIET, colour) >= _READABLE for colour in _ground(layout, body))


def contrast(one: str, other: str) -> float:
    """Of two colours, by WCAG: 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in bytes.fromhex(colour.lstrip("#"))]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ground(layout: Any, body: Box) -> Colours:
    """Of what lies over the others: shapes of the layout, then of the master, then either's background."""
    master = layout.slide_master
    theme = _Theme(master, layout)
    sources = (layout, master) if layout._element.get("showMasterSp") != "0" else (layout,)
    for source in sources:
        for shape in reversed(list(source.shapes)):
            if not shape.is_placeholder and _covers(shape, body):
                found = theme.of_shape(shape._element)
                if found:
                    return found
    for source in (layout, master):
        found = theme.of_background(source._element.find(qn("p:cSld")).find(qn("p:bg")))
        if found:
            return found
    return [LIGHT]


def _covers(shape: Any, body: Box) -> bool:
    if None in (shape.left, shape.top, shape.width, shape.height):
        return False
    left, top = max(shape.left, Inches(body.left)), max(shape.top, Inches(body.top))
    right = min(shape.left + shape.width, Inches(body.right))
    bottom = min(shape.top + shape.height, Inches(body.bottom))
    whole = Inches(body.width) * Inches(body.height)
    return bool(max(0, right - left) * max(0, bottom - top) >= _MOST * whole)


class _Theme:
    """What a template's names of colours and of fills stand for."""

    def __init__(self, master: Any, layout: Any) -> None:
        self._names = dict(master._element.find(qn("p:clrMap")).attrib)
        override = layout._element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}")
        if override is not None:
            self._names.update(override.attrib)
        theme = parse_xml(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
        scheme = next(theme.iter(qn("a:clrScheme")))
        self._colours = {one.tag.rpartition("}")[2]: self._plain(one[0]) for one in scheme if len(one)}
        self._fills = list(next(theme.iter(qn("a:bgFillStyleLst")), ()))

    def of_background(self, background: Any) -> Colours:
        """Nothing where there is none."""
        if background is None:
            return []
        reference = background.find(qn("p:bgRef"))
        if reference is None:
            return self._of_fill(background.find(qn("p:bgPr")), None)
        place = int(reference.get("idx", "0")) - _STYLES_FROM
        colour = self._colour(reference[0], None) if len(reference) else None
        if not 0 <= place < len(self._fills):
            return []
        return self._of_one(self._fills[place], colour)

    def of_shape(self, element: Any) -> Colours:
        """Nothing where the shape can be seen through."""
        if element.tag == qn("p:pic"):
            return [None]
        properties = element.find(qn("p:spPr"))
        found = self._of_fill(properties, None)
        if found or properties is None or properties.find(qn("a:noFill")) is not None:
            return found
        style = element.find(f"{qn('p:style')}/{qn('a:fillRef')}")
        if style is None or style.get("idx") == "0" or not len(style):
            return []
        return [self._colour(style[0], None)]

    def _of_fill(self, holder: Any, own: str | None) -> Colours:
        return next((found for one in (holder if holder is not None else ()) if (found := self._of_one(one, own))), [])

    def _of_one(self, fill: Any, own: str | None) -> Colours:
        kind = fill.tag.rpartition("}")[2]
        if kind == "solidFill":
            return [self._colour(fill[0], own)]
        if kind == "gradFill":
            return [self._colour(stop[0], own) for stop in fill.iter(qn("a:gs"))]
        return [None] if kind in ("blipFill", "pattFill") else []

    def _colour(self, element: Any, own: str | None) -> str | None:
        """A colour as it is seen; `own` is what a fill of the theme is asked to be made in."""
        if element.tag == qn("a:schemeClr"):
            name = element.get("val")
            found = own if name == "phClr" else self._colours.get(self._names.get(name, name))
        else:
            found = self._plain(element)
        return None if found is None else _changed(found, element)

    @staticmethod
    def _plain(element: Any) -> str | None:
        if element.tag == qn("a:srgbClr"):
            return f"#{element.get('val')}"
        if element.tag == qn("a:sysClr"):
            return f"#{element.get('lastClr')}" if element.get("lastClr") else None
        return _NAMED.get(element.get("val")) if element.tag == qn("a:prstClr") else None


def _changed(colour: str, element: Any) -> str | None:
    """Lighter or darker, as asked, stronger or duller left aside; None where it can be seen through."""
    shares = [part / 255 for part in bytes.fromhex(colour.lstrip("#"))]
    for name, value in _changes(element):
        if name in ("lumMod", "lumOff"):
            hue, light, strong = colorsys.rgb_to_hls(*shares)
            light = light * value if name == "lumMod" else light + value
            shares = list(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), strong))
        elif name == "shade":
            shares = [share * value for share in shares]
        elif name == "tint":
            shares = [1.0 - (1.0 - share) * value for share in shares]
        elif name == "alpha" and value < 1.0:
            return None
    return "#" + bytes(round(255 * share) for share in shares).hex()


def _changes(element: Any) -> Iterator[tuple[str, float]]:
    for one in element:
        yield one.tag.rpartition("}")[2], int(one.get("val", _WHOLE)) / _WHOLE
