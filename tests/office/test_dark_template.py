"""A template of dark slides, and one whose slides are pointed at from everywhere: charts are read, nothing leaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from sim.charts.look import QUIET
from sim.office.deck import Look, deck_bytes
from sim.office.handout import Handout
from sim.office.slides.editable import rgb
from sim.office.slides.ground import contrast, is_light
from sim.office.slides.parts import Box
from sim.office.slides.template import content_layout
from tests.office.test_template import client

BODY = Box(0.5, 1.6, 9.0, 5.0)
PALER = '<a:solidFill><a:schemeClr val="bg1"><a:lumMod val="95000"/></a:schemeClr></a:solidFill>'
NAVY = '<a:solidFill><a:srgbClr val="0B1F3A"/></a:solidFill>'


def ground(fill: str) -> Callable[[Any], None]:
    """A background of the master."""

    def change(found: Any) -> None:
        slide = found.slide_master._element.cSld
        for old in slide.findall(qn("p:bg")):
            slide.remove(old)
        whole = f"<p:bg {nsdecls('p', 'a', 'r')}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"
        slide.insert(0, parse_xml(whole))

    return change


def swapped(found: Any) -> None:
    """Dark by its names of colours, as PowerPoint's own dark variants are."""
    names = found.slide_master._element.find(qn("p:clrMap"))
    names.set("bg1", "dk1")
    names.set("tx1", "lt1")


def covered(found: Any) -> None:
    """A dark shape over all of the layout."""
    layout = content_layout(found, "")
    shapes = found.slides[0].shapes
    shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, found.slide_width, found.slide_height)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb("#0B1F3A")
    layout.shapes._spTree.append(shape._element)


GROUNDS: dict[str, tuple[Callable[[Any], None], bool]] = {
    "as PowerPoint has it": (lambda _: None, True),
    "paper": (ground('<a:solidFill><a:srgbClr val="F4F4F0"/></a:solidFill>'), True),
    "nearly white": (ground(PALER), True),
    "navy": (ground(NAVY), False),
    "a colour of the theme": (ground('<a:solidFill><a:schemeClr val="tx2"/></a:solidFill>'), False),
    "half light": (ground('<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs><a:gs pos="100000">'
                          '<a:srgbClr val="203040"/></a:gs></a:gsLst></a:gradFill>'), False),
    "a photograph": (ground("<a:blipFill><a:stretch/></a:blipFill>"), False),
    "swapped": (swapped, False),
    "covered": (covered, False),
}  # fmt: skip


@pytest.mark.parametrize("name", GROUNDS)
def test_a_ground_is_light_where_grey_letters_can_be_read_on_it(name: str, tmp_path: Path) -> None:
    """Whatever way it is coloured; where nobody can tell, it is not."""
    change, light = GROUNDS[name]
    found = Presentation(str(client(tmp_path / "client.pptx", change)))
    assert is_light(content_layout(found, ""), BODY) is light


@pytest.mark.parametrize(("change", "sheets"), [(ground(NAVY), 1), (ground(NAVY.replace("0B1F3A", "FAFAF7")), 0)])
def test_on_dark_slides_everything_stands_on_a_light_sheet(
    small: Handout, tmp_path: Path, change: Callable[[Any], None], sheets: int
) -> None:
    """Behind all that was put there, and around it; light slides stay as they are."""
    found = Presentation(io.BytesIO(deck_bytes(small, Look.of(client(tmp_path / "client.pptx", change)))))
    for slide in list(found.slides)[1:]:
        parts = [shape for shape in slide.shapes if not shape.is_placeholder]
        assert [shape.name for shape in parts].count("Light ground") == sheets
        if sheets:
            sheet, *others = parts
            assert contrast(QUIET, f"#{sheet.fill.fore_color.rgb}") >= 4.5
            for one in others:
                assert sheet.left <= one.left
                assert one.left + one.width <= sheet.left + sheet.width
                assert sheet.top <= one.top
                assert one.top + one.height <= sheet.top + sheet.height


def pointed_at(found: Any) -> None:
    """A show of some slides, a view that lists them, a button of a layout that leads to one, a summary with titles."""
    ids, part = [one.rId for one in found.slides._sldIdLst], found.part
    shows = (
        f'<p:custShowLst {nsdecls("p", "r")}><p:custShow name="board" id="0"><p:sldLst><p:sld r:id="{ids[0]}"/>'
        "</p:sldLst></p:custShow></p:custShowLst>"
    )
    part._element.find(qn("p:notesSz")).addnext(parse_xml(shows))
    layout = content_layout(found, "")
    button = found.slides[1].shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, 9144, 9144)
    button.click_action.target_slide = found.slides[0]
    link = button._element.find(f".//{qn('a:hlinkClick')}")
    kind = part.rels[ids[0]].reltype
    link.set(qn("r:id"), layout.part.rels.get_or_add(kind, found.slides[1].part))
    layout.shapes._spTree.append(button._element)
    views = next(one.target_part for one in part.rels.values() if one.reltype.endswith("/viewProps"))
    number = views.rels.get_or_add(kind, found.slides[0].part)
    views._blob = (
        f'<p:viewPr {nsdecls("p", "a", "r")}><p:outlineViewPr><p:sldLst><p:sld r:id="{number}"/></p:sldLst>'
        "</p:outlineViewPr></p:viewPr>"
    ).encode()
    summary = next(
        one.target_part for one in part.package._rels.values() if one.reltype.endswith("/extended-properties")
    )
    summary._blob = summary.blob.replace(b"<Company>", b"<Company>Confidential plan")


def test_a_client_s_slides_are_gone_whatever_points_at_them(small: Handout, tmp_path: Path) -> None:
    """No part of the file holds a word of them, and no two parts have one name."""
    template = client(tmp_path / "client.pptx", pointed_at)
    with zipfile.ZipFile(template) as file:
        assert sum(b"Confidential plan" in file.read(name) for name in file.namelist()) >= 3
    content = deck_bytes(small, Look.of(template))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        assert [name for name in names if b"Confidential plan" in file.read(name)] == []
    assert len(set(names)) == len(names)
    assert sum(name.startswith("ppt/slides/slide") for name in names) == len(Presentation(io.BytesIO(content)).slides)
