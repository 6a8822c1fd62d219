"""A client's template: its size, master and layouts are used, its slides are not; what is none gets one message."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from sim.errors import InputError
from sim.office.deck import Look, deck_bytes
from sim.office.handout import Handout
from sim.office.slides.template import content_layout
from tests.office.decks import charts_of, inches

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def client(path: Path, change: Callable[[Any], None] = lambda _: None) -> Path:
    """A presentation of 4 to 3 with layouts named in another language and two slides of its own."""
    found = Presentation()
    for number, layout in enumerate(found.slide_layouts):
        layout.name = f"Folie {number}"
    for number in (0, 1):
        slide = found.slides.add_slide(found.slide_layouts[number])
        slide.shapes.title.text = "Confidential plan"
    change(found)
    found.save(str(path))
    return path


def without_layouts(*kept: int) -> Callable[[Any], None]:
    """A template with some of its layouts only."""

    def change(found: Any) -> None:
        for slide_id in list(found.slides._sldIdLst):
            found.part.drop_rel(slide_id.rId)
            found.slides._sldIdLst.remove(slide_id)
        for number, layout in enumerate(list(found.slide_layouts)):
            if number not in kept:
                found.slide_layouts.remove(layout)

    return change


def narrow(found: Any) -> None:
    """Slides on which no chart can be read."""
    found.slide_width, found.slide_height = Inches(5), Inches(4)
    for slide in (found.slide_master, *found.slide_layouts):
        for one in slide.placeholders:
            one.left, one.top, one.width, one.height = Inches(0.3), Inches(0.2), Inches(4.4), Inches(0.8)


def test_a_client_s_size_and_layouts_are_used_and_its_slides_are_gone(small: Handout, tmp_path: Path) -> None:
    """Layouts are found by what they have to fill in, not by their names."""
    content = deck_bytes(small, Look.of(client(tmp_path / "client.pptx")))
    found = Presentation(io.BytesIO(content))
    assert (inches(found.slide_width), inches(found.slide_height)) == (10.0, 7.5)
    assert len(found.slide_layouts) == 11
    used = [slide.slide_layout.name for slide in found.slides]
    assert used[0] == "Folie 0"
    assert set(used[1:]) == {"Folie 5"} == {content_layout(found, "").name}
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = file.namelist()
        assert not any(b"Confidential plan" in file.read(name) for name in names)
    assert sum(name.startswith("ppt/slides/slide") for name in names) == len(found.slides)


def test_charts_keep_within_a_client_s_slide(small: Handout, tmp_path: Path) -> None:
    """Beside its title, above its own footer."""
    found = Presentation(io.BytesIO(deck_bytes(small, Look.of(client(tmp_path / "client.pptx")))))
    assert all(list(charts_of(found.slides[number])) for number in (1, 2))
    for slide in list(found.slides)[1:]:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= found.slide_width
            assert shape.top + shape.height <= found.slide_height


def test_the_same_template_gives_the_same_bytes(small: Handout, tmp_path: Path) -> None:
    """As our own look does."""
    look = Look.of(client(tmp_path / "client.pptx"))
    assert deck_bytes(small, look) == deck_bytes(small, look)


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """A zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def retyped(path: Path, new: bytes) -> Path:
    """The same parts under another type, as .potx and .pptm have it."""
    with zipfile.ZipFile(client(path)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    old = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)
    return packed(path, parts)


def damaged(path: Path) -> Path:
    """One of its parts is no XML any more."""
    with zipfile.ZipFile(client(path)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["ppt/presentation.xml"] = b"<broken"
    return packed(path, parts)


def written(path: Path, content: bytes) -> Path:
    """A file of these bytes."""
    path.write_bytes(content)
    return path


def bomb(path: Path) -> Path:
    """Little to send, far too much to unpack."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file, file.open("a", "w") as part:
        for _ in range(130):
            part.write(bytes(8_000_000))
    return path


NOT: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda path: path, "there is no such file"),
    "folder": (lambda path: path.parent, "is not a file"),
    "empty": (lambda path: written(path, b""), "is not a presentation, or is damaged"),
    "text": (lambda path: written(path, b"my slides"), "is not a presentation, or is damaged"),
    "old": (lambda path: written(path, OLE), "is an old .ppt file, or has a password"),
    "zip": (lambda path: packed(path, {"a.txt": b"a"}), "is not a presentation, or is damaged"),
    "potx": (
        lambda path: retyped(path, b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"),
        "is a PowerPoint template; open it and save it as .pptx",
    ),
    "macros": (
        lambda path: retyped(path, b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
        "holds macros; save it as .pptx",
    ),
    "document": (lambda path: retyped(path, b"application/x-other"), "is not a presentation; give a .pptx file"),
    "cut": (lambda path: written(path, client(path).read_bytes()[:9_000]), "is not a presentation, or is damaged"),
    "damaged": (damaged, "is damaged"),
    "bomb": (bomb, "would unpack to 1,040 MB"),
    "no_charts": (lambda path: client(path, without_layouts(0, 1, 2)), "has a title and nothing else to fill in"),
    "no_title": (lambda path: client(path, without_layouts(5, 6)), "is one of a title slide"),
    "narrow": (lambda path: client(path, narrow), "inches under the title; charts need 7 × 3"),
}


@pytest.mark.parametrize("name", NOT)
def test_what_is_no_template_gets_one_message(name: str, tmp_path: Path) -> None:
    """Which names the file and says what to do."""
    make, message = NOT[name]
    path = make(tmp_path / "client.pptx")
    with pytest.raises(InputError) as told:
        Look.of(path)
    assert message in str(told.value)
    assert str(told.value).startswith(str(path))
    assert "\n" not in str(told.value)
