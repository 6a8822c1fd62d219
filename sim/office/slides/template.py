"""Whose look the slides have: our own, or that of a client's presentation, checked before anything is drawn.

Layouts are found by what they have to fill in, whatever language they are named in.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from sim.charts.look import HUES, INK, QUIET
from sim.errors import InputError
from sim.office.slides.ground import is_light
from sim.office.slides.leftovers import drop_slides
from sim.office.slides.parts import Box

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_SUBTITLES = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY)
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES, _MOST_UNPACKED, _MOST_PARTS = 200_000_000, 1_000_000_000, 20_000
_LEAST_BODY = (7.0, 3.0)
_EDGE = 0.12
"""Inches between a light sheet's edge and what stands on it."""

_WIDE, _HIGH, _MARGIN = 13.333, 7.5, 0.5
_FOOT = 0.28
"""Inches at the foot of a slide that is no client's."""


@dataclass(frozen=True)
class Room:
    """A slide of a template: its size, where the title stands and how large it may be, where the rest goes.

    `sheet` is a light ground that the rest needs under it, as the template's own is too dark for its letters.
    """

    width: float
    height: float
    title: Box
    title_points: float
    body: Box
    sheet: Box | None = None


@dataclass(frozen=True)
class Look:
    """A template as its bytes; none is our own look."""

    content: bytes | None = None
    name: str = ""

    @classmethod
    def of(cls, path: Path | None) -> Look:
        """InputError where it cannot be a template."""
        if path is None:
            return cls()
        look = cls(_read(path), str(path))
        room_of(look.open(), look.name)
        return look

    def open(self) -> Any:
        """The presentation without a slide."""
        if self.content is None:
            return _own()
        found = _opened(self.content, self.name)
        drop_slides(found)
        return found


def room_of(presentation: Any, name: str) -> Room:
    """How slides with a title are laid out."""
    layout = content_layout(presentation, name)
    title_layout(presentation, name)
    title = _title_of(layout)
    room = _room(presentation, title)
    if not is_light(layout, room.body):
        room = replace(room, sheet=room.body, body=room.body.within(_EDGE))
    width, height = room.body.width, room.body.height
    if width < _LEAST_BODY[0] or height < _LEAST_BODY[1]:
        raise InputError(
            f"{name}: its layout '{layout.name}' leaves {width:.1f} × {height:.1f} inches under the title; "
            f"charts need {_LEAST_BODY[0]:g} × {_LEAST_BODY[1]:g}"
        )
    return room


def content_layout(presentation: Any, name: str) -> Any:
    """The layout with a title and nothing else to fill in; of several the one that leaves most room."""
    found = [one for one in presentation.slide_layouts if _kinds(one) == [PP_PLACEHOLDER.TITLE]]
    if not found:
        raise InputError(
            f"{name}: none of its layouts ({_names(presentation)}) has a title and nothing else to fill in, as charts "
            "need it; PowerPoint calls such a layout 'Title Only'"
        )
    return max(found, key=lambda one: _room(presentation, _title_of(one)).body.height)


def title_layout(presentation: Any, name: str) -> Any:
    """The layout of a title slide: a centred title, or a title with a subtitle."""
    layouts = list(presentation.slide_layouts)
    centred = [one for one in layouts if PP_PLACEHOLDER.CENTER_TITLE in _kinds(one)]
    others = [one for one in layouts if {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.SUBTITLE} <= set(_kinds(one))]
    found = [*centred, *others]
    if not found:
        raise InputError(
            f"{name}: none of its layouts ({_names(presentation)}) is one of a title slide, with a title and a "
            "subtitle; PowerPoint calls it 'Title Slide'"
        )
    return found[0]


def title_of(slide: Any) -> Any:
    """The title to be filled in, of a slide or a layout."""
    return _title_of(slide)


def subtitle_of(slide: Any) -> Any | None:
    """What a title slide says under its title."""
    return next((one for one in slide.placeholders if one.placeholder_format.type in _SUBTITLES), None)


def _title_of(slide: Any) -> Any:
    return next(one for one in slide.placeholders if one.placeholder_format.type in _TITLES)


def _kinds(layout: Any) -> list[Any]:
    return [kind for one in layout.placeholders if (kind := one.placeholder_format.type) not in _FURNITURE]


def _names(presentation: Any) -> str:
    return ", ".join(str(one.name) for one in presentation.slide_layouts) or "it has none"


def _room(presentation: Any, title: Any) -> Room:
    width, height = Emu(presentation.slide_width).inches, Emu(presentation.slide_height).inches
    sides = (title.left, title.top, title.width, title.height)
    left, top, wide, high = (0.0 if side is None else Emu(side).inches for side in sides)
    box = Box(left, top, wide, high)
    feet = [height - _FOOT]
    layout = title.part.slide_layout
    for one in (*layout.placeholders, *layout.slide_master.placeholders):
        if one.placeholder_format.type in _FURNITURE and one.top is not None and Emu(one.top).inches > height * 0.7:
            feet.append(Emu(one.top).inches)
    below = box.bottom + 0.08
    body = Box(box.left, below, box.width, min(feet) - below)
    return Room(width, height, box, _title_points(title, layout), body)


def _title_points(title: Any, layout: Any) -> float:
    """As the layout says, or its master."""
    masters = [one for one in layout.slide_master.placeholders if one.placeholder_format.type in _TITLES]
    style = layout.slide_master._element.find(".//" + qn("p:titleStyle"))
    places = [title._element, *(one._element for one in masters), style]
    for place in (one for one in places if one is not None):
        for level in place.iter(qn("a:lvl1pPr")):
            letters = level.find(qn("a:defRPr"))
            if letters is not None and letters.get("sz"):
                return int(letters.get("sz")) / 100
    return 44.0


# --- a client's ------------------------------------------------------------------------------------------------------


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"{path}: {'is not a file' if path.exists() else 'there is no such file'}; give a .pptx file")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than {_MOST_BYTES / 1e6:.0f} MB; give a template without its pictures")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    if content.startswith(_OLE):
        raise InputError(f"{path}: is an old .ppt file, or has a password; save it as .pptx without one")
    _check_parts(path, content)
    return content


def _check_parts(path: Path, content: bytes) -> None:
    """Not more than a presentation can be, before anything is unpacked; and a presentation, not its cousin."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = file.infolist()
            unpacked = sum(one.file_size for one in parts)
            if unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
                raise InputError(
                    f"{path}: would unpack to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts; a presentation of at "
                    f"most {_MOST_UNPACKED / 1e6:,.0f} MB is read"
                )
            types = file.read("[Content_Types].xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError(f"{path}: is not a presentation, or is damaged; give a .pptx file") from error
    for sign, what in (
        (b"presentationml.template", "is a PowerPoint template; open it and save it as .pptx"),
        (b"presentationml.slideshow", "is a PowerPoint show; open it and save it as .pptx"),
        (b"macroEnabled", "holds macros; save it as .pptx"),
    ):
        if sign in types:
            raise InputError(f"{path}: {what}")
    if b"presentationml.presentation.main" not in types:
        raise InputError(f"{path}: is not a presentation; give a .pptx file")


def _opened(content: bytes, name: str) -> Any:
    try:
        found = Presentation(io.BytesIO(content))
        for layout in found.slide_layouts:
            _kinds(layout)
        found.slide_width + found.slide_height
    except Exception as error:
        raise InputError(f"{name}: is damaged ({type(error).__name__}); open it and save it again") from error
    return found


# --- our own ---------------------------------------------------------------------------------------------------------


def _own() -> Any:
    """Wide slides with a title on the left; letters and colours of the charts."""
    found = Presentation()
    found.slide_width, found.slide_height = Inches(_WIDE), Inches(_HIGH)
    layouts = found.slide_layouts
    for layout in [one for one in layouts if one.name not in ("Title Slide", "Title Only")]:
        layouts.remove(layout)
    master = found.slide_master
    for slide in (master, *found.slide_layouts):
        for one in list(slide.placeholders):
            if one.placeholder_format.type in _FURNITURE:
                one._element.getparent().remove(one._element)
    _style(master)
    for slide in (master, *found.slide_layouts):
        _place_own(slide)
    _theme(master)
    for relation in list(found.part.package._rels.values()):
        if relation.reltype.endswith("/thumbnail"):
            found.part.package._rels.pop(relation.rId)
    return found


def _place_own(slide: Any) -> None:
    title = _title_of(slide)
    opening = title.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE
    _put(title, Box(_MARGIN, 1.7 if opening else 0.3, _WIDE - 2 * _MARGIN, 1.9 if opening else 0.86))
    below = subtitle_of(slide)
    if below is not None:
        _put(below, Box(_MARGIN, 3.75, _WIDE - 2 * _MARGIN, 2.9), anchor="t")


def _put(shape: Any, box: Box, anchor: str = "b") -> None:
    shape.left, shape.top = Inches(box.left), Inches(box.top)
    shape.width, shape.height = Inches(box.width), Inches(box.height)
    shape.text_frame._txBody.bodyPr.set("lIns", "0")
    shape.text_frame._txBody.bodyPr.set("anchor", anchor)
    for level in shape._element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")


def _style(master: Any) -> None:
    """Titles dark, bold and on the left; a subtitle quiet."""
    styles = master._element.find(qn("p:txStyles"))
    for name, points, bold in (("p:titleStyle", 24, "1"), ("p:bodyStyle", 16, "0")):
        for level in styles.find(qn(name)):
            level.set("algn", "l")
            letters = level.find(qn("a:defRPr"))
            if letters is None:
                continue
            letters.set("sz", str(Pt(points).centipoints))
            letters.set("b", bold)
        for bullet in list(styles.find(qn(name)).iter(qn("a:buChar"))):
            bullet.getparent().replace(bullet, bullet.makeelement(qn("a:buNone"), {}))


def _theme(master: Any) -> None:
    """The palette of the charts, so that what is added by hand fits; a font that every office program has."""
    part = next(one.target_part for one in master.part.rels.values() if one.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8").replace("Calibri", "Arial")
    for number, hue in enumerate(HUES, start=1):
        text = _colour(text, f"accent{number}", hue.line)
    part._blob = _colour(_colour(text, "dk1", INK), "dk2", QUIET).encode("utf-8")


def _colour(text: str, name: str, colour: str) -> str:
    new = f'<a:{name}><a:srgbClr val="{colour.lstrip("#")}"/></a:{name}>'
    return re.sub(rf"<a:{name}>.*?</a:{name}>", new, text, flags=re.DOTALL)
