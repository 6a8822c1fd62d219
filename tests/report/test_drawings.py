"""Drawings in a page: the same picture in fewer letters, names of their own, and nothing in them but a picture."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path as Outline

from sim.charts.files import image_bytes
from sim.charts.survival import draw_survival, survival_chart
from sim.pictures import provenance_of
from sim.report.drawings import Letters, drawing
from sim.report.svg_paths import number, short_path
from tests.report.conftest import Paged

BOX = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'
_LETTER = re.compile(r"[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6, "z": 0}


def walked(path: str) -> list[tuple[float, float]]:
    """The corners that a pen comes to, whatever a path is written as; what goes straight on is no corner."""
    at = (0.0, 0.0)
    corners: list[tuple[float, float]] = []
    tokens = _LETTER.findall(path)
    while tokens:
        letter = tokens.pop(0)
        numbers = [float(tokens.pop(0)) for _ in range(_NUMBERS[letter.lower()])]
        base = at if letter.islower() else (0.0, 0.0)
        match letter.lower():
            case "h":
                at = (base[0] + numbers[0], at[1])
            case "v":
                at = (at[0], base[1] + numbers[0])
            case "z":
                continue
            case _:
                at = (base[0] + numbers[-2], base[1] + numbers[-1])
        corners.append(at)
    return corners


def inked(path: str, left: float, top: float) -> bool:
    """Whether a place lies inside the outline."""
    return bool(Outline(walked(path)).contains_point((left, top)))


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), min_size=3, max_size=12))
def test_a_short_path_goes_where_the_long_one_went(points: list[tuple[float, float]]) -> None:
    """To a tenth of a point at every corner, however many came before: no rounding adds up."""
    long = "M " + " L ".join(f"{x:f} {y:f}" for x, y in points)
    short = walked(short_path(long, 1))
    for x, y in points[-1:]:
        assert short[-1] == pytest.approx((x, y), abs=0.0501)
    assert len(short_path(long, 1)) <= len(long)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("M 1 1 \nL 2 1 \nL 3.25 1 \nL 3.25 4 \n", "M1 1h2.2v3"),
        ("M 0 0 L 1 1 L 0 0 z", "M0 0l1 1l-1-1z"),
        ("M 0.5 0.25 Q 1 2 3 4 C 1 1 2 2 3 3", "M.5.2q.5 1.8 2.5 3.8c-2-3-1-2 0-1"),
        ("M 1 1 L 2 1 L 1 1", "M1 1h1h-1"),
    ],
)
def test_paths_are_written_in_few_letters(long: str, short: str) -> None:
    """Level and upright stretches by one number, no blanks where none are needed, no noughts before the point."""
    expected = short.replace("M.5.2", "M.5 .2")
    assert short_path(long, 1) == expected


@pytest.mark.parametrize("path", ["M 1 1 A 1 1 0 0 0 2 2", "M 1", "M 1 1 L 1 1 2 2", "M 1 1 <b>"])
def test_a_path_of_another_kind_is_refused(path: str) -> None:
    """Arcs, missing numbers, repeated pairs, anything else: no guess is drawn."""
    with pytest.raises(ValueError, match=r"path|numbers"):
        short_path(path, 1)


def test_numbers_have_no_letter_too_many() -> None:
    """Signs, noughts and points."""
    assert [number(one, 2) for one in (0.5, -0.5, 0.001, -0.001, 10.0, 1.25)] == [".5", "-.5", "0", "0", "10", "1.25"]


def chart(hostile: Paged) -> bytes:
    """A survival chart as matplotlib writes it."""
    named = hostile.comparison.by_label()
    made = survival_chart({label: one.survival() for label, one in named.items()}, horizon_weeks=60.0)
    return image_bytes(draw_survival(made, provenance_of(named)), "svg", made.title)


def test_a_drawing_is_half_of_the_file_and_the_next_one_much_less(hostile: Paged) -> None:
    """Letters are kept once for the whole page."""
    content, letters = chart(hostile), Letters()
    first = drawing(content, "one", letters)
    shared = len(letters.svg())
    second = drawing(content, "two", letters)
    assert len(first.svg) + shared < len(content) / 2
    assert len(letters.svg()) == shared
    assert len(second.svg) < len(content) / 8


def test_two_drawings_share_no_name(hostile: Paged) -> None:
    """Clip paths and markers of the same picture twice: every id once, every reference inside its own drawing."""
    content, letters = chart(hostile), Letters()
    made = [drawing(content, name, letters).svg for name in ("one", "two")]
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in made]
    shared = set(re.findall(r'id="([^"]+)"', letters.svg()))
    assert ids[0].isdisjoint(ids[1])
    for svg, own in zip(made, ids, strict=True):
        used = set(re.findall(r'(?:href="#|url\(#)([\w-]+)', svg))
        assert used <= own | shared
        assert used & own


def test_the_title_of_a_drawing_is_its_finding(hostile: Paged) -> None:
    """Escaped, and what a screen reader says."""
    made = drawing(chart(hostile), "one", Letters())
    assert '<title id="one-title">' in made.svg
    assert "<script" not in made.svg


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>hello</p></foreignObject>",
        '<image href="http://elsewhere/x.png"/>',
        '<path d="M 0 0 L 1 1" onclick="alert(1)"/>',
        '<g style="background: url(http://elsewhere)"><path d="M 0 0 L 1 1"/></g>',
        '<path d="M 0 0 L 1 1" style="fill: url(http://elsewhere)"/>',
        '<use xlink:href="http://elsewhere#a"/>',
        '<g clip-path="url(http://elsewhere#a)"><path d="M 0 0 L 1 1"/></g>',
    ],
)
def test_what_no_drawing_of_ours_holds_is_refused(inside: str) -> None:
    """Scripts, pages in pictures, addresses, handlers: whoever puts them into the file, they come into no page."""
    with pytest.raises(ValueError, match=r"which|refers"):
        drawing(f"{BOX}{inside}</svg>".encode(), "bad", Letters())


@pytest.mark.parametrize("content", [b"", b"<svg", b"<html/>", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'])
def test_what_is_no_drawing_is_refused(content: bytes) -> None:
    """Empty, cut off, something else, with entities."""
    with pytest.raises(ValueError, match=r"."):
        drawing(content, "bad", Letters())


def test_what_looks_alike_says_so_once_and_stays_where_it_is() -> None:
    """Neighbours in one colour: the colour once, both outlines as they were."""
    square = "M {0} 0 L {1} 0 L {1} 4 L {0} 4 z"
    two = "".join(f'<path d="{square.format(left, left + 2)}" style="fill: #0b3c6f"/>' for left in (0, 5))
    made = drawing(f"{BOX}{two}</svg>".encode(), "one", Letters()).svg
    assert made.count("#0b3c6f") == 1
    paths = re.findall(r' d="([^"]+)"', made)
    assert [inked(path, left, 2.0) for path in paths for left in (1.0, 6.0)] == [True, False, False, True]


def test_what_is_see_through_as_a_whole_stays_apart() -> None:
    """Two half-transparent neighbours that overlap are darker where they do; as one they would not be."""
    one = '<path d="M 0 0 L 2 0 L 2 2 z" style="fill: #0b3c6f; opacity: 0.5"/>'
    assert drawing(f"{BOX}{one}{one}</svg>".encode(), "one", Letters()).svg.count("opacity") == 2
